"""All contiguous divisions of up to 16 regions, and where one of them stands among them."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models import contiguity, subsets

Array = NDArray[np.float64]
Labels = NDArray[np.int_]
Masks = NDArray[np.int64]

MOST = 200_000
"""Most divisions that `standing` compares: the 13 cities of Jiangsu have 133 819 in all, a lattice
of 16 regions has 183 945 into 5 zones."""

# Divisions to a block, so that a block costs more than the call that makes it: 1 MB of labels.
BLOCK = 8192


@dataclass(frozen=True)
class Standing:
    """Where a division's agreement with a reference stands among all contiguous divisions."""

    adjusted_rand: float
    """Agreement of the division with the reference; 1 is perfect, 0 as good as chance."""

    percentile: float
    """Percent of all divisions that agree less, those that agree as much counted half."""

    share_as_good: float
    """Share of all divisions that agree at least as much, itself included: an exact p-value."""

    best: float
    """Highest agreement of any division into as many contiguous zones."""

    divisions: int
    """Number of divisions into as many contiguous zones."""


def _programme(adjacent: ArrayLike, k: int) -> tuple[subsets.Programme, Masks]:
    """Counts of divisions of every subset, and the masks of all connected subsets."""
    graph = contiguity.checked_graph(adjacent)
    regions = len(graph)
    if not 1 <= regions <= subsets.LIMIT:
        raise ValueError(f"{regions} regions: enumerated for 1 to {subsets.LIMIT} only")
    if not 1 <= k <= regions:
        raise ValueError(f"number of zones must lie in 1..{regions}, got {k}")
    whole = subsets.connected(graph)
    return subsets.divide_all(np.zeros(len(whole)), whole, k), np.flatnonzero(whole)


def count(adjacent: ArrayLike, k: int) -> int:
    """Count the divisions into k contiguous zones, without making them.

    Parameters
    ----------
    adjacent : (regions, regions)
        Symmetric adjacency of at most 16 regions.
    k : int
        Number of zones, in 1..regions.

    Returns
    -------
    int
        0 if the graph falls apart into more than k components.

    Raises
    ------
    ValueError
        If the adjacency is not square and symmetric, there are no or more than 16 regions, or k
        is out of range.

    Examples
    --------
    >>> count(np.eye(4, k=1, dtype=bool) | np.eye(4, k=-1, dtype=bool), 2)
    3
    """
    return int(_programme(adjacent, k)[0].count[-1, k])


def divisions(adjacent: ArrayLike, k: int) -> Iterator[Labels]:
    """Make all divisions into k contiguous zones, in blocks.

    Parameters
    ----------
    adjacent : (regions, regions)
        Symmetric adjacency of at most 16 regions.
    k : int
        Number of zones, in 1..regions.

    Yields
    ------
    (divisions, regions)
        Zone of each region, 0..k-1 in order of first appearance. Every division occurs once, in
        one of the blocks; all but the last have 8192 or more. None if there is no division.

    Raises
    ------
    ValueError
        As for `count`, when the first block is asked for.

    Notes
    -----
    The zone of the first region is chosen, then that of the first region left, and so on; a choice
    that leaves what cannot be divided into as many zones as remain is never made, so no time is
    lost on dead ends. The last two zones are made for all choices at once.

    Examples
    --------
    >>> path = np.eye(3, k=1, dtype=bool) | np.eye(3, k=-1, dtype=bool)
    >>> np.concatenate(list(divisions(path, 2)))
    array([[0, 1, 1],
           [0, 0, 1]])
    """
    programme, masks = _programme(adjacent, k)
    regions = len(programme.best).bit_length() - 1
    if programme.count[-1, k]:
        tails: dict[int, Masks] = {}
        extended = _extended(programme.count, masks, (1 << regions) - 1, k, tails)
        for zones in _gathered(extended):
            labels = np.zeros((len(zones), regions), dtype=np.int_)
            for zone in range(1, k):
                labels += zone * ((zones[:, zone, None] >> np.arange(regions)) & 1)
            yield labels


def _gathered(blocks: Iterator[Masks]) -> Iterator[Masks]:
    """The same rows in fewer blocks."""
    waiting: list[Masks] = []
    rows = 0
    for block in blocks:
        waiting.append(block)
        rows += len(block)
        if rows >= BLOCK:
            yield np.concatenate(waiting)
            waiting, rows = [], 0
    if waiting:
        yield np.concatenate(waiting)


def _extended(
    counts: Masks, masks: Masks, rest: int, k: int, tails: dict[int, Masks]
) -> Iterator[Masks]:
    """Masks (divisions, k) of the zones of all divisions of a subset that has some, in blocks."""
    if k == 1:
        yield np.array([[rest]])
        return
    if k == 2 and rest in tails:
        yield tails[rest]
        return
    own = masks[((masks & ~rest) == 0) & ((masks & (rest & -rest)) > 0)]
    own = own[counts[rest ^ own, k - 1] > 0]
    if k == 2:
        tails[rest] = np.column_stack([own, rest ^ own])
        yield tails[rest]
        return
    for zone in own.tolist():
        for others in _extended(counts, masks, rest ^ zone, k - 1, tails):
            yield np.column_stack([np.full(len(others), zone), others])


