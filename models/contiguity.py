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
Distances = NDArray[np.float64]
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
    first, second = pairs(graph)
    mirrored = np.sort(second * len(graph) + first)  # a sparse map is checked faster by its pairs
    if np.any(first == second) or np.any(mirrored != first * len(graph) + second):
        raise ValueError("adjacency must be symmetric, with no region next to itself")
    return graph


def pairs(graph: Graph) -> tuple[Labels, Labels]:
    """Index pairs of regions that touch, each both ways, in order."""
    first, second = np.divmod(np.flatnonzero(graph), max(len(graph), 1))
    return first, second


def sparse(graph: Graph) -> Any:
    """The same adjacency as a sparse matrix of (regions, regions)."""
    from scipy.sparse import csr_matrix  # noqa: PLC0415  slow import, few callers

    first, second = pairs(graph)
    return csr_matrix((np.ones(len(first), dtype=np.int8), (first, second)), shape=graph.shape)


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


def _centroid_distances(shapes: Geometries) -> Distances:
    """Distances (regions, regions) between centroids; infinite from a region to itself."""
    from scipy.spatial.distance import cdist  # noqa: PLC0415  slow import, few callers

    points = shapely.get_coordinates(shapely.centroid(shapes))
    apart: Distances = cdist(points, points)
    np.fill_diagonal(apart, np.inf)
    return apart


def k_nearest(geometries: Shapes, k: int) -> Graph:
    """Two regions are adjacent if one is among the k regions nearest to the other.

    Parameters
    ----------
    geometries : (regions,)
        Shapely geometries in one projected CRS.
    k : int
        Number of nearest regions, in 1..regions - 1, by distance of centroids; of equally near
        ones those first in order.

    Returns
    -------
    (regions, regions)
        Symmetric, False on the diagonal. Every region has k neighbours or more. It may fall apart.

    Raises
    ------
    ValueError
        If a geometry is missing, empty or invalid, or k is out of range.

    Examples
    --------
    >>> k_nearest([shapely.Point(x, 0) for x in (0, 1, 5)], 1)
    array([[False,  True, False],
           [ True, False,  True],
           [False,  True, False]])
    """
    shapes = _checked_geometries(geometries)
    if not 1 <= k <= len(shapes) - 1:
        raise ValueError(f"k must lie in 1..{len(shapes) - 1}, got {k}")
    apart = _centroid_distances(shapes)
    farthest = np.partition(apart, k - 1, axis=1)[:, k - 1, None]
    nearer, equal = apart < farthest, apart == farthest
    room = k - nearer.sum(axis=1, keepdims=True)
    near: Graph = nearer | (equal & (equal.cumsum(axis=1) <= room))
    return near | near.T


def within_distance(geometries: Shapes, distance: float) -> Graph:
    """Two regions are adjacent if their centroids are at most a distance apart.

    Parameters
    ----------
    geometries : (regions,)
        Shapely geometries in one projected CRS.
    distance : float
        In the unit of the CRS, above 0.

    Returns
    -------
    (regions, regions)
        Symmetric, False on the diagonal. Remote regions may have no neighbour.

    Raises
    ------
    ValueError
        If a geometry is missing, empty or invalid, or the distance is not above 0 and finite.

    Examples
    --------
    >>> within_distance([shapely.Point(x, 0) for x in (0, 1, 5)], 4.0)
    array([[False,  True, False],
           [ True, False,  True],
           [False,  True, False]])
    """
    shapes = _checked_geometries(geometries)
    if not 0 < distance < np.inf:
        raise ValueError(f"the distance must be above 0 and finite, got {distance}")
    near: Graph = _centroid_distances(shapes) <= distance
    return near


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
    return parts(sparse(checked_graph(adjacent)))


def parts(graph: Any) -> Labels:
    """Connected components (regions,) of a sparse adjacency, numbered as in `components`."""
    from scipy.sparse import csgraph  # noqa: PLC0415  slow import, few callers

    _, found = csgraph.connected_components(graph, directed=False)
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
