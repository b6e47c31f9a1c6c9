"""Which choice moves the result most: variance shares by Saltelli's design, Jansen's estimators."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

# Counts of points held at once in the bootstrap: 32 MB, and as much again as floats.
BOOTSTRAP_CELLS = 4_000_000


@dataclass(frozen=True, eq=False)
class Indices:
    """Shares of the variance of a result that factors account for; see `indices`."""

    first: Array
    """(factors,) first-order index: the share that a factor explains by itself."""

    total: Array
    """(factors,) total index: the same with all its interactions."""

    first_interval: Array
    """(2, factors) bounds of the bootstrap interval of ``first``."""

    total_interval: Array
    """(2, factors) bounds of the bootstrap interval of ``total``."""

    variance: float
    """Variance of the result, squared unit of the result."""


def cost(points: int, factors: int) -> int:
    """Number of times that the model is run for a design.

    Examples
    --------
    >>> cost(512, 6)
    4096
    """
    return points * (factors + 2)


def design(base: ArrayLike, factor_of: ArrayLike | None = None) -> Array:
    """Saltelli's design: two samples A and B, and A with one factor at a time taken from B.

    Parameters
    ----------
    base : (points, 2 * columns)
        Uniform numbers in [0, 1), such as from `sampling.uniform`: the first half of the
        columns is A, the second B. Rows may come in chunks.
    factor_of : (columns,), optional
        Factor that each column belongs to, 0 to factors - 1: all weights together may be one
        factor of many columns. Each column is a factor of its own if left out.

    Returns
    -------
    (factors + 2, points, columns)
        A, B, A_B^1, ..., A_B^d: `cost` rows in all. ``design(base).reshape(-1, columns)`` is what
        the model is run on, and ``outputs.reshape(factors + 2, points)`` what `indices` takes.

    Raises
    ------
    ValueError
        If the base has no rows, an odd number of columns or none, or a number outside [0, 1], or
        the columns do not fill factors 0, 1, ...

    Notes
    -----
    Saltelli et al., Computer Physics Communications 181, 2010, 259-270; groups of columns as in
    Saltelli et al., Global Sensitivity Analysis: The Primer, 2008, section 4.9.

    Examples
    --------
    >>> design([[0.1, 0.2, 0.8, 0.9]])[:, 0]
    array([[0.1, 0.2],
           [0.8, 0.9],
           [0.8, 0.2],
           [0.1, 0.9]])
    """
    numbers = np.asarray(base, dtype=np.float64)
    if numbers.ndim != 2 or not numbers.size or numbers.shape[1] % 2:
        raise ValueError(f"base must be (points, 2 * factors), got {numbers.shape}")
    if not np.all((numbers >= 0) & (numbers <= 1)):  # NaN fails the comparison
        raise ValueError("base must lie in [0, 1], none missing")
    columns = numbers.shape[1] // 2
    groups = np.arange(columns) if factor_of is None else np.asarray(factor_of)
    factors = int(groups.max()) + 1
    if groups.shape != (columns,) or set(groups.tolist()) != set(range(factors)):
        raise ValueError(f"factor_of must give each of {columns} columns a factor from 0 on")
    one, other = numbers[:, :columns], numbers[:, columns:]
    mixed = np.tile(one, (factors, 1, 1))
    for factor in range(factors):
        mixed[factor][:, groups == factor] = other[:, groups == factor]
    return np.concatenate([one[None], other[None], mixed])


def _centred(outputs: ArrayLike) -> tuple[Array, Array, Array]:
    """Results on A, B and the mixed samples, less their mean on A and B."""
    results = np.asarray(outputs, dtype=np.float64)
    if results.ndim != 2 or results.shape[0] < 3 or results.shape[1] < 2:
        raise ValueError(f"outputs must be (factors + 2, 2+ points), got {results.shape}")
    if not np.isfinite(results).all():
        raise ValueError("outputs must be finite, none missing")
    if results[:2].max() == results[:2].min():  # exactly; rounding in V could hide it
        raise ValueError("sensitivity is undefined: the result does not vary")
    results = results - results[:2].mean()  # else V is a small difference of large numbers
    return results[0], results[1], results[2:]


def _estimates(squares: Array, moments: Array) -> tuple[Array, Array, Array]:
    """First-order and total indices and the variance from (..., 2 d) and (..., 2) means."""
    variance = moments[..., 1] - moments[..., 0] ** 2
    factors = squares.shape[-1] // 2
    if not np.all(variance > 0):
        raise ValueError(
            "sensitivity is undefined: the result does not vary, or too rarely for a bootstrap"
        )
    shares = squares / 2 / variance[..., None]
    return 1 - shares[..., :factors], shares[..., factors:], variance


def indices(
    outputs: ArrayLike, resamples: int = 1000, confidence: float = 0.9, seed: int = 0
) -> Indices:
    """First-order and total sensitivity indices with bootstrap intervals.

    Parameters
    ----------
    outputs : (factors + 2, points)
        Results of the model on `design`; finite, two points or more.
    resamples : int
        Bootstrap resamples of points, 1 or more.
    confidence, seed
        Of the intervals, in (0, 1); of the bootstrap, 0 or more.

    Returns
    -------
    Indices
        Estimates, not clipped: a first-order index of 0 may come out slightly negative.

    Raises
    ------
    ValueError
        If an output is not finite, a parameter out of range, or the result does not vary.

    Notes
    -----
    Jansen (1999): ``S_i = 1 - mean((f(B) - f(A_B^i))^2) / (2 V)`` and
    ``S_Ti = mean((f(A) - f(A_B^i))^2) / (2 V)``, V the population variance of f(A) and f(B)
    together. Percentile intervals over resampled points tell whether the points suffice, not
    whether the factors and their ranges are well chosen.

    Examples
    --------
    >>> from models import sampling
    >>> points = design(sampling.uniform(1, 4, 0, 2000))
    >>> found = indices(2 * points[..., 0] + points[..., 1])
    >>> found.first.round(2), found.total.round(2)  # theory: 4/5 and 1/5
    (array([0.8 , 0.21]), array([0.79, 0.2 ]))
    """
    if resamples < 1 or not 0 < confidence < 1 or seed < 0:
        raise ValueError("need resamples >= 1, confidence in (0, 1) and seed >= 0")
    one, other, mixed = _centred(outputs)
    squares = np.concatenate([(other - mixed) ** 2, (one - mixed) ** 2]).T
    pooled = np.stack([one + other, one**2 + other**2], axis=-1) / 2
    first, total, variance = _estimates(squares.mean(axis=0), pooled.mean(axis=0))
    levels = [(1 - confidence) / 2, (1 + confidence) / 2]
    bounds = np.quantile(_bootstrap(squares, pooled, resamples, seed), levels, axis=0)
    factors = len(first)
    return Indices(first, total, bounds[:, :factors], bounds[:, factors:], float(variance))


def _bootstrap(squares: Array, pooled: Array, resamples: int, seed: int) -> Array:
    """First-order and total indices (resamples, 2 d) of points drawn with replacement."""
    points = len(squares)
    generator = np.random.default_rng(seed)
    step = max(1, BOOTSTRAP_CELLS // points)
    found = []
    for start in range(0, resamples, step):
        # how often each point is drawn: the means of a resample are then one matrix product
        often = generator.multinomial(
            points, np.full(points, 1 / points), min(step, resamples - start)
        )
        first, total, _ = _estimates(often @ squares / points, often @ pooled / points)
        found.append(np.concatenate([first, total], axis=1))
    return np.concatenate(found)


def mean_rank_shift(ranks: ArrayLike, nominal: ArrayLike) -> Array:
    """How far regions move on average from their nominal rank: the usual target of the analysis.

    Parameters
    ----------
    ranks : (..., regions)
        Ranks in each draw, from `ranking.ranks`; 0 is no rank.
    nominal : (regions,)
        Ranks under the nominal choices; 0 is no rank.

    Returns
    -------
    (...)
        Ranks, 0 or more. A region without a rank in one of the two is left out of the mean.

    Raises
    ------
    ValueError
        If a rank is negative or missing, the numbers of regions differ, or no region of a draw
        has both ranks.

    Notes
    -----
    ``mean_r |rank_r - nominal_r|``. Saisana, Saltelli & Tarantola, J. Royal Statistical Society A
    168, 2005, 307-323.

    Examples
    --------
    >>> mean_rank_shift([[1, 2, 3], [3, 1, 2]], [1, 2, 3]).round(4)
    array([0.    , 1.3333])
    """
    drawn, reference = np.asarray(ranks), np.asarray(nominal)
    if reference.ndim != 1 or drawn.shape[-1:] != reference.shape:
        raise ValueError(f"need one nominal rank per region, got {drawn.shape}, {reference.shape}")
    if not (np.all(drawn >= 0) and np.all(reference >= 0)):  # NaN fails the comparison
        raise ValueError("ranks must be 0 (none) or more")
    both = (drawn > 0) & (reference > 0)
    counted = both.sum(axis=-1)
    if not np.all(counted):
        raise ValueError("no region has both a rank in the draw and a nominal one")
    shift = np.where(both, np.abs(drawn - reference), 0)
    return np.asarray(shift.sum(axis=-1) / counted)
