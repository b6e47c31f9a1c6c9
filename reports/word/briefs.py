"""One page for each region: scores, rank, change, obstacles, type, and what the catalogue says."""

from collections.abc import Hashable
from pathlib import Path
from typing import Any

import pandas as pd

from layout.evaluation import Evaluation
from layout.indicators import DIMENSIONS
from layout.labels import label
from reports import demonstration, results
from reports.word import form, regions
from reports.word.grid import Column
from reports.word.paper import Paper
from reports.word.wording import fixed, signed, span, texts, whole, words

QUANTITIES = ("composite", *(f"u_{dimension}" for dimension in DIMENSIONS))

SIMILAR = 3
"""Similar regions named."""

CATALOGUE_ROWS = 4
"""Rows of the catalogue on the page, those of the first priority; the rest are counted."""


def write_briefs(evaluation: Evaluation, folder: Path) -> None:
    """Write ``<region code>.docx`` for every region."""
    found = regions.findings(evaluation, texts())
    year = results.last_year(evaluation)
    zones = results.profiles(evaluation, year)
    everyone = results.rows(results.table(evaluation, "study_means"), year=year)
    means = dict(zip(everyone.get("quantity", []), everyone.get("mean", []), strict=True))
    for row in found.regions.to_dict("records"):
        _brief(evaluation, found, row, results.rows(zones, zone=row["zone"]), means, folder)


def _brief(
    evaluation: Evaluation,
    found: regions.Findings,
    row: dict[Hashable, Any],
    zone: pd.DataFrame,
    means: dict[str, float],
    folder: Path,
) -> None:
    settings = evaluation.study.settings
    paper = Paper(found.texts, form.BRIEF, demonstration.mark(settings))
    title = paper.texts("brief_title", region=row["region_name"])
    below = paper.texts("brief_below", title=settings.title, year=row["year"], day=settings.release)
    paper.title(title, below)
    paper.chapter("chapter_brief_result")
    paper.text(regions.paragraph(found, row))
    _scores(paper, evaluation, row, zone, means)
    near = results.table(evaluation, "similar")
    near = results.rows(near, year=row["year"], region_code=row["region_code"])
    if len(near):
        names = near.sort_values("place").other_name.head(SIMILAR).to_list()
        paper.say("brief_similar", regions=paper.texts.join(names))
    paper.chapter("chapter_brief_catalogue")
    _advice(paper, results.rows(evaluation.catalogue, region_code=row["region_code"]))
    for text in results.told(evaluation, "indistinct", "intervals_methods_only", year=row["year"]):
        paper.note(paper.texts("brief_note", text=text))
    paper.save(folder / f"{row['region_code']}.docx", title, settings.title, settings.release)


def _scores(
    paper: Paper,
    evaluation: Evaluation,
    row: dict[Hashable, Any],
    zone: pd.DataFrame,
    means: dict[str, float],
) -> None:
    """Scores of the region beside the means of its zone and of all regions, and their change."""
    here: dict[str, object] = {"year": row["year"], "region_code": row["region_code"]}
    ranks = results.rows(evaluation.scores, **here).set_index("dimension")
    drawn = results.rows(evaluation.uncertainty, **here).set_index("quantity")
    changes = results.rows(results.table(evaluation, "changes"), **here).dropna(subset="since_year")
    changes = changes.set_index("quantity")
    columns = [
        Column(paper.texts("column_quantity"), 1.2),
        Column(paper.texts("column_score")),
        Column(paper.texts("column_zone_mean"), 1.1),
        Column(paper.texts("column_all_mean"), 1.4),
        Column(paper.texts("column_rank"), 0.8),
        Column(paper.texts("column_rank_interval"), 1.1),
    ]
    if len(changes):
        since = whole(changes.since_year.iloc[0])
        columns.append(Column(paper.texts("column_change", year=since), 1.6))
    rows = []
    for quantity in QUANTITIES:
        dimension = quantity.removeprefix("u_")
        own: Any = ranks.loc[dimension]
        bounds: Any = drawn.loc[dimension] if dimension in drawn.index else {}
        cells = [
            label("dimension", dimension),
            fixed(own.score),
            fixed(zone[quantity].iloc[0] if len(zone) else None),
            fixed(means.get(dimension)),
            whole(own["rank"]),
            span(bounds.get("rank_low"), bounds.get("rank_high"), 0),
        ]
        if len(changes):
            change: Any = changes.loc[dimension]
            cells.append(signed(change.change))
        rows.append(cells)
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
