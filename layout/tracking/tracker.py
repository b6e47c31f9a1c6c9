"""The tasks of a plan with their states, and the tables that are made of them."""

import datetime as dt
from collections.abc import Mapping

import pandas as pd

from geodata.policies.corpus import (
    ANNEX,
    DATA,
    FUNDS,
    LEAD,
    LISTED,
    PARTICIPANT,
    Policies,
)
from layout import settings as asked
from layout.labels import label
from layout.notes import Notes
from layout.tracking.states import (
    DONE,
    STEPS,
    Report,
    Span,
    is_next,
    pdca,
    remarks,
    state,
    steps,
)
from layout.tracking.summary import plan_summary
from layout.views import SEPARATOR, labelled, published

PLAN_COLUMNS = (
    "task_id",
    "number",
    "phase",
    "section",
    "text",
    "lead",
    "lead_label",
    "participants_label",
    "start",
    "end",
    "state",
    "state_label",
    "progress_pct",
    "days",
    "evidence",
    "evidence_source",
    "reported_on",
    *STEPS,
    "pdca",
    "pdca_label",
    "next",
    "remark",
    "remark_label",
)
KINDS = {"state": "plan_state", "pdca": "pdca", "remark": "remark"}
"""Column → kind of its labels."""

OTHERS = (PARTICIPANT, DATA, FUNDS, LISTED)
"""Roles besides the lead, in the order in which they are named."""


def tracking_tables(
    policies: Policies,
    settings: asked.Policies,
    as_of: dt.date,
    notes: Notes,
) -> dict[str, pd.DataFrame]:
    """Tables of the plan that a study tracks.

    Parameters
    ----------
    as_of
        The day on which the states are judged; reports of later days are left out.

    Returns
    -------
    dict
        ``plan_tasks`` and ``plan_summary``; empty where the study tracks no plan, or the plan
        has no tasks (a note says so).
    """
    if not settings.plan:
        return {}
    tasks = _tasks_of(policies, settings.plan)
    if tasks.empty:
        notes.add("plan_without_tasks", plan=settings.plan)
        return {}
    reports = _reports(policies.progress, tasks, as_of)
    table = _plan_tasks(policies, tasks, reports, as_of, settings.due_within)
    _tell(table, tasks, policies, settings.plan, as_of, reports, notes)
    summary = plan_summary(table, _ownership(policies, tasks), policies.departments)
    return {"plan_tasks": table, "plan_summary": summary}


def _tasks_of(policies: Policies, plan: str) -> pd.DataFrame:
    """Tasks of the annex, which has the dates, or else of the body."""
    own = policies.tasks[policies.tasks.policy_id == plan]
    annex = own[own.part == ANNEX]
    return (annex if len(annex) else own).sort_values("start_char", kind="stable")


def _reports(
    progress: pd.DataFrame, tasks: pd.DataFrame, as_of: dt.date
) -> dict[str, list[Report]]:
    """Task → its reports up to a day, oldest first; of one day in the order of the file."""
    found: dict[str, list[Report]] = {str(task): [] for task in tasks.task_id}
    for row in progress.to_dict("records"):
        day = _day(row["reported_on"])
        if row["task_id"] in found and day is not None and day <= as_of:
            pct = pd.to_numeric(row["progress_pct"], errors="coerce")
            report = Report(
                day,
                str(row["status"]),
                None if pd.isna(pct) else float(pct),
                _text(row["evidence"]),
                _text(row["evidence_source"]),
                tuple(_yes(row[step]) for step in STEPS),
            )
            found[row["task_id"]].append(report)
    for reports in found.values():
        reports.sort(key=lambda report: report.reported_on)
    return found


def _day(value: object) -> dt.date | None:
    text = _text(value)[:10]
    return dt.date.fromisoformat(text) if text else None


def _text(value: object) -> str:
    return "" if value is None or pd.isna(value) else str(value)  # type: ignore[call-overload]


def _yes(value: object) -> bool | None:
    flag = pd.to_numeric(_text(value), errors="coerce")
    return None if pd.isna(flag) else bool(flag)


def _plan_tasks(
    policies: Policies,
    tasks: pd.DataFrame,
    reports: Mapping[str, list[Report]],
    as_of: dt.date,
    due_within: int,
) -> pd.DataFrame:
    rows = []
    for task in tasks.to_dict("records"):
        code = str(task["task_id"])
        span, said = Span(_day(task["start"]), _day(task["end"])), reports[code]
        found, last = state(span, said, as_of, due_within), said[-1] if said else None
        rows.append(
            {column: task[column] for column in ("task_id", "number", "phase", "section", "text")}
            | _owners(policies, code)
            | {
                "start": _text(task["start"]),
                "end": _text(task["end"]),
                "state": found,
                "progress_pct": _progress(last),
                "days": (span.end - as_of).days if span.end else None,
                "evidence": last.evidence if last else "",
                "evidence_source": last.evidence_source if last else "",
                "reported_on": last.reported_on.isoformat() if last else "",
                **dict(zip(STEPS, map(_flag, steps(said)), strict=True)),
                "pdca": pdca(said),
                "next": int(found != DONE and is_next(span, as_of, due_within)),
                "remark": remarks(span, said, found),
            }
        )
    table = labelled(pd.DataFrame(rows), KINDS)
    wholes = dict.fromkeys(["days", *STEPS, "next"], "Int64")
    return table.astype(wholes | {"progress_pct": "float64"})[[*PLAN_COLUMNS]]


def _progress(last: Report | None) -> float | None:
    return None if last is None or last.progress_pct is None else published(last.progress_pct)


def _flag(value: bool | None) -> int | None:
    return None if value is None else int(value)


def _owners(policies: Policies, task: str) -> dict[str, str]:
    """Who leads a task, and who else has which part in it, by their names of today."""
    own = policies.roles[policies.roles.task_id == task]
    leads = list(dict.fromkeys(own.department[own.role == LEAD]))
    others = [
        label("plan_role", role).format(department=policies.departments[code].label_zh)
        for role in OTHERS
        for code in dict.fromkeys(own.department[own.role == role])
    ]
    return {
        "lead": SEPARATOR.join(leads),
        "lead_label": "；".join(policies.departments[code].label_zh for code in leads),
        "participants_label": "；".join(others),
    }


def _ownership(policies: Policies, tasks: pd.DataFrame) -> pd.Series:
    """Number of departments that each task names, whatever their part."""
    named = policies.roles.groupby("task_id").department.nunique()
    return tasks.task_id.map(named).fillna(0).astype(int)


def _tell(
    table: pd.DataFrame,
    tasks: pd.DataFrame,
    policies: Policies,
    plan: str,
    as_of: dt.date,
    reports: Mapping[str, list[Report]],
    notes: Notes,
) -> None:
    """What the reader must know of the tracking as a whole."""
    silent = sum(not said for said in reports.values())
    if silent:
        notes.add("plan_unreported", plan=plan, tasks=len(table), silent=silent, as_of=as_of)
    if not (tasks.part == ANNEX).all():
        notes.add("plan_body_tracked", plan=plan)
    endless = int((table.end == "").sum())
    if endless:
        notes.add("plan_without_deadline", plan=plan, tasks=endless)
    ownerless = int((_ownership(policies, tasks) == 0).sum())
    if ownerless:
        notes.add("plan_without_owner", plan=plan, tasks=ownerless)
    used = sum(map(len, reports.values()))
    given = int(policies.progress.task_id.isin(tasks.task_id).sum())
    if given > used:
        notes.add("plan_reports_later", reports=given - used, as_of=as_of)
