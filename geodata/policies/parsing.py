"""Tasks of every document and who has which part in them."""

import re
from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from geodata.policies.annex import Measure, measures
from geodata.policies.corpus import ANNEX, BODY, ROLE_COLUMNS, TASK_COLUMNS
from geodata.policies.departments import Names
from geodata.policies.roles import Role, roles
from geodata.policies.schedule import NOTHING, period
from geodata.policies.sections import Task, tasks


NUMBERED = re.compile(r"^[（(][一二三四五六七八九十]{1,3}[）)]")
"""Number of a paragraph: it stands in the section's name."""


class Parsed(NamedTuple):
    """Tasks as `TASK_COLUMNS`, roles as `ROLE_COLUMNS`, and names that were not in use then.

    Attributes
    ----------
    outdated
        (Document, name in the text) of names that the register knows of other years only.
    """

    tasks: pd.DataFrame
    roles: pd.DataFrame
    outdated: list[tuple[str, str]]


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
    for document in documents.to_dict("records"):
        policy, text = str(document["policy_id"]), texts[str(document["policy_id"])]
        national, year = document["level"] == "nation", str(document["date"])[:4]
        table = measures(text, names)
        stop = table[0].text.start if table else None
        made = [_of_body(policy, n, task) for n, task in enumerate(tasks(text, stop), 1)]
        made += [_of_annex(policy, n, measure) for n, measure in enumerate(table, 1)]
        for row, offset in made:
            task_rows.append(row)
            # the raw words, not those without white space: their places are wanted
            words = text[offset : int(str(row["end_char"]))] if offset else ""
            words = words[: _raw_length(words, str(row["assignment_text"]))]
            for role in roles(words, names, national=national, offset=offset):
                role_rows.append(_role(str(row["task_id"]), role))
                if role.mention.outdated(year):
                    outdated[policy, role.mention.name] = None
    return Parsed(
        pd.DataFrame(task_rows, columns=[*TASK_COLUMNS]),
        pd.DataFrame(role_rows, columns=[*ROLE_COLUMNS]),
        [*outdated],
    )


def _raw_length(words: str, squeezed: str) -> int:
    """Characters of `words` that hold all of `squeezed`, which has no white space."""
    left = len(squeezed)
    for n, character in enumerate(words):
        if not left:
            return n
        left -= not character.isspace()
    return len(words)


def _of_body(policy: str, number: int, task: Task) -> tuple[dict[str, object], int]:
    when = period(task.text)
    row = {
        "task_id": f"{policy}-B{number}",
        "policy_id": policy,
        "part": BODY,
        "number": number,
        "phase": "",
        "section": task.section,
        "text": NUMBERED.sub("", task.text),
        "assignment_text": "".join(task.assignment.split()),
        "schedule_text": "",
        # a period within a sentence is part of its contents, an end is a deadline
        "start": "",
        "end": when.end if not when.start else "",
        "start_char": task.start,
        "end_char": task.end,
    }
    return row, task.assignment_start


def _of_annex(policy: str, number: int, measure: Measure) -> tuple[dict[str, object], int]:
    assignment, schedule = measure.assignment, measure.schedule
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
        "assignment_text": assignment.text if assignment else "",
        "schedule_text": schedule.text if schedule else "",
        "start": when.start,
        "end": when.end,
        "start_char": start,
        "end_char": end,
    }
    return row, assignment.start if assignment else 0


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
