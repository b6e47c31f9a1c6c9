"""Ranks of regions, fast enough for ten thousand draws over every county."""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ranks = NDArray[np.int32]
Order = NDArray[np.int64]
Mask = NDArray[np.bool_]

# Cells ranked at once: keys, order and ranks of a block together stay within a core's cache.
BLOCK_CELLS = 32_768


def ranks(values: ArrayLike) -> Ranks:
    """Rank regions from the highest value down; equal values share the better rank.

    Parameters
    ----------
    values : (..., regions)
        Any unit; 32-bit floats are ranked as they are, all else as 64-bit floats. NaN is a
        missing value.

    Returns
    -------
    (..., regions)
        1 for the highest. Of equal values each gets the best rank and the next one is left out
        (1, 2, 2, 4). **0 where the value is missing: no rank**, and the others are ranked as if
        that region were not there.

    Raises
    ------
    ValueError
        If there is no region axis.

    Notes
    -----
    "Standard competition" ranking, method ``min`` of scipy and of pandas. A 32-bit float and the
    number of its region fit into one 64-bit integer, and sorting those is cheaper than argsort.

    Examples
    --------
    >>> ranks([[0.3, 0.9, np.nan, 0.3, 0.1]])
    array([[2, 1, 0, 2, 4]], dtype=int32)
    """
    numbers = np.asarray(values)
    if numbers.ndim < 1:
        raise ValueError("values must be (..., regions), got a single number")
    if numbers.dtype != np.float32:
        numbers = numbers.astype(np.float64)
    regions = numbers.shape[-1]
    rows = numbers.reshape(math.prod(numbers.shape[:-1]), regions)
    found = np.empty(rows.shape, dtype=np.int32)
    step = max(1, BLOCK_CELLS // max(regions, 1))
    most = min(step, len(rows))
    cells = np.arange(most * regions).reshape(most, regions)
    places = np.tile(np.arange(1, regions + 1, dtype=np.int32), most)
    for start in range(0, len(rows), step):
        _rank(rows[start : start + step], found[start : start + step], cells, places)
    return found.reshape(numbers.shape)


def _rank(block: NDArray[np.floating], found: Ranks, cells: Order, places: Ranks) -> None:
    """Write the ranks of some rows, given 0, 1, ... over all rows and 1, 2, ... in each row."""
    missing = np.flatnonzero(np.isnan(block))
    ordered = _packed_order if block.dtype == np.float32 else _order
    order, same = ordered(block, missing, cells[: len(block)])
    ranked = found.reshape(-1)
    ranked[order] = places[: block.size]
    tied = np.flatnonzero(same) + 1
    _share(ranked, order, tied[tied % block.shape[-1] != 0])  # a row's first place has none before
    ranked[missing] = 0


def _packed_order(block: NDArray[np.floating], missing: Order, cells: Order) -> tuple[Order, Mask]:
    """Cells row by row, the highest value first and missing last; is each as the one before it."""
    keys = (0.0 - block).view(np.int32)  # ascending in -x; 0 - x has no negative zero
    # a float read as an integer sorts rightly once the magnitude bits of a negative are flipped
    keys ^= (keys >> 31) & np.int32(0x7FFFFFFF)
    keys.reshape(-1)[missing] = np.iinfo(np.int32).max
    packed = keys.astype(np.int64)
    packed <<= 32
    packed |= cells
    packed.sort(axis=-1)
    flat = packed.reshape(-1)
    order = flat & 0xFFFFFFFF
    flat >>= 32
    return order, flat[1:] == flat[:-1]


def _order(block: NDArray[np.floating], missing: Order, cells: Order) -> tuple[Order, Mask]:
    """As `_packed_order`, for 64-bit floats, whose missing ones equal nothing and come last."""
    order = np.argsort(-block, axis=-1)
    order += cells[:, :1]
    descending = np.take(block, order.reshape(-1))
    return order.reshape(-1), descending[1:] == descending[:-1]


def _share(ranked: Ranks, order: Order, tied: Order) -> None:
    """Give each cell at a ``tied`` position of the order the rank of the first that it equals."""
    if not tied.size:
        return
    starts_run = np.ones(len(tied), dtype=np.bool_)
    # the first position of a row is never tied, so neighbours in `tied` lie in one row
    starts_run[1:] = np.diff(tied) != 1
    first = tied[starts_run] - 1
    ranked[order[tied]] = ranked[order[first]][np.cumsum(starts_run) - 1]
