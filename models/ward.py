"""Divide any number of regions into contiguous zones by merging (Ward with connectivity)."""

import heapq
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.division import (
    Array,
    Division,
    Labels,
    check_ks,
    checked_connected,
    checked_features,
    numbered,
    within,
)

Merges = NDArray[np.int_]


def ward_divisions(
    features: ArrayLike, adjacent: ArrayLike, ks: Sequence[int]
) -> tuple[Division, ...]:
    """Merge adjacent zones step by step, each time at the least rise of the sum of squares.

    Parameters
    ----------
    features : (regions, indicators)
        Finite, on a common scale.
    adjacent : (regions, regions)
        Symmetric adjacency of a connected graph.
    ks : sequence of int
        Numbers of zones, each in 1..regions.

    Returns
    -------
    tuple of Division
        In the order of ``ks``. Contiguous, usually good, not proven best; divisions for different
        k are nested.

    Raises
    ------
    ValueError
        If a feature is missing or infinite, there is one region, the graph is not symmetric or
        not connected, the shapes disagree, or a k is out of range.

    Notes
    -----
    Ward (1963) with a connectivity constraint; one tree of merges for all k, see `merged`.

    Examples
    --------
    >>> path = np.eye(4, k=1, dtype=bool) | np.eye(4, k=-1, dtype=bool)
    >>> ward_divisions([[0.0], [1.0], [5.0], [6.0]], path, [2])[0].labels
    array([0, 0, 1, 1])
    """
    graph, pairs = checked_connected(adjacent)
    values = checked_features(features, len(graph))
    check_ks(tuple(ks), len(graph))
    merges = merged(values, pairs)
    found = []
    for k in ks:
        labels = cut(merges, k)
        found.append(Division(labels, within(values, labels), "ward"))
    return tuple(found)


def ward_division(features: ArrayLike, adjacent: ArrayLike, k: int) -> Division:
    """Merge adjacent zones until k are left; see `ward_divisions`.

    Examples
    --------
    >>> path = np.eye(3, k=1, dtype=bool) | np.eye(3, k=-1, dtype=bool)
    >>> ward_division([[0.0], [9.0], [9.0]], path, 2).labels
    array([0, 1, 1])
    """
    return ward_divisions(features, adjacent, [k])[0]


def merged(values: Array, connectivity: Any) -> Merges:
    """Pairs of zones in the order in which they are merged.

    Parameters
    ----------
    values : (regions, indicators)
        Finite.
    connectivity : sparse matrix in rows (regions, regions)
        Symmetric adjacency of a connected graph.

    Returns
    -------
    (regions - 1, 2)
        Zones by number: 0..regions - 1 are the regions, the m-th merge makes zone regions + m.

    Notes
    -----
    Each zone has the older neighbour to which the rise ``a b / (a + b) |mean_a - mean_b|^2`` is
    least on a heap; when that one is merged with another, the next best is looked for only once it
    matters (generic clustering, Muellner 2011). Of equal pairs the one with the lower numbers is
    merged, as in scikit-learn's ward_tree. Lists and `math.dist`, because arrays of a few numbers
    cost more than what is done with them.
    """
    regions = len(values)
    ends = connectivity.indptr[1:-1]
    around = [set(own.tolist()) for own in np.split(connectivity.indices, ends)]
    means, sizes = values.tolist(), [1] * regions
    heap = [_nearest(zone, around[zone], means, sizes) for zone in range(regions)]
    heapq.heapify(heap)
    merges = []
    for zone in range(regions, 2 * regions - 1):
        while True:  # a zone that was merged has size 0
            _, one, other = heap[0]
            a, b = sizes[one], sizes[other]
            if a and b:
                break
            if a:
                heapq.heapreplace(heap, _nearest(one, around[one], means, sizes))
            else:
                heapq.heappop(heap)
        heapq.heappop(heap)
        merges.append((one, other))
        size = a + b
        means.append(
            [(a * x + b * y) / size for x, y in zip(means[one], means[other], strict=True)]
        )
        sizes.append(size)
        sizes[one] = sizes[other] = 0
        near = around[one] | around[other]
        near.discard(one)
        near.discard(other)
        around.append(near)
        for place in near:
            there = around[place]
            there.discard(one)
            there.discard(other)
            there.add(zone)
        heapq.heappush(heap, _nearest(zone, near, means, sizes))
    return np.array(merges).reshape(-1, 2)


def _nearest(
    zone: int, near: set[int], means: list[list[float]], sizes: list[int]
) -> tuple[float, int, int]:
    """Least rise with an older neighbour, the zone, that neighbour; infinite if there is none."""
    mean, size = means[zone], sizes[zone]
    best, partner = math.inf, zone
    for place in near:
        if place < zone:
            own = sizes[place]
            rise = own * size / (own + size) * math.dist(mean, means[place]) ** 2
            if rise < best or (rise == best and place < partner):
                best, partner = rise, place
    return best, zone, partner


def cut(merges: Merges, k: int) -> Labels:
    """Labels (regions,) when all but the last k - 1 merges are done.

    Examples
    --------
    >>> cut(np.array([[0, 2], [1, 3]]), 2)
    array([0, 1, 0])
    """
    regions = len(merges) + 1
    last = 2 * regions - k  # zones from here on are never made
    root = list(range(last))
    for zone, (one, other) in enumerate(reversed(merges[: last - regions].tolist()), 1):
        root[one] = root[other] = root[last - zone]
    return numbered(root[:regions])
