"""Sheets of departments and zones: each has its own rows of the catalogue, all of them, in words."""

import dataclasses
import re

import docx
import pandas as pd
import pytest

from layout import catalogue_parts as parts
from layout.rules import DIRECTIONS
from reports import demonstration, files, results
from reports.file_names import file_name, file_names
from reports.pdf.paper import PdfPaper
from reports.word import assessment, form
from reports.word.guidance import departments, items, zones
from reports.word.paper import Paper
from reports.word.wording import texts
from tests.reports.changed_evaluations import SENTENCE, demonstrating
from tests.reports.guidance_sheets import csv_of, ids, with_rows, written
from tests.reports.printed import body, table_below
from tests.reports.test_word import CODES, full_text, opened

SOUGHT = ("引进补强", "转移承接")


@pytest.fixture(scope="module", params=["jiangsu_registered", "china"])
def sheets(request, tmp_path_factory):
    """An evaluation with the folder of its sheets and catalogue; one of them with industries."""
    return written(request.getfixturevalue(request.param), tmp_path_factory.mktemp("sheets"))


# --- departments ------------------------------------------------------------------------------


def test_every_department_with_something_to_do_has_a_sheet_and_no_other(sheets):
    evaluation, folder = sheets
    found = {path.name for path in (folder / "departments").iterdir()}
    expected = {
        f"{d.code}_{d.label_zh}.docx"
        for d in evaluation.study.departments.values()
        if len(parts.of_department(evaluation.catalogue, d))
    }
    if evaluation.catalogue.direction.isin(SOUGHT).any():
        expected.add("COM_商务厅.docx")
    named = set(evaluation.views.get("policy_duties", pd.DataFrame({"department": []})).department)
    plan = evaluation.views.get(
        "plan_tasks", pd.DataFrame({"lead_label": [], "participants_label": []})
    )
    labels = {
        name for cell in [*plan.lead_label, *plan.participants_label] for name in cell.split("；")
    }
    expected |= {
        f"{d.code}_{d.label_zh}.docx"
        for d in evaluation.study.departments.values()
        if d.code in named or d.label_zh in labels
    }
    assert found == expected


def test_a_sheet_has_every_row_that_its_department_leads_and_takes_part_in(sheets):
    evaluation, folder = sheets
    for department in evaluation.study.departments.values():
        own = parts.of_department(evaluation.catalogue, department)
        if own.empty:
            continue
        document = opened(folder / "departments" / f"{department.code}_{department.label_zh}.docx")
        for role, caption in (("牵头", "牵头的事项"), ("参与", "参与的事项")):
            rows = items.ordered(own[own.role == role])
            printed = body(document, caption) if len(rows) else table_below(document, caption)
            assert ids(printed) == list(rows.catalog_id)


def test_commerce_has_the_shortlist_and_others_have_not(sheets):
    evaluation, folder = sheets
    listed = evaluation.catalogue[evaluation.catalogue.direction.isin(SOUGHT)]
    for path in (folder / "departments").iterdir():
        rows = table_below(opened(path), "招商引资选智清单")
        assert bool(rows) == (path.name == "COM_商务厅.docx")
        if rows:
            assert sorted(ids(rows[1:])) == sorted(listed.catalog_id)


def test_every_sheet_ends_with_caveats_and_room_for_an_opinion(sheets):
    evaluation, folder = sheets
    ours = results.told(evaluation, "catalogue_rules_ours")[0].rstrip("。")
    for path in [*(folder / "departments").iterdir(), *(folder / "zones").iterdir()]:
        text = full_text(opened(path))
        assert ours in text and "可信度为高、中、低三级" in text
        assert "负责人（签字）" in text and "＿" * 20 in text


# --- zones ------------------------------------------------------------------------------------


def test_every_zone_has_a_sheet_with_its_profile_beside_the_others(sheets):
    evaluation, folder = sheets
    found = parts.zone_parts(evaluation)
    assert {path.stem for path in (folder / "zones").iterdir()} == {zone.name for zone in found}
    for zone in found:
        document = opened(folder / "zones" / f"{zone.name}.docx")
        rows = body(document, "本区与其他区的平均水平")
        every = results.profiles(evaluation, results.last_year(evaluation), zone.kind)
        assert rows[0][0] == f"{zone.name}（本区）" and rows[-1][0] == "全部地区"
        assert {row[0] for row in rows[1:-1]} == set(every.zone) - {zone.name}
        profile = every.set_index("zone")
        for name, *cells in rows[:-1]:
            one = profile.loc[name.removesuffix("（本区）")]
            levels = [one[c] for c in (*zones.LEVELS, "coordination")]
            assert cells == [str(one.regions), *(f"{value:.3f}" for value in levels)]
        table = results.regions(evaluation, results.last_year(evaluation))
        members = table.region_name[table.region_code.isin(zone.codes)]
        assert [row[0] for row in body(document, "成员")] == list(members)


