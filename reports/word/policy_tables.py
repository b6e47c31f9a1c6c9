"""Printed tables of the report on policies: documents, networks, owners, tools, scores, fit."""

import re
from collections.abc import Mapping

import pandas as pd

from layout.views import SEPARATOR
from reports import results
from reports.dictionary import entry
from reports.word.listing import Shown, number, print_table
from reports.word.outline import Outline
from reports.word.policy_names import LABELS, Tasks, cell_name, columns, each, roles
from reports.word.wording import percent, words

UNLED = ("no_owner", "all_participants", "listed", "co_lead")
"""Kinds of tasks without one lead, the least clear first."""

CODE = re.compile("（代码）$")
"""What the dictionary puts after a column of codes."""

LEAST_GAP = 0.0005
"""Gaps of a group smaller than this are printed as none: they round to 0.0 %."""

CLARITY = (
    Shown("policy_column_part", "part_label", 1.2),
    Shown("policy_column_tasks", "tasks", 0.8, 0),
    Shown("policy_column_one_lead", "one_lead", 1.0, 0),
    Shown("policy_column_co_lead", "co_lead", 1.0, 0),
    Shown("policy_column_all_participants", "all_participants", 1.0, 0),
    Shown("policy_column_listed", "listed", 1.0, 0),
    Shown("policy_column_no_owner", "no_owner", 1.0, 0),
)
LOAD = (
    Shown("column_department", "department_label", 1.8),
    Shown("policy_column_tasks_touched", "tasks", 1.0, 0),
    Shown("policy_column_leads", "leads", 1.0, 0),
    Shown("policy_column_co_leads", "co_leads", 1.0, 0),
    Shown("policy_column_participates", "participates", 0.8, 0),
    Shown("policy_column_provides_data", "provides_data", 1.0, 0),
    Shown("policy_column_funds", "funds", 1.0, 0),
    Shown("policy_column_only_listed", "listed", 1.2, 0),
)
AGREEMENT = (
    Shown("policy_column_kind", "kind_label", 2.0),
    Shown("policy_column_coders", "coders", 1.0, 0),
    Shown("policy_column_units", "units", 1.0, 0),
    Shown("policy_column_alpha", "alpha", 1.0, 3),
    Shown("policy_column_least", "least", 1.0, 2),
    Shown("policy_column_verdict", "verdict_label", 1.4),
    Shown("policy_column_remark", "remark_label", 2.4, None, "left"),
)
CONFLICTS = (
    Shown("policy_column_conflict", "conflict_label", 1.0),
    Shown("policy_column_benefit_a", "benefit_a", 1.8, None, "left"),
    Shown("policy_column_benefit_b", "benefit_b", 1.8, None, "left"),
    Shown("policy_column_detail", "detail", 3.4, None, "left"),
)
DOORS = (
    Shown("policy_column_subject", "subject", 1.2),
    Shown("policy_column_size", "size", 1.0),
    Shown("column_region", "region", 1.2),
    Shown("policy_column_industry", "industry", 1.2),
    Shown("policy_column_benefits", "benefits", 0.8, 0),
    Shown("policy_column_departments", "departments", 0.8, 0),
    Shown("policy_column_portals", "portals", 0.8, 0),
    Shown("column_department", "departments_label", 2.4, None, "left"),
)


def documents(paper: Outline, table: pd.DataFrame) -> None:
    """Every document with who issued it, when, and whether it holds."""
    heads = (
        ("policy_column_title", 3.2, "left"), ("policy_column_issuers", 1.6, "left"),
        ("policy_column_level", 0.8, "center"), ("policy_column_date", 1.3, "center"),
        ("policy_column_in_force", 0.7, "center"), ("policy_column_strength", 0.8, "center"),
        ("policy_column_tasks", 0.8, "center"),
    )  # fmt: skip
    rows = [
        [
            f"《{row.title}》" + (words(row.issue_no) if not results.missing(row.issue_no) else ""),
            words(row.issuers_label, "nothing").replace(LABELS, "、"),
            words(row.level_label, "nothing"),
            words(row.date, "nothing"),
            paper.texts("policy_yes" if row.in_force else "policy_no"),
            number(row.strength, 0),
            number(row.tasks, 0),
        ]
        for row in each(table)
    ]
    paper.table("policy_table_documents", columns(paper, heads), rows)


def drafted(paper: Outline, table: pd.DataFrame) -> str:
    """What of the documents' heads was read by rules, by the names of the columns."""
    names: dict[str, None] = {}
    for cell in table.drafted:
        for name in [] if results.missing(cell) else str(cell).split(SEPARATOR):
            written = entry("policy_documents", name)
            if written:
                names[CODE.sub("", written.label)] = None
    return paper.texts.join([*names])


def agreement(paper: Outline, table: pd.DataFrame) -> None:
    """Krippendorff's alpha by what was coded."""
    print_table(paper, "policy_table_agreement", AGREEMENT, table)


