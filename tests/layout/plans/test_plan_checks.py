"""What is said of indicators against their tables: each relation, and doubts without statements."""

import numpy as np
import pytest

from tests.layout.plans import plan_rows as rows


def checked(statements, given=(), known=None, **cells):
    plans = rows.made([rows.indicator(**cells)], given, statements)
    return rows.tables(plans, known)


def verdict(*statements, given=(), known=None, **cells):
    return rows.one(checked(statements, given, known, **cells)[0]["plan_checks"])


@pytest.mark.parametrize(
    ("stated", "table", "found"),
    [
        (76.4, 77.5, "contradiction"),
        (77.5, 77.5, "agrees"),
        (20, 19.9572, "agrees"),
        (20, 20.6, "contradiction"),
    ],
)
def test_same_quantity_agrees_within_its_rounding(stated, table, found):
    row = verdict(
        rows.statement(value=stated, against="baseline"), baseline=table, unit="%", target=99
    )
    assert row.verdict == found
    assert row.difference == pytest.approx(stated - table, abs=1e-6)
    assert f"{stated:g}" in row.explanation


def test_contradictions_are_told_in_a_note():
    _, notes = checked([rows.statement(value=1.0)], target=2)
    assert (notes.message_code == "plan_contradictions").sum() == 1


def test_parts_are_summed():
    parts = [rows.statement(value=value, relation="sum") for value in (9.0, 4.0, 2.0)]
    row = verdict(*parts, target=15, unit="万件")
    assert (row.verdict, row.stated, row.difference) == ("agrees", 15, 0)
    assert row["quote"] == "原文"  # the same words are quoted once


def test_counts_must_add_up_exactly():
    parts = [
        rows.statement(value=value, relation="sum", against="actual") for value in (408.0, 263.0)
    ]
    wrong = verdict(*parts, given=rows.figures({2022: 672}), target=150)
    assert (wrong.verdict, wrong.difference) == ("contradiction", -1)
    right = verdict(*parts, given=rows.figures({2022: 671}), target=150)
    assert right.verdict == "agrees"


def test_rounded_parts_may_be_out_by_their_rounding():
    # 3.4 + 3.4 + 3.4 are 10.2 as measured and 3 + 3 + 3 as printed, against 10
    parts = [rows.statement(value=3.0, relation="sum") for _ in range(3)]
    assert verdict(*parts, target=10, unit="万件").verdict == "agrees"
    assert verdict(*parts, target=11, unit="万件").verdict == "contradiction"


def test_place_of_statements_judged_together_is_that_of_all():
    first = rows.statement(value=1.0, relation="sum", start_char=5, end_char=9, quote="甲")
    second = rows.statement(value=1.0, relation="sum", start_char=30, end_char=33, quote="乙")
    row = verdict(first, second, target=2)
    assert (row["quote"], row.start_char, row.end_char) == ("甲；乙", 5, 33)


def test_sum_over_years_is_not_compared_with_a_yearly_flow():
    said = rows.statement(value=1250.0, relation="cumulated", years=5, against="baseline")
    row = verdict(said, baseline=602, target=1000, kind="annual_flow", unit="亿元")
    assert row.verdict == "flow_trap"
    assert np.isnan(row.difference)
    for words in ("1250亿元是 5 年累计", "602亿元是一年", "不能相比", "年均 250亿元"):
        assert words in row.explanation


def test_sum_over_years_cannot_be_less_than_one_of_them():
    said = rows.statement(value=500.0, relation="cumulated", years=5, against="baseline")
    row = verdict(said, baseline=602, target=1000, kind="annual_flow", unit="亿元")
    assert row.verdict == "contradiction"


def test_sum_over_years_is_compared_with_a_target_that_is_one():
    said = rows.statement(value=1250.0, relation="cumulated", years=5)
    row = verdict(said, target=1300, kind="cumulative_flow", unit="亿元")
    assert (row.verdict, row.difference) == ("contradiction", -50)


def test_sum_over_an_unknown_number_of_years_is_undecided():
    said = rows.statement(value=1250.0, relation="cumulated")
    assert verdict(said, target=1000, kind="annual_flow", unit="亿元").verdict == "undecided"


def test_part_of_another_scope_is_no_contradiction():
    row = verdict(
        rows.statement(value=230.0, relation="part", against="baseline"), baseline=455, target=1000
    )
    assert row.verdict == "scope"
    assert np.isnan(row.difference)


@pytest.mark.parametrize(
    ("stated", "found"), [(15.0, "agrees"), (20.0, "agrees"), (20.5, "contradiction")]
)
def test_lower_bound(stated, found):
    assert (
        verdict(rows.statement(value=stated, relation="at_least"), target=20, unit="%").verdict
        == found
    )


