"""Where nodes, demand and candidate sites stand, and how far it is between them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.services.records import SERVICES, Services
from geodata.statistics import Statistic
from layout.gravity import label_points
from layout.notes import Notes, listed
from layout.services.words import label_of
from layout.settings.services import Services as Settings
from models.accessibility import distances_km

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

ALL = ""
"""Code of all services together: a node counts once."""
KINDS = (ALL, *SERVICES)
"""All services together, then each: the first axis of needs and of what nodes give."""


@dataclass(frozen=True, eq=False)
class Ground:
    """Open nodes, demand and candidates of a study; R regions, P points, N nodes, C candidates.

    Attributes
    ----------
    codes, names, zones
        (R,) of the regions; the zone is blank where a region has none.
    nodes, points, sites
        Columns of `geodata.services.records`, with ``moved``: 1 where the place is the
        representative point of the region for want of coordinates. `points` has one row a point.
    gives
        (K, N) whether a node gives a service, in the order of `KINDS`.
    needs
        (K, P) demand.
    to_nodes, to_sites
        (P, N) and (P, C) minutes or km; infinite where there is no way.
    timed
        Minutes of a travel table, else great-circle km.
    unit
        Unit of demand, in words.
    unknown
        (R,) regions whose demand is not known.
    """

    codes: tuple[str, ...]
    names: tuple[str, ...]
    zones: tuple[str, ...]
    nodes: pd.DataFrame
    points: pd.DataFrame
    sites: pd.DataFrame
    gives: Mask
    needs: Array
    to_nodes: Array
    to_sites: Array
    timed: bool
    unit: str
    unknown: Mask

    @property
    def has_demand(self) -> bool:
        """Whether there is any demand to speak of."""
        return bool(self.needs[0].sum() > 0)

    @property
    def travel_unit(self) -> str:
        """Unit of travel, in words."""
        return label_of("service_travel", "minutes" if self.timed else "km")

    def region_of(self, table: pd.DataFrame) -> Mask:
        """(R, rows) which rows of a table lie in which region."""
        return np.asarray(
            np.array(self.codes, dtype=object)[:, None]
            == table.region_code.to_numpy(dtype=object)[None, :]
        )

    def demand(self) -> Array:
        """(K, R) demand of the regions; NaN where it is not known."""
        totals = np.einsum("kp,rp->kr", self.needs, self.region_of(self.points).astype(float))
        return np.asarray(np.where(self.unknown, np.nan, totals))

    def capacity(self) -> Array:
        """(K, R) capacity of the nodes that give a service; each counts in full for each."""
        offered = self.gives * self.nodes.capacity.to_numpy(float)
        return np.asarray(np.einsum("kn,rn->kr", offered, self.region_of(self.nodes).astype(float)))


def ground_of(
    settings: Settings,
    services: Services,
    figures: pd.DataFrame,
    statistics: Mapping[str, Statistic],
    regions: gpd.GeoDataFrame,
    zones: Mapping[str, str],
    years: Sequence[int],
    as_of: dt.date,
    notes: Notes,
) -> Ground:
    """Stand everything in its place, and tell the reader what had to be assumed.

    See `layout.services.tables.service_tables` for the parameters.
    """
    codes = tuple(regions.region_code)
    centres = dict(zip(codes, label_points(regions).tolist(), strict=True))
    nodes = _placed(services.nodes[is_open(services.nodes, as_of)], centres)
    _tell_nodes(nodes, codes, notes)
    sites = _placed(services.candidates, centres)
    unknown = np.zeros(len(codes), dtype=bool)
    if len(services.demand):
        points, needs = _given(services.demand, centres)
        unit = label_of("service_unit", "given")
    else:
        points, needs, unknown, unit = _by_region(
            settings.demand_statistic, figures, statistics, regions, centres, years, notes
        )
    points, needs = _placeable(points, needs, timed=bool(len(services.travel)), notes=notes)
    return Ground(
        codes=codes,
        names=tuple(regions.region_name),
        zones=tuple(zones.get(code, "") for code in codes),
        nodes=nodes,
        points=points,
        sites=sites,
        gives=_gives(nodes),
        needs=needs,
        to_nodes=_travel(services.travel, points, nodes.rename(columns={"node_id": "id"})),
        to_sites=_travel(services.travel, points, sites.rename(columns={"site_id": "id"})),
        timed=bool(len(services.travel)),
        unit=unit,
        unknown=unknown,
    )


def is_open(nodes: pd.DataFrame, as_of: dt.date) -> pd.Series:
    """Which nodes are open on a day: opened by then and not yet closed; blank days are no bar."""
    day = as_of.isoformat()
    return (nodes.opened <= day) & ((nodes.closed == "") | (nodes.closed > day))


def _placed(table: pd.DataFrame, centres: Mapping[str, Sequence[float]]) -> pd.DataFrame:
    """Rows with coordinates, those of the region's representative point where they have none."""
    placed = table.reset_index(drop=True).copy()
    bare = placed.lon.isna() | placed.lat.isna()
    nowhere = [np.nan, np.nan]
    stands = np.array([centres.get(code, nowhere) for code in placed.region_code], dtype=float)
    stands = stands.reshape(-1, 2)
    placed["lon"] = np.where(bare, stands[:, 0], placed.lon.to_numpy(float))
    placed["lat"] = np.where(bare, stands[:, 1], placed.lat.to_numpy(float))
    return placed.assign(moved=bare.to_numpy(dtype=int))


