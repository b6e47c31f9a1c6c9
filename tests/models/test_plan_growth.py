import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import plan_growth, plan_progress

# Zhejiang, 14th five-year plan of intellectual property, table 2 「“十四五”时期知识产权发展主要
# 指标」: 2020, 2025, and the growth a year in per cent that follows where METHODS 7.3 states it
NEXT_PLAN = [
    ("每万人高价值发明专利拥有量", 11.1, 17, None),
    ("海外发明专利授权量", 3_000, 5_000, None),
    ("有效发明专利数量", 20, 30, None),
    ("三大重大产业有效发明专利数量", 9, 15, None),
    ("有效注册商标量", 300, 400, None),
    ("马德里国际注册商标拥有量", 5_900, 7_500, None),
    ("作品著作权登记量", 2.5, 4.2, None),
    ("地理标志有效量", 376, 450, None),
    ("知识产权质押融资金额", 602, 1_000, None),
    ("专利权转让、许可数量", 3.5, 10, 23.4),
    ("国家级知识产权保护平台数量", 5, 15, 24.6),
    ("商业秘密保护示范基地", 250, 500, 14.9),
    ("知识产权示范县（市、区）覆盖率", 77.5, 90, None),
    ("知识产权示范优势企业", 455, 1_000, 17.1),
    ("知识产权服务业集聚区", 13, 30, 18.2),
    ("商标品牌指导服务站", 204, 500, 19.6),
]
LEVELS = st.floats(0.1, 1e6)
COMMON = settings(derandomize=True, deadline=None, max_examples=200)


@pytest.mark.parametrize(("name", "baseline", "target", "per_cent"), NEXT_PLAN)
def test_required_growth_of_the_next_plan_is_that_of_its_table(name, baseline, target, per_cent):
    found = 100 * float(plan_growth.yearly_rate(baseline, target, 5).value)
    if per_cent is None:
        assert 3 <= round(found, 1) <= 11, name
    else:
        assert round(found, 1) == per_cent, name


def test_growth_still_required_rises_for_who_falls_behind():
    # 204 of 500 stations; two years on nothing was added: (500 / 204)^(1 / 3) - 1
    found = plan_growth.yearly_rate(204, 500, [5, 3])
    np.testing.assert_allclose(found.value, [0.1964, 0.3483], atol=5e-5)
    np.testing.assert_allclose(plan_growth.yearly_step(204, 500, [5, 3]).value, [59.2, 296 / 3])


def test_a_cumulative_flow_needs_the_rest_in_equal_parts():
    assert plan_growth.yearly_step(700, 1_250, 2).value == 275


@pytest.mark.parametrize(
    ("start", "end", "years", "step", "rate"),
    [
        (0, 10, 5, "", "not_positive"),
        (10, -1, 5, "", "not_positive"),
        (10, 20, 0, "ended", "ended"),
        (10, 20, -1, "ended", "ended"),
        (np.nan, 20, 5, "missing", "missing"),
        (10, 20, np.nan, "missing", "missing"),
    ],
)
def test_undefined_growth_says_why(start, end, years, step, rate):
    found = plan_growth.yearly_step(start, end, years), plan_growth.yearly_rate(start, end, years)
    assert [str(each.reason) for each in found] == [step, rate]
    assert [bool(np.isnan(each.value)) for each in found] == [bool(step), bool(rate)]


def test_ambition_by_hand():
    # doubled in five years; to double again is the same pace, x 4 twice, x sqrt(2) half of it
    found = plan_growth.ambition(100, 200, [400, 800, 200 * np.sqrt(2)], 5, 5)
    np.testing.assert_allclose(found.ratio.value, [1, 2, 0.5])
    yearly = 2**0.2 - 1
    np.testing.assert_allclose(found.past.value, yearly)
    np.testing.assert_allclose(found.extra.value, [0, 4**0.2 - 1 - yearly, 2**0.1 - 1 - yearly])


def test_ambition_of_less_is_better_asks_for_a_faster_fall():
    # days to settle: 200, 100, then 50 in five years is the same pace, in ten half of it
    found = plan_growth.ambition(200, 100, 50, 5, [5, 10], direction=-1)
    np.testing.assert_allclose(found.ratio.value, [1, 0.5])
    assert found.extra.value[0] == pytest.approx(0, abs=1e-12)
    assert found.extra.value[1] < 0


def test_ambition_has_no_ratio_to_growth_that_was_not_there():
    found = plan_growth.ambition([100, 120, 0, 90], 100, [150, 150, 150, np.nan], 5, 5)
    assert found.ratio.reason.tolist() == [
        "no_growth_before",
        "no_growth_before",
        "not_positive",
        "missing",
    ]
    assert found.extra.reason.tolist() == ["", "", "not_positive", "missing"]
    assert np.isnan(found.ratio.value).all()


def test_directions_are_broadcast():
    found = plan_growth.ambition(100, 200, 400, 5, 5, direction=[1, -1])
    assert found.ratio.reason.tolist() == ["", "no_growth_before"]
    np.testing.assert_allclose(found.ratio.value[0], 1)


@COMMON
@given(LEVELS, LEVELS, st.integers(1, 15))
def test_required_growth_and_steps_arrive_at_the_target(start, end, years):
    rate = plan_growth.yearly_rate(start, end, years).value
    step = plan_growth.yearly_step(start, end, years).value
    np.testing.assert_allclose(start * (1 + rate) ** years, end, rtol=1e-6)
    np.testing.assert_allclose(start + years * step, end, rtol=1e-6)


@COMMON
@given(LEVELS, LEVELS, st.floats(0, 1), st.sampled_from(plan_progress.PATHS))
def test_what_was_planned_for_now_is_exactly_on_time(baseline, target, time, path):
    level = plan_growth.planned(baseline, target, time, path).value
    direction = 1 if target > baseline else -1
    share = plan_progress.progress(baseline, level, target, direction, path)
    if abs(np.log(target / baseline)) > 1e-3:  # else the way is within rounding
        np.testing.assert_allclose(share.value, time, atol=1e-6)


@COMMON
@given(LEVELS, LEVELS, LEVELS, st.floats(1e-3, 1e3))
def test_ambition_does_not_depend_on_the_unit(before, baseline, target, unit):
    one = plan_growth.ambition(before, baseline, target, 4, 5)
    other = plan_growth.ambition(unit * before, unit * baseline, unit * target, 4, 5)
    if abs(np.log(baseline / before)) > 1e-3:
        np.testing.assert_allclose(one.ratio.value, other.ratio.value, rtol=1e-6, atol=1e-9)


def test_planned_levels_say_why_there_is_none():
    found = plan_growth.planned([0, np.nan, 1], 4, 0.5, "geometric")
    assert found.reason.tolist() == ["not_positive", "missing", ""]
    np.testing.assert_allclose(found.value[2], 2)
    with pytest.raises(ValueError, match="path"):
        plan_growth.planned(1, 2, 0.5, "log")
