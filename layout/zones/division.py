"""Functional zones: a contiguous division by the three levels, and its likeness to the official
zones."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from layout.notes import Notes, listed
from layout.settings import Zones
from layout.zones.neighbours import Neighbours
from models import contiguity, zoning

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Division:
    """One year's division.

    Attributes
    ----------
    zones
        (R,) ``Z1``, ``Z2``, … from the highest mean composite to the lowest; blank where a
        region has no complete scores.
    method
        ``exact`` or ``ward``.
    k_table
        For each number of zones tried: k, within-zone sum of squares, silhouette.
    agreement
        Likeness to the reference zones, None where too few regions belong to one.
    """

    zones: tuple[str, ...]
    method: str
    k: int
    within: float
    runner_up_within: float | None
    partitions: int | None
    k_table: tuple[zoning.Candidate, ...]
    agreement: zoning.Agreement | None


def divide(
    levels: Array,
    composite: Array,
    near: Neighbours,
    reference: Sequence[str],
    names: Sequence[str],
    settings: Zones,
    year: int,
    notes: Notes,
) -> Division | None:
    """Divide the regions of one year into contiguous zones that are alike in the three levels.

    Parameters
    ----------
    levels : (R, 3)
        Dimension scores; regions with a missing one stay outside every zone.
    composite : (R,)
        Orders the zones: Z1 has the highest mean.
    reference : (R,)
        Official zone of each region, blank where none.

    Returns
    -------
    Division or None
        None, with a note, where too few regions have complete scores or those that have do not
        hang together.
    """
    whole = np.flatnonzero(~np.isnan(levels).any(axis=1))
    left_out = [names[n] for n in range(len(names)) if n not in whole]
    if left_out:
        notes.add("zone_left_out", year=year, regions=listed(left_out))
    adjacent = near.adjacent[np.ix_(whole, whole)]
    smallest = settings.k or settings.k_min
    if len(whole) <= smallest or contiguity.components(adjacent).any():
        notes.add("zone_impossible", year=year, regions=len(whole))
        return None
    features = levels[whole]
    k_min, k_max = (settings.k, settings.k) if settings.k else (settings.k_min, settings.k_max)
    best, tried = zoning.choose_k(
        features, adjacent, k_min, min(k_max, len(whole) - 1), settings.exact_limit
    )
    zones = [""] * len(names)
    for n, zone in zip(whole, _ordered(best.labels, composite[whole]), strict=True):
        zones[n] = zone
    official = [int(n) for n in whole.tolist() if reference[n]]
    agreement = None
    if len(official) > 1:
        agreement = zoning.agreement([zones[n] for n in official], [reference[n] for n in official])
    return Division(
        tuple(zones),
        best.method,
        int(best.labels.max()) + 1,
        best.sse,
        best.runner_up_sse,
        best.examined,
        tuple(tried),
        agreement,
    )


def _ordered(labels: npt.NDArray[np.int_], composite: Array) -> list[str]:
    """Names Z1, Z2, … by falling mean composite, so that a name keeps its meaning over years."""
    means = np.array([composite[labels == label].mean() for label in range(labels.max() + 1)])
    place = np.argsort(np.argsort(-means, kind="stable"), kind="stable")
    return [f"Z{place[label] + 1}" for label in labels]
