"""Rules that never apply, repeat or contradict each other are found, and nothing is claimed more."""

import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.errors import Problems
from layout.expressions import parse
from layout.industries import metrics as industry_metrics
from layout.industries import read_industry_rules
from layout.metrics import names
from layout.rule_check import (
    EXCLUSIVE,
    GROUPS,
    INDUSTRY_DOMAINS,
    INDUSTRY_GROUPS,
    Here,
    domains_of,
    remarks,
    rule_check,
)
from layout.rules import DIRECTIONS, Rule
from layout.satisfiable import MOST_TERMS, Domain, Space, cells_of

DOMAINS = domains_of(
    {
        "u": "level",
        "p": "percentile",
        "r": "ratio",
        "g": "growth",
        "flag": "flag",
        **{name: "flag" for group in GROUPS for name in group},
    }
)


def rule(rule_id, condition, direction="重点培育", resource="专利", gap="u"):
    return Rule(
        rule_id=rule_id,
        condition=parse(condition),
        direction=direction,
        resource_type=resource,
        path="自主研发",
        policy_tool="工具",
        gap_metric=gap,
        source_metric="",
        evidence=(),
        lead_department="IPO",
        participating_departments=(),
        priority=1,
        reason="理由",
        plan_basis="依据",
    )


def found(*rules, here=None):
    table = rule_check(rules, DOMAINS, here)
    return [(row.rule_a, row.rule_b, row.finding) for row in table.itertuples()]


@pytest.mark.parametrize(
    "condition",
    [
        "u > 1",
        "p < 0",
        "p >= 70 and p < 70",
        "p > 30 and not p >= 20",
        "r <= 0",  # a ratio of two levels above zero
        "flag == 0.5",
        "flag > 0 and flag < 1",  # between 0 and 1 a flag has nothing
        "lag_ip == 1 and lag_none == 1",  # a region has one lag type
        "lag_ip == 0 and lag_innovation == 0 and lag_industry == 0 and lag_none == 0",
        "not lag_ip and lag_ip",
        "1 > 2 and u > 0",
        "u > 0.5 and u < 0.5 and p > r",  # the rest decides, whatever p > r is
        "p > r and not p > r",
        "50 < p < 40",
    ],
)
def test_a_condition_that_nothing_meets_is_unreachable(condition):
    assert found(rule("A", condition)) == [("A", "", "unreachable")]


@pytest.mark.parametrize(
    "condition",
    [
        "u >= 0",
        "p <= 100 or g > 3",
        "r > 0",
        "flag == 0 or flag == 1",
        "g > 1 or g <= 1",
        "not u > 1",
    ],
)
def test_a_condition_that_all_regions_meet_always_holds(condition):
    assert found(rule("A", condition)) == [("A", "", "always")]


@pytest.mark.parametrize(
    "condition",
    [
        "u > 0.999999",
        "p == 33.3",
        "p > 30 and p < 30.0000001",
        "g < -1e300",
        "r < 1e-9",
        "u",
        "not u",
    ],
)
def test_a_condition_that_some_value_meets_is_no_fault(condition):
    assert found(rule("A", condition)) == []


@pytest.mark.parametrize("condition", ["u > p", "u / r > 2", "2 * u > 5", "u + p > 0 and g > 0"])
def test_what_compares_metrics_with_each_other_is_undecided_until_a_region_shows_it(condition):
    assert found(rule("A", condition)) == [("A", "", "undecided")]
    values = {"u": [0.9], "p": [0.5], "r": [0.1], "g": [0.2]}
    here = Here({name: np.array(value) for name, value in values.items()}, ("甲市",))
    shown = condition not in {"2 * u > 5"}
    assert (found(rule("A", condition), here=here) == []) == shown


def test_a_condition_too_long_to_decide_is_undecided():
    metrics = [(f"a{n}", f"b{n}") for n in range(10)]
    condition = " and ".join(f"({a} or {b})" for a, b in metrics)  # multiplied out: 2**10 terms
    assert 2 ** len(metrics) > MOST_TERMS
    domains = {name: Domain(0, 1) for pair in metrics for name in pair}
    assert Space.of([parse(condition)], domains).terms(parse(condition)) is None
    assert rule_check([rule("A", condition)], domains).finding.to_list() == ["undecided"]


