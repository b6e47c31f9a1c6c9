import numpy as np
import pytest
from scipy.stats import zscore

from models import coupling, similarity

RNG = np.random.default_rng(10)


@pytest.mark.parametrize(("first", "second"), [(0.6, 0.4), (0.9, 0.1), (0.0, 1.0), (0.3, 0.3)])
def test_distance_coordination_of_two_systems_is_one_minus_their_gap(first, second):
    # METHODS 2.6: with k = 2 and s = 1 the formula of Tang et al. (2010) comes down to this
    found = similarity.distance_coordination([first, second])
    np.testing.assert_allclose(found, 1 - abs(first - second), atol=1e-12)


@pytest.mark.parametrize("systems", [2, 3, 4, 5])
@pytest.mark.parametrize("exponent", [1.0, 2.0, 3.0])
def test_distance_coordination_is_the_formula_of_tang_written_out(systems, exponent):
    levels = RNG.uniform(size=(50, systems))
    others = (levels.sum(axis=1, keepdims=True) - levels) / (systems - 1)
    corners = np.array(np.meshgrid(*[[0.0, 1.0]] * systems)).reshape(systems, -1).T
    spread = corners - (corners.sum(axis=1, keepdims=True) - corners) / (systems - 1)
    greatest = np.linalg.norm(spread, axis=1).max()  # a convex function peaks at a corner
    closeness = 1 - np.linalg.norm(levels - others, axis=1) / greatest
    found = similarity.distance_coordination(levels, exponent)
    np.testing.assert_allclose(found, np.sqrt(closeness) ** exponent)


def test_the_greatest_deviation_of_two_systems_is_the_norm_of_the_paper():
    # s_1 = s_2 = 1 gives |s| = sqrt(2), which the levels 0 and 1 attain
    deviation = np.array([0.9, 0.2]) - np.array([0.2, 0.9])
    expected = 1 - np.linalg.norm(deviation) / np.linalg.norm([1, 1])
    np.testing.assert_allclose(similarity.distance_coordination([0.9, 0.2]), expected)


@pytest.mark.parametrize("systems", [2, 4, 6])
def test_for_an_even_number_of_systems_tang_and_fan_agree(systems):
    levels = RNG.uniform(size=(100, systems))
    np.testing.assert_allclose(
        similarity.distance_coordination(levels), coupling.coupling(levels, "fan"), atol=1e-12
    )


@pytest.mark.parametrize("systems", [2, 3, 4, 5])
def test_distance_coordination_spans_zero_to_one(systems):
    extreme = np.arange(systems) % 2
    assert similarity.distance_coordination(extreme) == pytest.approx(0, abs=1e-12)
    assert similarity.distance_coordination(np.full(systems, 0.4)) == 1


def test_distance_development_by_hand():
    # c = .8, T = .25 .6 + .75 .4 = .45
    found = similarity.distance_development([0.6, 0.4], weights=[0.25, 0.75])
    np.testing.assert_allclose(found, np.sqrt(0.8 * 0.45))


@pytest.mark.parametrize(
    ("levels", "message"),
    [
        ([0.5, np.nan], "none missing"),
        ([0.5, 1.1], r"\[0, 1\]"),
        ([[0.5], [0.6]], r"2\+ systems"),
        ([0.0, 0.0], "undefined"),
    ],
)
def test_distance_coordination_refuses_what_coupling_refuses(levels, message):
    with pytest.raises(ValueError, match=message):
        similarity.distance_coordination(levels)


@pytest.mark.parametrize("exponent", [0, -1, np.nan, np.inf])
def test_distance_coordination_refuses_a_senseless_exponent(exponent):
    with pytest.raises(ValueError, match="exponent"):
        similarity.distance_coordination([0.5, 0.6], exponent)


def test_grey_relation_gives_the_textbook_example():
    # GDP 55, 65, 75, 100 against primary and secondary industry, each over its mean, rho = .5:
    # 灰色关联分析.ipynb of github.com/DvdBr3o/mcm prints 0.76966578 and 0.60058464
    data = np.array([[55, 24, 10], [65, 38, 22], [75, 40, 18], [100, 50, 20]])
    levels = (data / data.mean(axis=0)).T
    found = similarity.grey_relation(levels[1:], levels[0])
    np.testing.assert_allclose(found, [0.76966578, 0.60058464], atol=5e-9)


