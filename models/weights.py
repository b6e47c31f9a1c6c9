"""Indicator weights from the scores themselves: one weight vector per panel slice.

To weight over all years at once, hand over the region-years stacked in one axis of regions.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models import factors
from models.weights_combined import capped

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

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
    unit, length, varies = _centred(scores, "CRITIC")
    conflict = 1 - np.swapaxes(unit, -1, -2) @ unit
    conflict[conflict < ROUNDING] = 0.0
    comparable = varies[..., :, None] & varies[..., None, :]
    information = length * np.where(comparable, conflict, 0.0).sum(axis=-1)
    alone = varies & (varies.sum(axis=-1, keepdims=True) == 1)
    return _shared_out(
        np.where(alone, 1.0, information),
        "CRITIC weights are undefined: no indicator varies, or those that vary are all alike",
    )


def standard_deviation(scores: ArrayLike) -> Array:
    """Weight indicators by their standard deviation.

    Parameters
    ----------
    scores : (..., regions, indicators)
        Benefit-directed and on a common scale, dimensionless. At least two regions. Each slice
        over the leading axes is weighted on its own.

    Returns
    -------
    (..., indicators)
        Non-negative, summing to 1 over the last axis. A constant indicator gets weight 0, a
        single indicator that varies gets weight 1.

    Raises
    ------
    ValueError
        If a score is missing or infinite, there is one region only, or no indicator of a slice
        varies.

    Notes
    -----
    ``w_j = sd_j / sum(sd)``. Diakoulaki et al. (1995) name it as the simpler rival of CRITIC. On
    z-scores it is `equal`.

    Examples
    --------
    >>> standard_deviation([[0.0, 0.5], [1.0, 0.75]])
    array([0.8, 0.2])
    """
    _, length, _ = _centred(scores, "standard deviation")
    return _shared_out(length, "standard deviation weights are undefined: no indicator varies")


def entropy_capped(scores: ArrayLike) -> Array:
    """Weight indicators by `entropy`, none above three times the equal weight.

    Parameters, errors and source are those of `entropy` and
    `models.weights_combined.capped`: a single patent count can otherwise take most of the weight.

    Examples
    --------
    >>> entropy_capped(np.column_stack([np.ones((2, 3)), [1.0, 3.0]])).round(4)
    array([0.0833, 0.0833, 0.0833, 0.75  ])
    """
    return capped(entropy(scores))


def pca(scores: ArrayLike, least_eigenvalue: float = 1.0) -> Array:
    """Weight indicators by how much of them their principal factor explains.

    Parameters
    ----------
    scores : (..., regions, indicators)
        Benefit-directed; any unit, as only correlations count. At least two regions, better many
        more than indicators. Each slice over the leading axes is weighted on its own.
    least_eigenvalue : float
        Components above it are kept; see `models.factors.retained` for the other conditions. The
        Handbook itself once keeps eigenvalues "close to unity".

    Returns
    -------
    (..., indicators)
        Non-negative, summing to 1 over the last axis. A constant indicator gets weight 0, a
        single indicator that varies gets weight 1.

    Raises
    ------
    ValueError
        If a score is missing or infinite, there is one region only, no indicator of a slice
        varies, or components cannot be told apart (uncorrelated indicators).

    Notes
    -----
    Components of the correlation matrix, rotated by varimax; each indicator j belongs to the
    factor k(j) it loads highest on. Within a factor it weighs ``l_jk^2 / sum_i l_ik^2``, the factor
    ``sum_i l_ik^2 / total``; the product, scaled to sum 1, is ``w_j = l_jk(j)^2 / sum``. Nicoletti,
    Scarpetta & Boylaud (2000), as in OECD/JRC Handbook (2008), section 6.1. It corrects for
    overlap and says nothing about importance; an indicator that correlates negatively with the
    others still gets a positive weight.

    Examples
    --------
    >>> pca([[0.0, 0.0, 1.0], [0.5, 0.4, 0.0], [1.0, 1.0, 0.9]]).round(4)
    array([0.3323, 0.3336, 0.3341])
    """
    unit, _, varies = _centred(scores, "PCA")
    if not varies.any(axis=-1).all():
        raise ValueError("PCA weights are undefined: no indicator varies" + _first(~varies))
    squares = factors.highest_squares(np.swapaxes(unit, -1, -2) @ unit, least_eigenvalue)
    return _shared_out(np.where(varies, squares, 0.0), "PCA weights are undefined")


def spread(scores: ArrayLike) -> Array:
    """Weight indicators so that the weighted z-scores pull the regions furthest apart.

    Parameters
    ----------
    scores : (..., regions, indicators)
        Benefit-directed; any unit, as they are standardised here. At least two regions. Each slice
        over the leading axes is weighted on its own; see `panel_spread` for a panel.

    Returns
    -------
    (..., indicators)
        Non-negative, summing to 1 over the last axis. A constant indicator gets weight 0, a
        single indicator that varies gets weight 1.

    Raises
    ------
    ValueError
        If a score is missing or infinite, there is one region only, no indicator of a slice
        varies, or several weightings pull equally far (uncorrelated indicators).

    Notes
    -----
    拉开档次法, Guo Yajun: ``max w'Hw``, ``|w| = 1``, ``w >= 0``, ``H = Z'Z``, Z standardised; then
    scaled to sum 1. If no weight of the leading eigenvector is negative this is the first
    principal component; else see `models.factors.widest`. It favours what many indicators say.

    Examples
    --------
    >>> spread([[0.0, 0.0, 1.0], [0.5, 0.4, 0.9], [1.0, 1.0, 0.0]]).round(4) + 0
    array([0.5, 0.5, 0. ])
    """
    unit, _, varies = _centred(scores, "spread")
    if not varies.any(axis=-1).all():
        raise ValueError("spread weights are undefined: no indicator varies" + _first(~varies))
    direction = factors.widest(np.swapaxes(unit, -1, -2) @ unit)
    return _shared_out(np.where(varies, direction, 0.0), "spread weights are undefined")


def panel_spread(panel: ArrayLike) -> Array:
    """Weight indicators once for all years so that regions and years are pulled furthest apart.

    Parameters
    ----------
    panel : (..., years, regions, indicators)
        Benefit-directed; any unit. None missing.

    Returns
    -------
    (..., indicators)
        As `spread`: one weight vector for the whole panel.

    Raises
    ------
    ValueError
        As `spread`, or if there is no axis of years.

    Notes
    -----
    纵横向拉开档次法, Guo Yajun (2002), 管理科学学报 5(2): ``H = sum_t Z_t'Z_t``, Z standardised
    over the **pooled** panel (standardised year by year, growth would be lost). Then H is ``Z'Z``
    of the stacked region-years, so this is `spread` of those.

    Examples
    --------
    >>> panel_spread([[[0.0, 1.0], [1.0, 3.0]], [[2.0, 2.0], [3.0, 5.0]]])
    array([0.5, 0.5])
    """
    values = np.asarray(panel, dtype=np.float64)
    if values.ndim < 3:
        raise ValueError(f"a panel is (..., years, regions, indicators), got {values.shape}")
    years, regions, indicators = values.shape[-3:]
    return spread(values.reshape(*values.shape[:-3], years * regions, indicators))


def _centred(scores: ArrayLike, method: str) -> tuple[Array, Array, Mask]:
    """Indicators less their mean, at length 1 over the regions; the lengths; which vary.

    Constant indicators have length 0, exactly.
    """
    panel = _panel(scores)
    if panel.shape[-2] < 2 or not np.isfinite(panel).all():
        raise ValueError(f"{method} weights need 2+ regions and finite scores, none missing")
    varies = panel.max(axis=-2) > panel.min(axis=-2)
    centred = panel - panel.mean(axis=-2, keepdims=True)
    centred *= varies[..., None, :]
    length = np.sqrt(np.einsum("...ij,...ij->...j", centred, centred))
    centred /= np.where(length > 0, length, 1.0)[..., None, :]
    return centred, length, varies


def _first(bad: Mask) -> str:
    """Name of the first slice all of whose indicators are bad, if there are slices."""
    return f" (slice {np.argwhere(bad.all(axis=-1))[0].tolist()})" if bad.ndim > 1 else ""


def _shared_out(amounts: Array, undefined: str) -> Array:
    """Amounts divided by their sum over the last axis; ValueError where that sum is zero."""
    totals = amounts.sum(axis=-1, keepdims=True)
    if np.any(totals == 0):
        raise ValueError(undefined + _first(amounts == 0))
    weights: Array = amounts / totals
    return weights


METHODS: Mapping[str, Callable[[ArrayLike], Array]] = MappingProxyType(
    {
        "equal": equal,
        "entropy": entropy,
        "entropy_capped": entropy_capped,
        "critic": critic,
        "standard_deviation": standard_deviation,
        "pca": pca,
        "spread": spread,
    }
)
"""`panel_spread` is not among them: it takes years and regions, and gives one vector for all."""
