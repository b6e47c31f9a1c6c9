"""What a department's sheet tells of one row, of its duties and of the plan."""

import dataclasses
import itertools

import pandas as pd

from reports.word import form
from reports.word.guidance import items
from reports.word.guidance.tasks import plan_of
from reports.word.outline import MOST_ROWS
from reports.word.paper import Paper
from reports.word.wording import texts
from tests.reports.guidance_sheets import ids, with_rows, written
from tests.reports.printed import body, table_below
from tests.reports.test_word import full_text, opened


def test_a_department_that_only_provides_data_finds_its_measures_of_the_plan(jiangsu):
    """The annex of the plan of 2016 names 省农委 in five measures, in two of them for data."""
    department = jiangsu.study.departments["AGR"]
    assert [code[-3:] for code in plan_of(jiangsu, department).task_id] == [
        "A03", "A05", "A07", "A08", "A14",
    ]  # fmt: skip


def test_without_policies_a_department_without_rows_has_no_sheet(jiangsu, tmp_path):
    views = {n: t for n, t in jiangsu.views.items() if not n.startswith(("policy_", "plan_"))}
    _, folder = written(dataclasses.replace(jiangsu, views=views), tmp_path)
    found = {path.name.partition("_")[0] for path in (folder / "departments").iterdir()}
    assert {"IPO", "STD"} <= found
    assert "STA" not in found  # of its rows there are none


def test_a_printed_row_says_what_the_catalogue_says(jiangsu, tmp_path):
    _, folder = written(jiangsu, tmp_path)
    document = opened(folder / "departments" / "STD_科技厅.docx")
    own = jiangsu.catalogue.set_index("catalog_id")
    head, *rows = table_below(document, "牵头的事项")
    assert head == [
        "地区与编号",
        "导向（优先级）",
        "资源、工具与路径",
        "差距与目标",
        "理由",
        "可信度",
    ]
    for cells in rows:
        row = own.loc[ids([cells])[0]]
        assert cells[0].startswith(
            f"{row.region_name}（{row.zone}）" if row.zone else row.region_name
        )
        assert cells[1] == f"{row.direction}（{row.priority}）"
        assert cells[2] == f"{row.resource_type}：{row.policy_tool}；路径：{row.path}"
        target = f"{abs(row.target_value):.3f}"
        assert target in cells[3] and (
            f"{abs(row.gap_value):.3f}" in cells[3] or "已达到" in cells[3]
        )
        assert cells[4] == row.reason
        assert cells[5].startswith(row.confidence)


def test_the_gap_is_told_with_unit_own_value_rank_and_interval(jiangsu):
    paper, names = Paper(texts(), form.BRIEF), items.Names.of(jiangsu)
    row = {
        "gap_metric": "u_ip", "gap_value": -0.2381, "target_value": 0.483, "remark": "",
        "evidence_indicators": "u_ip=0.2449@2024；u_industry=0.5@2022",
        "rank": 10, "rank_low": 10, "rank_high": 12,
    }  # fmt: skip
    told = "知识产权得分 0.245，目标 0.483，差 −0.238；第 10 位（区间 10–12）"
    assert items.measure(paper, row, names) == told
    alone = items.measure(paper, row | {"rank_low": None, "rank_high": None}, names)
    assert alone.endswith("；第 10 位")
    reached = items.measure(paper, row | {"remark": "not_drawn;no_gap", "rank": None}, names)
    assert reached == "知识产权得分 0.245，已达到目标 0.483"
    known = {i.code: i for i in jiangsu.study.indicators}
    code = next(code for code, i in known.items() if not i.unit.name[:1].isdigit())
    unit = items.measure(paper, row | {"gap_metric": code, "rank": None}, names)
    assert unit.startswith(f"{known[code].label_zh}（{known[code].unit.name}） 缺数据，")


def test_the_state_of_the_review_is_told_once_it_is_more_than_a_draft(jiangsu, tmp_path):
    states = {"review_state": "recheck", "review_label": "需复核"}
    _, folder = written(with_rows(jiangsu, **states), tmp_path)
    document = opened(folder / "departments" / "STD_科技厅.docx")
    assert all(row[1].endswith("【需复核】") for row in body(document, "牵头的事项"))


