"""Cells of the tables of departments: shares, regions, statistics and units."""

from collections.abc import Collection, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import ClassVar

from geodata import cells
from geodata.regions import RegionError, Scope
from geodata.statistics import NUMBER, Statistic, unit_or_problem
from geodata.units import UnitError

WORDS = cells.read_words(Path(__file__).with_name("words.csv"))


def origin(how: str) -> str:
    """What the note of a yearly figure says of how it was made."""
    (text,) = [word for word, code in WORDS["figure"].items() if code == how]
    return text


class Cells(cells.Cells):
    """The cells of one row of a table of departments."""

    words: ClassVar[cells.Words] = WORDS

    def number(self, column: str, *, needed: bool = False) -> float:
        """A number; ``20%`` is 0.2. NaN where it is none, or blank."""
        text = self.filled(column) if needed else self.row[column]
        share = text.endswith(("%", "％"))
        plain = text[:-1].strip() if share else text
        if text and not NUMBER.fullmatch(plain):
            self.tell("number_invalid", column, seen=text)
            return float("nan")
        if not text:
            return float("nan")
        return float(plain.replace(",", "")) / (100 if share else 1)

    def region(self, column: str, scope: Scope) -> str:
        """Code of the region that the cell names."""
        text = self.filled(column)
        try:
            return scope.resolve(text).code if text else ""
        except RegionError as error:
            self.tell("region_unknown", column, detail=error)
            return ""

    def statistic(self, column: str, statistics: Mapping[str, Statistic]) -> Statistic | None:
        """A statistic of the dictionary, by its code or its Chinese name."""
        text = self.filled(column)
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
        code = self.filled(column)
        if code and code not in departments:
            self.tell("department_unknown", column, seen=code)
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
