"""Lists of the report on policies: advice, powers and duties, and every task as it was read."""

from collections.abc import Mapping

import pandas as pd

from layout.evaluation import Evaluation
from layout.labels import label
from layout.views import SEPARATOR
from reports import results
from reports.word.listing import number
from reports.word.outline import Outline, sentence
from reports.word.policy_names import LABELS, Tasks, columns, each, period
from reports.word.wording import words

LISTED = "listed"
"""Role of a department that a task names without saying what it does."""


def advice(paper: Outline, table: pd.DataFrame, tasks: Tasks, zones: Mapping[str, str]) -> None:
    """What is advised, to whom, and on what it rests; zones by their names."""
    heads = (
        ("policy_column_severity", 0.7, "center"), ("policy_column_advice", 4.6, "left"),
        ("policy_column_to", 1.8, "left"), ("column_basis", 2.2, "left"),
        ("policy_column_status", 0.9, "center"),
    )  # fmt: skip
    rows = [
        [
            number(row.severity, 0),
            sentence(tasks.in_words(_zone_named(row.text, zones))),
            words(row.departments_label, "nothing").replace(LABELS, "、"),
            tasks.evidence(paper, row.evidence),
            words(row.status_label, "nothing"),
        ]
        for row in each(table)
    ]
    paper.table("policy_table_advice", columns(paper, heads), rows)


def _zone_named(text: str, zones: Mapping[str, str]) -> str:
    """The advice on a zone with its name in place of its code.

    Examples
    --------
    >>> _zone_named("Z1：建议补充", {"Z1": "Z1 苏州等4地"})
    'Z1 苏州等4地：建议补充'
    """
    subject, colon, rest = text.partition("：")
    return f"{zones[subject]}{colon}{rest}" if subject in zones else text


def duties(paper: Outline, evaluation: Evaluation, tasks: Tasks) -> None:
    """Appendix: powers and duties department by department; what is both stands once."""
    table = results.table(evaluation, "policy_duties")
    if table.empty:
        return
    paper.appendix("policy_chapter_duties")
    for text in results.told(evaluation, "policy_duties_texts"):
        paper.text(sentence(text))
    paper.say("policy_duties_reading")
    heads = (
        ("column_list", 1.3, "center"), ("column_role", 1.1, "center"),
        ("policy_column_place", 1.7, "center"), ("column_task", 4.2, "left"),
        ("column_period", 2.0, "center"), ("policy_column_characters", 1.7, "center"),
    )  # fmt: skip
    for department, own in table.groupby("department_label", sort=False):
        rows = [_duty(paper, lines, tasks) for lines in _named_roles(own)]
        if rows:
            caption = "policy_table_duties"
            paper.table(caption, columns(paper, heads), rows, department=department)
        listed = results.rows(own, role=LISTED).drop_duplicates("task_id")
        if len(listed):
            places = tasks.evidence(paper, SEPARATOR.join(listed.task_id))
            role = listed.role_label.iloc[0]
            paper.say("policy_also_listed", department=department, places=places, role=role)


def _named_roles(own: pd.DataFrame) -> list[pd.DataFrame]:
    """Rows of a department by task and role; being listed only is told below the table."""
    named = own[own.role != LISTED]
    return [lines for _, lines in named.groupby(["task_id", "role"], sort=False)]


def _duty(paper: Outline, lines: pd.DataFrame, tasks: Tasks) -> list[str]:
    """One role in one task, whether it is a power, a duty or both."""
    one = lines.iloc[0]
    lists = [paper.texts(f"policy_list_{name}") for name in dict.fromkeys(lines["list"])]
    return [
        paper.texts.join(lists),
        one.role_label,
        tasks.names[one.task_id],
        tasks.texts[one.task_id],
        period(one),
        paper.texts("policy_characters", start=one.start_char, end=one.end_char),
    ]


def tasks(paper: Outline, evaluation: Evaluation, named: Tasks) -> None:
    """Appendix: every task as read, with the document's own words on who does it."""
    table = results.table(evaluation, "policy_tasks")
    paper.appendix("policy_chapter_tasks")
    paper.say("policy_tasks_reading", coding=label("policy_coding", "draft"))
    heads = (
        ("policy_column_place", 1.6, "center"), ("column_task", 2.7, "left"),
        ("column_period", 2.0, "center"), ("policy_column_stage_tool", 1.7, "left"),
        ("policy_column_quote", 4.0, "left"),
    )  # fmt: skip
    rows = []
    for row in each(table):
        quoted = not results.missing(row.assignment_text)
        quote = f"「{row.assignment_text}」" if quoted else paper.texts("policy_no_unit")
        chars = paper.texts("policy_characters", start=row.start_char, end=row.end_char)
        stages, tools = (
            words(cell, "nothing").replace(LABELS, "、")
            for cell in (row.stages_label, row.tools_label)
        )
        rows.append(
            [
                named.names[row.task_id],
                named.texts[row.task_id],
                period(row),
                f"{stages}：{tools}",
                f"{quote}（{chars}）",
            ]
        )
    paper.table("policy_table_tasks", columns(paper, heads), rows)
