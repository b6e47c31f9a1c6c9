"""How far an amount lies with few holders or industries, and how unlike two regions' mixes are."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def _shares(amounts: ArrayLike, axes: int = 1) -> Array:
    """Shares over the last axis; NaN where there is nothing to share out."""
    values = np.asarray(amounts, dtype=np.float64)
    if values.ndim < axes or not values.shape[-1]:
        raise ValueError(f"amounts need {axes} axes or more and a unit, got {values.shape}")
    if not np.all((values >= 0) & np.isfinite(values)):  # NaN fails the comparison
        raise ValueError("amounts must be finite and not negative, none missing")
    total = values.sum(axis=-1, keepdims=True)
    shares: Array = np.divide(values, total, out=np.full_like(values, np.nan), where=total > 0)
    return shares


def herfindahl(amounts: ArrayLike) -> Array:
    """Herfindahl-Hirschman index HHI: the sum of squared shares.

    Parameters
    ----------
    amounts : (..., units)
        Amounts of the holders, industries or classes; finite, not negative. Units with nothing
        change nothing.

    Returns
    -------
    (...)
        In [1/units, 1]; 1 where one unit has all. Its inverse is the number of equal units that
        would be as concentrated; times 10,000 it is the index of competition law. **NaN, that is
        undefined, where there is nothing.**

    Raises
    ------
    ValueError
        If an amount is missing, negative or infinite, or there is no unit.

    Notes
    -----
    ``H = sum s_j^2``. Hirschman (1945); Herfindahl (1950).

    Examples
    --------
    >>> herfindahl([[30, 30, 20, 20], [5, 0, 0, 0]]).round(4)
    array([0.26, 1.  ])
    """
    return np.asarray((_shares(amounts) ** 2).sum(axis=-1))


def normalised_herfindahl(amounts: ArrayLike, units: ArrayLike | None = None) -> Array:
    """HHI freed from the number of units: 0 for equal shares, 1 for one unit with all.

    Parameters
    ----------
    amounts : (..., units)
        As for `herfindahl`.
    units : (...), optional
        How many units there are, with or without an amount; the length of the axis if left out.
        To be given where rows are filled up with zeros to one length, as lists of holders are.

    Returns
    -------
    (...)
        In [0, 1]. NaN, that is undefined, where there is nothing **or one unit only**.

    Raises
    ------
    ValueError
        As for `herfindahl`, or if more units have an amount than there are.

    Notes
    -----
    ``(H - 1/n) / (1 - 1/n)``.

    Examples
    --------
    >>> normalised_herfindahl([[5, 5, 0, 0], [1, 1, 1, 1]]).round(4)
    array([0.3333, 0.    ])
    >>> float(normalised_herfindahl([5, 5, 0, 0], units=2).round(4))
    0.0
    """
    index = herfindahl(amounts)
    held = (np.asarray(amounts) > 0).sum(axis=-1)
    number = np.asarray(np.shape(amounts)[-1] if units is None else units, dtype=np.float64)
    if not np.all(number >= held):  # NaN fails the comparison
        raise ValueError("there are fewer units than have an amount")
    number = np.where(number > 1, number, np.nan)
    return np.asarray(np.clip((index * number - 1) / (number - 1), 0.0, 1.0))


def concentration_ratio(amounts: ArrayLike, largest: int) -> Array:
    """Concentration ratio CR_n: what the n largest units hold together.

    Parameters
    ----------
    amounts : (..., units)
        As for `herfindahl`.
    largest : int
        n, 1 or more; CR4 and CR5 are usual. All units, if there are fewer.

    Returns
    -------
    (...)
        In (0, 1]. NaN, that is undefined, where there is nothing.

    Raises
    ------
    ValueError
        As for `herfindahl`, or if n is below 1.

    Examples
    --------
    >>> concentration_ratio([[5, 1, 3, 1], [0, 0, 0, 0]], largest=2)
    array([0.8, nan])
    """
    if largest < 1:
        raise ValueError(f"largest must be 1 or more, got {largest}")
    shares = _shares(amounts)
    first = min(largest, shares.shape[-1])
    top = np.sort(shares, axis=-1)[..., shares.shape[-1] - first :]
    return np.asarray(np.minimum(top.sum(axis=-1), 1.0))  # rounding alone may exceed 1


def krugman_dissimilarity(amounts: ArrayLike) -> Array:
    """Krugman's index of every two regions: how unlike their mixes of industries are.

    Parameters
    ----------
    amounts : (..., regions, industries)
        Amounts of one resource; finite, not negative. A row of the nation may stand among them.

    Returns
    -------
    (..., regions, regions)
        Symmetric, in [0, 2]: 0 for the same mix, 2 for no common industry. **NaN, that is
        undefined, for a region that has nothing**, itself included.

    Raises
    ------
    ValueError
        If an amount is missing, negative or infinite, or an axis is missing.

    Notes
    -----
    ``K_ab = sum_j |s_aj - s_bj|``. Krugman (1991), Geography and Trade, p. 76. Halved and taken
    from 1 it is the structural match of two regions. Memory is that of the result.

    Examples
    --------
    >>> krugman_dissimilarity([[50, 50, 0], [25, 50, 25], [0, 0, 9]])
    array([[0. , 0.5, 2. ],
           [0.5, 0. , 1.5],
           [2. , 1.5, 0. ]])
    """
    # distance matrices need SciPy's memory only where they are asked for
    from scipy.spatial.distance import cdist  # noqa: PLC0415

    shares = _shares(amounts, axes=2)
    found = np.empty((*shares.shape[:-1], shares.shape[-2]))
    for place in np.ndindex(shares.shape[:-2]):
        found[place] = cdist(shares[place], shares[place], "cityblock")
    return np.asarray(np.minimum(found, 2.0))  # rounding alone may exceed 2
