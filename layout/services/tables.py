"""All tables of the public services of a study."""

import datetime as dt
from collections.abc import Mapping, Sequence

import geopandas as gpd
import pandas as pd

from geodata.services.records import Services
from geodata.statistics import Statistic
from layout.notes import Notes
from layout.services.access import Access, access_table, accesses, region_table
from layout.services.coverage import coverage_table
from layout.services.efficiency import efficiency_table
from layout.services.equality import equality_table
from layout.services.lagging import lagging_table, standing
from layout.services.nodes import node_table
from layout.services.places import Ground, ground_of
from layout.services.satisfaction import satisfaction_table
from layout.services.siting import SITES_TABLE, siting_tables
from layout.services.supply import match_table, supply_table
from layout.settings.services import Services as Settings


def service_tables(
    settings: Settings,
    services: Services,
    figures: pd.DataFrame,
    statistics: Mapping[str, Statistic],
    regions: gpd.GeoDataFrame,
    zones: Mapping[str, str],
    years: Sequence[int],
    as_of: dt.date,
    notes: Notes,
) -> dict[str, pd.DataFrame]:
    """Judge the public services of a study on a day.

    Parameters
    ----------
    figures, statistics, regions
        As in `geodata.evidence.Evidence`: of `settings.demand_statistic` the latest evaluation
        year in which all regions have a figure counts, where there is no table of demand.
    zones
        Region → reference zone; regions may lack one.
    years
        Evaluation years of the study.
    as_of
        Nodes that open later or have closed, and later answers, are left out.

    Returns
    -------
    dict
        ``service_nodes, service_coverage, service_supply, service_equality, service_match,
        service_access, service_access_regions, service_siting, service_sites, service_lagging,
        service_satisfaction, service_efficiency``; those for which the study has no input are
        absent, and notes say so.
    """
    found: dict[str, pd.DataFrame] = {}
    if len(services.nodes):
        ground = ground_of(
            settings, services, figures, statistics, regions, zones, years, as_of, notes
        )
        found |= _of_nodes(settings, services, ground, as_of, notes)
    else:
        notes.add("service_no_register")
        if len(services.coverage):
            found["service_coverage"] = coverage_table(services, None, as_of)
    if len(services.survey):
        found["service_satisfaction"] = satisfaction_table(
            settings,
            services.survey,
            dict(zip(regions.region_code, regions.region_name, strict=True)),
            dict(zip(services.nodes.node_id, services.nodes.name, strict=True)),
            as_of,
            notes,
        )
    if len(services.efficiency_figures):
        found["service_efficiency"] = efficiency_table(services, notes)
    return found


def _of_nodes(
    settings: Settings, services: Services, ground: Ground, as_of: dt.date, notes: Notes
) -> dict[str, pd.DataFrame]:
    """Tables that need a register of nodes."""
    notes.add("service_capacity")
    found = {
        "service_nodes": node_table(services, ground, as_of, notes),
        "service_coverage": coverage_table(services, ground, as_of),
        "service_supply": supply_table(services, ground),
    }
    reached = list[Access]()
    sites = pd.DataFrame(columns=[*SITES_TABLE])
    if ground.has_demand:
        reached = accesses(settings, ground, notes)
        found["service_equality"] = equality_table(ground, reached, notes)
        found["service_match"] = match_table(ground)
        if reached:
            found["service_access"] = access_table(reached, ground)
            found["service_access_regions"] = region_table(reached, ground, settings)
        if len(ground.sites):
            found["service_siting"], sites = siting_tables(settings, ground, notes)
            found["service_sites"] = sites
    answers = services.survey[services.survey.date <= as_of.isoformat()]
    now = standing(settings, answers, ground, reached)
    found["service_lagging"] = lagging_table(settings, services, ground, now, sites, notes)
    return found
