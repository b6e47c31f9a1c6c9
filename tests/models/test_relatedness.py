import numpy as np
import pytest

from models import relatedness, specialisation

# Counts of our own; proximity, density, ECI and PCI for them are those of the Python package
# ecomplexity 0.5.3 of the Growth Lab at Harvard (presence: RCA >= 1).
COUNTS = np.array(
    [
        [0, 56, 61, 80, 52, 69],
        [75, 0, 0, 0, 25, 0],
        [82, 0, 44, 0, 11, 71],
        [10, 42, 73, 27, 0, 25],
        [64, 22, 89, 40, 0, 45],
        [52, 0, 45, 89, 72, 71],
        [63, 55, 30, 0, 41, 0],
        [76, 0, 77, 0, 10, 3],
    ]
)
PRESENT = specialisation.advantage(COUNTS)
PROXIMITY = [
    [1, 0.2, 0.4, 0.2, 0.4, 0.4],
    [0.2, 1, 1 / 3, 0.5, 0.5, 0.25],
    [0.4, 1 / 3, 1, 0.5, 0, 0.25],
    [0.2, 0.5, 0.5, 1, 0.5, 0.75],
    [0.4, 0.5, 0, 0.5, 1, 0.5],
    [0.4, 0.25, 0.25, 0.75, 0.5, 1],
]
DENSITY = [
    [0.4615384615, 0.8083832335, 0.4362416107, 0.7971014493, 0.8620689655, 0.7936507937],
    [0.5384615385, 0.251497006, 0.1610738255, 0.2028985507, 0.4827586207, 0.2857142857],
    [0.5384615385, 0.1616766467, 0.2617449664, 0.2753623188, 0.3103448276, 0.4444444444],
    [0.3076923077, 0.6586826347, 0.7382550336, 0.5797101449, 0.3448275862, 0.3968253968],
    [0.7692307692, 0.4610778443, 0.8657718121, 0.7101449275, 0.4827586207, 0.7619047619],
    [0.3846153846, 0.4491017964, 0.3020134228, 0.652173913, 0.6896551724, 0.7142857143],
    [0.6153846154, 0.6107784431, 0.2953020134, 0.347826087, 0.6551724138, 0.3650793651],
    [0.5384615385, 0.1916167665, 0.5637583893, 0.2028985507, 0.1379310345, 0.2063492063],
]
ECI = [
    1.0496475981,
    0.5741877966,
    -0.1131620556,
    -0.5737010183,
    -0.7078583138,
    1.1048614345,
    0.6774605608,
    -2.0114360023,
]
PCI = [-0.9747699607, 0.8840060891, -3.048102044, 0.4429929, 2.1231455539, 0.7484458495]


def test_proximity_as_published():
    # Hausmann et al. (2014), The Atlas of Economic Complexity, box 5.1: 17 countries exported
    # wine, 24 grapes and 11 both; the proximity is 11/24 = 0.46
    wine, grapes = np.zeros(40, dtype=bool), np.zeros(40, dtype=bool)
    wine[:17] = True
    grapes[6:30] = True
    found = relatedness.proximity(np.column_stack([wine, grapes]))
    np.testing.assert_allclose(found, [[1, 11 / 24], [11 / 24, 1]])
    assert round(found[0, 1], 2) == 0.46


def test_proximity_and_density_as_another_library():
    np.testing.assert_allclose(relatedness.proximity(PRESENT), PROXIMITY)
    np.testing.assert_allclose(relatedness.density(PRESENT, PROXIMITY), DENSITY, atol=1e-9)


def test_complexity_as_another_library():
    found = relatedness.complexity(PRESENT)
    np.testing.assert_allclose(found.regions, ECI, atol=1e-9)
    # theirs is on the scale of ECI; ours has mean 0 and standard deviation 1
    theirs = (np.array(PCI) - np.mean(PCI)) / np.std(PCI)
    np.testing.assert_allclose(found.industries, theirs, atol=1e-9)


def test_complexity_is_the_same_from_either_side():
    # industries as regions: the eigenvector is one, the sign is set by the other side's diversity
    found, turned = relatedness.complexity(PRESENT), relatedness.complexity(PRESENT.T)
    sign = np.sign(found.regions @ turned.industries)
    np.testing.assert_allclose(found.regions, sign * turned.industries, atol=1e-9)
    np.testing.assert_allclose(found.industries, sign * turned.regions, atol=1e-9)


def test_complexity_solves_its_own_equations():
    # an eigenvector of M_ab = sum_j x_aj x_bj / (d_a u_j), Hidalgo & Hausmann (2009), up to a shift
    matrix = PRESENT / PRESENT.sum(axis=1, keepdims=True) @ (PRESENT / PRESENT.sum(axis=0)).T
    eci = relatedness.complexity(PRESENT).regions
    slope, shift = np.polyfit(eci, matrix @ eci, 1)
    np.testing.assert_allclose(matrix @ eci, slope * eci + shift, atol=1e-12)
    np.testing.assert_allclose(slope, np.sort(np.linalg.eigvals(matrix).real)[-2])


def test_complexity_of_nested_regions_falls_with_diversity():
    # the triangle that Hausmann & Hidalgo describe: few places have all, many have the common
    present = np.tri(6, dtype=bool)[:, ::-1]
    found = relatedness.complexity(np.vstack([present, present]))
    assert np.all(np.diff(found.regions[:6]) > 0)
    assert np.all(np.diff(found.industries) < 0)


