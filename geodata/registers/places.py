"""Where a record lies: regions of the study from addresses and from columns of codes or names.

An address means different regions in different years, but it does so along a *line*: the names in
it change their meaning in a few years only. So each distinct address is worked on once, in Polars
and Python outside the engine, which then joins address to line, and line and year to place.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path

import pandas as pd

from geodata.addresses.names import names
from geodata.addresses.rule import decide
from geodata.addresses.text import hits, outline, spelled
from geodata.regions import Register
from geodata.registers.clean import FIRST_YEAR
from geodata.registers.engine import Engine, Table, frame, share

UNKNOWN, AMBIGUOUS, UNREAD = -1, -2, -3
"""Instead of the position of a region: the address tells nothing, or not which of several
regions; the region's code or name is none, and the address does not help."""

OUTSIDE = -10
"""From here downwards: outside the study, in province number ``OUTSIDE - place``."""

BATCH = 100_000
"""Addresses worked on at once: some 50 MB."""

Line = tuple[tuple[int, int], ...]
"""From which year on a text means which place; the year 0 stands for no year at all."""


class Locator:
    """Places of texts, kept by what they say, for one study."""

    def __init__(self, regions: Sequence[str], register: Register | None = None) -> None:
        self.regions = tuple(regions)
        self.provinces = [""]
        self._register = register or Register.load()
        self._position = {code: place for place, code in enumerate(regions)}
        self._lines: dict[Line, int] = {}
        self._outlines: dict[tuple[str, str], int] = {}
        self._units: dict[str, tuple[int, str]] = {}
        self._upper = {
            above.code
            for code in regions
            for region in self._register.candidates(code)
            for above in self._register.ancestors(region)
        }

    @cached_property
    def last_year(self) -> int:
        """The last year in which any name changed its meaning; later years are like it."""
        return max(edge for found in names(self._register).values() for edge in _edges(found))

    def place(self, codes: Iterable[str]) -> int:
        """Place of an address that may lie in any of these units of today."""
        places = {self._unit(code)[0] for code in codes}
        if not places:
            return UNKNOWN
        if len(places) == 1:
            return places.pop()
        # in two other provinces: surely outside, but not known where
        return OUTSIDE if max(places) <= OUTSIDE else AMBIGUOUS

    def _unit(self, code: str) -> tuple[int, str]:
        if code not in self._units:
            region = self._register.candidates(code)[0]
            line = (region.code, *(above.code for above in self._register.ancestors(region)))
            inside = [self._position[one] for one in line if one in self._position]
            province = next((one for one in line if one.endswith("0000")), "")
            if inside:
                found = inside[0]
            elif code in self._upper:
                found = AMBIGUOUS  # 江苏省 alone does not tell the city
            else:
                found = OUTSIDE - self._province(province)
            self._units[code] = found, province
        return self._units[code]

    def _province(self, code: str) -> int:
        if code not in self.provinces:
            self.provinces.append(code)
        return self.provinces.index(code)

    def _number(self, line: Line) -> int:
        return self._lines.setdefault(line, len(self._lines))

    def address_lines(self, addresses: Sequence[str], prior: str) -> list[int]:
        """Numbers of the lines of these addresses, for the register of this province."""
        import polars as pl  # noqa: PLC0415  0.1 s, and only counting needs it

        meanings = names(self._register)
        rows = pl.DataFrame({"address": pl.Series(addresses, dtype=pl.String)}).lazy()
        found = rows.select(outline(spelled(pl.col("address")), list(meanings)).alias("outline"))
        texts = found.collect(engine="streaming").get_column("outline")
        distinct = texts.unique(maintain_order=True)
        numbers = [self._outline_line(text, prior) for text in distinct]
        replaced = texts.replace_strict(distinct, pl.Series(numbers), return_dtype=pl.Int32)
        return list(replaced)

    def _outline_line(self, text: str, prior: str) -> int:
        key = (text, prior)
        if key not in self._outlines:
            meanings = names(self._register)
            found = hits(text)
            edges = _edges(m for hit in found for m in meanings[hit.name])
            years = [FIRST_YEAR, *(edge for edge in edges if edge > FIRST_YEAR)]
            told = [(0, decide(found, meanings, None, prior).candidates)] if found else [(0, ())]
            if found and edges:
                told += [(year, decide(found, meanings, year, prior).candidates) for year in years]
            self._outlines[key] = self._number(_line((y, self.place(c)) for y, c in told))
        return self._outlines[key]

    def region_line(self, text: str, prior: str) -> int:
        """Number of the line of a region's code or name, for the register of this province."""
        told = [(0, self._named(text, None, prior))]
        told += [
            (year, self._named(text, year, prior)) for year in range(FIRST_YEAR, self.last_year + 1)
        ]
        return self._number(_line(told))

    def _named(self, text: str, year: int | None, prior: str) -> int:
        """Place of a region's code or name in a year; `UNREAD` where it is none or several."""
        register = self._register
        # a register may keep its codes after a reform, or have them before it
        earlier = range((year or self.last_year) - 1, FIRST_YEAR - 1, -1)
        tried = (register.candidates(text, year=one) for one in (year, None, *earlier))
        found = next(filter(None, tried), []) if text.strip() else []
        inside = [r for r in found if prior and r.code[:2] == prior[:2]]
        codes = {s.code for r in inside or found for s in register.successors(r)}
        place = self.place(codes)
        return UNREAD if place in (UNKNOWN, AMBIGUOUS) else place

    def moments(self) -> pd.DataFrame:
        """Place of each line in each year up to `last_year`, and in the year 0 for not known."""
        years = [0, *range(FIRST_YEAR, self.last_year + 1)]
        rows = [
            (number, year, line[bisect_right([start for start, _ in line], year) - 1][1])
            for line, number in self._lines.items()
            for year in years
        ]
        table = pd.DataFrame(rows, columns=["line", "moment", "place"])
        return table.astype("int32")


