"""Maps that open without a network: folium's page with Leaflet inside, and plain SVG outlines."""

import base64
import csv
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from geodata.boundaries import CHINA_ALBERS, WGS84, simplified
from geodata.evidence import Evidence

TEMPLATES = Path(__file__).with_name("templates")
LEAFLET = "XStatic-Leaflet"
"""Distribution that carries Leaflet; folium itself only links to a CDN."""

MERCATOR, NATIONAL = "EPSG3857", "ChinaAlbers"
"""Names of the map's projection in Leaflet; the second is defined in ``leaflet_setup.js``."""

COORDINATE_DECIMALS = 4
"""Of drawn coordinates in degrees: about 11 m, far below any boundary's own error."""

SOUTH_CHINA_SEA = (106.0, 2.6, 123.0, 24.0)
"""West, south, east, north (degrees) of the inset that national maps of China have."""


@dataclass(frozen=True)
class FoliumMap:
    """A folium map in parts: the element it lives in, its script, its layers' JavaScript names."""

    html: str
    script: str
    names: dict[str, str]


@dataclass(frozen=True)
class Outline:
    """One area as SVG path data."""

    code: str
    name: str
    path: str
    evaluated: bool = True


@dataclass(frozen=True)
class Drawing:
    """Outlines in a common SVG frame of the given size."""

    width: float
    height: float
    areas: tuple[Outline, ...]
    lines: tuple[Outline, ...]


def render(template: str, **values: object) -> str:
    """Fill a template of this folder; whatever comes from data is escaped."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["source"] = source
    return environment.get_template(template).render(**values)


@cache
def source(name: str) -> str:
    """Text of a script or style sheet of this folder, to stand in a page."""
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    return compact(text) if name.endswith((".js", ".css")) else text


def compact(text: str) -> str:
    """A script or style sheet without indentation and without comments on lines of their own.

    A quarter of a page would be what only its authors read.

    Examples
    --------
    >>> compact("/* Adds. */\\n  a + b; // two\\n")
    'a + b; // two\\n'
    """
    text = re.sub(r"^[ \t]*/\*(?:(?!\*/).)*\*/[ \t]*\n", "", text, flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"^[ \t]+|^\n", "", text, flags=re.MULTILINE)


@cache
def words() -> dict[str, str]:
    """Chinese texts of the pages by key, from ``templates/words.csv``."""
    with (TEMPLATES / "words.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["key"]: row["text_zh"] for row in csv.DictReader(file)}


def as_json(value: object) -> str:
    """JSON that may stand inside a ``script`` element: no ``<`` can end it.

    Examples
    --------
    >>> print(as_json({"name": "<b>"}))
    {"name":"\\u003cb>"}
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c")


@cache
def leaflet() -> tuple[str, str]:
    """Script and style sheet of the installed Leaflet, with its images as data."""
    found = {file.name: Path(str(file.locate())) for file in metadata.files(LEAFLET) or []}
    script = found["leaflet.js"].read_text(encoding="utf-8")
    script = re.sub(r"\n?//# sourceMappingURL=.*", "", script).replace("</script", r"<\/script")
    # the attribution that it would show by default; the page credits its boundaries itself
    script = re.sub(r'href="https?://[^"]*"', 'href="#"', script)

    def image(match: re.Match[str]) -> str:
        data = base64.b64encode(found[match[1]].read_bytes()).decode("ascii")
        return f"url(data:image/png;base64,{data})"

    style = found["leaflet.css"].read_text(encoding="utf-8")
    style = re.sub(r"url\(images/([^)]+)\)", image, style)
    # of use to Internet Explorer only; other browsers warn about it
    style = style.replace("behavior: url(#default#VML);", "")
    return script, style


def drawn_areas(evidence: Evidence, tolerance_m: float) -> gpd.GeoDataFrame:
    """Regions and backdrop as they are drawn; borders between any two of them stay shared.

    Returns
    -------
    GeoDataFrame
        ``region_code, region_name, evaluated, geometry`` in EPSG:4326.
    """
    columns = ["region_code", "region_name", "geometry"]
    parts = [
        frame[columns].assign(evaluated=evaluated)
        for frame, evaluated in ((evidence.regions, True), (evidence.basemap.backdrop, False))
        if len(frame)
    ]
    together = gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=WGS84)
    return simplified(together, tolerance_m)


