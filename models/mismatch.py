"""Whether two resources lie in the same industries and in the same places, and who leads."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def _amounts(values: ArrayLike, axes: str) -> Array:
    """Amounts as a float array with the named axes, finite and not negative."""
    amounts = np.asarray(values, dtype=np.float64)
    if amounts.ndim < axes.count(",") + 1:
        raise ValueError(f"amounts must be (..., {axes}), got shape {amounts.shape}")
    if not np.all((amounts >= 0) & np.isfinite(amounts)):  # NaN fails the comparison
        raise ValueError("amounts must be finite and not negative, none missing")
    return amounts


def _pair(left: ArrayLike, right: ArrayLike, axes: str) -> tuple[Array, Array]:
    """Two arrays of amounts of one shape."""
    one, other = _amounts(left, axes), _amounts(right, axes)
    if one.shape != other.shape:
        raise ValueError(f"the two must have one shape, got {one.shape} and {other.shape}")
    return one, other


def _shares(amounts: Array) -> Array:
    """Shares over the last axis; NaN where there is nothing to share out."""
    totals = amounts.sum(axis=-1, keepdims=True)
    shares: Array = np.divide(amounts, totals, out=np.full_like(amounts, np.nan), where=totals > 0)
    return shares


def structural_match(left: ArrayLike, right: ArrayLike) -> Array:
    """How far two resources of a region have the same mix of industries.

    Parameters
    ----------
    left, right : (..., regions, industries)
        Amounts of two resources, such as patents and value added, each in its own unit; finite,
        not negative.

    Returns
    -------
    (..., regions)
        In [0, 1]; 1 where the mixes are the same, 0 where they share no industry. **NaN, that is
        undefined, where a region has nothing of one of the two**: it has no mix.

    Raises
    ------
    ValueError
        If an amount is missing, negative or infinite, or the shapes differ.

    Notes
    -----
    ``1 - 1/2 sum_j |p_j - e_j|``, p and e the shares of industry j: one minus half of Krugman's
    (1991) specialisation index. With regions and industries exchanged it is the match of two
    resources of an *industry* over space.

    Examples
    --------
    >>> structural_match([[80.0, 20.0], [0.0, 9.0]], [[5.0, 5.0], [7.0, 0.0]])
    array([0.7, 0. ])
    """
    one, other = _pair(left, right, "regions, industries")
    apart = np.abs(_shares(one) - _shares(other)).sum(axis=-1) / 2
    return np.asarray(np.clip(1 - apart, 0.0, 1.0))  # rounding alone may leave [0, 1]


def spatial_mismatch(left: ArrayLike, right: ArrayLike) -> Array:
    """Spatial mismatch index of each region: its share of one resource less that of another.

    Parameters
    ----------
    left, right : (..., regions)
        Amounts of two resources, each in its own unit; finite, not negative.

    Returns
    -------
    (..., regions)
        Percentage points in [-100, 100], summing to 0; positive where the region holds more of
        the left resource than of the right one. NaN, that is undefined, in a slice that has
        nothing of one of the two.

    Raises
    ------
    ValueError
        If an amount is missing, negative or infinite, or the shapes differ.

    Notes
    -----
    ``SMI_r = 100 (x_r / sum x - y_r / sum y)``, the spatial mismatch index (空间错位指数) of
    Chinese regional studies: the terms of Duncan & Duncan's (1955) dissimilarity index, signed.

    Examples
    --------
    >>> spatial_mismatch([60.0, 30.0, 10.0], [1.0, 2.0, 2.0])
    array([ 40., -10., -30.])
    """
    one, other = _pair(left, right, "regions")
    return np.asarray(100 * (_shares(one) - _shares(other)))


def total_mismatch(left: ArrayLike, right: ArrayLike) -> Array:
    """Part of one resource that would have to move for the two to lie alike.

    Parameters
    ----------
    left, right : (..., regions)
        As for `spatial_mismatch`.

    Returns
    -------
    (...)
        Percent, in [0, 100]. NaN, that is undefined, where there is nothing of one of the two.

    Raises
    ------
    ValueError
        As for `spatial_mismatch`.

    Notes
    -----
    ``1/2 sum_r |SMI_r|``: the dissimilarity index of Duncan & Duncan (1955), in percent.

    Examples
    --------
    >>> float(total_mismatch([60.0, 30.0, 10.0], [1.0, 2.0, 2.0]).round(6))
    40.0
    """
    return np.asarray(np.abs(spatial_mismatch(left, right)).sum(axis=-1) / 2)


def mismatch_contribution(left: ArrayLike, right: ArrayLike) -> Array:
    """Share of each region in the total mismatch, whichever way it points.

    Parameters
    ----------
    left, right : (..., regions)
        As for `spatial_mismatch`.

    Returns
    -------
    (..., regions)
        In [0, 1/2], summing to 1: surpluses and deficits make up one half each. All 0 where
        there is no mismatch to share out. NaN, that is undefined, where `spatial_mismatch` is.

    Raises
    ------
    ValueError
        As for `spatial_mismatch`.

    Notes
    -----
    ``|SMI_r| / sum |SMI|``.

    Examples
    --------
    >>> mismatch_contribution([60.0, 30.0, 10.0], [1.0, 2.0, 2.0]).round(3)
    array([0.5  , 0.125, 0.375])
    """
    size = np.abs(spatial_mismatch(left, right))
    total = size.sum(axis=-1, keepdims=True)
    # rounding leaves some 1e-14 points between equal shares; without a floor they would be
    # blown up to contributions
    matters = total > 1e-9
    return np.where(matters, size / np.where(matters, total, 1.0), np.where(total >= 0, 0.0, total))


def smoothed_shares(counts: ArrayLike, prior: float, reference: ArrayLike | None = None) -> Array:
    """Industry shares of a region, drawn towards a reference where its counts are small.

    Parameters
    ----------
    counts : (..., regions, industries)
        Amounts of one resource; finite, not negative.
    prior : float
        Weight of the reference in the unit of the counts, 0 or more: as if so many more had been
        seen, spread as in the reference. Try 10 to 50 for patents; 0 does not smooth.
    reference : (industries,), optional
        Shares summing to 1; the mix of all regions of the slice together if left out.

    Returns
    -------
    (..., regions, industries)
        Summing to 1 over the last axis. A region without any count has the shares of the
        reference; with ``prior`` 0, or without a reference because there is nothing anywhere,
        they are NaN, that is undefined.

    Raises
    ------
    ValueError
        If a count is missing, negative or infinite, the prior is not 0 or more, or the reference
        is not one share per industry.

    Notes
    -----
    ``(n_j + k q_j) / (n + k)``: the posterior mean under a Dirichlet prior of weight k around q.
    Over q it is the smoothed revealed advantage (RTA).

    Examples
    --------
    >>> smoothed_shares([[3.0, 1.0], [0.0, 0.0]], prior=4, reference=[0.5, 0.5])
    array([[0.625, 0.375],
           [0.5  , 0.5  ]])
    """
    seen = _amounts(counts, "regions, industries")
    if not (prior >= 0 and np.isfinite(prior)):  # NaN fails the comparison
        raise ValueError(f"prior must be 0 or more, got {prior}")
    if prior == 0:
        return _shares(seen)
    if reference is None:
        around = _shares(seen.sum(axis=-2))[..., None, :]
    else:
        around = _amounts(reference, "industries")
        if around.shape != seen.shape[-1:] or not np.isclose(around.sum(), 1.0):
            raise ValueError(f"reference must be {seen.shape[-1:]} shares that sum to 1")
    return np.asarray((seen + prior * around) / (seen.sum(axis=-1, keepdims=True) + prior))


def directional_gap(left: ArrayLike, right: ArrayLike) -> Array:
    """Which of two resources is ahead in a region's industry, and how far, on a log scale.

    Parameters
    ----------
    left, right : (..., regions, industries)
        Shares of two resources, in [0, 1]; those of small counts from `smoothed_shares`. NaN is
        an undefined share.

    Returns
    -------
    (..., regions, industries)
        0 for equal shares, positive where the left resource leads; +-0.69 is double and half.
        ``+inf`` where the right share alone is zero, ``-inf`` where the left alone is. **NaN,
        that is undefined, where both are zero** (the region has neither) or one is undefined.

    Raises
    ------
    ValueError
        If a share lies outside [0, 1] or the shapes differ.

    Notes
    -----
    ``G = ln(p / e)``. Exchanging the two resources changes the sign alone.

    Examples
    --------
    >>> directional_gap([[0.5, 0.5, 0.0, 0.0]], [[0.25, 0.0, 0.75, 0.0]]).round(4)
    array([[0.6931,    inf,   -inf,    nan]])
    """
    one, other = np.asarray(left, dtype=np.float64), np.asarray(right, dtype=np.float64)
    if one.shape != other.shape:
        raise ValueError(f"the two must have one shape, got {one.shape} and {other.shape}")
    for shares in (one, other):
        if np.any((shares < 0) | (shares > 1 + 1e-9)):  # NaN passes
            raise ValueError("shares must lie in [0, 1]")
    with np.errstate(divide="ignore", invalid="ignore"):  # ln 0 and ln 0 - ln 0, as documented
        return np.asarray(np.log(one) - np.log(other))
