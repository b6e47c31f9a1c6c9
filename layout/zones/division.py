"""Functional zones: a contiguous division by the three levels, under the floors of the study."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from layout.labels import label
from layout.notes import Notes, listed
from layout.settings import Zones
from layout.zones.neighbours import Graph, Neighbours
from layout.zones.solutions import Solution, solutions, zones_of
from models import contiguity, maxp, subsets, zoning

Array = npt.NDArray[np.float64]


class Totals(NamedTuple):
    """Figures (R,) of the study's floor statistic in one year, in its unit; NaN: no figure."""

    label: str
    values: Array


@dataclass(frozen=True)
class Division:
    """One year's division.

    Attributes
    ----------
    zones
        (R,) ``Z1``, ``Z2``, … from the highest mean composite to the lowest; blank where a
        region has no complete scores.
    free_zones
        (R,) ``F1``, ``F2``, … of the division into as many zones that need not hang together.
    chosen
        The published number of zones.
    solutions
        Every number of zones that was tried, ascending.
    """

    zones: tuple[str, ...]
    free_zones: tuple[str, ...]
    chosen: Solution
    solutions: tuple[Solution, ...]

    @property
    def method(self) -> str:
        """``exact``, ``ward``, ``skater`` or ``max_p``."""
        return self.chosen.best.method

    @property
    def k(self) -> int:
        """Number of zones."""
        return self.chosen.k

    @property
    def within(self) -> float:
        """Within-zone sum of squares."""
        return self.chosen.best.sse

    @property
    def runner_up_within(self) -> float | None:
        """The least of any other division into as many zones, None where unknown."""
        return self.chosen.best.runner_up_sse

    @property
    def partitions(self) -> int | None:
        """Number of divisions into as many contiguous zones, None where unknown."""
        return self.chosen.best.examined

    @property
    def agreement(self) -> zoning.Agreement | None:
        """Likeness to the reference zones, None where too few regions belong to one."""
        return self.chosen.agreement

    @property
    def k_table(self) -> tuple[Solution, ...]:
        """The numbers of zones among which the study chose."""
        return tuple(one for one in self.solutions if one.within_bounds)


@dataclass(frozen=True)
class _Task:
    """The regions of one year that can be divided, and what their zones must reach."""

    features: Array
    adjacent: Graph
    totals: Totals | None
    settings: Zones
    seed: int
    year: int

    @property
    def regions(self) -> int:
        """Number of regions to divide."""
        return len(self.features)

    @property
    def bounds(self) -> tuple[int, int]:
        """Least and most zones that the study may choose."""
        asked = self.settings
        if asked.method == "max_p":
            return 2, self.regions - 1
        if asked.k:
            return asked.k, asked.k
        return asked.k_min, min(asked.k_max, self.regions - 1)

    @property
    def has_floor(self) -> bool:
        """Whether zones must reach anything."""
        return self.settings.min_regions > 1 or self.settings.floor > 0

    def most(self) -> int:
        """Upper bound on the number of zones under the floors."""
        most = self.regions // self.settings.min_regions
        if self.totals:
            most = min(most, maxp.most_zones(self.totals.values, self.settings.floor))
        return most

    def divided(self, ks: Sequence[int]) -> tuple[zoning.Division, ...]:
        """Divisions into each of the numbers of zones."""
        return zoning.divide(
            self.features,
            self.adjacent,
            ks,
            method=self.settings.method,
            limit=self.settings.exact_limit,
            totals=self.totals.values if self.totals else None,
            min_regions=self.settings.min_regions,
            min_total=self.settings.floor,
            seed=self.seed,
        )


