"""Random draws that depend on the seed and on the number of the draw, and on nothing else.

Draw 4711 is the same whether it is made alone, in a chunk of a thousand or by another thread:
draws come in fixed blocks, each with a generator of its own.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

# Draws to a block. Changing it changes every number drawn, and so the results of every study.
BLOCK = 256


def _draws(
    seed: int,
    stream: int,
    start: int,
    stop: int,
    width: int,
    draw: Callable[[np.random.Generator], Array],
) -> Array:
    """Draws start..stop-1 out of whole blocks; ``draw`` makes one block (BLOCK, width)."""
    if min(seed, stream, width) < 0 or not 0 <= start <= stop:
        raise ValueError(
            "need seed, stream >= 0 and 0 <= start <= stop, "
            f"got {seed}, {stream}, {start} and {stop}"
        )
    found = np.empty((stop - start, width))
    for block in range(start // BLOCK, -(-stop // BLOCK)):
        first, last = max(start, block * BLOCK), min(stop, (block + 1) * BLOCK)
        if first >= last:
            continue
        sequence = np.random.SeedSequence(seed, spawn_key=(stream, block))
        whole = draw(np.random.Generator(np.random.Philox(sequence)))
        found[first - start : last - start] = whole[first - block * BLOCK : last - block * BLOCK]
    return found


def uniform(seed: int, factors: int, start: int, stop: int, stream: int = 0) -> Array:
    """Uniform design points: one number in [0, 1) for each draw and factor.

    Parameters
    ----------
    seed : int
        0 or more.
    factors : int
        Numbers wanted for each draw. Those of the first factors stay when more are asked for.
    start, stop : int
        Draws ``start`` to ``stop - 1``, ``0 <= start <= stop``.
    stream : int
        0 or more. Different streams of one seed are independent: one for each purpose.

    Returns
    -------
    (stop - start, factors)
        In [0, 1).

    Raises
    ------
    ValueError
        If a number is negative or the range runs backwards.

    Notes
    -----
    Philox 4x64-10 (Salmon et al. 2011), keyed by seed, stream and block through NumPy's
    ``SeedSequence``. The numbers hold as long as NumPy keeps that stream, which it promises for
    the bit generator and for ``random``; a golden test notices if not.

    Examples
    --------
    >>> whole = uniform(7, 2, 0, 1000)
    >>> bool((uniform(7, 2, 700, 701) == whole[700]).all())
    True
    """

    def draw(generator: np.random.Generator) -> Array:
        # a row for each factor, so that more factors leave the first ones as they are
        return generator.random((factors, BLOCK)).T

    return _draws(seed, stream, start, stop, factors, draw)


def choose(points: ArrayLike, options: int) -> NDArray[np.int_]:
    """Turn uniform numbers into choices among options that are equally likely.

    Parameters
    ----------
    points : (...)
        In [0, 1].
    options : int
        Number of options, 1 or more.

    Returns
    -------
    (...)
        Position of the option, 0 to ``options - 1``.

    Raises
    ------
    ValueError
        If a number is missing or outside [0, 1], or there is no option.

    Notes
    -----
    ``floor(u n)``: equal bins on [0, 1], the bounds fixed beforehand. COINr 1.1.14 cuts the range
    that the *sample* happens to span, so that a draw changes with the other draws.

    Examples
    --------
    >>> choose([0.0, 0.33, 0.34, 1.0], 3)
    array([0, 0, 1, 2])
    """
    numbers = np.asarray(points, dtype=np.float64)
    if options < 1:
        raise ValueError(f"need 1 option or more, got {options}")
    if not np.all((numbers >= 0) & (numbers <= 1)):  # NaN fails the comparison
        raise ValueError("points must lie in [0, 1], none missing")
    return np.asarray(np.minimum((numbers * options).astype(np.int_), options - 1))


def _nominal(weights: ArrayLike) -> Array:
    """Weights as a float array (indicators,), non-negative, summing to 1."""
    shares = np.asarray(weights, dtype=np.float64)
    if shares.ndim != 1 or not np.all((shares >= 0) & np.isfinite(shares)):
        raise ValueError("nominal weights must be (indicators,), finite and not negative")
    if abs(shares.sum() - 1) > 1e-9:
        raise ValueError(f"nominal weights must sum to 1, got {shares.sum():.12g}")
    return shares


def dirichlet_weights(
    seed: int,
    nominal: ArrayLike,
    concentration: float,
    start: int,
    stop: int,
    stream: int = 0,
) -> Array:
    """Weights spread around nominal ones, all indicators at once.

    Parameters
    ----------
    seed, start, stop, stream
        As for `uniform`.
    nominal : (indicators,)
        Non-negative, summing to 1.
    concentration : float
        1 or more: the larger, the closer to the nominal weights. A weight w has the standard
        deviation ``sqrt(w (1 - w) / (concentration + 1))``; 0.03 for w = 0.1 at 100.

    Returns
    -------
    (stop - start, indicators)
        Non-negative, each row summing to 1, with the nominal mean; 0 where that is 0.

    Raises
    ------
    ValueError
        As for `uniform`, or if the weights are no weights or the concentration is below 1.

    Notes
    -----
    Dirichlet distribution with parameters ``concentration * nominal``.

    Examples
    --------
    >>> drawn = dirichlet_weights(1, [0.5, 0.3, 0.2], 100, 0, 5000)
    >>> drawn.mean(axis=0).round(2)
    array([0.5, 0.3, 0.2])
    """
    shares = _nominal(nominal)
    if not (concentration >= 1 and np.isfinite(concentration)):  # NaN fails the comparison
        raise ValueError(f"concentration must be 1 or more, got {concentration}")

    def draw(generator: np.random.Generator) -> Array:
        amounts = generator.standard_gamma(concentration * shares, size=(BLOCK, len(shares)))
        weights: Array = amounts / amounts.sum(axis=1, keepdims=True)
        return weights

    return _draws(seed, stream, start, stop, len(shares), draw)


def perturbed_weights(points: ArrayLike, nominal: ArrayLike, share: float) -> Array:
    """Weights moved up or down by at most a share of themselves, and made to sum to 1 again.

    Parameters
    ----------
    points : (..., indicators)
        In [0, 1], from `uniform`, one for each indicator: 0 lowers, 1/2 keeps, 1 raises.
    nominal : (indicators,)
        Non-negative, summing to 1.
    share : float
        In [0, 1): 0.25 for plus or minus a quarter.

    Returns
    -------
    (..., indicators)
        Non-negative, each row summing to 1. Summing to 1 again shifts all of a row, so a weight
        may end up outside plus or minus ``share``, but within
        ``(1 - share) / (1 + share)`` and ``(1 + share) / (1 - share)`` times the nominal one.

    Raises
    ------
    ValueError
        If a point is missing or outside [0, 1], there is not one for each weight, the weights
        are no weights, or the share is outside [0, 1).

    Notes
    -----
    ``w (1 + share (2 u - 1))`` over its sum; the audits of the JRC use a quarter (Saisana,
    Saltelli & Tarantola 2005).

    Examples
    --------
    >>> perturbed_weights([[0.5, 0.5], [1.0, 0.0]], [0.5, 0.5], 0.25)
    array([[0.5  , 0.5  ],
           [0.625, 0.375]])
    """
    numbers, shares = np.asarray(points, dtype=np.float64), _nominal(nominal)
    if numbers.shape[-1:] != shares.shape:
        raise ValueError(f"need one point for each of {shares.size} weights, got {numbers.shape}")
    # NaN fails the comparison
    if numbers.size and not (numbers.min() >= 0 and numbers.max() <= 1):
        raise ValueError("points must lie in [0, 1], none missing")
    if not 0 <= share < 1:
        raise ValueError(f"share must lie in [0, 1), got {share}")
    moved = numbers * (2 * share * shares)
    moved += (1 - share) * shares
    moved /= moved.sum(axis=-1, keepdims=True)
    return moved
