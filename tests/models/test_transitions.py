import mapclassify
import numpy as np
import pytest
from scipy import stats

from models import transitions

RNG = np.random.default_rng(2001)

# docstring and tests of giddy.markov (Rey): five pixels in three states a, b, c at three dates
PIXELS = np.array([[1, 0, 2], [2, 2, 0], [2, 1, 2], [0, 0, 1], [0, 1, 2]]).T  # years, regions

# the same: US per capita income 1929-2009, 48 states, quintiles of each year
INCOME = [
    [729, 71, 1, 0, 0],
    [72, 567, 80, 3, 0],
    [0, 81, 631, 86, 2],
    [0, 3, 86, 573, 56],
    [0, 0, 1, 57, 741],
]
INCOME_SHARES = [
    [0.91011236, 0.0886392, 0.00124844, 0, 0],
    [0.09972299, 0.78531856, 0.11080332, 0.00415512, 0],
    [0, 0.10125, 0.78875, 0.1075, 0.0025],
    [0, 0.00417827, 0.11977716, 0.79805014, 0.07799443],
    [0, 0, 0.00125156, 0.07133917, 0.92740926],
]

# the same, relative income in pooled quintiles: all transitions, and the shares of each row by the
# quintile of the neighbours' mean
RELATIVE = [
    [707, 58, 7, 1, 0],
    [50, 629, 80, 1, 1],
    [4, 79, 610, 73, 2],
    [0, 7, 72, 650, 37],
    [0, 0, 0, 48, 724],
]
BY_LAG = """
.96341463 .0304878 .00609756 0 0  .06040268 .83221477 .10738255 0 0  0 .14 .74 .12 0
0 .03571429 .32142857 .57142857 .07142857  0 0 0 .16666667 .83333333
.79831933 .16806723 .03361345 0 0  .0754717 .88207547 .04245283 0 0
.00537634 .06989247 .8655914 .05913978 0  0 0 .06372549 .90196078 .03431373
0 0 0 .19444444 .80555556
.84693878 .15306122 0 0 0  .08133971 .78947368 .1291866 0 0
.00518135 .0984456 .79274611 .0984456 .00518135  0 0 .09411765 .87058824 .03529412
0 0 0 .10204082 .89795918
.8852459 .09836066 0 .01639344 0  .03875969 .81395349 .13953488 0 .00775194
.0049505 .09405941 .77722772 .11881188 .0049505  0 .02339181 .12865497 .75438596 .09356725
0 0 0 .09661836 .90338164
.33333333 .66666667 0 0 0  .0483871 .77419355 .16129032 .01612903 0
.01149425 .16091954 .74712644 .08045977 0  0 .01036269 .06217617 .89637306 .03108808
0 0 0 .02352941 .97647059
"""

# whole numbers with these shares that add up to RELATIVE
COUNTS_BY_LAG = """
474 15 3 0 0  9 124 16 0 0  0 14 74 12 0  0 1 9 16 2  0 0 0 1 5
95 20 4 0 0  16 187 9 0 0  1 13 161 11 0  0 0 13 184 7  0 0 0 7 29
83 15 0 0 0  17 165 27 0 0  1 19 153 19 1  0 0 16 148 6  0 0 0 10 88
54 6 0 1 0  5 105 18 0 1  1 19 157 24 1  0 4 22 129 16  0 0 0 20 187
1 2 0 0 0  3 48 10 1 0  1 14 65 7 0  0 2 12 173 6  0 0 0 10 415
"""

# giddy's test of kullback(), from Kullback, Kupperman & Ku (1962)
KULLBACK = [
    [
        [22, 11, 24, 2, 2, 7],
        [5, 23, 15, 3, 42, 6],
        [4, 21, 190, 25, 20, 34],
        [0, 2, 14, 56, 14, 28],
        [32, 15, 20, 10, 56, 14],
        [5, 22, 31, 18, 13, 134],
    ],
    [
        [3, 6, 9, 3, 0, 8],
        [1, 9, 3, 12, 27, 5],
        [2, 9, 208, 32, 5, 18],
        [0, 14, 32, 108, 40, 40],
        [22, 14, 9, 26, 224, 14],
        [1, 5, 13, 53, 13, 116],
    ],
]


def test_transitions_of_five_pixels_are_those_of_giddy():
    counts = transitions.count(PIXELS, 3)
    np.testing.assert_array_equal(counts, [[1, 2, 1], [1, 0, 2], [1, 1, 1]])
    found = transitions.chain(counts).probabilities
    np.testing.assert_allclose(found, [[0.25, 0.5, 0.25], [1 / 3, 0, 2 / 3], [1 / 3, 1 / 3, 1 / 3]])


