import numpy as np
import pytest

from models import concentration, mismatch

RNG = np.random.default_rng(91)
AMOUNTS = RNG.lognormal(size=(3, 7, 9))  # years, regions, industries


def test_herfindahl_as_published():
    # U.S. Department of Justice, Herfindahl-Hirschman Index: four firms with 30, 30, 20 and 20
    # percent have 2,600 points
    np.testing.assert_allclose(concentration.herfindahl([30, 30, 20, 20]) * 10_000, 2600)


def test_herfindahl_is_the_inverse_of_the_number_of_equals():
    np.testing.assert_allclose(concentration.herfindahl([[4] * 5, [0, 0, 1, 1, 0]]), [0.2, 0.5])


def test_normalised_herfindahl_lies_between_equal_shares_and_a_monopoly():
    np.testing.assert_allclose(
        concentration.normalised_herfindahl([[3, 3, 3], [0, 9, 0]]), [0, 1], atol=1e-15
    )
    # (0.26 - 1/4) / (1 - 1/4)
    np.testing.assert_allclose(
        concentration.normalised_herfindahl([30, 30, 20, 20]), (0.26 - 0.25) / 0.75
    )


def test_zeros_that_fill_up_a_list_do_not_count_as_units():
    padded = [[30, 30, 20, 20, 0, 0], [6, 2, 0, 0, 0, 0]]
    np.testing.assert_allclose(
        concentration.normalised_herfindahl(padded, units=[4, 2]),
        [
            concentration.normalised_herfindahl([30, 30, 20, 20]),
            concentration.normalised_herfindahl([6, 2]),
        ],
    )
    with pytest.raises(ValueError, match="fewer units"):
        concentration.normalised_herfindahl(padded, units=[4, 1])


def test_concentration_ratio_by_hand():
    shares = [25, 20, 15, 10, 10, 5, 7.5, 7.5]
    np.testing.assert_allclose(
        [concentration.concentration_ratio(shares, n) for n in (1, 4, 7, 8, 20)],
        [0.25, 0.7, 0.95, 1, 1],
    )


def test_concentration_of_nothing_or_of_one_is_undefined():
    np.testing.assert_array_equal(concentration.herfindahl([[0, 0], [0, 1]]), [np.nan, 1])
    np.testing.assert_array_equal(
        concentration.normalised_herfindahl([[0, 0, 0], [1, 1, 0]], units=[3, 2]), [np.nan, 0]
    )
    np.testing.assert_array_equal(concentration.normalised_herfindahl([[4], [0]]), [np.nan] * 2)
    np.testing.assert_array_equal(concentration.concentration_ratio([[0, 0]], 1), [np.nan])


def test_krugman_index_as_another_library():
    # manual of the R package EconGeo 2.0, matrix of its examples, each region against all;
    # values of econcomplex 1.0.1
    regions = np.array(
        [
            [100, 0, 0, 0, 0],
            [0, 15, 5, 70, 10],
            [0, 20, 10, 20, 50],
            [0, 25, 30, 5, 40],
            [0, 40, 55, 5, 0],
        ]
    )
    found = concentration.krugman_dissimilarity(np.vstack([regions, regions.sum(axis=0)]))
    np.testing.assert_allclose(found[-1, :-1], [1.6, 1.0, 0.6, 0.7, 1.1])


def test_krugman_index_of_equal_and_of_disjoint_mixes():
    # Krugman (1991, p. 76): 0 for identical structures, 2 for disjoint ones, since every share
    # is counted twice
    found = concentration.krugman_dissimilarity([[1, 3, 0], [2, 6, 0], [0, 0, 5]])
    np.testing.assert_allclose(found, [[0, 0, 2], [0, 0, 2], [2, 2, 0]])


def test_krugman_index_is_a_distance():
    found = concentration.krugman_dissimilarity(AMOUNTS)
    np.testing.assert_array_equal(found, np.swapaxes(found, -1, -2))
    np.testing.assert_array_equal(np.einsum("...ii->...i", found), 0)
    detour = (found[..., :, :, None] + found[..., None, :, :]).min(axis=-2)
    assert np.all(found <= detour + 1e-12)


def test_krugman_index_of_two_regions_is_what_their_structural_match_leaves():
    found = concentration.krugman_dissimilarity(AMOUNTS)
    match = mismatch.structural_match(AMOUNTS[:, :-1], AMOUNTS[:, 1:])
    np.testing.assert_allclose(found[:, range(6), range(1, 7)], 2 * (1 - match))


def test_a_region_with_nothing_is_like_nobody():
    found = concentration.krugman_dissimilarity([[0, 0], [1, 1], [1, 3]])
    np.testing.assert_allclose(found, [[np.nan] * 3, [np.nan, 0, 0.5], [np.nan, 0.5, 0]])


@pytest.mark.parametrize(
    "measure",
    [
        concentration.herfindahl,
        concentration.normalised_herfindahl,
        lambda amounts: concentration.concentration_ratio(amounts, 3),
    ],
)
def test_years_are_free_axes_and_order_and_unit_do_not_matter(measure):
    found = measure(AMOUNTS)
    np.testing.assert_allclose(found[1], measure(AMOUNTS[1]))
    np.testing.assert_allclose(found, measure(AMOUNTS[..., ::-1] * 1e4))


@pytest.mark.parametrize(
    ("amounts", "message"),
    [
        ([[1.0, np.nan]], "none missing"),
        ([[1.0, -1.0]], "not negative"),
        ([[]], "unit"),
        (3.0, "unit"),
    ],
)
@pytest.mark.parametrize("measure", [concentration.herfindahl, concentration.krugman_dissimilarity])
def test_bad_amounts_are_refused(measure, amounts, message):
    with pytest.raises(ValueError, match=message):
        measure(amounts)


def test_concentration_ratio_wants_a_number():
    with pytest.raises(ValueError, match="1 or more"):
        concentration.concentration_ratio([1, 2], 0)