def test_the_narrower_rule_comes_first_where_one_implies_the_other():
    table = rule_check([rule("A", "p >= 50"), rule("B", "p >= 70 and u < 1")], DOMAINS)
    assert table[["rule_a", "rule_b", "finding"]].to_numpy().tolist() == [["B", "A", "implied"]]
    assert "B 的条件成立时 A 的条件必然成立" in table.detail[0]


def test_equivalent_conditions_in_other_words_are_duplicates():
    a, b = "not (p < 50 or u > 0.5)", "u <= 0.5 and 50 <= p"
    assert found(rule("A", a), rule("B", b)) == [("A", "B", "duplicate")]


def test_an_exclusive_lag_type_implies_that_the_others_do_not_lag():
    a, b = "lag_ip == 1", "lag_industry == 0"
    assert found(rule("A", a), rule("B", b)) == [("A", "B", "implied")]


def test_rules_of_other_resources_or_directions_repeat_nothing():
    a = rule("A", "p > 50")
    assert found(a, rule("B", "p > 60", resource="人才")) == []
    assert found(a, rule("B", "p > 60", direction="引进补强")) == []
    assert found(a, rule("B", "u > 0.1")) == [("A", "B", "overlap")]
    assert found(a, rule("B", "p < 50")) == []


def test_exclusive_directions_on_one_gap_contradict_each_other():
    """优化提升 says enough, 重点培育 says too little: of the same metric both cannot be right."""
    a = rule("A", "p > 50", "优化提升")
    assert found(a, rule("B", "u > 0.5")) == [("A", "B", "contradiction")]
    assert found(a, rule("B", "u > 0.5", gap="g")) == []  # too little of something else
    assert found(a, rule("B", "u > 0.5", resource="商标")) == []
    assert found(a, rule("B", "p < 50")) == []  # never both


def test_exclusive_directions_are_directions():
    assert {word for pair in EXCLUSIVE for word in pair} == set(DIRECTIONS)
    assert frozenset(("重点培育", "引进补强")) not in EXCLUSIVE  # two ways to the same end


def test_regions_are_named_where_both_rules_really_hold():
    values = {"p": np.array([60.0, 80, 90, np.nan]), "u": np.array([0.9, 0.2, 0.9, 0.9])}
    here = Here(values, ("甲市", "乙市", "丙市", "丁市"))
    table = rule_check([rule("A", "p > 70"), rule("B", "u > 0.5 and p > 50")], DOMAINS, here)
    assert table.finding.to_list() == ["overlap"]
    assert table.regions.to_list() == ["丙市"]


def test_without_figures_nothing_is_said_of_regions():
    rules = [rule("A", "p > 70"), rule("B", "p > 80")]
    assert rule_check(rules, DOMAINS).regions.to_list() == ["没有数据，未与实际地区比对"]
    nobody = Here({"p": np.array([1.0])}, ("甲市",))
    assert rule_check(rules, DOMAINS, nobody).regions.to_list() == [""]


def test_a_region_that_meets_both_proves_what_logic_leaves_open():
    values = {"p": np.array([60.0]), "u": np.array([0.9]), "r": np.array([2.0])}
    table = rule_check(
        [rule("A", "p > r"), rule("B", "u > 0.5 and p > u * r")], DOMAINS, Here(values, ("甲市",))
    )
    assert table.finding.to_list() == ["overlap"]
    assert read(table.example[0]) == {"p": 60, "r": 2, "u": 0.9}


def test_serious_findings_are_notes_one_by_one():
    table = rule_check([rule("A", "u > 1"), rule("B", "p > 1"), rule("C", "p > 2")], DOMAINS)
    assert [code for code, _ in remarks(table)] == ["rules_checked", "rules_unreachable"]
    assert remarks(table)[0][1]["counts"] == "条件永远不成立 1 处、条件被另一条包含 1 处"
    assert remarks(table.iloc[:0]) == []