@pytest.mark.parametrize(
    ("stated", "found"), [(0.15, "agrees"), (0.20, "agrees"), (0.24, "contradiction")]
)
def test_growth_up_to_the_baseline(stated, found):
    # 70 981 in 2015 and 20 (10 000) in 2020: (200 000 / 70 981) ** 0.2 - 1 = 23.0 %
    known = rows.observed("in_force", {("330000", 2015): 70_981})
    said = rows.statement(value=stated, relation="grows", years=5, against="baseline")
    row = verdict(said, known=known, baseline=20, target=30, unit="万件", statistic="in_force")
    assert (row.verdict, row.unit) == (found, "%")
    assert row.indicator_value == pytest.approx(23.0, abs=0.05)
    assert row.stated == 100 * stated


def test_growth_without_its_first_year_is_undecided():
    said = rows.statement(value=0.299, relation="grows", years=5, against="actual")
    row = verdict(said, given=rows.figures({2022: 4307}), target=1600, kind="annual_flow")
    assert row.verdict == "undecided"
    assert np.isnan(row.indicator_value)


def test_later_edition_supersedes():
    row = verdict(
        rows.statement(value=200.0, relation="superseded"), baseline=60, target=180, status="draft"
    )
    assert (row.verdict, row.stated, row.indicator_value) == ("superseded", 200, 180)
    same = verdict(rows.statement(value=180.0, relation="superseded"), baseline=60, target=180)
    assert same.verdict == "agrees"


def test_statement_on_a_masked_number_is_undecided():
    table = checked([rows.statement(value=5.0)], status="masked")[0]["plan_checks"]
    assert rows.one(table, relation="same").verdict == "undecided"
    assert rows.one(table, relation="given").verdict == "masked"


def test_amount_below_what_the_level_can_mean_is_suspect():
    bounds = [
        {"level": "province", "quantity": "money", "least": 1e6, "most": np.nan, "reason": "太少。"}
    ]
    cells = {"baseline": 15.0, "target": 30.0, "unit": "万元"}
    plans = rows.made(
        [rows.indicator(**cells), rows.indicator("2", **cells | {"unit": "亿元"})], bounds=bounds
    )
    found, notes = rows.tables(plans)
    row = rows.one(found["plan_checks"])
    assert (row.indicator_id, row.verdict) == ("1", "unit_suspect")
    assert "基期 15万元、目标 30万元" in row.explanation
    assert "太少" in row.explanation
    assert found["plan_indicators"].light.tolist() == ["unknown", "unknown"]
    assert "plan_unit_suspect" in rows.one(found["plan_indicators"], indicator_id="1").remark
    assert (notes.message_code == "plan_units_suspect").sum() == 1


def test_bound_of_another_level_does_not_apply():
    bounds = [
        {"level": "nation", "quantity": "money", "least": 1e6, "most": np.nan, "reason": "太少"}
    ]
    cells = {"baseline": 15.0, "target": 30.0, "unit": "万元"}
    assert rows.tables(rows.made([rows.indicator(**cells)], bounds=bounds))[0]["plan_checks"].empty


@pytest.mark.parametrize(
    ("direction", "target", "found"),
    [("more", 90, 1), ("less", 110, 1), ("more", 110, 0), ("less", 90, 0)],
)
def test_target_worse_than_the_baseline_is_a_contradiction(direction, target, found):
    table = checked([], baseline=100, target=target, direction=direction)[0]["plan_checks"]
    assert (table.verdict == "contradiction").sum() == found == len(table)


def test_draft_and_final_of_one_statistic_are_compared():
    drafts = [rows.plan("D", status="draft"), rows.plan("F"), rows.plan("X", region_code="320000")]
    link = {"statistic": "in_force", "baseline": 1.0}
    indicators = [
        rows.indicator(plan_id="D", target=18, unit="万件", **link),
        rows.indicator(plan_id="F", target=200_000, **link),
        rows.indicator(plan_id="X", target=5, **link),
    ]
    row = rows.one(rows.tables(rows.made(indicators, plans=drafts))[0]["plan_checks"])
    assert (row.plan_id, row.verdict, row.stated, row.difference) == ("D", "superseded", 20, 2)
    assert row.check_id == "edition-D-1"


def test_draft_and_final_of_different_years_are_not_compared():
    link = {"statistic": "in_force", "baseline": 1.0}
    indicators = [
        rows.indicator(plan_id="D", target=18.0, **link),
        rows.indicator(plan_id="F", target=20.0, target_year=2030, **link),
    ]
    plans = rows.made(indicators, plans=[rows.plan("D", status="draft"), rows.plan("F")])
    assert rows.tables(plans)[0]["plan_checks"].empty


def test_later_figure_of_a_baseline_says_that_it_is_out_of_date():
    row = verdict(
        rows.statement(value=101.0, relation="superseded", against="baseline"),
        baseline=60,
        target=180,
    )
    assert row.verdict == "superseded"
    assert "已过时" in row.explanation