def _edges(found: Iterable[object]) -> list[int]:
    """Years from which on a meaning of the names is another one's or nobody's."""
    spans = [(m.valid_from, m.valid_to) for m in found]  # type: ignore[attr-defined]
    begun = {first for first, _ in spans if first is not None}
    return sorted(begun | {final + 1 for _, final in spans if final is not None})


def _line(told: Iterable[tuple[int, int]]) -> Line:
    """The years in which the place is another one than before; no year counts for itself."""
    kept: list[tuple[int, int]] = []
    for year, place in told:
        if len(kept) < 2 or kept[-1][1] != place:
            kept.append((year, place))
    return tuple(kept)


def address_table(
    engine: Engine, scratch: Path, texts: Table, locator: Locator, prior: str, name: str
) -> Table:
    """Table of `address_text` and `address_line` for a table of distinct texts in `text`."""
    import pyarrow as pa  # noqa: PLC0415  0.2 s, and only counting needs it
    import pyarrow.parquet as pq  # noqa: PLC0415  see above

    path = scratch / f"{name}.parquet"
    schema = pa.schema({"address_text": pa.string(), "address_line": pa.int32()})
    with pq.ParquetWriter(path, schema) as writer:
        for part in engine.export(texts):
            for batch in pq.ParquetFile(part).iter_batches(BATCH):
                addresses = batch.column("text")
                lines = locator.address_lines(addresses, prior)
                writer.write_table(pa.table([addresses, pa.array(lines, pa.int32())], schema))
    return engine.read([path])


def region_table(
    engine: Engine, scratch: Path, texts: Table, locator: Locator, prior: str, name: str
) -> Table:
    """Table of `region_text` and `region_line` for a table of distinct texts in `text`."""
    found = frame(engine, texts).sort_values("text", ignore_index=True)
    lines = [locator.region_line(text, prior) for text in found["text"]]
    table = pd.DataFrame({"region_text": found["text"], "region_line": lines})
    return share(engine, scratch, name, table.astype({"region_line": "int32"}))
