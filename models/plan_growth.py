"""Growth that the target of a plan asks for, and how ambitious that is."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from models.plan_progress import Codes, Mask, Measured, Path, check_path, measured, signs, together


class Ambition(NamedTuple):
    """How fast a target goes against how fast it went before; see `ambition`."""

    past: Measured
    """(...) yearly growth before the baseline; 0.08 is 8 %."""

    required: Measured
    """(...) yearly growth from the baseline to the target."""

    extra: Measured
    """(...) required less past in the direction of the indicator: above 0, it must go faster."""

    ratio: Measured
    """(...) required over past, both as logarithms: 1 goes on as before, below 1 is easier."""


def planned(
    baseline: ArrayLike, target: ArrayLike, time: ArrayLike, path: Path = "linear"
) -> Measured:
    """Value that would be exactly on time: where `models.plan_progress.progress` is the time.

    Parameters
    ----------
    baseline, target : (...)
        In one unit; NaN is missing. Broadcast against each other. Of a cumulative flow, the
        baseline is 0.
    time : (...)
        From `models.plan_progress.elapsed`.
    path : {"linear", "geometric"}
        Equal steps or equal growth every year; the latter needs levels above 0.

    Raises
    ------
    ValueError
        If the path is unknown or a number is infinite.

    Examples
    --------
    >>> planned(100, 144, [0.0, 0.5, 1.0], "geometric").value
    array([100., 120., 144.])
    """
    check_path(path)
    start, aim, passed = together(baseline, target, time)
    missing = np.isnan(start + aim + passed)
    if path == "linear":
        return measured(start + (aim - start) * passed, (missing, "missing"))
    positive = (start > 0) & (aim > 0)
    first, last = np.where(positive, start, 1), np.where(positive, aim, 1)
    level = first ** (1 - passed) * last**passed
    return measured(level, (missing, "missing"), (~positive, "not_positive"))


def yearly_step(start: ArrayLike, end: ArrayLike, years: ArrayLike) -> Measured:
    """Equal amount to add each year from one level to another, ``(x* - x) / n``.

    Parameters and errors as for `yearly_rate`; levels may be 0 or negative. From the sum so far to
    the target of a cumulative flow, it is the amount needed in each year that is left.

    Examples
    --------
    >>> yearly_step(204, 500, [5, 0])
    Measured(value=array([59.2,  nan]), reason=array(['', 'ended'], dtype='<U7'))
    """
    now, aim, left = together(start, end, years)
    step = (aim - now) / np.where(left > 0, left, np.nan)
    return measured(step, (np.isnan(now + aim + left), "missing"), (left <= 0, "ended"))


def yearly_rate(start: ArrayLike, end: ArrayLike, years: ArrayLike) -> Measured:
    """Equal growth each year from one level to another: what is still required, or what was.

    Parameters
    ----------
    start, end : (...)
        Levels in one unit, above 0; NaN is missing. Of a target not reached yet: the last value
        and the target. Broadcast against each other.
    years : (...)
        Years between them; where there are none left, the rate is undefined.

    Returns
    -------
    Measured
        A share: 0.08 is 8 % a year. Negative from a higher level: of a target passed already, by
        how much it may fall.

    Raises
    ------
    ValueError
        If a number is infinite.

    Notes
    -----
    ``(x* / x)^(1 / n) - 1``, compound (CAGR).

    Examples
    --------
    >>> yearly_rate([3.5, 0.0], 10, 5).value.round(3)
    array([0.234,   nan])
    """
    now, aim, left = together(start, end, years)
    positive = (now > 0) & (aim > 0)
    safe = positive & (left > 0)
    speed = np.log(np.where(safe, aim, 1) / np.where(safe, now, 1)) / np.where(safe, left, 1)
    missing = np.isnan(now + aim + left)
    return measured(
        np.expm1(speed), (missing, "missing"), (left <= 0, "ended"), (~positive, "not_positive")
    )


def ambition(
    before: ArrayLike,
    baseline: ArrayLike,
    target: ArrayLike,
    years_before: ArrayLike,
    years: ArrayLike,
    direction: ArrayLike = 1,
) -> Ambition:
    """Growth that a target asks for against the growth before it.

    Parameters
    ----------
    before, baseline, target : (...)
        Levels of one definition, such as of 2015, 2020 and 2025.
    years_before, years : (...)
        Years from ``before`` to the baseline and from there to the target.
    direction : (...)
        As for `progress`.

    Returns
    -------
    Ambition
        The ratio is undefined where nothing grew before in the direction of the indicator.

    Raises
    ------
    ValueError
        As for `attainment`.

    Notes
    -----
    ``ratio = ln(1 + required) / ln(1 + past)``: the speeds on a logarithmic scale, so that it does
    not depend on the unit or on the number of years. That the past goes on is no law: a ratio
    below 1 says easier than before, not easy.

    Examples
    --------
    >>> found = ambition(100, 200, [400, 300], 5, 5)
    >>> found.ratio.value.round(3), found.extra.value.round(3)
    (array([1.   , 0.585]), array([ 0.   , -0.064]))
    """
    past = yearly_rate(before, baseline, years_before)
    required = yearly_rate(baseline, target, years)
    first, then, side = np.broadcast_arrays(past.value, required.value, signs(direction))
    reason = np.where(past.reason == "", required.reason, past.reason)
    grown = side * first > 0
    speed = np.log1p(then) / np.where(grown, np.log1p(first), np.nan)
    extra = measured(side * (then - first), *_kept(reason))
    ratio = measured(speed, *_kept(reason), (~grown, "no_growth_before"))
    return Ambition(past, required, extra, ratio)


def _kept(reason: Codes) -> list[tuple[Mask, str]]:
    """Conditions for `measured` out of the reasons of what a number was computed from."""
    return [(np.asarray(reason == code), str(code)) for code in np.unique(reason) if code]
