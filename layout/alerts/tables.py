"""Tables of departments' figures and of alerts, from rules on any statistic of a study."""

import datetime as dt
from collections.abc import Mapping, Sequence

import pandas as pd

from geodata.monitoring.records import Monitoring
from geodata.statistics import Statistic
from layout.alerts.figures import known_figures
from layout.alerts.reported import coverage_table, entity_table, series_table
from layout.alerts.rules import Watch, alerts
from layout.expressions import Expression
from layout.indicators import Indicator
from layout.notes import Notes
from layout.settings.monitoring import Monitoring as Settings


def alert_tables(
    settings: Settings,
    monitoring: Monitoring,
    figures: pd.DataFrame,
    statistics: Mapping[str, Statistic],
    derived: Sequence[tuple[Statistic, Expression]],
    regions: pd.DataFrame,
    departments: Mapping[str, str],
    indicators: Sequence[Indicator],
    as_of: dt.date,
    notes: Notes,
) -> dict[str, pd.DataFrame]:
    """Look at every rule, and show what departments have handed in.

    Parameters
    ----------
    figures
        As `Evidence.figures`, with `Monitoring.annual` merged in.
    derived
        Statistics that are computed from others, as in `layout.measures.series`.
    regions
        ``region_code, region_name`` in the study's order.
    departments
        Code → Chinese name.
    as_of
        Day of the evaluation: ``settings.as_of`` or the day of release.

    Returns
    -------
    dict
        ``alerts, monitoring_series, monitoring_coverage, credit_entities``; see
        ``docs/tables.md``.
    """
    names = dict(zip(regions.region_code, regions.region_name, strict=True))
    known = known_figures(figures, statistics, derived, monitoring.series, tuple(names), as_of)
    watch = Watch(known, statistics, names, departments, as_of)
    return {
        "alerts": alerts(monitoring.rules, watch, notes),
        "monitoring_series": series_table(monitoring, statistics, names, as_of, notes),
        "monitoring_coverage": coverage_table(
            monitoring, statistics, names, departments, indicators, notes
        ),
        "credit_entities": entity_table(
            monitoring.events, names, as_of, settings.repeat_months, notes
        ),
    }
