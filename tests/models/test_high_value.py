from itertools import combinations as choose
from math import comb

import numpy as np
import pandas as pd
import pytest

from models import high_value

RNG = np.random.default_rng(14)
CLASSES = RNG.random((5000, 5)) < [0.4, 0.1, 0.3, 0.02, 0.005]
REGIONS = RNG.integers(0, 13, size=5000)
COUNTS = high_value.combinations(CLASSES, REGIONS, 13)


def test_union_as_published():
    # the usual example of inclusion and exclusion: of 1 to 100, 26 numbers are divisible by none of
    # 2, 3 and 5; 100 - (50 + 33 + 20) + (16 + 10 + 6) - 3
    numbers = np.arange(1, 101)
    found = high_value.combinations(numbers[:, None] % [2, 3, 5] == 0)
    assert found[0, 0] == 26
    assert high_value.union(found) == 74
    np.testing.assert_array_equal(
        high_value.overlaps(found)[0], [[50, 16, 10], [16, 33, 6], [10, 6, 20]]
    )
    assert found[0, 7] == 3


def test_combinations_as_another_library():
    # pandas counts rows that are the same
    theirs = pd.DataFrame(CLASSES).value_counts()
    bits = 1 << np.arange(5)
    expected = np.zeros(32, dtype=int)
    for row, number in theirs.items():
        expected[int(np.dot(row, bits))] = number
    np.testing.assert_array_equal(high_value.combinations(CLASSES)[0], expected)


def test_union_is_counted_once_and_by_inclusion_and_exclusion():
    assert high_value.union(COUNTS).sum() == CLASSES.any(axis=1).sum()
    signed = sum(
        (-1) ** (size + 1) * CLASSES[:, list(some)].all(axis=1).sum()
        for size in range(1, 6)
        for some in choose(range(5), size)
    )
    assert high_value.union(COUNTS).sum() == signed


def test_everything_reconciles_with_the_rights():
    np.testing.assert_array_equal(COUNTS.sum(axis=1), np.bincount(REGIONS, minlength=13))
    np.testing.assert_array_equal(high_value.by_number(COUNTS).sum(axis=1), COUNTS.sum(axis=1))
    np.testing.assert_array_equal(
        high_value.by_number(COUNTS)[:, 1:].sum(axis=1), high_value.union(COUNTS)
    )
    np.testing.assert_array_equal(
        np.einsum("...ii->...i", high_value.overlaps(COUNTS)).sum(axis=0), CLASSES.sum(axis=0)
    )
    # each right in m classes is in m(m - 1)/2 overlaps of two
    pairs = np.triu(high_value.overlaps(COUNTS), 1).sum(axis=(-2, -1))
    np.testing.assert_array_equal(
        pairs, high_value.by_number(COUNTS) @ [comb(m, 2) for m in range(6)]
    )


def test_regions_add_up():
    whole = high_value.combinations(CLASSES)[0]
    np.testing.assert_array_equal(COUNTS.sum(axis=0), whole)
    np.testing.assert_array_equal(
        high_value.overlaps(COUNTS).sum(axis=0), high_value.overlaps(whole)
    )


def test_order_of_rights_does_not_matter():
    np.testing.assert_array_equal(high_value.combinations(CLASSES[::-1], REGIONS[::-1], 13), COUNTS)


def test_regions_without_rights_have_none():
    found = high_value.combinations(np.zeros((0, 5), dtype=bool), np.zeros(0, dtype=int), 3)
    np.testing.assert_array_equal(found, np.zeros((3, 32)))
    np.testing.assert_array_equal(high_value.union(found), [0, 0, 0])


def test_there_are_five_classes():
    assert len(high_value.CLASSES) == 5


def test_bad_arrays_are_refused():
    yes = np.ones((2, 5), dtype=bool)
    for call, message in (
        (lambda: high_value.combinations([[1, 0]]), "true or false"),
        (lambda: high_value.combinations(np.ones((2, 17), dtype=bool)), "up to 16"),
        (lambda: high_value.combinations(yes, [0], 1), "each of 2"),
        (lambda: high_value.combinations(yes, [0.0, 1.0], 2), "each of 2"),
        (lambda: high_value.combinations(yes, [0, 2], 2), "from 0 to 1"),
        (lambda: high_value.combinations(yes, [-1, 0], 2), "from 0 to 1"),
        (lambda: high_value.union([1, 2, 3]), "whole counts"),
        (lambda: high_value.overlaps([1.0, 2.0]), "whole counts"),
    ):
        with pytest.raises(ValueError, match=message):
            call()
