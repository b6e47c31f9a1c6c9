import itertools
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from models import apportionment

COMMON = settings(derandomize=True, deadline=None, max_examples=300)
WEIGHTS = st.lists(st.integers(1, 10_000), min_size=1, max_size=15)
TOTALS = st.integers(0, 4_000_000)


def test_the_first_apportionment_of_the_united_states():
    # Census of 1790 and the 120 seats of the bill by Hamilton's method that Washington vetoed:
    # Balinski & Young (2001), Fair Representation, chapter 3
    population = {
        "Connecticut": (236_841, 8),
        "Delaware": (55_540, 2),
        "Georgia": (70_835, 2),
        "Kentucky": (68_705, 2),
        "Maryland": (278_514, 9),
        "Massachusetts": (475_327, 16),
        "New Hampshire": (141_822, 5),
        "New Jersey": (179_570, 6),
        "New York": (331_589, 11),
        "North Carolina": (353_523, 12),
        "Pennsylvania": (432_879, 14),
        "Rhode Island": (68_446, 2),
        "South Carolina": (206_236, 7),
        "Vermont": (85_533, 3),
        "Virginia": (630_560, 21),
    }
    people, seats = zip(*population.values(), strict=True)
    np.testing.assert_array_equal(apportionment.apportion(sum(seats), people), seats)


def test_one_unit_more_may_cost_a_city_one():
    # the Alabama paradox, in its smallest textbook form: 10 and 11 among 6, 6, 2
    assert apportionment.apportion(10, [6, 6, 2]).tolist() == [4, 4, 2]
    assert apportionment.apportion(11, [6, 6, 2]).tolist() == [5, 5, 1]


def test_rules_by_hand():
    # 100 stations among cities with 40, 40 and 0 of now 80, weights 1, 2 and 1
    divided = {
        rule: apportionment.decompose(100, [40, 40, 0], rule, [1, 2, 1], 0.5).tolist()
        for rule in apportionment.RULES
    }
    assert divided == {
        "same_rate": [50, 50, 0],
        "same_step": [47, 47, 6],  # 46 2/3, 46 2/3, 6 2/3: the last odd unit goes by order
        "weights": [25, 50, 25],
        "catch_up": [38, 50, 12],  # 37.5, 50, 12.5
    }


def test_catching_up_closes_the_stated_share_of_the_distance():
    # levels per weight 2, 1 and 0 around 1; a quarter closed leaves 1.75, 1 and 0.25 of it
    found = apportionment.decompose(400, [200, 100, 0], "catch_up", [1, 1, 1], 0.25)
    np.testing.assert_allclose(found / (400 / 3), [1.75, 1, 0.25], atol=0.01)


def test_no_city_falls_back_if_its_baseline_is_the_floor():
    free = apportionment.decompose(100, [60, 20, 5], "weights", [1, 1, 1])
    held = apportionment.decompose(100, [60, 20, 5], "weights", [1, 1, 1], floors=[60, 20, 5])
    assert free.tolist() == [34, 33, 33]
    assert held.tolist() == [60, 20, 20]


def test_what_a_cap_holds_back_goes_to_the_others_in_proportion():
    # 5 : 3 : 2 of 100, the first held at 20: 80 in 3 : 2
    found = apportionment.apportion(100, [5, 3, 2], caps=[20, np.inf, np.inf])
    assert found.tolist() == [20, 48, 32]
    both = apportionment.apportion(100, [5, 3, 2], floors=[0, 0, 45], caps=[20, 90, 90])
    assert both.tolist() == [20, 35, 45]


def test_a_target_below_the_baselines_is_shared_as_a_cut():
    assert apportionment.decompose(80, [40, 40, 10], "same_step").tolist() == [37, 37, 6]
    # a city that would fall below nothing stops there, and the others bear it
    assert apportionment.decompose(60, [40, 40, 5], "same_step").tolist() == [30, 30, 0]


