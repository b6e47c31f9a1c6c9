import numpy as np
import pytest

from models import ip_intensity

RNG = np.random.default_rng(188)
RIGHTS = RNG.poisson(RNG.lognormal(3, 1.5, size=(2, 3, 20)))  # years, types, industries
EMPLOYMENT = RNG.lognormal(8, 1, size=(2, 20))

# NBS and CNIPA, announcement of 2024-12-31: value added of the patent-intensive industries in
# 2023, 100 million yuan, and shares of their seven classes, percent
CLASSES_2023 = [32101, 48808, 17310, 13695, 3834, 39322, 13643]
SHARES_2023 = [19.0, 28.9, 10.3, 8.1, 2.3, 23.3, 8.1]


def test_intensity_as_published():
    # ESA & USPTO (2012), Intellectual Property and the U.S. Economy, patent intensity 2004-2008 of
    # communications equipment: 35,797 patents, 135.2 thousand jobs, 264.8 per thousand
    found = ip_intensity.intensity([[35_797]], [135_200])
    assert found.round(1) == 264.8


def test_share_of_value_added_as_published():
    found = [ip_intensity.value_share(row, CLASSES_2023) for row in np.eye(7, dtype=bool)]
    np.testing.assert_array_equal(np.round(100 * np.array(found), 1), SHARES_2023)


def test_thresholds_by_hand():
    # 1000 * 30 / 10,000 and the mean of 20 and 5/6
    rights, employment = [[20, 5, 5]], [1_000, 6_000, 3_000]
    np.testing.assert_allclose(ip_intensity.weighted_threshold(rights, employment), [3])
    np.testing.assert_allclose(
        ip_intensity.simple_threshold(rights, employment), [(20 + 5 / 6 + 5 / 3) / 3]
    )


def test_weighted_threshold_is_the_mean_of_intensities_weighted_by_persons():
    levels = ip_intensity.intensity(RIGHTS, EMPLOYMENT)
    weights = np.broadcast_to(EMPLOYMENT[:, None, :], levels.shape)
    np.testing.assert_allclose(
        ip_intensity.weighted_threshold(RIGHTS, EMPLOYMENT),
        np.average(levels, axis=-1, weights=weights),
    )
    np.testing.assert_allclose(
        ip_intensity.simple_threshold(RIGHTS, EMPLOYMENT), levels.mean(axis=-1)
    )


@pytest.mark.parametrize("name", ip_intensity.THRESHOLDS)
def test_only_industries_that_use_the_right_may_form_the_mean(name):
    threshold = ip_intensity.THRESHOLDS[name]
    rights = np.array([[20, 5, 0], [0, 0, 9]])
    found = threshold(rights, [1_000, 4_000, 5_000], rights > 0)
    alone = [
        threshold(rights[:1, :2], [1_000, 4_000], None)[0],
        threshold(rights[1:, 2:], [5_000], None)[0],
    ]
    np.testing.assert_allclose(found, alone)


@pytest.mark.parametrize("name", ip_intensity.THRESHOLDS)
def test_somebody_is_above_the_mean_and_somebody_is_not(name):
    limits = ip_intensity.THRESHOLDS[name](RIGHTS, EMPLOYMENT, None)
    found = ip_intensity.intensive(ip_intensity.intensity(RIGHTS, EMPLOYMENT), limits).member
    assert found.any(axis=-1).all()
    assert not found.all(axis=-1).any()


def test_merging_industries_leaves_the_weighted_threshold_and_moves_the_simple_one():
    rights, employment = np.array([[20, 4, 6]]), np.array([1_000, 6_000, 3_000])
    merged = np.array([[20, 10]]), np.array([1_000, 9_000])
    np.testing.assert_allclose(
        ip_intensity.weighted_threshold(rights, employment),
        ip_intensity.weighted_threshold(*merged),
    )
    assert ip_intensity.simple_threshold(*merged) > ip_intensity.simple_threshold(
        rights, employment
    )


