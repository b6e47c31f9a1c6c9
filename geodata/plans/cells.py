"""Cells of the tables of plans: numbers within limits, masked numbers, units and statistics."""

import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import ClassVar

from geodata import cells
from geodata.errors import Problems
from geodata.statistics import Statistic
from geodata.tables import Row, Table
from geodata.units import Unit, UnitError, parse_unit

MASK = re.compile(r"[*＊]+")


@dataclass(frozen=True)
class Ground:
    """What cells are checked against: the dictionary, the sources and where problems go."""

    statistics: Mapping[str, Statistic]
    sources: Collection[str]
    problems: Problems


class Cells(cells.Cells):
    """The cells of one row of a table of plans."""

    words: ClassVar[cells.Words] = cells.read_words(Path(__file__).with_name("words.csv"))

    def __init__(self, row: Row, table: Table, ground: Ground) -> None:
        super().__init__(row, table.name, ground.problems, ground.sources)
        self.table, self.ground = table, ground

    def bounded(self, column: str, low: float, high: float, *, above: bool = False) -> float:
        """A number of a range, its low end excluded if `above`; NaN where blank or wrong."""
        value = self.number(column)
        if value < low or value > high or (above and value == low):  # NaN is neither
            limits = f"大于 {low:g} 的数" if above else f"不小于 {low:g} 的数"
            limits += "" if math.isinf(high) else f"，且不大于 {high:g}"
            self.tell("plan_number_outside", column, seen=self.row[column], limits=limits)
            return math.nan
        return value

    def masked(self, column: str) -> bool:
        """Whether the cell holds asterisks: the plan has a number, but does not show it."""
        return bool(MASK.fullmatch(self.row[column]))

    def unit(self) -> Unit | None:
        """The unit of the row; None where it is unknown."""
        if not self.filled("unit"):
            return None
        try:
            return parse_unit(self.row["unit"])
        except UnitError as error:
            self.tell("unit_unknown", "unit", detail=error)
            return None

    def factor(self, unit: Unit | None, other: Unit | None) -> float:
        """From the row's unit to another; NaN where either is unknown or they do not fit."""
        if unit is None or other is None:
            return math.nan
        try:
            return unit.to(other)
        except UnitError as error:
            self.tell("unit_wrong", "unit", detail=error)
            return math.nan

    def statistic(self, column: str, unit: Unit | None) -> str:
        """A statistic of the dictionary, or blank; of the same quantity as `unit` if there is."""
        text = self.row[column]
        if not text:
            return ""
        found = self.ground.statistics.get(text)
        if found is None:
            near = get_close_matches(text, self.ground.statistics, n=3)
            self.tell("statistic_unknown", column, seen=text, near="、".join(near) or "无")
        elif unit and not unit.measures_same(found.unit):
            values = {"statistic": found.label_zh, "unit": found.unit.name, "own": unit.name}
            self.tell("plan_statistic_unit", column, **values)
        return text
