"""How unevenly a resource is spread, within and between groups of regions: Gini, Theil, Dagum."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Names = NDArray[np.generic]


@dataclass(frozen=True, eq=False)
class Theil:
    """A Theil index and its parts; see `theil_t` and `theil_l`. All dimensionless."""

    total: Array
    """(...) 0 if each region's share of the amount is its share of the population."""

    between: Array
    """(...) Inequality if every group shared its amount equally."""

    within: Array
    """(...) The rest: the sum of ``contributions``."""

    inside: Array
    """(..., groups) Index of each group by itself; NaN, undefined, for T if it has nothing."""

    contributions: Array
    """(..., groups) ``inside`` times the group's share: of the amount for T, of people for L."""

    groups: Names
    """(groups,) Labels, sorted; the order of the last axis above."""


@dataclass(frozen=True, eq=False)
class Dagum:
    """Gini coefficient and its parts; see `dagum`. All dimensionless."""

    total: Array
    """(...) Gini coefficient of all regions."""

    within: Array
    """(...) G_w, from differences inside groups."""

    between: Array
    """(...) G_nb, from differences between the groups' means."""

    transvariation: Array
    """(...) G_t, from overlap: regions of the poorer group that exceed regions of the richer."""

    across: Array
    """(..., groups, groups) G_jh of each pair of groups, G_jj, the Gini inside a group, on the
    diagonal; NaN, undefined, where all values of both are 0."""

    affluence: Array
    """(..., groups, groups) D_jh: 0 if two groups have equal means, 1 if they do not overlap."""

    groups: Names
    """(groups,) Labels, sorted; the order of the last axes above."""


def gini(values: ArrayLike) -> Array:
    """Gini coefficient; every region counts the same, whatever its population.

    Parameters
    ----------
    values : (..., regions)
        Not negative, finite, not all 0; such as patents per 10 000 people. Leading axes, such as
        years, are kept.

    Returns
    -------
    (...)
        Dimensionless, 0 (all equal) to ``1 - 1 / regions`` (one region has everything).

    Raises
    ------
    ValueError
        If a value is negative or missing, there are no regions, or all values are 0.

    Notes
    -----
    ``sum_ij |y_i - y_j| / (2 n^2 m)``, m the mean. Gini (1912).

    Examples
    --------
    >>> gini([[1.0, 1.0], [0.0, 4.0]])
    array([0. , 0.5])
    """
    levels = _amounts(values)
    number = levels.shape[-1]
    # the sum over pairs, from ranks: a value is added once per smaller one, taken off per larger
    signs = 2 * np.arange(number) - (number - 1)
    total = levels.sum(axis=-1)
    return np.asarray((np.sort(levels, axis=-1) * signs).sum(axis=-1) / (number * total))


def theil_t(amounts: ArrayLike, population: ArrayLike, groups: ArrayLike) -> Theil:
    """Theil's T: inequality weighted by the amount, within and between groups.

    Parameters
    ----------
    amounts : (..., regions)
        What is shared out, as totals, not per head; not negative, finite, not all 0. Leading axes,
        such as years, are kept.
    population : (..., regions)
        People, firms or whatever the amount should follow; positive, finite. Ones count every
        region the same. Broadcast against the amounts.
    groups : (regions,)
        Label of each region's group, such as a belt; all labels equal if there are no groups.

    Returns
    -------
    Theil
        ``total = between + within``. From 0 to ``-ln`` of the smallest share of the population.

    Raises
    ------
    ValueError
        If an amount is negative or missing, all are 0, a population is not positive, or the
        shapes disagree.

    Notes
    -----
    ``T = sum s_i ln(s_i / p_i)``, s the share of the amount, p of the population, ``0 ln 0 = 0``;
    ``T = sum_g S_g ln(S_g / P_g) + sum_g S_g T_g``. Theil (1967), Economics and Information Theory.

    Examples
    --------
    >>> found = theil_t([0.0, 2.0, 1.0, 1.0], np.ones(4), ["a", "a", "b", "b"])
    >>> found.total.round(4), found.between.round(4), found.inside.round(4)
    (np.float64(0.3466), np.float64(0.0), array([0.6931, 0.    ]))
    """
    shares, people, members, names = _shares(amounts, population, groups)
    return _theil(shares, people, members, names)


