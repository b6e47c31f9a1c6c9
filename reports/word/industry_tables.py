"""Chapters of the report on industries: intensive ones, composites, the map, benchmarks, rows."""

import pandas as pd

from layout.evaluation import Evaluation
from layout.labels import label
from reports import results
from reports.word.grid import Column
from reports.word.listing import Shown, number, print_table, why_blank
from reports.word.outline import Outline, sentence
from reports.word.wording import percent, texts, words

LARGEST = 20
"""Industries in a table of the largest."""

COMPARED = 15
"""Industries in a table beside a benchmark."""

UNITS = {"value_added": "unit_money", "revenue": "unit_money", "employment": "unit_people"}
"""Measure of the economy → key of its unit."""

COMPOSITES = {"layout_quality": "quality", "layout_value": "value"}

SPATIAL = (
    Shown("column_industry", "industry_zh", 2.4, None, "left"),
    Shown("column_rights", "rights", 0.9, 0),
    Shown("column_economy", "economy", 1.1, 1),
    Shown("column_spatial_match", "spatial_match", 0.9, 2),
    Shown("column_leading_ip", "leading_ip", 2.6, None, "left"),
    Shown("column_leading_economy", "leading_economy", 2.6, None, "left"),
)
AUDIT = (
    Shown("column_part", "component_label", 2.6, None, "left"),
    Shown("column_mean", "mean", 1.0, 3),
    Shown("column_deviation", "standard_deviation", 1.0, 3),
    Shown("column_full", "goalpost_high", 1.1, 2),
    Shown("column_weight", "weight", 1.0, 3),
    Shown("column_correlation", "correlation", 1.3, 2),
    Shown("column_correlation_rest", "correlation_with_rest", 1.3, 2),
    Shown("column_note", "remark_label", 1.8, None, "left"),
)


def unit(basis: str) -> str:
    """Unit in which the economy of an industry is told; blank where there is no economy."""
    return texts()(UNITS[basis]) if basis in UNITS else ""


def _last(evaluation: Evaluation, name: str) -> pd.DataFrame:
    return results.rows(results.table(evaluation, name), year=results.last_year(evaluation))


def intensive(paper: Outline, evaluation: Evaluation) -> None:
    """Industries that use intellectual property intensively, and their share of the economy."""
    shares = _last(evaluation, "industry_intensive_share")
    members = results.table(evaluation, "industry_intensive")
    if shares.empty and members.empty:
        return
    paper.chapter("chapter_intensive")
    codes = "intensive_measured", "intensive_definitions", "intensive_not_value_added"
    for text in results.told(evaluation, *codes):
        paper.text(sentence(text))
    if len(members):
        _members(paper, members)
    if len(shares):
        _shares(paper, evaluation, shares)


def _members(paper: Outline, members: pd.DataFrame) -> None:
    """Which industries reach the threshold of each type of right."""
    columns = [
        Column(paper.texts("column_right_type"), 1.2),
        Column(paper.texts("column_threshold"), 1.0),
        Column(paper.texts("column_number"), 0.7),
        Column(paper.texts("column_members"), 6.0, "left"),
    ]
    rows = []
    for _, own in members.groupby("right_type", sort=False):
        names = list(own.industry_zh[own.member == 1])
        rows.append(
            [
                own.right_type_label.iloc[0],
                number(own.threshold.iloc[0], 2),
                str(len(names)),
                words(paper.texts.join(names), "no_obstacle"),
            ]
        )
    every = members.drop_duplicates("industry")
    official = list(every.industry_zh[(every.on_official_list == 1).fillna(False)])
    if official:
        name = label("intensive_definition", "official")
        rows.append([name, paper.texts("nothing"), str(len(official)), paper.texts.join(official)])
    head = members.iloc[0]
    paper.table("table_intensive", columns, rows, first=head.first_year, last=head.last_year)


