"""Reading back a guidance catalogue: as it was published, or as somebody has edited its review.

Tables come back as text, cell for cell as they stand in the file, with every column that it has:
a department's own columns are not ours to lose.
"""

import csv
import hashlib
import io
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from geodata.errors import Problems
from geodata.tables import decode, read_table

WHOLE, EDITS = "catalogue/all.csv", "tables/catalogue_edits.csv"
"""Files of a published folder: every row of the catalogue, and what in it is by hand."""

CATALOGUE = ("catalog_id", "region_code", "region_name", "rule_id", "lead_department")
"""Columns without which a table is no catalogue."""

GUARDED = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
"""What a spreadsheet would take for a formula; tables are written with an apostrophe before it."""


class Cells(NamedTuple):
    """A table as text; its index is the row as a spreadsheet counts it. `sha256` is the file's."""

    rows: pd.DataFrame
    sha256: str


def read_cells(path: Path, required: Sequence[str], problems: Problems) -> Cells | None:
    """Read a table with whatever columns it has; None where a problem was added.

    Cells are trimmed, lines in them end in LF, and the apostrophe that keeps a spreadsheet from
    running a formula is taken off again.
    """
    before = len(problems.found)
    more = [name for name in _header(path) if name and name not in required]
    table = read_table(path, required, problems, optional=list(dict.fromkeys(more)))
    if len(problems.found) > before:
        return None
    columns = list(dict.fromkeys([*required, *more]))
    rows = [[_plain(row[column]) for column in columns] for row in table]
    numbers = [row.number for row in table]
    return Cells(pd.DataFrame(rows, columns=columns, index=numbers, dtype="str"), table.sha256)


def read_catalogue(place: Path, problems: Problems) -> pd.DataFrame | None:
    """Read the catalogue of a published folder, or a catalogue's CSV file; None with problems."""
    path = place / WHOLE if place.is_dir() else place
    if not path.is_file():
        problems.add("catalogue_missing", str(path))
        return None
    found = read_cells(path, CATALOGUE, problems)
    if found is None:
        return None
    _unique(found.rows, path.name, problems)
    return None if problems else found.rows.reset_index(drop=True)


def digest(path: Path) -> str:
    """SHA-256 of a file, blank where there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _unique(rows: pd.DataFrame, file: str, problems: Problems) -> None:
    """No row stands twice."""
    first: dict[str, int] = {}
    for row, code in zip(rows.index, rows.catalog_id, strict=True):
        start = first.setdefault(code, row)
        if start != row:
            problems.add("code_repeated", file, row, "catalog_id", seen=code, first=start)


def _header(path: Path) -> list[str]:
    """Names of the columns; none of a file that `read_table` will complain about."""
    try:
        text = decode(path.read_bytes())
    except (OSError, UnicodeDecodeError):
        return []
    lines = csv.reader(io.StringIO(text, newline=""))
    return [name.strip() for name in next(lines, [])]


def _plain(cell: str) -> str:
    text = cell.replace("\r\n", "\n").replace("\r", "\n")
    return text[1:] if text.startswith("'") and text[1:].startswith(GUARDED) else text
