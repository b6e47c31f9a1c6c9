"""How alike two or more systems are, seen by distance, by shape over time, by rank, by quadrant."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models import coupling, ranking

Array = NDArray[np.float64]


class Quadrants(NamedTuple):
    """Where each region lies in the plane of two standardised levels; see `quadrants`."""

    left: Array
    """(..., regions) z-score of the left level."""

    right: Array
    """(..., regions) z-score of the right level."""

    quadrant: NDArray[np.int_]
    """(..., regions) 1 both high, 2 right alone high, 3 both low, 4 left alone high."""

    deviation: Array
    """(..., regions) distance from the diagonal of equal standing, in standard deviations."""


def distance_coordination(levels: ArrayLike, exponent: float = 2.0) -> Array:
    """Degree of coordination c: how close the systems are to their ideal state.

    Parameters
    ----------
    levels : (..., systems)
        Dimensionless, in [0, 1], two systems or more.
    exponent : float
        k, above 0. With 2 the degree falls in step with the distance.

    Returns
    -------
    (...)
        In [0, 1]; 1 where all levels are equal, 0 where they lie as far apart as [0, 1] allows.

    Raises
    ------
    ValueError
        If a level is missing or outside [0, 1], there is one system only, all levels of a row
        are zero (as in `coupling`), or the exponent is not above 0.

    Notes
    -----
    ``c = sqrt(1 - |x - x'| / |s|)^k``, Euclidean norms: Tang Ling, Li Jianping, Yu Lean & Qin
    Donghai, Systems Engineering - Theory & Practice 30(4), 2010. The *ideal* of a system is the
    mean level of the others; for two systems that is the other's level, as in the paper, and
    ``c = 1 - |U_1 - U_2|`` for k = 2. ``|s|`` is the greatest distance that levels in [0, 1]
    allow: sqrt(2) for two systems. For more than two systems both choices are ours. For an even
    number of systems and k = 2 the degree equals that of `coupling.fan`.

    Examples
    --------
    >>> distance_coordination([[0.6, 0.4], [0.9, 0.1]]).round(4)
    array([0.8, 0.2])
    """
    if not (exponent > 0 and np.isfinite(exponent)):  # NaN fails the comparison
        raise ValueError(f"exponent must be above 0, got {exponent}")
    coupling.development(levels)  # refuses what is no levels
    values = np.asarray(levels, dtype=np.float64)
    systems = values.shape[-1]
    # x - x' = (x - mean) n / (n - 1) in every component, so the ratio of norms is that of spreads;
    # the spread is greatest with half the systems at 0 and half at 1
    half = systems // 2
    greatest = np.sqrt(half * (systems - half)) / systems
    from_first = values - values[..., :1]  # of equal levels exactly 0, and so is their spread
    closeness = np.clip(1 - from_first.std(axis=-1) / greatest, 0.0, 1.0)
    return np.asarray(closeness ** (exponent / 2))


def distance_development(
    levels: ArrayLike, weights: ArrayLike | None = None, exponent: float = 2.0
) -> Array:
    """Coordinated development: close to the ideal state *and* high.

    Parameters
    ----------
    levels : (..., systems)
        Dimensionless, in [0, 1], two systems or more.
    weights : (systems,), optional
        Weights of the systems in T; equal if left out.
    exponent : float
        As for `distance_coordination`.

    Returns
    -------
    (...)
        In [0, 1].

    Raises
    ------
    ValueError
        As for `distance_coordination` and `coupling.development`.

    Notes
    -----
    ``D = sqrt(c T)``, T from `coupling.development`. Tang et al. (2010).

    Examples
    --------
    >>> distance_development([[0.6, 0.4]]).round(4)
    array([0.6325])
    """
    degree = distance_coordination(levels, exponent)
    return np.asarray(np.sqrt(degree * coupling.development(levels, weights)))


def grey_relation(series: ArrayLike, reference: ArrayLike, resolution: float = 0.5) -> Array:
    """Grey relational grade: how closely series follow a reference point by point.

    Parameters
    ----------
    series : (..., series, points)
        Levels over years (or indicators), made dimensionless by the caller; finite.
    reference : (..., points)
        The series to be followed, made dimensionless in the same way.
    resolution : float
        rho in (0, 1]: the smaller, the further apart the grades lie.

    Returns
    -------
    (..., series)
        In (0, 1]; 1 for a series that coincides with the reference at each point (and where
        all do, for which the formula is 0/0).

    Raises
    ------
    ValueError
        If a value is missing or infinite, the shapes disagree, there is no series or no point,
        or the resolution is outside (0, 1].

    Notes
    -----
    Mean over points of ``(dmin + rho dmax) / (d + rho dmax)``, d the distance to the reference,
    dmin and dmax over all points of all series. Deng Julong (1982). **Grades are relative**: to
    rho, to the way the series are made dimensionless and to the other series in the comparison.

    Examples
    --------
    >>> grey_relation([[1.0, 2.0, 2.0], [1.0, 1.0, 0.0]], [1.0, 2.0, 3.0]).round(4)
    array([0.8667, 0.6444])
    """
    if not 0 < resolution <= 1:  # NaN fails the comparison
        raise ValueError(f"resolution must lie in (0, 1], got {resolution}")
    rows, target = np.asarray(series, dtype=np.float64), np.asarray(reference, dtype=np.float64)
    if rows.ndim < 2 or 0 in rows.shape[-2:] or target.shape[-1:] != rows.shape[-1:]:
        raise ValueError(f"need series (..., series, points), got {rows.shape} and {target.shape}")
    if not (np.isfinite(rows).all() and np.isfinite(target).all()):
        raise ValueError("series and reference must be finite, none missing")
    apart = np.abs(rows - target[..., None, :])
    least = apart.min(axis=(-2, -1), keepdims=True)
    most = apart.max(axis=(-2, -1), keepdims=True)
    scale = np.where(most > 0, most, 1.0)  # any number: apart and least are zero there
    coefficients = (least + resolution * scale) / (apart + resolution * scale)
    return np.asarray(coefficients.mean(axis=-1))


def rank_difference(left: ArrayLike, right: ArrayLike) -> Array:
    """How far apart a region stands in two rankings.

    Parameters
    ----------
    left, right : (..., regions)
        Levels of two systems, higher is better; none missing, two regions or more.

    Returns
    -------
    (..., regions)
        In [0, 1]; 0 for the same rank, 1 for first in one and last in the other.

    Raises
    ------
    ValueError
        If a level is missing, the shapes differ, or there is one region only.

    Notes
    -----
    ``|rank_left - rank_right| / (n - 1)``, ranks from `ranking.ranks`. Free of weights and of
    scale; blind to how far apart neighbours in rank are.

    Examples
    --------
    >>> rank_difference([0.9, 0.5, 0.1], [0.2, 0.3, 0.1])
    array([0.5, 0.5, 0. ])
    """
    one, other = _two(left, right)
    gap = np.abs(ranking.ranks(one) - ranking.ranks(other))
    return np.asarray(gap / (one.shape[-1] - 1))


def quadrants(left: ArrayLike, right: ArrayLike) -> Quadrants:
    """Improved quadrant map of two systems: high and low against the mean, and how uneven.

    Parameters
    ----------
    left, right : (..., regions)
        Levels of two systems; finite, two regions or more. Each slice is standardised by its
        own mean and population standard deviation.

    Returns
    -------
    Quadrants
        A z-score of exactly 0 counts as high.

    Raises
    ------
    ValueError
        If a level is missing or infinite, the shapes differ, there is one region only, or the
        levels of a slice do not vary.

    Notes
    -----
    Deviation ``|z_left - z_right| / sqrt(2)``. Zhang Li & Shan Xiaoguang, Science & Technology
    Progress and Policy 38(15), 2021, for patents and industry.

    Examples
    --------
    >>> quadrants([1.0, 2.0, 3.0, 6.0], [9.0, 2.0, 1.0, 8.0]).quadrant
    array([2, 3, 4, 1])
    """
    scores = []
    for levels in _two(left, right):
        centred = levels - levels.mean(axis=-1, keepdims=True)
        if np.any(levels.max(axis=-1) == levels.min(axis=-1)):
            raise ValueError("z-scores are undefined: the levels of a slice do not vary")
        scores.append(centred / levels.std(axis=-1, keepdims=True))
    one, other = scores
    quadrant = np.where(one >= 0, np.where(other >= 0, 1, 4), np.where(other >= 0, 2, 3))
    return Quadrants(one, other, quadrant, np.asarray(np.abs(one - other) / np.sqrt(2)))


def _two(left: ArrayLike, right: ArrayLike) -> tuple[Array, Array]:
    """Levels of two systems over two or more regions, of one shape, finite."""
    one, other = np.asarray(left, dtype=np.float64), np.asarray(right, dtype=np.float64)
    if one.shape != other.shape or one.ndim < 1 or one.shape[-1] < 2:
        raise ValueError(f"need two of one shape (..., 2+ regions), got {one.shape}, {other.shape}")
    if not (np.isfinite(one).all() and np.isfinite(other).all()):
        raise ValueError("levels must be finite, none missing")
    return one, other
