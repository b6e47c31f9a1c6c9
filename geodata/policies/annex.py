"""The table that divides a plan into measures: phase, task, measure, assignment, schedule.

In the text of a document a cell begins with a tab on a new line and may run over several lines; a
blank line ends a row; a cell merged with the one above is blank. So the official text files have
it, and so `documents` writes the tables of Word files.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from geodata.policies.corpus import LEAD, LISTED, PARTICIPANT
from geodata.policies.departments import Names
from geodata.policies.roles import VERBS
from geodata.policies.schedule import NOTHING, period
from geodata.policies.squeezed import Squeezed

HEADINGS: tuple[tuple[str, str], ...] = (
    ("phase", r"阶段"),
    ("assignment", r"任务分工|责任分工|分工|(?:责任|牵头|主办|配合|参与|协办)(?:单位|部门)"),
    ("section", r"重点任务|工作任务|主要任务|任务$"),
    ("text", r"主要措施|具体措施|工作内容|工作举措|措施|内容"),
    ("schedule", r"时序进度|完成时间|完成时限|时间进度|时限|进度|时间"),
)
"""Column → words of its heading; of several the first that fits. Several columns may assign."""

ROLE_OF_COLUMN: tuple[tuple[str, str], ...] = (
    (LEAD, r"牵头|主办"),
    (PARTICIPANT, r"配合|参与|协办"),
    (LISTED, r""),
)
"""What a department does that a cell only names, by the heading of the cell's column."""

GIVES_ROLE = re.compile("|".join(words for _, words in VERBS) + "|单位|部门")
EMPTY = "\u3000"
"""Written for a cell of a Word table that is empty and not merged with the one above."""

LONGEST_HEADING = 12


@dataclass(frozen=True)
class Cell:
    """A cell and where its words stand in the document; a blank one is `merged` or empty."""

    raw: str
    start: int
    merged: bool = False

    @property
    def text(self) -> str:
        """Its words without white space."""
        return "".join(self.raw.split())

    @property
    def end(self) -> int:
        """Behind its last word."""
        return self.start + len(self.raw)


@dataclass(frozen=True)
class Column:
    """What a column holds, and the role of whom its cells only name."""

    name: str
    role: str = LISTED


@dataclass(frozen=True)
class Measure:
    """A row of the table.

    Attributes
    ----------
    assignments
        Cells that assign, each with the role of whom it only names; none where the row names
        nobody.
    """

    phase: str
    section: str
    text: Cell
    assignments: tuple[tuple[Cell, str], ...]
    schedule: Cell | None

    @property
    def span(self) -> tuple[int, int]:
        """From the measure to the last cell that belongs to it; cells of rows above do not."""
        cells = [self.text, *(cell for cell, _ in self.assignments), self.schedule]
        ends = [cell.end for cell in cells if cell and cell.start >= self.text.start]
        return self.text.start, max(ends)


Placed = list[tuple[Column, Cell]]


def measures(text: str, names: Names) -> list[Measure]:
    """Measures of every table of measures in a document, in its order."""
    found: list[Measure] = []
    columns: list[Column] = []
    above: dict[int, Cell] = {}
    phase = section = ""
    for row in _rows(text):
        if row is None:  # a paragraph: the table is over
            columns = []
            continue
        if heading := _columns(row):
            columns, phase, section, above = heading, "", "", {}
            continue
        if not columns or not any(cell.text for cell in row):
            continue
        if len(row) == len(columns):
            pairs = zip(columns, row, strict=True)
            cells = [_carried(n, c, cell, above) for n, (c, cell) in enumerate(pairs)]
        else:
            cells = row
        placed = _placed(cells, columns, names)
        measure = _measure(placed, phase, section, short=len(row) < len(columns))
        if measure is None:
            continue
        phase, section = measure.phase, measure.section
        found.append(measure)
    return found


