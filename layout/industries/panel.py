"""Rights and economic activity by region, industry and year, as arrays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.registers.cells import MEASURES, RIGHT, WHOLE, Cells
from layout.labels import label
from layout.notes import listed
from layout.views import Array, Mask, Note, Panel, View, rounded

Integers = npt.NDArray[np.integer]

YUAN_PER_100M = 1e8
"""Amounts of money are published in 亿元."""

MOST_ROWS = 200_000
"""Rows of a table of regions x industries x years; beyond it only the last year is written."""

UNCLASSIFIED_SHARE = 0.05
"""Of rights or activity without a known industry, above which the reader is warned."""


class Rights(NamedTuple):
    """Which rights a column counts: kinds of register, type within them, and the event."""

    kinds: tuple[str, ...]
    type: str | None
    event: str


RIGHTS: Mapping[str, Rights] = MappingProxyType(
    {
        "patents_in_force": Rights(("patent",), None, "in_force"),
        "inventions_in_force": Rights(("patent",), "invention", "in_force"),
        "patents_filed": Rights(("patent",), None, "filed"),
        "trademarks_in_force": Rights(("trademark",), None, "in_force"),
        "copyrights": Rights(("copyright", "software_copyright"), None, "in_force"),
    }
)
"""Columns of the panel that count rights."""

COLUMNS = (*RIGHTS, *MEASURES)


@dataclass(frozen=True)
class Axes:
    """Regions and years as in every view, and the industries that have anything at all."""

    panel: Panel
    industries: tuple[str, ...]
    labels: tuple[str, ...]

    @property
    def shape(self) -> tuple[int, int, int]:
        """(Y, R, I)."""
        return len(self.panel.years), len(self.panel.codes), len(self.industries)

    @property
    def shown(self) -> slice:
        """Years of which every cell is written: all, or the last of a very large study."""
        return slice(-1 if np.prod(self.shape) > MOST_ROWS else 0, None)

    def keys(self) -> pd.DataFrame:
        """Region, industry and year of every cell shown: year by year, region by region."""
        years = self.panel.years[self.shown]
        _, regions, industries = self.shape
        each = regions * industries
        return pd.DataFrame(
            {
                "region_code": np.tile(np.repeat(self.panel.codes, industries), len(years)),
                "region_name": np.tile(np.repeat(self.panel.names, industries), len(years)),
                "industry": np.tile(self.industries, regions * len(years)),
                "industry_zh": np.tile(self.labels, regions * len(years)),
                "year": np.repeat(years, each),
            }
        )

    def cells(self, values: Array) -> Array:
        """Values (Y, R, I) in the order of `keys`, as published."""
        return rounded(values[self.shown])


class Counter:
    """Counts rights and sums activity over the cells that a load left, by position."""

    def __init__(self, cells: Cells, axes: Axes) -> None:
        self.axes = axes
        self.rights = _placed(cells.industries, axes)
        self.activity = _placed(cells.activities, axes)

    def has(self, rights: Rights) -> bool:
        """Whether any right of these kinds and this type is registered."""
        return len(self._chosen(rights.kinds, rights.type)) > 0

    def stock(self, kinds: Sequence[str], kind_type: str | None, years: Sequence[int]) -> Array:
        """In force at the end of each year: granted up to it less ended up to it.

        Parameters
        ----------
        years
            Ascending.

        Returns
        -------
        (years, R, I + 1)
            Rights; last those that belong to no known industry.
        """
        chosen = self._chosen(kinds, kind_type)
        chosen = chosen[chosen.event.isin(("granted", "ended"))]
        sign = np.where(chosen.event == "granted", 1, -1)
        slot = np.searchsorted(years, chosen.year)
        changes = self._summed(chosen, chosen.parts.to_numpy() * sign, slot, len(years))
        # a right that ended before it was granted – a doubtful row – must not count below zero
        return np.asarray(np.maximum(changes.cumsum(axis=0), 0) / RIGHT)

    def flow(
        self, kinds: Sequence[str], kind_type: str | None, event: str, years: Sequence[int]
    ) -> Array:
        """Events of each year: (years, R, I + 1) rights, as in `stock`."""
        chosen = self._chosen(kinds, kind_type)
        chosen = chosen[(chosen.event == event) & chosen.year.isin(years)]
        slot = np.searchsorted(years, chosen.year)
        return np.asarray(self._summed(chosen, chosen.parts.to_numpy(), slot, len(years)) / RIGHT)

    def measured(self, measure: str, years: Sequence[int]) -> Array:
        """Activity of each year: (years, R, I + 1) in yuan, persons or enterprises.

        NaN in a year in which no row has the measure, and in a cell whose enterprises do not
        tell what the register of enterprises alone tells; 0 where none is registered.
        """
        values, rows = self._activity(measure, years)
        told_by = {*self.activity.kind[self.activity.measure == measure]}
        if told_by == {"enterprise"} and measure != "enterprises":
            values[(rows == 0) & (self._activity("enterprises", years)[0] > 0)] = np.nan
        values[rows.sum(axis=(1, 2)) == 0] = np.nan
        return values

    def _activity(self, measure: str, years: Sequence[int]) -> tuple[Array, Array]:
        """Sums of a measure, and the rows that have it."""
        chosen = self.activity[self.activity.measure == measure]
        chosen = chosen[chosen.year.isin(years)]
        slot = np.searchsorted(years, chosen.year)
        sums, rows = (
            self._summed(chosen, chosen[column].to_numpy(), slot, len(years))
            for column in ("value", "records")
        )
        return sums.astype(np.float64), rows.astype(np.float64)

    def _chosen(self, kinds: Sequence[str], kind_type: str | None) -> pd.DataFrame:
        """Rows of the kinds, and of one type if it is named; without those of an unknown year."""
        rows = self.rights
        wanted = rows.kind.isin(kinds) & (rows.year > 0)
        return rows[wanted if kind_type is None else wanted & (rows.type == kind_type)]

    def _summed(
        self, rows: pd.DataFrame, values: Integers, slot: Integers, years: int
    ) -> npt.NDArray[np.int64]:
        """Whole numbers summed by year, region and industry; later years than asked fall away."""
        _, regions, industries = self.axes.shape
        shape = (years + 1, regions, industries + 1)
        where = (slot, rows.region.to_numpy(), rows.place.to_numpy())
        sums = np.zeros(shape, dtype=np.int64)
        np.add.at(sums, where, values.astype(np.int64))  # exact: whole parts, not floats
        return sums[:years]


@dataclass(frozen=True)
class IndustryPanel:
    """The panel of a study.

    Attributes
    ----------
    values
        Column of `COLUMNS` → (Y, R, I), amounts in 亿元; NaN where no register tells it.
    unclassified
        Column → (Y, R) of what belongs to no known industry, in the same unit.
    """

    axes: Axes
    counter: Counter
    values: dict[str, Array]
    unclassified: dict[str, Array]

    def table(self) -> pd.DataFrame:
        """One row per region, industry and year."""
        columns = {name: self.axes.cells(values) for name, values in self.values.items()}
        return self.axes.keys().assign(**columns)


def axes_of(cells: Cells, industries: pd.DataFrame, panel: Panel) -> Axes:
    """Regions, years and those industries of the table in which anything is registered."""
    seen = {*cells.industries.industry, *cells.activities.industry} - {WHOLE}
    used = industries[industries.industry.isin(seen)].sort_values("industry")
    return Axes(panel, tuple(used.industry), tuple(used.label_zh))


def industry_panel(cells: Cells, axes: Axes) -> tuple[IndustryPanel, View]:
    """Count every column, and say what is not classified, unknown or negative."""
    counter = Counter(cells, axes)
    years = axes.panel.years
    whole = {name: _counted(counter, rights, years) for name, rights in RIGHTS.items()}
    for measure, unit in MEASURES.items():
        scale = YUAN_PER_100M if unit == "元" else 1.0
        whole[measure] = counter.measured(measure, years) / scale
    found = IndustryPanel(
        axes,
        counter,
        {name: values[..., :-1] for name, values in whole.items()},
        {name: values[..., -1] for name, values in whole.items()},
    )
    return found, View(found.table(), _notes(found, cells))


def _counted(counter: Counter, rights: Rights, years: Sequence[int]) -> Array:
    """Rights of a column; NaN throughout where nothing of the kind is registered."""
    if not counter.has(rights):
        _, regions, industries = counter.axes.shape
        return np.full((len(years), regions, industries + 1), np.nan)
    if rights.event == "in_force":
        return counter.stock(rights.kinds, rights.type, years)
    return counter.flow(rights.kinds, rights.type, rights.event, years)


def _placed(rows: pd.DataFrame, axes: Axes) -> pd.DataFrame:
    """The rows of the study's regions with the positions of their region and industry.

    What is of no known industry, or of one that the industry table lacks, has the last place.
    """
    region = positions(axes.panel.codes, rows.region_code)
    place = positions(axes.industries, rows.industry)
    place = np.where(place < 0, len(axes.industries), place)
    return rows.assign(region=region, place=place)[region >= 0]


def positions(names: Sequence[str], wanted: pd.Series) -> npt.NDArray[np.intp]:
    """Position of every wanted name, -1 for those that are not there.

    Examples
    --------
    >>> positions(["01", "13"], pd.Series(["13", "99"]))
    array([ 1, -1])
    """
    return pd.Index(names).get_indexer(pd.Index(wanted))


def share_unclassified(found: IndustryPanel, column: str) -> Array:
    """Part of a column's total that belongs to no known industry: (Y,), NaN where none is told."""
    known = np.nansum(found.values[column], axis=(1, 2))
    unknown = np.nansum(found.unclassified[column], axis=1)
    total = known + unknown
    return np.asarray(unknown / np.where(total > 0, total, np.nan))