def quantities(paper: Outline, table: pd.DataFrame) -> None:
    """Index and networks; a number that is not defined has its reason in its place."""
    heads = (
        ("policy_column_quantity", 3.0, "left"), ("policy_column_value", 1.6, "center"),
        ("policy_column_basis", 4.2, "left"),
    )  # fmt: skip
    rows, before = [], ""
    for row in each(table):
        unit = "" if row.unit_label == "0–1" else f" {row.unit_label}"
        value = (
            words(row.remark_label, "nothing")
            if results.missing(row.value)
            else number(row.value, 0 if unit else 3) + unit
        )
        # one basis holds for several quantities: it is told where it begins
        rows.append(
            [
                row.quantity_label,
                value,
                paper.texts("policy_same") if row.basis == before else row.basis,
            ]
        )
        before = row.basis
    paper.table("policy_table_quantities", columns(paper, heads), rows)


def cascade(paper: Outline, table: pd.DataFrame, tasks: Tasks) -> None:
    """Regions whose documents take up a task of the province."""
    heads = (
        ("column_task", 4.0, "left"), ("policy_column_level", 1.0, "center"),
        ("policy_column_with_owner", 1.4, "center"), ("policy_column_regions", 1.0, "center"),
        ("policy_column_share", 1.0, "center"),
    )  # fmt: skip
    rows = [
        [
            tasks.texts.get(row.task_id, words(row.text, "nothing")),
            row.level_label,
            number(row.regions_with_owner, 0),
            number(row.regions, 0),
            percent(row.share),
        ]
        for row in each(table)
    ]
    paper.table("policy_table_cascade", columns(paper, heads), rows)


def _of_documents(
    paper: Outline, caption: str, shown: tuple[Shown, ...], table: pd.DataFrame, tasks: Tasks
) -> None:
    """A table of rows by document, with its title as a column where there are several."""
    if len(tasks.titles) > 1:
        shown = (Shown("policy_column_title", "title", 3.0, None, "left"), *shown)
        table = table.assign(title=table.policy_id.map(tasks.titles))
    print_table(paper, caption, shown, table)


def clarity(paper: Outline, table: pd.DataFrame, tasks: Tasks) -> None:
    """How many tasks of each part name who leads, and the shares."""
    _of_documents(paper, "policy_table_clarity", CLARITY, table, tasks)
    for row in each(table):
        document = f"《{tasks.titles[row.policy_id]}》" if len(tasks.titles) > 1 else ""
        paper.say(
            "policy_shares",
            part=f"{document}{row.part_label}",
            lead=percent(row.lead_clarity),
            owner=percent(row.owner_coverage),
            deadline=percent(row.deadline_coverage),
            deliverable=percent(row.deliverable_coverage),
            departments=row.departments_per_task,
        )


def load(paper: Outline, table: pd.DataFrame, tasks: Tasks) -> None:
    """What every department has to do, those that lead most first."""
    if table.empty:
        return
    paper.say("policy_load_reading")
    keys = ["policy_id", "leads", "co_leads", "tasks", "department"]
    up = [True, False, False, False, True]
    _of_documents(paper, "policy_table_load", LOAD, table.sort_values(keys, ascending=up), tasks)


def unled(paper: Outline, table: pd.DataFrame, tasks: Tasks) -> None:
    """Tasks without one lead, and what the document says of who is responsible."""
    heads = (
        ("policy_column_kind_of_owner", 1.8, "left"), ("policy_column_place", 1.7, "center"),
        ("column_task", 4.0, "left"), ("policy_column_units_named", 3.4, "left"),
    )  # fmt: skip
    rows = []
    for kind in UNLED:
        for row in each(results.rows(table, ownership=kind)):
            place, text = tasks.names[row.task_id], tasks.texts[row.task_id]
            rows.append([row.ownership_label, place, text, roles(paper, row, short=True)])
    if rows:
        paper.say("policy_unled_reading")
        paper.table("policy_table_unled", columns(paper, heads), rows)


def patterns(paper: Outline, table: pd.DataFrame, tasks: Tasks) -> None:
    """Pattern of every document and of all in force; of a single document they are the same."""
    shown = table if len(tasks.titles) > 1 else results.rows(table, policy_id="")
    heads = (
        ("policy_column_title", 3.2, "left"), ("policy_column_tasks", 0.8, "center"),
        ("policy_column_stages", 0.9, "center"), ("policy_column_chain", 1.0, "center"),
        ("policy_column_cells", 1.0, "center"), ("policy_column_evenness", 0.9, "center"),
        ("policy_column_pattern", 2.2, "left"),
    )  # fmt: skip
    rows = [
        [
            f"《{tasks.titles[row.policy_id]}》" if row.policy_id else paper.texts("policy_all"),
            number(row.tasks_coded, 0),
            number(row.stages_touched, 0),
            number(row.longest_chain, 0),
            number(row.cells_filled, 0),
            number(row.evenness, 2),
            words(row.pattern_label if row.pattern_label else row.remark_label, "nothing"),
        ]
        for row in each(shown)
    ]
    paper.table("policy_table_patterns", columns(paper, heads), rows)


