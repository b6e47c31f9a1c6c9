"""Directions of common variation in a correlation matrix, for weights drawn from them."""

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

# Standard practice of the OECD/JRC Handbook (2008), section 6.1: components that explain more than
# this share of the variance one by one, and together at least that much.
LEAST_SHARE = 0.10
LEAST_TOGETHER = 0.60

# Differences of eigenvalues and loadings below this are rounding.
ROUNDING = 1e-9

# Up to so many indicators all 2^n - 1 supports are tried (4,095 small eigenproblems, 0.1 s).
EXACT_LIMIT = 12

# Power iterations and rotations stop here even if something still moves.
MOST_STEPS = 10_000


def principal_components(correlation: Array) -> tuple[Array, Array]:
    """Eigenvalues and eigenvectors of correlation matrices, the largest first.

    Parameters
    ----------
    correlation : (..., n, n)
        Symmetric. A constant indicator has a row and column of zeros.

    Returns
    -------
    eigenvalues : (..., n)
        Descending.
    vectors : (..., n, n)
        Unit vectors in columns, in the order of the eigenvalues; the sign means nothing.

    Examples
    --------
    >>> principal_components(np.array([[1.0, 0.6], [0.6, 1.0]]))[0]
    array([1.6, 0.4])
    """
    values, vectors = np.linalg.eigh(correlation)
    return values[..., ::-1], vectors[..., ::-1]


def retained(eigenvalues: Array, least_eigenvalue: float) -> NDArray[np.int_]:
    """Count the components worth keeping.

    Parameters
    ----------
    eigenvalues : (..., n)
        Of a correlation matrix, descending; they sum to the number of indicators that vary.
    least_eigenvalue : float
        Keep components above it: 1 says that a component must tell more than one indicator does.

    Returns
    -------
    (...)
        At least 1. First those with an eigenvalue above ``least_eigenvalue`` and more than 10 % of
        the variance, then as many more as it takes to reach 60 % together.

    Raises
    ------
    ValueError
        If no two indicators are correlated, or the last component kept and the first one left out
        explain the same: there is nothing to choose between them.

    Notes
    -----
    OECD/JRC Handbook (2008), section 6.1. The Handbook lists three conditions and no precedence
    between them; this order, which always ends, is ours.

    Examples
    --------
    >>> int(retained(np.array([1.2, 1.1, 0.9, 0.8]), 1.0))  # 57.5 % is not enough
    3
    """
    totals = eigenvalues.sum(axis=-1, keepdims=True)
    if np.any((eigenvalues[..., :1] < 1 + ROUNDING) & (totals > 1.5)):
        raise ValueError("PCA weights are undefined: the indicators are uncorrelated")
    shares = eigenvalues / totals
    telling = (eigenvalues > least_eigenvalue) & (shares > LEAST_SHARE)
    short = np.cumsum(shares, axis=-1) < LEAST_TOGETHER - ROUNDING
    count = np.maximum(telling.sum(axis=-1), short.sum(axis=-1) + 1)
    padded = np.concatenate([eigenvalues, np.zeros_like(eigenvalues[..., :1])], axis=-1)
    kept = np.take_along_axis(padded, count[..., None] - 1, axis=-1)
    left = np.take_along_axis(padded, count[..., None], axis=-1)
    if np.any(kept - left < ROUNDING):
        raise ValueError(
            "PCA weights are undefined: components explain equally much, so that none comes first"
        )
    return np.asarray(count)


def varimax(loadings: Array) -> Array:
    """Rotate factors so that each indicator loads high on few of them.

    Parameters
    ----------
    loadings : (..., n, factors)
        Correlations of indicators with uncorrelated factors. A row of zeros (below 1e-9: a constant
        indicator after rounding) stays as it is.

    Returns
    -------
    (..., n, factors)
        The same communalities (row sums of squares). Sign and order of factors mean nothing.

    Notes
    -----
    Kaiser (1958), Psychometrika 23(3): maximises the variance of squared loadings within factors,
    rows scaled to length 1 meanwhile (Kaiser's normalisation, the default of SPSS and of R). By
    turning two factors at a time by the best angle, which is known in closed form; unlike the
    gradient steps of R and scikit-learn this does not stop at a saddle.

    Examples
    --------
    >>> turned = np.array([[0.6, 0.6], [0.6, -0.6]])
    >>> np.abs(varimax(turned)).round(4)
    array([[0.8485, 0.    ],
           [0.    , 0.8485]])
    """
    lengths = np.sqrt((loadings**2).sum(axis=-1, keepdims=True))
    rows = np.divide(loadings, lengths, out=np.zeros_like(loadings), where=lengths > ROUNDING)
    count = (lengths[..., 0] > ROUNDING).sum(axis=-1, keepdims=True)
    for _ in range(MOST_STEPS):
        largest = 0.0
        for one, other in combinations(range(rows.shape[-1]), 2):
            x, y = rows[..., one], rows[..., other]
            angle = _best_angle(x, y, count)
            rows[..., one], rows[..., other] = (
                x * np.cos(angle) + y * np.sin(angle),
                y * np.cos(angle) - x * np.sin(angle),
            )
            largest = max(largest, float(np.abs(angle).max(initial=0.0)))
        if largest < 1e-12:
            break
    rotated: Array = rows * lengths
    return rotated