def _notes(found: IndustryPanel, cells: Cells) -> list[Note]:
    """What the reader of the panel must know."""
    axes = found.axes
    notes: list[Note] = [
        ("industry_scope", {"number": len(axes.industries)}),
    ]
    missing = [name for name, values in found.values.items() if np.isnan(values).all()]
    if missing:
        notes.append(
            (
                "industry_not_registered",
                {"columns": "、".join(measure_label(name) for name in missing)},
            )
        )
    for name in found.values:
        share = share_unclassified(found, name)[-1]
        if share > UNCLASSIFIED_SHARE:  # NaN fails the comparison
            values = {
                "column": measure_label(name),
                "share": f"{share:.1%}",
                "year": axes.panel.years[-1],
            }
            notes.append(("industry_unclassified", values))
    odd = {*cells.industries.industry, *cells.activities.industry} - {WHOLE, *axes.industries}
    if odd:
        notes.append(("industry_code_unknown", {"codes": listed(sorted(odd), noun="个代码")}))
    if axes.shown.start == -1:
        notes.append(("industry_last_year_only", {"rows": f"{int(np.prod(axes.shape)):,}"}))
    return notes


def measure_label(column: str) -> str:
    """Label of a column of the panel.

    Examples
    --------
    >>> measure_label("value_added")
    '增加值'
    """
    return label("industry_measure", column)


def known(values: Array) -> Mask:
    """Years (Y,) in which a column is told of any cell."""
    return np.asarray(~np.isnan(values).all(axis=(1, 2)))
