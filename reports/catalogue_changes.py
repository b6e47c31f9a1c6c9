"""The catalogue's upkeep as text for the terminal: changes, the review file, faults of rules."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from layout.catalogue_changes import ADDED, CHANGED, REMOVED, Changes
from layout.catalogue_review import Merged
from layout.labels import label
from layout.notes import listed
from layout.review_file import BASE, NUMBERS
from reports.comparison import width
from reports.csv_file import as_text, write_csv
from reports.dictionary import entry
from reports.publish import replaced
from reports.texts import Texts, read_texts

TEXTS = Path(__file__).with_name("catalogue_texts.csv")
YEAR_OF_IDS = "catalog_id"
"""Stands for the year that every id ends with."""

LONGEST = 60
"""Characters of a cell that are shown; a list of sources would fill the screen."""


def write_changes(found: Changes, path: Path) -> None:
    """Write the changed fields as a CSV file, cells in full."""
    named = found.rows.assign(column_label=[column_label(c) for c in found.rows.column])
    order = [c for c in named.columns if c != "column_label"]
    order.insert(order.index("column") + 1, "column_label")
    write_csv(named[order], path)


def write_review(rows: pd.DataFrame, path: Path) -> None:
    """Write a review file in one move: whatever goes wrong, the old one stays as it was.

    Raises
    ------
    OutputBusyError
        If the file cannot be replaced, as when Excel holds it open.
    """
    numbers = {*NUMBERS, *(BASE + column for column in NUMBERS)}
    texts = [column for column in rows.columns if column not in numbers]
    safe = rows.assign(**{column: rows[column].map(as_text) for column in texts})
    replaced(path, "\ufeff" + safe.to_csv(index=False, lineterminator="\r\n"))


def changes_text(found: Changes, a: object, b: object) -> str:
    """What differs between two catalogues, and how much of it for whom."""
    say = read_texts(TEXTS)
    lines = [say("changes_head", a=a, b=b)]
    for column, old, new in found.edition.itertuples(index=False):
        name = say("year") if column == YEAR_OF_IDS else column_label(column)
        lines.append("  " + say("edition", column=name, old=old, new=new))
    if found.one_sided:
        names = say.join([column_label(column) for column in found.one_sided])
        lines.append("  " + say("one_sided", columns=names))
    if found.rows.empty:
        return "\n".join([*lines, say("changes_none", same=found.same)])
    rows = found.rows.drop_duplicates(["change", "catalog_id"]).change.value_counts()
    counts = {change: int(rows.get(change, 0)) for change in (ADDED, REMOVED, CHANGED)}
    lines.append(say("changes_counts", same=found.same, **counts))
    for change in (ADDED, REMOVED, CHANGED):
        part = found.rows[found.rows.change == change]
        if len(part):
            lines += ["", f"{label('catalogue_change', change)}："]
            lines += [f"  {line}" for line in _listed(part, say)]
    return "\n".join([*lines, "", *_counted(found.counts, say)])


def review_text(merged: Merged, before: int, path: object) -> str:
    """What became of a review: rows by state, edits kept, what waits for somebody."""
    say = read_texts(TEXTS)
    states = merged.catalogue.review_state.value_counts()
    told = [
        f"{label('review_state', state)} {states[state]}"
        for state in ("draft", "reviewed", "published", "recheck", "withdrawn")
        if state in states
    ]
    kinds = merged.edits.reason.value_counts()
    kept = int(kinds.get("kept", 0) + kinds.get("both_changed", 0))
    clash = int(kinds.get("both_changed", 0))
    lines = [
        say("review_head", path=path, rows=len(merged.catalogue), before=before),
        say("review_states", states=say.join(told)),
        say("review_edits", kept=kept, clash=clash),
    ]
    for row in _records(merged.edits[merged.edits.reason != "kept"]):
        words = f"  {row['catalog_id']} {row['region_name']}：{row['reason_label']}"
        if row["column"]:
            sides = ("before", "generated", "hand")
            shown = {side: short(row[side]) or say("blank") for side in sides}
            key = "cell_three" if row["hand"] else "cell_two"
            words += say(key, column=column_label(row["column"]), **shown)
        lines.append(words)
    return "\n".join(lines)


def check_text(table: pd.DataFrame, study: str) -> str:
    """The faults of the rules, one by one."""
    say = read_texts(TEXTS)
    if table.empty:
        return say("check_none", study=study)
    lines = [say("check_head", study=study, count=len(table))]
    for row in _records(table):
        lines.append(f"  [{row['finding_label']}] {row['detail']}")
        if row["example"]:
            lines.append("    " + say("check_example", example=row["example"].replace(";", "，")))
        if row["rule_b"]:
            regions = listed(row["regions"].split("；"), noun="处") if row["regions"] else ""
            lines.append("    " + say("check_regions" if regions else "no_region", regions=regions))
    return "\n".join([*lines, say("check_limits")])


def column_label(column: str) -> str:
    """Chinese name of a column of the catalogue, its code where there is none."""
    found = entry("catalogue", column) if column else None
    return found.label if found else column


def short(text: str) -> str:
    """A cell in one line of the terminal.

    Examples
    --------
    >>> short("a" * 70)[-2:], short("两\\n行")
    ('a…', '两 行')
    """
    line = " ".join(text.split("\n"))
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def _records(table: pd.DataFrame) -> list[dict[str, str]]:
    return [{str(k): str(v) for k, v in row.items()} for row in table.to_dict("records")]


def _listed(part: pd.DataFrame, say: Texts) -> Iterator[str]:
    """Rows added or removed in one line each; changed ones with their fields below."""
    seen = ""
    for row in _records(part):
        if row["catalog_id"] != seen:
            yield f"{row['catalog_id']} {row['region_name']} {row['lead_department']}".rstrip()
            seen = row["catalog_id"]
        if row["column"]:
            old, new = (short(row[side]) or say("blank") for side in ("old", "new"))
            yield "  " + say("field", column=column_label(row["column"]), old=old, new=new)


def _counted(counts: pd.DataFrame, say: Texts) -> Iterator[str]:
    for grouping in ("department", "region"):
        part = counts[counts.grouping == grouping]
        yield say(f"by_{grouping}")
        wide = max((width(name) for name in part.group), default=0)
        for row in _records(part):
            name = row["group"] + " " * (wide - width(row["group"]))
            numbers = {change: row[change] for change in (ADDED, REMOVED, CHANGED)}
            yield f"  {name}  {say('counts', **numbers)}"
