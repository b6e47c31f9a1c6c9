import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import plan_progress

# Zhejiang, 14th five-year plan of intellectual property, table 1 「“十三五”规划主要指标完成情况」:
# kind, target, achieved, and the attainment in per cent that follows (METHODS 7.3)
PAST_PLAN = [
    ("发明专利年授权量", "annual_flow", 40_000, 49_888, 125),
    ("每万人发明专利拥有量", "ratio", 17, 34.1, 201),
    ("PCT年申请量", "annual_flow", 1_600, 4_307, 269),
    ("每百家企业有效注册商标量", "ratio", 82, 100.1, 122),
    ("驰名商标累计拥有量", "stock", 600, 646, 108),
    ("作品著作权登记量", "annual_flow", 1.8, 2.5, 139),
    ("有效植物新品种量", "stock", 150, 671, 447),
    ("技术市场成交额", "annual_flow", 220, 1_400, 636),
    ("许可使用金额", "annual_flow", 5, 7.1, 142),
    ("质押贷款额", "annual_flow", 150, 602, 401),
    ("知识产权服务业营业收入平均增长率", "growth_rate", 0.15, 0.22, 147),
]
LEVELS = st.floats(0.1, 1e6)
COMMON = settings(derandomize=True, deadline=None, max_examples=200)


@pytest.mark.parametrize(("name", "kind", "target", "achieved", "per_cent"), PAST_PLAN)
def test_attainments_of_the_past_plan_are_those_of_its_table(
    name, kind, target, achieved, per_cent
):
    found = plan_progress.track(kind, np.nan, [achieved], target, 1.0)
    assert round(100 * float(found.attainment.value)) == per_cent, name
    assert found.reached == 1


def test_most_targets_of_the_past_plan_were_soft():
    ratios = plan_progress.attainment([row[3] for row in PAST_PLAN], [row[2] for row in PAST_PLAN])
    graded = plan_progress.grade(ratios.value, [1, 1.5])
    # 「11项关键指标全部超额完成」; five of eleven at half as much again or more
    np.testing.assert_array_equal(graded, [1, 2, 2, 1, 1, 1, 2, 2, 1, 2, 1])


def test_progress_and_pace_by_hand():
    # 204 stations in 2020, 500 to be reached in 2025, 322.4 and 381.6 in 2022: 40 and 60 % of
    # the way in 40 % of the time
    share = plan_progress.progress(204, [322.4, 381.6], 500)
    np.testing.assert_allclose(share.value, [0.4, 0.6])
    time = plan_progress.elapsed(2022, 2020, 2025)
    np.testing.assert_allclose(plan_progress.pace(share, time).value, [1, 1.5])


def test_a_target_passed_long_before_its_year_has_a_pace_far_above_one():
    # 有效发明专利 20 in 2020, target 30 in 2025; 45.1 (10,000) by June 2025
    found = plan_progress.track(
        "stock", 20, [45.1], 30, plan_progress.elapsed(2025.5, 2020.5, 2025.5)
    )
    np.testing.assert_allclose(found.pace.value, 2.51)


def test_the_geometric_path_asks_for_less_at_first():
    # doubling in four years: after two, sqrt(2) is on the geometric path and behind the linear one
    values = [np.sqrt(2), 1.5]
    geometric = plan_progress.progress(1, values, 2, path="geometric")
    np.testing.assert_allclose(geometric.value, [0.5, np.log2(1.5)])
    linear = plan_progress.progress(1, values, 2)
    np.testing.assert_allclose(linear.value, [np.sqrt(2) - 1, 0.5])
    assert plan_progress.pace(linear, 0.5).value[0] < 1


def test_less_is_better_turns_the_signs_round():
    # days to settle a case: from 100 to 50, 60 now
    found = plan_progress.track("ratio", 100, [[60.0], [40.0], [110.0]], 50, 0.8, direction=-1)
    np.testing.assert_allclose(found.progress.value, [0.8, 1.2, -0.2])
    np.testing.assert_allclose(found.pace.value, [1, 1.5, -0.25])
    np.testing.assert_allclose(found.attainment.value, [50 / 60, 50 / 40, 50 / 110])
    np.testing.assert_array_equal(found.reached, [0, 1, 0])


