"""Figures of the regions by year, as the map, the ranking and the card show them."""

from collections.abc import Iterable, Sequence

import geopandas as gpd
import pandas as pd

from geodata.boundaries import label_points
from geodata.regions import Register
from layout.evaluation import Evaluation
from layout.indicators import DIMENSIONS
from layout.labels import label
from reports import offline_map, results, zone_layers
from reports.nested import Field, number, text
from reports.offline_map import words
from reports.packed import column

FIELDS: tuple[Field, ...] = (
    *((f"u_{dimension}", 3) for dimension in DIMENSIONS),
    ("composite", 3),
    ("coupling", 3),
    ("development", 3),
    ("coordination", 3),
    ("grade", None),
    ("rank", 0),
    ("rank_interval", None),
    ("lag_type", None),
    ("lag_type_relative", None),
    ("oldest_figure", 0),
    ("zone", None),
    ("zone_type", None),
    ("reference_zone", None),
)
"""Figures of a region that the page lists, with their decimals; None for text."""

STANDING: tuple[Field, ...] = (
    ("score_low", 3),
    ("score_high", 3),
    ("change", 3),
    ("rank_change", 0),
    ("change_first", 3),
    ("rank_change_first", 0),
    ("quadrant_label", None),
)
"""What the card tells of the composite in charts and sentences: its bounds, its past."""

SERVICE_ACCESS: Field = ("service_access", 2)
"""Accessibility of public services over its mean; the same in every year."""

ALL_FIELDS = (*FIELDS, *STANDING, *zone_layers.MEMBERSHIP, SERVICE_ACCESS)

KEYS = ["region_code", "year"]


def figures(evaluation: Evaluation) -> pd.DataFrame:
    """Everything shown of a region, one row per region and year."""
    scores = evaluation.scores
    composite = scores[scores.dimension == "composite"].rename(columns={"score": "composite"})
    bounds = zip(composite.rank_low, composite.rank_high, strict=True)
    composite = composite.assign(rank_interval=[interval_text(*pair) for pair in bounds])
    own = ["composite", "rank", "rank_interval", "score_low", "score_high", "oldest_figure"]
    moves = evaluation.views["changes"]
    moves = moves[moves.quantity == "composite"]
    table = composite[[*KEYS, *own]]
    for other in (evaluation.matching, evaluation.zones, moves):
        shared = [c for c in other.columns if c in table.columns and c not in KEYS]
        table = table.merge(other.drop(columns=["region_name", *shared], errors="ignore"), on=KEYS)
    access = table.region_code.map(service_access(evaluation))
    table = table.assign(**{SERVICE_ACCESS[0]: access.astype(float)})
    return table[[*KEYS, *(key for key, _ in ALL_FIELDS)]]


def service_access(evaluation: Evaluation) -> dict[str, float]:
    """Region → its relative accessibility of all services together; none in most studies."""
    found = results.table(evaluation, "service_access_regions")
    if found.empty:
        return {}
    own = found[found.service == ""]
    return dict(zip(own.region_code, own.relative, strict=True))


def shown_fields(evaluation: Evaluation) -> tuple[Field, ...]:
    """Figures that the tip and the card list: accessibility only where the study has it."""
    return (*FIELDS, SERVICE_ACCESS) if service_access(evaluation) else FIELDS


def by_year(
    table: pd.DataFrame, codes: Sequence[str], fields: Sequence[Field]
) -> dict[str, dict[str, object]]:
    """Year → figure → its packed column, in the order of the regions."""
    order = {code: place for place, code in enumerate(codes)}
    table = table.assign(place=table.region_code.map(order)).sort_values("place", kind="stable")
    return {
        str(year): {
            key: column(
                [(text if decimals is None else number)(value) for value in rows[key].tolist()]
            )
            for key, decimals in fields
        }
        for year, rows in table.groupby("year")
    }


def interval_text(low: int | None, high: int | None) -> str:
    """Bounds of a rank as they are printed: 2–4, 1 where both are the same, blank for none."""
    if pd.isna(low) or pd.isna(high):
        return ""
    return f"{low}" if low == high else f"{low}–{high}"


def field_label(key: str) -> str:
    """Chinese name of a figure."""
    dimension = key.removeprefix("u_")
    if dimension in DIMENSIONS:
        return words()["level"].format(dimension=label("dimension", dimension))
    metrics = ("coupling", "development", "coordination")
    return label("metric", key) if key in metrics else words()[key]


def labelled(fields: Iterable[Field]) -> list[dict[str, object]]:
    """Figures with their Chinese names."""
    return [
        {"key": key, "label": field_label(key), "decimals": decimals} for key, decimals in fields
    ]


def placed(frame: gpd.GeoDataFrame) -> list[dict[str, object]]:
    """Names of areas and the points where they are printed."""
    points = label_points(frame).round(offline_map.COORDINATE_DECIMALS)
    rows = zip(
        frame.region_code, frame.region_name, frame.short_name, points.lat, points.lon, strict=True
    )
    columns = ("code", "name", "short", "lat", "lon")
    return [dict(zip(columns, row, strict=True)) for row in rows]


def units_above(regions: gpd.GeoDataFrame) -> list[dict[str, object]]:
    """The units that the regions belong to, from provinces down; none where all share one.

    Returns
    -------
    list of dict
        ``code, name, depth`` (0 for a province) and ``regions``, the places of its members in the
        order of the regions.
    """
    parents = set(regions.parent_code) - {""}
    if len(parents) < 2:
        return []
    register = Register.load()
    members: dict[str, dict] = {}
    chain: dict[str, list] = {}
    for place, code in enumerate(regions.parent_code):
        if code and code not in chain:
            nearest = register.resolve(code)
            above = [nearest, *register.ancestors(nearest)]
            chain[code] = [unit for unit in above if unit.level != "country"][::-1]
        for depth, unit in enumerate(chain.get(code, ())):
            found = members.setdefault(
                unit.code, {"name": unit.name, "depth": depth, "regions": []}
            )
            found["regions"].append(place)
    return [{"code": code, **members[code]} for code in sorted(members)]