def theil_l(amounts: ArrayLike, population: ArrayLike, groups: ArrayLike) -> Theil:
    """Theil's L (mean logarithmic deviation): inequality weighted by people.

    Parameters
    ----------
    amounts : (..., regions)
        As for `theil_t`, but positive: L is undefined, infinite, if a region has nothing.
    population, groups
        As for `theil_t`.

    Returns
    -------
    Theil
        ``total = between + within``; no upper bound.

    Raises
    ------
    ValueError
        As for `theil_t`, or if an amount is 0.

    Notes
    -----
    ``L = sum p_i ln(p_i / s_i) = sum_g P_g ln(P_g / S_g) + sum_g P_g L_g``, in the symbols of
    `theil_t`. Theil (1967).

    Examples
    --------
    >>> found = theil_l([1.0, 1.0, 3.0, 3.0], np.ones(4), ["a", "a", "b", "b"])
    >>> found.total.round(4), found.within.round(4)
    (np.float64(0.1438), np.float64(0.0))
    """
    shares, people, members, names = _shares(amounts, population, groups)
    if not shares.all():
        raise ValueError("Theil's L is undefined where an amount is 0; use theil_t")
    return _theil(people, shares, members, names)


def _theil(shares: Array, reference: Array, members: Array, names: Names) -> Theil:
    """Divergence of shares from the reference: over all, between groups, inside each."""
    ours, theirs = shares @ members, reference @ members
    total = _divergence(shares, reference).sum(axis=-1)
    between = _divergence(ours, theirs).sum(axis=-1)
    # scaled so that each group's shares sum to 1; a group with nothing keeps zeros
    ours_of, theirs_of = ours @ members.T, theirs @ members.T
    own = np.divide(shares, ours_of, out=np.zeros_like(shares), where=ours_of > 0)
    inside = _divergence(own, reference / theirs_of) @ members
    contributions = ours * inside
    return Theil(
        total=total,
        between=between,
        within=contributions.sum(axis=-1),
        inside=np.where(ours > 0, inside, np.nan),
        contributions=contributions,
        groups=names,
    )


def _divergence(shares: Array, reference: Array) -> Array:
    """Terms ``s ln(s / p)``, 0 where s is 0."""
    ratio = np.divide(shares, reference, out=np.ones_like(shares), where=shares > 0)
    return np.asarray(shares * np.log(ratio))


def dagum(values: ArrayLike, groups: ArrayLike) -> Dagum:
    """Gini coefficient divided into differences within groups, between groups, and overlap.

    Parameters
    ----------
    values : (..., regions)
        As for `gini`. Not weighted by population: a small region counts like a large one.
    groups : (regions,)
        Label of each region's group.

    Returns
    -------
    Dagum
        ``total = within + between + transvariation``.

    Raises
    ------
    ValueError
        As for `gini`, or if there is not one label for each region.

    Notes
    -----
    ``G_jh = mean|y_j - y_h| / (m_j + m_h)``, ``D_jh = (d - p) / (d + p)``, and with p_j, s_j the
    shares of regions and of the sum: ``G_w = sum G_jj p_j s_j``, ``G_nb = sum_{j>h} G_jh (p_j s_h +
    p_h s_j) D_jh``, G_t with ``1 - D_jh``. Dagum, Empirical Economics 22, 1997, 515-531.

    Examples
    --------
    >>> found = dagum([1.0, 3.0, 2.0, 6.0], ["a", "a", "b", "b"])
    >>> parts = found.within, found.between, found.transvariation, found.total
    >>> np.round(parts, 4)
    array([0.125 , 0.1667, 0.0417, 0.3333])
    """
    levels = _amounts(values)
    members, names = _members(groups, levels.shape[-1])
    across, affluence = _pairs(levels, members)
    # each ordered pair once: p_j s_h + p_h s_j comes from jh and hj
    held = levels @ members / levels.sum(axis=-1, keepdims=True)
    crossed = members.mean(axis=0)[:, None] * held[..., None, :]
    parts = np.where(np.isnan(across), 0, across) * crossed
    own = np.eye(len(names), dtype=np.bool_)
    return Dagum(
        total=gini(levels),
        within=(parts * own).sum(axis=(-2, -1)),
        between=(parts * ~own * affluence).sum(axis=(-2, -1)),
        transvariation=(parts * ~own * (1 - affluence)).sum(axis=(-2, -1)),
        across=across,
        affluence=affluence,
        groups=names,
    )


