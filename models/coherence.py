"""Do indicators belong together: reliability, correlations, and what each one really weighs."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

# Through two points there is always a line: a correlation needs one more.
LEAST_PAIRS = 3


class Importance(NamedTuple):
    """How much of a composite each indicator carries; see `importance`."""

    explained: Array
    """(..., indicators) squared correlation with the composite, in [0, 1]."""

    share: Array
    """(..., indicators) the same summing to 1, to hold against the nominal weights."""


class Pair(NamedTuple):
    """Two indicators that nearly say the same."""

    first: int
    """Position of the first indicator."""

    second: int
    """Position of the second, above that of the first."""

    correlation: float
    """Pearson's correlation."""


def _scores(values: ArrayLike) -> tuple[Array, Mask]:
    """Scores (..., regions, indicators) centred, 0 where missing; and where they are known."""
    scores = np.asarray(values, dtype=np.float64)
    if scores.ndim < 2 or 0 in scores.shape[-2:]:
        raise ValueError(f"scores must be (..., regions, indicators), got shape {scores.shape}")
    if np.isinf(scores).any():
        raise ValueError("scores hold an infinity; only finite numbers and NaN (missing) count")
    known = ~np.isnan(scores)
    number = known.sum(axis=-2, keepdims=True)
    means = np.where(known, scores, 0.0).sum(axis=-2, keepdims=True) / np.maximum(number, 1)
    centred = np.where(known, scores - means, 0.0)
    # a constant column is exactly 0, not some rounding that correlates with something
    noise = 1e-12 * np.abs(np.where(known, scores, 0.0)).max(axis=-2, keepdims=True)
    flat = np.abs(centred).max(axis=-2, keepdims=True) <= noise
    return np.where(flat, 0.0, centred), known


def _pairwise(left: Array, left_known: Mask, right: Array, right_known: Mask) -> tuple[Array, ...]:
    """Sums of squares about the mean of the shared regions: across, left, right; and their number.

    Each (..., left columns, right columns). The columns come centred, so little cancels.
    """
    turned, turned_known = np.swapaxes(left, -1, -2), np.swapaxes(left_known, -1, -2).astype(float)
    there = right_known.astype(np.float64)
    number = turned_known @ there
    safe = np.maximum(number, 1)
    left_sum, right_sum = turned @ there, turned_known @ right
    across = turned @ right - left_sum * right_sum / safe
    left_squares = _without_rounding(turned**2 @ there, left_sum**2 / safe)
    right_squares = _without_rounding(turned_known @ right**2, right_sum**2 / safe)
    return across, left_squares, right_squares, number


def _without_rounding(squares: Array, part: Array) -> Array:
    """Squares less the part of the mean; 0 where rounding alone is left, as of a constant."""
    rest = squares - part
    return np.where(rest > 1e-12 * squares, rest, 0.0)


def _correlated(sums: tuple[Array, ...]) -> Array:
    """Pearson's correlations out of `_pairwise`; NaN where undefined."""
    across, left, right, number = sums
    scale = np.sqrt(left * right)
    defined = (number >= LEAST_PAIRS) & (scale > 0)
    found = np.divide(across, scale, out=np.full_like(scale, np.nan), where=defined)
    return np.asarray(np.clip(found, -1.0, 1.0))


def correlations(scores: ArrayLike) -> Array:
    """Pearson's correlation of each pair of indicators over the regions that have both.

    Parameters
    ----------
    scores : (..., regions, indicators)
        Any unit. NaN is a missing score.

    Returns
    -------
    (..., indicators, indicators)
        In [-1, 1], symmetric, 1 on the diagonal. **NaN, that is undefined, where fewer than
        three regions have both or one of the two does not vary.**

    Raises
    ------
    ValueError
        If a score is infinite, or there is no region or indicator.

    Notes
    -----
    Pairwise complete, as in COINr and pandas. With missing scores each entry rests on regions of
    its own, so the matrix need not be that of any data (it may have negative eigenvalues).

    Examples
    --------
    >>> correlations([[1.0, 2.0], [2.0, 4.0], [3.0, np.nan], [4.0, 0.0]]).round(4)
    array([[ 1.    , -0.6547],
           [-0.6547,  1.    ]])
    """
    centred, known = _scores(scores)
    return _correlated(_pairwise(centred, known, centred, known))


