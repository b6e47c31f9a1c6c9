import numpy as np
import pytest

from models import factors, weights

DATA_DRIVEN = sorted({*weights.METHODS} - {"equal"})

# Raw data of the Technology Achievement Index, 23 countries: OECD/JRC Handbook (2008), table A.2.
# Patents, royalties, internet, exports, telephones (log), electricity (log), schooling, university
TABLE_A2 = """
187 125.6 200.2 50.7 3.08 4.15 10 27.4
289 130 179.1 66.2 3.00 4.07 12 13.9
271 156.6 125.8 59.7 3.10 4.14 11.4 15.3
994 64.6 49 80.8 3.00 3.86 9.5 10
779 9.8 4.8 66.7 2.97 3.65 10.8 23.2
189 151.2 136 50.9 3.02 3.77 9.4 9.5
82 134 57.4 61.9 3.02 3.73 9.4 14.9
31 38.6 108 48.7 2.94 4.18 11.6 14.2
75 18.2 125.9 16.2 2.94 3.94 10.9 25.3
8 25.5 72.3 74.9 2.95 3.83 7.1 24.2
235 36.8 41.2 64.2 2.94 3.75 10.2 14.4
103 20.2 193.6 19 3.12 4.39 11.9 11.2
106 110.3 48.6 53.6 2.97 3.68 9.4 12.3
72 73.9 58.9 47.6 2.91 3.86 9.3 13.6
103 13 146.7 15.4 2.86 3.91 11.7 13.1
165 14.8 84.2 50.3 2.99 3.79 8.4 13.6
205 33.6 36.4 58.9 2.97 3.80 7.9 12.6
74 43.6 43.2 45 2.96 3.74 9.6 11
42 8.6 21 53.4 2.86 3.62 7.3 15.6
13 9.8 30.4 51 3.00 3.65 7.2 13
28 4.2 25 51.7 2.75 3.68 9.5 8.2
26 6.2 21.6 63.5 2.73 3.46 9.1 7.7
105 4 20.3 49.5 2.84 3.71 7.1 10.6
"""
TAI = np.array(TABLE_A2.split(), dtype=float).reshape(23, 8)

SCORES = np.random.default_rng(7).uniform(0.01, 1, size=(5, 13, 4))  # years, regions, indicators


@pytest.mark.parametrize("name", weights.METHODS)
def test_weights_are_shares(name):
    found = weights.METHODS[name](SCORES)
    assert found.shape == (5, 4)
    assert np.all(found >= 0)
    np.testing.assert_allclose(found.sum(axis=-1), 1)


@pytest.mark.parametrize("name", weights.METHODS)
def test_order_of_regions_does_not_matter(name):
    method = weights.METHODS[name]
    np.testing.assert_allclose(method(SCORES[:, ::-1]), method(SCORES))


@pytest.mark.parametrize("name", weights.METHODS)
def test_order_of_indicators_is_followed(name):
    method = weights.METHODS[name]
    np.testing.assert_allclose(method(SCORES[..., ::-1]), method(SCORES)[..., ::-1])


@pytest.mark.parametrize("name", weights.METHODS)
def test_each_slice_is_weighted_on_its_own(name):
    method = weights.METHODS[name]
    np.testing.assert_allclose(method(SCORES), [method(year) for year in SCORES])


@pytest.mark.parametrize("name", weights.METHODS)
def test_a_single_indicator_that_varies_has_all_the_weight(name):
    np.testing.assert_array_equal(weights.METHODS[name]([[1.0], [2.0]]), [1.0])


@pytest.mark.parametrize("name", weights.METHODS)
def test_no_regions_or_indicators_are_refused(name):
    for shape in [(3,), (0, 2), (3, 0)]:
        with pytest.raises(ValueError, match="regions, indicators"):
            weights.METHODS[name](np.ones(shape))


@pytest.mark.parametrize("name", sorted({*DATA_DRIVEN} - {"entropy_capped"}))
def test_a_constant_indicator_has_no_weight_and_no_influence(name):
    method = weights.METHODS[name]
    with_constant = np.insert(SCORES, 1, 0.1, axis=-1)
    expected = np.insert(method(SCORES), 1, 0.0, axis=-1)
    np.testing.assert_allclose(method(with_constant), expected, atol=1e-12)


@pytest.mark.parametrize("name", DATA_DRIVEN)
@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_missing_and_infinite_scores_are_refused(name, bad):
    with pytest.raises(ValueError, match="none missing"):
        weights.METHODS[name]([[1.0, bad], [2.0, 1.0]])


@pytest.mark.parametrize("name", DATA_DRIVEN)
def test_one_region_is_refused(name):
    with pytest.raises(ValueError, match=r"2\+ regions"):
        weights.METHODS[name]([[1.0, 2.0]])


