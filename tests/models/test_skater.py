import geopandas
import numpy as np
import pytest
from libpysal.weights import W
from scipy.sparse.csgraph import connected_components
from sklearn.metrics import euclidean_distances
from spopt.region import Skater

from models import skater, zoning


def path(regions):
    return np.eye(regions, k=1, dtype=bool) | np.eye(regions, k=-1, dtype=bool)


def lattice(rows, columns):
    index = np.arange(rows * columns)
    steps = np.abs(index[:, None] // columns - index // columns) + np.abs(
        index[:, None] % columns - index % columns
    )
    return steps == 1


def random_tree(regions, rng):
    graph = np.zeros((regions, regions), dtype=bool)
    for one in range(1, regions):
        graph[one, rng.integers(one)] = True
    order = rng.permutation(regions)
    return (graph | graph.T)[np.ix_(order, order)]


def tree_divisions(graph):
    """Labels of every division of a tree, with the number of edges cut: all subsets of edges."""
    ends = np.argwhere(np.triu(graph))
    for chosen in range(1 << len(ends)):
        left = graph.copy()
        for bit, (i, j) in enumerate(ends):
            if chosen >> bit & 1:
                left[i, j] = left[j, i] = False
        yield connected_components(left)[1]


def contiguous(graph, labels):
    parts = [graph[np.ix_(labels == zone, labels == zone)] for zone in np.unique(labels)]
    return all(connected_components(part)[0] == 1 for part in parts)


def scatter(features, labels):
    zones = [features[labels == zone] for zone in np.unique(labels)]
    return sum(((zone - zone.mean(axis=0)) ** 2).sum() for zone in zones)


def same_zone(labels):
    return np.equal.outer(labels, labels)


@pytest.mark.parametrize("k", [1, 2, 4, 12])
def test_never_better_than_the_exact_optimum(k):
    gaps = []
    for seed in range(10):
        features = np.random.default_rng(seed).normal(size=(12, 3))
        exact = zoning.exact_division(features, lattice(3, 4), k).sse
        gaps.append(skater.skater_division(features, lattice(3, 4), k).sse - exact)
    assert min(gaps) > -1e-9
    if k in {1, 12}:
        assert max(gaps) < 1e-9  # there is one division only


@pytest.mark.parametrize("seed", range(10))
def test_two_zones_of_a_tree_are_the_exact_optimum(seed):
    rng = np.random.default_rng(seed)
    graph, features = random_tree(12, rng), rng.normal(size=(12, 3))
    found, exact = (f(features, graph, 2) for f in (skater.skater_division, zoning.exact_division))
    np.testing.assert_array_equal(found.labels, exact.labels)
    np.testing.assert_allclose(found.sse, exact.sse)


@pytest.mark.parametrize("seed", range(12))
def test_floors_on_a_tree_allow_as_many_zones_as_brute_force_finds(seed):
    rng = np.random.default_rng(seed)
    regions = int(rng.integers(4, 8))
    graph, features = random_tree(regions, rng), rng.normal(size=(regions, 2))
    totals, least = rng.integers(1, 10, regions), int(rng.integers(1, 3))
    floor = float(rng.integers(2, 12))
    allowed = [
        labels
        for labels in tree_divisions(graph)
        if min(np.bincount(labels)) >= least and min(np.bincount(labels, totals)) >= floor
    ]
    most = max((labels.max() + 1 for labels in allowed), default=0)
    for k in range(1, most + 1):
        found = skater.skater_division(features, graph, k, totals, least, floor)
        assert found.possible == most
        assert any(np.array_equal(same_zone(found.labels), same_zone(one)) for one in allowed)
        assert found.labels.max() + 1 == k
        if k == 2:
            best = min(scatter(features, one) for one in allowed if one.max() == 1)
            np.testing.assert_allclose(found.sse, best)
    with pytest.raises(ValueError, match=f"at most {most} are"):
        skater.skater_division(features, graph, most + 1, totals, least, floor)


@pytest.mark.parametrize("seed", range(5))
def test_floors_hold_and_zones_are_contiguous_on_a_map(seed):
    rng = np.random.default_rng(seed)
    graph, features, people = lattice(12, 15), rng.normal(size=(180, 4)), rng.integers(1, 100, 180)
    found = skater.skater_division(features, graph, 7, people, 10, 500.0)
    assert contiguous(graph, found.labels)
    _, first, sizes = np.unique(found.labels, return_index=True, return_counts=True)
    assert len(sizes) == 7
    assert np.all(np.diff(first) > 0)
    assert sizes.min() >= 10
    assert np.bincount(found.labels, people).min() >= 500
    np.testing.assert_allclose(found.sse, scatter(features, found.labels))


def test_a_greedy_cut_that_blocks_the_rest_is_passed_over():
    # the best first cut, 3 | 3, leaves no room for three zones of two
    features = np.array([[0.0], [0.0], [0.0], [9.0], [9.0], [9.0]])
    two, three = (skater.skater_division(features, path(6), k, min_regions=2) for k in (2, 3))
    np.testing.assert_array_equal(two.labels, [0, 0, 0, 1, 1, 1])
    np.testing.assert_array_equal(three.labels, [0, 0, 1, 1, 2, 2])


