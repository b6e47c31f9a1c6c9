"""Whether Moran's I and G* could be chance: all arrangements of the values, or random ones."""

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.autocorrelation import TIE, Weighting, standardised, weights

Array = NDArray[np.float64]
Classes = NDArray[np.int_]
Graph = NDArray[np.bool_]

# Neighbour sets counted one by one; above it they are drawn at random. Changes time, not meaning.
EXACT_LIMIT = 200_000
# Numbers held at once while counting, 32 MB: neighbour sets come in blocks of this size.
BLOCK = 2**22


@dataclass(frozen=True, eq=False)
class Tails:
    """Permutation p-values; see `moran_test`, `local_moran_test` and `getis_ord_test`."""

    greater: Array
    """One-sided: share of permutations with a statistic at least as large as the one seen."""

    less: Array
    """One-sided: share with a statistic at most as large."""

    exact: Graph
    """True where every arrangement was counted, False where arrangements were drawn."""

    smallest: Array
    """Smallest one-sided p that the test can give; where ``exact``, it rises if values tie."""

    @property
    def two_sided(self) -> Array:
        """Twice the smaller tail, at most 1. (esda's p_sim is the smaller tail, undoubled.)"""
        return np.asarray(np.minimum(2 * np.minimum(self.greater, self.less), 1))


