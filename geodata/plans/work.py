"""How targets are divided, the projects of plans, and what amounts a plan can have."""

import math
import re
from collections.abc import Collection, Mapping
from pathlib import Path

import pandas as pd

from geodata.cells import frame
from geodata.plans.cells import Cells, Ground
from geodata.plans.listed import Known
from geodata.plans.records import ALLOCATION_COLUMNS, PROJECT_COLUMNS
from geodata.tables import Table, read_table
from geodata.units import simple_units

ALLOCATIONS_REQUIRED = ("scheme", "plan_id", "indicator_id", "rule", "step")
ALLOCATIONS_OPTIONAL = ("weights", "baseline", "closing", "floor", "cap", "note")
ALLOCATION_NUMBERS = ("closing", "step", "floor", "cap")
PROJECTS_REQUIRED = ("project_id", "plan_id", "category", "title")
PROJECTS_OPTIONAL = (
    "number",
    "text",
    "lead",
    "participants",
    "start",
    "end",
    "indicators",
    "quote",
    "note",
)
PLAUSIBILITY_COLUMNS = ("level", "quantity", "least", "most", "reason")
NEEDS: Mapping[str, Collection[str]] = {
    "same_rate": ("baseline",),
    "same_step": ("baseline",),
    "weights": ("weights",),
    "catch_up": ("weights", "baseline", "closing"),
}
"""What each rule is computed from; `baseline` may be given for every rule, to be shown."""


def no_allocations() -> pd.DataFrame:
    """The allocations of a study that has none."""
    return frame([], ALLOCATION_COLUMNS, ALLOCATION_NUMBERS, ("row",))


def no_projects() -> pd.DataFrame:
    """The projects of a study that has none."""
    return frame([], PROJECT_COLUMNS, (), ("start_char", "end_char", "row"))


def read_allocations(path: Path, known: Known, ground: Ground) -> tuple[pd.DataFrame, Table]:
    """Read how targets are divided; faulty rows are left out.

    Returns
    -------
    allocations, table
        `ALLOCATION_COLUMNS` in the order of the file.
    """
    table = read_table(path, ALLOCATIONS_REQUIRED, ground.problems, optional=ALLOCATIONS_OPTIONAL)
    first: dict[str, int] = {}
    rows = []
    for row in table:
        cells = Cells(row, table, ground)
        plan, code, unit = known.indicator(cells)
        key = "、".join([row["scheme"], plan, code])
        cells.unique("scheme", key, first)
        rule = cells.choice("rule")
        _check_rule(cells, rule)
        cells.filled("step")
        step = cells.bounded("step", 0, math.inf, above=True)
        floor, cap = (cells.bounded(column, 0, math.inf) for column in ("floor", "cap"))
        _check_limits(cells, step, floor, cap)
        read = {
            **row.cells,
            "rule": rule,
            "weights": cells.statistic("weights", None),
            "baseline": cells.statistic("baseline", unit),
            "closing": cells.bounded("closing", 0, 1),
            "step": step,
            "floor": floor,
            "cap": cap,
            "row": row.number,
        }
        if cells.sound:
            rows.append(read)
    return frame(rows, ALLOCATION_COLUMNS, ALLOCATION_NUMBERS, ("row",)), table


def read_projects(path: Path, known: Known, ground: Ground) -> tuple[pd.DataFrame, Table]:
    """Read the projects of plans and enter them in `known`; faulty rows are left out.

    Returns
    -------
    projects, table
        `PROJECT_COLUMNS` in the order of the file.
    """
    table = read_table(path, PROJECTS_REQUIRED, ground.problems, optional=PROJECTS_OPTIONAL)
    rows = []
    for row in table:
        cells = Cells(row, table, ground)
        plan = known.plan(cells)
        cells.unique("project_id", row["project_id"], known.projects)
        cells.filled("title")
        start, end = cells.day("start"), cells.day("end")
        if start and end and start > end:
            cells.tell("policy_days_reversed", "end", start=start, end=end)
        begin, stop = known.texts.place(plan, cells)
        read = {
            **row.cells,
            "category": cells.choice("category"),
            "start": start,
            "end": end,
            "indicators": _indicators(cells, plan, known),
            "start_char": begin,
            "end_char": stop,
            "row": row.number,
        }
        if cells.sound:
            rows.append(read)
    return frame(rows, PROJECT_COLUMNS, (), ("start_char", "end_char", "row")), table


def read_plausibility(path: Path, ground: Ground) -> tuple[pd.DataFrame, Table]:
    """Read what amounts a plan of a level can have; faulty rows are left out.

    Returns
    -------
    plausibility, table
        `PLAUSIBILITY_COLUMNS` and ``row``; amounts in the base unit of the quantity, NaN where
        unbounded.
    """
    table = read_table(path, PLAUSIBILITY_COLUMNS, ground.problems)
    quantities = sorted({power[0] for unit in simple_units().values() for power in unit.powers})
    first: dict[str, int] = {}
    rows = []
    for row in table:
        cells = Cells(row, table, ground)
        level = cells.choice("level")
        quantity = cells.filled("quantity")
        if quantity and quantity not in quantities:
            allowed = "、".join(quantities)
            cells.tell("value_not_allowed", "quantity", seen=quantity, allowed=allowed)
        cells.unique("level", f"{level}、{quantity}" if level else "", first)
        cells.filled("reason")
        least, most = cells.number("least"), cells.number("most")
        if not row["least"] and not row["most"]:
            cells.tell("cell_empty", "least")
        if least > most:
            cells.tell("policy_limits_reversed", "most", low=row["least"], high=row["most"])
        read = {**row.cells, "level": level, "least": least, "most": most, "row": row.number}
        if cells.sound:
            rows.append(read)
    return frame(rows, (*PLAUSIBILITY_COLUMNS, "row"), ("least", "most"), ("row",)), table


def _check_rule(cells: Cells, rule: str) -> None:
    """A rule has what it is computed from, and nothing that it would not use."""
    if rule not in NEEDS:
        return
    for column in ("weights", "baseline", "closing"):
        given, needed = bool(cells.row[column]), column in NEEDS[rule]
        if needed and not given:
            cells.tell("plan_rule_needs", column, rule=cells.row["rule"])
        elif given and not needed and column != "baseline":
            cells.tell("plan_rule_unused", column, rule=cells.row["rule"])


def _check_limits(cells: Cells, step: float, floor: float, cap: float) -> None:
    """Limits are whole steps, the lower one below the upper one."""
    if floor > cap:
        cells.tell("policy_limits_reversed", "cap", low=cells.row["floor"], high=cells.row["cap"])
    for column, limit in (("floor", floor), ("cap", cap)):
        steps = limit / step
        if not math.isnan(steps) and not math.isclose(steps, round(steps), abs_tol=1e-9):
            cells.tell("plan_limit_step", column, seen=cells.row[column], step=cells.row["step"])


def _indicators(cells: Cells, plan: str, known: Known) -> str:
    """Ids of indicators of the plan with one separator between."""
    codes = [code.strip() for code in re.split("[;；]", cells.row["indicators"]) if code.strip()]
    if plan:
        own = known.of_plan(plan)
        for code in codes:
            if code not in own:
                cells.tell("plan_indicator_unknown", "indicators", seen=code, hint="", plan=plan)
    return ";".join(codes)