def _shares(paper: Outline, evaluation: Evaluation, shares: pd.DataFrame) -> None:
    """Share of each set of industries in the economy of every region."""
    whole, regions = shares[shares.region_code == ""], shares[shares.region_code != ""]
    labels = dict(zip(shares.definition, shares.definition_label, strict=True))
    columns = [Column(paper.texts("column_region"), 1.4)]
    for definition in labels.values():
        columns.append(Column(paper.texts("column_set_share", definition=definition), 1.2))
        columns.append(Column(paper.texts("column_set_jobs", definition=definition), 1.2))
    rows = []
    ordered = pd.concat([whole, regions])
    for (_, name), own in ordered.groupby(["region_code", "region_name"], sort=False):
        by_set = own.set_index("definition")
        told = (
            number(by_set[column].get(one), 1)
            for one in labels
            for column in ("share_pct", "employment_share_pct")
        )
        rows.append([str(name), *told])
    basis = label("industry_measure", shares.ec_basis.iloc[0])
    year = results.last_year(evaluation)
    paper.table("table_intensive_shares", columns, rows, year=year, basis=basis)


def composites(paper: Outline, evaluation: Evaluation) -> None:
    """布局质量 and 布局价值 with their parts, and what they rest on."""
    tables = {name: _last(evaluation, name) for name in COMPOSITES}
    if all(table.empty for table in tables.values()):
        return
    paper.chapter("chapter_composites")
    year = results.last_year(evaluation)
    for name, table in tables.items():
        mean = COMPOSITES[name]
        paper.section("section_composite", name=label("layout_composite", mean))
        codes = "composite_not_formed", "composite_parts_left_out", f"composite_reading_{mean}"
        for text in _of_composite(evaluation, codes, label("layout_composite", mean)):
            paper.text(sentence(text))
        if len(table):
            _parts(paper, table, mean, year)
    audit = results.table(evaluation, "layout_quality_audit")
    for _, own in audit.groupby("composite", sort=False):
        name = own.composite_label.iloc[0]
        print_table(paper, "table_composite_audit", AUDIT, own, name=name)


def _of_composite(evaluation: Evaluation, codes: tuple[str, ...], name: str) -> list[str]:
    """Notes on one of the two composites, whose name they begin with."""
    return [text for text in results.told(evaluation, *codes) if text.startswith(name)]


def _parts(paper: Outline, table: pd.DataFrame, mean: str, year: int) -> None:
    """The composite, its rank and its parts, each in its own unit."""
    names = list(table.columns)
    own = names[names.index("parts") + 1 : names.index("remark")]
    own = [name for name in own if not name.startswith("scaled_") and table[name].notna().any()]
    name = label("layout_composite", mean)
    columns = [
        Column(paper.texts("column_region"), 1.4),
        Column(name),
        Column(paper.texts("column_rank"), 0.7),
        *(Column(_head(paper, part)) for part in own),
    ]
    rows = [
        [
            row["region_name"],
            number(row[mean], 3),
            number(row["rank"], 0),
            *(_part(part, row[part]) for part in own),
        ]
        for row in table.sort_values(["rank", "region_code"]).to_dict("records")
    ]
    paper.table("table_composite", columns, rows, year=year, name=name)
    why_blank(paper, table, ("part_missing", "not_told"))


PART_UNITS = {"pledge_per_invention": "unit_pledge", "deals_per_1000": "unit_deals"}
"""Parts that are no shares, with their unit."""


def _head(paper: Outline, part: str) -> str:
    name = label("layout_part", part)
    if part not in PART_UNITS:
        return name
    return paper.texts("part_in_unit", part=name, unit=paper.texts(PART_UNITS[part]))


def _part(part: str, value: float) -> str:
    if part in PART_UNITS:
        return number(value, 2)
    return texts()("nothing") if results.missing(value) else percent(value)


def spatial(paper: Outline, evaluation: Evaluation) -> None:
    """The largest industries over the map: whether rights and economy lie in the same regions."""
    found = _last(evaluation, "industry_spatial")
    if found.empty:
        return
    paper.chapter("chapter_industry_map")
    paper.say("industry_map_reading")
    first = largest(found, LARGEST)
    head = found.iloc[0]
    ip, ec = (label("industry_measure", b) if b else "" for b in (head.ip_basis, head.ec_basis))
    measured = {"ip": ip, "ec": ec, "unit": unit(head.ec_basis)}
    year = results.last_year(evaluation)
    print_table(paper, "table_spatial", SPATIAL, first, year=year, **measured)
    if len(found) > len(first):
        paper.note(paper.texts("note_spatial", shown=len(first), rows=len(found)))


