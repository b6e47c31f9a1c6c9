"""The list of policy documents, and what their texts add to it."""

import hashlib
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from geodata.cells import day
from geodata.errors import Problems
from geodata.policies.corpus import DOCUMENT_COLUMNS, LEVELS
from geodata.policies.departments import Names
from geodata.policies.files import read_text
from geodata.policies.head import Head, head
from geodata.tables import Row, Table, read_table

LIST_COLUMNS = ("policy_id", "file", "source")
LIST_OPTIONAL = (
    "title",
    "issue_no",
    "issuers",
    "level",
    "area",
    "date",
    "valid_from",
    "valid_to",
    "status",
    "parent",
    "note",
)
DRAFTED = ("title", "issue_no", "issuers", "level", "date", "valid_from", "valid_to")
"""Columns that the text fills where the list leaves them blank."""

STATUSES = ("", "active", "expired", "revised")
DATES = ("date", "valid_from", "valid_to")


class Documents(NamedTuple):
    """Documents as `DOCUMENT_COLUMNS`, their texts by id, SHA-256 of their files, and the list."""

    table: pd.DataFrame
    texts: dict[str, str]
    files: dict[str, str]
    listed: Table


def read_documents(path: Path, names: Names, problems: Problems) -> Documents:
    """Read the list and the documents it names; files stand beside the list.

    Whatever is wrong is added to `problems`; a document without text is left out.
    """
    table = read_table(path, LIST_COLUMNS, problems, optional=LIST_OPTIONAL)
    first: dict[str, int] = {}
    rows, texts, files = [], {}, {}
    for row in table:
        good = _check(row, first, names, table.name, problems)
        file = path.parent / row["file"]
        text = read_text(file, problems, file=table.name, row=row.number) if row["file"] else None
        if text is None or not good:
            continue
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        files[row["file"]] = digest
        texts[row["policy_id"]] = text
        rows.append(_document(row, text, digest, head(text, names)))
    known = {row["policy_id"] for row in table}
    for row in table:
        if row["parent"] and row["parent"] not in known:
            near = get_close_matches(row["parent"], known, n=1)
            hint = f"；相近：{near[0]}" if near else ""
            values = {"seen": row["parent"], "hint": hint}
            problems.add("policy_unknown", table.name, row.number, "parent", **values)
    frame = pd.DataFrame(rows, columns=[*DOCUMENT_COLUMNS])
    return Documents(frame, texts, files, table)


def _document(row: Row, text: str, digest: str, found: Head) -> dict[str, object]:
    told = {name: getattr(found, name) for name in DRAFTED}
    told["issuers"] = ";".join(found.issuers)
    drafted = [name for name in DRAFTED if not row[name] and told[name]]
    filled = {name: row[name] or told[name] for name in DRAFTED}
    # Excel writes 2016-02-17 as 2016/2/17
    filled |= {name: day(filled[name]) for name in DATES}
    filled["issuers"] = ";".join(_codes(filled["issuers"]))
    return {
        **filled,
        "policy_id": row["policy_id"],
        "area": row["area"],
        "status": row["status"],
        "parent": row["parent"],
        "source": row["source"],
        "file": row["file"],
        "sha256": digest,
        "characters": len(text),
        "drafted": ";".join(drafted),
    }


def _codes(text: str) -> list[str]:
    return [part.strip() for part in text.replace("；", ";").split(";") if part.strip()]


def _check(row: Row, first: dict[str, int], names: Names, file: str, problems: Problems) -> bool:
    """Whether a row of the list can be used."""
    before = len(problems.found)
    for column in LIST_COLUMNS:
        if not row[column]:
            problems.add("cell_empty", file, row.number, column)
    code = row["policy_id"]
    if code in first:
        values = {"seen": code, "first": first[code]}
        problems.add("code_repeated", file, row.number, "policy_id", **values)
    first.setdefault(code, row.number)
    for column, allowed in (("level", ("", *LEVELS)), ("status", STATUSES)):
        if row[column] not in allowed:
            values = {"seen": row[column], "allowed": "、".join(filter(None, allowed))}
            problems.add("value_not_allowed", file, row.number, column, **values)
    for issuer in _codes(row["issuers"]):
        if issuer not in names.departments:
            problems.add("policy_department_unknown", file, row.number, "issuers", seen=issuer)
    days = {column: day(row[column]) for column in DATES}
    for column in DATES:
        if row[column] and not days[column]:
            problems.add("policy_day_invalid", file, row.number, column, seen=row[column])
    start, end = days["valid_from"], days["valid_to"]
    if start and end and end < start:
        problems.add("policy_days_reversed", file, row.number, "valid_to", start=start, end=end)
    return len(problems.found) == before
