"""What is said of a single region: in the report as a paragraph, in its brief as tables."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from layout.evaluation import Evaluation
from layout.indicators import DIMENSIONS
from layout.labels import label
from reports import results
from reports.texts import Texts
from reports.word.wording import fixed, percent, span, whole, words

OBSTACLES = 3
"""Obstacles named of a region."""


@dataclass(frozen=True)
class Findings:
    """What speaks of regions, found once for all of them.

    Attributes
    ----------
    regions
        Rows of `results.regions` of the last year.
    obstacles
        Region code → its main obstacles with their share, the greatest first.
    first_year
        Rows of the first year; None where there is one year only.
    """

    texts: Texts
    regions: pd.DataFrame
    obstacles: dict[str, list[str]]
    first_year: pd.DataFrame | None


def findings(evaluation: Evaluation, texts: Texts) -> Findings:
    """Everything that region paragraphs are written from."""
    years = evaluation.study.settings.years
    first = results.regions(evaluation, years[0]) if len(years) > 1 else None
    return Findings(
        texts, results.regions(evaluation, years[-1]), _obstacles(evaluation, texts), first
    )


def _obstacles(evaluation: Evaluation, texts: Texts) -> dict[str, list[str]]:
    found = results.rows(results.table(evaluation, "obstacles"), year=results.last_year(evaluation))
    if found.empty:
        return {}
    kept = found["rank"].le(OBSTACLES).fillna(False) & found.obstacle.gt(0)
    named: dict[str, list[str]] = {}
    for row in found[kept].sort_values(["region_code", "rank"]).itertuples():
        text = texts("obstacle", indicator=row.label, share=percent(row.obstacle))
        named.setdefault(str(row.region_code), []).append(text)
    return named


def paragraph(found: Findings, row: dict[Hashable, Any]) -> str:
    """One region in a few sentences."""
    say = found.texts
    if results.missing(row["score"]):
        return say("region_no_score", region=row["region_name"])
    parts = [
        say(
            "region_rank",
            region=row["region_name"],
            score=fixed(row["score"]),
            rank=whole(row["rank"]),
            interval=span(row["rank_low"], row["rank_high"], 0),
            levels=say.join(
                [
                    say("level", name=label("dimension", d), score=fixed(row[f"u_{d}"]))
                    for d in DIMENSIONS
                ]
            ),
        ),
        say(
            "region_matching",
            coordination=fixed(row["coordination"]),
            grade=words(row["grade"]),
            lag=words(row["lag_type"]),
            relative=words(row["lag_type_relative"]),
        ),
        zone_sentence(found, row),
        type_sentence(found, row),
        change_sentence(found, row),
    ]
    obstacles = found.obstacles.get(str(row["region_code"]))
    if obstacles:
        parts.append(say("region_obstacles", obstacles=say.join(obstacles)))
    return "".join(part for part in parts if part)


def zone_sentence(found: Findings, row: dict[Hashable, Any]) -> str:
    """The region's zone, and how well it holds there."""
    say = found.texts
    if results.missing(row.get("zone")):
        return say("region_no_zone")
    text = say(
        "region_zone", zone=row["zone"], reference=words(row.get("reference_zone"), "no_reference")
    )
    if row.get("departs") == 1:
        text += say("region_departs", majority=row["zone_majority"])
    if not results.missing(row.get("kept")):
        text += say("region_kept", kept=percent(row["kept"]))
        if row.get("weak") == 1 and not results.missing(row.get("alternative_zone")):
            text += say("region_weak", zone=row["alternative_zone"])
    return text


def type_sentence(found: Findings, row: dict[Hashable, Any]) -> str:
    """The region's type, and why it has it."""
    say = found.texts
    if not results.missing(row.get("type_reason")):
        return say("region_type_reason", reason=str(row["type_reason"]).rstrip("。"))
    if results.missing(row.get("zone_type")):
        return say("region_no_type")
    return say("region_type", type=row["zone_type"])


def change_sentence(found: Findings, row: dict[Hashable, Any]) -> str:
    """Score and rank in the first year beside those of the last."""
    if found.first_year is None:
        return ""
    earlier = results.rows(found.first_year, region_code=row["region_code"])
    if earlier.empty or results.missing(earlier.score.iloc[0]):
        return found.texts("region_no_change")
    before = earlier.iloc[0]
    return found.texts(
        "region_change",
        first=before.year,
        score=fixed(before.score),
        rank=whole(before["rank"]),
        year=row["year"],
        now=fixed(row["score"]),
        now_rank=whole(row["rank"]),
    )
