"""Indicator weights of each dimension: from scores, a table or judgements, alone or combined."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from layout.indicators import DIMENSIONS, Indicator, by_dimension
from layout.judgements import Judgements
from layout.labels import label
from layout.notes import Notes
from layout.settings import COMBINED
from models import weights, weights_combined

Array = npt.NDArray[np.float64]

SHOWN = ("equal", "entropy", "critic")
"""Methods whose weights are always shown beside those in use."""


def all_weights(
    normalised: Array,
    indicators: Sequence[Indicator],
    used: str,
    combine: Sequence[str],
    judged: Judgements,
    notes: Notes,
) -> dict[str, Array]:
    """Weights by the method in use and by those always shown.

    Parameters
    ----------
    normalised : (Y, R, J)
        Scores; data-driven weights are found over all years pooled, on complete rows only.

    Returns
    -------
    dict
        Method → (J,) weights, those of one dimension summing to 1. Where the method in use is
        undefined for a dimension, equal weights stand in and a note says so; where one that is
        only shown is undefined, its weights are NaN and a note says so.
    """
    result = {name: np.zeros(len(indicators)) for name in dict.fromkeys((*SHOWN, used))}
    for dimension in DIMENSIONS:
        members = by_dimension(indicators, dimension)
        pooled = normalised[..., members].reshape(-1, len(members))
        rows = pooled[~np.isnan(pooled).any(axis=1)]
        part = [indicators[j] for j in members]
        for name, row in result.items():
            try:
                found = _weights(name, rows, part, dimension, combine, judged, notes)
            except ValueError as error:
                words = {
                    "dimension": label("dimension", dimension),
                    "method": label("method", name),
                }
                if name == used:
                    found = np.full(len(members), 1 / len(members))
                    notes.add("weights_fallback", detail=error, **words)
                else:
                    found = np.full(len(members), np.nan)
                    notes.add("weights_undefined", detail=error, **words)
            row[members] = found
    return result


def _weights(
    name: str,
    rows: Array,
    indicators: Sequence[Indicator],
    dimension: str,
    combine: Sequence[str],
    judged: Judgements,
    notes: Notes,
) -> Array:
    """Weights of one dimension by one method; ValueError where they are undefined."""
    if len(indicators) == 1:
        return np.ones(1)
    if name == "table":
        shares = np.array([indicator.weight for indicator in indicators])
        if shares.sum() <= 0:
            raise ValueError("指标表的权重列合计为 0")
        return np.asarray(shares / shares.sum())
    if name == "ahp":
        return judged.ahp(dimension, indicators, notes)
    if name == "budget":
        return judged.budget(dimension, indicators, notes)
    if name in COMBINED:
        sets = [_weights(n, rows, indicators, dimension, (), judged, notes) for n in combine]
        merge: Callable[[npt.ArrayLike], Array] = weights_combined.METHODS[
            name.removeprefix("combine_")
        ]
        return merge(np.stack(sets))
    return weights.METHODS[name](rows)
