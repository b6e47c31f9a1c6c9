import math
from pathlib import Path

import pytest

import run_eval
from geodata.errors import Problems
from geodata.policies.corpus import ELIGIBILITY_COLUMNS, LEDGER_COLUMNS, PROGRESS_COLUMNS
from geodata.policies.kept import (
    no_eligibility,
    no_ledger,
    no_progress,
    read_eligibility,
    read_ledger,
    read_progress,
)

TASKS = ("A01", "A02")
DEPARTMENTS = ("IPO", "FIN")
FULL_HEADER = ",".join(PROGRESS_COLUMNS)


def table(tmp_path, header, *lines):
    path = tmp_path / "kept.csv"
    path.write_text("\n".join([header, *lines]), encoding="utf-8-sig")
    return path


def progress(tmp_path, *lines, header=FULL_HEADER):
    problems = Problems()
    frame, read = read_progress(table(tmp_path, header, *lines), TASKS, problems)
    return frame, problems, read


def eligibility(tmp_path, *lines):
    problems = Problems()
    path = table(tmp_path, ",".join(ELIGIBILITY_COLUMNS), *lines)
    return read_eligibility(path, ("P1", "P2"), DEPARTMENTS, problems)[0], problems


def ledger(tmp_path, *lines):
    problems = Problems()
    path = table(tmp_path, ",".join(LEDGER_COLUMNS), *lines)
    return read_ledger(path, DEPARTMENTS, problems)[0], problems


def faults(problems):
    return [(p.code, p.row, p.column) for p in problems]


def test_reports_are_kept_all_and_sorted_by_task_and_day(tmp_path):
    frame, problems, read = progress(
        tmp_path,
        "A02,2017年3月1日,受阻,,,,,,,,",
        "A01,2017/6/30,已完成,100,报告已印发,知识产权局,是,是,否,,年中",
        "A01,2016-12-31,ongoing,40,,,1,0,,,",
    )
    assert not problems.found and read.sha256
    assert frame.columns.to_list() == [*PROGRESS_COLUMNS]
    assert frame[["task_id", "reported_on", "status"]].to_numpy().tolist() == [
        ["A01", "2016-12-31", "ongoing"],
        ["A01", "2017-06-30", "done"],
        ["A02", "2017-03-01", "blocked"],
    ]
    assert frame.progress_pct.to_list()[:2] == [40.0, 100.0] and math.isnan(frame.progress_pct[2])
    assert frame.loc[1, ["plan", "do", "check", "act"]].to_list() == ["1", "1", "0", ""]


def test_three_columns_are_enough_for_a_report(tmp_path):
    frame, problems, _ = progress(
        tmp_path, "A01,2016-12-31,未开始", header="task_id,reported_on,status"
    )
    assert not problems.found and frame.status.to_list() == ["not_started"]


def test_all_faults_of_reports_are_told_at_once(tmp_path):
    frame, problems, _ = progress(
        tmp_path,
        "A99,2016-12-31,进行中,,,,,,,,",
        "A01,2016年12月,进行中,,,,,,,,",  # a month is no day
        "A01,2016-02-30,进行中,,,,,,,,",
        "A01,,进行中,,,,,,,,",
        "A01,2016-01-01,快了,,,,,,,,",
        "A01,2016-01-02,进行中,120,,,,,,,",
        "A01,2016-01-03,进行中,一半,,,,,,,",
        "A01,2016-01-04,已完成,60,,,,,,,",
        "A01,2016-01-05,未开始,5,,,,,,,",
        "A01,2016-01-06,进行中,,平台上线,,,,,,",
        "A01,2016-01-07,进行中,,,,也许,,,,",
        "A01,2016-01-08,进行中,,,,,,,,",
        "A01,2016/1/8,受阻,,,,,,,,",
    )
    assert faults(problems) == [
        ("policy_task_unknown", 2, "task_id"),
        ("policy_day_invalid", 3, "reported_on"),
        ("policy_day_invalid", 4, "reported_on"),
        ("cell_repeated", 4, "reported_on"),
        ("cell_empty", 5, "reported_on"),
        ("cell_repeated", 5, "reported_on"),
        ("value_not_allowed", 6, "status"),
        ("policy_percent_invalid", 7, "progress_pct"),
        ("policy_percent_invalid", 8, "progress_pct"),
        ("policy_progress_contradiction", 9, "progress_pct"),
        ("policy_progress_contradiction", 10, "progress_pct"),
        ("cell_empty", 11, "evidence_source"),
        ("value_not_allowed", 12, "plan"),
        ("cell_repeated", 14, "reported_on"),
    ]
    assert frame.reported_on.to_list() == ["2016-01-08"]


