"""The overview page: every study with a small map, its main findings and the way to its page."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from geodata.boundaries import CHINA_ALBERS
from layout.evaluation import Evaluation
from layout.labels import label
from layout.settings import Settings
from reports import demonstration, offline_map, palette
from reports.offline_map import Drawing, words
from reports.page import CAVEATS, figures, zoning_text

MAP_WIDTH = 300.0
"""Pixels."""

NAMED_REGIONS = 3
"""Regions named at either end of the ranking: enough to orient, too few to read as a ranking."""


@dataclass(frozen=True)
class Card:
    """What the overview shows of one study."""

    settings: Settings
    regions: int
    drawing: Drawing
    colours: dict[str, str]
    scale: palette.Scale | None
    findings: list[str]
    approval: str

    @property
    def mark(self) -> str:
        """What tells a demonstration from the studies beside it."""
        return demonstration.mark(self.settings, "name")


def write_overview(evaluations: Sequence[Evaluation], folder: Path) -> None:
    """Write ``index.html`` into the folder that holds the studies' folders."""
    cards = [_card(evaluation) for evaluation in evaluations]
    told = [card.settings for card in cards if card.mark]
    banner = demonstration.mark(told[0], "overview") if told else ""
    text = offline_map.render("overview.html.j2", cards=cards, banner=banner)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "index.html").write_text(text, encoding="utf-8", newline="\n")


def _card(evaluation: Evaluation) -> Card:
    settings, evidence = evaluation.study.settings, evaluation.evidence
    table = figures(evaluation)
    scale = palette.scale(table.composite)
    last = table[table.year == settings.years[-1]]
    known = last.dropna(subset="composite")
    colours = {
        code: scale.colour(score)
        for code, score in zip(known.region_code, known.composite, strict=True)
        if scale
    }
    return Card(
        settings,
        len(evidence.regions),
        _drawing(evaluation),
        colours,
        scale,
        findings(evaluation),
        evidence.basemap.approval,
    )


def _drawing(evaluation: Evaluation) -> Drawing:
    """A small map, equal-area for the nation and true to north for a part of it."""
    evidence = evaluation.evidence
    national = len(evidence.basemap.lines) > 0
    crs = CHINA_ALBERS if national else evidence.regions.estimate_utm_crs().to_string()
    west, _, east, _ = evidence.regions.to_crs(crs).total_bounds
    areas = offline_map.drawn_areas(evidence, tolerance_m=(east - west) / MAP_WIDTH)
    return offline_map.draw(areas, evidence.basemap.lines, MAP_WIDTH, crs)


def findings(evaluation: Evaluation) -> list[str]:
    """Main findings of the last evaluation year as sentences, each from the tables."""
    year = evaluation.study.settings.years[-1]
    notes = evaluation.notes
    caveats = notes[notes.message_code.isin(CAVEATS)].detail.to_list()
    # a note may speak of several years; the last year's own stands alone
    own = notes[notes.year == str(year)]
    # with few regions the index comes easily: where it is known, its standing says more
    standing = own[own.message_code == "zone_standing"]
    agreement = standing if len(standing) else own[own.message_code == "zone_agreement"]
    return [
        _ranks(evaluation, year) + "".join(caveats),
        _zones(evaluation, year),
        *agreement.detail,
        _lags(evaluation, year),
        words()["finding_counts"].format(
            rows=len(evaluation.catalogue), warnings=int((notes.severity == "warning").sum())
        ),
    ]


def _ranks(evaluation: Evaluation, year: int) -> str:
    table = figures(evaluation)
    known = table[(table.year == year) & table["rank"].notna()].sort_values("rank", kind="stable")
    names = evaluation.evidence.regions.set_index("region_code").short_name
    texts = [
        words()["region_score"].format(region=names[code], score=f"{score:.2f}")
        for code, score in zip(known.region_code, known.composite, strict=True)
    ]
    join = words()["list_stop"].join
    if len(texts) <= 2 * NAMED_REGIONS:
        return words()["finding_few"].format(year=year, first=join(texts))
    return words()["finding_ranks"].format(
        year=year, first=join(texts[:NAMED_REGIONS]), last=join(texts[-NAMED_REGIONS:])
    )


def _zones(evaluation: Evaluation, year: int) -> str:
    profiles = evaluation.zone_profiles
    zones = profiles[(profiles.kind == "zone") & (profiles.year == year)]
    labels = words()["list_stop"].join(zones.zone_label)
    zoning = zoning_text(evaluation, year)
    return words()["finding_zones"].format(zoning=zoning, zones=labels) if labels else zoning


def _lags(evaluation: Evaluation, year: int) -> str:
    lags = evaluation.matching.lag_type[evaluation.matching.year == year]
    names = [label("lag", code) for code in palette.LAG_COLOURS]
    ordered = pd.Categorical(lags[lags.isin(names)], names)
    counts = pd.Series(ordered).value_counts(sort=False)
    parts = [
        words()["class_size"].format(name=name, regions=count)
        for name, count in counts.items()
        if count
    ]
    return words()["finding_lag"].format(lags=words()["list_stop"].join(parts))