def test_grey_relation_by_hand():
    # distances 0 1 and 2 4, rho 1/4: dmax 4, so (0 + 1) / (d + 1): 1, 1/2 and 1/3, 1/5
    found = similarity.grey_relation([[3.0, 4.0], [5.0, 1.0]], [3.0, 5.0], resolution=0.25)
    np.testing.assert_allclose(found, [3 / 4, 4 / 15])


def test_series_that_all_coincide_have_grade_one():
    np.testing.assert_array_equal(similarity.grey_relation([[0.1, 0.2]] * 3, [0.1, 0.2]), [1, 1, 1])


def test_grey_relation_depends_on_the_other_series_and_draws_are_free_axes():
    series, reference = RNG.uniform(size=(4, 3, 6)), RNG.uniform(size=(4, 6))
    found = similarity.grey_relation(series, reference)
    np.testing.assert_allclose(found[2], similarity.grey_relation(series[2], reference[2]))
    with_outlier = np.concatenate([series[2], reference[2:3] + 5])
    assert np.all(similarity.grey_relation(with_outlier, reference[2])[:3] > found[2])


@pytest.mark.parametrize(
    ("series", "reference", "resolution", "message"),
    [
        ([[1.0, 2.0]], [1.0, 2.0, 3.0], 0.5, "points"),
        ([1.0, 2.0], [1.0, 2.0], 0.5, "points"),
        ([[1.0, np.nan]], [1.0, 2.0], 0.5, "none missing"),
        ([[1.0, 2.0]], [1.0, np.inf], 0.5, "finite"),
        ([[1.0, 2.0]], [1.0, 2.0], 0.0, "resolution"),
        ([[1.0, 2.0]], [1.0, 2.0], np.nan, "resolution"),
    ],
)
def test_bad_series_are_refused(series, reference, resolution, message):
    with pytest.raises(ValueError, match=message):
        similarity.grey_relation(series, reference, resolution)


def test_rank_difference_by_hand():
    # ranks 1 2 3 4 and 4 1 1 3 of 4 regions
    found = similarity.rank_difference([9, 7, 5, 1], [0.1, 0.9, 0.9, 0.4])
    np.testing.assert_allclose(found, [1, 1 / 3, 2 / 3, 1 / 3])


def test_rank_difference_does_not_depend_on_the_scale():
    left, right = RNG.uniform(size=(5, 13)), RNG.uniform(size=(5, 13))
    np.testing.assert_array_equal(
        similarity.rank_difference(left, right), similarity.rank_difference(np.exp(9 * left), right)
    )


def test_quadrants_by_hand():
    # means 3 and 5, population standard deviations 2 and 4
    found = similarity.quadrants([5.0, 1.0, 1.0, 5.0], [9.0, 9.0, 1.0, 1.0])
    np.testing.assert_allclose(found.left, [1, -1, -1, 1])
    np.testing.assert_allclose(found.right, [1, 1, -1, -1])
    np.testing.assert_array_equal(found.quadrant, [1, 2, 3, 4])
    np.testing.assert_allclose(found.deviation, [0, np.sqrt(2), 0, np.sqrt(2)])


def test_standardised_levels_are_those_of_scipy_and_deviations_those_from_the_diagonal():
    left, right = RNG.lognormal(size=(4, 13)), RNG.lognormal(size=(4, 13))
    found = similarity.quadrants(left, right)
    np.testing.assert_allclose(found.left, zscore(left, axis=-1))
    # foot of the perpendicular on the diagonal: both coordinates at their mean
    foot = (found.left + found.right) / 2
    np.testing.assert_allclose(found.deviation, np.hypot(found.left - foot, found.right - foot))


@pytest.mark.parametrize("measure", [similarity.rank_difference, similarity.quadrants])
@pytest.mark.parametrize(
    ("left", "right", "message"),
    [
        ([1.0, np.nan], [1.0, 2.0], "none missing"),
        ([1.0, 2.0], [1.0, 2.0, 3.0], "one shape"),
        ([1.0], [2.0], r"2\+ regions"),
    ],
)
def test_bad_levels_are_refused(measure, left, right, message):
    with pytest.raises(ValueError, match=message):
        measure(left, right)


def test_levels_that_do_not_vary_have_no_quadrant():
    with pytest.raises(ValueError, match="do not vary"):
        similarity.quadrants([0.1, 0.1, 0.1], [0.1, 0.2, 0.3])
