"""Divide many regions into contiguous zones by cutting a minimum spanning tree (SKATER)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.division import (
    ROUNDING,
    Array,
    Floors,
    check_ks,
    checked_connected,
    checked_features,
    checked_floors,
    numbered,
    within,
)

Indices = NDArray[np.int_]


@dataclass(frozen=True, eq=False)
class TreeDivision:
    """Regions divided into zones by cutting edges of one spanning tree."""

    labels: Indices
    """(regions,) zone of each region, 0..k-1 in order of first appearance; read-only."""

    sse: float
    """Within-zone sum of squares, in squared units of the features."""

    possible: int
    """Most zones the floors allow on this tree; another tree may allow more."""


class Piece(NamedTuple):
    """A subtree in depth-first order: whatever hangs on a region follows it directly."""

    nodes: Indices
    """Regions, root first."""

    sizes: Indices
    """How many regions hang on each, itself included."""

    parents: Indices
    """Place in ``nodes`` of the region each hangs on; -1 for the root."""

    def split(self, place: int) -> "tuple[Piece, Piece]":
        """Cut above the region at a place (1 or more): what stays, and what comes off."""
        stop = place + int(self.sizes[place])
        off = Piece(
            self.nodes[place:stop], self.sizes[place:stop], self.parents[place:stop] - place
        )
        off.parents[0] = -1
        sizes, above = self.sizes.copy(), int(self.parents[place])
        while above >= 0:
            sizes[above] -= stop - place
            above = int(self.parents[above])
        keep = np.r_[0:place, stop : len(sizes)]
        # a region behind the gap may hang on one before it or behind it
        parents = self.parents[keep]
        parents[parents >= stop] -= stop - place
        return Piece(self.nodes[keep], sizes[keep], parents), off


def edges(graph: Any) -> tuple[Indices, Indices]:
    """Index pairs i < j of regions that touch, of a sparse adjacency, in order of i, then j."""
    ends = graph.tocoo()
    first, second = ends.row.astype(np.int_), ends.col.astype(np.int_)
    once = first < second
    return first[once], second[once]


def spanning_tree(regions: int, first: Indices, second: Indices, lengths: Array) -> Piece:
    """Minimum spanning tree of a connected graph, hung up at region 0.

    Parameters
    ----------
    regions : int
        1 or more.
    first, second : (edges,)
        Ends of each edge, ``first < second``.
    lengths : (edges,)
        Of equally long edges the earlier one is preferred, so the tree is unique.

    Returns
    -------
    Piece
        With all regions.

    Examples
    --------
    >>> ends = np.array([0, 0, 1]), np.array([1, 2, 2])
    >>> spanning_tree(3, *ends, np.array([1.0, 2.0, 0.0])).parents
    array([-1,  0,  1])
    """
    from scipy.sparse import csgraph, csr_array  # noqa: PLC0415  slow imports, few callers

    # ranks instead of lengths: scipy takes an edge of length 0 for none
    ranks = np.empty(len(first), dtype=np.float64)
    ranks[np.argsort(lengths, kind="stable")] = np.arange(1, len(first) + 1)
    graph = csr_array((ranks, (first, second)), shape=(regions, regions))
    tree = csgraph.minimum_spanning_tree(graph)
    nodes, hung_on = csgraph.depth_first_order(tree, 0, directed=False)
    place = np.empty(regions + 1, dtype=np.int_)
    place[nodes] = np.arange(regions)
    place[-1] = -1
    parents = place[np.where(hung_on[nodes] < 0, regions, hung_on[nodes])]
    sizes = [1] * regions
    above = parents.tolist()
    for one in range(regions - 1, 0, -1):
        sizes[above[one]] += sizes[one]
    return Piece(nodes.astype(np.int_), np.array(sizes), parents)


def cuts(piece: Piece, floors: Floors) -> list[int]:
    """Places to cut a tree above, for as many parts as floors allow.

    Parameters
    ----------
    piece : Piece
        A tree.
    floors : Floors
        What each part must reach; totals by number of the region.

    Returns
    -------
    list of int
        Places in ``piece.nodes``, last first. All parts reach the floors if the whole does.

    Notes
    -----
    From the leaves up, whatever has reached the floors is cut off at once: no division of the tree
    has more parts, because what hangs on a region and misses the floors can hold no part of its
    own (Kundu & Misra 1977). What is left at the root joins the part cut off last before it.
    """
    above = piece.parents.tolist()
    weights, counts = floors.totals[piece.nodes].tolist(), [1] * len(above)
    found = []
    for one in range(len(above) - 1, 0, -1):
        if counts[one] >= floors.regions and weights[one] >= floors.total:
            found.append(one)
        else:
            counts[above[one]] += counts[one]
            weights[above[one]] += weights[one]
    if found and (counts[0] < floors.regions or weights[0] < floors.total):
        found.pop()  # first in depth-first order: nothing was cut between it and the root
    return found


def most_parts(piece: Piece, floors: Floors) -> int:
    """Most parts of a tree under the floors; 0 if the whole misses them."""
    if floors.none:
        return len(piece.nodes)
    if len(piece.nodes) < floors.regions or floors.totals[piece.nodes].sum() < floors.total:
        return 0
    return len(cuts(piece, floors)) + 1


def _gains(piece: Piece, values: Array, floors: Floors) -> list[tuple[float, int]]:
    """Every cut that leaves the floors standing: by how much it lowers the SSE, where; best last.

    With features centred on the part, ``gain = |s|^2 (1/a + 1/b)`` where s sums the features of
    the a regions cut off and b stay; s is a difference of two prefix sums. Totals are, too, and
    may err in their last digits: a cut at the very floor stays in, for `most_parts` to judge.
    """
    own = values[piece.nodes]
    start, stop = np.arange(1, len(own)), np.arange(1, len(own)) + piece.sizes[1:]
    summed = np.zeros((len(own) + 1, own.shape[1]))
    np.cumsum(own - own.mean(axis=0), axis=0, out=summed[1:])
    weighed = np.concatenate([[0.0], np.cumsum(floors.totals[piece.nodes])])
    off, away = stop - start, weighed[stop] - weighed[start]
    stay = len(own) - off
    gain = ((summed[stop] - summed[start]) ** 2).sum(axis=1) * (1 / off + 1 / stay)
    least = floors.total - weighed[-1] * ROUNDING
    fine = (np.minimum(off, stay) >= floors.regions) & (
        np.minimum(away, weighed[-1] - away) >= least
    )
    places = start[fine]
    order = np.lexsort([-places, gain[fine]])
    return list(zip(gain[fine][order].tolist(), places[order].tolist(), strict=True))


def skater_divisions(
    features: ArrayLike,
    adjacent: ArrayLike,
    ks: Sequence[int],
    totals: ArrayLike | None = None,
    min_regions: int = 1,
    min_total: float = 0.0,
) -> tuple[TreeDivision, ...]:
    """Cut the minimum spanning tree k - 1 times, each time where the sum of squares falls most.

    Parameters
    ----------
    features : (regions, indicators)
        Finite, on a common scale.
    adjacent : (regions, regions)
        Symmetric adjacency of a connected graph.
    ks : sequence of int
        Numbers of zones, each in 1..regions.
    totals : (regions,), optional
        What ``min_total`` is a floor on, such as population; finite, non-negative.
    min_regions : int
        Least number of regions in a zone, 1 or more.
    min_total : float
        Least sum of ``totals`` in a zone, in their unit; 0 for no floor.

    Returns
    -------
    tuple of TreeDivision
        In the order of ``ks``. Contiguous, every zone at or above both floors. Not proven best, but
        for k = 2 on a graph that is a tree. Nested for different k where there are no floors.

    Raises
    ------
    ValueError
        If a feature is missing or infinite, the graph is not symmetric or not connected, the
        shapes disagree, a k is out of range, a floor is negative or wants ``totals`` that are not
        given, or the floors leave fewer than k zones possible on the tree.

    Notes
    -----
    Assuncao, Neves, Camara & Freitas (2006). Edges are as long as the Euclidean distance of the
    features. A cut that would leave fewer than k zones possible is passed over, so k zones are
    found whenever the tree has them. O(regions x indicators) a cut. spopt's Skater sums distances
    that are not squared unless told so, and may stop short of k zones where there is a floor.

    Examples
    --------
    >>> path = np.eye(4, k=1, dtype=bool) | np.eye(4, k=-1, dtype=bool)
    >>> skater_divisions([[0.0], [1.0], [5.0], [6.0]], path, [2])[0].labels
    array([0, 0, 1, 1])
    """
    graph, pairs = checked_connected(adjacent)
    values = checked_features(features, len(graph))
    check_ks(tuple(ks), len(graph))
    floors = checked_floors(len(graph), totals, min_regions, min_total)
    tree = shortest_tree(values, *edges(pairs))
    possible = most_parts(tree, floors)
    if wrong := [k for k in ks if k > possible]:
        raise ValueError(
            f"{', '.join(map(str, wrong))} zones of at least {min_regions} region(s) and a total "
            f"of {min_total:g} are not possible on the minimum spanning tree: at most {possible} "
            "are"
        )
    found = [cut(tree, values, floors, k) for k in ks]
    return tuple(TreeDivision(one, within(values, one), possible) for one in found)


def skater_division(
    features: ArrayLike,
    adjacent: ArrayLike,
    k: int,
    totals: ArrayLike | None = None,
    min_regions: int = 1,
    min_total: float = 0.0,
) -> TreeDivision:
    """Cut the minimum spanning tree into k zones; see `skater_divisions`.

    Examples
    --------
    >>> path = np.eye(4, k=1, dtype=bool) | np.eye(4, k=-1, dtype=bool)
    >>> skater_division([[0.0], [9.0], [9.0], [9.0]], path, 2, min_regions=2).labels
    array([0, 0, 1, 1])
    """
    return skater_divisions(features, adjacent, [k], totals, min_regions, min_total)[0]


def shortest_tree(values: Array, first: Indices, second: Indices) -> Piece:
    """Minimum spanning tree of edges as long as the distance of the features of their ends."""
    lengths = np.sqrt(((values[first] - values[second]) ** 2).sum(axis=1))
    return spanning_tree(len(values), first, second, lengths)


def cut(tree: Piece, values: Array, floors: Floors, k: int) -> Indices:
    """Labels (regions,) of k parts of a tree that has as many under the floors."""
    pieces = [tree]
    gains = [_gains(tree, values, floors)]
    room = [most_parts(tree, floors)]
    while len(pieces) < k:
        # a part with no cut left has no gain to offer; cuts of no use now are of none later,
        # because what is possible only falls
        which = max(range(len(pieces)), key=lambda p: gains[p][-1][0] if gains[p] else -1.0)
        halves = pieces[which].split(gains[which].pop()[1])
        possible = [most_parts(half, floors) for half in halves]
        if not all(possible) or sum(room) - room[which] + sum(possible) < k:
            continue
        pieces[which : which + 1] = halves
        room[which : which + 1] = possible
        gains[which : which + 1] = [_gains(half, values, floors) for half in halves]
    labels = np.empty(len(values), dtype=np.int_)
    for part, piece in enumerate(pieces):
        labels[piece.nodes] = part
    return numbered(labels)
