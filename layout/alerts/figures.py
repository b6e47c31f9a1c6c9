"""Figures by period, as rules look at them: yearly ones, or a department's quarters and months."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from geodata.monitoring.periods import Period, parse_period
from geodata.statistics import Statistic
from layout.expressions import Expression
from layout.measures import series


class Figure(NamedTuple):
    """A value in the unit of the dictionary, and where it is from (blank: it was computed)."""

    value: float
    source_id: str


Points = dict[str, dict[Period, Figure]]
"""Region → period → figure."""


@dataclass(frozen=True)
class Known:
    """Everything known of the regions by statistic and period, up to a day.

    Attributes
    ----------
    codes
        Regions of the study, in its order.
    points
        Statistic → `Points`. A region that reports by quarter or month has these periods only,
        so that a rule compares like with like.
    """

    codes: tuple[str, ...]
    points: Mapping[str, Points]

    def of(self, statistic: str) -> Points:
        """Figures of one statistic."""
        return self.points.get(statistic, {})

    def nearest(self, statistic: str, region: str, period: Period) -> tuple[Period, Figure] | None:
        """The figure of that period, else of its year, else the last one before; None without."""
        own = self.of(statistic).get(region, {})
        if period in own:
            return period, own[period]
        year = Period("year", period.year, 1)
        earlier = [at for at in own if at == year or at.end <= period.end]
        if not earlier:
            return None
        at = year if year in own else max(earlier, key=lambda one: one.end)
        return at, own[at]


def known_figures(
    figures: pd.DataFrame,
    statistics: Mapping[str, Statistic],
    derived: Sequence[tuple[Statistic, Expression]],
    handed_in: pd.DataFrame,
    codes: tuple[str, ...],
    as_of: dt.date,
) -> Known:
    """Arrange figures and departments' series by statistic, region and period.

    Parameters
    ----------
    figures
        As `Evidence.figures`; suspect ones are left out.
    handed_in
        As `SERIES_COLUMNS`.
    as_of
        Periods that end after this day are left out.
    """
    points: dict[str, Points] = {}
    row: Any
    for row in handed_in[handed_in.region_code.isin(codes)].itertuples():
        period = parse_period(row.period)
        if period and period.frequency != "year" and period.end <= as_of:
            own = points.setdefault(row.statistic, {}).setdefault(row.region_code, {})
            own[period] = Figure(float(row.value), row.source_id)
    by_part = {(statistic, region) for statistic, own in points.items() for region in own}
    arranged = series(figures, statistics, derived, codes)
    keyed = figures[figures.status == "observed"]
    keys = zip(keyed.statistic, keyed.region_code, keyed.year, strict=True)
    sources = dict(zip(keys, keyed.source_id, strict=True))
    for code, array in arranged.arrays.items():
        for y, r in np.argwhere(~np.isnan(array)):
            region, period = codes[r], Period("year", int(arranged.years[y]), 1)
            if (code, region) not in by_part and period.end <= as_of:
                value = float(array[y, r]) / statistics[code].unit.factor
                source = str(sources.get((code, region, period.year), ""))
                own = points.setdefault(code, {}).setdefault(region, {})
                own[period] = Figure(value, source)
    return Known(codes, points)
