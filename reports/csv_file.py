"""CSV files that Excel and WPS open as they are: UTF-8 with byte-order mark, CRLF, no formulas."""

from pathlib import Path

import pandas as pd

FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
"""A cell that begins so would be run as a formula; an apostrophe in front makes it text."""


def write_csv(frame: pd.DataFrame, path: Path) -> None:
    """Write a table; text that looks like a formula is made harmless, numbers stay numbers."""
    path.parent.mkdir(parents=True, exist_ok=True)
    safe = frame.copy()
    for column in safe.columns:
        if not pd.api.types.is_numeric_dtype(safe[column]):
            safe[column] = safe[column].map(as_text)
    safe.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\r\n")


def as_text(value: object) -> object:
    """The value, with an apostrophe in front if a spreadsheet would take it for a formula.

    Examples
    --------
    >>> as_text("=1+1"), as_text("南京")
    ("'=1+1", '南京')
    """
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return "'" + value
    return value
