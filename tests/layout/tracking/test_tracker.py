"""States follow from the plan's dates and from reports, and what nobody has told is not invented."""

import datetime as dt
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layout.notes import Notes
from layout.settings import Policies as Asked
from layout.tracking import bulletin, tracking_tables
from layout.tracking.states import STATES, Report, Span, remarks, state
from layout.tracking.summary import SUMMARY_COLUMNS
from layout.tracking.tracker import PLAN_COLUMNS
from tests.layout.tracking.founding import ANNEX, PLAN, number, policies, report

ROOT = Path(__file__).resolve().parents[3]
ASKED = Asked(documents="list.csv", plan=PLAN)
HALF = dt.date(2016, 6, 30)


def tracked(as_of, progress=(), asked=ASKED, **changes):
    notes = Notes()
    read = policies(progress, **changes)
    return tracking_tables(read, asked, as_of, notes), notes.frame()


def states(as_of, progress=(), **changes):
    table = tracked(as_of, progress, **changes)[0]["plan_tasks"]
    return dict(zip(table.task_id.str.removeprefix(f"{PLAN}-"), table.state, strict=True))


def test_the_table_has_the_26_measures_and_the_columns_of_the_contract():
    table = tracked(HALF)[0]["plan_tasks"]
    assert list(table.columns) == [*PLAN_COLUMNS]
    assert table.text.to_list() == [row[2] for row in ANNEX]
    assert len(table) == 26


def test_states_of_the_founding_plan_without_any_report_are_those_of_its_schedule_cells():
    # by hand. Ended: 2月 expert group, kick-off; 2-4月 model, support system; 2-5月 three surveys: 7.
    # Due: 2-6月 ends that day, 5-7月 within 90 days. Running for longer: database, publication and
    # industry plan, since 2016年3月 or 5月. The other 14 begin after June 2016.
    assert Counter(states(HALF).values()) == {
        "unreported": 7, "due": 2, "on_time": 3, "upcoming": 14,
    }  # fmt: skip
    found = states(HALF)
    assert {code for code, one in found.items() if one == "due"} == {
        number("全省重点产业领域"),
        "A08",
    }
    assert {code for code, one in found.items() if one == "on_time"} == {"A15", "A17", "A18"}


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        # the plan's first day: eight begin in February 2016; two of them end in that month, two in
        # April (73 days on), three in May (104 days: not within 90), one in June
        ("2016-02-17", {"due": 4, "on_time": 4, "upcoming": 18}),
        # end of 2017: still open are GIS, three of 2018-12, self-assessment; inspection to come;
        # ended that day (due): industry plan, patents, marks, copyrights
        ("2017-12-31", {"unreported": 16, "due": 4, "on_time": 4, "upcoming": 2}),
        ("2026-11-22", {"unreported": 26}),
    ],
)
def test_states_on_other_days(day, expected):
    assert Counter(states(dt.date.fromisoformat(day)).values()) == expected


def test_reports_decide_before_dates_do():
    found = states(
        HALF,
        [
            report("A01", "2016-02-20", "done", evidence="会议纪要"),
            report("A03", "2016-06-10", progress_pct="90"),  # after 31 May, not done
            report("A04", "2016-05-20", progress_pct="90"),  # before it: what became of it?
            report("A06", "2016-04-15", progress_pct="20"),  # 75 of 151 days are half
            report("A08", "2016-06-15", progress_pct="60"),  # 46 of 92 days are half; due in 31
            report("A09", "2016-06-20"),  # begun before its first day
            report("A17", "2016-06-30", "not_started"),
        ],
    )
    told = {code: found[code] for code in ("A01", "A03", "A04", "A06", "A08", "A09", "A17")}
    assert told == {
        "A01": "done", "A03": "overdue", "A04": "unreported", "A06": "late", "A08": "due",
        "A09": "on_time", "A17": "late",
    }  # fmt: skip


def test_on_its_last_day_a_task_is_due_and_a_report_of_that_day_does_not_make_it_overdue():
    last_day = [report("A06", "2016-06-30", progress_pct="100")]
    assert states(HALF, last_day)["A06"] == "due"
    assert states(dt.date(2016, 7, 1), last_day)["A06"] == "unreported"
    assert states(HALF, [report("A08", "2016-06-15", progress_pct="50")])["A08"] == "due"  # 46/92


