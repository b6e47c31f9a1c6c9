"""Whole parts by the largest remainder, against published examples."""

import numpy as np
import pytest

from geodata.industries import exact_parts

# Electowiki, Hamilton method: the United States of 1790 with 60 seats
STATES = {
    "Virginia": (630_560, 11),
    "Massachusetts": (475_327, 8),
    "Pennsylvania": (432_879, 7),
    "North Carolina": (353_523, 6),
    "New York": (331_589, 6),
    "Maryland": (278_514, 5),
    "Connecticut": (236_841, 4),
    "South Carolina": (206_236, 3),
    "New Jersey": (179_570, 3),
    "New Hampshire": (141_822, 2),
    "Vermont": (85_533, 1),
    "Georgia": (70_835, 1),
    "Kentucky": (68_705, 1),
    "Rhode Island": (68_446, 1),
    "Delaware": (55_540, 1),
}
# EPO, PATSTAT, TLS229_APPLN_NACE2: weights of the application 437252193, as shown in the EPO's
# forum on 2022-07-25
NACE = {
    "20.1": 0.012931035,
    "26.2": 0.10344828,
    "26.3": 0.79310346,
    "26.4": 0.004310345,
    "26.5": 0.021551725,
    "26.51": 0.004310345,
    "26.52": 0.004310345,
    "26.7": 0.012931035,
    "28.23": 0.04310345,
}
RNG = np.random.default_rng(4754)


def test_largest_remainder_as_published():
    population, seats = zip(*STATES.values(), strict=True)
    found = exact_parts(population, ["1790"] * len(STATES), 60)
    np.testing.assert_array_equal(found, seats)


def test_weights_of_patstat_stay_within_a_part():
    weights = np.array(list(NACE.values()))
    for unit in (60, 232, 10_000):  # the weights are multiples of 1/232
        parts = exact_parts(weights, ["437252193"] * 9, unit)
        assert parts.sum() == unit
        assert np.all(np.abs(parts / unit - weights) < 1 / unit)
    np.testing.assert_array_equal(
        exact_parts(weights, ["a"] * 9, 232), [3, 24, 184, 1, 5, 1, 1, 3, 10]
    )


@pytest.mark.parametrize("number", range(1, 13))
def test_equal_shares_differ_by_one_part_at_most(number):
    parts = exact_parts(np.ones(number), np.zeros(number), 60)
    assert parts.sum() == 60
    assert parts.max() - parts.min() == (60 % number > 0)
    assert np.all(np.diff(parts) <= 0)  # the earlier row has the odd part


def test_groups_are_shared_out_each_by_itself_in_any_order_of_rows():
    weights, groups = RNG.lognormal(size=300), RNG.integers(0, 60, size=300)
    found = exact_parts(weights, groups, 60)
    np.testing.assert_array_equal(np.bincount(groups, weights=found)[np.unique(groups)], 60)
    np.testing.assert_array_equal(exact_parts(weights[::-1], groups[::-1], 60), found[::-1])
    one = groups == groups[0]
    np.testing.assert_array_equal(exact_parts(weights[one] * 7, groups[one], 60), found[one])


def test_rounding_of_weights_does_not_break_ties():
    # 90 parts in the ratio 12 : 30 : 39 are 13 1/3, 33 1/3 and 43 1/3; 39 * 0.1 is not 3.9
    weights = np.array([12, 30, 39]) * 0.1
    np.testing.assert_array_equal(exact_parts(weights, ["a"] * 3, 90), [14, 33, 43])
