import numpy as np
import pytest

from layout import metrics
from layout.expressions import parse
from layout.metrics import Metrics
from layout.rules import ZoneType
from layout.zones.conditions import take_apart
from layout.zones.reasons import reasons
from layout.zones.typology import positions
from layout.zones.wording import number, vocabulary

NAN = np.nan


def rule(label, condition, priority=1):
    return ZoneType(label, label, label, priority, parse(condition), "指引", "来源")


def sentences(rules, indicators=(), **columns):
    """Reasons of the regions of one year."""
    types = [rule(*one) for one in rules]
    arrays = {name: np.array([values], dtype=float) for name, values in columns.items()}
    given = positions([take_apart(kind.condition) for kind in types], arrays)
    return reasons(given, types, Metrics(arrays, {}), indicators)[0].tolist()


LEAD = (
    "引领示范区",
    "p_u_ip >= 70 and p_u_innovation >= 70 and p_u_industry >= 70 and max_level <= 1.25 * min_level",
)
GROW = ("潜力培育区", "p_u_ip > 30 and p_u_ip < 60 and p_growth_composite >= 50")


def test_conditions_met_are_told_with_their_values():
    found = sentences(
        [LEAD],
        p_u_ip=[92.3, 10],
        p_u_innovation=[100, 80],
        p_u_industry=[83.3, 75],
        max_level=[0.57, 0.5],
        min_level=[0.5, 0.45],
    )
    assert found == [
        "引领示范区：知识产权、创新、产业得分位次百分位分别为 92、100、83（均须 ≥70）；"
        "三维最高得分与三维最低得分之比 1.14（须 ≤1.25）",
        "未达到任何类型：最接近引领示范区，差在知识产权得分位次百分位 10（须 ≥70）",
    ]


def test_the_nearest_type_misses_by_the_fewest_comparisons_then_by_the_smallest_gap():
    rules = [
        ("甲", "u_ip >= 0.8 and u_industry >= 0.8"),
        ("乙", "u_ip >= 0.6"),
        ("丙", "u_ip <= 0.1"),
    ]
    (found,) = sentences(rules, u_ip=[0.5], u_industry=[0.7])
    assert found == "未达到任何类型：最接近乙，差在知识产权得分 0.500（须 ≥0.6）"


def test_both_bounds_of_one_metric_are_told_once():
    found = sentences([GROW], p_u_ip=[45, 90], p_growth_composite=[66.7, 10])
    assert found[0] == (
        "潜力培育区：知识产权得分位次百分位 45（须 >30 且 <60）；"
        "综合得分年均变化位次百分位 67（须 ≥50）"
    )


def test_a_rule_that_lacks_its_figures_is_said_to_be_undecided():
    rules = [GROW, ("一般发展区", "composite >= 0.2")]
    columns = {"p_u_ip": [45, 10, 45], "p_growth_composite": [NAN] * 3}
    found = sentences(rules, composite=[0.3, 0.3, 0.1], **columns)
    assert found == [
        "一般发展区：综合得分 0.300（须 ≥0.2）；缺“综合得分年均变化位次百分位”，潜力培育区无法判定",
        "一般发展区：综合得分 0.300（须 ≥0.2）",  # false whatever the growth: not undecided
        "未达到任何类型：最接近一般发展区，差在综合得分 0.100（须 ≥0.2）；"
        "缺“综合得分年均变化位次百分位”，潜力培育区无法判定",
    ]


def test_a_type_without_any_figure_is_not_missed_but_undecided():
    (found,) = sentences([("甲", "u_ip > 0.5")], u_ip=[NAN])
    assert found == "缺数据，各类型均无法判定；缺“知识产权得分”，甲无法判定"


def test_a_rule_that_holds_everywhere_says_so_and_names_the_nearest_other():
    rules = [("强", "u_ip >= 0.6"), ("一般", "composite >= 0")]
    found = sentences(rules, u_ip=[0.5, 0.4], composite=[0.5, 0.4])
    assert found[0] == (
        "一般：综合得分 0.500（须 ≥0）；这一条当年各地区都符合，没有判为其他类型；"
        "最接近强，差在知识产权得分 0.500（须 ≥0.6）"
    )


