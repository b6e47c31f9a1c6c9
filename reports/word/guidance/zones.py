"""The sheet of one zone (分类指导): what it is like, what is advised, what the data cannot bear."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from layout.catalogue_parts import ZonePart, by_direction, of_zone, place_among
from layout.evaluation import Evaluation
from layout.indicators import DIMENSIONS
from layout.labels import label
from reports import results
from reports.word.grid import Column
from reports.word.guidance import items
from reports.word.guidance.closing import opinion, reading
from reports.word.guidance.items import Names
from reports.word.outline import Outline
from reports.word.wording import fixed, percent, span, whole, words

LEVELS = ("composite", *(f"u_{dimension}" for dimension in DIMENSIONS))
COORDINATION = "coordination"

ROWS_PER_MEMBER = 5
"""Rows of the catalogue printed of every member, those of the first priority."""

UNDECIDED = "undecided"
"""Reason of the table of what is not listed: figures lack."""


def write_zone(evaluation: Evaluation, zone: ZonePart, paper: Outline, path: Path) -> None:
    """Write the sheet of one zone into an empty `paper`."""
    settings, year = evaluation.study.settings, results.last_year(evaluation)
    title = paper.texts(f"zone_title_{zone.kind}", zone=zone.name)
    below = paper.texts("brief_below", title=settings.title, year=year, day=settings.release)
    paper.title(title, below)
    table = results.regions(evaluation, year)
    members = table[table.region_code.isin(zone.codes)]
    paper.chapter("chapter_profile")
    _profile(paper, evaluation, zone)
    _levels(paper, evaluation, zone)
    _members(paper, members)
    _types(paper, evaluation, members)
    _rows(paper, evaluation, zone, members)
    paper.chapter("chapter_not_supported")
    paper.points(list(_unsupported(paper, evaluation, zone, members)))
    reading(paper, evaluation)
    opinion(paper, "opinion_zone")
    paper.save(path, title, settings.title, settings.release)


def _profile(paper: Outline, evaluation: Evaluation, zone: ZonePart) -> None:
    """Members, weight, most frequent lag and how firm the zone is, in sentences."""
    row, name = zone.profile, _name(paper, zone)
    told = paper.texts("zone_members", zone=name, regions=row["regions"], members=row["members"])
    shares = [
        paper.texts("zone_share", name=label("dimension", d), share=fixed(row[f"share_{d}_pct"], 1))
        for d in DIMENSIONS
        if not results.missing(row[f"share_{d}_pct"])
    ]
    if shares:
        told += paper.texts("zone_shares", shares=paper.texts.join(shares))
    if not results.missing(row["lag_type"]):
        told += paper.texts("zone_lag", lag=row["lag_type"], regions=whole(row["lag_regions"]))
    if not results.missing(row["kept"]):
        told += paper.texts(
            "zone_kept",
            kept=percent(row["kept"]),
            weakest=row["weakest_region"],
            share=percent(row["weakest_kept"]),
        )
    paper.text(told)
    every = results.profiles(evaluation, results.last_year(evaluation), zone.kind)
    places = {one: place_among(every, zone.name, one) for one in (*LEVELS, COORDINATION)}
    told_places = [
        paper.texts("zone_place", name=_quantity(one), place=place)
        for one, place in places.items()
        if place
    ]
    if len(every) > 1 and told_places:
        paper.say("zone_places", zones=len(every), places=paper.texts.join(told_places))


def _name(paper: Outline, zone: ZonePart) -> str:
    return paper.texts(f"zone_name_{zone.kind}", zone=zone.name)


def _quantity(name: str) -> str:
    dimension = name.removeprefix("u_")
    kind = "dimension" if name in LEVELS and name != "composite" else "metric"
    return label(kind, dimension)


def _levels(paper: Outline, evaluation: Evaluation, zone: ZonePart) -> None:
    """Means of the zone beside those of the other zones and of all regions."""
    year = results.last_year(evaluation)
    every = results.profiles(evaluation, year, zone.kind)
    own, others = every[every.zone == zone.name], every[every.zone != zone.name]
    shown = *LEVELS, COORDINATION
    columns = [
        Column(paper.texts(f"column_{zone.kind}"), 26),
        Column(paper.texts("column_regions"), 14),
        *(Column(_quantity(one), 17) for one in shown),
    ]
    cells = [
        [
            row["zone"] if n else paper.texts("this_zone", zone=row["zone"]),
            whole(row["regions"]),
            *(fixed(row[one]) for one in shown),
        ]
        for n, row in enumerate(pd.concat([own, others]).to_dict("records"))
    ]
    means = results.rows(results.table(evaluation, "study_means"), year=year)
    mean = dict(zip(means.get("quantity", []), means.get("mean", []), strict=True))
    if mean:
        every_region = [fixed(mean.get(one.removeprefix("u_"))) for one in shown]
        count = str(len(evaluation.evidence.regions))
        cells.append([paper.texts("all_regions"), count, *every_region])
    paper.table("table_zone_levels", columns, cells)
    for row in own.to_dict("records"):
        if not results.missing(row["remark_label"]):
            paper.note(paper.texts("brief_note", text=row["remark_label"]))


def _members(paper: Outline, members: pd.DataFrame) -> None:
    """Score, matching, type and firmness of every member."""
    drawn = results.column(members, "kept").notna().any()
    columns = [
        Column(paper.texts("column_region"), 22),
        Column(paper.texts("column_composite"), 15),
        Column(paper.texts("column_rank_interval"), 16),
        Column(paper.texts("column_d"), 15),
        Column(paper.texts("column_lag_relative"), 26),
        Column(paper.texts("column_zone"), 14),
        Column(paper.texts("column_type"), 26),
        *([Column(paper.texts("column_kept"), 22)] if drawn else []),
    ]
    cells = [
        [
            row["region_name"],
            fixed(row["score"]),
            span(row["rank_low"], row["rank_high"], 0),
            fixed(row["coordination"]),
            words(row["lag_type_relative"]),
            words(row["zone"], "no_zone"),
            words(row["zone_type"], "no_type"),
            *([percent(row["kept"])] if drawn else []),
        ]
        for row in members.to_dict("records")
    ]
    paper.table("table_zone_members", columns, cells)


def _types(paper: Outline, evaluation: Evaluation, members: pd.DataFrame) -> None:
    """What the types of the members call for."""
    paper.chapter("chapter_types")
    given = [t for t in evaluation.study.types if (members.zone_type == t.label_zh).any()]
    if not given:
        paper.say("no_types")
        return
    paper.say("types_reading")
    columns = [
        Column(paper.texts("column_type"), 26),
        Column(paper.texts("column_members"), 50, "left"),
        Column(paper.texts("column_guidance"), 80, "left"),
    ]
    cells = [
        [
            one.label_zh,
            paper.texts.join(list(members.region_name[members.zone_type == one.label_zh])),
            words(one.guidance, "nothing"),
        ]
        for one in given
    ]
    paper.table("table_zone_types", columns, cells)


def _rows(paper: Outline, evaluation: Evaluation, zone: ZonePart, members: pd.DataFrame) -> None:
    """Rows of the catalogue by member, direction and department, and the first of every member."""
    own = items.ordered(of_zone(evaluation.catalogue, zone))
    paper.chapter("chapter_zone_rows")
    if own.empty:
        paper.say("zone_no_rows", zone=_name(paper, zone))
        return
    settings = evaluation.study.settings.catalogue
    paper.say(
        "zone_rows",
        rows=len(own),
        version=settings.version,
        valid_from=settings.valid_from,
        valid_to=settings.valid_to,
        review_date=settings.review_date,
    )
    _counts(paper, own, "region_name", list(members.region_name), "table_rows_by_region")
    leads = list(own.lead_department.value_counts(sort=False).index)
    _counts(paper, own, "lead_department", leads, "table_rows_by_department")
    first = own[own.groupby("region_code").cumcount() < ROWS_PER_MEMBER]
    items.print_items(paper, "table_zone_items", first, Names.of(evaluation), leader=True)
    if len(first) < len(own):
        paper.note(paper.texts("zone_more", shown=ROWS_PER_MEMBER, rows=len(own)))


def _counts(paper: Outline, own: pd.DataFrame, key: str, order: list[str], caption: str) -> None:
    """Number of rows by a column and by direction."""
    counts = by_direction(own, key, order)
    directions = [name for name in counts.columns if name not in (key, "total")]
    heads = {"region_name": "column_region", "lead_department": "column_lead"}
    columns = [
        Column(paper.texts(heads[key]), 30),
        *(Column(direction, 20) for direction in directions),
        Column(paper.texts("column_total"), 16),
    ]
    cells = [
        [row[key], *(whole(row[name]) for name in (*directions, "total"))]
        for row in counts.to_dict("records")
    ]
    paper.table(caption, columns, cells)


def _unsupported(
    paper: Outline, evaluation: Evaluation, zone: ZonePart, members: pd.DataFrame
) -> Iterator[str]:
    """What the sheet must not be read to say, each with the members that it concerns."""
    yield paper.texts(f"unsupported_{zone.kind}")
    for row in members[results.column(members, "weak") == 1].to_dict("records"):
        yield paper.texts(
            "unsupported_weak",
            region=row["region_name"],
            zone=row["zone"],
            kept=percent(row["kept"]),
            other=words(row.get("alternative_zone"), "no_zone"),
        )
    for column, key in (("score", "unsupported_no_score"), ("zone_type", "unsupported_no_type")):
        names = [r["region_name"] for r in members.to_dict("records") if results.missing(r[column])]
        if names:
            yield paper.texts(key, regions=paper.texts.join(names))
    own = of_zone(evaluation.catalogue, zone)
    without = members.region_name[~members.region_code.isin(own.region_code)]
    if len(without):
        yield paper.texts("unsupported_no_rows", regions=paper.texts.join(list(without)))
    yield from _undecided(paper, evaluation, zone)
    for one in evaluation.study.types:
        if one.limits and (members.zone_type == one.label_zh).any():
            yield paper.texts("unsupported_type", type=one.label_zh, limits=one.limits)


def _undecided(paper: Outline, evaluation: Evaluation, zone: ZonePart) -> Iterator[str]:
    """Rules that could not be decided of members for want of figures."""
    table = results.rows(results.table(evaluation, "catalogue_not_listed"), reason=UNDECIDED)
    table = table[results.column(table, "region_code").isin(zone.codes)]
    alike: dict[tuple[str, ...], list[str]] = {}
    for rule, own in table.groupby("rule_id"):
        alike.setdefault(tuple(own.region_name), []).append(str(rule))
    for regions, rules in alike.items():
        every = len(regions) == len(zone.codes)
        names = paper.texts("every_member") if every else paper.texts.join(list(regions))
        yield paper.texts("unsupported_rule", rule=paper.texts.join(rules), regions=names)
