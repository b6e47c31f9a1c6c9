"""Outliers by rule: winsorise a few cells, and take a power transform where that is not enough.

Everything is pooled over regions and all leading axes. `treat_by_rule` says what it did to each
indicator, and `repeat` does the same again to goalposts, which must follow their indicator.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.cells import extremes, finite_or_missing, pooled, refuse
from models.treat import needs_treatment, skewness

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

# Most cells of an indicator that winsorising may move: default of COINr's winsorise.
MOST_MOVED = 5

# Range searched for the exponent; beyond it the transform flattens all but the extreme cells.
EXPONENTS = (-5.0, 5.0)

# Share of the range that the lowest value keeps above zero after the shift of COINr's log_CT.
SHIFT_SHARE = 0.01


class Power(NamedTuple):
    """Indicators after a Box-Cox transform, and how to repeat it."""

    values: Array
    """(..., regions, indicators), dimensionless."""

    exponents: Array
    """(indicators,) lambda of greatest profile likelihood."""

    scales: Array
    """(indicators,) geometric mean by which the values were divided first, in their unit."""


@dataclass(frozen=True)
class Treatment:
    """What was done to one indicator."""

    action: Literal["none", "winsorised", "power"]
    """``power``: winsorising was not enough, and was undone."""

    moved: int
    """Number of cells moved by winsorising; 0 for the other actions."""

    low: float
    """Cells below were raised to this value, in the unit of the indicator; -inf if none."""

    high: float
    """Cells above were lowered to this value, in the unit of the indicator; inf if none."""

    shift: float
    """Added before a power transform so that all values are above zero; 0 if they were."""

    scale: float
    """Divisor before a power transform, after the shift; 1 for the other actions."""

    exponent: float
    """Lambda of the power transform, 0 being the logarithm; 1 for the other actions."""

    enough: bool
    """Whether the indicator now passes the rule of skewness and kurtosis."""


def winsorise(values: ArrayLike, most: int = MOST_MOVED) -> tuple[Array, Mask]:
    """Pull the few cells of a long tail in to the next value, until the shape is acceptable.

    Parameters
    ----------
    values : (..., regions, indicators)
        Any unit. NaN is a missing cell.
    most : int
        Most cells to move per indicator; an outlier for fifteen years takes fifteen.

    Returns
    -------
    treated : (..., regions, indicators)
        Unit of the values. Order is kept, ties are made. A missing cell stays NaN.
    moved : (..., regions, indicators)
        True where a cell was moved; ``moved.sum()`` over all but the last axis counts them.

    Raises
    ------
    ValueError
        If a value is infinite, ``most`` negative, or a varying indicator has fewer than 4 values.

    Notes
    -----
    While ``|skewness| > 2`` and ``kurtosis > 3.5``: with positive skewness, cells at the maximum
    take the next lower value; with negative, those at the minimum the next higher. COINr
    ``winsorise``, except that ties never carry it beyond ``most`` and an indicator of two values is
    left alone (it would become constant). If the limit comes first, the indicator still needs
    treatment. One that is constant or all missing is returned as it is.

    Examples
    --------
    >>> treated, moved = winsorise([[1.0], [2.0], [3.0], [4.0], [5.0], [60.0]])
    >>> treated.ravel(), int(moved.sum())
    (array([1., 2., 3., 4., 5., 5.]), 1)
    """
    if most < 0:
        raise ValueError(f"cannot move {most} cells")
    cells, known = pooled(values)
    treated = cells.copy()
    active = np.flatnonzero(needs_treatment(cells))
    while active.size:
        step, stuck = _step(treated[:, active], known[:, active])
        spent = np.sum((step != cells[:, active]) & known[:, active], axis=0)
        go_on = ~stuck & (spent <= most)
        active, step = active[go_on], step[:, go_on]
        treated[:, active] = step
        active = active[needs_treatment(step)]
    moved = (treated != cells) & known
    return treated.reshape(np.shape(values)), moved.reshape(np.shape(values))


def _step(cells: Array, known: Mask) -> tuple[Array, Mask]:
    """Cells with the end of the longer tail cut to the next value; where two values are left."""
    sign = np.where(skewness(cells) >= 0, 1.0, -1.0)
    towards = cells * sign
    end = np.max(towards, axis=0, where=known, initial=-np.inf)
    following = np.max(towards, axis=0, where=known & (towards < end), initial=-np.inf)
    opposite = np.min(towards, axis=0, where=known, initial=np.inf)
    return np.where(known, np.minimum(towards, following) * sign, np.nan), following <= opposite


def power(values: ArrayLike, exponents: ArrayLike, scales: ArrayLike = 1.0) -> Array:
    """Transform by Box and Cox with given exponents.

    Parameters
    ----------
    values : (..., regions, indicators)
        Above zero. NaN is a missing cell.
    exponents : (indicators,)
        Lambda; 0 is the natural logarithm, 1 changes nothing but the origin.
    scales : (indicators,)
        Unit of the values, above zero: the amount to count in.

    Returns
    -------
    (..., regions, indicators)
        Dimensionless. Order within an indicator is kept. A missing cell stays NaN.

    Raises
    ------
    ValueError
        If a value is zero, negative or infinite, an exponent not finite or a scale not above zero.

    Notes
    -----
    ``((x / scale)^lambda - 1) / lambda``, ``ln(x / scale)`` for lambda 0. Box & Cox (1964).

    Examples
    --------
    >>> power([[1.0, 1.0], [4.0, np.e]], exponents=[0.5, 0.0])
    array([[0., 0.],
           [2., 1.]])
    """
    cells, lambdas = finite_or_missing(values), np.asarray(exponents, dtype=np.float64)
    divisors = np.asarray(scales, dtype=np.float64)
    if np.any(cells <= 0) or not np.all(divisors > 0) or not np.isfinite(lambdas).all():
        raise ValueError("a power transform needs values and scales above zero, finite exponents")
    logs = np.log(cells) - np.log(divisors)
    divided = np.expm1(lambdas * logs) / np.where(lambdas == 0, 1.0, lambdas)
    transformed: Array = np.where(lambdas == 0, logs, divided)
    return transformed


def boxcox(values: ArrayLike) -> Power:
    """Transform each indicator by Box and Cox so that it comes as near to normal as a power can.

    Parameters
    ----------
    values : (..., regions, indicators)
        Above zero. NaN is a missing cell.

    Returns
    -------
    Power
        Transformed values, and the exponents and scales for `power` to do the same again.

    Raises
    ------
    ValueError
        If a value is zero, negative or infinite, or an indicator has no value or one value only.

    Notes
    -----
    `power` with scale = geometric mean of the known cells and the lambda in [-5, 5] that minimises
    ``ln var(y)``: that is the profile likelihood, as the geometric mean leaves no Jacobian. Box &
    Cox (1964), An analysis of transformations, JRSS-B 26(2), section 3. Dividing by the geometric
    mean makes lambda and scores independent of the unit; without it, large numbers (元) to a
    negative power would all round to the same.

    Examples
    --------
    >>> result = boxcox(np.exp([[0.0], [1.0], [2.0], [3.0], [4.0]]))
    >>> result.values.ravel().round(4), result.exponents.round(6) + 0
    (array([-2., -1.,  0.,  1.,  2.]), array([0.]))
    """
    cells, known = pooled(values)
    if np.any(cells <= 0):
        raise ValueError("Box-Cox needs values above zero; treat_by_rule shifts them there")
    low, high = extremes(cells, known)
    refuse(low >= high, "do not vary: no exponent fits better than another")
    logs = np.log(cells)
    centre = np.mean(logs, axis=0, where=known)
    exponents = np.array(
        [_likeliest(column[seen]) for column, seen in zip((logs - centre).T, known.T, strict=True)]
    )
    return Power(power(values, exponents, np.exp(centre)), exponents, np.exp(centre))


def _likeliest(logs: Array) -> float:
    """Exponent of greatest profile likelihood, from centred logarithms of one indicator."""
    from scipy.optimize import minimize_scalar  # noqa: PLC0415  slow import, few callers

    def spread(exponent: float) -> float:
        """Logarithm of the variance after the transform; far tails cannot overflow."""
        if exponent == 0:
            return float(np.log(np.var(logs)))
        scaled = exponent * logs
        top = scaled.max()
        variance = np.var(np.expm1(scaled - top))
        return float(np.log(variance) + 2 * (top - np.log(abs(exponent))))

    found = minimize_scalar(spread, bounds=EXPONENTS, method="bounded", options={"xatol": 1e-10})
    return float(found.x)


def treat_by_rule(values: ArrayLike, most: int = MOST_MOVED) -> tuple[Array, tuple[Treatment, ...]]:
    """Treat the indicators that need it: winsorise, and where that is not enough, Box-Cox.

    Parameters
    ----------
    values : (..., regions, indicators)
        Any unit. NaN is a missing cell.
    most : int
        Most cells to winsorise per indicator; see `winsorise`.

    Returns
    -------
    treated : (..., regions, indicators)
        Order within an indicator is kept. A missing cell stays NaN.
    treatments : tuple of Treatment
        One per indicator. ``enough`` is False where the indicator is out even after Box-Cox.

    Raises
    ------
    ValueError
        If a value is infinite, ``most`` is negative, or a varying indicator has fewer than four
        values.

    Notes
    -----
    1. As it is, if not (``|skewness| > 2`` and ``kurtosis > 3.5``). 2. `winsorise`, if it then
    passes. 3. `boxcox` of the original values, the logarithm being its special case; if some are
    zero or less, all are shifted by ``0.01 (max - min) - min`` first. Rule of the JRC's audits and
    of COINr's ``Treat``, whose shift of ``log_CT`` this is.

    Examples
    --------
    >>> column = [[1.0], [2.0], [3.0], [4.0], [5.0], [60.0]]
    >>> treated, (treatment,) = treat_by_rule(column)
    >>> treated.ravel(), treatment.action, treatment.moved, treatment.high
    (array([1., 2., 3., 4., 5., 5.]), 'winsorised', 1, 5.0)
    """
    cells, known = pooled(values)
    treated, moved = winsorise(cells, most)
    still = needs_treatment(treated)
    moved[:, still] = False
    limits = _limits(treated, moved)
    shifts = np.where(still, _shifts(cells, known), 0.0)
    scales, exponents = np.ones(cells.shape[1]), np.ones(cells.shape[1])
    treated[:, still], exponents[still], scales[still] = boxcox((cells + shifts)[:, still])
    actions = np.select([still, moved.any(axis=0)], ["power", "winsorised"], "none")
    enough = ~needs_treatment(treated)
    fields = (actions, moved.sum(axis=0), *limits, shifts, scales, exponents, enough)
    rows = zip(*(field.tolist() for field in fields), strict=True)
    return treated.reshape(np.shape(values)), tuple(Treatment(*row) for row in rows)


def _limits(treated: Array, moved: Mask) -> tuple[Array, Array]:
    """Values below and above which winsorising moved cells; (-inf, inf) where it moved none.

    Moved cells lie at the ends of what is left, so clipping to the ends does the same again.
    """
    low, high = extremes(treated, ~np.isnan(treated))
    any_low = np.any(moved & (treated == low), axis=0)
    any_high = np.any(moved & (treated == high), axis=0)
    return np.where(any_low, low, -np.inf), np.where(any_high, high, np.inf)


def _shifts(cells: Array, known: Mask) -> Array:
    """Amount to add to each indicator so that its least value is above zero; 0 if it is."""
    least, largest = extremes(cells, known)
    lift = least <= 0
    span = np.subtract(largest, least, out=np.zeros_like(least), where=lift)
    return np.where(lift, SHIFT_SHARE * span - np.where(lift, least, 0.0), 0.0)


def repeat(values: ArrayLike, treatments: Sequence[Treatment]) -> Array:
    """Do to other values, such as goalposts, what was done to their indicators.

    Parameters
    ----------
    values : (..., indicators)
        Units as before the treatment. NaN is a missing cell.
    treatments : sequence of Treatment
        One per indicator, from `treat_by_rule`.

    Returns
    -------
    (..., indicators)
        On the scale of the treated values.

    Raises
    ------
    ValueError
        If there is not one treatment per indicator, a value is infinite, or a value under a power
        transform is not above zero after the shift.

    Examples
    --------
    >>> _, treatments = treat_by_rule([[1.0], [2.0], [3.0], [4.0], [5.0], [60.0]])
    >>> repeat([[0.0], [70.0]], treatments).ravel()
    array([0., 5.])
    """
    result = np.array(finite_or_missing(values))
    if result.shape[-1:] != (len(treatments),):
        raise ValueError(f"{len(treatments)} treatments for values of shape {result.shape}")
    for j, one in enumerate(treatments):
        column = np.clip(result[..., j], one.low, one.high)
        if one.action == "power":
            column = power(column + one.shift, one.exponent, one.scale)
        result[..., j] = column
    return result
