"""Reading the CSV tables that departments edit in Excel or WPS.

Excel writes UTF-8 with a byte-order mark, UTF-8 without, or, from "CSV" on a Chinese Windows,
GB18030. They are tried in that order: guessing libraries misread short GBK texts.
"""

import csv
import hashlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from geodata.errors import Problems


@dataclass(frozen=True)
class Row:
    """One line of a table: its number as Excel counts it, and its trimmed cells by column."""

    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]


@dataclass(frozen=True)
class Table:
    """A table as text. `name` is what messages call it; `sha256` is that of the file's bytes."""

    name: str
    path: Path
    rows: tuple[Row, ...]
    sha256: str

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def decode(raw: bytes) -> str:
    """Text of a CSV file: UTF-8 with or without byte-order mark, else GB18030.

    Raises
    ------
    UnicodeDecodeError
        If the bytes are neither.
    """
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030")


def read_table(
    path: Path, columns: Sequence[str], problems: Problems, *, optional: Sequence[str] = ()
) -> Table:
    """Read a CSV table whose header must hold `columns` and may hold `optional`.

    Empty lines and unnamed empty columns (Excel leaves them behind) are passed over. A file that
    is not there or cannot be read, a missing, repeated or unknown column and a line that is too
    long are added to `problems`; the table then holds what could be read, perhaps nothing.
    """
    try:
        raw = path.read_bytes()
        text = decode(raw)
    except OSError:
        problems.add("file_missing", str(path))
        return Table(path.name, path, (), "")
    except UnicodeDecodeError:
        problems.add("file_encoding", path.name)
        return Table(path.name, path, (), "")
    lines = list(csv.reader(io.StringIO(text, newline="")))
    header = [name.strip() for name in lines[0]] if lines else []
    known = _check_header(header, columns, optional, path.name, problems)
    rows = tuple(_rows(lines, header, optional, path.name, problems)) if known else ()
    return Table(path.name, path, rows, hashlib.sha256(raw).hexdigest())


def _check_header(
    header: list[str], columns: Sequence[str], optional: Sequence[str], name: str, found: Problems
) -> bool:
    allowed = [*columns, *optional]
    missing = [column for column in columns if column not in header]
    for column in missing:
        found.add(
            "column_missing",
            name,
            1,
            column,
            column_name=column,
            seen="、".join(filter(None, header)),
        )
    for column in sorted({c for c in header if c and c not in allowed}):
        near = get_close_matches(column, allowed, n=1)
        hint = f"是否为 {near[0]}？" if near else ""
        found.add("column_unknown", name, 1, column, hint=hint, allowed="、".join(allowed))
    for column in sorted({c for c in header if c and header.count(c) > 1}):
        found.add("column_repeated", name, 1, column)
    return not missing


def _rows(
    lines: list[list[str]], header: list[str], optional: Sequence[str], name: str, found: Problems
) -> Iterator[Row]:
    absent = dict.fromkeys((c for c in optional if c not in header), "")
    for number, cells in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if any(cell.strip() for cell in cells[len(header) :]):
            found.add("row_too_long", name, number, expected=len(header), seen=len(cells))
        padded = [*cells, *[""] * (len(header) - len(cells))]
        named = zip(header, padded, strict=False)
        yield Row(number, {**absent, **{c: v.strip() for c, v in named if c}})
