"""Divide up to 16 regions into contiguous zones, proven best."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from models import subsets
from models.division import (
    Division,
    Floors,
    Graph,
    check_ks,
    checked_connected,
    checked_features,
    checked_floors,
)


def exact_divisions(
    features: ArrayLike,
    adjacent: ArrayLike,
    ks: Sequence[int],
    totals: ArrayLike | None = None,
    min_regions: int = 1,
    min_total: float = 0.0,
) -> tuple[Division, ...]:
    """Find the best contiguous division for several numbers of zones in one go.

    Parameters
    ----------
    features : (regions, indicators)
        Finite, on a common scale. At most 16 regions.
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
    tuple of Division
        In the order of ``ks``. ``sse`` is the proven minimum among all ``examined`` divisions that
        reach the floors; where several attain it, ``runner_up_sse`` equals ``sse`` and the one
        shown depends on the order of regions.

    Raises
    ------
    ValueError
        If a feature is missing or infinite, there is one region or more than 16, the graph is
        not symmetric or not connected, the shapes disagree, a k is out of range or not possible
        under the floors, or a floor is negative or wants ``totals`` that are not given.

    Notes
    -----
    Minimises ``sum_zones sum_regions |z_r - mean_zone|^2`` over all partitions into connected
    zones by a dynamic programme over subsets; see `models.subsets`.

    Examples
    --------
    >>> path = np.eye(4, k=1, dtype=bool) | np.eye(4, k=-1, dtype=bool)
    >>> two, three = exact_divisions([[0.0], [1.0], [5.0], [6.0]], path, [2, 3])
    >>> two.labels, two.sse, two.runner_up_sse, two.examined
    (array([0, 0, 1, 1]), 1.0, 14.0, 3)
    """
    graph, _ = checked_connected(adjacent)
    values = checked_features(features, len(graph))
    check_ks(tuple(ks), len(graph))
    floors = checked_floors(len(graph), totals, min_regions, min_total)
    check_limit(len(graph))
    programme = subsets.divide_all(
        subsets.scatter(values), allowed(graph, floors), max(ks, default=1)
    )
    ways = programme.count[-1]
    if wrong := [k for k in ks if not ways[k]]:
        # two zones joined reach the floors as well: all numbers up to the largest are possible
        raise ValueError(
            f"{', '.join(map(str, wrong))} contiguous zones of at least {min_regions} region(s) "
            f"and a total of {min_total:g} are not possible: at most {np.count_nonzero(ways)} are"
        )
    return tuple(from_programme(programme, k) for k in ks)


def check_limit(regions: int) -> None:
    """Refuse more regions than the exact method can do, with ValueError."""
    if regions > subsets.LIMIT:
        raise ValueError(f"{regions} regions: exact for at most {subsets.LIMIT}, use ward")


def allowed(graph: Graph, floors: Floors) -> Graph:
    """Tell which subsets of regions may be a zone: connected, and at or above the floors.

    Parameters
    ----------
    graph : (regions, regions)
        Symmetric adjacency, checked.
    floors : Floors
        With totals of as many regions.

    Returns
    -------
    (2**regions,)
        By bitmask, as in `models.subsets`.
    """
    enough = subsets.connected(graph)
    if not floors.none:
        enough &= subsets.total(np.ones(len(graph))) >= floors.regions
        enough &= subsets.total(floors.totals) >= floors.total
    return enough


def from_programme(programme: subsets.Programme, k: int) -> Division:
    """Read one number of zones off a finished programme."""
    labels, runner_up = programme.labels(k), float(programme.second[-1, k])
    labels.flags.writeable = False
    return Division(
        labels=labels,
        sse=float(programme.best[-1, k]),
        method="exact",
        runner_up_sse=runner_up if np.isfinite(runner_up) else None,
        examined=int(programme.count[-1, k]),
    )


def exact_division(features: ArrayLike, adjacent: ArrayLike, k: int) -> Division:
    """Find the best division into k contiguous zones, proven; see `exact_divisions`.

    Examples
    --------
    >>> path = np.eye(3, k=1, dtype=bool) | np.eye(3, k=-1, dtype=bool)
    >>> exact_division([[0.0], [9.0], [9.0]], path, 2).labels
    array([0, 1, 1])
    """
    return exact_divisions(features, adjacent, [k])[0]
