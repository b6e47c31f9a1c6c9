import numpy as np
import pytest
from scipy import stats

from models import aggregate

RNG = np.random.default_rng(11)
SCORES = RNG.uniform(0.01, 1, size=(3, 13, 4))
WEIGHTS = np.array([0.4, 0.3, 0.2, 0.1])


@pytest.mark.parametrize(
    ("name", "theirs"), [("geometric", stats.gmean), ("harmonic", stats.hmean)]
)
def test_means_agree_with_scipy(name, theirs):
    found = aggregate.METHODS[name](SCORES, WEIGHTS)
    np.testing.assert_allclose(found, theirs(SCORES, axis=-1, weights=WEIGHTS))


def test_arithmetic_mean_agrees_with_numpy():
    found = aggregate.arithmetic(SCORES, WEIGHTS)
    np.testing.assert_allclose(found, np.average(SCORES, axis=-1, weights=WEIGHTS))


def test_geometric_mean_gives_an_hdi():
    # UNDP, Human Development Report 2010, technical note 1: China .847, .589, .584 -> .663
    found = aggregate.geometric([0.847, 0.589, 0.584], np.full(3, 1 / 3))
    np.testing.assert_allclose(found, 0.663, atol=5e-4)


@pytest.mark.parametrize("name", aggregate.METHODS)
def test_the_mean_of_equal_scores_is_that_score(name):
    found = aggregate.METHODS[name](np.full((2, 5, 4), 0.3), WEIGHTS)
    np.testing.assert_allclose(found, np.full((2, 5), 0.3))


@pytest.mark.parametrize("name", aggregate.METHODS)
def test_the_unit_of_scores_carries_over_to_their_mean(name):
    method = aggregate.METHODS[name]
    np.testing.assert_allclose(method(100 * SCORES, WEIGHTS), 100 * method(SCORES, WEIGHTS))


def test_means_stand_in_their_order():
    harmonic, geometric, arithmetic = (
        aggregate.METHODS[name](SCORES, WEIGHTS) for name in ("harmonic", "geometric", "arithmetic")
    )
    assert np.all(harmonic < geometric)
    assert np.all(geometric < arithmetic)


@pytest.mark.parametrize("name", aggregate.METHODS)
def test_weights_may_differ_by_year(name):
    method = aggregate.METHODS[name]
    yearly = RNG.dirichlet(np.ones(4), size=3)
    expected = [method(scores, w) for scores, w in zip(SCORES, yearly, strict=True)]
    np.testing.assert_allclose(method(SCORES, yearly[:, None, :]), expected)


@pytest.mark.parametrize("name", aggregate.METHODS)
@pytest.mark.parametrize("ignored", [np.nan, -3.0, 0.0])
def test_a_score_without_weight_is_ignored(name, ignored):
    method = aggregate.METHODS[name]
    found = method([0.2, ignored, 0.8], [0.5, 0.0, 0.5])
    np.testing.assert_allclose(found, method([0.2, 0.8], [0.5, 0.5]))


@pytest.mark.parametrize("name", aggregate.METHODS)
@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_missing_score_with_weight_is_refused(name, bad):
    with pytest.raises(ValueError, match="positive weight"):
        aggregate.METHODS[name]([0.2, bad], [0.999, 0.001])


@pytest.mark.parametrize("name", aggregate.METHODS)
@pytest.mark.parametrize("bad", [[0.5, 0.4], [1.5, -0.5], [np.nan, 1.0], [0.5, 0.5 + 2e-9]])
def test_weights_that_are_no_weights_are_refused(name, bad):
    with pytest.raises(ValueError, match="weights must"):
        aggregate.METHODS[name]([0.2, 0.8], bad)


@pytest.mark.parametrize("name", ["geometric", "harmonic"])
@pytest.mark.parametrize("zero", [0.0, -0.0])
def test_one_zero_score_makes_the_mean_zero(name, zero):
    assert aggregate.METHODS[name]([zero, 1.0], [0.01, 0.99]) == 0


