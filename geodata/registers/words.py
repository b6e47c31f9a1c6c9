"""What the words of a register mean: 实用新型 is a utility model, 审中 is pending.

``values.csv`` holds the usual words; a study adds the ones of its own office, and they win.
"""

import csv
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from geodata.errors import Problems
from geodata.registers.kinds import WORDS, kinds
from geodata.tables import Row, Table, read_table

VALUES = Path(__file__).with_name("values.csv")
VALUE_COLUMNS = ("kind", "field", "text", "value")

Words = Mapping[tuple[str, str], Mapping[str, str]]
"""Kind and field → word as `word` writes it → value."""


def word(text: str) -> str:
    """Text as words are compared: NFKC, case folded, without any space.

    Examples
    --------
    >>> word(" 发明　专利 "), word("Ｕ"), word("TRUE")
    ('发明专利', 'u', 'true')
    """
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


@cache
def usual_words() -> dict[tuple[str, str], dict[str, str]]:
    """The words of ``values.csv``; a blank kind there means every kind with that field.

    Examples
    --------
    >>> usual_words()["patent", "type"][word("实用新型")]
    'utility_model'
    """
    found: dict[tuple[str, str], dict[str, str]] = {}
    with VALUES.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            for kind in [row["kind"]] if row["kind"] else _having(row["field"]):
                found.setdefault((kind, row["field"]), {})[word(row["text"])] = row["value"]
    return found


def read_words(path: Path | None, problems: Problems) -> tuple[Words, Table | None]:
    """The usual words, and over them those of the study's table; faults go to `problems`."""
    found = {key: dict(words) for key, words in usual_words().items()}
    if path is None:
        return found, None
    table = read_table(path, VALUE_COLUMNS, problems)
    first: dict[tuple[str, str, str], int] = {}
    for row in table:
        for kind in _kinds_of(row, table.name, problems):
            key = (kind, row["field"], word(row["text"]))
            if key in first:
                cell = f"{row['kind']}、{row['field']}、{row['text']}"
                number = first[key]
                problems.add_study("cell_repeated", table.name, row.number, key=cell, first=number)
            first[key] = row.number
            found[kind, row["field"]][key[2]] = row["value"]
    return found, table


def _having(field: str) -> list[str]:
    return [kind for kind, fields in kinds().items() if field in fields]


def _kinds_of(row: Row, file: str, problems: Problems) -> list[str]:
    """Kinds that the row speaks of; none if it is faulty."""
    if row["kind"] and row["kind"] not in kinds():
        allowed = "、".join(kinds())
        seen = row["kind"]
        problems.add_study(
            "value_not_allowed", file, row.number, "kind", seen=seen, allowed=allowed
        )
        return []
    concerned = [row["kind"]] if row["kind"] else _having(row["field"])
    worded = {name for kind in concerned for name, f in kinds()[kind].items() if f.role in WORDS}
    if row["field"] not in worded:
        allowed = "、".join(sorted(worded or {name for _, name in usual_words()}))
        seen = row["field"]
        problems.add_study(
            "value_not_allowed", file, row.number, "field", seen=seen, allowed=allowed
        )
        return []
    if not row["text"]:
        problems.add_study("cell_empty", file, row.number, "text")
        return []
    values = sorted({v for kind in concerned for v in usual_words()[kind, row["field"]].values()})
    if row["value"] not in values:
        allowed, seen = "、".join(values), row["value"]
        problems.add_study(
            "value_not_allowed", file, row.number, "value", seen=seen, allowed=allowed
        )
        return []
    return concerned