def cronbach_alpha(scores: ArrayLike) -> Array:
    """Cronbach's alpha: do indicators vary together enough to stand for one thing.

    Parameters
    ----------
    scores : (..., regions, indicators)
        Benefit-directed and on a common scale; two indicators or more. NaN is a missing score.

    Returns
    -------
    (...)
        1 at most; negative where indicators work against each other. The usual bar is 0.7.

    Raises
    ------
    ValueError
        If a score is infinite, there is one indicator only, two of them share fewer than three
        regions, or their sum does not vary.

    Notes
    -----
    ``k / (k - 1) (1 - sum of variances / sum of all covariances)``, covariances pairwise complete
    (psych and COINr do the same). Cronbach (1951). Many indicators make it high by themselves.

    Examples
    --------
    >>> float(cronbach_alpha([[1.0, 2.0], [2.0, 1.0], [3.0, 4.0], [4.0, 3.0]]).round(4))
    0.75
    """
    centred, known = _scores(scores)
    count = centred.shape[-1]
    across, _, _, number = _pairwise(centred, known, centred, known)
    if count < 2 or np.any(number < LEAST_PAIRS):
        raise ValueError("alpha needs 2+ indicators, each two of which share 3+ regions")
    covariances = across / (number - 1)
    own = np.trace(covariances, axis1=-2, axis2=-1)
    whole = covariances.sum(axis=(-2, -1))
    if not np.all(whole > 1e-12 * own):
        raise ValueError("alpha is undefined: the sum of the indicators does not vary")
    return np.asarray(count / (count - 1) * (1 - own / whole))


def item_rest(scores: ArrayLike) -> Array:
    """Correlation of each indicator with the mean of the others.

    Parameters
    ----------
    scores : (..., regions, indicators)
        Benefit-directed and on a common scale; two indicators or more. NaN is a missing score.

    Returns
    -------
    (..., indicators)
        In [-1, 1]; below 0.3 it hardly belongs, negative it works against the rest. NaN, that is
        undefined, where it or the mean of the others does not vary, or fewer than three regions
        have both.

    Raises
    ------
    ValueError
        If a score is infinite or there is one indicator only.

    Notes
    -----
    A region's mean of the others is over those that it has. Without missing scores this is the
    corrected item-total correlation (``r.drop`` of psych).

    Examples
    --------
    >>> item_rest([[1.0, 2.0, 9.0], [2.0, 1.0, 7.0], [3.0, 4.0, 8.0], [4.0, 3.0, 6.0]]).round(2)
    array([-0.14,  0.95, -0.45])
    """
    values = np.asarray(scores, dtype=np.float64)
    centred, known = _scores(values)
    count = centred.shape[-1]
    if count < 2:
        raise ValueError("there is no rest: item-rest correlations need 2+ indicators")
    found = np.empty((*values.shape[:-2], count))
    filled = np.where(known, values, 0.0)
    for item in range(count):
        others = np.arange(count) != item
        present = known[..., others].sum(axis=-1, keepdims=True)
        rest = filled[..., others].sum(axis=-1, keepdims=True)
        rest_centred, rest_known = _scores(rest / np.where(present > 0, present, np.nan))
        one, one_known = centred[..., [item]], known[..., [item]]
        sums = _pairwise(one, one_known, rest_centred, rest_known)
        found[..., item] = _correlated(sums)[..., 0, 0]
    return found


