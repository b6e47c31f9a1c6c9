"""The acceptance checklist: what the plan's own words ask for, and what shows that it is there."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from geodata.errors import Problems
from geodata.tables import Row, Table, read_table
from layout.labels import label
from layout.tracking.states import DONE, UNREPORTED
from layout.views import SEPARATOR, labelled

CHECKLIST_COLUMNS = ("item_id", "text", "basis", "requires", "kind")
ACCEPTANCE_COLUMNS = (
    "item_id",
    "text",
    "basis",
    "requires",
    "satisfied",
    "satisfied_label",
    "evidence",
)
PRODUCT, TASK = "product", "task"
KINDS = (PRODUCT, TASK)
"""What proves an item: a product of the engine, or a department's report of a task."""

YES, NO, UNKNOWN = "yes", "no", "unknown"


@dataclass(frozen=True)
class Item:
    """One thing to be accepted.

    Attributes
    ----------
    basis
        Place in the plan and its words.
    requires
        Products (keys of `produced`, such as ``table:zones``), or tasks by the end of their id
        (``A15`` for ``JS-2016-A15``). All of them are needed.
    """

    item_id: str
    text: str
    basis: str
    requires: tuple[str, ...]
    kind: str


@dataclass(frozen=True)
class Checklist:
    """Items in the order of the file."""

    items: tuple[Item, ...] = ()


def read_checklist(path: Path, problems: Problems) -> tuple[Checklist, Table]:
    """Read the checklist; a cell that is wrong is added to `problems`."""
    table = read_table(path, CHECKLIST_COLUMNS, problems)
    first: dict[str, int] = {}
    items = []
    for row in table:
        code = row["item_id"]
        if code and code in first:
            problems.add_study(
                "code_repeated", table.name, row.number, "item_id", seen=code, first=first[code]
            )
        first.setdefault(code, row.number)
        items.append(_item(row, table.name, problems))
    return Checklist(tuple(items)), table


def _item(row: Row, file: str, problems: Problems) -> Item:
    for column in CHECKLIST_COLUMNS:
        if not row[column]:
            problems.add_study("checklist_blank", file, row.number, column)
    if row["kind"] and row["kind"] not in KINDS:
        problems.add_study(
            "checklist_kind", file, row.number, "kind", seen=row["kind"], allowed="、".join(KINDS)
        )
    parts = row["requires"].replace("；", SEPARATOR).split(SEPARATOR)
    requires = tuple(part.strip() for part in parts if part.strip())
    return Item(row["item_id"], row["text"], row["basis"], requires, row["kind"])


def produced(tables: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """Product → what proves it, for every table that has rows.

    Examples
    --------
    >>> produced({"zones": pd.DataFrame({"zone": ["Z1", "Z2"]}), "spatial": pd.DataFrame()})
    {'table:zones': 'zones.csv（2 行）'}
    """
    return {
        f"table:{name}": label("acceptance", "table").format(name=name, rows=len(table))
        for name, table in tables.items()
        if len(table)
    }


def plan_acceptance(
    checklist: Checklist, plan: str, tasks: pd.DataFrame, evidence_of: Mapping[str, str]
) -> pd.DataFrame:
    """Whether each item is there, and what shows it.

    Parameters
    ----------
    plan
        Code of the plan, with which the ids of its tasks begin.
    tasks
        The tasks, as ``plan_tasks``.

    Notes
    -----
    ``yes`` needs everything that the item requires. ``no`` is said only where a report says that
    a task is not done; a product that this evaluation lacks, or a task without report, may be
    there all the same: ``unknown``.
    """
    rows = []
    known = tasks.set_index("task_id")
    for item in checklist.items:
        if item.kind == PRODUCT:
            found = [_product(name, evidence_of) for name in item.requires]
        else:
            found = [_task(f"{plan}-{code}", known) for code in item.requires]
        answers = {answer for answer, _ in found}
        satisfied = next((one for one in (NO, UNKNOWN) if one in answers), YES)
        rows.append(
            {
                "item_id": item.item_id,
                "text": item.text,
                "basis": item.basis,
                "requires": SEPARATOR.join(item.requires),
                "satisfied": satisfied,
                "evidence": "；".join(words for _, words in found),
            }
        )
    plain = [column for column in ACCEPTANCE_COLUMNS if column != "satisfied_label"]
    return labelled(pd.DataFrame(rows, columns=plain), {"satisfied": "satisfied"})


def _product(name: str, evidence_of: Mapping[str, str]) -> tuple[str, str]:
    if name in evidence_of:
        return YES, evidence_of[name]
    return UNKNOWN, label("acceptance", "no_product").format(name=name.rpartition(":")[2])


def _task(code: str, known: pd.DataFrame) -> tuple[str, str]:
    if code not in known.index:
        return UNKNOWN, label("acceptance", "no_task").format(task=code)
    task = known.loc[code]
    if not task.reported_on:
        return UNKNOWN, label("acceptance", "no_report").format(task=code)
    done = task.state == DONE
    words = label("acceptance", "report").format(
        task=code,
        day=task.reported_on,
        status=label("acceptance", "done" if done else "not_done"),
        evidence=task.evidence or label("acceptance", "no_evidence"),
    )
    if task.state == UNREPORTED:  # the last day is past and nobody has told what became of it
        return UNKNOWN, f"{words}（{task.state_label}）"
    return (YES if done else NO), words
