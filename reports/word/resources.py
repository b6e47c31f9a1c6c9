"""知识产权资源分布状况报告: what resources there are, and how they are spread over the regions."""

from pathlib import Path
from typing import Any

import pandas as pd

from layout.evaluation import Evaluation
from layout.indicators import DIMENSIONS
from layout.labels import label
from reports import results
from reports.word import parts, survey
from reports.word.grid import Column
from reports.word.outline import Outline, sentence
from reports.word.parts import Pictures
from reports.word.wording import decimals_of, fixed, span, whole, words, years_of

NAMED = 3
"""Regions named at either end of a ranking."""


INDICATORS_ABREAST = 6
"""Indicators in one printed table."""


def write_resources(evaluation: Evaluation, pictures: Pictures, paper: Outline, path: Path) -> None:
    """Write the report on the distribution of resources into an empty `paper`."""
    settings = evaluation.study.settings
    title = paper.texts("resources_title", area=settings.area)
    paper.title(title, paper.texts("below_title", title=settings.title, day=settings.release))
    paper.chapter("chapter_points")
    points = [ends(paper, evaluation, dimension) for dimension in DIMENSIONS]
    points += results.told(evaluation, "dimension_thin")
    counted = survey.points(paper, evaluation)
    paper.points([*points, *counted])
    parts.limits(paper, evaluation)
    if not counted:  # with them the first page is full, and the rest of a second would be empty
        paper.new_page()
    paper.chapter("chapter_scope")
    parts.scope(paper, evaluation)
    parts.indicator_table(paper, evaluation)
    for dimension in DIMENSIONS:
        _dimension(paper, evaluation, pictures, dimension)
    _spread(paper, evaluation)
    survey.chapters(paper, evaluation, pictures)
    parts.warnings(paper, evaluation)
    parts.remarks(paper, evaluation, "data")
    parts.sources(paper, evaluation)
    paper.save(path, title, settings.title, settings.release)


def ends(paper: Outline, evaluation: Evaluation, dimension: str) -> str:
    """Who is first and who is last in one resource."""
    year = results.last_year(evaluation)
    scores = results.rows(evaluation.scores, year=year, dimension=dimension)
    here = set(evaluation.evidence.regions.region_code)
    known = scores[scores.region_code.isin(here)].dropna(subset="score").sort_values("rank")
    if known.empty:
        return paper.texts("ends_none", year=year, dimension=label("dimension", dimension))
    told = [
        paper.texts("region_score", region=name, score=fixed(score))
        for name, score in zip(known.region_name, known.score, strict=True)
    ]
    return paper.texts(
        "ends",
        year=year,
        dimension=label("dimension", dimension),
        first=paper.texts.join(told[:NAMED]),
        last=paper.texts.join(told[-NAMED:]),
        known=len(known),
    )


def _dimension(paper: Outline, evaluation: Evaluation, pictures: Pictures, dimension: str) -> None:
    """One resource: ranking of the level, the map, and the figures behind it."""
    year = results.last_year(evaluation)
    name = label("dimension", dimension)
    paper.chapter("chapter_dimension", dimension=name)
    paper.text(ends(paper, evaluation, dimension))
    scores = results.rows(evaluation.scores, year=year, dimension=dimension)
    here = evaluation.evidence.regions.region_code
    scores = scores[scores.region_code.isin(set(here))]
    drawn = results.rows(evaluation.uncertainty, year=year, quantity=dimension)
    bounds = drawn.set_index("region_code")
    columns = [
        Column(paper.texts("column_rank"), 11),
        Column(paper.texts("column_region"), 35),
        Column(paper.texts("column_score"), 18),
        Column(paper.texts("column_score_interval"), 26),
        Column(paper.texts("column_rank_interval"), 19),
        Column(paper.texts("column_coverage"), 21),
        Column(paper.texts("column_oldest"), 26),
    ]
    rows = []
    for row in scores.sort_values(["rank", "region_code"]).to_dict("records"):
        code = row["region_code"]
        bound: Any = bounds.loc[code] if code in bounds.index else {}
        rows.append(
            [
                whole(row["rank"]),
                row["region_name"],
                fixed(row["score"]),
                span(bound.get("score_low"), bound.get("score_high"), 3),
                span(bound.get("rank_low"), bound.get("rank_high"), 0),
                fixed(row["coverage"], 2),
                whole(row["oldest_figure"]),
            ]
        )
    paper.table("table_level", columns, rows)
    paper.figure(pictures.get(f"map_u_{dimension}"))
    figure_table(paper, evaluation, dimension)