def test_zones_of_more_cuts_lie_within_those_of_fewer():
    features = np.random.default_rng(3).normal(size=(60, 3))
    coarse, fine = (skater.skater_division(features, lattice(6, 10), k) for k in (4, 9))
    assert np.all(same_zone(coarse.labels) | ~same_zone(fine.labels))


@pytest.mark.parametrize("seed", range(3))
def test_zones_of_a_lattice_are_those_of_spopt(seed):
    features = np.random.default_rng(seed).normal(size=(42, 3))
    neighbours = {one: np.flatnonzero(row).tolist() for one, row in enumerate(lattice(6, 7))}
    forest = {
        "dissimilarity": lambda x, y: euclidean_distances(x, y) ** 2,
        "affinity": None,
        "reduction": np.sum,
        "center": np.mean,
        "verbose": 0,
    }
    theirs = Skater(
        geopandas.GeoDataFrame(features, columns=["a", "b", "c"]),
        W(neighbours, silence_warnings=True),
        ["a", "b", "c"],
        n_clusters=4,
        floor=5,
        spanning_forest_kwds=forest,
    )
    theirs.solve()
    found = skater.skater_division(features, lattice(6, 7), 4, min_regions=5)
    np.testing.assert_array_equal(same_zone(found.labels), same_zone(theirs.labels_))


def test_tree_is_as_short_as_that_of_scipy():
    from scipy.sparse.csgraph import minimum_spanning_tree  # noqa: PLC0415

    graph, lengths = lattice(5, 6), np.random.default_rng(5).uniform(1, 2, size=(30, 30))
    first, second = np.nonzero(np.triu(graph))
    tree = skater.spanning_tree(30, first, second, lengths[first, second])
    ends = np.sort([tree.nodes[1:], tree.nodes[tree.parents[1:]]], axis=0)
    theirs = minimum_spanning_tree(np.where(np.triu(graph), lengths, 0)).sum()
    np.testing.assert_allclose(lengths[ends[0], ends[1]].sum(), theirs)


def test_order_of_regions_and_origin_do_not_matter():
    rng = np.random.default_rng(8)
    graph, features, order = lattice(5, 6), rng.normal(size=(30, 3)), rng.permutation(30)
    found = skater.skater_division(features, graph, 5, min_regions=3)
    moved = skater.skater_division(
        features[order] + 1e6, graph[np.ix_(order, order)], 5, min_regions=3
    )
    np.testing.assert_array_equal(same_zone(moved.labels), same_zone(found.labels[order]))


def test_equal_regions_are_divided_all_the_same():
    found = skater.skater_division(np.zeros((9, 2)), lattice(3, 3), 3, min_regions=3)
    assert found.sse == 0
    assert sorted(np.bincount(found.labels)) == [3, 3, 3]


def test_labels_cannot_be_changed_afterwards():
    with pytest.raises(ValueError, match="read-only"):
        skater.skater_division([[0.0], [1.0]], path(2), 2).labels[0] = 1


@pytest.mark.parametrize(
    ("features", "graph", "k", "floors", "message"),
    [
        ([[0.0], [np.nan], [1.0]], path(3), 2, {}, "none missing"),
        ([0.0, 1.0, 2.0], path(3), 2, {}, "indicators"),
        ([[0.0], [1.0]], path(3), 2, {}, "features of 2 regions, adjacency of 3"),
        ([[0.0], [1.0], [2.0]], path(3), 0, {}, "number of zones"),
        ([[0.0], [1.0], [2.0]], path(3), 4, {}, "number of zones"),
        ([[0.0], [1.0], [2.0]], np.triu(path(3)), 2, {}, "symmetric"),
        ([[0.0], [1.0], [2.0]], np.zeros((3, 3)), 2, {}, r"3 components.*bridge"),
        ([[0.0], [1.0], [2.0]], path(3), 2, {"min_regions": 2}, "at most 1 are"),
        ([[0.0], [1.0], [2.0]], path(3), 2, {"min_regions": 0}, "min_regions >= 1"),
        ([[0.0], [1.0], [2.0]], path(3), 2, {"min_total": 1.0}, "needs totals"),
        ([[0.0], [1.0], [2.0]], path(3), 2, {"min_total": -1.0}, "min_total >= 0"),
        ([[0.0], [1.0], [2.0]], path(3), 1, {"totals": [1, 1, 1], "min_total": 4.0}, "at most 0"),
        ([[0.0], [1.0], [2.0]], path(3), 2, {"totals": [1, -1, 1]}, "finite and >= 0"),
    ],
)
def test_bad_arrays_are_refused(features, graph, k, floors, message):
    with pytest.raises(ValueError, match=message):
        skater.skater_division(features, graph, k, **floors)
