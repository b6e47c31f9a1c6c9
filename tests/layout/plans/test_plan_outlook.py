"""What lies ahead: forecast, growth still required, ambition."""

import math

import numpy as np
import pytest

from tests.layout.plans import plan_rows as rows

# Zhejiang, 14th five-year plan, table 2: baseline of 2020 and target of 2025; growth by hand,
# (target / baseline) ** 0.2 - 1 in per cent to one decimal, as METHODS 7.3 prints six of them
TABLE_2 = [
    (11.1, 17, 8.9), (3000, 5000, 10.8), (20, 30, 8.4), (9, 15, 10.8), (300, 400, 5.9),
    (5900, 7500, 4.9), (2.5, 4.2, 10.9), (376, 450, 3.7), (602, 1000, 10.7), (3.5, 10, 23.4),
    (5, 15, 24.6), (250, 500, 14.9), (77.5, 90, 3.0), (455, 1000, 17.1), (13, 30, 18.2),
    (204, 500, 19.6),
]  # fmt: skip


@pytest.mark.parametrize(("baseline", "target", "growth"), TABLE_2)
def test_growth_that_the_plan_asks_for(baseline, target, growth):
    row = rows.judged({}, baseline=baseline, target=target)
    assert round(100 * row.planned_rate, 1) == growth
    assert row.planned_step == pytest.approx((target - baseline) / 5, abs=1e-6)


def test_growth_still_required_by_hand():
    # from 121 in 2023 to 144 in 2025: (144 / 121) ** 0.5 = 12 / 11
    row = rows.judged({2023: 121}, baseline=100, target=144)
    assert row.required_rate == pytest.approx(1 / 11, abs=1e-6)
    assert row.required_step == 11.5


def test_nothing_is_required_of_a_target_that_is_met():
    row = rows.judged({2023: 144}, baseline=100, target=144)
    assert np.isnan(row.required_rate)
    assert "plan_already_met" in row.remark


def test_growth_rate_still_required_ends_at_the_mean():
    # 10 % and 10 % in two of four years; 15 % on average needs 1.15 ** 4 / 1.1 ** 2 in the rest
    cells = {"target": 15, "kind": "growth_rate", "unit": "%", "target_year": 2024}
    row = rows.judged({2021: 10, 2022: 10}, **cells)
    assert row.required_rate == pytest.approx(math.sqrt(1.15**4 / 1.1**2) - 1, abs=1e-6)


def test_cumulative_flow_requires_the_rest_in_equal_parts():
    row = rows.judged({2021: 2, 2022: 3}, target=11, kind="cumulative_flow")
    assert (row.planned_step, row.required_step) == (2.2, 2)
    assert np.isnan(row.required_rate)


def test_forecast_by_hand():
    # baseline 2020 among the four years: 100, 110, 125, 133 lie around 99.9 + 11.4 (t - 2020)
    row = rows.judged({2021: 110, 2022: 125, 2023: 133}, baseline=100, target=150)
    line = np.polyfit([2020, 2021, 2022, 2023], [100, 110, 125, 133], 1)
    assert row.forecast == pytest.approx(np.polyval(line, 2025), abs=1e-5)
    assert row.forecast == pytest.approx(156.9)
    assert row.forecast_low < row.forecast < row.forecast_high
    assert 0.5 < row.chance <= 1
    assert "plan_chance_sure" in row.remark


def test_forecast_rests_on_the_last_years_only():
    values = {2021: 500, 2022: 110, 2023: 121, 2024: 130}
    row = rows.judged(values, baseline=100, target=150, settings={"trend_years": 3})
    line = np.polyfit([2022, 2023, 2024], [110, 121, 130], 1)
    assert row.forecast == pytest.approx(np.polyval(line, 2025), abs=1e-5)


def test_forecast_of_a_share_stays_within_the_whole():
    row = rows.judged(
        {2021: 85, 2022: 92, 2023: 98}, baseline=80, target=100, kind="ratio", unit="%"
    )
    assert (row.forecast, row.forecast_high) == (100, 100)


def test_forecast_of_a_cumulative_flow_adds_the_years_left():
    # 2, 3, 4 a year go on with 5 and 6: 9 + 11
    row = rows.judged({2021: 2, 2022: 3, 2023: 4}, target=18, kind="cumulative_flow")
    assert row.forecast == pytest.approx(20)
    assert "plan_no_scatter" in row.remark
    assert np.isnan(row.chance)


def test_too_few_figures_are_told():
    row = rows.judged({2021: 110}, baseline=100, target=150)
    assert np.isnan(row.forecast)
    assert "plan_too_few" in row.remark


def test_known_end_is_not_forecast():
    row = rows.judged({2021: 110, 2022: 120, 2025: 140}, baseline=100, target=150)
    assert np.isnan(row.forecast)
    assert "plan_ended" in row.remark


def test_target_that_is_passed_by_far_is_more_likely_than_one_that_is_far():
    values = {2021: 110, 2022: 121, 2023: 130}
    near = rows.judged(values, baseline=100, target=131)
    far = rows.judged(values, baseline=100, target=400)
    assert near.chance > 0.9
    assert far.chance < 0.1


@pytest.mark.parametrize(
    ("target", "ambition"),
    # 50 in 2015, 100 in 2020: going on, 200 in 2025; 200 / 120 = 1.67 is above 1 + 0.5
    [(250, "stretch"), (200, "moderate"), (140, "moderate"), (120, "soft")],
)
def test_ambition_against_the_growth_before(target, ambition):
    row = rows.judged({2015: 50}, baseline=100, target=target)
    assert row.past_rate == pytest.approx(2**0.2 - 1, abs=1e-6)
    assert row.ambition == ambition


def test_growth_before_comes_from_as_many_years_as_the_plan_has():
    known = rows.observed("in_force", {("330000", 2014): 1, ("330000", 2016): 50})
    row = rows.judged({}, known=known, baseline=100, target=150, statistic="in_force")
    assert row.past_rate == pytest.approx(2**0.25 - 1, abs=1e-6)


def test_ambition_without_a_past_is_unknown_and_told():
    row = rows.judged({2021: 110}, baseline=100, target=150)
    assert row.ambition == "unknown"
    assert "plan_no_past" in row.remark


@pytest.mark.parametrize(
    ("value", "ambition"), [(226, "soft"), (225, "moderate"), (150, "moderate"), (149, "unknown")]
)
def test_attainment_at_the_end_tells_the_ambition(value, ambition):
    row = rows.judged({2025: value}, target=150)
    assert row.ambition == ambition
    assert ("plan_soft" in row.remark) == (ambition == "soft")


def test_chance_of_a_cumulative_flow_counts_what_is_there_already():
    # 2, 3.2, 3.9 are 9.1 of 12; at 4.9 and 5.8 more the rest of 2.9 is all but certain
    row = rows.judged({2021: 2, 2022: 3.2, 2023: 3.9}, target=12, kind="cumulative_flow")
    assert row.chance > 0.95
    far = rows.judged({2021: 2, 2022: 3.2, 2023: 3.9}, target=60, kind="cumulative_flow")
    assert far.chance < 0.05


def test_months_give_way_to_the_years_after_them():
    # 2020, 2021, 2022 and 2023 are the last four; the half year of 2021 is not among them
    months = rows.judged(
        {"2021-06": 130, 2021: 110, 2022: 125, 2023: 133}, baseline=100, target=150
    )
    years = rows.judged({2021: 110, 2022: 125, 2023: 133}, baseline=100, target=150)
    assert months.forecast == years.forecast
