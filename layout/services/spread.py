"""How unevenly a level per unit of demand is spread: every unit of demand counts the same."""

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
TOP, BOTTOM = 0.1, 0.4
"""Parts of the demand that the Palma ratio compares."""


def variation(levels: Array, demand: Array) -> float:
    """Coefficient of variation, weighted by demand.

    Parameters
    ----------
    levels : (n,)
        Finite, not negative, not all 0 where demand is.
    demand : (n,)
        Weights above 0, finite.

    Returns
    -------
    float
        Dimensionless; standard deviation of the whole demand (no sample) over the mean.

    Examples
    --------
    >>> variation(np.array([1.0, 3.0]), np.array([1.0, 1.0]))
    0.5
    """
    mean = float(np.average(levels, weights=demand))
    return float(np.sqrt(np.average((levels - mean) ** 2, weights=demand)) / mean)


def deviation(levels: Array, demand: Array) -> float:
    """Mean absolute deviation from the mean, weighted by demand, in the unit of the levels.

    Parameters as in `variation`; levels may all be 0.

    Examples
    --------
    >>> deviation(np.array([1.0, 3.0]), np.array([3.0, 1.0]))
    0.75
    """
    mean = np.average(levels, weights=demand)
    return float(np.average(np.abs(levels - mean), weights=demand))


def gini(levels: Array, demand: Array) -> float:
    """Gini coefficient, weighted by demand: one less twice the area under the Lorenz curve.

    Parameters as in `variation`. With equal weights as `models.inequality.gini`.

    Examples
    --------
    >>> gini(np.array([0.0, 4.0]), np.array([1.0, 1.0]))
    0.5
    """
    people, held = lorenz(levels, demand)
    return float(1.0 - np.sum(np.diff(people) * (held[1:] + held[:-1])))


def palma(levels: Array, demand: Array) -> float:
    """What the best served tenth of the demand has over what the worst served 40 % have.

    Parameters as in `variation`.

    Returns
    -------
    float
        1/4 where all have the same; **NaN, undefined, where the worst served have nothing**.

    Notes
    -----
    Palma (2011), Development and Change 42(1), 87-153. The Lorenz curve is drawn straight between
    its points, so that a point may lie in part in the tenth.

    Examples
    --------
    >>> palma(np.ones(10), np.ones(10))
    0.25
    """
    people, held = lorenz(levels, demand)
    bottom = float(np.interp(BOTTOM, people, held))
    if bottom <= 0:
        return float("nan")
    # rounding alone would otherwise show in a curve of equal levels
    return round((1.0 - float(np.interp(1.0 - TOP, people, held))) / bottom, 12)


def lorenz(levels: Array, demand: Array) -> tuple[Array, Array]:
    """Cumulated shares of demand and of what it has, the worst served first, from (0, 0)."""
    order = np.argsort(levels, kind="stable")
    people = np.concatenate([[0.0], np.cumsum(demand[order])])
    held = np.concatenate([[0.0], np.cumsum((levels * demand)[order])])
    return people / people[-1], held / held[-1]
