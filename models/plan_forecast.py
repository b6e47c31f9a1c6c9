"""Where an indicator will stand in the target year if its last years go on, and how surely."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtri, stdtrit

from models.cells import finite_or_missing
from models.plan_progress import (
    Codes,
    Mask,
    Measured,
    Path,
    check_path,
    measured,
    signs,
    together,
)
from models.sampling import choose, uniform

Array = NDArray[np.float64]

FEWEST = 3
"""Years below which a line through them leaves nothing to judge it by."""
ROUNDING = 1e-9
"""Residuals below this share of the values are rounding, not scatter."""


class Forecast(NamedTuple):
    """An indicator carried on; see `forecast`."""

    value: Measured
    """(...) reasons: missing, not_positive, too_few."""

    low: Array
    """(...) lower end of the prediction interval; NaN where `interval` has a reason."""

    high: Array
    """(...) upper end."""

    interval: Codes
    """(...) why there is no interval: that of the value, or no_scatter."""

    points: NDArray[np.int_]
    """(...) years that the line rests on. With three, one degree of freedom is left."""


class _Line(NamedTuple):
    """A line through the known values of each row and what it says of the years ahead."""

    numbers: Array  # (..., years) the values or their logarithms, 0 where missing
    known: Mask  # (..., years)
    points: NDArray[np.int_]  # (...)
    ahead: Array  # (...) sum of the line over the years ahead
    pull: Array  # (..., years) derivative of that sum by each value
    scatter: Array  # (...) standard deviation around the line, points - 2 degrees of freedom
    residual: Array  # (..., years) 0 where missing
    leverage: Array  # (..., years) of each value on its own place on the line
    undefined: tuple[tuple[Mask, str], ...]  # why there is no line


def _checked(
    values: ArrayLike, years: ArrayLike, ahead: Sequence[float], path: Path
) -> tuple[Array, Array, Array]:
    """Values (..., years), years and years ahead as arrays, or ValueError."""
    check_path(path)
    cells, times = finite_or_missing(values), np.asarray(years, dtype=np.float64)
    coming = np.asarray(ahead, dtype=np.float64)
    if cells.ndim < 1 or times.shape != cells.shape[-1:]:
        raise ValueError(f"values {cells.shape} need one year each, got {times.shape}")
    if not np.isfinite(times).all() or not np.all(np.diff(times) > 0):
        raise ValueError("years must be finite and strictly increasing")
    if coming.ndim != 1 or not coming.size or not np.all(coming > times.max(initial=-np.inf)):
        raise ValueError("need a year ahead or more, all after the last year of the values")
    if not np.isfinite(coming).all():
        raise ValueError("years ahead must be finite")
    if path == "geometric" and coming.size > 1:
        raise ValueError("a geometric path has one year ahead: years are added up")
    return cells, times, coming


def _line(values: ArrayLike, years: ArrayLike, ahead: Sequence[float], path: Path) -> _Line:
    """Least squares by row, with the reasons where there is no line."""
    cells, times, coming = _checked(values, years, ahead, path)
    known = ~np.isnan(cells)
    low = np.any(known & (cells <= 0), axis=-1) & (path == "geometric")
    numbers = np.where(known, cells, 1.0)
    if path == "geometric":
        numbers = np.log(np.where(numbers > 0, numbers, 1.0))
    numbers = np.where(known, numbers, 0.0)
    points = np.asarray(known.sum(axis=-1))
    few = points < FEWEST
    count = np.where(few, FEWEST, points)[..., None]  # too few: any divisor, the result is not used
    mean = (known * times).sum(axis=-1, keepdims=True) / count
    offset = np.where(known, times - mean, 0.0)
    across = np.where(few[..., None], 1.0, (offset**2).sum(axis=-1, keepdims=True))
    middle = numbers.sum(axis=-1, keepdims=True) / count
    slope = (offset * numbers).sum(axis=-1, keepdims=True) / across
    residual = np.where(known, numbers - middle - slope * offset, 0.0)
    reach = (coming - mean).sum(axis=-1, keepdims=True)
    pull = np.where(known, coming.size / count + reach * offset / across, 0.0)
    freedom = np.maximum(points - 2, 1)
    return _Line(
        numbers,
        known,
        points,
        np.asarray((pull * numbers).sum(axis=-1)),
        pull,
        np.asarray(np.sqrt((residual**2).sum(axis=-1) / freedom)),
        residual,
        np.where(known, 1 / count + offset**2 / across, 0.0),
        ((points == 0, "missing"), (low, "not_positive"), (few, "too_few")),
    )


def _without_scatter(line: _Line, path: Path) -> Mask:
    """Rows whose values lie on their line but for rounding: they tell nothing about chance."""
    # a residual of logarithms is a share already
    size = np.abs(line.numbers).max(axis=-1) if path == "linear" else 1.0
    return np.asarray(line.scatter <= ROUNDING * size)


def forecast(
    values: ArrayLike,
    years: ArrayLike,
    ahead: Sequence[float],
    level: float,
    path: Path = "linear",
    bounds: tuple[float, float] = (-np.inf, np.inf),
) -> Forecast:
    """Carry the last years on to the target year, with the interval in which it will lie.

    Parameters
    ----------
    values : (..., years)
        Any unit, NaN missing; the years that the trend rests on and no others.
    years : (years,)
        Strictly increasing; need not be evenly spaced.
    ahead : sequence of float
        Years after the last one. Their values are **added up**: one year for a stock, a ratio or
        a yearly flow, all years left for a cumulative flow, to which the caller adds the sum so
        far.
    level : float
        Coverage of the interval in (0, 1), such as 0.8.
    path : {"linear", "geometric"}
        Least squares on the values or on their logarithms, which must be above 0. The latter
        forecasts the median, which lies below the mean.
    bounds : (low, high)
        What the indicator cannot leave, such as 0 and 100 for a coverage in per cent; applied to
        the value and the interval.

    Returns
    -------
    Forecast
        Undefined with fewer than three years. **No interval where the values lie on a line
        exactly**: a width of 0 would claim a certainty that three even figures do not give.

    Raises
    ------
    ValueError
        If shapes disagree, years do not increase or are not ahead, several are ahead on a
        geometric path, or a value is infinite.

    Notes
    -----
    ``y = sum_h (a + b t_h)`` with the half width ``t s sqrt(m + m^2 / n + (sum_h (t_h - mean t))^2
    / S_tt)``, m the years ahead, n the points, s the residual standard deviation and t the quantile
    of Student's t with n - 2 degrees of freedom: Draper & Smith (1998), Applied Regression
    Analysis, section 1.4, there for m = 1. Holds if yearly deviations are independent; they rarely
    are, so it is the least that must be reckoned with. Three years have t = 3.1 at 80 % and 12.7
    at 95 %: such an interval is wide because so little is known.

    Examples
    --------
    >>> found = forecast([1.0, 2.0, 4.0], [2021, 2022, 2023], [2025], level=0.8)
    >>> found.value.value.round(3), found.low.round(3), found.high.round(3)
    (np.float64(6.833), np.float64(3.799), np.float64(9.868))
    """
    if not 0 < level < 1:  # NaN fails the comparison
        raise ValueError(f"level must lie in (0, 1), got {level}")
    line = _line(values, years, ahead, path)
    width = np.sqrt(len(ahead) + (line.pull**2).sum(axis=-1)) * line.scatter
    width = width * stdtrit(np.maximum(line.points - 2, 1), (1 + level) / 2)
    ends_of_line = [line.ahead, line.ahead - width, line.ahead + width]
    if path == "geometric":
        with np.errstate(over="ignore"):  # little known, growth without bound
            ends_of_line = [np.exp(each) for each in ends_of_line]
    middle, low, high = (np.clip(each, *bounds) for each in ends_of_line)
    value = measured(np.asarray(middle), *line.undefined)
    ends = measured(np.asarray(low), *line.undefined, (_without_scatter(line, path), "no_scatter"))
    top = np.where(ends.reason == "", high, np.nan)
    return Forecast(value, ends.value, top, ends.reason, line.points)


def chance(
    values: ArrayLike,
    years: ArrayLike,
    ahead: Sequence[float],
    target: ArrayLike,
    draws: int,
    seed: int,
    direction: ArrayLike = 1,
    path: Path = "linear",
    stream: int = 0,
) -> Measured:
    """Probability that the target is reached if the last years go on.

    Parameters
    ----------
    values, years, ahead, path
        As for `forecast`.
    target : (...)
        In the unit of the values; of a cumulative flow less the sum so far. NaN is missing.
    draws : int
        1 or more; 2000 give steps of 0.0005.
    seed, stream : int
        As for `models.sampling.uniform`. All rows share the draws: a row added or left out
        changes none of the others.
    direction : (...)
        1 if more is better, -1 if less is.

    Returns
    -------
    Measured
        In [0, 1]; 0 says in no draw, not impossible. Undefined as the interval of `forecast`.

    Raises
    ------
    ValueError
        As for `forecast`, or if there is no draw.

    Notes
    -----
    Bootstrap of residuals, each over ``sqrt(1 - leverage)``: the line is drawn anew from
    resampled residuals, its error of prediction taken off the forecast (Davison & Hinkley 1997,
    Bootstrap Methods and their Application, section 6.3.3). How large errors are
    is itself known from n - 2 degrees of freedom only, which resampling leaves out: each draw
    scales its errors by ``sqrt((n - 2) / chi2)``, chi2 drawn with n - 2 degrees of freedom, as
    Student's t does in the interval. Without it, targets said to be out of reach after three
    years were reached in one of six trials with independent normal errors. With three or four
    years the probability is still somewhat too sure; read it beside the interval.

    Examples
    --------
    >>> grown = [1.0, 2.2, 2.9, 4.1, 5.0]
    >>> chance(grown, range(2019, 2024), [2025], [5.0, 7.0, 9.0], 2000, seed=1).value.round(1)
    array([1. , 0.5, 0. ])
    """
    if draws < 1:
        raise ValueError(f"need 1 draw or more, got {draws}")
    line = _line(values, years, ahead, path)
    aims, side, _ = together(target, signs(direction), np.zeros(line.points.shape))
    low = (aims <= 0) & (path == "geometric")  # no logarithm; any level above 0 would reach it
    goals = np.log(np.where(aims > 0, aims, 1.0)) if path == "geometric" else aims
    # the first number of a draw is for the scale, then those ahead, then the years of the values
    points = uniform(seed, 1 + len(ahead) + line.known.shape[-1], 0, draws, stream)
    scales, points = points[:, 0], points[:, 1:]
    undefined = (
        (np.isnan(aims), "missing"),
        *line.undefined,
        (low, "not_positive"),
        (_without_scatter(line, path), "no_scatter"),
    )
    found = np.full(aims.shape, np.nan)
    fits = np.broadcast_to(line.points >= FEWEST, aims.shape)
    ahead_of, known, pull, errors = (
        np.broadcast_to(part, aims.shape + part.shape[line.points.ndim :])
        for part in (line.ahead, line.known, line.pull, _modified(line))
    )
    for row in np.ndindex(aims.shape):
        if not fits[row]:
            continue
        use = known[row]
        drawn = errors[row][use][choose(points, int(use.sum()))]
        future, again = drawn[:, : len(ahead)], drawn[:, len(ahead) :][:, : use.sum()]
        freedom = int(use.sum()) - 2
        scale = np.sqrt(freedom / chdtri(freedom, scales))
        outcome = ahead_of[row] + scale * (future.sum(axis=1) - again @ pull[row][use])
        found[row] = np.mean(side[row] * (outcome - goals[row]) >= 0)
    return measured(found, *undefined)


def _modified(line: _Line) -> Array:
    """Residuals (..., years) with the spread of errors; their mean cancels out in what is drawn."""
    return np.asarray(line.residual / np.sqrt(np.maximum(1 - line.leverage, ROUNDING)))
