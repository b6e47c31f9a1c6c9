"""What all methods of dividing regions share: checked input, floors, labels, the result."""

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models import contiguity

Array = NDArray[np.float64]
Graph = NDArray[np.bool_]
Labels = NDArray[np.int_]
Method = Literal["exact", "ward", "skater", "max_p", "k_means"]

# A sum of decimals may fall short of a floor by rounding: this share of the floor is forgiven.
ROUNDING = 1e-12


@dataclass(frozen=True, eq=False)
class Division:
    """Regions divided into zones."""

    labels: Labels
    """(regions,) zone of each region, 0..k-1 in order of first appearance; read-only."""

    sse: float
    """Within-zone sum of squares, in squared units of the features."""

    method: Method
    """``exact``: proven minimum of ``sse`` for as many zones. All others are heuristics."""

    runner_up_sse: float | None = None
    """Least ``sse`` of any other division into as many zones; None if there is none or unknown."""

    examined: int | None = None
    """Number of divisions into as many zones that were allowed; None for a heuristic."""


class Floors(NamedTuple):
    """What every zone must reach: a number of regions, and a total of some weight."""

    regions: int
    total: float
    totals: Array
    """(regions,) what is summed by zone; zeros where there is no floor on it."""

    @property
    def none(self) -> bool:
        """Whether any zone would do."""
        return self.regions <= 1 and self.total <= 0


def checked_features(features: ArrayLike, regions: int | None = None) -> Array:
    """Features as a float array (regions, indicators), all finite.

    Raises
    ------
    ValueError
        If there are fewer than two regions, another number of them than given, or no indicators,
        or a feature is missing or infinite.
    """
    values = np.asarray(features, dtype=np.float64)
    if values.ndim != 2 or values.shape[0] < 2 or values.shape[1] < 1:
        raise ValueError(f"features must be (2+ regions, indicators), got {values.shape}")
    if not np.isfinite(values).all():
        raise ValueError("features must be finite, none missing")
    if regions is not None and len(values) != regions:
        raise ValueError(f"features of {len(values)} regions, adjacency of {regions}")
    return values


def checked_connected(adjacent: ArrayLike) -> tuple[Graph, Any]:
    """Adjacency, dense and sparse, of regions that can all be reached from each other.

    Raises
    ------
    ValueError
        If the adjacency is not square, not symmetric or not connected.
    """
    graph = contiguity.checked_graph(adjacent)
    pairs = contiguity.sparse(graph)
    parts = contiguity.parts(pairs)
    if parts.any():
        lost = np.flatnonzero(parts)
        raise ValueError(
            f"the adjacency graph is disconnected: {parts.max() + 1} components, {len(lost)} "
            f"regions (first: {lost[:5].tolist()}) cannot be reached from region 0; see bridge()"
        )
    return graph, pairs


def checked_floors(
    regions: int, totals: ArrayLike | None, min_regions: int, min_total: float
) -> Floors:
    """Sensible floors, the total lowered by what rounding may cost a sum.

    Raises
    ------
    ValueError
        If a floor is too low or infinite, one on the total has no totals, or the totals are
        missing, infinite, negative or not one for each region.
    """
    if min_regions < 1 or not 0 <= min_total < np.inf:
        raise ValueError(f"need min_regions >= 1, min_total >= 0, got {min_regions}, {min_total}")
    if totals is None and min_total > 0:
        raise ValueError(f"a floor of {min_total:g} on the total needs totals")
    amounts = np.zeros(regions) if totals is None else np.asarray(totals, dtype=np.float64)
    if amounts.shape != (regions,) or not np.isfinite(amounts).all() or (amounts < 0).any():
        raise ValueError(f"totals must be ({regions},), finite and >= 0, got {amounts.shape}")
    return Floors(min_regions, min_total * (1 - ROUNDING), amounts)


def check_ks(ks: tuple[int, ...], regions: int) -> None:
    """Refuse numbers of zones outside 1..regions, with ValueError."""
    wrong = [k for k in ks if not 1 <= k <= regions]
    if wrong:
        raise ValueError(f"number of zones must lie in 1..{regions}, got {wrong}")


def numbered(labels: ArrayLike) -> Labels:
    """Labels renumbered 0, 1, ... in the order in which they first appear; read-only.

    Examples
    --------
    >>> numbered([7, 3, 7, 0])
    array([0, 1, 0, 2])
    """
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    renumbered: Labels = np.argsort(np.argsort(first))[inverse]
    renumbered.flags.writeable = False
    return renumbered


def within(values: Array, labels: Labels) -> float:
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
