"""One row of a table of departments: each cell read in its way, each fault told with its place."""

from collections.abc import Collection, Mapping
from difflib import get_close_matches

from geodata.errors import Problems
from geodata.monitoring.words import allowed, coded
from geodata.policies.kept import day
from geodata.regions import RegionError, Scope
from geodata.statistics import NUMBER, Statistic, unit_or_problem
from geodata.tables import Row
from geodata.units import UnitError


class Cells:
    """Reads the cells of one row; `sound` stays true while nothing is wrong."""

    def __init__(self, row: Row, file: str, problems: Problems) -> None:
        self.row, self.file, self.problems = row, file, problems
        self.sound = True

    def tell(self, code: str, column: str, **values: object) -> None:
        """Note one fault of this row."""
        self.sound = False
        self.problems.add(code, self.file, self.row.number, column, **values)

    def text(self, column: str) -> str:
        """A cell that must not be blank."""
        if not self.row[column]:
            self.tell("cell_empty", column)
        return self.row[column]

    def unique(self, column: str, first: dict[str, int]) -> str:
        """A cell that no row before has; `first` remembers the rows."""
        text = self.text(column)
        if text and text in first:
            self.tell("code_repeated", column, seen=text, first=first[text])
        first.setdefault(text, self.row.number)
        return text

    def choice(self, column: str, kind: str, codes: Collection[str]) -> str:
        """A code, or the word that stands for it."""
        code = coded(kind, self.text(column))
        if code and code not in codes:
            self.tell("value_not_allowed", column, seen=code, allowed=allowed(kind))
        return code

    def number(self, column: str) -> float:
        """A number; ``20%`` is 0.2. NaN where it is none, or blank."""
        text = self.row[column]
        share = text.endswith(("%", "％"))
        plain = text[:-1].strip() if share else text
        if text and not NUMBER.fullmatch(plain):
            self.tell("number_invalid", column, seen=text)
            return float("nan")
        if not text:
            return float("nan")
        return float(plain.replace(",", "")) / (100 if share else 1)

    def day(self, column: str) -> str:
        """A day as ISO text; blank where the cell is blank."""
        text = self.row[column]
        found = day(text) if text else ""
        if text and not found:
            self.tell("policy_day_invalid", column, seen=text)
        return found

    def region(self, column: str, scope: Scope) -> str:
        """Code of the region that the cell names."""
        text = self.text(column)
        try:
            return scope.resolve(text).code if text else ""
        except RegionError as error:
            self.tell("region_unknown", column, detail=error)
            return ""

    def statistic(self, column: str, statistics: Mapping[str, Statistic]) -> Statistic | None:
        """A statistic of the dictionary, by its code or its Chinese name."""
        text = self.text(column)
        if text in statistics:
            return statistics[text]
        named = [one for one in statistics.values() if one.label_zh == text]
        if len(named) == 1:
            return named[0]
        if text:
            near = get_close_matches(text, statistics, n=3)
            self.tell("statistic_unknown", column, seen=text, near="、".join(near) or "无")
        return None

    def department(self, column: str, departments: Collection[str]) -> str:
        """A registered department."""
        code = self.text(column)
        if code and code not in departments:
            self.tell("department_unknown", column, seen=code)
        return code

    def source(self, column: str, sources: Collection[str]) -> str:
        """A registered source."""
        code = self.row[column]
        if code not in sources:
            self.tell("source_unknown", column, seen=code)
        return code

    def factor(self, column: str, statistic: Statistic) -> float:
        """What turns the row's unit into the dictionary's."""
        unit = unit_or_problem(self.row[column], self.file, self.row.number, self.problems)
        if unit is None:
            self.sound = False
            return 1.0
        try:
            return unit.to(statistic.unit)
        except UnitError as error:
            self.tell("unit_wrong", column, detail=error)
            return 1.0
