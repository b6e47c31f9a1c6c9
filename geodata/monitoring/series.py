"""Figures that departments hand in by year, quarter or month."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from geodata.errors import Problems
from geodata.monitoring.cells import Cells
from geodata.monitoring.periods import Period, parse_period
from geodata.monitoring.records import SERIES_COLUMNS
from geodata.regions import Scope
from geodata.statistics import Statistic
from geodata.tables import Row, Table, read_table

INPUT_COLUMNS = ("region", "period", "statistic", "value", "unit", "source_id", "note")


@dataclass
class SeriesReader:
    """Checks rows against interfaces, dictionary, regions and sources.

    Attributes
    ----------
    interfaces
        As `INTERFACE_COLUMNS`.
    """

    interfaces: pd.DataFrame
    scope: Scope
    statistics: Mapping[str, Statistic]
    source_ids: Collection[str]
    problems: Problems
    _seen: dict[tuple[str, str, str], str] = field(default_factory=dict)
    _spans: dict[tuple[str, str, int], tuple[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        keyed = self.interfaces.set_index("statistic")
        self._interface = dict(keyed.interface)
        self._frequency = dict(keyed.frequency)

    def read(self, paths: Sequence[Path]) -> tuple[pd.DataFrame, list[Table]]:
        """Read all tables; columns `SERIES_COLUMNS`, in the order of the files.

        A row without a value is passed over: what is not there is not zero.
        """
        tables, rows = [], []
        for path in paths:
            table = read_table(path, INPUT_COLUMNS, self.problems, optional=("interface",))
            tables.append(table)
            records = (self._record(row, table.name) for row in table)
            rows += [record for record in records if record]
        return pd.DataFrame(rows, columns=[*SERIES_COLUMNS]), tables

    def _record(self, row: Row, file: str) -> dict[str, Any] | None:
        cells = Cells(row, file, self.problems, self.source_ids)
        region = cells.region("region", self.scope)
        statistic = cells.statistic("statistic", self.statistics)
        factor = cells.factor("unit", statistic) if statistic else 1.0
        value = cells.number("value") if row["value"] else None
        source = cells.source()
        code = statistic.code if statistic else ""
        interface = self._interface_of(cells, code) if code else ""
        period = parse_period(cells.filled("period"))
        if row["period"] and period is None:
            cells.tell("monitoring_period", "period", seen=row["period"])
        if not cells.sound or period is None or value is None:
            return None
        if not self._fits(cells, code, period) or not self._first(cells, region, code, period):
            return None
        return {
            "interface": interface,
            "region_code": region,
            "period": str(period),
            "statistic": code,
            "value": value * factor,
            "source_id": source,
            "note": row["note"],
            "file": file,
            "row": row.number,
        }

    def _interface_of(self, cells: Cells, code: str) -> str:
        interface = str(self._interface.get(code, ""))
        stated = cells.row["interface"]
        if not interface:
            label = self.statistics[code].label_zh
            cells.tell("monitoring_no_interface", "statistic", seen=label)
        elif stated and stated != interface:
            cells.tell("monitoring_interface", "interface", seen=stated, expected=interface)
        return interface

    def _fits(self, cells: Cells, code: str, period: Period) -> bool:
        """The period is of the interface's frequency, or a year's figure of an earlier time."""
        frequency = self._frequency[code]
        if period.frequency not in (frequency, "year"):
            cells.tell("monitoring_frequency", "period", seen=str(period), expected=frequency)
        return cells.sound

    def _first(self, cells: Cells, region: str, code: str, period: Period) -> bool:
        """No other row gives the same cell, or the year where this gives a part of it."""
        place = f"{cells.file} 第 {cells.row.number} 行"
        key = (region, code, str(period))
        if key in self._seen:
            cells.tell("monitoring_repeated", "", key="、".join(key), first=self._seen[key])
        self._seen.setdefault(key, place)
        year = (region, code, period.year)
        frequency, first = self._spans.setdefault(year, (period.frequency, place))
        if frequency != period.frequency:
            cells.tell("monitoring_year_and_parts", "period", seen=period.year, first=first)
        return cells.sound