def test_complexity_of_regions_that_share_nothing_is_undefined():
    apart = np.zeros((5, 5), dtype=bool)
    apart[:2, :3] = True  # two regions with three industries, three with the other two
    apart[2:, 3:] = True
    found = relatedness.complexity(apart)
    assert np.isnan(found.regions).all()
    assert np.isnan(found.industries).all()
    alike = relatedness.complexity(np.ones((3, 4), dtype=bool))  # second eigenvalue 0
    assert np.isnan(alike.regions).all()
    one = relatedness.complexity(np.ones((1, 4), dtype=bool))
    assert np.isnan(one.industries).all()


def test_complexity_with_several_second_vectors_is_undefined():
    # eigenvalues 1 and three times 1/6: any mixture of three vectors would do
    present = np.array([[1, 1, 1, 1], [1, 0, 0, 1], [1, 1, 0, 0], [0, 1, 0, 1]], dtype=bool)
    matrix = present / present.sum(axis=1, keepdims=True) @ (present / present.sum(axis=0)).T
    np.testing.assert_allclose(np.sort(np.linalg.eigvals(matrix).real), [1 / 6] * 3 + [1])
    assert np.isnan(relatedness.complexity(present).regions).all()


def test_complexity_without_a_sign_of_its_own_is_undefined():
    # all regions are equally diverse: either end could be called complex
    chain = np.array(
        [[1, 1, 0, 0, 0], [0, 1, 1, 0, 0], [0, 0, 1, 1, 0], [0, 0, 0, 1, 1]], dtype=bool
    )
    assert np.isnan(relatedness.complexity(chain).regions).all()


def test_empty_regions_and_industries_have_no_complexity_and_change_none():
    padded = np.pad(PRESENT, 1)
    found, plain = relatedness.complexity(padded), relatedness.complexity(PRESENT)
    np.testing.assert_allclose(found.regions, np.pad(plain.regions, 1, constant_values=np.nan))
    np.testing.assert_allclose(
        found.industries, np.pad(plain.industries, 1, constant_values=np.nan)
    )


def test_an_industry_that_nobody_has_is_related_to_none():
    padded = np.pad(PRESENT, ((0, 0), (0, 1)))
    links = relatedness.proximity(padded)
    assert np.isnan(links[-1]).all()
    assert np.isnan(links[:, -1]).all()
    found = relatedness.density(padded, links)
    assert np.isnan(found[:, -1]).all()
    np.testing.assert_allclose(found[:, :-1], DENSITY, atol=1e-9)
    candidates = relatedness.entry_candidates(padded, found, number=6)
    assert not np.any(candidates.industry == 6)


def test_density_is_nothing_for_nothing_and_all_for_all():
    rows = np.array([[False] * 6, [True] * 6])
    np.testing.assert_allclose(relatedness.density(rows, PROXIMITY), [[0] * 6, [1] * 6])


def test_candidates_by_hand():
    # region 2 lacks B, C, D, F with densities .25, .16, .20, .29; region 1 lacks A and C
    found = relatedness.entry_candidates(PRESENT, DENSITY, number=3)
    np.testing.assert_array_equal(found.industry[:2], [[0, 2, -1], [5, 1, 3]])
    np.testing.assert_allclose(found.density[0], [DENSITY[0][0], DENSITY[0][2], np.nan])


def test_candidates_of_equal_density_come_in_the_order_of_industries():
    near = np.tile([0.2, 0.5], 100)[None]
    found = relatedness.entry_candidates(np.zeros(near.shape, dtype=bool), near, number=200)
    expected = [*range(1, 200, 2), *range(0, 200, 2)]
    np.testing.assert_array_equal(found.industry[0], expected)


def test_more_candidates_than_industries_are_filled_up():
    found = relatedness.entry_candidates(np.array([[False, True]]), [[0.3, 0.2]], number=4)
    np.testing.assert_array_equal(found.industry, [[0, -1, -1, -1]])
    np.testing.assert_array_equal(found.density, [[0.3, np.nan, np.nan, np.nan]])


def test_diversity_and_ubiquity_count_the_same_presences():
    np.testing.assert_array_equal(relatedness.diversity(PRESENT), [4, 2, 2, 3, 4, 3, 3, 2])
    np.testing.assert_array_equal(relatedness.ubiquity(PRESENT), [5, 3, 3, 4, 4, 4])


@pytest.mark.parametrize(
    "measure",
    [
        relatedness.diversity,
        relatedness.ubiquity,
        relatedness.proximity,
        lambda x: relatedness.density(x, relatedness.proximity(x)),
        lambda x: relatedness.complexity(x).regions,
        lambda x: relatedness.complexity(x).industries,
    ],
)
def test_years_are_free_axes_and_order_of_regions_does_not_matter(measure):
    years = np.stack([PRESENT, PRESENT[::-1], PRESENT])
    found = measure(years)
    np.testing.assert_allclose(found[2], measure(PRESENT), atol=1e-12)
    turned = found[1][::-1] if len(found[1]) == len(PRESENT) else found[1]
    np.testing.assert_allclose(turned, found[0], atol=1e-9)


def test_bad_arrays_are_refused():
    near = np.zeros((1, 2))
    none = np.zeros((1, 2), dtype=bool)
    for call, message in (
        (lambda: relatedness.proximity([[1, 0]]), "true or false"),
        (lambda: relatedness.diversity([True]), "true or false"),
        (lambda: relatedness.density(none, np.eye(3)), "do not fit"),
        (lambda: relatedness.entry_candidates(none, near[:, :1], 1), "do not fit"),
        (lambda: relatedness.entry_candidates(none, near, 0), "1 or more"),
    ):
        with pytest.raises(ValueError, match=message):
            call()
