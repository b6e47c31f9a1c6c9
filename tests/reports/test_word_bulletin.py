"""The bulletin of the plan prints what the tables of the plan say."""

import io
import re

import pytest
from PIL import Image

from layout.labels import label
from reports import results
from reports.figures import draw_figures
from reports.word import form
from tests.reports.policy_documents import changed, paragraphs, written
from tests.reports.printed import body


@pytest.fixture(scope="module")
def pictures(jiangsu):
    return draw_figures(jiangsu)


@pytest.fixture(scope="module")
def bulletin(jiangsu, pictures, tmp_path_factory):
    return written(jiangsu, tmp_path_factory.mktemp("bulletin"), pictures)[1]


def test_the_bulletin_counts_the_states(jiangsu, bulletin):
    tasks, summary = jiangsu.views["plan_tasks"], jiangsu.views["plan_summary"]
    text = "\n".join(paragraphs(bulletin))
    for state, count in tasks.state.value_counts().items():
        assert f"{label('plan_state', state)} {count} 项" in text
    states = ["done", "on_time", "due", "late", "overdue", "unreported", "upcoming"]
    rows = body(bulletin, "各阶段的任务状态（项）")
    expected = summary[summary.grouping.isin(["phase", "all"])].set_index("group_label")
    assert len(rows) == len(expected) and rows[-1][0] == "全部任务"
    for name, *cells in rows:
        assert cells == [str(expected[column][name]) for column in ["tasks", *states]]


def test_the_bulletin_says_that_no_report_is_not_undone(bulletin):
    text = "\n".join(paragraphs(bulletin))
    assert "没有收录到报告不等于没有完成" in text
    assert "这不等于没有完成" in text


def test_unreported_tasks_are_listed_with_lead_and_end(jiangsu, bulletin):
    tasks = jiangsu.views["plan_tasks"]
    own = tasks[tasks.state == "unreported"]
    rows = body(bulletin, f"{label('plan_state', 'unreported')}的任务")
    assert len(rows) == len(own) > 0
    for task, (number, text, lead, end, days) in zip(own.itertuples(), rows, strict=True):
        assert (number, text, end, days) == (str(task.number), task.text, task.end, str(task.days))
        assert lead == (task.lead_label.replace("；", "、") or "没有写明")
    assert "第 15 项最近一次报告（2017-03-01）" in "\n".join(paragraphs(bulletin))


def test_overdue_late_and_next_tasks_are_listed_where_there_are_any(jiangsu, tmp_path):
    tasks = jiangsu.views["plan_tasks"].copy()
    tasks["state"] = ["overdue", "late", "due", "done", *["upcoming"] * 22]
    tasks["next"] = [0, 0, 1, *[0] * 23]
    tasks["reported_on"], tasks["progress_pct"] = "", 40.0
    tasks.loc[1, "reported_on"] = "2016-03-01"
    _, bulletin = written(changed(jiangsu, plan_tasks=tasks), tmp_path)
    for state, number in (("overdue", "1"), ("late", "2"), ("due", "3")):
        assert body(bulletin, f"{label('plan_state', state)}的任务")[0][0] == number
    assert body(bulletin, "近期到期的任务")[0][0] == "3"
    text = "\n".join(paragraphs(bulletin))
    assert "第 2 项最近一次报告（2016-03-01）：进度 40%" in text
    assert "没有近期到期的任务" not in text and "期限之后没有收录到报告" not in text


def test_departments_have_the_numbers_of_the_tasks_they_lead(jiangsu, bulletin):
    summary = results.rows(jiangsu.views["plan_summary"], grouping="department")
    totals = dict(zip(summary.group_label, summary.tasks, strict=True))
    rows = body(bulletin, "各部门牵头任务的状态（项）")
    assert {row[0] for row in rows} == set(totals)
    for name, total, *_, numbers in rows:
        spans = re.findall(r"(\d+)(?:–(\d+))?项", numbers)
        count = sum(int(last or first) - int(first) + 1 for first, last in spans)
        assert count == totals[name] == int(total)


def test_steps_reported_are_told_and_blanks_are_no_report(jiangsu, bulletin):
    tasks = jiangsu.views["plan_tasks"]
    known = tasks[tasks.pdca != "none"]
    rows = body(bulletin, "报告过步骤的任务")
    assert [row[0] for row in rows] == [str(number) for number in known.number]
    assert rows[0][2:6] == ["未见报告", "是", "未见报告", "未见报告"]


def test_the_acceptance_list_is_the_table_in_words(jiangsu, bulletin):
    table = jiangsu.views["plan_acceptance"]
    rows = body(bulletin, "验收清单")
    assert [(row[1], row[3]) for row in rows] == list(
        zip(table.text, table.satisfied_label, strict=True)
    )
    cells = " ".join(row[4] for row in rows)
    assert "JS-2016" not in cells and "_" not in cells and ".csv" not in cells
    assert "《导向目录》" in cells


def test_the_schedule_stands_upright(pictures, bulletin):
    [gantt] = [one for one in pictures if one.name == "gantt"]
    wide = Image.open(io.BytesIO(gantt.png)).size
    [shape] = bulletin.inline_shapes
    assert shape.height / shape.width == pytest.approx(wide[0] / wide[1], rel=0.01)
    assert shape.height.mm < form.TEXT_HEIGHT_MM
