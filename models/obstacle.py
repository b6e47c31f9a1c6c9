"""What holds a region back: the share of each indicator in its distance from the best."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models import aggregate

Array = NDArray[np.float64]
Order = NDArray[np.int_]


def obstacle_degree(scores: ArrayLike, weights: ArrayLike) -> Array:
    """Share of each indicator in what a region lacks to the best possible score.

    Parameters
    ----------
    scores : (..., regions, indicators)
        Benefit-directed, in [0, 1], dimensionless. NaN is allowed under weight 0 only.
    weights : (..., indicators)
        Non-negative, summing to 1 over the last axis; broadcast against ``scores``.

    Returns
    -------
    (..., regions, indicators)
        In [0, 1], summing to 1 over the indicators. **All 0 for a region that is at its best
        throughout**: there is no gap to share out. An indicator of weight 0 has degree 0.

    Raises
    ------
    ValueError
        If the weights are no weights, or a score is missing or outside [0, 1] under a positive
        weight.

    Notes
    -----
    ``O_j = w_j (1 - z_j) / sum_k w_k (1 - z_k)``, the obstacle degree (障碍度) of Chinese
    evaluation studies; the R package mathmodels gives the numerator. The sum below the line is
    what the weighted arithmetic mean lacks to 1: for another mean it is an approximation.

    Examples
    --------
    >>> obstacle_degree([[0.5, 0.75], [1.0, 1.0]], [0.5, 0.5]).round(4)
    array([[0.6667, 0.3333],
           [0.    , 0.    ]])
    """
    gaps = 1 - np.asarray(scores, dtype=np.float64)
    shares = np.asarray(weights, dtype=np.float64)
    total = aggregate.arithmetic(gaps, shares)  # refuses bad weights and missing scores
    lacking = np.where(shares > 0, shares * gaps, 0.0)
    if np.any((shares > 0) & ((gaps < 0) | (gaps > 1))):
        raise ValueError("scores must lie in [0, 1] under a positive weight")
    total = total[..., None]
    return np.divide(lacking, total, out=np.zeros_like(lacking), where=total > 0)


def ranked(degrees: ArrayLike) -> Order:
    """Indicators in order of how much they hold a region back, the greatest obstacle first.

    Parameters
    ----------
    degrees : (..., indicators)
        From `obstacle_degree`; none missing.

    Returns
    -------
    (..., indicators)
        Positions of indicators. Of equal degrees the one that stands first comes first, so a
        region without any gap has them in their given order: look at its degrees.

    Raises
    ------
    ValueError
        If a degree is missing.

    Examples
    --------
    >>> ranked([[0.2, 0.5, 0.3]])
    array([[1, 2, 0]])
    """
    values = np.asarray(degrees, dtype=np.float64)
    if np.isnan(values).any():
        raise ValueError("obstacle degrees must not be missing")
    return np.argsort(-values, axis=-1, kind="stable")
