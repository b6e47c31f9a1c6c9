"""The tabs of policies and of the plan's tasks: which rows and columns they list."""

import pandas as pd

from layout.evaluation import Evaluation
from layout.labels import label
from reports.dictionary import entry
from reports.nested import Field
from reports.offline_map import words
from reports.packed import packed
from reports.page import schedule
from reports.page.tabs import Listing, fields
from reports.results import table

POLICY, PLAN = "policy", "plan"
"""Tabs, by the name that the page's script knows them by."""

QUOTE, ALL_QUOTES = 300, 60_000
"""Characters of a quote, and of all quotes of a page; the tables have them whole."""

FLAGS = frozenset(("in_force", "cross_domain", "core"))
"""Columns that are 1 for yes and 0 for no."""

MIXED = frozenset(("value",))
"""Columns whose rows have units of their own: counts among shares."""

SHARE_DECIMALS = 1

CODE_STOP, NAME_STOP = ";", "；"
"""What parts codes and names in a cell."""


def _texts(*keys: str) -> tuple[Field, ...]:
    return tuple((key, None) for key in keys)


def _counts(*keys: str) -> tuple[Field, ...]:
    return tuple((key, 0) for key in keys)


DOCUMENTS = Listing(
    "policy_documents",
    (),
    (
        *_texts("policy_id", "title", "issue_no", "level_label", "area", "issuers_label", "date"),
        *_texts("valid_from", "valid_to"),
        *_counts("in_force", "strength", "coordination"),
        *_texts("coordination_label", "evidence", "part_label"),
        *_counts("tasks", "departments", "domains", "division_share"),
        *_counts("goal", "measure"),
        ("effect", 2),
        ("pmc", 2),
        *_texts("pmc_grade_label", "coding_label", "drafted_label", "source"),
    ),
)
"""Each document is a card of its own."""

CLARITY = Listing(
    "policy_clarity",
    (
        *_texts("policy_id", "part_label"),
        *_counts("tasks", "one_lead", "co_lead", "all_participants", "listed", "no_owner"),
        *_counts("lead_clarity", "owner_coverage", "deadline_coverage", "deliverable_coverage"),
        *_texts("departments_per_task"),
    ),
    _counts("co_lead_share"),
)

COORDINATION = Listing(
    "policy_coordination",
    (
        *_texts("quantity_label"),
        ("value", 3),
        *_texts("unit_label", "basis", "remark_label"),
    ),
)

AGREEMENT = Listing(
    "policy_agreement",
    (
        *_texts("kind_label"),
        *_counts("coders", "units"),
        ("alpha", 3),
        *_texts("verdict_label", "remark_label"),
    ),
)

NETWORK = Listing(
    "policy_network",
    (),
    (
        *_texts("network", "network_label", "department_a", "a_label", "department_b", "b_label"),
        *_counts("weight", "cross_domain"),
    ),
)
"""Drawn, as what follows."""

CENTRALITY = Listing(
    "policy_centrality",
    (
        *_texts("department_label", "domain_label"),
        *_counts("degree", "strength"),
        ("betweenness", 3),
        *_counts("core"),
    ),
    (*_texts("network", "network_label", "department"), ("x", 3), ("y", 3)),
)

COVERAGE = Listing(
    "policy_coverage",
    (),
    (
        *_texts("policy_id", "stage_label", "tool_class_label", "tool_label"),
        *_counts("tasks"),
        ("weight", 2),
        *_texts("task_ids"),
    ),
)

PATTERN = Listing(
    "policy_pattern",
    (),
    _texts(
        "policy_id", "pattern_label", "empty_cells", "known_gaps", "coding_label", "remark_label"
    ),
)

TASKS = Listing(
    "policy_tasks",
    (),
    (
        *_texts("task_id", "policy_id", "part_label"),
        *_counts("number"),
        *_texts("phase", "section", "text", "lead_label", "participants_label"),
        *_texts("data_providers_label", "funders_label", "listed_label", "start", "end"),
        *_texts("deliverable", "target", "ownership_label", "stages_label"),
        *_texts("tool_classes_label", "tools_label", "state_label", "coding_label"),
        *_texts("assignment_text", "quote"),
        *_counts("start_char", "end_char"),
    ),
)
"""A table of its own kind: rows open."""

FIT = Listing(
    "policy_fit",
    (
        *_texts("grouping_label", "group_label", "stage_label", "tool_class_label"),
        *_counts("rows", "demand_share", "supply_share"),
        ("gap", 3),
        ("fit", 3),
        *_texts("remark_label"),
    ),
    _texts("grouping", "group"),
)

ADVICE = Listing(
    "policy_advice",
    (
        *_counts("severity"),
        *_texts("kind_label", "text", "departments_label", "evidence", "status_label"),
        *_texts("decided_on", "note"),
    ),
    _texts("advice_id"),
)

DUTIES = Listing(
    "policy_duties",
    (
        *_texts("department_label", "list_label", "role_label", "task_id", "start", "end"),
        *_texts("basis"),
        *_counts("start_char", "end_char"),
    ),
)

ACCEPTANCE = Listing(
    "plan_acceptance",
    _texts("item_id", "text", "satisfied_label", "evidence", "basis"),
)

SUMMARY = Listing(
    "plan_summary",
    (
        *_texts("grouping_label", "group_label"),
        *_counts("tasks", "done", "on_time", "late", "due", "overdue", "unreported", "upcoming"),
        *_counts("done_share"),
    ),
    _texts("grouping", "group"),
)

