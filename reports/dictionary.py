"""What every table and column means, in Chinese, from ``dictionary.csv``."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DICTIONARY = Path(__file__).with_name("dictionary.csv")


@dataclass(frozen=True)
class Entry:
    """One line of the dictionary.

    Attributes
    ----------
    display
        ``bar`` for scores from 0 to 1, ``percent`` for shares from 0 to 1, ``plain`` for raw
        figures in any unit, blank for whatever the type suggests.
    """

    label: str
    meaning: str
    display: str


@cache
def _entries() -> dict[tuple[str, str], Entry]:
    with DICTIONARY.open(encoding="utf-8-sig", newline="") as file:
        return {
            (row["table"], row["column"]): Entry(row["label_zh"], row["meaning_zh"], row["display"])
            for row in csv.DictReader(file)
        }


def entry(table: str, column: str = "") -> Entry | None:
    """What a column of a table means, or the table itself; None where nothing is written.

    A line without a table speaks of that column in any table that has no line of its own.

    Examples
    --------
    >>> entry("scores").label, entry("scores", "region_name").label, entry("scores", "x")
    ('得分', '地区', None)
    """
    found = _entries()
    return found.get((table, column)) or (found.get(("", column)) if column else None)


def comments() -> dict[tuple[str, str], str]:
    """Every line as one text, by table and column, for the comments of a database."""
    return {
        key: f"{line.label}（{line.meaning}）" if line.meaning else line.label
        for key, line in _entries().items()
    }