def test_the_public_reports_of_the_bundled_study_are_read():
    path = Path(run_eval.__file__).parent / "studies" / "jiangsu" / "progress.csv"
    tasks = [f"JS-2016-A{n:02}" for n in range(1, 27)]
    problems = Problems()
    frame, _ = read_progress(path, tasks, problems)
    assert not problems.found and set(frame.status) <= {"done", "ongoing"}


def test_conditions_hold_numbers_days_and_codes(tmp_path):
    frame, problems = eligibility(
        tmp_path,
        "C1,P1,培训券,IPO,窗口一,企业,小型；微型,320100； 320500,,1,10,2016-01-01,,是,办法第三条",
        "C2,P2,创新券,FIN,,,,,39,,,,2018年12月31日,no,办法第五条",
    )
    assert not problems.found and frame.columns.to_list() == [*ELIGIBILITY_COLUMNS]
    assert frame[["size", "region", "stacking"]].to_numpy().tolist() == [
        ["小型;微型", "320100;320500", "yes"],
        ["", "", "no"],
    ]
    assert frame.ip_minimum[0] == 1 and frame.ip_maximum[0] == 10
    assert frame.loc[1, ["ip_minimum", "ip_maximum"]].isna().all()
    assert frame[["valid_from", "valid_to"]].to_numpy().tolist() == [
        ["2016-01-01", ""],
        ["", "2018-12-31"],
    ]


def test_all_faults_of_conditions_are_told_at_once(tmp_path):
    frame, problems = eligibility(
        tmp_path,
        "C1,P1,券,IPO,,,,,,-1,,,,,来源",
        "C1,P1,券,IPO,,,,,,5,2,,,,来源",
        "C2,P9,券,XXX,,,,,,,,,,,来源",
        "C3,P1,,IPO,,,,,,,,2018-01-01,2017-01-01,或许,",
        "C4,P1,券,IPO,,,,,,inf,,,,,来源",
    )
    assert faults(problems) == [
        ("policy_number_invalid", 2, "ip_minimum"),
        ("code_repeated", 3, "condition_id"),
        ("policy_limits_reversed", 3, "ip_maximum"),
        ("policy_unknown", 4, "policy_id"),
        ("department_unknown", 4, "department"),
        ("cell_empty", 5, "benefit"),
        ("cell_empty", 5, "source"),
        ("policy_days_reversed", 5, "valid_to"),
        ("value_not_allowed", 5, "stacking"),
        ("policy_number_invalid", 6, "ip_minimum"),
    ]
    assert frame.empty


def test_the_ledger_is_read_with_chinese_or_plain_words(tmp_path):
    frame, problems = ledger(
        tmp_path, "lead-A02,部分采纳,2017-05-01,IPO,下年落实", "lead-A01,open,,,"
    )
    assert not problems.found
    assert frame.to_numpy().tolist() == [
        ["lead-A01", "open", "", "", ""],
        ["lead-A02", "partly", "2017-05-01", "IPO", "下年落实"],
    ]


def test_all_faults_of_the_ledger_are_told_at_once(tmp_path):
    frame, problems = ledger(tmp_path, "a,搁置,昨天,XXX,", "a,已采纳,,,", ",未采纳,,,")
    assert faults(problems) == [
        ("value_not_allowed", 2, "status"),
        ("policy_day_invalid", 2, "decided_on"),
        ("department_unknown", 2, "department"),
        ("code_repeated", 3, "advice_id"),
        ("cell_empty", 4, "advice_id"),
    ]
    assert frame.empty


@pytest.mark.parametrize("empty", [no_progress, no_eligibility, no_ledger])
def test_a_study_that_keeps_no_table_has_an_empty_one(empty):
    assert empty().empty and len(empty().columns)
