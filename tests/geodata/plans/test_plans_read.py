"""The tables of plans as users fill them in: what is read, and every fault that is told."""

import csv
import math

import pytest

from geodata.errors import Problems
from geodata.plans.read import Asked, read_plans
from geodata.plans.records import (
    ALLOCATION_COLUMNS,
    FIGURE_COLUMNS,
    INDICATOR_COLUMNS,
    PLAN_COLUMNS,
    PROJECT_COLUMNS,
    STATEMENT_COLUMNS,
)
from geodata.regions import Register
from geodata.statistics import Statistic
from geodata.units import parse_unit

TEXT = "前文\n指标\n\t发明专利\n\t2\n\t3\n后文发明专利 2 万件"
STATISTICS = {
    code: Statistic(code, label, "", parse_unit(unit), "", True, "", "", 0)
    for code, label, unit in (("in_force", "有效发明专利量", "件"), ("firms", "企业数", "家"))
}
PLAN = {
    "plan_id": "P",
    "title": "规划",
    "region": "浙江",
    "start_year": "2020",
    "end_year": "2025",
    "status": "正式",
    "source_id": "s1",
    "file": "P.txt",
    "issuer": "",
    "report": "",
    "url": "",
    "note": "",
}
INDICATOR = {
    "plan_id": "P",
    "indicator_id": "1",
    "number": "1",
    "label_zh": "发明专利",
    "kind": "存量",
    "direction": "正向",
    "binding": "预期性",
    "unit": "万件",
    "baseline_year": "2020",
    "baseline": "2",
    "target_year": "2025",
    "target": "3",
    "status": "final",
    "definition": "",
    "statistic": "in_force",
    "quote": "发明专利 2 3",
    "source_id": "s1",
    "note": "",
}
FIGURE = {
    "plan_id": "P",
    "indicator_id": "1",
    "date": "2023",
    "value": "25,000",
    "unit": "件",
    "source_id": "s1",
    "note": "",
}
STATEMENT = {
    "check_id": "C",
    "plan_id": "P",
    "indicator_id": "1",
    "against": "基期",
    "relation": "same",
    "value": "20000",
    "unit": "件",
    "years": "",
    "quote": "发明专利2万件",
    "source_id": "s1",
    "note": "",
}
ALLOCATION = {
    "scheme": "试算",
    "plan_id": "P",
    "indicator_id": "1",
    "rule": "按权重",
    "weights": "firms",
    "baseline": "",
    "closing": "",
    "step": "0.1",
    "floor": "0.2",
    "cap": "",
    "note": "",
}
PROJECT = {
    "project_id": "R1",
    "plan_id": "P",
    "category": "重大改革",
    "number": "1",
    "title": "项目",
    "text": "",
    "lead": "",
    "participants": "",
    "start": "2021/1/1",
    "end": "",
    "indicators": "1",
    "quote": "",
    "note": "",
}
PROGRESS = {"task_id": "R1", "reported_on": "2023-01-01", "status": "进行中"}
BOUND = {"level": "全国", "quantity": "money", "least": "1000000", "most": "", "reason": "理由"}
GIVEN = {
    "plans": PLAN,
    "indicators": INDICATOR,
    "figures": FIGURE,
    "statements": STATEMENT,
    "allocations": ALLOCATION,
    "projects": PROJECT,
    "progress": PROGRESS,
    "plausibility": BOUND,
}


def read(folder, **tables):
    """Plans and problems; a table is a list of changes to its row, else the row as it is."""
    (folder / "P.txt").write_text(TEXT, encoding="utf-8")
    paths = {}
    for name, row in GIVEN.items():
        changed = tables.get(name, [{}])
        if changed is None:
            continue
        paths[name] = folder / f"{name}.csv"
        with paths[name].open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, [*row], lineterminator="\r\n")
            writer.writeheader()
            writer.writerows(row | change for change in changed)
    problems = Problems()
    asked = Asked("测试.toml", paths)
    plans = read_plans(asked, Register.load(), STATISTICS, frozenset(["s1"]), problems)
    return plans, problems


def faults(problems):
    return [(p.code, p.file, p.row, p.column) for p in problems.found]


def only(folder, code, table, column, **tables):
    """One problem, of row 2 unless told otherwise; its text."""
    _, problems = read(folder, **tables)
    row = len(tables[table]) + 1
    assert faults(problems) == [(code, f"{table}.csv", row, column)]
    return str(problems.found[0])


