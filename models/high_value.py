"""High-value inventions: five overlapping classes counted once, and how they overlap."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Counts = NDArray[np.int64]

CLASSES = ("strategic_industry", "overseas_family", "long_maintained", "pledged", "awarded")
"""The five classes of the CNIPA, in the order of columns: strategic emerging industries; a family
member abroad; maintained for more than 10 years; a high amount of pledge financing; a State
Science and Technology Award or a China Patent Award."""


def combinations(classes: ArrayLike, groups: ArrayLike | None = None, number: int = 1) -> Counts:
    """Count rights by the exact combination of classes to which they belong.

    Parameters
    ----------
    classes : (rights, classes)
        True where the right belongs to the class, at most 16 classes. Thresholds, such as that of
        a high pledge, are the caller's.
    groups : (rights,), optional
        Position of each right's group, such as its region, from 0; one group if left out.
    number : int
        How many groups there are, with or without rights.

    Returns
    -------
    (groups, 2 ** classes)
        Rights by combination: bit c of the position is class c, so 0 is none and the last is
        all. **Counts of regions or years may be added up**, and all else follows from them.

    Raises
    ------
    ValueError
        If the classes are not boolean, there are too many, or a group is out of range.

    Examples
    --------
    >>> combinations([[True, False], [True, True], [False, False], [True, True]])
    array([[1, 1, 0, 2]])
    """
    held = np.asarray(classes)
    if held.dtype != np.bool_ or held.ndim != 2 or held.shape[1] > 16:
        raise ValueError(
            f"need true or false for up to 16 classes of each right, got {held.dtype} {held.shape}"
        )
    group = np.zeros(len(held), dtype=np.int64) if groups is None else np.asarray(groups)
    if group.shape != held.shape[:1] or group.dtype.kind not in "iu":
        raise ValueError(f"need the position of a group for each of {len(held)} rights")
    if len(group) and not 0 <= group.min() <= group.max() < number:
        raise ValueError(f"positions of groups must lie from 0 to {number - 1}")
    size = 1 << held.shape[1]
    which = held @ (1 << np.arange(held.shape[1]))
    cells = np.bincount(group.astype(np.int64) * size + which, minlength=number * size)
    return np.asarray(cells.reshape(number, size).astype(np.int64))


def union(counts: ArrayLike) -> Counts:
    """Rights that belong to one class or more, each counted once.

    Parameters
    ----------
    counts : (..., 2 ** classes)
        From `combinations`.

    Returns
    -------
    (...)
        The number of high-value inventions; never the sum of the classes.

    Raises
    ------
    ValueError
        If the counts are not whole, or not as many as there are combinations.

    Examples
    --------
    >>> union([[1, 1, 0, 2]])
    array([3])
    """
    return np.asarray(_counts(counts)[0][..., 1:].sum(axis=-1))


def overlaps(counts: ArrayLike) -> Counts:
    """Rights that belong to both of two classes, and on the diagonal to one.

    Parameters
    ----------
    counts : (..., 2 ** classes)
        From `combinations`.

    Returns
    -------
    (..., classes, classes)
        Symmetric. The diagonal is the size of each class, overlaps included: its sum exceeds the
        `union` by what it counts twice or more.

    Raises
    ------
    ValueError
        As for `union`.

    Examples
    --------
    >>> overlaps([1, 1, 0, 2])
    array([[3, 2],
           [2, 2]])
    """
    cells, bits = _counts(counts)
    return np.asarray(np.einsum("...c,ci,cj->...ij", cells, bits, bits))


def by_number(counts: ArrayLike) -> Counts:
    """Rights by the number of classes to which they belong: none, one, ..., all.

    Parameters
    ----------
    counts : (..., 2 ** classes)
        From `combinations`.

    Returns
    -------
    (..., classes + 1)
        Summing to all rights.

    Raises
    ------
    ValueError
        As for `union`.

    Examples
    --------
    >>> by_number([1, 1, 0, 2])
    array([1, 1, 2])
    """
    cells, bits = _counts(counts)
    places = bits.sum(axis=1)[:, None] == np.arange(bits.shape[1] + 1)
    return np.asarray(cells @ places.astype(np.int64))


def _counts(counts: ArrayLike) -> tuple[Counts, Counts]:
    """Counts by combination, and which classes each holds: (2 ** classes, classes) of 0 and 1."""
    cells = np.asarray(counts)
    size = cells.shape[-1] if cells.ndim else 0
    if cells.dtype.kind not in "iu" or size < 2 or size & (size - 1):
        raise ValueError(f"need whole counts by combination, got {cells.dtype} {cells.shape}")
    number = size.bit_length() - 1
    bits = (np.arange(size)[:, None] >> np.arange(number)) & 1
    return cells.astype(np.int64), bits.astype(np.int64)
