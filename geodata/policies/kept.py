"""Tables that departments keep beside the documents: progress, conditions of benefits, advice.

All are CSV files that are edited in Excel or WPS. What is known is read, a blank stays blank, and
all faults of a table are told at once.
"""

import math
import re
from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path

import pandas as pd

from geodata.cells import day
from geodata.errors import Problems
from geodata.policies.corpus import ELIGIBILITY_COLUMNS, LEDGER_COLUMNS, PROGRESS_COLUMNS
from geodata.tables import Row, Table, read_table

PROGRESS_STATES = ("done", "ongoing", "not_started", "blocked")
DONE, NOT_STARTED = PROGRESS_STATES[0], PROGRESS_STATES[2]
LEDGER_STATES = ("open", "adopted", "partly", "declined")
PDCA = ("plan", "do", "check", "act")

PROGRESS_WORDS: Mapping[str, str] = dict(
    zip(("已完成", "进行中", "未开始", "受阻"), PROGRESS_STATES, strict=True)
)
LEDGER_WORDS: Mapping[str, str] = dict(
    zip(("待处理", "已采纳", "部分采纳", "未采纳"), LEDGER_STATES, strict=True)
)
REACHED_WORDS: Mapping[str, str] = {"是": "1", "否": "0"}
STACKING_WORDS: Mapping[str, str] = {"是": "yes", "否": "no"}

PERCENT = ("progress_pct",)
LIMITS = ("ip_minimum", "ip_maximum")
FULL = 100.0


def no_progress() -> pd.DataFrame:
    """The progress table of a study that keeps none."""
    return _frame([], PROGRESS_COLUMNS, PERCENT)


def no_eligibility() -> pd.DataFrame:
    """The conditions of a study that lists none."""
    return _frame([], ELIGIBILITY_COLUMNS, LIMITS)


def no_ledger() -> pd.DataFrame:
    """The ledger of a study that keeps none."""
    return _frame([], LEDGER_COLUMNS, ())


def read_progress(
    path: Path, tasks: Collection[str], problems: Problems
) -> tuple[pd.DataFrame, Table]:
    """Read reports on tasks; faulty rows are left out.

    A task may be reported on many times, but once a day. Evidence needs its source. A row that
    says nothing of its task, as in the sheet to fill in, is no report.

    Returns
    -------
    progress, table
        `PROGRESS_COLUMNS`, by task and day: `status` of `PROGRESS_STATES`, `reported_on` ISO,
        `progress_pct` 0–100 or NaN, `plan` to `act` ``1``, ``0`` or blank.
    """
    required, optional = PROGRESS_COLUMNS[:3], PROGRESS_COLUMNS[3:]
    table = read_table(path, required, problems, optional=optional)
    first: dict[tuple[str, str], int] = {}
    rows = []
    for row in table:
        cells = _Cells(row, table.name, problems)
        task = cells.known("task_id", tasks, "policy_task_unknown")
        if not any(row[column] for column in PROGRESS_COLUMNS[1:-1]):
            continue
        day = cells.day("reported_on", needed=True)
        status = cells.choice("status", PROGRESS_WORDS)
        percent = cells.number("progress_pct", "policy_percent_invalid", FULL)
        reached = [cells.choice(column, REACHED_WORDS, needed=False) for column in PDCA]
        if row["evidence"] and not row["evidence_source"]:
            cells.tell("cell_empty", "evidence_source")
        if (status == DONE and percent < FULL) or (status == NOT_STARTED and percent > 0):
            values = {"status": row["status"], "percent": row["progress_pct"]}
            cells.tell("policy_progress_contradiction", "progress_pct", **values)
        if (task, day) in first:
            key = f"{task}、{day}"
            cells.tell("cell_repeated", "reported_on", key=key, first=first[task, day])
        first.setdefault((task, day), row.number)
        if cells.sound:
            told = [row["evidence"], row["evidence_source"]]
            rows.append([task, day, status, percent, *told, *reached, row["note"]])
    frame = _frame(rows, PROGRESS_COLUMNS, PERCENT)
    return frame.sort_values(["task_id", "reported_on"], ignore_index=True), table