def test_a_report_of_a_later_day_is_not_known_yet_and_a_note_tells_it():
    tables, notes = tracked(HALF, [report("A01", "2016-07-01", "done", evidence="纪要")])
    assert tables["plan_tasks"].state[0] == "unreported"
    assert "有 1 条报告晚于截止日期 2016-06-30" in "".join(notes.detail)


def test_the_latest_report_counts_wherever_it_stands_in_the_file():
    rows = [report("A15", "2016-06-01", "blocked"), report("A15", "2016-05-10", progress_pct="50")]
    for order in (rows, rows[::-1]):
        task = tracked(HALF, order)[0]["plan_tasks"].set_index("number").loc["15"]
        assert (task.reported_on, task.remark) == ("2016-06-01", "task_blocked")


def test_days_run_to_the_last_day_and_the_next_list_is_what_ends_within_the_limit():
    table = tracked(HALF)[0]["plan_tasks"].set_index("number")
    assert table.days[["1", "6", "8"]].to_list() == [-122, 0, 31]
    assert table.index[table.next == 1].to_list() == ["6", "8"]
    done = tracked(HALF, [report("A08", "2016-06-15", "done", evidence="报告")])[0]["plan_tasks"]
    assert done.number[done.next == 1].to_list() == ["6"]
    short = Asked(documents="list.csv", plan=PLAN, due_within=30)
    table = tracked(HALF, asked=short)[0]["plan_tasks"].set_index("number")
    assert table.index[table.next == 1].to_list() == ["6"]


def test_a_task_that_is_late_stays_on_the_list_of_what_is_due():
    table = tracked(HALF, [report("A08", "2016-06-15", progress_pct="10")])[0]["plan_tasks"]
    assert (table.state[7], table.next[7]) == ("late", 1)


def test_what_is_doubtful_has_a_remark():
    table = tracked(
        HALF,
        [
            report("A01", "2016-03-05", "done", evidence="文件"),
            report("A02", "2016-02-20", "done"),
            report("A03", "2016-05-20"),
            report("A15", "2016-06-01", do="1", check="1", evidence="合同"),
            report("A17", "2016-06-01", plan="1"),
        ],
        A16={"end": "", "start": "2016-01-01"},
    )[0]["plan_tasks"].set_index("number")
    told = {n: table.remark[n] for n in ("1", "2", "3", "6", "15", "16", "17")}
    assert told == {
        "1": "task_late_done",
        "2": "task_done_unproven",
        "3": "task_report_before_end",
        "6": "task_no_report",
        "15": "task_step_skipped",
        "16": "task_no_deadline",
        "17": "task_step_unproven",
    }
    assert table.state["16"] == "" and table.pdca["15"] == "check" and table.pdca["17"] == "none"
    assert pd.isna(table.days["16"]) and pd.isna(table.plan["15"]) and table.do["15"] == 1
    assert table.remark_label["1"] == "完成报告的日期晚于期限"


def test_a_step_stays_taken_until_a_report_takes_it_back():
    kept = [report("A15", "2016-05-10", plan="1", evidence="方案"), report("A15", "2016-06-01")]
    assert tracked(HALF, kept)[0]["plan_tasks"].pdca[14] == "plan"
    taken_back = [*kept, report("A15", "2016-06-20", plan="0")]
    assert tracked(HALF, taken_back)[0]["plan_tasks"].pdca[14] == "none"


def test_leads_and_the_others_are_named_with_their_parts():
    table = tracked(HALF)[0]["plan_tasks"].set_index("number")
    assert table.lead["5"] == "DRC;EIC;STA"
    assert table.lead_label["5"] == "发展改革委；工业和信息化厅；统计局"
    assert table.participants_label["15"] == (
        "发展改革委（提供数据）；工业和信息化厅（提供数据）；"
        "科技厅（立项及经费支持）；财政厅（立项及经费支持）"
    )
    assert table.lead_label["10"] == table.participants_label["10"] == ""


def test_sums_hold_all_tasks_once_and_joint_tasks_once_for_each_lead():
    summary = tracked(HALF)[0]["plan_summary"]
    assert list(summary.columns) == [*SUMMARY_COLUMNS]
    counted = summary.groupby("grouping").tasks.sum()
    # 26 measures; 19 one lead, joint leads 3 + 5 + 4, one all together, three with nobody
    assert dict(counted) == {"all": 26, "phase": 26, "section": 26, "department": 35}
    by = summary.set_index(["grouping", "group"])
    assert by.loc[("department", "IPO"), "tasks"] == 17  # 19 less marks (AIC) and copyrights (CPR)
    assert by.loc[("department", "no_owner"), "tasks"] == 3
    assert by.loc[("department", "no_owner"), "group_label"] == "无责任单位"
    assert by.loc[("department", "no_lead"), "tasks"] == 1
    assert by.loc[("phase", "试点启动"), "unreported"] == 2
    assert (summary[[*STATES]].sum(axis=1) == summary.tasks).all()