def test_what_has_no_city_is_divided_like_the_rest():
    assert apportionment.decompose(120, [30, 20], "same_rate").tolist() == [72, 48]


def test_equal_remainders_go_by_the_order_of_cities():
    # all remainders of the second are two thirds, whatever the last bits of 0.1 and 0.7 say
    assert apportionment.apportion(10, [1, 1, 1]).tolist() == [4, 3, 3]
    found = apportionment.apportion(4_000_000, [0.1] * 3 + [0.7] * 3)
    assert found.tolist() == [*[166_667] * 3, 1_166_667, 1_166_666, 1_166_666]


def test_of_many_equal_cities_the_first_have_the_odd_units():
    assert apportionment.apportion(60, np.ones(40)).tolist() == [2] * 20 + [1] * 20


def test_a_city_without_weight_keeps_its_start():
    assert apportionment.apportion(10, [1, 0, 1], start=[0, 3, 1]).tolist() == [3, 3, 4]
    with pytest.raises(ValueError, match="without weight need 3 of 2"):
        apportionment.apportion(2, [1, 0], start=[0, 3])


def test_leading_axes_are_free():
    weights = np.arange(1.0, 13.0).reshape(2, 2, 3)
    totals = np.array([10, 17])
    found = apportionment.apportion(totals, weights, floors=[1, 0, 0])
    assert found.shape == (2, 2, 3)
    for place in np.ndindex(2, 2):
        one = apportionment.apportion(totals[place[1]], weights[place], floors=[1, 0, 0])
        np.testing.assert_array_equal(found[place], one)
    np.testing.assert_array_equal(found.sum(axis=-1), np.broadcast_to(totals, (2, 2)))


def test_no_other_whole_division_is_closer_to_the_quotas():
    rng = np.random.default_rng(5)
    for _ in range(30):
        total, weights = int(rng.integers(1, 12)), rng.integers(1, 20, size=4)
        quotas = total * weights / weights.sum()
        found = np.abs(apportionment.apportion(total, weights) - quotas).sum()
        best = min(
            np.abs(np.array(parts) - quotas).sum()
            for parts in itertools.product(range(total + 1), repeat=4)
            if sum(parts) == total
        )
        assert found == pytest.approx(best)


def test_what_cannot_be_divided_is_refused():
    divide, rules = apportionment.apportion, apportionment.decompose
    for call, message in (
        (lambda: divide(4.2, [1, 1]), "whole units"),
        (lambda: divide(-1, [1, 1]), "whole units"),
        (lambda: divide(np.nan, [1, 1]), "whole units"),
        (lambda: divide(4, []), "a city or more"),
        (lambda: divide(4, [1, np.nan]), "none missing"),
        (lambda: divide(4, [1, -1]), "not negative"),
        (lambda: divide(4, [1, 1], start=[0, np.nan]), "starts finite"),
        (lambda: divide(4, [1, 1], floors=[3, 2]), "need 5 of 4"),
        (lambda: divide(4, [1, 1], caps=[1, 2]), "leave room for 3 of 4"),
        (lambda: divide(4, [0, 0]), "leave room for 0 of 4"),
        (lambda: divide(4, [1, 1], floors=[2, 0], caps=[1, 9]), "not above the caps"),
        (lambda: divide(4, [1, 1], floors=[0.5, 0]), "floors must be whole"),
        (lambda: divide(4, [1, 1], caps=[2.5, 9]), "caps must be whole"),
        (lambda: divide(4, [1, 1], caps=[np.nan, 9]), "none missing"),
        (lambda: rules(4, [1, 1], "equal"), "same_rate"),
        (lambda: rules(4, [1, 1], "catch_up", closing=1.5), r"\[0, 1\]"),
        (lambda: rules(4, [1, np.nan], "same_step"), "none missing"),
        (lambda: rules(4, [0, 0], "same_rate"), "above 0 to divide"),
        (lambda: rules(4, [1, 1], "weights", [0, 0]), "above 0 to divide"),
    ):
        with pytest.raises(ValueError, match=message):
            call()


