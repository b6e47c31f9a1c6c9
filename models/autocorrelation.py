"""Whether neighbouring regions are alike: Moran's I, global and local, Getis-Ord G*.

`models.permutation` tests them.
"""

from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.contiguity import checked_graph

Array = NDArray[np.float64]
Classes = NDArray[np.int_]
Weighting = Literal["row", "binary"]

QUADRANTS = ("none", "HH", "LH", "LL", "HL")
"""Names of the codes of `quadrants`: the region first, then its neighbours."""

# Standardised sums closer than this are equal: their last digits depend on the order of adding.
TIE = 1e-9


def weights(adjacent: ArrayLike, weighting: Weighting) -> Array:
    """Weight 1 for each neighbour, for "row" divided by their number."""
    graph = checked_graph(adjacent)
    if weighting not in get_args(Weighting):
        raise ValueError(f"weighting: choose one of {get_args(Weighting)} (got {weighting!r})")
    if not graph.any():
        raise ValueError("no region has a neighbour: spatial autocorrelation is undefined")
    number = graph.sum(axis=1, keepdims=True) if weighting == "row" else 1
    return np.asarray(graph / np.maximum(number, 1))


def standardised(values: ArrayLike, regions: int) -> Array:
    """Values with mean 0 and population variance 1 over regions, checked."""
    levels = np.asarray(values, dtype=np.float64)
    if not levels.ndim or levels.shape[-1] != regions:
        raise ValueError(f"need values (..., {regions}) as the adjacency, got {levels.shape}")
    if not np.isfinite(levels).all():
        raise ValueError("values must be finite, none missing")
    if not np.ptp(levels, axis=-1).all():
        raise ValueError("autocorrelation is undefined: all regions have the same value")
    centred = levels - levels.mean(axis=-1, keepdims=True)
    return np.asarray(centred / centred.std(axis=-1, keepdims=True))


def moran(values: ArrayLike, adjacent: ArrayLike, weighting: Weighting = "row") -> Array:
    """Global Moran's I: above ``-1 / (regions - 1)`` if neighbours are alike, below if unlike.

    Parameters
    ----------
    values : (..., regions)
        Any unit; finite, not all equal. Leading axes, such as years, are kept.
    adjacent : (regions, regions)
        Symmetric adjacency.
    weighting : {"row", "binary"}
        Neighbours share a weight of 1, or have 1 each: then regions with many count more.

    Returns
    -------
    (...)
        Dimensionless. A region without neighbours counts in the mean and the variance only.

    Raises
    ------
    ValueError
        If a value is missing, all are equal, the shapes disagree, or no regions touch.

    Notes
    -----
    ``I = (n / S0) z'Wz / z'z``, S0 the sum of weights. Moran, Biometrika 37, 1950, 17-23.

    Examples
    --------
    >>> path = np.eye(4, k=1) + np.eye(4, k=-1)
    >>> moran([[1.0, 1.0, 3.0, 3.0], [1.0, 3.0, 1.0, 3.0]], path, "binary").round(4)
    array([ 0.3333, -1.    ])
    """
    matrix = weights(adjacent, weighting)
    scores = standardised(values, len(matrix))
    return np.asarray((scores * (scores @ matrix.T)).sum(axis=-1) / matrix.sum())


def local_moran(values: ArrayLike, adjacent: ArrayLike, weighting: Weighting = "row") -> Array:
    """Local Moran's I_i: positive where a region is like its neighbours, negative where unlike.

    Parameters and errors as for `moran`.

    Returns
    -------
    (..., regions)
        ``z_i sum_j w_ij z_j / m2``, ``m2 = sum z^2 / n``: dimensionless, sum S0 I; NaN, undefined,
        without neighbours. Anselin, Geographical Analysis 27, 1995, 93-115; esda's is (n - 1) / n.

    Examples
    --------
    >>> local_moran([1.0, 1.0, 1.0, 5.0], np.eye(4, k=1) + np.eye(4, k=-1)).round(4)
    array([ 0.3333,  0.3333, -0.3333, -1.    ])
    """
    matrix = weights(adjacent, weighting)
    scores = standardised(values, len(matrix))
    return np.where(matrix.any(axis=1), scores * (scores @ matrix.T), np.nan)


def quadrants(values: ArrayLike, adjacent: ArrayLike) -> Classes:
    """Quadrant of the Moran scatter plot: is the region high or low, and are its neighbours.

    Parameters and errors as for `moran`.

    Returns
    -------
    (..., regions)
        Index in `QUADRANTS`: 1 HH, 2 LH, 3 LL, 4 HL as in esda, 0 without neighbours. High is
        above the mean of all regions; a value or mean of neighbours equal to it is low.

    Examples
    --------
    >>> quadrants([1.0, 1.0, 3.0, 9.0], np.eye(4, k=1) + np.eye(4, k=-1))
    array([3, 3, 2, 4])
    """
    matrix = weights(adjacent, "row")
    scores = standardised(values, len(matrix))
    high, company = scores > TIE, scores @ matrix.T > TIE
    code = np.where(high, np.where(company, 1, 4), np.where(company, 2, 3))
    return np.where(matrix.any(axis=1), code, 0)


def getis_ord(values: ArrayLike, adjacent: ArrayLike) -> Array:
    """Getis-Ord G*: positive where a region and its neighbours together are high (hot spot).

    Parameters and errors as for `moran`.

    Returns
    -------
    (..., regions)
        ``(sum_j w_ij x_j - m W_i) / (s sqrt((n W_i - W_i^2) / (n - 1)))``, weight 1 for the region
        and each neighbour, W_i of them, s with divisor n: mean 0 and variance 1 if the values were
        dealt out at random. Weights divided by W_i give the same. NaN, undefined, without
        neighbours or next to all others. Ord & Getis, Geographical Analysis 27, 1995, 286-306.

    Examples
    --------
    >>> getis_ord([1.0, 1.0, 3.0, 3.0], np.eye(4, k=1) + np.eye(4, k=-1)).round(4)
    array([-1.7321, -1.    ,  1.    ,  1.7321])
    """
    matrix = weights(adjacent, "binary")
    number, group = len(matrix), matrix.sum(axis=1) + 1
    scores = standardised(values, number)
    variance = group * (number - group) / (number - 1)
    variance[(group == 1) | (group == number)] = np.nan
    return np.asarray((scores + scores @ matrix.T) / np.sqrt(variance))