def folium_map(areas: gpd.GeoDataFrame, lines: gpd.GeoDataFrame, projection: str) -> FoliumMap:
    """A folium map of areas and lines without tiles, the same text for the same input.

    Only the map's own element and script are taken: what folium adds to the page's head are
    links to CDNs and a viewport that forbids zooming.
    """
    figure = folium.Figure()
    base = _named(
        folium.Map(
            location=(35, 105),  # the script fits the view to the regions
            zoom_start=4,
            tiles=None,
            crs=projection,
            zoom_control=False,
            attribution_control=False,
            scroll_wheel_zoom=False,  # the wheel scrolls the page
            zoom_snap=0.1,
            zoom_delta=0.5,
        ),
        "main",
    )
    figure.add_child(base)
    layers = {
        "regions": areas[areas.evaluated],
        "backdrop": areas[~areas.evaluated],
        "lines": lines.assign(region_code=lines.line),
    }
    names = {"map": base.get_name()}
    for key, frame in layers.items():
        layer = folium.GeoJson(
            _feature_collection(frame),
            name=key,
            style_function=lambda feature: {"weight": 1},
            smooth_factor=0,  # simplified with shared borders already; once more would open gaps
            interactive=key != "lines",
        )
        base.add_child(_named(layer, key))
        names[key] = layer.get_name()
    figure.render()
    return FoliumMap(figure.html.render(), figure.script.render(), names)


def _named(element: folium.Element, name: str) -> folium.Element:
    """The element with a fixed name in place of branca's random one."""
    element._id = name
    return element


def _feature_collection(frame: gpd.GeoDataFrame) -> dict:
    """GeoJSON with codes only: names reach the page as data, never through folium's script."""
    features = [
        {
            "type": "Feature",
            "id": str(code),
            "properties": {},
            # every vertex is rounded by itself, so that shared borders stay shared
            "geometry": shapely.geometry.mapping(
                shapely.transform(shape, lambda points: points.round(COORDINATE_DECIMALS))
            ),
        }
        for code, shape in zip(frame.region_code, frame.geometry, strict=True)
    ]
    return {"type": "FeatureCollection", "features": features}


def inset(areas: gpd.GeoDataFrame, lines: gpd.GeoDataFrame, width: float) -> Drawing:
    """The South China Sea, `width` pixels wide, for the corner of a national map."""
    box = gpd.GeoSeries([shapely.box(*SOUTH_CHINA_SEA).segmentize(1)], crs=WGS84)
    bounds = box.to_crs(CHINA_ALBERS).total_bounds
    return draw(areas, lines, width, CHINA_ALBERS, tuple(bounds))


def draw(
    areas: gpd.GeoDataFrame,
    lines: gpd.GeoDataFrame,
    width: float,
    crs: str,
    bounds: tuple[float, ...] | None = None,
) -> Drawing:
    """Draw areas and lines as SVG paths.

    Parameters
    ----------
    width
        Of the frame in pixels; details much smaller than one are left out, islands are kept.
    bounds
        West, south, east, north in `crs`; nothing outside is drawn. None for all areas and lines.
    """
    shapes, strokes = areas.to_crs(crs), lines.to_crs(crs)
    if bounds is None:
        every = [shapes.total_bounds, *([strokes.total_bounds] if len(strokes) else [])]
        bounds = (*np.min(every, axis=0)[:2], *np.max(every, axis=0)[2:])
    west, south, east, north = bounds
    scale = width / (east - west)

    def outlines(frame: gpd.GeoDataFrame, *columns: Iterable) -> tuple[Outline, ...]:
        clipped = shapely.clip_by_rect(frame.geometry.to_numpy(), west, south, east, north)
        placed = shapely.transform(
            clipped, lambda points: (points - (west, north)) * (scale, -scale)
        )
        return tuple(
            Outline(code, name, svg_path(shape), evaluated)
            for shape, code, name, evaluated in zip(placed, *columns, strict=True)
            if not shape.is_empty
        )

    return Drawing(
        round(width, 1),
        round((north - south) * scale, 1),
        outlines(shapes, areas.region_code, areas.region_name, areas.evaluated),
        outlines(strokes, lines.line, lines.line, [True] * len(lines)),
    )


def svg_path(shape: shapely.Geometry) -> str:
    """SVG path data to a tenth of a pixel; an island smaller than that is a dot.

    Examples
    --------
    >>> svg_path(shapely.box(0, 0, 1, 2))
    'M1 0 1 2 0 2 0 0Z'
    """
    pieces = []
    for part in shapely.get_parts(shape):
        closed = part.geom_type == "Polygon"
        for line in [part.exterior, *part.interiors] if closed else [part]:
            points = np.round(shapely.get_coordinates(line), 1)
            moved = np.ones(len(points), dtype=bool)
            moved[1:] = (points[1:] != points[:-1]).any(axis=1)
            kept = points[moved]
            if closed and len(kept) > 1:
                kept = kept[:-1]
            text = " ".join(f"{x:g} {y:g}" for x, y in kept + 0.0)  # + 0.0: no "-0"
            pieces.append(f"M{text}Z" if closed else f"M{text}")
    return "".join(pieces)
