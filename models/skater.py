"""Divide many regions into contiguous zones by cutting a minimum spanning tree (SKATER)."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models import contiguity

Array = NDArray[np.float64]
Graph = NDArray[np.bool_]
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


class Floors(NamedTuple):
    """What every zone must reach: a number of regions and a total of some weight."""

    regions: int
    total: float


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


def checked_features(features: ArrayLike, regions: int) -> Array:
    """Features as a float array of (regions, 1+ indicators), all finite.

    Raises
    ------
    ValueError
        If a feature is missing or infinite, or the shape is another.
    """
    values = np.asarray(features, dtype=np.float64)
    if values.ndim != 2 or len(values) != regions or values.shape[1] < 1 or regions < 2:
        raise ValueError(f"features must be ({regions}, indicators), 2+ regions: {values.shape}")
    if not np.isfinite(values).all():
        raise ValueError("features must be finite, none missing")
    return values


def checked_totals(totals: ArrayLike, regions: int) -> Array:
    """Something to be summed by zone, as a float array of (regions,), finite and non-negative.

    Raises
    ------
    ValueError
        If a value is missing, infinite or negative, or the shape is another.
    """
    values = np.asarray(totals, dtype=np.float64)
    if values.shape != (regions,) or not np.isfinite(values).all() or (values < 0).any():
        raise ValueError(f"totals must be ({regions},), finite and >= 0, got {values.shape}")
    return values


def checked_edges(adjacent: ArrayLike) -> tuple[int, Indices, Indices]:
    """Number of regions and index pairs i < j of a connected graph, in order of i, then j.

    Raises
    ------
    ValueError
        If the adjacency is not square, not symmetric or not connected.
    """
    graph = contiguity.checked_graph(adjacent)
    parts = contiguity.components(graph)
    if parts.any():
        lost = np.flatnonzero(parts)
        raise ValueError(
            f"the adjacency graph is disconnected: {parts.max() + 1} components, {len(lost)} "
            f"regions (first: {lost[:5].tolist()}) cannot be reached from region 0; see bridge()"
        )
    first, second = np.nonzero(np.triu(graph))
    return len(graph), first, second


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


def cuts(piece: Piece, totals: Array, floors: Floors) -> list[int]:
    """Places to cut a tree above, for as many parts as floors allow.

    Parameters
    ----------
    piece : Piece
        A tree.
    totals : (regions,)
        Weight of each region, non-negative, by number of the region.
    floors : Floors
        What each part must reach.

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
    weights, counts = totals[piece.nodes].tolist(), [1] * len(above)
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


def _possible(piece: Piece, totals: Array, floors: Floors) -> int:
    """Most parts of a tree under the floors; 0 if the whole misses them."""
    if floors.regions <= 1 and floors.total <= 0:
        return len(piece.nodes)
    if len(piece.nodes) < floors.regions or totals[piece.nodes].sum() < floors.total:
        return 0
    return len(cuts(piece, totals, floors)) + 1


def _gains(piece: Piece, values: Array, totals: Array, floors: Floors) -> list[tuple[float, int]]:
    """Every cut that leaves the floors standing: by how much it lowers the SSE, where; best last.

    With features centred on the part, ``gain = |s|^2 (1/a + 1/b)`` where s sums the features of
    the a regions cut off and b stay; s is a difference of two prefix sums.
    """
    own = values[piece.nodes]
    start, stop = np.arange(1, len(own)), np.arange(1, len(own)) + piece.sizes[1:]
    summed = np.zeros((len(own) + 1, own.shape[1]))
    np.cumsum(own - own.mean(axis=0), axis=0, out=summed[1:])
    weighed = np.concatenate([[0.0], np.cumsum(totals[piece.nodes])])
    off, away = stop - start, weighed[stop] - weighed[start]
    stay = len(own) - off
    gain = ((summed[stop] - summed[start]) ** 2).sum(axis=1) * (1 / off + 1 / stay)
    fine = (np.minimum(off, stay) >= floors.regions) & (
        np.minimum(away, weighed[-1] - away) >= floors.total
    )
    places = start[fine]
    order = np.lexsort([-places, gain[fine]])
    return list(zip(gain[fine][order].tolist(), places[order].tolist(), strict=True))


