"""The sheet of one department: what it leads, what it takes part in, its duties, its opinion."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from layout.catalogue_parts import LEAD, PARTICIPATES, by_direction, of_department
from layout.evaluation import Evaluation
from layout.guidance import OVERLAY
from layout.labels import label
from layout.rules import Department
from layout.shortlist import COMMERCE, PLACES, shortlist
from reports import results
from reports.word.grid import Column
from reports.word.guidance import items, tasks
from reports.word.guidance.closing import opinion, reading
from reports.word.guidance.items import Names
from reports.word.listing import number
from reports.word.outline import Outline, chinese
from reports.word.wording import decimals_of, whole, words


@dataclass(frozen=True)
class Sheet:
    """What the sheet of a department is made from; none of the tables need have rows.

    Attributes
    ----------
    leads, takes_part
        Rows of the catalogue, region by region.
    wanted
        The shortlist of what is sought elsewhere: of the department of commerce alone.
    duties, plan
        The department's duties and the tasks of the plan that name it.
    """

    department: Department
    leads: pd.DataFrame
    takes_part: pd.DataFrame
    wanted: pd.DataFrame
    duties: pd.DataFrame
    plan: pd.DataFrame


def sheets(evaluation: Evaluation) -> list[Sheet]:
    """Sheets of the departments that have anything to do, in the order of the register."""
    names = Names.of(evaluation)
    departments = evaluation.study.departments
    wanted = shortlist(evaluation.catalogue, names.industries, names.metrics, departments)
    found = []
    for one in departments.values():
        rows = items.ordered(of_department(evaluation.catalogue, one))
        sheet = Sheet(
            one,
            rows[rows.role == label("catalogue_role", LEAD)],
            rows[rows.role == label("catalogue_role", PARTICIPATES)],
            wanted if one.code == COMMERCE else wanted.iloc[:0],
            tasks.duties_of(evaluation, one),
            tasks.plan_of(evaluation, one),
        )
        if any(len(t) for t in (rows, sheet.wanted, sheet.duties, sheet.plan)):
            found.append(sheet)
    return found


def write_department(evaluation: Evaluation, sheet: Sheet, paper: Outline, path: Path) -> None:
    """Write the sheet of one department into an empty `paper`."""
    settings, names = evaluation.study.settings, Names.of(evaluation)
    title = paper.texts("department_title", department=sheet.department.label_zh)
    year = results.last_year(evaluation)
    below = paper.texts("brief_below", title=settings.title, year=year, day=settings.release)
    paper.title(title, below)
    _overview(paper, evaluation, sheet)
    if len(sheet.leads):
        paper.chapter("chapter_leads")
        paper.say("items_reading")
        items.print_items(paper, "table_leads", sheet.leads, names)
        items.print_sources(paper, "table_sources_of_items", sheet.leads, names)
    if len(sheet.takes_part):
        paper.chapter("chapter_takes_part")
        items.print_items(paper, "table_takes_part", sheet.takes_part, names, leader=True)
    if len(sheet.wanted):
        _wanted(paper, sheet)
    tasks.print_duties(paper, evaluation, sheet.duties)
    tasks.print_plan(paper, sheet.plan)
    own = pd.concat([sheet.leads, sheet.takes_part])
    if len(own):
        paper.chapter("chapter_bases")
        items.print_bases(paper, own)
    reading(paper, evaluation)
    opinion(paper, "opinion_department")
    paper.save(path, title, settings.title, settings.release)


def _overview(paper: Outline, evaluation: Evaluation, sheet: Sheet) -> None:
    """How many rows, where and of what kind; until when they hold."""
    catalogue = evaluation.study.settings.catalogue
    paper.chapter("chapter_overview")
    own = pd.concat([sheet.leads, sheet.takes_part])
    about = {
        "department": sheet.department.label_zh,
        "version": catalogue.version,
        "valid_from": catalogue.valid_from,
        "valid_to": catalogue.valid_to,
        "review_date": catalogue.review_date,
    }
    if own.empty:
        paper.say("department_no_rows", **about)
        return
    paper.say(
        "department_points",
        leads=len(sheet.leads),
        takes_part=len(sheet.takes_part),
        regions=own.region_code.nunique(),
        **about,
    )
    _key_figures(paper, own)


def _key_figures(paper: Outline, own: pd.DataFrame) -> None:
    """Rows by role, zone and direction."""
    none = own.layer.map({OVERLAY: paper.texts("column_overlay")}).fillna(paper.texts("no_zone"))
    own = own.assign(zone=own.zone.where(own.zone.fillna("") != "", none))
    zones = sorted(own.zone.unique(), key=lambda zone: (len(zone), zone))
    overall = by_direction(own, "role", list(dict.fromkeys(own.role)))
    directions = [c for c in overall.columns if c not in ("role", "total")]
    columns = [
        Column(paper.texts("column_role"), 16),
        Column(paper.texts("column_zone"), 24),
        *(Column(direction, 18) for direction in directions),
        Column(paper.texts("column_total"), 14),
    ]
    cells = []
    for row in overall.to_dict("records"):
        every = [whole(row[name]) for name in (*directions, "total")]
        cells.append([row["role"], paper.texts("all_zones"), *every])
        of_role = by_direction(own[own.role == row["role"]], "zone", zones)
        of_role = of_role.reindex(columns=["zone", *directions, "total"], fill_value=0)
        cells += [
            [row["role"], line["zone"], *(whole(line[name]) for name in (*directions, "total"))]
            for line in of_role.to_dict("records")
            if line["total"]
        ]
    paper.table("table_key_figures", columns, cells)


def _wanted(paper: Outline, sheet: Sheet) -> None:
    """The shortlist of what regions look for elsewhere."""
    rows = sheet.wanted
    unnamed = int(((rows.commerce_role == "") & (rows.city_role == "")).sum())
    paper.chapter("chapter_shortlist")
    paper.say("shortlist_reading", rows=len(rows))
    if unnamed:
        paper.say("shortlist_unnamed", unnamed=unnamed)
    industries = bool((rows.industry_code != "").any())
    places = [f"source_{place}" for place in PLACES]
    shown = items.known_places(rows, places)
    columns = items.fitted(
        [
            Column(paper.texts("column_item_region"), 20),
            *([Column(paper.texts("column_industry"), 17)] if industries else []),
            Column(paper.texts("column_wanted"), 26, "left"),
            Column(paper.texts("column_gap_words"), 24, "left"),
            *(Column(paper.texts(f"column_{place}"), 34, "left") for place in shown),
            Column(paper.texts("column_lead"), 14),
        ]
    )
    for n, piece in enumerate(items.pieces(rows)):
        cells = [
            [
                items.where(paper, row),
                *([words(row["industry_label"], "all_industries")] if industries else []),
                paper.texts(
                    "wanted", kind=row["kind_label"], resource=row["wanted"], path=row["path"]
                ),
                _gap(paper, row),
                *(words(row[place], "nothing") for place in shown),
                words(row["lead_department"], "nothing"),
            ]
            for row in piece.to_dict("records")
        ]
        part = paper.texts("part_more", number=chinese(n)) if n else ""
        paper.table("table_shortlist", columns, cells, part=part)
    items.tell_unknown(paper, rows, [place for place in places if place not in shown])


def _gap(paper: Outline, row: Mapping[Hashable, Any]) -> str:
    decimals = decimals_of(pd.Series([row["target_value"], row["gap_value"]], dtype=float))
    return paper.texts(
        "wanted_gap",
        metric=row["gap_label"],
        gap=items.unbroken(number(row["gap_value"], decimals)),
        target=items.unbroken(number(row["target_value"], decimals)),
    )
