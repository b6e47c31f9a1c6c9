"""Alerts, departments' series and credit events as tables."""

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import run_eval
from geodata.errors import Problems
from geodata.monitoring.declared import read_rules
from geodata.monitoring.records import (
    EVENT_COLUMNS,
    INTERFACE_COLUMNS,
    RULE_COLUMNS,
    SERIES_COLUMNS,
    Monitoring,
)
from geodata.statistics import Statistic
from geodata.units import parse_unit
from layout.alerts import alert_tables
from layout.indicators import Indicator
from layout.measures import measure, series
from layout.notes import Notes
from layout.settings import Ages
from layout.settings.monitoring import Monitoring as Settings

STUDIES = Path(run_eval.__file__).parent / "studies"


def statistic(code, unit):
    return Statistic(code, f"名_{code}", code, parse_unit(unit), "", True, "", "statistics.csv", 2)


STATISTICS = {
    one.code: one
    for one in (
        statistic("patents", "件"),
        statistic("people", "人"),
        statistic("cases", "件"),
        statistic("days", "天/件"),
    )
}
REGIONS = pd.DataFrame({"region_code": ["3", "1", "2"], "region_name": ["丙", "甲", "乙"]})
FIGURES = ["region_code", "year", "statistic", "value", "status", "source_id", "note", "row"]
AS_OF = dt.date(2024, 6, 30)


def figures(*rows):
    full = [(*row, "observed", "s", "", 2) if len(row) == 4 else (*row, "s", "", 2) for row in rows]
    return pd.DataFrame(full, columns=FIGURES)


def rule(rule_id="R1", of="patents", measure="change", comparison="below", threshold=-0.2, **more):
    values = {"level": "warning", "per": ""} | more
    return (
        *(rule_id, f"规则{rule_id}", of, values["per"], measure, comparison, threshold),
        *(values["level"], "IPO", "核查", "本单位可改", 2),
    )


def handed_in(*rows):
    full = [("enforcement", *row, "s", "", "a.csv", 2) for row in rows]
    return pd.DataFrame(full, columns=[*SERIES_COLUMNS])


def event(number, entity, date, kind="dishonest", until="", region="1"):
    return (f"E{number}", entity, f"企业{entity}", region, kind, date, "", until, "s", 2)


INTERFACES = pd.DataFrame(
    [
        ("enforcement", "执法", "cases", "IPO", "quarter", "sum", "none", "", 2),
        ("enforcement", "执法", "days", "IPO", "quarter", "mean", "cost", "", 3),
    ],
    columns=[*INTERFACE_COLUMNS],
)


def tables(rules=(), known=None, series=None, events=(), incomplete=(), indicators=()):
    monitoring = Monitoring(
        interfaces=INTERFACES,
        series=handed_in() if series is None else series,
        events=pd.DataFrame([*events], columns=[*EVENT_COLUMNS]),
        rules=pd.DataFrame([*rules], columns=[*RULE_COLUMNS]),
        annual=figures(),
        incomplete=pd.DataFrame(
            [*incomplete], columns=["region_code", "statistic", "year", "periods", "needed"]
        ),
        files={},
    )
    notes = Notes()
    found = alert_tables(
        *(Settings(), monitoring, figures() if known is None else known, STATISTICS, ()),
        *(REGIONS, {"IPO": "知识产权局"}, indicators, AS_OF, notes),
    )
    return found, notes


def alerts_of(*args, **more):
    return tables(*args, **more)[0]["alerts"]


FALLEN = [("1", 2022, "patents", 100.0), ("1", 2023, "patents", 70.0)]


def test_an_alert_says_where_when_how_much_and_who_acts():
    (row,) = alerts_of([rule()], figures(*FALLEN)).itertuples()
    assert (row.alert_id, row.region_name, row.period) == ("R1-1-2023", "甲", "2023")
    assert (row.value, row.threshold, row.unit) == (-0.3, -0.2, "比例（1＝100%）")
    assert (row.level_label, row.comparison_label) == ("预警", "低于")
    assert (row.department_label, row.action, row.source_id) == ("知识产权局", "核查", "s")
    assert row.remark == ""


