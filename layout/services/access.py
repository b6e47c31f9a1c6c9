"""Accessibility of services: of every demand point, and of the regions."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from layout.labels import label
from layout.notes import Notes, listed
from layout.services.places import ALL, KINDS, Array, Ground
from layout.services.supply import PER
from layout.services.words import names_of, table_of
from layout.settings.services import Services as Settings
from layout.views import published, remark
from models.accessibility import (
    Accessibility,
    Catchment,
    Method,
    enhanced,
    enhanced_gaussian,
    three_step,
    two_step,
)

ACCESS_TABLE = (
    "point_id",
    "name",
    "region_code",
    "region_name",
    "setting",
    "service",
    "demand",
    "nearest",
    "nearest_node",
    "access_2sfca",
    "access_e2sfca",
    "access_3sfca",
    "relative",
    "reachable",
    "remark",
)
ACCESS_KINDS = {"setting": "service_setting", "service": "service", "remark": "remark"}
REGION_TABLE = (
    "region_code",
    "region_name",
    "service",
    "demand",
    "points",
    "unreached_demand",
    "access",
    "relative",
    "low_points",
    "remark",
)
REGION_KINDS = {"service": "service", "remark": "remark"}
STEP_WEIGHTS = (1.0, 0.68, 0.22)
"""Worth of sites in three equal bands of the reach: Luo & Qi (2009), slow decay."""
METHODS: dict[str, Method] = {"none": two_step, "steps": enhanced, "gaussian": enhanced_gaussian}
"""By the decay of the settings."""


@dataclass(frozen=True, eq=False)
class Access:
    """Accessibility of one service; P points, N nodes, capacity per unit of demand."""

    service: str
    demand: Array
    travel: Array
    """(P, N) to the nodes that give the service; infinite to the others."""
    two: Accessibility
    decayed: Accessibility
    three: Accessibility
    chosen: Accessibility
    """By the decay of the settings."""
    reach: float

    @property
    def mean(self) -> float:
        """Mean weighted by demand; NaN where nobody asks for the service."""
        total = self.demand.sum()
        return float(self.demand @ self.chosen.values / total) if total > 0 else np.nan

    @property
    def relative(self) -> Array:
        """(P,) accessibility over its mean; NaN where nothing is reached anywhere."""
        return (
            self.chosen.values / self.mean if self.mean > 0 else np.full(len(self.demand), np.nan)
        )

    @property
    def reachable(self) -> Array:
        """(P,) number of nodes within reach."""
        return np.asarray((self.travel <= self.reach).sum(axis=1), dtype=np.float64)


def catchment(settings: Settings) -> Catchment:
    """Three equal bands of the reach; methods without bands use its end alone."""
    ends = tuple(settings.reach * part / 3 for part in (1, 2, 3))
    return Catchment(ends, STEP_WEIGHTS)


def accesses(settings: Settings, ground: Ground, notes: Notes) -> list[Access]:
    """Accessibility of all services together and of each that some open node gives."""
    around = catchment(settings)
    capacity = ground.nodes.capacity.to_numpy(float)
    e2sfca = enhanced if settings.decay == "steps" else enhanced_gaussian
    found = []
    for k, service in enumerate(KINDS):
        if not ground.gives[k].any():
            continue
        travel = np.where(ground.gives[k], ground.to_nodes, np.inf)
        given = (travel, capacity * ground.gives[k], ground.needs[k], around)
        two, decayed, three = two_step(*given), e2sfca(*given), three_step(*given)
        chosen = two if settings.decay == "none" else decayed
        reach = settings.reach
        found.append(Access(service, ground.needs[k], travel, two, decayed, three, chosen, reach))
    _tell(found, ground, settings, notes)
    return found


def _tell(found: list[Access], ground: Ground, settings: Settings, notes: Notes) -> None:
    code = "service_by_minutes" if ground.timed else "service_by_km"
    notes.add(code, reach=f"{settings.reach:g}", decay=label("service_decay", settings.decay))
    none = [code for k, code in enumerate(KINDS) if code != ALL and not ground.gives[k].any()]
    if none:
        notes.add("service_nobody_gives", services=names_of(";".join(none)))
    for one in found:
        if one.service != ALL:
            continue
        lost = one.chosen.unreached > 0
        if lost.any():
            names = listed(ground.nodes.name[lost], noun="个机构")
            capacity = f"{one.chosen.unreached.sum():g}"
            notes.add("service_unreached_supply", n=int(lost.sum()), names=names, capacity=capacity)
        bare = (one.reachable == 0) & (one.demand > 0)
        if bare.any():
            share = f"{100 * one.demand[bare].sum() / one.demand.sum():.1f}"
            notes.add("service_unreached_demand", n=int(bare.sum()), share=share)


def access_table(found: list[Access], ground: Ground) -> pd.DataFrame:
    """Accessibility of each point by service per 10 000 units of demand, ``service_access``."""
    names = dict(zip(ground.codes, ground.names, strict=True))
    rows: list[dict[str, object]] = []
    for one in found:
        nearest = one.travel.argmin(axis=1)
        way = one.travel.min(axis=1)
        relative, reachable = one.relative, one.reachable
        for p, point in enumerate(ground.points.to_dict("records")):
            rows.append(
                {
                    **{column: point[column] for column in ("point_id", "name", "region_code")},
                    "region_name": names.get(point["region_code"], ""),
                    "setting": point["setting"],
                    "service": one.service,
                    "demand": published(one.demand[p]),
                    "nearest": published(way[p]) if np.isfinite(way[p]) else np.nan,
                    "nearest_node": (ground.nodes.name[nearest[p]] if np.isfinite(way[p]) else ""),
                    "access_2sfca": published(PER * one.two.values[p]),
                    "access_e2sfca": published(PER * one.decayed.values[p]),
                    "access_3sfca": published(PER * one.three.values[p]),
                    "relative": published(relative[p]),
                    "reachable": int(reachable[p]),
                    "remark": _point_remark(one, p, way[p], bool(point["moved"])),
                }
            )
    return table_of(rows, ACCESS_TABLE, ACCESS_KINDS)


def region_access(one: Access, ground: Ground) -> Array:
    """(R,) mean accessibility of a region's demand, per unit; NaN where it has none."""
    inside = ground.region_of(ground.points).astype(float)
    demand = inside @ one.demand
    reached = inside @ (one.demand * one.chosen.values)
    nothing = np.full(len(demand), np.nan)
    return np.asarray(np.divide(reached, demand, out=nothing, where=demand > 0))


