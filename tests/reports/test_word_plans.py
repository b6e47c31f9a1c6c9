"""The reports on plans and the list of alerts print what the tables say."""

import re

import pytest

from reports.word.alerts import write_alerts
from reports.word.columns import amount, share
from reports.word.paper import Paper
from reports.word.plans import write_plans
from reports.word.wording import texts
from tests.reports.policy_documents import changed, chapters, paragraphs
from tests.reports.printed import body
from tests.reports.test_word import full_text, opened

FORMS = {"annual": "年度监测报告", "midterm": "中期评估报告", "final": "总结评估报告"}


def written(evaluation, folder):
    """Plan → its document."""
    write_plans(evaluation, lambda: Paper(texts()), folder)
    return {path.name.split("_")[0]: opened(path) for path in sorted(folder.glob("*.docx"))}


@pytest.fixture(scope="module")
def documents(china, tmp_path_factory):
    return written(china, tmp_path_factory.mktemp("plans"))


def test_every_plan_has_a_report_in_the_form_it_asks_for(china, documents):
    plans = china.views["plans"]
    assert set(documents) == set(plans.plan_id) and len(documents) == 4
    for row in plans.itertuples():
        assert paragraphs(documents[row.plan_id])[0] == row.title + FORMS[row.report]
    assert set(plans.report) == set(FORMS)


def test_every_indicator_stands_with_its_attainment_and_light(china, documents):
    table = china.views["plan_indicators"]
    for plan, document in documents.items():
        own = table[table.plan_id == plan]
        rows = body(document, "指标完成情况")
        assert [row[1] for row in rows] == list(own.label_zh)
        assert [row[-1] for row in rows] == list(own.light_label)
        if own.attainment.notna().any():
            assert [row[-3] for row in rows] == [share(value) for value in own.attainment]


def test_drafts_and_hidden_figures_are_told_in_the_first_lines(documents):
    first = paragraphs(documents["CN-PS-D"])[2:4]
    assert "初稿" in first[0] and "隐去了 5 项" in first[1]
    assert not any("隐去" in text for text in paragraphs(documents["ZJ-14"])[:4])


def test_checks_are_printed_with_quotes_and_characters(china, documents):
    checks = china.views["plan_checks"]
    own = checks[checks.plan_id == "ZJ-14"]
    rows = body(documents["ZJ-14"], "规划数据核对")
    assert [row[0] for row in rows] == list(own.verdict_label)
    for row, check in zip(rows, own.itertuples(), strict=True):
        assert check.quote in row[2]
        assert f"第 {int(check.start_char)}–{int(check.end_char)} 字" in row[2]


def test_the_allocation_ends_with_the_sum_that_is_the_target(china, documents):
    table = china.views["plan_allocation"]
    for (scheme, name), own in table.groupby(["scheme", "label_zh"]):
        rows = body(documents["CN-PS"], f"目标分解：{name}（{scheme}）")
        assert rows[-1][0] == "合计" and rows[-1][2] == amount(own.total.iloc[0])
        assert len(rows) == len(own) + 1


def test_there_are_no_empty_chapters_and_no_codes(china, documents, tmp_path):
    for document in documents.values():
        assert not re.search(r"nan|<NA>|plan_[a-z]|[A-Z]{2}-1[34](?!\d)", full_text(document))
    empty = {f"plan_{name}": china.views[f"plan_{name}"].iloc[:0]
             for name in ("checks", "projects", "allocation")}  # fmt: skip
    found = chapters(written(changed(china, **empty), tmp_path)["ZJ-14"])
    assert not [name for name in found if re.search("核对|项目|分解", name)]


def test_alerts_of_one_department_stand_together(china, tmp_path):
    path = tmp_path / "report_alerts.docx"
    write_alerts(china, Paper(texts()), path)
    document = opened(path)
    alerts = china.views["alerts"]
    assert len(body(document, "预警")) == len(alerts)
    for name, own in alerts.groupby("department_label"):
        assert any(f"{name}（{len(own)} 条）" in chapter for chapter in chapters(document))


def test_files_repeat(china, tmp_path):
    first, second = tmp_path / "a", tmp_path / "b"
    for folder in (first, second):
        written(china, folder)
    for path in first.glob("*.docx"):
        assert path.read_bytes() == (second / path.name).read_bytes()


def test_departments_figures_and_credit_are_in_the_list_of_alerts(demo_evaluation, tmp_path):
    write_alerts(demo_evaluation, Paper(texts()), tmp_path / "report_alerts.docx")
    document = opened(tmp_path / "report_alerts.docx")
    credit = demo_evaluation.views["credit_entities"]
    rows = body(document, "信用事件涉及的主体")
    assert [row[0] for row in rows] == list(credit.entity)
    assert {cell for row in rows for cell in row[-3:]} <= {"是", "否", "—"} | set(
        credit.remark_label
    )
    state = demo_evaluation.views["monitoring_coverage"]
    assert len(body(document, "部门数据报送情况")) == len(state)
