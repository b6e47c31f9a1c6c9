"""Whether neighbouring regions are alike: Moran's I, global and local, Getis-Ord G*, and tests."""

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.contiguity import checked_graph

Array = NDArray[np.float64]
Classes = NDArray[np.int_]
Graph = NDArray[np.bool_]
Weighting = Literal["row", "binary"]

QUADRANTS = ("none", "HH", "LH", "LL", "HL")
"""Names of the codes of `quadrants`: the region first, then its neighbours."""

# Neighbour sets counted one by one; above it they are drawn at random. Changes time, not meaning.
EXACT_LIMIT = 200_000
# Numbers held at once while counting, 32 MB: neighbour sets come in blocks of this size.
BLOCK = 2**22
# Standardised sums closer than this are equal: their last digits depend on the order of adding.
TIE = 1e-9


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


def _weights(adjacent: ArrayLike, weighting: Weighting) -> Array:
    """Weight 1 for each neighbour, for "row" divided by their number."""
    graph = checked_graph(adjacent)
    if weighting not in get_args(Weighting):
        raise ValueError(f"weighting: choose one of {get_args(Weighting)} (got {weighting!r})")
    if not graph.any():
        raise ValueError("no region has a neighbour: spatial autocorrelation is undefined")
    number = graph.sum(axis=1, keepdims=True) if weighting == "row" else 1
    return np.asarray(graph / np.maximum(number, 1))


def _standardised(values: ArrayLike, regions: int) -> Array:
    """Values with mean 0 and population variance 1 over regions, checked."""
    levels = np.asarray(values, dtype=np.float64)
    if not levels.ndim or levels.shape[-1] != regions:
        raise ValueError(f"need values (..., {regions}) as the adjacency, got {levels.shape}")
    if not np.isfinite(levels).all():
        raise ValueError("values must be finite, none missing")
    if not np.ptp(levels, axis=-1).all():
        raise ValueError("autocorrelation is undefined: all regions have the same value")
    centred = levels - levels.mean(axis=-1, keepdims=True)
    return np.asarray(centred / centred.std(axis=-1, keepdims=True))


def moran(values: ArrayLike, adjacent: ArrayLike, weighting: Weighting = "row") -> Array:
    """Global Moran's I: above ``-1 / (regions - 1)`` if neighbours are alike, below if unlike.

    Parameters
    ----------
    values : (..., regions)
        Any unit; finite, not all equal. Leading axes, such as years, are kept.
    adjacent : (regions, regions)
        Symmetric adjacency.
    weighting : {"row", "binary"}
        Neighbours share a weight of 1, or have 1 each: then regions with many count more.

    Returns
    -------
    (...)
        Dimensionless. A region without neighbours counts in the mean and the variance only.

    Raises
    ------
    ValueError
        If a value is missing, all are equal, the shapes disagree, or no regions touch.

    Notes
    -----
    ``I = (n / S0) z'Wz / z'z``, S0 the sum of weights. Moran, Biometrika 37, 1950, 17-23.

    Examples
    --------
    >>> path = np.eye(4, k=1) + np.eye(4, k=-1)
    >>> moran([[1.0, 1.0, 3.0, 3.0], [1.0, 3.0, 1.0, 3.0]], path, "binary").round(4)
    array([ 0.3333, -1.    ])
    """
    matrix = _weights(adjacent, weighting)
    scores = _standardised(values, len(matrix))
    return np.asarray((scores * (scores @ matrix.T)).sum(axis=-1) / matrix.sum())


def local_moran(values: ArrayLike, adjacent: ArrayLike, weighting: Weighting = "row") -> Array:
    """Local Moran's I_i: positive where a region is like its neighbours, negative where unlike.

    Parameters and errors as for `moran`.

    Returns
    -------
    (..., regions)
        ``z_i sum_j w_ij z_j / m2``, ``m2 = sum z^2 / n``: dimensionless, sum S0 I; NaN, undefined,
        without neighbours. Anselin, Geographical Analysis 27, 1995, 93-115; esda's is (n - 1) / n.

    Examples
    --------
    >>> local_moran([1.0, 1.0, 1.0, 5.0], np.eye(4, k=1) + np.eye(4, k=-1)).round(4)
    array([ 0.3333,  0.3333, -0.3333, -1.    ])
    """
    matrix = _weights(adjacent, weighting)
    scores = _standardised(values, len(matrix))
    return np.where(matrix.any(axis=1), scores * (scores @ matrix.T), np.nan)


