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
