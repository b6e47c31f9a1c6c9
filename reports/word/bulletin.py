"""任务进展通报: where the tasks of the plan stand, on a page or two."""

import io
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from layout.evaluation import Evaluation
from layout.labels import label
from layout.views import SEPARATOR
from reports import results
from reports.dictionary import entry
from reports.figures import Picture
from reports.word.grid import Column
from reports.word.listing import number
from reports.word.outline import Outline, sentence
from reports.word.parts import Pictures
from reports.word.policy_names import LABELS, Tasks, each, first_sentence, ranges
from reports.word.wording import words

STATES = ("done", "on_time", "due", "late", "overdue", "unreported", "upcoming")
"""States in the order in which the bulletin counts them."""

PRESSING = ("overdue", "unreported", "late", "due")
"""States whose tasks are listed, each in a table of its own."""

STEPS = ("plan", "do", "check", "act")

FILE = re.compile(r"\b([a-z][a-z0-9_]*)(\.csv)?\b", re.ASCII)
"""Name of a table, with or without its ending."""


def has_plan(evaluation: Evaluation) -> bool:
    """Whether the study tracks a plan."""
    return len(results.table(evaluation, "plan_tasks")) > 0


def write_bulletin(evaluation: Evaluation, pictures: Pictures, paper: Outline, path: Path) -> None:
    """Write the bulletin into an empty `paper`."""
    settings = evaluation.study.settings
    tasks = results.table(evaluation, "plan_tasks")
    day = settings.policies.as_of or settings.release
    title = paper.texts("bulletin_title")
    paper.title(title, paper.texts("bulletin_below", title=settings.title, day=day))
    paper.chapter("bulletin_chapter_state")
    _state(paper, evaluation, tasks)
    for state in PRESSING:
        own = results.rows(tasks, state=state)
        if len(own):
            paper.chapter("bulletin_chapter_listed", state=label("plan_state", state))
            if state == "unreported":
                paper.say("bulletin_unreported")
            _listed(paper, own, label("plan_state", state))
    _next(paper, tasks)
    _departments(paper, evaluation, tasks)
    _steps(paper, tasks)
    if "gantt" in pictures:
        paper.new_page()
        paper.chapter("bulletin_chapter_gantt")
        paper.figure(_upright(pictures["gantt"]))
    _acceptance(paper, evaluation)
    paper.save(path, title, settings.title, settings.release)


def _state(paper: Outline, evaluation: Evaluation, tasks: pd.DataFrame) -> None:
    """How many tasks there are in every state, over all and by phase."""
    documents = results.table(evaluation, "policy_documents")
    plan = evaluation.study.settings.policies.plan
    titles = results.rows(documents, policy_id=plan).get("title", pd.Series(dtype=str))
    counts = tasks.state.value_counts()
    told = [
        paper.texts("bulletin_count", state=label("plan_state", one), tasks=counts[one])
        for one in STATES
        if one in counts
    ]
    without = int((tasks.end == "").sum())
    if without:
        state = label("plan_state", "none")
        told.append(paper.texts("bulletin_count", state=state, tasks=without))
    paper.say(
        "bulletin_state",
        day=evaluation.study.settings.policies.as_of or evaluation.study.settings.release,
        title=titles.iloc[0] if len(titles) else plan,
        tasks=len(tasks),
        counts=paper.texts.join(told),
    )
    reported = int((tasks.reported_on != "").sum())
    paper.say("bulletin_reported", reported=reported, tasks=len(tasks))
    for text in results.told(evaluation, "plan_without_owner"):
        paper.text(sentence(Tasks.of(evaluation).in_words(text)))
    summary = results.table(evaluation, "plan_summary")
    phases = summary[summary.grouping.isin(["phase", "all"])]
    ordered = phases.sort_values("grouping", ascending=False, kind="stable")
    _counts(paper, "bulletin_table_phases", "bulletin_column_phase", ordered)


