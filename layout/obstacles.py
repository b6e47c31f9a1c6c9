"""What holds each region's composite back, indicator by indicator."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from layout.frames import DECIMALS
from layout.index import Scores
from layout.indicators import DIMENSIONS, Indicator, by_dimension
from layout.labels import label
from layout.settings import Index
from layout.views import Array, Note, Panel, View, rounded
from models import aggregate, obstacle

COLUMNS = (
    "region_code",
    "region_name",
    "year",
    "dimension",
    "dimension_label",
    "indicator",
    "label",
    "weight",
    "score",
    "gap",
    "obstacle",
    "rank",
    "remark",
)
NO_GAP = "no_gap"
"""Remark of a region that is at its best throughout: there is no gap to share out."""


def obstacles(
    panel: Panel, indicators: Sequence[Indicator], scores: Scores, settings: Index
) -> View:
    """Share of each indicator in what a region's composite lacks to 1.

    Parameters
    ----------
    indicators : (J,)
        The scored ones, in the order of `scores`.

    Returns
    -------
    View
        One row per region, year and indicator with a score. The weight is that within the
        composite, after a missing indicator's weight has been spread over its dimension, so that
        ``1 - sum(weight * gap)`` is the composite where both means are arithmetic. A region
        without a composite has no rows, and a note says so.
    """
    spread = _weights(indicators, scores, settings)
    scored = ~np.isnan(scores.normalised) & ~np.isnan(scores.composite)[..., None]
    years, regions = np.nonzero(~np.isnan(scores.composite))
    degrees = np.full(spread.shape, np.nan)
    degrees[years, regions] = obstacle.obstacle_degree(
        scores.normalised[years, regions], spread[years, regions]
    )
    places = np.zeros(spread.shape, dtype=np.int64)
    # the rank is that of the degrees as published; indicators without a score come last
    order = obstacle.ranked(np.where(scored, np.round(degrees, DECIMALS), -1.0))
    np.put_along_axis(places, order, np.arange(1, len(indicators) + 1), axis=-1)
    table = _table(panel, indicators, scores.normalised, spread, degrees, places)
    table = table[scored.ravel()].reset_index(drop=True)
    return View(table, _notes(panel, indicators, scores, settings, table))


def _weights(indicators: Sequence[Indicator], scores: Scores, settings: Index) -> Array:
    """(Y, R, J) weight of each indicator within the composite, 0 where its score is missing."""
    own, result = scores.weights[settings.weighting], np.zeros(scores.normalised.shape)
    for dimension, weight in zip(DIMENSIONS, settings.weights_of_dimensions(), strict=True):
        members = by_dimension(indicators, dimension)
        part, _ = aggregate.available(scores.normalised[..., members], own[members])
        result[..., members] = part * weight
    return result


def _table(
    panel: Panel,
    indicators: Sequence[Indicator],
    scores: Array,
    weights: Array,
    degrees: Array,
    places: np.ndarray,
) -> pd.DataFrame:
    """All cells as rows; those without a score are still among them."""
    cells = len(panel.years) * len(panel.codes)
    keys = panel.keys().loc[np.repeat(np.arange(cells), len(indicators))].reset_index(drop=True)
    perfect = np.broadcast_to(degrees.sum(axis=-1, keepdims=True) == 0, degrees.shape)
    return keys.assign(
        dimension=[i.dimension for i in indicators] * cells,
        dimension_label=[label("dimension", i.dimension) for i in indicators] * cells,
        indicator=[i.code for i in indicators] * cells,
        label=[i.label_zh for i in indicators] * cells,
        weight=rounded(weights),
        score=rounded(scores),
        gap=rounded(1 - scores),
        obstacle=rounded(degrees),
        rank=places.ravel(),
        remark=np.where(perfect, NO_GAP, "").ravel(),
    )[[*COLUMNS]]


def _notes(
    panel: Panel,
    indicators: Sequence[Indicator],
    scores: Scores,
    settings: Index,
    table: pd.DataFrame,
) -> list[Note]:
    notes: list[Note] = []
    means = dict.fromkeys([*map(settings.aggregation_of, DIMENSIONS), settings.composite])
    if set(means) != {"arithmetic"}:
        notes.append(("obstacle_approximate", {"mean": " / ".join(means)}))
    without = np.isnan(scores.composite)
    for years, regions in panel.spells(without):
        notes.append(("obstacle_no_composite", {"year": years, "regions": regions}))
    for j, indicator in enumerate(indicators):
        missing = np.isnan(scores.normalised[..., j]) & ~without
        for years, regions in panel.spells(missing):
            values = {"year": years, "indicator": indicator.label_zh, "regions": regions}
            notes.append(("obstacle_missing", values))
    for dimension in DIMENSIONS:
        members = by_dimension(indicators, dimension)
        if len(members) == 1:
            only = indicators[members[0]].label_zh
            words = {"dimension": label("dimension", dimension), "indicator": only}
            notes.append(("obstacle_single", words))
    last = table[(table.year == panel.years[-1]) & (table["rank"] == 1) & (table.remark == "")]
    if len(last):
        most = last.label.value_counts(sort=False)
        first = {"indicator": most.idxmax(), "count": int(most.max()), "regions": len(last)}
        notes.append(("obstacle_first", {"year": str(panel.years[-1]), **first}))
    return notes
