import numpy as np
import pytest
from scipy.sparse.csgraph import connected_components

from models import maxp, zoning


def path(regions):
    return np.eye(regions, k=1, dtype=bool) | np.eye(regions, k=-1, dtype=bool)


def lattice(rows, columns):
    index = np.arange(rows * columns)
    steps = np.abs(index[:, None] // columns - index // columns) + np.abs(
        index[:, None] % columns - index % columns
    )
    return steps == 1


def random_graph(regions, rng):
    graph = path(regions) | (rng.uniform(size=(regions, regions)) < 0.2)
    graph = np.triu(graph, 1) | np.triu(graph, 1).T
    order = rng.permutation(regions)
    return graph[np.ix_(order, order)]


def partitions(regions):
    rows = [[0]]
    for _ in range(regions - 1):
        rows = [[*row, zone] for row in rows for zone in range(max(row) + 2)]
    return np.array(rows)


def contiguous(graph, labels):
    parts = [graph[np.ix_(labels == zone, labels == zone)] for zone in np.unique(labels)]
    return all(connected_components(part)[0] == 1 for part in parts)


def scatter(features, labels):
    zones = [features[labels == zone] for zone in np.unique(labels)]
    return sum(((zone - zone.mean(axis=0)) ** 2).sum() for zone in zones)


@pytest.mark.parametrize("seed", range(12))
def test_as_many_zones_as_brute_force_finds_and_never_a_better_sum(seed):
    rng = np.random.default_rng(seed)
    graph, features, totals = random_graph(7, rng), rng.normal(size=(7, 2)), rng.integers(1, 9, 7)
    floor = float(rng.integers(4, 12))
    found = maxp.max_p_division(features, graph, totals, floor, seed)
    allowed = [
        row
        for row in partitions(7)
        if min(np.bincount(row, totals)) >= floor and contiguous(graph, row)
    ]
    most = max(row.max() for row in allowed) + 1
    assert found.labels.max() + 1 == most <= found.bound
    assert any(np.array_equal(found.labels, row) for row in allowed)
    best = min(scatter(features, row) for row in allowed if row.max() + 1 == most)
    assert found.sse >= best - 1e-12


@pytest.mark.parametrize("seed", range(8))
def test_never_better_than_the_exact_optimum(seed):
    rng = np.random.default_rng(seed)
    features, totals = rng.normal(size=(12, 3)), rng.integers(10, 30, 12)
    found = maxp.max_p_division(features, lattice(3, 4), totals, 50.0, seed)
    zones = int(found.labels.max()) + 1
    exact = zoning.exact_division(features, lattice(3, 4), zones)
    assert found.sse >= exact.sse - 1e-9


def test_a_floor_that_no_zone_can_miss_leaves_every_region_alone():
    found = maxp.max_p_division(np.arange(6.0)[:, None], path(6), np.full(6, 2.0), 2.0, 0)
    np.testing.assert_array_equal(found.labels, np.arange(6))
    assert found.sse == 0
    assert found.bound == 6


def test_a_floor_of_everything_leaves_one_zone():
    found = maxp.max_p_division(np.arange(6.0)[:, None], path(6), np.full(6, 2.0), 12.0, 0)
    assert found.labels.tolist() == [0] * 6
    assert found.bound == 1


def test_single_moves_find_the_two_levels_of_a_path():
    features = np.repeat([0.0, 5.0], [7, 5])[:, None]
    found = maxp.max_p_division(features, path(12), np.ones(12), 5.0, 4)
    np.testing.assert_array_equal(found.labels, np.repeat([0, 1], [7, 5]))


@pytest.mark.parametrize("seed", range(4))
def test_floors_hold_and_zones_are_contiguous_on_a_map(seed):
    rng = np.random.default_rng(seed)
    graph, features, people = lattice(12, 15), rng.normal(size=(180, 4)), rng.integers(1, 100, 180)
    found = maxp.max_p_division(features, graph, people, 500.0, seed, starts=20)
    assert contiguous(graph, found.labels)
    assert np.bincount(found.labels, people).min() >= 500
    assert found.bound * 0.7 < found.labels.max() + 1 <= found.bound
    _, first = np.unique(found.labels, return_index=True)
    assert np.all(np.diff(first) > 0)
    np.testing.assert_allclose(found.sse, scatter(features, found.labels))


def test_no_single_move_is_left_that_would_help():
    rng = np.random.default_rng(9)
    graph, features = lattice(5, 6), rng.normal(size=(30, 2))
    found = maxp.max_p_division(features, graph, np.ones(30), 5.0, 9, starts=10)
    for region, target in np.argwhere(graph):
        moved = found.labels.copy()
        moved[region] = found.labels[target]
        fair = np.bincount(moved, minlength=found.labels.max() + 1).min() >= 5
        if fair and contiguous(graph, moved):
            assert scatter(features, moved) >= found.sse - 1e-9


def test_equal_seeds_give_equal_divisions_and_more_starts_no_fewer_zones():
    rng = np.random.default_rng(2)
    features, people = rng.normal(size=(60, 3)), rng.integers(1, 50, 60)
    runs = [
        maxp.max_p_division(features, lattice(6, 10), people, 150.0, 7, starts)
        for starts in (5, 5, 50)
    ]
    np.testing.assert_array_equal(runs[0].labels, runs[1].labels)
    assert runs[2].labels.max() >= runs[0].labels.max()


def test_bound_is_not_lost_to_rounding():
    # ten times 0.1 sum to a little less than 1
    assert maxp.most_zones(np.full(10, 0.1), 1.0) == 1


@pytest.mark.parametrize(
    ("features", "graph", "totals", "change", "message"),
    [
        ([[0.0], [np.nan], [1.0]], path(3), [1, 1, 1], {}, "none missing"),
        ([[0.0], [1.0], [1.0]], np.zeros((3, 3)), [1, 1, 1], {}, r"3 components.*bridge"),
        ([[0.0], [1.0], [1.0]], np.triu(path(3)), [1, 1, 1], {}, "symmetric"),
        ([[0.0], [1.0], [1.0]], path(3), [1, 1], {}, "totals must be"),
        ([[0.0], [1.0], [1.0]], path(3), [1, -1, 1], {}, "totals must be"),
        ([[0.0], [1.0], [1.0]], path(3), [1, 1, 1], {"floor": 4.0}, "at most the total"),
        ([[0.0], [1.0], [1.0]], path(3), [1, 1, 1], {"floor": 0.0}, "above 0"),
        ([[0.0], [1.0], [1.0]], path(3), [1, 1, 1], {"seed": -1}, "seed"),
        ([[0.0], [1.0], [1.0]], path(3), [1, 1, 1], {"starts": 0}, "starts"),
    ],
)
def test_bad_arrays_are_refused(features, graph, totals, change, message):
    with pytest.raises(ValueError, match=message):
        maxp.max_p_division(features, graph, totals, **{"floor": 1.0, "seed": 0, **change})