def test_the_kind_decides_what_counts():
    # pledge loans: 1250 in five years are not 1250 in one
    yearly = [100.0, 150.0, 180.0, 218.0, 602.0]
    flow = plan_progress.track("annual_flow", 90, yearly, 150, 1.0)
    total = plan_progress.track("cumulative_flow", 90, yearly, 1250, 1.0)
    np.testing.assert_allclose([flow.value, flow.attainment.value], [602, 602 / 150])
    np.testing.assert_allclose([total.value, total.progress.value], [1250, 1])
    half = plan_progress.track("cumulative_flow", 90, yearly[:2], 1250, 0.4, path="geometric")
    np.testing.assert_allclose(half.progress.value, 250 / 1250)
    rate = plan_progress.track("growth_rate", np.nan, [0.5, -0.2, 0.0], 0.06, 0.6)
    np.testing.assert_allclose(rate.value, 1.2 ** (1 / 3) - 1)
    np.testing.assert_allclose(rate.pace.value, rate.attainment.value)
    done = plan_progress.track("milestone", np.nan, [[0.0, 0.0], [0.0, 1.0]], 1, 0.4)
    np.testing.assert_array_equal(done.attainment.value, [0, 1])
    assert (done.pace.reason == "no_path").all()


@pytest.mark.parametrize("kind", plan_progress.ACHIEVED)
def test_a_missing_last_year_is_missing_and_no_earlier_one_stands_in(kind):
    found = plan_progress.track(kind, 1.0, [[0.5, 0.6], [0.5, np.nan]], 2.0, 0.5)
    np.testing.assert_array_equal(np.isnan(found.value), [False, True])
    assert found.attainment.reason.tolist() == ["", "missing"]
    assert found.pace.reason[1] == found.progress.reason[1] == "missing"
    assert np.isnan(found.reached[1])


def test_a_sum_with_a_missing_year_is_undefined():
    assert np.isnan(plan_progress.ACHIEVED["cumulative_flow"](np.array([1.0, np.nan, 2.0])))


@pytest.mark.parametrize(
    ("baseline", "value", "target", "direction", "path", "reason"),
    [
        (10, 12, 10, 1, "linear", "at_target"),
        (10, 12, 8, 1, "linear", "beyond_target"),
        (10, 12, 12, -1, "linear", "beyond_target"),
        (np.nan, 12, 20, 1, "linear", "missing"),
        (10, np.nan, 20, 1, "linear", "missing"),
        (10, 12, np.nan, 1, "linear", "missing"),
        (0, 12, 20, 1, "geometric", "not_positive"),
        (10, -1, 20, 1, "geometric", "not_positive"),
        (0, 12, 20, 1, "linear", ""),
    ],
)
def test_undefined_progress_says_why(baseline, value, target, direction, path, reason):
    found = plan_progress.progress(baseline, value, target, direction, path)
    assert str(found.reason) == reason
    assert np.isnan(found.value) == bool(reason)
    assert str(plan_progress.pace(found, 0.5).reason) == reason


def test_nothing_is_on_time_before_time_has_passed():
    time = plan_progress.elapsed([2020, 2019, 2021], 2020, 2025)
    found = plan_progress.pace(plan_progress.progress(1, 2, 3), time)
    assert found.reason.tolist() == ["not_started", "not_started", ""]
    assert np.isnan(found.value[:2]).all()


def test_after_the_last_year_the_whole_target_is_due():
    np.testing.assert_array_equal(plan_progress.elapsed([2025, 2027], 2020, 2025), [1, 1])


def test_attainment_needs_something_to_divide_by():
    found = plan_progress.attainment([5, 0, 5, np.nan], [0, 5, 5, 5], [1, -1, -1, 1])
    assert found.reason.tolist() == ["not_positive", "not_positive", "", "missing"]
    np.testing.assert_array_equal(np.isnan(found.value), [True, True, False, True])


