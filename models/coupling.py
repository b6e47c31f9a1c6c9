"""How evenly several systems develop (coupling), how far (development), and both at once."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models import aggregate

Array = NDArray[np.float64]


def _checked(levels: ArrayLike) -> Array:
    """Levels as a float array: two or more systems, each in [0, 1], never all zero."""
    values = np.asarray(levels, dtype=np.float64)
    if values.ndim < 1 or values.shape[-1] < 2:
        raise ValueError(f"levels must be (..., systems) with 2+ systems, got {values.shape}")
    if not np.all((values >= 0) & (values <= 1)):  # NaN fails the comparison
        raise ValueError("levels must lie in [0, 1], none missing")
    if not values.any(axis=-1).all():
        raise ValueError("coupling is undefined (0/0) where all systems are at level zero")
    return values


def _within(degree: Array) -> Array:
    """Degree without the rounding of some 1e-16 that alone can carry it out of [0, 1]."""
    return np.asarray(np.clip(degree, 0.0, 1.0))


def standard(levels: ArrayLike) -> Array:
    """Geometric over arithmetic mean, ``n (prod U)^(1/n) / sum U``; see `coupling`.

    Examples
    --------
    >>> float(standard([0.6, 0.4]).round(4))
    0.9798
    """
    values = _checked(levels)
    # C does not depend on the scale: over the largest level, equal levels give exactly 1 and the
    # product of many small levels does not underflow
    relative = values / values.max(axis=-1, keepdims=True)
    return _within(relative.prod(axis=-1) ** (1 / values.shape[-1]) / relative.mean(axis=-1))


def wang(levels: ArrayLike) -> Array:
    """Modified degree of Wang Shujia et al. (2021); see `coupling`.

    ``sqrt((1 - mean_{i>j} |U_i - U_j|) (prod_i U_i / max U)^(1/(n-1)))``.

    Examples
    --------
    >>> float(wang([0.6, 0.4]).round(4))
    0.7303
    """
    values = _checked(levels)
    systems = values.shape[-1]
    # in sorted order the k-th gap lies between k lower and n - k higher levels
    below = np.arange(1, systems)
    gaps = np.diff(np.sort(values, axis=-1), axis=-1)
    mean_gap = (gaps * below * (systems - below)).sum(axis=-1) / (systems * (systems - 1) / 2)
    relative = values / values.max(axis=-1, keepdims=True)
    evenness = relative.prod(axis=-1) ** (1 / (systems - 1))
    return _within(np.sqrt(np.maximum(1 - mean_gap, 0.0) * evenness))


def fan(levels: ArrayLike) -> Array:
    """Dispersion form of Fan, Ke & Cao (2024), ``1 - 2 sd(U)``, population sd; see `coupling`.

    Never negative: numbers in [0, 1] have a standard deviation of 1/2 at most (Popoviciu 1935).

    Examples
    --------
    >>> float(fan([0.6, 0.4]).round(4))
    0.8
    """
    return _within(1 - 2 * _checked(levels).std(axis=-1))


METHODS: Mapping[str, Callable[[ArrayLike], Array]] = MappingProxyType(
    {"wang": wang, "standard": standard, "fan": fan}
)


def coupling(levels: ArrayLike, form: str = "wang") -> Array:
    """Degree of coupling C: how alike the levels of the systems are.

    Parameters
    ----------
    levels : (..., systems)
        Dimensionless, in [0, 1], two systems or more.
    form : str
        Name in `METHODS`. The standard form exceeds 0.8 for two of three random triples and so
        hardly tells regions apart; hence the modified form by default.

    Returns
    -------
    (...)
        In [0, 1]; 1 where all levels are equal.

    Raises
    ------
    ValueError
        If a level is missing or outside [0, 1], there is one system only, the form is unknown,
        or all levels of a row are zero. There C is 0/0. The fan form alone would give 1; it is
        refused too, so that the choice of a form never changes which rows have an answer.

    Notes
    -----
    Wang et al., J. Natural Resources 36(3), 2021, 793-810; Fan et al., Statistics & Decision 40,
    2024. Weights belong in `development`, not in C. Grades do not carry over between forms.

    Examples
    --------
    >>> coupling([[0.9, 0.5, 0.1], [0.5, 0.5, 0.5]]).round(4)
    array([0.3405, 1.    ])
    """
    if form not in METHODS:
        raise ValueError(f"unknown form of coupling {form!r}; choose one of {', '.join(METHODS)}")
    return METHODS[form](levels)


def development(levels: ArrayLike, weights: ArrayLike | None = None) -> Array:
    """Development T: the weighted mean level of the systems.

    Parameters
    ----------
    levels : (..., systems)
        Dimensionless, in [0, 1], two systems or more.
    weights : (systems,), optional
        Non-negative, summing to 1; equal if left out.

    Returns
    -------
    (...)
        In [0, 1].

    Raises
    ------
    ValueError
        As for `coupling`, or if the weights are no weights.

    Examples
    --------
    >>> development([[0.9, 0.5, 0.1]])
    array([0.5])
    """
    values = _checked(levels)
    if weights is None:
        return np.asarray(values.mean(axis=-1))
    return aggregate.arithmetic(values, weights)


def coordination(levels: ArrayLike, weights: ArrayLike | None = None, form: str = "wang") -> Array:
    """Degree of coordination D: even *and* high development.

    Parameters
    ----------
    levels : (..., systems)
        Dimensionless, in [0, 1], two systems or more.
    weights : (systems,), optional
        Weights of the systems in T; equal if left out.
    form : str
        Form of C, a name in `METHODS`.

    Returns
    -------
    (...)
        In [0, 1].

    Raises
    ------
    ValueError
        As for `coupling` and `development`.

    Notes
    -----
    ``D = sqrt(C T)``. D mostly repeats the level T: always show C, T and the levels beside it.

    Examples
    --------
    >>> coordination([[0.9, 0.5, 0.1]]).round(4)
    array([0.4126])
    """
    return np.asarray(np.sqrt(coupling(levels, form) * development(levels, weights)))


def relative_development(levels: ArrayLike) -> Array:
    """Ratio of each system's level to each other's.

    Parameters
    ----------
    levels : (..., systems)
        Dimensionless, in (0, 1], two systems or more.

    Returns
    -------
    (..., systems, systems)
        Entry i, j is ``U_i / U_j``; below 1 where system i is behind system j.

    Raises
    ------
    ValueError
        If a level is missing, zero or outside [0, 1], or there is one system only.

    Examples
    --------
    >>> relative_development([0.4, 0.8])
    array([[1. , 0.5],
           [2. , 1. ]])
    """
    values = _checked(levels)
    if not values.all():
        raise ValueError("relative development needs levels above zero: they are denominators")
    ratios: Array = values[..., :, None] / values[..., None, :]
    return ratios


def lagging(levels: ArrayLike, threshold: float = 0.9) -> NDArray[np.int_]:
    """Index of the system that lags behind, or -1 where all keep pace.

    Parameters
    ----------
    levels : (..., systems)
        Dimensionless, in [0, 1], two systems or more.
    threshold : float
        A system lags where the lowest level is below this share of the mean level; in (0, 1].

    Returns
    -------
    (...)
        Integer in [0, systems), or -1 for a synchronous row. Of several systems equally low, the
        first is named.

    Raises
    ------
    ValueError
        As for `coupling`, or if the threshold is outside (0, 1].

    Examples
    --------
    >>> lagging([[0.9, 0.5, 0.1], [0.5, 0.52, 0.48]])
    array([ 2, -1])
    """
    if not 0 < threshold <= 1:  # NaN fails the comparison
        raise ValueError(f"threshold must lie in (0, 1], got {threshold}")
    values = _checked(levels)
    behind = values.min(axis=-1) < threshold * values.mean(axis=-1)
    return np.asarray(np.where(behind, values.argmin(axis=-1), -1))