def test_every_metric_of_industries_has_a_range_and_every_group_its_flags():
    kinds = industry_metrics.names()
    ratios = {name for name, kind in industry_metrics.MEASURED.items() if kind == "ratio"}
    assert ratios <= set(INDUSTRY_DOMAINS) <= set(kinds)
    assert all(kinds[name] == "flag" for group in INDUSTRY_GROUPS for name in group)
    known = names(())
    assert all(known[name] == "flag" for group in GROUPS for name in group)


def test_cells_hold_every_breakpoint_and_a_value_between_any_two():
    assert cells_of(Domain(0, 1), [0.5, 0.2, 7]) == (0, 0.1, 0.2, 0.35, 0.5, 0.75, 1)
    assert cells_of(Domain(), []) == (-1, 0, 1)
    assert cells_of(Domain(), [1e300])[0] < 1e300 < cells_of(Domain(), [1e300])[2]
    tight = np.nextafter(0.5, 1)
    assert cells_of(Domain(0, 1), [0.5, tight])[2:4] == (0.5, tight)  # no number lies between


# --- any rules: the checker says what trying out all combinations says


NUMBERS = {
    "u": (0, 0.25, 0.5, 1),
    "p": (0, 30, 50, 70),
    "flag": (0, 1),
    "r": (0, 0.8, 1),
    "g": (-1, 0, 2),
}
LAGS = GROUPS[0]


def atoms():
    one = st.sampled_from(sorted(NUMBERS)).flatmap(
        lambda name: st.builds(
            lambda op, number: f"{name} {op} {number}",
            st.sampled_from(["<", "<=", ">", ">=", "==", "!="]),
            st.sampled_from(NUMBERS[name]),
        )
    )
    lag = st.builds("{} == {}".format, st.sampled_from(LAGS), st.sampled_from((0, 1)))
    return one | lag


CONDITIONS = st.recursive(
    atoms(),
    lambda inner: st.one_of(
        st.builds("({} and {})".format, inner, inner),
        st.builds("({} or {})".format, inner, inner),
        st.builds("(not {})".format, inner),
    ),
    max_leaves=5,
)


def grid(*conditions):
    """Every combination of breakpoints, midpoints and outer values, as arrays of one length.

    Written apart from the checker: a range of our own for every metric.
    """
    outer = {"u": (0, 1), "p": (0, 100), "r": (0, 3), "g": (-3, 4), "flag": (0, 1)}
    used = sorted({name for condition in conditions for name in condition.names} - set(LAGS))
    axes = []
    for name in used:
        if name == "flag":
            axes.append((0.0, 1.0))
            continue
        points = sorted({float(n) for n in (*NUMBERS[name], *outer[name])})
        between = [(a + b) / 2 for a, b in itertools.pairwise(points)]
        axes.append(tuple(v for v in (*points, *between) if not (name == "r" and v == 0)))
    rows = np.array(list(itertools.product(*axes, range(len(LAGS)))), dtype=float)
    values = {name: rows[:, n] for n, name in enumerate(used)}
    return values | {name: (rows[:, -1] == n).astype(float) for n, name in enumerate(LAGS)}


def read(example):
    return {name: float(value) for name, value in (part.split("=") for part in example.split(";"))}


@settings(derandomize=True, deadline=None, max_examples=300)
@given(CONDITIONS, CONDITIONS)
def test_the_verdict_on_any_two_rules_is_that_of_trying_everything_out(first, second):
    a, b = rule("A", first), rule("B", second)
    values = grid(a.condition, b.condition)
    with np.errstate(all="ignore"):
        in_a, in_b = a.condition.holds(values), b.condition.holds(values)
    size = len(next(iter(values.values())))
    in_a, in_b = np.broadcast_to(in_a, size), np.broadcast_to(in_b, size)
    expected = []
    for name, where in (("A", in_a), ("B", in_b)):
        if not where.any():
            expected.append((name, "", "unreachable"))
        elif where.all():
            expected.append((name, "", "always"))
    if in_a.any() and in_b.any():
        if (in_a == in_b).all():
            expected.append(("A", "B", "duplicate"))
        elif not (in_a & ~in_b).any():
            expected.append(("A", "B", "implied"))
        elif not (in_b & ~in_a).any():
            expected.append(("B", "A", "implied"))
        elif (in_a & in_b).any():
            expected.append(("A", "B", "overlap"))
    assert found(a, b) == expected


