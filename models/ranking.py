"""Ranks of regions, fast enough for ten thousand draws over every county."""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ranks = NDArray[np.int32]
Order = NDArray[np.int64]
Mask = NDArray[np.bool_]

# Cells ranked at once: keys, order and ranks of a block together stay within a core's cache.
BLOCK_CELLS = 65_536


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
    for start in range(0, len(rows), step):
        _rank(rows[start : start + step], found[start : start + step])
    return found.reshape(numbers.shape)


def _rank(block: NDArray[np.floating], found: Ranks) -> None:
    """Write the ranks of some rows."""
    order, tied = (_packed_order if block.dtype == np.float32 else _order)(block)
    flat = order + (np.arange(len(block)) * block.shape[-1])[:, None]
    found.reshape(-1)[flat] = np.arange(1, block.shape[-1] + 1, dtype=np.int32)
    _share(found.reshape(-1), flat.reshape(-1), tied)
    missing = np.isnan(block)
    if missing.any():
        found[missing] = 0


def _packed_order(block: NDArray[np.floating]) -> tuple[Order, Mask]:
    """Regions from the highest value down, missing last, and whether each equals the one before."""
    bits = (0.0 - block).view(np.int32)  # ascending in -x; 0 - x has no negative zero
    # a float read as an integer sorts rightly once the magnitude bits of a negative are flipped
    keys = bits ^ ((bits >> 31) & np.int32(0x7FFFFFFF))
    keys[np.isnan(block)] = np.iinfo(np.int32).max
    packed = keys.astype(np.int64)
    packed <<= 32
    packed |= np.arange(block.shape[-1])
    packed.sort(axis=-1)
    high = packed >> 32
    return packed & 0xFFFFFFFF, high[:, 1:] == high[:, :-1]


def _order(block: NDArray[np.floating]) -> tuple[Order, Mask]:
    """As `_packed_order`, for 64-bit floats."""
    order = np.argsort(-block, axis=-1)
    descending = np.take(block, order + (np.arange(len(block)) * block.shape[-1])[:, None])
    return order, descending[:, 1:] == descending[:, :-1]


def _share(found: Ranks, flat: Order, tied: Mask) -> None:
    """Give each region that equals the one before it in order the rank of the first such."""
    row, column = np.nonzero(tied)
    if not row.size:
        return
    place = row * (tied.shape[-1] + 1) + column + 1  # in `flat`, whose rows are one longer
    starts_run = np.ones(len(place), dtype=np.bool_)
    # the first place of a row is never tied, so neighbours in `place` lie in one row
    starts_run[1:] = np.diff(place) != 1
    first = place[starts_run] - 1
    found[flat[place]] = found[flat[first]][np.cumsum(starts_run) - 1]
