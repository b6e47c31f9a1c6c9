"""Where an indicator stands: lights, what counts by kind, and what the reader is told."""

import datetime as dt
import math

import numpy as np
import pytest

from tests.layout.plans import plan_rows as rows

MARCH_2026 = dt.date(2026, 3, 1)


@pytest.mark.parametrize(
    ("value", "light"),
    # from 100 to 150 in five years, after three: 130 is on time, (127 - 100) / 50 / 0.6 = 0.9
    [
        (150, "met"),
        (131, "on_track"),
        (130, "on_track"),
        (129.9, "near"),
        (127, "near"),
        (126.9, "behind"),
        (90, "behind"),
    ],
)
def test_light_by_hand(value, light):
    assert rows.judged({2023: value}, baseline=100, target=150).light == light


def test_numbers_of_an_indicator_by_hand():
    row = rows.judged({2023: 127}, baseline=100, target=150)
    assert (row.latest_date, row.latest, row.time_share) == ("2023", 127, 0.6)
    assert row.attainment == pytest.approx(127 / 150, abs=1e-6)
    assert row.progress == pytest.approx(0.54)
    assert row.pace_linear == pytest.approx(0.9)
    assert row.pace_geometric == pytest.approx(math.log(1.27) / math.log(1.5) / 0.6, abs=1e-6)


def test_path_of_the_settings_decides_the_light():
    # from 100 to 400, after half of the time: 200 is on time geometrically, a third linearly
    plan = {"baseline": 100, "target": 400, "baseline_year": 2020, "target_year": 2024}
    assert rows.judged({2022: 200}, **plan).light == "behind"
    row = rows.judged({2022: 200}, settings={"path": "geometric"}, **plan)
    assert (row.light, row.progress) == ("on_track", 0.5)


def test_less_is_better_by_hand():
    row = rows.judged({2023: 70}, baseline=100, target=50, direction="less")
    assert (row.light, row.pace_linear) == ("on_track", 1.0)
    assert row.attainment == pytest.approx(50 / 70, abs=1e-6)
    assert rows.judged({2023: 40}, baseline=100, target=50, direction="less").light == "met"


def test_missed_at_the_end_is_behind_however_near():
    row = rows.judged({2025: 149}, baseline=100, target=150)
    assert row.pace_linear == pytest.approx(0.98)
    assert row.light == "behind"


def test_bounds_of_the_lights_may_be_equal():
    row = rows.judged({2023: 130}, baseline=100, target=150, settings={"near": 1.0})
    assert row.light == "on_track"


def test_without_baseline_only_the_attainment_is_known():
    row = rows.judged({2023: 120}, target=150)
    assert row.attainment == 0.8
    assert np.isnan(row.progress)
    assert row.light == "unknown"
    assert "plan_no_baseline" in row.remark
    assert rows.judged({2023: 150}, target=150).light == "met"
    assert rows.judged({2025: 149}, target=150).light == "behind"


def test_masked_target_is_not_judged_and_told():
    row = rows.judged({2023: 120}, baseline=100, status="masked")
    assert row.light == "unknown"
    assert "plan_masked" in row.remark
    found, notes = rows.tables(rows.made([rows.indicator(status="masked")]))
    plan = rows.one(found["plans"])
    assert (plan.masked, plan.unknown, plan.indicators) == (1, 0, 1)
    assert (notes.message_code == "plan_targets_masked").sum() == 1


def test_indicator_of_a_draft_is_judged_and_remarked():
    row = rows.judged({2023: 150}, baseline=100, target=150, status="draft")
    assert row.light == "met"
    assert "plan_draft" in row.remark


def test_indicator_with_a_unit_in_doubt_is_not_judged():
    row = rows.judged({2023: 150}, baseline=100, target=150, status="suspect")
    assert row.light == "unknown"
    assert "plan_unit_suspect" in row.remark


def test_indicator_without_figures_is_unknown_and_told():
    row = rows.judged({}, baseline=100, target=150)
    assert (row.light, row.latest_date) == ("unknown", "")
    assert "plan_no_figure" in row.remark
    _, notes = rows.tables(rows.made([rows.indicator(baseline=100.0, target=150.0)]))
    assert (notes.message_code == "plan_indicators_silent").sum() == 1


