"""Which regions are neighbours: by their boundaries, by the study's own list, by bridges."""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.boundaries import CHINA_ALBERS
from layout.labels import label
from layout.notes import MAX_LISTED, Notes, listed
from layout.settings import Zones
from models import contiguity

Graph = npt.NDArray[np.bool_]

DEFAULTS = Zones()
METRES = 1000.0
"""In a kilometre: the projection counts metres, the settings kilometres."""


@dataclass(frozen=True)
class Neighbours:
    """Which regions are neighbours, with the bridges that tie islands to their nearest one."""

    adjacent: Graph
    bridges: tuple[contiguity.Link, ...]


def neighbours(
    regions: gpd.GeoDataFrame,
    notes: Notes,
    settings: Zones = DEFAULTS,
    links: pd.DataFrame | None = None,
) -> Neighbours:
    """Neighbours by the study's definition, amended by its list of links, islands bridged.

    Parameters
    ----------
    regions : GeoDataFrame
        ``region_code``, ``region_name`` and real boundaries, in the study's order.
    links : DataFrame, optional
        The study's list of pairs that are to be neighbours or not, whatever the boundaries say:
        ``code_a, code_b, neighbours`` (bool), ``reason``. None or empty changes nothing.

    Returns
    -------
    Neighbours
        Connected: what hangs on nothing is tied to the nearest region. Every pair that the list
        changes and every bridge is a note.
    """
    shapes = regions.geometry.to_crs(CHINA_ALBERS).to_numpy()
    names = regions.region_name.to_list()
    if settings.adjacency != "queen":
        notes.add("zone_adjacency", definition=_definition(settings))
    found = _by_definition(shapes, settings)
    amended, removed = _amended(found, regions.region_code.to_list(), names, links, notes)
    adjacent, bridges = contiguity.bridge(amended, shapes)
    _tell(bridges, removed, names, settings, notes)
    return Neighbours(adjacent, tuple(bridges))


def _definition(settings: Zones) -> str:
    """The definition of neighbours in words."""
    return label("adjacency", settings.adjacency).format(
        nearest=settings.nearest, distance=f"{settings.distance_km:g}"
    )


def _by_definition(shapes: npt.NDArray[np.object_], settings: Zones) -> Graph:
    """Adjacency by boundaries or by distance of centroids."""
    if settings.adjacency == "k_nearest":
        # of a few regions no more can be near than there are others
        return contiguity.k_nearest(shapes, min(settings.nearest, len(shapes) - 1))
    if settings.adjacency == "distance":
        return contiguity.within_distance(shapes, settings.distance_km * METRES)
    return contiguity.METHODS[settings.adjacency](shapes)


def _amended(
    found: Graph,
    codes: Sequence[str],
    names: Sequence[str],
    links: pd.DataFrame | None,
    notes: Notes,
) -> tuple[Graph, set[tuple[int, int]]]:
    """Adjacency with the listed pairs set, and the pairs ``i < j`` that the list takes away."""
    adjacent, removed = found.copy(), set[tuple[int, int]]()
    if links is None or links.empty:
        return adjacent, removed
    place = {code: n for n, code in enumerate(codes)}
    columns = (links.code_a, links.code_b, links.neighbours.astype(bool), links.reason)
    for code_a, code_b, wanted, reason in zip(*columns, strict=True):
        i, j = sorted((place[code_a], place[code_b]))
        if adjacent[i, j] == wanted:
            continue
        adjacent[i, j] = adjacent[j, i] = wanted
        code = "zone_link_added" if wanted else "zone_link_removed"
        notes.add(code, a=names[i], b=names[j], reason=reason)
        if not wanted:
            removed.add((i, j))
    return adjacent, removed


def _tell(
    bridges: Sequence[contiguity.Link],
    removed: set[tuple[int, int]],
    names: Sequence[str],
    settings: Zones,
    notes: Notes,
) -> None:
    """Notes on bridges: one each where they are few, else one for all."""
    for link in bridges:
        if (link.i, link.j) in removed:
            # the list cut a region off altogether: the reader must see that it did not hold
            notes.add("zone_link_kept", a=names[link.i], b=names[link.j])
    others = [link for link in bridges if (link.i, link.j) not in removed]
    apart = label("apart", settings.adjacency)
    if len(others) > MAX_LISTED:
        pairs = [f"{names[link.i]}–{names[link.j]}" for link in others]
        notes.add(
            "zone_bridges",
            count=len(others),
            apart=apart,
            pairs=listed(pairs, noun="对"),
            longest=f"{max(link.distance for link in others) / METRES:.0f}",
        )
        return
    for link in others:
        distance = f"{link.distance / METRES:.0f}"
        notes.add("zone_bridge", a=names[link.i], b=names[link.j], apart=apart, distance=distance)
