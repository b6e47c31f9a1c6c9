"""Which regions touch, and the fewest and shortest links that join what does not."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

Geometries = NDArray[np.object_]
Graph = NDArray[np.bool_]
Labels = NDArray[np.int_]
Shapes = Any  # array-like of shapely geometries (list, GeoSeries); shapely has no types


class Link(NamedTuple):
    """A bridge between regions ``i < j`` that do not touch; distance in the unit of the CRS."""

    i: int
    j: int
    distance: float


def _checked_geometries(geometries: Shapes) -> Geometries:
    """Geometries as an object array: present, non-empty, valid."""
    shapes = np.asarray(geometries, dtype=np.object_)
    if shapes.ndim != 1 or not shapely.is_geometry(shapes).all():
        raise ValueError("geometries must be a one-dimensional array of shapely geometries")
    bad = shapely.is_empty(shapes) | ~shapely.is_valid(shapes)
    if bad.any():
        raise ValueError(f"geometries {np.flatnonzero(bad).tolist()} are empty or invalid")
    return shapes


def checked_graph(adjacent: ArrayLike) -> Graph:
    """Adjacency as a boolean array, checked.

    Parameters
    ----------
    adjacent : (regions, regions)
        True where two regions touch; symmetric, no region touches itself.

    Returns
    -------
    (regions, regions)
        The same, boolean.

    Raises
    ------
    ValueError
        If the array is not square, not symmetric or True on its diagonal.
    """
    graph = np.asarray(adjacent, dtype=np.bool_)
    if graph.ndim != 2 or graph.shape[0] != graph.shape[1]:
        raise ValueError(f"adjacency must be (regions, regions), got {graph.shape}")
    if np.any(graph != graph.T) or graph.diagonal().any():
        raise ValueError("adjacency must be symmetric, with no region next to itself")
    return graph


def _touching_pairs(shapes: Geometries) -> tuple[Labels, Labels]:
    """Index pairs i < j of geometries with at least one point in common."""
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    once = first < second
    return first[once], second[once]


def _graph(regions: int, first: Labels, second: Labels) -> Graph:
    """Symmetric adjacency from index pairs."""
    adjacent = np.zeros((regions, regions), dtype=np.bool_)
    adjacent[first, second] = True
    adjacent[second, first] = True
    return adjacent


def adjacency(geometries: Shapes) -> Graph:
    """Queen contiguity: two regions are adjacent if they share a point.

    Parameters
    ----------
    geometries : (regions,)
        Shapely polygons in one projected CRS, digitised so that neighbours share vertices.

    Returns
    -------
    (regions, regions)
        Symmetric, False on the diagonal. True where regions touch or overlap.

    Raises
    ------
    ValueError
        If a geometry is missing, empty or invalid.

    Notes
    -----
    Overlaps count, because boundaries drawn separately overlap by slivers; gaps do not: whoever
    has gaps must snap the boundaries first. Name after the chess piece: Anselin (1988).

    Examples
    --------
    >>> adjacency([shapely.box(0, 0, 1, 1), shapely.box(1, 1, 2, 2), shapely.box(3, 0, 4, 1)])
    array([[False,  True, False],
           [ True, False, False],
           [False, False, False]])
    """
    shapes = _checked_geometries(geometries)
    return _graph(len(shapes), *_touching_pairs(shapes))


def rook(geometries: Shapes) -> Graph:
    """Rook contiguity: two regions are adjacent if they share a piece of boundary.

    Parameters
    ----------
    geometries : (regions,)
        Shapely polygons in one projected CRS, digitised so that neighbours share vertices.

    Returns
    -------
    (regions, regions)
        Symmetric, False on the diagonal. True where what two regions share has a length or, with
        overlapping boundaries, an area; single points do not count.

    Raises
    ------
    ValueError
        If a geometry is missing, empty or invalid.

    Examples
    --------
    >>> rook([shapely.box(0, 0, 1, 1), shapely.box(1, 1, 2, 2), shapely.box(1, 0, 2, 1)])
    array([[False, False,  True],
           [False, False,  True],
           [ True,  True, False]])
    """
    shapes = _checked_geometries(geometries)
    first, second = _touching_pairs(shapes)
    shared = shapely.intersection(shapes[first], shapes[second])
    more_than_points = shapely.get_dimensions(shared) >= 1
    return _graph(len(shapes), first[more_than_points], second[more_than_points])


def components(adjacent: ArrayLike) -> Labels:
    """Connected components of the graph.

    Parameters
    ----------
    adjacent : (regions, regions)
        Symmetric adjacency.

    Returns
    -------
    (regions,)
        0, 1, ... in order of first appearance; all 0 if every region can be reached.

    Raises
    ------
    ValueError
        If the adjacency is not square and symmetric.

    Examples
    --------
    >>> components([[False, False, True], [False, False, False], [True, False, False]])
    array([0, 1, 0])
    """
    from scipy.sparse import csgraph, csr_array  # noqa: PLC0415  slow import, few callers

    graph = checked_graph(adjacent)
    _, found = csgraph.connected_components(csr_array(graph), directed=False)
    _, first, inverse = np.unique(found, return_index=True, return_inverse=True)
    labels: Labels = np.argsort(np.argsort(first))[inverse]
    return labels


def bridge(adjacent: ArrayLike, geometries: Shapes) -> tuple[Graph, list[Link]]:
    """Join what is disconnected (islands, exclaves) by the shortest links.

    Parameters
    ----------
    adjacent : (regions, regions)
        Symmetric adjacency.
    geometries : (regions,)
        Shapely polygons in one projected CRS, in the same order.

    Returns
    -------
    adjacent : (regions, regions)
        Adjacency with the links added; connected.
    links : list of Link
        One fewer than there were components: the minimum spanning tree over components, by the
        distance between their nearest regions. Shortest first; equal distances in order of index.

    Raises
    ------
    ValueError
        If the adjacency is not square and symmetric, a geometry is missing, empty or invalid, or
        the two do not have the same number of regions.

    Notes
    -----
    Boruvka (1926): every component but the largest asks for the nearest region outside it.

    Examples
    --------
    >>> boxes = [shapely.box(x, 0, x + 1, 1) for x in (0, 1, 4)]
    >>> bridge(adjacency(boxes), boxes)[1]
    [Link(i=1, j=2, distance=2.0)]
    """
    graph, shapes = checked_graph(adjacent).copy(), _checked_geometries(geometries)
    if len(shapes) != len(graph):
        raise ValueError(f"{len(graph)} regions in the adjacency, {len(shapes)} geometries")
    links: list[Link] = []
    labels = components(graph)
    while labels.any():
        largest = np.bincount(labels).argmax()
        wanted = {_nearest(shapes, labels == c) for c in np.unique(labels) if c != largest}
        for link in sorted(wanted, key=lambda one: (one.distance, one.i, one.j)):
            # two components that want each other need no second link, even if the distances there
            # and back differ in the last digit
            if labels[link.i] != labels[link.j]:
                labels[labels == labels[link.j]] = labels[link.i]
                graph[link.i, link.j] = graph[link.j, link.i] = True
                links.append(link)
        labels = components(graph)
    return graph, sorted(links, key=lambda one: (one.distance, one.i, one.j))


def _nearest(shapes: Geometries, inside: Graph) -> Link:
    """Shortest link from the regions inside to those outside; first by index among equals."""
    members, others = np.flatnonzero(inside), np.flatnonzero(~inside)
    (near, far), distances = shapely.STRtree(shapes[others]).query_nearest(
        shapes[members], return_distance=True
    )
    ends = np.sort(np.column_stack([members[near], others[far]]), axis=1)
    best = np.lexsort([ends[:, 1], ends[:, 0], distances])[0]
    return Link(int(ends[best, 0]), int(ends[best, 1]), float(distances[best]))


METHODS: Mapping[str, Callable[[Shapes], Graph]] = MappingProxyType(
    {"queen": adjacency, "rook": rook}
)
