import numpy as np
import pytest

from models import mismatch

RNG = np.random.default_rng(13)
PATENTS = RNG.integers(0, 400, size=(3, 13, 8)).astype(float)  # years, regions, industries
OUTPUT = RNG.lognormal(size=(3, 13, 8))


def test_structural_match_by_hand():
    # mixes .5 .3 .2 and .2 .3 .5: half of (.3 + 0 + .3) must move
    np.testing.assert_allclose(mismatch.structural_match([[5, 3, 2]], [[20, 30, 50]]), [0.7])


def test_structural_match_is_the_overlap_of_the_two_mixes():
    # |a - b| = a + b - 2 min(a, b), so 1 - half the sum of differences is the sum of the minima
    mixes = [x / x.sum(axis=-1, keepdims=True) for x in (PATENTS, OUTPUT)]
    np.testing.assert_allclose(
        mismatch.structural_match(PATENTS, OUTPUT), np.minimum(*mixes).sum(axis=-1)
    )


def test_a_region_without_one_of_the_two_has_no_structural_match():
    found = mismatch.structural_match([[0, 0], [1, 1], [2, 4]], [[1, 2], [0, 0], [1, 2]])
    np.testing.assert_array_equal(found, [np.nan, np.nan, 1.0])


def test_match_of_an_industry_over_space_is_what_the_total_mismatch_leaves():
    # METHODS 1.3: structural match per city, spatial match per industry, one formula
    industries, value = np.swapaxes(PATENTS, -1, -2), np.swapaxes(OUTPUT, -1, -2)
    np.testing.assert_allclose(
        mismatch.structural_match(industries, value),
        1 - mismatch.total_mismatch(industries, value) / 100,
    )


def test_spatial_mismatch_by_hand():
    # shares .5 .3 .2 against .25 .25 .5
    left, right = [50, 30, 20], [1, 1, 2]
    np.testing.assert_allclose(mismatch.spatial_mismatch(left, right), [25, 5, -30])
    np.testing.assert_allclose(mismatch.total_mismatch(left, right), 30)
    np.testing.assert_allclose(
        mismatch.mismatch_contribution(left, right), [25 / 60, 5 / 60, 30 / 60]
    )


def test_surpluses_and_deficits_cancel_and_contribute_one_half_each():
    left, right = PATENTS[..., 0], OUTPUT[..., 0]
    index = mismatch.spatial_mismatch(left, right)
    contribution = mismatch.mismatch_contribution(left, right)
    np.testing.assert_allclose(index.sum(axis=-1), 0, atol=1e-12)
    np.testing.assert_allclose(np.where(index > 0, contribution, 0).sum(axis=-1), 0.5)
    np.testing.assert_allclose(contribution.sum(axis=-1), 1)


def test_no_mismatch_is_nobodys_contribution():
    left = np.array([0.1, 0.7, 0.3])
    np.testing.assert_array_equal(mismatch.mismatch_contribution(left, left * 3), [0, 0, 0])


def test_mismatch_of_nothing_is_undefined():
    for measure in (mismatch.spatial_mismatch, mismatch.mismatch_contribution):
        np.testing.assert_array_equal(measure([0, 0], [1, 2]), [np.nan, np.nan])
    assert np.isnan(mismatch.total_mismatch([1, 2], [0, 0]))


@pytest.mark.parametrize(
    "measure",
    [
        mismatch.structural_match,
        mismatch.spatial_mismatch,
        mismatch.total_mismatch,
        mismatch.mismatch_contribution,
    ],
)
def test_draws_are_free_axes_and_units_do_not_matter(measure):
    found = measure(PATENTS, OUTPUT)
    np.testing.assert_allclose(found[1], measure(PATENTS[1], OUTPUT[1]))
    np.testing.assert_allclose(found, measure(PATENTS * 1e4, OUTPUT / 7))


@pytest.mark.parametrize(
    "measure", [mismatch.structural_match, mismatch.spatial_mismatch, mismatch.total_mismatch]
)
@pytest.mark.parametrize(
    ("left", "right", "message"),
    [
        ([[1.0, np.nan]], [[1.0, 1.0]], "none missing"),
        ([[1.0, -1.0]], [[1.0, 1.0]], "not negative"),
        ([[1.0, np.inf]], [[1.0, 1.0]], "finite"),
        ([[1.0, 1.0]], [[1.0, 1.0, 1.0]], "one shape"),
    ],
)
def test_bad_amounts_are_refused(measure, left, right, message):
    with pytest.raises(ValueError, match=message):
        measure(left, right)