def largest(spatial_rows: pd.DataFrame, most: int) -> pd.DataFrame:
    """Industries of one year with the largest economy, by rights where no economy is known."""
    by = "economy" if (spatial_rows.economy > 0).any() else "rights"
    ordered = spatial_rows[spatial_rows[by] > 0].sort_values(
        [by, "industry"], ascending=[False, True], kind="stable"
    )
    return ordered.head(most)


def benchmarks(paper: Outline, evaluation: Evaluation) -> None:
    """The study area beside each benchmark, measure by measure."""
    found = _last(evaluation, "industry_benchmarks")
    if found.empty:
        return
    paper.chapter("chapter_benchmarks")
    paper.say("benchmarks_reading")
    for (_, name), rows in found.groupby(["benchmark", "benchmark_zh"], sort=False):
        paper.section("section_benchmark", name=name)
        paper.note(paper.texts("note_source", source=paper.texts.join(list(rows.source.unique()))))
        for _, own in rows.groupby("measure", sort=False):
            _benchmark(paper, own)


def _benchmark(paper: Outline, rows: pd.DataFrame) -> None:
    """One measure: the industries with the largest share in the study area."""
    head = rows.iloc[0]
    if rows.share_study_pct.isna().all():
        paper.say("benchmark_undefined", measure=head.measure_label)
        return
    shown = [
        Shown("column_industry", "industry_zh", 2.4, None, "left"),
        Shown("column_study_pct", "share_study_pct", 1.0, 1),
        Shown("column_benchmark_pct", "share_benchmark_pct", 1.0, 1),
        Shown("column_quotient", "quotient", 0.8, 2),
    ]
    if rows.per_value_added_study.notna().any():
        shown += [
            Shown("column_rate_study", "per_value_added_study", 1.2, 2),
            Shown("column_rate_benchmark", "per_value_added_benchmark", 1.2, 2),
        ]
    keys = ["share_study_pct", "industry"]
    first = rows.sort_values(keys, ascending=[False, True]).head(COMPARED)
    print_table(
        paper, "table_benchmark", shown, first,
        measure=head.measure_label, year=head.year, used=head.benchmark_year,
        shown=len(first), rows=len(rows),
    )  # fmt: skip


def catalogue(paper: Outline, evaluation: Evaluation) -> None:
    """Rows of the catalogue by industry, and why the other industries have none."""
    every = evaluation.catalogue
    own = every[every.industry_code.fillna("") != ""] if len(every) else every
    left = results.table(evaluation, "industry_not_listed")
    if own.empty and left.empty:
        return
    paper.chapter("chapter_industry_catalogue")
    if own.empty:
        paper.say("no_industry_rows")
    else:
        _by_industry(paper, evaluation, own)
    if len(left):
        counts = left.reason_label.value_counts()
        told = [
            paper.texts("reason_size", reason=reason, number=counts[reason])
            for reason in counts.index
        ]
        paper.say("not_listed", cells=len(left), reasons=paper.texts.join(told))


def _by_industry(paper: Outline, evaluation: Evaluation, rows: pd.DataFrame) -> None:
    """Regions to which the catalogue gives each direction, industry by industry."""
    settings = evaluation.study.settings.catalogue
    paper.say("industry_catalogue_reading", rows=len(rows), version=settings.version)
    panel = results.table(evaluation, "industry_specialisation")
    names = dict(zip(panel.industry, panel.industry_zh, strict=True))
    directions = list(rows.direction.value_counts().index)
    columns = [Column(paper.texts("column_industry"), 1.3, "left")]
    columns += [Column(direction, 1.0, "left") for direction in directions]
    cells = []
    for code, own in rows.groupby("industry_code", sort=True):
        told = [list(dict.fromkeys(own.region_name[own.direction == one])) for one in directions]
        blank = paper.texts("nothing")
        line = [paper.texts.join(regions) if regions else blank for regions in told]
        cells.append([names.get(code, str(code)), *line])
    paper.table("table_industry_catalogue", columns, cells)
