"""Departments' tables: what is read, what is refused, and what becomes of a year."""

import csv
import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from benchmarks import demo_monitoring
from geodata.errors import Problems
from geodata.monitoring.annual import COLUMNS
from geodata.monitoring.declared import read_interfaces, read_rules
from geodata.monitoring.read import Asked, read_monitoring
from geodata.monitoring.records import EVENT_COLUMNS, INTERFACE_COLUMNS, RULE_COLUMNS
from geodata.monitoring.records import SERIES_COLUMNS as READ_COLUMNS
from geodata.monitoring.series import INPUT_COLUMNS
from geodata.regions import Register, Scope
from geodata.statistics import read_statistics

COMMON = Path(demo_monitoring.__file__).resolve().parent.parent / "studies" / "common"
STATISTICS, _ = read_statistics(COMMON / "statistics.csv", Problems())
DEPARTMENTS = frozenset({"IPO", "FIN", "AIC", "STD", "EIC", "STA"})
SCOPE = Scope(Register.load(), "city", "320000")
NO_FIGURES = pd.DataFrame(columns=["region_code", "year", "statistic", "value", "source_id", "row"])
EVENT_INPUT = [
    *("event_id", "entity_id", "entity", "region", "kind"),
    *("date", "authority", "effect_until", "source_id"),
]


def write(path, header, rows):
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, lineterminator="\r\n").writerows([header, *rows])
    return path


@pytest.fixture
def read(tmp_path):
    def run(*series, events=None, figures=NO_FIGURES, as_of=dt.date(2025, 6, 30)):
        tables = {"interfaces": COMMON / "interfaces.csv", "rules": COMMON / "alert_rules.csv"}
        if events is not None:
            tables["events"] = write(tmp_path / "events.csv", EVENT_INPUT, events)
        paths = [
            write(tmp_path / f"series{n}.csv", INPUT_COLUMNS, rows) for n, rows in enumerate(series)
        ]
        problems = Problems()
        asked = Asked("study.toml", tables, tuple(paths), as_of)
        sources = frozenset({"s", "t"})
        found = read_monitoring(asked, SCOPE, STATISTICS, sources, DEPARTMENTS, figures, problems)
        return found, problems

    return run


def quarters(statistic, values, unit="件", year=2023, region="南京"):
    return [
        [region, f"{year}Q{n}", statistic, str(value), unit, "s", ""]
        for n, value in enumerate(values, 1)
    ]


def event(number, region="南京", kind="失信", date="2023-05-01", until="", entity="甲公司"):
    return [f"E{number}", entity, entity, region, kind, date, "机关", until, "s"]


def test_the_bundled_tables_are_sound_and_name_known_departments():
    problems = Problems()
    with (COMMON / "departments.csv").open(encoding="utf-8-sig") as file:
        departments = {row["department"] for row in csv.DictReader(file)}
    interfaces, _ = read_interfaces(COMMON / "interfaces.csv", STATISTICS, departments, problems)
    rules, _ = read_rules(COMMON / "alert_rules.csv", STATISTICS, departments, problems)
    assert not problems
    assert list(interfaces.columns) == list(INTERFACE_COLUMNS)
    assert list(rules.columns) == list(RULE_COLUMNS)
    assert set(interfaces.interface) == {"enforcement", "finance", "credit"}
    assert rules.basis.str.contains("本单位可改").all()
    assert rules.set_index("rule_id").threshold["A01"] == -0.2  # "-20%" in the table


def test_a_flow_is_the_sum_of_its_four_quarters(read):
    found, problems = read(quarters("patent_infringement_cases_filed", [1, 2, 3, 4]))
    assert not problems
    assert list(found.series.columns) == list(READ_COLUMNS)
    (row,) = found.annual.itertuples()
    assert list(found.annual.columns) == list(COLUMNS)
    assert (row.region_code, row.year, row.value, row.status) == ("320100", 2023, 10.0, "observed")


