"""The file in which persons code: CSV or a workbook, long or wide.

The long form has the columns task_id, kind, code, coder and may have note. The wide form is the
sheet of `geodata.policies.coding.coding_sheet`: a row per task and coder, a column per kind.
"""

import csv
import hashlib
import io
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

from geodata.errors import Problems
from geodata.policies.coding import (
    ASSIGNMENT_HEADING,
    CODER_HEADING,
    DRAFT_HEADING,
    KIND_HEADINGS,
    NOTE_HEADING,
    TASK_HEADING,
    TEXT_HEADING,
)
from geodata.registers.sheets import cell
from geodata.tables import Row, Table, decode

LONG_COLUMNS = ("task_id", "kind", "code", "coder")
LONG_OPTIONAL = ("note",)
WIDE_COLUMNS = (TASK_HEADING, CODER_HEADING)
WIDE_OPTIONAL = (
    *KIND_HEADINGS.values(),
    *(DRAFT_HEADING.format(heading) for heading in KIND_HEADINGS.values()),
    TEXT_HEADING,
    ASSIGNMENT_HEADING,
    NOTE_HEADING,
)
WORKBOOKS = (".xlsx", ".xls", ".xlsb", ".ods")


def read_file(path: Path, problems: Problems) -> Table:
    """Read a CSV table or the first sheet of a workbook that has one of the two forms.

    What is wrong with it is added to `problems`; the table then holds what could be read.
    """
    try:
        raw = path.read_bytes()
        lines = _workbook(raw) if path.suffix.lower() in WORKBOOKS else _text(raw)
    except OSError:
        problems.add("file_missing", str(path))
        return Table(path.name, path, (), "")
    except UnicodeDecodeError:
        problems.add("file_encoding", path.name)
        return Table(path.name, path, (), "")
    except ValueError as error:
        problems.add("register_unreadable", path.name, detail=error)
        return Table(path.name, path, (), "")
    header = lines[0] if lines else []
    if not _check_header(header, path.name, problems):
        return Table(path.name, path, (), hashlib.sha256(raw).hexdigest())
    rows = []
    for number, cells in enumerate(lines[1:], start=2):
        if any(cells[len(header) :]):
            counts = {"expected": len(header), "seen": len(cells)}
            problems.add("row_too_long", path.name, number, "", **counts)
        padded = [*cells, *[""] * len(header)]
        named = {c: v for c, v in zip(header, padded, strict=False) if c}
        if any(named.values()):
            rows.append(Row(number, named))
    return Table(path.name, path, tuple(rows), hashlib.sha256(raw).hexdigest())


def _text(raw: bytes) -> list[list[str]]:
    return [[c.strip() for c in line] for line in csv.reader(io.StringIO(decode(raw), newline=""))]


def _workbook(raw: bytes) -> list[list[str]]:
    """Cells of the first sheet.

    Raises
    ------
    ValueError
        If the file is damaged, is no workbook or needs a password.
    """
    # needed only where the coding comes as a workbook
    from python_calamine import CalamineError, PasswordError, load_workbook  # noqa: PLC0415

    try:
        with load_workbook(io.BytesIO(raw)) as book:
            sheet = book.get_sheet_by_index(0)
            return [[cell(value) for value in line] for line in sheet.to_python(False)]
    except PasswordError as error:
        raise ValueError("文件加了密码") from error
    except CalamineError as error:
        raise ValueError(str(error)) from error


def _check_header(header: Sequence[str], file: str, problems: Problems) -> bool:
    """Whether the header has the columns of one form; what else it has is told."""
    wide = TASK_HEADING in header
    needed, optional = (WIDE_COLUMNS, WIDE_OPTIONAL) if wide else (LONG_COLUMNS, LONG_OPTIONAL)
    allowed = [*needed, *optional]
    missing = [column for column in needed if column not in header]
    for column in missing:
        seen = "、".join(filter(None, header))
        problems.add("column_missing", file, 1, column, column_name=column, seen=seen)
    for column in sorted({c for c in header if c and c not in allowed}):
        near = get_close_matches(column, allowed, n=1)
        hint = f"是否为 {near[0]}？" if near else ""
        problems.add("column_unknown", file, 1, column, hint=hint, allowed="、".join(allowed))
    for column in sorted({c for c in header if c and [*header].count(c) > 1}):
        problems.add("column_repeated", file, 1, column)
    return not missing
