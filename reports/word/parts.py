"""Chapters that both reports have: the system of indicators, notes, limits and sources."""

from collections.abc import Mapping, Sequence

import pandas as pd

from layout.evaluation import Evaluation
from layout.indicators import DIMENSIONS
from layout.labels import label
from reports import results
from reports.figures import Picture
from reports.word import remarks as remark
from reports.word.grid import Column
from reports.word.outline import Outline
from reports.word.wording import fixed, words, years_of

Pictures = dict[str, Picture]


def scope(paper: Outline, evaluation: Evaluation) -> None:
    """What was evaluated: regions, years, indicators with and without figures."""
    settings = evaluation.study.settings
    wanted = [i for i in evaluation.study.indicators if i.dimension in DIMENSIONS]
    used = set(evaluation.weights.indicator)
    years = settings.years
    paper.say(
        "scope_regions",
        area=settings.area,
        regions=len(evaluation.evidence.regions),
        level=label("level", settings.level),
        years=f"{years[0]}–{years[-1]}" if len(years) > 1 else years[0],
        year=years[-1],
    )
    absent = [i.label_zh for i in wanted if i.code not in used]
    key = "scope_indicators_gap" if absent else "scope_indicators"
    paper.say(
        key, wanted=len(wanted), used=len(used), absent=len(absent), names=paper.texts.join(absent)
    )


def indicator_table(paper: Outline, evaluation: Evaluation) -> None:
    """Scored indicators with unit, weight and the years of their figures."""
    figures = results.rows(evaluation.indicators, year=results.last_year(evaluation))
    columns = [
        Column(paper.texts("column_dimension"), 1.1),
        Column(paper.texts("column_indicator"), 3.0, "left"),
        Column(paper.texts("column_unit"), 1.0),
        Column(paper.texts("column_direction"), 0.8),
        Column(paper.texts("column_weight"), 0.9),
        Column(paper.texts("column_years"), 1.2),
    ]
    rows = []
    for row in evaluation.weights.to_dict("records"):
        own = results.rows(figures, indicator=row["indicator"])
        rows.append(
            [
                label("dimension", row["dimension"]),
                words(row["label"]),
                words(row["unit"], "no_unit"),
                paper.texts(f"direction_{row['direction']}"),
                fixed(row["weight"]),
                years_of(own.figure_year),
            ]
        )
    paper.table("table_indicators", columns, rows)


STAGES = (
    "study", "data", "index", "matching", "dynamics", "zones", "catalogue", "policy", "plan",
    "service", "alert", "map",
)  # fmt: skip
"""Stages of the evaluation in the order in which a reader meets their subjects."""

RELIABILITY = ("intervals", "indistinct", "sensitivity_driver", "removal_most", "grade_uncertain")
"""Notes on how far the ranks can be trusted: they have a chapter of their own."""


def remarks(paper: Outline, evaluation: Evaluation, *stages: str) -> None:
    """Appendix of the explanations of these stages, for the last year or for any."""
    notes, year = evaluation.notes, str(results.last_year(evaluation))
    own = notes[
        (notes.severity == "info")
        & notes.year.isin(["", year])
        & ~notes.message_code.isin(RELIABILITY)
    ]
    if not own.stage.isin(stages).any():
        return
    paper.appendix("chapter_remarks")
    _by_stage(paper, own, stages, remark.names(evaluation))


def warnings(paper: Outline, evaluation: Evaluation) -> None:
    """Appendix of every warning, by the stage of the evaluation that gives it."""
    found = evaluation.notes[evaluation.notes.severity == "warning"]
    paper.appendix("chapter_warnings")
    if found.empty:
        paper.say("no_warnings")
        return
    paper.say("warnings", count=len(found))
    _by_stage(paper, found, STAGES, remark.names(evaluation))


def _by_stage(
    paper: Outline, notes: pd.DataFrame, stages: Sequence[str], known: Mapping[str, str]
) -> None:
    for stage in stages:
        told = remark.lines(results.rows(notes, stage=stage), known)
        if told:
            paper.section("section_stage", stage=label("stage", stage))
            paper.points(told)


def limits(paper: Outline, evaluation: Evaluation) -> None:
    """What the study itself says of its limits, and where the other warnings stand."""
    found = results.told(evaluation, "study_limit")
    count = int((evaluation.notes.severity == "warning").sum())
    if not count:
        return
    paper.small = True
    paper.say("limits_first" if found else "limits_elsewhere", count=count)
    paper.points(found)
    paper.small = False


def sources(paper: Outline, evaluation: Evaluation) -> None:
    """Publications from which figures were used."""
    evidence = evaluation.evidence
    paper.appendix("chapter_sources")
    columns = [
        Column(paper.texts("column_publisher"), 2.0, "left"),
        Column(paper.texts("column_source"), 2.4, "left"),
        Column(paper.texts("column_data_years"), 1.3),
        Column(paper.texts("column_note"), 2.4, "left"),
    ]
    rows = [
        [words(row[c], "nothing") for c in ("publisher", "title", "data_years", "note")]
        for row in evaluation.evidence.used_sources.to_dict("records")
    ]
    paper.table("table_sources", columns, rows)
    paper.note(paper.texts("boundaries", credit=evidence.basemap.credit))
    paper.note(evidence.basemap.approval)
