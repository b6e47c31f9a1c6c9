"""Scores on a common scale: raw indicators become benefit-directed numbers.

The two functions take different arguments (goalposts are chosen, a pooled range is observed), so
they are not interchangeable by name and the module has no ``METHODS``.
"""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]


def _finite_or_missing(values: ArrayLike) -> Array:
    """Values as a float array; NaN marks a missing cell, an infinity is refused."""
    cells = np.asarray(values, dtype=np.float64)
    if np.isinf(cells).any():
        raise ValueError(
            "values hold an infinity; only finite numbers and NaN (missing) are scored"
        )
    return cells


def _goalposts(worst: ArrayLike, best: ArrayLike) -> tuple[Array, Array]:
    """Both goalposts as float arrays, checked."""
    low, high = np.asarray(worst, dtype=np.float64), np.asarray(best, dtype=np.float64)
    if not (np.isfinite(low).all() and np.isfinite(high).all()):
        raise ValueError("goalposts must be finite")
    if np.any(low == high):
        raise ValueError("goalposts worst and best must differ: they span the scale")
    return low, high


def goalpost(values: ArrayLike, worst: ArrayLike, best: ArrayLike, floor: float = 0.01) -> Array:
    """Score each cell by its place between two fixed goalposts.

    Parameters
    ----------
    values : (..., regions, indicators)
        Each indicator in its own unit. NaN is a missing cell.
    worst, best : (indicators,)
        Unit of the indicator: the value that scores 0 and the value that scores 1. A cost
        indicator has ``worst > best``. Anything that broadcasts against ``values`` will do.
    floor : float
        Least score, in [0, 1). Above 0 so that one indicator at its worst does not turn every
        geometric mean and every coupling degree to zero.

    Returns
    -------
    (..., regions, indicators)
        In [floor, 1], dimensionless, larger is better. A missing cell stays NaN: whether to drop
        or to fill it is for the caller to decide.

    Raises
    ------
    ValueError
        If a value is infinite, a goalpost is not finite, the goalposts of an indicator coincide,
        or the floor is outside [0, 1).

    Notes
    -----
    ``(x - worst) / (best - worst)``, clipped. Goalposts stay the same over all years, so that
    growth remains visible and a new year does not rewrite history. UNDP, Human Development Report,
    technical note 1 (goalposts).

    Examples
    --------
    >>> goalpost([[55.0, 12.0], [90.0, 10.0]], worst=[20.0, 20.0], best=[85.0, 4.0])
    array([[0.53846154, 0.5       ],
           [1.        , 0.625     ]])
    """
    if not 0 <= floor < 1:  # NaN fails the comparison
        raise ValueError(f"floor must lie in [0, 1), got {floor}")
    low, high = _goalposts(worst, best)
    scores: Array = np.clip((_finite_or_missing(values) - low) / (high - low), floor, 1.0)
    return scores


def outside(values: ArrayLike, worst: ArrayLike, best: ArrayLike) -> Mask:
    """Tell which cells lie strictly outside their goalposts, so that clipping changed them.

    Parameters
    ----------
    values : (..., regions, indicators)
        Each indicator in its own unit. NaN is a missing cell.
    worst, best : (indicators,)
        As for `goalpost`.

    Returns
    -------
    (..., regions, indicators)
        True where a cell is beyond ``worst`` or beyond ``best``. A missing cell is not outside.

    Raises
    ------
    ValueError
        As for `goalpost`.

    Examples
    --------
    >>> outside([[19.0], [20.0], [85.0], [85.5]], worst=[20.0], best=[85.0]).ravel()
    array([ True, False, False,  True])
    """
    low, high = _goalposts(worst, best)
    cells = _finite_or_missing(values)
    beyond: Mask = (cells < np.minimum(low, high)) | (cells > np.maximum(low, high))
    return beyond


def minmax(values: ArrayLike) -> Array:
    """Score each cell by its place in the range seen over all regions and all leading axes.

    Parameters
    ----------
    values : (..., regions, indicators)
        Each indicator in its own unit, benefit-directed (negate a cost indicator first).
        NaN is a missing cell.

    Returns
    -------
    (..., regions, indicators)
        In [0, 1], dimensionless; each indicator attains both ends. A missing cell stays NaN.

    Raises
    ------
    ValueError
        If a value is infinite, or an indicator has no value or one value only.

    Notes
    -----
    ``(x - min) / (max - min)`` with min and max **pooled** over years: taken year by year they
    would erase any growth that all regions share. Still, a new year moves the range and with it
    every earlier score; use `goalpost` for figures that are published and compared.

    Examples
    --------
    >>> minmax([[[1.0], [2.0]], [[3.0], [5.0]]]).ravel()
    array([0.  , 0.25, 0.5 , 1.  ])
    """
    cells = _finite_or_missing(values)
    if cells.ndim < 2:
        raise ValueError(f"values must be (..., regions, indicators), got {cells.shape}")
    pooled = cells.reshape(math.prod(cells.shape[:-1]), cells.shape[-1])
    known = ~np.isnan(pooled)
    low = np.min(pooled, axis=0, where=known, initial=np.inf)
    high = np.max(pooled, axis=0, where=known, initial=-np.inf)
    if np.any(low >= high):  # an indicator without any value has low = inf, high = -inf
        columns = np.flatnonzero(low >= high).tolist()
        raise ValueError(f"min-max is undefined: indicator column(s) {columns} do not vary")
    scores: Array = (cells - low) / (high - low)
    return scores
