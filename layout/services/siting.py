"""Where new nodes are to stand, by objective, and what is proven about the choice."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from layout.labels import label
from layout.notes import Notes, listed
from layout.services.access import METHODS, catchment
from layout.services.places import Array, Ground, Mask
from layout.services.spread import deviation
from layout.services.supply import PER
from layout.services.words import label_of, table_of
from layout.settings.services import Services as Settings
from layout.views import published, remark
from models.siting import (
    Siting,
    UnreachableError,
    cover_all,
    cover_most,
    limits,
    median,
    most_equal,
)

SITING_TABLE = (
    "objective",
    "status",
    "sites",
    "cost",
    "budget",
    "objective_value",
    "objective_unit",
    "before",
    "bound",
    "gap",
    "covered_demand",
    "total_demand",
    "mean_travel",
    "worst_travel",
    "equity",
    "explanation",
    "remark",
)
SITING_KINDS = {"objective": "service_objective", "status": "service_status", "remark": "remark"}
SITES_TABLE = (
    "objective",
    "site_id",
    "name",
    "region_code",
    "region_name",
    "lon",
    "lat",
    "cost",
    "capacity",
    "serves_demand",
    "remark",
)
SITES_KINDS = {"objective": "service_objective", "remark": "remark"}
LEAST_COST = 1e-6
"""What a candidate that costs nothing counts for where cost decides: less than any real cost."""


@dataclass(frozen=True, eq=False)
class Task:
    """What is sited: points with demand, standing nodes first, candidates after them."""

    settings: Settings
    ground: Ground
    demand: Array
    """(P,) of the points that have any."""
    names: tuple[str, ...]
    """(P,) of these points."""
    travel: Array
    """(P, N + C)"""
    costs: Array
    """(N + C,) 0 for standing nodes."""
    capacity: Array
    standing: Mask

    @property
    def within(self) -> Mask:
        """(P, N + C) which site is in reach of which point."""
        return np.asarray(self.travel <= self.settings.reach)

    @property
    def parts(self) -> Array:
        """(P, N + C) what each site would add to each point's accessibility, all open."""
        return self.accessibility(np.ones(len(self.standing), dtype=bool))

    def accessibility(self, opened: Mask) -> Array:
        """(P, N + C) parts of accessibility with some sites open, by the chosen decay."""
        travel = np.where(opened, self.travel, np.inf)
        method = METHODS[self.settings.decay]
        found = method(travel, self.capacity * opened, self.demand, catchment(self.settings))
        return found.parts

    @property
    def floor(self) -> float:
        """Present mean accessibility; where no node stands, the mean with all candidates."""
        opened = self.standing if self.standing.any() else ~self.standing
        values = self.accessibility(opened).sum(axis=1)
        return float(np.average(values, weights=self.demand))


@dataclass(frozen=True)
class Answer:
    """What became of one objective."""

    objective: str
    status: str
    siting: Siting | None
    before: float
    unit: str
    explanation: str
    remark: str = ""


