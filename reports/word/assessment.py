"""区域知识产权布局评价报告: scores, matching, zones, obstacles, catalogue, regions, reliability."""

from collections.abc import Hashable
from pathlib import Path
from typing import Any

import pandas as pd

from layout.catalogue_parts import by_department
from layout.evaluation import Evaluation
from layout.indicators import DIMENSIONS
from layout.labels import label
from layout.shortlist import resource
from reports import overview, results
from reports.page import zoning_text
from reports.word import parts, regions
from reports.word.grid import Column
from reports.word.outline import Outline, sentence
from reports.word.parts import Pictures
from reports.word.wording import fixed, percent, span, whole, words

REGIONS_TOLD = 60
"""Regions with a paragraph of their own; of a larger study it would be a book."""

WIDTHS = {"ip": 18.0, "innovation": 13.0, "industry": 13.0}
"""Of the columns of the dimensions, in mm: room for their names in one line."""

CATALOGUE_ROWS = 3
"""Rows of the catalogue printed of every region, those of the first priority."""

LEVELS = tuple(f"u_{dimension}" for dimension in DIMENSIONS)


def write_assessment(
    evaluation: Evaluation, pictures: Pictures, paper: Outline, path: Path
) -> None:
    """Write the report on the evaluation of the layout into an empty `paper`."""
    settings = evaluation.study.settings
    title = paper.texts("assessment_title", area=settings.area)
    paper.title(title, paper.texts("below_title", title=settings.title, day=settings.release))
    paper.chapter("chapter_points")
    paper.points(overview.findings(evaluation))
    parts.limits(paper, evaluation)
    paper.new_page()
    _basis(paper, evaluation)
    _results(paper, evaluation, pictures)
    _matching(paper, evaluation, pictures)
    _zones(paper, evaluation, pictures)
    found = regions.findings(evaluation, paper.texts)
    _obstacles(paper, found)
    _catalogue(paper, evaluation)
    _change(paper, evaluation, found, pictures)
    _reliability(paper, evaluation)
    _regions(paper, found)
    parts.warnings(paper, evaluation)
    parts.remarks(paper, evaluation, "index", "matching", "dynamics", "zones", "catalogue", "map")
    parts.sources(paper, evaluation)
    paper.save(path, title, settings.title, settings.release)


def _basis(paper: Outline, evaluation: Evaluation) -> None:
    """What was evaluated and how."""
    settings = evaluation.study.settings
    paper.chapter("chapter_scope")
    parts.scope(paper, evaluation)
    paper.chapter("chapter_method")
    means = dict.fromkeys(settings.index.aggregation_of(d) for d in DIMENSIONS)
    paper.say(
        "method_index",
        normalisation=label("normalisation", settings.index.normalisation),
        weighting=label("method", settings.index.weighting),
        aggregation=paper.texts.join([label("aggregation", mean) for mean in means]),
        composite=label("aggregation", settings.index.composite),
    )
    paper.say(
        "method_matching",
        form=label("form", settings.matching.form),
        threshold=percent(settings.matching.lag_threshold),
    )
    paper.say("method_zones", zoning=zoning_text(evaluation, settings.years[-1]))
    parts.indicator_table(paper, evaluation)


def _results(paper: Outline, evaluation: Evaluation, pictures: Pictures) -> None:
    """Ranking of the composite."""
    paper.chapter("chapter_results")
    paper.say("results_reading")
    columns = [
        Column(paper.texts("column_rank"), 10),
        Column(paper.texts("column_region"), 24),
        Column(paper.texts("column_composite"), 18),
        Column(paper.texts("column_score_interval"), 25),
        Column(paper.texts("column_rank_interval"), 18),
        *(Column(label("dimension", d), width) for d, width in WIDTHS.items()),
        Column(paper.texts("column_oldest"), 18),
    ]
    table = results.regions(evaluation, results.last_year(evaluation))
    rows = [
        [
            whole(row["rank"]),
            row["region_name"],
            fixed(row["score"]),
            span(row["score_low"], row["score_high"], 3),
            span(row["rank_low"], row["rank_high"], 0),
            *(fixed(row[level]) for level in LEVELS),
            whole(row["oldest_figure"]),
        ]
        for row in table.to_dict("records")
    ]
    paper.table("table_ranking", columns, rows)
    paper.figure(pictures.get("map_composite"))
    paper.figure(pictures.get("ranking"))


