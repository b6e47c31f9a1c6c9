"""The cells of one row of a table that a department keeps, each read in its way.

A table may hold codes or the words for them; all faults are told at once, each with its place.
"""

import csv
import datetime as dt
import math
import re
from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import ClassVar

import pandas as pd

from geodata.errors import Problems
from geodata.statistics import NUMBER, YEARS
from geodata.tables import Row

Words = Mapping[str, Mapping[str, str]]
"""Kind of cell → word → code."""

DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
MONTH = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?(?:[末底])?")
YEAR = re.compile(r"(\d{4})\s*年?")
MONTHS = 12


@cache
def read_words(path: Path) -> dict[str, dict[str, str]]:
    """Kind of cell → word → code, in the order of a file ``kind,code,word``."""
    found: dict[str, dict[str, str]] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["kind"], {})[row["word"]] = row["code"]
    return found


def allowed(meant: Mapping[str, str]) -> str:
    """Every code with its first word, for messages.

    Examples
    --------
    >>> allowed({"城镇": "urban", "城市": "urban", "乡村": "rural"})
    '城镇（urban）、乡村（rural）'
    """
    first: dict[str, str] = {}
    for word, code in meant.items():
        first.setdefault(code, word)
    return "、".join(f"{word}（{code}）" for code, word in first.items())


def day(text: str) -> str:
    """A day as ISO; blank if the text is none.

    Examples
    --------
    >>> [day(text) for text in ("2016/1/5", "2016年2月17日", "2016年2月", "2016.2.30")]
    ['2016-01-05', '2016-02-17', '', '']
    """
    match = DAY.fullmatch(text.strip())
    if not match:
        return ""
    try:
        return dt.date(*map(int, match.groups())).isoformat()
    except ValueError:
        return ""


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


class Cells:
    """The cells of one row. `sound` is false as soon as one is wrong.

    `words` are what may stand for codes in the tables of a subclass.
    """

    words: ClassVar[Words] = {}

    def __init__(
        self, row: Row, file: str, problems: Problems, sources: Collection[str] = ()
    ) -> None:
        self.row, self.file, self.problems, self.sources = row, file, problems, sources
        self.sound = True

    def tell(self, code: str, column: str, **values: object) -> None:
        """Add a problem of a cell."""
        self.sound = False
        self.problems.add(code, self.file, self.row.number, column, **values)

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
        if text and text not in self.sources:
            self.tell("source_unknown", "source_id", seen=text)
        return text

    def choice(self, column: str, *, kind: str = "", needed: bool = True) -> str:
        """Code of a cell that holds a code or a word for it; blank `kind`: as the column."""
        text, meant = self.row[column], self.words[kind or column]
        if not text and not needed:
            return ""
        if self.filled(column) and text not in meant and text not in meant.values():
            self.tell("value_not_allowed", column, seen=text, allowed=allowed(meant))
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
