"""What all sources of registers share: the header, rows that do not fit, and batches of text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from geodata.errors import Problems

SHOWN = 200
"""Characters of a malformed row that are kept for review."""

SOURCE_FILE, SOURCE_ROW = "source_file", "source_row"
"""Columns beside the fields: the file's name, and the row as Excel counts it, header = 1."""

Batch = Any
"""A ``pyarrow.Table`` of text columns named by fields, and `SOURCE_ROW`."""


@dataclass
class Malformed:
    """Rows with too many or too few cells: how many, and the first few."""

    limit: int
    count: int = 0
    rows: list[tuple[str, int, str]] = field(default_factory=list)

    def add(self, file: str, row: int, content: str) -> None:
        """Count one row."""
        self.count += 1
        if len(self.rows) < self.limit:
            self.rows.append((file, row, content[:SHOWN]))

    def frame(self) -> pd.DataFrame:
        """The kept rows with columns ``file, row, content``."""
        return pd.DataFrame(self.rows, columns=["file", "row", "content"]).astype(
            {"file": "str", "row": "int64", "content": "str"}
        )


def heading(text: str) -> str:
    """A column's name as it is compared: line breaks and runs of spaces count as one space.

    Examples
    --------
    >>> heading(" 申请\\n日 ")
    '申请 日'
    """
    return " ".join(text.replace("\ufeff", "").split())


def places(
    header: Sequence[str], columns: Mapping[str, str], file: str, problems: Problems
) -> dict[str, int] | None:
    """Position of each field's column in the header; None, with problems, if one is not there."""
    names = [heading(name) for name in header]
    wanted = {name: heading(column) for name, column in columns.items()}
    missing = sorted({column for column in wanted.values() if column not in names})
    if missing:
        seen = "、".join(filter(None, names)) or "空"
        problems.add("register_columns", file, 1, columns="、".join(missing), seen=seen[:SHOWN])
    repeated = sorted({column for column in wanted.values() if names.count(column) > 1})
    for column in repeated:
        problems.add("register_column_repeated", file, 1, seen=column)
    if missing or repeated:
        return None
    return {name: names.index(column) for name, column in wanted.items()}
