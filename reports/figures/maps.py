"""Maps of one year: a score in classes, a type by colour, and the zones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.boundaries import CHINA_ALBERS, WGS84, label_points
from layout.evaluation import Evaluation
from layout.labels import label
from reports import offline_map, palette, results
from reports.figures.canvas import BLANK, EDGE, FAINT, INK, SIZES, WIDTH, Lettering, say
from reports.figures.names import Name, write_names
from reports.fonts import FIRST_CJK

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.path import Path

MAIN_VIEW_SOUTH = 17.8
"""Degrees north: a national map shows what lies above, its inset the rest."""

MOST_NAMES = 100
"""Regions; a map of more names its zones alone, and Taiwan, Hong Kong and Macao."""

TALLEST = 4.3
"""Inches with the legend: half a page, so that text or a table stands beside the map."""

LINE = 0.17
"""Inches of one line below the map."""

INSET = 0.17
"""Share of the map's width that the South China Sea takes."""

ROOM_FOR_INSET = 0.14
"""Share of a national map's width that is added in the east, so that the inset hides no Taiwan."""

DETAIL = 1200
"""Pixels across the map: smaller details are not drawn."""

SMALL_ISLAND = 2e-4
"""Of the frame's area: islands below it get no border of their zone, which would cover them."""

WEAK_HATCH = "////"


@dataclass(frozen=True)
class Ground:
    """Areas and lines of a study, projected for drawing, and the frame they are seen through."""

    areas: gpd.GeoDataFrame
    lines: gpd.GeoDataFrame
    points: pd.DataFrame
    frame: tuple[float, float, float, float]
    national: bool


@dataclass(frozen=True)
class Layer:
    """What a map shows: colour of every region by code, and the legend.

    Attributes
    ----------
    legend
        Colour (with ``hatched`` or not) and text of every entry.
    zones
        Zone of every region by code, where borders of zones are drawn; with their names.
    """

    colours: Mapping[str, str]
    legend: Sequence[tuple[str, str, bool]]
    hatched: set[str] = field(default_factory=set)
    zones: Mapping[str, str] = field(default_factory=dict)


def ground(evaluation: Evaluation) -> Ground:
    """Project the study's areas: equal-area for the nation, true to north for a part of it."""
    evidence = evaluation.evidence
    national = len(evidence.basemap.lines) > 0
    crs = CHINA_ALBERS if national else evidence.regions.estimate_utm_crs().to_string()
    west, _, east, _ = evidence.regions.to_crs(crs).total_bounds
    areas = offline_map.drawn_areas(evidence, tolerance_m=(east - west) / DETAIL)
    parts = [evidence.regions, evidence.basemap.backdrop]
    known = pd.concat([part[["region_code", "short_name"]] for part in parts if len(part)])
    points = label_points(areas)
    placed = gpd.points_from_xy(points.lon, points.lat, crs=WGS84).to_crs(crs)
    names = areas.region_code.map(known.set_index("region_code").short_name)
    table = pd.DataFrame({"code": areas.region_code, "name": names, "x": placed.x, "y": placed.y})
    seen = areas
    if national:
        north = shapely.clip_by_rect(areas.geometry.to_numpy(), 0, MAIN_VIEW_SOUTH, 180, 90)
        seen = areas.set_geometry(gpd.GeoSeries(north, crs=WGS84))
    box = seen[~seen.is_empty].to_crs(crs).total_bounds
    wide = box[2] - box[0]
    margin, room = 0.015 * wide, ROOM_FOR_INSET * wide if national else 0.0
    frame = (box[0] - margin, box[1] - margin, box[2] + margin + room, box[3] + margin)
    lines = evidence.basemap.lines.to_crs(crs)
    return Ground(areas.to_crs(crs), lines, table, frame, national)


def score_layer(evaluation: Evaluation, quantity: str, year: int) -> Layer | None:
    """A score in natural classes over all years, as on the map page; None without any score."""
    source = evaluation.matching
    if quantity == "composite":
        source = results.rows(evaluation.scores, dimension="composite").rename(
            columns={"score": "composite"}
        )
    scale = palette.scale(source[quantity])
    if scale is None:
        return None
    here = source[source.year == year].dropna(subset=quantity)
    colours = {
        code: scale.colour(value)
        for code, value in zip(here.region_code, here[quantity], strict=True)
    }
    bounds = _bounds([scale.low, *scale.breaks, scale.high])
    legend = [
        (colour, f"{low}–{high}", False)
        for colour, low, high in zip(scale.colours, bounds[:-1], bounds[1:], strict=True)
    ]
    return Layer(colours, legend)


