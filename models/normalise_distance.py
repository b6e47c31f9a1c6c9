"""Scores as a share of a reference: a target, the leader of the year, the best of all years."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.cells import extremes, finite_or_missing, pooled, refuse

Array = NDArray[np.float64]


def _amounts(values: ArrayLike) -> Array:
    """Values as a float array, none negative: a ratio to a reference needs a true zero."""
    cells = finite_or_missing(values)
    if np.any(cells < 0):  # NaN passes
        raise ValueError(
            "distances to a reference are ratios and need values >= 0; for a cost indicator or one "
            "with negative values use goalpost"
        )
    return cells


def _refuse_without_contrast(values: Array) -> None:
    """ValueError if an indicator takes fewer than two values, as every method of normalise."""
    low, high = extremes(*pooled(values))
    refuse(low >= high, "do not vary: all would be leaders")


def distance_to_target(values: ArrayLike, target: ArrayLike) -> Array:
    """Score each cell by the share of the target that it has reached.

    Parameters
    ----------
    values : (..., regions, indicators)
        Each indicator in its own unit, zero or above, more being better. NaN is a missing cell.
    target : (indicators,)
        Unit of the indicator, above zero. Anything that broadcasts against ``values`` will do,
        such as one target a year: (years, 1, indicators).

    Returns
    -------
    (..., regions, indicators)
        In [0, 1], dimensionless; 1 from the target upwards. A missing cell stays NaN. A constant
        indicator is no problem: the target gives the scale.

    Raises
    ------
    ValueError
        If a value is infinite or negative, or a target is not a finite number above zero.

    Notes
    -----
    ``min(x / target, 1)``. OECD/JRC Handbook (2008), section 5.4, distance to a reference. Only
    for ratio scales: with 0 at another place (degrees Celsius) the ratios mean nothing. If a worst
    value is known too, or less is better, use `models.normalise.goalpost`.

    Examples
    --------
    >>> distance_to_target([[6.0], [12.0], [15.0]], target=[12.0]).ravel()
    array([0.5, 1. , 1. ])
    """
    aims = np.asarray(target, dtype=np.float64)
    if not np.all((aims > 0) & np.isfinite(aims)):  # NaN fails the comparison
        raise ValueError("targets must be finite and above zero")
    scores: Array = np.minimum(_amounts(values) / aims, 1.0)
    return scores


def distance_to_leader(values: ArrayLike) -> Array:
    """Score each cell by its share of the best region's value in the same year.

    Parameters
    ----------
    values : (..., regions, indicators)
        Each indicator in its own unit, zero or above, more being better. NaN is a missing cell.

    Returns
    -------
    (..., regions, indicators)
        In [0, 1], dimensionless; the leader of each slice over the leading axes has 1. A missing
        cell stays NaN.

    Raises
    ------
    ValueError
        If a value is infinite or negative, an indicator has no value or one value only, or an
        indicator of a slice is zero in every region.

    Notes
    -----
    ``x / max over regions``. OECD/JRC Handbook (2008), section 5.4, with the group leader of the
    running year as reference. It shows catching up, **not growth**: if all regions grow alike,
    nothing changes. Where the level matters use `distance_to_frontier`.

    Examples
    --------
    >>> distance_to_leader([[[2.0], [4.0]], [[4.0], [8.0]]]).ravel()
    array([0.5, 1. , 0.5, 1. ])
    """
    cells = _amounts(values)
    _refuse_without_contrast(cells)
    best = np.max(cells, axis=-2, where=~np.isnan(cells), initial=-np.inf, keepdims=True)
    if np.any(best == 0):
        place = np.argwhere(best[..., 0, :] == 0)[0].tolist()
        raise ValueError(f"no leader: all values are 0 (slice and indicator {place})")
    scores: Array = cells / best  # -inf where a slice has no value at all: its cells stay NaN
    return scores


def distance_to_frontier(values: ArrayLike) -> Array:
    """Score each cell by its share of the best value of any region in any year.

    Parameters
    ----------
    values : (..., regions, indicators)
        Each indicator in its own unit, zero or above, more being better. NaN is a missing cell.

    Returns
    -------
    (..., regions, indicators)
        In [0, 1], dimensionless; each indicator attains 1. A missing cell stays NaN.

    Raises
    ------
    ValueError
        If a value is infinite or negative, or an indicator has no value or one value only.

    Notes
    -----
    ``x / max`` over regions and all leading axes. Reference as in the World Bank's *Doing
    Business* (distance to frontier), which also subtracts the worst value: that is `minmax`.

    Examples
    --------
    >>> distance_to_frontier([[[2.0], [4.0]], [[4.0], [8.0]]]).ravel()
    array([0.25, 0.5 , 0.5 , 1.  ])
    """
    cells = _amounts(values)
    _refuse_without_contrast(cells)
    _, high = extremes(*pooled(cells))
    scores: Array = cells / high
    return scores
