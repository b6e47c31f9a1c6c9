"""分行业知识产权布局报告: what each region is specialised in, and what it might turn to."""

from dataclasses import replace
from pathlib import Path

import pandas as pd

from layout.evaluation import Evaluation
from layout.labels import label
from reports import results
from reports.word import industry_tables, parts
from reports.word.grid import Column
from reports.word.listing import REGION, Shown, number, print_table, why_blank
from reports.word.outline import Outline, sentence
from reports.word.wording import words

NOTES = (
    "industry_", "relatedness_", "intensive_", "composite_not_", "composite_parts_",
    "composite_region_", "composite_reading_", "benchmark_", "pledges_", "catalogue_industry_",
    "registers_", "survey_rows_lost", "survey_unplaced", "survey_address_rule", "study_limit",
)  # fmt: skip
"""Beginnings of the notes that concern industries, or all that is said of the study."""

SECTIONS = {
    "matched_advantage": ("section_matched_advantage", "reading_matched_advantage"),
    "patents_without_industry": (
        "section_patents_without_industry",
        "reading_patents_without_industry",
    ),
    "industry_without_patents": (
        "section_industry_without_patents",
        "reading_industry_without_patents",
    ),
}
"""Quadrants that call for something, with their texts; the others are told by number alone."""

QUADRANTS = (*SECTIONS, "neither", "insufficient")

NAMED = 3
"""Industries of a region in one quadrant that are named."""

PAIRS = 5
"""Pairs of regions at either end of the likeness."""

CANDIDATES = 5
"""Industries that a region might enter, in a line of the printed table."""

COUNTS = (
    REGION,
    Shown("column_specialised_ip", "specialised_ip", 1.2, 0),
    Shown("column_specialised_economy", "specialised_economy", 1.2, 0),
    Shown("column_matched_advantage", "matched_advantage", 1.0, 0),
    Shown("column_patents_without_industry", "patents_without_industry", 1.0, 0),
    Shown("column_industry_without_patents", "industry_without_patents", 1.0, 0),
    Shown("column_neither", "neither", 1.0, 0),
    Shown("column_insufficient", "insufficient", 1.0, 0),
)
STRUCTURE = (
    REGION,
    Shown("column_rights", "rights", 1.0, 0),
    Shown("column_economy", "economy", 1.1, 1),
    Shown("column_hhi_ip", "hhi_ip", 1.0, 3),
    Shown("column_hhi_economy", "hhi_economy", 1.0, 3),
    Shown("column_structural_match", "structural_match", 1.0, 3),
    Shown("column_eci_ip", "eci_ip", 1.1, 2),
    Shown("column_eci_economy", "eci_economy", 1.1, 2),
)
SIMILARITY = (
    Shown("column_region", "region_name", 1.2),
    Shown("column_other_region", "other_name", 1.2),
    Shown("column_similarity_economy", "similarity_economy", 1.1, 3),
    Shown("column_similarity_ip", "similarity_ip", 1.2, 3),
    Shown("column_shared_leading", "shared_leading", 3.2, None, "left"),
)


def has_industries(evaluation: Evaluation) -> bool:
    """Whether there is anything to report: a study without registers has no such report."""
    return len(results.table(evaluation, "industry_specialisation")) > 0


def write_industries(evaluation: Evaluation, paper: Outline, path: Path) -> None:
    """Write the report on industries into an empty `paper`."""
    settings = evaluation.study.settings
    notes = evaluation.notes
    # notes on the index, zones and types stand in the report on the evaluation
    own = replace(evaluation, notes=notes[notes.message_code.str.startswith(NOTES)])
    title = paper.texts("industries_title", area=settings.area)
    paper.title(title, paper.texts("below_title", title=settings.title, day=settings.release))
    paper.chapter("chapter_points")
    paper.points(_points(paper, own))
    parts.limits(paper, own)
    _scope(paper, own)
    _specialised(paper, own)
    _structure(paper, own)
    _likeness(paper, own)
    _candidates(paper, own)
    industry_tables.intensive(paper, own)
    industry_tables.composites(paper, own)
    industry_tables.spatial(paper, own)
    industry_tables.benchmarks(paper, own)
    industry_tables.catalogue(paper, own)
    parts.warnings(paper, own)
    parts.remarks(paper, own, "data", "matching", "catalogue")
    parts.sources(paper, own)
    paper.save(path, title, settings.title, settings.release)


