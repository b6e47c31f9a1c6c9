"""Which regions are neighbours."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt

from geodata.boundaries import CHINA_ALBERS
from layout.notes import Notes
from models import contiguity


@dataclass(frozen=True)
class Neighbours:
    """Which regions touch, with the bridges that tie islands to their nearest neighbour."""

    adjacent: npt.NDArray[np.bool_]
    bridges: tuple[contiguity.Link, ...]


def neighbours(regions: gpd.GeoDataFrame, notes: Notes) -> Neighbours:
    """Adjacency of the regions' real boundaries (queen), islands bridged to the nearest."""
    shapes = regions.geometry.to_crs(CHINA_ALBERS).to_numpy()
    adjacent, links = contiguity.bridge(contiguity.adjacency(shapes), shapes)
    names = regions.region_name.to_list()
    for link in links:
        notes.add(
            "zone_bridge", a=names[link.i], b=names[link.j], distance=f"{link.distance / 1000:.0f}"
        )
    return Neighbours(adjacent, tuple(links))