def figure_table(paper: Outline, evaluation: Evaluation, dimension: str) -> None:
    """Figures of the scored indicators of one dimension, a few indicators to a table."""
    year = results.last_year(evaluation)
    scored = results.rows(evaluation.weights, dimension=dimension)
    figures = results.rows(evaluation.indicators, year=year, dimension=dimension)
    regions = evaluation.evidence.regions
    codes = list(scored.indicator)
    for begin in range(0, len(codes), INDICATORS_ABREAST):
        columns = [Column(paper.texts("column_region"), 1.4)]
        values = []
        for row in scored.iloc[begin : begin + INDICATORS_ABREAST].to_dict("records"):
            own = results.rows(figures, indicator=row["indicator"]).set_index("region_code")
            own = own.reindex(regions.region_code)
            head = paper.texts(
                "column_figure",
                indicator=row["label"],
                unit=words(row["unit"], "no_unit"),
                years=years_of(own.figure_year),
            )
            columns.append(Column(head, 1.2))
            decimals = decimals_of(own.value)
            values.append([fixed(value, decimals) for value in own.value])
        rows = [list(cells) for cells in zip(regions.region_name, *values, strict=True)]
        paper.table("table_figures", columns, rows)


def _spread(paper: Outline, evaluation: Evaluation) -> None:
    """Shares of the resources that do not match, and where their centres lie."""
    year = results.last_year(evaluation)
    mismatch = results.rows(results.table(evaluation, "mismatch"), year=year)
    gravity = results.rows(results.table(evaluation, "gravity"), year=year)
    if mismatch.empty and gravity.empty:
        return
    paper.chapter("chapter_spread")
    for text in results.told(evaluation, "mismatch_total", year=year):
        paper.text(sentence(text))
    if len(mismatch):
        pairs = mismatch[["pair", "pair_label"]].drop_duplicates()
        wide = mismatch.pivot(index="region_code", columns="pair", values="smi")
        columns = [Column(paper.texts("column_region"), 1.4)]
        columns += [Column(paper.texts("column_mismatch", pair=p)) for p in pairs.pair_label]
        names = mismatch.drop_duplicates("region_code").set_index("region_code").region_name
        rows = [
            [name, *(fixed(wide[pair][code], 2) for pair in pairs.pair)]
            for code, name in names.items()
        ]
        paper.table("table_mismatch", columns, rows)
    if len(gravity):
        _centres(paper, gravity)
    for text in results.told(evaluation, "gravity_moved", "gravity_pair", "gravity_points"):
        paper.text(sentence(text))


def _centres(paper: Outline, gravity: pd.DataFrame) -> None:
    columns = [
        Column(paper.texts("column_dimension")),
        Column(paper.texts("column_longitude")),
        Column(paper.texts("column_latitude")),
        Column(paper.texts("column_years")),
        Column(paper.texts("column_moved"), 1.4),
    ]
    rows = [
        [
            row["dimension_label"],
            fixed(row["lon"]),
            fixed(row["lat"]),
            whole(row["figure_year"]),
            words(row["remark_label"])
            if results.missing(row["moved_km"])
            else fixed(row["moved_km"], 1),
        ]
        for row in gravity.to_dict("records")
    ]
    paper.table("table_centres", columns, rows)
