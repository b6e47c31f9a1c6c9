"""The list of plans, and their indicators with baseline and target."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from geodata.cells import frame
from geodata.plans.cells import Cells, Ground
from geodata.plans.records import GROWTH, INDICATOR_COLUMNS, MASKED, MILESTONE, PLAN_COLUMNS
from geodata.plans.texts import Texts
from geodata.regions import RegionError, Register
from geodata.tables import Table, read_table
from geodata.units import Unit

PLANS_REQUIRED = ("plan_id", "title", "region", "start_year", "end_year", "status", "source_id")
PLANS_OPTIONAL = ("issuer", "report", "url", "file", "note")
INDICATORS_REQUIRED = (
    "plan_id",
    "indicator_id",
    "label_zh",
    "kind",
    "direction",
    "unit",
    "baseline_year",
    "baseline",
    "target_year",
    "target",
    "status",
    "source_id",
)
INDICATORS_OPTIONAL = ("number", "binding", "definition", "statistic", "quote", "note")
FOLLOWS: Mapping[str, str] = {"start_year": "end_year", "baseline_year": "target_year"}
"""Column of a year → column of the later one."""


@dataclass
class Known:
    """What other tables may refer to, faulty rows included: no fault is told twice.

    `plans` and `projects` have the row of each by id; `indicators` has the unit of each by plan
    and id, None where it is unknown.
    """

    texts: Texts
    plans: dict[str, int] = field(default_factory=dict)
    indicators: dict[tuple[str, str], Unit | None] = field(default_factory=dict)
    projects: dict[str, int] = field(default_factory=dict)

    def plan(self, cells: Cells) -> str:
        """The plan of a row; blank where it is unknown."""
        text = cells.known("plan_id", self.plans, "plan_unknown")
        return text if text in self.plans else ""

    def of_plan(self, plan: str) -> list[str]:
        """Ids of the indicators of a plan."""
        return [code for of, code in self.indicators if of == plan]

    def indicator(self, cells: Cells) -> tuple[str, str, Unit | None]:
        """Plan, indicator and its unit of a row; the unit is None where it is unknown."""
        plan = self.plan(cells)
        if not plan:
            cells.filled("indicator_id")
            return "", "", None
        own = self.of_plan(plan)
        text = cells.known("indicator_id", own, "plan_indicator_unknown", plan=plan)
        return plan, text, self.indicators.get((plan, text))


def read_list(path: Path, register: Register, ground: Ground) -> tuple[pd.DataFrame, Known, Table]:
    """Read the list of plans and their texts; faulty rows are left out of the frame.

    Returns
    -------
    plans, known, table
        `PLAN_COLUMNS` in the order of the file, and what other tables may refer to.
    """
    table = read_table(path, PLANS_REQUIRED, ground.problems, optional=PLANS_OPTIONAL)
    known = Known(Texts(path.parent))
    rows = []
    for row in table:
        cells = Cells(row, table, ground)
        plan = row["plan_id"]
        cells.unique("plan_id", plan, known.plans)
        cells.filled("title")
        code, name = _region(cells, register)
        years = _years(cells, "start_year")
        read = {
            **row.cells,
            **years,
            "region_code": code,
            "region_name": name,
            "status": cells.choice("status", kind="plan_status"),
            "report": cells.choice("report", needed=False),
            "source_id": cells.source(),
            "sha256": known.texts.add(plan, cells),
        }
        if cells.sound:
            rows.append(read)
    return frame(rows, PLAN_COLUMNS, whole=("start_year", "end_year")), known, table


def read_indicators(path: Path, known: Known, ground: Ground) -> tuple[pd.DataFrame, Table]:
    """Read the indicators of all plans and enter them in `known`; faulty rows are left out.

    Returns
    -------
    indicators, table
        `INDICATOR_COLUMNS` in the order of the file.
    """
    table = read_table(path, INDICATORS_REQUIRED, ground.problems, optional=INDICATORS_OPTIONAL)
    first: dict[str, int] = {}
    rows = []
    for row in table:
        cells = Cells(row, table, ground)
        plan = known.plan(cells)
        code = row["indicator_id"]
        cells.unique("indicator_id", f"{row['plan_id']}、{code}" if code else "", first)
        cells.filled("label_zh")
        unit = cells.unit()
        known.indicators.setdefault((row["plan_id"], code), unit)
        kind = cells.choice("kind")
        if kind == GROWTH and unit and unit.powers:
            cells.tell("plan_growth_unit", "unit", seen=unit.name)
        start, end = known.texts.place(plan, cells)
        read = {
            **row.cells,
            **_years(cells, "baseline_year"),
            **_numbers(cells, kind),
            "kind": kind,
            "direction": cells.choice("direction"),
            "binding": cells.choice("binding", needed=False),
            "statistic": cells.statistic("statistic", unit),
            "source_id": cells.source(),
            "start_char": start,
            "end_char": end,
            "row": row.number,
        }
        if cells.sound:
            rows.append(read)
    whole = ("baseline_year", "target_year", "start_char", "end_char", "row")
    return frame(rows, INDICATOR_COLUMNS, ("baseline", "target"), whole), table


def _region(cells: Cells, register: Register) -> tuple[str, str]:
    """Code and name of the region of a plan, of any level."""
    text = cells.filled("region")
    if not text:
        return "", ""
    try:
        region = register.resolve(text)
    except RegionError as error:
        cells.tell("region_unknown", "region", detail=error)
        return "", ""
    return region.code, region.name


def _years(cells: Cells, start: str) -> dict[str, int]:
    """A year and the later one that belongs to it."""
    end = FOLLOWS[start]
    first, last = cells.year(start), cells.year(end)
    if first and last and last <= first:
        cells.tell("plan_years_reversed", end, first=first, last=last)
    return {start: first, end: last}


def _numbers(cells: Cells, kind: str) -> dict[str, object]:
    """Baseline, target and status: a masked number is NaN, and the status says so.

    A baseline may be unknown; a target may not, but for a milestone, which goes from 0 to 1.
    """
    status = cells.choice("status")
    masked = cells.masked("target")
    if masked and status and status != MASKED:
        cells.tell("plan_masked_status", "status", seen=cells.row["status"])
    if status == MASKED and not masked:
        cells.tell("plan_masked_number", "target", seen=cells.row["target"])
    read = {
        column: math.nan if cells.masked(column) else cells.number(column)
        for column in ("baseline", "target")
    }
    if kind == MILESTONE and not cells.row["baseline"] and not cells.row["target"]:
        read = {"baseline": 0.0, "target": 1.0}
    elif not cells.row["target"] and status != MASKED:
        cells.tell("plan_target_missing", "target")
    return {**read, "status": status}
