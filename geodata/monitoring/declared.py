"""What departments are to report, and by which rules alerts are raised: two tables of a study."""

import math
from collections.abc import Collection, Mapping
from pathlib import Path

import pandas as pd

from geodata.errors import Problems
from geodata.monitoring.cells import Cells
from geodata.monitoring.records import (
    CHANGE,
    FALLS,
    INTERFACE_COLUMNS,
    RULE_COLUMNS,
)
from geodata.statistics import Statistic
from geodata.tables import Table, read_table

DIRECTIONS = ("benefit", "cost", "none")
"""Whether more is better, worse, or neither."""


def no_interfaces() -> pd.DataFrame:
    """The interfaces of a study that has none."""
    return pd.DataFrame(columns=[*INTERFACE_COLUMNS])


def no_rules() -> pd.DataFrame:
    """The rules of a study that watches nothing."""
    return pd.DataFrame(columns=[*RULE_COLUMNS])


def read_interfaces(
    path: Path,
    statistics: Mapping[str, Statistic],
    departments: Collection[str],
    problems: Problems,
) -> tuple[pd.DataFrame, Table]:
    """Read which statistics departments report; a faulty row is told and left out.

    A statistic is reported under one interface only, so that its rows find the interface. A ratio
    cannot be summed over periods, and what is computed by a formula cannot be reported.
    """
    table = read_table(path, INTERFACE_COLUMNS[:-1], problems)
    first: dict[str, int] = {}
    rows = []
    for row in table:
        cells = Cells(row, table.name, problems)
        statistic = cells.statistic("statistic", statistics)
        record = {
            "interface": cells.filled("interface"),
            "label_zh": cells.filled("label_zh"),
            "statistic": statistic.code if statistic else "",
            "department": cells.department("department", departments),
            "frequency": cells.choice("frequency"),
            "aggregation": cells.choice("aggregation"),
            "direction": cells.choice("direction"),
            "note": row["note"],
            "row": row.number,
        }
        if statistic and statistic.formula:
            cells.tell("statistic_derived", "statistic", seen=statistic.code)
        if statistic and record["aggregation"] == "sum" and not statistic.is_amount:
            cells.tell("monitoring_sum", "aggregation", seen=statistic.label_zh)
        if statistic and statistic.code in first:
            code = statistic.code
            cells.tell("code_repeated", "statistic", seen=code, first=first[code])
        if statistic:
            first.setdefault(statistic.code, row.number)
        if cells.sound:
            rows.append(record)
    return pd.DataFrame(rows, columns=[*INTERFACE_COLUMNS]), table


def read_rules(
    path: Path,
    statistics: Mapping[str, Statistic],
    departments: Collection[str],
    problems: Problems,
) -> tuple[pd.DataFrame, Table]:
    """Read the rules of alerts; a faulty row is told and left out.

    A rule on change or falls needs a statistic whose editions are comparable. Every rule says who
    acts, what to do, and why the threshold is where it is.
    """
    table = read_table(path, RULE_COLUMNS[:-1], problems)
    first: dict[str, int] = {}
    rows = []
    for row in table:
        cells = Cells(row, table.name, problems)
        cells.unique("rule_id", row["rule_id"], first)
        statistic = cells.statistic("statistic", statistics)
        per = cells.statistic("per", statistics) if row["per"] else None
        record = {
            "rule_id": row["rule_id"],
            "label_zh": cells.filled("label_zh"),
            "statistic": statistic.code if statistic else "",
            "per": per.code if per else "",
            "measure": cells.choice("measure"),
            "comparison": cells.choice("comparison"),
            "threshold": cells.number("threshold"),
            "level": cells.choice("level"),
            "department": cells.department("department", departments),
            "action": cells.filled("action"),
            "basis": cells.filled("basis"),
            "row": row.number,
        }
        _check_rule(cells, record, statistic)
        if cells.sound:
            rows.append(record)
    return pd.DataFrame(rows, columns=[*RULE_COLUMNS]), table


def _check_rule(cells: Cells, record: dict[str, object], statistic: Statistic | None) -> None:
    """The threshold is given and fits the measure."""
    threshold = float(str(record["threshold"]))
    if not cells.row["threshold"]:
        cells.tell("cell_empty", "threshold")
    whole = math.isnan(threshold) or (threshold >= 1 and threshold == int(threshold))
    if record["measure"] == FALLS and not whole:
        cells.tell("monitoring_falls", "threshold", seen=cells.row["threshold"])
    over_time = record["measure"] in (CHANGE, FALLS)
    if statistic and over_time and not statistic.comparable:
        cells.tell("monitoring_not_comparable", "measure", seen=statistic.label_zh)