def test_a_flow_is_the_sum_of_its_twelve_months_in_the_unit_of_the_dictionary(read):
    rows = [
        ["320500", f"2023年{month}月", "知识产权质押融资额", "2,500", "万元", "s", ""]
        for month in range(1, 13)
    ]
    found, problems = read(rows)
    assert not problems
    assert found.annual.value.tolist() == pytest.approx([3.0])  # 12 × 2,500 万元 = 3 亿元


def test_a_ratio_is_the_plain_mean_of_its_quarters(read):
    found, _ = read(quarters("patent_case_days", [60, 70, 80, 110], "天/件"))
    assert found.annual.value.tolist() == [80.0]
    assert "不按业务量加权" in found.annual.note[0]


def test_a_stock_is_the_last_period_and_needs_no_other(read, tmp_path):
    interfaces = write(
        tmp_path / "interfaces.csv",
        INTERFACE_COLUMNS[:-1],
        [["x", "甲", "trademarks_registered", "IPO", "季度", "年末数", "正向", ""]],
    )
    series = write(
        tmp_path / "a.csv",
        INPUT_COLUMNS,
        [
            *quarters("trademarks_registered", [5, 6, 7, 9]),
            *quarters("trademarks_registered", [5, 6, 7], region="无锡"),
        ],
    )
    problems = Problems()
    tables = {"interfaces": interfaces, "rules": COMMON / "alert_rules.csv"}
    asked = Asked("study.toml", tables, (series,), dt.date(2025, 1, 1))
    found = read_monitoring(
        asked, SCOPE, STATISTICS, frozenset("s"), DEPARTMENTS, NO_FIGURES, problems
    )
    assert not problems
    assert found.annual[["region_code", "value"]].to_numpy().tolist() == [["320100", 9.0]]
    assert found.incomplete.to_numpy().tolist() == [["320200", "trademarks_registered", 2023, 0, 1]]


def test_a_year_short_of_periods_has_no_figure(read):
    found, problems = read(quarters("patent_infringement_cases_filed", [1, 2, 3]))
    assert not problems
    assert found.annual.empty
    assert found.incomplete.to_numpy().tolist() == [
        ["320100", "patent_infringement_cases_filed", 2023, 3, 4]
    ]


def test_a_blank_value_is_not_zero(read):
    found, problems = read(quarters("patent_infringement_cases_filed", [1, 2, 3, ""]))
    assert not problems
    assert found.annual.empty


def test_a_year_handed_in_as_a_year_stands(read):
    row = ["南京", "2022", "patent_infringement_cases_filed", "40", "件", "s", ""]
    found, problems = read([row])
    assert not problems
    assert found.annual[["year", "value"]].to_numpy().tolist() == [[2022, 40.0]]


GOOD = ["南京", "2023Q1", "patent_infringement_cases_filed", "1", "件", "s", ""]


@pytest.mark.parametrize(
    ("column", "seen", "code"),
    [
        (0, "南金", "region_unknown"),
        (0, "", "cell_empty"),
        (1, "", "cell_empty"),
        (1, "上半年", "monitoring_period"),
        (1, "2023-01", "monitoring_frequency"),
        (2, "patent_infringment", "statistic_unknown"),
        (2, "patents_granted", "monitoring_no_interface"),
        (3, "约5", "number_invalid"),
        (4, "亿元", "unit_wrong"),
        (4, "麻袋", "unit_unknown"),
        (5, "x", "source_unknown"),
    ],
)
def test_a_faulty_cell_of_a_series_is_named(read, column, seen, code):
    rows = [list(GOOD), list(GOOD)]
    rows[1][0] = "无锡"
    rows[1][column] = seen
    found, problems = read(rows)
    assert [(one.code, one.file, one.row) for one in problems] == [(code, "series0.csv", 3)]
    assert len(found.series) == 1