@pytest.mark.parametrize("name", DATA_DRIVEN)
def test_a_slice_without_variation_is_refused_and_named(name):
    flat = SCORES.copy()
    flat[3] = 0.1
    with pytest.raises(ValueError, match=r"undefined.*slice \[3\]"):
        weights.METHODS[name](flat)


def test_equal_does_not_look_at_the_scores():
    np.testing.assert_array_equal(weights.equal(np.full((2, 1, 4), np.nan)), np.full((2, 4), 0.25))


def test_entropy_by_hand():
    # column 1 constant; column 2 has shares 1/4, 3/4; column 3 lies in one region
    scores = np.array([[2.0, 1.0, 0.0], [2.0, 3.0, 5.0]])
    d2 = 1 + (0.25 * np.log(0.25) + 0.75 * np.log(0.75)) / np.log(2)
    np.testing.assert_allclose(weights.entropy(scores), [0, d2 / (d2 + 1), 1 / (d2 + 1)])


def test_entropy_gives_the_example_of_xu():
    # Xu (2004), European J. Operational Research 156(2), 530-532, as in distance-metrics-for-mcda
    scores = [[30, 30, 38, 29], [19, 54, 86, 29], [19, 15, 85, 28.9], [68, 70, 60, 29]]
    np.testing.assert_allclose(weights.entropy(scores), [0.4630, 0.3992, 0.1378, 0], atol=5e-5)


def test_entropy_of_an_indicator_at_zero_everywhere_is_no_weight():
    np.testing.assert_array_equal(weights.entropy([[0.0, 1.0], [0.0, 3.0]]), [0.0, 1.0])


def test_entropy_refuses_negative_scores():
    with pytest.raises(ValueError, match="scores >= 0"):
        weights.entropy([[1.0, -0.1], [2.0, 1.0]])


def test_critic_gives_the_example_of_tus_and_aytac_adali():
    # Tuş & Aytaç Adalı (2019), Opsearch 56(2), 528-538, as in distance-metrics-for-mcda
    matrix = np.array(
        [
            [5000, 3, 3, 4, 3, 2],
            [680, 5, 3, 2, 2, 1],
            [2000, 3, 2, 3, 4, 3],
            [600, 4, 3, 1, 2, 2],
            [800, 2, 4, 3, 3, 4],
        ]
    )
    scores = (matrix - matrix.min(axis=0)) / np.ptp(matrix, axis=0)
    expected = [0.157, 0.249, 0.168, 0.121, 0.154, 0.151]
    np.testing.assert_allclose(weights.critic(scores), expected, atol=5.1e-4)


def test_critic_agrees_with_numpy_correlations():
    scores = SCORES[0]
    conflict = (1 - np.corrcoef(scores.T)).sum(axis=0)
    expected = scores.std(axis=0, ddof=1) * conflict
    np.testing.assert_allclose(weights.critic(scores), expected / expected.sum())


def test_critic_gives_all_weight_to_the_only_indicator_that_varies():
    np.testing.assert_array_equal(weights.critic([[1.0, 0.1], [2.0, 0.1], [4.0, 0.1]]), [1.0, 0.0])


def test_critic_of_indicators_that_all_say_the_same_is_refused():
    column = SCORES[0, :, :1]
    with pytest.raises(ValueError, match="all alike"):
        weights.critic(np.hstack([column, 0.3 * column, 0.1 + 0.7 * column]))


def test_entropy_critic_and_standard_deviation_agree_with_scikit_criteria():
    theirs = pytest.importorskip("skcriteria.preprocessing.weighters")
    for year in SCORES:
        expected = theirs.critic_weights(year, objectives=np.ones(4), scale=False)
        np.testing.assert_allclose(weights.critic(year), expected)
        np.testing.assert_allclose(weights.entropy(year), theirs.entropy_weights(year))
        np.testing.assert_allclose(weights.standard_deviation(year), theirs.std_weights(year))


def test_entropy_critic_and_standard_deviation_agree_with_pymcdm():
    theirs = pytest.importorskip("pymcdm.weights")
    for year in SCORES:
        scaled = (year - year.min(axis=0)) / np.ptp(year, axis=0)  # as pymcdm does for CRITIC
        np.testing.assert_allclose(weights.critic(scaled), theirs.critic_weights(year))
        np.testing.assert_allclose(weights.entropy(year), theirs.entropy_weights(year))
        expected = theirs.standard_deviation_weights(year)
        np.testing.assert_allclose(weights.standard_deviation(year), expected)


