from fractions import Fraction

import numpy as np
import pytest

from models import mismatch, similarity, specialisation

# The example of location_quotient() in the manual of the R package EconGeo 2.0 (Balland); the
# quotients are those of the Python package econcomplex 1.0.1 for it.
ECONGEO = np.array(
    [
        [100, 0, 0, 0, 0],
        [0, 15, 5, 70, 10],
        [0, 20, 10, 20, 50],
        [0, 25, 30, 5, 40],
        [0, 40, 55, 5, 0],
    ]
)
QUOTIENTS = [
    [5, 0, 0, 0, 0],
    [0, 0.75, 0.25, 3.5, 0.5],
    [0, 1, 0.5, 1, 2.5],
    [0, 1.25, 1.5, 0.25, 2],
    [0, 2, 2.75, 0.25, 0],
]
RNG = np.random.default_rng(65)
PATENTS = RNG.poisson(RNG.lognormal(2, 1.5, size=(3, 13, 8)))  # years, regions, industries


def test_location_quotient_as_published():
    np.testing.assert_allclose(specialisation.location_quotient(ECONGEO), QUOTIENTS)


def test_quotient_of_oecd_at_its_three_marks():
    # OECD, metadata of RTA_STIO: 0 without a patent in the field; 1 if the share in the field is
    # that in all fields; above 1 with specialisation. Region 1 holds half of all patents.
    found = specialisation.location_quotient([[0, 50, 100], [100, 50, 0]])[0]
    np.testing.assert_allclose(found, [0, 1, 2])


def test_smoothing_by_hand():
    # METHODS 1.3 with k = 10: shares of the reference .2 and .8; (1 + 2) / (4 + 10) / .2
    found = specialisation.location_quotient([[1, 3], [3, 13]], prior=10)
    np.testing.assert_allclose(found[0], [(3 / 14) / 0.2, (11 / 14) / 0.8])


def test_smoothed_quotient_is_the_smoothed_share_over_the_reference():
    pooled = PATENTS.sum(axis=-2) / PATENTS.sum(axis=(-2, -1))[:, None]
    np.testing.assert_allclose(
        specialisation.location_quotient(PATENTS, prior=25),
        mismatch.smoothed_shares(PATENTS, 25) / pooled[:, None, :],
    )


@pytest.mark.parametrize("prior", [0.0, 1.0, 30.0])
def test_quotients_average_one_under_the_shares_of_the_reference(prior):
    pooled = PATENTS.sum(axis=-2) / PATENTS.sum(axis=(-2, -1))[:, None]
    found = specialisation.location_quotient(PATENTS, prior)
    np.testing.assert_allclose((found * pooled[:, None, :]).sum(axis=-1), 1)


def test_smoothing_draws_towards_one_and_never_to_the_other_side():
    plain = specialisation.location_quotient(PATENTS)
    smooth = specialisation.location_quotient(PATENTS, prior=30)
    size = PATENTS.sum(axis=-1, keepdims=True)
    np.testing.assert_allclose(smooth, (size * plain + 30) / (size + 30))
    np.testing.assert_array_equal(np.sign((plain - 1).round(9)), np.sign((smooth - 1).round(9)))


def test_years_are_free_axes_and_order_and_type_do_not_matter():
    found = specialisation.location_quotient(PATENTS, prior=5)
    np.testing.assert_allclose(found[1], specialisation.location_quotient(PATENTS[1], prior=5))
    np.testing.assert_allclose(
        found[:, ::-1, ::-1], specialisation.location_quotient(PATENTS[:, ::-1, ::-1], prior=5)
    )
    np.testing.assert_array_equal(
        found, specialisation.location_quotient(PATENTS.astype(float), prior=5)
    )


def test_the_nation_as_reference():
    # shares 1/2 and 1/2 against the nation's 1/4 and 3/4
    found = specialisation.location_quotient([[5, 5]], reference=[250, 750])
    np.testing.assert_allclose(found, [[2, 2 / 3]])


def test_undefined_quotients_are_nan_and_nothing_else():
    counts = [[0, 0, 0], [4, 6, 0], [6, 4, 0]]
    plain = specialisation.location_quotient(counts)
    np.testing.assert_allclose(plain, [[np.nan] * 3, [0.8, 1.2, np.nan], [1.2, 0.8, np.nan]])
    smooth = specialisation.location_quotient(counts, prior=10)
    np.testing.assert_allclose(smooth[0], [1, 1, np.nan])  # the prior alone
    assert np.isnan(specialisation.location_quotient(np.zeros((2, 3)), prior=10)).all()


def test_advantage_decides_ties_exactly():
    # fractions are the judge: a mix like the reference's is an advantage in every industry, which
    # division of floats misses
    rows = RNG.integers(1, 50, size=(1, 12)) * RNG.integers(1, 9999, size=(200, 1))
    whole, size, total = rows.sum(axis=0), rows.sum(axis=1), int(rows.sum())
    judged = [
        [
            Fraction(int(n), int(size[r])) >= Fraction(int(whole[j]), total)
            for j, n in enumerate(row)
        ]
        for r, row in enumerate(rows)
    ]
    assert np.all(judged)
    np.testing.assert_array_equal(specialisation.advantage(rows), judged)
    np.testing.assert_array_equal(specialisation.advantage(rows / 7), judged)


