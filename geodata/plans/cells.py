"""Cells of the tables of plans, each read in its way; what is wrong is told with its place."""

import csv
import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path

import pandas as pd

from geodata.errors import Problems
from geodata.policies.kept import day
from geodata.statistics import NUMBER, YEARS, Statistic
from geodata.tables import Row, Table
from geodata.units import Unit, UnitError, parse_unit

WORDS = Path(__file__).with_name("words.csv")
MONTH = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?(?:[末底])?")
YEAR = re.compile(r"(\d{4})\s*年?")
MASK = re.compile(r"[*＊]+")
MONTHS = 12


@cache
def words() -> dict[str, dict[str, str]]:
    """Kind of cell → Chinese word → code, in the order of ``words.csv``."""
    found: dict[str, dict[str, str]] = {}
    with WORDS.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["kind"], {})[row["word"]] = row["code"]
    return found


def moment(text: str) -> tuple[str, float]:
    """A year or month as ISO and in years, the end of 2020 being 2020.0; blank and NaN if none.

    Examples
    --------
    >>> [moment(text) for text in ("2020年", "2025-06", "2025年6月底", "2025-13")]
    [('2020', 2020.0), ('2025-06', 2024.5), ('2025-06', 2024.5), ('', nan)]
    """
    if (match := YEAR.fullmatch(text)) and int(match[1]) in YEARS:
        return match[1], float(match[1])
    match = MONTH.fullmatch(text)
    if match and int(match[1]) in YEARS and 1 <= int(match[2]) <= MONTHS:
        year, month = int(match[1]), int(match[2])
        return f"{year}-{month:02d}", year - 1 + month / MONTHS
    return "", math.nan


@dataclass(frozen=True)
class Ground:
    """What cells are checked against: the dictionary, the sources and where problems go."""

    statistics: Mapping[str, Statistic]
    sources: Collection[str]
    problems: Problems


class Cells:
    """The cells of one row. `sound` is false as soon as one is wrong."""

    def __init__(self, row: Row, table: Table, ground: Ground) -> None:
        self.row, self.table, self.ground = row, table, ground
        self.sound = True

    def tell(self, code: str, column: str, **values: object) -> None:
        """Add a problem of a cell."""
        self.sound = False
        self.ground.problems.add(code, self.table.name, self.row.number, column, **values)

    def filled(self, column: str) -> str:
        """A cell that must not be blank."""
        if not self.row[column]:
            self.tell("cell_empty", column)
        return self.row[column]

    def unique(self, column: str, key: str, first: dict[str, int]) -> None:
        """Tell a key that an earlier row has; `first` holds the row of each."""
        if self.filled(column) and key in first:
            self.tell("code_repeated", column, seen=key, first=first[key])
        first.setdefault(key, self.row.number)

    def known(self, column: str, known: Collection[str], code: str, **values: object) -> str:
        """A code that must be one of `known`; the message names the nearest."""
        text = self.filled(column)
        if text and text not in known:
            near = get_close_matches(text, [*known], n=3)
            hint = f"；相近：{'、'.join(near)}" if near else ""
            self.tell(code, column, seen=text, hint=hint, **values)
        return text

    def source(self) -> str:
        """A source of the table of sources."""
        text = self.filled("source_id")
        if text and text not in self.ground.sources:
            self.tell("source_unknown", "source_id", seen=text)
        return text

    def choice(self, column: str, *, kind: str = "", needed: bool = True) -> str:
        """Code of a cell that holds a code or a word for it; blank `kind`: as the column."""
        text, meant = self.row[column], words()[kind or column]
        if not text and not needed:
            return ""
        if self.filled(column) and text not in meant and text not in meant.values():
            self.tell("value_not_allowed", column, seen=text, allowed=_allowed(meant))
        return meant.get(text, text)

    def year(self, column: str) -> int:
        """A year; 0 where it is wrong."""
        text = self.filled(column)
        if text.isdecimal() and int(text) in YEARS:
            return int(text)
        if text:
            self.tell("year_invalid", column, seen=text)
        return 0

    def day(self, column: str) -> str:
        """A day as ISO, or blank."""
        if self.row[column] and not day(self.row[column]):
            self.tell("policy_day_invalid", column, seen=self.row[column])
        return day(self.row[column])

    def number(self, column: str, *, needed: bool = False) -> float:
        """A number; NaN where the cell is blank or wrong."""
        text = self.filled(column) if needed else self.row[column]
        if text and not NUMBER.fullmatch(text):
            self.tell("number_invalid", column, seen=text)
        return float(text.replace(",", "")) if NUMBER.fullmatch(text) else math.nan

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


def frame(
    rows: Sequence[Mapping[str, object]],
    columns: Sequence[str],
    numeric: Collection[str] = (),
    whole: Collection[str] = (),
) -> pd.DataFrame:
    """Rows as a frame of `columns`: text but for numbers and whole numbers, which may be blank."""
    table = pd.DataFrame([[row[c] for c in columns] for row in rows], columns=[*columns])
    types = dict.fromkeys(columns, "str")
    types |= dict.fromkeys(numeric, "float64") | dict.fromkeys(whole, "Int64")
    return table.astype(types)


def _allowed(meant: Mapping[str, str]) -> str:
    """Every code with its first word."""
    first: dict[str, str] = {}
    for word, code in meant.items():
        first.setdefault(code, word)
    return "、".join(f"{word}（{code}）" for code, word in first.items())
