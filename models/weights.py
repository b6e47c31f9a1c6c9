"""Indicator weights from the scores themselves: one weight vector per panel slice."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

# Below this, what the formulas measure (divergence, 1 - correlation) is rounding, not information.
ROUNDING = 1e-12


def _panel(scores: ArrayLike) -> Array:
    """Scores as a float array with at least one region and one indicator."""
    panel = np.asarray(scores, dtype=np.float64)
    if panel.ndim < 2 or 0 in panel.shape[-2:]:
        raise ValueError(f"scores must be (..., regions, indicators), got shape {panel.shape}")
    return panel


def equal(scores: ArrayLike) -> Array:
    """Give every indicator the same weight.

    Parameters
    ----------
    scores : (..., regions, indicators)
        Only the shape is used; missing scores do not matter.

    Returns
    -------
    (..., indicators)
        Each ``1 / indicators``, a single or a constant indicator included.

    Raises
    ------
    ValueError
        If there is no region or no indicator.

    Examples
    --------
    >>> equal(np.ones((3, 2)))
    array([0.5, 0.5])
    """
    panel = _panel(scores)
    return np.full((*panel.shape[:-2], panel.shape[-1]), 1.0 / panel.shape[-1])


def entropy(scores: ArrayLike) -> Array:
    """Weight indicators by how unevenly they are spread over regions.

    Parameters
    ----------
    scores : (..., regions, indicators)
        Benefit-directed, non-negative, dimensionless. At least two regions. Each slice over the
        leading axes is weighted on its own.

    Returns
    -------
    (..., indicators)
        Non-negative, summing to 1 over the last axis. A constant indicator gets weight 0, a
        single indicator that varies gets weight 1.

    Raises
    ------
    ValueError
        If a score is negative, missing or infinite, there is one region only, or no indicator
        of a slice varies.

    Notes
    -----
    ``w_j = d_j / sum(d)``, ``d_j = 1 + sum_i p_ij ln p_ij / ln n``, with ``0 ln 0 = 0``.
    Hwang & Yoon (1981), entropy method. The weights reward skewness: treat a long tail first.

    Examples
    --------
    >>> entropy([[1.0, 1.0], [1.0, 3.0]])
    array([0., 1.])
    """
    panel = _panel(scores)
    regions = panel.shape[-2]
    if regions < 2 or not np.all((panel >= 0) & np.isfinite(panel)):  # NaN fails the comparison
        raise ValueError("entropy weights need 2+ regions and scores >= 0, none missing")
    totals = panel.sum(axis=-2, keepdims=True)
    shares = np.divide(panel, totals, out=np.zeros_like(panel), where=totals > 0)
    logs = np.log(shares, out=np.zeros_like(shares), where=shares > 0)
    divergence = 1 + (shares * logs).sum(axis=-2) / np.log(regions)
    divergence[(totals[..., 0, :] == 0) | (divergence < ROUNDING)] = 0.0
    return _shared_out(divergence, "entropy weights are undefined: no indicator varies")


def critic(scores: ArrayLike) -> Array:
    """Weight indicators by their spread and by how little they repeat the others.

    Parameters
    ----------
    scores : (..., regions, indicators)
        Benefit-directed and on a common scale, dimensionless. At least two regions. Each slice
        over the leading axes is weighted on its own.

    Returns
    -------
    (..., indicators)
        Non-negative, summing to 1 over the last axis. A constant indicator has no correlation:
        it gets weight 0 and counts for nothing in the weights of the others. An indicator that
        alone varies has nothing to be compared with and gets weight 1.

    Raises
    ------
    ValueError
        If a score is missing or infinite, there is one region only, no indicator of a slice
        varies, or all that vary are perfectly correlated (none adds to the others: 0/0).

    Notes
    -----
    ``w_j = I_j / sum(I)``, ``I_j = sd_j sum_k (1 - r_jk)``, r Pearson's correlation. Diakoulaki,
    Mavrotas & Papayannakis (1995). With two regions every r is 1 or -1; use many more.

    Examples
    --------
    >>> critic([[0.0, 0.0, 1.0], [0.5, 0.5, 0.5], [1.0, 1.0, 0.0]])
    array([0.25, 0.25, 0.5 ])
    """
    panel = _panel(scores)
    if panel.shape[-2] < 2 or not np.isfinite(panel).all():
        raise ValueError("CRITIC weights need 2+ regions and finite scores, none missing")
    varies = panel.max(axis=-2) > panel.min(axis=-2)
    centred = np.where(varies[..., None, :], panel - panel.mean(axis=-2, keepdims=True), 0.0)
    length = np.sqrt((centred**2).sum(axis=-2))
    unit = np.divide(
        centred, length[..., None, :], out=np.zeros_like(centred), where=length[..., None, :] > 0
    )
    conflict = 1 - np.swapaxes(unit, -1, -2) @ unit
    conflict[conflict < ROUNDING] = 0.0
    comparable = varies[..., :, None] & varies[..., None, :]
    information = length * np.where(comparable, conflict, 0.0).sum(axis=-1)
    alone = varies & (varies.sum(axis=-1, keepdims=True) == 1)
    return _shared_out(
        np.where(alone, 1.0, information),
        "CRITIC weights are undefined: no indicator varies, or those that vary are all alike",
    )


def _shared_out(amounts: Array, undefined: str) -> Array:
    """Amounts divided by their sum over the last axis; ValueError where that sum is zero."""
    totals = amounts.sum(axis=-1, keepdims=True)
    if np.any(totals == 0):
        where = (
            f" (slice {np.argwhere(totals[..., 0] == 0)[0].tolist()})" if amounts.ndim > 1 else ""
        )
        raise ValueError(undefined + where)
    weights: Array = amounts / totals
    return weights


METHODS: Mapping[str, Callable[[ArrayLike], Array]] = MappingProxyType(
    {"equal": equal, "entropy": entropy, "critic": critic}
)