def skater_division(
    features: ArrayLike,
    adjacent: ArrayLike,
    k: int,
    totals: ArrayLike | None = None,
    min_regions: int = 1,
    min_total: float = 0.0,
) -> TreeDivision:
    """Cut the minimum spanning tree k - 1 times, each time where the sum of squares falls most.

    Parameters
    ----------
    features : (regions, indicators)
        Finite, on a common scale.
    adjacent : (regions, regions)
        Symmetric adjacency of a connected graph.
    k : int
        Number of zones, in 1..regions.
    totals : (regions,), optional
        What ``min_total`` is a floor on, such as population; finite, non-negative.
    min_regions : int
        Least number of regions in a zone, 1 or more.
    min_total : float
        Least sum of ``totals`` in a zone, in their unit; 0 for no floor.

    Returns
    -------
    TreeDivision
        Contiguous, every zone at or above both floors. Not proven best, but for k = 2 on a graph
        that is a tree. Divisions for different k are nested where there are no floors.

    Raises
    ------
    ValueError
        If a feature is missing or infinite, the graph is not symmetric or not connected, the
        shapes disagree, k is out of range, a floor is negative or wants ``totals`` that are not
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
    >>> skater_division([[0.0], [1.0], [5.0], [6.0]], path, 2).labels
    array([0, 0, 1, 1])
    >>> skater_division([[0.0], [9.0], [9.0], [9.0]], path, 2, min_regions=2).labels
    array([0, 0, 1, 1])
    """
    regions, first, second = checked_edges(adjacent)
    values = checked_features(features, regions)
    weights = _checked_floors(regions, k, totals, min_regions, min_total)
    floors = Floors(min_regions, min_total)
    lengths = np.sqrt(((values[first] - values[second]) ** 2).sum(axis=1))
    tree = spanning_tree(regions, first, second, lengths)
    possible = _possible(tree, weights, floors)
    if possible < k:
        raise ValueError(
            f"{k} zones of at least {min_regions} region(s) and a total of {min_total:g} are not "
            f"possible on the minimum spanning tree: at most {possible} are"
        )
    labels = numbered([piece.nodes for piece in _cut(tree, values, weights, floors, k)], regions)
    return TreeDivision(labels, within(values, labels), possible)


def _checked_floors(
    regions: int, k: int, totals: ArrayLike | None, min_regions: int, min_total: float
) -> Array:
    """Totals to sum by zone, zeros if none are given, with a sensible k and sensible floors."""
    if not 1 <= k <= regions:
        raise ValueError(f"number of zones must lie in 1..{regions}, got {k}")
    if min_regions < 1 or not 0 <= min_total < np.inf:
        raise ValueError(f"need min_regions >= 1, min_total >= 0, got {min_regions}, {min_total}")
    if totals is None and min_total > 0:
        raise ValueError(f"a floor of {min_total:g} on the total needs totals")
    return np.zeros(regions) if totals is None else checked_totals(totals, regions)


def _cut(tree: Piece, values: Array, totals: Array, floors: Floors, k: int) -> list[Piece]:
    """Cut a tree that has k parts under the floors into k parts."""
    pieces = [tree]
    gains = [_gains(tree, values, totals, floors)]
    room = [_possible(tree, totals, floors)]
    while len(pieces) < k:
        # a part with no cut left has no gain to offer; cuts of no use now are of none later,
        # because what is possible only falls
        which = max(range(len(pieces)), key=lambda p: gains[p][-1][0] if gains[p] else -1.0)
        halves = pieces[which].split(gains[which].pop()[1])
        possible = [_possible(half, totals, floors) for half in halves]
        if sum(room) - room[which] + sum(possible) < k:
            continue
        pieces[which : which + 1] = halves
        room[which : which + 1] = possible
        gains[which : which + 1] = [_gains(half, values, totals, floors) for half in halves]
    return pieces


def numbered(zones: list[Indices], regions: int) -> Indices:
    """Labels (regions,) of zones given as lists of regions, 0, 1, ... as they first appear.

    Examples
    --------
    >>> numbered([np.array([2, 1]), np.array([0])], 3)
    array([0, 1, 1])
    """
    labels = np.empty(regions, dtype=np.int_)
    for zone, members in enumerate(sorted(zones, key=lambda one: int(one.min()))):
        labels[members] = zone
    labels.flags.writeable = False
    return labels


def within(values: Array, labels: Indices) -> float:
    """Within-zone sum of squares of features (regions, indicators), in their squared unit.

    Examples
    --------
    >>> within(np.array([[0.0], [2.0], [7.0]]), np.array([0, 0, 1]))
    2.0
    """
    zones = int(labels.max()) + 1
    sums = np.zeros((zones, values.shape[1]))
    np.add.at(sums, labels, values)
    means = sums / np.bincount(labels)[:, None]
    return float(((values - means[labels]) ** 2).sum())
