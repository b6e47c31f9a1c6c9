"""How regions move between classes over time, alone and by the company they are in (Markov)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Classes = NDArray[np.int_]
Mask = NDArray[np.bool_]

# Cochran's rule for counts: below five expected, chi-squared and shares are not to be trusted.
ENOUGH = 5.0


@dataclass(frozen=True, eq=False)
class Chain:
    """Probabilities of moving between classes in one step; see `chain`."""

    counts: Classes
    """(..., classes, classes) transitions seen, from row to column."""

    probabilities: Array
    """(..., classes, classes) shares of a row; NaN, undefined, in a row never left."""

    low: Array
    """(..., classes, classes) 5 % point of the posterior; of the prior alone in an empty row."""

    high: Array
    """(..., classes, classes) 95 % point."""

    empty: Mask
    """(..., classes) no transition starts in this class."""

    starved: Mask
    """(..., classes) fewer than five transitions to a cell if the row were spread evenly: read
    the intervals, not the shares."""


@dataclass(frozen=True, eq=False)
class Homogeneity:
    """Whether regimes move alike; see `homogeneity`."""

    likelihood_ratio: float
    """LR statistic, chi-squared with ``freedom`` degrees of freedom if the regimes move alike."""

    chi_squared: float
    """Pearson's statistic for the same."""

    freedom: int
    """Degrees of freedom; cells and rows without any transition do not count."""

    likelihood_ratio_p: float
    """Probability of a statistic at least as large if the regimes move alike."""

    chi_squared_p: float
    """The same for Pearson's statistic."""

    starved: float
    """Share of compared cells with fewer than five expected: above 0.2 trust neither p."""


def quantile_breaks(values: ArrayLike, number: int) -> Array:
    """Upper bounds of classes that hold equally many values, pooled over regions and years.

    Parameters
    ----------
    values : (...)
        Any unit. NaN (missing) is ignored.
    number : int
        Classes wanted, 2 or more.

    Returns
    -------
    (number - 1,)
        Strictly rising bounds between classes; the highest class is open.

    Raises
    ------
    ValueError
        If a value is infinite, fewer than two classes are asked for, or so many values are equal
        that two bounds coincide.

    Notes
    -----
    Linear interpolation between order statistics, as mapclassify's Quantiles. Pooled bounds keep
    the meaning of a class over time; bounds of each year hide movements that all share.

    Examples
    --------
    >>> quantile_breaks([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], 3)
    array([2.66666667, 4.33333333])
    """
    pooled = np.asarray(values, dtype=np.float64).ravel()
    pooled = pooled[~np.isnan(pooled)]
    if number < 2 or not pooled.size or not np.isfinite(pooled).all():
        raise ValueError("breaks need 2+ classes and finite values; NaN is a missing one")
    breaks = np.quantile(pooled, np.arange(1, number) / number)
    if not np.all(np.diff(breaks) > 0):
        raise ValueError(f"too many equal values for {number} classes: bounds {breaks.tolist()}")
    return np.asarray(breaks)


def classify(values: ArrayLike, breaks: ArrayLike) -> Classes:
    """Class of each value.

    Parameters
    ----------
    values : (...)
        Any unit. NaN is a missing value.
    breaks : (classes - 1,)
        Strictly rising upper bounds; a value equal to a bound belongs below it.

    Returns
    -------
    (...)
        0 to ``classes - 1``; -1 where the value is missing.

    Raises
    ------
    ValueError
        If the bounds do not rise or are not finite.

    Examples
    --------
    >>> classify([0.5, 1.0, 1.1, 9.0, np.nan], [1.0, 2.0])
    array([ 0,  0,  1,  2, -1])
    """
    numbers, bounds = np.asarray(values, dtype=np.float64), np.asarray(breaks, dtype=np.float64)
    if bounds.ndim != 1 or not np.isfinite(bounds).all() or not np.all(np.diff(bounds) > 0):
        raise ValueError("breaks must be finite, strictly rising bounds")
    return np.where(np.isnan(numbers), -1, np.searchsorted(bounds, numbers, side="left"))


