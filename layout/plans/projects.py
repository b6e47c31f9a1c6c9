"""The projects of plans, such as the list of 四重: the state of each, and how many of each."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from geodata.plans.records import Plans
from layout.labels import label
from layout.notes import Notes
from layout.tracking.states import DONE, STATES, Report, Span, remarks, state
from layout.views import labelled, published

PROJECT_COLUMNS = (
    "project_id",
    "plan_id",
    "category",
    "number",
    "title",
    "text",
    "lead",
    "participants",
    "start",
    "end",
    "dates",
    "state",
    "progress_pct",
    "reported_on",
    "evidence",
    "evidence_source",
    "indicators",
    "quote",
    "start_char",
    "end_char",
    "remark",
)
PROJECT_KINDS: Mapping[str, str] = {
    "category": "plan_category",
    "dates": "plan_dates",
    "state": "plan_state",
    "remark": "remark",
}
SUMMARY_COLUMNS = (
    "plan_id",
    "category",
    "category_label",
    "projects",
    *STATES,
    "done_share",
)
GIVEN, PERIOD = "given", "plan_period"
"""Whether the plan dates a project, or its days are those of the plan."""
ALL = "all"


def project_table(plans: Plans, as_of: dt.date, due_within: int, notes: Notes) -> pd.DataFrame:
    """Every project with its state on a day, ``plan_projects``.

    Notes
    -----
    A project without days has those of the plan: from the first day after the baseline year to the
    last day of the plan. States as for the tasks of a plan, see `layout.tracking.states.state`.
    """
    of_plan = {plan["plan_id"]: plan for plan in plans.plans.to_dict("records")}
    reports = _reports(plans.progress, as_of)
    rows = [
        _row(row, of_plan[row["plan_id"]], reports.get(row["project_id"], []), as_of, due_within)
        for row in plans.projects.to_dict("records")
    ]
    table = pd.DataFrame(rows, columns=[*PROJECT_COLUMNS])
    for column in ("start_char", "end_char"):
        table[column] = pd.to_numeric(table[column]).astype("Int64")
    table["progress_pct"] = table.progress_pct.astype("float64")
    for plan, own in table.groupby("plan_id", sort=False):
        silent = int((own.reported_on == "").sum())
        if silent:
            notes.add("plan_projects_unreported", plan=plan, n=len(own), silent=silent, as_of=as_of)
    return labelled(table, PROJECT_KINDS)


def _row(
    row: Mapping[Any, Any],
    plan: Mapping[Any, Any],
    said: Sequence[Report],
    as_of: dt.date,
    due_within: int,
) -> dict[str, object]:
    start = row["start"] or f"{int(plan['start_year']) + 1}-01-01"
    end = row["end"] or f"{int(plan['end_year'])}-12-31"
    span = Span(dt.date.fromisoformat(start), dt.date.fromisoformat(end))
    found = state(span, said, as_of, due_within)
    last = said[-1] if said else None
    percent = None if last is None else last.progress_pct
    return {
        **{str(column): value for column, value in row.items()},
        "start": start,
        "end": end,
        "dates": GIVEN if row["start"] and row["end"] else PERIOD,
        "state": found,
        "progress_pct": None if percent is None else published(percent),
        "reported_on": "" if last is None else last.reported_on.isoformat(),
        "evidence": "" if last is None else last.evidence,
        "evidence_source": "" if last is None else last.evidence_source,
        "remark": remarks(span, said, found),
    }


def _reports(progress: pd.DataFrame, as_of: dt.date) -> dict[str, list[Report]]:
    """Project → its reports up to a day, oldest first."""
    found: dict[str, list[Report]] = {}
    for row in progress.sort_values("reported_on", kind="stable").to_dict("records"):
        day = dt.date.fromisoformat(str(row["reported_on"]))
        if day <= as_of:
            percent = None if pd.isna(row["progress_pct"]) else float(row["progress_pct"])
            told = (str(row["evidence"]), str(row["evidence_source"]))
            found.setdefault(str(row["task_id"]), []).append(
                Report(day, str(row["status"]), percent, *told)
            )
    return found


def project_summary(table: pd.DataFrame) -> pd.DataFrame:
    """Projects of each plan by category and state, ``plan_project_summary``; last those of all."""
    rows = []
    for plan, own in table.groupby("plan_id", sort=False):
        groups = [(str(code), own[own.category == code]) for code in own.category.unique()]
        for category, projects in [*groups, (ALL, own)]:
            counts = {one: int((projects.state == one).sum()) for one in STATES}
            rows.append(
                {
                    "plan_id": plan,
                    "category": category,
                    "category_label": label("plan_category", category),
                    "projects": len(projects),
                    **counts,
                    "done_share": published(counts[DONE] / len(projects)),
                }
            )
    return pd.DataFrame(rows, columns=[*SUMMARY_COLUMNS])