def quadrants(values: ArrayLike, adjacent: ArrayLike) -> Classes:
    """Quadrant of the Moran scatter plot: is the region high or low, and are its neighbours.

    Parameters and errors as for `moran`.

    Returns
    -------
    (..., regions)
        Index in `QUADRANTS`: 1 HH, 2 LH, 3 LL, 4 HL as in esda, 0 without neighbours. High is
        above the mean of all regions; a value or mean of neighbours equal to it is low.

    Examples
    --------
    >>> quadrants([1.0, 1.0, 3.0, 9.0], np.eye(4, k=1) + np.eye(4, k=-1))
    array([3, 3, 2, 4])
    """
    matrix = _weights(adjacent, "row")
    scores = _standardised(values, len(matrix))
    high, company = scores > TIE, scores @ matrix.T > TIE
    code = np.where(high, np.where(company, 1, 4), np.where(company, 2, 3))
    return np.where(matrix.any(axis=1), code, 0)


def getis_ord(values: ArrayLike, adjacent: ArrayLike) -> Array:
    """Getis-Ord G*: positive where a region and its neighbours together are high (hot spot).

    Parameters and errors as for `moran`.

    Returns
    -------
    (..., regions)
        ``(sum_j w_ij x_j - m W_i) / (s sqrt((n W_i - W_i^2) / (n - 1)))``, weight 1 for the region
        and each neighbour, W_i of them, s with divisor n: mean 0 and variance 1 if the values were
        dealt out at random. Weights divided by W_i give the same. NaN, undefined, without
        neighbours or next to all others. Ord & Getis, Geographical Analysis 27, 1995, 286-306.

    Examples
    --------
    >>> getis_ord([1.0, 1.0, 3.0, 3.0], np.eye(4, k=1) + np.eye(4, k=-1)).round(4)
    array([-1.7321, -1.    ,  1.    ,  1.7321])
    """
    matrix = _weights(adjacent, "binary")
    number, group = len(matrix), matrix.sum(axis=1) + 1
    scores = _standardised(values, number)
    variance = group * (number - group) / (number - 1)
    variance[(group == 1) | (group == number)] = np.nan
    return np.asarray((scores + scores @ matrix.T) / np.sqrt(variance))


def moran_test(
    values: ArrayLike,
    adjacent: ArrayLike,
    permutations: int,
    seed: int,
    weighting: Weighting = "row",
) -> Tails:
    """Test Moran's I against values dealt out to the regions at random.

    Parameters and errors as for `moran`, and 1 or more random permutations with their seed.

    Returns
    -------
    Tails
        (...) each; ``(count + 1) / (permutations + 1)``, never exact; one deal for all axes.

    Examples
    --------
    >>> float(moran_test(np.arange(9.0), np.eye(9, k=1) + np.eye(9, k=-1), 999, seed=1).greater)
    0.001
    """
    matrix = _weights(adjacent, weighting)
    scores = _standardised(values, len(matrix))
    flat = scores.reshape(-1, len(matrix))
    seen = (flat * (flat @ matrix.T)).sum(axis=-1)[:, None]
    high = low = np.zeros(len(flat))
    for block in _shuffles(len(matrix), permutations, seed, max(1, BLOCK // (3 * flat.size))):
        dealt = flat[:, block]
        drawn = (dealt * (dealt @ matrix.T)).sum(axis=-1)
        high = high + (drawn >= seen - TIE).sum(axis=-1)
        low = low + (drawn <= seen + TIE).sum(axis=-1)
    high, low = (np.array([high, low]) + 1).reshape(2, *scores.shape[:-1]) / (permutations + 1)
    floor = np.full_like(high, 1 / (permutations + 1))
    return Tails(high, low, np.zeros(high.shape, dtype=np.bool_), floor)


def _shuffles(number: int, permutations: int, seed: int, size: int) -> Iterator[Classes]:
    """Random permutations of 0..number - 1 as rows, in blocks; the same whatever the size."""
    if permutations < 1:
        raise ValueError(f"a test needs 1+ permutations, got {permutations}")
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
    graph = _weights(adjacent, "binary") > 0
    return _dealt(_standardised(values, len(graph)), graph, permutations, seed)


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
    scores = _standardised(values, found.exact.shape[-1])
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
    graph = _weights(adjacent, "binary") > 0
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
