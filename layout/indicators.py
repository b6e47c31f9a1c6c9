"""The indicator system: which statistics make up which dimension, and how they are scaled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from geodata.errors import Problems
from geodata.statistics import Statistic, unit_or_problem
from geodata.tables import Row, Table, read_table
from geodata.units import Unit, UnitError
from layout.expressions import Expression, ExpressionError, parse
from models.treat import TRANSFORMS

DIMENSIONS = ("ip", "innovation", "industry")
CONTEXT = "context"
"""Indicators that rules may use but that enter no score."""

SUB_DIMENSIONS = ("scale", "intensity", "quality")
COLUMNS = (
    "indicator",
    "label_zh",
    "label_en",
    "dimension",
    "sub_dimension",
    "direction",
    "numerator",
    "denominator",
    "unit",
    "transform",
    "goalpost_low",
    "goalpost_high",
    "goalpost_basis",
    "weight",
    "required",
    "source",
    "fill_from",
    "note",
)
UNSCORED = {"goalpost_low": 0.0, "goalpost_high": 1.0, "weight": 0.0}
"""Stand in a context indicator for the numbers that its row need not give."""

ALLOWED = {
    "dimension": (*DIMENSIONS, CONTEXT),
    "sub_dimension": SUB_DIMENSIONS,
    "direction": ("benefit", "cost"),
    "transform": tuple(TRANSFORMS),
    "required": ("yes", "no"),
}


@dataclass(frozen=True)
class Indicator:
    """One row of the indicator table.

    Attributes
    ----------
    numerator, denominator
        Codes of statistics; a blank denominator means the statistic itself.
    unit
        Unit of the indicator; its goalposts are in it.
    goalpost_low, goalpost_high
        Fixed over all years, so that a rise over time stays visible; NaN (a blank cell) while
        the indicator has no figures.
    weight
        Used by the weighting ``table``; non-negative.
    required
        A required indicator without any figure stops the study; another one is noted.
    source
        Ids of the publications that its figures come from.
    fill_from
        The register or table that would fill the indicator.
    """

    code: str
    label_zh: str
    label_en: str
    dimension: str
    sub_dimension: str
    direction: str
    numerator: str
    denominator: str
    unit: Unit
    transform: str
    goalpost_low: float
    goalpost_high: float
    goalpost_basis: str
    weight: float
    required: bool
    source: tuple[str, ...]
    fill_from: str
    note: str
    row: int

    @property
    def worst(self) -> float:
        """Goalpost that scores 0."""
        return self.goalpost_low if self.direction == "benefit" else self.goalpost_high

    @property
    def best(self) -> float:
        """Goalpost that scores 1."""
        return self.goalpost_high if self.direction == "benefit" else self.goalpost_low


def read_indicators(
    path: Path, statistics: Mapping[str, Statistic], problems: Problems
) -> tuple[tuple[Indicator, ...], Table]:
    """Read the indicator table; faults go to `problems`, faulty rows are left out."""
    table = read_table(path, COLUMNS, problems)
    indicators: dict[str, Indicator] = {}
    rows: dict[str, int] = {}
    for row in table:
        code = row["indicator"]
        if not code.isidentifier():
            problems.add_study("code_invalid", table.name, row.number, "indicator", seen=code)
        elif code in rows:
            problems.add_study(
                "code_repeated", table.name, row.number, "indicator", seen=code, first=rows[code]
            )
        else:
            rows[code] = row.number
            indicator = _indicator(row, table.name, statistics, problems)
            if indicator:
                indicators[code] = indicator
    for dimension in DIMENSIONS:
        members = [i for i in indicators.values() if i.dimension == dimension]
        if table.rows and not members and not problems:
            problems.add_study(
                "dimension_empty", table.name, column="dimension", dimension=dimension
            )
    return tuple(indicators.values()), table


def _indicator(
    row: Row, file: str, statistics: Mapping[str, Statistic], problems: Problems
) -> Indicator | None:
    faults = len(problems.found)
    for column, allowed in ALLOWED.items():
        if row[column] not in allowed and not (
            column == "sub_dimension" and row["dimension"] == CONTEXT and not row[column]
        ):
            problems.add_study(
                "value_not_allowed",
                file,
                row.number,
                column,
                seen=row[column],
                allowed="、".join(allowed),
            )
    unit = unit_or_problem(row["unit"], file, row.number, problems)
    _check_statistics(row, file, statistics, unit, problems)
    numbers = dict(UNSCORED)
    if row["dimension"] != CONTEXT:
        numbers = {column: _number(row, column, file, problems) for column in UNSCORED}
    low, high, weight = numbers.values()
    logged = row["transform"] == "log" and low <= 0
    # NaN compares false: goalposts may be blank while an indicator has no figures
    if len(problems.found) == faults and (low >= high or logged or weight < 0):
        problems.add_study(
            "goalpost_invalid", file, row.number, "goalpost_low", low=f"{low:g}", high=f"{high:g}"
        )
    if unit is None or len(problems.found) > faults:
        return None
    return Indicator(
        code=row["indicator"],
        label_zh=row["label_zh"],
        label_en=row["label_en"],
        dimension=row["dimension"],
        sub_dimension=row["sub_dimension"],
        direction=row["direction"],
        numerator=row["numerator"],
        denominator=row["denominator"],
        unit=unit,
        transform=row["transform"],
        goalpost_low=low,
        goalpost_high=high,
        goalpost_basis=row["goalpost_basis"],
        weight=weight,
        required=row["required"] == "yes",
        source=tuple(filter(None, row["source"].split(";"))),
        fill_from=row["fill_from"],
        note=row["note"],
        row=row.number,
    )


def _check_statistics(
    row: Row, file: str, statistics: Mapping[str, Statistic], unit: Unit | None, problems: Problems
) -> None:
    """Numerator and denominator are known, and their quotient can be given in the unit."""
    for column in ("numerator", "denominator"):
        code = row[column]
        if code not in statistics and not (column == "denominator" and not code):
            near = "、".join(get_close_matches(code, statistics, n=3)) or "无"
            problems.add_study("statistic_unknown", file, row.number, column, seen=code, near=near)
            return
    measured = statistics[row["numerator"]].unit
    if row["denominator"]:
        measured = measured / statistics[row["denominator"]].unit
    try:
        if unit:
            measured.to(unit)
    except UnitError as error:
        problems.add_study("unit_wrong", file, row.number, "unit", detail=error)


def _number(row: Row, column: str, file: str, problems: Problems) -> float:
    if not row[column] and column != "weight":
        return float("nan")
    try:
        return float(row[column])
    except ValueError:
        problems.add_study("number_invalid", file, row.number, column, seen=row[column])
        return 0.0


def derivation_order(
    statistics: Mapping[str, Statistic], problems: Problems
) -> tuple[tuple[Statistic, Expression], ...]:
    """Derived statistics, each after those that its formula needs, with their parsed formulas.

    A formula that cannot be parsed, names an unknown statistic, mixes units or runs in a circle
    is added to `problems`.
    """
    formulas: dict[str, Expression] = {}
    for statistic in statistics.values():
        if statistic.formula:
            formula = _formula(statistic, statistics, problems)
            if formula:
                formulas[statistic.code] = formula
    order: list[str] = []
    waiting = dict(formulas)
    while waiting:
        ready = [code for code, f in waiting.items() if not set(f.names) & set(waiting)]
        if not ready:
            first = statistics[next(iter(waiting))]
            problems.add_study(
                "formula_cycle", first.file, first.row, "formula", names="、".join(waiting)
            )
            break
        order += ready
        waiting = {code: f for code, f in waiting.items() if code not in ready}
    return tuple((statistics[code], formulas[code]) for code in order)


def _formula(
    statistic: Statistic, statistics: Mapping[str, Statistic], problems: Problems
) -> Expression | None:
    place = (statistic.file, statistic.row, "formula")
    try:
        formula = parse(statistic.formula)
    except ExpressionError as error:
        problems.add_study("formula_invalid", *place, detail=error)
        return None
    unknown = [name for name in formula.names if name not in statistics]
    for name in unknown:
        near = "、".join(get_close_matches(name, statistics, n=3)) or "无"
        problems.add_study("statistic_unknown", *place, seen=name, near=near)
    if unknown:
        return None
    try:
        formula.value({name: statistics[name].unit for name in formula.names}).to(statistic.unit)
    except (UnitError, TypeError, AttributeError) as error:
        problems.add_study("unit_wrong", *place, detail=error)
        return None
    return formula


def by_dimension(indicators: Sequence[Indicator], dimension: str) -> list[int]:
    """Positions of the indicators of one dimension."""
    return [n for n, indicator in enumerate(indicators) if indicator.dimension == dimension]
