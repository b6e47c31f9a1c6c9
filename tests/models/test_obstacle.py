import numpy as np
import pytest

from models import aggregate, obstacle

RNG = np.random.default_rng(8)
SCORES = RNG.uniform(size=(5, 13, 6))  # draws, regions, indicators
WEIGHTS = RNG.dirichlet(np.ones(6), size=(5, 1))


def test_obstacle_degree_by_hand():
    # gaps .4 .1 .8 under weights .5 .3 .2: .20 .03 .16 of .39
    found = obstacle.obstacle_degree([[0.6, 0.9, 0.2]], [0.5, 0.3, 0.2])
    np.testing.assert_allclose(found, [[20 / 39, 3 / 39, 16 / 39]])
    np.testing.assert_array_equal(obstacle.ranked(found), [[0, 2, 1]])


def test_degrees_share_out_what_the_weighted_mean_lacks():
    degrees = obstacle.obstacle_degree(SCORES, WEIGHTS)
    np.testing.assert_allclose(degrees.sum(axis=-1), 1)
    lacking = 1 - aggregate.arithmetic(SCORES, WEIGHTS)
    np.testing.assert_allclose(degrees * lacking[..., None], WEIGHTS * (1 - SCORES))


def test_before_the_division_it_is_what_mathmodels_gives():
    # zhjx19/mathmodels, obstacle_degree: O = (1 - X) w, here for its example s1, s2 of A and B
    scores, weights = np.array([[0.0162, 0.2720], [0.1782, 0.6824]]), np.array([0.5, 0.5])
    numerator = (1 - scores) * weights
    np.testing.assert_allclose(
        obstacle.obstacle_degree(scores, weights), numerator / numerator.sum(axis=1, keepdims=True)
    )


def test_a_region_at_its_best_has_no_obstacle():
    found = obstacle.obstacle_degree([[1.0, 1.0], [1.0, 0.9]], [0.7, 0.3])
    np.testing.assert_allclose(found, [[0, 0], [0, 1]])


def test_an_indicator_without_weight_is_no_obstacle_even_if_missing():
    found = obstacle.obstacle_degree([[np.nan, 0.5, 0.5]], [0.0, 0.25, 0.75])
    np.testing.assert_allclose(found, [[0, 0.25, 0.75]])


def test_draws_are_free_axes():
    found = obstacle.obstacle_degree(SCORES, WEIGHTS)
    np.testing.assert_allclose(found[3], obstacle.obstacle_degree(SCORES[3], WEIGHTS[3, 0]))
    np.testing.assert_array_equal(obstacle.ranked(found)[3], obstacle.ranked(found[3]))


def test_equal_obstacles_come_in_the_order_of_the_indicators():
    np.testing.assert_array_equal(obstacle.ranked([[0.2, 0.4, 0.4, 0.0, 0.0]]), [[1, 2, 0, 3, 4]])


@pytest.mark.parametrize(
    ("scores", "weights", "message"),
    [
        ([[0.5, np.nan]], [0.5, 0.5], "missing"),
        ([[0.5, 1.2]], [0.5, 0.5], r"\[0, 1\]"),
        ([[0.5, -0.1]], [0.5, 0.5], r"\[0, 1\]"),
        ([[0.5, 0.5]], [0.5, 0.6], "sum to 1"),
        ([[0.5, 0.5]], [1.5, -0.5], "non-negative"),
    ],
)
def test_bad_scores_and_weights_are_refused(scores, weights, message):
    with pytest.raises(ValueError, match=message):
        obstacle.obstacle_degree(scores, weights)


def test_missing_degrees_are_not_ranked():
    with pytest.raises(ValueError, match="missing"):
        obstacle.ranked([[0.5, np.nan]])