def test_part_of_a_year_counts_for_a_stock():
    row = rows.judged({"2023-06": 125}, baseline=100, target=150)
    assert (row.latest_date, row.time_share, row.pace_linear) == ("2023-06", 0.5, 1.0)


def test_part_of_a_year_does_not_count_for_a_yearly_flow():
    row = rows.judged({2021: 110, "2022-06": 60}, baseline=100, target=150, kind="annual_flow")
    assert (row.latest_date, row.latest) == ("2021", 110)
    alone = rows.judged({"2022-06": 60}, baseline=100, target=150, kind="annual_flow")
    assert alone.light == "unknown"
    assert {"plan_no_figure", "plan_part_year"} <= set(alone.remark.split(";"))


def test_cumulative_flow_is_summed_by_hand():
    # 2 + 3 of 10 after two of five years: half done in 40 % of the time
    row = rows.judged({2021: 2, 2022: 3}, target=10, kind="cumulative_flow")
    assert (row.latest, row.progress, row.pace_linear, row.light) == (5, 0.5, 1.25, "on_track")


def test_cumulative_flow_takes_the_months_after_its_last_whole_year():
    row = rows.judged(
        {2021: 2, "2022-06": 1, 2022: 3, "2023-06": 1}, target=10, kind="cumulative_flow"
    )
    assert (row.latest, row.time_share) == (6, 0.5)


def test_cumulative_flow_with_a_year_missing_has_no_sum():
    row = rows.judged({2021: 2, 2023: 3}, target=10, kind="cumulative_flow")
    assert np.isnan(row.latest)
    assert row.light == "unknown"
    assert "plan_years_missing" in row.remark


def test_sum_that_must_stay_below_a_limit_is_judged_at_the_end():
    limit = {"target": 10, "kind": "cumulative_flow", "direction": "less"}
    early = rows.judged({2021: 2}, **limit)
    assert early.light == "unknown"
    assert "plan_cap_open" in early.remark
    assert rows.judged({2021: 11}, **limit).light == "behind"
    assert rows.judged(dict.fromkeys(range(2021, 2026), 2), **limit).light == "met"


def test_growth_rates_are_averaged_geometrically():
    row = rows.judged({2021: 10, 2022: 20}, target=15, kind="growth_rate", unit="%")
    mean = 100 * (math.sqrt(1.1 * 1.2) - 1)
    assert row.latest == pytest.approx(mean, abs=1e-6)
    assert row.attainment == pytest.approx(mean / 15, abs=1e-6)
    assert row.light == "near"


def test_growth_told_as_a_mean_at_the_end_is_the_mean():
    row = rows.judged({2025: 22}, target=15, kind="growth_rate", unit="%")
    assert row.latest == 22
    assert row.attainment == pytest.approx(22 / 15, abs=1e-6)
    assert row.light == "met"
    assert "plan_mean_stated" in row.remark


def test_milestone_is_judged_when_it_is_due():
    stone = {"baseline": 0, "target": 1, "kind": "milestone", "unit": "个"}
    assert rows.judged({2022: 1}, **stone).light == "met"
    waiting = rows.judged({2022: 0}, **stone)
    assert waiting.light == "unknown"
    assert "plan_milestone" in waiting.remark
    assert rows.judged({2025: 0}, **stone).light == "behind"


def test_indicator_at_its_target_from_the_start_is_to_be_held():
    kept = rows.judged({2022: 150}, baseline=150, target=150)
    lost = rows.judged({2022: 140}, baseline=150, target=150)
    assert (kept.light, lost.light) == ("met", "behind")
    assert "plan_held" in lost.remark


def test_figures_after_the_day_of_the_tracking_are_left_out():
    plans = rows.made(
        [rows.indicator(baseline=100.0, target=150.0)], rows.figures({2022: 120, 2023: 131})
    )
    found, notes = rows.tables(plans, as_of=dt.date(2023, 6, 30))
    assert rows.one(found["plan_indicators"]).latest_date == "2022"
    assert (notes.message_code == "plan_figures_outside").sum() == 1


def test_missing_final_figure_is_told_once_the_plan_is_over():
    over = rows.judged({2023: 131}, as_of=MARCH_2026, baseline=100, target=150)
    running = rows.judged({2023: 131}, as_of=dt.date(2025, 12, 30), baseline=100, target=150)
    assert "plan_end_unseen" in over.remark
    assert "plan_end_unseen" not in running.remark


