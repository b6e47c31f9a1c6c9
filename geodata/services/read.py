"""Everything that a study says of public services, read together."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd

from geodata.errors import Problems
from geodata.plans.cells import Ground
from geodata.regions import Scope
from geodata.services.coverage import no_coverage, read_coverage
from geodata.services.demand import no_candidates, no_demand, read_candidates, read_demand
from geodata.services.known import Known
from geodata.services.nodes import no_nodes, read_nodes, read_types
from geodata.services.places import Places
from geodata.services.records import Services
from geodata.services.survey import (
    no_efficiency,
    no_efficiency_figures,
    no_survey,
    read_efficiency,
    read_survey,
)
from geodata.services.travel import no_travel, read_travel
from geodata.tables import Table

Reader = Callable[[Path, Known], tuple[pd.DataFrame, Table]]
READERS: Mapping[str, tuple[Reader, Callable[[], pd.DataFrame]]] = {
    "nodes": (read_nodes, no_nodes),
    "coverage": (lambda path, known: read_coverage(path, known.ground), no_coverage),
    "demand": (read_demand, no_demand),
    "candidates": (read_candidates, no_candidates),
    "travel": (read_travel, no_travel),
    "survey": (read_survey, no_survey),
}
"""Tables that a study may leave out, each after those that it refers to: how they are read, and
what stands for them."""


@dataclass(frozen=True)
class Asked:
    """What a study asks to be read of public services.

    Attributes
    ----------
    study
        Name of the study file, for messages.
    tables
        ``types`` → path, and ``nodes, coverage, demand, travel, candidates, survey, efficiency,
        efficiency_figures`` where the study has them; the last two come together.
    """

    study: str
    tables: Mapping[str, Path]


def read_services(
    asked: Asked,
    scope: Scope,
    regions: gpd.GeoDataFrame,
    sources: frozenset[str],
    problems: Problems,
) -> Services:
    """Read the nodes, where they are needed, how far they are, and how they are judged.

    Whatever is wrong is added to `problems`, that of all tables at once; faulty rows are left out.

    Parameters
    ----------
    scope
        Where the study's names are looked up.
    regions
        ``region_code, region_name, geometry`` (EPSG:4326) of the study.
    sources
        Registered ids.
    """
    tables = asked.tables
    known = Known(Ground({}, sources, problems), Places(scope, regions))
    types, table = read_types(tables["types"], known)
    read = [table]
    found: dict[str, pd.DataFrame] = {}
    for name, (reader, nothing) in READERS.items():
        if name in tables:
            found[name], table = reader(tables[name], known)
            read.append(table)
        else:
            found[name] = nothing()
    efficiency, figures = no_efficiency(), no_efficiency_figures()
    if "efficiency" in tables:
        paths = tables["efficiency"], tables["efficiency_figures"]
        efficiency, figures, more = read_efficiency(*paths, known)
        read += more
    return Services(
        types=types,
        **found,
        efficiency=efficiency,
        efficiency_figures=figures,
        files={one.name: one.sha256 for one in read},
    )
