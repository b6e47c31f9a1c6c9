"""Figures that follow from counted registers: stocks, flows and sums by region and year.

They stand beside published figures, under the codes of the dictionary of statistics, with the
status `COUNTED` and the register's own source. What is counted how is data: ``figures.csv``.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.registers.cells import AWARDED, MEASURES, OVERSEAS, PLEDGED, STRATEGIC, Cells
from geodata.units import parse_unit

DEFINITIONS = Path(__file__).with_name("figures.csv")
COLUMNS = ("region_code", "year", "statistic", "value", "unit", "status", "source_id", "note")
COUNTED = "counted"
TRANSACTION = "transaction"
ENTERPRISES = "enterprises"
HIGH_VALUE = STRATEGIC | OVERSEAS | PLEDGED | AWARDED
STALE = "登记簿中最后一条申请或授权在 {last} 年，其后的变动未知"

Counts = npt.NDArray[np.int64]
Values = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Definition:
    """One figure: of which rows of which table, and what is taken of them.

    Attributes
    ----------
    table
        ``rights``, ``flows`` or ``activities``.
    kinds
        Kinds of rights or units; none for all.
    type
        Type of a right or kind of a deal; blank for all.
    take
        ``filed``, ``granted``, ``in_force`` or ``high_value`` of rights; ``from_region``,
        ``to_region`` or ``amount`` of deals; a measure of activities.
    """

    statistic: str
    table: str
    kinds: tuple[str, ...]
    type: str
    take: str
    unit: str
    label_zh: str
    label_en: str
    note: str

    @property
    def scale(self) -> float:
        """Units of the table in one unit of the figure, such as 100 million yuan in 亿元."""
        counted = {"amount": "元", **MEASURES}.get(self.take, self.unit)
        return parse_unit(self.unit).factor / parse_unit(counted).factor


@cache
def definitions() -> tuple[Definition, ...]:
    """All figures that registers can give, in the order of ``figures.csv``."""
    with DEFINITIONS.open(encoding="utf-8-sig", newline="") as file:
        rows = [*csv.DictReader(file)]
    return tuple(
        Definition(kinds=tuple(filter(None, row.pop("kinds").split(";"))), **row) for row in rows
    )


@dataclass(frozen=True)
class Axes:
    """Regions and years of the figures."""

    regions: Sequence[str]
    years: Sequence[int]

    def matrix(self, codes: pd.Series, years: pd.Series, numbers: pd.Series) -> Counts:
        """Sum numbers by region and year.

        Returns
        -------
        (regions, years + 1)
            In each column what fell after the year before and up to its year; in the last what
            fell later. Year 0, which is not known, is in none.
        """
        place = pd.Index(self.regions).get_indexer(pd.Index(codes))
        column = np.searchsorted(self.years, years)
        known = (place >= 0) & (years.to_numpy() > 0)
        sums = np.zeros((len(self.regions), len(self.years) + 1), dtype=np.int64)
        np.add.at(sums, (place[known], column[known]), numbers.to_numpy()[known])
        return sums

    def up_to(self, codes: pd.Series, years: pd.Series, numbers: pd.Series) -> Counts:
        """Sums of everything up to each year, (regions, years)."""
        return self.matrix(codes, years, numbers).cumsum(axis=1)[:, :-1]

    def during(self, codes: pd.Series, years: pd.Series, numbers: pd.Series) -> Counts:
        """Sums of each year alone, (regions, years)."""
        asked = years.isin(self.years)
        return self.matrix(codes[asked], years[asked], numbers[asked])[:, :-1]


def figures_of(
    cells: Cells,
    regions: Sequence[str],
    years: Sequence[int],
    sources: Mapping[str, str],
    *,
    abnormal: str = "exclude",
    maintained_years: int = 10,
) -> pd.DataFrame:
    """Figures of every region and year for which the registers say something.

    Parameters
    ----------
    years
        In ascending order.
    sources
        Kind of each declared register → its source; deals are the kind ``transaction``. A kind
        that is not there gives no figures.
    abnormal
        ``exclude`` leaves out patents that were found to be abnormal filings.
    maintained_years
        A patent has been maintained long at the end of a year if it was filed that many years
        before or earlier (days are not known: one filed on 31 December counts a day early).

    Returns
    -------
    DataFrame
        `COLUMNS`, by region, year and statistic.

        Of each kind of right, a flow has a value, perhaps 0, in every region from the first to
        the last year with a filing or grant in any: beyond, nobody can tell nothing from not
        recorded. A stock goes on past the last year, and its note says so. Deals have values from
        their own first to last year. A sum over enterprises has none where no row has the measure.

    Raises
    ------
    ValueError
        If the years are not ascending.

    Notes
    -----
    In force at the end of year t: granted up to t less ended up to t; an end before the grant
    counts as one on the same day. High value: the union of the five classes of the CNIPA.
    """
    if [*years] != sorted(set(years)):
        raise ValueError(f"years must ascend without repetition, got {[*years]}")
    axes = Axes(regions, years)
    rights = cells.rights
    if abnormal == "exclude":
        rights = rights[rights.abnormal == 0]
    parts = [pd.DataFrame({column: [] for column in COLUMNS})]
    for one in definitions():
        needed = (TRANSACTION,) if one.table == "flows" else one.kinds
        named = [kind for kind in needed if kind in sources]
        if not named:
            continue
        notes: dict[int, str] = {}
        match one.table:
            case "rights":
                values, notes = _right(one, rights, axes, maintained_years)
            case "flows":
                values = _deal(one, cells.flows, axes)
            case _:
                values, named = _activity(one, cells.activities, axes, named)
        source = ";".join(dict.fromkeys(sources[kind] for kind in named))
        parts.append(_rows(one, values / one.scale, notes, source, axes))
    return _joined(parts)


def _right(
    one: Definition, rights: pd.DataFrame, axes: Axes, maintained_years: int
) -> tuple[Values, dict[int, str]]:
    """Values of rights, and the years whose value needs a note."""
    ofkind = rights[rights.kind.isin(one.kinds)]
    if not (ofkind.filed_year.any() or ofkind.granted_year.any()):
        return np.full((len(axes.regions), len(axes.years)), np.nan), {}
    known = pd.concat([ofkind.filed_year, ofkind.granted_year])
    first, last = int(known[known > 0].min()), int(known.max())
    rows = ofkind[ofkind.type == one.type] if one.type else ofkind
    if one.take in ("filed", "granted"):
        counts = axes.during(rows.region_code, rows[f"{one.take}_year"], rows.records)
        return _spanned(counts, axes, first, last), {}
    start = rows.granted_year
    if one.take == "high_value":
        flagged = (rows["flags"] & HIGH_VALUE) != 0  # not rows.flags: pandas has one of its own
        filed = rows.filed_year.where(rows.filed_year > 0, start)
        start = start.where(flagged, (filed + maintained_years).clip(lower=start)).where(
            start > 0, 0
        )
    stale = {year: STALE.format(last=last) for year in axes.years if year > last}
    return _spanned(_stock(rows, start, axes), axes, first, max(axes.years)), stale


def _stock(rows: pd.DataFrame, start: pd.Series, axes: Axes) -> Counts:
    """What has started and not ended at the end of each year."""
    begun, codes, records = start > 0, rows.region_code, rows.records
    ended = rows.ended_year.clip(lower=start).where(rows.ended_year > 0, 0)
    return axes.up_to(codes[begun], start[begun], records[begun]) - axes.up_to(
        codes[begun], ended[begun], records[begun]
    )


def _spanned(counts: Counts, axes: Axes, first: int, last: int) -> Values:
    """Counts of the years from the first to the last, NaN otherwise."""
    years = np.asarray(axes.years)
    return np.where((years >= first) & (years <= last), counts, np.nan)


def _deal(one: Definition, flows: pd.DataFrame, axes: Axes) -> Values:
    """Number or amount of deals of a region's own people, at the end that `take` names."""
    rows = flows[(flows.deal == one.type) & (flows.year > 0)]
    if one.kinds:
        rows = rows[rows.kind.isin(one.kinds)]
    if one.take == "amount":
        rows = rows[rows.with_amount > 0]
    if rows.empty:
        return np.full((len(axes.regions), len(axes.years)), np.nan)
    end, number = ("from_region", "amount") if one.take == "amount" else (one.take, "records")
    counts = axes.during(rows[end], rows.year, rows[number])
    return _spanned(counts, axes, int(rows.year.min()), int(rows.year.max()))


