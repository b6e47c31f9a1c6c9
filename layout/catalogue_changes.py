"""What differs between two editions of the catalogue, row by row and field by field."""

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from layout.review_file import canonical, key
from layout.views import labelled

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
COLUMNS = (
    "change",
    "catalog_id",
    "region_code",
    "region_name",
    "industry_code",
    "rule_id",
    "lead_department",
    "column",
    "old",
    "new",
)
EDITION = ("version", "valid_from", "valid_to", "review_date")
"""Differ in every row of a new edition: told once, if the two have no rows that disagree."""


class Changes(NamedTuple):
    """What differs between two catalogues.

    Attributes
    ----------
    rows
        `COLUMNS` with ``change_label``: one row for each row added or removed (``column`` blank),
        one for each field of a row that is in both.
    edition
        ``column, old, new``: what changed in all rows alike; ``catalog_id`` stands for the year.
    counts
        ``grouping`` (department, region), ``group, added, removed, changed``: rows, by the lead
        department and the region; a changed row counts where it is now.
    one_sided
        Columns that only one of the two has; they are not compared.
    same
        Rows in both that do not differ.
    """

    rows: pd.DataFrame
    edition: pd.DataFrame
    counts: pd.DataFrame
    one_sided: tuple[str, ...]
    same: int


def changes(a: pd.DataFrame, b: pd.DataFrame) -> Changes:
    """Compare two catalogues, tables of text; rows of different years are the same row.

    Numbers, dates and lists are compared by what they say, so that a file that a spreadsheet has
    saved again does not differ.
    """
    old = {key(str(row["catalog_id"])): row for row in _records(a)}
    new = {key(str(row["catalog_id"])): row for row in _records(b)}
    common = [column for column in a.columns if column in b.columns]
    both = [one for one in new if one in old]
    edition = _edition([old[one] for one in both], [new[one] for one in both], common)
    compared = [column for column in common if column not in ("catalog_id", *edition)]
    rows = [_row(ADDED, row, "", "", "") for one, row in new.items() if one not in old]
    rows += [_row(REMOVED, row, "", "", "") for one, row in old.items() if one not in new]
    fields = []
    for one in both:
        fields += [
            _row(CHANGED, new[one], column, old[one][column], new[one][column])
            for column in compared
            if not _same(column, old[one][column], new[one][column])
        ]
    order = {ADDED: 0, REMOVED: 1, CHANGED: 2}
    sequence = {column: n for n, column in enumerate(["", *common])}
    found = sorted(
        [*rows, *fields],
        key=lambda r: (
            order[r["change"]],
            r["region_code"],
            r["catalog_id"],
            sequence[r["column"]],
        ),
    )
    table = pd.DataFrame(found, columns=[*COLUMNS], dtype="str")
    apart = [c for c in [*a.columns, *b.columns] if (c in a.columns) != (c in b.columns)]
    told = [(column, *sides) for column, sides in edition.items()]
    return Changes(
        labelled(table, {"change": "catalogue_change"}),
        pd.DataFrame(told, columns=["column", "old", "new"], dtype="str"),
        _counts(table),
        tuple(dict.fromkeys(apart)),
        len(both) - table[table.change == CHANGED].catalog_id.nunique(),
    )


def _records(table: pd.DataFrame) -> list[dict[str, str]]:
    return [{str(k): str(v) for k, v in row.items()} for row in table.to_dict("records")]


def _same(column: str, a: str, b: str) -> bool:
    """Whether two cells say the same."""
    one, other = canonical(column, a), canonical(column, b)
    if one == other or column in ("region_code", "industry_code", "rule_id"):
        return one == other
    # metrics and ranks have columns of their own from edition to edition: a number is a number
    return _number(one) == _number(other)


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def _edition(
    old: Sequence[dict[str, str]], new: Sequence[dict[str, str]], common: Sequence[str]
) -> dict[str, tuple[str, str]]:
    """Columns of the edition that have one value on either side, and another on the other."""
    found = {}
    for column in ("catalog_id", *EDITION):
        if column not in common:
            continue
        sides = [
            {row[column].removeprefix(key(row[column])).strip("-") for row in rows}
            if column == "catalog_id"
            else {canonical(column, row[column]) for row in rows}
            for rows in (old, new)
        ]
        if column == "catalog_id":
            sides = [side - {""} for side in sides]  # rows added by hand have no year
        if all(len(side) == 1 for side in sides) and sides[0] != sides[1]:
            found[column] = (min(sides[0]), min(sides[1]))
    return found


def _row(change: str, row: dict[str, str], column: str, old: str, new: str) -> dict[str, str]:
    about = {name: row.get(name, "") for name in COLUMNS}
    return about | {"change": change, "column": column, "old": old, "new": new}


def _counts(table: pd.DataFrame) -> pd.DataFrame:
    """Rows added, removed and changed, by lead department and by region, in order of the names."""
    parts = []
    for grouping, column in (("department", "lead_department"), ("region", "region_name")):
        once = table.drop_duplicates(["change", "catalog_id"])
        counted = pd.crosstab(once[column], once.change).reindex(
            columns=[ADDED, REMOVED, CHANGED], fill_value=0
        )
        counted = counted.rename_axis("group", axis=0).rename_axis(None, axis=1).reset_index()
        counted.insert(0, "grouping", grouping)
        parts.append(counted)
    return pd.concat(parts, ignore_index=True)
