"""How firmly regions belong to their zones, over many divisions of the same regions."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Labels = NDArray[np.int_]
Mask = NDArray[np.bool_]

NONE = -1
"""Label of a region that a draw gives no zone."""

# Most numbers of the table (zones x draws, regions) held at once: 64 MB.
BLOCK = 16_000_000


@dataclass(frozen=True, eq=False)
class Stability:
    """How often regions keep the zone that a reference division gives them."""

    kept: Array
    """(regions,) share of the draws that give the region a zone in which it is the zone matched
    with its own; NaN for a region that no draw gives one."""

    drawn: Labels
    """(regions,) number of draws that give the region a zone."""

    weak: Mask
    """(regions,) the share is below what was asked for, or there is none."""


def _checked_draws(draws: ArrayLike) -> Labels:
    """Draws with their zones renumbered 0, 1, ... over all of them; -1 stays."""
    found = np.asarray(draws)
    if found.ndim != 2 or not found.size or not np.issubdtype(found.dtype, np.integer):
        raise ValueError(
            f"draws must be whole numbers (draws, regions), at least one of each: got "
            f"{found.dtype} {found.shape}"
        )
    if found.min() < NONE:
        raise ValueError(f"zones must be 0 or more, or {NONE} for none: got {found.min()}")
    names, inverse = np.unique(found, return_inverse=True)
    labels: Labels = inverse.reshape(found.shape) - int(names[0] == NONE)
    return labels


def co_association(draws: ArrayLike) -> Array:
    """Share of draws in which two regions lie in the same zone.

    Parameters
    ----------
    draws : (draws, regions)
        Zone of each region in each draw, 0 or more, -1 for none; the numbers are names only and
        need not mean the same in two draws.

    Returns
    -------
    (regions, regions)
        In [0, 1], symmetric: of the draws that give both regions a zone, the share that gives
        them the same. 1 on the diagonal. NaN where no draw gives both one.

    Raises
    ------
    ValueError
        If the labels are not whole numbers of -1 or more, or there are none.

    Notes
    -----
    Fred & Jain (2005), evidence accumulation. Draws are taken in blocks: memory is that of the
    result and 64 MB.

    Examples
    --------
    >>> co_association([[0, 0, 1], [1, 0, -1]])
    array([[1. , 0.5, 0. ],
           [0.5, 1. , 0. ],
           [0. , 0. , 1. ]])
    """
    labels = _checked_draws(draws)
    regions = labels.shape[1]
    zones = max(int(labels.max()) + 1, 1)
    step = max(BLOCK // (regions * zones), 1)
    same = np.zeros((regions, regions))
    for start in range(0, len(labels), step):
        block = labels[start : start + step]
        # float32 counts exactly to 16 million, more than a block can hold
        member = (block[:, None, :] == np.arange(zones)[:, None]).reshape(-1, regions)
        table = member.astype(np.float32)
        same += table.T @ table
    both = np.full((regions, regions), float(len(labels)))
    if labels.min() == NONE:
        present = (labels != NONE).astype(np.float64)
        both = present.T @ present
    shares: Array = np.divide(same, both, out=np.full_like(same, np.nan), where=both > 0)
    return shares


def matched(labels: ArrayLike, reference: ArrayLike) -> Labels:
    """Rename the zones of a division after those of a reference, as many regions alike as can be.

    Parameters
    ----------
    labels : (regions,)
        Zone of each region, -1 for none.
    reference : (regions,)
        Zone of each region, 0 or more.

    Returns
    -------
    (regions,)
        Zone of the reference that is matched with each region's zone; -1 for a zone without
        match and for no zone. Each reference zone is matched once at most.

    Raises
    ------
    ValueError
        If the labels are not whole numbers, too low or not equally many, or there are none.

    Notes
    -----
    Kuhn (1955), by scipy's linear_sum_assignment. Where matches tie, the one shown depends on the
    order of zones; a zone is never matched with one it shares no region with.

    Examples
    --------
    >>> matched([7, 7, 2, 2], [0, 0, 0, 1])
    array([0, 0, 1, 1])
    """
    names = _checked_reference(reference)
    one = _checked_draws(np.asarray(labels)[None])
    if one.shape[1] != len(names):
        raise ValueError(f"labels of {one.shape[1]} regions, reference of {len(names)}")
    codes, own = np.unique(names, return_inverse=True)
    found = _match(one[0], own)
    renamed: Labels = np.where(found == NONE, NONE, codes[found])
    return renamed


def _checked_reference(reference: ArrayLike) -> Labels:
    """A reference division: one-dimensional whole numbers, 0 or more."""
    names = np.asarray(reference)
    if names.ndim != 1 or not names.size or not np.issubdtype(names.dtype, np.integer):
        raise ValueError(
            f"reference must be whole numbers (regions,), got {names.dtype} {names.shape}"
        )
    if names.min() < 0:
        raise ValueError(f"every region needs a zone of the reference, got {names.min()}")
    return names.astype(np.int_)


def _match(labels: Labels, own: Labels) -> Labels:
    """Labels renamed after the zones 0, 1, ... of a reference; -1 where there is no match."""
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415  slow import, few callers

    zones, truths = int(labels.max()) + 1, int(own.max()) + 1
    there = labels != NONE
    shared = np.bincount(own[there] * zones + labels[there], minlength=zones * truths)
    table = shared.reshape(truths, zones)
    row, column = linear_sum_assignment(table, maximize=True)
    real = table[row, column] > 0
    names = np.full(zones + 1, NONE, dtype=np.int_)  # the last entry is that of no zone, -1
    names[column[real]] = row[real]
    renamed: Labels = names[labels]
    return renamed


def stability(draws: ArrayLike, reference: ArrayLike, least_share: float) -> Stability:
    """Tell how often each region keeps its zone of a reference division.

    Parameters
    ----------
    draws : (draws, regions)
        Zone of each region in each draw, 0 or more, -1 for none; names may differ by draw.
    reference : (regions,)
        Zone of each region, 0 or more: the division that is to be trusted or not.
    least_share : float
        Share of draws, in (0, 1], below which membership is weak.

    Returns
    -------
    Stability
        Dimensionless shares. A draw with more zones than the reference keeps regions in the
        matched zones only.

    Raises
    ------
    ValueError
        If labels are not whole numbers or too low, there are no draws or no regions, the numbers
        of regions differ, or the share is out of range.

    Notes
    -----
    Zones of each draw are matched with those of the reference so that as many regions as possible
    keep theirs (Kuhn 1955); equal draws are matched once. See `matched` for ties.

    Examples
    --------
    >>> found = stability([[1, 1, 0], [5, 5, 5], [3, 4, -1]], [0, 0, 1], 0.6)
    >>> found.kept, found.weak
    (array([1.        , 0.66666667, 0.5       ]), array([False, False,  True]))
    """
    labels, names = _checked_draws(draws), _checked_reference(reference)
    if labels.shape[1] != len(names):
        raise ValueError(f"draws of {labels.shape[1]} regions, reference of {len(names)}")
    if not 0 < least_share <= 1:
        raise ValueError(f"the least share must lie in (0, 1], got {least_share}")
    own = np.unique(names, return_inverse=True)[1]
    rows, times = np.unique(labels, axis=0, return_counts=True)
    same, drawn = np.zeros(len(names)), np.zeros(len(names), dtype=np.int_)
    for row, often in zip(rows, times, strict=True):
        same += often * (_match(row, own) == own)
        drawn += often * (row != NONE)
    kept = np.divide(same, drawn, out=np.full(len(names), np.nan), where=drawn > 0)
    return Stability(kept, drawn, ~(kept >= least_share))
