"""Divide regions into contiguous zones that are alike inside: the way in to all methods."""

from collections.abc import Sequence
from typing import Literal

from numpy.typing import ArrayLike

from models import subsets
from models.division import Division, checked_features
from models.division_quality import Agreement, agreement, calinski_harabasz, silhouette
from models.exact import exact_division, exact_divisions
from models.free_division import free_divisions
from models.maxp import max_p_division
from models.skater import skater_divisions
from models.ward import ward_division, ward_divisions

__all__ = [
    "Agreement",
    "Division",
    "agreement",
    "calinski_harabasz",
    "divide",
    "exact_division",
    "exact_divisions",
    "free_divisions",
    "silhouette",
    "ward_division",
    "ward_divisions",
]


def divide(
    features: ArrayLike,
    adjacent: ArrayLike,
    ks: Sequence[int],
    method: Literal["auto", "exact", "ward", "skater", "max_p"] = "auto",
    limit: int = subsets.LIMIT,
    totals: ArrayLike | None = None,
    min_regions: int = 1,
    min_total: float = 0.0,
    seed: int = 0,
) -> tuple[Division, ...]:
    """Divide into contiguous zones by any method, for several numbers of zones.

    Parameters
    ----------
    features : (regions, indicators)
        Finite, on a common scale.
    adjacent : (regions, regions)
        Symmetric adjacency of a connected graph.
    ks : sequence of int
        Numbers of zones, each in 1..regions; of no meaning to ``max_p``.
    method : {"auto", "exact", "ward", "skater", "max_p"}
        ``auto`` is exact up to ``limit`` regions; above it skater with a floor, ward without.
        ``max_p`` makes as many zones as ``min_total`` allows.
    limit : int
        Most regions for which ``auto`` is exact, 16 at most.
    totals : (regions,), optional
        What ``min_total`` is a floor on, such as population; finite, non-negative.
    min_regions : int
        Least number of regions in a zone, 1 or more.
    min_total : float
        Least sum of ``totals`` in a zone, in their unit; 0 for no floor.
    seed : int
        Of ``max_p``, 0 or more; all others are not random.

    Returns
    -------
    tuple of Division
        In the order of ``ks``, one only for ``max_p``; ``method`` tells which one was used.

    Raises
    ------
    ValueError
        If the method is none of these, is ward with a floor or max_p without totals and a floor,
        or a k is out of range or not possible under the floors; and as for `exact_divisions`,
        `ward_divisions`, `models.skater.skater_divisions`, `models.maxp.max_p_division`.

    Examples
    --------
    >>> path = [[0, 1, 0], [1, 0, 1], [0, 1, 0]]
    >>> [one.method for one in divide([[0.0], [9.0], [9.0]], path, [2, 3], limit=2)]
    ['ward', 'ward']
    """
    floor = min_regions > 1 or min_total > 0
    if method == "auto":
        few = len(checked_features(features)) <= limit
        method = "exact" if few else "skater" if floor else "ward"
    match method:
        case "exact":
            return exact_divisions(features, adjacent, ks, totals, min_regions, min_total)
        case "ward":
            if floor:
                raise ValueError("ward knows no floors: use skater, or exact for few regions")
            return ward_divisions(features, adjacent, ks)
        case "skater":
            trees = skater_divisions(features, adjacent, ks, totals, min_regions, min_total)
            return tuple(Division(one.labels, one.sse, "skater") for one in trees)
        case "max_p":
            if totals is None:
                raise ValueError("max_p needs totals and a floor on them")
            most = max_p_division(
                features, adjacent, totals, min_total, seed, min_regions=min_regions
            )
            return (Division(most.labels, most.sse, "max_p"),)
    raise ValueError(f"choose one of auto, exact, ward, skater, max_p (got {method!r})")