def _carried(place: int, column: Column, cell: Cell, above: dict[int, Cell]) -> Cell:
    """The cell, or the one above that it is merged with where that assigns or tells the time."""
    if column.name not in ("assignment", "schedule"):
        return cell
    kept = above.get(place, cell) if cell.merged else cell
    above[place] = kept
    return kept


def _measure(placed: Placed, phase: str, section: str, *, short: bool) -> Measure | None:
    """The measure of a row; None where it has none, or neither assignment nor schedule."""
    cells = {column.name: cell for column, cell in placed if column.name != "assignment"}
    assigned = tuple((cell, c.role) for c, cell in placed if c.name == "assignment")
    if "text" not in cells or not (assigned or "schedule" in cells):
        return None
    own = cells["phase"].text if "phase" in cells else phase
    if "section" in cells:
        section = cells["section"].text
    elif own != phase:  # a phase that begins without a task of its own is one itself
        section = own if short else ""
    return Measure(own, section, cells["text"], assigned, cells.get("schedule"))


def _rows(text: str) -> Iterator[list[Cell] | None]:
    """Rows of all tables, each with its cells; None for what stands between tables."""
    row: list[tuple[int, int]] = []
    place = blank = 0
    for line in [*text.splitlines(keepends=True), "\n", "\n"]:
        start, place = place, place + len(line)
        if re.match(r"[ \u3000]*\t", line):
            parts = re.finditer(r"\t([^\t]*)", line)
            row += [(start + part.start(1), start + part.end(1)) for part in parts]
            blank = 0
        elif not line.strip(" \u3000\n"):
            blank += 1
            if row:
                yield [_cell(text[a:b], a) for a, b in row]
                row = []
            elif blank > 1:  # one blank line ends a row, two a table
                yield None
        elif row:
            row[-1] = row[-1][0], place
        else:
            blank = 0
            yield None


def _cell(raw: str, start: int) -> Cell:
    """A cell without the white space around its words."""
    lead = len(raw) - len(raw.lstrip())
    return Cell(raw.strip(), start + lead, merged=not raw.strip() and EMPTY not in raw)


def _columns(row: list[Cell]) -> list[Column]:
    """What the columns are, where the row is the head of a table of measures; else nothing."""
    found: list[Column] = []
    for cell in row:
        name = next((n for n, words in HEADINGS if re.search(words, cell.text)), "")
        taken = name != "assignment" and name in [column.name for column in found]
        if taken or len(cell.text) > LONGEST_HEADING:
            name = ""
        role = next(role for role, words in ROLE_OF_COLUMN if re.search(words, cell.text))
        found.append(Column(name, role))
    known = {column.name for column in found}
    if "text" not in known:  # 重点任务 | 责任单位 | 完成时限: the tasks are what is to be done
        found = [Column("text") if column.name == "section" else column for column in found]
    known = {column.name for column in found}
    return found if "text" in known and known & {"assignment", "schedule"} else []


def _placed(row: list[Cell], columns: list[Column], names: Names) -> Placed:
    """Cells of a row with their columns, blank ones left out.

    A row with fewer cells than the head has cells that span columns; what a cell is then follows
    from its words: a schedule tells a period, an assignment names departments and their part.
    """
    if len(row) >= len(columns):
        named = zip(columns, row, strict=False)
        return [(column, cell) for column, cell in named if column.name and cell.text]
    left = list(row)
    behind: Placed = []
    if left and period(left[-1].text) != NOTHING:
        behind.append((Column("schedule"), left.pop()))
    if len(left) > 1 and _assigns(left[-1], names):
        behind.append((Column("assignment"), left.pop()))
    if left:
        behind.append((Column("text"), left.pop()))
    first = (column for column in columns if column.name in ("phase", "section"))
    placed = [*zip(first, left, strict=False), *behind]
    return [(column, cell) for column, cell in placed if cell.text]


def _assigns(cell: Cell, names: Names) -> bool:
    named = next(names.find_in(Squeezed.of(cell.raw)), None)
    return named is not None and GIVES_ROLE.search(cell.text) is not None