def test_the_stated_interface_must_be_that_of_the_statistic(tmp_path):
    series = write(tmp_path / "a.csv", [*INPUT_COLUMNS, "interface"], [[*GOOD, "finance"]])
    problems = Problems()
    tables = {"interfaces": COMMON / "interfaces.csv", "rules": COMMON / "alert_rules.csv"}
    asked = Asked("study.toml", tables, (series,), dt.date(2025, 1, 1))
    read_monitoring(asked, SCOPE, STATISTICS, frozenset("s"), DEPARTMENTS, NO_FIGURES, problems)
    assert [one.code for one in problems] == ["monitoring_interface"]


def test_the_same_cell_in_two_files_is_refused_with_both_places(read):
    _, problems = read([GOOD], [GOOD])
    (problem,) = problems
    assert problem.code == "monitoring_repeated"
    assert problem.file == "series1.csv"
    assert "series0.csv 第 2 行" in problem.what


def test_a_year_and_its_quarters_are_not_both_taken(read):
    _, problems = read([GOOD, ["南京", "2023", *GOOD[2:]]])
    assert [one.code for one in problems] == ["monitoring_year_and_parts"]


def published(value):
    row = ("320100", 2023, "patent_infringement_cases_filed", value, "t", 7)
    return pd.DataFrame([row], columns=NO_FIGURES.columns)


def test_a_figure_that_the_study_has_too_is_kept_once(read):
    rows = quarters("patent_infringement_cases_filed", [1, 2, 3, 4])
    found, problems = read(rows, figures=published(10.0))
    assert not problems
    assert found.annual.empty


def test_a_figure_that_the_study_has_differently_names_both_places(read):
    rows = quarters("patent_infringement_cases_filed", [1, 2, 3, 4])
    _, problems = read(rows, figures=published(11.0))
    (problem,) = problems
    assert problem.code == "monitoring_contradiction"
    assert "部门数据表第 5 行（来源 s）" in problem.what
    assert "统计数据表第 7 行（来源 t）" in problem.what


def test_events_are_counted_and_none_in_a_covered_year_is_zero(read):
    # 南京 two in 2022, none in 2023, one in 2024; 无锡 one of another kind in 2024
    found, problems = read(
        events=[
            event(1, date="2022年3月1日"),
            event(2, date="2022-04-01"),
            event(3, date="2024-01-01"),
            event(4, "无锡", "行政处罚", "2024-02-01"),
        ]
    )
    assert not problems
    assert list(found.events.columns) == list(EVENT_COLUMNS)
    table = found.annual.pivot_table(
        index=["statistic", "region_code"], columns="year", values="value"
    )
    assert table.loc[("credit_dishonest_events", "320100")].tolist() == [2, 0, 1]
    assert table.loc[("credit_dishonest_events", "320200")].tolist() == [0, 0, 0]
    assert table.loc[("credit_penalty_events", "320200")].tolist() == [0, 0, 1]
    # 徐州 is nowhere in the file, and nobody has told of repeated infringement: not zero
    assert "320300" not in set(found.annual.region_code)
    assert "credit_repeated_infringement_events" not in set(found.annual.statistic)


@pytest.mark.parametrize(
    ("as_of", "years"), [(dt.date(2024, 6, 30), [2023]), (dt.date(2024, 12, 31), [2023, 2024])]
)
def test_the_year_that_is_not_over_has_no_count(read, as_of, years):
    events = [event(1), event(2, date="2024-05-01")]
    found, _ = read(events=events, as_of=as_of)
    assert found.annual.year.tolist() == years


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"region": "南金"}, "region_unknown"),
        ({"kind": "迟到"}, "value_not_allowed"),
        ({"date": "2023-02-30"}, "policy_day_invalid"),
        ({"date": ""}, "cell_empty"),
        ({"entity": ""}, "cell_empty"),
        ({"until": "2022-01-01"}, "policy_days_reversed"),
        ({"number": 1}, "code_repeated"),
    ],
)
def test_a_faulty_event_is_named(read, changed, code):
    found, problems = read(events=[event(1), event(**{"number": 2, **changed})])
    assert [(one.code, one.row) for one in problems] == [(code, 3)]
    assert len(found.events) == 1


