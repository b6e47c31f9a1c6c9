"""The report on policies and the bulletin of the plan print what the tables say."""

import re
import shutil
import subprocess

import docx
import pandas as pd
import pytest

from reports import results
from reports.figures import draw_figures
from reports.pdf import write_pdf
from reports.word import form
from reports.word.bulletin import write_bulletin
from reports.word.paper import Paper
from reports.word.policy import has_policies
from reports.word.wording import texts
from tests.reports.changed_evaluations import SENTENCE, demonstrating
from tests.reports.policy_documents import changed, chapters, paragraphs, percent, written
from tests.reports.printed import body, pages_of, told
from tests.reports.test_word import full_text

DRAFT = "初编（待人工核定）"
PLAN = "省政府办公厅关于印发江苏省知识产权区域布局试点工作推进方案的通知"


@pytest.fixture(scope="module")
def pictures(jiangsu):
    return draw_figures(jiangsu)


@pytest.fixture(scope="module")
def documents(jiangsu, pictures, tmp_path_factory):
    return written(jiangsu, tmp_path_factory.mktemp("policy"), pictures)


@pytest.fixture
def report(documents):
    return documents[0]


@pytest.fixture
def bulletin(documents):
    return documents[1]


# --- report ---------------------------------------------------------------------------------------


def test_chapters_are_those_that_have_something_to_say(report):
    assert chapters(report) == [
        "一、摘要", "二、文件与口径", "三、制定主体协同", "四、执行主体责任", "五、环节与工具",
        "六、力度、目标、措施与PMC指数", "七、供需适配", "八、政策建议",
        "附录一　权力清单与责任清单", "附录二　任务清单", "附录三　须注意的问题", "附录四　计算说明",
    ]  # fmt: skip


def test_the_summary_has_the_counts_of_the_founding_plan(report):
    text = "\n".join(paragraphs(report))
    # issue 7: the body names a lead for 0 of 6 tasks, the annex for 19 of 26 measures, 3 co-led,
    # 1 with participants only, 3 without owner
    assert "正文 6 项任务中，“一个牵头部门”的 0 项、“只列责任单位，没有分工”的 6 项" in text
    assert (
        "附件 26 项任务中，“一个牵头部门”的 19 项、“多个部门共同牵头”的 3 项、"
        "“有分工或参与部门，没有牵头部门”的 1 项、“没有责任单位”的 3 项"
    ) in text
    assert "只依据一份文件" in text and DRAFT in text
    assert "没有两位以上编码员的编码" in text


def test_evidence_is_quoted_with_its_characters(jiangsu, report):
    evidence = jiangsu.views["policy_documents"].evidence.iloc[0]
    text = "\n".join(paragraphs(report))
    quotes = re.findall(r"「[^」]*」（第 \d+–\d+ 字）", evidence)
    assert len(quotes) >= 3
    assert all(quote in text for quote in quotes)


def test_quantities_are_the_table_and_blanks_have_their_reason(jiangsu, report):
    table = jiangsu.views["policy_coordination"]
    for row, (name, value, _) in zip(table.itertuples(), body(report, "协同指标"), strict=True):
        assert name == row.quantity_label
        if pd.isna(row.value):
            assert value == row.remark_label
        else:
            assert float(value.split()[0]) == pytest.approx(row.value, abs=5e-4)


def test_clarity_and_load_are_their_tables(jiangsu, report):
    clarity = jiangsu.views["policy_clarity"]
    columns = ["tasks", "one_lead", "co_lead", "all_participants", "listed", "no_owner"]
    expected = [
        [row["part_label"], *(str(row[c]) for c in columns)] for row in clarity.to_dict("records")
    ]
    assert body(report, "正文与附件的责任写法（项）") == expected
    text = "\n".join(paragraphs(report))
    for row in clarity.itertuples():
        assert f"有唯一牵头部门的占 {percent(row.lead_clarity)}" in text
        assert row.departments_per_task in text
    load = jiangsu.views["policy_load"]
    annex = load[load.part == "annex"].set_index("department_label")
    rows = body(report, "各部门承担的任务（项）")
    assert len(rows) == len(annex) and rows[0][0] == "知识产权局"
    columns = ["tasks", "leads", "co_leads", "participates", "provides_data", "funds", "listed"]
    for name, *cells in rows:
        assert cells == [str(annex[column][name]) for column in columns]


