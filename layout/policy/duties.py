"""Power list and duty list of each department, from the clauses of the documents in force."""

import pandas as pd

from geodata.policies.corpus import (
    DATA,
    FUNDS,
    LEAD,
    LISTED,
    PARTICIPANT,
    Policies,
)
from layout.notes import Notes
from layout.policy.coded import each
from layout.views import labelled

DUTY_COLUMNS = (
    "department",
    "department_label",
    "list",
    "role",
    "task_id",
    "policy_id",
    "text",
    "start",
    "end",
    "basis",
    "start_char",
    "end_char",
)
POWER, DUTY = "power", "duty"
LISTS = {POWER: (LEAD, FUNDS), DUTY: (LEAD, PARTICIPANT, DATA, FUNDS, LISTED)}
"""Roles of each list: a power is what a department directs or pays for; a duty is all that it must
do, so that the one is part of the other."""


def duties(policies: Policies, documents: pd.DataFrame, notes: Notes) -> pd.DataFrame:
    """The table ``policy_duties``: by department, list, and order in the text.

    ``basis`` is the clause that gives the role and stands at ``start_char``–``end_char`` of the
    document's text. Documents out of force give neither powers nor duties. Both the body and the
    annex count: what either says is said.
    """
    current = documents.policy_id[documents.in_force == 1]
    tasks = policies.tasks[policies.tasks.policy_id.isin(current)]
    own = ["task_id", "policy_id", "text", "start", "end"]
    found = policies.roles.merge(tasks[own], on="task_id", validate="many_to_one")
    rows = [
        {
            **{column: getattr(role, column) for column in (*own, "department", "role")},
            "department_label": _name(policies, role.department),
            "list": name,
            **_basis(policies.texts.get(role.policy_id, ""), role),
        }
        for name, roles in LISTS.items()
        for role in each(found[found.role.isin(roles)])
    ]
    if rows:
        notes.add("policy_duties_texts")
    table = pd.DataFrame(rows, columns=[*DUTY_COLUMNS])
    order = table.assign(list=table["list"].map([*LISTS].index))
    order = order.sort_values(["department", "list", "policy_id", "start_char"], kind="stable")
    table = table.loc[order.index].reset_index(drop=True)
    return labelled(table, {"list": "policy_list", "role": "policy_role"})


def _name(policies: Policies, code: str) -> str:
    known = policies.departments.get(code)
    return known.label_zh if known else code


def _basis(text: str, role: object) -> dict[str, object]:
    """The role's clause as it stands in the text; its department's name where it stands not."""
    clause, start, end = (getattr(role, name) for name in ("clause", "start_char", "end_char"))
    begin = text.rfind(clause, 0, end + len(clause)) if clause else -1
    while begin > start:  # the same words may stand again behind the name
        begin = text.rfind(clause, 0, begin + len(clause) - 1)
    if begin >= 0 and begin + len(clause) >= end:
        return {"basis": clause, "start_char": begin, "end_char": begin + len(clause)}
    return {"basis": text[start:end], "start_char": start, "end_char": end}