@pytest.mark.parametrize("name", ["geometric", "harmonic"])
def test_negative_scores_are_refused(name):
    with pytest.raises(ValueError, match=">= 0"):
        aggregate.METHODS[name]([-0.1, 1.0], [0.5, 0.5])


def test_available_spreads_weights_by_hand():
    scores = [[1.0, 1.0, 1.0], [1.0, np.nan, 1.0], [np.nan, np.nan, 1.0]]
    spread, coverage = aggregate.available(scores, [0.5, 0.3, 0.2])
    np.testing.assert_allclose(spread, [[0.5, 0.3, 0.2], [5 / 7, 0, 2 / 7], [0, 0, 1]])
    np.testing.assert_allclose(coverage, [1.0, 0.7, 0.2])


def test_mean_over_available_scores_is_the_masked_average_of_numpy():
    scores = np.where(RNG.uniform(size=SCORES.shape) < 0.3, np.nan, SCORES)
    scores[..., 0] = SCORES[..., 0]  # so that each row keeps something
    spread, _ = aggregate.available(scores, WEIGHTS)
    expected = np.ma.average(np.ma.masked_invalid(scores), axis=-1, weights=WEIGHTS)
    np.testing.assert_allclose(aggregate.arithmetic(scores, spread), expected)


def test_a_row_without_anything_has_no_weights_and_no_mean():
    spread, coverage = aggregate.available([[np.nan, np.nan, 0.4]], [0.5, 0.5, 0.0])
    np.testing.assert_array_equal(spread, [[0.0, 0.0, 0.0]])
    np.testing.assert_array_equal(coverage, [0.0])
    with pytest.raises(ValueError, match="sum to 1"):
        aggregate.arithmetic([[np.nan, np.nan, 0.4]], spread)


def test_available_wants_one_weight_per_indicator():
    with pytest.raises(ValueError, match="nominal weights"):
        aggregate.available([[1.0, 2.0]], [[0.5, 0.5]])


def ranked(orders, counts):
    """Scores of countries a, b, c, ... from rankings, best first, and how many indicators say so."""
    columns = [[len(order) - order.index(name) for name in sorted(order)] for order in orders]
    return np.repeat(np.array(columns, dtype=float).T, counts, axis=1)


@pytest.mark.parametrize(
    ("orders", "counts", "expected"),
    [
        # OECD/JRC Handbook (2008), tables 25 and 27: c beats all, then b, d, a
        (["abcd", "acbd", "bdca", "cbda"], [3, 5, 7, 6], [0, 2 / 3, 1, 1 / 3]),
        # table 28, an example of Condorcet's: a beats b, b beats c, c beats a
        (["abc", "bca", "bac", "cab", "cba"], [23, 17, 2, 10, 8], [0.5, 0.5, 0.5]),
        # table 34: the paradox with three indicators
        (["abc", "cab", "bca"], [1, 1, 1], [0.5, 0.5, 0.5]),
    ],
)
def test_copeland_gives_the_examples_of_the_handbook(orders, counts, expected):
    scores = ranked(orders, counts)
    weights = np.full(scores.shape[1], 1 / scores.shape[1])
    np.testing.assert_allclose(aggregate.copeland(scores, weights), expected)


def test_copeland_weighs_groups_of_indicators_like_many_of_them():
    one_each = ranked(["abcd", "acbd", "bdca", "cbda"], [1, 1, 1, 1])
    found = aggregate.copeland(one_each, np.array([3, 5, 7, 6]) / 21)
    np.testing.assert_allclose(found, [0, 2 / 3, 1, 1 / 3])


