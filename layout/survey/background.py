"""What a survey is held against: regions, their people and product, the date of the data."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from geodata.evidence import Evidence
from geodata.regions import Register
from geodata.statistics import Statistic
from layout.amounts import Amount
from layout.expressions import Expression
from layout.measures import NO_YEAR, Series, nearest, series
from layout.settings import Settings
from layout.survey.areas import Areas, areas
from layout.views import panel_of

GDP = "gdp"
"""Statistic of the gross regional product."""


@dataclass(frozen=True)
class Context:
    """Everything besides the cells themselves.

    Attributes
    ----------
    population, gdp
        Figures of the regions nearest to each evaluation year, in persons and yuan; None where
        the study has no such statistic.
    provinces
        Code → name, of the places outside the study to which deals lead.
    as_of
        Date of the registers.
    """

    areas: Areas
    population: Amount | None
    gdp: Amount | None
    provinces: Mapping[str, str]
    as_of: dt.date

    @property
    def years(self) -> tuple[int, ...]:
        """Evaluation years."""
        return self.areas.panel.years


def context(
    settings: Settings,
    evidence: Evidence,
    derived: Sequence[tuple[Statistic, Expression]],
    as_of: dt.date | None = None,
) -> Context:
    """The context of a study.

    Parameters
    ----------
    derived
        As `Study.derived`.
    as_of
        Date of the registers; the study's release where it is not known.
    """
    panel = panel_of(evidence.regions, settings.years)
    known = series(evidence.figures, evidence.statistics, derived, panel.codes)
    gap = settings.ages.denominator_max_gap
    provinces = Register.load().children("100000", level="province")
    return Context(
        areas(panel, evidence.official, settings.area),
        beside(known, evidence.statistics, settings.views.population, panel.years, gap),
        beside(known, evidence.statistics, GDP, panel.years, gap),
        {province.code: province.name for province in provinces},
        as_of or settings.release,
    )


def beside(
    known: Series,
    statistics: Mapping[str, Statistic],
    code: str,
    years: Sequence[int],
    max_gap: int,
) -> Amount | None:
    """The figures of a statistic that stand beside the counts of each year.

    As of a denominator of the study's indicators: the figure nearest to the year, at most
    `max_gap` years away, of two equally near the earlier.

    Returns
    -------
    Amount or None
        None if there is no such statistic or not one figure above 0.
    """
    if code not in known.arrays:
        return None
    count = known.arrays[code].shape[1]
    both = [nearest(known, code, np.full(count, year), max_gap) for year in years]
    values, used = (np.stack(part) for part in zip(*both, strict=True))
    usable = values > 0
    if not usable.any():
        return None
    return Amount(
        code,
        statistics[code].label_zh,
        np.where(usable, values, np.nan),
        np.where(usable, used, NO_YEAR),
    )