def spatial_lag(values: ArrayLike, neighbours: ArrayLike) -> Array:
    """Mean of each region's neighbours.

    Parameters
    ----------
    values : (..., regions)
        Any unit; finite.
    neighbours : (regions, regions)
        Weight of region j as a neighbour of region i, not negative, 0 on the diagonal. Rows are
        divided by their sums.

    Returns
    -------
    (..., regions)
        Unit of the values. NaN, that is undefined, for a region without neighbours.

    Raises
    ------
    ValueError
        If a value is missing, or the weights are not square, negative, missing, or not 0 on the
        diagonal.

    Examples
    --------
    >>> spatial_lag([1.0, 2.0, 6.0], [[0, 1, 1], [1, 0, 1], [0, 0, 0]])
    array([4. , 3.5, nan])
    """
    levels, weights = np.asarray(values, dtype=np.float64), np.asarray(neighbours, np.float64)
    if weights.ndim != 2 or weights.shape != levels.shape[-1:] * 2:
        raise ValueError(f"need weights (regions, regions), got {weights.shape}, {levels.shape}")
    if not np.isfinite(levels).all():
        raise ValueError("values must be finite, none missing")
    if not np.all((weights >= 0) & np.isfinite(weights)) or weights.diagonal().any():
        raise ValueError("weights must be finite, not negative, and 0 on the diagonal")
    totals = weights.sum(axis=-1)
    return np.asarray(levels @ weights.T / np.where(totals > 0, totals, np.nan))


def _classes(values: ArrayLike, number: int, what: str) -> Classes:
    """Classes as integers (..., years, regions) between -1 and number - 1."""
    found = np.asarray(values)
    if found.ndim < 2 or not np.issubdtype(found.dtype, np.integer):
        raise ValueError(f"{what} must be integers (..., years, regions), got {found.shape}")
    if number < 1 or np.any((found < -1) | (found >= number)):
        raise ValueError(f"{what} must lie in 0..{number - 1}, or be -1 for missing")
    return found


def count(classes: ArrayLike, number: int) -> Classes:
    """Count the transitions between classes from each year to the next.

    Parameters
    ----------
    classes : (..., years, regions)
        0 to ``number - 1`` from `classify`; -1 is missing, and no transition starts or ends there.
    number : int
        Number of classes.

    Returns
    -------
    (..., number, number)
        From row to column.

    Raises
    ------
    ValueError
        If the classes are no integers or out of range, or have no axis of years.

    Examples
    --------
    >>> count([[0, 1, 1], [1, 1, 0], [1, 0, -1]], 2)
    array([[0, 1],
           [2, 2]])
    """
    found = _classes(classes, number, "classes")
    alone = np.zeros(found.shape, dtype=np.int_)
    return np.asarray(count_by(found, alone, number, 1)[..., 0, :, :])


def count_by(classes: ArrayLike, regimes: ArrayLike, number: int, regime_number: int) -> Classes:
    """Count transitions apart for each regime that a region is in when it sets out.

    Parameters
    ----------
    classes : (..., years, regions)
        As for `count`.
    regimes : (..., years, regions)
        0 to ``regime_number - 1``, such as the class of the `spatial_lag`; -1 is missing. Only
        that of the first year of a transition matters.
    number, regime_number : int
        Numbers of classes and of regimes.

    Returns
    -------
    (..., regime_number, number, number)
        From row to column. Summed over regimes they are `count`, but for missing regimes.

    Raises
    ------
    ValueError
        As for `count`, for classes or regimes, or if their shapes differ.

    Notes
    -----
    Spatial Markov chain: Rey, Geographical Analysis 33, 2001, 195-214.

    Examples
    --------
    >>> count_by([[0, 1, 1], [1, 1, 0]], [[0, 1, 1], [0, 0, 0]], 2, 2)
    array([[[0, 1],
            [0, 0]],
    <BLANKLINE>
           [[0, 0],
            [1, 1]]])
    """
    found = _classes(classes, number, "classes")
    company = _classes(regimes, regime_number, "regimes")
    if found.shape != company.shape:
        raise ValueError(f"need one regime per class, got {company.shape} for {found.shape}")
    start, end, regime = found[..., :-1, :], found[..., 1:, :], company[..., :-1, :]
    leading = found.shape[:-2]
    slices = int(np.prod(leading))
    which = np.arange(slices).reshape((*leading, 1, 1))  # one matrix for each slice
    cell = ((which * regime_number + regime) * number + start) * number + end
    known = (start >= 0) & (end >= 0) & (regime >= 0)
    size = slices * regime_number * number * number
    counts = np.bincount(cell[known], minlength=size)
    return counts.reshape((*leading, regime_number, number, number))