def test_tasks_without_one_lead_are_listed(jiangsu, report):
    tasks = jiangsu.views["policy_tasks"]
    unled = tasks[tasks.ownership != "one_lead"]
    rows = body(report, "没有唯一牵头部门的任务")
    assert sorted(row[1] for row in rows) == sorted(
        f"{row.part_label}第{row.number}项" for row in unled.itertuples()
    )
    assert [row[1] for row in rows[:3]] == ["附件第10项", "附件第25项", "附件第26项"]
    assert all(row[3] == "原文没有写责任单位" for row in rows[:3])


def test_pattern_scores_and_pmc_are_their_tables(jiangsu, report):
    views = jiangsu.views
    pattern = results.rows(views["policy_pattern"], policy_id="").iloc[0]
    [row] = body(report, "政策格局")
    assert row[1:] == [
        str(pattern.tasks_coded), str(pattern.stages_touched), str(pattern.longest_chain),
        str(pattern.cells_filled), told(pattern.evenness, 2), pattern.pattern_label,
    ]  # fmt: skip
    score = views["policy_scores"].iloc[0]
    values = [row[2] for row in body(report, "力度、目标与措施")]
    assert values == [told(score[c], 0) for c in ("strength", "goal", "measure", "effect")]
    pmc = views["policy_pmc"]
    for group, there, absent in body(report, "PMC 指数各组：文中有的词语与未见的内容"):
        own = pmc[pmc.group_label == group]
        assert there.count("（“") == (own.value == 1).sum()
        none = own[own.value == 0].variable_label
        assert absent == ("、".join(none) if len(none) else "—")
    text = "\n".join(paragraphs(report))
    assert f"PMC指数为 {score.pmc:.2f}" in text and score.pmc_grade_label in text


def test_fit_is_the_table_by_cell_and_by_group(jiangsu, report):
    fit = jiangsu.views["policy_fit"]
    whole = fit[fit.grouping == "all"]
    cells = whole.set_index(whole.stage_label + "×" + whole.tool_class_label)
    rows = body(report, f"全部地区的需求与供给（适配度 {whole.fit.iloc[0]:.2f}）")
    assert {row[0] for row in rows} == set(
        cells.index[(cells.demand_share > 0) | (cells.supply_share > 0)]
    )
    for name, count, demand, supply, gap in rows:
        one = cells.loc[name]
        assert (count, demand) == (str(one["rows"]), percent(one.demand_share))
        assert supply == percent(one.supply_share)
        assert float(gap) == pytest.approx(100 * one.gap, abs=0.051)
    regions = fit[fit.grouping == "region"]
    for name, value, _, short in body(report, "各地区的适配度与最大缺口"):
        own = regions[regions.group_label == name]
        assert value == told(own.fit.iloc[0], 2)
        assert f"需求 {percent(own.loc[own.gap.idxmax()].demand_share)}" in short
    zones = [row[0] for row in body(report, "各功能区的适配度与最大缺口")]
    assert all("等" in name or " " in name for name in zones)


def test_advice_is_printed_the_most_pressing_first_with_its_evidence(jiangsu, report):
    advice = jiangsu.views["policy_advice"]
    rows = body(report, "政策建议")
    assert len(rows) == len(advice)
    assert [int(row[0]) for row in rows] == sorted(advice.severity, reverse=True)
    assert rows[0][3] == "附件第10项"
    assert any(row[3] == "《政策供需适配》" for row in rows)
    assert not any(re.search("[a-z]{3}", cell) for row in rows for cell in row)


