"""What is known: everything an evaluation may look at, gathered before it starts."""

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from geodata.boundaries import Basemap
from geodata.monitoring.records import Monitoring
from geodata.plans.records import Plans
from geodata.policies.corpus import Policies
from geodata.registers.stored import Registered
from geodata.services.records import Services
from geodata.statistics import Statistic


@dataclass(frozen=True)
class Evidence:
    """Figures, regions and their provenance. Nothing in it depends on a method.

    Attributes
    ----------
    figures
        Columns ``region_code, year, statistic, value, status, source_id, note, row``;
        one row per published figure, `value` in the unit of the dictionary.
    statistics
        The dictionary of statistics by code.
    sources
        One row per publication: ``source_id, publisher, title, editions, data_years, …``.
    regions
        ``region_code, region_name, short_name, parent_code, geometry`` in the study's order;
        EPSG:4326.
    reference_zones
        Official zone of each region by code, such as 320100 → 苏南; regions outside are absent.
    basemap
        What the map shows besides the regions, with the boundaries' credit.
    links
        Pairs that the study declares neighbours or not: ``code_a, code_b, neighbours`` (bool),
        ``crossing, opened, reason, source``; empty where it amends nothing.
    overlays
        Zones that lie across the regions, see `geodata.overlays.COLUMNS`; empty where none.
    files
        SHA-256 of every input file by its name.
    registers
        What was counted from registers of records; None where the study has none. Their figures
        stand among `figures`.
    policies
        Policy documents, divided and coded; None where the study has none.
    plans
        Plans with their indicators and projects; None where the study tracks none.
    services
        Public services: nodes, demand, answers; None where the study has none.
    monitoring
        Interface tables of departments and the rules of alerts; the yearly figures of the tables
        stand among `figures`.
    """

    figures: pd.DataFrame
    statistics: dict[str, Statistic]
    sources: pd.DataFrame
    regions: gpd.GeoDataFrame
    reference_zones: dict[str, str]
    basemap: Basemap
    links: pd.DataFrame
    overlays: gpd.GeoDataFrame
    files: dict[str, str]
    registers: Registered | None = None
    policies: Policies | None = None
    plans: Plans | None = None
    services: Services | None = None
    monitoring: Monitoring | None = None

    @property
    def used_sources(self) -> pd.DataFrame:
        """Rows of `sources` from which any figure comes."""
        # a figure counted from several registers has several, ``;`` between them
        named = {code for ids in self.figures.source_id.unique() for code in ids.split(";")}
        return self.sources[self.sources.source_id.isin(named)]

    @property
    def official(self) -> tuple[str, ...]:
        """Reference zone of every region in the study's order, blank where it has none."""
        return tuple(self.reference_zones.get(code, "") for code in self.regions.region_code)
