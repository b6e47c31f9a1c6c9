"""What a rule measures: a value, its change, its place among the regions, or falls in a row."""

import math
from statistics import fmean, median

from geodata.monitoring.periods import Period
from geodata.monitoring.records import CHANGE, DEVIATIONS, FALLS, OF_MEAN, VALUE

Own = dict[Period, float]
"""Values of one region by period."""

TO_SIGMA = 1.4826
"""Makes the median absolute deviation estimate the standard deviation of a normal distribution."""

FEWEST = 3
"""Regions below which a mean or a median of the regions says nothing of one of them."""


def change(own: Own, at: Period) -> float:
    """Change on the same period of the year before, as a share of that; NaN if it is not positive.

    Examples
    --------
    >>> year = Period("year", 2023, 1)
    >>> change({year: 90.0, year.year_before: 120.0}, year)
    -0.25
    """
    before = own.get(at.year_before, math.nan)
    return own[at] / before - 1 if before > 0 else math.nan


def of_mean(others: list[float], value: float) -> float:
    """Ratio to the mean of all regions, itself among them; NaN if the mean is not positive.

    Examples
    --------
    >>> of_mean([1.0, 2.0, 3.0], 1.0)
    0.5
    """
    if len(others) < FEWEST or fmean(others) <= 0:
        return math.nan
    return value / fmean(others)


def deviations(others: list[float], value: float) -> float:
    """Robust standard deviations above the median of all regions; NaN without any spread.

    Notes
    -----
    ``(x - median) / (1.4826 MAD)``; Leys et al. (2013), Detecting outliers, *Journal of
    Experimental Social Psychology* 49: 764-766.

    Examples
    --------
    >>> round(deviations([1.0, 2.0, 3.0, 4.0, 100.0], 100.0), 3)
    65.426
    """
    if len(others) < FEWEST:
        return math.nan
    middle = median(others)
    spread = TO_SIGMA * median(abs(one - middle) for one in others)
    return (value - middle) / spread if spread > 0 else math.nan


def falls(own: Own, at: Period) -> float:
    """Periods in a row, back from `at`, that lie below the same period of the year before.

    Quarters and months are not compared with the one just before: that would count the season.
    NaN if not even `at` can be compared; a gap ends the row.

    Examples
    --------
    >>> years = [Period("year", year, 1) for year in range(2019, 2024)]
    >>> falls(dict(zip(years, [5.0, 9.0, 8.0, 7.0, 6.0])), years[-1])
    3.0
    """
    if at.year_before not in own:
        return math.nan
    count, period = 0, at
    while period in own and own[period] < own.get(period.year_before, -math.inf):
        count, period = count + 1, period.previous
    return float(count)


def quantity(measure: str, own: Own, others: list[float], at: Period) -> float:
    """The measure of one region in one period; NaN where it is not defined.

    Parameters
    ----------
    others
        Values of all regions in that period, this one's among them.
    """
    if measure == VALUE:
        return own[at]
    if measure == CHANGE:
        return change(own, at)
    if measure == OF_MEAN:
        return of_mean(others, own[at])
    if measure == DEVIATIONS:
        return deviations(others, own[at])
    if measure == FALLS:
        return falls(own, at)
    raise ValueError(f"no such measure: {measure}")
