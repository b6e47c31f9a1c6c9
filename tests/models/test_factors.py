import numpy as np
import pytest
from sklearn.decomposition import PCA
from sklearn.decomposition._factor_analysis import _ortho_rotation

from models import factors

RNG = np.random.default_rng(17)
POINTS = RNG.normal(size=(60, 3)) @ RNG.normal(size=(3, 9)) + RNG.normal(size=(60, 9))


def grid(n, steps):
    """All directions w >= 0 of length 1 on a grid."""
    axes = np.meshgrid(*[np.linspace(0, 1, steps)] * n, indexing="ij")
    points = np.stack([axis.ravel() for axis in axes], axis=-1)[1:]
    return points / np.linalg.norm(points, axis=1, keepdims=True)


def test_components_agree_with_scikit_learn():
    z = (POINTS - POINTS.mean(axis=0)) / POINTS.std(axis=0, ddof=1)
    theirs = PCA().fit(z)
    values, vectors = factors.principal_components(np.corrcoef(POINTS.T))
    np.testing.assert_allclose(values, theirs.explained_variance_)
    np.testing.assert_allclose(np.abs(vectors.T), np.abs(theirs.components_), atol=1e-9)


@pytest.mark.parametrize("count", [2, 3, 5])
def test_varimax_agrees_with_scikit_learn(count):
    values, vectors = factors.principal_components(np.corrcoef(POINTS.T))
    loadings = vectors[:, :count] * np.sqrt(values[:count])
    lengths = np.linalg.norm(loadings, axis=1, keepdims=True)
    # scikit-learn does without Kaiser's normalisation
    theirs = _ortho_rotation(loadings / lengths, tol=1e-15, max_iter=10_000).T * lengths
    found = factors.varimax(loadings)
    order = [np.abs(theirs.T @ column).argmax() for column in found.T]
    signs = np.sign((theirs[:, order] * found).sum(axis=0))
    np.testing.assert_allclose(found, theirs[:, order] * signs, atol=1e-6)


def test_varimax_keeps_communalities_and_rows_of_zeros():
    loadings = np.vstack([RNG.normal(size=(6, 3)), np.zeros((1, 3))])
    found = factors.varimax(loadings)
    np.testing.assert_allclose((found**2).sum(axis=1), (loadings**2).sum(axis=1))
    np.testing.assert_allclose(np.abs(found[:6]), np.abs(factors.varimax(loadings[:6])))


def test_varimax_finds_the_simple_structure_from_where_gradients_vanish():
    # the worst start: both rows halfway between the axes
    found = np.abs(factors.varimax(np.array([[1.0, 1.0], [1.0, -1.0]])))
    np.testing.assert_allclose(np.sort(found, axis=1), np.sqrt([[0, 2], [0, 2]]), atol=1e-12)


def test_varimax_of_slices_is_that_of_each():
    slices = RNG.normal(size=(4, 6, 3))
    expected = [factors.varimax(one) for one in slices]
    np.testing.assert_allclose(factors.varimax(slices), expected, atol=1e-10)


@pytest.mark.parametrize(
    ("values", "count"),
    [
        ([3.0, 0.5, 0.3, 0.2], 1),  # one tells enough
        ([2.2, 1.3, 0.3, 0.2], 2),  # two above 1
        ([1.2, 1.1, 0.9, 0.8], 3),  # two above 1 make 57.5 %: one more
        ([1.0, 0.0], 1),  # a single indicator beside a constant one
    ],
)
def test_components_are_kept_as_the_handbook_says(values, count):
    assert factors.retained(np.array(values), 1.0) == count


def test_components_that_explain_equally_much_are_not_chosen_among():
    with pytest.raises(ValueError, match="equally much"):
        factors.retained(np.array([1.6, 0.6, 0.6, 0.6, 0.6]), 1.0)


@pytest.mark.parametrize("n", [2, 5])
def test_uncorrelated_indicators_have_no_components(n):
    # Handbook, 6.1: "If no correlation between indicators is found, then weights cannot be estimated"
    with pytest.raises(ValueError, match="uncorrelated"):
        factors.retained(np.ones(n), 1.0)


@pytest.mark.parametrize("seed", range(8))
def test_widest_is_at_least_as_wide_as_a_fine_grid(seed):
    points = np.random.default_rng(seed).normal(size=(8, 3))
    products = points.T @ points
    found = factors.widest(products)
    np.testing.assert_allclose(np.linalg.norm(found), 1)
    assert found.min() >= 0
    directions = grid(3, 60)
    reached = np.einsum("ki,ij,kj->k", directions, products, directions)
    assert found @ products @ found >= reached.max()
    assert found @ products @ found <= reached.max() * 1.01


@pytest.mark.parametrize("seed", range(8))
def test_the_search_beyond_twelve_indicators_finds_what_the_exact_one_does(seed):
    products = np.corrcoef(np.random.default_rng(seed).normal(size=(11, 30)))
    exact = factors._best_of_supports(products)
    np.testing.assert_allclose(factors._best_of_iterations(products), exact, atol=1e-6)


def test_widest_beyond_twelve_indicators_satisfies_the_conditions_of_an_optimum():
    # Karush-Kuhn-Tucker: Hw = lambda w where w > 0, Hw <= 0 elsewhere (with w >= 0, |w| = 1)
    products = np.corrcoef(RNG.normal(size=(20, 40)))
    found = factors.widest(products)
    slope = products @ found - (found @ products @ found) * found
    np.testing.assert_allclose(slope[found > 0], 0, atol=1e-6)
    assert np.all(slope[found == 0] <= 1e-9)
    assert np.any(found == 0)


def test_equally_wide_directions_are_not_chosen_among():
    for products in (np.eye(2), np.eye(14), np.array([[1.0, -0.5], [-0.5, 1.0]])):
        with pytest.raises(ValueError, match="equally far"):
            factors.widest(products)