def test_structural_match_wants_regions_and_industries():
    with pytest.raises(ValueError, match="regions, industries"):
        mismatch.structural_match([1.0, 2.0], [1.0, 2.0])


def test_smoothing_by_hand():
    # METHODS 1.3: (n_rj + k q_j) / (n_r + k), q the mix of both regions: 4 of 10 and 6 of 10
    counts = [[4.0, 1.0], [0.0, 5.0]]
    found = mismatch.smoothed_shares(counts, prior=10)
    np.testing.assert_allclose(found, [[8 / 15, 7 / 15], [4 / 15, 11 / 15]])


def test_smoothing_goes_from_the_own_mix_to_the_reference():
    own = PATENTS / PATENTS.sum(axis=-1, keepdims=True)
    pooled = PATENTS.sum(axis=-2) / PATENTS.sum(axis=(-1, -2))[:, None]
    np.testing.assert_allclose(mismatch.smoothed_shares(PATENTS, 0), own)
    np.testing.assert_allclose(mismatch.smoothed_shares(PATENTS, 1e-9), own, atol=1e-9)
    far = mismatch.smoothed_shares(PATENTS, 1e15)
    np.testing.assert_allclose(far, np.broadcast_to(pooled[:, None, :], far.shape))


def test_smoothed_shares_sum_to_one_and_keep_the_regions_total_mix():
    found = mismatch.smoothed_shares(PATENTS, 30)
    np.testing.assert_allclose(found.sum(axis=-1), 1)
    size = PATENTS.sum(axis=-1, keepdims=True) + 30
    mix = (found * size).sum(axis=-2) / size.sum(axis=-2)
    np.testing.assert_allclose(mix, PATENTS.sum(axis=-2) / PATENTS.sum(axis=(-1, -2))[:, None])


def test_a_region_without_counts_takes_the_reference_only_if_smoothed():
    counts = [[0.0, 0.0], [1.0, 3.0]]
    np.testing.assert_allclose(mismatch.smoothed_shares(counts, 20)[0], [0.25, 0.75])
    np.testing.assert_array_equal(mismatch.smoothed_shares(counts, 0)[0], [np.nan, np.nan])
    assert np.isnan(mismatch.smoothed_shares(np.zeros((2, 2)), 20)).all()


@pytest.mark.parametrize(
    ("prior", "reference", "message"),
    [
        (-1, None, "prior"),
        (np.nan, None, "prior"),
        (10, [0.5, 0.6], "sum to 1"),
        (10, [1.0], "shares"),
    ],
)
def test_a_senseless_prior_is_refused(prior, reference, message):
    with pytest.raises(ValueError, match=message):
        mismatch.smoothed_shares([[1.0, 2.0]], prior, reference)


def test_directional_gap_changes_sign_with_the_sides_and_names_no_leader_without_either():
    left, right = [[0.5, 0.5, 0.0, 0.0, np.nan]], [[0.25, 0.0, 0.75, 0.0, 0.3]]
    found = mismatch.directional_gap(left, right)
    np.testing.assert_allclose(found, [[np.log(2), np.inf, -np.inf, np.nan, np.nan]])
    np.testing.assert_allclose(mismatch.directional_gap(right, left), -found)


def test_directional_gap_over_the_reference_is_the_log_of_the_revealed_advantage():
    # location quotient by hand: (30/40) / (50/100) = 1.5
    counts = np.array([[30.0, 10.0], [20.0, 40.0]])
    whole = np.broadcast_to(counts.sum(axis=0) / counts.sum(), counts.shape)
    found = mismatch.directional_gap(mismatch.smoothed_shares(counts, 0), whole)
    np.testing.assert_allclose(np.exp(found[0, 0]), 1.5)


def test_smoothing_pulls_a_gap_of_few_counts_towards_none():
    few, many = np.array([[3.0, 0.0], [500.0, 497.0]]), np.array([[300.0, 0.0], [500.0, 497.0]])
    even = np.full((2, 2), 0.5)
    gaps = [
        mismatch.directional_gap(mismatch.smoothed_shares(x, 20, [0.5, 0.5]), even)[0, 0]
        for x in (few, many)
    ]
    np.testing.assert_allclose(gaps, [np.log(13 / 23 * 2), np.log(310 / 320 * 2)])


@pytest.mark.parametrize(("left", "right"), [([1.5], [0.5]), ([0.5], [-0.1]), ([0.5], [0.5, 0.5])])
def test_directional_gap_refuses_what_are_no_shares(left, right):
    with pytest.raises(ValueError, match=r"shares|shape"):
        mismatch.directional_gap(left, right)
