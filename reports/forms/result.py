"""What came back, for the office that asked: tables for programs and a workbook to read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from geodata.forms.collect import OUTPUTS, Collected
from geodata.forms.form import choices
from layout.settings import Settings
from reports.csv_file import write_csv
from reports.forms.book import RED, Book, book, height, renewed, say

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

FIGURES, FAULTS, SOURCES, RESULT = OUTPUTS

WIDTHS = {
    "region_name": 14,
    "region_code": 10,
    "state": 16,
    "files": 34,
    "reporter": 24,
    "date": 12,
    "phone": 16,
    "file": 26,
    "cell": 8,
    "label_zh": 24,
    "statistic": 20,
    "seen": 20,
    "what": 44,
    "todo": 44,
    "answer": 16,
    "value": 16,
    "known_value": 16,
    "source_id": 16,
    "status": 18,
    "reason": 18,
    "note": 30,
    "publisher": 26,
    "title": 30,
    "data_years": 20,
    "checked": 24,
}
"""Of columns in digits; others have `NARROW`."""

NARROW = 10

BAD = {
    "state": ("faulty", "conflict", "unusable", "missing"),
    "severity": ("error",),
    "answer": ("correction",),
    "status": ("suspect",),
}
"""Codes in red: somebody has to do something."""


@dataclass(frozen=True)
class Part:
    """One sheet of the workbook."""

    name: str
    frame: pd.DataFrame
    columns: Sequence[str]
    before: str = ""


def write_collected(collected: Collected, folder: Path, settings: Settings) -> None:
    """Write ``审核结果.xlsx``, ``figures.csv``, ``faults.csv`` and ``sources.csv`` into `folder`.

    Each file is replaced whole; other files of the folder stay. The workbook comes first: it is
    the one that may be open in Excel.

    Raises
    ------
    OutputBusyError
        If a file cannot be replaced; it then keeps what it had.
    """
    title = say("result_title", title=settings.title)
    with book(folder / RESULT, settings, title) as target:
        for number, part in enumerate(_parts(collected)):
            _write_part(target, part, title if number == 0 else "")
    tables = {FIGURES: collected.figures, FAULTS: collected.faults, SOURCES: collected.sources}
    for name, frame in tables.items():
        with renewed(folder / name) as path:
            write_csv(frame, path)


def _parts(collected: Collected) -> list[Part]:
    answers = collected.answers
    told = answers.value.notna()
    answer_columns = [
        *("region_name", "label_zh", "year", "value", "unit", "answer", "known_value"),
        *("known_year", "status", "source_id", "note", "file", "cell", "statistic"),
    ]
    reason_columns = ["region_name", "label_zh", "year", "answer", "reason", "note", "statistic"]
    fault_columns = [
        *("severity", "region_name", "file", "sheet", "cell", "label_zh", "year"),
        *("seen", "what", "todo"),
    ]
    received_columns = [
        *("region_name", "region_code", "state", "asked", "figures", "reasons", "errors"),
        *("warnings", "reporter", "person", "phone", "date", "files"),
    ]
    own = say("sources_before") if len(collected.sources) else ""
    return [
        Part("received", collected.received, received_columns, summary(collected)),
        Part("faults", collected.faults, fault_columns),
        Part("answers", answers[told], answer_columns),
        Part("reasons", answers[~told], reason_columns),
        Part("sources", collected.sources, [*collected.sources.columns][:-1], own),
    ]


def summary(collected: Collected) -> str:
    """How many regions have reported, and which have not, in a sentence or two."""
    received = collected.received
    absent = received.region_name[received.region_code.isin(collected.missing)]
    who = say("result_missing", names="、".join(absent)) if len(absent) else ""
    counts = received.state.value_counts()
    told = [
        say("count", label=say(f"state_{state}"), count=counts[state])
        for state in ("good", *BAD["state"])
        if state in counts
    ]
    severities = collected.faults.severity
    below = say(
        "result_below",
        regions=len(received),
        counts="；".join(told),
        figures=len(collected.figures),
        errors=int((severities == "error").sum()),
        warnings=int((severities == "warning").sum()),
    )
    return below + who


def _write_part(target: Book, part: Part, title: str) -> None:
    """One sheet: what it says above, its head, and its rows."""
    page = target.page(say(f"sheet_{part.name}"))
    widths = [WIDTHS.get(column, NARROW) for column in part.columns]
    for place, width in enumerate(widths):
        page.set_column(place, place, width)
    row = target.tell(page, 0, 0)
    if title:
        page.set_row(row, 28)
        page.write_string(row, 0, title, target.format(bold=True, font_size=14))
        row += 1
    before = part.before or ("" if len(part.frame) else say(f"none_{part.name}"))
    if before:
        page.write_string(row, 0, before, target.format())
        row += 1
    bold = target.boxed(bold=True, bg_color="#e8eef5", align="center")
    for place, column in enumerate(part.columns):
        page.write_string(row, place, say(f"head_{column}"), bold)
    writers = [_writer(target, page, column) for column in part.columns]
    for at, cells in enumerate(part.frame[[*part.columns]].itertuples(index=False), row + 1):
        texts = [str(cell) for cell in cells]
        page.set_row(at, height(zip(texts, widths, strict=True)))
        for place, (write, value) in enumerate(zip(writers, cells, strict=True)):
            write(at, place, value)
    page.freeze_panes(row + 1, 2)
    page.repeat_rows(row)
    if len(part.frame):
        page.autofilter(row, 0, row + len(part.frame), len(part.columns) - 1)


def _writer(target: Book, page: "Worksheet", column: str) -> Callable[[int, int, Any], None]:
    """How a cell of this column is written: codes as words, numbers as numbers."""
    plain, red = target.boxed(), target.boxed(font_color=RED, bold=True)
    digits = "#,##0.######" if column.endswith("value") else "0"
    number = target.boxed(num_format=digits, align="right", indent=1)

    def write(row: int, place: int, value: Any) -> None:
        if pd.isna(value) or value == "" or (column == "year" and value == 0):
            page.write_blank(row, place, None, plain)
        elif isinstance(value, str):
            bad = value in BAD.get(column, ())
            page.write_string(row, place, _word(column, value), red if bad else plain)
        else:
            page.write_number(row, place, float(value), number)

    return write


def _word(column: str, code: str) -> str:
    """What a code is called; other texts stay."""
    if column in BAD:
        return say(f"{column}_{code}")
    if column == "reason":
        return next(label for label, known in choices("reason").items() if known == code)
    return code
