"""Scores that keep only the order of regions: no outlier matters, and no distance either."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.cells import extremes, pooled, refuse

Array = NDArray[np.float64]


def _positions(values: ArrayLike) -> tuple[Array, Array]:
    """Ascending rank of each cell among all known ones, 1..n, ties averaged; and n.

    Both (pooled, indicators) and (indicators,). A missing cell stays NaN.
    """
    cells, known = pooled(values)
    low, high = extremes(cells, known)
    refuse(low >= high, "do not vary: ranks would tell nothing")
    columns = np.ascontiguousarray(cells.T)
    order = np.argsort(columns, axis=-1)  # NaN last
    ordered = np.take_along_axis(columns, order, axis=-1)
    places = np.arange(columns.shape[-1])
    starts = np.ones(columns.shape, dtype=np.bool_)
    starts[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    ends = np.ones(columns.shape, dtype=np.bool_)
    ends[:, :-1] = starts[:, 1:]
    first = np.maximum.accumulate(np.where(starts, places, 0), axis=-1)
    last = np.where(ends, places, columns.shape[-1])
    last = np.minimum.accumulate(last[:, ::-1], axis=-1)[:, ::-1]
    positions = np.empty_like(columns)
    np.put_along_axis(positions, order, (first + last) / 2 + 1, axis=-1)
    return np.where(known, positions.T, np.nan), known.sum(axis=0).astype(np.float64)


def rank(values: ArrayLike) -> Array:
    """Score each cell by its rank among all regions and all leading axes.

    Parameters
    ----------
    values : (..., regions, indicators)
        Each indicator in its own unit, benefit-directed. NaN is a missing cell.

    Returns
    -------
    (..., regions, indicators)
        In [1/n, 1], n being the number of known cells of the indicator: the least value has 1/n,
        the greatest 1, tied ones the mean of their ranks. A missing cell stays NaN.

    Raises
    ------
    ValueError
        If a value is infinite, or an indicator has no value or one value only.

    Notes
    -----
    ``r / n``, r ascending. OECD/JRC Handbook (2008), table 15 (columns rank and percentile); there
    tied countries all get their lowest rank.

    Examples
    --------
    >>> rank([[[10.0], [20.0]], [[20.0], [np.nan]]]).ravel().round(4)
    array([0.3333, 0.8333, 0.8333,    nan])
    """
    positions, count = _positions(values)
    return (positions / count).reshape(np.shape(values))


def percentile(values: ArrayLike) -> Array:
    """Score each cell by the share of cells below it, its equals counted half.

    Parameters
    ----------
    values : (..., regions, indicators)
        Each indicator in its own unit, benefit-directed. NaN is a missing cell.

    Returns
    -------
    (..., regions, indicators)
        In [1/2n, 1 - 1/2n], n being the number of known cells of the indicator; never 0, which
        would turn a coupling degree to zero, and its mean is 1/2. A missing cell stays NaN.

    Raises
    ------
    ValueError
        If a value is infinite, or an indicator has no value or one value only.

    Notes
    -----
    ``(below + equal / 2) / n = (r - 1/2) / n``, the cell itself among its equals: the percentile
    rank of educational testing, SciPy's ``percentileofscore(kind="mean")``. Reversing an indicator
    turns p into 1 - p exactly.

    Examples
    --------
    >>> percentile([[[10.0], [20.0]], [[20.0], [40.0]]]).ravel()
    array([0.125, 0.5  , 0.5  , 0.875])
    """
    positions, count = _positions(values)
    return ((positions - 0.5) / count).reshape(np.shape(values))


def borda(values: ArrayLike) -> Array:
    """Score each cell by the share of the others that it beats, a tie counting half.

    Parameters
    ----------
    values : (..., regions, indicators)
        Each indicator in its own unit, benefit-directed. NaN is a missing cell.

    Returns
    -------
    (..., regions, indicators)
        In [0, 1]: Borda's points divided by the most that can be had. 0 for the least value and 1
        for the greatest, unless tied. A missing cell stays NaN.

    Raises
    ------
    ValueError
        If a value is infinite, or an indicator has no value or one value only.

    Notes
    -----
    ``(r - 1) / (n - 1)``, r the ascending rank of n known cells. Borda (1784); OECD/JRC Handbook
    (2008), section 6.12. Points depend on who else takes part: the order of two regions in a sum
    of Borda scores can turn when a third one is left out.

    Examples
    --------
    >>> borda([[10.0], [20.0], [20.0], [40.0]]).ravel()
    array([0. , 0.5, 0.5, 1. ])
    """
    positions, count = _positions(values)
    return ((positions - 1) / (count - 1)).reshape(np.shape(values))