def siting_tables(
    settings: Settings, ground: Ground, notes: Notes
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """``service_siting`` and ``service_sites``: the choice for each objective.

    Nodes that stand stay open. Where full cover is impossible the most that can be covered is
    told beside it, whether or not the study asks for it.
    """
    task = _task(settings, ground)
    answers = list[Answer]()
    asked = dict.fromkeys(settings.objectives)
    for objective in asked:
        answers.append(SOLVERS[objective](task))
    if answers and any(one.objective == "cover_all" and not one.siting for one in answers):
        notes.add("service_cover_impossible")
        if "cover_most" not in asked:
            answers.append(_most(task))
    apart = [label("service_objective", one.objective) for one in answers if one.status == "gap"]
    if apart:
        notes.add("service_siting_gap", objectives="、".join(apart))
    notes.add("service_siting_scope", n=int(task.standing.sum()), sites=len(ground.sites))
    chosen = [row for one in answers for row in _sites(task, one)]
    return (
        table_of([_row(task, one) for one in answers], SITING_TABLE, SITING_KINDS).astype(
            {"sites": "Int64"}
        ),
        table_of(chosen, SITES_TABLE, SITES_KINDS),
    )


def _task(settings: Settings, ground: Ground) -> Task:
    asks = ground.needs[0] > 0
    sites, nodes = ground.sites, ground.nodes
    return Task(
        settings,
        ground,
        ground.needs[0][asks],
        tuple(ground.points.name[asks]),
        np.hstack([ground.to_nodes, ground.to_sites])[asks],
        np.concatenate([np.zeros(len(nodes)), sites.cost.to_numpy(float)]),
        np.concatenate([nodes.capacity.to_numpy(float), sites.capacity.to_numpy(float)]),
        np.arange(len(nodes) + len(sites)) < len(nodes),
    )


def _limits(task: Task) -> str:
    """The limits in words."""
    budget, number = task.settings.budget, task.settings.new_sites
    words = [label_of("service_limit", "budget", budget=f"{budget:g}")] if budget else []
    words += [label_of("service_limit", "number", number=number)] if number else []
    return "、".join(words)


def _status(found: Siting) -> str:
    return "optimal" if found.proven else "gap"


def _all(task: Task) -> Answer:
    """The least cost at which every point is in reach; no budget counts here."""
    unit = label("service_unit", "cost")
    prices = np.where(task.standing, 1.0, np.maximum(task.costs, LEAST_COST))
    try:
        found = cover_all(task.within, prices, task.standing, task.settings.search_nodes)
    except UnreachableError as error:
        lost = error.points
        names = listed([task.names[p] for p in lost], noun="个需求点")
        share = 100 * task.demand[lost].sum() / task.demand.sum()
        words = label_of(
            "service_explanation", "unreachable", n=len(lost), names=names, share=f"{share:.1f}"
        )
        return Answer("cover_all", "infeasible", None, np.nan, unit, words)
    cost, number = task.costs[found.new].sum(), int(found.new.sum())
    most, count = task.settings.budget, task.settings.new_sites
    over = (most is not None and cost > most) or (count is not None and number > count)
    words = label_of("service_explanation", "cover_all", n=number, cost=f"{cost:g}")
    code = "service_over_limits" if over else ""
    return Answer("cover_all", _status(found), found, np.nan, unit, words, code)


def _most(task: Task) -> Answer:
    """As much demand in reach as the limits allow."""
    allowed = limits(task.costs, task.settings.budget, task.settings.new_sites)
    nodes = task.settings.search_nodes
    found = cover_most(task.within, task.demand, allowed, task.standing, nodes)
    before = float(task.demand[task.within[:, task.standing].any(axis=1)].sum())
    total = task.demand.sum()
    words = label_of(
        "service_explanation",
        "cover_most",
        limits=_limits(task),
        before=f"{100 * before / total:.1f}",
        after=f"{100 * found.value / total:.1f}",
    )
    unit = label("service_unit", "demand")
    return Answer("cover_most", _status(found), found, before, unit, words)


def _median(task: Task) -> Answer:
    """The shortest way to the nearest site, summed over the demand that has any way."""
    unit = label_of("service_unit", "travel", unit=task.ground.travel_unit)
    way = np.isfinite(task.travel).any(axis=1)
    lost = int((~way).sum())
    allowed = limits(task.costs, task.settings.budget, task.settings.new_sites)
    nodes = task.settings.search_nodes
    code = "service_points_left_out" if lost else ""
    if not way.any():
        words = label_of("service_explanation", "no_way")
        return Answer("median", "infeasible", None, np.nan, unit, words, code)
    times, demand = task.travel[way], task.demand[way]
    try:
        found = median(times, demand, allowed, task.standing, nodes)
    except ValueError:  # the limits are too tight: the arrays have been checked before
        words = label_of("service_explanation", "too_tight", limits=_limits(task))
        return Answer("median", "infeasible", None, np.nan, unit, words, code)
    nearest = times[:, task.standing].min(axis=1, initial=np.inf)
    before = float(demand @ nearest) if np.isfinite(nearest).all() else np.nan
    words = label_of(
        "service_explanation",
        "median",
        limits=_limits(task),
        mean=f"{found.value / demand.sum():.1f}",
        unit=task.ground.travel_unit,
    )
    if np.isnan(before):
        words += label_of("service_explanation", "no_before")
    if lost:
        words += label_of("service_explanation", "left_out", n=lost)
    return Answer("median", _status(found), found, before, unit, words, code)


def _equity(task: Task) -> Answer:
    """The smallest shortfall below the present mean accessibility."""
    unit = label("service_unit", "capacity")
    floor = task.floor
    if not floor > 0:
        words = label_of("service_explanation", "no_floor")
        return Answer("equity", "none", None, np.nan, unit, words)
    allowed = limits(task.costs, task.settings.budget, task.settings.new_sites)
    parts, nodes = task.parts, task.settings.search_nodes
    found = most_equal(parts, task.demand, floor, allowed, task.standing, nodes)
    has = parts[:, task.standing].sum(axis=1)
    before = float(task.demand @ np.maximum(floor - has, 0.0))
    words = label_of(
        "service_explanation", "equity", limits=_limits(task), floor=f"{PER * floor:.4g}"
    )
    return Answer("equity", _status(found), found, before, unit, words)


SOLVERS: Mapping[str, Callable[[Task], Answer]] = {
    "cover_all": _all,
    "cover_most": _most,
    "median": _median,
    "equity": _equity,
}


def _row(task: Task, one: Answer) -> dict[str, object]:
    """One answer with what every choice can be compared by."""
    budget = task.settings.budget
    row: dict[str, object] = {
        "objective": one.objective,
        "status": one.status,
        "budget": np.nan if budget is None else budget,
        "objective_unit": one.unit,
        "before": published(one.before),
        "total_demand": published(task.demand.sum()),
        "explanation": one.explanation,
        "remark": one.remark,
    }
    found = one.siting
    if found is None:
        return row
    opened = task.standing | found.new
    way = task.travel[:, opened].min(axis=1, initial=np.inf)
    there = np.isfinite(way)
    near = way <= task.settings.reach
    values = task.accessibility(opened).sum(axis=1)
    cost = task.costs[found.new].sum()
    free = one.objective == "cover_all"  # a stand-in price of 0 is not told
    return row | {
        "sites": int(found.new.sum()),
        "cost": published(cost),
        "objective_value": published(cost if free else found.value),
        "bound": published(cost if free and found.proven else found.bound),
        "gap": published(found.gap),
        "covered_demand": published(task.demand[near].sum()),
        "mean_travel": (
            published(np.average(way[there], weights=task.demand[there])) if there.any() else np.nan
        ),
        "worst_travel": published(way[there].max()) if there.any() else np.nan,
        "equity": published(PER * deviation(values, task.demand)),
        "remark": remark(one.remark, "" if there.all() else "service_some_no_way"),
    }


def _sites(task: Task, one: Answer) -> Iterator[dict[str, object]]:
    """The candidates that are chosen, with the demand to which each is the nearest in reach."""
    if one.siting is None:
        return
    opened = np.flatnonzero(task.standing | one.siting.new)
    if not len(opened):
        return
    way = task.travel[:, opened]
    nearest = opened[way.argmin(axis=1)]
    near = way.min(axis=1) <= task.settings.reach
    names = dict(zip(task.ground.codes, task.ground.names, strict=True))
    first = int(task.standing.sum())
    for place in np.flatnonzero(one.siting.new):
        site = task.ground.sites.iloc[place - first]
        yield {
            "objective": one.objective,
            **{column: site[column] for column in ("site_id", "name", "region_code")},
            "region_name": names.get(site.region_code, ""),
            "lon": published(site.lon),
            "lat": published(site.lat),
            "cost": published(site.cost),
            "capacity": published(site.capacity),
            "serves_demand": published(task.demand[near & (nearest == place)].sum()),
            "remark": "service_at_centre" if site.moved else "",
        }
