"""Published coverage: how many units have an institution, and of how many."""

import math
from pathlib import Path

import pandas as pd

from geodata.cells import frame
from geodata.plans.cells import Ground
from geodata.services.cells import Cells
from geodata.services.records import COVERAGE_COLUMNS
from geodata.tables import Table, read_table

REQUIRED = ("coverage_id", "label_zh", "date", "covered", "eligible", "definition", "source_id")
OPTIONAL = ("official_share", "note")
NUMBERS = ("covered", "eligible", "official_share")
SAME = ("label_zh", "date", "covered")
"""What all rows of one id agree in: they differ by what the numerator is divided by."""


def no_coverage() -> pd.DataFrame:
    """The published coverage of a study that has none."""
    return frame([], COVERAGE_COLUMNS, NUMBERS, ("row",))


def read_coverage(path: Path, ground: Ground) -> tuple[pd.DataFrame, Table]:
    """Read published coverage; faulty rows are left out.

    A share without its denominator says nothing: every row has both, and says in words what the
    denominator counts. Shares may be written in per cent.

    Returns
    -------
    coverage, table
        `COVERAGE_COLUMNS` in the order of the file.
    """
    table = read_table(path, REQUIRED, ground.problems, optional=OPTIONAL)
    first: dict[str, int] = {}
    same: dict[str, tuple[int, list[object]]] = {}
    rows = []
    for row in table:
        cells = Cells(row, table, ground)
        for column in ("label_zh", "definition", "covered", "eligible"):
            cells.filled(column)
        covered, eligible = cells.amount("covered"), cells.amount("eligible", above=True)
        if covered > eligible:
            cells.tell("service_covered", "covered", seen=f"{covered:g}", eligible=f"{eligible:g}")
        code = row["coverage_id"]
        key = "" if not code or math.isnan(eligible) else f"{code}、{eligible:g}"
        if code:
            cells.unique("coverage_id", key or code, first)
        else:
            cells.filled("coverage_id")
        read: dict[str, object] = {
            **row.cells,
            "date": cells.date("date"),
            "covered": covered,
            "eligible": eligible,
            "official_share": cells.share("official_share"),
            "source_id": cells.source(),
            "row": row.number,
        }
        own = [read[column] for column in SAME]
        if code and cells.sound:
            number, before = same.setdefault(code, (row.number, own))
            if own != before:
                cells.tell("service_coverage_differs", "coverage_id", seen=code, first=number)
        if cells.sound:
            rows.append(read)
    return frame(rows, COVERAGE_COLUMNS, NUMBERS, ("row",)), table
