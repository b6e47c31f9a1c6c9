"""From indicator values to dimension scores and the composite."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from layout.indicators import DIMENSIONS, SUB_DIMENSIONS, Indicator, by_dimension
from layout.judgements import Judgements
from layout.labels import label
from layout.measures import missing_any
from layout.notes import Notes
from layout.settings import Index
from layout.weighting import all_weights
from models import aggregate, impute, normalise, ranking, treat

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Mean = Callable[[npt.ArrayLike, npt.ArrayLike], Array]


@dataclass(frozen=True)
class Around:
    """What the index needs besides values and settings.

    Attributes
    ----------
    groups
        (R,) official zone of each region, for imputation.
    years
        (Y,) evaluation years.
    judged
        Judgements of experts, for the weights that need them.
    """

    groups: tuple[str, ...]
    years: tuple[int, ...]
    judged: Judgements


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
    imputed
        (Y, R, J) true where a missing value was filled by the study's rule.
    weights
        Method → (J,) weights; those of one dimension sum to 1. Holds the method in use, and
        always those of `weighting.SHOWN`.
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
    clipped: Mask
    imputed: Mask
    weights: dict[str, Array]
    levels: Array
    levels_equal: Array
    coverage: Array
    composite: Array
    composite_equal: Array
    sub_levels: dict[tuple[str, str], Array]


def score(
    values: Array, indicators: Sequence[Indicator], settings: Index, around: Around, notes: Notes
) -> Scores:
    """Fill, normalise, weight and aggregate; what is undefined is NaN and a note for the reader.

    Parameters
    ----------
    values : (Y, R, J)
        Indicator values in their units, NaN where missing.
    """
    known = treated(values, indicators)
    fresh, imputed = fill(known, settings.imputation, around.groups, around.years)
    normalised = normalise_all(fresh, indicators, settings.normalisation, settings.floor, notes)
    worst = treated(np.array([i.worst for i in indicators]), indicators)
    best = treated(np.array([i.best for i in indicators]), indicators)
    method = settings.weighting
    found = all_weights(normalised, indicators, method, settings.combine, around.judged, notes)
    means = [aggregate.METHODS[settings.aggregation_of(d)] for d in DIMENSIONS]
    levels, coverage = _levels(normalised, found[method], indicators, means, settings)
    levels_equal, _ = _levels(normalised, found["equal"], indicators, means, settings)
    dimension_weights = settings.weights_of_dimensions()
    return Scores(
        normalised=normalised,
        clipped=normalise.outside(known, worst, best),
        imputed=imputed,
        weights=found,
        levels=levels,
        levels_equal=levels_equal,
        coverage=coverage,
        composite=_complete(levels, dimension_weights, settings.composite),
        composite_equal=_complete(levels_equal, np.full(3, 1 / 3), settings.composite),
        sub_levels=_sub_levels(normalised, found[method], indicators, means),
    )


def treated(values: Array, indicators: Sequence[Indicator]) -> Array:
    """Each indicator after its own transformation; the last axis is that of the indicators.

    A logarithm of a figure that is not positive does not exist: the cell becomes missing, and a
    note says so.
    """
    result = np.full_like(values, np.nan)
    for j, indicator in enumerate(indicators):
        column = values[..., j]
        if indicator.transform == "log":
            column = np.where(column > 0, column, np.nan)
        result[..., j] = treat.TRANSFORMS[indicator.transform](column)
    return result


def normalise_all(
    fresh: Array, indicators: Sequence[Indicator], method: str, floor: float, notes: Notes
) -> Array:
    """Scores (Y, R, J) in [floor, 1] of treated values.

    An indicator that the method does not admit (one that does not vary, say) is scored against
    its goalposts, and a note says so.
    """
    worst = treated(np.array([i.worst for i in indicators]), indicators)
    best = treated(np.array([i.best for i in indicators]), indicators)
    scores = normalise.goalpost(fresh, worst, best, floor)
    if method == "goalpost":
        return scores
    for j, indicator in enumerate(indicators):
        column = fresh[..., [j]] if indicator.direction == "benefit" else -fresh[..., [j]]
        try:
            scores[..., j] = np.clip(normalise.METHODS[method](column)[..., 0], floor, 1.0)
        except ValueError as error:
            notes.add(
                "normalisation_fallback",
                indicator=indicator.label_zh,
                method=label("normalisation", method),
                detail=error,
            )
    return scores


def fill(
    fresh: Array, rule: str, groups: Sequence[str], years: Sequence[int]
) -> tuple[Array, Mask]:
    """Treated values with missing cells filled by the study's rule, and which were filled."""
    if rule == "group_mean":
        return impute.group_mean(fresh, np.array(groups))
    if rule == "interpolate":
        return impute.interpolate(fresh, np.array(years))
    return impute.none(fresh)


def _levels(
    normalised: Array,
    indicator_weights: Array,
    indicators: Sequence[Indicator],
    means: Sequence[Mean],
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
        levels[enough, d] = means[d](part[enough], spread[enough])
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
    means: Sequence[Mean],
) -> dict[tuple[str, str], Array]:
    """Scores of scale, intensity and quality within each dimension, where any figure exists."""
    result: dict[tuple[str, str], Array] = {}
    for d, dimension in enumerate(DIMENSIONS):
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
                level[some] = means[d](part[some], spread[some])
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
    placed = ranking.ranks(values)
    return np.where(placed == 0, np.nan, placed.astype(np.float64))


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
    above, below = ranks(values) - 1, ranks(-values) - 1
    others = (~np.isnan(values)).sum(axis=-1, keepdims=True) - 1
    ties = others - above - below
    share = np.divide(below + ties / 2, others, out=np.full(values.shape, np.nan), where=others > 0)
    return np.asarray(100 * share)
