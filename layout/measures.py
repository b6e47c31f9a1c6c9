"""From published figures to one value per evaluation year, region and indicator.

A figure may stand for a later year within the study's `max_age`; a denominator may come from
another year within `denominator_max_gap`. The years really used travel with every value.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.statistics import Statistic
from layout.expressions import Expression
from layout.indicators import Indicator
from layout.settings import Ages

Array = npt.NDArray[np.float64]
Years = npt.NDArray[np.int64]

NO_YEAR = 0
"""Stands in an array of years where there is no figure."""


@dataclass(frozen=True)
class Measures:
    """Indicator values in the indicators' units.

    Attributes
    ----------
    values
        (evaluation years, regions, indicators); NaN where there is no usable figure.
    numerator_years, denominator_years
        Same shape; the year of the figure used, 0 where there is none.
    """

    values: Array
    numerator_years: Years
    denominator_years: Years

    def of(self, indicators: npt.NDArray[np.bool_]) -> "Measures":
        """The measures of some indicators only, chosen by a mask (J,)."""
        return Measures(
            self.values[..., indicators],
            self.numerator_years[..., indicators],
            self.denominator_years[..., indicators],
        )

    def known(self) -> npt.NDArray[np.bool_]:
        """(Y, J) whether any region has a value."""
        return np.asarray(~np.isnan(self.values).all(axis=1))


@dataclass(frozen=True)
class Series:
    """Each statistic as an array (calendar years, regions) in base units, NaN where missing."""

    years: Years
    arrays: dict[str, Array]

    def at(self, code: str, year: int) -> Array:
        """Values of one statistic in one calendar year, (regions,)."""
        position = int(year - self.years[0])
        if not 0 <= position < len(self.years):
            return np.full(self.arrays[code].shape[1], np.nan)
        values: Array = self.arrays[code][position]
        return values


def series(
    figures: pd.DataFrame,
    statistics: Mapping[str, Statistic],
    derived: Sequence[tuple[Statistic, Expression]],
    region_codes: Sequence[str],
) -> Series:
    """Arrange observed figures by statistic, year and region, and compute the derived ones.

    Suspect figures are left out. A derived value needs all its parts in the same year; a part
    that is zero in a divisor leaves it missing.
    """
    observed = figures[(figures.status == "observed") & figures.region_code.isin(region_codes)]
    years = (
        np.arange(observed.year.min(), observed.year.max() + 1) if len(observed) else np.arange(1)
    )
    position = {code: n for n, code in enumerate(region_codes)}
    arrays = {code: np.full((len(years), len(region_codes)), np.nan) for code in statistics}
    for code, group in observed.groupby("statistic", sort=True):
        at = (group.year.to_numpy() - years[0], group.region_code.map(position).to_numpy())
        arrays[str(code)][at] = group.value.to_numpy(float) * statistics[str(code)].unit.factor
    for statistic, formula in derived:
        with np.errstate(divide="ignore", invalid="ignore"):
            result = np.asarray(formula.value(arrays), dtype=float)
        arrays[statistic.code] = np.where(np.isfinite(result), result, np.nan)
    return Series(years, arrays)


def measure(
    known: Series, indicators: Sequence[Indicator], years: Sequence[int], ages: Ages
) -> Measures:
    """Value of every indicator for every evaluation year and region."""
    shape = (len(years), next(iter(known.arrays.values())).shape[1], len(indicators))
    values = np.full(shape, np.nan)
    numerator_years = np.zeros(shape, dtype=np.int64)
    denominator_years = np.zeros(shape, dtype=np.int64)
    for j, indicator in enumerate(indicators):
        for t, year in enumerate(years):
            tops, top_years = latest(known, indicator.numerator, year, ages.max_age_in(year))
            if indicator.denominator:
                bottoms, bottom_years = nearest(
                    known, indicator.denominator, top_years, ages.denominator_max_gap
                )
            else:
                bottoms, bottom_years = np.ones_like(tops), np.zeros_like(top_years)
            usable = ~np.isnan(tops) & ~np.isnan(bottoms) & (bottoms != 0)
            quotient = np.divide(tops, bottoms, out=np.full_like(tops, np.nan), where=usable)
            values[t, :, j] = quotient / indicator.unit.factor
            numerator_years[t, :, j] = np.where(usable, top_years, NO_YEAR)
            denominator_years[t, :, j] = np.where(usable, bottom_years, NO_YEAR)
    return Measures(values, numerator_years, denominator_years)


def latest(known: Series, code: str, year: int, max_age: int) -> tuple[Array, Years]:
    """Newest figure of each region that is at most `max_age` years older than `year`."""
    values = np.full(known.arrays[code].shape[1], np.nan)
    years = np.zeros(len(values), dtype=np.int64)
    for age in range(max_age + 1):
        candidates = known.at(code, year - age)
        take = np.isnan(values) & ~np.isnan(candidates)
        values[take] = candidates[take]
        years[take] = year - age
    return values, years


def nearest(known: Series, code: str, wanted: Years, max_gap: int) -> tuple[Array, Years]:
    """Figure of each region nearest to its wanted year; of two equally near, the earlier."""
    values = np.full(len(wanted), np.nan)
    years = np.zeros(len(wanted), dtype=np.int64)
    for offset in _offsets(max_gap):
        for year in np.unique(wanted[wanted != NO_YEAR]):
            candidates = known.at(code, int(year) + offset)
            take = (wanted == year) & np.isnan(values) & ~np.isnan(candidates)
            values[take] = candidates[take]
            years[take] = year + offset
    return values, years


def _offsets(max_gap: int) -> Iterator[int]:
    yield 0
    for gap in range(1, max_gap + 1):
        yield from (-gap, gap)


def missing_any(values: Array) -> npt.NDArray[np.bool_]:
    """Where any entry along the last axis is missing."""
    return np.asarray(np.isnan(values).any(axis=-1))