@COMMON
@given(TOTALS, WEIGHTS)
def test_parts_sum_exactly_and_are_within_one_of_their_quota(total, weights):
    found = apportionment.apportion(total, weights)
    assert found.sum() == total
    quotas = total * np.array(weights) / sum(weights)
    assert np.all(np.abs(found - quotas) < 1 + 1e-6)


@settings(derandomize=True, deadline=None, max_examples=1_000)
@given(st.integers(1, 200), st.lists(st.integers(1, 11), min_size=2, max_size=6))
def test_parts_are_those_of_exact_fractions(total, weights):
    # few small weights, so that remainders often tie
    quotas = [Fraction(total * weight, sum(weights)) for weight in weights]
    expected = [int(quota) for quota in quotas]
    order = sorted(range(len(weights)), key=lambda city: expected[city] - quotas[city])
    for city in order[: total - sum(expected)]:
        expected[city] += 1
    assert apportionment.apportion(total, weights).tolist() == expected


@COMMON
@given(st.data(), WEIGHTS)
def test_floors_and_caps_hold_and_the_sum_stays_exact(data, weights):
    number = len(weights)
    floors = np.array(data.draw(st.lists(st.integers(0, 50), min_size=number, max_size=number)))
    spare = data.draw(st.lists(st.integers(0, 500), min_size=number, max_size=number))
    total = data.draw(st.integers(int(floors.sum()), int(floors.sum()) + sum(spare)))
    start = data.draw(st.lists(st.floats(0, 900), min_size=number, max_size=number))
    found = apportionment.apportion(total, weights, start, floors, floors + spare)
    assert found.sum() == total
    assert np.all((floors <= found) & (found <= floors + spare))


@COMMON
@given(TOTALS, WEIGHTS)
def test_a_heavier_city_never_gets_less(total, weights):
    found = apportionment.apportion(total, weights)
    order = np.argsort(weights, kind="stable")
    gained = np.diff(found[order])
    assert np.all(gained[np.diff(np.array(weights)[order]) > 0] >= 0)


@COMMON
@given(TOTALS, WEIGHTS, st.sampled_from([0.001, 0.1, 3, 7, 10_000]))
def test_the_unit_of_the_weights_does_not_matter(total, weights, unit):
    np.testing.assert_array_equal(
        apportionment.apportion(total, weights),
        apportionment.apportion(total, unit * np.array(weights)),
    )


@COMMON
@given(
    st.integers(0, 100_000),
    st.lists(st.tuples(st.integers(0, 9_000), st.integers(0, 9_000)), min_size=1, max_size=15),
    st.sampled_from(list(apportionment.RULES)),
    st.floats(0, 1),
)
def test_every_rule_sums_exactly(total, cities, rule, closing):
    baseline, weights = np.array(cities).T
    assume(baseline.any() and weights.any())
    found = apportionment.decompose(total, baseline, rule, weights, closing)
    assert found.sum() == total
    assert found.min() >= 0


@COMMON
@given(st.lists(st.integers(1, 9_000), min_size=2, max_size=13), st.integers(0, 100_000))
def test_catching_up_lies_between_its_two_ends(baseline, total):
    weights = np.arange(1, len(baseline) + 1)
    rate, free, between = (
        apportionment.decompose(total, baseline, "catch_up", weights, closing)
        for closing in (0.0, 1.0, 0.5)
    )
    np.testing.assert_array_equal(rate, apportionment.decompose(total, baseline, "same_rate"))
    np.testing.assert_array_equal(
        free, apportionment.decompose(total, baseline, "weights", weights)
    )
    assert np.all(between >= np.minimum(rate, free) - 1)
    assert np.all(between <= np.maximum(rate, free) + 1)