def chain(counts: ArrayLike) -> Chain:
    """Transition probabilities with intervals that show how little few transitions say.

    Parameters
    ----------
    counts : (..., classes, classes)
        Transitions from `count` or `count_by`.

    Returns
    -------
    Chain
        A class that no transition leaves is flagged ``empty`` and has no probabilities: that it
        would stay is not known (giddy writes 0 or 1 there).

    Raises
    ------
    ValueError
        If a count is negative, missing or not whole, or the last two axes differ.

    Notes
    -----
    ``p_ij = n_ij / n_i``. The intervals are the 5 % and 95 % points of Beta(n_ij + 1/2, n_i -
    n_ij + (k - 1) / 2), the margin of the Dirichlet posterior under Jeffreys' prior of 1/2 a cell.

    Examples
    --------
    >>> found = chain([[8, 2], [0, 0]])
    >>> found.probabilities, found.empty
    (array([[0.8, 0.2],
           [nan, nan]]), array([False,  True]))
    >>> found.low[0].round(2), found.high[0].round(2)
    (array([0.55, 0.06]), array([0.94, 0.45]))
    """
    from scipy.special import betaincinv  # noqa: PLC0415  slow import, few callers

    seen = _counts(counts)
    number = seen.shape[-1]
    totals = seen.sum(axis=-1, keepdims=True)
    shares = seen / np.where(totals > 0, totals, np.nan)
    yes, no = seen + 0.5, totals - seen + (number - 1) / 2
    return Chain(
        counts=seen,
        probabilities=shares,
        low=betaincinv(yes, no, 0.05),
        high=betaincinv(yes, no, 0.95),
        empty=totals[..., 0] == 0,
        starved=totals[..., 0] < ENOUGH * number,
    )


def _counts(values: ArrayLike) -> Classes:
    """Counts as integers (..., classes, classes), two classes or more."""
    seen = np.asarray(values, dtype=np.float64)
    if seen.ndim < 2 or seen.shape[-1] != seen.shape[-2] or seen.shape[-1] < 2:
        raise ValueError(f"counts must be (..., classes, classes), got {seen.shape}")
    if not np.all((seen >= 0) & np.isfinite(seen) & (seen == np.round(seen))):
        raise ValueError("counts must be whole numbers, not negative, none missing")
    return seen.astype(np.int_)


def homogeneity(counts: ArrayLike) -> Homogeneity:
    """Test whether regions move alike in all regimes, such as among poor and rich neighbours.

    Parameters
    ----------
    counts : (regimes, classes, classes)
        Transitions from `count_by`; two regimes or more.

    Returns
    -------
    Homogeneity

    Raises
    ------
    ValueError
        As for `chain`, or if there is one regime only or nothing to compare.

    Notes
    -----
    ``LR = 2 sum n_rij ln(p_rij / p_ij)`` and ``sum n_ri (p_rij - p_ij)^2 / p_ij`` with
    ``sum_i (a_i - 1)(b_i - 1)`` degrees of freedom: classes that i is left for in any regime,
    regimes in which it is left. Bickenbach & Bode, International Regional Science Review 26, 2003,
    363-392. Neighbours do not move independently, so both p are too small.

    Examples
    --------
    >>> found = homogeneity([[[8, 2], [5, 5]], [[2, 8], [5, 5]]])
    >>> round(found.chi_squared, 4), found.freedom, round(found.chi_squared_p, 4)
    (7.2, 2, 0.0273)
    """
    from scipy.special import chdtrc, xlogy  # noqa: PLC0415  slow import, few callers

    seen = _counts(counts)
    if seen.ndim != 3 or len(seen) < 2:
        raise ValueError(f"counts must be (2+ regimes, classes, classes), got {seen.shape}")
    expected, freedom = _expected(seen)
    compared = expected > 0
    ratio = np.divide(seen, expected, out=np.ones_like(expected), where=compared)
    likelihood = max(float(2 * xlogy(seen, ratio).sum()), 0.0)  # below 0 by rounding alone
    squares = np.divide(
        (seen - expected) ** 2, expected, out=np.zeros_like(expected), where=compared
    )
    return Homogeneity(
        likelihood_ratio=likelihood,
        chi_squared=float(squares.sum()),
        freedom=freedom,
        likelihood_ratio_p=float(chdtrc(freedom, likelihood)),
        chi_squared_p=float(chdtrc(freedom, squares.sum())),
        starved=float((expected[compared] < ENOUGH).mean()),
    )


def _expected(seen: Classes) -> tuple[Array, int]:
    """Transitions expected if all regimes move alike, and the degrees of freedom."""
    rows, pooled = seen.sum(axis=-1), seen.sum(axis=0)
    targets, regimes = (pooled > 0).sum(axis=-1), (rows > 0).sum(axis=0)
    freedom = int((np.maximum(targets - 1, 0) * np.maximum(regimes - 1, 0)).sum())
    if freedom == 0:
        raise ValueError("nothing to compare: no class is left for several in two regimes")
    leaving = pooled.sum(axis=-1, keepdims=True)
    return rows[..., None] * (pooled / np.where(leaving > 0, leaving, 1)), freedom
