"""Registers brought to one form: Parquet files with text columns under the names of fields.

Text files, sheets and databases are copied into it, block by block, whatever their size; Parquet
is left where it is. Nothing is cleaned here but white space at the ends of a cell.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from geodata.errors import Problems
from geodata.registers.declaration import PARQUET, SHEET, Declared
from geodata.registers.delimited import examine, read_delimited
from geodata.registers.postgres import SELECT, read_database
from geodata.registers.sheets import read_sheet
from geodata.registers.sources import SOURCE_FILE, SOURCE_ROW, Batch, Malformed, places

GROUP = 1 << 17
"""Rows of one row group."""


@dataclass(frozen=True)
class Staged:
    """One register as the engine reads it.

    Attributes
    ----------
    province
        Code that addresses without one are taken to mean; blank where there is none.
    paths
        Parquet files.
    columns
        Field → column of the files. Staged columns are text, never null, and stand beside
        ``source_file`` and ``source_row`` (int64, the header being row 1); those of a register
        that was Parquet have their own types, and nothing stands beside them.
    factors
        Field → yuan of one unit, for amounts.
    values
        Field → word as `geodata.registers.words.word` writes it → value.
    rows_malformed, malformed
        Rows with too many or too few cells, which are not in the files, and the first of them
        with columns ``file, row, content``.
    sha256
        Of the source's content and of how it is read.
    """

    register: str
    kind: str
    province: str
    paths: tuple[Path, ...]
    columns: Mapping[str, str]
    factors: Mapping[str, int]
    values: Mapping[str, Mapping[str, str]]
    rows_malformed: int
    malformed: pd.DataFrame
    sha256: str
    source_id: str


def stage(declared: Declared, folder: Path, problems: Problems, sample: int) -> Staged:
    """Bring one register to Parquet under ``folder/<register>``; faults go to `problems`.

    `sample` malformed rows are kept. After a fault the register is incomplete, and whoever called
    must not use it.
    """
    malformed = Malformed(sample)
    named = {name: name for name in declared.columns}
    if declared.database:
        paths, contents = _database(declared, _emptied(folder, declared), problems)
    elif declared.paths[0].suffix.lower() in PARQUET:
        paths, contents = declared.paths, [(p.name, _sha256(p)) for p in declared.paths]
        named = _parquet_columns(declared, problems)
    else:
        paths, contents = _files(declared, _emptied(folder, declared), malformed, problems)
    return Staged(
        declared.register,
        declared.kind,
        declared.province,
        paths,
        named,
        declared.factors,
        declared.values,
        malformed.count,
        malformed.frame(),
        _fingerprint(declared, contents),
        declared.source_id,
    )


def _emptied(folder: Path, declared: Declared) -> Path:
    """Folder of the register, without what an earlier run left."""
    target = folder / declared.register
    target.mkdir(parents=True, exist_ok=True)
    for old in target.glob("*.parquet*"):
        old.unlink()
    return target


def _files(
    declared: Declared, folder: Path, malformed: Malformed, problems: Problems
) -> tuple[tuple[Path, ...], list[tuple[str, str]]]:
    paths, contents = [], []
    for number, path in enumerate(declared.paths):
        if path.suffix.lower() in SHEET:
            digest = _sha256(path)
            batches = read_sheet(path, declared, problems)
        else:
            examined = examine(path, declared.encoding)
            digest = examined.sha256
            batches = read_delimited(path, declared, examined, malformed, problems)
        contents.append((path.name, digest))
        paths.append(folder / f"{number}.parquet")
        _write(batches, paths[-1], declared, path.name)
    return tuple(paths), contents


def _database(
    declared: Declared, folder: Path, problems: Problems
) -> tuple[tuple[Path, ...], list[tuple[str, str]]]:
    path = folder / "0.parquet"
    content = _Hashed(read_database(declared, problems))
    # a statement is too long to stand in every sample
    source = declared.register if SELECT.match(declared.table) else declared.table
    _write(content, path, declared, source)
    return (path,), [(declared.table, content.digest.hexdigest())]


class _Hashed:
    """Batches that are hashed as they pass, since a database has no bytes of its own."""

    def __init__(self, batches: Iterable[Batch]) -> None:
        self.batches = batches
        self.digest = hashlib.sha256()

    def __iter__(self) -> Iterator[Batch]:
        from pyarrow import csv as arrow  # noqa: PLC0415  0.2 s, and only where registers are read

        for batch in self.batches:
            arrow.write_csv(batch, _Sink(self.digest), arrow.WriteOptions(include_header=False))
            yield batch


class _Sink:
    """A file that is only hashed."""

    closed = False

    def __init__(self, digest: Any) -> None:
        self.write = digest.update

    def flush(self) -> None:
        """Nothing is held back."""


def _write(batches: Iterable[Batch], path: Path, declared: Declared, source: str) -> None:
    """Write a Parquet file as a whole or not at all."""
    import pyarrow as pa  # noqa: PLC0415  0.2 s, and only where registers are read
    from pyarrow import parquet  # noqa: PLC0415

    texts = [pa.field(name, pa.string(), nullable=False) for name in declared.columns]
    schema = pa.schema([*texts, pa.field(SOURCE_ROW, pa.int64(), nullable=False)])
    partial = path.with_suffix(".parquet.tmp")
    whole = schema.append(pa.field(SOURCE_FILE, pa.string(), nullable=False))
    with parquet.ParquetWriter(partial, whole, compression="zstd") as writer:
        for table in _groups(batches, schema):
            name = pa.repeat(pa.scalar(source), table.num_rows)
            writer.write_table(table.append_column(whole.field(SOURCE_FILE), name), GROUP)
    partial.replace(path)


def _groups(batches: Iterable[Batch], schema: Any) -> Iterator[Batch]:
    """The same rows in whole row groups, so that a file does not depend on how it was read."""
    import pyarrow as pa  # noqa: PLC0415  as above

    held = schema.empty_table()
    for batch in batches:
        held = pa.concat_tables([held, batch.select(schema.names).cast(schema)])
        whole = held.num_rows - held.num_rows % GROUP
        if whole:
            yield held.slice(0, whole).combine_chunks()
            held = held.slice(whole).combine_chunks()  # lets go of the rows that were written
    yield held.combine_chunks()


def _parquet_columns(declared: Declared, problems: Problems) -> dict[str, str]:
    """Field → column in the files, which must agree on its type."""
    from pyarrow import ArrowInvalid, parquet  # noqa: PLC0415  as above

    named: dict[str, str] = {}
    types: dict[str, Any] = {}
    for path in declared.paths:
        try:
            schema = parquet.read_schema(path)
        except (ArrowInvalid, OSError) as error:
            problems.add("register_unreadable", path.name, detail=error)
            continue
        found = places(schema.names, declared.columns, path.name, problems)
        for name, position in (found or {}).items():
            column = schema.field(position)
            named.setdefault(name, column.name)
            first = types.setdefault(name, column.type)
            if first != column.type or named[name] != column.name:
                seen, other = column.name, column.type
                problems.add("register_types", path.name, seen=seen, first=first, other=other)
    return named


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _fingerprint(declared: Declared, contents: list[tuple[str, str]]) -> str:
    """One hash of the source's content and of everything that decides how it is read."""
    reading = [
        declared.kind,
        declared.table,
        declared.encoding,
        declared.delimiter,
        declared.province,
        sorted(declared.columns.items()),
        sorted(declared.factors.items()),
        sorted((name, sorted(words.items())) for name, words in declared.values.items()),
        contents,
    ]
    return hashlib.sha256(json.dumps(reading, ensure_ascii=False).encode()).hexdigest()