def test_either_or_names_what_holds_and_all_that_does_not():
    rules = [("特色", "(p_u_ip_scale >= 70 or p_u_ip_quality >= 70) and u_ip <= 0.5")]
    columns = {"p_u_ip_scale": [75, 60, 10], "p_u_ip_quality": [NAN, NAN, 20]}
    found = sentences(rules, u_ip=[0.4, 0.6, 0.4], **columns)
    assert found == [
        "特色：知识产权得分 0.400（须 ≤0.5）；2 项中符合一项即可：知识产权规模得分位次百分位 75（须 ≥70）",
        "未达到任何类型：最接近特色，差在知识产权得分 0.600（须 ≤0.5），且2 项中没有一项确认符合："
        "知识产权规模得分位次百分位 60（须 ≥70）、缺“知识产权质量得分位次百分位”（无法判定）",
        "未达到任何类型：最接近特色，差在2 项中没有一项确认符合："
        "知识产权规模得分位次百分位 10（须 ≥70）、知识产权质量得分位次百分位 20（须 ≥70）",
    ]


@pytest.mark.parametrize(
    ("condition", "columns", "words"),
    [
        ("u_ip < 0.8 * u_industry", {"u_ip": 0.3, "u_industry": 0.5}, "知识产权与产业得分之比 0.60（须 <0.8）"),
        ("0.8 * u_industry > u_ip", {"u_ip": 0.3, "u_industry": 0.5}, "知识产权与产业得分之比 0.60（须 <0.8）"),
        ("u_ip > u_industry", {"u_ip": 0.6, "u_industry": 0.5}, "知识产权与产业得分之比 1.20（须 >1）"),
        ("u_ip + u_industry > composite * 1.5", {"u_ip": 0.6, "u_industry": 0.5}, "知识产权得分+产业得分 1.100（须 >综合得分×1.5，即 0.000）"),
        ("30 < p_u_ip", {"p_u_ip": 45}, "知识产权得分位次百分位 45（须 >30）"),
        ("not p_u_ip <= 30", {"p_u_ip": 45}, "知识产权得分位次百分位 45（须 >30）"),
        ("u_ip - u_industry >= 0.1", {"u_ip": 0.6, "u_industry": 0.4}, "知识产权得分−产业得分 0.200（须 ≥0.1）"),
        ("growth_ip > growth_industry", {"growth_ip": 0.02, "growth_industry": -0.01}, "知识产权得分年均变化 0.020（须 >产业得分年均变化，即 -0.010）"),
        ("lag_ip == 1 and relative_lag_ip == 0", {"lag_ip": 1, "relative_lag_ip": 0}, "知识产权滞后 是（须为是）；知识产权滞后（按各维度均值折算） 否（须为否）"),
        ("lag_ip", {"lag_ip": 1}, "知识产权滞后 是（须不为否）"),
        ("ratio_ip_industry < 1", {"ratio_ip_industry": 0.996}, "知识产权与产业得分之比 0.996（须 <1）"),
    ],
)  # fmt: skip
def test_every_form_of_comparison_is_put_into_words(condition, columns, words):
    (found,) = sentences(
        [("甲", condition), ("乙", "composite > 9")],
        composite=[0],
        **{n: [v] for n, v in columns.items()},
    )
    assert found.startswith(f"甲：{words}")


def test_an_indicator_is_told_with_its_unit(china):
    rules = [("甲", "in_rd_intensity >= 2")]
    (found,) = sentences(rules, china.study.indicators, in_rd_intensity=[3.14159])
    assert found.startswith("甲：R&D经费投入强度 3.142%（须 ≥2%）")


def test_a_published_score_is_not_followed_by_its_scale(jiangsu):
    rules = [("甲", "in_rd_intensity >= 0.5")]
    (found,) = sentences(rules, jiangsu.study.indicators, in_rd_intensity=[0.75])
    assert found.startswith("甲：R&D经费投入强度（公布分值） 0.75（须 ≥0.5）")


@pytest.mark.parametrize(
    ("value", "bound", "sign", "text"),
    [(69.6, 70, "≥", "69.6"), (70.4, 70, ">", "70.4"), (70.0, 70, "≥", "70"), (69.99, 70, "<", "69.99")],
)  # fmt: skip
def test_rounding_never_puts_a_value_on_the_wrong_side(value, bound, sign, text):
    assert number(value, bound, sign, "percentile") == text


def test_every_metric_that_a_rule_may_name_has_words(china, jiangsu):
    for one in (china, jiangsu):
        kinds = metrics.names(one.study.indicators)
        words = vocabulary(one.study.indicators)
        assert {name: word.kind for name, word in words.items()} == kinds
        texts = [word.text for word in words.values()]
        assert len(set(texts)) == len(texts)
