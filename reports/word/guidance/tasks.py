"""What policy documents give a department to do: its duties, and the tasks of the plan."""

import pandas as pd

from layout.evaluation import Evaluation
from layout.rules import Department
from reports import results
from reports.word.grid import Column
from reports.word.outline import Outline
from reports.word.wording import words

LABELS = "；"
"""Between the departments of a cell that has their names."""

SENTENCE = "。"
"""A task of a document's body is a paragraph whose first sentence names it."""


def duties_of(evaluation: Evaluation, department: Department) -> pd.DataFrame:
    """Rows of ``policy_duties`` of a department; none where no documents were read."""
    return results.rows(results.table(evaluation, "policy_duties"), department=department.code)


def plan_of(evaluation: Evaluation, department: Department) -> pd.DataFrame:
    """Tasks of the plan that name a department, leading or not."""
    table = results.table(evaluation, "plan_tasks")
    if table.empty:
        return table
    # the policies' register may call the department otherwise than the catalogue's does
    known = {department.label_zh, *duties_of(evaluation, department).get("department_label", [])}

    def named(cell: object) -> bool:
        text = "" if results.missing(cell) else str(cell)
        parts = [one.strip() for one in text.split(LABELS)]
        # what a participant does stands in brackets behind its name
        return any(part == name or part.startswith(f"{name}（") for part in parts for name in known)

    leads = results.column(table, "lead_label").map(named)
    return table[leads | results.column(table, "participants_label").map(named)]


def print_duties(paper: Outline, evaluation: Evaluation, duties: pd.DataFrame) -> None:
    """Powers and duties with the clause that each rests on."""
    if duties.empty:
        return
    documents = results.table(evaluation, "policy_documents")
    titles = dict(zip(documents.get("policy_id", []), documents.get("title", []), strict=True))
    paper.chapter("chapter_duties")
    paper.say("duties_reading")
    policies = list(dict.fromkeys(duties.policy_id))
    if len(policies) == 1:
        paper.say("duties_from", title=titles.get(policies[0], policies[0]))
    columns = [
        Column(paper.texts("column_list"), 16),
        Column(paper.texts("column_role"), 18),
        Column(paper.texts("column_task"), 57, "left"),
        Column(paper.texts("column_period"), 23),
        Column(paper.texts("column_clause"), 42, "left"),
    ]
    cells = [
        [
            words(row["list_label"], "nothing"),
            words(row["role_label"], "nothing"),
            words(row["text"], "nothing").partition(SENTENCE)[0],
            period(paper, row["start"], row["end"]),
            paper.texts(
                "clause_alone" if len(policies) == 1 else "clause",
                title=titles.get(row["policy_id"], row["policy_id"]),
                quote=words(row["basis"], "nothing"),
            ),
        ]
        for row in duties.to_dict("records")
    ]
    paper.table("table_duties", columns, cells)


def print_plan(paper: Outline, plan: pd.DataFrame) -> None:
    """Tasks of the plan with their dates and how they stand."""
    if plan.empty:
        return
    paper.chapter("chapter_plan")
    columns = [
        Column(paper.texts("column_number_of"), 11),
        Column(paper.texts("column_task"), 60, "left"),
        Column(paper.texts("column_lead"), 24),
        Column(paper.texts("column_period"), 26),
        Column(paper.texts("column_state"), 20),
    ]
    names = "number", "text", "lead_label"
    cells = [
        [
            *(words(row[name], "nothing") for name in names),
            period(paper, row["start"], row["end"]),
            words(row["state_label"], "nothing"),
        ]
        for row in plan.to_dict("records")
    ]
    paper.table("table_plan", columns, cells)


def period(paper: Outline, start: object, end: object) -> str:
    """From when until when; a dash where the document sets no date."""
    if results.missing(start) and results.missing(end):
        return words("", "nothing")
    if results.missing(start) or results.missing(end):
        key, day = ("period_from", start) if results.missing(end) else ("period_until", end)
        return paper.texts(key, day=day)
    return paper.texts("period", start=start, end=end)
