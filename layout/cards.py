"""What a region's card sets its figures against: the study's mean, its own past, its like."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from layout.frames import DECIMALS
from layout.index import ranks
from layout.indicators import DIMENSIONS
from layout.labels import label
from layout.measures import missing_any
from layout.views import Array, Mask, Panel, rounded, whole

QUANTITIES = ("composite", *DIMENSIONS, "coordination")
"""Scores that a card compares, in the order of the last axis of `stacked`."""

MEAN_COLUMNS = (
    "year",
    "quantity",
    "quantity_label",
    "regions",
    "mean",
    "lower_tercile",
    "upper_tercile",
)
CHANGE_COLUMNS = (
    "region_code",
    "region_name",
    "year",
    "quantity",
    "quantity_label",
    "since_year",
    "change",
    "rank_change",
    "first_year",
    "change_first",
    "rank_change_first",
)
SIMILAR_COLUMNS = (
    "region_code",
    "region_name",
    "year",
    "place",
    "other_code",
    "other_name",
    "distance",
)

SIMILAR = 5
"""Regions told as similar: enough to choose one for a comparison, few enough to read."""


def tables(
    levels: Array, composite: Array, coordination: Array, panel: Panel
) -> dict[str, pd.DataFrame]:
    """The tables of this module by file name.

    Parameters
    ----------
    levels : (Y, R, 3)
    composite, coordination : (Y, R)
    """
    scores = stacked(levels, composite, coordination)
    return {
        "study_means": study_means(scores, panel),
        "changes": changes(scores, panel),
        "similar": similar(levels, panel),
    }


def stacked(levels: Array, composite: Array, coordination: Array) -> Array:
    """(Y, R, 5) scores in the order of `QUANTITIES`.

    Parameters
    ----------
    levels : (Y, R, 3)
    composite, coordination : (Y, R)
    """
    return np.concatenate([composite[..., None], levels, coordination[..., None]], axis=-1)


def study_means(scores: Array, panel: Panel) -> pd.DataFrame:
    """Mean of every score over the regions that have all of them, and what parts its thirds.

    Parameters
    ----------
    scores : (Y, R, 5)
        As `stacked`.

    Returns
    -------
    DataFrame
        One row per year and quantity. The terciles are those of all years together, so that a
        class means the same in every year; a value on a bound belongs to the third below. A year
        without a complete region has blank means.
    """
    complete = ~missing_any(scores)
    known = np.round(scores[complete], DECIMALS)
    bounds = np.quantile(known, [1 / 3, 2 / 3], axis=0) if len(known) else _blank(2, scores)
    means = np.array([_mean(year, at) for year, at in zip(scores, complete, strict=True)])
    count, width = len(panel.years), len(QUANTITIES)
    return pd.DataFrame(
        {
            "year": np.repeat(panel.years, width),
            **_quantity_columns(count),
            "regions": np.repeat(complete.sum(axis=-1), width),
            "mean": rounded(means),
            "lower_tercile": rounded(np.tile(bounds[0], count)),
            "upper_tercile": rounded(np.tile(bounds[1], count)),
        }
    )[[*MEAN_COLUMNS]]


def _mean(scores: Array, complete: Mask) -> Array:
    """(5,) means of one year's complete regions, NaN where there is none."""
    means: Array = scores[complete].mean(axis=0) if complete.any() else _blank(1, scores)[0]
    return means


def _blank(rows: int, scores: Array) -> Array:
    """So many rows without a value."""
    return np.full((rows, scores.shape[-1]), np.nan)


def _quantity_columns(repeats: int) -> dict[str, list[str]]:
    """Codes and labels of the quantities, so many times one after the other."""
    labels = [label("metric" if q == "coordination" else "dimension", q) for q in QUANTITIES]
    return {"quantity": [*QUANTITIES] * repeats, "quantity_label": labels * repeats}


def changes(scores: Array, panel: Panel) -> pd.DataFrame:
    """How far every score and rank moved since the evaluation year before and since the first.

    Parameters
    ----------
    scores : (Y, R, 5)
        As `stacked`.

    Returns
    -------
    DataFrame
        One row per region, year and quantity; blank in the first year and where either year has
        no score. A positive rank change is a rise. Differences of published scores: where no new
        figure came, nothing changed.
    """
    published = np.round(scores, DECIMALS)
    places = np.moveaxis(ranks(np.moveaxis(published, -1, 1)), 1, -1)
    moved, moved_first, risen, risen_first = (np.full(scores.shape, np.nan) for _ in range(4))
    moved[1:], moved_first[1:] = published[1:] - published[:-1], published[1:] - published[:1]
    risen[1:], risen_first[1:] = places[:-1] - places[1:], places[:1] - places[1:]
    years = np.array(panel.years)
    since = np.concatenate([[np.nan], years[:-1]])
    first = np.where(np.arange(len(years)) > 0, years[0], np.nan)
    cells = len(panel.codes) * len(QUANTITIES)
    keys = panel.keys()
    table = keys.loc[np.repeat(keys.index, len(QUANTITIES))].reset_index(drop=True)
    return table.assign(
        **_quantity_columns(len(keys)),
        since_year=whole(np.repeat(since, cells)),
        change=rounded(moved),
        rank_change=whole(risen),
        first_year=whole(np.repeat(first, cells)),
        change_first=rounded(moved_first),
        rank_change_first=whole(risen_first),
    )[[*CHANGE_COLUMNS]]


def similar(levels: Array, panel: Panel, count: int = SIMILAR) -> pd.DataFrame:
    """The regions whose three levels are nearest to each region's, year by year.

    Parameters
    ----------
    levels : (Y, R, 3)
        Dimension scores in [0, 1]; NaN where a dimension has none.
    count
        Regions told of each.

    Returns
    -------
    DataFrame
        One row per region, year and place, the nearest first; equal distances in the order of the
        study. ``distance`` is the root mean square of the three differences, so that 0.1 means a
        tenth of the scale apart. Regions that lack a level have no rows and are nobody's like.
    """
    parts = [pd.DataFrame(columns=[*SIMILAR_COLUMNS])]
    complete = ~missing_any(levels)
    for year, level, at in zip(panel.years, levels, complete, strict=True):
        rows = _nearest(level, np.flatnonzero(at), panel, year, count)
        parts.append(pd.DataFrame(rows, columns=[*SIMILAR_COLUMNS]))
    filled = [part for part in parts if len(part)]
    return pd.concat(filled, ignore_index=True) if filled else parts[0]


def _nearest(
    levels: Array, regions: np.ndarray, panel: Panel, year: int, count: int
) -> Iterator[Sequence[object]]:
    """Rows of one year; region by region, so that thousands of counties need little memory."""
    known = np.round(levels[regions], DECIMALS)
    for place, region in enumerate(regions):
        apart = np.round(np.sqrt(((known - known[place]) ** 2).mean(axis=-1)), DECIMALS)
        apart[place] = np.inf  # nobody is its own like
        nearest = np.argsort(apart, kind="stable")[: min(count, len(regions) - 1)]
        for order, other in enumerate(nearest, start=1):
            r, o = int(region), int(regions[other])
            yield (
                panel.codes[r],
                panel.names[r],
                year,
                order,
                panel.codes[o],
                panel.names[o],
                float(apart[other]),
            )
