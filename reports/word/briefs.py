"""One page for each region: scores, rank, change, obstacles, type, and what the catalogue says."""

from collections.abc import Hashable
from pathlib import Path
from typing import Any

import pandas as pd

from layout.evaluation import Evaluation
from layout.indicators import DIMENSIONS
from layout.labels import label
from reports import results
from reports.word import form, regions
from reports.word.grid import Column
from reports.word.paper import Paper
from reports.word.wording import fixed, span, texts, whole, words

QUANTITIES = ("composite", *(f"u_{dimension}" for dimension in DIMENSIONS))

CATALOGUE_ROWS = 4
"""Rows of the catalogue on the page, those of the first priority; the rest are counted."""


def write_briefs(evaluation: Evaluation, folder: Path) -> None:
    """Write ``<region code>.docx`` for every region."""
    found = regions.findings(evaluation, texts())
    year = results.last_year(evaluation)
    zones = results.profiles(evaluation, year)
    everyone = results.profiles(evaluation, year, "all")
    for row in found.regions.to_dict("records"):
        own_zone = results.rows(zones, zone=row["zone"])
        _brief(evaluation, found, row, (own_zone, everyone), folder)


def _brief(
    evaluation: Evaluation,
    found: regions.Findings,
    row: dict[Hashable, Any],
    profiles: tuple[pd.DataFrame, pd.DataFrame],
    folder: Path,
) -> None:
    settings = evaluation.study.settings
    paper = Paper(found.texts, form.BRIEF)
    title = paper.texts("brief_title", region=row["region_name"])
    below = paper.texts("brief_below", title=settings.title, year=row["year"], day=settings.release)
    paper.title(title, below)
    paper.chapter("chapter_brief_result")
    paper.text(regions.paragraph(found, row))
    _scores(paper, evaluation, row, profiles)
    paper.chapter("chapter_brief_catalogue")
    _advice(paper, results.rows(evaluation.catalogue, region_code=row["region_code"]))
    for text in results.told(evaluation, "indistinct", "intervals_methods_only", year=row["year"]):
        paper.note(paper.texts("brief_note", text=text))
    paper.save(folder / f"{row['region_code']}.docx", title, settings.title, settings.release)


def _scores(
    paper: Paper,
    evaluation: Evaluation,
    row: dict[Hashable, Any],
    profiles: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    """Scores of the region beside the means of its zone and of all regions."""
    ranks = results.rows(evaluation.scores, year=row["year"], region_code=row["region_code"])
    ranks = ranks.set_index("dimension")
    drawn = results.rows(
        evaluation.uncertainty, year=row["year"], region_code=row["region_code"]
    ).set_index("quantity")
    heads = ("column_zone_mean", "column_all_mean")
    means = [(key, found) for key, found in zip(heads, profiles, strict=True) if len(found)]
    columns = [
        Column(paper.texts("column_quantity"), 1.4),
        Column(paper.texts("column_score")),
        *(Column(paper.texts(key), 1.2) for key, _ in means),
        Column(paper.texts("column_rank")),
        Column(paper.texts("column_rank_interval"), 1.2),
    ]
    rows = []
    for quantity in QUANTITIES:
        dimension = quantity.removeprefix("u_")
        own: Any = ranks.loc[dimension]
        bounds: Any = drawn.loc[dimension] if dimension in drawn.index else {}
        rows.append(
            [
                label("dimension", dimension),
                fixed(own.score),
                *(fixed(found[quantity].iloc[0]) for _, found in means),
                whole(own["rank"]),
                span(bounds.get("rank_low"), bounds.get("rank_high"), 0),
            ]
        )
    paper.table("table_brief_scores", columns, rows)


def _advice(paper: Paper, rows: pd.DataFrame) -> None:
    """The first rows of the catalogue for this region, with the departments."""
    if rows.empty:
        paper.say("brief_no_catalogue")
        return
    columns = [
        Column(paper.texts("column_path"), 1.4),
        Column(paper.texts("column_resource"), 0.7),
        Column(paper.texts("column_tool"), 1.5),
        Column(paper.texts("column_reason"), 3.6, "left"),
        Column(paper.texts("column_lead"), 1.1),
        Column(paper.texts("column_participating"), 1.7),
    ]
    shown = rows.sort_values(["priority", "rule_id"]).head(CATALOGUE_ROWS)
    names = (
        "path", "resource_type", "policy_tool", "reason",
        "lead_department", "participating_departments",
    )  # fmt: skip
    cells = [[words(row[name], "nothing") for name in names] for row in shown.to_dict("records")]
    paper.table("table_brief_catalogue", columns, cells)
    if len(rows) > len(shown):
        paper.note(paper.texts("brief_more", shown=len(shown), rows=len(rows)))