@settings(derandomize=True, deadline=None, max_examples=200)
@given(CONDITIONS, CONDITIONS)
def test_every_example_really_satisfies_both_rules(first, second):
    rules = [rule("A", first, "优化提升"), rule("B", second, "重点培育")]
    table = rule_check(rules, DOMAINS)
    for row in table[table.finding == "contradiction"].itertuples():
        values = {name: np.array([value]) for name, value in read(row.example).items()}
        assert all(one.condition.holds(values).all() for one in rules)
        lags = [float(values[name][0]) for name in LAGS if name in values]
        assert sum(lags) == (1 if lags else 0)


MIXED = st.recursive(
    atoms() | st.sampled_from(("u > r", "p >= 60 * r", "u + g > 1", "p / r < 50", "flag")),
    lambda inner: st.one_of(
        st.builds("({} and {})".format, inner, inner),
        st.builds("({} or {})".format, inner, inner),
        st.builds("(not {})".format, inner),
    ),
    max_leaves=4,
)


@settings(derandomize=True, deadline=None, max_examples=200)
@given(MIXED, MIXED)
def test_nothing_is_claimed_that_any_combination_of_values_refutes(first, second):
    """With comparisons between metrics much is undecided; what is said must still be true."""
    a, b = rule("A", first), rule("B", second)
    values = grid(a.condition, b.condition)
    size = len(next(iter(values.values())))
    holds = {one.rule_id: np.broadcast_to(one.condition.holds(values), size) for one in (a, b)}
    for one, other, finding in found(a, b):
        if finding == "unreachable":
            assert not holds[one].any()
        elif finding == "always":
            assert holds[one].all()
        elif finding in {"implied", "duplicate"}:
            assert not (holds[one] & ~holds[other]).any()
            assert finding == "implied" or not (holds[other] & ~holds[one]).any()
    for row in rule_check([a, b], DOMAINS).itertuples():
        if row.finding == "overlap":
            shown = {name: np.array([value]) for name, value in read(row.example).items()}
            assert a.condition.holds(shown).all()
            assert b.condition.holds(shown).all()


# --- the bundled rules


def test_bundled_rules_have_no_dead_and_no_contradictory_rule(china):
    table = rule_check(china.study.rules, domains_of(names(china.study.indicators)))
    pairs = {(row.rule_a, row.rule_b, row.finding) for row in table.itertuples()}
    assert pairs == {("R04", "R09", "overlap"), ("R06", "R08", "overlap")}


def test_bundled_industry_rules_do_not_contradict_each_other(china):
    """I02 transfers what I04 would grow: it leaves the candidates (candidate == 0) to I04."""
    file = Path(__file__).parents[2] / "studies/common/industry_rules.csv"
    problems = Problems()
    rules, _ = read_industry_rules(file, china.study.departments, problems)
    problems.raise_if_any()
    domains = domains_of(industry_metrics.names(), INDUSTRY_DOMAINS)
    table = rule_check(rules, domains, None, INDUSTRY_GROUPS)
    assert isinstance(table, pd.DataFrame)
    assert table.empty
    loose = [r for r in rules if r.rule_id != "I02"] + [
        replace(r, condition=parse(r.condition.text.replace("candidate == 0 and ", "")))
        for r in rules
        if r.rule_id == "I02"
    ]
    table = rule_check(loose, domains, None, INDUSTRY_GROUPS)
    pairs = [({row.rule_a, row.rule_b}, row.finding) for row in table.itertuples()]
    assert pairs == [({"I02", "I04"}, "contradiction")]