def _last(evaluation: Evaluation, name: str) -> pd.DataFrame:
    return results.rows(results.table(evaluation, name), year=results.last_year(evaluation))


def bases(evaluation: Evaluation) -> dict[str, object]:
    """What rights and the economy are measured by, in words, with the unit of the economy."""
    spec = _last(evaluation, "industry_specialisation")
    found = [name.iloc[0] if len(spec) else "" for name in (spec.ip_basis, spec.ec_basis)]
    ip, ec = (label("industry_measure", name) if name else "" for name in found)
    return {
        "ip": words(ip, "nothing"),
        "ec": words(ec, "nothing"),
        "unit": industry_tables.unit(found[1]),
    }


def _points(paper: Outline, evaluation: Evaluation) -> list[str]:
    """What the report says first, each from a table or a note."""
    year, area = results.last_year(evaluation), evaluation.study.settings.area
    spec = _last(evaluation, "industry_specialisation")
    counts = spec.quadrant.value_counts()
    named = [
        paper.texts("quadrant_size", name=label("industry_quadrant", one), number=counts[one])
        for one in QUADRANTS
        if one in counts
    ]
    told = [
        paper.texts(
            "industries_scope",
            year=year,
            area=area,
            industries=spec.industry.nunique(),
            regions=spec.region_code.nunique(),
            **bases(evaluation),
        ),
        paper.texts("industries_quadrants", cells=len(spec), sizes=paper.texts.join(named)),
        *results.told(evaluation, "industry_most_alike"),
    ]
    shares = _last(evaluation, "industry_intensive_share")
    whole = shares[shares.region_code == ""].dropna(subset="share_pct") if len(shares) else shares
    sets = [
        paper.texts(
            "intensive_set",
            definition=row.definition_label,
            number=row.industries,
            share=number(row.share_pct, 1),
        )
        for row in whole.itertuples()
    ]
    if sets:
        basis = label("industry_measure", whole.ec_basis.iloc[0])
        words_ = {"area": area, "basis": basis, "sets": paper.texts.join(sets)}
        told.append(paper.texts("intensive_finding", **words_))
    return told


def _scope(paper: Outline, evaluation: Evaluation) -> None:
    """What is compared, and how the quotients are to be read."""
    paper.chapter("chapter_industry_scope")
    codes = (
        "industry_scope", "industry_bases", "industry_bases_lagged", "registers_concordance",
        "industry_external", "industry_no_external",
    )  # fmt: skip
    for text in results.told(evaluation, *codes):
        paper.text(sentence(text))
    paper.say("industries_reading")
    registers = evaluation.study.settings.registers
    paper.say("industries_insufficient", region=f"{registers.least_in_region:g}")
    if registers.least_in_cell:
        paper.say("industries_insufficient_cell", cell=f"{registers.least_in_cell:g}")


def _specialised(paper: Outline, evaluation: Evaluation) -> None:
    """Industries of every region by quadrant: how many, and which come first."""
    year = results.last_year(evaluation)
    spec = _last(evaluation, "industry_specialisation")
    structure = _last(evaluation, "industry_structure")
    paper.chapter("chapter_specialised")
    sizes = spec.groupby(["region_code", "quadrant"]).size().unstack(fill_value=0)
    sizes = sizes.reindex(columns=[*QUADRANTS], fill_value=0).reset_index()
    left = structure[["region_code", "region_name", "specialised_ip", "specialised_economy"]]
    counts = left.merge(sizes, on="region_code", how="left", validate="one_to_one")
    print_table(paper, "table_quadrants", COUNTS, counts, year=year)
    why_blank(paper, structure, ("insufficient", "no_economy"))
    spec = spec.assign(economy=_economy(evaluation, spec))
    for quadrant, (heading, reading) in SECTIONS.items():
        own = spec[spec.quadrant == quadrant]
        paper.section(heading)
        paper.say(reading)
        if own.empty:
            paper.say("no_industries")
            continue
        by = "economy" if quadrant == "industry_without_patents" else "rights"
        keys = [by, "industry"]
        ordered = own.sort_values(keys, ascending=[False, True], kind="stable")
        _named(paper, quadrant, structure, ordered, year)


