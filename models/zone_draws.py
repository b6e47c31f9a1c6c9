"""Divide the same regions again and again, once for each draw of their features."""

from typing import Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models import contiguity, exact, maxp, skater, subsets, ward
from models.division import Array, Floors, Graph, Labels, check_ks, checked_floors

Masks = NDArray[np.int64]
Method = Literal["exact", "ward", "skater", "max_p"]

NONE = -1
"""Label of a region that a draw gives no zone, as in `models.stability`."""

# Numbers (subsets x draws) of one table held at once while dividing exactly, 64 MB.
BLOCK = 8_000_000


def divide_draws(
    features: ArrayLike,
    adjacent: ArrayLike,
    k: int,
    method: Method,
    totals: ArrayLike | None = None,
    min_regions: int = 1,
    min_total: float = 0.0,
    seed: int = 0,
) -> Labels:
    """Divide every draw into contiguous zones by one method.

    Parameters
    ----------
    features : (draws, regions, indicators)
        On a common scale, not infinite; NaN where a draw has none.
    adjacent : (regions, regions)
        Symmetric adjacency.
    k : int
        Number of zones, in 1..regions; of no meaning to ``max_p``.
    method : {"exact", "ward", "skater", "max_p"}
        ``exact`` gives the proven optimum of each draw, for at most 16 regions.
    totals, min_regions, min_total
        Floors, as for `models.zoning.divide`; ``ward`` knows none.
    seed : int
        Of ``max_p``; the same in every draw.

    Returns
    -------
    (draws, regions)
        Zone of each region, 0..k-1 in order of first appearance in the draw. -1 for a region with a
        feature missing in the draw; -1 for all where the others do not hang together, are fewer
        than two, or cannot be divided into k zones under the floors (skater: on their tree).

    Raises
    ------
    ValueError
        If a feature is infinite, the graph is not symmetric, the shapes disagree, k is out of
        range, the floors are not sensible or not for the method, or there are more than 16 regions
        for ``exact``.

    Notes
    -----
    Draws with the same regions missing are divided together. ``exact`` runs the programme of
    `models.subsets` on all draws at once, over those subsets only that the optimum can pass; memory
    is bounded by blocks of draws. Ties are broken as for one draw.

    Examples
    --------
    >>> path = np.eye(4, k=1, dtype=bool) | np.eye(4, k=-1, dtype=bool)
    >>> drawn = np.array([[0, 1, 5, 6], [0, 5, 6, 7], [0, 1, np.nan, 9]])[..., None]
    >>> divide_draws(drawn, path, 2, "exact")
    array([[ 0,  0,  1,  1],
           [ 0,  1,  1,  1],
           [-1, -1, -1, -1]])
    """
    graph = contiguity.checked_graph(adjacent)
    values = np.asarray(features, dtype=np.float64)
    if values.ndim != 3 or values.shape[1] != len(graph) or not values.shape[2] or len(graph) < 2:
        raise ValueError(f"features must be (draws, {len(graph)}, indicators), got {values.shape}")
    if np.isinf(values).any():
        raise ValueError("features must not be infinite")
    check_ks((k,), len(graph))
    floors = checked_floors(len(graph), totals, min_regions, min_total)
    if method not in get_args(Method):
        raise ValueError(f"choose one of {get_args(Method)} (got {method!r})")
    if method == "exact":
        exact.check_limit(len(graph))
    elif method == "ward" and not floors.none:
        raise ValueError("ward knows no floors: use skater, or exact for few regions")
    elif method == "max_p" and not floors.total:
        raise ValueError("max_p needs totals and a floor on them")
    found = np.full(values.shape[:2], NONE, dtype=np.int_)
    present = ~np.isnan(values).any(axis=2)
    patterns, which = np.unique(present, axis=0, return_inverse=True)
    for pattern, there in enumerate(patterns):
        near = graph[np.ix_(there, there)]
        if there.sum() < max(k if method != "max_p" else 1, 2) or contiguity.components(near).any():
            continue
        rows = np.flatnonzero(which == pattern)
        own = Floors(floors.regions, floors.total, floors.totals[there])
        drawn = values[np.ix_(rows, there)]
        found[np.ix_(rows, there)] = _divided(drawn, near, k, method, own, seed)
    return found


