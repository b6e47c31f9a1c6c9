"""Every number of zones that was tried: how good it is and what contiguity costs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models import division_space, subsets, zoning

Array = npt.NDArray[np.float64]
Graph = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Solution:
    """The best division found for one number of zones, and what it is compared with.

    Attributes
    ----------
    within_bounds
        Whether the study may choose this number of zones; the others are there to compare with.
    total
        Sum of squares of all regions about their mean: what one zone would leave.
    fewer, more
        Within-zone sum of squares of the division into one zone less and one more; None where
        that was not tried.
    free, free_silhouette
        The division without contiguity and without floors.
    likeness
        Adjusted Rand index between the two divisions.
    agreement
        Likeness to the reference zones, None where too few regions belong to one.
    standing
        Where that likeness stands among all contiguous divisions into as many zones; None where
        they are too many to look at, or some region has no reference zone.
    """

    k: int
    within_bounds: bool
    best: zoning.Division
    silhouette: float
    calinski_harabasz: float
    total: float
    fewer: float | None
    more: float | None
    free: zoning.Division
    free_silhouette: float
    likeness: float
    agreement: zoning.Agreement | None
    standing: division_space.Standing | None


def solutions(
    features: Array,
    adjacent: Graph,
    divisions: Sequence[zoning.Division],
    bounds: tuple[int, int],
    reference: Sequence[str],
) -> tuple[Solution, ...]:
    """Judge divisions of the same regions into different numbers of zones.

    Parameters
    ----------
    features : (regions, levels)
        Finite.
    adjacent : (regions, regions)
        Neighbours, connected.
    divisions
        Contiguous, ascending by their number of zones, each in 2..regions - 1.
    bounds
        Least and most zones that the study may choose.
    reference : (regions,)
        Official zone, blank where none.
    """
    ks = [zones_of(one) for one in divisions]
    free = zoning.free_divisions(features, ks, at_most=[one.labels for one in divisions])
    total = float(((features - features.mean(axis=0)) ** 2).sum())
    within = {
        1: total,
        len(features): 0.0,
        **dict(zip(ks, (d.sse for d in divisions), strict=True)),
    }
    return tuple(
        Solution(
            k=k,
            within_bounds=bounds[0] <= k <= bounds[1],
            best=one,
            silhouette=zoning.silhouette(features, one.labels),
            calinski_harabasz=_calinski_harabasz(features, one),
            total=total,
            fewer=within.get(k - 1),
            more=within.get(k + 1),
            free=apart,
            free_silhouette=zoning.silhouette(features, apart.labels),
            likeness=zoning.agreement(one.labels, apart.labels).adjusted_rand,
            agreement=_agreement(one, reference),
            standing=_standing(one, adjacent, reference),
        )
        for k, one, apart in zip(ks, divisions, free, strict=True)
    )


def zones_of(division: zoning.Division) -> int:
    """Number of zones of a division."""
    return int(division.labels.max()) + 1


def _calinski_harabasz(features: Array, division: zoning.Division) -> float:
    """The index, NaN where regions do not differ within their zones: it has no bound there."""
    if not division.sse:
        return float("nan")
    return zoning.calinski_harabasz(features, division.labels)


def _agreement(division: zoning.Division, reference: Sequence[str]) -> zoning.Agreement | None:
    """Likeness to the reference over the regions that have one."""
    official = [n for n, name in enumerate(reference) if name]
    if len(official) < 2:
        return None
    return zoning.agreement(division.labels[official], [reference[n] for n in official])


def _standing(
    division: zoning.Division, adjacent: Graph, reference: Sequence[str]
) -> division_space.Standing | None:
    """Place among all contiguous divisions, where they can be enumerated."""
    few = len(reference) <= subsets.LIMIT
    if not few or not all(reference):
        return None
    k = zones_of(division)
    if division_space.count(adjacent, k) > division_space.MOST:
        return None
    return division_space.standing(division.labels, reference, adjacent)