def moran_test(
    values: ArrayLike,
    adjacent: ArrayLike,
    permutations: int,
    seed: int,
    weighting: Weighting = "row",
) -> Tails:
    """Test Moran's I against values dealt out to the regions at random.

    Parameters and errors as for `models.autocorrelation.moran`, and the number (1 or more) and seed
    of the random permutations, used for more than 8 regions: 8! and fewer are all counted.

    Returns
    -------
    Tails
        (...) each, one deal for all axes. Where permutations are drawn, ``(count + 1) /
        (permutations + 1)``. Where all are counted, ``smallest`` is the share of them that leave
        the map as it is, such as a turn of a ring: I does not change with them.

    Examples
    --------
    >>> path = np.eye(9, k=1) + np.eye(9, k=-1)
    >>> float(moran_test(np.arange(9.0), path, 999, seed=1).greater)
    0.001
    >>> found = moran_test(np.arange(4.0), path[:4, :4], 999, seed=1)
    >>> round(float(found.greater), 4), bool(found.exact)
    (0.0833, True)
    """
    matrix = weights(adjacent, weighting)
    scores = standardised(values, len(matrix))
    if permutations < 1:
        raise ValueError(f"a test needs 1+ permutations, got {permutations}")
    total = math.factorial(len(matrix))
    exact = total <= EXACT_LIMIT
    flat = scores.reshape(-1, len(matrix))
    seen = (flat * (flat @ matrix.T)).sum(axis=-1)[:, None]
    high = low = np.zeros(len(flat))
    size = max(1, BLOCK // (3 * flat.size))
    for block in (
        _arrangements(len(matrix), size)
        if exact
        else _shuffles(len(matrix), permutations, seed, size)
    ):
        dealt = flat[:, block]
        drawn = (dealt * (dealt @ matrix.T)).sum(axis=-1)
        high = high + (drawn >= seen - TIE).sum(axis=-1)
        low = low + (drawn <= seen + TIE).sum(axis=-1)
    tails = np.array([high, low])
    # what was seen is one of all arrangements, and is added to those drawn
    tails = tails / total if exact else (tails + 1) / (permutations + 1)
    floor = _symmetries(matrix) / total if exact else 1 / (permutations + 1)
    shape = scores.shape[:-1]
    high, low = tails.reshape(2, *shape)
    return Tails(high, low, np.full(shape, exact), np.full(shape, floor))


def _arrangements(number: int, size: int) -> Iterator[Classes]:
    """All permutations of 0..number - 1 as rows, in blocks."""
    every = itertools.permutations(range(number))
    while rows := list(itertools.islice(every, size)):
        yield np.array(rows, dtype=np.int_)


def _symmetries(matrix: Array) -> int:
    """Number of permutations of the regions that leave the weight of every pair as it is."""
    both = matrix + matrix.T  # z'Wz does not tell w_ij from w_ji
    number = len(matrix)
    return sum(
        int(np.isclose(both[block[:, :, None], block[:, None, :]], both).all(axis=(1, 2)).sum())
        for block in _arrangements(number, max(1, BLOCK // (4 * number**2)))
    )


def _shuffles(number: int, permutations: int, seed: int, size: int) -> Iterator[Classes]:
    """Random permutations of 0..number - 1 as rows, in blocks; the same whatever the size."""
    rng = np.random.default_rng(seed)
    for start in range(0, permutations, size):
        rows = min(size, permutations - start)
        yield rng.permuted(np.tile(np.arange(number), (rows, 1)), axis=1)


def _neighbour_sets(others: int, k: int, permutations: int, seed: int) -> Iterator[Classes]:
    """Sets of k among the others as rows, in blocks: all of them if few enough, else drawn."""
    size = max(1, BLOCK // (4 * others))
    if math.comb(others, k) > EXACT_LIMIT:
        yield from (block[:, :k] for block in _shuffles(others, permutations, seed, size))
        return
    every = itertools.combinations(range(others), k)
    while rows := list(itertools.islice(every, size)):
        yield np.array(rows, dtype=np.int_)


def _dealt(scores: Array, graph: Graph, permutations: int, seed: int) -> Tails:
    """Tails of the sum over neighbours: the region stays, the others are dealt out again."""
    number, degrees = len(graph), graph.sum(axis=1)
    flat = scores.reshape(-1, number)
    seen = flat @ graph.T
    floor = np.broadcast_to(smallest_p(graph, permutations), scores.shape)
    tails, exact = np.full((2, *flat.shape), np.nan), np.zeros(number, dtype=np.bool_)
    for k in np.unique(degrees[degrees > 0]).tolist():
        members, total = np.flatnonzero(degrees == k), math.comb(number - 1, k)
        exact[members] = counted = total <= EXACT_LIMIT
        # what was seen is one of the arrangements: counted if all are, added if they are drawn
        tails[:, :, members] = 0 if counted else 1
        for sets in _neighbour_sets(number - 1, k, permutations, seed):
            for region in members:
                others = np.delete(flat, region, axis=1)
                for row, observed in enumerate(seen[:, region]):
                    drawn = others[row, sets].sum(axis=-1)
                    tails[0, row, region] += (drawn >= observed - TIE).sum()
                    tails[1, row, region] += (drawn <= observed + TIE).sum()
        tails[:, :, members] /= total if counted else permutations + 1
    high, low = tails.reshape(2, *scores.shape)
    return Tails(high, low, np.broadcast_to(exact, scores.shape), floor)


def getis_ord_test(values: ArrayLike, adjacent: ArrayLike, permutations: int, seed: int) -> Tails:
    """Test G* of each region against other neighbours that it might have had.

    Parameters and errors as for `moran`, and the number (1 or more) and seed of the random sets of
    neighbours, used for regions with more than 200 000 possible sets: fewer are all counted.

    Conditional permutation (Anselin 1995): the region keeps its value, the others are dealt out to
    the other places, so only its set of neighbours matters, of which there are C(n - 1, k).

    Returns
    -------
    Tails
        (..., regions) each. NaN, and not exact, for a region without neighbours: it is not tested.
        For one next to all others there is one set only, and p is 1.

    Examples
    --------
    >>> found = getis_ord_test([1.0, 2.0, 4.0, 8.0], np.eye(4, k=1) + np.eye(4, k=-1), 99, seed=1)
    >>> found.greater.round(4)
    array([1.    , 1.    , 0.3333, 0.3333])
    """
    graph = weights(adjacent, "binary") > 0
    return _dealt(standardised(values, len(graph)), graph, permutations, seed)


def local_moran_test(values: ArrayLike, adjacent: ArrayLike, permutations: int, seed: int) -> Tails:
    """Test local Moran's I_i of each region against other neighbours that it might have had.

    Parameters and errors as for `getis_ord_test`; both weightings give the same p.

    Returns
    -------
    Tails
        As for `getis_ord_test`; ``greater`` is for clusters (HH, LL), ``less`` for outliers (LH,
        HL). p is 1 for a region whose value is the mean: its I_i is 0 whatever its neighbours.

    Examples
    --------
    >>> found = local_moran_test([1.0, 4.0, 2.0, 8.0], np.eye(4, k=1) + np.eye(4, k=-1), 99, seed=1)
    >>> found.greater.round(4)
    array([0.6667, 1.    , 1.    , 0.6667])
    """
    found = getis_ord_test(values, adjacent, permutations, seed)
    scores = standardised(values, found.exact.shape[-1])
    # I_i rises with the neighbours' sum where the region is high, falls where it is low
    tails = np.array([found.greater, found.less])
    tails = np.where(scores > 0, tails, tails[::-1])
    tails[(np.abs(scores) <= TIE) & ~np.isnan(tails)] = 1.0
    return Tails(tails[0], tails[1], found.exact, found.smallest)


def smallest_p(adjacent: ArrayLike, permutations: int | None = None) -> Array:
    """Smallest one-sided p that a local test can give each region, whatever the values.

    ValueError as for `moran`, or without permutations.

    Parameters
    ----------
    adjacent : (regions, regions)
        Symmetric adjacency.
    permutations : int or None
        Random sets drawn where there are more than 200 000; None: as if all were counted there.

    Returns
    -------
    (regions,)
        ``1 / C(regions - 1, k)`` for k neighbours, or ``1 / (permutations + 1)`` where sets are
        drawn. NaN for a region without neighbours. Ties among values can only raise it.

    Examples
    --------
    >>> smallest_p(np.eye(4, k=1) + np.eye(4, k=-1)).round(4)
    array([0.3333, 0.3333, 0.3333, 0.3333])
    """
    graph = weights(adjacent, "binary") > 0
    if permutations is not None and permutations < 1:
        raise ValueError(f"a test needs 1+ permutations, got {permutations}")
    degrees = graph.sum(axis=1)
    sets = [math.comb(len(graph) - 1, k) for k in degrees.tolist()]
    if permutations is not None:
        sets = [count if count <= EXACT_LIMIT else permutations + 1 for count in sets]
    return np.where(degrees > 0, [1 / count for count in sets], np.nan)


def attainable(adjacent: ArrayLike, alpha: float, permutations: int | None = None) -> Graph:
    """Tell which regions could pass Bonferroni's level at all, whatever their values.

    Parameters and errors as for `smallest_p`, and alpha, the one-sided level for all regions
    together, between 0 and 1; halve it for two-sided p.

    Returns
    -------
    (regions,)
        ``smallest_p <= alpha / tested``; False without neighbours, that is not tested. Where False,
        "not significant" says nothing about the region, only about how few neighbours it has;
        under Benjamini-Hochberg it can pass only if other regions pass too.

    Examples
    --------
    >>> attainable(np.eye(9, k=1) + np.eye(9, k=-1), 0.4)
    array([False,  True,  True,  True,  True,  True,  True,  True, False])
    """
    if not 0 < alpha < 1:
        raise ValueError(f"alpha must lie between 0 and 1, got {alpha}")
    floor = smallest_p(adjacent, permutations)
    return np.asarray(floor <= alpha / np.isfinite(floor).sum())  # NaN fails the comparison


def benjamini_hochberg(p: ArrayLike) -> Array:
    """Adjust p-values so that those at or below alpha hold a share alpha of false finds at most.

    Parameters
    ----------
    p : (..., regions)
        In 0..1, else ValueError. NaN is a region not tested: it stays and does not count.

    Returns
    -------
    (..., regions)
        Least ``p m / rank`` of this and all larger p, m tests. Benjamini & Hochberg, JRSS B 57,
        1995, 289-300; for tests independent or positively dependent, as neighbours' roughly are.

    Examples
    --------
    >>> benjamini_hochberg([0.01, 0.04, np.nan, 0.03])
    array([0.03, 0.04,  nan, 0.04])
    """
    chances = np.asarray(p, dtype=np.float64)
    if not chances.ndim or np.any((chances < 0) | (chances > 1)):
        raise ValueError(f"p-values must be (..., regions) in 0..1, got shape {chances.shape}")
    order = np.argsort(chances, axis=-1)[..., ::-1]  # NaN first, then falling
    tests = np.isfinite(chances).sum(axis=-1, keepdims=True)
    ranks = np.arange(chances.shape[-1], 0, -1)
    raw = np.take_along_axis(chances, order, axis=-1) * tests / ranks
    back = np.argsort(order, axis=-1)
    adjusted = np.take_along_axis(np.fmin.accumulate(raw, axis=-1), back, axis=-1)
    return np.where(np.isnan(chances), np.nan, np.minimum(adjusted, 1))
