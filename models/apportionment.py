"""The target of a province divided among its cities in whole units that add up exactly."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Units = NDArray[np.int64]
Rule = Callable[[Array, Array, float], tuple[Array, Array]]

DIGITS = 12
"""Remainders are rounded to so many digits of the total, so that equal ones are equal."""


def apportion(
    total: ArrayLike,
    weights: ArrayLike,
    start: ArrayLike = 0,
    floors: ArrayLike = 0,
    caps: ArrayLike = np.inf,
) -> Units:
    """Divide whole units among cities in proportion to weights, within floors and caps.

    Parameters
    ----------
    total : (...)
        Whole units, 0 or more; a target of 4.2 (10,000) to one decimal is 42 units of 1,000.
    weights : (..., cities)
        0 or more; only their ratios count. A city with weight 0 gets its start.
    start : (..., cities)
        What each has before the rest is divided by the weights; 0 if left out.
    floors, caps : (..., cities)
        Least and greatest number of units for a city, whole; a cap may be infinite.

    Returns
    -------
    (..., cities)
        Whole units, summing to the total exactly. Of equal remainders the earlier city has the
        odd unit.

    Raises
    ------
    ValueError
        If a number is missing, a weight or floor is negative, total, floors or caps are not whole,
        a cap is below its floor, the floors exceed the total, or the caps do not allow it.

    Notes
    -----
    Quotas ``clip(start + x weight, floor, cap)`` with the x at which they sum to the total, found
    on its breakpoints, not by iteration; then whole units by the largest remainder (Hamilton; Hare
    and Niemeyer), so that each city is within one unit of its quota. That method is not monotone
    in the total: with one unit more to divide, a city may get one fewer (Alabama paradox).

    Examples
    --------
    >>> apportion(10, [5, 3, 1])
    array([6, 3, 1])
    >>> apportion(10, [5, 3, 1], floors=[0, 0, 2], caps=[5, 9, 9])
    array([5, 3, 2])
    """
    shares, given, least, most = np.broadcast_arrays(
        *(np.asarray(part, dtype=np.float64) for part in (weights, start, floors, caps))
    )
    if shares.ndim < 1 or not shares.shape[-1]:
        raise ValueError(f"need weights (..., cities) of a city or more, got {shares.shape}")
    amounts = np.asarray(total, dtype=np.float64)
    shape = np.broadcast_shapes(amounts.shape, shares.shape[:-1])
    amounts = np.broadcast_to(amounts, shape)
    wide = [
        np.broadcast_to(part, (*shape, shares.shape[-1])) for part in (shares, given, least, most)
    ]
    _check(amounts, *wide)
    found = np.empty(wide[0].shape, dtype=np.int64)
    for row in np.ndindex(*shape):
        amount = float(amounts[row])
        found[row] = _whole(_quotas(amount, *(part[row] for part in wide)), amount)
    return found


def _check(total: Array, weights: Array, start: Array, floors: Array, caps: Array) -> None:
    """Refuse what cannot be divided, with ValueError."""
    if not np.all((total >= 0) & (total == np.round(total)) & np.isfinite(total)):  # NaN fails
        raise ValueError("the total must be whole units, 0 or more; choose a smaller unit")
    if not np.all((weights >= 0) & np.isfinite(weights)) or not np.isfinite(start).all():
        raise ValueError("weights must be finite and not negative, starts finite, none missing")
    if not np.all((floors >= 0) & (floors == np.round(floors)) & (floors <= caps)):
        raise ValueError("floors must be whole, 0 or more, and not above the caps, none missing")
    if np.any(caps != np.round(caps)):  # an infinite cap equals its own rounding
        raise ValueError("caps must be whole or infinite")
    idle = np.clip(start, floors, caps)  # what a city without weight gets
    low = np.where(weights > 0, floors, idle).sum(axis=-1)
    high = np.where(weights > 0, caps, idle).sum(axis=-1)
    if np.any(low > total):
        raise ValueError(
            f"floors and cities without weight need {low[low > total][0]:g} of "
            f"{total[low > total][0]:g}"
        )
    if np.any(high < total):
        raise ValueError(
            f"caps and cities without weight leave room for {high[high < total][0]:g} of "
            f"{total[high < total][0]:g}"
        )


def _quotas(total: float, weights: Array, start: Array, floors: Array, caps: Array) -> Array:
    """Shares of one total, not yet whole."""
    active = weights > 0
    heavy = np.where(active, weights, 1.0)
    ends = np.concatenate([(floors - start) / heavy, (caps - start) / heavy])
    breaks = np.unique(ends[np.isfinite(ends) & np.tile(active, 2)])

    def at(x: float) -> Array:
        return np.asarray(np.clip(start + x * weights, floors, caps))

    if not breaks.size:  # no weight at all: the check has found that the starts are the total
        return at(0.0)
    sums = np.array([at(x).sum() for x in breaks])
    place = int(np.searchsorted(sums, total))
    if place == 0:
        return at(float(breaks[0]))
    if place < len(breaks):
        part = (total - sums[place - 1]) / (sums[place] - sums[place - 1])
        return at(float(breaks[place - 1] + part * (breaks[place] - breaks[place - 1])))
    slope = weights[active & np.isinf(caps)].sum()  # above all caps: those without one share
    return at(float(breaks[-1] + ((total - sums[-1]) / slope if slope > 0 else 0.0)))


def _whole(quotas: Array, total: float) -> Units:
    """Quotas made whole by the largest remainder; the sum is the total exactly."""
    parts = np.floor(quotas).astype(np.int64)
    # 3.3 - 3 and 6.3 - 6 differ in the last bit; 2.999… has a remainder of 1 and becomes 3
    remainders = np.round(quotas - parts, max(0, DIGITS - len(str(int(total)))))
    order = np.argsort(-remainders, kind="stable")  # the largest first
    parts[order[: int(total) - int(parts.sum())]] += 1
    return parts


def _same_rate(baseline: Array, _weights: Array, _closing: float) -> tuple[Array, Array]:
    """In proportion to the baseline: every city grows at the rate of the province."""
    return np.zeros_like(baseline), baseline


def _same_step(baseline: Array, _weights: Array, _closing: float) -> tuple[Array, Array]:
    """Every city adds the same amount to its baseline."""
    return baseline, np.ones_like(baseline)


def _weights(_baseline: Array, weights: Array, _closing: float) -> tuple[Array, Array]:
    """In proportion to stated weights, wherever a city stands."""
    return np.zeros_like(weights), weights


def _catch_up(baseline: Array, weights: Array, closing: float) -> tuple[Array, Array]:
    """Between the two: a share of each city's distance to the common level per weight is closed."""
    shares = [part / part.sum(axis=-1, keepdims=True) for part in (baseline, weights)]
    return np.zeros_like(baseline), (1 - closing) * shares[0] + closing * shares[1]


RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "same_rate": _same_rate,
        "same_step": _same_step,
        "weights": _weights,
        "catch_up": _catch_up,
    }
)
"""Ways to divide a target, by name: what each city has at first, and the weights of the rest."""


def decompose(
    total: ArrayLike,
    baseline: ArrayLike,
    rule: str,
    weights: ArrayLike = 1,
    closing: float = 0.0,
    floors: ArrayLike = 0,
    caps: ArrayLike = np.inf,
) -> Units:
    """Targets of cities that add up to the target of the province.

    Parameters
    ----------
    total : (...)
        Target of the province in whole units: a stock or a flow. **A ratio, a coverage or a rate
        cannot be divided**: its cities do not add up.
    baseline : (..., cities)
        Where the cities stand, in the same units, 0 or more. It need not sum to the baseline of
        the province: what has no city is then divided like the rest.
    rule : str
        Name in `RULES`. "same_rate" is in proportion to the baseline, which is the same as equal
        growth in per cent; "same_step" is equal growth in units.
    weights : (..., cities)
        Of "weights" and "catch_up", such as enterprises or population; 0 or more.
    closing : float
        Of "catch_up", in [0, 1]: share of the distance closed between a city's level per weight
        and that of all; 0 is "same_rate", 1 is "weights".
    floors, caps : (..., cities)
        As for `apportion`; the baseline as floor, where no city may fall back.

    Returns
    -------
    (..., cities)
        Whole units, summing to the total exactly.

    Raises
    ------
    ValueError
        If the rule is unknown, the share is outside [0, 1], a baseline is missing or negative, a
        rule is left without any baseline or weight above 0, or as for `apportion`.

    Examples
    --------
    >>> [decompose(60, [20, 15, 5], rule, [1, 2, 1], 0.5).tolist() for rule in RULES]
    [[30, 23, 7], [27, 22, 11], [15, 30, 15], [23, 26, 11]]
    """
    if rule not in RULES:
        raise ValueError(f"rule must be one of {', '.join(RULES)}, got {rule!r}")
    if not 0 <= closing <= 1:  # NaN fails the comparison
        raise ValueError(f"closing must lie in [0, 1], got {closing}")
    stand, heavy = np.broadcast_arrays(
        np.asarray(baseline, dtype=np.float64), np.asarray(weights, dtype=np.float64)
    )
    for values in (stand, heavy):
        if not np.all((values >= 0) & np.isfinite(values)):  # NaN fails the comparison
            raise ValueError("baselines and weights must be finite and not negative, none missing")
    used = {"same_rate": (stand,), "weights": (heavy,), "catch_up": (stand, heavy)}.get(rule, ())
    if any(np.any(values.sum(axis=-1) <= 0) for values in used):
        raise ValueError(f"{rule} needs a baseline or weight above 0 to divide by")
    start, shares = RULES[rule](stand, heavy, closing)
    return apportion(total, shares, start, floors, caps)
