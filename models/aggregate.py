"""Several scores become one: weighted means, and pairwise majorities."""

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

# Weights that went through a file or a sum may miss 1 by rounding, not by more.
SUM_TOLERANCE = 1e-9

# Most pairs of regions compared in one go: half a megabyte of sums stays in the processor's cache.
PAIRS = 2**16


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
    values = np.asarray(scores, dtype=np.float64)
    if not shares.all():
        values = np.where(shares > 0, values, neutral)
    if not np.isfinite(values).all():
        raise ValueError("a score is missing or infinite under a positive weight; see `available`")
    values, shares = np.broadcast_arrays(values, shares)
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
    return np.asarray(np.vecdot(shares, values))


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
    ``exp(sum(w ln s)) = prod(s^w)``. UNDP, Human Development Report, technical note 1. In
    multi-criteria analysis it is the weighted product model, hence also `weighted_product`.

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
    return np.asarray(np.exp(np.vecdot(shares, logs)))


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


weighted_product = geometric  # the same formula under the name of Bridgman (1922), no second code


def copeland(scores: ArrayLike, weights: ArrayLike) -> Array:
    """Score each region by the share of the others that a weighted majority puts below it.

    Parameters
    ----------
    scores : (..., regions, indicators)
        Benefit-directed; only the order counts. Two regions or more. NaN under weight 0 only.
    weights : (..., indicators)
        Non-negative, summing to 1; leading axes broadcast against those of ``scores``. The same
        for all regions, as they are compared.

    Returns
    -------
    (..., regions)
        In [0, 1]: 1 beats all others, 0 loses to all, a draw counts half.

    Raises
    ------
    ValueError
        As `arithmetic`, or if there is one region only or not one weight per indicator.

    Notes
    -----
    i beats k if the indicators in which it is better weigh more than those in which it is worse;
    ``(wins + draws / 2) / (n - 1)``. Copeland (1951); outranking matrix of OECD/JRC Handbook
    (2008), section 6.12, and of COINr's ``a_copeland``, which returns wins less losses. Nothing is
    made up for; an indicator of more than half the weight decides alone. Time grows with the square
    of the number of regions, memory does not.

    Examples
    --------
    >>> copeland([[3.0, 1.0, 3.0], [2.0, 3.0, 2.0], [1.0, 2.0, 1.0]], np.full(3, 1 / 3))
    array([1. , 0.5, 0. ])
    """
    values, spread = _checked_for_pairs(scores, weights)
    slices, (regions, indicators) = math.prod(values.shape[:-2]), values.shape[-2:]
    columns = np.swapaxes(values, -1, -2).reshape(slices, indicators, regions)
    carried = spread[..., 0, :].reshape(slices, indicators)
    result = np.empty((slices, regions))
    rows = min(regions, max(1, PAIRS // regions))
    depth = max(1, PAIRS // (rows * regions))
    for start in range(0, slices, depth):
        these = slice(start, start + depth)
        for top in range(0, regions, rows):
            block = slice(top, top + rows)
            result[these, block] = _majorities(
                columns[these, :, block], columns[these], carried[these]
            )
    won: Array = (result - 0.5) / (regions - 1)  # less the draw with itself
    return won.reshape(values.shape[:-1])


def _checked_for_pairs(scores: ArrayLike, weights: ArrayLike) -> tuple[Array, Array]:
    """Scores and weights of one shape (..., regions, indicators), as `_checked`."""
    shares, values = _checked_weights(weights), np.asarray(scores, dtype=np.float64)
    if values.ndim < 2 or values.shape[-2] < 2 or shares.shape[-1:] != values.shape[-1:]:
        raise ValueError(
            f"Copeland needs scores (..., 2+ regions, indicators) and one weight per indicator, "
            f"got {values.shape} and {shares.shape}"
        )
    return _checked(values, shares[..., None, :], neutral=0.0)


def _majorities(some: Array, others: Array, weights: Array) -> Array:
    """Wins plus half the draws of some regions against all, (slices, some regions).

    ``some`` and ``others`` are (slices, indicators, regions), ``weights`` (slices, indicators).
    """
    margins = np.zeros((len(some), some.shape[2], others.shape[2]))
    for j in np.flatnonzero(weights.any(axis=0)):
        mine, theirs = some[:, j, :, None], others[:, j, None, :]
        better, worse = (mine > theirs).view(np.int8), (mine < theirs).view(np.int8)
        margins += (better - worse) * weights[:, j, None, None]
    wins = np.count_nonzero(margins > SUM_TOLERANCE, axis=-1)
    losses = np.count_nonzero(margins < -SUM_TOLERANCE, axis=-1)
    points: Array = (wins - losses + others.shape[2]) / 2
    return points


METHODS: Mapping[str, Callable[[ArrayLike, ArrayLike], Array]] = MappingProxyType(
    {"arithmetic": arithmetic, "geometric": geometric, "harmonic": harmonic}
)
"""Mean of each row by itself."""

RANKINGS: Mapping[str, Callable[[ArrayLike, ArrayLike], Array]] = MappingProxyType(
    {"copeland": copeland}
)
"""Scores from comparing regions: they need the axis of regions, and change with who takes part."""