def scores(paper: Outline, table: pd.DataFrame) -> None:
    """Scores of every document with the facts behind them."""
    heads = (
        ("policy_column_title", 2.6, "left"), ("policy_column_score", 1.2, "center"),
        ("policy_column_value", 0.8, "center"), ("policy_column_basis", 5.0, "left"),
    )  # fmt: skip
    rows = []
    for row in each(table):
        title = f"《{row.title}》"
        for key in ("strength", "goal", "measure"):
            reason = words(getattr(row, f"{key}_reason"), "nothing")
            rows.append([title, paper.texts(f"policy_{key}"), number(getattr(row, key), 0), reason])
            title = paper.texts("policy_same")
        effect = paper.texts("policy_effect_basis")
        rows.append([title, paper.texts("policy_effect"), number(row.effect, 0), effect])
    paper.table("policy_table_scores", columns(paper, heads), rows)


def pmc(paper: Outline, table: pd.DataFrame, scored: pd.DataFrame) -> None:
    """Groups of the PMC index: what the text has words for and what not."""
    heads = (
        ("policy_column_group", 1.6, "center"), ("policy_column_found", 4.6, "left"),
        ("policy_column_not_found", 2.6, "left"),
    )  # fmt: skip
    for row in each(scored):
        own = results.rows(table, policy_id=row.policy_id)
        if own.empty:
            continue
        paper.say(
            "policy_pmc",
            title=row.title,
            pmc=number(row.pmc, 2),
            groups=own.group.nunique(),
            normalised=number(row.pmc_normalised, 3),
            grade=row.pmc_grade_label,
            coding=row.coding_label,
        )
        rows = []
        for group, variables in own.groupby("group_label", sort=False):
            there = [
                paper.texts("policy_pmc_word", variable=v.variable_label, quote=v.quote)
                for v in each(variables[variables.value == 1])
            ]
            absent = variables[variables.value != 1].variable_label.to_list()
            cells = [paper.texts.join(c) if c else words("", "nothing") for c in (there, absent)]
            rows.append([str(group), *cells])
        paper.table("policy_table_pmc", columns(paper, heads), rows)


def fit(paper: Outline, table: pd.DataFrame) -> None:
    """Demand and supply of every cell that has either."""
    if table.empty:
        return
    shown = table[(table.demand_share > 0) | (table.supply_share > 0)]
    heads = (
        ("policy_column_cell", 2.0, "center"), ("policy_column_rows", 1.2, "center"),
        ("policy_column_demand", 1.2, "center"), ("policy_column_supply", 1.2, "center"),
        ("policy_column_gap", 1.6, "center"),
    )  # fmt: skip
    ordered = shown.sort_values("gap", ascending=False, kind="stable")
    rows = [
        [
            cell_name(row),
            number(row.rows, 0),
            percent(row.demand_share),
            percent(row.supply_share),
            _points_of(row.gap),
        ]
        for row in each(ordered)
    ]
    paper.table("policy_table_fit", columns(paper, heads), rows, fit=number(table.fit.iloc[0], 2))


def _points_of(gap: float) -> str:
    """A difference of shares in percentage points, with its sign."""
    return f"{100 * gap:+.1f}" if abs(gap) >= LEAST_GAP else "0.0"


def fit_groups(paper: Outline, table: pd.DataFrame, zones: Mapping[str, str]) -> None:
    """Zones, regions and industries with their fit and the cell they lack most."""
    heads = (
        ("policy_column_group_of", 2.2, "center"), ("policy_column_fit", 1.0, "center"),
        ("policy_column_rows", 1.2, "center"), ("policy_column_short", 3.6, "left"),
    )  # fmt: skip
    for grouping, own in table.groupby("grouping_label", sort=False):
        rows = []
        for group, cells in own.groupby("group", sort=False):
            one = cells.sort_values("gap", ascending=False, kind="stable").iloc[0]
            lacks = paper.texts(
                "policy_short",
                cell=cell_name(one),
                demand=percent(one.demand_share),
                supply=percent(one.supply_share),
            )
            name = zones.get(str(group), str(one.group_label))
            rows.append([name, number(one.fit, 2), number(cells["rows"].sum(), 0), lacks])
        paper.table("policy_table_fit_groups", columns(paper, heads), rows, grouping=grouping)


def conditions(paper: Outline, conflicts: pd.DataFrame, doors: pd.DataFrame) -> None:
    """Conditions that differ, and how many departments an applicant must see."""
    if len(conflicts):
        print_table(paper, "policy_table_conflicts", CONFLICTS, conflicts)
    if len(doors):
        print_table(paper, "policy_table_doors", DOORS, doors)
