"""The table that divides a plan into measures: phase, task, measure, assignment, schedule.

In the text of a document a cell begins with a tab on a new line and may run over several lines; a
blank line ends a row; a cell merged with the one above is blank. So the official text files have
it, and so `documents` writes the tables of Word files.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from geodata.policies.departments import Names
from geodata.policies.roles import VERBS
from geodata.policies.schedule import NOTHING, period
from geodata.policies.squeezed import Squeezed

HEADINGS: tuple[tuple[str, str], ...] = (
    ("phase", r"阶段"),
    ("section", r"重点任务|工作任务|主要任务|任务$"),
    ("text", r"主要措施|具体措施|工作内容|工作举措|措施|内容"),
    ("assignment", r"任务分工|责任单位|责任部门|牵头|分工"),
    ("schedule", r"时序进度|完成时间|完成时限|时间进度|时限|进度|时间"),
)
"""Column → words of its heading; of several the first that fits."""

NEEDED = {"text", "schedule"}
"""Columns without which a table is none of measures; one of assignments is looked for, too."""

ROW_END = re.compile(r"\n[ \u3000]*\n+(?=[ \u3000]*\t)")
CELL = re.compile(r"(?:^|\n)[ \u3000]*\t")
GIVES_ROLE = re.compile("|".join(words for _, words in VERBS) + "|单位|部门")


@dataclass(frozen=True)
class Cell:
    """A cell and where its words stand in the document."""

    raw: str
    start: int

    @property
    def text(self) -> str:
        """Its words without white space."""
        return "".join(self.raw.split())

    @property
    def end(self) -> int:
        """Behind its last word."""
        return self.start + len(self.raw)


@dataclass(frozen=True)
class Measure:
    """A row of the table.

    Attributes
    ----------
    assignment
        None where the row names nobody.
    """

    phase: str
    section: str
    text: Cell
    assignment: Cell | None
    schedule: Cell | None

    @property
    def span(self) -> tuple[int, int]:
        """From the measure to the last cell that belongs to it."""
        cells = [c for c in (self.text, self.assignment, self.schedule) if c]
        return self.text.start, max(cell.end for cell in cells)


def measures(text: str, names: Names) -> list[Measure]:
    """Measures of every table of measures in a document, in its order."""
    found: list[Measure] = []
    columns: list[str] = []
    phase = section = ""
    for row in _rows(text):
        heading = _columns(row)
        if heading:
            columns, phase, section = heading, "", ""
            continue
        if not columns or not any(cell.text for cell in row):
            continue
        placed = _placed(row, columns, names)
        measure = placed.get("text")
        if measure is None or not ("schedule" in placed or "assignment" in placed):
            if len(row) < 2:  # the last table is over
                columns = []
            continue
        phase = placed["phase"].text if "phase" in placed else phase
        section = placed["section"].text if "section" in placed else section
        if "section" not in placed and len(row) < len(columns) and "phase" in placed:
            section = phase  # a phase of one measure has no task of its own
        found.append(
            Measure(phase, section, measure, placed.get("assignment"), placed.get("schedule"))
        )
    return found


def _rows(text: str) -> Iterator[list[Cell]]:
    """Rows of all tables, each with its cells; what is no table has no row."""
    start = 0
    for stop in [*(found.end() for found in ROW_END.finditer(text)), len(text)]:
        block = text[start:stop]
        marks = [found.end() for found in CELL.finditer(block)]
        ends = [*(found.start() for found in CELL.finditer(block)), len(block)][1:]
        if marks:
            yield [_cell(block[a:b], start + a) for a, b in zip(marks, ends, strict=True)]
        start = stop


def _cell(raw: str, start: int) -> Cell:
    """A cell without the white space around its words; nothing behind a blank line is in it."""
    raw = re.split(r"\n[ \u3000]*\n", raw, maxsplit=1)[0]
    lead = len(raw) - len(raw.lstrip())
    return Cell(raw.strip(), start + lead)


def _columns(row: list[Cell]) -> list[str]:
    """What the columns are, where the row is the head of a table of measures; else nothing."""
    found = []
    for cell in row:
        name = next((n for n, words in HEADINGS if re.search(words, cell.text)), "")
        found.append("" if name in found or len(cell.text) > 12 else name)
    return found if set(found) >= NEEDED and len(row) > 2 else []


def _placed(row: list[Cell], columns: list[str], names: Names) -> dict[str, Cell]:
    """Cells of a row by column, blank ones left out.

    A row with fewer cells than the head has cells that span columns; what a cell is then follows
    from its words: a schedule tells a period, an assignment names departments and their part.
    """
    if len(row) >= len(columns):
        named = zip(columns, row, strict=False)
        return {name: cell for name, cell in named if name and cell.text}
    left = list(row)
    placed: dict[str, Cell] = {}
    if left and period(left[-1].text) != NOTHING:
        placed["schedule"] = left.pop()
    if len(left) > 1 and _assigns(left[-1], names):
        placed["assignment"] = left.pop()
    if left:
        placed["text"] = left.pop()
    for name, cell in zip((c for c in columns if c in ("phase", "section")), left, strict=False):
        placed[name] = cell
    return {name: cell for name, cell in placed.items() if cell.text}


def _assigns(cell: Cell, names: Names) -> bool:
    named = next(names.find_in(Squeezed.of(cell.raw)), None)
    return named is not None and GIVES_ROLE.search(cell.text) is not None
