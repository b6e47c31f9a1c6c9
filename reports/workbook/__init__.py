"""``tables.xlsx``: every table on a sheet of its own, with contents and data dictionary."""

import datetime as dt
from pathlib import Path

import pandas as pd

from layout.evaluation import Evaluation
from reports import demonstration, files
from reports.workbook.sheets import Book, Sheet, plan, say

__all__ = ["write_workbook"]


def write_workbook(evaluation: Evaluation, path: Path) -> None:
    """Write the workbook row by row: long tables need little memory; same input, same bytes."""
    import xlsxwriter  # noqa: PLC0415  (only where a workbook is written)

    settings = evaluation.study.settings
    path.parent.mkdir(parents=True, exist_ok=True)
    # nothing in a table is ever read as a formula, a link or a number that is text
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(path), options) as workbook:
        created = dt.datetime.combine(settings.release, dt.time())
        workbook.set_properties(
            {"title": settings.title, "author": settings.title, "created": created}
        )
        book = Book(workbook, demonstration.mark(settings, "sheet"))
        planned = plan(_tables(evaluation))
        _contents(book, evaluation, planned)
        for sheet in planned:
            book.table(sheet)
        _dictionary(book, planned)


LAST = ("audit", "notes", "sources")
"""Tables for looking things up stand behind those of results."""


def _tables(evaluation: Evaluation) -> dict[str, pd.DataFrame]:
    """The tables of the CSV files, and the catalogue."""
    found = {**files.tables(evaluation), "catalogue": evaluation.catalogue}
    order = [name for name in found if name not in LAST]
    return {name: found[name] for name in (*order, *LAST)}


def _contents(book: Book, evaluation: Evaluation, planned: list[Sheet]) -> None:
    """What the workbook holds, with links, and what must be known before any figure is used."""
    settings = evaluation.study.settings
    page = book.page(say("contents"), (6, 22, 70, 10, 26))
    top = book.top
    page.write_string(top, 0, settings.title, book.title)
    years = settings.years
    told = f"{years[0]}–{years[-1]}" if len(years) > 1 else str(years[0])
    below = say("subtitle", area=settings.area, years=told, day=settings.release)
    page.write_string(top + 1, 0, below)
    page.write_string(top + 2, 0, say("blank_means"))
    heads = ("number", "sheet", "content", "rows", "file")
    for column, key in enumerate(heads):
        page.write_string(top + 3, column, say(key), book.head)
    row = top + 4
    entries: list[tuple[str, str, int | None, str]] = [
        (sheet.name, sheet.meaning, len(sheet.frame), sheet.file) for sheet in planned
    ]
    entries.append((say("dictionary"), say("dictionary_meaning"), None, ""))
    for number, (name, meaning, rows, file) in enumerate(entries, 1):
        page.write_number(row, 0, number, book.plain)
        page.write_url(row, 1, f"internal:'{name}'!A1", book.link, name)
        page.write_string(row, 2, meaning if rows != 0 else meaning + say("empty"), book.text)
        if rows is not None:
            page.write_number(row, 3, rows, book.plain)
        page.write_string(row, 4, file, book.text)
        row += 1
    page.write_string(row + 1, 0, say("limits") if settings.limits else "", book.strong)
    for number, text in enumerate(settings.limits, 1):
        page.write_string(row + 1 + number, 0, f"{number}. {text}")
    page.freeze_panes(top + 4, 0)


def _dictionary(book: Book, planned: list[Sheet]) -> None:
    """Every column of every sheet with its meaning."""
    page = book.page(say("dictionary"), (22, 30, 26, 90))
    for place, key in enumerate(("sheet", "column", "label", "meaning")):
        page.write_string(book.top, place, say(key), book.head)
    row = book.top + 1
    for sheet in planned:
        for column in sheet.columns:
            texts = (sheet.name, column.code, column.label, column.meaning)
            for place, text in enumerate(texts):
                page.write_string(row, place, text, book.text)
            row += 1
    page.freeze_panes(book.top + 1, 0)
    page.autofilter(book.top, 0, row - 1, 3)
