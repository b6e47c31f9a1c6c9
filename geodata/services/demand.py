"""Where demand arises, and where new nodes may be built."""

import math
from pathlib import Path

import pandas as pd

from geodata.cells import frame
from geodata.services.cells import Cells
from geodata.services.known import Known
from geodata.services.records import CANDIDATE_COLUMNS, DEMAND_COLUMNS
from geodata.tables import Table, read_table

DEMAND_REQUIRED = ("point_id", "name", "region", "demand", "source_id")
DEMAND_OPTIONAL = ("lon", "lat", "datum", "setting", "service", "note")
DEMAND_NUMBERS = ("lon", "lat", "demand")
CANDIDATES_REQUIRED = ("site_id", "name", "region", "cost")
CANDIDATES_OPTIONAL = ("lon", "lat", "datum", "capacity", "note")
CANDIDATE_NUMBERS = ("lon", "lat", "cost", "capacity")
SAME = ("region_code", "lon", "lat", "setting")
"""What all rows of one demand point agree in: they differ by service alone."""

Place = tuple[object, ...]


def no_demand() -> pd.DataFrame:
    """The demand of a study that has no table of it."""
    return frame([], DEMAND_COLUMNS, DEMAND_NUMBERS, ("row",))


def no_candidates() -> pd.DataFrame:
    """The candidates of a study that has none."""
    return frame([], CANDIDATE_COLUMNS, CANDIDATE_NUMBERS, ("row",))


def read_demand(path: Path, known: Known) -> tuple[pd.DataFrame, Table]:
    """Read demand points and enter them in `known`; faulty rows are left out.

    A point has one row for all services, or one for each service.

    Returns
    -------
    demand, table
        `DEMAND_COLUMNS` in the order of the file.
    """
    table = read_table(path, DEMAND_REQUIRED, known.ground.problems, optional=DEMAND_OPTIONAL)
    known.points = {}
    first: dict[str, dict[str, int]] = {}
    places: dict[str, tuple[int, Place]] = {}
    rows = []
    for row in table:
        cells = Cells(row, table, known.ground)
        point = cells.filled("point_id")
        cells.filled("name")
        cells.filled("demand")
        service = cells.choice("service", needed=False)
        _once(cells, point, service, first)
        lon, lat = cells.point()
        read: dict[str, object] = {
            **row.cells,
            "region_code": known.places.region(cells, lon, lat)[0],
            "lon": lon,
            "lat": lat,
            "setting": cells.choice("setting", needed=False),
            "service": service,
            "demand": cells.amount("demand"),
            "source_id": cells.source(),
            "row": row.number,
        }
        if point and cells.sound:
            _agree(cells, read, places)
        known.points.setdefault(point, row.number)
        if cells.sound:
            rows.append(read)
    return frame(rows, DEMAND_COLUMNS, DEMAND_NUMBERS, ("row",)), table


def read_candidates(path: Path, known: Known) -> tuple[pd.DataFrame, Table]:
    """Read sites where nodes may be built and enter them in `known`; faulty rows are left out.

    Returns
    -------
    candidates, table
        `CANDIDATE_COLUMNS` in the order of the file; capacity is 1 where the row gives none.
    """
    problems = known.ground.problems
    table = read_table(path, CANDIDATES_REQUIRED, problems, optional=CANDIDATES_OPTIONAL)
    rows = []
    for row in table:
        cells = Cells(row, table, known.ground)
        site = row["site_id"]
        cells.unique("site_id", site, known.sites)
        if site and site in (known.nodes or {}):
            cells.tell("service_site_is_node", "site_id", seen=site)
        cells.filled("name")
        cells.filled("cost")
        lon, lat = cells.point()
        read = {
            **row.cells,
            "region_code": known.places.region(cells, lon, lat)[0],
            "lon": lon,
            "lat": lat,
            "cost": cells.amount("cost", above=True),
            "capacity": cells.amount("capacity", otherwise=1.0),
            "row": row.number,
        }
        if cells.sound:
            rows.append(read)
    return frame(rows, CANDIDATE_COLUMNS, CANDIDATE_NUMBERS, ("row",)), table


def _once(cells: Cells, point: str, service: str, first: dict[str, dict[str, int]]) -> None:
    """A service of a point once, and not both each service and all of them."""
    if not point:
        return
    own = first.setdefault(point, {})
    if service in own:
        key = f"{point}、{service}" if service else point
        cells.tell("cell_repeated", "point_id", key=key, first=own[service])
    others = [row for what, row in own.items() if bool(what) != bool(service)]
    if others:
        cells.tell("service_demand_twice", "service", seen=point, first=min(others))
    own.setdefault(service, cells.row.number)


def _agree(cells: Cells, read: dict[str, object], places: dict[str, tuple[int, Place]]) -> None:
    """Rows of one point stand in one place."""
    # NaN is not equal to itself; no coordinates are the same as no coordinates
    own = tuple(
        None if isinstance(value, float) and math.isnan(value) else value
        for value in (read[column] for column in SAME)
    )
    row, before = places.setdefault(str(read["point_id"]), (cells.row.number, own))
    if own != before:
        cells.tell("service_point_differs", "point_id", seen=read["point_id"], first=row)
