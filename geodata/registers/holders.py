"""How rights are spread over their holders, in sums that name no holder."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from geodata.registers.cells import BASES
from geodata.registers.clean import year_of
from geodata.registers.engine import Column, Engine, Table, constant, frame

TOP = 5

ALL = -1
"""Instead of a place or a type: all of them."""

CELL = ["place", "type", "basis", "year"]


def concentration(engine: Engine, rows: Table, years: Sequence[int], types: int) -> pd.DataFrame:
    """`CELL` with the number of holders, their records, the sum of squares, and the top five's.

    Parameters
    ----------
    rows
        One row per right: `holder` (0 = not known, left out), `place`, `type` and the dates.
    years
        Years that are counted, ascending: each costs as much as all the rest of a year's counts.
    types
        How many types the kind has, with the blank one. All types together are type `ALL`; by
        type there are rows only where there is more than one.
    """
    known = rows.filter(rows.holder > 0).select(
        "holder",
        "place",
        "type",
        **{event: year_of(rows[event]) for event in ("filed", "granted", "ended")},
    )
    held = [_flow(known, event, years) for event in BASES[:2]]
    held += _stocks(engine, known, years)
    counts = engine.keep(held[0].union(*held[1:]))
    found = [
        _spread(counts, by_place, by_type)
        for by_place in (True, False)
        for by_type in ((True, False) if types > 1 else (False,))
    ]
    return _summed(frame(engine, found[0].union(*found[1:])))


def _flow(known: Table, basis: str, years: Sequence[int]) -> Table:
    """Rights of each holder by the year of an event."""
    had = known.filter(known[basis].isin(years))
    counted = had.group_by("holder", "place", "type", year=had[basis]).agg(n=had.count())
    return _marked(counted, basis, counted.year)


def _marked(counted: Table, basis: str, year: Column) -> Table:
    return counted.select(
        "holder",
        "place",
        "type",
        basis=constant(BASES.index(basis), "int16"),
        year=year.cast("int16"),
        n=counted.n.cast("int64"),
    )


def _stocks(engine: Engine, known: Table, years: Sequence[int]) -> list[Table]:
    """Rights of each holder in force at the year-ends: granted by then, and not ended."""
    first, last = years[0], years[-1]
    begun = known.filter((known.granted > 0) & (known.granted <= last))
    begun = begun.mutate(
        begin=(begun.granted < first).ifelse(first, begun.granted).cast("int16"),
        end=((begun.ended == 0) | (begun.ended > last)).ifelse(last + 1, begun.ended).cast("int16"),
    )
    lasting = begun.filter(begun.end > begun.begin)
    # few different spans: the year-ends are then read from a smaller table
    spans = engine.keep(
        lasting.group_by("holder", "place", "type", "begin", "end").agg(n=lasting.count())
    )
    found = []
    for year in years:
        standing = spans.filter((spans.begin <= year) & (spans.end > year))
        summed = standing.group_by("holder", "place", "type").agg(n=standing.n.sum())
        found.append(_marked(summed, "in_force", constant(year, "int16")))
    return found


def _spread(counts: Table, by_place: bool, by_type: bool) -> Table:
    """How many holders have how many rights, by cell."""
    keys = ["holder", *(["place"] if by_place else []), *(["type"] if by_type else [])]
    if by_type:  # rights of unknown type are only among all types
        counts = counts.filter(counts.type > 0)
    each = counts
    if not (by_place and by_type):
        each = counts.group_by(*keys, "basis", "year").agg(n=counts.n.sum().cast("int64"))
    cells = [*keys[1:], "basis", "year", "n"]
    spread = each.group_by(cells).agg(holders=each.count())
    return spread.select(
        place=spread.place if by_place else constant(ALL, "int32"),
        type=spread.type if by_type else constant(ALL, "int16"),
        basis="basis",
        year="year",
        n="n",
        holders="holders",
    )


def _summed(spread: pd.DataFrame) -> pd.DataFrame:
    rows = spread.sort_values([*CELL, "n"], ascending=[True] * 4 + [False], ignore_index=True)
    rows["records"] = rows["n"] * rows["holders"]
    rows["squares"] = rows["n"] ** 2 * rows["holders"]
    before = rows.groupby(CELL)["holders"].cumsum() - rows["holders"]
    rows["top5"] = rows["n"] * np.clip(TOP - before, 0, rows["holders"])
    columns = ["holders", "records", "squares", "top5"]
    return rows.groupby(CELL, as_index=False)[columns].sum()