def _matching(paper: Outline, evaluation: Evaluation, pictures: Pictures) -> None:
    """How well the three resources match."""
    paper.chapter("chapter_matching")
    paper.say("matching_reading")
    columns = [
        Column(paper.texts("column_region"), 20),
        Column(paper.texts("column_c"), 13.5),
        Column(paper.texts("column_t"), 13.5),
        Column(paper.texts("column_d"), 13.5),
        Column(paper.texts("column_d_rank"), 10),
        Column(paper.texts("column_d_interval"), 19),
        Column(paper.texts("column_grade"), 17.5),
        Column(paper.texts("column_lag"), 24.5),
        Column(paper.texts("column_lag_relative"), 24.5),
    ]
    table = results.regions(evaluation, results.last_year(evaluation))
    rows = [
        [
            row["region_name"],
            *(fixed(row[quantity]) for quantity in ("coupling", "development", "coordination")),
            whole(row["rank_coordination"]),
            span(row["d_low"], row["d_high"], 2),
            *(words(row[text]) for text in ("grade", "lag_type", "lag_type_relative")),
        ]
        for row in table.to_dict("records")
    ]
    paper.table("table_matching", columns, rows)
    for name in ("map_coordination", "map_lag", "matching"):
        paper.figure(pictures.get(name))


def _zones(paper: Outline, evaluation: Evaluation, pictures: Pictures) -> None:
    """Functional zones, what they are like, and how firmly regions belong to them."""
    year = results.last_year(evaluation)
    paper.chapter("chapter_zones")
    paper.text(sentence(zoning_text(evaluation, year)))
    _profiles(paper, evaluation, "zone")
    paper.figure(pictures.get("map_zones"))
    paper.figure(pictures.get("zone_levels"))
    for row in results.profiles(evaluation, year).to_dict("records"):
        _zone(paper, row)
    _membership(paper, results.regions(evaluation, year))
    for kind in ("type", "reference", "overlay"):
        _profiles(paper, evaluation, kind)


def _profiles(paper: Outline, evaluation: Evaluation, kind: str) -> None:
    """Mean levels and members of the zones of one kind; nothing where there are none."""
    found = results.profiles(evaluation, results.last_year(evaluation), kind)
    if found.empty:
        return
    columns = [
        Column(paper.texts(f"column_{kind}"), 14 if kind == "zone" else 26),
        Column(paper.texts("column_regions"), 13.5),
        Column(paper.texts("column_composite"), 18),
        *(Column(label("dimension", d), width) for d, width in WIDTHS.items()),
        Column(paper.texts("column_members"), 67 if kind == "zone" else 55, "left"),
    ]
    rows = []
    for row in found.to_dict("records"):
        members = words(row["members"], "nothing")
        if not results.missing(row["remark_label"]):
            members = paper.texts("members_remark", members=members, remark=row["remark_label"])
        rows.append(
            [
                row["zone"] if kind == "zone" else row["zone_label"],
                whole(row["regions"]),
                *(fixed(row[quantity]) for quantity in ("composite", *LEVELS)),
                members,
            ]
        )
    paper.table(f"table_profiles_{kind}", columns, rows)


def _zone(paper: Outline, row: dict[Hashable, Any]) -> None:
    """What one zone is like, in a sentence."""
    levels = {d: row[f"u_{d}"] for d in DIMENSIONS}
    known = {d: value for d, value in levels.items() if not results.missing(value)}
    if not known:
        paper.say("zone_no_level", zone=row["zone"], members=row["members"])
        return
    order = sorted(known, key=lambda dimension: float(known[dimension]))
    paper.say(
        "zone_finding",
        zone=row["zone"],
        members=row["members"],
        composite=fixed(row["composite"]),
        high=label("dimension", order[-1]),
        high_score=fixed(known[order[-1]]),
        low=label("dimension", order[0]),
        low_score=fixed(known[order[0]]),
    )


def _membership(paper: Outline, table: pd.DataFrame) -> None:
    """Zone and type of every region, with how often the draws confirm them where drawn."""
    shares = {"kept": "column_kept", "type_probability": "column_type_share"}
    shown = {
        name: text for name, text in shares.items() if results.column(table, name).notna().any()
    }
    columns = [
        Column(paper.texts("column_region"), 1.4),
        Column(paper.texts("column_zone"), 0.7),
        *([Column(paper.texts("column_kept"), 1.1)] if "kept" in shown else []),
        Column(paper.texts("column_type"), 1.4),
        *([Column(paper.texts("column_type_share"), 1.1)] if "type_probability" in shown else []),
        Column(paper.texts("column_reference"), 1.1),
    ]
    rows = []
    for row in table.to_dict("records"):
        cells = [row["region_name"], words(row["zone"], "no_zone")]
        cells += [percent(row["kept"])] if "kept" in shown else []
        cells.append(words(row["zone_type"], "no_type"))
        cells += [percent(row["type_probability"])] if "type_probability" in shown else []
        rows.append([*cells, words(row["reference_zone"], "no_reference")])
    paper.table("table_membership", columns, rows)


def _obstacles(paper: Outline, found: regions.Findings) -> None:
    """The three indicators that cost every region most."""
    paper.chapter("chapter_obstacles")
    if not found.obstacles:
        paper.say("no_obstacles")
        return
    paper.say("obstacles_reading")
    columns = [
        Column(paper.texts("column_region"), 1.2),
        *(Column(paper.texts(f"column_obstacle_{n}"), 2.2, "left") for n in (1, 2, 3)),
    ]
    rows = []
    for code, name in zip(found.regions.region_code, found.regions.region_name, strict=True):
        named = found.obstacles.get(code, [])
        blank = [paper.texts("no_obstacle")] * (regions.OBSTACLES - len(named))
        rows.append([name, *named, *blank])
    paper.table("table_obstacles", columns, rows)


