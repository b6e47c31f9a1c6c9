import numpy as np
import pytest
from scipy import stats
from sklearn.preprocessing import MinMaxScaler

from models import normalise, normalise_distance, normalise_rank

# Four regions that all grow by 10 % a year over five years (METHODS 3.2).
GROWTH = np.array([1.0, 2.0, 3.0, 4.0])[:, None] * 1.1 ** np.arange(5)[:, None, None]

# OECD/JRC Handbook (2008), table 15: mean years of school of 23 countries, with what it prints for
# the first five and for Canada, Germany and Norway, which tie with nobody:
# rank, z-score, min-max, ratio to the best, percentile
SCHOOLING = np.array(
    [
        *[10, 12, 11.4, 9.5, 10.8, 9.4, 9.4, 11.6, 10.9, 7.1, 10.2, 11.9],
        *[9.4, 9.3, 11.7, 8.4, 7.9, 9.6, 7.3, 7.2, 9.5, 9.1, 7.1],
    ]
)[:, None]
UNTIED = [0, 1, 2, 4, 7, 10, 11]
TABLE_15 = np.array(
    [
        [15, 0.26, 0.59, 0.83, 65.2],
        [23, 1.52, 1.00, 1.00, 100],
        [19, 1.14, 0.88, 0.95, 82.6],
        [17, 0.76, 0.76, 0.90, 73.9],
        [20, 1.27, 0.92, 0.97, 87.0],
        [16, 0.38, 0.63, 0.85, 69.6],
        [22, 1.46, 0.98, 0.99, 95.7],
    ]
).T

VALUES = np.random.default_rng(5).lognormal(size=(3, 13, 4))


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


def test_methods_give_the_examples_of_the_handbook():
    found = np.array(
        [
            normalise_rank.rank(SCHOOLING) * 23,
            normalise.zscore(SCHOOLING),
            normalise.minmax(SCHOOLING),
            normalise_distance.distance_to_frontier(SCHOOLING),
            normalise_rank.rank(SCHOOLING) * 100,
        ]
    )[:, UNTIED, 0]
    precision = np.array([0, 0.005, 0.005, 0.005, 0.05])[:, None] + 1e-9  # as printed
    assert np.all(np.abs(found - TABLE_15) <= precision)


def test_borda_points_are_those_of_the_handbook():
    # Handbook, tables 25 and 26: 21 indicators rank countries a, b, c, d; points 24, 44, 38, 20
    orders = np.repeat(
        [[3, 2, 1, 0], [3, 1, 2, 0], [0, 3, 1, 2], [0, 2, 3, 1]], [3, 5, 7, 6], axis=0
    )
    points = 3 * normalise_rank.borda(orders.T).sum(axis=1)
    np.testing.assert_allclose(points, [24, 44, 38, 20])


@pytest.mark.parametrize("name", normalise.METHODS)
def test_scores_of_every_method_lie_in_the_unit_interval(name):
    scores = normalise.METHODS[name](VALUES)
    assert scores.shape == VALUES.shape
    assert scores.min() >= 0
    assert scores.max() <= 1


@pytest.mark.parametrize("name", normalise.METHODS)
def test_every_method_keeps_the_order_of_regions(name):
    scores = normalise.METHODS[name](VALUES)
    for raw, scored in zip(VALUES.reshape(-1, 13, 4), scores.reshape(-1, 13, 4), strict=True):
        for j in range(4):
            assert np.all(np.diff(scored[np.argsort(raw[:, j]), j]) >= 0)


@pytest.mark.parametrize("name", normalise.METHODS)
def test_unit_and_order_of_regions_do_not_matter_to_any_method(name):
    method = normalise.METHODS[name]
    np.testing.assert_allclose(method(VALUES[:, ::-1] * 1e4)[:, ::-1], method(VALUES))


@pytest.mark.parametrize("name", normalise.METHODS)
def test_a_missing_cell_stays_missing_and_disturbs_no_other(name):
    method = normalise.METHODS[name]
    with_gap = np.insert(VALUES[0], 5, np.nan, axis=0)
    expected = np.insert(method(VALUES[0]), 5, np.nan, axis=0)
    np.testing.assert_allclose(method(with_gap), expected)


@pytest.mark.parametrize("name", normalise.METHODS)
def test_a_year_without_any_value_stays_missing(name):
    method = normalise.METHODS[name]
    with_gap = np.insert(VALUES, 1, np.nan, axis=0)
    np.testing.assert_allclose(method(with_gap), np.insert(method(VALUES), 1, np.nan, axis=0))


@pytest.mark.parametrize("name", sorted({*normalise.METHODS} - {"distance_to_leader"}))
def test_growth_that_all_regions_share_stays_visible(name):
    means = normalise.METHODS[name](GROWTH).mean(axis=(1, 2))
    assert np.all(np.diff(means) > 0)


def test_distance_to_the_leader_of_the_year_hides_growth_and_says_so():
    scores = normalise_distance.distance_to_leader(GROWTH)
    np.testing.assert_allclose(scores, np.broadcast_to(scores[0], scores.shape))
    assert "not growth" in normalise_distance.distance_to_leader.__doc__