@pytest.mark.parametrize(
    ("comparison", "raised"),
    [("below", False), ("at_most", True), ("above", False), ("at_least", True)],
)
def test_exactly_at_the_threshold_only_the_inclusive_comparisons_hold(comparison, raised):
    # 80 / 100 - 1 is -0.19999999999999996 in floating point
    known = figures(("1", 2022, "patents", 100.0), ("1", 2023, "patents", 80.0))
    assert len(alerts_of([rule(comparison=comparison)], known)) == raised


def test_a_suspect_figure_raises_nothing():
    known = figures(FALLEN[0], ("1", 2023, "patents", 7.0, "suspect"))
    assert alerts_of([rule()], known).empty


def test_a_measure_without_the_year_before_is_no_alert_but_told():
    found, notes = tables([rule()], figures(("1", 2023, "patents", 1.0), *FALLEN[:0]))
    assert found["alerts"].empty
    assert [row["message_code"] for row in notes.rows] == ["alert_undefined"]
    assert "甲" in notes.rows[0]["detail"]


def test_a_rule_without_any_figure_is_told():
    _, notes = tables([rule()])
    assert [row["message_code"] for row in notes.rows] == ["alert_blind"]


def test_only_periods_that_are_over_count():
    known = figures(*FALLEN, ("1", 2024, "patents", 1.0))
    (row,) = alerts_of([rule()], known).itertuples()
    assert row.period == "2023"


def test_old_figures_are_marked():
    known = figures(("1", 2020, "patents", 100.0), ("1", 2021, "patents", 70.0))
    (row,) = alerts_of([rule()], known).itertuples()
    assert row.remark == "alert_stale"
    assert "数据陈旧" in row.remark_label


def test_alerts_stand_by_level_then_rule_then_region():
    known = figures(
        *[(code, 2022, "patents", 100.0) for code in "123"],
        *[(code, 2023, "patents", 70.0) for code in "123"],
    )
    rules = [rule("N", level="notice"), rule("B"), rule("A"), rule("S", level="serious")]
    order = alerts_of(rules, known).alert_id.str[:3].tolist()
    assert order == [f"{name}-{code}" for name in "SBAN" for code in "312"]


def test_a_rule_per_another_statistic_divides_and_says_if_the_year_is_another():
    known = figures(("1", 2023, "patents", 50.0), ("1", 2020, "people", 100.0))
    rules = [rule(measure="value", threshold=0.6, per="people")]
    (row,) = alerts_of(rules, known).itertuples()
    assert (row.value, row.unit, row.remark) == (0.5, "件/人", "alert_per_other_year")


def test_quarters_are_looked_at_instead_of_years_where_there_are_any():
    reported = handed_in(("1", "2023Q1", "cases", 10.0), ("1", "2024Q1", "cases", 30.0))
    rules = [rule(of="cases", comparison="above", threshold=0.5)]
    known = figures(("1", 2023, "cases", 99.0))
    (row,) = alerts_of(rules, known, reported).itertuples()
    assert (row.alert_id, row.value) == ("R1-1-2024Q1", 2.0)


def test_the_place_among_regions_is_of_one_period():
    known = figures(
        *[(code, 2023, "patents", v) for code, v in zip("123", (1, 10, 19), strict=True)]
    )
    (row,) = alerts_of([rule(measure="of_mean", threshold=0.5)], known).itertuples()
    assert (row.region_code, row.value, row.unit) == ("1", 0.1, "倍")


def test_series_show_the_change_on_the_year_before():
    reported = handed_in(
        *[("1", "2024Q1", "cases", 12.0), ("1", "2023Q1", "cases", 10.0)],
        *[("3", "2024Q2", "days", 80.0), ("9", "2023Q1", "cases", 5.0)],
    )
    table = tables(series=reported)[0]["monitoring_series"]
    assert table.period.tolist() == ["2023Q1", "2024Q1", "2024Q2"]  # 9 is no region of the study
    np.testing.assert_allclose(table.change, [np.nan, 0.2, np.nan])
    assert table.remark.tolist() == ["monitoring_no_before", "", "monitoring_no_before"]


def test_a_period_after_the_day_is_shown_and_raises_nothing():
    reported = handed_in(("1", "2024Q3", "cases", 99.0))
    found, notes = tables([rule(of="cases", measure="value", comparison="above")], series=reported)
    assert found["alerts"].empty
    assert "monitoring_later" in found["monitoring_series"].remark[0]
    assert "monitoring_later" in {row["message_code"] for row in notes.rows}


