"""Indicator weights from the judgement of experts: pairwise comparisons (AHP) and budgets.

There is no ``METHODS``: `ahp` takes comparisons, `budget` points, and neither can stand in for the
other.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

# Mean consistency index of random matrices of order 1, 2, ... Saaty (1980) up to 11; beyond it as
# commonly reprinted (Saaty's own table has 1.48 for 12, less than for 11).
RANDOM_INDEX = (
    *(0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51),
    *(1.54, 1.56, 1.57, 1.59),
)

# A consistency ratio from here on asks for a second look at the judgements. Saaty (1980).
ACCEPTED_RATIO = 0.10

# Two entries are reciprocal if their product misses 1 by rounding in a file, not by 0.33 for 1/3.
RECIPROCAL_TOLERANCE = 1e-6

# Totals of two experts are the same if they differ by rounding only.
TOTAL_TOLERANCE = 1e-9


@dataclass(frozen=True, eq=False)
class Consistency:
    """How far pairwise judgements contradict each other; each field (...), dimensionless."""

    eigenvalue: Array
    """Largest eigenvalue: the number of indicators if nothing contradicts, more else."""

    index: Array
    """``CI = (eigenvalue - n) / (n - 1)``; 0 for one indicator."""

    ratio: Array
    """``CR = CI / RI``, 1 being as bad as random judgements; 0 for one or two indicators."""


@dataclass(frozen=True)
class Judgement:
    """The pairwise judgement that contradicts the others most."""

    row: int
    """The indicator that was judged ..."""

    column: int
    """... against this one; ``row < column``."""

    judged: float
    """How many times as important the row was judged to be."""

    implied: float
    """How many times as important the weights from all judgements say it is."""

    ratio: float
    """Consistency ratio if ``implied`` took the place of ``judged``."""


def _checked(matrix: ArrayLike) -> Array:
    """Judgements as a float array: square, above zero, reciprocal; else the first bad entry."""
    judgements = np.asarray(matrix, dtype=np.float64)
    shape = judgements.shape
    if judgements.ndim < 2 or shape[-1] != shape[-2] or shape[-1] < 1:
        raise ValueError(f"judgements must be (..., indicators, indicators), got {shape}")
    bad = ~((judgements > 0) & np.isfinite(judgements))  # NaN fails the comparison
    if bad.any():
        place = tuple(np.argwhere(bad)[0].tolist())
        raise ValueError(
            f"judgement {place} is {judgements[place]:g}; all must be finite, above zero"
        )
    product = judgements * np.swapaxes(judgements, -1, -2)
    bad = np.abs(product - 1) > RECIPROCAL_TOLERANCE
    if bad.any():
        place = tuple(np.argwhere(bad)[0].tolist())
        mirror = (*place[:-2], place[-1], place[-2])
        raise ValueError(
            f"judgement {place} is {judgements[place]:g}, but {mirror} is {judgements[mirror]:g}: "
            "one must be the reciprocal of the other (in full, 1/3 and not 0.33), the diagonal 1"
        )
    return judgements


def _principal(judgements: Array) -> tuple[Array, Array]:
    """Largest eigenvalue (...) and its eigenvector (..., n) of positive matrices, summing to 1."""
    values, vectors = np.linalg.eig(judgements)
    first = np.argmax(values.real, axis=-1)[..., None]
    vector = np.abs(np.take_along_axis(vectors.real, first[..., None], axis=-1)[..., 0])
    eigenvalue = np.take_along_axis(values.real, first, axis=-1)[..., 0]
    return eigenvalue, vector / vector.sum(axis=-1, keepdims=True)


def ahp(matrix: ArrayLike) -> Array:
    """Weight indicators by pairwise comparisons.

    Parameters
    ----------
    matrix : (..., indicators, indicators)
        Entry (j, k): how many times as important j is as k; on Saaty's scale 1 to 9 and 1/9 to 1.
        Reciprocal, with ones on the diagonal.

    Returns
    -------
    (..., indicators)
        Above zero, summing to 1. Look at `consistency` before using them.

    Raises
    ------
    ValueError
        If the matrix is not square, or an entry is not above zero or not the reciprocal of its
        mirror entry; the message names the entry.

    Notes
    -----
    Principal right eigenvector. Saaty (1977), J. Mathematical Psychology 15(3), 234-281.

    Examples
    --------
    >>> ahp([[1, 2, 4], [1 / 2, 1, 2], [1 / 4, 1 / 2, 1]]).round(4)
    array([0.5714, 0.2857, 0.1429])
    """
    return _principal(_checked(matrix))[1]


def _ratio(eigenvalue: Array, n: int) -> tuple[Array, Array]:
    """Consistency index and ratio of matrices of order n."""
    if n > len(RANDOM_INDEX):
        raise ValueError(f"no random index for {n} indicators, only up to {len(RANDOM_INDEX)}")
    index = np.maximum(eigenvalue - n, 0.0) / max(n - 1, 1)  # below n by rounding only
    random = RANDOM_INDEX[n - 1]
    return index, index / random if random > 0 else np.zeros_like(index)


def consistency(matrix: ArrayLike) -> Consistency:
    """Measure how far pairwise judgements contradict each other.

    Parameters
    ----------
    matrix : (..., indicators, indicators)
        As for `ahp`. At most 15 indicators.

    Returns
    -------
    Consistency
        By Saaty's rule of thumb a ratio below 0.10 is acceptable (`ACCEPTED_RATIO`).

    Raises
    ------
    ValueError
        As for `ahp`, or if there are more than 15 indicators: split them into groups.

    Notes
    -----
    Saaty (1980), The Analytic Hierarchy Process. The table of random indices is part of the
    definition: Saaty's later papers divide by 0.52, 0.89, 1.11, ... and get higher ratios.

    Examples
    --------
    >>> round(float(consistency([[1, 3, 5], [1 / 3, 1, 3], [1 / 5, 1 / 3, 1]]).ratio), 4)
    0.0332
    """
    judgements = _checked(matrix)
    eigenvalue, _ = _principal(judgements)
    index, ratio = _ratio(eigenvalue, judgements.shape[-1])
    return Consistency(eigenvalue, np.asarray(index), np.asarray(ratio))


def worst_judgement(matrix: ArrayLike) -> Judgement | None:
    """Find the judgement to ask about first: the one whose correction mends most.

    Parameters
    ----------
    matrix : (indicators, indicators)
        As for `ahp`, of one expert. At most 15 indicators.

    Returns
    -------
    Judgement or None
        None if nothing contradicts, as is always so for one or two indicators.

    Raises
    ------
    ValueError
        As for `consistency`, or if there is more than one matrix.

    Notes
    -----
    Each pair in turn is replaced by ``w_j / w_k`` of the present weights; the one that leaves the
    least consistency ratio is reported. A hint what to ask, not a licence to overwrite what the
    expert said. After Saaty (2003), European J. Operational Research 145(1), 85-91.

    Examples
    --------
    >>> worst = worst_judgement([[1, 2, 4, 1 / 9], [1 / 2, 1, 2, 4], [1 / 4, 1 / 2, 1, 2],
    ...                          [9, 1 / 4, 1 / 2, 1]])
    >>> worst.row, worst.column, round(worst.judged, 2), round(worst.implied, 2)
    (0, 3, 0.11, 0.61)
    """
    judgements = _checked(matrix)
    n = judgements.shape[-1]
    if judgements.ndim != 2:
        raise ValueError(f"expected the judgements of one expert, got shape {judgements.shape}")
    eigenvalue, weights = _principal(judgements)
    _, before = _ratio(eigenvalue, n)
    rows, columns = np.triu_indices(n, k=1)
    if before < RECIPROCAL_TOLERANCE:
        return None
    changed = np.repeat(judgements[None], len(rows), axis=0)
    pairs, implied = np.arange(len(rows)), weights[rows] / weights[columns]
    changed[pairs, rows, columns] = implied
    changed[pairs, columns, rows] = 1 / implied
    _, ratios = _ratio(_principal(changed)[0], n)
    best = int(np.argmin(ratios))
    row, column = int(rows[best]), int(columns[best])
    judged = float(judgements[row, column])
    return Judgement(row, column, judged, float(implied[best]), float(ratios[best]))


def agreed(matrices: ArrayLike) -> Array:
    """Merge the pairwise judgements of several experts into one matrix.

    Parameters
    ----------
    matrices : (..., experts, indicators, indicators)
        One matrix per expert, each as for `ahp`.

    Returns
    -------
    (..., indicators, indicators)
        Reciprocal again, which an arithmetic mean would not be.

    Raises
    ------
    ValueError
        As for `ahp`, or if there is no axis of experts or no expert.

    Notes
    -----
    Geometric mean entry by entry, every expert counting alike. Aczél & Saaty (1983), J.
    Mathematical Psychology 27(1), 93-102. It hides disagreement: report the spread beside it.

    Examples
    --------
    >>> agreed([[[1, 2], [1 / 2, 1]], [[1, 8], [1 / 8, 1]]]).round(4)
    array([[1.  , 4.  ],
           [0.25, 1.  ]])
    """
    judgements = _checked(matrices)
    if judgements.ndim < 3 or judgements.shape[-3] < 1:
        raise ValueError(f"expected one matrix per expert, got shape {judgements.shape}")
    merged: Array = np.exp(np.log(judgements).mean(axis=-3))
    return merged


def budget(points: ArrayLike) -> Array:
    """Weight indicators by the points that experts gave them out of equal budgets.

    Parameters
    ----------
    points : (..., experts, indicators)
        Zero or above; every expert spends the same total, 100 by custom.

    Returns
    -------
    (..., indicators)
        Non-negative, summing to 1: the mean share over experts.

    Raises
    ------
    ValueError
        If points are negative, missing or infinite, there is no expert, or the experts of a table
        do not all spend the same total above zero; the message names the expert.

    Notes
    -----
    Budget allocation, OECD/JRC Handbook (2008), section 6.5, which advises ten indicators at most.

    Examples
    --------
    >>> budget([[50, 30, 20], [70, 30, 0]])
    array([0.6, 0.3, 0.1])
    """
    spent = np.asarray(points, dtype=np.float64)
    if spent.ndim < 2 or 0 in spent.shape[-2:]:
        raise ValueError(f"points must be (..., experts, indicators), got {spent.shape}")
    if not np.all((spent >= 0) & np.isfinite(spent)):  # NaN fails the comparison
        raise ValueError("points must be finite and non-negative, none missing")
    totals = spent.sum(axis=-1)
    first = totals[..., :1]
    bad = (first <= 0) | (np.abs(totals - first) > TOTAL_TOLERANCE * first)
    if bad.any():
        place = tuple(np.argwhere(bad)[0].tolist())
        raise ValueError(
            f"expert {list(place)} spends {totals[place]:g} points, the first one "
            f"{first[(*place[:-1], 0)]:g}: all must spend the same total above zero"
        )
    weights: Array = (spent / totals[..., None]).mean(axis=-2)
    return weights
