"""What was reached of the indicators of plans, and what is said of them elsewhere."""

import math
from pathlib import Path

import pandas as pd

from geodata.cells import frame, moment
from geodata.plans.cells import Cells, Ground
from geodata.plans.listed import Known
from geodata.plans.records import FIGURE_COLUMNS, GROWS, STATEMENT_COLUMNS, SUM
from geodata.tables import Table, read_table
from geodata.units import parse_unit

FIGURES_REQUIRED = ("plan_id", "indicator_id", "date", "value", "unit", "source_id")
STATEMENTS_REQUIRED = (
    "check_id",
    "plan_id",
    "indicator_id",
    "against",
    "relation",
    "value",
    "unit",
    "source_id",
)
STATEMENTS_OPTIONAL = ("years", "quote", "note")
SHARE = "比值"
TOGETHER = ("plan_id", "indicator_id", "against", "relation")
"""Columns in which all statements of one check agree."""


def no_figures() -> pd.DataFrame:
    """The figures of a study that has none."""
    return frame([], FIGURE_COLUMNS, ("time", "value"), ("row",))


def no_statements() -> pd.DataFrame:
    """The statements of a study that has none."""
    whole = ("start_char", "end_char", "row")
    return frame([], STATEMENT_COLUMNS, ("value", "years"), whole)


def read_figures(path: Path, known: Known, ground: Ground) -> tuple[pd.DataFrame, Table]:
    """Read what was reached; faulty rows are left out, and rows without a value say nothing.

    Returns
    -------
    figures, table
        `FIGURE_COLUMNS` in the order of the file, values in the unit of the indicator.
    """
    table = read_table(path, FIGURES_REQUIRED, ground.problems, optional=("note",))
    first: dict[tuple[str, str, float], int] = {}
    rows = []
    for row in table:
        cells = Cells(row, table, ground)
        plan, code, unit = known.indicator(cells)
        date, time = moment(cells.filled("date"))
        if row["date"] and not date:
            cells.tell("plan_date_invalid", "date", seen=row["date"])
        factor = cells.factor(cells.unit(), unit)
        value = cells.number("value") * factor
        read = {
            **row.cells,
            "date": date,
            "time": time,
            "value": value,
            "source_id": cells.source(),
            "row": row.number,
        }
        key = (plan, code, time)
        if cells.sound and key in first:
            told = f"{plan}、{code}、{date}"
            cells.tell("cell_repeated", "date", key=told, first=first[key])
        first.setdefault(key, row.number)
        if cells.sound and not math.isnan(value):
            rows.append(read)
    return frame(rows, FIGURE_COLUMNS, ("time", "value"), ("row",)), table


def read_statements(path: Path, known: Known, ground: Ground) -> tuple[pd.DataFrame, Table]:
    """Read what is said of indicators; faulty rows are left out.

    Several rows of one check are parts of one sum. Growth is told in per cent or as a ratio and is
    read as a share.

    Returns
    -------
    statements, table
        `STATEMENT_COLUMNS` in the order of the file.
    """
    table = read_table(path, STATEMENTS_REQUIRED, ground.problems, optional=STATEMENTS_OPTIONAL)
    first: dict[str, tuple[int, dict[str, str]]] = {}
    rows = []
    for row in table:
        cells = Cells(row, table, ground)
        plan, code, unit = known.indicator(cells)
        check = cells.filled("check_id")
        relation, against = cells.choice("relation"), cells.choice("against")
        years = cells.bounded("years", 0, math.inf, above=True)
        if relation == GROWS and not row["years"]:
            cells.tell("plan_years_missing", "years")
        factor = cells.factor(cells.unit(), parse_unit(SHARE) if relation == GROWS else unit)
        start, end = known.texts.place(plan, cells)
        read = {
            **row.cells,
            "relation": relation,
            "against": against,
            "value": cells.number("value", needed=True) * factor,
            "years": years,
            "start_char": start,
            "end_char": end,
            "source_id": cells.source(),
            "row": row.number,
        }
        if check:
            own = {"plan_id": plan, "indicator_id": code, "against": against, "relation": relation}
            number, before = first.setdefault(check, (row.number, own))
            _agree(cells, number, before, own)
        if cells.sound:
            rows.append(read)
    whole = ("start_char", "end_char", "row")
    return frame(rows, STATEMENT_COLUMNS, ("value", "years"), whole), table


def _agree(cells: Cells, first: int, before: dict[str, str], own: dict[str, str]) -> None:
    """A row that continues a check is another part of the same sum."""
    if cells.row.number == first:
        return
    differing = [column for column in TOGETHER if own[column] != before[column]]
    if differing:
        check = cells.row["check_id"]
        cells.tell("plan_check_mixed", differing[0], seen=check, first=first)
    elif own["relation"] != SUM:
        cells.tell("plan_check_repeated", "check_id", seen=cells.row["check_id"], first=first)
