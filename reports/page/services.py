"""The tab of public services: coverage, supply, equality, access, siting, satisfaction."""

from layout.evaluation import Evaluation
from layout.labels import label
from reports.nested import number
from reports.page.panels import listed, numbers, texts, told_notes
from reports.page.tabs import Listing
from reports.results import table

SERVICES = "services"
"""The tab, by the name that the page's script knows it by."""

COVERAGE = Listing(
    "service_coverage",
    (
        *texts("grouping_label", "label_zh"),
        *numbers(0, "covered", "eligible", "share"),
        *texts("missing", "remark_label"),
    ),
    (
        *texts("coverage_id", "origin", "origin_label", "date", "grouping", "group_label"),
        *texts("definition"),
        *numbers(0, "official_share"),
        *texts("source_id"),
    ),
)
SUPPLY = Listing(
    "service_supply",
    (
        *texts("region_name"),
        *numbers(0, "nodes", "backbone", "outlets", "capacity", "demand"),
        *numbers(2, "per_10k"),
        *numbers(0, "rank", "demand_share", "supply_share"),
        *numbers(2, "mismatch"),
        *texts("remark_label"),
    ),
    texts("region_code", "service", "service_label", "demand_unit"),
)
MATCH = Listing(
    "service_match",
    (
        *texts("service_label", "level_label", "group_label"),
        *numbers(3, "match"),
        *texts("most_short", "most_ample", "remark_label"),
    ),
)
EQUALITY = Listing(
    "service_equality",
    (
        *texts("grouping_label", "group_label", "measure_label"),
        *numbers(3, "value"),
        *numbers(0, "n"),
        *texts("remark_label"),
    ),
    texts("measure", "quantity", "quantity_label", "group", "service", "service_label"),
)
ACCESS_REGIONS = Listing(
    "service_access_regions",
    (
        *texts("region_name"),
        *numbers(0, "points", "demand", "unreached_demand"),
        *numbers(2, "access", "relative"),
        *numbers(0, "low_points"),
        *texts("remark_label"),
    ),
    texts("region_code", "service", "service_label"),
)
POINTS = Listing(
    "service_access",
    (
        *texts("name", "region_name", "setting_label"),
        *numbers(0, "demand"),
        *numbers(1, "nearest"),
        *texts("nearest_node"),
        *numbers(3, "access_2sfca", "access_e2sfca", "access_3sfca"),
        *numbers(2, "relative"),
        *numbers(0, "reachable"),
        *texts("remark_label"),
    ),
    texts("point_id", "region_code", "setting"),
)
"""Of all services together: single services stand in the table."""

SITING = Listing(
    "service_siting",
    (
        *texts("objective_label", "status_label"),
        *numbers(0, "sites", "cost", "budget"),
        *texts("objective_unit"),
        *numbers(2, "before", "objective_value", "bound"),
        *numbers(0, "gap"),
        *numbers(0, "covered_demand", "total_demand"),
        *numbers(1, "mean_travel", "worst_travel"),
        *numbers(3, "equity"),
    ),
    texts("objective", "status", "explanation", "remark_label"),
)
SITES = Listing(
    "service_sites",
    (
        *texts("site_id", "name", "region_name"),
        *numbers(0, "cost", "capacity", "serves_demand"),
        *texts("remark_label"),
    ),
    (*texts("objective", "objective_label", "region_code"), *numbers(4, "lon", "lat")),
)
LAGGING = Listing(
    "service_lagging",
    (
        *numbers(0, "rank"),
        *texts("region_name", "reasons_label"),
        *numbers(2, "access_relative", "per_10k"),
        *numbers(0, "covered"),
        *numbers(1, "satisfaction"),
        *numbers(0, "demand"),
        *texts("advice"),
    ),
    texts("region_code", "nearest_candidate", "remark_label"),
)
SATISFACTION = Listing(
    "service_satisfaction",
    (
        *texts("group_label"),
        *numbers(0, "responses"),
        *numbers(1, "mean", "low", "high", "target"),
        *texts("verdict_label", "remark_label"),
    ),
    texts("grouping", "grouping_label", "group", "verdict"),
)
EFFICIENCY = Listing(
    "service_efficiency",
    (
        *numbers(0, "rank"),
        *texts("name"),
        *numbers(1, "score"),
        *numbers(0, "known_weight"),
        *texts("remark_label"),
    ),
    texts("node_id", "year", "dimension", "dimension_label"),
)
NODES = Listing(
    "service_nodes",
    (
        *texts("node_id", "name", "type_label", "tier_label", "level_label", "region_name"),
        *texts("services_label"),
        *numbers(0, "capacity"),
        *texts("located_by_label", "opened", "closed", "remark_label"),
    ),
    (*texts("tier", "region_code", "source_id"), *numbers(4, "lon", "lat")),
)

LISTINGS = (
    COVERAGE, SUPPLY, MATCH, EQUALITY, ACCESS_REGIONS, POINTS, SITING, SITES, LAGGING,
    SATISFACTION, EFFICIENCY, NODES,
)  # fmt: skip

FLAGS = frozenset(("covered",))
"""Of areas that lag; elsewhere `covered` is a count."""

METHODS = {"none": "access_2sfca", "steps": "access_e2sfca", "gaussian": "access_e2sfca"}
"""The decay of the settings → the column of the method that follows from it."""


def tables(evaluation: Evaluation) -> dict[str, dict[str, object]]:
    """What the tab lists; nothing where a study looks at no services."""
    found: dict[str, object] = {}
    for listing in LISTINGS:
        rows = table(evaluation, listing.table)
        if listing is POINTS and len(rows):
            rows = rows[rows.service == ""]
        if len(rows):
            found[listing.table] = listed(listing, rows, FLAGS if listing is LAGGING else ())
    if not found:
        return {}
    settings = evaluation.study.settings.services
    found |= {
        "notes": told_notes(evaluation, "service"),
        "method": METHODS[settings.decay],
        "method_label": label("service_decay", settings.decay),
        "target": number(settings.satisfaction_target),
    }
    return {SERVICES: found}