def _bounds(values: Sequence[float]) -> list[str]:
    """Bounds of classes with two decimals, or three where two would not tell them apart.

    Examples
    --------
    >>> _bounds([0.2214, 0.3, 0.87]), _bounds([0.2214, 0.583, 0.87])
    (['0.22', '0.30', '0.87'], ['0.221', '0.583', '0.870'])
    """
    inner = values[1:-1]
    decimals = 2 if all(abs(value - round(value, 2)) < 1e-9 for value in inner) else 3
    return [f"{value:.{decimals}f}" for value in values]


def lag_layer(evaluation: Evaluation, year: int) -> Layer | None:
    """Which of the three resources lags."""
    here = results.rows(evaluation.matching, year=year)
    known = {label("lag", code): colour for code, colour in palette.LAG_COLOURS.items()}
    present = here[here.lag_type.isin(known)]
    if present.empty:
        return None
    counts = present.lag_type.value_counts()
    legend = [
        (colour, say("class_size", name=name, regions=counts[name]), False)
        for name, colour in known.items()
        if name in counts
    ]
    return Layer(dict(zip(present.region_code, present.lag_type.map(known), strict=True)), legend)


def zone_layer(evaluation: Evaluation, year: int) -> Layer | None:
    """Zones with their borders, hatched where a region does not hold its zone in the draws."""
    found = results.profiles(evaluation, year)
    if found.empty:
        return None
    colours = palette.qualitative(list(found.zone))
    zones = results.rows(evaluation.zones, year=year)
    zones = zones[zones.zone.isin(colours)]
    legend = [
        (colours[zone], text, False)
        for zone, text in zip(found.zone, found.zone_label, strict=True)
    ]
    weak = results.weak(evaluation, year)
    if weak:
        legend.append(("#ffffff", say("weak", regions=len(weak)), True))
    of_region = dict(zip(zones.region_code, zones.zone, strict=True))
    return Layer({c: colours[z] for c, z in of_region.items()}, legend, weak, of_region)


