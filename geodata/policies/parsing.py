"""Tasks of every document and who has which part in them."""

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from geodata.policies.annex import Measure, measures
from geodata.policies.corpus import ANNEX, BODY, LISTED, ROLE_COLUMNS, TASK_COLUMNS
from geodata.policies.departments import Names
from geodata.policies.roles import Role, roles, unknown_bodies
from geodata.policies.schedule import NOTHING, period
from geodata.policies.sections import Task, tasks


class Parsed(NamedTuple):
    """Tasks as `TASK_COLUMNS`, roles as `ROLE_COLUMNS`, and names that were not in use then.

    Attributes
    ----------
    outdated
        (Document, name in the text) of names that the register knows of other years only.
    unknown
        (Task, words) of what is assigned a task and looks like a body the register does not know.
    """

    tasks: pd.DataFrame
    roles: pd.DataFrame
    outdated: list[tuple[str, str]]
    unknown: list[tuple[str, str]]


def parsed(documents: pd.DataFrame, texts: Mapping[str, str], names: Names) -> Parsed:
    """Divide documents into tasks.

    Parameters
    ----------
    documents
        `geodata.policies.corpus.DOCUMENT_COLUMNS`.
    """
    task_rows: list[dict[str, object]] = []
    role_rows: list[dict[str, object]] = []
    outdated: dict[tuple[str, str], None] = {}
    unknown: dict[tuple[str, str], None] = {}
    for document in documents.to_dict("records"):
        policy, text = str(document["policy_id"]), texts[str(document["policy_id"])]
        national, year = document["level"] == "nation", str(document["date"])[:4]
        table = measures(text, names)
        stop = table[0].text.start if table else None
        date = str(document["date"])
        made = [_of_body(policy, n, t, date) for n, t in enumerate(tasks(text, names, stop), 1)]
        made += [_of_annex(policy, n, measure) for n, measure in enumerate(table, 1)]
        for row, assigned in made:
            task_rows.append(row)
            task = str(row["task_id"])
            for words, offset, bare in assigned:
                unknown |= dict.fromkeys((task, body) for body in unknown_bodies(words, names))
                for role in roles(words, names, national=national, offset=offset, bare=bare):
                    role_rows.append(_role(task, role))
                    if role.mention.outdated(year):
                        outdated[policy, role.mention.name] = None
    roles_table = pd.DataFrame(role_rows, columns=[*ROLE_COLUMNS])
    return Parsed(
        pd.DataFrame(task_rows, columns=[*TASK_COLUMNS]),
        # several columns of a table may name the same department for the same part
        roles_table.drop_duplicates(["task_id", "department", "role"], ignore_index=True),
        [*outdated],
        [*unknown],
    )


Assigned = list[tuple[str, int, str]]
"""Words that assign, where they begin in the document, and the role of whom they only name."""


def _of_body(policy: str, number: int, task: Task, date: str) -> tuple[dict[str, object], Assigned]:
    when = period(task.text)
    row = {
        "task_id": f"{policy}-B{number}",
        "policy_id": policy,
        "part": BODY,
        "number": number,
        "phase": "",
        "section": task.section,
        "text": task.text,
        "assignment_text": "".join(task.assignment.split()),
        "schedule_text": "",
        # a period within a sentence is part of its contents, an end is a deadline; what ended
        # before the document was issued is its history
        "start": "",
        "end": when.end if not when.start and when.end >= date else "",
        "start_char": task.start,
        "end_char": task.end,
    }
    return row, [(task.assignment, task.assignment_start, LISTED)] if task.assignment else []


def _of_annex(policy: str, number: int, measure: Measure) -> tuple[dict[str, object], Assigned]:
    schedule = measure.schedule
    when = period(schedule.text) if schedule else NOTHING
    start, end = measure.span
    row = {
        "task_id": f"{policy}-A{number:02d}",
        "policy_id": policy,
        "part": ANNEX,
        "number": number,
        "phase": measure.phase,
        "section": measure.section,
        "text": measure.text.text,
        "assignment_text": "；".join(cell.text for cell, _ in measure.assignments),
        "schedule_text": schedule.text if schedule else "",
        "start": when.start,
        "end": when.end,
        "start_char": start,
        "end_char": end,
    }
    return row, [(cell.raw, cell.start, role) for cell, role in measure.assignments]


def _role(task_id: str, role: Role) -> dict[str, object]:
    return {
        "task_id": task_id,
        "department": role.mention.department,
        "role": role.role,
        "name_in_text": role.mention.name,
        "clause": role.clause,
        "start_char": role.mention.start,
        "end_char": role.mention.end,
    }
