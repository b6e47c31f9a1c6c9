"""Who leads (执行主体责任明晰): clarity of every part of a document, load of every department."""

from collections import Counter

import pandas as pd

from geodata.policies.corpus import (
    DATA,
    DELIVERABLE,
    FUNDS,
    LISTED,
    PARTICIPANT,
    PARTS,
)
from layout.policy.reading import CO_LEAD, ONE_LEAD, OWNERSHIPS, Reading, Task
from layout.views import labelled, published

CLARITY_COLUMNS = (
    "policy_id",
    "part",
    "part_label",
    "tasks",
    *OWNERSHIPS,
    "lead_clarity",
    "owner_coverage",
    "co_lead_share",
    "deadline_coverage",
    "deliverable_coverage",
    "departments_per_task",
)
LOAD_COLUMNS = (
    "policy_id",
    "part",
    "part_label",
    "department",
    "department_label",
    "domain",
    "domain_label",
    "leads",
    "co_leads",
    "participates",
    "provides_data",
    "funds",
    "listed",
    "tasks",
    "share_led",
)


def clarity(reading: Reading) -> pd.DataFrame:
    """The table ``policy_clarity``: one row per document and part that has tasks.

    Shares are of the part's tasks: ``lead_clarity`` with exactly one lead, ``owner_coverage``
    with anybody named, ``co_lead_share`` with several leads, ``deadline_coverage`` with a last
    day, ``deliverable_coverage`` with a deliverable in the codes in force. The departments of
    each task leave out local governments.
    """
    with_deliverable = reading.codes(DELIVERABLE)
    rows = [
        {"policy_id": document.policy_id, "part": part}
        | _shares(reading, document.of_part(part), with_deliverable)
        for document in reading.documents.values()
        for part in PARTS
        if document.of_part(part)
    ]
    columns = [column for column in CLARITY_COLUMNS if column != "part_label"]
    return labelled(pd.DataFrame(rows, columns=columns), {"part": "policy_part"})


def _shares(
    reading: Reading, tasks: tuple[Task, ...], with_deliverable: dict[str, tuple[str, ...]]
) -> dict[str, object]:
    number = len(tasks)
    owned = Counter(task.ownership for task in tasks)
    counts = {
        "lead_clarity": owned[ONE_LEAD],
        "owner_coverage": sum(bool(task.roles) for task in tasks),
        "co_lead_share": owned[CO_LEAD],
        "deadline_coverage": sum(bool(task.deadline) for task in tasks),
        "deliverable_coverage": sum(task.task_id in with_deliverable for task in tasks),
    }
    return {
        "tasks": number,
        **{ownership: owned[ownership] for ownership in OWNERSHIPS},
        **{name: published(count / number) for name, count in counts.items()},
        "departments_per_task": "；".join(str(len(reading.working(task))) for task in tasks),
    }


def load(reading: Reading) -> pd.DataFrame:
    """The table ``policy_load``: what each department has to do in each part of a document.

    ``leads`` counts tasks that it leads alone, ``co_leads`` jointly; ``tasks`` are all in which
    it is named; ``share_led`` is the share of the part's tasks that it leads or co-leads. Local
    governments are told like a department.
    """
    rows = [
        {"policy_id": document.policy_id, "part": part} | row
        for document in reading.documents.values()
        for part in PARTS
        for row in _loads(reading, document.of_part(part))
    ]
    columns = [column for column in LOAD_COLUMNS if column not in {"part_label", "domain_label"}]
    table = pd.DataFrame(rows, columns=columns)
    return labelled(table, {"part": "policy_part", "domain": "policy_domain"})


def _loads(reading: Reading, tasks: tuple[Task, ...]) -> list[dict[str, object]]:
    named = sorted({role.department for task in tasks for role in task.roles})
    rows: list[dict[str, object]] = []
    for department in named:
        led = [task for task in tasks if department in task.leads]
        alone = sum(task.ownership == ONE_LEAD for task in led)
        rows.append(
            {
                "department": department,
                "department_label": reading.policies.departments[department].label_zh,
                "domain": reading.domain(department),
                "leads": alone,
                "co_leads": len(led) - alone,
                **{
                    column: sum(department in task.having(role) for task in tasks)
                    for column, role in (
                        ("participates", PARTICIPANT),
                        ("provides_data", DATA),
                        ("funds", FUNDS),
                        ("listed", LISTED),
                    )
                },
                "tasks": sum(any(r.department == department for r in t.roles) for t in tasks),
                "share_led": published(len(led) / len(tasks)),
            }
        )
    return rows
