"""Divide regions into contiguous zones that are alike inside, and compare divisions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models import contiguity, subsets

Array = NDArray[np.float64]
Graph = NDArray[np.bool_]
Labels = NDArray[np.int_]


@dataclass(frozen=True, eq=False)
class Division:
    """Regions divided into zones."""

    labels: Labels
    """(regions,) zone of each region, 0..k-1 in order of first appearance; read-only."""

    sse: float
    """Within-zone sum of squares, in squared units of the features."""

    method: Literal["exact", "ward"]
    """``exact``: proven minimum of ``sse`` under contiguity. ``ward``: a heuristic."""

    runner_up_sse: float | None
    """Least ``sse`` of any other division into as many zones; None if there is none or unknown."""

    examined: int | None
    """Number of divisions into as many contiguous zones; None for a heuristic."""


class Candidate(NamedTuple):
    """One number of zones that was tried."""

    k: int
    sse: float
    silhouette: float


@dataclass(frozen=True)
class Agreement:
    """How well a division agrees with a reference; 1 is perfect in all four."""

    adjusted_rand: float
    """Pairs of regions treated alike, corrected for chance: 0 by chance, negative below it."""

    homogeneity: float
    """1 if each zone lies within one reference zone."""

    completeness: float
    """1 if each reference zone lies within one zone."""

    v_measure: float
    """Harmonic mean of homogeneity and completeness."""


def _checked_features(features: ArrayLike) -> Array:
    """Features as a float array: two or more regions, at least one indicator, all finite."""
    values = np.asarray(features, dtype=np.float64)
    if values.ndim != 2 or values.shape[0] < 2 or values.shape[1] < 1:
        raise ValueError(f"features must be (2+ regions, indicators), got {values.shape}")
    if not np.isfinite(values).all():
        raise ValueError("features must be finite, none missing")
    return values


def _checked(features: ArrayLike, adjacent: ArrayLike, ks: Sequence[int]) -> tuple[Array, Graph]:
    """Features and a connected graph over as many regions, with sensible numbers of zones."""
    values, graph = _checked_features(features), contiguity.checked_graph(adjacent)
    if len(values) != len(graph):
        raise ValueError(f"features of {len(values)} regions, adjacency of {len(graph)}")
    wrong = [k for k in ks if not 1 <= k <= len(values)]
    if wrong:
        raise ValueError(f"number of zones must lie in 1..{len(values)}, got {wrong}")
    parts = contiguity.components(graph)
    if parts.any():
        raise ValueError(
            f"the adjacency graph is disconnected: {parts.max() + 1} components, regions "
            f"{np.flatnonzero(parts).tolist()} cannot be reached from region 0; see bridge()"
        )
    return values, graph


def exact_divisions(
    features: ArrayLike, adjacent: ArrayLike, ks: Sequence[int]
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

    Returns
    -------
    tuple of Division
        In the order of ``ks``. ``sse`` is the proven minimum; where several divisions attain it,
        ``runner_up_sse`` equals ``sse`` and the one shown depends on the order of regions.

    Raises
    ------
    ValueError
        If a feature is missing or infinite, there is one region or more than 16, the graph is
        not symmetric or not connected, the shapes disagree, or a k is out of range.

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
    values, graph = _checked(features, adjacent, ks)
    if len(values) > subsets.LIMIT:
        raise ValueError(f"{len(values)} regions: exact for at most {subsets.LIMIT}, use ward")
    programme = subsets.divide_all(
        subsets.scatter(values), subsets.connected(graph), max(ks, default=1)
    )
    return tuple(_from_programme(programme, k) for k in ks)


def _from_programme(programme: subsets.Programme, k: int) -> Division:
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


def ward_division(features: ArrayLike, adjacent: ArrayLike, k: int) -> Division:
    """Merge adjacent zones step by step, each time at the least rise of the sum of squares.

    Parameters
    ----------
    features : (regions, indicators)
        Finite, on a common scale.
    adjacent : (regions, regions)
        Symmetric adjacency of a connected graph.
    k : int
        Number of zones, in 1..regions.

    Returns
    -------
    Division
        Contiguous, usually good, not proven best. Divisions for different k are nested.

    Raises
    ------
    ValueError
        If a feature is missing or infinite, there is one region, the graph is not symmetric or
        not connected, the shapes disagree, or k is out of range.

    Notes
    -----
    Ward (1963) with a connectivity constraint, scikit-learn's AgglomerativeClustering.

    Examples
    --------
    >>> path = np.eye(4, k=1, dtype=bool) | np.eye(4, k=-1, dtype=bool)
    >>> ward_division([[0.0], [1.0], [5.0], [6.0]], path, 2).labels
    array([0, 0, 1, 1])
    """
    from scipy.sparse import csr_matrix  # noqa: PLC0415  slow imports, few callers
    from sklearn.cluster import AgglomerativeClustering  # noqa: PLC0415

    values, graph = _checked(features, adjacent, [k])
    model = AgglomerativeClustering(n_clusters=k, connectivity=csr_matrix(graph), linkage="ward")
    labels = _by_first_appearance(model.fit(values).labels_)
    labels.flags.writeable = False
    sse = sum(float(((z - z.mean(axis=0)) ** 2).sum()) for z in _zones(values, labels))
    return Division(labels=labels, sse=sse, method="ward", runner_up_sse=None, examined=None)


def _by_first_appearance(labels: ArrayLike) -> Labels:
    """Labels renumbered 0, 1, ... in the order in which they first appear."""
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    renumbered: Labels = np.argsort(np.argsort(first))[inverse]
    return renumbered


def _zones(values: Array, labels: Labels) -> list[Array]:
    """Features of the regions of each zone."""
    return [values[labels == zone] for zone in range(int(labels.max()) + 1)]


METHODS: Mapping[str, Callable[[ArrayLike, ArrayLike, int], Division]] = MappingProxyType(
    {"exact": exact_division, "ward": ward_division}
)


def divide(
    features: ArrayLike, adjacent: ArrayLike, k: int, exact_limit: int = subsets.LIMIT
) -> Division:
    """Divide into k contiguous zones: proven best where that is affordable, else by Ward.

    Parameters
    ----------
    features, adjacent, k
        As for `exact_divisions` and `ward_division`.
    exact_limit : int
        Most regions for the exact method; above 16 it refuses.

    Returns
    -------
    Division
        ``method`` tells which one was used.

    Raises
    ------
    ValueError
        As for `exact_divisions` and `ward_division`.

    Examples
    --------
    >>> path = np.eye(3, k=1, dtype=bool) | np.eye(3, k=-1, dtype=bool)
    >>> divide([[0.0], [9.0], [9.0]], path, 2, exact_limit=2).method
    'ward'
    """
    method = "exact" if len(_checked_features(features)) <= exact_limit else "ward"
    return METHODS[method](features, adjacent, k)


def silhouette(features: ArrayLike, labels: ArrayLike) -> float:
    """Mean silhouette: how much closer regions are to their own zone than to the next.

    Parameters
    ----------
    features : (regions, indicators)
        Finite, on a common scale.
    labels : (regions,)
        Zone of each region; at least two zones and fewer than regions.

    Returns
    -------
    float
        In [-1, 1]. A region alone in its zone counts 0.

    Raises
    ------
    ValueError
        If a feature is missing or infinite, the lengths disagree, or there is one zone or one
        per region: the silhouette is undefined there.

    Notes
    -----
    Rousseeuw (1987), Euclidean distance. It does not know of contiguity.

    Examples
    --------
    >>> round(silhouette([[0.0], [1.0], [10.0], [11.0]], [0, 0, 1, 1]), 4)
    0.8997
    """
    from sklearn.metrics import silhouette_score  # noqa: PLC0415  slow import, few callers

    values, zones = _checked_features(features), _by_first_appearance(labels)
    if zones.shape != (len(values),):
        raise ValueError(f"features of {len(values)} regions, labels of shape {zones.shape}")
    if not 1 <= zones.max() <= len(values) - 2:
        raise ValueError(
            f"silhouette is undefined for {zones.max() + 1} zone(s) of {len(values)} regions"
        )
    return float(silhouette_score(values, zones))


def choose_k(
    features: ArrayLike,
    adjacent: ArrayLike,
    k_min: int,
    k_max: int,
    exact_limit: int = subsets.LIMIT,
) -> tuple[Division, tuple[Candidate, ...]]:
    """Choose the number of zones by the mean silhouette.

    Parameters
    ----------
    features, adjacent, exact_limit
        As for `divide`.
    k_min, k_max : int
        First and last number of zones to try, ``2 <= k_min <= k_max <= regions - 1``.

    Returns
    -------
    best : Division
        With the highest silhouette; of equals, the one with fewer zones.
    table : tuple of Candidate
        One row per k, ascending.

    Raises
    ------
    ValueError
        As for `divide`, or if the range of k is empty or leaves 2..regions - 1.

    Examples
    --------
    >>> path = np.eye(4, k=1, dtype=bool) | np.eye(4, k=-1, dtype=bool)
    >>> best, table = choose_k([[0.0], [1.0], [5.0], [6.0]], path, 2, 3)
    >>> best.labels, [row.k for row in table]
    (array([0, 0, 1, 1]), [2, 3])
    """
    regions = len(_checked_features(features))
    if not 2 <= k_min <= k_max <= regions - 1:
        raise ValueError(f"need 2 <= k_min <= k_max <= {regions - 1}, got {k_min} and {k_max}")
    ks = range(k_min, k_max + 1)
    if regions <= exact_limit:
        divisions = exact_divisions(features, adjacent, ks)
    else:
        divisions = tuple(ward_division(features, adjacent, k) for k in ks)
    table = tuple(
        Candidate(k, one.sse, silhouette(features, one.labels))
        for k, one in zip(ks, divisions, strict=True)
    )
    best = max(range(len(table)), key=lambda row: (table[row].silhouette, -row))
    return divisions[best], table


def agreement(labels: ArrayLike, reference: ArrayLike) -> Agreement:
    """Compare a division with a reference, such as the official belts.

    Parameters
    ----------
    labels, reference : (regions,)
        Zone of each region; the numbers are names only.

    Returns
    -------
    Agreement
        Dimensionless.

    Raises
    ------
    ValueError
        If the two differ in length, or are empty or not one-dimensional.

    Notes
    -----
    Hubert & Arabie (1985); Rosenberg & Hirschberg (2007). With few regions high values come easily:
    compare with those of all contiguous divisions before making anything of them.

    Examples
    --------
    >>> round(agreement([0, 0, 1, 2], [0, 0, 1, 1]).adjusted_rand, 4)
    0.5714
    """
    from sklearn import metrics  # noqa: PLC0415  slow import, few callers

    found, truth = np.asarray(labels), np.asarray(reference)
    if found.ndim != 1 or found.shape != truth.shape or not found.size:
        raise ValueError(f"labels {found.shape} and reference {truth.shape} must be equally long")
    found, truth = _by_first_appearance(found), _by_first_appearance(truth)
    homogeneity, completeness, v_measure = metrics.homogeneity_completeness_v_measure(truth, found)
    rand = metrics.adjusted_rand_score(truth, found)
    return Agreement(float(rand), float(homogeneity), float(completeness), float(v_measure))