def _best_angle(x: Array, y: Array, count: NDArray[np.int_]) -> Array:
    """Angle (..., 1) by which two factors of ``count`` indicators turn to the varimax optimum."""
    u, v = x**2 - y**2, 2 * x * y
    a, b = u.sum(axis=-1, keepdims=True), v.sum(axis=-1, keepdims=True)
    c = (u**2 - v**2).sum(axis=-1, keepdims=True)
    d = 2 * (u * v).sum(axis=-1, keepdims=True)
    sine, cosine = d - 2 * a * b / count, c - (a**2 - b**2) / count
    flat = np.hypot(sine, cosine) < ROUNDING**1.5  # every angle is as good
    return np.where(flat, 0.0, np.arctan2(sine, cosine) / 4)


def highest_squares(correlation: Array, least_eigenvalue: float) -> Array:
    """Squared loading of each indicator on the rotated factor that it loads highest on.

    Parameters
    ----------
    correlation : (..., n, n)
        Symmetric; rows and columns of zeros for constant indicators. At least one varies.
    least_eigenvalue : float
        As for `retained`.

    Returns
    -------
    (..., n)
        In [0, 1]: share of the indicator's variance; 0 for a constant indicator.

    Raises
    ------
    ValueError
        As for `retained`.

    Examples
    --------
    >>> highest_squares(np.array([[1.0, 0.6], [0.6, 1.0]]), 1.0)
    array([0.8, 0.8])
    """
    values, vectors = principal_components(correlation)
    counts = retained(values, least_eigenvalue)
    loadings = vectors * np.sqrt(np.maximum(values, 0.0))[..., None, :]
    highest = np.zeros(values.shape)
    for count in np.unique(counts):  # by number of factors, not by slice
        chosen = counts == count
        rotated = varimax(loadings[chosen][..., :count])
        highest[chosen] = (rotated**2).max(axis=-1)
    return highest


def widest(products: Array) -> Array:
    """Non-negative direction along which points are spread most.

    Parameters
    ----------
    products : (..., n, n)
        ``Z'Z`` of centred points, or a multiple: symmetric, no negative eigenvalue.

    Returns
    -------
    (..., n)
        Vectors w >= 0 of length 1 that maximise ``w'Hw``: the leading eigenvector if that has one
        sign; proven best up to 12 indicators else; beyond, the best of a power iteration from every
        single indicator.

    Raises
    ------
    ValueError
        If several directions attain the maximum, as among uncorrelated indicators.

    Examples
    --------
    >>> widest(np.array([[2.0, 1.0], [1.0, 2.0]])).round(4)
    array([0.7071, 0.7071])
    """
    values, vectors = principal_components(products)
    leading = vectors[..., 0] * np.where(vectors[..., 0].sum(axis=-1, keepdims=True) < 0, -1.0, 1.0)
    unique = np.ones(values.shape[:-1], dtype=np.bool_)
    if values.shape[-1] > 1:
        unique = values[..., 0] - values[..., 1] > ROUNDING * values[..., 0]
    simple = unique & np.all(leading > -ROUNDING, axis=-1)
    result = np.maximum(leading, 0.0)
    search = _best_of_supports if values.shape[-1] <= EXACT_LIMIT else _best_of_iterations
    for place in np.argwhere(~simple):  # each has its own supports; few slices come here
        result[tuple(place)] = search(products[tuple(place)])
    return result


def _best_of_supports(products: Array) -> Array:
    """Non-negative maximum of ``w'Hw`` over every set of indicators that may be positive."""
    n = len(products)
    found = []
    for size in range(1, n + 1):
        supports = np.array(list(combinations(range(n), size)))
        blocks = products[supports[:, :, None], supports[:, None, :]]
        values, vectors = np.linalg.eigh(blocks)
        top = vectors[..., -1]
        top = top * np.where(top.sum(axis=-1, keepdims=True) < 0, -1.0, 1.0)
        for row in np.flatnonzero(np.all(top > -ROUNDING, axis=-1)):
            direction = np.zeros(n)
            direction[supports[row]] = np.maximum(top[row], 0.0)
            found.append((float(values[row, -1]), direction))
    return _only_best(found)


def _best_of_iterations(products: Array) -> Array:
    """Non-negative local maxima of ``w'Hw`` from every single indicator, the best of them.

    Each step takes the positive part of Hw; as H has no negative eigenvalue, w'Hw never falls.
    """
    directions = np.eye(len(products))[np.diagonal(products) > 0]
    for _ in range(MOST_STEPS):
        before, directions = directions, np.maximum(directions @ products, 0.0)
        directions = directions / np.linalg.norm(directions, axis=-1, keepdims=True)
        if np.abs(directions - before).max() < ROUNDING**1.5:
            break
    heights = np.einsum("ki,ij,kj->k", directions, products, directions)
    return _only_best(list(zip(heights.tolist(), directions, strict=True)))


def _only_best(found: list[tuple[float, Array]]) -> Array:
    """The direction with the greatest value; ValueError if another one shares that value."""
    height, best = max(found, key=lambda one: one[0])
    rivals = [one for value, one in found if value > height * (1 - ROUNDING)]
    if any(np.abs(one - best).max() > 1e-4 for one in rivals):
        raise ValueError(
            "spread weights are undefined: several weightings spread the regions equally far"
        )
    return best