def _activity(
    one: Definition, activities: pd.DataFrame, axes: Axes, declared: Sequence[str]
) -> tuple[Values, list[str]]:
    """Sums of a measure, and the kinds of registers that have it."""
    rows = activities[activities.kind.isin(declared) & (activities.measure == one.take)]
    rows = rows[rows.records > 0]
    found = [kind for kind in declared if kind in set(rows.kind)]
    sums = axes.during(rows.region_code, rows.year, rows.value)
    covered = axes.during(rows.region_code, rows.year, rows.records) > 0
    if one.take == ENTERPRISES:  # none in a region of a year that the register covers is a count
        covered = np.broadcast_to(covered.any(axis=0), covered.shape)
    return np.where(covered, sums, np.nan), found


def _rows(
    one: Definition, values: Values, notes: Mapping[int, str], source: str, axes: Axes
) -> pd.DataFrame:
    """The values that are there, one row each."""
    place, column = np.nonzero(~np.isnan(values))
    years = np.asarray(axes.years)[column]
    rows = {
        "region_code": np.asarray(axes.regions, dtype=object)[place],
        "year": years,
        "statistic": one.statistic,
        "value": values[place, column],
        "unit": one.unit,
        "status": COUNTED,
        "source_id": source,
        "note": [notes.get(int(year), "") for year in years],
    }
    return pd.DataFrame(rows, columns=[*COLUMNS])


def _joined(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """All rows with the types they have even where there are none."""
    kept = [part for part in parts if len(part)]
    frame = pd.concat(kept or parts, ignore_index=True)
    types = dict.fromkeys(COLUMNS, "str") | {"year": "int64", "value": "float64"}
    return frame.astype(types).sort_values(["region_code", "year", "statistic"], ignore_index=True)
