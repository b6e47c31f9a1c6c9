"""Siting: the best of all choices on small cases, proven bounds on large ones, textbook cases."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import siting
from models.accessibility import Catchment, enhanced_gaussian

MANY = settings(derandomize=True, deadline=None, max_examples=60)


class Case:
    """A small problem with everything random."""

    def __init__(self, seed, points=6, sites=6):
        draw = np.random.default_rng(seed)
        self.travel = draw.integers(0, 20, (points, sites)).astype(float)
        self.travel[draw.random((points, sites)) < 0.1] = np.inf
        self.reach = self.travel <= 9
        self.demand = draw.integers(0, 9, points).astype(float)
        self.costs = draw.integers(1, 6, sites).astype(float)
        self.standing = np.arange(sites) < draw.integers(0, 3)
        self.parts = draw.random((points, sites))
        number = int(draw.integers(1, 4)) if draw.random() < 0.5 else None
        self.limits = siting.limits(self.costs, float(draw.integers(3, 12)), number)

    def best(self, price, allowed=True):
        """Least price over all choices of new sites."""
        free = np.flatnonzero(~self.standing)
        prices = []
        for size in range(len(free) + 1):
            for chosen in combinations(free, size):
                new = np.zeros(len(self.standing), dtype=bool)
                new[list(chosen)] = True
                if not allowed or self.limits.allow(new):
                    prices.append(price(new))
        return min(prices)

    def covered(self, new):
        return self.reach[:, new | self.standing].any(axis=1)

    def walked(self, new):
        nearest = self.travel[:, new | self.standing].min(axis=1, initial=np.inf)
        needed = self.demand > 0
        return float((self.demand[needed] * nearest[needed]).sum())

    def short(self, new):
        return float(
            (
                self.demand * np.maximum(0, 1.5 - self.parts[:, new | self.standing].sum(axis=1))
            ).sum()
        )


@MANY
@given(st.integers(0, 10**6))
def test_covering_all_costs_least(seed):
    case = Case(seed)
    if not case.reach.any(axis=1).all():
        with pytest.raises(siting.UnreachableError) as caught:
            siting.cover_all(case.reach, case.costs, case.standing)
        np.testing.assert_array_equal(caught.value.points, np.flatnonzero(~case.reach.any(axis=1)))
        return
    found = siting.cover_all(case.reach, case.costs, case.standing)
    best = case.best(
        lambda new: case.costs[new].sum() if case.covered(new).all() else np.inf, False
    )
    assert (found.proven, found.value) == (True, pytest.approx(best))
    assert case.covered(found.new).all()
    assert not (found.new & case.standing).any()


@MANY
@given(st.integers(0, 10**6))
def test_covering_most_covers_most(seed):
    case = Case(seed)
    found = siting.cover_most(case.reach, case.demand, case.limits, case.standing)
    best = -case.best(lambda new: -case.demand[case.covered(new)].sum())
    assert (found.proven, found.value) == (True, pytest.approx(best))
    assert case.demand[case.covered(found.new)].sum() == pytest.approx(found.value)
    assert case.limits.allow(found.new)


@MANY
@given(st.integers(0, 10**6))
def test_the_median_is_the_shortest_way(seed):
    case = Case(seed)
    best = case.best(case.walked)
    if not np.isfinite(best):
        with pytest.raises(ValueError, match=r"reach|tight"):
            siting.median(case.travel, case.demand, case.limits, case.standing)
        return
    found = siting.median(case.travel, case.demand, case.limits, case.standing)
    assert (found.proven, found.value) == (True, pytest.approx(best))
    assert case.walked(found.new) == pytest.approx(found.value)
    assert case.limits.allow(found.new)


@MANY
@given(st.integers(0, 10**6))
def test_the_most_equal_falls_least_short(seed):
    case = Case(seed)
    found = siting.most_equal(case.parts, case.demand, 1.5, case.limits, case.standing)
    assert (found.proven, found.value) == (True, pytest.approx(case.best(case.short)))
    assert case.short(found.new) == pytest.approx(found.value)


def test_a_line_of_places_by_hand():
    # five villages on a road, 10 km apart, one site each; two sites, reach 10 km
    travel = np.abs(np.subtract.outer(np.arange(5), np.arange(5))) * 10.0
    none, ones = np.zeros(5, dtype=bool), np.ones(5)
    two = siting.limits(ones, number=2)
    assert siting.cover_all(travel <= 10, ones, none).value == 2.0
    median = siting.median(travel, ones, two, none)
    assert (median.value, median.new.sum()) == (30.0, 2)
    # of the equally good pairs the one whose places add up to least
    most = siting.cover_most(
        travel <= 10, [1.0, 5.0, 1.0, 1.0, 9.0], siting.limits(ones, number=1), none
    )
    assert (most.value, np.flatnonzero(most.new).tolist()) == (11.0, [3])


def test_a_standing_site_is_used_and_costs_nothing():
    travel = np.abs(np.subtract.outer(np.arange(5), np.arange(5))) * 10.0
    standing = np.arange(5) == 1
    found = siting.cover_all(travel <= 10, np.full(5, 7.0), standing)
    assert found.value == 7.0
    assert np.flatnonzero(found.new).tolist() in ([3], [4])


def test_the_same_numbers_give_the_same_sites():
    case = Case(11, 40, 20)
    first, second = (
        siting.cover_most(case.reach, case.demand, case.limits, case.standing) for _ in range(2)
    )
    np.testing.assert_array_equal(first.new, second.new)


def test_a_bound_never_promises_too_much_where_nothing_is_proven():
    draw = np.random.default_rng(2)
    points, sites = draw.random((250, 2)), draw.random((40, 2))
    travel = np.hypot(*(points[:, None] - sites).transpose(2, 0, 1))
    demand, none = draw.integers(1, 50, 250).astype(float), np.zeros(40, dtype=bool)
    allowed = siting.limits(np.ones(40), number=5)
    exact = siting.median(travel, demand, allowed, none)
    assert exact.proven
    rough = siting.solve_median(demand[:, None] * travel, none, allowed, np.arange(40) == 0)
    assert rough.bound <= exact.value * (1 + 1e-9) <= rough.price * (1 + 1e-9)
    assert (rough.price - rough.bound) / rough.price < 0.01


@pytest.mark.parametrize("limit", ["number", "budget"])
def test_thousands_of_points_and_hundreds_of_sites(limit):
    draw = np.random.default_rng(1)
    points, sites = 300 * draw.random((3000, 2)), 300 * draw.random((300, 2))
    travel = np.hypot(*(points[:, None] - sites).transpose(2, 0, 1))
    demand, costs = (
        draw.integers(1, 100, 3000).astype(float),
        draw.integers(5, 20, 300).astype(float),
    )
    standing = np.arange(300) < 10
    allowed = siting.limits(costs, **({"number": 20} if limit == "number" else {"budget": 200.0}))
    most = siting.cover_most(travel <= 40, demand, allowed, standing)
    assert allowed.allow(most.new)
    assert most.gap < 0.001
    median = siting.median(travel, demand, allowed, standing)
    assert median.gap < 0.005
    assert median.bound <= median.value


def test_the_most_equal_siting_raises_those_below_the_mean():
    draw = np.random.default_rng(3)
    points, sites = 100 * draw.random((60, 2)), 100 * draw.random((15, 2))
    travel = np.hypot(*(points[:, None] - sites).transpose(2, 0, 1))
    demand, standing = draw.integers(1, 20, 60).astype(float), np.arange(15) < 3
    found = enhanced_gaussian(travel, np.full(15, 4.0), demand, Catchment((40.0,)))
    now = found.parts[:, standing].sum(axis=1)
    floor = float((demand * now).sum() / demand.sum())
    best = siting.most_equal(
        found.parts, demand, floor, siting.limits(np.ones(15), number=2), standing
    )
    after = found.parts[:, standing | best.new].sum(axis=1)
    short = demand @ np.maximum(0, floor - after)
    assert short == pytest.approx(best.value)
    assert short < demand @ np.maximum(0, floor - now)


@pytest.mark.parametrize("number", [None, 2])
def test_a_site_too_dear_does_not_hide_cheap_ones(number):
    # the third site has ways to both places but costs 14 of 10; the first two cost 3 each
    travel = [[1.0, np.inf, 1.0], [np.inf, 1.0, 1.0]]
    allowed = siting.limits([3.0, 3.0, 14.0], 10.0, number)
    found = siting.median(travel, [1.0, 1.0], allowed, np.zeros(3, dtype=bool))
    assert (np.flatnonzero(found.new).tolist(), found.value, found.proven) == ([0, 1], 2.0, True)


def test_one_limit_does_not_hide_what_both_allow():
    # sites 0 and 1 serve all four places for 10.0; so do 2 and 3, of middling costs, for 12.0
    ways = np.array([[1, 0, 1, 0], [1, 0, 0, 1], [0, 1, 1, 0], [0, 1, 0, 1]], dtype=bool)
    allowed = siting.limits([9.9, 0.1, 6.0, 6.0], 10.0, 2)
    found = siting.median(np.where(ways, 1.0, np.inf), np.ones(4), allowed, np.zeros(4, dtype=bool))
    assert (np.flatnonzero(found.new).tolist(), found.value) == ([0, 1], 4.0)


def test_limits_that_leave_a_place_without_a_way_are_refused():
    travel = [[1.0, np.inf], [np.inf, 1.0]]
    with pytest.raises(ValueError, match="too tight"):
        siting.median(travel, [1.0, 1.0], siting.limits([3.0, 3.0], 5.0), np.zeros(2, dtype=bool))


def test_nothing_to_do_opens_nothing():
    travel = np.zeros((3, 2))
    standing = np.array([True, False])
    allowed = siting.limits(np.ones(2), number=1)
    for found in (
        siting.cover_all(travel <= 1, np.ones(2), standing),
        siting.cover_most(travel <= 1, np.ones(3), allowed, standing),
        siting.median(travel, np.ones(3), allowed, standing),
        siting.most_equal(np.ones((3, 2)), np.ones(3), 0.5, allowed, standing),
    ):
        assert not found.new.any()
        assert (found.proven, found.gap) == (True, 0.0)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: siting.limits([1.0]),
        lambda: siting.limits([-1.0], 3.0),
        lambda: siting.cover_all(np.ones((2, 2)), [0.0, 1.0], [False, False]),
        lambda: siting.cover_most(
            np.ones((2, 2)), [1.0], siting.limits([1.0, 1.0], 1.0), [False, False]
        ),
        lambda: siting.median([[-1.0]], [1.0], siting.limits([1.0], 1.0), [False]),
        lambda: siting.most_equal([[1.0]], [1.0], 0.0, siting.limits([1.0], 1.0), [False]),
        lambda: siting.most_equal([[np.nan]], [1.0], 1.0, siting.limits([1.0], 1.0), [False]),
    ],
)
def test_what_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError, match=r"."):
        wrong()


def test_standard_output_stays_silent(capfd):
    # some programs make HiGHS print past its own settings
    for seed in range(40):
        case = Case(seed, 7, 7)
        siting.cover_most(case.reach, case.demand, case.limits, case.standing)
    assert capfd.readouterr().out == ""
