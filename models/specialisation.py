"""Which industries a region has more of than its size lets expect, and how sure that is."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

EVEN = 1e-9
"""An index so close to 1 counts as 1: rounding must not decide who is specialised."""

QUADRANTS = (
    "insufficient",
    "matched_advantage",
    "industry_without_patents",
    "neither",
    "patents_without_industry",
)
"""What the codes of `quadrants` stand for, in their order; 1 to 4 as in `similarity.quadrants`."""


def _amounts(values: ArrayLike, axes: int = 2) -> NDArray[np.number]:
    """Amounts (..., regions, industries): integers stay so, all else becomes float."""
    amounts = np.asarray(values)
    if amounts.dtype.kind not in "iu":
        amounts = amounts.astype(np.float64)
    if amounts.ndim < axes:
        raise ValueError(f"amounts must be (..., regions, industries), got {amounts.shape}")
    # two reductions and no mask in between: this runs over millions of cells
    if amounts.size and not (amounts.min() >= 0 and amounts.max() < np.inf):  # NaN fails
        raise ValueError("amounts must be finite and not negative, none missing")
    return amounts


def _reference(own: NDArray[np.number], reference: ArrayLike | None) -> NDArray[np.number]:
    """Amounts (..., industries) of the area to which the regions are compared."""
    if reference is None:
        return np.asarray(own.sum(axis=-2))
    whole = _amounts(reference, axes=1)
    if whole.shape[-1:] != own.shape[-1:]:
        raise ValueError(f"reference {whole.shape} does not fit amounts {own.shape}")
    return whole


def _shares(whole: NDArray[np.number]) -> Array:
    """Shares of the reference, NaN for an industry or an area that has nothing."""
    total = whole.sum(axis=-1, keepdims=True)
    shares = np.full(whole.shape, np.nan)
    np.divide(whole, total, out=shares, where=whole > 0)
    return shares


def location_quotient(
    amounts: ArrayLike, prior: float = 0.0, reference: ArrayLike | None = None
) -> Array:
    """Location quotient (of output, jobs) or revealed technology advantage RTA (of patents).

    Parameters
    ----------
    amounts : (..., regions, industries)
        Counts or amounts of one resource; finite, not negative. Leading axes, such as years, are
        kept.
    prior : float
        k, in the unit of the amounts, 0 or more: as if every region had so many more, spread as
        in the reference. Try 10 to 50 for patents; 0 does not smooth.
    reference : (..., industries), optional
        Amounts of the area to which the regions are compared, such as the nation; the sum of the
        regions if left out.

    Returns
    -------
    (..., regions, industries)
        0 or more; 1 where the share of the industry is that of the reference. **NaN, that is
        undefined, for an industry that the reference does not have**, and without a prior for a
        region that has nothing. With a prior such a region has 1 throughout: that is the prior
        speaking, and `insufficient` says so.

    Raises
    ------
    ValueError
        If an amount is missing, negative or infinite, the prior is not 0 or more, or the shapes
        disagree.

    Notes
    -----
    ``LQ_rj = ((n_rj + k q_j) / (n_r + k)) / q_j``, q the shares of the reference. For k = 0 the
    index of Balassa (1965), Manchester School 33, 99-123; of patents the RTA of Soete (1987).
    Smoothed it is ``(n_r LQ + k) / (n_r + k)``: the plain index drawn towards 1, and **never to
    the other side of 1**. Weighted by q, the plain indexes of a region have the mean 1.

    Examples
    --------
    >>> location_quotient([[30, 10], [20, 40]]).round(4)
    array([[1.5   , 0.5   ],
           [0.6667, 1.3333]])
    >>> location_quotient([[3, 1], [47, 49]], prior=20).round(4)
    array([[1.0833, 0.9167],
           [0.9828, 1.0172]])
    """
    own = _amounts(amounts)
    if not (prior >= 0 and np.isfinite(prior)):  # NaN fails the comparison
        raise ValueError(f"prior must be 0 or more, got {prior}")
    shares = _shares(_reference(own, reference))[..., None, :]
    size = own.sum(axis=-1, keepdims=True) + float(prior)
    size[size == 0] = np.nan
    found = own / size
    found /= shares  # in place: three passes over the cells and one array
    if prior > 0:
        found += prior / size
    return np.asarray(found)


def advantage(amounts: ArrayLike, reference: ArrayLike | None = None) -> Mask:
    """Where the location quotient is 1 or more, decided without division.

    Parameters
    ----------
    amounts, reference
        As for `location_quotient`.

    Returns
    -------
    (..., regions, industries)
        False where the quotient is undefined. Smoothing would change nothing, so there is none.

    Raises
    ------
    ValueError
        As for `location_quotient`, or if integers are so large that their products overflow.

    Notes
    -----
    ``n_rj N >= n_r N_j``. Of integers the answer is exact, on every machine; of other amounts the
    sides may differ by a part of 1e-9, so that rounding does not decide.

    Examples
    --------
    >>> advantage([[1, 2], [2, 4], [3, 0]])
    array([[False,  True],
           [False,  True],
           [ True, False]])
    """
    own = _amounts(amounts)
    whole = _reference(own, reference)
    size = own.sum(axis=-1, keepdims=True)
    total = whole.sum(axis=-1, keepdims=True)[..., None]
    exact = own.dtype.kind in "iu" and whole.dtype.kind in "iu"
    if exact and own.size and int(size.max()) * int(total.max()) > np.iinfo(np.int64).max:
        raise ValueError("counts are too large to compare exactly; use a coarser unit")
    slack = 1 if exact else 1 - EVEN
    enough = own * total >= size * whole[..., None, :] * slack
    return np.asarray(enough & (size > 0) & (whole > 0)[..., None, :])


def insufficient(
    amounts: ArrayLike,
    least_in_region: float,
    least_in_cell: float,
    reference: ArrayLike | None = None,
) -> Mask:
    """Cells about which so few counts say nothing.

    Parameters
    ----------
    amounts, reference
        As for `location_quotient`; counts, as of patents.
    least_in_region : float
        A region with fewer counts in all says nothing in any industry. For countries the OECD
        asks more than 500 patents; a prefecture or county has fewer.
    least_in_cell : float
        A cell says nothing if fewer are **seen and fewer are expected**. None seen where many
        were expected is a finding, not a lack of data.

    Returns
    -------
    (..., regions, industries)
        True also where `location_quotient` is undefined.

    Raises
    ------
    ValueError
        As for `location_quotient`, or if a threshold is not 0 or more.

    Notes
    -----
    Expected are ``n_r q_j``. Under a Poisson count the relative error of the quotient is
    ``1 / sqrt(count)``: 30 leave 18 %, 5 leave 45 %.

    Examples
    --------
    >>> insufficient([[40, 0], [4, 3], [56, 97]], least_in_region=10, least_in_cell=5)
    array([[False, False],
           [ True,  True],
           [False, False]])
    """
    if not (least_in_region >= 0 and least_in_cell >= 0):  # NaN fails the comparison
        raise ValueError("thresholds must be 0 or more")
    own = _amounts(amounts)
    shares = _shares(_reference(own, reference))[..., None, :]
    size = own.sum(axis=-1, keepdims=True)
    few = (own < least_in_cell) & (size * shares < least_in_cell)
    return np.asarray(few | (size < least_in_region) | (size == 0) | np.isnan(shares))


def symmetric(quotients: ArrayLike) -> Array:
    """Revealed symmetric comparative advantage RSCA: the quotient on a scale from -1 to 1.

    Parameters
    ----------
    quotients : (...)
        From `location_quotient`; 0 or more, NaN is undefined.

    Returns
    -------
    (...)
        In [-1, 1); 0 for a quotient of 1; x and 1/x lie equally far from it. NaN stays.

    Raises
    ------
    ValueError
        If a quotient is negative or infinite.

    Notes
    -----
    ``(x - 1) / (x + 1)``. Laursen (2015), Eurasian Business Review 5, 99-115; for maps, where a
    quotient of 4 must look as strong as one of 1/4.

    Examples
    --------
    >>> symmetric([0.0, 0.25, 1.0, 4.0])
    array([-1. , -0.6,  0. ,  0.6])
    """
    index = np.asarray(quotients, dtype=np.float64)
    if np.any((index < 0) | np.isinf(index)):  # NaN passes
        raise ValueError("quotients must be 0 or more and finite")
    return np.asarray((index - 1) / (index + 1))


def quadrants(
    patents: ArrayLike, industry: ArrayLike, unsure: ArrayLike | None = None
) -> NDArray[np.int8]:
    """Specialisation in patents against specialisation in the industry itself, in four classes.

    Parameters
    ----------
    patents, industry : (..., regions, industries)
        `location_quotient` of patents (RTA) and of output or jobs (LQ); 0 or more, NaN is
        undefined.
    unsure : (..., regions, industries), optional
        Cells without sufficient data, from `insufficient`, of one resource or of both joined.

    Returns
    -------
    (..., regions, industries)
        Positions in `QUADRANTS`: 1 both above 1 (匹配优势), 2 the industry alone (引进补强),
        3 neither (非重点), 4 patents alone (技术储备); **0 where a quotient is undefined or the
        data are insufficient**. A quotient of 1 is not above 1.

    Raises
    ------
    ValueError
        If a quotient is negative or the shapes do not fit.

    Examples
    --------
    >>> quadrants([[2.0, 0.5, 1.0, 1.5, 3.0]], [[1.2, 4.0, 0.3, 0.9, np.nan]])
    array([[1, 2, 3, 4, 0]], dtype=int8)
    """
    ours, theirs = np.asarray(patents, dtype=np.float64), np.asarray(industry, dtype=np.float64)
    if ours.shape != theirs.shape:
        raise ValueError(f"the two must have one shape, got {ours.shape} and {theirs.shape}")
    if np.any((ours < 0) | (theirs < 0)):  # NaN passes
        raise ValueError("quotients must be 0 or more")
    left, right = ours > 1 + EVEN, theirs > 1 + EVEN
    codes = np.where(left, np.where(right, 1, 4), np.where(right, 2, 3)).astype(np.int8)
    unknown = np.isnan(ours) | np.isnan(theirs)
    if unsure is not None:
        unknown = unknown | np.broadcast_to(np.asarray(unsure, dtype=np.bool_), codes.shape)
    codes[unknown] = 0
    return codes