def test_tables_are_read_with_words_units_and_places(tmp_path):
    plans, problems = read(tmp_path)
    assert not problems.found
    plan, one = plans.plans.iloc[0], plans.indicators.iloc[0]
    assert (plan.region_code, plan.region_name, plan.status) == ("330000", "浙江省", "final")
    assert (one.kind, one.direction, one.binding) == ("stock", "more", "expected")
    assert (one.baseline, one.target, one.unit) == (2.0, 3.0, "万件")
    assert (plans.figures.value[0], plans.figures.time[0]) == (2.5, 2023.0)  # 25,000 件
    assert (plans.statements.value[0], plans.statements.against[0]) == (2.0, "baseline")
    assert (plans.allocations.rule[0], plans.allocations.floor[0]) == ("weights", 0.2)
    assert (plans.projects.category[0], plans.projects.start[0]) == ("reform", "2021-01-01")
    assert plans.progress.status.to_list() == ["ongoing"]
    assert plans.plausibility.level.to_list() == ["nation"]


def test_columns_are_those_of_the_contract(tmp_path):
    plans, _ = read(tmp_path)
    empty, _ = read(
        tmp_path, figures=None, statements=None, allocations=None, projects=None, progress=None
    )
    for found in (plans, empty):
        assert found.plans.columns.to_list() == [*PLAN_COLUMNS]
        assert found.indicators.columns.to_list() == [*INDICATOR_COLUMNS]
        assert found.figures.columns.to_list() == [*FIGURE_COLUMNS]
        assert found.statements.columns.to_list() == [*STATEMENT_COLUMNS]
        assert found.allocations.columns.to_list() == [*ALLOCATION_COLUMNS]
        assert found.projects.columns.to_list() == [*PROJECT_COLUMNS]
    for name in ("figures", "statements", "allocations", "projects"):
        assert (getattr(plans, name).dtypes == getattr(empty, name).dtypes).all()
        assert getattr(empty, name).empty


def test_every_file_is_told_with_its_hash(tmp_path):
    plans, _ = read(tmp_path)
    assert set(plans.files) == {*(f"{name}.csv" for name in GIVEN), "P.txt"}
    assert plans.files["P.txt"] == plans.plans.sha256[0]
    assert all(len(digest) == 64 for digest in plans.files.values())


def test_a_quote_is_found_over_the_lines_of_a_table(tmp_path):
    plans, _ = read(tmp_path)
    one = plans.indicators.iloc[0]
    assert TEXT[one.start_char : one.end_char] == "发明专利\n\t2\n\t3"


def test_of_several_places_the_first_counts(tmp_path):
    plans, _ = read(tmp_path, indicators=[{"quote": "发明专利"}])
    assert plans.indicators.start_char[0] == TEXT.index("发明专利")


def test_a_country_is_a_region_too(tmp_path):
    plans, _ = read(tmp_path, plans=[{"region": "全国"}])
    assert plans.plans.region_code.to_list() == ["100000"]


@pytest.mark.parametrize(
    ("date", "iso", "time"),
    [("2023年", "2023", 2023.0), ("2025年6月", "2025-06", 2024.5), ("2025/12", "2025-12", 2025.0)],
)
def test_a_figure_is_of_a_year_or_a_month(tmp_path, date, iso, time):
    plans, _ = read(tmp_path, figures=[{"date": date}])
    assert (plans.figures.date[0], plans.figures.time[0]) == (iso, time)


def test_a_figure_without_value_says_nothing(tmp_path):
    plans, problems = read(tmp_path, figures=[{"value": ""}])
    assert plans.figures.empty and not problems.found


def test_a_masked_number_is_missing_and_its_status_says_so(tmp_path):
    plans, problems = read(
        tmp_path, indicators=[{"baseline": "*", "target": "**", "status": "masked", "quote": ""}]
    )
    assert not problems.found
    assert plans.indicators[["baseline", "target"]].isna().all(axis=None)


def test_an_unknown_baseline_is_missing(tmp_path):
    plans, problems = read(tmp_path, indicators=[{"baseline": ""}])
    assert not problems.found and math.isnan(plans.indicators.baseline[0])


def test_a_milestone_goes_from_nothing_to_one(tmp_path):
    change = {"kind": "里程碑", "baseline": "", "target": "", "unit": "比值", "statistic": ""}
    same_unit = {"unit": "比值", "value": "1"}
    plans, problems = read(
        tmp_path, indicators=[change], figures=[same_unit], statements=[same_unit]
    )
    assert not problems.found
    assert (plans.indicators.baseline[0], plans.indicators.target[0]) == (0.0, 1.0)


def test_growth_is_read_as_a_share(tmp_path):
    change = {"relation": "年均增长", "value": "15", "unit": "%", "years": "5"}
    plans, problems = read(tmp_path, statements=[change])
    assert not problems.found and plans.statements.value[0] == 0.15


