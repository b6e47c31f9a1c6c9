"""The names that rules may use, and their values for every evaluation year and region."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from layout.index import Scores, percentiles
from layout.indicators import DIMENSIONS, SUB_DIMENSIONS, Indicator
from layout.matching import PAIRS, SYNCHRONOUS, Match
from layout.measures import NO_YEAR, Measures

Array = npt.NDArray[np.float64]

LEVELS = ("composite", "coupling", "development", "coordination")
PERCENTILE = "p_"
GROWTH_YEARS = 3
"""Growth is the mean yearly change since this many years before, or since the first year."""


@dataclass(frozen=True)
class Metrics:
    """Values of all metrics.

    Attributes
    ----------
    arrays
        Metric → (Y, R); NaN where it is undefined.
    years
        Metric → (Y, R) year of the oldest figure behind it, 0 where there is none.
    """

    arrays: dict[str, Array]
    years: dict[str, npt.NDArray[np.int64]]


def names(indicators: Sequence[Indicator]) -> dict[str, str]:
    """Every metric that a rule may name, with the kind of thing it is.

    Kinds: ``level`` (0–1 scores), ``percentile`` (0–100 among the study's regions of the year),
    ``growth`` (change of a level per year), ``ratio``, ``flag`` (0 or 1) and ``indicator`` (in
    the indicator's unit).
    """
    levels = [*LEVELS, *(f"u_{dimension}" for dimension in DIMENSIONS)]
    subs = [f"u_{d}_{s}" for d in DIMENSIONS for s in SUB_DIMENSIONS]
    codes = [indicator.code for indicator in indicators]
    found = dict.fromkeys([*levels, *subs, "max_level", "min_level"], "level")
    growths = ["growth_composite", *(f"growth_{dimension}" for dimension in DIMENSIONS)]
    found |= dict.fromkeys(growths, "growth")
    ranked = [*levels, *subs, *growths, *codes]
    found |= dict.fromkeys([PERCENTILE + name for name in ranked], "percentile")
    found |= dict.fromkeys([f"ratio_{a}_{b}" for a, b in PAIRS], "ratio")
    lags = [f"lag_{dimension}" for dimension in (*DIMENSIONS, SYNCHRONOUS)]
    found |= dict.fromkeys([*lags, *(f"relative_{lag}" for lag in lags)], "flag")
    return found | dict.fromkeys(codes, "indicator")


def metrics(
    scores: Scores,
    match: Match,
    measures: Measures,
    indicators: Sequence[Indicator],
    years: Sequence[int],
) -> Metrics:
    """Compute every metric named by `names`."""
    levels: dict[str, Array] = {
        "composite": scores.composite,
        "coupling": match.coupling,
        "development": match.development,
        "coordination": match.coordination,
    }
    levels |= {f"u_{d}": scores.levels[..., n] for n, d in enumerate(DIMENSIONS)}
    levels |= {f"u_{d}_{s}": level for (d, s), level in scores.sub_levels.items()}
    codes = {indicator.code: measures.values[..., j] for j, indicator in enumerate(indicators)}
    growths = {"growth_composite": growth(scores.composite, years)}
    growths |= {
        f"growth_{d}": growth(scores.levels[..., n], years) for n, d in enumerate(DIMENSIONS)
    }
    arrays = levels | growths | codes
    arrays |= {PERCENTILE + name: percentiles(values) for name, values in arrays.items()}
    arrays |= {"max_level": scores.levels.max(axis=-1), "min_level": scores.levels.min(axis=-1)}
    arrays |= {f"ratio_{a}_{b}": values for (a, b), values in match.relative.items()}
    unknown = match.lag == ""
    for dimension in (*DIMENSIONS, SYNCHRONOUS):
        arrays[f"lag_{dimension}"] = np.where(unknown, np.nan, match.lag == dimension)
        relative = np.where(unknown, np.nan, match.lag_relative == dimension)
        arrays[f"relative_lag_{dimension}"] = relative
    return Metrics(arrays, _years(arrays, measures, indicators))


def growth(levels: Array, years: Sequence[int]) -> Array:
    """Mean yearly change over the last `GROWTH_YEARS` years, NaN in the first year.

    Parameters
    ----------
    levels : (Y, R)
    """
    result = np.full(levels.shape, np.nan)
    for t in range(1, len(years)):
        start = growth_start(years, t)
        result[t] = (levels[t] - levels[start]) / (years[t] - years[start])
    return result


def growth_start(years: Sequence[int], t: int) -> int:
    """Position of the year from which growth up to the year at position `t` is counted.

    Examples
    --------
    >>> growth_start([2014, 2018, 2019, 2023], 2), growth_start([2014, 2018, 2019, 2023], 3)
    (1, 2)
    """
    return next(s for s in range(t) if years[s] >= years[t] - GROWTH_YEARS or s == t - 1)


def _years(
    arrays: Mapping[str, Array], measures: Measures, indicators: Sequence[Indicator]
) -> dict[str, npt.NDArray[np.int64]]:
    """Oldest figure behind each metric: an indicator's own, a level's that of its dimension.

    The year is the numerator's: that a denominator is of another year stands in the notes.
    """
    oldest = measures.numerator_years

    def least(members: list[int]) -> npt.NDArray[np.int64]:
        if not members:
            return np.zeros(oldest.shape[:2], dtype=np.int64)
        some = np.where(
            oldest[..., members] == NO_YEAR, np.iinfo(np.int64).max, oldest[..., members]
        )
        first = some.min(axis=-1)
        return np.where(first == np.iinfo(np.int64).max, NO_YEAR, first)

    whole = least([j for j, i in enumerate(indicators) if i.dimension in DIMENSIONS])
    result = dict.fromkeys(arrays, whole)
    for j, indicator in enumerate(indicators):
        result[indicator.code] = result[PERCENTILE + indicator.code] = oldest[..., j]
    for dimension in DIMENSIONS:
        own = least([j for j, i in enumerate(indicators) if i.dimension == dimension])
        for name in (f"u_{dimension}", f"growth_{dimension}"):
            result[name] = own
        for sub_dimension in SUB_DIMENSIONS:
            members = [
                j
                for j, i in enumerate(indicators)
                if (i.dimension, i.sub_dimension) == (dimension, sub_dimension)
            ]
            result[f"u_{dimension}_{sub_dimension}"] = least(members)
    return {
        name: result[name.removeprefix(PERCENTILE)] if name.startswith(PERCENTILE) else result[name]
        for name in arrays
    }