def test_advantage_as_published():
    np.testing.assert_array_equal(specialisation.advantage(ECONGEO), np.array(QUOTIENTS) >= 1)


def test_advantage_is_the_quotient_of_one_or_more():
    quotient = specialisation.location_quotient(PATENTS)
    np.testing.assert_array_equal(specialisation.advantage(PATENTS), quotient >= 1 - 1e-12)


def test_nothing_is_no_advantage_and_overflow_is_refused():
    np.testing.assert_array_equal(
        specialisation.advantage([[0, 0], [2, 0]]), [[False, False], [True, False]]
    )
    with pytest.raises(ValueError, match="coarser unit"):
        specialisation.advantage([[2**40, 2**40], [1, 2**40]])


def test_insufficient_by_hand():
    # reference shares .5 .3 .2; region 2 (10) expects 5, 3, 2; region 3 (4) is too small
    counts = [[48, 28, 10], [1, 0, 9], [1, 2, 1], [0, 0, 0]]
    found = specialisation.insufficient(counts, least_in_region=10, least_in_cell=5)
    np.testing.assert_array_equal(
        found, [[False] * 3, [False, True, False], [True] * 3, [True] * 3]
    )


def test_an_absence_is_a_finding_where_many_were_expected():
    counts = [[0, 100], [50, 50]]
    assert not specialisation.insufficient(counts, 30, 20)[0, 0]  # 25 expected
    np.testing.assert_array_equal(specialisation.location_quotient(counts)[0], [0, 4 / 3])


def test_no_threshold_leaves_only_the_undefined():
    counts = np.array([[0, 0, 0], [4, 0, 0], [6, 4, 0]])
    np.testing.assert_array_equal(
        specialisation.insufficient(counts, 0, 0),
        np.isnan(specialisation.location_quotient(counts)),
    )


def test_symmetric_is_odd_in_the_logarithm():
    quotients = np.array([0.1, 0.5, 1, 3, 8])
    np.testing.assert_allclose(
        specialisation.symmetric(quotients), -specialisation.symmetric(1 / quotients), atol=1e-15
    )
    np.testing.assert_allclose(
        specialisation.symmetric(quotients), np.tanh(np.log(quotients) / 2), atol=1e-15
    )
    np.testing.assert_array_equal(specialisation.symmetric([0, np.nan]), [-1, np.nan])


def test_quadrants_by_hand():
    # METHODS 2.6: both > 1; patents > 1 and industry <= 1; the reverse; both <= 1
    found = specialisation.quadrants(
        [1.5, 1.5, 0.5, 1, np.nan, 2], [2, 1, 3, 0.2, 2, 2], [0] * 5 + [1]
    )
    assert [specialisation.QUADRANTS[code] for code in found] == [
        "matched_advantage",
        "patents_without_industry",
        "industry_without_patents",
        "neither",
        "insufficient",
        "insufficient",
    ]


def test_quadrants_are_numbered_as_those_of_levels():
    left, right = np.array([2.0, 0.1, 0.2, 2.1]), np.array([2.0, 2.2, 0.3, 0.1])
    np.testing.assert_array_equal(
        specialisation.quadrants(left, right), similarity.quadrants(left, right).quadrant
    )


def test_rounding_makes_no_specialisation():
    rows = RNG.integers(1, 50, size=(1, 12)) * RNG.integers(1, 9999, size=(200, 1))
    quotient = specialisation.location_quotient(rows, prior=20)
    assert np.all(specialisation.quadrants(quotient, quotient) == 3)


@pytest.mark.parametrize(
    ("amounts", "message"),
    [
        ([[1.0, np.nan]], "none missing"),
        ([[1, -1]], "not negative"),
        ([[1.0, np.inf]], "finite"),
        ([1, 2], "regions, industries"),
    ],
)
@pytest.mark.parametrize(
    "measure",
    [
        specialisation.location_quotient,
        specialisation.advantage,
        lambda amounts: specialisation.insufficient(amounts, 1, 1),
    ],
)
def test_bad_amounts_are_refused(measure, amounts, message):
    with pytest.raises(ValueError, match=message):
        measure(amounts)


def test_bad_parameters_are_refused():
    for call, message in (
        (lambda: specialisation.location_quotient([[1, 2]], prior=-1), "prior"),
        (lambda: specialisation.location_quotient([[1, 2]], prior=np.nan), "prior"),
        (lambda: specialisation.location_quotient([[1, 2]], reference=[1, 2, 3]), "reference"),
        (lambda: specialisation.insufficient([[1, 2]], np.nan, 1), "thresholds"),
        (lambda: specialisation.symmetric([-0.1]), "0 or more"),
        (lambda: specialisation.symmetric([np.inf]), "finite"),
        (lambda: specialisation.quadrants([1.0], [1.0, 2.0]), "one shape"),
        (lambda: specialisation.quadrants([-1.0], [1.0]), "0 or more"),
    ):
        with pytest.raises(ValueError, match=message):
            call()