def _economy(evaluation: Evaluation, spec: pd.DataFrame) -> pd.Series:
    """Economy of every row of the specialisation, by which the industries are ordered."""
    basis = spec.ec_basis.iloc[0]
    keys = ["region_code", "industry"]
    panel = _last(evaluation, "industry_panel")
    if basis not in panel.columns:
        return pd.Series(float("nan"), index=spec.index)
    joined = spec[keys].merge(panel[[*keys, basis]], on=keys, how="left", validate="one_to_one")
    return pd.Series(joined[basis].to_numpy(), index=spec.index)


def _named(
    paper: Outline, quadrant: str, regions: pd.DataFrame, spec: pd.DataFrame, year: int
) -> None:
    """The first industries of every region in one quadrant with both quotients."""
    columns = [Column(paper.texts("column_region"), 1.1)]
    columns += [Column(paper.texts("column_place", place=n + 1), 2.5, "left") for n in range(NAMED)]
    columns.append(Column(paper.texts("column_number"), 0.7))
    rows = []
    for code, name in zip(regions.region_code, regions.region_name, strict=True):
        own = spec[spec.region_code == code]
        told = [
            paper.texts(
                "industry_quotients",
                industry=row.industry_zh,
                rta=number(row.rta, 2),
                lq=number(row.lq, 2),
            )
            for row in own.head(NAMED).itertuples()
        ]
        blank = [paper.texts("nothing")] * (NAMED - len(told))
        rows.append([name, *told, *blank, str(len(own))])
    name = label("industry_quadrant", quadrant)
    paper.table("table_named_industries", columns, rows, year=year, name=name)


def _structure(paper: Outline, evaluation: Evaluation) -> None:
    """Concentration of both mixes, their match, and complexity."""
    found = _last(evaluation, "industry_structure")
    paper.chapter("chapter_structure")
    paper.say("structure_reading")
    for text in results.told(evaluation, "industry_match_reading"):
        paper.text(sentence(text))
    year = results.last_year(evaluation)
    print_table(paper, "table_structure", STRUCTURE, found, year=year, **bases(evaluation))
    why_blank(paper, found, ("insufficient", "no_economy"))


def _likeness(paper: Outline, evaluation: Evaluation) -> None:
    """Pairs of regions whose industries are most and least alike."""
    found = _last(evaluation, "industry_similarity").dropna(subset="similarity_economy")
    told = results.told(evaluation, "industry_similarity_large")
    if found.empty and not told:
        return
    paper.chapter("chapter_likeness")
    for text in told:
        paper.text(sentence(text))
    if found.empty:
        return
    paper.say("likeness_reading")
    keys = ["similarity_economy", "region_code", "other_code"]
    year = results.last_year(evaluation)
    most = found.sort_values(keys, ascending=[False, True, True]).head(PAIRS)
    print_table(paper, "table_most_alike", SIMILARITY, most, year=year)
    if len(found) >= 2 * PAIRS:  # of fewer the same pairs would stand in both tables
        print_table(
            paper, "table_least_alike", SIMILARITY, found.sort_values(keys).head(PAIRS), year=year
        )


def _candidates(paper: Outline, evaluation: Evaluation) -> None:
    """Industries related to those that a region has already."""
    found = _last(evaluation, "industry_relatedness")
    if found.empty:
        return
    paper.chapter("chapter_candidates")
    paper.say("candidates_reading")
    codes = "relatedness_weak", "relatedness_few_benchmarks", "relatedness_reading"
    for text in results.told(evaluation, *codes):
        paper.text(sentence(text))
    columns = [
        Column(paper.texts("column_region"), 1.0),
        Column(paper.texts("column_candidates"), 8.0, "left"),
    ]
    rows = []
    for (_, name), own in found.groupby(["region_code", "region_name"], sort=False):
        told = [
            paper.texts(
                "candidate", industry=row.industry_zh, density=number(row.density, 2),
                quadrant=row.quadrant_label,
            )
            for row in own.sort_values("rank").head(CANDIDATES).itertuples()
        ]  # fmt: skip
        rows.append([str(name), paper.texts.join(told)])
    paper.table("table_candidates", columns, rows, year=results.last_year(evaluation))
