"""What the page draws over its map: overlay zones and centres of gravity."""

from collections.abc import Iterator, Mapping

import geopandas as gpd
import pandas as pd
import shapely

from geodata.boundaries import CHINA_ALBERS, WGS84, label_points, simplified
from layout.evaluation import Evaluation
from layout.indicators import DIMENSIONS
from layout.labels import label
from reports import palette
from reports.nested import Field, by_year_and_code, number
from reports.offline_map import COORDINATE_DECIMALS, words

OVERLAY_FIELDS: tuple[Field, ...] = (
    *((f"u_{dimension}", 3) for dimension in DIMENSIONS),
    ("composite", 3),
    ("coupling", 3),
    ("development", 3),
    ("coordination", 3),
    ("grade", None),
    ("lag_type", None),
    ("lag_type_relative", None),
    ("coverage", 2),
    ("oldest_figure", 0),
)
"""Figures of an overlay zone that the page shows; it has no rank and no zone."""

REMARK: Field = ("remark_label", None)
"""What an overlay's scores rest on, or why it has none."""

THINNEST, STEP = 2.4, 0.9
"""Pixels of an outline's width. Larger zones have wider ones, below, so that along a common border
the smaller zone's line shows on the larger one's."""


def overlays(evaluation: Evaluation, areas: gpd.GeoDataFrame) -> list[dict[str, object]]:
    """Overlay zones with their outlines' style, the largest first.

    An overlay that is made of drawn areas only is told by their codes: its outline then runs
    along their borders, to the last vertex. Any other has a shape of its own.
    """
    table = evaluation.evidence.overlays
    if table.empty:
        return []
    sizes = table.geometry.to_crs(CHINA_ALBERS).area
    ordered = table.loc[sizes.sort_values(ascending=False, kind="stable").index]
    names = evaluation.evidence.regions.set_index("region_code").short_name
    points = label_points(_inside(ordered, evaluation.evidence.regions))
    points = points.round(COORDINATE_DECIMALS)
    tolerance = evaluation.study.settings.boundaries.simplify_m
    drawn = set(areas.region_code)
    made = []
    for place, row in enumerate(ordered.to_dict("records")):
        members = set(row["member_codes"])
        of_areas = bool(members) and members <= drawn
        made.append(
            {
                **_described(row, names),
                **_style(place, len(ordered)),
                "codes": sorted(members) if of_areas else None,
                "shape": None if of_areas else _geojson(row["geometry"], tolerance),
                "lat": points.lat.iloc[place],
                "lon": points.lon.iloc[place],
            }
        )
    return made


def _inside(table: gpd.GeoDataFrame, regions: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The overlays' parts within the study, if any: their names stand where the map opens."""
    shapes = []
    for row in table.to_dict("records"):
        codes = {*row["study_codes"], *row["partial_codes"]}
        common = regions.geometry[regions.region_code.isin(codes)].union_all()
        part = row["geometry"].intersection(common)
        shapes.append(row["geometry"] if part.is_empty else part)
    return table.set_geometry(gpd.GeoSeries(shapes, index=table.index, crs=table.crs))


def _described(row: Mapping, names: pd.Series) -> dict[str, str]:
    """Name, kind, members and notes of one overlay, as texts."""

    def listed(key: str, members: list[str]) -> list[str]:
        return [words()[key].format(members=words()["list_stop"].join(members))] if members else []

    members = [
        *listed("members_whole", [names[code] for code in row["study_codes"]]),
        *listed("members_part", [names[code] for code in row["partial_codes"]]),
        *listed("members_outside", list(row["outside_names"])),
    ]
    return {
        "code": row["overlay"],
        "name": row["name"],
        "kind": row["kind"],
        "members": "；".join(members),
        "note": row["note"],
        "source": row["source"],
    }


def _style(place: int, count: int) -> dict[str, object]:
    """Colour, dashes and width by the place among all overlays, the largest first."""
    colour, dash = palette.OUTLINES[place % len(palette.OUTLINES)]
    rank = (count - 1 - place) % len(palette.OUTLINES)
    return {"colour": colour, "dash": dash, "weight": round(THINNEST + STEP * rank, 1)}


def _geojson(shape: shapely.Geometry, tolerance_m: float) -> dict:
    """A shape as GeoJSON, as coarse as the regions are drawn."""
    frame = gpd.GeoDataFrame(geometry=[shape], crs=WGS84)
    drawn = simplified(frame, tolerance_m).geometry.iloc[0]
    return shapely.geometry.mapping(
        shapely.transform(drawn, lambda points: points.round(COORDINATE_DECIMALS))
    )


def overlay_figures(evaluation: Evaluation) -> dict[str, dict[str, dict]]:
    """Year → overlay → its figures."""
    scores = evaluation.overlays.scores
    if scores.empty:
        return {}
    keys = ["region_code", "year"]
    composite = scores[scores.dimension == "composite"].rename(columns={"score": "composite"})
    composite = composite[[*keys, "composite", "coverage", "oldest_figure", REMARK[0]]]
    matching = evaluation.overlays.matching
    shared = [c for c in matching.columns if c in composite.columns and c not in keys]
    table = composite.merge(matching.drop(columns=shared), on=keys)
    return by_year_and_code(table, [*OVERLAY_FIELDS, REMARK])


def centres(evaluation: Evaluation) -> list[dict[str, object]]:
    """Centre of gravity of each amount, year by year."""
    table = evaluation.views["gravity"].dropna(subset=["lon", "lat"])
    statistics = evaluation.evidence.statistics
    paths: list[dict[str, object]] = []
    for dimension in DIMENSIONS:
        rows = table[table.dimension == dimension]
        if len(rows):
            paths.append(
                {
                    "label": label("dimension", dimension),
                    "statistic": statistics[rows.statistic.iloc[0]].label_zh,
                    "colour": palette.CENTRE_COLOURS[dimension],
                    "points": list(_points(rows)),
                }
            )
    return paths


def _points(rows: pd.DataFrame) -> Iterator[dict[str, object]]:
    """Points of a path; one is linked to the one before where the two years compare."""
    for row in rows.to_dict("records"):
        yield {
            "year": row["year"],
            "figure_year": number(row["figure_year"]),
            "lat": round(row["lat"], COORDINATE_DECIMALS),
            "lon": round(row["lon"], COORDINATE_DECIMALS),
            "linked": not pd.isna(row["moved_km"]),
        }
