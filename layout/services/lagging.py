"""Regions where services lag, why, and what the tables suggest."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from geodata.services.records import SERVICES, Services
from layout.labels import label
from layout.notes import Notes, listed
from layout.services.access import Access, region_access
from layout.services.nodes import tiers
from layout.services.places import ALL, Array, Ground, Mask
from layout.services.satisfaction import mean_of, verdict_of
from layout.services.supply import per_10k
from layout.services.words import label_of, table_of
from layout.settings.services import Services as Settings
from layout.views import published, remark

LAGGING_TABLE = (
    "rank",
    "region_code",
    "region_name",
    "reasons",
    "access_relative",
    "per_10k",
    "covered",
    "satisfaction",
    "demand",
    "nearest_candidate",
    "advice",
    "remark",
)
LAGGING_KINDS = {"reasons": "service_reason", "remark": "remark"}
QUARTER = 4
"""One region in so many has the lowest supply per demand."""


@dataclass(frozen=True, eq=False)
class Standing:
    """What speaks of a region, (R,) each; NaN where it is not known."""

    access: Array
    """Accessibility over the mean of all."""
    supply: Array
    """Capacity per 10 000 units of demand."""
    covered: Mask
    satisfaction: Array
    dissatisfied: Mask
    """The whole interval lies below the target."""


def standing(
    settings: Settings, survey: pd.DataFrame, ground: Ground, found: list[Access]
) -> Standing:
    """Where each region stands by all criteria; `survey` holds the answers that count."""
    access = np.full(len(ground.codes), np.nan)
    for one in found:
        if one.service == ALL and one.mean > 0:
            access = region_access(one, ground) / one.mean
    means = [mean_of(survey[survey.region_code == code], settings.level) for code in ground.codes]
    return Standing(
        access,
        per_10k(ground)[0],
        np.asarray(ground.region_of(ground.nodes).any(axis=1)),
        np.array([one.mean for one in means]),
        np.array([verdict_of(one, settings) == "missed" for one in means], dtype=bool),
    )


def lagging_table(
    settings: Settings,
    services: Services,
    ground: Ground,
    now: Standing,
    sites: pd.DataFrame,
    notes: Notes,
) -> pd.DataFrame:
    """Regions that meet any criterion, the most criteria first, ``service_lagging``.

    Parameters
    ----------
    sites
        ``service_sites``; empty where nothing is sited.
    """
    flags = {
        "no_node": ~now.covered,
        "low_access": now.access < settings.lagging_share,
        "low_supply": lowest(now.supply),
        "low_satisfaction": now.dissatisfied,
    }
    counts = np.sum([*flags.values()], axis=0)
    access = np.nan_to_num(now.access, nan=np.inf)
    order = np.lexsort((np.arange(len(counts)), access, -counts))
    demand = ground.demand()[0]
    rows = []
    for place, r in enumerate((r for r in order if counts[r]), 1):
        reasons = [code for code, flag in flags.items() if flag[r]]
        best = _candidate(ground, int(r), sites)
        rows.append(
            {
                "rank": place,
                "region_code": ground.codes[r],
                "region_name": ground.names[r],
                "reasons": ";".join(reasons),
                "access_relative": published(now.access[r]),
                "per_10k": published(now.supply[r]),
                "covered": int(now.covered[r]),
                "satisfaction": published(now.satisfaction[r]),
                "demand": published(demand[r]),
                "nearest_candidate": best,
                "advice": _advice(services, ground, int(r), reasons, best, sites),
                "remark": _remark(ground, int(r), float(demand[r])),
            }
        )
    names = listed([str(row["region_name"]) for row in rows], len(counts))
    if rows:
        notes.add("service_lagging", n=len(rows), regions=names)
    else:
        notes.add("service_none_lagging")
    return table_of(rows, LAGGING_TABLE, LAGGING_KINDS)


def lowest(levels: Array) -> Mask:
    """The lowest quarter of the known levels, all that tie with its last included.

    Of fewer than four nobody is, nor anybody as high as the highest.

    Examples
    --------
    >>> lowest(np.array([3.0, 1.0, np.nan, 2.0, 4.0]))
    array([False,  True, False, False, False])
    """
    known = np.sort(levels[~np.isnan(levels)])
    if len(known) < QUARTER:
        return np.zeros(len(levels), dtype=bool)
    edge = known[len(known) // QUARTER - 1]
    return np.asarray((levels <= edge) & (levels < known[-1]))


def _candidate(ground: Ground, r: int, sites: pd.DataFrame) -> str:
    """Name of a candidate: one chosen in the region before others, then the least demand without a
    way to it, then the shortest ways.
    """
    own = np.array([code == ground.codes[r] for code in ground.points.region_code], dtype=bool)
    needs = ground.needs[0] * own
    if not len(ground.sites) or not needs.sum() > 0:
        return ""
    asks = needs > 0
    there = np.isfinite(ground.to_sites[asks])
    lost = needs[asks] @ ~there
    far = needs[asks] @ np.where(there, ground.to_sites[asks], 0.0)
    chosen = ground.sites.site_id.isin(sites.site_id).to_numpy()
    inside = (ground.sites.region_code == ground.codes[r]).to_numpy()
    order = np.lexsort((far, lost, ~(chosen & inside)))
    best = order[0]
    return str(ground.sites.name[best]) if there[:, best].any() else ""


def _advice(
    services: Services,
    ground: Ground,
    r: int,
    reasons: list[str],
    best: str,
    sites: pd.DataFrame,
) -> str:
    """What the tables suggest, as a sentence: a proposal, not a decision."""
    inside = ground.region_of(ground.nodes)[r]
    tier = tiers(services, ground.nodes).to_numpy(dtype=object)[inside]
    given = [bool((one & inside).any()) for one in ground.gives[1:]]
    lacking = [label("service", code) for code, one in zip(SERVICES, given, strict=True) if not one]
    parts = []
    if "no_node" in reasons:
        parts.append(label_of("service_advice", "no_node"))
    elif "backbone" not in tier:
        parts.append(label_of("service_advice", "no_backbone"))
    if "no_node" not in reasons and lacking:
        parts.append(label_of("service_advice", "lacking", services="、".join(lacking)))
    if best:
        taken = best in set(sites.name)
        parts.append(label_of("service_advice", "chosen" if taken else "nearest", site=best))
    if reasons == ["low_satisfaction"]:
        parts = [label_of("service_advice", "satisfaction")]
    elif not parts:
        parts.append(label_of("service_advice", "capacity"))
    return "；".join(parts) + "。"


def _remark(ground: Ground, r: int, demand: float) -> str:
    if ground.unknown[r]:
        return "service_demand_unknown"
    return remark("" if demand > 0 else "service_zero_demand")
