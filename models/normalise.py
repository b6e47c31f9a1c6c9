"""Scores on a common scale: raw indicators become benefit-directed numbers.

``METHODS`` holds what needs the values only. `goalpost` and `distance_to_target` stand apart, as
they need numbers that somebody has to choose; those are the ones for published figures, because no
new year and no new region moves them.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.cells import extremes, finite_or_missing, pooled, refuse
from models.normalise_distance import distance_to_frontier, distance_to_leader
from models.normalise_rank import borda, percentile, rank

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]


# Standard deviations either side of the mean that `unit` spreads over [0, 1].
UNIT_REACH = 3.0


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
    scores: Array = np.clip((finite_or_missing(values) - low) / (high - low), floor, 1.0)
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
    cells = finite_or_missing(values)
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
    cells, known = pooled(values)
    low, high = extremes(cells, known)
    refuse(low >= high, "do not vary: min-max is undefined")
    scores: Array = (cells - low) / (high - low)
    return scores.reshape(np.shape(values))


def zscore(values: ArrayLike) -> Array:
    """Tell by how many standard deviations each cell lies above the mean of all cells.

    Parameters
    ----------
    values : (..., regions, indicators)
        Each indicator in its own unit, benefit-directed. NaN is a missing cell.

    Returns
    -------
    (..., regions, indicators)
        Dimensionless, mean 0 and standard deviation 1 over the known cells of an indicator. No
        fixed range: within ``(n - 1) / sqrt(n)`` of zero for n known cells. A missing cell stays
        NaN. For levels in [0, 1] see `unit`.

    Raises
    ------
    ValueError
        If a value is infinite, or an indicator has no value or one value only.

    Notes
    -----
    ``(x - mean) / s`` with the sample standard deviation s (n - 1), both **pooled** over years:
    taken year by year they would erase growth. OECD/JRC Handbook (2008), section 5.2.

    Examples
    --------
    >>> zscore([[[1.0], [2.0]], [[3.0], [np.nan]]]).ravel()
    array([-1.,  0.,  1., nan])
    """
    cells, known = pooled(values)
    low, high = extremes(cells, known)
    refuse(low >= high, "do not vary: z-scores are undefined")
    centred = cells - np.mean(cells, axis=0, where=known)
    largest = np.max(np.abs(centred), axis=0, where=known, initial=0.0)
    centred /= largest  # no unit left: squares can neither overflow nor vanish
    squares = np.sum(centred**2, axis=0, where=known)
    scores: Array = centred / np.sqrt(squares / (known.sum(axis=0) - 1))
    return scores.reshape(np.shape(values))


def unit(zscores: ArrayLike) -> Array:
    """Map z-scores to levels in [0, 1]: the mean to 1/2, three standard deviations to the ends.

    Parameters
    ----------
    zscores : (..., regions, indicators)
        Dimensionless. NaN is a missing cell.

    Returns
    -------
    (..., regions, indicators)
        In [0, 1], dimensionless. A missing cell stays NaN.

    Raises
    ------
    ValueError
        If a z-score is infinite.

    Notes
    -----
    ``clip(1/2 + z / 6, 0, 1)``. A straight line, so that differences keep their proportions, which
    a bell curve would not; clipping touches 0.3 % of normal cells, and never more than 1 in 9 of
    any (Chebyshev). The map is ours: no source prescribes one.

    Examples
    --------
    >>> unit([-4.0, -3.0, 0.0, 1.5])
    array([0.  , 0.  , 0.5 , 0.75])
    """
    scores: Array = np.clip(0.5 + finite_or_missing(zscores) / (2 * UNIT_REACH), 0.0, 1.0)
    return scores


def unit_zscore(values: ArrayLike) -> Array:
    """Score each cell by its z-score, mapped to [0, 1]; see `zscore` and `unit`.

    Examples
    --------
    >>> unit_zscore([[1.0], [2.0], [3.0]]).ravel().round(4)
    array([0.3333, 0.5   , 0.6667])
    """
    return unit(zscore(values))


METHODS: Mapping[str, Callable[[ArrayLike], Array]] = MappingProxyType(
    {
        "minmax": minmax,
        "zscore": unit_zscore,
        "rank": rank,
        "percentile": percentile,
        "borda": borda,
        "distance_to_leader": distance_to_leader,
        "distance_to_frontier": distance_to_frontier,
    }
)
"""From benefit-directed values to scores in [0, 1]; each refuses an indicator that does not vary.

All but ``distance_to_leader`` pool the leading axes, so that growth over the years stays visible.
"""