def test_linked_statistic_of_the_region_is_converted_and_counts():
    known = rows.observed("in_force", {("330100", 2023): 1, ("330000", 2023): 250_000})
    link = {"baseline": 20, "target": 30, "unit": "万件", "statistic": "in_force"}
    row = rows.judged({}, known=known, **link)
    assert (row.latest, row.latest_date) == (25, "2023")
    doubted = rows.judged({}, known=known.assign(status="suspect"), **link)
    assert doubted.light == "unknown"


def test_table_wins_over_the_statistic_and_a_difference_is_told():
    known = rows.observed("in_force", {("330000", 2023): 250_000})
    link = {"baseline": 20.0, "target": 30.0, "unit": "万件", "statistic": "in_force"}
    plans = rows.made([rows.indicator(**link)], rows.figures({2023: 26}))
    found, notes = rows.tables(plans, known)
    assert rows.one(found["plan_indicators"]).latest == 26
    assert "plan_figure_differs" in rows.one(found["plan_figures"], date="2023").remark
    assert "26万件" in rows.one(notes, message_code="plan_figure_differs").detail


def test_rounded_baseline_does_not_differ_from_the_statistic():
    # 199 572 items are 20 (10 000) as printed; 19 would be another number
    known = rows.observed("in_force", {("330000", 2020): 199_572})
    link = {"target": 30, "unit": "万件", "statistic": "in_force"}
    same = rows.judged({2023: 25}, known=known, baseline=20, **link)
    other = rows.judged({2023: 25}, known=known, baseline=19, **link)
    assert "plan_baseline_differs" not in same.remark
    assert "plan_baseline_differs" in other.remark
    assert other.progress == pytest.approx(6 / 11, abs=1e-6)  # the stated baseline is kept


def test_figures_lie_beside_what_was_planned_for_their_time():
    plans = rows.made(
        [rows.indicator(baseline=100.0, target=400.0, target_year=2024)],
        rows.figures({2018: 90, 2022: 200}),
    )
    found, _ = rows.tables(plans)
    table = found["plan_figures"]
    assert table.date.tolist() == ["2018", "2020", "2022"]
    assert table.origin.tolist() == ["table", "plan", "table"]
    now = rows.one(table, date="2022")
    assert (now.planned_linear, now.planned_geometric) == (250, 200)
    assert (now.pace_linear, now.pace_geometric) == (pytest.approx(2 / 3, abs=1e-6), 1)
    assert rows.one(table, date="2018").remark == "plan_before_baseline"


def test_planned_values_of_a_cumulative_flow_are_sums():
    plans = rows.made(
        [rows.indicator(target=10.0, kind="cumulative_flow")], rows.figures({2021: 2, 2022: 3})
    )
    found, _ = rows.tables(plans)
    now = rows.one(found["plan_figures"], date="2022")
    assert (now.value, now.planned_linear, now.planned_geometric, now.pace_linear) == (
        3,
        4,
        4,
        1.25,
    )
    assert "plan_cumulated" in now.remark


def test_no_number_of_an_indicator_is_missing_without_a_remark():
    kinds = [
        {"kind": kind, "baseline": baseline, "target": target, "status": "final", "unit": "%"}
        for kind in (
            "annual_flow",
            "cumulative_flow",
            "stock",
            "ratio",
            "growth_rate",
            "satisfaction",
            "milestone",
        )
        for baseline in (np.nan, 0.0, 10.0)
        for target in (np.nan, 10.0, 20.0)
    ]
    for values in (
        {},
        {2022: 0},
        {2022: 12},
        {2021: 11, 2022: 12, 2023: 13},
        {2025: 25},
        {"2024-06": 5},
    ):
        indicators = [rows.indicator(str(n), **cells) for n, cells in enumerate(kinds)]
        given = [row for n in range(len(kinds)) for row in rows.figures(values, str(n))]
        table = rows.tables(rows.made(indicators, given))[0]["plan_indicators"]
        numbers = [
            "attainment",
            "progress",
            "pace_linear",
            "pace_geometric",
            "forecast",
            "chance",
            "planned_step",
            "required_step",
        ]
        silent = table[table[numbers].isna().any(axis=1) & (table.remark == "")]
        assert silent.empty, silent[["kind", "baseline", "target", *numbers]].to_string()