def _divided(
    drawn: Array, graph: Graph, k: int, method: Method, floors: Floors, seed: int
) -> Labels:
    """Labels of draws without gaps, of regions that hang together; -1 where there is no way."""
    match method:
        case "exact":
            return _exact(drawn, graph, k, floors)
        case "ward":
            near = contiguity.sparse(graph)
            return np.array([ward.cut(ward.merged(one, near), k) for one in drawn])
        case "skater":
            ends = skater.edges(contiguity.sparse(graph))
            return np.array([_skater(one, ends, k, floors) for one in drawn])
        case "max_p":
            if floors.totals.sum() < floors.total or len(graph) < floors.regions:
                return np.full(drawn.shape[:2], NONE, dtype=np.int_)
            arguments = (graph, floors.totals, floors.total, seed)
            found = [
                maxp.max_p_division(one, *arguments, min_regions=floors.regions) for one in drawn
            ]
            return np.array([one.labels for one in found])


def _skater(values: Array, ends: tuple[Labels, Labels], k: int, floors: Floors) -> Labels:
    """Labels (regions,) of one draw; -1 where its tree has no k zones."""
    tree = skater.shortest_tree(values, *ends)
    if skater.most_parts(tree, floors) < k:
        return np.full(len(values), NONE, dtype=np.int_)
    return skater.cut(tree, values, floors, k)


class Step(NamedTuple):
    """All ways to cut the next zone off the subsets that may be left at one stage."""

    subsets: Masks
    """(subsets,) ascending."""

    zones: list[Masks]
    """For each subset, the zones that hold its first region and leave what can be divided."""


def _steps(whole: Graph, k: int) -> list[Step]:
    """Steps from all regions with k zones to make, down to two; empty if there is no way.

    Only subsets that remain when possible zones are cut off in order are in a step.
    """
    masks = np.flatnonzero(whole)
    ways = subsets.divide_all(np.zeros(len(whole)), whole, k).count
    left = np.array([len(whole) - 1])
    if not ways[-1, k]:
        return []
    steps = []
    for zones in range(k, 1, -1):
        choices = []
        for rest in left.tolist():
            own = masks[((masks & ~rest) == 0) & ((masks & (rest & -rest)) > 0)]
            choices.append(own[ways[rest ^ own, zones - 1] > 0])
        steps.append(Step(left, choices))
        left = np.unique(
            np.concatenate([rest ^ own for rest, own in zip(left, choices, strict=True)])
        )
    return steps


def _exact(drawn: Array, graph: Graph, k: int, floors: Floors) -> Labels:
    """Labels (draws, regions) of the best division of each draw, -1 if there is none."""
    whole = exact.allowed(graph, floors)
    found = np.full(drawn.shape[:2], NONE, dtype=np.int_)
    if k == 1 and whole[-1]:
        found[:] = 0
    steps = _steps(whole, k)
    size = max(1, BLOCK // len(whole))
    for start in range(0, len(drawn) if steps else 0, size):
        block = drawn[start : start + size]
        spread = subsets.scatter(np.ascontiguousarray(block.swapaxes(0, 1)))
        found[start : start + size] = _best(spread, steps, len(graph))
    return found


def _best(spread: Array, steps: list[Step], regions: int) -> Labels:
    """Labels (draws, regions) of the least scatter; ``spread`` is (2**regions, draws)."""
    draws = np.arange(spread.shape[1])
    best, place = spread, np.arange(len(spread))  # of one zone, where each subset stands in best
    chosen: list[tuple[Masks, Masks]] = []
    for step in reversed(steps):
        lowest = np.empty((len(step.subsets), len(draws)))
        choice = np.empty(lowest.shape, dtype=np.int64)
        for row, (rest, zones) in enumerate(zip(step.subsets.tolist(), step.zones, strict=True)):
            total = spread[zones]
            total += best[place[rest ^ zones]]
            first = total.argmin(axis=0)
            lowest[row] = total[first, draws]
            choice[row] = zones[first]
        best, place = lowest, np.zeros(len(spread), dtype=np.int64)
        place[step.subsets] = np.arange(len(step.subsets))
        chosen.append((place, choice))
    labels = np.zeros((len(draws), regions), dtype=np.int_)
    left = np.full(len(draws), len(spread) - 1)
    for place, choice in reversed(chosen):
        left = left ^ choice[place[left], draws]
        # whatever is left lies in a later zone than this one
        labels += (left[:, None] >> np.arange(regions)) & 1
    return labels
