"""Small maps, and what is plainly true of divisions of them."""

import numpy as np
from scipy.sparse.csgraph import connected_components


def path(regions):
    return np.eye(regions, k=1, dtype=bool) | np.eye(regions, k=-1, dtype=bool)


def lattice(rows, columns):
    index = np.arange(rows * columns)
    steps = np.abs(index[:, None] // columns - index // columns) + np.abs(
        index[:, None] % columns - index % columns
    )
    return steps == 1


def complete(regions):
    return ~np.eye(regions, dtype=bool)


def random_graph(regions, seed):
    rng = np.random.default_rng(seed)
    graph = path(regions) | (rng.uniform(size=(regions, regions)) < 0.2)
    graph = np.triu(graph, 1) | np.triu(graph, 1).T
    order = rng.permutation(regions)
    return graph[np.ix_(order, order)]


def partitions(regions):
    """All set partitions, as labels in order of first appearance."""
    rows = [[0]]
    for _ in range(regions - 1):
        rows = [[*row, zone] for row in rows for zone in range(max(row) + 2)]
    return np.array(rows)


def same_zone(labels):
    return np.equal.outer(labels, labels)


def scatter(features, labels):
    zones = [features[labels == zone] for zone in np.unique(labels)]
    return sum(((zone - zone.mean(axis=0)) ** 2).sum() for zone in zones)


def contiguous(graph, labels):
    parts = [graph[np.ix_(labels == zone, labels == zone)] for zone in np.unique(labels)]
    return all(connected_components(part)[0] == 1 for part in parts)