def principal_shares(scores: ArrayLike) -> Array:
    """Share of the variance on each principal component; the first tells if there is one theme.

    Parameters
    ----------
    scores : (..., regions, indicators)
        Any unit: indicators are standardised. NaN is a missing score.

    Returns
    -------
    (..., indicators)
        Falling, summing to 1. With missing scores the last may be slightly negative.

    Raises
    ------
    ValueError
        If a score is infinite, or a correlation is undefined (see `correlations`).

    Notes
    -----
    Eigenvalues of the correlation matrix over their sum.

    Examples
    --------
    >>> principal_shares([[1.0, 2.0], [2.0, 4.0], [3.0, 7.0]]).round(3)
    array([0.997, 0.003])
    """
    matrix = correlations(scores)
    if np.isnan(matrix).any():
        raise ValueError("a correlation is undefined: an indicator does not vary, or pairs lack")
    return np.asarray(np.linalg.eigvalsh(matrix)[..., ::-1] / matrix.shape[-1])


def importance(scores: ArrayLike, composite: ArrayLike) -> Importance:
    """Effective importance: how much of the differences in the composite an indicator explains.

    Parameters
    ----------
    scores : (..., regions, indicators)
        The indicators of the composite, on any scale. NaN is a missing score.
    composite : (..., regions)
        NaN is a missing score.

    Returns
    -------
    Importance
        An indicator that does not vary explains nothing: 0.

    Raises
    ------
    ValueError
        If a value is infinite, the shapes disagree, the composite does not vary, an indicator
        shares fewer than three regions with it, or no indicator correlates with it.

    Notes
    -----
    ``S_i = corr(x_i, y)^2``, the first-order sensitivity of y to x_i if the relation is straight.
    Paruolo, Saisana & Saltelli, J. Royal Statistical Society A 176, 2013, 609-634: nominal
    weights say what a point of an indicator is worth, not how much of the result it decides.

    Examples
    --------
    >>> scores = np.array([[1.0, 1.0], [2.0, 3.0], [3.0, 2.0], [4.0, 5.0]])
    >>> importance(scores, scores @ [0.5, 0.5]).share.round(3)
    array([0.487, 0.513])
    """
    centred, known = _scores(scores)
    target = np.asarray(composite, dtype=np.float64)
    if target.shape != centred.shape[:-1]:
        raise ValueError(f"need one composite per region, got {target.shape} for {centred.shape}")
    target_centred, target_known = _scores(target[..., None])
    if not np.all(np.any(target_centred != 0, axis=(-2, -1))):
        raise ValueError("importance is undefined: the composite does not vary")
    sums = _pairwise(centred, known, target_centred, target_known)
    if np.any(sums[3] < LEAST_PAIRS):
        raise ValueError("an indicator and the composite share fewer than 3 regions")
    explained = np.nan_to_num(_correlated(sums)[..., 0] ** 2)  # NaN: the indicator does not vary
    total = explained.sum(axis=-1, keepdims=True)
    if not np.all(total > 0):
        raise ValueError("no indicator correlates with the composite")
    return Importance(explained, np.asarray(explained / total))


def redundant_pairs(matrix: ArrayLike, limit: float) -> tuple[Pair, ...]:
    """Pairs of indicators so closely correlated that one of them adds next to nothing.

    Parameters
    ----------
    matrix : (indicators, indicators)
        From `correlations`. Undefined entries (NaN) are never redundant.
    limit : float
        In [0, 1): pairs beyond it, in either direction, are told. JRC audits use 0.92.

    Returns
    -------
    tuple of Pair
        The closest first.

    Raises
    ------
    ValueError
        If the matrix is not square, holds what is no correlation, or the limit is out of range.

    Examples
    --------
    >>> redundant_pairs([[1.0, 0.5, -0.95], [0.5, 1.0, 0.2], [-0.95, 0.2, 1.0]], 0.92)
    (Pair(first=0, second=2, correlation=-0.95),)
    """
    found = np.asarray(matrix, dtype=np.float64)
    if found.ndim != 2 or found.shape[0] != found.shape[1] or np.any(np.abs(found) > 1):
        raise ValueError(f"need a square matrix of correlations, got shape {found.shape}")
    if not 0 <= limit < 1:  # NaN fails the comparison
        raise ValueError(f"limit must lie in [0, 1), got {limit}")
    pairs = [
        Pair(int(one), int(other), float(found[one, other]))
        for one, other in np.argwhere(np.triu(np.abs(found) > limit, 1))
    ]
    return tuple(sorted(pairs, key=lambda pair: -abs(pair.correlation)))
