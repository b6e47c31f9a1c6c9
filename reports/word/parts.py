"""Chapters that both reports have: the system of indicators, notes, limits and sources."""

from layout.evaluation import Evaluation
from layout.indicators import DIMENSIONS
from layout.labels import label
from reports import results
from reports.figures import Picture
from reports.word.grid import Column
from reports.word.paper import Paper
from reports.word.wording import fixed, words, years_of

Pictures = dict[str, Picture]


def scope(paper: Paper, evaluation: Evaluation) -> None:
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


def indicator_table(paper: Paper, evaluation: Evaluation) -> None:
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


RELIABILITY = ("intervals", "indistinct", "sensitivity_driver", "removal_most", "grade_uncertain")
"""Notes on how far the ranks can be trusted: they have a chapter of their own."""


def remarks(paper: Paper, evaluation: Evaluation, stage: str) -> None:
    """Explanations that the evaluation gives of one stage, for the last year or any."""
    notes, year = evaluation.notes, str(results.last_year(evaluation))
    own = notes[
        (notes.stage == stage)
        & (notes.severity == "info")
        & notes.year.isin(["", year])
        & ~notes.message_code.isin(RELIABILITY)
    ]
    if len(own):
        paper.say("remarks")
        paper.points(own.detail.to_list())


def warnings(paper: Paper, evaluation: Evaluation) -> None:
    """Every warning, in the order in which the evaluation came upon it."""
    found = evaluation.notes[evaluation.notes.severity == "warning"].detail.to_list()
    paper.chapter("chapter_warnings")
    if found:
        paper.say("warnings", count=len(found))
        paper.points(found)
    else:
        paper.say("no_warnings")


def sources(paper: Paper, evaluation: Evaluation) -> None:
    """Publications from which figures were used."""
    evidence = evaluation.evidence
    used = evidence.sources[evidence.sources.source_id.isin(evidence.figures.source_id.unique())]
    paper.chapter("chapter_sources")
    columns = [
        Column(paper.texts("column_publisher"), 2.0, "left"),
        Column(paper.texts("column_source"), 2.4, "left"),
        Column(paper.texts("column_data_years"), 1.3),
        Column(paper.texts("column_note"), 2.4, "left"),
    ]
    rows = [
        [words(row[c], "nothing") for c in ("publisher", "title", "data_years", "note")]
        for row in used.to_dict("records")
    ]
    paper.table("table_sources", columns, rows)
    paper.note(paper.texts("boundaries", credit=evidence.basemap.credit))
    paper.note(evidence.basemap.approval)
