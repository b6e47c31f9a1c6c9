"""One page for each key industry: where it lies, who leads, who might enter, what is advised."""

import re
from pathlib import Path

import pandas as pd

from layout.evaluation import Evaluation
from layout.labels import label
from reports import demonstration, results
from reports.word import form, industry_tables
from reports.word.grid import Column
from reports.word.listing import REGION, Shown, number, print_table, why_blank
from reports.word.paper import Paper
from reports.word.wording import texts, words

KEY_INDUSTRIES = 10
"""Reports: the industries with the largest economy, by rights where no economy is known."""

REGIONS_SHOWN = 8
"""Regions in the table of a page, those with the largest economy; the rest are counted."""

CATALOGUE_ROWS = 2
"""Rows of the catalogue on the page, those of the first priority; the rest are counted."""

FIGURE = re.compile("，[a-z][a-z0-9_]*=[^）；]*")
"""What a candidate source has more of, as programs call it: the catalogue's files have it."""

FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
"""Characters that no file name may hold on Windows."""

ROWS = (
    REGION,
    Shown("column_rights", "rights", 1.4, 1),
    Shown("column_expected", "expected", 1.0, 1),
    Shown("column_economy", "economy", 1.2, 2),
    Shown("column_rta", "rta", 0.8, 2),
    Shown("column_lq", "lq", 0.8, 2),
    Shown("column_gap", "gap", 0.9, 2),
    Shown("column_quadrant", "quadrant_label", 1.2),
)


def write_industry_reports(evaluation: Evaluation, folder: Path) -> None:
    """Write ``<industry code>_<name>.docx`` for the key industries; none without industries."""
    spatial = _last(evaluation, "industry_spatial")
    if spatial.empty:
        return
    for row in industry_tables.largest(spatial, KEY_INDUSTRIES).to_dict("records"):
        name = FORBIDDEN.sub("_", f"{row['industry']}_{row['industry_zh']}")
        _report(evaluation, row, folder / f"{name}.docx")


def _last(evaluation: Evaluation, name: str, **where: object) -> pd.DataFrame:
    table = results.table(evaluation, name)
    return results.rows(table, year=results.last_year(evaluation), **where)


def _report(evaluation: Evaluation, row: dict[object, object], path: Path) -> None:
    settings, year = evaluation.study.settings, results.last_year(evaluation)
    paper = Paper(texts(), form.BRIEF, demonstration.mark(settings))
    industry = str(row["industry"])
    title = paper.texts("industry_title", industry=row["industry_zh"])
    paper.title(
        title, paper.texts("brief_below", title=settings.title, year=year, day=settings.release)
    )
    paper.chapter("chapter_industry_state")
    _overview(paper, evaluation, row)
    measured = _measured(row)
    _regions(paper, evaluation, industry, measured)
    paper.chapter("chapter_industry_advice")
    _entries(paper, evaluation, industry)
    _advice(paper, evaluation, row)
    paper.note(paper.texts("industry_note", **measured))
    paper.save(path, title, settings.title, settings.release)


def _measured(row: dict[object, object]) -> dict[str, object]:
    """What rights and the economy are measured by, in words."""
    ip, ec = (str(row[basis] or "") for basis in ("ip_basis", "ec_basis"))
    return {
        "ip": label("industry_measure", ip) if ip else words("", "nothing"),
        "ec": label("industry_measure", ec) if ec else words("", "nothing"),
        "unit": industry_tables.unit(ec),
    }


