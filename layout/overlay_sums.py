"""Indicator values of overlays: evaluated on sums over regions, else means of the regions' values.

An amount (patents, yuan, people) is summed; a ratio of amounts is the ratio of the sums, which is
what one would publish for the overlay. A figure that was published as a ratio or a score has no
sum: the mean of the regions' values, weighted by its denominator or by people, stands in and is
marked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geodata.evidence import Evidence
from geodata.statistics import Statistic
from layout.expressions import Expression
from layout.measures import Measures, Series, measure, nearest, series
from layout.study import Study

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Sums:
    """Indicator values of O overlays in Y years.

    Attributes
    ----------
    measures
        (Y, O, J) in the indicators' units, with the years of the figures; of a mean, the oldest.
    on_means
        (Y, O, J) true where the value is a weighted mean of the regions' values.
    lowest, highest
        (Y, O, J) least and greatest value of the regions, where the value is such a mean.
    """

    measures: Measures
    on_means: Mask
    lowest: Array
    highest: Array


def sums(study: Study, evidence: Evidence, every: Measures, members: Mask) -> Sums:
    """Evaluate the study's indicators for overlays.

    Parameters
    ----------
    every
        Measures of the study's regions, all indicators.
    members : (O, R)
        Regions of each overlay; one without any has no values.
    """
    known = series(
        evidence.figures,
        evidence.statistics,
        study.derived,
        evidence.regions.region_code.to_list(),
    )
    together = summed(known, evidence.statistics, study.derived, members)
    own = measure(together, study.indicators, study.settings.years, study.settings.ages)
    addable = _addable(evidence.statistics, study.derived)
    without = np.array(
        [not {i.numerator, i.denominator} - {""} <= addable for i in study.indicators]
    )
    weights = _weights(study, evidence, known)
    shape = own.values.shape
    on_means, lowest, highest = (
        np.zeros(shape, bool),
        np.full(shape, np.nan),
        np.full(shape, np.nan),
    )
    values, tops, bottoms = own.values, own.numerator_years, own.denominator_years
    for o, inside in enumerate(members):
        if not inside.any():
            continue
        parts, weight = every.values[:, inside], weights[:, inside]
        mean = (parts * weight).sum(axis=1) / weight.sum(axis=1)
        used = without & ~np.isnan(mean)
        on_means[:, o] = used
        values[:, o] = np.where(used, mean, values[:, o])
        lowest[:, o] = np.where(used, parts.min(axis=1), np.nan)
        highest[:, o] = np.where(used, parts.max(axis=1), np.nan)
        tops[:, o] = np.where(used, every.numerator_years[:, inside].min(axis=1), tops[:, o])
        oldest = every.denominator_years[:, inside].min(axis=1)
        bottoms[:, o] = np.where(used, oldest, bottoms[:, o])
    return Sums(Measures(values, tops, bottoms), on_means, lowest, highest)


def summed(
    known: Series,
    statistics: Mapping[str, Statistic],
    derived: Sequence[tuple[Statistic, Expression]],
    members: Mask,
) -> Series:
    """Statistics of overlays: amounts summed, ratios computed from the sums, all else missing.

    A sum needs the figures of all regions in the same year. An amount that a formula derives is
    summed like any other: GDP implied by two ratios is still yuan.
    """
    shape = (len(known.years), len(members))
    arrays = {code: np.full(shape, np.nan) for code in statistics}
    for code, statistic in statistics.items():
        if statistic.is_amount:
            for o, inside in enumerate(members):
                if inside.any():
                    arrays[code][:, o] = known.arrays[code][:, inside].sum(axis=1)
    for statistic, formula in derived:
        if not statistic.is_amount:
            with np.errstate(divide="ignore", invalid="ignore"):
                result = np.asarray(formula.value(arrays), dtype=float)
            arrays[statistic.code] = np.where(np.isfinite(result), result, np.nan)
    return Series(known.years, arrays)


def _addable(
    statistics: Mapping[str, Statistic], derived: Sequence[tuple[Statistic, Expression]]
) -> set[str]:
    """Statistics that `summed` can give: amounts, and ratios that a formula makes of amounts."""
    found = {code for code, statistic in statistics.items() if statistic.is_amount}
    for statistic, formula in derived:
        if set(formula.names) <= found:
            found.add(statistic.code)
    return found


def _weights(study: Study, evidence: Evidence, known: Series) -> Array:
    """(Y, R, J) by what the regions' values of each indicator are averaged, where they must be.

    The dictionary names it for ratios (R&D intensity: GDP); else it is the study's population, of
    the nearest year that a denominator may be of. NaN throughout where there is neither.
    """
    settings = study.settings
    gap = settings.ages.denominator_max_gap + max(map(settings.ages.max_age_in, settings.years))
    regions = next(iter(known.arrays.values())).shape[1]
    found: dict[str, Array] = {"": np.full((len(settings.years), regions), np.nan)}
    codes = [
        evidence.statistics[i.numerator].mean_weight or settings.views.population
        for i in study.indicators
    ]
    wanted = [np.full(regions, year) for year in settings.years]
    for code in set(codes) - {""}:
        found[code] = np.stack([nearest(known, code, year, gap)[0] for year in wanted])
    return np.stack([found[code] for code in codes], axis=-1)