def test_a_bound_is_reached_by_what_equals_it_but_for_rounding():
    tenth = 0.1 + 0.2  # 0.30000000000000004
    assert plan_progress.grade(1 - tenth + 0.2, [0.9, 1.0]) == 1
    assert plan_progress.reached(0.3, tenth) == 1
    assert plan_progress.reached(0.2999, tenth) == 0


def test_leading_axes_are_free():
    yearly = np.arange(24.0).reshape(2, 3, 4) + 1
    whole = plan_progress.track("stock", np.ones((2, 3)), yearly, [30.0, 20.0, 25.0], 0.5)
    for place in np.ndindex(2, 3):
        one = plan_progress.track("stock", 1.0, yearly[place], [30.0, 20.0, 25.0][place[1]], 0.5)
        np.testing.assert_allclose(whole.pace.value[place], one.pace.value)
    many = plan_progress.progress(1, 2, 3, direction=[1, -1])
    assert many.reason.tolist() == ["", "beyond_target"]


def test_bad_requests_are_refused():
    for call, message in (
        (lambda: plan_progress.track("flow", 1, [1], 2, 0.5), "annual_flow"),
        (lambda: plan_progress.track("stock", 1, [], 2, 0.5), "a year or more"),
        (lambda: plan_progress.track("growth_rate", 1, [-1.2], 2, 0.5), "below -1"),
        (lambda: plan_progress.progress(1, 2, 3, 0), "direction"),
        (lambda: plan_progress.progress(1, 2, 3, path="log"), "linear, geometric"),
        (lambda: plan_progress.attainment(np.inf, 1), "infinity"),
        (lambda: plan_progress.elapsed(2021, 2025, 2020), "after"),
        (lambda: plan_progress.elapsed(np.nan, 2020, 2025), "after"),
        (lambda: plan_progress.grade(1, [1, 1]), "increase"),
        (lambda: plan_progress.grade(1, [0, 1]), "above 0"),
    ):
        with pytest.raises(ValueError, match=message):
            call()


@COMMON
@given(LEVELS, LEVELS, LEVELS, st.sampled_from([1, -1]), st.floats(1e-3, 1e3))
def test_units_do_not_matter(baseline, value, target, direction, unit):
    for path in plan_progress.PATHS:
        one = plan_progress.progress(baseline, value, target, direction, path)
        if abs(np.log(target / baseline)) > 1e-6:  # else rounding decides
            other = plan_progress.progress(
                unit * baseline, unit * value, unit * target, direction, path
            )
            np.testing.assert_allclose(one.value, other.value, rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(
        plan_progress.attainment(value, target, direction).value,
        plan_progress.attainment(unit * value, unit * target, direction).value,
    )


@COMMON
@given(LEVELS, LEVELS, LEVELS, LEVELS, st.sampled_from([1, -1]))
def test_doing_better_never_lowers_progress_or_attainment(baseline, one, other, target, direction):
    worse, better = sorted((one, other), key=lambda value: direction * value)
    for path in plan_progress.PATHS:
        found = plan_progress.progress(baseline, [worse, better], target, direction, path)
        if not found.reason[0]:
            assert found.value[0] <= found.value[1]
    ratio = plan_progress.attainment([worse, better], target, direction).value
    assert ratio[0] <= ratio[1]


@COMMON
@given(st.lists(st.sampled_from([np.nan, -3.0, 0.0, 2.0, 7.0]), min_size=3, max_size=3))
def test_there_is_a_reason_exactly_where_there_is_no_number(numbers):
    for path in plan_progress.PATHS:
        share = plan_progress.progress(*numbers, path=path)
        for found in (share, plan_progress.pace(share, [0.0, 0.5])):
            np.testing.assert_array_equal(np.isnan(found.value), found.reason != "")
    ratio = plan_progress.attainment(*numbers[:2])
    assert np.isnan(ratio.value) == bool(ratio.reason != "")
