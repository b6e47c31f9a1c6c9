"""Rules that departments keep in tables: the typology of zones and the guidance catalogue."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from geodata.errors import Problems
from geodata.tables import Row, Table, read_table
from layout.expressions import Expression, ExpressionError, parse
from layout.indicators import DIMENSIONS

TYPE_COLUMNS = ("type", "label_zh", "label_en", "priority", "condition", "guidance", "source")
TYPE_OPTIONAL = ("limits",)
RULE_COLUMNS = (
    "rule_id",
    "condition",
    "direction",
    "resource_type",
    "path",
    "policy_tool",
    "gap_metric",
    "source_metric",
    "evidence",
    "lead_department",
    "participating_departments",
    "priority",
    "reason",
    "plan_basis",
)
RULE_OPTIONAL = ("target",)
DEPARTMENT_COLUMNS = ("department", "label_zh", "label_en", "name_in_plan", "note")
PLACEHOLDER = re.compile(r"\{(\w+)\}")
"""A metric named in braces within a reason: its value takes the place."""

RESOURCE_TYPES = ("专利", "商标", "版权", "GI", "PVP", "人才", "平台", "资金")
DIRECTIONS = ("优化提升", "重点培育", "引进补强", "转移承接", "预警管控")
WARNING = DIRECTIONS[-1]
"""The direction that asks for no resource: no source is looked for."""

MEDIAN, UPPER, LEADER, BALANCE = "median", "p75", "leader", "balance"
TARGETS = (MEDIAN, UPPER, LEADER, BALANCE)
"""What a region is to reach: the median or the upper quarter of the study's regions, the best of
them, or (of a dimension's level) the mean of its own other two levels."""

BALANCED = tuple(f"u_{dimension}" for dimension in DIMENSIONS)
"""Metrics that have two others to keep pace with."""


@dataclass(frozen=True)
class ZoneType:
    """A type of functional zone; the first whose condition holds is given.

    Attributes
    ----------
    limits
        What the definition of the type asks and the condition cannot, for lack of a metric;
        blank where the condition says it all.
    """

    code: str
    label_zh: str
    label_en: str
    priority: int
    condition: Expression
    guidance: str
    source: str
    limits: str = ""


@dataclass(frozen=True)
class Rule:
    """A rule of the catalogue: where its condition holds, a row is written.

    Attributes
    ----------
    gap_metric
        Metric whose distance to the target is the gap to close.
    source_metric
        Regions highest in it are named as candidate sources; blank for none.
    evidence
        Metrics quoted with value and year.
    plan_basis
        Passage of the plan that gives the division of labour.
    target
        One of `TARGETS`; blank for the metric's natural target, or else the median.
    file, row
        Where the rule stands.
    """

    rule_id: str
    condition: Expression
    direction: str
    resource_type: str
    path: str
    policy_tool: str
    gap_metric: str
    source_metric: str
    evidence: tuple[str, ...]
    lead_department: str
    participating_departments: tuple[str, ...]
    priority: int
    reason: str
    plan_basis: str
    target: str = ""
    file: str = ""
    row: int = 0


@dataclass(frozen=True)
class Department:
    """A department by code, with its name today and in the plan of 2016."""

    code: str
    label_zh: str
    label_en: str
    name_in_plan: str


def split(text: str) -> tuple[str, ...]:
    """Parts of a cell that holds several codes, separated by ``;`` or ``；``."""
    return tuple(part.strip() for part in text.replace("；", ";").split(";") if part.strip())


def read_departments(path: Path, problems: Problems) -> tuple[dict[str, Department], Table]:
    """Read the register of departments."""
    table = read_table(path, DEPARTMENT_COLUMNS, problems)
    found = {
        row["department"]: Department(
            row["department"], row["label_zh"], row["label_en"], row["name_in_plan"]
        )
        for row in table
    }
    return found, table


def read_types(
    path: Path, metrics: Mapping[str, str], problems: Problems
) -> tuple[tuple[ZoneType, ...], Table]:
    """Read the typology, in order of priority; faults go to `problems`."""
    table = read_table(path, TYPE_COLUMNS, problems, optional=TYPE_OPTIONAL)
    checker = RuleChecker(table.name, metrics, problems)
    types = []
    for row in table:
        condition = checker.condition(row)
        priority = checker.priority(row)
        checker.unique(row, "type")
        if condition and priority is not None:
            types.append(
                ZoneType(
                    row["type"],
                    row["label_zh"],
                    row["label_en"],
                    priority,
                    condition,
                    row["guidance"],
                    row["source"],
                    row["limits"],
                )
            )
    return tuple(sorted(types, key=lambda kind: kind.priority)), table


def read_rules(
    path: Path,
    metrics: Mapping[str, str],
    departments: Mapping[str, Department],
    problems: Problems,
) -> tuple[tuple[Rule, ...], Table]:
    """Read the catalogue's rules, in order of their ids; faults go to `problems`."""
    table = read_table(path, RULE_COLUMNS, problems, optional=RULE_OPTIONAL)
    checker = RuleChecker(table.name, metrics, problems)
    rules = []
    for row in table:
        condition = checker.condition(row)
        priority = checker.priority(row)
        checker.unique(row, "rule_id")
        evidence = split(row["evidence"])
        checker.known_metrics(row, "gap_metric", [row["gap_metric"]])
        checker.known_metrics(row, "source_metric", split(row["source_metric"]))
        checker.known_metrics(row, "evidence", evidence)
        checker.known_metrics(row, "reason", PLACEHOLDER.findall(row["reason"]))
        checker.allowed(row, "direction", DIRECTIONS)
        checker.allowed(row, "resource_type", RESOURCE_TYPES)
        balanced = row["gap_metric"] in BALANCED
        checker.allowed(row, "target", ("", *(t for t in TARGETS if balanced or t != BALANCE)))
        participants = split(row["participating_departments"])
        for column, codes in (
            ("lead_department", [row["lead_department"]]),
            ("participating_departments", participants),
        ):
            for code in codes:
                if code not in departments:
                    problems.add_study(
                        "department_unknown", table.name, row.number, column, seen=code
                    )
        if condition and priority is not None:
            parsed = {
                "condition": condition,
                "priority": priority,
                "evidence": evidence,
                "participating_departments": participants,
            }
            plain = {name: row[name] for name in RULE_COLUMNS if name not in parsed}
            place = {"target": row["target"], "file": table.name, "row": row.number}
            rules.append(Rule(**parsed, **plain, **place))  # type: ignore[arg-type]
    return tuple(sorted(rules, key=lambda rule: rule.rule_id)), table


@dataclass
class RuleChecker:
    """Checks that rows of rules share, with their place for the messages."""

    file: str
    metrics: Mapping[str, str]
    problems: Problems

    def __post_init__(self) -> None:
        self.seen: dict[str, int] = {}

    def condition(self, row: Row) -> Expression | None:
        """The row's condition, where it can be parsed and all its metrics are known."""
        try:
            expression = parse(row["condition"])
        except ExpressionError as error:
            self.problems.add_study(
                "formula_invalid", self.file, row.number, "condition", detail=error
            )
            return None
        known = self.known_metrics(row, "condition", expression.names)
        return expression if known else None

    def known_metrics(self, row: Row, column: str, names: Iterable[str]) -> bool:
        """Whether all names are metrics; the others are one problem with the nearest named."""
        unknown = [name for name in names if name not in self.metrics]
        if unknown:
            near = [m for name in unknown for m in get_close_matches(name, self.metrics, n=2)]
            hint = f"；相近：{'、'.join(near)}" if near else ""
            self.problems.add_study(
                "metric_unknown", self.file, row.number, column, names="、".join(unknown), hint=hint
            )
        return not unknown

    def priority(self, row: Row) -> int | None:
        """The row's priority as a whole number."""
        if row["priority"].isdecimal():
            return int(row["priority"])
        self.problems.add_study(
            "priority_invalid", self.file, row.number, "priority", seen=row["priority"]
        )
        return None

    def allowed(self, row: Row, column: str, values: tuple[str, ...]) -> None:
        """The cell is one of the values the catalogue knows."""
        if row[column] not in values:
            self.problems.add_study(
                "value_not_allowed",
                self.file,
                row.number,
                column,
                seen=row[column],
                allowed="、".join(filter(None, values)),
            )

    def unique(self, row: Row, column: str) -> None:
        """The row's code is not used twice."""
        code = row[column]
        if code in self.seen:
            self.problems.add_study(
                "code_repeated", self.file, row.number, column, seen=code, first=self.seen[code]
            )
        self.seen.setdefault(code, row.number)