def test_a_zone_counts_all_its_rows_and_prints_the_first_of_every_member(sheets):
    evaluation, folder = sheets
    for zone in parts.zone_parts(evaluation):
        own = items.ordered(parts.of_zone(evaluation.catalogue, zone))
        document = opened(folder / "zones" / f"{zone.name}.docx")
        if own.empty:
            assert "没有一条规则的条件在这里成立" in full_text(document)
            continue
        head, *rows = table_below(document, "各地区的事项数（条）")
        assert [name for name in head if name in DIRECTIONS] == head[1:-1]
        assert sum(int(row[-1]) for row in rows) == len(own)
        leads = body(document, "各牵头部门的事项数（条）")
        assert {row[0]: int(row[-1]) for row in leads} == dict(own.lead_department.value_counts())
        first = own[own.groupby("region_code").cumcount() < zones.ROWS_PER_MEMBER]
        assert ids(body(document, "各地区的事项")) == list(first.catalog_id)
        assert ("只列优先级在前的" in full_text(document)) == (len(first) < len(own))


def test_a_sheet_names_weak_members_and_those_without_rows_or_type(jiangsu, tmp_path):
    codes = jiangsu.zones.region_code
    changed = jiangsu.zones.assign(weak=(codes == "320900").astype(int), alternative_zone="Z2")
    changed.loc[codes == "320700", "zone_type"] = ""
    rows = jiangsu.catalogue[jiangsu.catalogue.region_code != "320800"]
    _, folder = written(dataclasses.replace(jiangsu, zones=changed, catalogue=rows), tmp_path)
    text = full_text(opened(folder / "zones" / "苏北.docx"))
    kept = changed.kept[codes == "320900"].iloc[0]
    assert f"盐城市是否属于 Z3 不能肯定：抽样中只有 {100 * kept:.1f}% 留在本区，其次为 Z2" in text
    assert "连云港市未归入任何类型" in text and "淮安市没有列入任何事项" in text
    assert "通行的对照分区" in text and "通行的对照分区" not in full_text(
        opened(folder / "zones" / "Z3.docx")
    )


def test_a_sheet_tells_the_guidance_of_the_types_that_its_members_have(sheets):
    evaluation, folder = sheets
    guide = {one.label_zh: one.guidance for one in evaluation.study.types}
    table = results.regions(evaluation, results.last_year(evaluation))
    for zone in parts.zone_parts(evaluation):
        own = table[table.region_code.isin(zone.codes)]
        rows = body(opened(folder / "zones" / f"{zone.name}.docx"), "成员的类型与指导方向")
        assert {row[0]: row[2] for row in rows} == {t: guide[t] for t in set(own.zone_type)}
        assert all(
            set(row[1].split("、")) == set(own.region_name[own.zone_type == row[0]]) for row in rows
        )


# --- files ------------------------------------------------------------------------------------


def test_files_of_the_catalogue_are_its_parts_and_none_is_only_a_head(sheets):
    evaluation, folder = sheets
    rows = evaluation.catalogue
    found = {p.relative_to(folder / "catalogue").as_posix() for p in folder.rglob("*.csv")}
    expected = {"all.csv", files.SHORTLIST} if rows.direction.isin(SOUGHT).any() else {"all.csv"}
    for department in evaluation.study.departments.values():
        own = parts.of_department(rows, department)
        if len(own):
            name = f"{department.code}_{department.label_zh}.csv"
            expected.add(name)
            printed = csv_of(folder / "catalogue" / name)
            assert list(printed.catalog_id) == list(own.catalog_id)
            assert list(printed.role) == list(own.role)
    for zone in parts.zone_parts(evaluation):
        own = parts.of_zone(rows, zone)
        if len(own):
            expected.add(f"zones/{zone.name}.csv")
            printed = csv_of(folder / "catalogue" / "zones" / f"{zone.name}.csv")
            assert list(printed.catalog_id) == list(own.catalog_id)
    assert found == expected


def test_an_empty_catalogue_leaves_profiles_of_zones_alone(jiangsu, tmp_path):
    views = {n: t for n, t in jiangsu.views.items() if not n.startswith(("policy_", "plan_"))}
    bare = dataclasses.replace(jiangsu, catalogue=jiangsu.catalogue[:0], views=views)
    _, folder = written(bare, tmp_path)
    assert {path.name for path in (folder / "catalogue").rglob("*")} == {"all.csv"}
    assert not (folder / "departments").exists()
    assert len(list((folder / "zones").iterdir())) == len(parts.zone_parts(jiangsu))


