"""Which industries go together, and which a region could enter next (the product space)."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

APART = 1e-9
"""Eigenvalues closer than this are one: their vectors, and so the ranks, would be arbitrary."""


class Candidates(NamedTuple):
    """Absent industries of each region, the nearest first; see `entry_candidates`."""

    industry: NDArray[np.int64]
    """(..., regions, number) position of the industry; -1 where there are no more."""

    density: Array
    """(..., regions, number) its density; NaN where there are no more."""


class Complexity(NamedTuple):
    """Economic complexity of regions and of industries; see `complexity`."""

    regions: Array
    """(..., regions) ECI: mean 0 and standard deviation 1 over the regions that have one."""

    industries: Array
    """(..., industries) PCI: likewise over the industries."""


def _present(present: ArrayLike) -> Mask:
    """Presence (..., regions, industries), checked."""
    found = np.asarray(present)
    if found.dtype != np.bool_ or found.ndim < 2:
        raise ValueError(
            f"presence must be true or false, (..., regions, industries); got {found.dtype} "
            f"{found.shape}"
        )
    return found


def diversity(present: ArrayLike) -> NDArray[np.int64]:
    """Number of industries in which each region has an advantage: (..., regions).

    Parameters
    ----------
    present : (..., regions, industries)
        True or false, from `specialisation.advantage`.

    Examples
    --------
    >>> diversity([[True, True], [False, True]])
    array([2, 1])
    """
    return np.asarray(_present(present).sum(axis=-1, dtype=np.int64))


def ubiquity(present: ArrayLike) -> NDArray[np.int64]:
    """Number of regions that have an advantage in each industry: (..., industries).

    Parameters
    ----------
    present : (..., regions, industries)
        As for `diversity`.

    Examples
    --------
    >>> ubiquity([[True, True], [False, True]])
    array([1, 2])
    """
    return np.asarray(_present(present).sum(axis=-2, dtype=np.int64))


def proximity(present: ArrayLike) -> Array:
    """How often two industries are found in the same regions.

    Parameters
    ----------
    present : (..., regions, industries)
        True or false, from `specialisation.advantage`.

    Returns
    -------
    (..., industries, industries)
        Symmetric, in [0, 1], 1 on the diagonal. **NaN, that is undefined, for an industry in
        which no region has an advantage.**

    Raises
    ------
    ValueError
        If presence is not boolean.

    Notes
    -----
    ``phi_ij = min(P(i | j), P(j | i)) = n_ij / max(n_i, n_j)``, n counting regions. Hidalgo,
    Klinger, Barabasi & Hausmann (2007), Science 317, 482-487.

    Examples
    --------
    >>> proximity([[True, True], [True, False], [False, False]])
    array([[1. , 0.5],
           [0.5, 1. ]])
    """
    matrix = _present(present).astype(np.float64)
    both = np.swapaxes(matrix, -1, -2) @ matrix  # whole numbers: exact
    each = np.einsum("...ii->...i", both)
    each = np.where(each > 0, each, np.nan)
    return np.asarray(both / np.maximum(each[..., :, None], each[..., None, :]))


def density(present: ArrayLike, proximities: ArrayLike) -> Array:
    """How much of what is related to an industry a region has already.

    Parameters
    ----------
    present : (..., regions, industries)
        As for `proximity`.
    proximities : (..., industries, industries)
        From `proximity`: of the same regions, or of a larger area such as the nation.

    Returns
    -------
    (..., regions, industries)
        In [0, 1]. **NaN, that is undefined, for an industry whose proximities are.**

    Raises
    ------
    ValueError
        If presence is not boolean, or the shapes disagree.

    Notes
    -----
    ``omega_rj = sum_i x_ri phi_ij / sum_i phi_ij``, over all industries, j itself included.
    Hidalgo et al. (2007). Industries with undefined proximities are left out of the sums.

    Examples
    --------
    >>> have = [[True, True], [True, False], [False, False]]
    >>> density(have, proximity(have)).round(4)
    array([[1.    , 1.    ],
           [0.6667, 0.3333],
           [0.    , 0.    ]])
    """
    matrix = _present(present)
    links = np.asarray(proximities, dtype=np.float64)
    if links.shape[-2:] != (matrix.shape[-1],) * 2:
        raise ValueError(f"proximities {links.shape} do not fit presence {matrix.shape}")
    unknown = np.isnan(np.einsum("...ii->...i", links))
    known = np.where(np.isnan(links), 0.0, links)
    total = np.where(unknown, np.nan, known.sum(axis=-2))[..., None, :]
    return np.asarray(np.minimum(matrix.astype(np.float64) @ known / total, 1.0))


def entry_candidates(present: ArrayLike, densities: ArrayLike, number: int) -> Candidates:
    """The industries that a region lacks and that are nearest to what it has.

    Parameters
    ----------
    present : (..., regions, industries)
        True or false. True for a cell without sufficient data keeps it from being proposed.
    densities : (..., regions, industries)
        From `density`; an industry with NaN is never proposed.
    number : int
        How many to name, 1 or more.

    Returns
    -------
    Candidates
        By falling density; of equal ones the first industry first, so that the order is one.

    Raises
    ------
    ValueError
        If presence is not boolean, the shapes disagree, or the number is below 1.

    Examples
    --------
    >>> found = entry_candidates([[True, False, False]], [[0.9, 0.2, 0.6]], number=3)
    >>> found.industry, found.density
    (array([[ 2,  1, -1]]), array([[0.6, 0.2, nan]]))
    """
    matrix, near = _present(present), np.asarray(densities, dtype=np.float64)
    if matrix.shape != near.shape:
        raise ValueError(f"densities {near.shape} do not fit presence {matrix.shape}")
    if number < 1:
        raise ValueError(f"number must be 1 or more, got {number}")
    open_ = np.where(matrix, np.nan, near)
    order = np.argsort(-open_, axis=-1, kind="stable")[..., :number]  # NaN comes last
    found = np.take_along_axis(open_, order, axis=-1)
    missing = [(0, 0)] * (found.ndim - 1) + [(0, number - found.shape[-1])]
    found = np.pad(found, missing, constant_values=np.nan)
    order = np.pad(order, missing, constant_values=-1)
    return Candidates(np.where(np.isnan(found), -1, order), found)


def complexity(present: ArrayLike) -> Complexity:
    """Economic complexity of regions (ECI) and industries (PCI): rare things of diverse places.

    Parameters
    ----------
    present : (..., regions, industries)
        As for `proximity`.

    Returns
    -------
    Complexity
        High is complex: **ECI has the sign that correlates positively with diversity, and PCI is
        the mean ECI of the regions that have the industry**, both standardised. NaN for a region
        or an industry without any advantage; **all NaN, that is undefined, where the regions fall
        into parts that share no industry, or the vector or its sign is not unique**.

    Raises
    ------
    ValueError
        If presence is not boolean.

    Notes
    -----
    Second eigenvector of ``M_ab = sum_j x_aj x_bj / (d_a u_j)``. Hidalgo & Hausmann (2009), PNAS
    106, 10570-10575; Hausmann et al. (2014), The Atlas of Economic Complexity, box 2.1. The
    problem of the shorter side is solved and carried over to the other.

    Examples
    --------
    >>> have = [[True, True, True], [True, True, False], [True, True, False], [True, False, False]]
    >>> found = complexity(have)
    >>> found.regions.round(4), found.industries.round(4)
    (array([ 1.6667, -0.3333, -0.3333, -1.    ]), array([-0.9258, -0.4629,  1.3887]))
    """
    matrix = _present(present)
    regions = np.full(matrix.shape[:-1], np.nan)
    industries = np.full((*matrix.shape[:-2], matrix.shape[-1]), np.nan)
    for place in np.ndindex(matrix.shape[:-2]):
        one = matrix[place]
        rows, columns = one.any(axis=1), one.any(axis=0)
        found = _complexity(one[np.ix_(rows, columns)].astype(np.float64))
        if found is not None:
            regions[place][rows], industries[place][columns] = found
    return Complexity(regions, industries)


def _complexity(matrix: Array) -> tuple[Array, Array] | None:
    """ECI and PCI of a matrix without empty rows and columns, or None where undefined."""
    if min(matrix.shape) < 2:
        return None
    wide = matrix.shape[0] <= matrix.shape[1]
    short = matrix if wide else matrix.T
    rows, columns = short.sum(axis=1), short.sum(axis=0)
    half = short / np.sqrt(rows)[:, None] / np.sqrt(columns)
    values, vectors = np.linalg.eigh(half @ half.T)  # symmetric form; ascending eigenvalues
    second, third = values[-2], values[-3] if len(values) > 2 else 0.0
    if not APART < second < 1 - APART or second - third < APART:
        return None
    here = vectors[:, -2] / np.sqrt(rows)
    there = (short.T @ here) / columns  # mean of those that have it, up to a positive factor
    region, industry = (here, there) if wide else (there, here)
    with_diversity = float(
        np.mean(_standard(region) * (matrix.sum(axis=1) - matrix.sum() / len(matrix)))
    )
    if abs(with_diversity) < APART:
        return None
    sign = np.sign(with_diversity)
    return sign * _standard(region), sign * _standard(industry)


def _standard(values: Array) -> Array:
    """Mean 0 and (population) standard deviation 1; an eigenvector of these is not constant."""
    return np.asarray((values - values.mean()) / values.std())
