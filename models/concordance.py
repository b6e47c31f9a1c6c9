"""From technology classes to industries in whole parts, so that totals reconcile exactly."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Counts = NDArray[np.int64]
Codes = NDArray[np.str_]

UNIT = 60
"""Parts of one right: the least number that 1 to 6 divide, so that most shares come out even."""

ROUNDING = 1e-6
"""Published weights are rounded; so far from one may their sum be."""


class Faults(NamedTuple):
    """What is wrong with the weights of a concordance; all empty if nothing. See `faults`."""

    repeated: tuple[tuple[str, str], ...]
    """Pairs of class and industry that stand there twice."""

    not_positive: tuple[tuple[str, str], ...]
    """Pairs whose weight is missing, infinite, zero or negative."""

    not_one: tuple[tuple[str, float], ...]
    """Classes whose weights do not sum to one, and their sum."""


class Concordance(NamedTuple):
    """Links from classes to industries in whole parts; see `build`."""

    classes: Codes
    """(classes,) sorted."""

    industries: Codes
    """(industries,) sorted."""

    from_class: Counts
    """(links,) position of the class; the links are sorted by class, then industry."""

    to_industry: Counts
    """(links,) position of the industry."""

    parts: Counts
    """(links,) parts of the class that go to the industry; they sum to the unit by class."""

    unit: int
    """Parts of one."""


class Mapped(NamedTuple):
    """Counts by industry; see `to_industries`."""

    parts: Counts
    """(..., industries) in parts; divided by the unit they are rights."""

    unmapped: Counts
    """(...) parts of the classes that the concordance does not know."""

    unknown: tuple[str, ...]
    """Those classes, sorted, if they have any count."""


def whole_parts(weights: ArrayLike, groups: ArrayLike, unit: int = UNIT) -> Counts:
    """Divide one unit of each group into whole parts, as close to the weights as possible.

    Parameters
    ----------
    weights : (rows,)
        Positive, finite; only their ratios within a group count. Ones share a right equally
        among the classes, or a class among the industries, that stand in its rows.
    groups : (rows,)
        Label of each row's group: the right or the class that is shared out.
    unit : int
        Parts of one, 1 or more.

    Returns
    -------
    (rows,)
        0 or more, **summing to the unit in each group**. Each differs from its exact share by
        less than one part; of equal remainders the earlier row has the odd part.

    Raises
    ------
    ValueError
        If a weight is missing, infinite or not positive, the shapes differ, or the unit is
        below 1.

    Notes
    -----
    Method of the largest remainder (Hamilton; Hare and Niemeyer).

    Examples
    --------
    >>> whole_parts([1, 1, 1, 0.7, 0.3], ["A", "A", "A", "B", "B"], unit=10)
    array([4, 3, 3, 7, 3])
    """
    shares, labels = np.asarray(weights, dtype=np.float64), np.asarray(groups)
    if shares.ndim != 1 or labels.shape != shares.shape:
        raise ValueError(f"need one group for each weight, got {labels.shape} and {shares.shape}")
    if not np.all((shares > 0) & np.isfinite(shares)):  # NaN fails the comparison
        raise ValueError("weights must be positive and finite, none missing")
    if unit < 1:
        raise ValueError(f"unit must be 1 or more, got {unit}")
    which = np.unique(labels, return_inverse=True)[1]
    exact = unit * shares / np.bincount(which, weights=shares)[which]
    rounded = np.round(exact, 9)  # so that 19.999999999 is 20, and equal remainders are equal
    parts = np.floor(rounded).astype(np.int64)
    order = np.lexsort((parts - rounded, which))  # stable: by group, the largest remainder first
    sizes = np.bincount(which)
    rank = np.empty(len(which), dtype=np.int64)
    rank[order] = np.arange(len(which)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    left = unit - np.bincount(which, weights=parts).astype(np.int64)
    return np.asarray(parts + (rank < left[which]))


def faults(
    classes: Sequence[str], industries: Sequence[str], weights: ArrayLike | None = None
) -> Faults:
    """Check the table of a concordance.

    Parameters
    ----------
    classes, industries : (links,)
        Codes as text.
    weights : (links,), optional
        Share of the class that goes to the industry. If left out, equal shares are meant, and
        only repeated pairs can be wrong.

    Returns
    -------
    Faults
        In the order of codes.

    Raises
    ------
    ValueError
        If the three have different lengths.

    Examples
    --------
    >>> found = faults(["A01B", "A01B", "C12N"], ["35", "01", "27"], [0.5, 0.4, 1.0])
    >>> found.not_one
    (('A01B', 0.9),)
    """
    if len(classes) != len(industries):
        raise ValueError(f"need one industry for each of {len(classes)} classes of links")
    pairs = list(zip(classes, industries, strict=True))
    repeated = sorted(pair for pair, times in Counter(pairs).items() if times > 1)
    if weights is None:
        return Faults(tuple(repeated), (), ())
    shares = np.asarray(weights, dtype=np.float64)
    if shares.shape != (len(pairs),):
        raise ValueError(f"need one weight for each of {len(pairs)} links, got {shares.shape}")
    bad = ~((shares > 0) & np.isfinite(shares))  # NaN is neither
    wrong = sorted(pair for pair, fault in zip(pairs, bad, strict=True) if fault)
    names, which = np.unique(np.asarray(classes, dtype=np.str_), return_inverse=True)
    sums = np.bincount(which, weights=np.where(bad, 0.0, shares))
    off = np.abs(sums - 1) > ROUNDING
    not_one = [
        (str(name), round(float(total), 6))
        for name, total in zip(names[off], sums[off], strict=True)
    ]
    return Faults(tuple(repeated), tuple(wrong), tuple(not_one))


def build(
    classes: Sequence[str],
    industries: Sequence[str],
    weights: ArrayLike | None = None,
    unit: int = UNIT,
) -> Concordance:
    """Concordance in whole parts.

    Parameters
    ----------
    classes, industries, weights
        As for `faults`.
    unit : int
        Parts of one. Weights finer than one part are rounded to parts, and a link with less
        than half a part may get none: take 10,000 for published decimals.

    Returns
    -------
    Concordance
        The parts of each class sum to the unit.

    Raises
    ------
    ValueError
        If `faults` finds one, or the unit is below 1.

    Examples
    --------
    >>> found = build(["A01B", "C12N", "A01B"], ["35", "27", "01"], [0.7, 1.0, 0.3])
    >>> found.industries[found.to_industry], found.parts
    (array(['01', '35', '27'], dtype='<U2'), array([18, 42, 60]))
    """
    found = faults(classes, industries, weights)
    if any(found):
        raise ValueError(f"the concordance has faults: {found}")
    names, from_class = np.unique(np.asarray(classes, dtype=np.str_), return_inverse=True)
    targets, to_industry = np.unique(np.asarray(industries, dtype=np.str_), return_inverse=True)
    shares = np.ones(len(from_class)) if weights is None else np.asarray(weights, dtype=np.float64)
    # by code, so that an odd part does not depend on the order of rows in a file
    order = np.lexsort((to_industry, from_class))
    from_class, to_industry = from_class[order], to_industry[order]
    parts = whole_parts(shares[order], from_class, unit)
    return Concordance(names, targets, from_class, to_industry, parts, unit)


def to_industries(counts: ArrayLike, classes: Sequence[str], table: Concordance) -> Mapped:
    """Counts by class, shared out among industries.

    Parameters
    ----------
    counts : (..., classes)
        Whole numbers, not negative: rights, or parts of rights from `whole_parts` if a right has
        several classes. Leading axes, such as years and regions, are kept.
    classes : (classes,)
        Their codes, each once.
    table : Concordance
        From `build`.

    Returns
    -------
    Mapped
        **parts summed over industries + unmapped = unit x counts summed over classes**, exactly.

    Raises
    ------
    ValueError
        If counts are not whole or negative, or the codes do not fit or repeat.

    Examples
    --------
    >>> table = build(["A01B", "A01B", "C12N"], ["35", "01", "27"])
    >>> found = to_industries([[3, 2, 1]], ["A01B", "C12N", "Z99Z"], table)
    >>> table.industries, found.parts, found.unmapped, found.unknown
    (array(['01', '27', '35'], dtype='<U2'), array([[ 90, 120,  90]]), array([60]), ('Z99Z',))
    """
    # a concordance of 70,000 groups and 1,400 industries is sparse
    from scipy.sparse import csr_array  # noqa: PLC0415

    seen, codes = np.asarray(counts), np.asarray(classes, dtype=np.str_)
    if seen.dtype.kind not in "iu" or (seen.size and seen.min() < 0):
        raise ValueError("counts must be whole numbers, none missing and none negative")
    if seen.shape[-1:] != codes.shape or len(np.unique(codes)) < len(codes):
        raise ValueError(f"need one code for each of the classes {seen.shape}, each once")
    place = np.searchsorted(table.classes, codes)
    known = np.isin(codes, table.classes)
    size = len(table.industries), len(table.classes)
    matrix = csr_array((table.parts, (table.to_industry, table.from_class)), shape=size)
    flat = seen.reshape(-1, len(codes)).astype(np.int64)
    parts = (matrix[:, place[known]] @ flat[:, known].T).T
    rest = flat[:, ~known]
    unknown = sorted(codes[~known][rest.any(axis=0)].tolist())
    return Mapped(
        np.ascontiguousarray(parts).reshape(*seen.shape[:-1], size[0]),
        (table.unit * rest.sum(axis=1)).reshape(seen.shape[:-1]),
        tuple(unknown),
    )