def draw_map(
    evaluation: Evaluation, base: Ground, layer: Layer, letters: Lettering
) -> tuple["Figure", list[str]]:
    """Draw one map; also names that found no place."""
    from matplotlib.figure import Figure  # noqa: PLC0415  (heavy: only for pictures)

    west, south, east, north = base.frame
    legend = list(layer.legend)
    blank = [c for c in base.areas.region_code[base.areas.evaluated] if c not in layer.colours]
    if blank:
        legend.append((BLANK, say("no_data"), False))
    if not base.areas.evaluated.all():
        legend.append((BLANK, say("not_evaluated"), False))
    legend = list(dict.fromkeys(legend))
    # a Chinese character is as wide as two of the others
    widest = max(sum(1 + (ord(c) > FIRST_CJK) for c in text) for _, text, _ in legend)
    columns = 6 if widest <= 14 else 4 if widest <= 22 else 3
    rows = -(-len(legend) // columns)
    foot = (rows + 2) * LINE + 0.08
    tall = min(WIDTH * (north - south) / (east - west), TALLEST - foot)
    figure = Figure(figsize=(WIDTH, tall + foot))
    axes = figure.add_axes((0, foot / (tall + foot), 1, tall / (tall + foot)))
    _areas(axes, base, layer)
    axes.set(xlim=(west, east), ylim=(south, north), aspect="equal", xticks=[], yticks=[])
    axes.axis("off")
    figure.draw_without_rendering()  # names are placed by the size that they will have
    left_out = write_names(axes, _names(base, layer, letters))
    if base.national:
        _south_china_sea(figure, axes, base, layer, letters)
    _legend(figure, legend, columns, foot, letters)
    basemap = evaluation.evidence.basemap
    for n, text in enumerate((basemap.approval, say("credit", credit=basemap.credit))):
        height = ((1 - n) * LINE + 0.05) / (tall + foot)
        figure.text(0.01, height, letters(text), fontsize=SIZES["small"], color=FAINT)
    return figure, left_out


def _areas(axes: "Axes", base: Ground, layer: Layer, thin: bool = False) -> None:
    """Fills, hatches, outlines, borders of zones and the South China Sea lines."""
    from matplotlib.collections import LineCollection, PathCollection  # noqa: PLC0415

    paths = [outline(shape) for shape in base.areas.geometry]
    fills = [layer.colours.get(code, BLANK) for code in base.areas.region_code]
    width = 0.15 if thin or len(paths) > MOST_NAMES else 0.5
    axes.add_collection(PathCollection(paths, facecolor=fills, edgecolor=EDGE, linewidth=width))
    hatched = [
        path
        for path, code in zip(paths, base.areas.region_code, strict=True)
        if code in layer.hatched
    ]
    if hatched:
        axes.add_collection(
            PathCollection(
                hatched, facecolor="none", edgecolor=FAINT, linewidth=width, hatch=WEAK_HATCH
            )
        )
    if layer.zones:
        zones = base.areas.assign(zone=base.areas.region_code.map(layer.zones)).dissolve("zone")
        west, south, east, north = base.frame
        least = SMALL_ISLAND * (east - west) * (north - south)
        parts = shapely.get_parts(zones.geometry.to_numpy())
        borders = [outline(part) for part in parts[shapely.area(parts) > least]]
        axes.add_collection(
            PathCollection(borders, facecolor="none", edgecolor=INK, linewidth=1.3, zorder=4)
        )
    lines = shapely.get_parts(base.lines.geometry.to_numpy())
    strokes = [shapely.get_coordinates(line) for line in lines]
    axes.add_collection(LineCollection(strokes, colors=INK, linewidths=1.0, zorder=5))


def outline(shape: shapely.Geometry) -> "Path":
    """Polygons as one path of the drawing library; holes run the other way round."""
    from matplotlib.path import Path  # noqa: PLC0415

    rings = [
        Path(shapely.get_coordinates(ring), closed=True)
        for part in shapely.get_parts(shapely.orient_polygons(shape))
        if part.geom_type == "Polygon"
        for ring in (part.exterior, *part.interiors)
    ]
    return Path.make_compound_path(*rings)


def _names(base: Ground, layer: Layer, letters: Lettering) -> list[Name]:
    """Names by the order in which they choose a place: areas from the smallest, then zones."""
    west, south, east, north = base.frame
    names = []
    # the small choose first: they have least room, and a name beside them is soon another's
    wanted = np.argsort(base.areas.area.to_numpy(), kind="stable")
    if base.areas.evaluated.sum() > MOST_NAMES:
        provinces = base.areas.region_code.str.endswith("0000").to_numpy()
        wanted = wanted[(provinces & ~base.areas.evaluated.to_numpy())[wanted]]
    for n in wanted:
        point = base.points.iloc[n]
        if west < point.x < east and south < point.y < north and point["name"]:
            names.append(Name(letters(str(point["name"])), point.x, point.y, SIZES["name"]))
    if layer.zones:
        zones = base.areas.assign(zone=base.areas.region_code.map(layer.zones)).dissolve("zone")
        points = zones.geometry.representative_point()
        names += [
            Name(letters(zone), x, y, SIZES["name"] + 4)
            for zone, x, y in zip(zones.index, points.x, points.y, strict=True)
        ]
    return names


def _south_china_sea(
    figure: "Figure", axes: "Axes", base: Ground, layer: Layer, letters: Lettering
) -> None:
    """The inset in the lower right corner of a national map."""
    box = gpd.GeoSeries([shapely.box(*offline_map.SOUTH_CHINA_SEA).segmentize(1)], crs=WGS84)
    west, south, east, north = box.to_crs(CHINA_ALBERS).total_bounds
    place = axes.get_position()
    width, height = figure.get_size_inches()
    wide = INSET * place.width
    tall = wide * width / height * (north - south) / (east - west)
    inset = figure.add_axes((place.x1 - wide, place.y0 + 0.005, wide, tall))
    _areas(inset, base, layer, thin=True)
    inset.set(xlim=(west, east), ylim=(south, north), aspect="equal", xticks=[], yticks=[])
    inset.text(
        0.5, 0.03, letters(say("south_china_sea")), transform=inset.transAxes,
        ha="center", fontsize=SIZES["small"],
    )  # fmt: skip


def _legend(
    figure: "Figure",
    entries: Sequence[tuple[str, str, bool]],
    columns: int,
    foot: float,
    letters: Lettering,
) -> None:
    from matplotlib.patches import Patch  # noqa: PLC0415

    handles = [
        Patch(
            facecolor=colour,
            edgecolor=FAINT if hatched else EDGE,
            linewidth=0.5,
            hatch=WEAK_HATCH if hatched else None,
            label=letters(text),
        )
        for colour, text, hatched in entries
    ]
    figure.legend(
        handles=handles,
        ncols=min(columns, len(handles)),
        loc="upper left",
        bbox_to_anchor=(0.0, foot / figure.get_size_inches()[1]),
        fontsize=SIZES["name"],
        handlelength=1.6,
        columnspacing=1.2,
        borderpad=0.1,
        labelspacing=0.35,
    )