def test_sources_that_are_alike_are_told_once_with_all_that_use_them(jiangsu, tmp_path):
    rows = with_rows(jiangsu, candidate_sources="苏州市（省内，u_ip=0.79@2024）；国外：未掌握")
    _, folder = written(rows, tmp_path)
    document = opened(folder / "departments" / "STD_科技厅.docx")
    head, *printed = table_below(document, "牵头事项的备选来源")
    assert head == ["资源", "用于（地区、规则）", "省内"]
    own = jiangsu.catalogue[jiangsu.catalogue.lead_department == "科技厅"]
    assert len(printed) == own.resource_type.nunique()
    assert {row[2] for row in printed} == {"苏州市（知识产权得分 0.79，2024 年）"}
    assert sum(row[1].count("（R") for row in printed) == len(own)
    assert "国外：各条都未掌握，不等于没有。" in full_text(document)


def test_more_rows_than_a_table_holds_go_on_in_another(jiangsu, tmp_path):
    once = jiangsu.catalogue[jiangsu.catalogue.lead_department == "知识产权局"]
    many = pd.concat([once.assign(catalog_id=once.catalog_id + f"-{n}") for n in range(20)])
    many = many.sort_values("region_code", kind="stable", ignore_index=True)
    assert len(many) > 2 * MOST_ROWS
    _, folder = written(dataclasses.replace(jiangsu, catalogue=many), tmp_path)
    document = opened(folder / "departments" / "IPO_知识产权局.docx")
    captions = [f"牵头的事项{part}" for part in ("", "（续一）", "（续二）", "（续三）")]
    printed = [ids(table_below(document, caption)[1:]) for caption in captions]
    assert sorted(itertools.chain(*printed)) == sorted(many.catalog_id)
    assert all(len(one) <= MOST_ROWS for one in printed)
    assert "其余见" not in full_text(document)


def test_duties_and_tasks_of_the_plan_are_told_where_documents_were_read(jiangsu, tmp_path):
    duties = pd.DataFrame(
        {
            "department": ["STA", "STD", "STD"],
            "department_label": ["省统计局", "科技厅", "科技厅"],
            "list_label": "责任", "role_label": ["提供数据", "牵头", "参与"],
            "policy_id": ["P1", "P1", "P2"],
            "text": ["提供统计数据", "制定创新政策", "引进人才"], "start": ["", "2016-03-01", ""],
            "end": ["2016-06-30", "2016-12-31", ""],
            "basis": ["省统计局提供数据", "省科技厅牵头", "省科技厅参与"],
        }
    )  # fmt: skip
    plan = pd.DataFrame(
        {
            "number": ["1", "2"], "text": ["甲任务", "乙任务"], "lead_label": ["科技厅", ""],
            "participants_label": ["省统计局；财政厅", "省财政厅"], "start": "", "end": "",
            "state_label": "期限已过，未见报告",
        }
    )  # fmt: skip
    documents = pd.DataFrame({"policy_id": ["P1"], "title": ["推进方案"]})
    views = {"policy_duties": duties, "plan_tasks": plan, "policy_documents": documents}
    rich = dataclasses.replace(jiangsu, views=jiangsu.views | views)
    _, folder = written(rich, tmp_path)
    document = opened(folder / "departments" / "STA_统计局.docx")  # without a row of the catalogue
    assert body(document, "权力与责任") == [
        ["责任", "提供数据", "提供统计数据", "2016-06-30 前", "“省统计局提供数据”"]
    ]
    assert "各条都出自《推进方案》。" in full_text(document)
    assert body(document, "方案任务及进展") == [
        ["1", "甲任务", "科技厅", "—", "期限已过，未见报告"]
    ]
    assert "目录（版本 2026.1，2026-12-01 至 2027-11-30 有效）中没有由统计局牵头或参与的事项。" in (
        full_text(document)
    )
    science = opened(folder / "departments" / "STD_科技厅.docx")
    assert [row[3:] for row in body(science, "权力与责任")] == [
        ["2016-03-01 至 2016-12-31", "《推进方案》“省科技厅牵头”"],
        ["—", "《P2》“省科技厅参与”"],  # the table of documents does not have its title
    ]
    without = opened(folder / "departments" / "AIC_市场监管局.docx")
    heads = [p.text for p in without.paragraphs if p.style.name == "Heading 1"]
    assert not any("任务" in head or "责任" in head for head in heads)