def test_powers_duties_and_tasks_are_complete(jiangsu, report):
    duties = jiangsu.views["policy_duties"]
    text = "\n".join(paragraphs(report))
    for department, own in duties.groupby("department_label"):
        named = own[own.role != "listed"].drop_duplicates(["task_id", "role"])
        rows = body(report, f"{department}的权力与责任")
        assert len(rows) == len(named)
        assert {row[5] for row in rows} == {
            f"第 {one.start_char}–{one.end_char} 字" for one in named.itertuples()
        }
        assert f"{department}在正文第" in text
    tasks = jiangsu.views["policy_tasks"]
    rows = body(report, "任务清单")
    assert len(rows) == len(tasks) == 32
    for task, row in zip(tasks.itertuples(), rows, strict=True):
        assert row[0] == f"{task.part_label}第{task.number}项"
        assert task.assignment_text in row[4]
        assert f"第 {task.start_char}–{task.end_char} 字" in row[4]


def test_no_codes_of_programs_are_left_in_the_report(jiangsu, report):
    text = full_text(report)
    assert "JS-2016-" not in text
    codes = {
        *jiangsu.views["policy_coverage"].tool,
        "one_lead",
        "policy_fit",
        "draft",
        "nan",
        "<NA>",
    }
    assert not [code for code in codes if code in text]


def test_without_agreement_fit_or_scores_there_are_no_empty_chapters(jiangsu, tmp_path):
    empty = {
        name: jiangsu.views[name].iloc[:0]
        for name in ("policy_fit", "policy_scores", "policy_advice", "policy_duties")
    }
    report, _ = written(changed(jiangsu, **empty), tmp_path)
    assert chapters(report)[:5] == [
        "一、摘要", "二、文件与口径", "三、制定主体协同", "四、执行主体责任", "五、环节与工具",
    ]  # fmt: skip
    assert chapters(report)[5] == "附录一　任务清单"


def test_several_documents_are_told_apart(jiangsu, tmp_path):
    views = {}
    for name in ("documents", "tasks", "clarity", "load", "pattern", "scores", "pmc"):
        table = jiangsu.views[f"policy_{name}"]
        more = table.replace({"policy_id": {"JS-2016": "X-2020"}})
        for column in {"title", "task_id"} & set(table.columns):
            more[column] = more[column].str.replace(PLAN, "乙办法").str.replace("JS-2016", "X-2020")
        views[f"policy_{name}"] = pd.concat([table, more[more.policy_id == "X-2020"]])
    report, _ = written(changed(jiangsu, **views), tmp_path)
    text = full_text(report)
    assert "收录政策文件 2 份" in text and "只依据一份文件" not in text
    assert "文件的协同层次：外式整合 2 份；制定主体协同指数 0.75" in text
    assert len(body(report, "政策格局")) == 3
    assert "《乙办法》附件第10项" in {row[1] for row in body(report, "没有唯一牵头部门的任务")}
    assert [row[0] for row in body(report, "正文与附件的责任写法（项）")] == [
        PLAN,
        PLAN,
        "乙办法",
        "乙办法",
    ]