def test_file_names_are_possible_on_windows_and_differ():
    names = ["苏南/苏中", "CON", "a. ", "A", "苏南:苏中", "?", "x" * 300]
    made = file_names(names)
    assert made == ["苏南_苏中", "_CON", "a", "A_2", "苏南_苏中_2", "_", "x" * 80]
    assert file_name("") == "_"
    assert len({name.casefold() for name in made}) == len(made)


def test_a_zone_whose_name_no_file_may_have_is_written(jiangsu, tmp_path):
    for table in ("zones", "zone_profiles"):
        frame = getattr(jiangsu, table).replace({"苏南": "苏南/镇江?"})
        jiangsu = dataclasses.replace(jiangsu, **{table: frame})
    _, folder = written(jiangsu, tmp_path)
    assert (folder / "zones" / "苏南_镇江_.docx").is_file()
    assert (folder / "catalogue" / "zones" / "苏南_镇江_.csv").is_file()


def test_the_same_evaluation_gives_the_same_bytes(jiangsu, tmp_path):
    first, second = (written(jiangsu, tmp_path / name)[1] for name in "ab")
    paths = sorted(path.relative_to(first) for path in first.rglob("*") if path.is_file())
    assert len(paths) > 20
    for path in paths:
        assert (first / path).read_bytes() == (second / path).read_bytes(), path


def test_a_demonstration_says_so_in_every_sheet_and_file(jiangsu, tmp_path):
    marked = demonstration.marked(demonstrating(jiangsu))
    _, folder = written(marked, tmp_path)
    for path in [*(folder / "departments").iterdir(), *(folder / "zones").iterdir()]:
        document = docx.Document(path)
        assert document.paragraphs[0].text == SENTENCE
        header = document.sections[0].header.paragraphs
        assert SENTENCE in [paragraph.text for paragraph in header]
    for path in folder.rglob("*.csv"):
        assert csv_of(path).version.str.startswith("演示-").all(), path.name


def test_no_sheet_speaks_of_codes_or_of_missing_values(sheets):
    for path in sorted(sheets[1].rglob("*.docx")):
        text = full_text(opened(path))
        assert not CODES.findall(text), path.name
        assert not re.search(r"\bnan\b|None|<NA>|NaN", text), path.name
        assert "PVP" not in text and "=" not in text, path.name


def test_what_is_missing_leaves_no_trace_of_the_program(jiangsu, tmp_path):
    bare = with_rows(
        jiangsu,
        gap_value=float("nan"), target_value=float("nan"), candidate_sources="", plan_basis="",
        evidence_indicators="", zone="", held_share=float("nan"), rank=pd.NA,
    )  # fmt: skip
    lacking = jiangsu.zones.assign(kept=float("nan"), weak=pd.NA, zone_type="", reference_zone="")
    _, folder = written(dataclasses.replace(bare, zones=lacking), tmp_path)
    for path in folder.rglob("*.docx"):
        text = full_text(opened(path))
        assert not re.search(r"\bnan\b|None|<NA>|NaN", text), path.name
    assert "缺数据，目标 —，差 —" in full_text(opened(folder / "departments" / "STD_科技厅.docx"))


def test_pdf_sheets_are_made_from_the_same_outline(jiangsu, tmp_path):
    def paper():
        return PdfPaper(texts(), form.BRIEF)

    made = []
    for sheet in departments.sheets(jiangsu)[:1]:
        one = paper()
        one.save = lambda *told, one=one: made.append(one.parts)
        departments.write_department(jiangsu, sheet, one, tmp_path / "a.pdf")
    text = "".join(made[0])
    own = parts.of_department(jiangsu.catalogue, sheet.department)
    assert all(number in text for number in own.catalog_id)


# --- the evaluation's own report -------------------------------------------------------------


def test_the_report_counts_departments_and_refers_to_their_sheets(jiangsu, tmp_path):
    paper = Paper(texts())
    assessment.write_assessment(jiangsu, {}, paper, tmp_path / "report.docx")
    document = opened(tmp_path / "report.docx")
    counts = parts.by_department(jiangsu)
    rows = body(document, "各部门的事项数（条）")
    kept = counts[counts.regions > 0]
    expected = kept.astype(str).to_numpy().tolist()
    assert rows == expected
    idle = "、".join(counts.department[counts.regions == 0])
    assert f"本版目录中没有事项的部门：{idle}。" in full_text(document)
