"""Spatial mismatch: how far two resources lie in different regions, and which one leads where."""

from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from layout.amounts import Amount
from layout.labels import label
from layout.matching import PAIRS
from layout.views import (
    Array,
    Mask,
    Note,
    Panel,
    View,
    figure_years,
    pair_code,
    pair_label,
    rounded,
)
from models import mismatch as numerics

COLUMNS = (
    "region_code",
    "region_name",
    "year",
    "pair",
    "pair_label",
    "statistic_a",
    "statistic_b",
    "share_a_pct",
    "share_b_pct",
    "smi",
    "contribution",
    "gap",
    "total",
    "figure_year_a",
    "figure_year_b",
    "remark",
)
MISSING, NEITHER = "missing", "neither"
A_ONLY, B_ONLY = "a_only", "b_only"
FEWEST = 2
"""Regions that must have both amounts: of a single one, every share is 100 %."""


def mismatch(amounts: Mapping[str, Amount], panel: Panel) -> View:
    """Shares of two amounts region by region, their difference and their ratio.

    Parameters
    ----------
    amounts
        Dimension → amount; a pair of which one is not there has no rows (`amounts.amounts` noted
        it).

    Returns
    -------
    View
        One row per region, year and pair. Shares are those of the regions that have both
        amounts; a region that lacks one has a row with blanks and the remark ``missing``. The
        directional gap has no value, and a remark, where a share is zero: ``a_only``,
        ``b_only``, ``neither``.
    """
    parts, notes = [pd.DataFrame(columns=[*COLUMNS])], list[Note]()
    for pair in PAIRS:
        if set(pair) <= set(amounts):
            a, b = (amounts[dimension] for dimension in pair)
            table, found = _pair(pair, a, b, panel)
            parts.append(table)
            notes += found
    return View(_joined(parts), notes)


def _joined(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """All rows; the empty first part only keeps the columns where there are none."""
    return pd.concat(parts[1:], ignore_index=True) if len(parts) > 1 else parts[0]


def _pair(pair: tuple[str, str], a: Amount, b: Amount, panel: Panel) -> View:
    """Rows and notes of one pair."""
    both = ~np.isnan(a.values) & ~np.isnan(b.values)
    defined = np.array([_shareable(a.values[t], b.values[t], both[t]) for t in range(len(both))])
    shape = both.shape
    shares = np.full((2, *shape), np.nan)
    smi, part, gap, total = (np.full(shape, np.nan) for _ in range(4))
    for t in np.flatnonzero(defined):
        at, (one, other) = both[t], (amount.values[t, both[t]] for amount in (a, b))
        shares[:, t, at] = one / one.sum(), other / other.sum()
        smi[t, at] = numerics.spatial_mismatch(one, other)
        part[t, at] = numerics.mismatch_contribution(one, other)
        gap[t, at] = numerics.directional_gap(shares[0, t, at], shares[1, t, at])
        total[t] = numerics.total_mismatch(one, other)
    table = panel.keys().assign(
        pair=pair_code(pair),
        pair_label=pair_label(pair),
        statistic_a=a.statistic,
        statistic_b=b.statistic,
        share_a_pct=rounded(100 * shares[0]),
        share_b_pct=rounded(100 * shares[1]),
        smi=rounded(smi),
        contribution=rounded(part),
        gap=rounded(np.where(np.isfinite(gap), gap, np.nan)),
        total=rounded(total),
        figure_year_a=figure_years(a.years),
        figure_year_b=figure_years(b.years),
        remark=_remarks(both, shares).ravel(),
    )[[*COLUMNS]]
    table = table[np.repeat(defined, shape[1])].reset_index(drop=True)
    return View(table, [*_gaps(pair, a, b, both, defined, panel), *_totals(pair, table)])


def _shareable(one: Array, other: Array, both: Mask) -> bool:
    """Whether the two amounts of a year can be shared out over the regions that have both."""
    return bool(both.sum() >= FEWEST and one[both].sum() > 0 and other[both].sum() > 0)


def _remarks(both: Mask, shares: Array) -> npt.NDArray[np.str_]:
    """Why a cell has no directional gap, blank where it has one."""
    return np.select(
        [~both, (shares == 0).all(axis=0), shares[1] == 0, shares[0] == 0],
        [MISSING, NEITHER, A_ONLY, B_ONLY],
        default="",
    )


def _words(pair: tuple[str, str]) -> dict[str, str]:
    """The two dimensions of a pair, for a note."""
    return {"a": label("dimension", pair[0]), "b": label("dimension", pair[1])}


def _gaps(
    pair: tuple[str, str], a: Amount, b: Amount, both: Mask, defined: Mask, panel: Panel
) -> Iterator[Note]:
    """Years that cannot be shared out, regions left out, and figures of different years."""
    words = _words(pair)
    for t in np.flatnonzero(~defined):
        yield "mismatch_undefined", {**words, "year": str(panel.years[t])}
    for years, regions in panel.spells(~both & defined[:, None]):
        yield "mismatch_left_out", {**words, "year": years, "regions": regions}
    for years, regions in panel.spells(both & defined[:, None] & (a.years != b.years)):
        yield "mismatch_years_differ", {**words, "year": years, "regions": regions}


def _totals(pair: tuple[str, str], table: pd.DataFrame) -> Iterator[Note]:
    """Total of the first and last year, and the regions furthest from balance in the last."""
    known = table[table.remark != MISSING]
    if known.empty:
        return
    first, last = known[known.year == known.year.min()], known[known.year == known.year.max()]
    most, least = last.loc[last.smi.idxmax()], last.loc[last.smi.idxmin()]
    words = {**_words(pair), "year": str(most.year), "total": f"{most.total:.1f}"}
    ends = {
        "surplus": most.region_name,
        "surplus_points": f"{most.smi:+.1f}",
        "deficit": least.region_name,
        "deficit_points": f"{least.smi:+.1f}",
    }
    yield "mismatch_total", {**words, **ends}
    if first.year.iloc[0] != most.year:
        since = {"first": str(first.year.iloc[0]), "total_first": f"{first.total.iloc[0]:.1f}"}
        yield "mismatch_change", {**words, **since}
