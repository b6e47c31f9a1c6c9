"""Words that may stand in the tables of departments instead of codes, from ``words.csv``."""

import csv
from functools import cache
from pathlib import Path

WORDS = Path(__file__).with_name("words.csv")


@cache
def words() -> dict[str, dict[str, str]]:
    """Kind → word → code, in the order of the file."""
    found: dict[str, dict[str, str]] = {}
    with WORDS.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["kind"], {})[row["word"]] = row["code"]
    return found


def coded(kind: str, text: str) -> str:
    """Code that a cell means; a cell that is no known word is returned as it is.

    Examples
    --------
    >>> coded("frequency", "每季"), coded("frequency", "quarter"), coded("frequency", "weekly")
    ('quarter', 'quarter', 'weekly')
    """
    return words()[kind].get(text, text)


def allowed(kind: str) -> str:
    """What a cell of that kind may hold, for messages: every code with its first word."""
    first: dict[str, str] = {}
    for word, code in words()[kind].items():
        first.setdefault(code, word)
    return "、".join(f"{code}（{word}）" for code, word in first.items())


def origin(how: str) -> str:
    """What the note of a yearly figure says of how it was made."""
    (text,) = [word for word, code in words()["figure"].items() if code == how]
    return text