def region_table(found: list[Access], ground: Ground, settings: Settings) -> pd.DataFrame:
    """Accessibility of each region by service, ``service_access_regions``."""
    inside = ground.region_of(ground.points)
    rows = []
    for one in found:
        access = region_access(one, ground)
        low = one.relative < settings.lagging_share
        bare = one.reachable == 0
        for r, code in enumerate(ground.codes):
            own = inside[r]
            demand = one.demand[own].sum()
            rows.append(
                {
                    "region_code": code,
                    "region_name": ground.names[r],
                    "service": one.service,
                    "demand": np.nan if ground.unknown[r] else published(demand),
                    "points": int(own.sum()),
                    "unreached_demand": (
                        np.nan if ground.unknown[r] else published(one.demand[own & bare].sum())
                    ),
                    "access": published(PER * access[r]),
                    "relative": published(access[r] / one.mean) if one.mean > 0 else np.nan,
                    "low_points": int((own & low).sum()),
                    "remark": _region_remark(ground, r, demand, one.mean),
                }
            )
    return table_of(rows, REGION_TABLE, REGION_KINDS)


def _point_remark(one: Access, p: int, way: float, moved: bool) -> str:
    if not np.isfinite(way):
        reached = "service_no_way"
    else:
        reached = "" if one.reachable[p] else "service_beyond"
    return remark(
        reached,
        "" if one.demand[p] > 0 else "service_zero_demand",
        "" if one.mean > 0 else "service_none_reached",
        "service_at_centre" if moved else "",
    )


def _region_remark(ground: Ground, r: int, demand: float, mean: float) -> str:
    if ground.unknown[r]:
        wanted = "service_demand_unknown"
    else:
        wanted = "" if demand > 0 else "service_zero_demand"
    return remark(wanted, "" if mean > 0 else "service_none_reached")
