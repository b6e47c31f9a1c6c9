"""What is read of public services: nodes, demand, travel, candidate sites and answers."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

TYPE_COLUMNS = ("type", "label_zh", "tier", "services", "note")
"""`tier` is ``backbone`` (主干节点) or ``outlet`` (网点); `services` are codes, ``;`` between."""

NODE_COLUMNS = (
    "node_id",
    "name",
    "type",
    "level",
    "region_code",
    "address",
    "lon",
    "lat",
    "located_by",
    "services",
    "capacity",
    "opened",
    "closed",
    "parent",
    "source_id",
    "note",
    "row",
)
"""`lon`, `lat` in degrees (WGS 84 or CGCS 2000), NaN where unknown. `located_by` says how the
region was found: ``coordinates``, ``address``, ``region`` (as written) or blank. `capacity` is in
units of supply (staff, windows), 1 where the register gives none."""

COVERAGE_COLUMNS = (
    "coverage_id",
    "label_zh",
    "date",
    "covered",
    "eligible",
    "definition",
    "official_share",
    "source_id",
    "note",
    "row",
)
"""Rows of one `coverage_id` are the same numerator over other denominators."""

DEMAND_COLUMNS = (
    "point_id",
    "name",
    "region_code",
    "lon",
    "lat",
    "setting",
    "service",
    "demand",
    "source_id",
    "note",
    "row",
)
"""`setting` is ``urban``, ``rural`` or blank; a blank `service` stands for all of them."""

TRAVEL_COLUMNS = ("from_id", "to_id", "minutes", "mode", "row")
CANDIDATE_COLUMNS = (
    "site_id",
    "name",
    "region_code",
    "lon",
    "lat",
    "cost",
    "capacity",
    "note",
    "row",
)
SURVEY_COLUMNS = (
    "response_id",
    "region_code",
    "node_id",
    "service",
    "setting",
    "date",
    "score",
    "weight",
    "row",
)
"""`score` is 0 to 100; `weight` 1 where the file gives none."""

EFFICIENCY_COLUMNS = (
    "code",
    "label_zh",
    "dimension",
    "direction",
    "weight",
    "worst",
    "best",
    "unit",
    "note",
    "row",
)
EFFICIENCY_FIGURE_COLUMNS = ("node_id", "year", "code", "value", "source_id", "row")
TIERS = ("backbone", "outlet")
LEVELS = ("nation", "province", "city", "county")
SETTINGS = ("urban", "rural")
SERVICES = ("search", "filing", "fast_track", "enforcement_aid", "operation", "finance", "training")
"""Retrieval and analysis; filing windows; fast examination; aid in disputes; operation and
transfer; finance; training. Labels are of kind ``service``."""


@dataclass(frozen=True)
class Services:
    """Public services of a study; empty frames where the study has none of a table.

    Attributes
    ----------
    types, nodes, coverage, demand, travel, candidates, survey, efficiency, efficiency_figures
        Columns as above, in the order of the files.
    files
        SHA-256 of every input file by its name.
    """

    types: pd.DataFrame
    nodes: pd.DataFrame
    coverage: pd.DataFrame
    demand: pd.DataFrame
    travel: pd.DataFrame
    candidates: pd.DataFrame
    survey: pd.DataFrame
    efficiency: pd.DataFrame
    efficiency_figures: pd.DataFrame
    files: Mapping[str, str]