def test_the_share_done_is_of_all_tasks_of_the_group():
    done = [report("A01", "2016-02-20", "done", evidence="纪要")]
    by = tracked(HALF, done)[0]["plan_summary"].set_index(["grouping", "group"]).done_share
    assert by["phase", "试点启动"] == 0.5
    assert by["all", "all"] == 0.038462  # 1/26


def test_the_notes_tell_how_many_tasks_nobody_has_reported_on():
    _, notes = tracked(HALF, [report("A01", "2016-02-20", "done", evidence="纪要")])
    told = dict(zip(notes.message_code, notes.detail, strict=True))
    assert "26 项任务中，截至 2016-06-30 有 25 项没有收录到任何报告" in told["plan_unreported"]
    assert "3 项任务没有写明责任单位" in told["plan_without_owner"]
    assert set(notes.stage) == {"policy"}


def test_without_a_plan_or_without_tasks_there_is_no_table():
    assert tracked(HALF, asked=Asked(documents="list.csv"))[0] == {}
    tables, notes = tracked(HALF, asked=Asked(documents="list.csv", plan="OTHER"))
    assert tables == {} and notes.message_code.to_list() == ["plan_without_tasks"]


def test_a_plan_without_annex_is_tracked_by_its_body_and_a_note_says_so():
    body = {f"A{n:02}": {"part": "body"} for n in range(1, 27)}
    tables, notes = tracked(HALF, **body)
    assert len(tables["plan_tasks"]) == 26 and "plan_body_tracked" in set(notes.message_code)
    mixed, _ = tracked(HALF, A01={"part": "body"})
    assert len(mixed["plan_tasks"]) == 25


def test_the_bulletin_says_every_state_with_its_tasks():
    done = [report("A01", "2016-02-20", "done")]
    told = bulletin(tracked(HALF, done)[0]["plan_tasks"], HALF).set_index("topic")
    assert told.text["overall"] == (
        "截至 2016-06-30，方案共 26 项任务：已完成 1 项，期限未到 3 项，即将到期 2 项，"
        "期限已过，未见报告 6 项，尚未开始 14 项。"
    )
    assert told.text["unproven"] == "报告已完成但未附证据 1 项，请补充证据：“组建试点工作专家组”。"
    assert told.task_ids["next"] == "JS-2016-A06;JS-2016-A08"
    assert list(told.index) == [
        "overall",
        "done",
        "on_time",
        "due",
        "unreported",
        "next",
        "unproven",
    ]


def test_the_bundled_progress_of_jiangsu_names_a_source_for_every_row():
    table = pd.read_csv(ROOT / "studies/jiangsu/progress.csv", dtype=str, keep_default_na=False)
    known = {f"{PLAN}-A{n:02}" for n in range(1, 27)}
    assert set(table.task_id) <= known
    assert (table.evidence_source != "").all() and (table.evidence != "").all()


DAYS = st.dates(dt.date(2015, 1, 1), dt.date(2019, 12, 31))
REPORTS = st.lists(
    st.builds(
        Report,
        DAYS,
        st.sampled_from(["done", "ongoing", "not_started", "blocked"]),
        st.none() | st.floats(0, 100),
        st.sampled_from(["", "文件"]),
        st.just(""),
        st.tuples(*[st.none() | st.booleans()] * 4),
    ),
    max_size=3,
)


@settings(derandomize=True, deadline=None, max_examples=300)
@given(st.none() | DAYS, st.none() | DAYS, REPORTS, DAYS)
def test_every_task_has_one_state_and_overdue_is_never_said_without_a_report(
    start, end, reports, as_of
):
    reports = sorted((r for r in reports if r.reported_on <= as_of), key=lambda r: r.reported_on)
    if start is not None and end is not None and start > end:
        start, end = end, start
    span = Span(start, end)
    found = state(span, reports, as_of, 90)
    remarks(span, reports, found)
    assert found in STATES or (found == "" and end is None)
    if found == "overdue":
        assert end < as_of and reports and reports[-1].reported_on > end
    if found in ("due", "on_time", "late"):
        assert end >= as_of
    if not reports:
        assert found not in ("done", "late", "overdue")