PLAN_TASKS = Listing(
    "plan_tasks",
    (),
    (
        *_texts("task_id"),
        *_counts("number"),
        *_texts("phase", "section", "text", "lead_label", "participants_label", "start", "end"),
        *_texts("state", "state_label"),
        *_counts("progress_pct"),
        *_texts("pdca_label", "evidence", "evidence_source", "reported_on", "remark_label"),
        *_counts("next"),
    ),
)
"""Drawn as bars."""

AS_THEY_ARE = (CLARITY, COORDINATION, AGREEMENT, NETWORK, CENTRALITY, COVERAGE, PATTERN, ADVICE)
"""Tables whose rows the page lists as they are."""


def tables(evaluation: Evaluation) -> dict[str, dict[str, object]]:
    """Tab → what it lists; a study without policy documents or without a plan has no such tab."""
    found: dict[str, dict[str, object]] = {}
    if len(table(evaluation, "policy_documents")):
        found[POLICY] = _policy(evaluation)
    if len(table(evaluation, "plan_tasks")):
        found[PLAN] = _plan(evaluation)
    return found


def _policy(evaluation: Evaluation) -> dict[str, object]:
    own = {
        DOCUMENTS: _documents(evaluation),
        TASKS: _tasks(evaluation),
        FIT: _fit(table(evaluation, "policy_fit")),
        DUTIES: _cut(table(evaluation, "policy_duties"), "basis"),
    }
    own |= {listing: table(evaluation, listing.table) for listing in AS_THEY_ARE}
    return {listing.table: _listed(listing, rows) for listing, rows in own.items() if len(rows)}


def _plan(evaluation: Evaluation) -> dict[str, object]:
    own = {
        PLAN_TASKS: table(evaluation, "plan_tasks"),
        SUMMARY: table(evaluation, "plan_summary"),
        ACCEPTANCE: table(evaluation, "plan_acceptance"),
    }
    found: dict[str, object] = {
        listing.table: _listed(listing, rows) for listing, rows in own.items() if len(rows)
    }
    return found | {"schedule": schedule.schedule(evaluation)}


def _documents(evaluation: Evaluation) -> pd.DataFrame:
    """Documents with their scores, and in words what was read off them by rules."""
    documents = table(evaluation, "policy_documents")
    scores = table(evaluation, "policy_scores")
    kept = ["policy_id", "goal", "measure", "effect", "pmc", "pmc_grade_label", "coding_label"]
    return documents.merge(scores.reindex(columns=kept), on="policy_id", how="left").assign(
        part_label=[label("policy_part", code) for code in documents.part],
        drafted_label=[_drafted(codes) for codes in documents.drafted],
    )


def _drafted(codes: str) -> str:
    """Names of the columns that rules have filled."""
    own = DOCUMENTS.table
    names = [entry(own, f"{code}_label") or entry(own, code) for code in _codes(codes)]
    return words()["list_stop"].join(found.label for found in names if found)


def _tasks(evaluation: Evaluation) -> pd.DataFrame:
    """Tasks with the classes of their tools and what is reported of them."""
    plan = table(evaluation, "plan_tasks").reindex(columns=["task_id", "state_label"])
    tasks = table(evaluation, "policy_tasks").merge(plan, on="task_id", how="left")
    classes = [[tool.split(".")[0] for tool in _codes(tools)] for tools in tasks.tools]
    tasks = tasks.assign(
        tool_classes_label=[
            NAME_STOP.join(label("policy_tool_class", code) for code in dict.fromkeys(codes))
            for codes in classes
        ],
    )
    return _cut(tasks, "quote", "text", "assignment_text")


def _codes(cell: str) -> list[str]:
    return [code for code in cell.split(CODE_STOP) if code]


def _fit(fit: pd.DataFrame) -> pd.DataFrame:
    """What every group asks for or is offered, the largest gap of each first."""
    if fit.empty:
        return fit
    fit = fit[(fit.demand_share != 0) | (fit.supply_share != 0)]
    named = fit.group_label.where(fit.group_label != "", fit.grouping_label)
    order = fit.groupby(["grouping", "group"], sort=False).ngroup()
    told = fit.assign(group_label=named, order=order)
    return told.sort_values(["order", "gap"], ascending=[True, False], kind="stable")


def _cut(rows: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """Texts no longer than the page has room for."""
    most = min(QUOTE, ALL_QUOTES // max(len(rows), 1))
    return rows.assign(**{column: [cut(text, most) for text in rows[column]] for column in columns})


def cut(text: str, most: int) -> str:
    """A text of at most so many characters; a mark tells that it goes on.

    Examples
    --------
    >>> cut("省知识产权局", 6), cut("省知识产权局牵头", 6)
    ('省知识产权局', '省知识产权局…')
    """
    return text if len(text) <= most else f"{text[:most]}…"


def _listed(listing: Listing, rows: pd.DataFrame) -> dict[str, object]:
    """A table with the names of its columns, rounded to the decimals that it shows.

    What no table shows needs neither its meaning nor a sign that it is saved only.
    """
    told, decimals = fields(listing), {}
    for field, (key, places) in zip(told, listing.fields, strict=True):
        if key not in MIXED:
            field.pop("plain", None)
        if key in FLAGS:
            field["flag"] = True
        if field.get("saved"):
            field.pop("meaning")
        if not listing.shown:
            field.pop("saved")
        if places is not None:
            field["decimals"] = SHARE_DECIMALS if field.get("share") else places
            decimals[key] = SHARE_DECIMALS + 2 if field.get("share") else places
    return {"fields": told, **packed(rows.round(decimals), listing.fields)}
