"""How good a division into zones is by itself, and how well it agrees with another one."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from models.division import Array, Labels, checked_features, numbered, within


@dataclass(frozen=True)
class Agreement:
    """How well a division agrees with a reference; 1 is perfect in all four."""

    adjusted_rand: float
    """Pairs of regions treated alike, corrected for chance: 0 by chance, negative below it."""

    homogeneity: float
    """1 if each zone lies within one reference zone."""

    completeness: float
    """1 if each reference zone lies within one zone."""

    v_measure: float
    """Harmonic mean of homogeneity and completeness."""


def _checked(name: str, features: ArrayLike, labels: ArrayLike) -> tuple[Array, Labels]:
    """Features and labels of as many regions, in two zones or more, but fewer than regions."""
    values, zones = checked_features(features), numbered(labels)
    if zones.shape != (len(values),):
        raise ValueError(f"features of {len(values)} regions, labels of shape {zones.shape}")
    if not 1 <= zones.max() <= len(values) - 2:
        raise ValueError(
            f"{name} is undefined for {zones.max() + 1} zone(s) of {len(values)} regions"
        )
    return values, zones


def silhouette(features: ArrayLike, labels: ArrayLike) -> float:
    """Mean silhouette: how much closer regions are to their own zone than to the next.

    Parameters
    ----------
    features : (regions, indicators)
        Finite, on a common scale.
    labels : (regions,)
        Zone of each region; at least two zones and fewer than regions.

    Returns
    -------
    float
        In [-1, 1]. A region alone in its zone counts 0.

    Raises
    ------
    ValueError
        If a feature is missing or infinite, the lengths disagree, or there is one zone or one
        per region: the silhouette is undefined there.

    Notes
    -----
    Rousseeuw (1987), Euclidean distance. It does not know of contiguity.

    Examples
    --------
    >>> round(silhouette([[0.0], [1.0], [10.0], [11.0]], [0, 0, 1, 1]), 4)
    0.8997
    """
    from sklearn.metrics import silhouette_score  # noqa: PLC0415  slow import, few callers

    return float(silhouette_score(*_checked("silhouette", features, labels)))


def calinski_harabasz(features: ArrayLike, labels: ArrayLike) -> float:
    """Calinski-Harabasz ratio: how much zones differ, compared with how much regions do inside.

    Parameters
    ----------
    features : (regions, indicators)
        Finite, on a common scale.
    labels : (regions,)
        Zone of each region; at least two zones and fewer than regions.

    Returns
    -------
    float
        0 or more, dimensionless; infinite where regions are equal inside every zone.

    Raises
    ------
    ValueError
        If a feature is missing or infinite, the lengths disagree, there is one zone or one per
        region, or all regions are equal: the ratio is undefined there.

    Notes
    -----
    ``(B / (k - 1)) / (W / (n - k))``, B and W the sums of squares between and within k zones of n
    regions. Calinski & Harabasz, Communications in Statistics 3, 1974, 1-27. scikit-learn says 1
    where W is 0.

    Examples
    --------
    >>> calinski_harabasz([[0.0], [1.0], [10.0], [11.0]], [0, 0, 1, 1])
    200.0
    """
    values, zones = _checked("Calinski-Harabasz", features, labels)
    if not np.ptp(values, axis=0).any():
        raise ValueError("Calinski-Harabasz is undefined: all regions are equal")
    inside = within(values, zones)
    between = within(values, np.zeros_like(zones)) - inside
    k = int(zones.max()) + 1
    return float(between / (k - 1) / (inside / (len(values) - k))) if inside > 0 else float("inf")


def agreement(labels: ArrayLike, reference: ArrayLike) -> Agreement:
    """Compare a division with a reference, such as the official belts.

    Parameters
    ----------
    labels, reference : (regions,)
        Zone of each region; the numbers are names only.

    Returns
    -------
    Agreement
        Dimensionless.

    Raises
    ------
    ValueError
        If the two differ in length, or are empty or not one-dimensional.

    Notes
    -----
    Hubert & Arabie (1985); Rosenberg & Hirschberg (2007). With few regions high values come easily:
    compare with those of all contiguous divisions before making anything of them.

    Examples
    --------
    >>> round(agreement([0, 0, 1, 2], [0, 0, 1, 1]).adjusted_rand, 4)
    0.5714
    """
    from sklearn import metrics  # noqa: PLC0415  slow import, few callers

    found, truth = np.asarray(labels), np.asarray(reference)
    if found.ndim != 1 or found.shape != truth.shape or not found.size:
        raise ValueError(f"labels {found.shape} and reference {truth.shape} must be equally long")
    found, truth = numbered(found), numbered(truth)
    homogeneity, completeness, v_measure = metrics.homogeneity_completeness_v_measure(truth, found)
    rand = metrics.adjusted_rand_score(truth, found)
    return Agreement(float(rand), float(homogeneity), float(completeness), float(v_measure))
