"""Links between regions: pairs that the study declares neighbours or not, with the reason.

A river drawn inside two cities makes them touch in the middle of the water. Whether they are
neighbours is then a question of bridges and ferries, which no boundary answers; the study does,
pair by pair, in a table that anyone can read and change.
"""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from geodata.errors import Problems
from geodata.regions import Region, RegionError, Scope
from geodata.tables import Row, Table, read_table

LINK_COLUMNS = ("region_a", "region_b", "neighbours", "crossing", "opened", "reason", "source")
COLUMNS = ("code_a", "code_b", "neighbours", "crossing", "opened", "reason", "source")
ANSWERS = {"是": True, "否": False}


def no_links() -> pd.DataFrame:
    """The table of a study that amends nothing."""
    return _frame([])


def read_links(
    path: Path, scope: Scope, regions: Sequence[Region], problems: Problems
) -> tuple[pd.DataFrame, Table]:
    """Read the table of amended pairs; faults go to `problems`, faulty rows are left out.

    Returns
    -------
    links, table
        Columns ``code_a, code_b, neighbours`` (bool), ``crossing, opened, reason, source``; each
        pair once, in the order of the file.
    """
    table = read_table(path, LINK_COLUMNS, problems)
    codes = {region.code for region in regions}
    first: dict[frozenset[str], int] = {}
    rows = []
    for row in table:
        faults = len(problems.found)
        a, b = (_region(row, name, table.name, scope, codes, problems) for name in LINK_COLUMNS[:2])
        _check_cells(row, table.name, problems)
        if a is None or b is None:
            continue
        pair = frozenset((a.code, b.code))
        if len(pair) == 1:
            problems.add("link_itself", table.name, row.number, "region_b", name=a.name)
        elif pair in first:
            key = f"{a.name}、{b.name}"
            problems.add("cell_repeated", table.name, row.number, key=key, first=first[pair])
        first.setdefault(pair, row.number)
        if len(problems.found) == faults:
            rest = [row[column] for column in LINK_COLUMNS[3:]]
            rows.append([a.code, b.code, ANSWERS[row["neighbours"]], *rest])
    return _frame(rows), table


def _region(
    row: Row, column: str, file: str, scope: Scope, codes: set[str], problems: Problems
) -> Region | None:
    """Region of the study that the cell names."""
    if not row[column]:
        problems.add("cell_empty", file, row.number, column)
        return None
    try:
        region = scope.resolve(row[column])
    except RegionError as error:
        problems.add("region_unknown", file, row.number, column, detail=error)
        return None
    if region.code not in codes:
        problems.add("region_not_in_study", file, row.number, column, name=region.name)
        return None
    return region


def _check_cells(row: Row, file: str, problems: Problems) -> None:
    if row["neighbours"] not in ANSWERS:
        problems.add(
            "value_not_allowed",
            file,
            row.number,
            "neighbours",
            seen=row["neighbours"],
            allowed="、".join(ANSWERS),
        )
    if not row["reason"]:
        problems.add("cell_empty", file, row.number, "reason")


def _frame(rows: list[list[object]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=[*COLUMNS]).astype({"neighbours": bool})
