"""Missing cells filled by stated rules; every function tells which cells it filled.

There is no ``METHODS``: the rules need different things (groups, years), and which rule suits an
indicator is a decision of the study, not a name to swap.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.cells import finite_or_missing

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]


def none(values: ArrayLike) -> tuple[Array, Mask]:
    """Fill nothing: a missing cell stays missing.

    Parameters
    ----------
    values : (..., regions, indicators)
        Any unit. NaN is a missing cell.

    Returns
    -------
    values : (..., regions, indicators)
        A copy.
    imputed : (..., regions, indicators)
        False everywhere.

    Raises
    ------
    ValueError
        If a value is infinite.

    Examples
    --------
    >>> none([[1.0, np.nan]])
    (array([[ 1., nan]]), array([[False, False]]))
    """
    cells = np.array(finite_or_missing(values))
    return cells, np.zeros(cells.shape, dtype=np.bool_)


def group_mean(values: ArrayLike, groups: ArrayLike) -> tuple[Array, Mask]:
    """Fill a missing cell with the mean of its group in the same year.

    Parameters
    ----------
    values : (..., regions, indicators)
        Any unit. NaN is a missing cell.
    groups : (regions,)
        Group of each region, such as a belt or an income class; numbers or strings are names only.

    Returns
    -------
    values : (..., regions, indicators)
        A copy. A cell stays missing where no region of its group has a value in that slice.
    imputed : (..., regions, indicators)
        True where a cell was filled.

    Raises
    ------
    ValueError
        If a value is infinite, there is not one group per region, or a group is None or NaN.

    Notes
    -----
    Mean within adjustment cells: OECD/JRC Handbook (2008), step 3, note 10. It is for intensities
    (shares, per capita): a total of a large region filled with the mean of small ones is nonsense.
    Spread within a group is understated.

    Examples
    --------
    >>> group_mean([[1.0], [3.0], [np.nan], [9.0]], ["north", "north", "north", "south"])[0].ravel()
    array([1., 3., 2., 9.])
    """
    cells, names = finite_or_missing(values), np.asarray(groups)
    if cells.ndim < 2 or names.shape != cells.shape[-2:-1]:
        raise ValueError(f"values {cells.shape} need one group per region, got {names.shape}")
    if any(name is None or (isinstance(name, float) and np.isnan(name)) for name in names.tolist()):
        raise ValueError("a group is missing; every region needs one")
    known = ~np.isnan(cells)
    _, members = np.unique(names, return_inverse=True)
    order = np.argsort(members, kind="stable")
    starts = np.flatnonzero(np.diff(members[order], prepend=-1))
    sums = np.add.reduceat(np.where(known, cells, 0.0)[..., order, :], starts, axis=-2)
    counts = np.add.reduceat(known[..., order, :].astype(np.float64), starts, axis=-2)
    means = np.divide(sums, counts, out=np.full_like(sums, np.nan), where=counts > 0)
    filled = np.where(known, cells, means[..., members, :])
    return filled, ~known & ~np.isnan(filled)


def interpolate(values: ArrayLike, years: ArrayLike) -> tuple[Array, Mask]:
    """Fill a gap in a region's series on the straight line between its neighbours in time.

    Parameters
    ----------
    values : (..., years, regions, indicators)
        Any unit. NaN is a missing cell.
    years : (years,)
        Strictly increasing; need not be evenly spaced.

    Returns
    -------
    values : (..., years, regions, indicators)
        A copy. Before a region's first and after its last observation nothing is filled: that
        would be a forecast.
    imputed : (..., years, regions, indicators)
        True where a cell was filled.

    Raises
    ------
    ValueError
        If a value is infinite, there is no axis of years, or the years are not one per slice,
        finite and strictly increasing.

    Notes
    -----
    ``x_a + (x_b - x_a) (t - a) / (b - a)``, a and b the nearest observed years around t.

    Examples
    --------
    >>> panel = np.array([np.nan, 1.0, np.nan, 4.0, np.nan])[:, None, None]
    >>> interpolate(panel, [2014, 2015, 2016, 2018, 2019])[0].ravel()
    array([nan,  1.,  2.,  4., nan])
    """
    cells, times = finite_or_missing(values), np.asarray(years, dtype=np.float64)
    if cells.ndim < 3 or times.shape != cells.shape[-3:-2]:
        raise ValueError(f"values {cells.shape} need one year per slice, got {times.shape}")
    if not np.isfinite(times).all() or not np.all(np.diff(times) > 0):
        raise ValueError("years must be finite and strictly increasing")
    known = ~np.isnan(cells)
    count = len(times)
    places = np.arange(count)[:, None, None]
    before = np.maximum.accumulate(np.where(known, places, -1), axis=-3)
    after = np.where(known, places, count)
    after = np.flip(np.minimum.accumulate(np.flip(after, axis=-3), axis=-3), axis=-3)
    gap = ~known & (before >= 0) & (after < count)
    a, b = np.where(gap, before, 0), np.where(gap, after, 0)
    start, end = (np.take_along_axis(cells, index, axis=-3) for index in (a, b))
    elapsed = (times[:, None, None] - times[a]) / np.where(gap, times[b] - times[a], 1.0)
    return np.where(gap, start + (end - start) * elapsed, cells), gap