def _catalogue(paper: Outline, evaluation: Evaluation) -> None:
    """What departments have to do by number, and the first rows of every region."""
    rows = evaluation.catalogue
    paper.chapter("chapter_catalogue")
    if rows.empty:
        paper.say("no_catalogue")
        return
    settings = evaluation.study.settings.catalogue
    paper.say(
        "catalogue_reading",
        rows=len(rows),
        version=settings.version,
        valid_from=settings.valid_from,
        valid_to=settings.valid_to,
    )
    columns = [
        Column(paper.texts("column_department"), 2.0),
        Column(paper.texts("column_leads")),
        Column(paper.texts("column_takes_part")),
        Column(paper.texts("column_regions_concerned")),
    ]
    table = by_department(evaluation)
    cells = [
        [row["department"], *(whole(row[name]) for name in ("leads", "takes_part", "regions"))]
        for row in table[table.regions > 0].to_dict("records")
    ]
    paper.table("table_by_department", columns, cells)
    idle = list(table.department[table.regions == 0])
    if idle:
        paper.say("department_none", departments=paper.texts.join(idle))
    _first_rows(paper, rows)


def _first_rows(paper: Outline, rows: pd.DataFrame) -> None:
    """The rows of the first priority of every region; the sheets of the departments have all."""
    paper.say("catalogue_by_region", shown=CATALOGUE_ROWS)
    columns = [
        Column(paper.texts("column_region"), 1.2),
        Column(paper.texts("column_path"), 1.5),
        Column(paper.texts("column_resource"), 0.8),
        Column(paper.texts("column_tool"), 1.5),
        Column(paper.texts("column_reason"), 3.4, "left"),
        Column(paper.texts("column_lead"), 1.1),
        Column(paper.texts("column_confidence"), 0.9),
    ]
    order = rows.sort_values(["region_code", "priority"], kind="stable")
    first = order[order.groupby("region_code").cumcount() < CATALOGUE_ROWS]
    names = (
        "region_name",
        "path",
        "resource",
        "policy_tool",
        "reason",
        "lead_department",
        "confidence",
    )
    first = first.assign(resource=first.resource_type.map(resource))
    cells = [[words(row[name]) for name in names] for row in first.to_dict("records")]
    paper.table("table_catalogue_first", columns, cells)


def _regions(paper: Outline, found: regions.Findings) -> None:
    """A paragraph for every region, in the order of the ranking."""
    paper.appendix("chapter_regions")
    if len(found.regions) > REGIONS_TOLD:
        paper.say("regions_too_many", regions=len(found.regions))
        return
    for row in found.regions.to_dict("records"):
        paper.text(regions.paragraph(found, row))


def _change(
    paper: Outline, evaluation: Evaluation, found: regions.Findings, pictures: Pictures
) -> None:
    """Scores and ranks of the first year beside the last; nothing for one year."""
    if found.first_year is None:
        return
    years = evaluation.study.settings.years
    paper.chapter("chapter_change")
    paper.figure(pictures.get("trends"))
    columns = [
        Column(paper.texts("column_region"), 1.5),
        *(
            Column(paper.texts(key, year=year))
            for year in (years[0], years[-1])
            for key in ("column_composite_in", "column_rank_in", "column_d_in")
        ),
    ]
    earlier = found.first_year.set_index("region_code")
    rows = []
    for row in found.regions.to_dict("records"):
        before = earlier.loc[row["region_code"]]
        cells = [row["region_name"]]
        for one in (before, row):
            cells += [fixed(one["score"]), whole(one["rank"]), fixed(one["coordination"])]
        rows.append(cells)
    paper.table("table_change", columns, rows)


def _reliability(paper: Outline, evaluation: Evaluation) -> None:
    """What the ranks can bear, and what they would be under other settings."""
    year = results.last_year(evaluation)
    paper.chapter("chapter_reliability")
    paper.say("reliability_reading")
    told = results.told(evaluation, *parts.RELIABILITY, year=year)
    paper.points(told)
    scenarios = evaluation.scenarios
    if scenarios.empty:
        return
    titles = scenarios[["scenario", "title"]].drop_duplicates()
    wide = scenarios.pivot(index="region_code", columns="scenario", values="rank_composite")
    columns = [
        Column(paper.texts("column_region"), 1.5),
        Column(paper.texts("column_published")),
        *(Column(paper.texts("column_scenario", title=title)) for title in titles.title),
    ]
    rows = [
        [
            row["region_name"],
            whole(row["rank"]),
            *(whole(wide.loc[row["region_code"], name]) for name in titles.scenario),
        ]
        for row in results.regions(evaluation, year).to_dict("records")
    ]
    paper.table("table_scenarios", columns, rows)
