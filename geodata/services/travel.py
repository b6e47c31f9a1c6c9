"""Travel times between demand and nodes: a table that may have a million rows.

Rows are checked column by column: with a row of cells each, as in the other tables, 3,000 points
by 300 sites take half a minute and a gigabyte.
"""

import csv
import hashlib
import io
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.errors import Problems
from geodata.regions import RegionError
from geodata.services.known import Known
from geodata.services.records import TRAVEL_COLUMNS
from geodata.statistics import NUMBER
from geodata.tables import Table, decode, read_table

REQUIRED = ("from_id", "to_id", "minutes")
OPTIONAL = ("mode",)
SHOWN = 20
"""Rows of one fault that are told one by one; the rest is counted."""


def no_travel() -> pd.DataFrame:
    """The travel times of a study that has none."""
    return _frame(pd.DataFrame(columns=[*TRAVEL_COLUMNS]))


def read_travel(path: Path, known: Known) -> tuple[pd.DataFrame, Table]:
    """Read travel times in minutes; faulty rows are left out, and no row means no way.

    They go from demand points, or from regions where the study has no table of demand points, to
    nodes and candidates.

    Returns
    -------
    travel, table
        `TRAVEL_COLUMNS` in the order of the file. The table holds no rows: the frame has them.
    """
    given, table = _cells(path, known.ground.problems)
    check = _Check(table.name, given["row"].to_numpy(), known.ground.problems)
    start = _ids(given["from_id"], _starts(given["from_id"], known))
    end = _ids(given["to_id"], {site: site for site in (*(known.nodes or ()), *known.sites)})
    region = known.points is None
    code = "service_from_unknown" if region else "service_point_unknown"
    check.tell(code, given["from_id"], start.isna())
    check.tell("service_to_unknown", given["to_id"], end.isna())
    minutes = _numbers(given["minutes"])
    blank = given["minutes"] == ""
    check.tell("cell_empty", given["minutes"], blank)
    check.tell("number_invalid", given["minutes"], minutes.isna() & ~blank)
    check.tell("service_minutes", given["minutes"], minutes < 0)
    read = pd.DataFrame(
        {"from_id": start, "to_id": end, "minutes": minutes, "mode": given["mode"]}
        | {"row": given["row"]}
    )
    known_pair = start.notna() & end.notna()
    again = read.duplicated(["from_id", "to_id", "mode"]) & known_pair
    check.tell("service_pair_repeated", given["to_id"], again, start=given["from_id"])
    return _frame(read[check.sound]), table


class _Check:
    """Tells faults of rows, the first ones each by itself; `sound` is where there was none."""

    def __init__(self, file: str, numbers: npt.NDArray[np.int64], problems: Problems) -> None:
        self.file, self.numbers, self.problems = file, numbers, problems
        self.sound = np.ones(len(numbers), dtype=bool)

    def tell(self, code: str, cells: pd.Series, wrong: pd.Series, **more: pd.Series) -> None:
        """Note a fault in a column of all rows that are `wrong`."""
        hit = np.flatnonzero(wrong.to_numpy(dtype=bool))
        self.sound[hit] = False
        for place in hit[:SHOWN]:
            number, column = int(self.numbers[place]), str(cells.name)
            values = {name: other.iloc[place] for name, other in more.items()}
            self.problems.add(
                code, self.file, number, column, seen=cells.iloc[place], hint="", **values
            )
        if len(hit) > SHOWN:
            rest = len(hit) - SHOWN
            number = int(self.numbers[hit[SHOWN]])
            self.problems.add("service_more", self.file, number, str(cells.name), count=rest)


def _cells(path: Path, problems: Problems) -> tuple[pd.DataFrame, Table]:
    """Trimmed cells by column with the number of each row, and what is to be known of the file.

    A file that is not plainly as it should be is left to `read_table`, which tells what is wrong.
    """
    names = [*REQUIRED, *OPTIONAL]
    try:
        raw = path.read_bytes()
        lines = csv.reader(io.StringIO(decode(raw), newline=""))
        header = [name.strip() for name in next(lines, [])]
        rows = [*lines]
    except (OSError, UnicodeDecodeError):
        header, rows = [], []
    plain = {*REQUIRED} <= {*header} <= {*names} and len({*header}) == len(header)
    if plain and {len(row) for row in rows} <= {len(header)}:
        cells = pd.DataFrame(rows, columns=header, dtype="str").reindex(columns=names)
        table = Table(path.name, path, (), hashlib.sha256(raw).hexdigest())
        numbers = np.arange(2, len(rows) + 2)
    else:
        whole = read_table(path, REQUIRED, problems, optional=OPTIONAL)
        cells = pd.DataFrame([[row[name] for name in names] for row in whole], columns=names)
        table = Table(path.name, path, (), whole.sha256)
        numbers = np.array([row.number for row in whole], dtype=np.int64)
    cells = cells.astype("str").fillna("").apply(lambda column: column.str.strip())
    filled = (cells != "").any(axis=1)
    return cells.assign(row=numbers)[filled].reset_index(drop=True), table


def _starts(seen: pd.Series, known: Known) -> Mapping[str, str]:
    """Where trips may start: id of each demand point, or code of each text that names a region."""
    if known.points is not None:
        return {point: point for point in known.points}
    found = {}
    for text in seen.unique():
        try:
            code = known.places.scope.resolve(text).code
        except RegionError:
            continue
        if code in known.places.names or not known.places.names:
            found[text] = code
    return found


def _ids(cells: pd.Series, known: Mapping[str, str]) -> pd.Series:
    """Known id of each cell, missing where it is none; each text is looked up once."""
    places, texts = pd.factorize(cells)
    codes = np.array([known.get(text) if text else None for text in texts], dtype=object)
    return pd.Series(codes[places] if len(codes) else [], index=cells.index, dtype="str")


def _numbers(cells: pd.Series) -> pd.Series:
    """Numbers of the cells; NaN where a cell holds none."""
    found = pd.to_numeric(cells, errors="coerce").astype("float64")
    odd = ~np.isfinite(found)
    # what is not plain to pandas may still be a number of ours, such as 1,200
    own = [text for text in cells[odd].unique() if NUMBER.fullmatch(text)]
    return found.mask(odd, cells[odd].map({text: float(text.replace(",", "")) for text in own}))


def _frame(read: pd.DataFrame) -> pd.DataFrame:
    types = {"from_id": "str", "to_id": "str", "minutes": "float64", "mode": "str", "row": "Int64"}
    return read[[*TRAVEL_COLUMNS]].astype(types).reset_index(drop=True)
