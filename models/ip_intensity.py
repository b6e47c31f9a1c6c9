"""Industries that use intellectual property intensively, and what they contribute."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Threshold = Callable[[ArrayLike, ArrayLike, ArrayLike | None], Array]

PER = 1000
"""Intensities are per 1,000 persons employed, as those of the EPO/EUIPO and the USPTO."""


class Intensive(NamedTuple):
    """Intensive industries by type of right, and of any type; see `intensive`."""

    member: Mask
    """(..., types, industries) intensity above the threshold."""

    any_type: Mask
    """(..., industries) member by one type or more: the union, each industry once."""

    margin: Array
    """(..., types, industries) intensity over threshold less 1: 0.1 is 10 % above. NaN where the
    intensity or the threshold is undefined."""


class Sensitivity(NamedTuple):
    """Members if the threshold lay lower or higher; see `sensitivity`."""

    if_lower: Mask
    """(..., types, industries) members at ``threshold * (1 - change)``: no fewer."""

    if_higher: Mask
    """(..., types, industries) members at ``threshold * (1 + change)``: no more."""


class Listed(NamedTuple):
    """Industries of an official list; see `on_list`."""

    member: Mask
    """(industries,) on the list."""

    absent: tuple[str, ...]
    """Codes of the list that are not among the industries, sorted."""


def _use(rights: ArrayLike, employment: ArrayLike) -> tuple[Array, Array]:
    """Rights (..., types, industries) and persons (..., 1, industries), checked."""
    owned, people = np.asarray(rights, dtype=np.float64), np.asarray(employment, dtype=np.float64)
    if owned.ndim < 2 or people.ndim < 1 or people.shape[-1] != owned.shape[-1]:
        raise ValueError(
            f"need rights (..., types, industries) and employment (..., industries), got "
            f"{owned.shape} and {people.shape}"
        )
    for values in (owned, people):
        if not np.all((values >= 0) & np.isfinite(values)):  # NaN fails the comparison
            raise ValueError("rights and employment must be finite and not negative, none missing")
    return owned, people[..., None, :]


def intensity(rights: ArrayLike, employment: ArrayLike) -> Array:
    """Rights per 1,000 persons employed.

    Parameters
    ----------
    rights : (..., types, industries)
        Rights of each type, such as invention patents, trade marks and designs, as a rule of five
        years; whole or fractional, not negative.
    employment : (..., industries)
        Persons, as a rule the mean of the same years; not negative.

    Returns
    -------
    (..., types, industries)
        0 or more. **NaN, that is undefined, for an industry without persons.**

    Raises
    ------
    ValueError
        If a value is missing, negative or infinite, or the shapes disagree.

    Notes
    -----
    ``1000 rights / employment``. ESA & USPTO (2012), Intellectual Property and the U.S. Economy;
    EPO & OHIM (2013), IPR-intensive industries.

    Examples
    --------
    >>> intensity([[30, 5, 0]], [2_000, 10_000, 0])
    array([[15. ,  0.5,  nan]])
    """
    owned, people = _use(rights, employment)
    return np.asarray(PER * owned / np.where(people > 0, people, np.nan))


def weighted_threshold(
    rights: ArrayLike, employment: ArrayLike, among: ArrayLike | None = None
) -> Array:
    """Mean intensity weighted by employment: all rights over all persons.

    Parameters
    ----------
    rights, employment
        As for `intensity`.
    among : (..., types, industries), optional
        Industries that form the mean, such as those that own the right at all
        (``rights > 0``, as in the EU); all if left out.

    Returns
    -------
    (..., types)
        NaN, that is undefined, where nobody is employed in the industries that form it.

    Raises
    ------
    ValueError
        As for `intensity`.

    Notes
    -----
    ``1000 sum rights / sum employment``. Large industries with few rights pull it down, and more
    industries are then intensive than by `simple_threshold`; a report must state which it is.

    Examples
    --------
    >>> weighted_threshold([[30, 5]], [2_000, 8_000])
    array([3.5])
    """
    owned, people = _use(rights, employment)
    counted = (people > 0) & _among(among, owned)
    persons = np.where(counted, people, 0.0).sum(axis=-1)
    return np.asarray(
        PER * np.where(counted, owned, 0.0).sum(axis=-1) / np.where(persons > 0, persons, np.nan)
    )


def simple_threshold(
    rights: ArrayLike, employment: ArrayLike, among: ArrayLike | None = None
) -> Array:
    """Mean intensity in which every industry counts the same.

    Parameters
    ----------
    rights, employment, among
        As for `weighted_threshold`.

    Returns
    -------
    (..., types)
        NaN, that is undefined, where no industry that forms it employs anybody.

    Raises
    ------
    ValueError
        As for `intensity`.

    Notes
    -----
    Depends on how finely industries are divided: a class split in two counts twice.

    Examples
    --------
    >>> simple_threshold([[30, 5]], [2_000, 8_000])
    array([7.8125])
    """
    owned, people = _use(rights, employment)
    counted = (people > 0) & _among(among, owned)
    levels = np.where(counted, PER * owned / np.where(people > 0, people, 1.0), 0.0)
    number = counted.sum(axis=-1)
    return np.asarray(levels.sum(axis=-1) / np.where(number > 0, number, np.nan))


THRESHOLDS: Mapping[str, Threshold] = MappingProxyType(
    {"employment": weighted_threshold, "simple": simple_threshold}
)
"""Means above which an industry is intensive, by name."""


def _among(among: ArrayLike | None, owned: Array) -> Mask:
    """Which industries form the mean, for each type."""
    if among is None:
        return np.ones(owned.shape, dtype=np.bool_)
    return np.broadcast_to(np.asarray(among, dtype=np.bool_), owned.shape)


def intensive(intensities: ArrayLike, thresholds: ArrayLike) -> Intensive:
    """Industries whose intensity lies above the threshold.

    Parameters
    ----------
    intensities : (..., types, industries)
        From `intensity`; NaN is undefined and belongs to no set.
    thresholds : (..., types)
        From one of `THRESHOLDS`, or stated. NaN has no members.

    Returns
    -------
    Intensive
        By type and of any type. **An industry may be intensive by several types: sizes of the
        sets must not be added up.**

    Raises
    ------
    ValueError
        If an intensity or a threshold is negative, or the shapes disagree.

    Examples
    --------
    >>> found = intensive([[15.0, 0.5], [2.0, 3.0]], [3.5, 2.0])
    >>> found.member, found.any_type, found.margin[1]
    (array([[ True, False],
           [False,  True]]), array([ True,  True]), array([0. , 0.5]))
    """
    levels, limits = _levels(intensities, thresholds)
    member = levels > limits  # NaN fails the comparison
    margin = levels / np.where(limits > 0, limits, np.nan) - 1
    return Intensive(member, np.asarray(member.any(axis=-2)), margin)


def sensitivity(intensities: ArrayLike, thresholds: ArrayLike, change: float) -> Sensitivity:
    """Which industries would be in or out with another threshold.

    Parameters
    ----------
    intensities, thresholds
        As for `intensive`.
    change : float
        In (0, 1); 0.2 moves the threshold by 20 % down and up.

    Returns
    -------
    Sensitivity
        An industry that is a member in both is firmly in; in ``if_lower`` alone it is borderline.

    Raises
    ------
    ValueError
        As for `intensive`, or if the change is not in (0, 1).

    Examples
    --------
    >>> sensitivity([[15.0, 0.5, 3.6]], [3.5], change=0.2)
    Sensitivity(if_lower=array([[ True, False,  True]]), if_higher=array([[ True, False, False]]))
    """
    if not 0 < change < 1:  # NaN fails the comparison
        raise ValueError(f"change must lie in (0, 1), got {change}")
    levels, limits = _levels(intensities, thresholds)
    return Sensitivity(levels > limits * (1 - change), levels > limits * (1 + change))


def _levels(intensities: ArrayLike, thresholds: ArrayLike) -> tuple[Array, Array]:
    """Intensities (..., types, industries) and thresholds (..., types, 1), checked."""
    levels = np.asarray(intensities, dtype=np.float64)
    limits = np.asarray(thresholds, dtype=np.float64)
    if levels.ndim < 2 or limits.shape[-1:] != levels.shape[-2:-1]:
        raise ValueError(f"thresholds {limits.shape} do not fit intensities {levels.shape}")
    if np.any(levels < 0) or np.any(limits < 0):  # NaN passes
        raise ValueError("intensities and thresholds must not be negative")
    return levels, limits[..., None]


def on_list(industries: Sequence[str], listed: Sequence[str]) -> Listed:
    """Industries of an official list, such as that of the NBS (2019): membership, no calculation.

    Parameters
    ----------
    industries : (industries,)
        Codes as text, of the level of the list.
    listed : (entries,)
        Codes of the list.

    Returns
    -------
    Listed
        Codes of the list that no industry has are named: a list of small classes does not fit
        figures by division.

    Examples
    --------
    >>> on_list(["2710", "1311", "3911"], ["3911", "2710", "3912"])
    Listed(member=array([ True, False,  True]), absent=('3912',))
    """
    wanted = set(listed)
    member = np.array([code in wanted for code in industries], dtype=np.bool_)
    return Listed(member, tuple(sorted(wanted - set(industries))))


def value_share(member: ArrayLike, value_added: ArrayLike) -> Array:
    """Share of a set of industries in the value added, or in jobs, of all.

    Parameters
    ----------
    member : (..., industries)
        True for the industries of the set, from `intensive` or `on_list`.
    value_added : (..., industries)
        Of **all** industries, not those of the set alone; not negative.

    Returns
    -------
    (...)
        In [0, 1]. NaN, that is undefined, where there is no value added.

    Raises
    ------
    ValueError
        If a value is missing, negative or infinite, or the shapes disagree.

    Notes
    -----
    The set differs by country: that of China rests on patents alone, those of the EU and the USA
    on trade marks, designs and copyright as well. Their shares must not be put side by side
    without saying so.

    Examples
    --------
    >>> value_share([True, False, True], [[10.0, 70.0, 20.0], [0.0, 0.0, 0.0]])
    array([0.3, nan])
    """
    chosen, values = np.asarray(member), np.asarray(value_added, dtype=np.float64)
    if chosen.dtype != np.bool_ or not values.ndim or chosen.shape[-1:] != values.shape[-1:]:
        raise ValueError(f"members {chosen.dtype} {chosen.shape} do not fit {values.shape}")
    if not np.all((values >= 0) & np.isfinite(values)):  # NaN fails the comparison
        raise ValueError("value added must be finite and not negative, none missing")
    total = values.sum(axis=-1)
    return np.asarray(
        np.where(chosen, values, 0.0).sum(axis=-1) / np.where(total > 0, total, np.nan)
    )
