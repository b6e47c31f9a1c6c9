"""Published figures: the dictionary of statistics, their sources, and the long table of values."""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import pandas as pd

from geodata.errors import Problems
from geodata.regions import RegionError, Scope
from geodata.tables import Row, Table, read_table
from geodata.units import Unit, UnitError, parse_unit

STATISTIC_COLUMNS = ("statistic", "label_zh", "label_en", "unit", "formula", "comparable", "note")
STATISTIC_OPTIONAL = ("mean_weight",)
SOURCE_COLUMNS = ("source_id", "publisher", "title", "editions", "data_years", "checked", "note")
FIGURE_COLUMNS = (
    "region_code",
    "region_name",
    "year",
    "statistic",
    "value",
    "unit",
    "source_id",
    "status",
    "note",
)
STATUSES = ("observed", "suspect")
YEARS = range(1949, 2101)
NUMBER = re.compile(r"-?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?([eE][-+]?\d+)?")


@dataclass(frozen=True)
class Statistic:
    """What a figure measures. A blank `formula` means observed, else computed from others."""

    code: str
    label_zh: str
    label_en: str
    unit: Unit
    formula: str
    comparable: bool
    """False where editions of the figure are scaled anew and so say nothing about change."""
    note: str
    file: str
    row: int
    mean_weight: str = ""
    """Of a ratio: the statistic by which it is averaged over regions, such as its denominator."""

    @property
    def is_amount(self) -> bool:
        """Whether it can be added up over regions: a count, money or people, not a ratio."""
        powers = [power for _, power in self.unit.powers]
        return self.comparable and bool(powers) and min(powers) > 0


def read_statistics(path: Path, problems: Problems) -> tuple[dict[str, Statistic], Table]:
    """Read the dictionary of statistics; faults go to `problems`, faulty rows are left out."""
    table = read_table(path, STATISTIC_COLUMNS, problems, optional=STATISTIC_OPTIONAL)
    statistics: dict[str, Statistic] = {}
    for row in table:
        code = row["statistic"]
        if not code.isidentifier():
            problems.add("code_invalid", table.name, row.number, "statistic", seen=code)
        elif code in statistics:
            first = statistics[code].row
            problems.add(
                "code_repeated", table.name, row.number, "statistic", seen=code, first=first
            )
        elif row["comparable"] not in ("yes", "no"):
            seen = row["comparable"]
            allowed = "yes、no"
            problems.add(
                "value_not_allowed",
                table.name,
                row.number,
                "comparable",
                seen=seen,
                allowed=allowed,
            )
        elif unit := unit_or_problem(row["unit"], table.name, row.number, problems):
            statistics[code] = Statistic(
                code,
                row["label_zh"],
                row["label_en"],
                unit,
                row["formula"],
                row["comparable"] == "yes",
                row["note"],
                table.name,
                row.number,
                row["mean_weight"],
            )
    for statistic in statistics.values():
        weight = statistics.get(statistic.mean_weight)
        if statistic.mean_weight and not (weight and weight.is_amount):
            problems.add(
                "not_an_amount",
                table.name,
                statistic.row,
                "mean_weight",
                seen=statistic.mean_weight,
            )
    return statistics, table


def read_sources(path: Path, problems: Problems) -> tuple[pd.DataFrame, Table]:
    """Read the table of sources: one row per publication, keyed by `source_id`."""
    table = read_table(path, SOURCE_COLUMNS, problems)
    seen: dict[str, int] = {}
    for row in table:
        code = row["source_id"]
        for column in ("source_id", "publisher", "title", "data_years"):
            if not row[column]:
                problems.add("cell_empty", table.name, row.number, column)
        if code in seen:
            first = seen[code]
            problems.add(
                "code_repeated", table.name, row.number, "source_id", seen=code, first=first
            )
        seen[code] = row.number
    frame = pd.DataFrame([row.cells for row in table], columns=[*SOURCE_COLUMNS], dtype=str)
    return frame, table


def unit_or_problem(text: str, file: str, row: int, problems: Problems) -> Unit | None:
    """The unit of that name; an unknown one is added to `problems`."""
    try:
        return parse_unit(text)
    except UnitError as error:
        problems.add("unit_unknown", file, row, "unit", detail=error)
        return None


