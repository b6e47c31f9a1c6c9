"""Chapters of the report on resources from registers: amounts, quality, holders, classes."""

import pandas as pd

from layout.evaluation import Evaluation
from reports import results
from reports.word import survey_moves
from reports.word.grid import Column
from reports.word.listing import BY_SIZE, REGION, Shown, number, print_table, why_blank
from reports.word.outline import Outline
from reports.word.parts import Pictures
from reports.word.wording import years_of

YEARS_ABREAST = 5
"""Last evaluation years in one printed table."""

NAMED = 3
"""Regions named as leading."""

CLASSES_NAMED = 5
"""Classes of a region that a line of a printed table holds."""

PATENT, INVENTION, ALL = "patent", "invention", ""

LAYERS = ("whole", "reference", "region")
"""Sums first, then their parts: a table that is cut keeps the sums."""

AMOUNTS = (
    REGION,
    Shown("column_filed", "filed", 1.0, 0),
    Shown("column_granted", "granted", 1.0, 0),
    Shown("column_in_force", "in_force", 1.0, 0),
    Shown("column_share_pct", "share_pct", 0.9, 1),
    Shown("column_rank", "rank", 0.7, 0),
    Shown("column_growth_pct", "growth_pct", 1.1, 1),
    Shown("column_per_10k", "per_10k", 1.0, BY_SIZE),
    Shown("column_per_gdp", "per_gdp", 1.2, BY_SIZE),
)
AMOUNT_REMARKS = ("outside_span", "none_before", "none_in_area", "no_population", "no_gdp")

TYPE_COLUMNS = {
    "filed": "column_type_filed",
    "granted": "column_type_granted",
    "in_force": "column_type_in_force",
}
HIGH_VALUE = (
    REGION,
    Shown("column_inventions", "in_force", 0.9, 0),
    Shown("column_high_value", "high_value", 0.9, 0),
    Shown("column_high_value_pct", "high_value_pct", 0.9, 1),
    Shown("column_per_10k", "high_value_per_10k", 0.9, BY_SIZE),
    Shown("column_strategic", "strategic", 1.0, 0),
    Shown("column_overseas", "overseas", 0.9, 0),
    Shown("column_long_maintained", "long_maintained", 0.9, 0),
    Shown("column_pledged", "pledged", 0.9, 0),
    Shown("column_awarded", "awarded", 0.7, 0),
    Shown("column_in_several", "in_several", 1.0, 0),
)
AGES = (
    REGION,
    Shown("column_valid_share", "valid_share_pct", 1.2, 1),
    Shown("column_invention_share", "invention_share_pct", 1.2, 1),
    Shown("column_mean_age", "mean_age", 1.0, 1),
    Shown("column_median_age", "median_age", 1.0, 1),
    Shown("column_over_5", "over_5", 1.0, 0),
    Shown("column_over_5_pct", "over_5_pct", 1.0, 1),
    Shown("column_over_10", "over_10", 1.0, 0),
    Shown("column_over_10_pct", "over_10_pct", 1.0, 1),
)
HOLDERS = (
    REGION,
    Shown("column_holders", "holders", 1.0, 0),
    Shown("column_holder_records", "records", 1.2, 0),
    Shown("column_known_pct", "known_pct", 1.2, 1),
    Shown("column_hhi", "hhi", 1.0, 4),
    Shown("column_hhi_normalised", "hhi_normalised", 1.2, 4),
    Shown("column_cr5", "cr5_pct", 1.0, 1),
)


def points(paper: Outline, evaluation: Evaluation) -> list[str]:
    """What the report says first of the registers; nothing where there are none."""
    whole = results.rows(_last(evaluation, "survey_rights"), layer="whole", type=ALL)
    if whole.empty:
        return []
    first, others = whole.iloc[0], whole.iloc[1:]
    told = [_finding(paper, evaluation, first.kind), *_high_value(paper, evaluation)]
    amounts = [
        paper.texts("type_amount", type=kind, amount=number(count, 0))
        for kind, count in zip(others.kind_label, others.in_force, strict=True)
    ]
    if amounts:
        kinds = paper.texts.join(amounts)
        told.append(paper.texts("other_kinds", year=first.year, kinds=kinds))
    return told


def chapters(paper: Outline, evaluation: Evaluation, pictures: Pictures) -> None:
    """Every chapter that a study with registers has; an ordinary study has none of them."""
    if len(results.table(evaluation, "survey_rights")):
        _amounts(paper, evaluation, pictures)
        _quality(paper, evaluation, pictures)
        _holders(paper, evaluation)
        _classes(paper, evaluation)
    survey_moves.chapters(paper, evaluation)


def _last(evaluation: Evaluation, name: str) -> pd.DataFrame:
    """Rows of the last year, the whole study area first and its regions last."""
    found = results.rows(results.table(evaluation, name), year=results.last_year(evaluation))
    if found.empty:
        return found
    place = found.layer.map({layer: n for n, layer in enumerate(LAYERS)})
    return found.loc[place.sort_values(kind="stable").index]


