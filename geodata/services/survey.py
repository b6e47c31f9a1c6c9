"""Answers on satisfaction, and the figures by which the work of nodes is judged."""

from pathlib import Path

import pandas as pd

from geodata.cells import frame
from geodata.regions import RegionError
from geodata.services.cells import FULL_SCORE, Cells
from geodata.services.known import Known
from geodata.services.records import (
    EFFICIENCY_COLUMNS,
    EFFICIENCY_FIGURE_COLUMNS,
    SURVEY_COLUMNS,
)
from geodata.tables import Table, read_table

SURVEY_REQUIRED = ("response_id", "score")
SURVEY_OPTIONAL = ("region", "node_id", "service", "setting", "date", "weight")
SURVEY_NUMBERS = ("score", "weight")
EFFICIENCY_REQUIRED = (
    "code",
    "label_zh",
    "dimension",
    "direction",
    "weight",
    "worst",
    "best",
    "unit",
)
EFFICIENCY_NUMBERS = ("weight", "worst", "best")
FIGURES_REQUIRED = ("node_id", "year", "code", "value", "source_id")
BENEFIT, COST = "benefit", "cost"


def no_survey() -> pd.DataFrame:
    """The survey of a study that has none."""
    return frame([], SURVEY_COLUMNS, SURVEY_NUMBERS, ("row",))


def no_efficiency() -> pd.DataFrame:
    """The indicators of efficiency of a study that has none."""
    return frame([], EFFICIENCY_COLUMNS, EFFICIENCY_NUMBERS, ("row",))


def no_efficiency_figures() -> pd.DataFrame:
    """The figures of efficiency of a study that has none."""
    return frame([], EFFICIENCY_FIGURE_COLUMNS, ("value",), ("year", "row"))


def read_survey(path: Path, known: Known) -> tuple[pd.DataFrame, Table]:
    """Read answers on satisfaction; faulty rows are left out.

    An answer on a node that names no region counts for the node's; weights are 1 where the file
    gives none.

    Returns
    -------
    survey, table
        `SURVEY_COLUMNS` in the order of the file.
    """
    table = read_table(path, SURVEY_REQUIRED, known.ground.problems, optional=SURVEY_OPTIONAL)
    first: dict[str, int] = {}
    rows = []
    for row in table:
        cells = Cells(row, table, known.ground)
        cells.unique("response_id", row["response_id"], first)
        cells.filled("score")
        score = cells.bounded("score", 0, FULL_SCORE)
        node = _node(cells, known) if row["node_id"] else ""
        weight = cells.number("weight") if row["weight"] else 1.0
        if weight <= 0:
            cells.tell("weight_invalid", "weight", seen=row["weight"])
        read = {
            **row.cells,
            "region_code": _region(cells, known) or known.located.get(node, ""),
            "node_id": node,
            "service": cells.choice("service", needed=False),
            "setting": cells.choice("setting", needed=False),
            "date": cells.day("date"),
            "score": score,
            "weight": weight,
            "row": row.number,
        }
        if cells.sound:
            rows.append(read)
    return frame(rows, SURVEY_COLUMNS, SURVEY_NUMBERS, ("row",)), table


def read_efficiency(
    path: Path, figures: Path, known: Known
) -> tuple[pd.DataFrame, pd.DataFrame, list[Table]]:
    """Read the indicators by which nodes are judged, and their figures; faulty rows are left out.

    `best` is the value that gets the full score, `worst` the one that gets none.

    Returns
    -------
    efficiency, efficiency_figures, tables
        `EFFICIENCY_COLUMNS`, `EFFICIENCY_FIGURE_COLUMNS`, each in the order of its file.
    """
    table = read_table(path, EFFICIENCY_REQUIRED, known.ground.problems, optional=("note",))
    codes: dict[str, int] = {}
    rows = []
    for row in table:
        cells = Cells(row, table, known.ground)
        cells.unique("code", row["code"], codes)
        for column in ("label_zh", "dimension", "unit"):
            cells.filled(column)
        weight = cells.number("weight", needed=True)
        if weight <= 0:
            cells.tell("weight_invalid", "weight", seen=row["weight"])
        direction = cells.choice("direction")
        worst, best = (cells.number(column, needed=True) for column in ("worst", "best"))
        if worst == best:
            cells.tell("service_ends_equal", "best", seen=row["best"])
        elif (direction == BENEFIT and worst > best) or (direction == COST and worst < best):
            ends = {"worst": row["worst"], "best": row["best"]}
            cells.tell("service_ends_reversed", "direction", seen=row["direction"], **ends)
        read = {**row.cells, "direction": direction, "weight": weight}
        read |= {"worst": worst, "best": best, "row": row.number}
        if cells.sound:
            rows.append(read)
    found, second = _efficiency_figures(figures, codes, known)
    return frame(rows, EFFICIENCY_COLUMNS, EFFICIENCY_NUMBERS, ("row",)), found, [table, second]


def _efficiency_figures(
    path: Path, codes: dict[str, int], known: Known
) -> tuple[pd.DataFrame, Table]:
    """Figures of nodes by year and indicator; rows without a value say nothing."""
    table = read_table(path, FIGURES_REQUIRED, known.ground.problems)
    first: dict[tuple[str, int, str], int] = {}
    rows = []
    for row in table:
        cells = Cells(row, table, known.ground)
        node, year = _node(cells, known), cells.year("year")
        code = cells.known("code", codes, "service_code_unknown")
        read = {**row.cells, "node_id": node, "year": year, "value": cells.number("value")}
        read |= {"source_id": cells.source(), "row": row.number}
        key = (node, year, code)
        if cells.sound and key in first:
            told = f"{node}、{year}、{code}"
            cells.tell("cell_repeated", "node_id", key=told, first=first[key])
        first.setdefault(key, row.number)
        if cells.sound and row["value"]:
            rows.append(read)
    return frame(rows, EFFICIENCY_FIGURE_COLUMNS, ("value",), ("year", "row")), table


def _node(cells: Cells, known: Known) -> str:
    """A node of the register; any id where the study has no register."""
    if known.nodes is None:
        return cells.filled("node_id")
    return cells.known("node_id", known.nodes, "service_node_unknown")


def _region(cells: Cells, known: Known) -> str:
    """Code of the region of the study that an answer names, or blank."""
    if not cells.row["region"]:
        return ""
    try:
        region = known.places.scope.resolve(cells.row["region"])
    except RegionError as error:
        cells.tell("region_unknown", "region", detail=error)
        return ""
    if known.places.names and region.code not in known.places.names:
        cells.tell("region_not_in_study", "region", name=region.name)
    return region.code
