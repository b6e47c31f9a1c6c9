"""Everything that departments hand in regularly, read together."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from geodata.errors import Problems
from geodata.monitoring.annual import merged, yearly
from geodata.monitoring.declared import (
    no_interfaces,
    no_rules,
    read_interfaces,
    read_rules,
)
from geodata.monitoring.events import read_events, yearly_counts
from geodata.monitoring.records import EVENT_COLUMNS, Monitoring
from geodata.monitoring.series import SeriesReader
from geodata.regions import Scope
from geodata.statistics import Statistic
from geodata.tables import Table


@dataclass(frozen=True)
class Asked:
    """What a study asks to be read of departments' tables.

    Attributes
    ----------
    study
        Name of the study file, for messages.
    tables
        ``interfaces, rules, events`` → path, those that the study has.
    series
        Tables of figures by period; none where the study has none.
    as_of
        Day of the evaluation: years that are not over then have no count of events.
    """

    study: str
    tables: Mapping[str, Path]
    series: tuple[Path, ...]
    as_of: dt.date


def read_monitoring(
    asked: Asked,
    scope: Scope,
    statistics: Mapping[str, Statistic],
    sources: frozenset[str],
    departments: frozenset[str],
    figures: pd.DataFrame,
    problems: Problems,
) -> Monitoring:
    """Read tables of departments and make yearly figures; what is wrong is added to `problems`.

    Parameters
    ----------
    sources, departments
        Registered ids and codes.
    figures
        Published figures of the study, in the columns of `Evidence.figures`, before those that are
        counted from registers: a cell that both have must agree, and is then kept once.
    """
    read = list[Table]()
    interfaces, rules = no_interfaces(), no_rules()
    if "interfaces" in asked.tables:
        file = asked.tables["interfaces"]
        interfaces, table = read_interfaces(file, statistics, departments, problems)
        read.append(table)
    if "rules" in asked.tables:
        rules, table = read_rules(asked.tables["rules"], statistics, departments, problems)
        read.append(table)
    reader = SeriesReader(interfaces, scope, statistics, sources, problems)
    series, tables = reader.read(asked.series)
    read += tables
    events = pd.DataFrame(columns=[*EVENT_COLUMNS], dtype=str)
    if "events" in asked.tables:
        events, event_table = read_events(asked.tables["events"], scope, sources, problems)
        read.append(event_table)
    annual, incomplete = yearly(series, interfaces)
    counted = yearly_counts(events, statistics, asked.as_of)
    return Monitoring(
        interfaces=interfaces,
        series=series,
        events=events,
        rules=rules,
        annual=merged(annual, counted, figures, statistics, problems),
        incomplete=incomplete,
        files={table.name: table.sha256 for table in read},
    )
