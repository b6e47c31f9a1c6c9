"""规划监测与评估报告: one report for every plan, in the form that the plan asks for."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import pandas as pd

from layout.evaluation import Evaluation
from layout.labels import label
from reports import results
from reports.file_names import file_names
from reports.word import plan_tables
from reports.word.columns import amount, notes, share
from reports.word.outline import Outline

TITLES = {
    "annual": "plan_title_annual",
    "midterm": "plan_title_midterm",
    "final": "plan_title_final",
}
"""Form of the report that a plan asks for → key of its title."""

LIGHTS = ("met", "on_track", "near", "behind", "unknown", "masked")
"""Counts of a plan's indicators; they add up to all."""

FAULTS = ("contradiction", "unit_suspect")
"""Verdicts of checks that the summary speaks of."""


def has_plans(evaluation: Evaluation) -> bool:
    """Whether there is any plan to report on."""
    return len(results.table(evaluation, "plans")) > 0


def write_plans(
    evaluation: Evaluation,
    paper: Callable[[], Outline],
    folder: Path,
    ending: str = ".docx",
) -> None:
    """Write ``<plan>_<title>`` for every plan, each into an empty paper of its own.

    Parameters
    ----------
    folder
        ``plans`` of the documents; it is made where there is a plan.
    """
    plans = results.table(evaluation, "plans")
    if plans.empty:
        return
    folder.mkdir(parents=True, exist_ok=True)
    names = file_names([f"{row.plan_id}_{row.title}" for _, row in plans.iterrows()])
    for name, (_, plan) in zip(names, plans.iterrows(), strict=True):
        _report(evaluation, plan, paper(), folder / f"{name}{ending}")


def _report(evaluation: Evaluation, plan: pd.Series, paper: Outline, path: Path) -> None:
    settings = evaluation.study.settings
    title = paper.texts(TITLES[plan.report], title=plan.title)
    paper.title(title, paper.texts("below_title", title=settings.title, day=settings.release))
    own = {
        name: results.rows(results.table(evaluation, f"plan_{name}"), plan_id=plan.plan_id)
        for name in ("indicators", "checks", "allocation", "projects", "project_summary")
    }
    _caution(paper, plan)
    paper.chapter("plan_chapter_points")
    paper.points(_points(paper, plan, own))
    paper.chapter("plan_chapter_lights")
    paper.say("plan_lights_reading")
    plan_tables.lights(paper, own["indicators"])
    if plan.report != "final":
        plan_tables.needed(paper, own["indicators"])
    if plan.report == "midterm":
        plan_tables.outlook(paper, own["indicators"])
        plan_tables.to_adjust(paper, own["indicators"])
    if plan.report == "final":
        plan_tables.outcome(paper, own["indicators"])
    plan_tables.checks(paper, own["checks"])
    plan_tables.projects(paper, own["projects"], own["project_summary"])
    plan_tables.allocation(paper, own["allocation"])
    plan_tables.limits(paper, plan, own["indicators"])
    _source(paper, plan)
    notes(paper, evaluation, "plan", _own_notes(evaluation, plan))
    paper.save(path, title, settings.title, settings.release)


def _caution(paper: Outline, plan: pd.Series) -> None:
    """First lines: that the text is a draft, that figures are hidden, that a trial is a trial."""
    if plan.status == "draft":
        paper.say("plan_is_draft")
    if plan.masked:
        paper.say("plan_is_masked", masked=plan.masked, indicators=plan.indicators)


def _points(paper: Outline, plan: pd.Series, own: Mapping[str, pd.DataFrame]) -> list[str]:
    """What the report says first, each from a table."""
    counts = [
        paper.texts("plan_light_count", light=_light(one), count=plan[one])
        for one in LIGHTS
        if plan[one]
    ]
    told = [
        paper.texts(
            "plan_point_lights",
            title=plan.title,
            indicators=plan.indicators,
            counts=paper.texts.join(counts),
        ),
        paper.texts("plan_point_figures", known=plan.with_figures, indicators=plan.indicators)
        + (paper.texts("plan_latest", latest=plan.latest) if plan.latest else ""),
    ]
    indicators = own["indicators"]
    behind = results.rows(indicators, light="behind")
    for _, row in behind.iterrows():
        told.append(
            paper.texts(
                "plan_point_behind",
                label=row.label_zh,
                date=row.latest_date,
                latest=f"{amount(row.latest)}{row.unit}",
                target=f"{amount(row.target)}{row.unit}",
                attainment=share(row.attainment),
                required=share(row.required_rate),
            )
        )
    if plan.soft:
        told.append(paper.texts("plan_point_soft", soft=plan.soft))
    checks = own["checks"]
    found = checks[checks.verdict.isin(FAULTS)] if len(checks) else checks
    told += list(dict.fromkeys(found.explanation)) if len(found) else []
    if len(own["projects"]):
        states = own["projects"].state_label.value_counts(sort=False)
        counts = [
            paper.texts("plan_light_count", light=name, count=n) for name, n in states.items()
        ]
        told.append(
            paper.texts(
                "plan_point_projects",
                projects=len(own["projects"]),
                counts=paper.texts.join(counts),
            )
        )
    return told


def _light(code: str) -> str:
    """Name of a light; a hidden figure is a state of the indicator, not a light."""
    return label("plan_status" if code == "masked" else "plan_light", code)


def _source(paper: Outline, plan: pd.Series) -> None:
    paper.chapter("plan_chapter_source")
    paper.say("plan_source", source=plan.source)
    if not results.missing(plan.remark_label):
        paper.say("plan_remark", remark=plan.remark_label)


def _own_notes(evaluation: Evaluation, plan: pd.Series) -> pd.DataFrame:
    """Notes that name this plan or none, with titles in place of codes."""
    plans = results.table(evaluation, "plans")
    notes_ = evaluation.notes
    codes = {
        row.plan_id: re.compile(rf"(?<![\w-]){re.escape(row.plan_id)}(?![\w-])")
        for _, row in plans.iterrows()
    }
    mine = notes_.detail.str.contains(codes[plan.plan_id])
    others = pd.Series(False, index=notes_.index)
    for code in codes.values():
        others |= notes_.detail.str.contains(code)
    kept = notes_[mine | ~others]
    detail = kept.detail
    titles = dict(zip(plans.plan_id, plans.title, strict=True))
    for code, pattern in codes.items():
        title = f"《{titles[code]}》"
        detail = detail.map(partial(pattern.sub, title.replace("\\", r"\\")))
    return kept.assign(detail=detail.str.replace("规划 《", "《", regex=False))
