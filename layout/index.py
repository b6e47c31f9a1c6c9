"""From indicator values to dimension scores and the composite."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from layout.indicators import DIMENSIONS, SUB_DIMENSIONS, Indicator, by_dimension
from layout.measures import missing_any
from layout.notes import Notes
from layout.settings import Index
from models import aggregate, normalise, treat, weights

Array = npt.NDArray[np.float64]
SHOWN = ("equal", "entropy", "critic")
"""Methods whose weights are always shown beside those in use."""

Mean = Callable[[npt.ArrayLike, npt.ArrayLike], Array]


@dataclass(frozen=True)
class Scores:
    """The index in all its stages.

    Shapes: Y evaluation years, R regions, J indicators, 3 dimensions in the order of `DIMENSIONS`.

    Attributes
    ----------
    normalised
        (Y, R, J) in [floor, 1]; NaN where the figure is missing or the indicator is not used.
    clipped
        (Y, R, J) true where the value lies outside its goalposts.
    weights
        Method → (J,) weights; those of one dimension sum to 1. Holds the method in use, and
        always ``equal``, ``entropy`` and ``critic`` where they are defined.
    levels, levels_equal
        (Y, R, 3) dimension scores under the weights in use and under equal weights.
    coverage
        (Y, R, 3) share of a dimension's weight for which there is a figure.
    composite, composite_equal
        (Y, R).
    sub_levels
        Dimension and sub-dimension → (Y, R) score with the weights in use.
    """

    normalised: Array
    clipped: npt.NDArray[np.bool_]
    weights: dict[str, Array]
    levels: Array
    levels_equal: Array
    coverage: Array
    composite: Array
    composite_equal: Array
    sub_levels: dict[tuple[str, str], Array]


def score(values: Array, indicators: Sequence[Indicator], settings: Index, notes: Notes) -> Scores:
    """Normalise, weight and aggregate; what is undefined is NaN here and a note for the reader.

    Parameters
    ----------
    values : (Y, R, J)
        Indicator values in their units, NaN where missing.
    """
    fresh = treated(values, indicators)
    worst = treated(np.array([i.worst for i in indicators]), indicators)
    best = treated(np.array([i.best for i in indicators]), indicators)
    normalised = normalise.goalpost(fresh, worst, best, settings.floor)
    all_weights = _all_weights(normalised, indicators, settings.weighting, notes)
    mean = aggregate.METHODS[settings.aggregation]
    levels, coverage = _levels(
        normalised, all_weights[settings.weighting], indicators, mean, settings
    )
    levels_equal, _ = _levels(normalised, all_weights["equal"], indicators, mean, settings)
    dimension_weights = settings.weights_of_dimensions()
    return Scores(
        normalised=normalised,
        clipped=normalise.outside(fresh, worst, best),
        weights=all_weights,
        levels=levels,
        levels_equal=levels_equal,
        coverage=coverage,
        composite=_complete(levels, dimension_weights, settings.composite),
        composite_equal=_complete(levels_equal, np.full(3, 1 / 3), settings.composite),
        sub_levels=_sub_levels(normalised, all_weights[settings.weighting], indicators, mean),
    )


def treated(values: Array, indicators: Sequence[Indicator]) -> Array:
    """Each indicator after its own transformation; the last axis is that of the indicators.

    A logarithm of a figure that is not positive does not exist: the cell becomes missing, and
    `notes_on_cells` says so.
    """
    result = np.full_like(values, np.nan)
    for j, indicator in enumerate(indicators):
        column = values[..., j]
        if indicator.transform == "log":
            column = np.where(column > 0, column, np.nan)
        result[..., j] = treat.TRANSFORMS[indicator.transform](column)
    return result


def _all_weights(
    normalised: Array, indicators: Sequence[Indicator], used: str, notes: Notes
) -> dict[str, Array]:
    """Weights by every method; data-driven ones over all years pooled, on complete rows only."""
    names = dict.fromkeys((*SHOWN, *([used] if used in weights.METHODS else [])))
    result = {name: np.zeros(len(indicators)) for name in (*names, "table")}
    for dimension in DIMENSIONS:
        members = by_dimension(indicators, dimension)
        pooled = normalised[..., members].reshape(-1, len(members))
        rows = pooled[~np.isnan(pooled).any(axis=1)]
        for name in names:
            try:
                result[name][members] = weights.METHODS[name](rows)
            except ValueError as error:
                result[name][members] = np.nan
                notes.add(
                    "weights_undefined",
                    dimension=dimension,
                    method=name,
                    detail=error,
                )
        table = np.array([indicators[j].weight for j in members])
        result["table"][members] = table / table.sum() if table.sum() > 0 else np.nan
        if np.isnan(result[used][members]).any():
            result[used][members] = 1 / len(members)
            notes.add("weights_fallback", dimension=dimension, method=used)
    return result


def _levels(
    normalised: Array,
    indicator_weights: Array,
    indicators: Sequence[Indicator],
    mean: Mean,
    settings: Index,
) -> tuple[Array, Array]:
    """Dimension scores and their coverage; NaN where the coverage is too low."""
    shape = (*normalised.shape[:2], len(DIMENSIONS))
    levels, coverage = np.full(shape, np.nan), np.zeros(shape)
    for d, dimension in enumerate(DIMENSIONS):
        members = by_dimension(indicators, dimension)
        part = normalised[..., members]
        spread, covered = aggregate.available(part, indicator_weights[members])
        enough = covered >= settings.min_coverage - 1e-12
        levels[enough, d] = mean(part[enough], spread[enough])
        coverage[..., d] = covered
    return levels, coverage


def _complete(levels: Array, dimension_weights: Array, method: str) -> Array:
    """Composite of the regions that have all three dimension scores, NaN elsewhere."""
    result = np.full(levels.shape[:-1], np.nan)
    whole = ~missing_any(levels)
    result[whole] = aggregate.METHODS[method](levels[whole], dimension_weights)
    return result


def _sub_levels(
    normalised: Array,
    indicator_weights: Array,
    indicators: Sequence[Indicator],
    mean: Mean,
) -> dict[tuple[str, str], Array]:
    """Scores of scale, intensity and quality within each dimension, where any figure exists."""
    result: dict[tuple[str, str], Array] = {}
    for dimension in DIMENSIONS:
        for sub_dimension in SUB_DIMENSIONS:
            members = [
                j
                for j in by_dimension(indicators, dimension)
                if indicators[j].sub_dimension == sub_dimension
            ]
            total = indicator_weights[members].sum()
            level = np.full(normalised.shape[:2], np.nan)
            if total > 0:
                part = normalised[..., members]
                spread, covered = aggregate.available(part, indicator_weights[members] / total)
                some = covered > 0
                level[some] = mean(part[some], spread[some])
            result[dimension, sub_dimension] = level
    return result


def ranks(values: Array) -> Array:
    """Rank of each region among its year's, 1 the highest; equals share the better rank.

    Parameters
    ----------
    values : (…, regions)

    Returns
    -------
    (…, regions)
        NaN where the value is missing.
    """
    higher = values[..., None, :] > values[..., :, None]
    return np.where(np.isnan(values), np.nan, higher.sum(axis=-1) + 1.0)


def percentiles(values: Array) -> Array:
    """Place of each region among its year's from 0 (lowest) to 100 (highest).

    Parameters
    ----------
    values : (…, regions)

    Returns
    -------
    (…, regions)
        Share of the other regions that lie below, ties counted half; NaN where the value is
        missing or no other region has one.
    """
    below = (values[..., None, :] < values[..., :, None]).sum(axis=-1)
    equal = (values[..., None, :] == values[..., :, None]).sum(axis=-1) - 1
    others = (~np.isnan(values)).sum(axis=-1, keepdims=True) - 1
    share = np.divide(
        below + equal / 2, others, out=np.full(values.shape, np.nan), where=others > 0
    )
    return np.where(np.isnan(values), np.nan, 100 * share)