def test_entropy_capped_keeps_a_patent_count_from_deciding_alone():
    # METHODS 3.1: raw shares of one skewed indicator among three take .8 of the weight
    scores = np.random.default_rng(2).uniform(0.4, 0.6, size=(13, 6))
    scores[:, 0] = 0.001
    scores[4, 0] = 1.0
    free, held = weights.entropy(scores), weights.entropy_capped(scores)
    assert free[0] > 0.95
    np.testing.assert_allclose(held[0], 0.5)
    np.testing.assert_allclose(held[1:] / held[1], free[1:] / free[1])


def test_pca_gives_the_example_of_the_handbook():
    # Handbook, table 18, column PC: four factors, "eigenvalues close to unity"
    expected = [0.17, 0.15, 0.11, 0.07, 0.08, 0.12, 0.14, 0.16]
    np.testing.assert_allclose(weights.pca(TAI, least_eigenvalue=0.85), expected, atol=0.0055)


def test_loadings_are_those_of_the_handbook():
    # Handbook, tables 16 and 17; sign and order of factors mean nothing
    values, vectors = factors.principal_components(np.corrcoef(TAI.T))
    np.testing.assert_allclose(values, [3.3, 1.7, 1.0, 0.9, 0.5, 0.3, 0.2, 0.1], atol=0.0551)
    np.testing.assert_allclose(values[:4] / 8, [0.419, 0.218, 0.123, 0.111], atol=0.0011)
    rotated = factors.varimax(vectors[:, :4] * np.sqrt(values[:4]))
    assert sorted(np.round((rotated**2).sum(axis=0), 1)) == [1.2, 1.4, 1.8, 2.6]
    expected = [0.97, 0.93, 0.79, 0.64, 0.68, 0.82, 0.88, 0.96]  # patents ... university
    np.testing.assert_allclose(np.abs(rotated).max(axis=1), expected, atol=0.0151)


def test_pca_of_two_indicators_gives_them_half_each():
    np.testing.assert_allclose(weights.pca(TAI[:, :2]), [0.5, 0.5])


def test_pca_does_not_depend_on_the_units():
    units = 10.0 ** np.arange(8)
    np.testing.assert_allclose(weights.pca(TAI * units), weights.pca(TAI))


@pytest.mark.parametrize("name", ["pca", "spread"])
def test_uncorrelated_indicators_have_no_direction_in_common(name):
    crossed = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    with pytest.raises(ValueError, match="undefined"):
        weights.METHODS[name](crossed)


def test_spread_is_the_first_component_where_that_has_one_sign():
    common = np.random.default_rng(4).normal(size=(13, 1))
    scores = common + np.random.default_rng(5).normal(scale=0.5, size=(13, 4))
    correlation = np.corrcoef(scores.T)
    weight = weights.spread(scores)
    top = np.linalg.eigvalsh(correlation)[-1]
    np.testing.assert_allclose(correlation @ weight, top * weight)


def test_spread_pulls_regions_further_apart_than_any_other_weighting():
    # |w| = 1, as the definition asks; 20,000 random directions and all single indicators
    z = (TAI - TAI.mean(axis=0)) / TAI.std(axis=0)
    others = np.abs(np.random.default_rng(6).normal(size=(20_000, 8)))
    others = np.vstack(
        [others * (np.random.default_rng(7).uniform(size=others.shape) < 0.7), np.eye(8)]
    )
    others = others[others.any(axis=1)]
    found = weights.spread(TAI)
    distances = [np.var(w @ z.T, axis=-1) / (w**2).sum(axis=-1) for w in (found, others)]
    assert distances[0] >= distances[1].max()
    assert found.min() == 0  # the leading eigenvector has mixed signs here


def test_panel_spread_sums_the_products_of_all_years():
    # Guo Yajun (2002): H = sum_t Z_t'Z_t, Z standardised over the whole panel
    panel = np.cumsum(np.random.default_rng(9).uniform(size=(5, 13, 4)), axis=0)
    z = (panel - panel.mean(axis=(0, 1))) / panel.std(axis=(0, 1))
    products = sum(year.T @ year for year in z)
    vector = np.abs(np.linalg.eigh(products)[1][:, -1])
    np.testing.assert_allclose(weights.panel_spread(panel), vector / vector.sum())


def test_panel_spread_wants_years_and_takes_draws():
    with pytest.raises(ValueError, match="years, regions, indicators"):
        weights.panel_spread(TAI)
    draws = np.stack([SCORES, SCORES[::-1] ** 2])
    expected = [weights.panel_spread(one) for one in draws]
    np.testing.assert_allclose(weights.panel_spread(draws), expected)


def test_methods_cannot_be_changed():
    with pytest.raises(TypeError):
        weights.METHODS["equal"] = weights.entropy
