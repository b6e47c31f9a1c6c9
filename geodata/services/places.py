"""In which region of a study something stands: by its coordinates, its address, or as written.

Coordinates say most, an address less, and a written region least; what is known from several of
them has to agree, or somebody has mistyped one.
"""

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import shapely

from geodata.addresses import locate
from geodata.regions import RegionError, Scope
from geodata.services.cells import Cells

COORDINATES, ADDRESS, REGION = "coordinates", "address", "region"


@dataclass(frozen=True)
class Located:
    """What an address tells: a region of the study, or the name of a place outside it."""

    code: str = ""
    outside: str = ""


class Places:
    """Finds the region of the study in which a row of a table stands.

    Parameters
    ----------
    scope
        Where written names are looked up.
    regions
        ``region_code, region_name, geometry`` (EPSG:4326) of the study; if it is empty, because the
        boundaries could not be read, no point is checked.
    """

    def __init__(self, scope: Scope, regions: gpd.GeoDataFrame) -> None:
        self.scope = scope
        self.names = dict(zip(regions.region_code, regions.region_name, strict=True))
        self._codes = [*self.names]
        self._polygons = regions.geometry.to_numpy()

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(self._polygons)

    def at(self, lon: float, lat: float) -> str:
        """Region of a point; the first in the study's order on a common border, blank if none."""
        hits = self._tree.query(shapely.Point(lon, lat), predicate="intersects")
        return self._codes[min(hits)] if len(hits) else ""

    def addressed(self, addresses: Iterable[str]) -> dict[str, Located]:
        """What each address tells; one that tells no region for certain is left out."""
        texts = sorted({text for text in addresses if text})
        if not texts:
            return {}
        within = self.scope.within or ""
        province = f"{within[:2]}0000" if within and not within.startswith("10") else ""
        found = locate(texts, province=province, register=self.scope.register)
        told = {}
        for text, candidates in found.select("address", "candidates").iter_rows():
            located = self._one_of(candidates.split(";") if candidates else [])
            if located:
                told[text] = located
        return told

    def _one_of(self, codes: Collection[str]) -> Located | None:
        """The one region of the study that holds all candidates; None where it stays open."""
        told = set()
        for code in codes:
            region = self.scope.register.resolve(code)
            above = [region.code, *(one.code for one in self.scope.register.ancestors(region))]
            own = [one for one in above if one in self.names]
            told.add(own[0] if own else "")
        if told == {""}:
            region = self.scope.register.resolve(next(iter(codes)))
            inside = any(self._below(own, region.code) for own in self._codes)
            return None if inside or len(codes) > 1 else Located(outside=region.name)
        return Located(code=told.pop()) if len(told) == 1 else None

    def _below(self, code: str, above: str) -> bool:
        region = self.scope.register.resolve(code)
        return any(one.code == above for one in self.scope.register.ancestors(region))

    def region(
        self, cells: Cells, lon: float, lat: float, addressed: dict[str, Located] | None = None
    ) -> tuple[str, str]:
        """Region of a row and how it was found; both blank where that cannot be said.

        Parameters
        ----------
        lon, lat
            Degrees, NaN where unknown.
        addressed
            What the addresses of the table tell, for tables that have any.
        """
        known: dict[str, str] = {}
        if not math.isnan(lon) and self.names:
            known[COORDINATES] = self.at(lon, lat)
            if not known[COORDINATES]:
                cells.tell("service_point_outside", "lon", lon=f"{lon:g}", lat=f"{lat:g}")
        told = (addressed or {}).get(cells.row.cells.get("address", ""), Located())
        if told.outside:
            cells.tell("region_not_in_study", "address", name=told.outside)
        known[ADDRESS] = told.code
        if cells.row["region"]:
            known[REGION] = self._written(cells)
        given = [(how, code) for how, code in known.items() if code]
        for how, code in given[1:]:
            self._compare(cells, given[0], (how, code))
        tried = told.outside or any(cells.row[column] for column in ("lon", "lat", "region"))
        if not given and not tried:
            cells.tell("service_place_unknown", "region")
        return (given[0][1], given[0][0]) if given else ("", "")

    def _compare(self, cells: Cells, first: tuple[str, str], other: tuple[str, str]) -> None:
        if first[1] == other[1]:
            return
        named = {code: word for word, code in Cells.words["how"].items()}
        values = {"by": named[first[0]], "first": self.names.get(first[1], first[1])}
        values |= {"how": named[other[0]], "other": self.names.get(other[1], other[1])}
        cells.tell("service_places_differ", other[0], **values)

    def _written(self, cells: Cells) -> str:
        try:
            region = self.scope.resolve(cells.row["region"])
        except RegionError as error:
            cells.tell("region_unknown", "region", detail=error)
            return ""
        if self.names and region.code not in self.names:
            cells.tell("region_not_in_study", "region", name=region.name)
            return ""
        return region.code