def _counts(
    paper: Outline,
    caption: str,
    first: str,
    summary: pd.DataFrame,
    numbers: Sequence[str] | None = None,
) -> None:
    """Tasks by state of some groups; all seven states, so that a zero is seen.

    Parameters
    ----------
    numbers
        For a last column: numbers of the tasks of every group.
    """
    columns = [Column(paper.texts(first), 2.2), Column(paper.texts("column_total"), 0.8)]
    columns += [Column(label("plan_state", state), 1.2) for state in STATES]
    rows = [
        [str(row["group_label"]), number(row["tasks"], 0)]
        + [number(row[state], 0) for state in STATES]
        for row in summary.to_dict("records")
    ]
    if numbers is not None:
        columns.append(Column(paper.texts("bulletin_column_numbers"), 3.0, "left"))
        rows = [[*row, last] for row, last in zip(rows, numbers, strict=True)]
    paper.table(caption, columns, rows)


def _lead(paper: Outline, row: Any) -> str:
    if results.missing(row.lead_label):
        return paper.texts("bulletin_no_lead")
    return str(row.lead_label).replace(LABELS, "、")


def _listed(paper: Outline, tasks: pd.DataFrame, state: str) -> None:
    """Tasks with who leads them and when they end; below the table what was reported of them."""
    columns = [
        Column(paper.texts("column_number_of"), 0.7),
        Column(paper.texts("column_task"), 6.4, "left"),
        Column(paper.texts("column_lead"), 3.0, "left"),
        Column(paper.texts("bulletin_column_end"), 1.6),
        Column(paper.texts("bulletin_column_days"), 1.2),
    ]
    rows = [
        [
            str(row.number),
            first_sentence(str(row.text)),
            _lead(paper, row),
            words(row.end, "nothing"),
            number(row.days, 0),
        ]
        for row in each(tasks)
    ]
    paper.table("bulletin_table_listed", columns, rows, state=state)
    for row in each(tasks[tasks.reported_on != ""]):
        paper.note(_report(paper, row))


def _report(paper: Outline, row: Any) -> str:
    """What was reported last on a task."""
    known = not results.missing(row.progress_pct)
    parts = [
        paper.texts("bulletin_progress", progress=number(row.progress_pct, 0)) if known else "",
        "" if results.missing(row.evidence) else str(row.evidence),
        "" if results.missing(row.remark_label) else str(row.remark_label),
    ]
    told = "；".join(part for part in parts if part) or words("", "nothing")
    return paper.texts("bulletin_report", number=row.number, day=row.reported_on, told=told)


def _next(paper: Outline, tasks: pd.DataFrame) -> None:
    """What is due next, or that nothing is."""
    paper.chapter("bulletin_chapter_next")
    following = results.rows(tasks, next=1)
    if following.empty:
        paper.say("bulletin_nothing_next")
    else:
        _listed(paper, following, paper.texts("bulletin_chapter_next"))


def _departments(paper: Outline, evaluation: Evaluation, tasks: pd.DataFrame) -> None:
    """Tasks of every department that leads any, with their numbers."""
    summary = results.table(evaluation, "plan_summary")
    own = results.rows(summary, grouping="department")
    if own.empty:
        return
    paper.chapter("bulletin_chapter_departments")
    paper.say("bulletin_departments_reading")
    numbers = []
    for group in own.group:
        mine = [_belongs(row, str(group)) for row in each(tasks)]
        listed = ranges([paper.texts("bulletin_place", number=one) for one in tasks.number[mine]])
        numbers.append(paper.texts.join(listed) if listed else words("", "nothing"))
    _counts(paper, "bulletin_table_departments", "column_department", own, numbers)


def _belongs(task: Any, group: str) -> bool:
    """Whether the summary counts a task for a department, or for those without a lead."""
    if results.missing(task.lead):
        return group == ("no_owner" if results.missing(task.participants_label) else "no_lead")
    return group in str(task.lead).split(SEPARATOR)


