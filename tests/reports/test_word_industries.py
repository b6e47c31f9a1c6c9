"""The report on industries and the page of each key industry say what the tables say."""

import dataclasses

import pytest

from layout.labels import label
from reports import results, word
from reports.pdf import write_pdf
from reports.word import industry_reports, industry_tables
from tests.reports.changed_evaluations import last
from tests.reports.printed import body, lines_of, table_below, told
from tests.reports.test_word import full_text, opened

HOSTILE = 'a/b:c*<x>&"\x00'


@pytest.fixture
def report(registered_documents):
    return opened(registered_documents[1] / "report_industries.docx")


def test_quadrants_and_the_industries_named_are_the_specialisation(registered_documents, report):
    evaluation, _ = registered_documents
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


def test_structure_likeness_candidates_and_intensive_shares(registered_documents, report):
    evaluation, _ = registered_documents
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


def test_composites_and_the_map_of_industries_are_their_tables(registered_documents, report):
    evaluation, _ = registered_documents
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


def test_the_catalogue_is_told_by_industry_and_direction(registered_documents, report):
    evaluation, _ = registered_documents
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


def test_key_industries_have_a_page_each(registered_documents):
    evaluation, folder = registered_documents
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


def test_the_page_of_an_industry_names_sources_without_codes(jiangsu_registered, tmp_path):
    evaluation = jiangsu_registered
    first = last(evaluation, "industry_spatial").nlargest(1, "economy").iloc[0]
    rows = evaluation.catalogue.tail(1).assign(
        industry_code=first.industry, reason=f"{first.industry_zh}：产业强"
    )
    evaluation = dataclasses.replace(evaluation, catalogue=rows)
    word.write_word(evaluation, tmp_path, pictures=(), briefs=True)
    name = f"{first.industry}_{first.industry_zh}.docx"
    line = table_below(opened(tmp_path / "industries" / name), "资源配置导向（摘自目录）")[1]
    assert line[2:4] == ["产业强", "苏州市（省内）；上海市（省外）"]


def test_every_warning_on_industries_is_in_their_report(registered_documents, report):
    evaluation, _ = registered_documents
    text = full_text(report)
    notes = evaluation.notes
    own = ("industry_", "relatedness_", "intensive_")
    found = notes[(notes.severity == "warning") & notes.message_code.str.startswith(own)]
    assert len(found)
    for detail in found.drop_duplicates("message_code", keep=False).detail:
        assert detail in text
    for limit in results.told(evaluation, "study_limit"):
        assert limit in text


def test_pages_of_industries_are_written_as_briefs_are_asked_for(jiangsu_registered, tmp_path):
    evaluation = jiangsu_registered
    word.write_word(evaluation, tmp_path / "no", pictures=(), briefs=False)
    assert (tmp_path / "no" / "report_industries.docx").exists()
    assert not (tmp_path / "no" / "industries").exists()
    word.write_word(evaluation, tmp_path / "auto", pictures=())
    assert len(list((tmp_path / "auto" / "industries").iterdir())) == 10


def test_a_hostile_industry_is_text_and_no_path(jiangsu_registered, tmp_path):
    evaluation = jiangsu_registered
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


def test_the_report_on_industries_is_a_pdf_too(jiangsu, jiangsu_registered, tmp_path):
    pytest.importorskip("weasyprint", reason="weasyprint is not installed")
    write_pdf(jiangsu_registered, tmp_path, ())
    text = "".join(lines_of(tmp_path / "report_industries.pdf")).replace("\n", "")
    assert "分行业知识产权布局报告" in text
    assert all(name in text for name in jiangsu.evidence.regions.region_name)
    write_pdf(jiangsu, tmp_path / "plain", ())
    assert not (tmp_path / "plain" / "report_industries.pdf").exists()