def test_shares_of_us_income_are_those_of_giddy():
    found = transitions.chain(INCOME)
    np.testing.assert_allclose(found.probabilities, INCOME_SHARES, atol=5e-9)
    assert not found.empty.any()
    assert not found.starved.any()


def test_homogeneity_of_us_income_among_poor_and_rich_neighbours_is_that_of_giddy():
    # giddy's notebook: LR 170.659, chi-squared 200.624, 60 degrees of freedom
    counts = np.array(COUNTS_BY_LAG.split(), dtype=int).reshape(5, 5, 5)
    shares = np.array(BY_LAG.split(), dtype=float).reshape(5, 5, 5)
    np.testing.assert_allclose(transitions.chain(counts).probabilities, shares, atol=5e-9)
    np.testing.assert_array_equal(counts.sum(axis=0), RELATIVE)
    found = transitions.homogeneity(counts)
    assert found.likelihood_ratio == pytest.approx(170.659, abs=5e-4)
    assert found.chi_squared == pytest.approx(200.624, abs=5e-4)
    assert found.freedom == 60
    assert max(found.likelihood_ratio_p, found.chi_squared_p) < 5e-4
    assert found.starved > 0.2


def test_homogeneity_gives_the_example_of_kullback_kupperman_and_ku():
    found = transitions.homogeneity(KULLBACK)
    assert found.likelihood_ratio == pytest.approx(160.96060031170782)
    # they have 30: the one transition that neither table has (4 to 1) counts there
    assert found.freedom == 29
    assert found.likelihood_ratio_p < 1e-12


def test_chi_squared_is_the_sum_over_classes_of_the_contingency_tests_of_scipy():
    counts = RNG.integers(1, 30, size=(3, 4, 4))
    found = transitions.homogeneity(counts)
    tables = [stats.chi2_contingency(counts[:, start]) for start in range(4)]
    assert found.chi_squared == pytest.approx(sum(t.statistic for t in tables))
    assert found.freedom == sum(t.dof for t in tables)
    assert found.chi_squared_p == pytest.approx(stats.chi2.sf(found.chi_squared, found.freedom))
    low = sum((t.expected_freq < 5).sum() for t in tables)
    assert found.starved == pytest.approx(low / counts.size)


def test_regimes_that_move_alike_are_homogeneous():
    found = transitions.homogeneity([KULLBACK[0], np.multiply(KULLBACK[0], 3)])
    np.testing.assert_allclose([found.likelihood_ratio, found.chi_squared], 0, atol=1e-9)
    np.testing.assert_allclose([found.likelihood_ratio_p, found.chi_squared_p], 1)


def test_rows_and_cells_without_transitions_do_not_count():
    # class 2 is left in one regime only, class 1 never for class 2: (2 - 1)(2 - 1) twice
    found = transitions.homogeneity(
        [[[8, 2, 0], [5, 5, 0], [0, 0, 0]], [[2, 8, 0], [5, 5, 0], [1, 1, 1]]]
    )
    assert found.freedom == 2
    assert found.chi_squared == pytest.approx(2 * 9 / 5 + 2 * 9 / 5)


def test_jeffreys_intervals_are_the_beta_quantiles_of_scipy():
    found = transitions.chain(INCOME)
    # 71 of 801 moves from the lowest to the second class, of five classes
    posterior = stats.beta(71.5, 801 - 71 + 4 / 2)
    np.testing.assert_allclose([found.low[0, 1], found.high[0, 1]], posterior.ppf([0.05, 0.95]))
    assert np.all((found.low <= found.probabilities) | (found.counts == 0))
    assert np.all(found.probabilities <= found.high)
    assert found.low[0, 4] > 0  # never seen is not impossible


def test_an_empty_row_is_stated_and_has_the_prior_for_interval():
    found = transitions.chain([[9, 6], [0, 0]])
    np.testing.assert_array_equal(found.empty, [False, True])
    assert np.isnan(found.probabilities[1]).all()
    np.testing.assert_allclose(found.low[1], stats.beta(0.5, 0.5).ppf(0.05))


def test_rows_with_fewer_than_five_transitions_to_a_cell_are_starved():
    found = transitions.chain([[9, 0], [9, 1]])
    np.testing.assert_array_equal(found.starved, [True, False])


def test_thirteen_cities_over_ten_years_starve_a_spatial_chain_of_four_classes():
    # METHODS 4.3: 13 x 9 = 117 transitions over 4 x 4 x 4 = 64 cells, 1.8 a cell
    classes, regimes = RNG.integers(0, 4, size=(2, 10, 13))
    counts = transitions.count_by(classes, regimes, 4, 4)
    assert counts.sum() == 117
    assert transitions.chain(counts).starved.all()