def _overview(paper: Paper, evaluation: Evaluation, row: dict[object, object]) -> None:
    """Size, shares, match and the leading regions, in sentences."""
    told = paper.texts(
        "industry_finding",
        year=row["year"],
        area=evaluation.study.settings.area,
        industry=row["industry_zh"],
        rights=number(row["rights"], 1),
        economy=number(row["economy"], 1),
        share_ip=number(row["share_ip_pct"], 1),
        share_economy=number(row["share_economy_pct"], 1),
        leading_ip=words(row["leading_ip"], "nothing"),
        leading_economy=words(row["leading_economy"], "nothing"),
        **_measured(row),
    )
    if results.missing(row["spatial_match"]):
        told += paper.texts("industry_no_match")
    else:
        told += paper.texts(
            "industry_match",
            match=number(row["spatial_match"], 2),
            specialised_ip=number(row["specialised_regions_ip"], 0),
            specialised_economy=number(row["specialised_regions_economy"], 0),
        )
    own = results.rows(results.table(evaluation, "industry_intensive"), industry=row["industry"])
    types = list(own.right_type_label[own.member == 1]) if len(own) else []
    listed = len(own) > 0 and bool((own.on_official_list == 1).fillna(False).any())
    official = paper.texts("industry_official") if listed else ""
    if types:
        named = paper.texts.join(types)
        told += paper.texts("industry_intensive", types=named, official=official)
    elif len(own):
        told += paper.texts("industry_not_intensive", official=official)
    paper.text(told)


def _regions(
    paper: Paper, evaluation: Evaluation, industry: str, measured: dict[str, object]
) -> None:
    """Rights, economy and both quotients of every region."""
    own = _last(evaluation, "industry_specialisation", industry=industry)
    panel = _last(evaluation, "industry_panel", industry=industry)
    basis = own.ec_basis.iloc[0]
    if basis in panel.columns:
        amounts = panel[["region_code", basis]].rename(columns={basis: "economy"})
        own = own.merge(amounts, on="region_code", how="left", validate="one_to_one")
    else:
        own = own.assign(economy=float("nan"))
    by = ["economy", "rights", "region_code"]
    shown = own.sort_values(by, ascending=[False, False, True]).head(REGIONS_SHOWN)
    year = results.last_year(evaluation)
    cut = len(own) > len(shown)
    caption = "table_industry_largest" if cut else "table_industry_regions"
    counts = {"shown": len(shown), "regions": len(own)}
    print_table(paper, caption, ROWS, shown, year=year, **measured, **counts)
    codes = "insufficient", "no_rights_anywhere", "no_economy", "no_rights"
    why_blank(paper, shown, codes)


def _entries(paper: Paper, evaluation: Evaluation, industry: str) -> None:
    """Regions in whose reach the industry lies."""
    own = _last(evaluation, "industry_relatedness", industry=industry)
    told = [
        paper.texts("entry", region=row.region_name, density=number(row.density, 2))
        for row in own.sort_values("density", ascending=False).itertuples()
    ]
    if told:
        paper.say("industry_entries", regions=paper.texts.join(told))
    else:
        paper.say("industry_no_entries")


def _advice(paper: Paper, evaluation: Evaluation, row: dict[object, object]) -> None:
    """The first rows of the catalogue for this industry, whose name they need not repeat."""
    rows = results.rows(evaluation.catalogue, industry_code=row["industry"])
    if rows.empty:
        paper.say("brief_no_catalogue")
        return
    columns = [
        Column(paper.texts("column_region"), 0.8),
        Column(paper.texts("column_tool"), 1.2),
        Column(paper.texts("column_reason"), 4.2, "left"),
        Column(paper.texts("column_sources"), 2.0, "left"),
        Column(paper.texts("column_lead"), 1.2),
    ]
    names = "region_name", "policy_tool", "reason", "candidate_sources", "lead_department"
    first = rows.sort_values(["priority", "rule_id", "region_code"]).head(CATALOGUE_ROWS)
    shown = first.assign(
        reason=first.reason.str.removeprefix(f"{row['industry_zh']}："),
        candidate_sources=first.candidate_sources.fillna("").str.replace(FIGURE, "", regex=True),
    )
    cells = [[words(row[name], "nothing") for name in names] for row in shown.to_dict("records")]
    paper.table("table_brief_catalogue", columns, cells)
    if len(rows) > len(shown):
        paper.note(paper.texts("brief_more", shown=len(shown), rows=len(rows)))
