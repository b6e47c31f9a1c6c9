"""Indicators of a plan: what was attained, and whether it is on time."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.cells import finite_or_missing

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Codes = NDArray[np.str_]
Grades = NDArray[np.int8]
Path = Literal["linear", "geometric"]
PATHS: tuple[Path, ...] = get_args(Path)

TIE = 1e-9
"""Relative; so that an index of 0.8999999999999999 is 0.9."""


class Measured(NamedTuple):
    """Numbers, and why there is none."""

    value: Array
    """(...) NaN where undefined."""

    reason: Codes
    """(...) empty exactly where there is a number, else one of: missing; not_positive (a ratio or
    logarithm needs more than 0); at_target (the baseline is the target); beyond_target (the
    baseline is better than the target already); not_started, ended (no time has passed, or is
    left); no_path (the kind is not compared with time); no_growth_before; and, of
    `models.plan_forecast`, too_few, no_scatter."""


class Track(NamedTuple):
    """Where an indicator of a plan stands; see `track`."""

    value: Array
    """(...) what counts against the target: `ACHIEVED` of the kind. NaN where missing."""

    reached: Array
    """(...) 1 as good as the target or better, 0 not, NaN missing."""

    attainment: Measured
    """(...) see `attainment`; of a milestone, ``reached``."""

    progress: Measured
    """(...) share of the way from baseline to target; see `progress`."""

    pace: Measured
    """(...) progress over time elapsed; of a growth rate, its attainment: it has no way to go."""


def measured(value: Array, *undefined: tuple[Mask, str]) -> Measured:
    """Numbers with a reason where there is none: the first of the conditions that holds.

    Parameters
    ----------
    value : (...)
        What is computed; numbers where a condition holds do not count.
    undefined : (condition, code)
        Conditions broadcast to the values.

    Examples
    --------
    >>> measured(np.array([1.0, 2.0]), (np.array([False, True]), "missing"))
    Measured(value=array([ 1., nan]), reason=array(['', 'missing'], dtype='<U7'))
    """
    conditions = (*undefined, (np.zeros((), dtype=np.bool_), ""))  # select wants one or more
    masks = [np.broadcast_to(mask, value.shape) for mask, _ in conditions]
    reason = np.select(masks, [np.asarray(code) for _, code in conditions], np.asarray(""))
    return Measured(np.where(reason == "", value, np.nan), reason)


def together(*values: ArrayLike) -> list[Array]:
    """Finite or missing, broadcast against each other."""
    return list(np.broadcast_arrays(*map(finite_or_missing, values)))


def signs(direction: ArrayLike) -> Array:
    """Directions as +1 and -1, or ValueError."""
    found = np.asarray(direction, dtype=np.float64)
    if not np.all(np.abs(found) == 1):  # NaN fails the comparison
        raise ValueError("direction must be 1 (more is better) or -1 (less is better)")
    return found


def check_path(path: str) -> None:
    """Refuse an unknown path with ValueError: it would pass for the linear one."""
    if path not in PATHS:
        raise ValueError(f"path must be one of {', '.join(PATHS)}, got {path!r}")


def _latest(yearly: Array) -> Array:
    """The last year, and nothing older in its place."""
    return np.array(yearly[..., -1])


def _total(yearly: Array) -> Array:
    """Sum over the years; one that is missing leaves it undefined: the rest would be too little."""
    return np.asarray(yearly.sum(axis=-1))


def _mean_rate(rates: Array) -> Array:
    """Geometric mean of yearly growth rates: the even rate that ends at the same level."""
    if np.any(rates < -1):  # NaN passes
        raise ValueError("growth rates are shares (0.15 is 15 %) and cannot be below -1")
    return np.asarray(np.prod(1 + rates, axis=-1) ** (1 / rates.shape[-1]) - 1)


ACHIEVED: Mapping[str, Callable[[Array], Array]] = MappingProxyType(
    {
        "annual_flow": _latest,
        "cumulative_flow": _total,
        "stock": _latest,
        "ratio": _latest,
        "growth_rate": _mean_rate,
        "satisfaction": _latest,
        "milestone": _latest,
    }
)
"""What counts against the target, by kind of indicator: values (..., years) to (...)."""


def reached(value: ArrayLike, target: ArrayLike, direction: ArrayLike = 1) -> Array:
    """Whether the target is reached: 1 yes, 0 no, NaN where a value is missing.

    Examples
    --------
    >>> reached([17.0, 16.9, np.nan], 17)
    array([ 1.,  0., nan])
    """
    now, aim = together(value, target)
    short = signs(direction) * (aim - now) > TIE * np.abs(aim)
    return np.where(np.isnan(now + aim), np.nan, np.where(short, 0.0, 1.0))


def attainment(value: ArrayLike, target: ArrayLike, direction: ArrayLike = 1) -> Measured:
    """Value as a share of the target; far above 1, the target was soft.

    Parameters
    ----------
    value, target : (...)
        In one unit, of `ACHIEVED`; NaN is missing. Broadcast against each other.
    direction : (...)
        1 if more is better, -1 if less is.

    Returns
    -------
    Measured
        1 is met, more is better than asked in both directions. Undefined where the divisor is not
        above 0, and for less is better where either is not.

    Raises
    ------
    ValueError
        If a value is infinite or a direction is neither 1 nor -1.

    Notes
    -----
    ``x / x*``; less is better: ``x* / x``. A share of a level, not of the way to it: 95 % of a
    target of 100 may be no progress at all from a baseline of 95; see `progress`.

    Examples
    --------
    >>> attainment([49888, 34.1], [40000, 17]).value.round(3)
    array([1.247, 2.006])
    """
    now, aim = together(value, target)
    up = signs(direction) > 0
    over, under = np.where(up, now, aim), np.where(up, aim, now)
    low = (under <= 0) | (~up & (over <= 0))
    ratio = over / np.where(under > 0, under, np.nan)
    return measured(ratio, (np.isnan(now + aim), "missing"), (low, "not_positive"))


def elapsed(year: ArrayLike, start: ArrayLike, end: ArrayLike) -> Array:
    """Share of a plan's time that has passed, ``(t - t0) / (T - t0)``, held within [0, 1].

    Parameters
    ----------
    year, start, end : (...)
        Year of the values, of the baseline and of the target; part years are allowed.

    Raises
    ------
    ValueError
        If one is missing or infinite, or a plan ends before it starts.

    Examples
    --------
    >>> elapsed([2020, 2023, 2026], 2020, 2025)
    array([0. , 0.6, 1. ])
    """
    now, first, last = together(year, start, end)
    if np.isnan(now).any() or not np.all(last > first):  # NaN fails the comparison
        raise ValueError("need a year, and a target year after the baseline year, none missing")
    return np.clip((now - first) / (last - first), 0, 1)


def progress(
    baseline: ArrayLike,
    value: ArrayLike,
    target: ArrayLike,
    direction: ArrayLike = 1,
    path: Path = "linear",
) -> Measured:
    """Share of the way from the baseline to the target.

    Parameters
    ----------
    baseline, value, target : (...)
        In one unit; NaN is missing. Broadcast against each other.
    direction : (...)
        1 if more is better, -1 if less is; the way must lead there.
    path : {"linear", "geometric"}
        Equal steps or equal growth every year; the latter needs values above 0.

    Returns
    -------
    Measured
        0 at the baseline, 1 at the target, negative if it went backwards. Undefined where the
        baseline is the target or better: such an indicator is to be held, see `reached`.

    Raises
    ------
    ValueError
        As for `attainment`.

    Notes
    -----
    ``(x - x0) / (x* - x0)``, or ``ln(x / x0) / ln(x* / x0)``. The signs of a negative direction
    cancel.

    Examples
    --------
    >>> progress(100, 120, [144, 100])
    Measured(value=array([0.45454545,        nan]), reason=array(['', 'at_target'], dtype='<U13'))
    >>> progress(100, [120], 144, path="geometric").value.round(3)
    array([0.5])
    """
    check_path(path)
    start, now, aim, side = together(baseline, value, target, signs(direction))
    way, missing = side * (aim - start), np.isnan(start + now + aim)
    positive = (start > 0) & (now > 0) & (aim > 0)
    low = ~positive & (path == "geometric")
    if path == "geometric":
        start, now, aim = (np.log(np.where(positive, part, np.nan)) for part in (start, now, aim))
    share = (now - start) / np.where(aim == start, np.nan, aim - start)
    return measured(
        share,
        (missing, "missing"),
        (way == 0, "at_target"),
        (way < 0, "beyond_target"),
        (low, "not_positive"),
    )


def pace(share: Measured, time: ArrayLike) -> Measured:
    """Index of progress against time: 1 or more is on time.

    Parameters
    ----------
    share : Measured
        From `progress`; its reasons are kept.
    time : (...)
        From `elapsed`. At 0 the index is undefined.

    Examples
    --------
    >>> pace(progress(10, [12, 14], 20), 0.4).value
    array([0.5, 1. ])
    """
    passed, done = together(time, share.value)
    index = measured(
        done / np.where(passed > 0, passed, np.nan),
        (np.isnan(passed), "missing"),
        (passed <= 0, "not_started"),
    )
    known = np.asarray(share.reason != "")
    reason = np.where(known, share.reason, index.reason)
    return Measured(np.where(known, np.nan, index.value), reason)


def track(
    kind: str,
    baseline: ArrayLike,
    yearly: ArrayLike,
    target: ArrayLike,
    time: ArrayLike,
    direction: ArrayLike = 1,
    path: Path = "linear",
) -> Track:
    """Where indicators of one kind stand.

    Parameters
    ----------
    kind : str
        Name in `ACHIEVED`.
    baseline : (...)
        Value in the year before the first; not used for a cumulative flow, which starts at 0, a
        growth rate or a milestone.
    yearly : (..., years)
        Values of the years after the baseline up to now, NaN missing; growth rates as shares.
    target : (...)
        In the unit of the values; of a cumulative flow the sum over all years of the plan.
    time : (...)
        From `elapsed`.
    direction, path
        As for `progress`. A cumulative flow is compared with equal amounts a year.

    Raises
    ------
    ValueError
        If the kind is unknown, there is no year, or as for `attainment`.

    Notes
    -----
    What kind an indicator is decides its verdict: pledge loans of 1250 over five years and a
    target of 1000 a year are not 125 %.

    Examples
    --------
    >>> found = track("cumulative_flow", np.nan, [[2.0, 3.0]], [10.0], 0.4)
    >>> found.value, found.progress.value, found.pace.value
    (array([5.]), array([0.5]), array([1.25]))
    """
    values = finite_or_missing(yearly)
    if kind not in ACHIEVED:
        raise ValueError(f"kind must be one of {', '.join(ACHIEVED)}, got {kind!r}")
    if values.ndim < 1 or not values.shape[-1]:
        raise ValueError(f"need values (..., years) of a year or more, got {values.shape}")
    now, aim, start = together(ACHIEVED[kind](values), target, baseline)
    done = reached(now, aim, direction)
    ratio = attainment(now, aim, direction)
    if kind == "milestone":
        ratio = measured(done, (np.isnan(done), "missing"))
    if kind in {"milestone", "growth_rate"}:
        share = measured(now, (np.isnan(done), "missing"), (np.full(now.shape, True), "no_path"))
        return Track(now, done, ratio, share, ratio if kind == "growth_rate" else share)
    if kind == "cumulative_flow":
        start, path = np.zeros_like(now), "linear"
    share = progress(start, now, aim, direction, path)
    return Track(now, done, ratio, share, pace(share, time))


def grade(values: ArrayLike, bounds: ArrayLike) -> Grades:
    """How many of the bounds each value reaches; -1 where it is missing.

    Parameters
    ----------
    values : (...)
        Such as an index, with bounds 0.9 and 1 for behind, nearly and on time; or an attainment,
        with 1 and 1.5 for missed, met and met by so much that the target was soft.
    bounds : (bounds,)
        Increasing, above 0. A value equal to a bound but for rounding reaches it.

    Raises
    ------
    ValueError
        If the bounds are not increasing and above 0.

    Examples
    --------
    >>> grade([0.5, 0.9, 1.2, np.nan], [0.9, 1.0])
    array([ 0,  1,  2, -1], dtype=int8)
    """
    limits, numbers = np.asarray(bounds, dtype=np.float64), finite_or_missing(values)
    if limits.ndim != 1 or not np.all(np.diff(limits, prepend=0) > 0):  # NaN fails
        raise ValueError("bounds must be above 0 and increase")
    found = (numbers[..., None] >= limits * (1 - TIE)).sum(axis=-1)
    return np.where(np.isnan(numbers), -1, found).astype(np.int8)
