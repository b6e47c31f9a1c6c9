"""Weighted means: several scores become one."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

# Weights that went through a file or a sum may miss 1 by rounding, not by more.
SUM_TOLERANCE = 1e-9


def _checked_weights(weights: ArrayLike) -> Array:
    """Weights as a float array: finite, non-negative, summing to 1 over the last axis."""
    shares = np.asarray(weights, dtype=np.float64)
    if not np.all((shares >= 0) & np.isfinite(shares)):  # NaN fails the comparison
        raise ValueError("weights must be finite and non-negative")
    sums = shares.sum(axis=-1)
    if np.any(np.abs(sums - 1) > SUM_TOLERANCE):
        worst = sums.flat[np.argmax(np.abs(sums - 1))]
        raise ValueError(f"weights must sum to 1 over the last axis, got a sum of {worst:.12g}")
    return shares


def _checked(scores: ArrayLike, weights: ArrayLike, neutral: float) -> tuple[Array, Array]:
    """Scores and weights of one shape; scores under weight 0 are ignored, hence ``neutral``."""
    shares = _checked_weights(weights)
    values, shares = np.broadcast_arrays(np.asarray(scores, dtype=np.float64), shares)
    values = np.where(shares > 0, values, neutral)
    if not np.isfinite(values).all():
        raise ValueError("a score is missing or infinite under a positive weight; see `available`")
    return values, shares


def arithmetic(scores: ArrayLike, weights: ArrayLike) -> Array:
    """Weighted arithmetic mean: a high score makes up fully for a low one.

    Parameters
    ----------
    scores : (..., indicators)
        Any one unit. NaN is allowed under weight 0 only, where it is ignored.
    weights : (..., indicators)
        Non-negative, summing to 1 over the last axis; broadcast against ``scores``.

    Returns
    -------
    (...)
        Unit of the scores.

    Raises
    ------
    ValueError
        If the weights are no weights, or a score is missing or infinite under a positive weight.

    Notes
    -----
    ``sum(w s)``.

    Examples
    --------
    >>> float(arithmetic([1.0, 4.0], [0.5, 0.5]))
    2.5
    """
    values, shares = _checked(scores, weights, neutral=0.0)
    return np.asarray((shares * values).sum(axis=-1))


def geometric(scores: ArrayLike, weights: ArrayLike) -> Array:
    """Weighted geometric mean: a low score weighs more than a high one makes up for.

    Parameters
    ----------
    scores : (..., indicators)
        Non-negative, any one unit. NaN is allowed under weight 0 only, where it is ignored.
    weights : (..., indicators)
        Non-negative, summing to 1 over the last axis; broadcast against ``scores``.

    Returns
    -------
    (...)
        Unit of the scores. One zero score under a positive weight makes the mean 0, its limit.

    Raises
    ------
    ValueError
        If the weights are no weights, or a score is negative, missing or infinite under a
        positive weight.

    Notes
    -----
    ``exp(sum(w ln s))``. UNDP, Human Development Report, technical note 1.

    Examples
    --------
    >>> float(geometric([1.0, 4.0], [0.5, 0.5]))
    2.0
    """
    values, shares = _checked(scores, weights, neutral=1.0)
    if np.any(values < 0):
        raise ValueError("the geometric mean needs scores >= 0")
    with np.errstate(divide="ignore"):  # ln 0 = -inf is the limit wanted: exp(-inf) = 0
        logs = np.log(values)
    return np.asarray(np.exp((shares * logs).sum(axis=-1)))


def harmonic(scores: ArrayLike, weights: ArrayLike) -> Array:
    """Weighted harmonic mean: the lowest score decides most.

    Parameters
    ----------
    scores : (..., indicators)
        Non-negative, any one unit. NaN is allowed under weight 0 only, where it is ignored.
    weights : (..., indicators)
        Non-negative, summing to 1 over the last axis; broadcast against ``scores``.

    Returns
    -------
    (...)
        Unit of the scores. One zero score under a positive weight makes the mean 0, its limit.

    Raises
    ------
    ValueError
        If the weights are no weights, or a score is negative, missing or infinite under a
        positive weight.

    Notes
    -----
    ``1 / sum(w / s)``.

    Examples
    --------
    >>> float(harmonic([1.0, 4.0], [0.5, 0.5]))
    1.6
    """
    values, shares = _checked(scores, weights, neutral=1.0)
    if np.any(values < 0):
        raise ValueError("the harmonic mean needs scores >= 0")
    values = np.abs(values)  # -0.0 counts as 0, so that w / s goes to +inf and the mean to 0
    with np.errstate(divide="ignore", over="ignore"):
        return np.asarray(1.0 / (shares / values).sum(axis=-1))


def available(scores: ArrayLike, weights: ArrayLike) -> tuple[Array, Array]:
    """Spread nominal weights over the indicators that each row has.

    Parameters
    ----------
    scores : (..., indicators)
        NaN is a missing score.
    weights : (indicators,)
        Nominal weights, non-negative, summing to 1.

    Returns
    -------
    weights : (..., indicators)
        Proportional to the nominal ones, 0 for a missing score, summing to 1. All zero in a row
        where nothing that carries weight is available: there is no mean, and the means of this
        module refuse such a row.
    coverage : (...)
        Share of the nominal weight that is available, in [0, 1].

    Raises
    ------
    ValueError
        If the weights are no weights, or not one per indicator.

    Notes
    -----
    Spreading a missing indicator's weight over the rest assumes that it would have scored like
    them; publish the coverage beside the score.

    Examples
    --------
    >>> spread, coverage = available([[0.2, np.nan, 0.4]], [0.5, 0.25, 0.25])
    >>> spread.round(4), coverage
    (array([[0.6667, 0.    , 0.3333]]), array([0.75]))
    """
    values, nominal = np.asarray(scores, dtype=np.float64), _checked_weights(weights)
    if nominal.shape != values.shape[-1:]:
        raise ValueError(f"expected {values.shape[-1:]} nominal weights, got {nominal.shape}")
    present = np.where(np.isnan(values), 0.0, nominal)
    totals = present.sum(axis=-1)
    spread = np.divide(
        present, totals[..., None], out=np.zeros_like(present), where=totals[..., None] > 0
    )
    return spread, np.asarray(totals / nominal.sum())


METHODS: Mapping[str, Callable[[ArrayLike, ArrayLike], Array]] = MappingProxyType(
    {"arithmetic": arithmetic, "geometric": geometric, "harmonic": harmonic}
)