@pytest.mark.parametrize("name", normalise.METHODS)
@pytest.mark.parametrize("column", [[0.1, 0.1, 0.1], [np.nan] * 3, [np.nan, 1.0, np.nan]])
def test_every_method_names_the_column_that_does_not_vary(name, column):
    with pytest.raises(ValueError, match=r"column\(s\) \[1\] do not vary"):
        normalise.METHODS[name](np.column_stack([[0.0, 1.0, 2.0], column]))


@pytest.mark.parametrize("name", normalise.METHODS)
def test_every_method_refuses_infinities_and_a_lone_axis(name):
    with pytest.raises(ValueError, match="infinity"):
        normalise.METHODS[name]([[np.inf], [1.0]])
    with pytest.raises(ValueError, match="regions, indicators"):
        normalise.METHODS[name]([1.0, 2.0])


def test_minmax_agrees_with_scikit_learn():
    expected = MinMaxScaler().fit_transform(VALUES.reshape(-1, 4)).reshape(VALUES.shape)
    np.testing.assert_allclose(normalise.minmax(VALUES), expected)


def test_zscores_agree_with_scipy_pooled_and_without_the_missing():
    values = VALUES.copy()
    values[1, 4, 2] = values[0, 0, 0] = np.nan
    expected = stats.zscore(values.reshape(-1, 4), ddof=1, nan_policy="omit")
    np.testing.assert_allclose(normalise.zscore(values).reshape(-1, 4), expected)


def test_zscores_stand_up_to_numbers_whose_squares_overflow():
    np.testing.assert_allclose(normalise.zscore(VALUES * 1e200), normalise.zscore(VALUES))


def test_zscores_stay_within_the_bound_that_is_stated():
    # one outlier among zeros attains it: Shiffler (1988), American Statistician 42(1)
    lonely = np.zeros((10, 1))
    lonely[3] = 7.0
    np.testing.assert_allclose(normalise.zscore(lonely).max(), 9 / np.sqrt(10))


def test_unit_maps_three_standard_deviations_to_the_ends():
    np.testing.assert_allclose(
        normalise.unit([-9.0, -3.0, -1.5, 0.0, 3.0, 9.0, np.nan]), [0, 0, 0.25, 0.5, 1, 1, np.nan]
    )


def test_ranks_agree_with_scipy_with_ties_and_without_the_missing():
    values = np.round(VALUES, 1)
    values[1, 4, 2] = values[0, 0, 0] = np.nan
    pooled = values.reshape(-1, 4)
    positions = stats.rankdata(pooled, axis=0, nan_policy="omit")
    count = np.sum(~np.isnan(pooled), axis=0)
    assert len(np.unique(values)) < values.size / 2
    found = [normalise.METHODS[name](values) for name in ("rank", "borda")]
    expected = [positions / count, (positions - 1) / (count - 1)]
    np.testing.assert_allclose(found, np.reshape(expected, (2, *values.shape)))


def test_percentiles_agree_with_scipy():
    values = np.round(VALUES, 1)
    expected = [
        stats.percentileofscore(column, column, kind="mean") / 100
        for column in values.reshape(-1, 4).T
    ]
    np.testing.assert_allclose(
        normalise_rank.percentile(values), np.transpose(expected).reshape(values.shape)
    )


def test_percentiles_of_a_reversed_indicator_are_the_rest_to_one():
    values = np.round(VALUES, 1)
    reverse = normalise_rank.percentile(-values)
    np.testing.assert_allclose(reverse, 1 - normalise_rank.percentile(values))


def test_distance_to_target_takes_targets_by_year_and_stops_at_one():
    targets = np.array([2.0, 2.5, 3.0, 3.5, 4.0])[:, None, None]
    found = normalise_distance.distance_to_target(GROWTH, targets)
    np.testing.assert_allclose(found, np.minimum(GROWTH / targets, 1))
    assert found.max() == 1


def test_distance_to_target_of_a_constant_or_missing_indicator_is_known():
    found = normalise_distance.distance_to_target([[3.0, np.nan], [3.0, np.nan]], [4.0, 4.0])
    np.testing.assert_array_equal(found, [[0.75, np.nan], [0.75, np.nan]])


@pytest.mark.parametrize("target", [0.0, -1.0, np.nan, np.inf])
def test_targets_that_are_none_are_refused(target):
    with pytest.raises(ValueError, match="targets must"):
        normalise_distance.distance_to_target([[1.0]], [target])


@pytest.mark.parametrize(
    "score",
    [
        normalise_distance.distance_to_leader,
        normalise_distance.distance_to_frontier,
        lambda values: normalise_distance.distance_to_target(values, [1.0]),
    ],
)
def test_negative_values_have_no_distance_to_a_reference(score):
    with pytest.raises(ValueError, match="use goalpost"):
        score([[-1.0], [2.0]])


def test_a_year_of_zeros_has_no_leader():
    with pytest.raises(ValueError, match=r"no leader.*\[1, 0\]"):
        normalise_distance.distance_to_leader([[[1.0], [2.0]], [[0.0], [0.0]]])
