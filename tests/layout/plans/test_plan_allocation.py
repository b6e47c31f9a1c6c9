"""Targets divided among regions: exact sums, rules by hand, and schemes that are not computed."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.layout.plans import plan_rows as rows

CODES = ("330100", "330200", "330300")


def divided(scheme, values, year=2020, **cells):
    """Table and notes of one scheme; `values` are of the three regions, NaN for none."""
    known = {
        (code, year): value
        for code, value in zip(CODES, values, strict=True)
        if not np.isnan(value)
    }
    plans = rows.made(
        [rows.indicator(**{"target": 10.0} | cells)], allocations=[rows.allocation(**scheme)]
    )
    found, notes = rows.tables(plans, rows.observed("firms", known))
    return found["plan_allocation"], notes


def code_of(notes):
    return [code for code in notes.message_code if code.startswith("plan_allocation")]


def test_weights_by_hand():
    table, notes = divided({"weights": "firms"}, (5, 3, 1), unit="家")
    assert table.target.tolist() == [6, 3, 1]  # quotas 5.56, 3.33, 1.11: the first has the odd one
    assert table.share.tolist() == [0.6, 0.3, 0.1]
    assert table.weight.tolist() == [5, 3, 1]
    assert set(table.total) == {10}
    assert "企业数 2020 年" in rows.one(notes, message_code="plan_allocation_years").detail
    assert "plan_no_start" in table.remark[0]


def test_rules_on_a_baseline_by_hand():
    cells = {"target": 60.0, "unit": "家"}
    rate, _ = divided({"rule": "same_rate", "baseline": "firms"}, (20, 15, 5), **cells)
    step, _ = divided({"rule": "same_step", "baseline": "firms"}, (20, 15, 5), **cells)
    assert rate.target.tolist() == [30, 23, 7]
    assert step.target.tolist() == [27, 22, 11]
    assert step.increment.tolist() == [7, 7, 6]


def test_target_to_one_decimal_is_divided_in_tenths():
    table, _ = divided({"weights": "firms", "step": 0.1}, (1, 1, 1), target=4.2, unit="万件")
    assert table.target.tolist() == [1.4, 1.4, 1.4]
    assert sum(Decimal(str(target)) for target in table.target) == Decimal("4.2")


@settings(derandomize=True, deadline=None, max_examples=60)
@given(
    st.integers(1, 4000),
    st.sampled_from([1.0, 0.1, 0.01, 5.0]),
    st.lists(st.integers(1, 10**6), min_size=3, max_size=3),
    st.sampled_from(["weights", "same_rate"]),
)
def test_parts_sum_to_the_total_exactly(units, step, values, rule):
    total = Decimal(units) * Decimal(str(step))
    scheme = {"rule": rule, "step": step, "weights": "firms", "baseline": "firms"}
    table, _ = divided(scheme, values, target=float(total), unit="家")
    assert sum(Decimal(str(target)) for target in table.target) == total


def test_floor_and_cap_hold():
    table, _ = divided({"weights": "firms", "floor": 2.0, "cap": 5.0}, (8, 1, 1), unit="家")
    assert table.target.tolist() == [5, 3, 2]


def test_floor_cap_and_baseline_are_in_the_unit_and_not_in_steps():
    # steps of 2: 10 of them, 2 to 5 for each; 15 of them, the same 3 more on 1, 2 and 3
    limits = {"weights": "firms", "floor": 4.0, "cap": 10.0, "step": 2.0}
    assert divided(limits, (8, 1, 1), target=20.0, unit="家")[0].target.tolist() == [10, 6, 4]
    stand = {"rule": "same_step", "baseline": "firms", "step": 2.0}
    assert divided(stand, (2, 4, 6), target=30.0, unit="家")[0].target.tolist() == [8, 10, 12]


def test_region_without_figure_stops_the_scheme_and_is_named():
    table, notes = divided({"weights": "firms"}, (5, np.nan, 1), unit="家")
    assert table.empty
    assert code_of(notes) == ["plan_allocation_gaps"]
    assert "乙市" in rows.one(notes, message_code="plan_allocation_gaps").detail


def test_latest_year_in_which_all_regions_have_figures_is_used():
    known = {(code, 2019): 1.0 for code in CODES} | {(CODES[0], 2021): 9.0, (CODES[1], 2021): 9.0}
    plans = rows.made(
        [rows.indicator(target=9.0, unit="家")], allocations=[rows.allocation(weights="firms")]
    )
    found, notes = rows.tables(plans, rows.observed("firms", known))
    assert found["plan_allocation"].target.tolist() == [3, 3, 3]
    assert "2019 年" in rows.one(notes, message_code="plan_allocation_years").detail


def test_figures_long_after_the_baseline_are_not_used():
    assert divided({"weights": "firms"}, (1, 1, 1), year=2021, unit="家")[0].target.sum() == 10
    table, notes = divided({"weights": "firms"}, (1, 1, 1), year=2022, unit="家")
    assert table.empty
    assert code_of(notes) == ["plan_allocation_no_figures"]


@pytest.mark.parametrize(
    ("scheme", "cells", "code"),
    [
        ({}, {"kind": "ratio", "unit": "%"}, "plan_allocation_kind"),
        ({}, {"target": np.nan, "status": "masked"}, "plan_allocation_no_target"),
        ({}, {"status": "suspect"}, "plan_allocation_no_target"),
        ({"step": 3.0}, {}, "plan_allocation_step"),
        ({"floor": 4.0}, {}, "plan_allocation_impossible"),
        ({"cap": 3.0}, {}, "plan_allocation_impossible"),
    ],
)
def test_what_cannot_be_divided_is_told(scheme, cells, code):
    table, notes = divided({"weights": "firms"} | scheme, (5, 3, 1), **{"unit": "家"} | cells)
    assert table.empty
    assert code_of(notes) == [code]


def test_plan_of_another_province_has_no_regions_here():
    plans = rows.made(
        [rows.indicator(target=9.0, unit="家")],
        allocations=[rows.allocation(weights="firms")],
        plans=[rows.plan(region_code="320000")],
    )
    found, notes = rows.tables(plans, rows.observed("firms", {}))
    assert found["plan_allocation"].empty
    assert code_of(notes) == ["plan_allocation_no_regions"]


def test_baseline_is_converted_to_the_unit_of_the_indicator():
    known = rows.observed("firms", {(code, 2020): 10_000.0 for code in CODES})
    plans = rows.made(
        [rows.indicator(target=6.0, unit="万家")],
        allocations=[rows.allocation(rule="same_step", baseline="firms")],
    )
    table = rows.tables(plans, known)[0]["plan_allocation"]
    assert table.baseline.tolist() == [1, 1, 1]
    assert table.increment.tolist() == [1, 1, 1]
