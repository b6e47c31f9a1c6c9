"""Sheets of the workbook: which there are, and how one is written."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from reports.dictionary import entry
from reports.texts import read_texts

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

TEXTS = Path(__file__).with_name("texts.csv")

MOST_ROWS = 1_048_576 - 3
"""Rows that Excel can hold below the two of the head and the line of a demonstration; a longer
table goes on in a further sheet."""

MOST_LETTERS = 32_767
"""Letters that a cell of Excel can hold."""

NAME_LENGTH = 31
"""Letters that the name of a sheet can have."""

SAMPLE = 200
"""Rows by which the width of a column is judged."""

NARROW, WIDE = 8, 60
"""Least and greatest width of a column, in digits."""

PRINTED_WIDTH = 250
"""Digits across a page of A4 that can still be read; wider tables are printed on several pages."""

HEAD_ROWS = 2
"""Chinese names, and below them the codes by which programs know the columns."""

FREEZE = {"region_name", "label", "pair_label"}
"""Columns that stay in sight, with those before them, when they lead the table."""

NUMBER_FORMATS = {"bar": "0.000", "percent": "0.0%", "plain": "General", "whole": "0", "": "0.000"}


def say(key: str, **values: object) -> str:
    """A text of the workbook from ``texts.csv`` beside this file."""
    return read_texts(TEXTS)(key, **values)


@dataclass(frozen=True)
class Column:
    """A column with its Chinese name, its meaning and how it is shown."""

    code: str
    label: str
    meaning: str
    display: str


@dataclass(frozen=True)
class Sheet:
    """A table, or a part of one that is too long for one sheet."""

    name: str
    meaning: str
    file: str
    frame: pd.DataFrame
    columns: tuple[Column, ...]


def plan(tables: dict[str, pd.DataFrame]) -> list[Sheet]:
    """Plan a sheet for every table, under its Chinese name where the dictionary has one."""
    planned = []
    for table, frame in tables.items():
        known = entry(table)
        name = known.label if known else table
        columns = tuple(_column(table, code, frame[code]) for code in frame.columns)
        file = "catalogue/all.csv" if table == "catalogue" else f"tables/{table}.csv"
        starts = range(0, max(len(frame), 1), MOST_ROWS)
        for part, start in enumerate(starts, 1):
            end = say("part", part=part) if len(starts) > 1 else ""
            planned.append(
                Sheet(
                    name[: NAME_LENGTH - len(end)] + end,
                    known.meaning if known else "",
                    file,
                    frame.iloc[start : start + MOST_ROWS],
                    columns,
                )
            )
    return planned


def _column(table: str, code: str, values: pd.Series) -> Column:
    known = entry(table, code)
    display = known.display if known else ""
    # by what is in it: a column of numbers and blanks may have the type of anything
    kind = pd.api.types.infer_dtype(values, skipna=True)
    if kind in ("integer", "boolean"):
        display = "whole"
    elif kind not in ("floating", "mixed-integer-float"):
        display = "text"
    return Column(code, known.label if known else code, known.meaning if known else "", display)


class Book:
    """A workbook with its formats.

    Attributes
    ----------
    mark
        What stands in the first row and on every printed page of each sheet; blank for nothing.
    top
        Row in which a sheet's own content begins.
    """

    def __init__(self, workbook: "Workbook", mark: str = "") -> None:
        self.workbook, self.mark, self.top = workbook, mark, 1 if mark else 0
        head = {"bg_color": "#e8eef5", "align": "center", "bottom": 1}
        self.title = workbook.add_format({"bold": True, "font_size": 14})
        self.strong = workbook.add_format({"bold": True})
        self.head = workbook.add_format(head | {"bold": True, "text_wrap": True})
        self.code = workbook.add_format(head | {"font_color": "#666666", "font_size": 9})
        self.text = workbook.add_format({"num_format": "@"})
        self.plain = workbook.add_format({"num_format": "0"})
        if mark:
            warning = {"bg_color": "#b91c1c", "font_color": "#ffffff", "bold": True}
            self.warning = workbook.add_format(warning)
        self.link = workbook.add_format({"font_color": "#0563c1", "underline": 1})
        self.numbers = {
            display: workbook.add_format({"num_format": form})
            for display, form in NUMBER_FORMATS.items()
        }

    def page(self, name: str, widths: Sequence[float]) -> "Worksheet":
        """A new sheet, set for printing on A4 across."""
        page = self.workbook.add_worksheet(name)
        for column, width in enumerate(widths):
            page.set_column(column, column, width)
        page.set_landscape()
        page.set_paper(9)
        if sum(widths) <= PRINTED_WIDTH:
            page.fit_to_pages(1, 0)
        page.set_footer("&C&P / &N")
        if self.mark:
            page.set_header(f"&C&B{self.mark}")
            page.write_string(0, 0, self.mark, self.warning)
            for column in range(1, len(widths)):  # blank cells let the words run on
                page.write_blank(0, column, None, self.warning)
        return page

    def table(self, sheet: Sheet) -> None:
        """Write one table with its head, filter, frozen panes and bars."""
        page = self.page(sheet.name, [_width(sheet.frame, column) for column in sheet.columns])
        for place, column in enumerate(sheet.columns):  # row after row: none is kept in memory
            page.write_string(self.top, place, column.label, self.head)
        for place, column in enumerate(sheet.columns):
            page.write_string(self.top + 1, place, column.code, self.code)
        writers = [self._writer(page, column) for column in sheet.columns]
        first = self.top + HEAD_ROWS
        for row, cells in enumerate(_cells(sheet.frame), first):
            for place, (write, value) in enumerate(zip(writers, cells, strict=True)):
                if value is not None:
                    write(row, place, value)
        last = first + len(sheet.frame) - 1
        frozen = [n + 1 for n, column in enumerate(sheet.columns[:3]) if column.code in FREEZE]
        page.freeze_panes(first, max(frozen, default=0))
        page.repeat_rows(0, first - 1)
        if frozen:
            page.repeat_columns(0, max(frozen) - 1)
        page.autofilter(first - 1, 0, max(last, first - 1), len(sheet.columns) - 1)
        for place, column in enumerate(sheet.columns):
            if column.display == "bar" and len(sheet.frame):
                page.conditional_format(
                    first,
                    place,
                    last,
                    place,
                    {
                        "type": "data_bar",
                        "bar_color": "#b9e2da",
                        "bar_solid": True,
                        "min_type": "num",
                        "min_value": 0,
                        "max_type": "num",
                        "max_value": 1,
                    },
                )

    def _writer(self, page: "Worksheet", column: Column) -> Callable[[int, int, Any], object]:
        """How a cell of this column is written; what is not known is not written at all."""
        form: Format = self.text if column.display == "text" else self.numbers[column.display]
        if column.display == "text":
            return lambda row, place, text: page.write_string(row, place, _fitting(str(text)), form)
        return lambda row, place, number: page.write_number(row, place, number, form)


def _cells(frame: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    """Rows of the table, None for what is not known."""
    known = [frame[code].notna() & (frame[code] != "") for code in frame.columns]
    columns = [
        frame[code].astype(object).where(there.astype(bool), None).tolist()
        for code, there in zip(frame.columns, known, strict=True)
    ]
    return zip(*columns, strict=True)


def _fitting(text: str) -> str:
    """The text, or what a cell can hold of it with a word that it goes on."""
    if len(text) <= MOST_LETTERS:
        return text
    end = say("cut")
    return text[: MOST_LETTERS - len(end)] + end


def _width(frame: pd.DataFrame, column: Column) -> float:
    """Width of a column from its head and its first rows; a Chinese letter is two digits wide."""
    values = frame[column.code].head(SAMPLE).dropna()
    shown = map(str, values) if column.display == "text" else (f"{v:.6g}" for v in values)
    head = max(_digits(column.label) / 2 + 2, len(column.code) * 0.9)
    longest = max([head, *map(_digits, shown)], default=NARROW)
    return min(max(longest + 2, NARROW), WIDE)


def _digits(text: str) -> int:
    return sum(2 if ord(letter) > 0x2E80 else 1 for letter in text)
