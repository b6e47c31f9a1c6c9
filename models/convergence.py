"""Growth of regions, and whether those behind catch up (sigma and beta convergence)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

# Below this many observations a standard error is itself too uncertain to lean on: the usual
# rule of thumb for large-sample statements.
SMALL = 30


@dataclass(frozen=True, eq=False)
class Sigma:
    """Whether regions draw closer together year by year; see `sigma_convergence`."""

    variation: Array
    """(..., years) coefficient of variation over regions, population standard deviation."""

    slope: Array
    """(...) change of the coefficient of variation a year; negative where they converge."""

    standard_error: Array
    """(...) of the slope, by ordinary least squares: yearly deviations taken as independent."""

    small_sample: bool
    """Fewer than 30 years: no star on the slope."""


@dataclass(frozen=True, eq=False)
class Beta:
    """Whether regions that start low grow faster; see `beta_convergence`."""

    intercept: Array
    """(...) a."""

    slope: Array
    """(...) b; negative where those behind catch up."""

    standard_error: Array
    """(...) of b, by ordinary least squares."""

    r_squared: Array
    """(...) share of the differences in growth that the start explains."""

    speed: Array
    """(...) share of the gap closed a year, ``-ln(1 + b tau) / tau``; NaN where ``b tau <= -1``:
    the order of regions is turned round, and there is no such speed."""

    small_sample: bool
    """Fewer than 30 regions: no star on the slope."""


def _positive(values: ArrayLike, axes: str) -> Array:
    """Levels as a float array with the named axes, finite and above zero."""
    levels = np.asarray(values, dtype=np.float64)
    if levels.ndim < axes.count(",") + 1:
        raise ValueError(f"levels must be (..., {axes}), got shape {levels.shape}")
    if not np.all((levels > 0) & np.isfinite(levels)):  # NaN fails the comparison
        raise ValueError("levels must be finite and above zero, none missing")
    return levels


def _span(years: float) -> float:
    """Number of years between two dates, above zero."""
    if not (years > 0 and np.isfinite(years)):  # NaN fails the comparison
        raise ValueError(f"years must be above zero, got {years}")
    return float(years)


def growth(first: ArrayLike, last: ArrayLike, years: float) -> Array:
    """Average yearly growth between two dates.

    Parameters
    ----------
    first, last : (...)
        Levels at the two dates in one unit; finite, above zero; broadcast against each other.
    years : float
        Years between them, above 0.

    Returns
    -------
    (...)
        Share a year: 0.08 is 8 %.

    Raises
    ------
    ValueError
        If a level is missing or not above zero, or the years are not.

    Notes
    -----
    ``(last / first)^(1 / years) - 1``, compound (CAGR).

    Examples
    --------
    >>> growth([100.0, 50.0], [121.0, 50.0], 2).round(4)
    array([0.1, 0. ])
    """
    span, start, end = _span(years), _positive(first, "regions"), _positive(last, "regions")
    return np.asarray((end / start) ** (1 / span) - 1)


def _line(x: Array, y: Array) -> tuple[Array, Array, Array, Array]:
    """Intercept, slope, its standard error and R squared of y on x over the last axis."""
    count = x.shape[-1]
    dx = x - x.mean(axis=-1, keepdims=True)
    dy = y - y.mean(axis=-1, keepdims=True)
    across = (dx**2).sum(axis=-1)
    slope = (dx * dy).sum(axis=-1) / across
    intercept = y.mean(axis=-1) - slope * x.mean(axis=-1)
    residual = ((dy - slope[..., None] * dx) ** 2).sum(axis=-1)
    total = (dy**2).sum(axis=-1)
    error = np.sqrt(residual / (count - 2) / across)
    # a y that is flat but for rounding leaves nothing to explain: R squared is 0, not 0/0
    varies = total > count * (1e-12 * np.abs(y).max(axis=-1)) ** 2
    explained = 1 - np.divide(residual, total, out=np.ones_like(total), where=varies)
    return intercept, slope, error, explained


def sigma_convergence(levels: ArrayLike, years: ArrayLike | None = None) -> Sigma:
    """Trend of the dispersion among regions.

    Parameters
    ----------
    levels : (..., years, regions)
        One indicator, any unit, a ratio scale; finite, above zero. Three years or more.
    years : (years,), optional
        Dates in years, strictly rising; consecutive years if left out.

    Returns
    -------
    Sigma
        With the flag ``small_sample``: the slope of a few years is a description, not a test.

    Raises
    ------
    ValueError
        If a level is missing or not above zero, there are fewer than three years or two regions,
        or the dates do not rise.

    Notes
    -----
    Ordinary least squares of ``CV_t = sd_t / mean_t`` on t. Barro & Sala-i-Martin (1992), with
    the coefficient of variation, which does not depend on the unit.

    Examples
    --------
    >>> found = sigma_convergence([[1.0, 3.0], [2.0, 4.0], [3.0, 5.0]])
    >>> found.variation.round(4), float(found.slope.round(4)), found.small_sample
    (array([0.5   , 0.3333, 0.25  ]), -0.125, True)
    """
    panel = _positive(levels, "years, regions")
    count, regions = panel.shape[-2:]
    if count < 3 or regions < 2:
        raise ValueError(f"need 3+ years and 2+ regions, got {count} and {regions}")
    dates: Array = np.asarray(range(count) if years is None else years, dtype=np.float64)
    if dates.shape != (count,) or not np.all(np.diff(dates) > 0):
        raise ValueError(f"years must be {count} strictly rising dates")
    variation = panel.std(axis=-1) / panel.mean(axis=-1)
    _, slope, error, _ = _line(dates, variation)
    return Sigma(variation, np.asarray(slope), np.asarray(error), count < SMALL)


def beta_convergence(first: ArrayLike, last: ArrayLike, years: float) -> Beta:
    """Growth explained by the starting level (absolute beta convergence).

    Parameters
    ----------
    first, last : (..., regions)
        Levels at two dates in one unit; finite, above zero. Three regions or more that do not
        all start alike.
    years : float
        Years between the two dates, tau, above 0.

    Returns
    -------
    Beta
        With the flag ``small_sample``.

    Raises
    ------
    ValueError
        If a level is missing or not above zero, the shapes differ, there are fewer than three
        regions, or all of them start alike.

    Notes
    -----
    ``(1 / tau) ln(y_last / y_first) = a + b ln y_first``, ordinary least squares;
    ``speed = -ln(1 + b tau) / tau``. Barro & Sala-i-Martin (1992). **Beware of regression to the
    mean**: noise in the first year alone makes b negative; look at sigma convergence too.

    Examples
    --------
    >>> found = beta_convergence([1.0, 10.0, 100.0], [10.0, 10.0**1.5, 100.0], 10)
    >>> float(found.slope.round(4)), float(found.speed.round(4)), float(found.r_squared.round(4))
    (-0.05, 0.0693, 1.0)
    """
    span, start, end = _span(years), _positive(first, "regions"), _positive(last, "regions")
    if start.shape != end.shape or start.shape[-1] < 3:
        raise ValueError(f"need two of one shape (..., 3+ regions), got {start.shape}, {end.shape}")
    if np.any(start.max(axis=-1) == start.min(axis=-1)):
        raise ValueError("beta convergence is undefined: all regions start alike")
    intercept, slope, error, explained = _line(np.log(start), np.log(end / start) / span)
    kept = 1 + slope * span  # share of a gap in logs that is left at the end
    speed = -np.log(np.where(kept > 0, kept, np.nan)) / span
    return Beta(
        np.asarray(intercept),
        np.asarray(slope),
        np.asarray(error),
        np.asarray(explained),
        np.asarray(speed),
        start.shape[-1] < SMALL,
    )
