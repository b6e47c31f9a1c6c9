"""All divisions of up to 16 regions into connected zones, by a programme over subsets.

A subset of regions is a bitmask: bit i is set if region i belongs. Every array here has one
entry per mask, ``2**regions`` of them. `models.zoning` is the way in: it checks what it passes on.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Masks = NDArray[np.int64]
Graph = NDArray[np.bool_]

LIMIT = 16
"""Most regions: time grows as 3^n in the worst case, memory as 2^n."""


def total(amounts: Array) -> Array:
    """Sum of what the regions of every subset have.

    Parameters
    ----------
    amounts : (regions, ...)
        Any unit; further axes, such as draws, are kept.

    Returns
    -------
    (2**regions, ...)
        In the unit of the amounts; 0 for the empty subset.

    Examples
    --------
    >>> total(np.array([1.0, 5.0]))
    array([0., 1., 5., 6.])
    """
    sums = np.zeros((1 << len(amounts), *amounts.shape[1:]))
    for i, amount in enumerate(amounts):  # from the subsets of the first i regions to all with i
        np.add(sums[: 1 << i], amount, out=sums[1 << i : 2 << i])
    return sums


def scatter(features: Array) -> Array:
    """Sum of squared deviations from the mean, of every subset of regions.

    Parameters
    ----------
    features : (regions, ..., indicators)
        Finite, on a common scale; axes between, such as draws, are kept.

    Returns
    -------
    (2**regions, ...)
        Square of the scale of the features; exactly 0 for single and for equal regions.

    Notes
    -----
    ``SSE(S) = sum_{i<j in S} |x_i - x_j|^2 / |S|`` (Huygens): all terms are positive, so nothing
    cancels, and time and memory do not depend on the number of indicators.

    Examples
    --------
    >>> scatter(np.array([[0.0], [2.0], [4.0]]))
    array([0., 0., 0., 2., 0., 8., 2., 8.])
    """
    regions = len(features)
    sums = np.zeros((1 << regions, *features.shape[1:-1]))
    for i in range(regions):
        squared = ((features[:i] - features[i]) ** 2).sum(axis=-1)
        np.add(sums[: 1 << i], total(squared), out=sums[1 << i : 2 << i])
    sizes = np.maximum(total(np.ones(regions)), 1)
    sums /= sizes.reshape(-1, *[1] * (sums.ndim - 1))
    return sums


def connected(adjacent: Graph) -> Graph:
    """Tell which subsets of regions are connected.

    Parameters
    ----------
    adjacent : (regions, regions)
        Symmetric adjacency.

    Returns
    -------
    (2**regions,)
        The empty subset is not connected.

    Examples
    --------
    >>> connected(np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]], dtype=bool))
    array([False,  True,  True,  True,  True, False,  True,  True])
    """
    regions = len(adjacent)
    neighbours = np.zeros(1 << regions, dtype=np.int64)
    for i in range(regions):
        own = int(adjacent[i] @ (1 << np.arange(regions)))
        neighbours[1 << i : 2 << i] = neighbours[: 1 << i] | own
    masks = np.arange(1 << regions)
    reached = masks & -masks  # flood every subset at once, from its first region
    while True:
        wider = (reached | neighbours[reached]) & masks
        if np.array_equal(wider, reached):
            break
        reached = wider
    whole: Graph = (reached == masks) & (masks > 0)
    return whole


@dataclass(frozen=True, eq=False)
class Programme:
    """Best divisions of every subset into 0, 1, ... zones; arrays are (2**regions, zones + 1)."""

    best: Array
    """Least scatter; inf where there is no division."""

    second: Array
    """Least scatter of any other division; inf where there is none."""

    count: Masks
    """Number of divisions into connected zones."""

    choice: Masks
    """Mask of the zone that holds the first region, in the best division."""

    def labels(self, zones: int) -> NDArray[np.int_]:
        """Zone of each region in the best division of all regions, numbered as they first appear.

        Parameters
        ----------
        zones : int
            Number of zones, at least 1 and within the programme.

        Returns
        -------
        (regions,)
            In [0, zones).
        """
        rest = len(self.best) - 1
        found = np.zeros(rest.bit_length(), dtype=np.int_)
        bits = 1 << np.arange(len(found))
        for zone in range(zones):
            mask = int(self.choice[rest, zones - zone])
            found[(bits & mask) > 0] = zone
            rest ^= mask
        return found


def divide_all(spread: Array, whole: Graph, zones: int) -> Programme:
    """Find the best and the second-best division of every subset, and count all divisions.

    Parameters
    ----------
    spread : (2**regions,)
        Scatter of each subset, non-negative.
    whole : (2**regions,)
        Whether each subset is connected and so may be a zone.
    zones : int
        Largest number of zones wanted; smaller ones come with it.

    Returns
    -------
    Programme
        Complete for the set of all regions and for every set without region 0.

    Notes
    -----
    ``f(S, k) = min over connected Q in S with min S in Q of SSE(Q) + f(S - Q, k - 1)``: the zone of
    the first region is fixed, the rest is a smaller problem, and each division occurs once.
    """
    size = len(spread)
    best, second = np.full((size, zones + 1), np.inf), np.full((size, zones + 1), np.inf)
    count = np.zeros((size, zones + 1), dtype=np.int64)
    choice = np.zeros((size, zones + 1), dtype=np.int64)
    best[0, 0], count[0, 0] = 0.0, 1
    masks = np.flatnonzero(whole)
    candidates = {bit: masks[(masks & -masks) == bit] for bit in _bits(size)}
    column = np.arange(zones)
    # region 0 is always in the first zone cut off, so what remains never holds it
    for subset in (*range(2, size, 2), size - 1):
        own = candidates[subset & -subset]
        own = own[(own & ~subset) == 0]
        if not own.size:
            continue  # under floors, no zone may hold the first region
        rest = subset ^ own
        total = spread[own, None] + best[rest, :-1]
        first = total.argmin(axis=0)
        best[subset, 1:] = total[first, column]
        # the runner-up keeps this zone and divides the rest second best, or has another zone
        total[first, column] = spread[own[first]] + second[rest[first], column]
        second[subset, 1:] = total.min(axis=0)
        count[subset, 1:] = count[rest, :-1].sum(axis=0)
        choice[subset, 1:] = own[first]
    return Programme(best, second, count, choice)


def _bits(size: int) -> list[int]:
    """Masks of the single regions."""
    return [1 << i for i in range(size.bit_length() - 1)]
