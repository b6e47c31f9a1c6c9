"""公共服务均等化与可及性评估报告: a chapter for everything that the study can say of services."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from layout.evaluation import Evaluation
from reports import results
from reports.word.columns import Spec, amount, notes, printed, share
from reports.word.outline import Outline


@dataclass(frozen=True)
class Chapter:
    """A chapter with one table.

    Attributes
    ----------
    name
        Of the evaluation's table.
    heading, reading, caption
        Keys of its texts.
    origin
        Of the rows, where the table has several; blank for all.
    """

    name: str
    heading: str
    reading: str
    caption: str
    spec: tuple[Spec, ...]
    origin: str = ""


CHAPTERS = (
    Chapter("service_coverage", "service_chapter_coverage", "service_coverage_reading",
            "service_table_coverage", (
        ("label_zh", 2.2, "left"), ("date", 1.0, "text"), ("covered", 0.8, "amount"),
        ("eligible", 0.8, "amount"), ("share", 0.9, "share"), ("official_share", 1.0, "share"),
        ("definition", 3.2, "left"), ("remark_label", 1.6, "left")), "published"),
    Chapter("service_coverage", "service_chapter_computed", "service_computed_reading",
            "service_table_computed", (
        ("label_zh", 2.6, "left"), ("covered", 0.8, "amount"), ("eligible", 0.8, "amount"),
        ("share", 0.9, "share"), ("missing", 3.4, "left"), ("remark_label", 1.4, "left")),
        "computed"),
    Chapter("service_supply", "service_chapter_supply", "service_supply_reading",
            "service_table_supply", (
        ("region_name", 1.2, "text"), ("nodes", 0.7, "amount"),
        ("capacity", 1.0, "amount"), ("demand", 1.0, "amount"), ("per_10k", 1.0, "amount"),
        ("mismatch", 1.0, "amount"), ("rank", 0.7, "amount"), ("remark_label", 1.5, "left"))),
    Chapter("service_equality", "service_chapter_equality", "service_equality_reading",
            "service_table_equality", (
        ("measure_label", 1.6, "text"), ("quantity_label", 1.4, "text"),
        ("group_label", 1.2, "text"), ("value", 1.0, "amount"),
        ("n", 0.7, "amount"), ("remark_label", 1.6, "left"))),
    Chapter("service_match", "service_chapter_match", "service_match_reading",
            "service_table_match", (
        ("group_label", 1.2, "text"), ("match", 0.9, "amount"),
        ("most_short", 2.4, "left"), ("most_ample", 2.4, "left"), ("remark_label", 1.4, "left"))),
    Chapter("service_access_regions", "service_chapter_access", "service_access_reading",
            "service_table_access", (
        ("region_name", 1.2, "text"), ("demand", 1.0, "amount"),
        ("points", 0.8, "amount"), ("unreached_demand", 1.0, "amount"), ("access", 1.0, "amount"),
        ("relative", 1.0, "amount"), ("low_points", 0.9, "amount"), ("remark_label", 1.4, "left"))),
    Chapter("service_siting", "service_chapter_siting", "service_siting_reading",
            "service_table_siting", (
        ("objective_label", 1.4, "text"), ("status_label", 1.0, "text"), ("sites", 0.7, "amount"),
        ("cost", 0.9, "amount"), ("before", 1.0, "amount"), ("objective_value", 1.0, "amount"),
        ("objective_unit", 1.0, "text"), ("gap", 0.8, "share"), ("mean_travel", 0.8, "amount"),
        ("worst_travel", 0.8, "amount"), ("equity", 0.8, "amount"), ("remark_label", 1.4, "left"))),
    Chapter("service_sites", "service_chapter_sites", "service_sites_reading",
            "service_table_sites", (
        ("objective_label", 1.4, "text"), ("name", 2.0, "left"), ("region_name", 1.2, "text"),
        ("cost", 0.9, "amount"), ("capacity", 0.9, "amount"), ("serves_demand", 1.0, "amount"),
        ("remark_label", 1.5, "left"))),
    Chapter("service_lagging", "service_chapter_lagging", "service_lagging_reading",
            "service_table_lagging", (
        ("rank", 0.6, "amount"), ("region_name", 1.2, "text"), ("reasons_label", 2.4, "left"),
        ("access_relative", 0.9, "amount"), ("per_10k", 0.9, "amount"),
        ("nearest_candidate", 1.5, "left"), ("advice", 3.0, "left"))),
    Chapter("service_satisfaction", "service_chapter_satisfaction", "service_satisfaction_reading",
            "service_table_satisfaction", (
        ("grouping_label", 1.0, "text"), ("group_label", 1.4, "text"),
        ("responses", 0.8, "amount"), ("mean", 0.8, "amount"), ("low", 0.8, "amount"),
        ("high", 0.8, "amount"), ("target", 0.8, "amount"), ("verdict_label", 1.1, "text"),
        ("remark_label", 1.5, "left"))),
    Chapter("service_efficiency", "service_chapter_efficiency", "service_efficiency_reading",
            "service_table_efficiency", (
        ("name", 2.2, "left"), ("year", 0.7, "amount"), ("dimension_label", 1.3, "text"),
        ("score", 0.9, "amount"), ("rank", 0.7, "amount"), ("known_weight", 1.0, "share"),
        ("remark_label", 1.6, "left"))),
)  # fmt: skip
"""Chapters in their order; one whose table is empty is left out."""


WHOLE = ("service_supply", "service_equality", "service_match", "service_access_regions")
"""Tables of which the rows of all services together are printed."""


def has_services(evaluation: Evaluation) -> bool:
    """Whether there is anything to report on services."""
    return any(len(results.table(evaluation, one.name)) for one in CHAPTERS)


def write_services(evaluation: Evaluation, paper: Outline, path: Path) -> None:
    """Write the report on public services into an empty `paper`."""
    settings = evaluation.study.settings
    title = paper.texts("service_title", area=settings.area)
    paper.title(title, paper.texts("below_title", title=settings.title, day=settings.release))
    paper.chapter("service_chapter_points")
    paper.points(_points(paper, evaluation))
    for one in CHAPTERS:
        table = _kept(one.name, results.table(evaluation, one.name))
        if one.origin and len(table):
            table = table[table.origin == one.origin]
        if table.empty:
            continue
        paper.chapter(one.heading)
        paper.say(one.reading)
        printed(paper, one.caption, one.name, table, one.spec)
    notes(paper, evaluation, "service", evaluation.notes)
    paper.save(path, title, settings.title, settings.release)


def _kept(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """Rows that are printed: all services together, no single node; the workbook has the rest."""
    if table.empty:
        return table
    if name in WHOLE:
        table = table[table.service == ""]
    if name == "service_satisfaction":
        table = table[table.grouping != "node"]
    if name == "service_efficiency":
        total = table[(table.dimension == "") & (table.year == table.year.max())]
        table = total.sort_values("rank", kind="stable", na_position="last")
    return table


def _points(paper: Outline, evaluation: Evaluation) -> list[str]:
    """What the report says first, each from a table."""
    found = [_point_coverage, _point_supply, _point_access, _point_siting, _point_lagging]
    told = [text for one in found for text in one(paper, evaluation)]
    satisfaction = results.table(evaluation, "service_satisfaction")
    for row in satisfaction[:1].itertuples():
        interval = {"low": amount(row.low), "high": amount(row.high)}
        told.append(
            paper.texts(
                "service_point_satisfaction",
                responses=row.responses,
                mean=amount(row.mean),
                verdict=row.verdict_label,
                **interval,
            )
        )
    return told


def _point_coverage(paper: Outline, evaluation: Evaluation) -> Iterator[str]:
    table = results.table(evaluation, "service_coverage")
    for _, own in table[table.origin == "published"].groupby("coverage_id", sort=False):
        shares = [f"{row.covered}/{row.eligible}（{share(row.share)}）" for row in own.itertuples()]
        yield paper.texts(
            "service_point_coverage",
            label=own.label_zh.iloc[0],
            date=own.date.iloc[0],
            shares=paper.texts.join(shares),
            official=share(own.official_share.iloc[0]),
        )


def _point_supply(paper: Outline, evaluation: Evaluation) -> Iterator[str]:
    table = _kept("service_supply", results.table(evaluation, "service_supply"))
    known = (
        table.dropna(subset="per_10k").sort_values("per_10k", kind="stable")
        if len(table)
        else table
    )
    if len(known) > 1:
        first, last = known.iloc[-1], known.iloc[0]
        yield paper.texts(
            "service_point_supply",
            best=first.region_name,
            most=amount(first.per_10k),
            worst=last.region_name,
            least=amount(last.per_10k),
        )


def _point_access(paper: Outline, evaluation: Evaluation) -> Iterator[str]:
    table = _kept("service_access_regions", results.table(evaluation, "service_access_regions"))
    if len(table) and table.demand.sum() > 0:
        out = table.unreached_demand.sum() / table.demand.sum()
        yield paper.texts("service_point_access", share=share(out))


def _point_siting(paper: Outline, evaluation: Evaluation) -> Iterator[str]:
    for row in results.table(evaluation, "service_siting").itertuples():
        yield paper.texts(
            "service_point_siting",
            objective=row.objective_label,
            status=row.status_label,
            explanation=row.explanation,
        )


def _point_lagging(paper: Outline, evaluation: Evaluation) -> Iterator[str]:
    table = results.table(evaluation, "service_lagging")
    if len(table):
        yield paper.texts("service_point_lagging", names=paper.texts.join(list(table.region_name)))
