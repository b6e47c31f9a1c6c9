from itertools import permutations

import numpy as np
import pytest

from models import stability

RNG = np.random.default_rng(23)


def random_draws(draws, regions, zones, seed):
    return np.random.default_rng(seed).integers(-1, zones, size=(draws, regions))


def test_co_association_is_what_counting_pair_by_pair_gives():
    draws = random_draws(9, 6, 3, 1)
    found = stability.co_association(draws)
    for i in range(6):
        for j in range(6):
            both = (draws[:, i] >= 0) & (draws[:, j] >= 0)
            same = both & (draws[:, i] == draws[:, j])
            np.testing.assert_allclose(found[i, j], same.sum() / both.sum())


def test_co_association_does_not_depend_on_blocks_or_on_what_zones_are_called(monkeypatch):
    draws = random_draws(50, 8, 4, 2)
    whole = stability.co_association(draws)
    np.testing.assert_array_equal(
        stability.co_association(np.where(draws < 0, -1, 90 - draws)), whole
    )
    monkeypatch.setattr(stability, "BLOCK", 100)
    np.testing.assert_array_equal(stability.co_association(draws), whole)


def test_regions_never_drawn_together_have_no_share():
    found = stability.co_association([[0, -1, 0], [-1, 0, 1]])
    np.testing.assert_array_equal(found, [[1, np.nan, 1], [np.nan, 1, 0], [1, 0, 1]])


def test_a_region_never_drawn_has_no_share_and_is_weak():
    found = stability.stability([[0, -1], [1, -1]], [0, 0], 0.5)
    np.testing.assert_array_equal(found.kept, [1, np.nan])
    assert found.weak.tolist() == [False, True]
    assert found.drawn.tolist() == [2, 0]
    assert np.isnan(stability.co_association([[0, -1]])[1, 1])
    assert np.isnan(stability.co_association([[-1, -1]])).all()
    assert np.isnan(stability.stability([[-1, -1]], [0, 1], 0.5).kept).all()


def test_draws_equal_to_the_reference_but_for_names_keep_every_region():
    reference = RNG.integers(0, 4, 12)
    draws = [RNG.permutation(4)[reference] for _ in range(20)]
    found = stability.stability(draws, reference, 1.0)
    assert found.kept.tolist() == [1.0] * 12
    assert not found.weak.any()


@pytest.mark.parametrize("seed", range(15))
def test_matching_keeps_as_many_regions_as_the_best_of_all_renamings(seed):
    rng = np.random.default_rng(seed)
    labels, reference = rng.integers(-1, 4, 9), rng.integers(0, 3, 9)
    best = max(
        sum(new[one] == own for one, own in zip(labels, reference, strict=True) if one >= 0)
        for new in permutations(range(4))
    )
    found = stability.matched(labels, reference)
    assert (found == reference).sum() == best
    assert np.all(found[labels < 0] == -1)


def test_stability_is_the_mean_over_draws_matched_one_by_one():
    draws, reference = np.repeat(random_draws(6, 9, 3, 4), 3, axis=0), RNG.integers(0, 3, 9)
    one_by_one = np.array([stability.matched(row, reference) == reference for row in draws])
    found = stability.stability(draws, reference, 0.5)
    np.testing.assert_allclose(found.kept, one_by_one.sum(axis=0) / (draws >= 0).sum(axis=0))
    np.testing.assert_array_equal(found.weak, found.kept < 0.5)


def test_a_share_equal_to_the_least_is_not_weak():
    found = stability.stability([[0, 0, 1], [0, 1, 1]], [0, 0, 1], 0.5)
    assert found.kept.tolist() == [1, 0.5, 1]
    assert not found.weak.any()


def test_order_of_regions_and_of_draws_does_not_matter():
    # few zones of clearly different size: no two matches tie
    reference = np.repeat([0, 1], [6, 3])
    draws = np.array(
        [np.where(RNG.uniform(size=9) < 0.1, 1 - reference, reference) for _ in range(9)]
    )
    order = RNG.permutation(9)
    found = stability.stability(draws, reference, 0.9)
    moved = stability.stability(draws[::-1, order], reference[order], 0.9)
    np.testing.assert_array_equal(moved.kept, found.kept[order])


@pytest.mark.parametrize(
    ("draws", "reference", "share", "message"),
    [
        ([0, 1], [0, 1], 0.5, r"\(draws, regions\)"),
        (np.zeros((0, 2), dtype=int), [0, 1], 0.5, "at least one"),
        ([[0.0, 1.0]], [0, 1], 0.5, "whole numbers"),
        ([[0, -2]], [0, 1], 0.5, "got -2"),
        ([[0, 1]], [0, 1, 1], 0.5, "draws of 2 regions, reference of 3"),
        ([[0, 1]], [0, -1], 0.5, "every region"),
        ([[0, 1]], [0.0, 1.0], 0.5, "reference must be whole"),
        ([[0, 1]], [0, 1], 0.0, r"\(0, 1\]"),
        ([[0, 1]], [0, 1], np.nan, r"\(0, 1\]"),
    ],
)
def test_bad_arrays_are_refused(draws, reference, share, message):
    with pytest.raises(ValueError, match=message):
        stability.stability(draws, reference, share)


def test_matched_wants_equally_many_regions():
    with pytest.raises(ValueError, match="labels of 2 regions, reference of 3"):
        stability.matched([0, 1], [0, 1, 1])