def test_coders_conditions_and_lower_levels_are_printed_where_there_are_any(jiangsu, tmp_path):
    agreement = pd.DataFrame([
        {"kind": "stage", "kind_label": "环节", "coders": 2, "units": 26, "alpha": 0.8123,
         "least": 0.8, "verdict": "enough", "verdict_label": "合格", "remark": "", "remark_label": ""}
    ])  # fmt: skip
    conflicts = pd.DataFrame([
        {"condition_a": "c1", "condition_b": "c2", "policy_a": "P", "policy_b": "Q",
         "benefit_a": "资助", "benefit_b": "奖励", "conflict": "threshold", "conflict_label": "门槛不同",
         "detail": "甲须 5 件，乙须 10 件"}
    ])  # fmt: skip
    doors = pd.DataFrame([
        {"subject": "企业", "size": "小微", "region": "全省", "industry": "", "benefits": 2,
         "departments": 3, "portals": 2, "departments_label": "知识产权局；科技厅；财政厅",
         "uncovered": 0}
    ])  # fmt: skip
    cascade = (
        jiangsu.views["policy_cascade"]
        .head(1)
        .assign(task_id="JS-2016-A01", regions_with_owner=3, regions=13, share=3 / 13)
    )
    views = {"agreement": agreement, "conflicts": conflicts, "doors": doors, "cascade": cascade}
    report, _ = written(
        changed(jiangsu, **{f"policy_{name}": table for name, table in views.items()}), tmp_path
    )
    assert "八、条款差异" in chapters(report)
    assert body(report, "编码一致性") == [["环节", "2", "26", "0.812", "0.80", "合格", "—"]]
    assert body(report, "条款差异") == [["门槛不同", "资助", "奖励", "甲须 5 件，乙须 10 件"]]
    [door] = body(report, "各类对象可申领的支持与须找的部门")
    assert door[4:7] == ["2", "3", "2"]
    assert body(report, "省级任务在下级文件中的落实") == [
        ["组建试点工作专家组", "设区市", "3", "13", "23.1%"]
    ]


def test_pictures_stand_with_their_captions(report, bulletin):
    assert [len(document.inline_shapes) for document in (report, bulletin)] == [2, 1]
    captions = [text for text in paragraphs(report) if re.match(r"图\d　", text)]
    assert len(captions) == 2 and DRAFT in captions[1]


# --- files ----------------------------------------------------------------------------------------


def test_a_study_without_policies_has_no_report(china, tmp_path):
    assert not has_policies(china)
    assert results.table(china, "plan_tasks").empty


def test_files_repeat_and_a_demonstration_says_so(jiangsu, pictures, tmp_path):
    first, second = tmp_path / "a", tmp_path / "b"
    for folder in (first, second):
        written(jiangsu, folder, pictures)
    for name in ("report_policy.docx", "bulletin.docx"):
        assert (first / name).read_bytes() == (second / name).read_bytes()
    paper = Paper(texts(), form.BRIEF, SENTENCE)
    write_bulletin(demonstrating(jiangsu), {}, paper, tmp_path / "bulletin.docx")
    document = docx.Document(tmp_path / "bulletin.docx")
    assert document.paragraphs[0].text == SENTENCE


def test_pdf_copies_say_the_same(jiangsu, pictures, tmp_path):
    pytest.importorskip("weasyprint")
    write_pdf(jiangsu, tmp_path, pictures)
    report = "".join(pages_of(tmp_path / "report_policy.pdf"))
    assert "一、摘要" in report and "附件第26项" in report
    bulletin = "".join(pages_of(tmp_path / "bulletin.pdf"))
    assert "不等于没有完成" in bulletin and "验收清单" in bulletin


def test_an_office_program_prints_them_on_a4_with_repeated_heads(jiangsu, pictures, tmp_path):
    office, counter = shutil.which("soffice"), shutil.which("pdfinfo")
    if not (office and counter):
        pytest.skip("LibreOffice or poppler-utils is not installed")
    written(jiangsu, tmp_path, pictures)
    profile = (tmp_path / "profile").as_uri()
    command = [
        office, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf",
        "--outdir", str(tmp_path), *map(str, tmp_path.glob("*.docx")),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    for name in ("report_policy", "bulletin"):
        told = subprocess.run(
            [counter, tmp_path / f"{name}.pdf"], check=True, capture_output=True
        ).stdout.decode()
        assert "A4" in told
    pages = pages_of(tmp_path / "report_policy.pdf")
    assert sum("位置事项时间环节：工具分工原文与字序" in page for page in pages) >= 3
    headings = re.compile(r"[一二三四五六七八]、[^。]{2,16}—\d+—$")
    assert not [page for page in pages if headings.search(page)]
