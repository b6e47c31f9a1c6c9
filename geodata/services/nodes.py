"""Types of nodes, and the register of nodes: what they give, where they stand, since when."""

from pathlib import Path

import pandas as pd

from geodata.cells import frame
from geodata.services.cells import Cells
from geodata.services.known import Known
from geodata.services.records import NODE_COLUMNS, TYPE_COLUMNS
from geodata.tables import Table, read_table

TYPES_REQUIRED = ("type", "label_zh", "tier", "services")
NODES_REQUIRED = ("node_id", "name", "type", "region", "source_id")
NODES_OPTIONAL = (
    "level",
    "address",
    "lon",
    "lat",
    "datum",
    "services",
    "capacity",
    "opened",
    "closed",
    "parent",
    "note",
)
NODE_NUMBERS = ("lon", "lat", "capacity")


def no_nodes() -> pd.DataFrame:
    """The register of a study that has none."""
    return frame([], NODE_COLUMNS, NODE_NUMBERS, ("row",))


def read_types(path: Path, known: Known) -> tuple[pd.DataFrame, Table]:
    """Read the types of nodes and enter them in `known`; faulty rows are left out.

    Returns
    -------
    types, table
        `TYPE_COLUMNS` in the order of the file.
    """
    table = read_table(path, TYPES_REQUIRED, known.ground.problems, optional=("note",))
    first: dict[str, int] = {}
    rows = []
    for row in table:
        cells = Cells(row, table, known.ground)
        code, label = row["type"], cells.filled("label_zh")
        cells.unique("type", code, first)
        services = cells.services(needed=True)
        known.types.setdefault(code, code)
        known.types.setdefault(label, code)
        known.given.setdefault(code, services)
        read = {**row.cells, "tier": cells.choice("tier"), "services": services}
        if cells.sound:
            rows.append(read)
    return frame(rows, TYPE_COLUMNS), table


def read_nodes(path: Path, known: Known) -> tuple[pd.DataFrame, Table]:
    """Read the register of nodes and enter it in `known`; faulty rows are left out.

    A node gives the services of its type where its row names none, and has a capacity of 1 where
    the row gives none.

    Returns
    -------
    nodes, table
        `NODE_COLUMNS` in the order of the file.
    """
    table = read_table(path, NODES_REQUIRED, known.ground.problems, optional=NODES_OPTIONAL)
    addressed = known.places.addressed(row["address"] for row in table)
    known.nodes = {}
    for row in reversed(table.rows):
        known.nodes[row["node_id"]] = row.number  # a parent may stand below its children
    first: dict[str, int] = {}
    rows = []
    for row in table:
        cells = Cells(row, table, known.ground)
        cells.unique("node_id", row["node_id"], first)
        cells.filled("name")
        kind = cells.known("type", known.types, "service_type_unknown")
        kind = known.types.get(kind, "")
        lon, lat = cells.point(stated=True)
        code, how = known.places.region(cells, lon, lat, addressed)
        read = {
            **row.cells,
            "type": kind,
            "level": cells.choice("level", needed=False),
            "region_code": code,
            "lon": lon,
            "lat": lat,
            "located_by": how,
            "services": cells.services(needed=False) or known.given.get(kind, ""),
            "capacity": cells.amount("capacity", otherwise=1.0),
            **_days(cells),
            "parent": _parent(cells, known.nodes),
            "source_id": cells.source(),
            "row": row.number,
        }
        if cells.sound:
            rows.append(read)
            known.located[row["node_id"]] = code
    return frame(rows, NODE_COLUMNS, NODE_NUMBERS, ("row",)), table


def _days(cells: Cells) -> dict[str, str]:
    """First day, and the first day on which the node is closed."""
    opened, closed = cells.day("opened"), cells.day("closed")
    if opened and closed and opened > closed:
        cells.tell("policy_days_reversed", "closed", start=opened, end=closed)
    return {"opened": opened, "closed": closed}


def _parent(cells: Cells, nodes: dict[str, int]) -> str:
    """Another node of the register, or blank."""
    text = cells.row["parent"]
    if not text:
        return ""
    if text == cells.row["node_id"]:
        cells.tell("service_own_parent", "parent", seen=text)
    return cells.known("parent", nodes, "service_node_unknown")