INTERFACE = ["x", "甲", "pledge_deals", "IPO", "月", "合计", "正向", ""]


@pytest.mark.parametrize(
    ("column", "seen", "code"),
    [
        (0, "", "cell_empty"),
        (2, "pledge_deal", "statistic_unknown"),
        (2, "gdp_implied", "statistic_derived"),
        (2, "patent_case_days", "monitoring_sum"),
        (3, "XXX", "department_unknown"),
        (4, "每周", "value_not_allowed"),
        (5, "最大", "value_not_allowed"),
        (6, "好", "value_not_allowed"),
        (2, "pledge_amount", "code_repeated"),
    ],
)
def test_a_faulty_interface_is_named(tmp_path, column, seen, code):
    row = list(INTERFACE)
    row[column] = seen
    first = ["x", "甲", "pledge_amount", *INTERFACE[3:]]
    path = write(tmp_path / "i.csv", INTERFACE_COLUMNS[:-1], [first, row])
    problems = Problems()
    found, _ = read_interfaces(path, STATISTICS, DEPARTMENTS, problems)
    assert [(one.code, one.row) for one in problems] == [(code, 3)]
    assert len(found) == 1


RULE = ["R2", "甲", "gdp", "", "同比", "低于", "-20%", "预警", "STA", "查", "本单位可改"]


@pytest.mark.parametrize(
    ("column", "seen", "code"),
    [
        (0, "R1", "code_repeated"),
        (2, "gpd", "statistic_unknown"),
        (2, "rd_intensity_score", "monitoring_not_comparable"),
        (3, "peopel", "statistic_unknown"),
        (4, "环比", "value_not_allowed"),
        (5, "约等于", "value_not_allowed"),
        (6, "", "cell_empty"),
        (6, "两成", "number_invalid"),
        (7, "红色", "value_not_allowed"),
        (8, "XXX", "department_unknown"),
        (9, "", "cell_empty"),
        (10, "", "cell_empty"),
    ],
)
def test_a_faulty_rule_is_named(tmp_path, column, seen, code):
    row = list(RULE)
    row[column] = seen
    path = write(tmp_path / "r.csv", RULE_COLUMNS[:-1], [["R1", *RULE[1:]], row])
    problems = Problems()
    found, _ = read_rules(path, STATISTICS, DEPARTMENTS, problems)
    assert [(one.code, one.row) for one in problems] == [(code, 3)]
    assert len(found) == 1


def test_falls_are_counted_in_whole_periods(tmp_path):
    row = [*RULE[:4], "连续下降期数", "不低于", "1.5", *RULE[7:]]
    problems = Problems()
    path = write(tmp_path / "r.csv", RULE_COLUMNS[:-1], [row])
    read_rules(path, STATISTICS, DEPARTMENTS, problems)
    assert [one.code for one in problems] == ["monitoring_falls"]


def test_the_demonstration_is_read_without_a_fault_and_says_what_it_is(tmp_path):
    demo_monitoring.write_monitoring(tmp_path)
    enforcement, finance, credit = (tmp_path / "tables" / name for name in demo_monitoring.FILES)
    before = [path.read_bytes() for path in (enforcement, finance, credit)]
    demo_monitoring.write_monitoring(tmp_path)
    assert before == [path.read_bytes() for path in (enforcement, finance, credit)]
    tables = {"interfaces": COMMON / "interfaces.csv", "rules": COMMON / "alert_rules.csv"}
    asked = Asked("demo", tables | {"events": credit}, (enforcement, finance), dt.date(2026, 1, 1))
    problems = Problems()
    sources = frozenset({demo_monitoring.SOURCE})
    found = read_monitoring(asked, SCOPE, STATISTICS, sources, DEPARTMENTS, NO_FIGURES, problems)
    assert not problems
    assert found.incomplete.empty
    assert found.series.note.str.contains("合成").all()
    assert found.events.entity.str.contains("合成").all()
    assert set(found.files) >= {"interfaces.csv", "alert_rules.csv", *demo_monitoring.FILES}
