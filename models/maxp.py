"""Divide regions into as many contiguous zones as a floor on a total allows (max-p)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models import skater
from models.division import (
    Array,
    Floors,
    checked_connected,
    checked_features,
    checked_floors,
    numbered,
    within,
)

Indices = NDArray[np.int_]

# Of the starts with most zones, so many with the least sum of squares are improved.
FINALISTS = 5

# A move must lower the sum of squares by more than this share of all there is to lower: below it
# rounding could send a region to and fro.
LEAST_GAIN = 1e-12


@dataclass(frozen=True, eq=False)
class FloorDivision:
    """Regions divided into many zones, each at or above a floor."""

    labels: Indices
    """(regions,) zone of each region, 0..k-1 in order of first appearance; read-only."""

    sse: float
    """Within-zone sum of squares, in squared units of the features."""

    bound: int
    """No division can have more zones; the number found is proven most where it equals this."""


def max_p_division(
    features: ArrayLike,
    adjacent: ArrayLike,
    totals: ArrayLike,
    floor: float,
    seed: int,
    starts: int = 100,
    min_regions: int = 1,
) -> FloorDivision:
    """Find many contiguous zones, each with a total at or above a floor, alike inside.

    Parameters
    ----------
    features : (regions, indicators)
        Finite, on a common scale.
    adjacent : (regions, regions)
        Symmetric adjacency of a connected graph.
    totals : (regions,)
        What the floor is on, such as population; finite, non-negative.
    floor : float
        Least sum of ``totals`` in a zone, in their unit; above 0.
    seed : int
        0 or more; equal seeds give equal divisions. Start s is the same however many there are.
    starts : int
        Spanning trees to try, 1 or more.
    min_regions : int
        Least number of regions in a zone, 1 or more.

    Returns
    -------
    FloorDivision
        Zones first, sum of squares second. A heuristic in both, but the number of zones is the
        most there can be where the graph is a tree or the number equals ``bound``.

    Raises
    ------
    ValueError
        If a feature is missing or infinite, a total is missing, infinite or negative, the graph is
        not symmetric or not connected, the shapes disagree, the floor is not above 0 or above
        the total of all regions, or ``seed``, ``starts`` or ``min_regions`` is too low or above
        the number of regions.

    Notes
    -----
    Duque, Anselin & Rey (2012) state the problem; the two phases are those of Wei, Rey & Knaap
    (2021), but zones grow from the leaves of a random spanning tree and are cut off as soon as
    they reach the floor. No division of that tree has more zones (see `models.skater.cuts`), and
    some spanning tree holds the best division of all; more starts never give fewer zones, but for
    as many zones the sum of squares may rise a little, as other finalists are improved. Edges are
    as long as the distance of the features, stretched at random; start 0 is not stretched.
    Phase two moves single regions between zones while that lowers the sum of squares.

    Examples
    --------
    >>> path = np.eye(5, k=1, dtype=bool) | np.eye(5, k=-1, dtype=bool)
    >>> max_p_division([[0.0], [0.0], [0.0], [9.0], [9.0]], path, np.ones(5), 2.0, seed=1).labels
    array([0, 0, 0, 1, 1])
    """
    graph, pairs = checked_connected(adjacent)
    values = checked_features(features, len(graph))
    floors = checked_floors(len(graph), totals, min_regions, floor)
    if seed < 0 or starts < 1:
        raise ValueError(f"need seed >= 0 and starts >= 1, got {seed} and {starts}")
    if not 0 < floors.total <= floors.totals.sum() or min_regions > len(graph):
        raise ValueError(
            f"the floor must be above 0 and at most the total of all regions, "
            f"{floors.totals.sum():g}: got {floor:g}, and {min_regions} of {len(graph)} regions; "
            "no zone is possible above it"
        )
    first, second = skater.edges(pairs)
    lengths = np.sqrt(((values[first] - values[second]) ** 2).sum(axis=1))
    found: list[tuple[int, float, int, Indices]] = []
    for start in range(starts):
        tree = skater.spanning_tree(len(graph), first, second, _stretched(lengths, seed, start))
        labels = _grown(tree, floors)
        found.append((-int(labels.max()), within(values, labels), start, labels))
    best = _finished(values, (first, second), floors, found)
    bound = min(most_zones(floors.totals, floor), len(graph) // min_regions)
    return FloorDivision(numbered(best), within(values, best), bound)


def _finished(
    values: Array,
    ends: tuple[Indices, Indices],
    floors: Floors,
    found: list[tuple[int, float, int, Indices]],
) -> Indices:
    """Labels of the best finalist, improved; starts come as (-zones, SSE, start, labels)."""
    found.sort(key=lambda one: one[:3])
    finalists = [one[3] for one in found[:FINALISTS] if one[0] == found[0][0]]
    first, second = ends
    edges = np.column_stack([np.r_[first, second], np.r_[second, first]])
    improved = [_improved(values, edges, floors, labels) for labels in finalists]
    return min(improved, key=lambda labels: within(values, labels))  # of equals the first


def most_zones(totals: Array, floor: float) -> int:
    """Upper bound on the number of zones, contiguous or not, that reach a floor.

    Parameters
    ----------
    totals : (regions,)
        Finite, non-negative.
    floor : float
        Above 0, in the unit of ``totals``.

    Returns
    -------
    int
        Regions at or above the floor fill a zone each; the others share what they have.

    Examples
    --------
    >>> most_zones(np.array([100.0, 1.0, 1.0, 1.0]), 2.0)
    2
    """
    alone = totals >= floor
    rest = totals[~alone].sum() / floor
    # a sum of decimals may fall short of a whole number by rounding: the bound must not
    return int(alone.sum()) + int(np.floor(rest * (1 + 1e-12)))


def _stretched(lengths: Array, seed: int, start: int) -> Array:
    """Lengths times a random number of each edge, so that any tree may be the shortest."""
    if start == 0:
        return lengths
    random = np.random.default_rng([seed, start]).exponential(size=len(lengths))
    longest = lengths.max(initial=0.0)
    # equal regions are at length 0, which no number would stretch
    stretched: Array = (lengths + (lengths.mean() if longest > 0 else 1.0)) * random
    return stretched


def _grown(tree: skater.Piece, floors: Floors) -> Indices:
    """Labels (regions,) of the most zones of a tree that reach the floors."""
    zone = np.zeros(len(tree.nodes), dtype=np.int_)
    # from the root on: a zone hangs on one written before it, and overwrites its part of that
    for number, place in enumerate(reversed(skater.cuts(tree, floors)), 1):
        zone[place : place + tree.sizes[place]] = number
    labels = np.empty_like(zone)
    labels[tree.nodes] = zone
    return labels


def _improved(values: Array, edges: Indices, floors: Floors, labels: Indices) -> Indices:
    """Labels after single moves to adjacent zones, the best first, until none lowers the SSE."""
    labels = labels.copy()
    around = np.split(edges[:, 1][np.argsort(edges[:, 0], kind="stable")], _ends(edges))
    neighbours = [one.tolist() for one in around]
    least = LEAST_GAIN * float(((values - values.mean(axis=0)) ** 2).sum())
    moved = True
    while moved:
        moved = False
        state = _State(values, floors, labels)
        border = edges[labels[edges[:, 0]] != labels[edges[:, 1]]]
        fall = state.fall(border[:, 0], labels[border[:, 1]])
        for pair in np.argsort(-fall, kind="stable")[: int((fall > least).sum())]:
            region, target = int(border[pair, 0]), int(labels[border[pair, 1]])
            if target == labels[region] or not state.can_spare(region):
                continue
            if state.fall(np.array([region]), np.array([target]))[0] <= least:
                continue  # moves since the round began have changed the sum
            if _holds_together(region, labels, neighbours):
                state.move(region, target)
                moved = True
    return labels


def _ends(edges: Indices) -> Indices:
    """Where the neighbours of one region end and those of the next begin."""
    ends: Indices = np.cumsum(np.bincount(edges[:, 0]))[:-1]
    return ends


class _State:
    """Sizes, means and totals of zones, kept up while regions move; ``labels`` is changed."""

    def __init__(self, values: Array, floors: Floors, labels: Indices) -> None:
        self.values, self.floors, self.labels = values, floors, labels
        self.sizes = np.bincount(labels).astype(np.float64)
        self.sums = np.bincount(labels, floors.totals)
        self.means = np.zeros((len(self.sizes), values.shape[1]))
        np.add.at(self.means, labels, values)
        self.means /= self.sizes[:, None]

    def fall(self, regions: Indices, targets: Indices) -> Array:
        """By how much the SSE falls with each move; minus infinity where a zone would vanish."""
        own = self.labels[regions]
        leave = ((self.values[regions] - self.means[own]) ** 2).sum(axis=1)
        enter = ((self.values[regions] - self.means[targets]) ** 2).sum(axis=1)
        a, b = self.sizes[own], self.sizes[targets]
        freed = np.divide(a, a - 1, out=np.full_like(a, -np.inf), where=a > 1)
        freed = np.multiply(freed, leave, out=freed, where=a > 1)
        fall: Array = freed - b / (b + 1) * enter
        return fall

    def can_spare(self, region: int) -> bool:
        """Tell whether the zone of a region reaches the floors without it."""
        own, floors = self.labels[region], self.floors
        left = self.sums[own] - floors.totals[region]
        return bool(left >= floors.total and self.sizes[own] > floors.regions)

    def move(self, region: int, target: int) -> None:
        """Move a region and update what depends on it."""
        own, value = self.labels[region], self.values[region]
        self.means[own] += (self.means[own] - value) / (self.sizes[own] - 1)
        self.means[target] += (value - self.means[target]) / (self.sizes[target] + 1)
        self.sizes[own] -= 1
        self.sizes[target] += 1
        self.sums[own] -= self.floors.totals[region]
        self.sums[target] += self.floors.totals[region]
        self.labels[region] = target


def _holds_together(region: int, labels: Indices, neighbours: list[list[int]]) -> bool:
    """Tell whether the zone of a region stays connected without it."""
    own = labels[region]
    wanted = {one for one in neighbours[region] if labels[one] == own}
    if not wanted:
        return False
    queue = [wanted.pop()]
    seen = {region, queue[0]}
    while queue and wanted:
        for one in neighbours[queue.pop()]:
            if one not in seen and labels[one] == own:
                seen.add(one)
                wanted.discard(one)
                queue.append(one)
    return not wanted
