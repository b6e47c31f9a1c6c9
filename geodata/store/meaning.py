"""What every table and column of the database means, in the words of those who use it."""

import csv
from functools import cache
from pathlib import Path

import pandas as pd

COLUMNS = ("table", "column", "type", "unit", "label_zh", "description")
DICTIONARY = Path(__file__).with_name("dictionary.csv")


@cache
def _rows() -> tuple[tuple[str, ...], ...]:
    with DICTIONARY.open(encoding="utf-8-sig", newline="") as file:
        return tuple(tuple(row[column] for column in COLUMNS) for row in csv.DictReader(file))


def dictionary() -> pd.DataFrame:
    """One row per column of every table, and one per table, whose column is blank."""
    return pd.DataFrame(_rows(), columns=[*COLUMNS], dtype=str)


def comment(table: str, column: str = "") -> str:
    """Name, unit and meaning of a column or, without one, of a table; blank where unknown.

    Examples
    --------
    >>> comment("figures", "value")
    '数值（单位见 unit 列）'
    """
    known = {(row[0], row[1]): row for row in _rows()}
    if (table, column) not in known:
        return ""
    *_, unit, label, description = known[table, column]
    more = "；".join(filter(None, (f"单位：{unit}" if unit else "", description)))
    return f"{label}（{more}）" if more else label
