import numpy as np
import pytest

from models import normalise

# Four regions that all grow by 10 % a year over five years (METHODS 3.2).
GROWTH = np.array([1.0, 2.0, 3.0, 4.0])[:, None] * 1.1 ** np.arange(5)[:, None, None]


def test_goalpost_gives_the_life_expectancy_index_of_the_hdi():
    # UNDP, Human Development Report 2013: goalposts 20 and 83.57 years, 55 years score 0.551
    score = normalise.goalpost([[55.0]], worst=[20.0], best=[83.57])
    np.testing.assert_allclose(score, 0.551, atol=5e-4)


def test_goalpost_of_a_cost_indicator_rewards_less():
    np.testing.assert_allclose(
        normalise.goalpost([[4.0], [8.0], [12.0]], worst=[12.0], best=[4.0]).ravel(),
        [1.0, 0.5, 0.01],
    )


def test_goalpost_clips_to_the_floor_and_to_one():
    scores = normalise.goalpost([[-50.0], [150.0]], worst=[0.0], best=[100.0], floor=0.2)
    np.testing.assert_array_equal(scores.ravel(), [0.2, 1.0])


def test_goalpost_leaves_a_missing_cell_missing():
    scores = normalise.goalpost([[np.nan, 1.0]], worst=[0.0, 0.0], best=[2.0, 2.0])
    np.testing.assert_array_equal(scores, [[np.nan, 0.5]])


def test_goalpost_treats_each_year_alike():
    both = normalise.goalpost(GROWTH, worst=[0.0], best=[6.0])
    for year, scores in zip(GROWTH, both, strict=True):
        np.testing.assert_array_equal(normalise.goalpost(year, [0.0], [6.0]), scores)


@pytest.mark.parametrize(
    ("worst", "best", "floor", "message"),
    [
        (1.0, 1.0, 0.01, "must differ"),
        (np.nan, 1.0, 0.01, "finite"),
        (0.0, np.inf, 0.01, "finite"),
        (0.0, 1.0, 1.0, "floor"),
        (0.0, 1.0, -0.1, "floor"),
        (0.0, 1.0, np.nan, "floor"),
    ],
)
def test_goalpost_refuses_bad_goalposts_and_floors(worst, best, floor, message):
    with pytest.raises(ValueError, match=message):
        normalise.goalpost([[0.5]], [worst], [best], floor)


@pytest.mark.parametrize("score", [normalise.goalpost, normalise.outside])
def test_infinite_values_are_refused(score):
    with pytest.raises(ValueError, match="infinity"):
        score([[np.inf]], [0.0], [1.0])


def test_outside_is_strict_and_knows_cost_indicators():
    values = [[0.0, 0.0], [10.0, 10.0], [-0.1, 10.1], [np.nan, -0.1]]
    found = normalise.outside(values, worst=[0.0, 10.0], best=[10.0, 0.0])
    np.testing.assert_array_equal(
        found, [[False, False], [False, False], [True, True], [False, True]]
    )


def test_pooled_minmax_shows_growth_that_all_regions_share():
    # METHODS 3.2, computed: pooled scaling gives means .309 -> .548 (units 1-4, five years)
    means = normalise.minmax(GROWTH).mean(axis=(1, 2))
    np.testing.assert_allclose(means[[0, -1]], [0.309, 0.548], atol=5e-4)


def test_yearly_minmax_erases_growth_that_all_regions_share():
    # METHODS 3.2, computed: the mean stays .500 every year
    means = [normalise.minmax(year).mean() for year in GROWTH]
    np.testing.assert_allclose(means, 0.5)


def test_minmax_leaves_a_missing_cell_missing():
    scores = normalise.minmax([[1.0], [np.nan], [3.0], [2.0]])
    np.testing.assert_array_equal(scores.ravel(), [0.0, np.nan, 1.0, 0.5])


def test_order_of_regions_does_not_matter_to_minmax():
    np.testing.assert_array_equal(
        normalise.minmax(GROWTH[:, ::-1]), normalise.minmax(GROWTH)[:, ::-1]
    )


@pytest.mark.parametrize("column", [[1.0, 1.0], [np.nan, np.nan], [np.nan, 1.0]])
def test_minmax_names_the_column_that_does_not_vary(column):
    with pytest.raises(ValueError, match=r"column\(s\) \[1\] do not vary"):
        normalise.minmax(np.column_stack([[0.0, 1.0], column]))


def test_minmax_refuses_values_without_an_indicator_axis():
    with pytest.raises(ValueError, match="regions, indicators"):
        normalise.minmax([1.0, 2.0])