def copeland_pair_by_pair(scores, weights):
    """The outranking matrix of COINr's outrankMatrix and a_copeland, scaled to [0, 1]."""
    n = len(scores)
    wins = np.zeros(n)
    for i in range(n):
        for k in range(n):
            favour = (
                weights[scores[i] > scores[k]].sum() + weights[scores[i] == scores[k]].sum() / 2
            )
            wins[i] += 0.5 * (i != k) * (1 + np.sign(np.round(favour - 0.5, 9)))
    return wins / (n - 1)


@pytest.mark.parametrize("pairs", [1, 40, 2**16])
def test_copeland_agrees_with_the_outranking_matrix_whatever_the_block(monkeypatch, pairs):
    monkeypatch.setattr(aggregate, "PAIRS", pairs)
    scores = np.round(RNG.uniform(size=(4, 13, 5)), 1)  # with ties
    weights = np.array([0.1, 0.1, 0.2, 0.2, 0.4])  # sums that miss 1/2 by rounding
    expected = [copeland_pair_by_pair(one, weights) for one in scores]
    np.testing.assert_allclose(aggregate.copeland(scores, weights), expected)


def test_copeland_takes_weights_by_year():
    yearly = RNG.dirichlet(np.ones(4), size=3)
    expected = [aggregate.copeland(one, w) for one, w in zip(SCORES, yearly, strict=True)]
    np.testing.assert_allclose(aggregate.copeland(SCORES, yearly), expected)
    draws = aggregate.copeland(SCORES[0], yearly)
    np.testing.assert_allclose(draws, [aggregate.copeland(SCORES[0], w) for w in yearly])


def test_copeland_scores_average_one_half_and_ignore_the_scale():
    found = aggregate.copeland(SCORES, WEIGHTS)
    np.testing.assert_allclose(found.mean(axis=-1), 0.5)
    np.testing.assert_array_equal(aggregate.copeland(np.log(SCORES) * [1, 2, 3, 4], WEIGHTS), found)


def test_copeland_of_equal_regions_is_a_draw():
    np.testing.assert_array_equal(aggregate.copeland(np.ones((3, 4)), WEIGHTS), [0.5, 0.5, 0.5])


def test_copeland_ignores_a_missing_score_without_weight_only():
    scores = SCORES[0].copy()
    scores[3, 2] = np.nan
    without = np.array([0.5, 0.25, 0.0, 0.25])
    expected = aggregate.copeland(SCORES[0], without)
    np.testing.assert_array_equal(aggregate.copeland(scores, without), expected)
    with pytest.raises(ValueError, match="positive weight"):
        aggregate.copeland(scores, WEIGHTS)


@pytest.mark.parametrize(
    ("scores", "weights"),
    [([[1.0, 2.0]], [0.5, 0.5]), ([1.0, 2.0], [0.5, 0.5]), (np.ones((3, 2)), [1.0])],
)
def test_copeland_wants_two_regions_and_one_weight_per_indicator(scores, weights):
    with pytest.raises(ValueError, match="Copeland needs"):
        aggregate.copeland(scores, weights)


def test_the_weighted_product_is_the_geometric_mean():
    assert aggregate.weighted_product is aggregate.geometric
    np.testing.assert_allclose(
        aggregate.weighted_product(SCORES, WEIGHTS), np.prod(SCORES**WEIGHTS, axis=-1)
    )
    simple = pytest.importorskip("skcriteria.agg.simple")
    logarithms = simple.wpm(SCORES[0], WEIGHTS)[1]
    np.testing.assert_allclose(aggregate.weighted_product(SCORES[0], WEIGHTS), 10**logarithms)


def test_geometric_mean_gives_the_example_of_the_handbook():
    # OECD/JRC Handbook (2008), 6.11: 21, 1, 1, 1 make 2.14, and 21, 2, 1, 1 make 2.54 (cut off)
    found = aggregate.geometric([[21, 1, 1, 1], [21, 2, 1, 1], [6, 6, 6, 6]], np.full(4, 0.25))
    np.testing.assert_allclose(found, [2.14, 2.54, 6], atol=0.0061)
