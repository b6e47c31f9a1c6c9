"""Several weight vectors become one, and a weight vector keeps within a limit."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

# Weights that went through a file or a sum may miss 1 by rounding, not by more.
SUM_TOLERANCE = 1e-9

# Shares below this are rounding of a zero.
ROUNDING = 1e-12

# Cap of a weight in multiples of the equal weight.
LIMIT = 3.0


@dataclass(frozen=True, eq=False)
class Bargain:
    """Shares of the sets in a combination by game theory."""

    shares: Array
    """(..., sets), non-negative, summing to 1."""

    constrained: Mask
    """(...) True where the equilibrium wanted a negative share and least squares took over."""


def _checked(weights: ArrayLike) -> Array:
    """Weights as a float array: finite, non-negative, summing to 1 over the last axis."""
    shares = np.asarray(weights, dtype=np.float64)
    if shares.ndim < 1 or not np.all((shares >= 0) & np.isfinite(shares)):  # NaN fails
        raise ValueError("weights must be finite and non-negative")
    if np.any(np.abs(shares.sum(axis=-1) - 1) > SUM_TOLERANCE):
        raise ValueError("weights must sum to 1 over the last axis")
    return shares


def _checked_sets(sets: ArrayLike) -> Array:
    """Weight vectors to combine, (..., sets, indicators), at least one set."""
    vectors = _checked(sets)
    if vectors.ndim < 2 or vectors.shape[-2] < 1:
        raise ValueError(f"weights to combine must be (..., sets, indicators), got {vectors.shape}")
    return vectors


def _scaled(amounts: Array) -> Array:
    """Amounts scaled to sum 1 over the last axis; ValueError where they are all zero."""
    totals = amounts.sum(axis=-1, keepdims=True)
    if np.any(totals == 0):
        raise ValueError("the sets have no indicator in common that all of them give weight")
    shares: Array = amounts / totals
    return shares


def linear(sets: ArrayLike, shares: ArrayLike | None = None) -> Array:
    """Combine weight vectors by their weighted mean.

    Parameters
    ----------
    sets : (..., sets, indicators)
        Weight vectors, each non-negative, summing to 1.
    shares : (..., sets)
        Influence of each set, non-negative, summing to 1; equal if not given.

    Returns
    -------
    (..., indicators)
        Non-negative, summing to 1.

    Raises
    ------
    ValueError
        If a set or the shares are no weights, or there is not one share per set.

    Notes
    -----
    ``sum_k a_k w_k``.

    Examples
    --------
    >>> linear([[0.5, 0.5], [0.9, 0.1]], [0.25, 0.75])
    array([0.8, 0.2])
    """
    vectors = _checked_sets(sets)
    count = vectors.shape[-2]
    parts = np.full(count, 1 / count) if shares is None else _checked(shares)
    if parts.shape[-1] != count:
        raise ValueError(f"{count} sets of weights, {parts.shape[-1]} shares")
    combined: Array = (parts[..., None] * vectors).sum(axis=-2)
    return combined


def multiplicative(sets: ArrayLike) -> Array:
    """Combine weight vectors by their product: what all agree on is amplified.

    Parameters
    ----------
    sets : (..., sets, indicators)
        Weight vectors, each non-negative, summing to 1.

    Returns
    -------
    (..., indicators)
        Non-negative, summing to 1. Weight 0 in one set is weight 0 in the result.

    Raises
    ------
    ValueError
        If a set is no weights, or every indicator has weight 0 in some set.

    Notes
    -----
    ``prod_k w_kj / sum_j prod_k w_kj``; for two sets ``ab / sum(ab)``. Equal weights are neutral.

    Examples
    --------
    >>> multiplicative([[0.5, 0.25, 0.25], [0.5, 0.25, 0.25]]).round(4)
    array([0.6667, 0.1667, 0.1667])
    """
    vectors = _checked_sets(sets)
    return _scaled(np.prod(vectors / vectors.max(axis=-1, keepdims=True), axis=-2))


def geometric(sets: ArrayLike) -> Array:
    """Combine weight vectors by their geometric mean, scaled to sum 1.

    Parameters
    ----------
    sets : (..., sets, indicators)
        Weight vectors, each non-negative, summing to 1.

    Returns
    -------
    (..., indicators)
        Non-negative, summing to 1. Weight 0 in one set is weight 0 in the result.

    Raises
    ------
    ValueError
        If a set is no weights, or every indicator has weight 0 in some set.

    Notes
    -----
    ``(prod_k w_kj)^(1/K)``, scaled. Unlike `multiplicative` it leaves sets that agree as they are.

    Examples
    --------
    >>> geometric([[0.5, 0.5], [0.8, 0.2]]).round(4)
    array([0.6667, 0.3333])
    """
    vectors = _checked_sets(sets)
    return _scaled(np.prod(vectors ** (1 / vectors.shape[-2]), axis=-2))


def bargain(sets: ArrayLike) -> Bargain:
    """Find the influence of each weight vector in the combination by game theory.

    Parameters
    ----------
    sets : (..., sets, indicators)
        Weight vectors, each non-negative, summing to 1.

    Returns
    -------
    Bargain
        Shares, and whether they had to be kept from going negative.

    Raises
    ------
    ValueError
        If a set is no weights.

    Notes
    -----
    博弈论组合赋权: each set l moves its coefficient to bring ``sum_k a_k w_k`` as near to its own
    ``w_l`` as it can; where none can gain, ``S a = diag(S)`` with ``S_kl = w_k . w_l``. Then
    ``a / sum(a)``. Equal or dependent sets: the solution of least length. Where a coefficient is
    negative, the non-negative ``a`` of least ``|S a - diag(S)|`` instead.

    Mind what this rewards: of two sets the more concentrated one has the larger share, and a set
    of equal weights beside another one has share 0.

    Examples
    --------
    >>> bargain([[1.0, 0.0], [0.0, 1.0]]).shares
    array([0.5, 0.5])
    """
    vectors = _checked_sets(sets)
    products = vectors @ np.swapaxes(vectors, -1, -2)
    own = np.diagonal(products, axis1=-2, axis2=-1)
    pushes = (np.linalg.pinv(products, hermitian=True) @ own[..., None])[..., 0]
    constrained = np.any(pushes < -ROUNDING, axis=-1)
    pushes = np.where(pushes > ROUNDING, pushes, 0.0)
    for place in np.argwhere(constrained):  # each is its own small problem
        pushes[tuple(place)] = _non_negative(products[tuple(place)], own[tuple(place)])
    return Bargain(pushes / pushes.sum(axis=-1, keepdims=True), np.asarray(constrained))


def _non_negative(matrix: Array, target: Array) -> Array:
    """Non-negative a of least ``|matrix a - target|``."""
    from scipy.optimize import nnls  # noqa: PLC0415  slow import, few callers

    solution: Array = nnls(matrix, target)[0]
    return solution


def game_theory(sets: ArrayLike) -> Array:
    """Combine weight vectors by game theory; see `bargain` for the shares and what they mean.

    Parameters
    ----------
    sets : (..., sets, indicators)
        Weight vectors, each non-negative, summing to 1.

    Returns
    -------
    (..., indicators)
        Non-negative, summing to 1.

    Raises
    ------
    ValueError
        If a set is no weights.

    Examples
    --------
    >>> game_theory([[0.7, 0.3, 0.0], [0.0, 0.3, 0.7]])
    array([0.35, 0.3 , 0.35])
    """
    vectors = _checked_sets(sets)
    combined: Array = (bargain(vectors).shares[..., None] * vectors).sum(axis=-2)
    return combined


def capped(weights: ArrayLike, limit: float = LIMIT) -> Array:
    """Cut weights to a multiple of the equal weight and spread the surplus over the others.

    Parameters
    ----------
    weights : (..., indicators)
        Non-negative, summing to 1 over the last axis.
    limit : float
        Most that an indicator may weigh, in multiples of the equal weight; 1 or more.

    Returns
    -------
    (..., indicators)
        Non-negative, summing to 1, none above ``limit / indicators``.

    Raises
    ------
    ValueError
        If the weights are no weights, or the limit is below 1: then they could not sum to 1.

    Notes
    -----
    The surplus goes to the indicators below the cap in proportion to their weights, again and
    again until none is above: each round caps another one, so it ends. If only indicators of
    weight 0 are left to take it, they share it equally.

    Examples
    --------
    >>> capped([0.70, 0.24, 0.03, 0.03], limit=2.0)
    array([0.5 , 0.4 , 0.05, 0.05])
    """
    if not limit >= 1:  # NaN fails the comparison
        raise ValueError(f"a cap of {limit} times the equal weight leaves a sum below 1")
    shares = _checked(weights)
    cap = limit / shares.shape[-1]
    full = np.zeros(shares.shape, dtype=np.bool_)
    for _ in range(shares.shape[-1]):
        above = ~full & (shares > cap * (1 + ROUNDING))
        if not above.any():
            break
        full |= above
        rest = np.where(full, 0.0, shares)
        takers = np.where(rest.sum(axis=-1, keepdims=True) > 0, rest, ~full)
        room = 1 - cap * full.sum(axis=-1, keepdims=True)
        totals = takers.sum(axis=-1, keepdims=True)
        spread = np.divide(takers, totals, out=np.zeros_like(rest), where=totals > 0) * room
        changed = above.any(axis=-1, keepdims=True)
        shares = np.where(changed, np.where(full, cap, spread), shares)
    return shares


METHODS: Mapping[str, Callable[[ArrayLike], Array]] = MappingProxyType(
    {
        "linear": linear,
        "multiplicative": multiplicative,
        "geometric": geometric,
        "game_theory": game_theory,
    }
)
"""From (..., sets, indicators) to (..., indicators)."""