def test_the_union_counts_each_industry_once():
    found = ip_intensity.intensive([[5, 1, 4, 1], [9, 1, 0, 2]], [2, 3])
    np.testing.assert_array_equal(
        found.member, [[True, False, True, False], [True, False, False, False]]
    )
    np.testing.assert_array_equal(found.any_type, [True, False, True, False])
    assert found.member.sum() > found.any_type.sum()


def test_the_threshold_itself_is_not_above_average():
    found = ip_intensity.intensive([[3.0, 3.3, 2.7]], [3.0])
    np.testing.assert_array_equal(found.member, [[False, True, False]])
    np.testing.assert_allclose(found.margin, [[0, 0.1, -0.1]], atol=1e-12)


def test_sensitivity_nests_the_sets():
    levels = ip_intensity.intensity(RIGHTS, EMPLOYMENT)
    limits = ip_intensity.weighted_threshold(RIGHTS, EMPLOYMENT)
    base = ip_intensity.intensive(levels, limits)
    found = ip_intensity.sensitivity(levels, limits, change=0.2)
    assert np.all(found.if_higher <= base.member)
    assert np.all(base.member <= found.if_lower)
    # borderline is what lies within 20 % of the threshold
    np.testing.assert_array_equal(
        found.if_lower & ~found.if_higher, (base.margin > -0.2) & (base.margin <= 0.2)
    )


def test_nobody_employed_is_undefined_and_never_a_member():
    levels = ip_intensity.intensity([[5, 3, 1]], [0, 1_000, 1_000])
    np.testing.assert_array_equal(levels, [[np.nan, 3, 1]])
    for threshold in ip_intensity.THRESHOLDS.values():
        np.testing.assert_allclose(threshold([[5, 3, 1]], [0, 1_000, 1_000], None), [2])
        assert np.isnan(threshold([[5, 3]], [0, 0], None)).all()
    found = ip_intensity.intensive(levels, [2])
    np.testing.assert_array_equal(found.member, [[False, True, False]])
    np.testing.assert_array_equal(np.isnan(found.margin), [[True, False, False]])
    nothing = ip_intensity.intensive([[0.0, 0.0]], [0.0])
    assert not nothing.member.any()
    assert np.isnan(nothing.margin).all()


def test_an_official_list_is_membership_and_names_what_does_not_fit():
    found = ip_intensity.on_list(["C39", "C27", "A01"], ["C27", "I65", "C39", "C27"])
    np.testing.assert_array_equal(found.member, [True, True, False])
    assert found.absent == ("I65",)


def test_years_are_free_axes_and_order_does_not_matter():
    limits = ip_intensity.weighted_threshold(RIGHTS, EMPLOYMENT)
    np.testing.assert_allclose(limits[1], ip_intensity.weighted_threshold(RIGHTS[1], EMPLOYMENT[1]))
    np.testing.assert_allclose(
        limits, ip_intensity.weighted_threshold(RIGHTS[..., ::-1], EMPLOYMENT[..., ::-1])
    )


def test_value_share_of_no_value_is_undefined():
    np.testing.assert_array_equal(
        ip_intensity.value_share([True, False], [[0, 0], [1, 3]]), [np.nan, 0.25]
    )


def test_bad_arrays_are_refused():
    for call, message in (
        (lambda: ip_intensity.intensity([[1, np.nan]], [1, 1]), "none missing"),
        (lambda: ip_intensity.intensity([[1, 1]], [1, -1]), "not negative"),
        (lambda: ip_intensity.intensity([[1, 1]], [1]), "employment"),
        (lambda: ip_intensity.intensity([1, 1], [1, 1]), "types"),
        (lambda: ip_intensity.intensive([[1.0]], [1.0, 2.0]), "do not fit"),
        (lambda: ip_intensity.intensive([[-1.0]], [1.0]), "negative"),
        (lambda: ip_intensity.sensitivity([[1.0]], [1.0], 0), "change"),
        (lambda: ip_intensity.value_share([1, 0], [1, 2]), "do not fit"),
        (lambda: ip_intensity.value_share([True], [np.nan]), "none missing"),
    ):
        with pytest.raises(ValueError, match=message):
            call()