def _amounts(paper: Outline, evaluation: Evaluation, pictures: Pictures) -> None:
    """Stock, flow, share, growth and density of every kind of right."""
    rights = _last(evaluation, "survey_rights")
    year = results.last_year(evaluation)
    paper.chapter("chapter_survey_amounts")
    paper.say("survey_reading", year=year)
    _by_year(paper, evaluation)
    for kind in dict.fromkeys(rights.kind):
        own = rights[(rights.kind == kind) & (rights.type == ALL)]
        words = {"kind": own.kind_label.iloc[0], "year": year}
        paper.section("section_kind", **words)
        paper.text(_finding(paper, evaluation, kind))
        print_table(paper, "table_survey_kind", AMOUNTS, own, **words)
        known = own[["population_year", "gdp_year"]].notna().any()
        if known.any():
            people, product = (years_of(own[c]) for c in ("population_year", "gdp_year"))
            paper.note(paper.texts("note_density", people=people, product=product))
        why_blank(paper, own, AMOUNT_REMARKS)
        _types(paper, rights[(rights.kind == kind) & (rights.type != ALL)], words)
        if kind == PATENT:
            paper.figure(pictures.get("map_patents"))
            paper.figure(pictures.get("map_patents_per_10k"))


def _by_year(paper: Outline, evaluation: Evaluation) -> None:
    """Stocks and filings of the whole study area, kind by kind, over the last years."""
    years = evaluation.study.settings.years[-YEARS_ABREAST:]
    every = results.rows(results.table(evaluation, "survey_rights"), layer="whole", type=ALL)
    columns = [Column(paper.texts("column_kind"), 1.6)]
    for key in ("column_in_force_in", "column_filed_in"):
        columns += [Column(paper.texts(key, year=year)) for year in years]
    rows = []
    for _, own in every.groupby("kind", sort=False):
        by_year = own.set_index("year")
        cells = [own.kind_label.iloc[0]]
        for name in ("in_force", "filed"):
            cells += [number(by_year[name].get(year), 0) for year in years]
        rows.append(cells)
    paper.table("table_survey_years", columns, rows)


def _finding(paper: Outline, evaluation: Evaluation, kind: str) -> str:
    """Stock, flow and the leading regions of one kind, in a sentence."""
    rights = results.rows(_last(evaluation, "survey_rights"), kind=kind, type=ALL)
    row = rights[rights.layer == "whole"].iloc[0]
    told = paper.texts(
        "kind_finding",
        area=evaluation.study.settings.area,
        year=row.year,
        kind=row.kind_label,
        in_force=number(row.in_force, 0),
        change=_change(paper, row.growth_pct),
        filed=number(row.filed, 0),
        granted=number(row.granted, 0),
    )
    regions = rights[(rights.layer == "region") & (rights.in_force > 0)]
    first = [
        paper.texts(
            "region_amount",
            region=region.region_name,
            amount=number(region.in_force, 0),
            share=number(region.share_pct, 1),
        )
        for region in regions.sort_values("rank", kind="stable").head(NAMED).itertuples()
    ]
    return told + (paper.texts("kind_first", first=paper.texts.join(first)) if first else "")


def _change(paper: Outline, growth: float) -> str:
    if results.missing(growth):
        return ""
    told = number(abs(growth), 1)
    if float(told) == 0:
        return paper.texts("change_none")
    return paper.texts("change_up" if growth > 0 else "change_down", value=told)


def _types(paper: Outline, rows: pd.DataFrame, words: dict[str, object]) -> None:
    """Types of one kind: of patents by region, of other kinds in a sentence on the whole."""
    labels = dict(zip(rows.type, rows.type_label, strict=True))
    if len(labels) < 2:
        return
    if (rows.kind != PATENT).any():
        whole = rows[rows.layer == "whole"]
        told = [
            paper.texts("type_amount", type=t, amount=number(n, 0))
            for t, n in zip(whole.type_label, whole.in_force, strict=True)
        ]
        paper.say("kind_types", types=paper.texts.join(told), **words)
        return
    columns = [Column(paper.texts("column_region"), 1.5)]
    for label in labels.values():
        columns += [Column(paper.texts(head, type=label)) for head in TYPE_COLUMNS.values()]
    area = ["layer", "region_code", "region_name"]
    cells = []
    for (_, _, name), own in rows.groupby(area, sort=False):
        by_type = own.set_index("type")
        line = [str(name)]
        for code in labels:
            line += [number(by_type[column].get(code), 0) for column in TYPE_COLUMNS]
        cells.append(line)
    paper.table("table_survey_types", columns, cells, **words)


