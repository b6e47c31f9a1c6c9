import numpy as np
import pytest
from scipy.cluster import hierarchy
from sklearn.cluster import KMeans

from models import zoning
from models.free_division import free_divisions
from tests.models.maps import lattice, partitions, same_zone, scatter


@pytest.mark.parametrize("seed", range(3))
def test_exact_free_division_is_what_brute_force_finds(seed):
    features = np.random.default_rng(seed).normal(size=(7, 2))
    for k, found in enumerate(free_divisions(features, range(1, 8)), 1):
        mine = [row for row in partitions(7) if row.max() + 1 == k]
        costs = np.array([scatter(features, row) for row in mine])
        np.testing.assert_array_equal(found.labels, mine[costs.argmin()])
        np.testing.assert_allclose(found.sse, costs.min(), atol=1e-12)
        assert found.method == "exact"
        assert found.examined == len(mine)


@pytest.mark.parametrize("seed", range(10))
def test_contiguity_never_pays(seed):
    features = np.random.default_rng(seed).normal(size=(12, 3))
    ks = range(1, 13)
    tied = zoning.exact_divisions(features, lattice(3, 4), ks)
    for limit in (12, 2):
        free = free_divisions(features, ks, limit, [one.labels for one in tied])
        assert all(a.sse <= b.sse + 1e-12 for a, b in zip(free, tied, strict=True))
        assert [one.labels.max() + 1 for one in free] == list(ks)


def test_a_known_division_is_never_lost():
    # two far starts in one cluster: k-means from the known division stays at the optimum
    centres = np.repeat(np.arange(10) * 100.0, 4)
    features = (centres + np.tile([0.0, 1.0, 2.0, 3.0], 10))[:, None]
    known = np.repeat(np.arange(10), 4)
    found = free_divisions(features, [10], at_most=[known])[0]
    np.testing.assert_array_equal(found.labels, known)


@pytest.mark.parametrize("k", [2, 3, 5])
def test_heuristic_is_no_worse_than_ward_of_scipy_and_near_the_optimum(k):
    features = np.random.default_rng(k).normal(size=(13, 3))
    theirs = hierarchy.fcluster(hierarchy.ward(features), k, criterion="maxclust")
    found, exact = (free_divisions(features, [k], limit)[0] for limit in (12, 13))
    assert exact.sse - 1e-12 <= found.sse <= scatter(features, theirs) + 1e-12
    assert found.sse < exact.sse * 1.1
    assert found.method in {"ward", "k_means"}
    assert found.examined is None
    np.testing.assert_allclose(found.sse, scatter(features, found.labels))


@pytest.mark.parametrize("k", [2, 4, 8])
@pytest.mark.parametrize("seed", range(3))
def test_heuristic_is_as_good_as_k_means_of_scikit_learn(k, seed):
    features = np.random.default_rng(seed).normal(size=(40, 3))
    theirs = KMeans(k, n_init=20, random_state=0).fit(features).inertia_
    assert free_divisions(features, [k])[0].sse <= theirs * 1.01


def test_no_region_is_nearer_to_another_zone():
    # k-means has come to an end, and the origin does not matter
    features = np.random.default_rng(1).normal(size=(200, 3)) + 1e6
    found = free_divisions(features, [7])[0]
    means = np.array([features[found.labels == zone].mean(axis=0) for zone in range(7)])
    apart = np.linalg.norm(features[:, None] - means, axis=-1)
    np.testing.assert_array_equal(apart.argmin(axis=1), found.labels)


def test_ward_is_named_where_it_is_as_good():
    features = np.repeat([0.0, 5.0, 9.0], 6)[:, None] + np.tile([0.0, 0.1], 9)[:, None]
    found = free_divisions(features, [3])[0]
    assert found.method == "ward"
    np.testing.assert_array_equal(same_zone(found.labels), same_zone(np.repeat([0, 1, 2], 6)))


def test_fewer_distinct_regions_than_zones_are_divided_into_as_many_as_asked():
    features = np.repeat([0.0, 1.0], 8)[:, None]
    found = free_divisions(features, [4], at_most=[np.repeat([0, 1, 2, 3], 4)])[0]
    assert found.sse == 0
    assert found.labels.max() == 3


@pytest.mark.parametrize(
    ("ks", "limit", "known", "message"),
    [
        ([0], 13, None, "number of zones"),
        ([18], 13, None, "number of zones"),
        ([2], 17, None, "exact for at most 16"),
        ([2], 13, [np.zeros(17)], "known division"),
        ([2, 3], 13, [np.arange(17) % 2], "known division"),
        ([2], 13, [[0, 1]], "known division"),
    ],
)
def test_bad_requests_are_refused(ks, limit, known, message):
    with pytest.raises(ValueError, match=message):
        free_divisions(np.zeros((17, 1)), ks, limit, known)