def _pairs(levels: Array, members: Array) -> tuple[Array, Array]:
    """G_jh and D_jh of each pair of groups: (..., groups, groups) each.

    ``d + p`` is the mean absolute difference and ``d - p`` the difference of the means, so that
    D_jh needs no order of groups.
    """
    means = levels @ members / members.sum(axis=0)
    distance = _mean_differences(levels, members)
    gap = np.abs(means[..., :, None] - means[..., None, :])
    both = means[..., :, None] + means[..., None, :]
    across = np.divide(distance, both, out=np.full_like(both, np.nan), where=both > 0)
    affluence = np.divide(gap, distance, out=np.zeros_like(gap), where=distance > 0)
    return across, np.minimum(affluence, 1)  # above 1 by rounding alone


def _mean_differences(levels: Array, members: Array) -> Array:
    """Mean of |y_i - y_k| over i in one group and k in another: (..., groups, groups)."""
    sizes = members.sum(axis=0)
    found = np.empty((*levels.shape[:-1], len(sizes), len(sizes)))
    for place in np.ndindex(levels.shape[:-1]):  # one year at a time: regions squared in memory
        row = levels[place]
        found[place] = members.T @ np.abs(row[:, None] - row) @ members
    return np.asarray(found / np.outer(sizes, sizes))


def _amounts(values: ArrayLike) -> Array:
    """Values (..., regions) as floats: finite, not negative, not all 0."""
    levels = np.asarray(values, dtype=np.float64)
    if not levels.ndim or not levels.shape[-1]:
        raise ValueError(f"values must be (..., regions), got {levels.shape}")
    if not np.all((levels >= 0) & np.isfinite(levels)):
        raise ValueError("values must be finite and not negative, none missing")
    if not levels.any(axis=-1).all():
        raise ValueError("inequality is undefined: all values are 0")
    return levels


def _members(groups: ArrayLike, regions: int) -> tuple[Array, Names]:
    """Membership (regions, groups) of 0 and 1, and the sorted labels."""
    labels = np.asarray(groups)
    if labels.shape != (regions,):
        raise ValueError(f"need one group label for each of {regions} regions, got {labels.shape}")
    if np.any(labels != labels):  # noqa: PLR0124  NaN is not itself
        raise ValueError("a group label is missing")
    names, which = np.unique(labels, return_inverse=True)
    return np.eye(len(names))[which], names


def _shares(
    amounts: ArrayLike, population: ArrayLike, groups: ArrayLike
) -> tuple[Array, Array, Array, Names]:
    """Shares of the amount and of the population, and who is in which group."""
    levels, people = _amounts(amounts), np.asarray(population, dtype=np.float64)
    if people.shape[-1:] != levels.shape[-1:]:
        raise ValueError(f"population {people.shape} does not fit amounts {levels.shape}")
    if not np.all((people > 0) & np.isfinite(people)):
        raise ValueError("population must be positive and finite, none missing")
    levels, people = np.broadcast_arrays(levels, people)
    members, names = _members(groups, levels.shape[-1])
    shares = levels / levels.sum(axis=-1, keepdims=True)
    return shares, people / people.sum(axis=-1, keepdims=True), members, names