def divide(
    levels: Array,
    composite: Array,
    near: Neighbours,
    reference: Sequence[str],
    names: Sequence[str],
    settings: Zones,
    year: int,
    notes: Notes,
    totals: Totals | None = None,
    seed: int = 0,
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
    totals : Totals, optional
        Figures of ``settings.floor_statistic``; a region without one stays outside every zone.
        Needed where the study sets a floor, ignored where it does not.
    seed : int
        Of the method ``max_p``; the others draw nothing.

    Returns
    -------
    Division or None
        None, with a note, where too few regions have complete scores, those that have do not
        hang together, or the method, the floors and the number of zones do not go together.

    Raises
    ------
    ValueError
        If the study sets a floor on a statistic and `totals` is None.
    """
    weighed = totals if settings.floor else None
    if settings.floor and weighed is None:
        raise ValueError(f"a floor on {settings.floor_statistic} needs its figures")
    whole = _whole(levels, weighed, names, year, notes)
    adjacent = near.adjacent[np.ix_(whole, whole)]
    smallest = settings.k or settings.k_min
    if settings.method == "max_p":
        smallest = 2
    if len(whole) <= smallest or contiguity.components(adjacent).any():
        notes.add("zone_impossible", year=year, regions=len(whole))
        return None
    floor = Totals(weighed.label, weighed.values[whole]) if weighed else None
    task = _Task(levels[whole], adjacent, floor, settings, seed, year)
    if not _applicable(task, notes):
        return None
    made = _divisions(task, notes)
    if not made:
        return None
    official = [reference[n] for n in whole.tolist()]
    tried = solutions(task.features, adjacent, made, task.bounds, official)
    chosen = max((s for s in tried if s.within_bounds), key=lambda s: (s.silhouette, -s.k))
    return Division(
        zones=_placed(whole, names, _ordered(chosen.best.labels, composite[whole], "Z")),
        free_zones=_placed(whole, names, _ordered(chosen.free.labels, composite[whole], "F")),
        chosen=chosen,
        solutions=tried,
    )


def _whole(
    levels: Array, totals: Totals | None, names: Sequence[str], year: int, notes: Notes
) -> npt.NDArray[np.int_]:
    """Positions of the regions that can be divided; the others are noted."""
    scored = ~np.isnan(levels).any(axis=1)
    if not scored.all():
        left_out = [names[n] for n in np.flatnonzero(~scored).tolist()]
        notes.add("zone_left_out", year=year, regions=listed(left_out, len(names)))
    if totals:
        unknown = scored & ~(totals.values >= 0)  # NaN, or nothing that can be summed
        if unknown.any():
            left_out = [names[n] for n in np.flatnonzero(unknown).tolist()]
            regions = listed(left_out, len(names))
            notes.add("zone_no_total", year=year, statistic=totals.label, regions=regions)
        scored = scored & ~unknown
    return np.flatnonzero(scored)


def _applicable(task: _Task, notes: Notes) -> bool:
    """Whether the method that the study asks for can do what it asks; a note says why not."""
    method = task.settings.method
    if method == "exact" and task.regions > subsets.LIMIT:
        notes.add("zone_exact_limit", year=task.year, regions=task.regions, limit=subsets.LIMIT)
        return False
    if method == "ward" and task.has_floor:
        notes.add("zone_ward_floor", year=task.year)
        return False
    return True


def _divisions(task: _Task, notes: Notes) -> tuple[zoning.Division, ...]:
    """Divisions into every number of zones that the floors allow; none if they allow too few."""
    low, high = task.bounds
    if task.settings.method == "max_p":
        return _most_zones(task, notes)
    ks = range(max(2, low - 1), min(high + 1, task.regions - 1) + 1)
    if not task.has_floor:
        return task.divided(ks)
    made: tuple[zoning.Division, ...] = ()
    # zones that reach the floors still do when two are joined: what goes for k goes for fewer
    possible = [k for k in ks if k <= task.most()]
    while possible and not made:
        try:
            made = task.divided(possible)
        except ValueError:  # of this many zones some would miss a floor
            possible.pop()
    if not made and task.most() >= 1:
        task.divided([1])  # one zone always reaches the floors: any other fault shows here
    most = zones_of(made[-1]) if made else 1
    if most < low:
        notes.add("zone_floor_impossible", year=task.year, wanted=low, floors=_floors(task))
        return ()
    if most < high:
        notes.add("zone_floor_narrows", year=task.year, most=most, floors=_floors(task))
    return made


def _most_zones(task: _Task, notes: Notes) -> tuple[zoning.Division, ...]:
    """The division into as many zones as the floor allows, where that says anything."""
    if task.most() < 2:
        notes.add("zone_floor_impossible", year=task.year, wanted=2, floors=_floors(task))
        return ()
    made = task.divided([])
    found = zones_of(made[0])
    if not 2 <= found < task.regions:
        notes.add("zone_max_p_trivial", year=task.year, k=found, floors=_floors(task))
        return ()
    return made


def _floors(task: _Task) -> str:
    """What every zone must reach, in words."""
    asked, parts = task.settings, []
    if asked.min_regions > 1:
        parts.append(label("floor", "regions").format(least=asked.min_regions))
    if task.totals:
        words = {"statistic": task.totals.label, "least": f"{asked.floor:,.12g}"}
        parts.append(label("floor", "total").format(**words))
    return "、".join(parts)


def _ordered(labels: npt.NDArray[np.int_], composite: Array, letter: str) -> list[str]:
    """Names Z1, Z2, … by falling mean composite, so that a name keeps its meaning over years."""
    means = np.array([composite[labels == label].mean() for label in range(labels.max() + 1)])
    place = np.argsort(np.argsort(-means, kind="stable"), kind="stable")
    return [f"{letter}{place[label] + 1}" for label in labels]


def _placed(
    whole: npt.NDArray[np.int_], names: Sequence[str], zones: Sequence[str]
) -> tuple[str, ...]:
    """Zones of the regions that were divided, blank for the others."""
    found = [""] * len(names)
    for n, zone in zip(whole.tolist(), zones, strict=True):
        found[n] = zone
    return tuple(found)
