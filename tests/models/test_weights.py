import numpy as np
import pytest

from models import weights

SCORES = np.random.default_rng(7).uniform(0.01, 1, size=(5, 13, 4))  # years, regions, indicators


@pytest.mark.parametrize("name", weights.METHODS)
def test_weights_are_shares(name):
    found = weights.METHODS[name](SCORES)
    assert found.shape == (5, 4)
    assert np.all(found >= 0)
    np.testing.assert_allclose(found.sum(axis=-1), 1)


@pytest.mark.parametrize("name", weights.METHODS)
def test_order_of_regions_does_not_matter(name):
    method = weights.METHODS[name]
    np.testing.assert_allclose(method(SCORES[:, ::-1]), method(SCORES))


@pytest.mark.parametrize("name", weights.METHODS)
def test_order_of_indicators_is_followed(name):
    method = weights.METHODS[name]
    np.testing.assert_allclose(method(SCORES[..., ::-1]), method(SCORES)[..., ::-1])


@pytest.mark.parametrize("name", weights.METHODS)
def test_each_slice_is_weighted_on_its_own(name):
    method = weights.METHODS[name]
    np.testing.assert_allclose(method(SCORES), [method(year) for year in SCORES])


@pytest.mark.parametrize("name", weights.METHODS)
def test_a_single_indicator_that_varies_has_all_the_weight(name):
    np.testing.assert_array_equal(weights.METHODS[name]([[1.0], [2.0]]), [1.0])


@pytest.mark.parametrize("name", weights.METHODS)
def test_no_regions_or_indicators_are_refused(name):
    for shape in [(3,), (0, 2), (3, 0)]:
        with pytest.raises(ValueError, match="regions, indicators"):
            weights.METHODS[name](np.ones(shape))


@pytest.mark.parametrize("name", ["entropy", "critic"])
def test_a_constant_indicator_has_no_weight_and_no_influence(name):
    method = weights.METHODS[name]
    with_constant = np.insert(SCORES, 1, 0.1, axis=-1)
    expected = np.insert(method(SCORES), 1, 0.0, axis=-1)
    np.testing.assert_allclose(method(with_constant), expected, atol=1e-12)


@pytest.mark.parametrize("name", ["entropy", "critic"])
@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_missing_and_infinite_scores_are_refused(name, bad):
    with pytest.raises(ValueError, match="none missing"):
        weights.METHODS[name]([[1.0, bad], [2.0, 1.0]])


@pytest.mark.parametrize("name", ["entropy", "critic"])
def test_one_region_is_refused(name):
    with pytest.raises(ValueError, match=r"2\+ regions"):
        weights.METHODS[name]([[1.0, 2.0]])


@pytest.mark.parametrize("name", ["entropy", "critic"])
def test_a_slice_without_variation_is_refused_and_named(name):
    flat = SCORES.copy()
    flat[3] = 0.1
    with pytest.raises(ValueError, match=r"undefined.*slice \[3\]"):
        weights.METHODS[name](flat)


def test_equal_does_not_look_at_the_scores():
    np.testing.assert_array_equal(weights.equal(np.full((2, 1, 4), np.nan)), np.full((2, 4), 0.25))


def test_entropy_by_hand():
    # column 1 constant; column 2 has shares 1/4, 3/4; column 3 lies in one region
    scores = np.array([[2.0, 1.0, 0.0], [2.0, 3.0, 5.0]])
    d2 = 1 + (0.25 * np.log(0.25) + 0.75 * np.log(0.75)) / np.log(2)
    np.testing.assert_allclose(weights.entropy(scores), [0, d2 / (d2 + 1), 1 / (d2 + 1)])


def test_entropy_gives_the_example_of_xu():
    # Xu (2004), European J. Operational Research 156(2), 530-532, as in distance-metrics-for-mcda
    scores = [[30, 30, 38, 29], [19, 54, 86, 29], [19, 15, 85, 28.9], [68, 70, 60, 29]]
    np.testing.assert_allclose(weights.entropy(scores), [0.4630, 0.3992, 0.1378, 0], atol=5e-5)


def test_entropy_of_an_indicator_at_zero_everywhere_is_no_weight():
    np.testing.assert_array_equal(weights.entropy([[0.0, 1.0], [0.0, 3.0]]), [0.0, 1.0])


def test_entropy_refuses_negative_scores():
    with pytest.raises(ValueError, match="scores >= 0"):
        weights.entropy([[1.0, -0.1], [2.0, 1.0]])


def test_critic_gives_the_example_of_tus_and_aytac_adali():
    # Tuş & Aytaç Adalı (2019), Opsearch 56(2), 528-538, as in distance-metrics-for-mcda
    matrix = np.array(
        [
            [5000, 3, 3, 4, 3, 2],
            [680, 5, 3, 2, 2, 1],
            [2000, 3, 2, 3, 4, 3],
            [600, 4, 3, 1, 2, 2],
            [800, 2, 4, 3, 3, 4],
        ]
    )
    scores = (matrix - matrix.min(axis=0)) / np.ptp(matrix, axis=0)
    expected = [0.157, 0.249, 0.168, 0.121, 0.154, 0.151]
    np.testing.assert_allclose(weights.critic(scores), expected, atol=5.1e-4)


def test_critic_agrees_with_numpy_correlations():
    scores = SCORES[0]
    conflict = (1 - np.corrcoef(scores.T)).sum(axis=0)
    expected = scores.std(axis=0, ddof=1) * conflict
    np.testing.assert_allclose(weights.critic(scores), expected / expected.sum())


def test_critic_gives_all_weight_to_the_only_indicator_that_varies():
    np.testing.assert_array_equal(weights.critic([[1.0, 0.1], [2.0, 0.1], [4.0, 0.1]]), [1.0, 0.0])


def test_critic_of_indicators_that_all_say_the_same_is_refused():
    column = SCORES[0, :, :1]
    with pytest.raises(ValueError, match="all alike"):
        weights.critic(np.hstack([column, 0.3 * column, 0.1 + 0.7 * column]))


def test_methods_cannot_be_changed():
    with pytest.raises(TypeError):
        weights.METHODS["equal"] = weights.entropy