def adjusted_rand(labels: ArrayLike, reference: ArrayLike) -> Array:
    """Agreement of many divisions with one reference, corrected for chance.

    Parameters
    ----------
    labels : (divisions, regions)
        Zone of each region, 0 or more.
    reference : (regions,)
        Zone of each region; the numbers are names only.

    Returns
    -------
    (divisions,)
        1 is perfect, 0 what chance gives, negative below it.

    Raises
    ------
    ValueError
        If the shapes disagree, there are no regions or a label is not a whole number >= 0.

    Notes
    -----
    Hubert & Arabie (1985) from pair counts, ``2 (tp tn - fn fp) / ((tp + fn) (fn + tn) +
    (tp + fp) (fp + tn))`` as scikit-learn has it; 1 where both are the same trivial division. The
    counts are whole numbers: equal agreements are equal to the last digit.

    Examples
    --------
    >>> adjusted_rand([[0, 0, 1, 2], [0, 0, 1, 1]], [5, 5, 3, 3]).round(4)
    array([0.5714, 1.    ])
    """
    found, truth = np.asarray(labels), np.asarray(reference)
    if found.ndim != 2 or truth.ndim != 1 or found.shape[1] != len(truth) or not truth.size:
        raise ValueError(f"labels {found.shape}, reference {truth.shape}: regions must agree")
    if not np.issubdtype(found.dtype, np.integer) or found.min(initial=0) < 0:
        raise ValueError("labels must be whole numbers of 0 or more")
    groups = np.unique(truth, return_inverse=True)[1]
    member = np.equal.outer(groups, np.arange(groups.max() + 1)).astype(np.float64)
    both = np.zeros(len(found), dtype=np.int64)  # ordered pairs of regions that share their zone
    mine = np.zeros(len(found), dtype=np.int64)
    for zone in range(int(found.max(initial=0)) + 1):
        inside = (found == zone).astype(np.float64)  # exact, and the product is fast
        shared = (inside @ member).astype(np.int64)
        size = shared.sum(axis=1)
        mine += size * (size - 1)
        both += (shared * (shared - 1)).sum(axis=1)
    sizes = np.bincount(groups)
    theirs, pairs = int((sizes * (sizes - 1)).sum()), len(truth) * (len(truth) - 1)
    over, under = mine - both, theirs - both
    neither = pairs - mine - theirs + both
    top = 2.0 * (both * neither - over * under)
    bottom = theirs * (under + neither) + mine * (over + neither)
    trivial = (over == 0) & (under == 0)
    rand: Array = np.divide(top, bottom, out=np.ones(len(found)), where=~trivial)
    return rand


def standing(
    labels: ArrayLike, reference: ArrayLike, adjacent: ArrayLike, most: int = MOST
) -> Standing:
    """Tell how good an agreement is, compared with all divisions into as many contiguous zones.

    Parameters
    ----------
    labels : (regions,)
        Zone of each region; contiguous zones. The numbers are names only.
    reference : (regions,)
        Zone of each region, such as the official belts; any number of zones.
    adjacent : (regions, regions)
        Symmetric adjacency of at most 16 regions.
    most : int
        Most divisions to compare with, 1 or more.

    Returns
    -------
    Standing
        Exact: from every division, not from a sample.

    Raises
    ------
    ValueError
        If the adjacency is not square and symmetric, there are no or more than 16 regions, the
        lengths disagree, a zone is not contiguous, or there are more divisions than ``most``.

    Notes
    -----
    With few regions a high adjusted Rand index comes easily: contiguity alone makes any two
    divisions alike. Every division into as many contiguous zones counts as equally likely.

    Examples
    --------
    >>> path = np.eye(4, k=1, dtype=bool) | np.eye(4, k=-1, dtype=bool)
    >>> found = standing([0, 0, 0, 1], [0, 0, 1, 1], path)
    >>> found.adjusted_rand, round(found.percentile, 1), found.share_as_good, found.divisions
    (0.0, 33.3, 1.0, 3)
    """
    graph = contiguity.checked_graph(adjacent)
    names, truth = np.asarray(labels), np.asarray(reference)
    if names.shape != (len(graph),) or truth.shape != names.shape:
        raise ValueError(
            f"{len(graph)} regions, but labels {names.shape} and reference {truth.shape}"
        )
    zones = np.unique(names, return_inverse=True)[1]
    _check_contiguous(names, graph)
    k = int(zones.max(initial=0)) + 1
    total = count(graph, k)
    if total > most:
        raise ValueError(
            f"{total} divisions into {k} contiguous zones, more than {most}: raise the limit if "
            "there is time, or report the agreement without its standing"
        )
    own = float(adjusted_rand(zones[None], truth)[0])
    every = np.concatenate([adjusted_rand(block, truth) for block in divisions(graph, k)])
    below, equal = int((every < own).sum()), int((every == own).sum())
    return Standing(
        adjusted_rand=own,
        percentile=100 * (below + equal / 2) / total,
        share_as_good=(total - below) / total,
        best=float(every.max()),
        divisions=total,
    )


def _check_contiguous(labels: Labels, graph: NDArray[np.bool_]) -> None:
    """Refuse zones that do not hang together, with ValueError."""
    inside = {str(name): labels == name for name in np.unique(labels)}
    broken = [
        name for name, own in inside.items() if contiguity.components(graph[np.ix_(own, own)]).any()
    ]
    if broken:
        raise ValueError(f"zones {', '.join(broken)} are not contiguous")
