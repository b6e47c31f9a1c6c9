"""The table of tasks: who has which part, when, what is to come of it, and how it is coded."""

import pandas as pd

from geodata.policies.corpus import (
    DATA,
    DELIVERABLE,
    FUNDS,
    INDUSTRY,
    LEAD,
    LISTED,
    PARTICIPANT,
    STAGE,
    TARGET,
    TOOL,
)
from layout.policy.reading import Reading, tidy
from layout.views import SEPARATOR, labelled

COLUMNS = (
    "task_id",
    "policy_id",
    "part",
    "part_label",
    "number",
    "phase",
    "section",
    "text",
    "assignment_text",
    "lead",
    "lead_label",
    "participants",
    "participants_label",
    "data_providers",
    "data_providers_label",
    "funders",
    "funders_label",
    "listed",
    "listed_label",
    "ownership",
    "ownership_label",
    "start",
    "end",
    "deliverable",
    "target",
    "stages",
    "stages_label",
    "tools",
    "tools_label",
    "industries",
    "coding",
    "coding_label",
    "start_char",
    "end_char",
    "quote",
)
ROLE_COLUMNS = {
    "lead": LEAD,
    "participants": PARTICIPANT,
    "data_providers": DATA,
    "funders": FUNDS,
    "listed": LISTED,
}
CODE_COLUMNS = {"stages": STAGE, "tools": TOOL, "industries": INDUSTRY}
WORD_COLUMNS = {"deliverable": DELIVERABLE, "target": TARGET}
LABELS = {
    "part": "policy_part",
    "ownership": "policy_ownership",
    "stages": "policy_stage",
    "tools": "policy_tool",
    "coding": "policy_coding",
}
DRAFT, HUMAN = "draft", "human"


def tasks(reading: Reading) -> pd.DataFrame:
    """The table ``policy_tasks``: every task of every part, in the order of the text.

    ``quote`` is the task's place in its document in one line, with a bar between
    the cells of a table.
    ``coding`` is human where a person has coded both stage and tool, be it that there is none.
    """
    source = reading.policies.tasks.set_index("task_id")
    table = source.loc[[task.task_id for task in reading.tasks]].reset_index()
    for column, role in ROLE_COLUMNS.items():
        found = [task.having(role) for task in reading.tasks]
        table[column] = [SEPARATOR.join(codes) for codes in found]
        table[f"{column}_label"] = [reading.named(codes) for codes in found]
    for names, separator in ((CODE_COLUMNS, SEPARATOR), (WORD_COLUMNS, "；")):
        for column, kind in names.items():
            by_task = reading.codes(kind)
            table[column] = [separator.join(by_task.get(task, ())) for task in table.task_id]
    table["ownership"] = [task.ownership for task in reading.tasks]
    table["coding"] = _coding(reading)
    table["quote"] = [
        tidy(reading.policies.quote(task.policy_id, task.start, task.end)) for task in reading.tasks
    ]
    return labelled(table, LABELS)[[*COLUMNS]]


def _coding(reading: Reading) -> list[str]:
    """Who coded stage and tool of each task; what nobody has looked at is a draft, empty or not."""
    stage, tool = (reading.coded(kind) for kind in (STAGE, TOOL))
    return [HUMAN if task.task_id in stage & tool else DRAFT for task in reading.tasks]
