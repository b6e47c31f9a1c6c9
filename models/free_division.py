"""The best division where zones need not be contiguous: what contiguity costs."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from models import exact, subsets, ward
from models.division import (
    Array,
    Division,
    Labels,
    Method,
    check_ks,
    checked_features,
    numbered,
    within,
)

FREE_LIMIT = 13
"""Most regions that are divided exactly: 0.1 s; each more triples it."""

# Random starts of k-means: few hundred regions rarely gain from more. Their seed, and the most
# rounds, which only a start that wavers by rounding could need.
STARTS, SEED, ROUNDS = 20, 0, 300


def free_divisions(
    features: ArrayLike,
    ks: Sequence[int],
    limit: int = FREE_LIMIT,
    at_most: Sequence[ArrayLike] | None = None,
) -> tuple[Division, ...]:
    """Divide into zones that need not be contiguous.

    Parameters
    ----------
    features : (regions, indicators)
        Finite, on a common scale.
    ks : sequence of int
        Numbers of zones, each in 1..regions.
    limit : int
        Most regions for the exact method; above 16 it refuses.
    at_most : sequence of (regions,), optional
        For each of ``ks`` the zones of a known division into as many, such as the contiguous one:
        k-means starts from it, too, so that the division found is at least as good.

    Returns
    -------
    tuple of Division
        In the order of ``ks``. ``exact`` up to the limit; above it ``ward`` or ``k_means``,
        whichever has the lower sum of squares.

    Raises
    ------
    ValueError
        If a feature is missing or infinite, there is one region, a k is out of range, ``limit`` is
        above 16, or ``at_most`` does not hold a division into k zones for each k.

    Notes
    -----
    Exact: `models.subsets` with every subset allowed. Else Ward (1963), by scipy, and k-means by
    Lloyd's algorithm (1982): best of 20 starts from random regions (Forgy 1965) with a fixed seed,
    one from Ward's zones and one from the known division. (For few regions
    scikit-learn's KMeans takes a hundred times as long, spent around the arithmetic.)

    Examples
    --------
    >>> free_divisions([[0.0], [9.0], [1.0]], [2])[0].labels
    array([0, 1, 0])
    """
    from scipy.cluster import hierarchy  # noqa: PLC0415  slow import, few callers

    values = checked_features(features)
    check_ks(tuple(ks), len(values))
    known = _checked_known(ks, at_most, len(values))
    if len(values) <= limit:
        exact.check_limit(len(values))
        anything = np.arange(1 << len(values)) > 0
        programme = subsets.divide_all(subsets.scatter(values), anything, max(ks, default=1))
        return tuple(exact.from_programme(programme, k) for k in ks)
    merges = hierarchy.ward(values)[:, :2].astype(np.int_)
    centred = values - values.mean(axis=0)  # so that squares of large numbers do not cancel
    found = []
    for k, own in zip(ks, known, strict=True):
        by_ward = ward.cut(merges, k)
        starts = [by_ward] if own is None else [by_ward, own]
        tried: list[tuple[Labels, Method]] = [(by_ward, "ward")]
        tried += [(one, "k_means") for one in (*starts[1:], *_k_means(centred, k, starts))]
        labels, name = min(tried, key=lambda one: within(values, one[0]))
        found.append(Division(numbered(labels), within(values, labels), name))
    return tuple(found)


def _checked_known(
    ks: Sequence[int], at_most: Sequence[ArrayLike] | None, regions: int
) -> list[Labels | None]:
    """Known divisions, one for each k and into k zones; None for each k without them."""
    if at_most is None:
        return [None] * len(ks)
    known: list[Labels | None] = [numbered(labels) for labels in at_most]
    zones = [len(np.unique(labels)) for labels in at_most]
    if zones != list(ks) or any(np.shape(labels) != (regions,) for labels in at_most):
        raise ValueError(f"need a known division of {regions} regions for each of {list(ks)} zones")
    return known


def _k_means(values: Array, k: int, known: list[Labels]) -> list[Labels]:
    """Labels by Lloyd's algorithm from known divisions and from random regions.

    All starts go on at once, each until no region changes its zone; one that loses a zone is
    dropped.
    """
    order = np.tile(np.arange(len(values)), (STARTS, 1))
    chosen = np.random.default_rng(SEED).permuted(order, axis=1)[:, :k]
    labels = np.concatenate([np.array(known), _closest(values, values[chosen])])
    done: list[Labels] = []
    for _ in range(ROUNDS):
        flat = (labels + np.arange(len(labels))[:, None] * k).ravel()
        sizes = np.bincount(flat, minlength=len(labels) * k)
        sums = [np.bincount(flat, np.tile(one, len(labels)), len(sizes)) for one in values.T]
        means = np.column_stack(sums) / np.maximum(sizes, 1)[:, None]
        whole = (sizes.reshape(-1, k) > 0).all(axis=1)
        moved = _closest(values, means.reshape(len(labels), k, -1))
        same = (moved == labels).all(axis=1)
        done.extend(labels[whole & same])
        labels = moved[whole & ~same]
        if not len(labels):
            break
    return done


def _closest(values: Array, means: Array) -> Labels:
    """Zone (starts, regions) whose mean, of (starts, k, indicators), is nearest."""
    squares = (means**2).sum(axis=-1)[:, None, :]
    closest: Labels = (squares - 2 * values @ means.swapaxes(1, 2)).argmin(axis=-1)
    return closest