def _steps(paper: Outline, tasks: pd.DataFrame) -> None:
    """PDCA: tasks for which a step was reported; the others are only counted."""
    paper.chapter("bulletin_chapter_steps")
    reported = tasks[tasks.pdca != "none"]
    paper.say("bulletin_steps", reported=len(reported), silent=len(tasks) - len(reported))
    if reported.empty:
        return
    columns = [
        Column(paper.texts("column_number_of"), 0.8),
        Column(paper.texts("column_task"), 5.0, "left"),
        *(Column(label("pdca", step), 1.1) for step in STEPS),
        Column(paper.texts("bulletin_column_reached"), 1.3),
    ]
    rows = [
        [str(row["number"]), first_sentence(str(row["text"]))]
        + [_step(paper, row[step]) for step in STEPS]
        + [str(row["pdca_label"])]
        for row in reported.to_dict("records")
    ]
    paper.table("bulletin_table_steps", columns, rows)


def _step(paper: Outline, value: object) -> str:
    """Whether a step was reported done; a blank is no report, not a no."""
    if results.missing(value):
        return paper.texts("bulletin_no_report")
    return paper.texts("policy_yes" if value == 1 else "policy_no")


def _upright(picture: Picture) -> Picture:
    """The schedule turned by a quarter: across, its letters would be too small to read."""
    from PIL import Image  # noqa: PLC0415  (only where a plan is tracked)

    with Image.open(io.BytesIO(picture.png)) as drawn:
        turned = drawn.transpose(Image.Transpose.ROTATE_90)
    buffer = io.BytesIO()
    turned.save(buffer, "png")
    return replace(picture, png=buffer.getvalue())


def _acceptance(paper: Outline, evaluation: Evaluation) -> None:
    """What the plan asks for, and whether it was found."""
    table = results.table(evaluation, "plan_acceptance")
    if table.empty:
        return
    paper.chapter("bulletin_chapter_acceptance")
    for text in results.told(evaluation, "plan_acceptance_scope"):
        paper.text(sentence(text))
    counts = table.satisfied_label.value_counts(sort=False)
    told = [paper.texts("bulletin_count", state=s, tasks=n) for s, n in counts.items()]
    paper.say("bulletin_acceptance", items=len(table), counts=paper.texts.join(told))
    columns = [
        Column(paper.texts("column_number_of"), 0.7),
        Column(paper.texts("bulletin_column_item"), 2.8, "left"),
        Column(paper.texts("column_basis"), 3.6, "left"),
        Column(paper.texts("bulletin_column_satisfied"), 0.8),
        Column(paper.texts("bulletin_column_evidence"), 3.6, "left"),
    ]
    names = _task_names(evaluation)
    rows = [
        [
            str(n),
            str(row.text),
            words(row.basis, "nothing"),
            str(row.satisfied_label),
            in_words(words(row.evidence, "nothing"), names),
        ]
        for n, row in enumerate(each(table), 1)
    ]
    paper.table("bulletin_table_acceptance", columns, rows)


def _task_names(evaluation: Evaluation) -> dict[str, str]:
    """Code of a task of the plan → what the bulletin calls it."""
    tasks = results.table(evaluation, "plan_tasks")
    return {row.task_id: f"第{row.number}项" for row in each(tasks)}


def in_words(text: str, names: dict[str, str]) -> str:
    """The evidence with tables and tasks by their names.

    Examples
    --------
    >>> in_words("本次评价没有产出 scores；P-A1 未见报告", {"P-A1": "第1项"})
    '本次评价没有产出《得分》；第1项未见报告'
    """
    for code, name in names.items():
        text = re.sub(rf" ?{re.escape(code)}(?!\d) ?", name, text)

    def named(found: re.Match[str]) -> str:
        table = entry(found[1])
        return f"《{table.label}》" if table else found[0]

    return re.sub(r" (?=《)", "", FILE.sub(named, text))