def _high_value(paper: Outline, evaluation: Evaluation) -> list[str]:
    """How many of the inventions are of high value, in a sentence; none without inventions."""
    rows = _last(evaluation, "survey_quality")
    whole = results.rows(rows, layer="whole")
    return [
        paper.texts(
            "high_value_finding",
            area=evaluation.study.settings.area,
            year=row.year,
            in_force=number(row.in_force, 0),
            high_value=number(row.high_value, 0),
            share=number(row.high_value_pct, 1),
            several=number(row.in_several, 0),
        )
        for row in whole[whole.in_force > 0].itertuples()
    ]


def _quality(paper: Outline, evaluation: Evaluation, pictures: Pictures) -> None:
    """The classes of high value, and how long inventions are kept."""
    found = _last(evaluation, "survey_quality")
    told = _high_value(paper, evaluation)
    if not told:
        return
    year = results.last_year(evaluation)
    paper.chapter("chapter_survey_quality")
    for text in told:
        paper.text(text)
    paper.say("quality_reading")
    print_table(paper, "table_high_value", HIGH_VALUE, found, year=year)
    why_blank(paper, found, ("no_inventions", "no_population"))
    paper.figure(pictures.get("map_high_value"))
    patents = results.rows(_last(evaluation, "survey_rights"), kind=PATENT, type=ALL)
    keys = ["layer", "region_code"]
    shares = patents[[*keys, "valid_share_pct", "invention_share_pct"]]
    joined = found.merge(shares, on=keys, how="left", validate="one_to_one")
    print_table(paper, "table_ages", AGES, joined, year=year)
    why_blank(paper, patents, ("none_granted", "none_in_force", "type_unknown"))


def _holders(paper: Outline, evaluation: Evaluation) -> None:
    """How far rights lie with few holders."""
    found = results.rows(_last(evaluation, "survey_holders"), type=ALL, basis="in_force")
    if found.empty:
        return
    year = results.last_year(evaluation)
    paper.chapter("chapter_survey_holders")
    paper.say("holders_reading")
    labels = dict(zip(found.kind, found.kind_label, strict=True))
    first, *others = labels
    own = found[found.kind == first]
    print_table(paper, "table_holders", HOLDERS, own, year=year, kind=labels[first])
    why_blank(paper, own, ("one_holder",))
    if not others:
        return
    columns = [Column(paper.texts("column_region"), 1.5)]
    for kind in others:
        columns += [
            Column(paper.texts(key, kind=labels[kind]))
            for key in ("column_kind_hhi", "column_kind_cr5")
        ]
    rows = []
    for (_, _, name), group in found.groupby(["layer", "region_code", "region_name"], sort=False):
        by_kind = group.set_index("kind")
        line = [str(name)]
        for kind in others:
            line += [number(by_kind.hhi.get(kind), 4), number(by_kind.cr5_pct.get(kind), 1)]
        rows.append(line)
    paper.table("table_holders_other", columns, rows, year=year)
    paper.note(paper.texts("note_no_holder"))


def _classes(paper: Outline, evaluation: Evaluation) -> None:
    """The largest classes of every kind, and of the regions' inventions."""
    found = results.rows(_last(evaluation, "survey_classes"), basis="in_force")
    if found.empty:
        return
    year = results.last_year(evaluation)
    paper.chapter("chapter_survey_classes")
    paper.say("classes_reading")
    # patents of all types together mix the classes of inventions with those of designs
    typed = set(found.kind[found.type != ALL]) & {PATENT}
    whole = found[(found.layer == "whole") & ((found.type == ALL) ^ found.kind.isin(typed))]
    rows = []
    for _, own in whole.groupby(["kind", "type"], sort=False):
        head = own.iloc[0]
        name = head.kind_label if head.type == ALL else head.type_label
        rows.append([name, *_named(paper, own), number(head.unclassified_pct, 1)])
    columns = [
        Column(paper.texts("column_kind"), 1.2),
        *(Column(paper.texts("column_place", place=n + 1)) for n in range(CLASSES_NAMED)),
        Column(paper.texts("column_unclassified"), 0.9),
    ]
    paper.table("table_classes", columns, rows, year=year)
    one = results.rows(found, kind=PATENT, type=INVENTION, layer="region")
    if one.empty:
        return
    rows = [
        [str(name), *_named(paper, own), number(own.unclassified_pct.iloc[0], 1)]
        for (_, name), own in one.groupby(["region_code", "region_name"], sort=False)
    ]
    columns[0] = Column(paper.texts("column_region"), 1.2)
    paper.table("table_classes_regions", columns, rows, year=year, type=one.type_label.iloc[0])


def _named(paper: Outline, rows: pd.DataFrame) -> list[str]:
    """The first classes with their shares, the largest first; a dash where there are fewer."""
    first = rows.head(CLASSES_NAMED)
    told = [
        paper.texts("class_share", name=name, share=number(share, 1))
        for name, share in zip(first["class"], first.share_pct, strict=True)
    ]
    return told + [paper.texts("nothing")] * (CLASSES_NAMED - len(told))