@dataclass
class FigureReader:
    """Checks the rows of a table of figures against region register, dictionary and sources."""

    scope: Scope
    statistics: dict[str, Statistic]
    source_ids: frozenset[str]
    problems: Problems

    def read(self, path: Path) -> tuple[pd.DataFrame, Table]:
        """Read one table of figures.

        Returns
        -------
        figures, table
            Columns ``region_code, year, statistic, value, status, source_id, note, row``; `value`
            is in the unit of the dictionary, `status` observed or suspect. Empty values are left
            out: a missing cell is one that is not there.
        """
        table = read_table(path, FIGURE_COLUMNS, self.problems)
        cells: dict[tuple[str, int, str], int] = {}
        records = []
        for row in table:
            record = self._record(row, table.name)
            if record is None:
                continue
            key = (record["region_code"], record["year"], record["statistic"])
            if key in cells:
                self.problems.add(
                    "cell_repeated",
                    table.name,
                    row.number,
                    key="、".join(map(str, key)),
                    first=cells[key],
                )
                continue
            cells[key] = row.number
            records.append(record)
        columns = [
            "region_code",
            "year",
            "statistic",
            "value",
            "status",
            "source_id",
            "note",
            "row",
        ]
        return pd.DataFrame(records, columns=columns), table

    def _record(self, row: Row, file: str) -> dict | None:
        """One checked figure, or None where the value is blank or anything is wrong."""
        faults = len(self.problems.found)
        code = self._region(row, file)
        year = self._year(row, file)
        statistic = self._statistic(row, file)
        factor = self._factor(row, file, statistic)
        value = self._value(row, file)
        if row["source_id"] not in self.source_ids:
            self.problems.add(
                "source_unknown", file, row.number, "source_id", seen=row["source_id"]
            )
        if row["status"] not in STATUSES:
            self.problems.add(
                "value_not_allowed",
                file,
                row.number,
                "status",
                seen=row["status"],
                allowed="、".join(STATUSES),
            )
        if value is None or len(self.problems.found) > faults:
            return None
        return {
            "region_code": code,
            "year": year,
            "statistic": row["statistic"],
            "value": value * factor,
            "status": row["status"],
            "source_id": row["source_id"],
            "note": row["note"],
            "row": row.number,
        }

    def _region(self, row: Row, file: str) -> str:
        """Code of the row's region; where code and name are both given, they must agree."""
        column = "region_code" if row["region_code"] else "region_name"
        if not row[column]:
            self.problems.add("cell_empty", file, row.number, column)
            return ""
        try:
            code = self.scope.resolve(row[column]).code
        except RegionError as error:
            self.problems.add("region_unknown", file, row.number, column, detail=error)
            return ""
        name = row["region_name"]
        if column == "region_code" and name and code not in self._codes_of(name):
            self.problems.add(
                "region_disagrees", file, row.number, "region_name", number=row[column], name=name
            )
        return code

    def _codes_of(self, name: str) -> set[str]:
        """Codes of all regions that a name may mean: 鼓楼区 stands in four cities."""
        return {region.code for region in self.scope.candidates(name)}

    def _year(self, row: Row, file: str) -> int:
        if row["year"].isdecimal() and int(row["year"]) in YEARS:
            return int(row["year"])
        self.problems.add("year_invalid", file, row.number, "year", seen=row["year"])
        return 0

    def _statistic(self, row: Row, file: str) -> Statistic | None:
        statistic = self.statistics.get(row["statistic"])
        if statistic is None:
            near = get_close_matches(row["statistic"], self.statistics, n=3)
            self.problems.add(
                "statistic_unknown",
                file,
                row.number,
                "statistic",
                seen=row["statistic"],
                near="、".join(near) or "无",
            )
        elif statistic.formula:
            self.problems.add(
                "statistic_derived", file, row.number, "statistic", seen=statistic.code
            )
        return statistic

    def _factor(self, row: Row, file: str, statistic: Statistic | None) -> float:
        unit = unit_or_problem(row["unit"], file, row.number, self.problems)
        if unit is None or statistic is None:
            return 1.0
        try:
            return unit.to(statistic.unit)
        except UnitError as error:
            self.problems.add("unit_wrong", file, row.number, "unit", detail=error)
            return 1.0

    def _value(self, row: Row, file: str) -> float | None:
        text = row["value"]
        if not text:
            return None
        if not NUMBER.fullmatch(text):
            self.problems.add("number_invalid", file, row.number, "value", seen=text)
            return None
        return float(text.replace(",", ""))
