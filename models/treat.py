"""Shape of an indicator's distribution, and transforms that tame a long tail."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.cells import extremes, pooled, refuse

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

# The rule of the JRC's composite-indicator audits, and the defaults of COINr::check_SkewKurt.
SKEWNESS_LIMIT = 2.0
KURTOSIS_LIMIT = 3.5


def _varies(cells: Array, known: Mask) -> Mask:
    """Whether each indicator takes more than one value (exactly, not up to rounding)."""
    low, high = extremes(cells, known)
    spread: Mask = high > low
    return spread


def _standard_moment(
    cells: Array, known: Mask, order: Literal[3, 4]
) -> tuple[Array, NDArray[np.int_]]:
    """Population moment ratio m_order / m_2^(order/2) per indicator, and the number of values."""
    count = known.sum(axis=0)
    refuse(count < order, f"have fewer than {order} values")
    refuse(~_varies(cells, known), "do not vary: the shape is undefined")
    centred = np.where(known, cells - np.mean(cells, axis=0, where=known), 0.0)
    centred /= np.abs(centred).max(axis=0, initial=0.0)  # no unit in the ratio; keeps powers small
    squares = centred * centred  # products: NumPy's power of 3 or 4 costs ten times as much
    powers = squares * (centred if order == 3 else squares)
    ratio: Array = powers.sum(axis=0) / count / (squares.sum(axis=0) / count) ** (order / 2)
    return ratio, count


def skewness(values: ArrayLike) -> Array:
    """Sample skewness of each indicator, corrected for bias.

    Parameters
    ----------
    values : (..., regions, indicators)
        Any unit. Pooled over regions and all leading axes; NaN (missing) is ignored.

    Returns
    -------
    (indicators,)
        Dimensionless; positive for a long right tail.

    Raises
    ------
    ValueError
        If a value is infinite, or an indicator has fewer than three values or does not vary.

    Notes
    -----
    ``G1 = g1 sqrt(n (n - 1)) / (n - 2)``, ``g1 = m3 / m2^1.5``: Joanes & Gill (1998), type 2, as
    in COINr, e1071 and Excel's SKEW.

    Examples
    --------
    >>> skewness([[1.0], [2.0], [3.0], [10.0]]).round(4)
    array([1.7636])
    """
    ratio, count = _standard_moment(*pooled(values), order=3)
    corrected: Array = ratio * np.sqrt(count * (count - 1)) / (count - 2)
    return corrected


def kurtosis(values: ArrayLike) -> Array:
    """Sample excess kurtosis of each indicator, corrected for bias.

    Parameters
    ----------
    values : (..., regions, indicators)
        Any unit. Pooled over regions and all leading axes; NaN (missing) is ignored.

    Returns
    -------
    (indicators,)
        Dimensionless; 0 for a normal distribution, positive for heavy tails.

    Raises
    ------
    ValueError
        If a value is infinite, or an indicator has fewer than four values or does not vary.

    Notes
    -----
    ``G2 = ((n + 1) g2 + 6) (n - 1) / ((n - 2)(n - 3))``, ``g2 = m4 / m2^2 - 3``: Joanes & Gill
    (1998), type 2, as in COINr, e1071 and Excel's KURT.

    Examples
    --------
    >>> kurtosis([[1.0], [2.0], [3.0], [10.0]]).round(4)
    array([3.228])
    """
    ratio, count = _standard_moment(*pooled(values), order=4)
    excess = (count + 1) * (ratio - 3) + 6
    corrected: Array = excess * (count - 1) / ((count - 2) * (count - 3))
    return corrected


def needs_treatment(values: ArrayLike) -> Mask:
    """Tell which indicators are so skewed and peaked that a few regions would decide the score.

    Parameters
    ----------
    values : (..., regions, indicators)
        Any unit. Pooled over regions and all leading axes; NaN (missing) is ignored.

    Returns
    -------
    (indicators,)
        True where ``|skewness| > 2`` and ``kurtosis > 3.5``. A constant indicator has no tail
        and needs none.

    Raises
    ------
    ValueError
        If a value is infinite, or a varying indicator has fewer than four values.

    Notes
    -----
    Rule of the JRC's statistical audits of composite indicators; COINr ``check_SkewKurt``.

    Examples
    --------
    >>> needs_treatment([[1.0, 1.0], [2.0, 2.0], [3.0, 3.0], [4.0, 4.0], [5.0, 500.0]])
    array([False,  True])
    """
    cells, known = pooled(values)
    varies = _varies(cells, known)
    refuse(varies & (known.sum(axis=0) < 4), "have fewer than 4 values")
    treat = np.zeros(cells.shape[1], dtype=np.bool_)
    moving = cells[:, varies]
    treat[varies] = (np.abs(skewness(moving)) > SKEWNESS_LIMIT) & (
        kurtosis(moving) > KURTOSIS_LIMIT
    )
    return treat


def identity(values: ArrayLike) -> Array:
    """Leave the values as they are.

    Parameters
    ----------
    values : (..., regions, indicators)
        Any unit. NaN is a missing cell.

    Returns
    -------
    (..., regions, indicators)
        A copy.

    Examples
    --------
    >>> identity([[1.0, 2.0]])
    array([[1., 2.]])
    """
    return np.array(values, dtype=np.float64)


def log(values: ArrayLike) -> Array:
    """Take the natural logarithm, which pulls in a long right tail whatever the unit.

    Parameters
    ----------
    values : (..., regions, indicators)
        Amounts or ratios above zero. NaN is a missing cell.

    Returns
    -------
    (..., regions, indicators)
        Order within an indicator is kept. A missing cell stays NaN.

    Raises
    ------
    ValueError
        If a value is zero, negative or infinite. Counts that may be zero take `log1p`.

    Notes
    -----
    A change of unit shifts all values alike, so goalpost scores do not depend on it. Goalposts of
    a transformed indicator must be transformed with it.

    Examples
    --------
    >>> log([[1.0, np.e]])
    array([[0., 1.]])
    """
    cells = np.asarray(values, dtype=np.float64)
    if np.any(cells <= 0) or np.isinf(cells).any():  # NaN passes both
        raise ValueError("the logarithm needs finite values above zero")
    return np.log(cells)


def log1p(values: ArrayLike) -> Array:
    """Take ``ln(1 + x)``, which keeps zero counts at zero and pulls in a long right tail.

    Parameters
    ----------
    values : (..., regions, indicators)
        Counts above -1. NaN is a missing cell.

    Returns
    -------
    (..., regions, indicators)
        Order within an indicator is kept. A missing cell stays NaN.

    Raises
    ------
    ValueError
        If a value is -1 or less, or infinite.

    Notes
    -----
    Scores depend on the unit: ``ln(1 + x)`` of 件 and of 万件 are not shifts of each other.

    Examples
    --------
    >>> log1p([[0.0, np.e - 1]])
    array([[0., 1.]])
    """
    cells = np.asarray(values, dtype=np.float64)
    if np.any(cells <= -1) or np.isinf(cells).any():  # NaN passes both
        raise ValueError("log(1 + x) needs finite values above -1")
    return np.log1p(cells)


def sqrt(values: ArrayLike) -> Array:
    """Take the square root (Box-Cox with lambda 1/2), for skewed shares and scores with zeros.

    Parameters
    ----------
    values : (..., regions, indicators)
        Zero or above. NaN is a missing cell.

    Returns
    -------
    (..., regions, indicators)
        Order within an indicator is kept. A missing cell stays NaN.

    Raises
    ------
    ValueError
        If a value is negative or infinite.

    Examples
    --------
    >>> sqrt([[0.0, 0.25]])
    array([[0. , 0.5]])
    """
    cells = np.asarray(values, dtype=np.float64)
    if np.any(cells < 0) or np.isinf(cells).any():  # NaN passes both
        raise ValueError("the square root needs finite values of zero or above")
    return np.sqrt(cells)


TRANSFORMS: Mapping[str, Callable[[ArrayLike], Array]] = MappingProxyType(
    {"none": identity, "log": log, "log1p": log1p, "sqrt": sqrt}
)