def read_eligibility(
    path: Path, policies: Collection[str], departments: Collection[str], problems: Problems
) -> tuple[pd.DataFrame, Table]:
    """Read the conditions of benefits; faulty rows are left out.

    Subject, size, region and industry are words or codes, ``;`` between, blank for all.

    Returns
    -------
    eligibility, table
        `ELIGIBILITY_COLUMNS` in the order of the file: `ip_minimum` and `ip_maximum` numbers of
        rights or NaN, days ISO or blank, `stacking` (with other benefits) yes, no or blank.
    """
    required = ("condition_id", "policy_id", "benefit", "department", "source")
    optional = [column for column in ELIGIBILITY_COLUMNS if column not in required]
    table = read_table(path, required, problems, optional=optional)
    first: dict[str, int] = {}
    rows = []
    for row in table:
        cells = _Cells(row, table.name, problems)
        cells.unique("condition_id", first)
        for column in ("benefit", "source"):
            cells.filled(column)
        lists = {c: _codes(row[c]) for c in ("subject", "size", "region", "industry")}
        low, high = (cells.number(column, "policy_number_invalid") for column in LIMITS)
        if low > high:
            values = {"low": row["ip_minimum"], "high": row["ip_maximum"]}
            cells.tell("policy_limits_reversed", "ip_maximum", **values)
        start, end = (cells.day(column) for column in ("valid_from", "valid_to"))
        if start and end and start > end:
            cells.tell("policy_days_reversed", "valid_to", start=start, end=end)
        read = {
            **row.cells,
            **lists,
            "policy_id": cells.known("policy_id", policies, "policy_unknown"),
            "department": cells.known("department", departments, "department_unknown"),
            "ip_minimum": low,
            "ip_maximum": high,
            "valid_from": start,
            "valid_to": end,
            "stacking": cells.choice("stacking", STACKING_WORDS, needed=False),
        }
        if cells.sound:
            rows.append([read[column] for column in ELIGIBILITY_COLUMNS])
    return _frame(rows, ELIGIBILITY_COLUMNS, LIMITS), table


def read_ledger(
    path: Path, departments: Collection[str], problems: Problems
) -> tuple[pd.DataFrame, Table]:
    """Read what became of each advice; faulty rows are left out.

    Whether the advice still arises is not asked here: what was decided stays on record.

    Returns
    -------
    ledger, table
        `LEDGER_COLUMNS`, by advice: `status` of `LEDGER_STATES`, `decided_on` ISO or blank,
        `department` a code or blank.
    """
    required, optional = LEDGER_COLUMNS[:2], LEDGER_COLUMNS[2:]
    table = read_table(path, required, problems, optional=optional)
    first: dict[str, int] = {}
    rows = []
    for row in table:
        cells = _Cells(row, table.name, problems)
        cells.unique("advice_id", first)
        status, day = cells.choice("status", LEDGER_WORDS), cells.day("decided_on")
        if row["department"]:
            cells.known("department", departments, "department_unknown")
        if cells.sound:
            rows.append([row["advice_id"], status, day, row["department"], row["note"]])
    frame = _frame(rows, LEDGER_COLUMNS, ())
    return frame.sort_values("advice_id", ignore_index=True), table


class _Cells:
    """The cells of one row, each read in its way; what is wrong is told with its place."""

    def __init__(self, row: Row, file: str, problems: Problems) -> None:
        self.row, self.file, self.problems = row, file, problems
        self.sound = True

    def tell(self, code: str, column: str, **values: object) -> None:
        self.sound = False
        self.problems.add(code, self.file, self.row.number, column, **values)

    def filled(self, column: str) -> bool:
        if not self.row[column]:
            self.tell("cell_empty", column)
        return bool(self.row[column])

    def unique(self, column: str, first: dict[str, int]) -> None:
        text = self.row[column]
        if self.filled(column) and text in first:
            self.tell("code_repeated", column, seen=text, first=first[text])
        first.setdefault(text, self.row.number)

    def known(self, column: str, known: Collection[str], code: str) -> str:
        text = self.row[column]
        if self.filled(column) and text not in known:
            near = get_close_matches(text, [*known], n=3)
            hint = f"；相近：{'、'.join(near)}" if near else ""
            self.tell(code, column, seen=text, hint=hint)
        return text

    def day(self, column: str, *, needed: bool = False) -> str:
        text = self.row[column]
        if not text and needed:
            self.tell("cell_empty", column)
        elif text and not day(text):
            self.tell("policy_day_invalid", column, seen=text)
        return day(text)

    def choice(self, column: str, words: Mapping[str, str], *, needed: bool = True) -> str:
        text = self.row[column]
        if not text and not needed:
            return ""
        if self.filled(column) and text not in words and text not in words.values():
            allowed = "、".join([*words, *words.values()])
            self.tell("value_not_allowed", column, seen=text, allowed=allowed)
        return words.get(text, text)

    def number(self, column: str, code: str, most: float = math.inf) -> float:
        """A number from 0 to `most`; NaN where the cell is blank or wrong."""
        text = self.row[column]
        if not text:
            return math.nan
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not (0 <= value <= most and math.isfinite(value)):
            self.tell(code, column, seen=text)
            return math.nan
        return value


def _codes(cell: str) -> str:
    """Codes or words of a cell with one separator between.

    Examples
    --------
    >>> _codes("320100； 320200;")
    '320100;320200'
    """
    return ";".join(part.strip() for part in re.split("[;；]", cell) if part.strip())


def _frame(
    rows: Sequence[Sequence[object]], columns: Sequence[str], numeric: Sequence[str]
) -> pd.DataFrame:
    types = {column: "float64" if column in numeric else "str" for column in columns}
    return pd.DataFrame(rows, columns=[*columns]).astype(types)