def indicator(numerator):
    return Indicator(
        *("I1", "指标", "I", "ip", "scale", "benefit", numerator, ""),
        **{"unit": parse_unit("件"), "transform": "linear", "goalpost_low": 0.0},
        **{"goalpost_high": 1.0, "goalpost_basis": "", "weight": 1.0, "required": False},
        **{"source": (), "fill_from": "", "note": "", "row": 2},
    )


def test_coverage_counts_regions_and_names_the_indicators_that_use_a_statistic():
    reported = handed_in(("1", "2023Q2", "cases", 1.0), ("2", "2023Q1", "cases", 2.0))
    short = [("1", "cases", 2023, 1, 4), ("2", "cases", 2023, 1, 4)]
    found, notes = tables(series=reported, incomplete=short, indicators=[indicator("cases")])
    first, second = found["monitoring_coverage"].itertuples()
    assert (first.regions, first.of, first.first, first.last) == (2, 3, "2023Q1", "2023Q2")
    assert (first.incomplete, first.used_by, first.frequency_label) == (2, "I1", "季")
    assert first.remark == "monitoring_some;monitoring_incomplete"
    assert (second.regions, second.first, second.remark) == (0, "", "monitoring_none")
    assert "monitoring_incomplete" in {row["message_code"] for row in notes.rows}


def test_entities_with_repeated_events_come_first():
    events = [
        event(1, "A", "2022-01-01", until="2023-01-01"),
        event(2, "B", "2022-03-01", until="2025-03-01"),
        event(3, "B", "2023-03-01", "penalty"),
        event(4, "C", "2023-05-01"),
        event(5, "A", "2024-12-01"),
    ]
    found, notes = tables(events=events)
    table = found["credit_entities"]
    assert table.entity_id.tolist() == ["B", "C", "A"]
    assert table.events.tolist() == [2, 1, 1]  # A's second is after the day
    assert table.repeated.tolist() == [1, 0, 0]  # 2022-03-01 to 2023-03-01: twelve months
    assert table.in_effect.tolist() == [1, pd.NA, 0]
    assert table.remark.tolist() == ["", "credit_no_end", ""]
    assert table.kinds.tolist()[0] == "dishonest;penalty"
    assert [row["message_code"] for row in notes.rows] == ["credit_later"]


def test_a_study_without_tables_of_departments_has_empty_series_and_still_alerts():
    found, _ = tables([rule()], figures(*FALLEN))
    assert len(found["alerts"]) == 1
    assert found["monitoring_series"].empty
    assert found["credit_entities"].empty


def test_an_indicator_gets_its_value_from_a_departments_figure():
    # what `Monitoring.annual` holds, merged into the figures, is all that an indicator needs
    annual = figures(("1", 2023, "cases", 10.0), ("3", 2023, "cases", 40.0))
    known = series(pd.concat([figures(*FALLEN), annual]), STATISTICS, (), REGIONS.region_code)
    values = measure(known, [indicator("cases")], [2023], Ages()).values
    np.testing.assert_allclose(values[0, :, 0], [40.0, 10.0, np.nan])


def test_alerts_of_the_bundled_study_are_few_enough_to_be_read():
    study, evidence = run_eval.load(STUDIES / "china.toml")
    problems = Problems()
    rules, _ = read_rules(
        STUDIES / "common" / "alert_rules.csv",
        evidence.statistics,
        {"IPO", "STD", "FIN", "EIC", "STA", "AIC"},
        problems,
    )
    assert not problems
    empty = (INTERFACES[:0], handed_in(), pd.DataFrame(columns=[*EVENT_COLUMNS]))
    monitoring = Monitoring(*empty, rules, figures(), pd.DataFrame(), {})
    names = {code: code for code in ("IPO", "STD", "FIN", "EIC", "STA", "AIC")}
    table = alert_tables(
        *(Settings(), monitoring, evidence.figures, evidence.statistics, study.derived),
        *(evidence.regions, names, (), study.settings.release, Notes()),
    )["alerts"]
    assert 10 <= len(table) <= 40
    # 中国科技统计年鉴: eight provinces granted over 20 % fewer patents in 2023 than in 2022
    assert (table.rule_id == "A01").sum() == 8
    assert table.alert_id.is_unique