def test_parts_of_a_sum_stand_in_several_rows(tmp_path):
    plans, problems = read(tmp_path, statements=[{"relation": "sum"}, {"relation": "分项"}])
    assert not problems.found and plans.statements.relation.to_list() == ["sum", "sum"]


CASES = [
    ("code_repeated", "plans", "plan_id", [{}, {}]),
    ("cell_empty", "plans", "title", [{"title": ""}]),
    ("cell_empty", "plans", "region", [{"region": ""}]),
    ("region_unknown", "plans", "region", [{"region": "浙江城"}]),
    ("year_invalid", "plans", "start_year", [{"start_year": "20"}]),
    ("plan_years_reversed", "plans", "end_year", [{"end_year": "2020"}]),
    ("value_not_allowed", "plans", "status", [{"status": "masked"}]),
    ("value_not_allowed", "plans", "report", [{"report": "季报"}]),
    ("source_unknown", "plans", "source_id", [{"source_id": "s2"}]),
    ("plan_unknown", "indicators", "plan_id", [{}, {"plan_id": "Q", "quote": ""}]),
    ("code_repeated", "indicators", "indicator_id", [{}, {}]),
    ("cell_empty", "indicators", "indicator_id", [{}, {"indicator_id": ""}]),
    ("cell_empty", "indicators", "label_zh", [{"label_zh": ""}]),
    ("value_not_allowed", "indicators", "kind", [{"kind": "流量"}]),
    ("cell_empty", "indicators", "direction", [{"direction": ""}]),
    ("value_not_allowed", "indicators", "binding", [{"binding": "刚性"}]),
    ("unit_unknown", "indicators", "unit", [{"unit": "万元件"}]),
    ("plan_growth_unit", "indicators", "unit", [{"kind": "增长率"}]),
    ("plan_years_reversed", "indicators", "target_year", [{"target_year": "2019"}]),
    ("number_invalid", "indicators", "baseline", [{"baseline": "约2"}]),
    ("number_invalid", "indicators", "target", [{"target": "3以上"}]),
    ("plan_target_missing", "indicators", "target", [{"target": ""}]),
    ("plan_masked_status", "indicators", "status", [{"target": "*", "status": "draft"}]),
    ("plan_masked_number", "indicators", "target", [{"status": "masked"}]),
    ("plan_masked_number", "indicators", "target", [{"status": "masked", "target": ""}]),
    ("statistic_unknown", "indicators", "statistic", [{"statistic": "in_forces"}]),
    ("plan_statistic_unit", "indicators", "statistic", [{"statistic": "firms"}]),
    ("plan_quote_missing", "indicators", "quote", [{"quote": "商标"}]),
    ("source_unknown", "indicators", "source_id", [{"source_id": "s2"}]),
    ("plan_indicator_unknown", "figures", "indicator_id", [{"indicator_id": "2"}]),
    ("plan_unknown", "figures", "plan_id", [{"plan_id": "Q"}]),
    ("plan_date_invalid", "figures", "date", [{"date": "Jun-25"}]),
    ("plan_date_invalid", "figures", "date", [{"date": "2025-13"}]),
    ("number_invalid", "figures", "value", [{"value": "25％"}]),
    ("unit_wrong", "figures", "unit", [{"unit": "万元"}]),
    ("cell_empty", "figures", "unit", [{"unit": ""}]),
    ("cell_repeated", "figures", "date", [{}, {"date": "2023-12"}]),
    ("cell_empty", "figures", "source_id", [{"source_id": ""}]),
    ("cell_empty", "statements", "check_id", [{"check_id": ""}]),
    ("value_not_allowed", "statements", "against", [{"against": "去年"}]),
    ("value_not_allowed", "statements", "relation", [{"relation": "约等于"}]),
    ("cell_empty", "statements", "value", [{"value": ""}]),
    ("unit_wrong", "statements", "unit", [{"unit": "家"}]),
    ("plan_years_missing", "statements", "years", [{"relation": "grows", "unit": "%"}]),
    ("plan_number_outside", "statements", "years", [{"years": "0"}]),
    ("plan_quote_missing", "statements", "quote", [{"quote": "发明专利3万件"}]),
    ("plan_check_repeated", "statements", "check_id", [{}, {}]),
    (
        "plan_check_mixed",
        "statements",
        "against",
        [{"relation": "sum"}, {"relation": "sum", "against": "target"}],
    ),
    ("code_repeated", "allocations", "scheme", [{}, {}]),
    ("value_not_allowed", "allocations", "rule", [{"rule": "平均"}]),
    ("plan_rule_needs", "allocations", "weights", [{"weights": ""}]),
    ("plan_rule_needs", "allocations", "baseline", [{"rule": "same_rate", "weights": ""}]),
    ("plan_rule_needs", "allocations", "closing", [{"rule": "缩小差距", "baseline": "in_force"}]),
    ("plan_rule_unused", "allocations", "closing", [{"closing": "0.5"}]),
    ("plan_rule_unused", "allocations", "weights", [{"rule": "same_step", "baseline": "in_force"}]),
    (
        "plan_number_outside",
        "allocations",
        "closing",
        [{"rule": "catch_up", "baseline": "in_force", "closing": "1.5"}],
    ),
    ("plan_number_outside", "allocations", "step", [{"step": "0"}]),
    ("cell_empty", "allocations", "step", [{"step": ""}]),
    ("plan_number_outside", "allocations", "floor", [{"floor": "-1"}]),
    ("plan_limit_step", "allocations", "floor", [{"floor": "0.25"}]),
    ("policy_limits_reversed", "allocations", "cap", [{"cap": "0.1"}]),
    ("statistic_unknown", "allocations", "weights", [{"weights": "firm"}]),
    ("plan_statistic_unit", "allocations", "baseline", [{"baseline": "firms"}]),
    ("code_repeated", "projects", "project_id", [{}, {}]),
    ("value_not_allowed", "projects", "category", [{"category": "重大工程"}]),
    ("cell_empty", "projects", "title", [{"title": ""}]),
    ("policy_day_invalid", "projects", "start", [{"start": "2021年"}]),
    ("policy_days_reversed", "projects", "end", [{"end": "2020-12-31"}]),
    ("plan_indicator_unknown", "projects", "indicators", [{"indicators": "1；2"}]),
    ("plan_quote_missing", "projects", "quote", [{"quote": "没有"}]),
    ("policy_task_unknown", "progress", "task_id", [{"task_id": "R2"}]),
    ("value_not_allowed", "plausibility", "level", [{"level": "镇"}]),
    ("value_not_allowed", "plausibility", "quantity", [{"quantity": "钱"}]),
    ("cell_empty", "plausibility", "least", [{"least": ""}]),
    ("cell_empty", "plausibility", "reason", [{"reason": ""}]),
    ("policy_limits_reversed", "plausibility", "most", [{"most": "10"}]),
    ("code_repeated", "plausibility", "level", [{}, {}]),
]


