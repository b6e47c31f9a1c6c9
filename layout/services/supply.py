"""Supply against demand of the regions, and whether the two lie alike."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from geodata.services.records import Services
from layout.services.nodes import tiers
from layout.services.places import ALL, KINDS, Array, Ground, Mask
from layout.services.words import table_of
from layout.views import published, remark
from models.mismatch import spatial_mismatch, structural_match

SUPPLY_TABLE = (
    "region_code",
    "region_name",
    "service",
    "nodes",
    "backbone",
    "outlets",
    "capacity",
    "demand",
    "demand_unit",
    "per_10k",
    "demand_share",
    "supply_share",
    "mismatch",
    "rank",
    "remark",
)
SUPPLY_KINDS = {"service": "service", "remark": "remark"}
MATCH_TABLE = (
    "service",
    "level",
    "group",
    "group_label",
    "match",
    "most_short",
    "most_ample",
    "remark",
)
MATCH_KINDS = {"service": "service", "level": "service_grouping", "remark": "remark"}
PER = 10_000.0
"""Units of demand to which capacity is related."""
NAMED = 3
"""Regions that are named as the shortest and the most ample."""


def per_10k(ground: Ground) -> Array:
    """(K, R) capacity per 10 000 units of demand; NaN where demand is zero or unknown."""
    demand = ground.demand()
    out = np.full(demand.shape, np.nan)
    return np.asarray(np.divide(PER * ground.capacity(), demand, out=out, where=demand > 0))


def supply_table(services: Services, ground: Ground) -> pd.DataFrame:
    """Nodes, capacity and demand of every region by service, ``service_supply``."""
    capacity, demand, rates = ground.capacity(), ground.demand(), per_10k(ground)
    tier = tiers(services, ground.nodes).to_numpy(dtype=object)
    inside = ground.region_of(ground.nodes)
    rows = []
    for k, service in enumerate(KINDS):
        known = ~np.isnan(demand[k])
        supplied, demanded = _share(capacity[k], known), _share(demand[k], known)
        apart = _mismatch(capacity[k], demand[k], known)
        ranks = pd.Series(rates[k]).rank(ascending=False, method="min")
        for r, code in enumerate(ground.codes):
            own = inside[r] & ground.gives[k]
            rows.append(
                {
                    "region_code": code,
                    "region_name": ground.names[r],
                    "service": service,
                    "nodes": int(own.sum()),
                    "backbone": int((own & (tier == "backbone")).sum()),
                    "outlets": int((own & (tier == "outlet")).sum()),
                    "capacity": published(capacity[k, r]),
                    "demand": published(demand[k, r]),
                    "demand_unit": ground.unit,
                    "per_10k": published(rates[k, r]),
                    "demand_share": published(demanded[r]),
                    "supply_share": published(supplied[r]),
                    "mismatch": published(apart[r]),
                    "rank": ranks[r],
                    "remark": _remark(ground, k, r, capacity[k], demand[k]),
                }
            )
    table = table_of(rows, SUPPLY_TABLE, SUPPLY_KINDS)
    return table.astype({"rank": "Int64"})


def match_table(ground: Ground) -> pd.DataFrame:
    """Whether capacity lies where demand does, in all regions and inside zones, ``service_match``.

    ``1 - 1/2 sum |supply share - demand share|`` over the regions, `models.mismatch`.
    """
    capacity, demand = ground.capacity(), ground.demand()
    rows = []
    for k, service in enumerate(KINDS):
        for level, group, inside in groups(ground):
            known = inside & ~np.isnan(demand[k])
            codes = _reason(capacity[k], demand[k], known)
            row: dict[str, object] = {"service": service, "level": level, "group": group}
            row |= {"group_label": group, "match": np.nan, "remark": codes}
            row |= {"most_short": "", "most_ample": ""}
            if not codes:
                pair = capacity[k, known], demand[k, known]
                row["match"] = published(structural_match(pair[0][None], pair[1][None])[0])
                apart = _mismatch(capacity[k], demand[k], known)
                row["most_short"] = _extremes(ground, -apart)
                row["most_ample"] = _extremes(ground, apart)
            rows.append(row)
    return table_of(rows, MATCH_TABLE, MATCH_KINDS)


def groups(ground: Ground) -> Iterator[tuple[str, str, Mask]]:
    """Grouping, group and its regions (R,): all, then every zone."""
    yield "all", "", np.ones(len(ground.codes), dtype=bool)
    for zone in dict.fromkeys(zone for zone in ground.zones if zone):
        yield "zone", zone, np.array([one == zone for one in ground.zones])


def _extremes(ground: Ground, ahead: Array) -> str:
    """Names of the few regions with the largest positive values, largest first."""
    order = np.argsort(-np.nan_to_num(ahead, nan=-np.inf), kind="stable")[:NAMED]
    return "、".join(ground.names[r] for r in order if ahead[r] > 0)


def _share(values: Array, known: Mask) -> Array:
    """Shares of the regions with known demand; NaN for the others and where there is nothing."""
    total = values[known].sum()
    found = np.full(len(values), np.nan)
    if total > 0:
        found[known] = values[known] / total
    return found


def _mismatch(capacity: Array, demand: Array, known: Mask) -> Array:
    """(R,) percentage points, supply less demand; NaN where a region or the slice has none."""
    found = np.full(len(demand), np.nan)
    if known.any():
        found[known] = spatial_mismatch(capacity[known], demand[known])
    return found


def _reason(capacity: Array, demand: Array, known: Mask) -> str:
    """Why a match is undefined; blank where it is not."""
    if known.sum() < 2:
        return "one_region" if known.any() else "service_demand_unknown"
    return remark(
        "" if capacity[known].sum() > 0 else "service_nobody",
        "" if demand[known].sum() > 0 else "service_zero_demand",
    )


def _remark(ground: Ground, k: int, r: int, capacity: Array, demand: Array) -> str:
    if ground.unknown[r]:
        wanted = "service_demand_unknown"
    else:
        wanted = "" if demand[r] > 0 else "service_zero_demand"
    nobody = not capacity.sum() > 0
    none = not nobody and capacity[r] == 0
    lacking = "service_no_node" if KINDS[k] == ALL else "service_not_given"
    return remark("service_nobody" if nobody else "", lacking if none else "", wanted)