def test_breaks_and_classes_are_those_of_mapclassify():
    values = RNG.lognormal(size=(9, 13))
    breaks = transitions.quantile_breaks(values, 4)
    theirs = mapclassify.Quantiles(values.ravel(), k=4)
    np.testing.assert_allclose(breaks, theirs.bins[:-1])
    np.testing.assert_array_equal(transitions.classify(values, breaks).ravel(), theirs.yb)


def test_missing_values_have_no_class_and_make_no_transition():
    values = np.array([[1.0, 2.0, np.nan], [3.0, np.nan, 1.0], [1.0, 2.0, 3.0]])
    classes = transitions.classify(values, transitions.quantile_breaks(values, 2))
    np.testing.assert_array_equal(classes, [[0, 0, -1], [1, -1, 0], [0, 0, 1]])
    np.testing.assert_array_equal(transitions.count(classes, 2), [[0, 2], [1, 0]])


def test_regimes_add_up_to_all_transitions_and_draws_are_free_axes():
    classes, regimes = RNG.integers(0, 3, size=(2, 6, 5, 10, 13))
    counts = transitions.count_by(classes, regimes, 3, 3)
    assert counts.shape == (6, 5, 3, 3, 3)
    np.testing.assert_array_equal(counts.sum(axis=-3), transitions.count(classes, 3))
    np.testing.assert_array_equal(
        counts[4, 2], transitions.count_by(classes[4, 2], regimes[4, 2], 3, 3)
    )
    start, end, regime = classes[4, 2, :-1], classes[4, 2, 1:], regimes[4, 2, :-1]
    assert counts[4, 2, 1, 0, 2] == ((start == 0) & (end == 2) & (regime == 1)).sum()


def test_spatial_lag_is_the_mean_of_the_neighbours():
    levels = RNG.uniform(size=(4, 5))
    ring = np.roll(np.eye(5), 1, axis=1) + np.roll(np.eye(5), -1, axis=1)
    expected = (np.roll(levels, 1, axis=1) + np.roll(levels, -1, axis=1)) / 2
    np.testing.assert_allclose(transitions.spatial_lag(levels, ring), expected)
    np.testing.assert_allclose(transitions.spatial_lag(levels, 3 * ring), expected)


def test_an_island_has_no_neighbours_and_is_in_no_regime():
    lag = transitions.spatial_lag([[1.0, 2.0], [2.0, 1.0]], [[0, 1], [0, 0]])
    regimes = transitions.classify(lag, [1.5])
    np.testing.assert_array_equal(regimes, [[1, -1], [0, -1]])
    assert transitions.count_by([[0, 1], [1, 0]], regimes, 2, 2).sum() == 1


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: transitions.quantile_breaks([1.0, 1.0, 1.0, 2.0], 3), "equal values"),
        (lambda: transitions.quantile_breaks([1.0, 2.0], 1), r"2\+ classes"),
        (lambda: transitions.quantile_breaks([1.0, np.inf], 2), "finite"),
        (lambda: transitions.quantile_breaks([np.nan], 2), "finite"),
        (lambda: transitions.classify([1.0], [2.0, 1.0]), "rising"),
        (lambda: transitions.count([[0, 3], [1, 1]], 3), r"0\.\.2"),
        (lambda: transitions.count([[0, -2], [1, 1]], 3), r"0\.\.2"),
        (lambda: transitions.count([[0.0, 1.0], [1.0, 1.0]], 3), "integers"),
        (lambda: transitions.count([0, 1], 3), "years, regions"),
        (lambda: transitions.count_by([[0, 1]] * 2, [[0]] * 2, 2, 1), "one regime"),
        (lambda: transitions.spatial_lag([1.0, np.nan], np.zeros((2, 2))), "none missing"),
        (lambda: transitions.spatial_lag([1.0, 2.0], np.eye(2)), "diagonal"),
        (lambda: transitions.spatial_lag([1.0, 2.0], np.zeros((3, 3))), "regions, regions"),
        (lambda: transitions.chain([[1, -1], [1, 1]]), "not negative"),
        (lambda: transitions.chain([[1.5, 1], [1, 1]]), "whole"),
        (lambda: transitions.chain([[1, 1]]), "classes, classes"),
        (lambda: transitions.homogeneity(INCOME), "regimes"),
        (lambda: transitions.homogeneity([INCOME]), r"2\+ regimes"),
        (lambda: transitions.homogeneity([np.eye(3), np.eye(3)]), "nothing to compare"),
    ],
)
def test_bad_arrays_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
