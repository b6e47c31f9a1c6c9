"""The mean of a survey's answers, and how far chance may have moved it."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

LEAST_FREEDOM = 1e-6
"""Degrees of freedom below which one answer alone makes up the mean: no interval."""


class SurveyMean(NamedTuple):
    """A weighted mean with its interval; **NaN where it is undefined**."""

    mean: float
    """NaN without answers."""

    low: float
    """NaN with fewer than two answers, or where one outweighs all others; as ``high``."""

    high: float

    answers: int

    effective: float
    """Answers of equal weight that would tell as much (Kish); 0 without answers."""


def survey_mean(
    scores: ArrayLike,
    weights: ArrayLike | None = None,
    level: float = 0.95,
    bounds: tuple[float, float] = (-np.inf, np.inf),
) -> SurveyMean:
    """Mean of answers with a confidence interval.

    Parameters
    ----------
    scores : (answers,)
        Finite, in any unit.
    weights : (answers,), optional
        Above 0, any scale; such as how many clients an answer stands for. None for equal weights.
    level : float
        Of confidence, between 0 and 1.
    bounds : (low, high)
        What a score can be; the interval is cut there.

    Raises
    ------
    ValueError
        If a score is missing or out of bounds, a weight is not above 0, or the level is no share.

    Notes
    -----
    ``m ± t s / sqrt(n)`` with Student's t of n - 1 degrees of freedom (Student 1908, Biometrika
    6(1), 1-25). With weights n is the effective number ``(sum w)^2 / sum w^2`` (Kish 1965, Survey
    Sampling, 11.7) and ``s^2 = sum w (x - m)^2 / sum w * n / (n - 1)``. Answers are taken as a
    random sample of a large population: what comes of who chose to answer is not in the interval.
    Answers that are all alike have an interval of no width, which says little where they are few.

    Examples
    --------
    >>> survey_mean([70.0, 80.0, 90.0]).mean
    80.0
    """
    values = np.asarray(scores, dtype=np.float64)
    shares = np.ones_like(values) if weights is None else np.asarray(weights, dtype=np.float64)
    if values.ndim != 1 or shares.shape != values.shape:
        raise ValueError(f"need one weight per score, got {values.shape} and {shares.shape}")
    if not np.all((values >= bounds[0]) & (values <= bounds[1]) & np.isfinite(values)):
        raise ValueError(f"scores must be finite and within {bounds}")
    if not np.all((shares > 0) & np.isfinite(shares)):
        raise ValueError("weights must be finite and above 0")
    if not 0 < level < 1:
        raise ValueError(f"the level must be between 0 and 1, got {level}")
    if not len(values):
        return SurveyMean(np.nan, np.nan, np.nan, 0, 0.0)
    mean = float(np.average(values, weights=shares))
    shares = shares / shares.max()  # squares of large weights overflow
    effective = float(shares.sum() ** 2 / (shares**2).sum())
    if effective - 1 < LEAST_FREEDOM:
        return SurveyMean(mean, np.nan, np.nan, len(values), effective)
    from scipy import stats  # noqa: PLC0415  slow import, few callers

    variance = float(np.average((values - mean) ** 2, weights=shares)) * effective / (effective - 1)
    half = float(stats.t.ppf((1 + level) / 2, effective - 1)) * np.sqrt(variance / effective)
    low, high = max(mean - half, bounds[0]), min(mean + half, bounds[1])
    return SurveyMean(mean, float(low), float(high), len(values), effective)
