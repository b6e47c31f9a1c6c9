"""How alike the three levels are, by other measures than coupling: distance, rank, quadrant, shape.

Four views that rest on different assumptions: where they agree, the finding does not hang on a
formula.
"""

import numpy as np

from layout.frames import DECIMALS
from layout.indicators import DIMENSIONS
from layout.matching import PAIRS
from layout.measures import missing_any
from layout.views import Array, Mask, Note, Panel, View, pair_code, rounded, whole
from models import similarity as numerics

QUADRANT_PAIR = ("ip", "industry")
"""The pair of the improved quadrant map: does IP stand where industry stands?"""

FEWEST = 2
"""Regions with all levels that a year needs for ranks and z-scores."""


def likeness(
    levels: Array,
    panel: Panel,
    *,
    exponent: float = 2.0,
    resolution: float = 0.5,
    grey_min_years: int = 3,
) -> View:
    """Columns that stand beside coupling in the matching table.

    Parameters
    ----------
    levels : (Y, R, 3)
        Dimension scores in [0, 1], NaN where a dimension has none.
    exponent
        k of distance coordination.
    resolution
        rho of the grey relational grade.
    grey_min_years
        Fewest evaluation years over which the shape of two series is compared.

    Returns
    -------
    View
        One row per region and year. A region that lacks a level is left out of the year, and a
        note says so. The grey grade compares whole series and stands in each year's row.
    """
    complete = ~missing_any(levels)
    distance = np.full(complete.shape, np.nan)
    distance[complete] = numerics.distance_coordination(levels[complete], exponent)
    columns: dict[str, Array] = {"distance_coordination": rounded(distance)}
    for pair in PAIRS:
        columns[f"rank_difference_{pair_code(pair)}"] = rounded(_rank_gap(levels, pair, complete))
    notes: list[Note] = [
        ("similarity_left_out", {"year": years, "regions": regions})
        for years, regions in panel.spells(~complete)
    ]
    quadrant, deviation, flat = _quadrants(levels, complete, panel)
    grey, unsaid = _grey(levels, panel, resolution, grey_min_years)
    table = panel.keys()[["region_code", "year"]].assign(
        **columns,
        quadrant=whole(quadrant),
        quadrant_deviation=rounded(deviation),
        **{name: rounded(np.tile(grade, len(panel.years))) for name, grade in grey.items()},
    )
    return View(table, [*notes, *flat, *unsaid])


def _pair_levels(levels: Array, pair: tuple[str, str]) -> tuple[Array, Array]:
    """(Y, R) levels of the two dimensions, as published: what differs less is no difference."""
    one, other = (levels[..., DIMENSIONS.index(dimension)] for dimension in pair)
    return np.round(one, DECIMALS), np.round(other, DECIMALS)


def _rank_gap(levels: Array, pair: tuple[str, str], complete: Mask) -> Array:
    """(Y, R) difference in rank among the regions that have all levels; NaN elsewhere."""
    one, other = _pair_levels(levels, pair)
    result = np.full(complete.shape, np.nan)
    for t in np.flatnonzero(complete.sum(axis=-1) >= FEWEST):
        at = complete[t]
        result[t, at] = numerics.rank_difference(one[t, at], other[t, at])
    return result


def _quadrants(levels: Array, complete: Mask, panel: Panel) -> tuple[Array, Array, list[Note]]:
    """(Y, R) quadrant and deviation, and a note on years in which levels do not vary."""
    one, other = _pair_levels(levels, QUADRANT_PAIR)
    quadrant, deviation = np.full(complete.shape, np.nan), np.full(complete.shape, np.nan)
    notes: list[Note] = []
    for t, year in enumerate(panel.years):
        at = complete[t]
        if at.sum() < FEWEST or 0 in (np.ptp(one[t, at]), np.ptp(other[t, at])):
            notes.append(("similarity_flat", {"year": str(year)}))
            continue
        found = numerics.quadrants(one[t, at], other[t, at])
        quadrant[t, at], deviation[t, at] = found.quadrant, found.deviation
    return quadrant, deviation, notes


def _grey(
    levels: Array, panel: Panel, resolution: float, fewest: int
) -> tuple[dict[str, Array], list[Note]]:
    """(R,) grey relational grade of each pair's series over the years, NaN where undefined.

    Each series is divided by its own mean over the years, so that shape alone counts. One least
    and one greatest distance over all pairs and regions make the grades comparable.
    """
    names = [f"grey_{pair_code(pair)}" for pair in PAIRS]
    result = {name: np.full(len(panel.codes), np.nan) for name in names}
    if len(panel.years) < fewest:
        return result, [("grey_few_years", {"years": len(panel.years), "fewest": fewest})]
    whole_way = ~np.isnan(levels).any(axis=(0, 2)) & np.all(levels.mean(axis=0) > 0, axis=-1)
    notes: list[Note] = []
    if not whole_way.all():
        left_out = tuple(np.flatnonzero(~whole_way).tolist())
        notes.append(("grey_left_out", {"regions": panel.listed(left_out)}))
    if not whole_way.any():
        return result, notes
    shapes = levels[:, whole_way] / levels[:, whole_way].mean(axis=0)
    apart = [
        (shapes[..., DIMENSIONS.index(a)] - shapes[..., DIMENSIONS.index(b)]).T for a, b in PAIRS
    ]
    # of two series only their distance counts: it is compared with a series of no distance
    together = np.round(np.concatenate(apart), DECIMALS)
    grades = numerics.grey_relation(together, np.zeros(len(panel.years)), resolution)
    for name, grade in zip(names, np.split(grades, len(PAIRS)), strict=True):
        result[name][whole_way] = grade
    return result, notes
