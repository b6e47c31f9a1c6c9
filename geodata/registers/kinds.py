"""The kinds of registers and what each may hold, as ``fields.csv`` lists them."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FIELDS = Path(__file__).with_name("fields.csv")

WORDS = ("choice", "flag")
"""Roles whose texts are translated by the table of values."""

PLACES = ("address", "region")
"""Roles that say where a record belongs."""


@dataclass(frozen=True)
class Field:
    """One thing that a register of some kind tells about a record.

    `role` is how it is read: ``number``, ``date``, ``year``, ``choice``, ``flag``, ``text``,
    ``address``, ``region``, ``classes``, ``industry``, ``count`` or ``amount``.
    """

    kind: str
    name: str
    role: str
    required: bool
    label_zh: str
    note: str


@cache
def kinds() -> dict[str, dict[str, Field]]:
    """Fields by kind and name, in the order of the table.

    Examples
    --------
    >>> kinds()["patent"]["granted"].label_zh
    '授权公告日'
    >>> [name for name, field in kinds()["transaction"].items() if field.required]
    ['number', 'deal', 'date']
    """
    found: dict[str, dict[str, Field]] = {}
    with FIELDS.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            field = Field(
                row["kind"],
                row["field"],
                row["role"],
                row["required"] == "yes",
                row["label_zh"],
                row["note"],
            )
            found.setdefault(field.kind, {})[field.name] = field
    return found
