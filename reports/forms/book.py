"""A workbook that appears whole or not at all, its texts, and the formats of its cells."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from layout.settings import Settings
from reports.demonstration import mark
from reports.publish import OutputBusyError
from reports.texts import read_texts

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

TEXTS = Path(__file__).with_name("texts.csv")

FONT = "微软雅黑"
"""On every Windows since 2007, and in WPS; elsewhere the program takes another."""

LINE = 16.5
"""Height in points of a line of 10-point Chinese text."""

GREY, YELLOW, STRONG = "#f2f2f2", "#fff9db", "#ffe699"
"""Given cells, cells to fill in, and those of them that must be."""

RED = "#b91c1c"

OPEN = {"format_columns": True, "format_rows": True}
"""What a reporter may do on protected sheets besides filling in; there is no password."""


def say(key: str, **values: object) -> str:
    """A text of the forms from ``texts.csv`` beside this file."""
    return read_texts(TEXTS)(key, **values)


@contextmanager
def renewed(target: Path) -> Iterator[Path]:
    """Give a temporary file; when the block ends well, it takes the place of `target`.

    Raises
    ------
    OutputBusyError
        If the file cannot be written or replaced; `target` then keeps what it had.
    """
    fresh = target.with_name(f".{target.name}.new")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        yield fresh
        fresh.replace(target)
    except OSError as error:
        raise OutputBusyError(str(error)) from error
    finally:
        fresh.unlink(missing_ok=True)


@contextmanager
def book(target: Path, settings: Settings, title: str) -> Iterator["Book"]:
    """A workbook that is saved when the block ends well; same input, same bytes.

    Raises
    ------
    OutputBusyError
        If the file cannot be written or replaced; `target` then keeps what it had.
    """
    import xlsxwriter  # noqa: PLC0415  (only where a workbook is written)

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with renewed(target) as fresh:
        workbook = xlsxwriter.Workbook(str(fresh), options)
        created = dt.datetime.combine(settings.release, dt.time())
        workbook.set_properties({"title": title, "author": settings.title, "created": created})
        yield Book(workbook, mark(settings, "sheet"))
        try:
            workbook.close()
        except xlsxwriter.exceptions.FileCreateError as error:
            raise OutputBusyError(str(error)) from error


class Book:
    """A workbook with its formats.

    Attributes
    ----------
    mark
        What every sheet of a demonstration says of itself; blank for nothing.
    """

    def __init__(self, workbook: "Workbook", mark: str) -> None:
        self.workbook, self.mark = workbook, mark
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}

    def format(self, **properties: Any) -> "Format":
        """A format of these properties; equal ones are one."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            base = {"font_name": FONT, "font_size": 10, "valign": "vcenter"}
            self._formats[key] = self.workbook.add_format(base | properties)
        return self._formats[key]

    def boxed(self, **properties: Any) -> "Format":
        """A format of a cell with a thin frame."""
        return self.format(border=1, border_color="#bfbfbf", text_wrap=True, **properties)

    def page(self, name: str) -> "Worksheet":
        """A new sheet, set for printing on A4 across, one page wide."""
        page = self.workbook.add_worksheet(name)
        page.set_landscape()
        page.set_paper(9)
        page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        page.fit_to_pages(1, 0)
        page.set_footer("&C&P / &N")
        if self.mark:
            page.set_header(f"&C&B{self.mark}")
        return page

    def tell(self, page: "Worksheet", row: int, column: int) -> int:
        """Write what a demonstration says of itself; the next row."""
        if self.mark:
            # no fill: it would end with the cell while the text runs on over the next ones
            warning = self.format(font_color=RED, bold=True, font_size=12)
            page.write_string(row, column, self.mark, warning)
            return row + 1
        return row


def digits(text: str) -> int:
    """Width of a text; a Chinese letter is two digits wide."""
    return sum(2 if ord(letter) > 0x2E80 else 1 for letter in text)


def height(texts: Iterator[tuple[str, float]]) -> float:
    """Height of a row in points, from its texts and the widths of their columns."""
    lines = max((-(-digits(text) // max(int(width) - 1, 1)) for text, width in texts), default=1)
    return LINE * max(lines, 1) + 3
