"""The tasks of a plan counted by their states, and what a progress bulletin says of them."""

import datetime as dt
from collections.abc import Iterable, Mapping

import pandas as pd

from geodata.policies.corpus import Department
from layout.labels import label
from layout.notes import listed
from layout.tracking.states import DONE, STATES, UPCOMING
from layout.views import SEPARATOR, published

SUMMARY_COLUMNS = (
    "grouping",
    "grouping_label",
    "group",
    "group_label",
    "tasks",
    *STATES,
    "done_share",
)
BULLETIN_COLUMNS = ("number", "topic", "text", "task_ids")

NO_LEAD, NO_OWNER, NO_GROUP = "no_lead", "no_owner", "none"
"""Groups of tasks that name departments but no lead, that name no department, and that stand
under no phase or section."""

OVERALL, NEXT, UNPROVEN = "overall", "next", "unproven"
SHORT = 24
"""Characters of a task's text that a bulletin quotes."""


def plan_summary(
    table: pd.DataFrame, named: pd.Series, departments: Mapping[str, Department]
) -> pd.DataFrame:
    """Count the tasks of each state over all, by phase, by section and by leading department.

    Parameters
    ----------
    table
        The tasks, as ``plan_tasks``.
    named
        Number of departments that each task names, in the order of the tasks.
    departments
        Register, whose order the rows of departments keep.

    Notes
    -----
    A joint task counts for each of its leads, so that departments sum to more than all. The
    phases and sections turn the large loop, each department its small one (杨晨 等, 四（三）).
    """
    rows = [_row("all", "all", label("plan_group", "all"), table)]
    for grouping in ("phase", "section"):
        for group in dict.fromkeys(table[grouping]):
            name = group or label("plan_group", NO_GROUP)
            rows.append(_row(grouping, group or NO_GROUP, name, table[table[grouping] == group]))
    led = table.lead.str.split(SEPARATOR)
    for code, department in departments.items():
        own = table[[code in leads for leads in led]]
        if len(own):
            rows.append(_row("department", code, department.label_zh, own))
    unled = (table.lead == "").to_numpy()
    without = (named == 0).to_numpy()
    for code, kept in ((NO_LEAD, unled & ~without), (NO_OWNER, unled & without)):
        if kept.any():
            rows.append(_row("department", code, label("plan_group", code), table[kept]))
    return pd.DataFrame(rows, columns=[*SUMMARY_COLUMNS])


def _row(grouping: str, group: str, name: str, tasks: pd.DataFrame) -> dict[str, object]:
    counts = {one: int((tasks.state == one).sum()) for one in STATES}
    return {
        "grouping": grouping,
        "grouping_label": label("plan_grouping", grouping),
        "group": group,
        "group_label": name,
        "tasks": len(tasks),
        **counts,
        "done_share": published(counts[DONE] / len(tasks)),
    }


def bulletin(table: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """What a progress bulletin (进展通报) says, sentence by sentence.

    Parameters
    ----------
    table
        The tasks, as ``plan_tasks``.

    Returns
    -------
    DataFrame
        ``number, topic, text, task_ids``: how many tasks there are in which state, then one
        sentence for each state that has tasks (those to come are only counted), for what is due
        next and for what is called done without evidence; `task_ids` with ``;`` between.
    """
    counts = [
        label("bulletin", "count").format(state=label("plan_state", one), tasks=number)
        for one in STATES
        if (number := int((table.state == one).sum()))
    ]
    rows = [(OVERALL, {"as_of": as_of, "counts": "，".join(counts)}, table)]
    rows += [(one, {}, table[table.state == one]) for one in STATES if one != UPCOMING]
    rows.append((NEXT, {}, table[table.next == 1]))
    unproven = [UNPROVEN in code for code in table.remark]
    rows.append((UNPROVEN, {}, table[unproven]))
    told = [
        (topic, _sentence(topic, tasks, values), SEPARATOR.join(tasks.task_id))
        for topic, values, tasks in rows
        if len(tasks)
    ]
    return pd.DataFrame(
        [(number, *row) for number, row in enumerate(told, 1)], columns=[*BULLETIN_COLUMNS]
    )


def _sentence(topic: str, tasks: pd.DataFrame, values: Mapping[str, object]) -> str:
    names = listed(_names(tasks), noun=label("bulletin", "noun"))
    return label("bulletin", topic).format(tasks=len(tasks), names=names, **values)


def _names(tasks: pd.DataFrame) -> Iterable[str]:
    for text in tasks.text:
        short = str(text) if len(str(text)) <= SHORT else f"{str(text)[:SHORT]}…"
        yield f"“{short}”"