@pytest.mark.parametrize(("code", "table", "column", "rows"), CASES)
def test_a_fault_is_told_once_with_its_place(tmp_path, code, table, column, rows):
    told = only(tmp_path, code, table, column, **{table: rows})
    assert "{" not in told  # every value of the message was given


def test_a_text_that_is_missing_is_told_once_for_two_plans(tmp_path):
    plans = [{"file": "缺.txt"}, {"plan_id": "Q", "file": "缺.txt"}]
    _, problems = read(tmp_path, plans=plans)
    assert faults(problems) == [("plan_file_missing", "plans.csv", 2, "file")]


def test_a_text_of_another_kind_is_told(tmp_path):
    (tmp_path / "P.doc").write_bytes(b"x")
    _, problems = read(tmp_path, plans=[{"file": "P.doc"}])
    assert faults(problems) == [("policy_format", "plans.csv", 2, "file")]


def test_a_quote_of_a_plan_without_text_is_told(tmp_path):
    _, problems = read(tmp_path, plans=[{"file": ""}], statements=None)
    assert faults(problems) == [("plan_quote_no_text", "indicators.csv", 2, "quote")]


def test_all_faults_of_all_tables_are_told_at_once_and_none_twice(tmp_path):
    # the plan and the indicator are faulty, yet what refers to them is not blamed for it
    _, problems = read(
        tmp_path,
        plans=[{"region": "无", "status": "x"}],
        indicators=[{"unit": "斤", "target": "多"}],
        projects=[{"category": ""}],
        plausibility=[{"level": ""}],
    )
    assert faults(problems) == [
        ("region_unknown", "plans.csv", 2, "region"),
        ("value_not_allowed", "plans.csv", 2, "status"),
        ("unit_unknown", "indicators.csv", 2, "unit"),
        ("number_invalid", "indicators.csv", 2, "target"),
        ("cell_empty", "projects.csv", 2, "category"),
        ("cell_empty", "plausibility.csv", 2, "level"),
    ]


def test_an_unknown_plan_names_the_nearest(tmp_path):
    told = only(tmp_path, "plan_unknown", "figures", "plan_id", figures=[{"plan_id": "P1"}])
    assert "相近：P" in told


def test_a_faulty_row_is_left_out_and_the_others_stay(tmp_path):
    plans, _ = read(tmp_path, figures=[{"value": "x"}, {"date": "2024"}])
    assert plans.figures[["date", "row"]].to_numpy().tolist() == [["2024", 3]]
