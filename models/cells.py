"""Cells of a panel, where NaN marks a missing one: checks that several families share."""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]


def finite_or_missing(values: ArrayLike) -> Array:
    """Values as a float array; NaN marks a missing cell, an infinity is refused.

    Parameters
    ----------
    values : (...)
        Any unit.

    Returns
    -------
    (...)
        The same numbers; not a copy if they were a float array already.

    Raises
    ------
    ValueError
        If a value is infinite.

    Examples
    --------
    >>> finite_or_missing([1, float("nan")])
    array([ 1., nan])
    """
    cells = np.asarray(values, dtype=np.float64)
    if np.isinf(cells).any():
        raise ValueError("values hold an infinity; only finite numbers and NaN (missing) will do")
    return cells


def pooled(values: ArrayLike) -> tuple[Array, Mask]:
    """Cells of all leading axes in one column per indicator, and which of them are known.

    Parameters
    ----------
    values : (..., regions, indicators)
        Any unit. NaN is a missing cell.

    Returns
    -------
    cells, known : (pooled, indicators)
        Row order is that of the leading axes and regions, so ``cells.reshape(shape)`` undoes it.

    Raises
    ------
    ValueError
        If a value is infinite, or there is no axis of regions or of indicators.

    Examples
    --------
    >>> cells, known = pooled([[[1.0], [np.nan]], [[3.0], [4.0]]])
    >>> cells.ravel(), known.ravel()
    (array([ 1., nan,  3.,  4.]), array([ True, False,  True,  True]))
    """
    cells = finite_or_missing(values)
    if cells.ndim < 2:
        raise ValueError(f"values must be (..., regions, indicators), got {cells.shape}")
    cells = cells.reshape(math.prod(cells.shape[:-1]), cells.shape[-1])
    return cells, ~np.isnan(cells)


def extremes(cells: Array, known: Mask) -> tuple[Array, Array]:
    """Least and greatest known value of each indicator; (inf, -inf) where none is known.

    Parameters
    ----------
    cells, known : (pooled, indicators)
        As `pooled` returns them.

    Returns
    -------
    low, high : (indicators,)
        Unit of the indicator. ``low < high`` exactly where it takes two values or more.

    Examples
    --------
    >>> extremes(*pooled([[1.0, np.nan], [3.0, np.nan]]))
    (array([ 1., inf]), array([  3., -inf]))
    """
    low = np.min(cells, axis=0, where=known, initial=np.inf)
    high = np.max(cells, axis=0, where=known, initial=-np.inf)
    return low, high


def refuse(bad: Mask, what: str) -> None:
    """ValueError that names the indicator columns that are bad, if any.

    Examples
    --------
    >>> refuse(np.array([False, True]), "do not vary")
    Traceback (most recent call last):
    ValueError: indicator column(s) [1] do not vary
    """
    if bad.any():
        raise ValueError(f"indicator column(s) {np.flatnonzero(bad).tolist()} {what}")
