"""SYNTHETIC registers of any size from a fixed seed; nothing in them is real.

``write("patent", 1_000_000, folder)`` writes Parquet files of at most `CHUNK` rows whose columns
are fields of `geodata/registers/fields.csv`, all text, as a staged register has them. Small
shares of the rows are dirty in the ways of real registers (`parts.DIRT`). Whatever they show of a
city or an industry is an invention of `words`.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType

import numpy as np
import polars as pl

from benchmarks.registers import activities
from benchmarks.registers.others import OTHERS, others
from benchmarks.registers.parts import Part, with_copies
from benchmarks.registers.patents import patents

__all__ = ["KINDS", "parts", "write"]

SEED = 20265
CHUNK = 1_000_000
"""Rows to a file; all of them are in memory at once."""

POOL = 5
"""Rows to an applicant on average; a few applicants file most."""

KINDS: Mapping[str, Callable[[Part], pl.DataFrame]] = MappingProxyType(
    {"patent": partial(with_copies, patents)}
    | {kind: partial(with_copies, partial(others, kind)) for kind in OTHERS}
    | {"enterprise": activities.enterprises, "research": activities.research}
)
"""Kind of register: maker of its parts. Transactions need the patents they deal in
(`activities.transactions`)."""


def parts(kind: str, rows: int, seed: int = SEED) -> Iterator[Part]:
    """Chunks of a register of so many rows, copies and dirt included."""
    count = -(-rows // CHUNK)
    for number in range(count):
        size = min(CHUNK, rows - number * CHUNK)
        rng = np.random.default_rng([seed, number, *kind.encode()])
        yield Part(size, rng, number, count, max(rows // POOL, 10))


def write(kind: str, rows: int, folder: Path, seed: int = SEED) -> tuple[Path, ...]:
    """Write a register of one of `KINDS`; its Parquet files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for part in parts(kind, rows, seed):
        path = folder / f"{kind}_{part.number:03d}.parquet"
        KINDS[kind](part).write_parquet(path, row_group_size=131_072)
        written.append(path)
    return tuple(written)