def _tell_nodes(nodes: pd.DataFrame, codes: Sequence[str], notes: Notes) -> None:
    moved = nodes[(nodes.moved == 1) & nodes.lon.notna()]
    if len(moved):
        notes.add("service_moved", n=len(moved), names=listed(moved.name, noun="个机构"))
    outside = nodes[~nodes.region_code.isin(codes)]
    if len(outside):
        notes.add("service_outside", n=len(outside), names=listed(outside.name, noun="个机构"))


def _gives(nodes: pd.DataFrame) -> Mask:
    """(K, N); every node belongs to all services together."""
    given = [set(cell.split(";")) for cell in nodes.services]
    rows = [[True] * len(nodes), *([code in one for one in given] for code in SERVICES)]
    return np.array(rows, dtype=bool).reshape(len(KINDS), len(nodes))


def _given(
    demand: pd.DataFrame, centres: Mapping[str, Sequence[float]]
) -> tuple[pd.DataFrame, Array]:
    """Points of the study's table with their demand (K, P).

    A row without a service stands for each of them. Of a point with rows by service, the largest
    stands for all services together: the same firms ask for several of them.
    """
    points = _placed(demand.drop_duplicates("point_id"), centres)
    place = {point: n for n, point in enumerate(points.point_id)}
    needs = np.zeros((len(KINDS), len(points)))
    for point, service, amount in zip(demand.point_id, demand.service, demand.demand, strict=True):
        where = place[point]
        if service == ALL:
            needs[:, where] = amount
        else:
            needs[KINDS.index(service), where] = amount
            needs[0, where] = max(needs[0, where], amount)
    return points, needs


def _by_region(
    code: str,
    figures: pd.DataFrame,
    statistics: Mapping[str, Statistic],
    regions: gpd.GeoDataFrame,
    centres: Mapping[str, Sequence[float]],
    years: Sequence[int],
    notes: Notes,
) -> tuple[pd.DataFrame, Array, Mask, str]:
    """One point for each region, with a statistic of the latest year as its demand."""
    own = figures[(figures.statistic == code) & (figures.status == "observed")]
    table = own[own.year.isin([*years])].pivot(index="year", columns="region_code", values="value")
    table = table.reindex(columns=[*regions.region_code]).dropna(how="all")
    values, unit = np.full(len(regions), np.nan), ""
    if len(table):
        whole = table.dropna()
        latest = whole if len(whole) else table
        values = latest.iloc[-1].to_numpy(float)
        year = int(latest.index[-1])
        found = statistics[code]
        unit = f"{found.label_zh}（{found.unit.name}）"
        notes.add("service_demand_year", statistic=found.label_zh, year=year)
        if np.isnan(values).any():
            names = listed(regions.region_name[np.isnan(values)], len(regions))
            notes.add("service_demand_gaps", statistic=found.label_zh, regions=names, year=year)
    else:
        notes.add("service_no_demand")
    unknown = np.isnan(values)
    spots = np.array([centres[region] for region in regions.region_code]).reshape(-1, 2)
    points = pd.DataFrame(
        {
            "point_id": [*regions.region_code],
            "name": [*regions.region_name],
            "region_code": [*regions.region_code],
            "lon": spots[:, 0],
            "lat": spots[:, 1],
            "setting": "",
            "moved": 1,
        }
    )
    needs = np.tile(values, (len(KINDS), 1))
    return points[~unknown].reset_index(drop=True), needs[:, ~unknown], unknown, unit


def _placeable(
    points: pd.DataFrame, needs: Array, *, timed: bool, notes: Notes
) -> tuple[pd.DataFrame, Array]:
    """The points that have a place; travel times need none."""
    known = points.lon.notna().to_numpy() | timed
    if not known.all():
        names = listed(points.name[~known], noun="个需求点")
        notes.add("service_point_nowhere", n=int((~known).sum()), names=names)
    return points[known].reset_index(drop=True), needs[:, known]


def _travel(travel: pd.DataFrame, points: pd.DataFrame, ends: pd.DataFrame) -> Array:
    """(P, ends) minutes by the fastest mode, or km where the study has no travel times."""
    if len(travel):
        start = pd.Index(points.point_id).get_indexer(travel.from_id)
        end = pd.Index(ends.id).get_indexer(travel.to_id)
        minutes = np.full((len(points), len(ends)), np.inf)
        both = (start >= 0) & (end >= 0)
        np.minimum.at(minutes, (start[both], end[both]), travel.minutes.to_numpy(float)[both])
        return minutes
    found = np.full((len(points), len(ends)), np.inf)
    known = ends.lon.notna().to_numpy()
    if len(points) and known.any():
        spots = points[["lon", "lat"]].to_numpy(float)
        found[:, known] = distances_km(spots, ends.loc[known, ["lon", "lat"]].to_numpy(float))
    return found
