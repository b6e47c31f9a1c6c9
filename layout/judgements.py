"""Weights that experts judge: pairwise comparisons (AHP) and budgets of points, from tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

import numpy as np
import numpy.typing as npt

from geodata.errors import Problems
from geodata.tables import Row, Table, read_table
from layout.indicators import Indicator
from layout.labels import label
from layout.notes import Notes
from models import weights_judged

Array = npt.NDArray[np.float64]

PAIR_COLUMNS = ("dimension", "expert", "first", "second", "value")
BUDGET_COLUMNS = ("dimension", "expert", "indicator", "points")


@dataclass(frozen=True)
class Judgements:
    """What experts said, by dimension and expert.

    Attributes
    ----------
    pairs
        (dimension, expert) → {(first, second): how many times as important the first is}.
    points
        (dimension, expert) → {indicator: points}.
    """

    pairs: dict[tuple[str, str], dict[tuple[str, str], float]] = field(default_factory=dict)
    points: dict[tuple[str, str], dict[str, float]] = field(default_factory=dict)

    def ahp(self, dimension: str, indicators: Sequence[Indicator], notes: Notes) -> Array:
        """Weights by the analytic hierarchy process, experts merged by geometric mean.

        Raises
        ------
        ValueError
            If there is no expert for the dimension or a pair is not judged.
        """
        codes = [indicator.code for indicator in indicators]
        matrices = []
        for (its_dimension, expert), judged in self.pairs.items():
            if its_dimension == dimension:
                matrices.append(_matrix(codes, judged, expert))
                _on_consistency(matrices[-1], indicators, dimension, expert, notes)
        if not matrices:
            raise ValueError("没有专家判断")
        return weights_judged.ahp(weights_judged.agreed(np.stack(matrices)))

    def budget(self, dimension: str, indicators: Sequence[Indicator], notes: Notes) -> Array:
        """Weights by the points that experts gave; indicators without figures are left out.

        Raises
        ------
        ValueError
            If there is no expert for the dimension.
        """
        codes = [indicator.code for indicator in indicators]
        given = [p for (its_dimension, _), p in self.points.items() if its_dimension == dimension]
        if not given:
            raise ValueError("没有专家打分")
        table = np.array([[points.get(code, 0.0) for code in codes] for points in given])
        # points of indicators without figures are lost: what is left is brought to one total
        return weights_judged.budget(table / table.sum(axis=1, keepdims=True))


def _matrix(codes: Sequence[str], judged: Mapping[tuple[str, str], float], expert: str) -> Array:
    matrix = np.eye(len(codes))
    for (i, first), (j, second) in combinations(enumerate(codes), 2):
        if (first, second) in judged:
            matrix[i, j] = judged[first, second]
        elif (second, first) in judged:
            matrix[i, j] = 1 / judged[second, first]
        else:
            raise ValueError(f"专家 {expert} 没有比较 {first} 与 {second}")
        matrix[j, i] = 1 / matrix[i, j]
    return matrix


def _on_consistency(
    matrix: Array, indicators: Sequence[Indicator], dimension: str, expert: str, notes: Notes
) -> None:
    """The consistency ratio, and the judgement to ask about where it is too high."""
    ratio = float(weights_judged.consistency(matrix).ratio)
    words = {"dimension": label("dimension", dimension), "expert": expert, "ratio": f"{ratio:.3f}"}
    worst = weights_judged.worst_judgement(matrix)
    if ratio < weights_judged.ACCEPTED_RATIO or worst is None:
        notes.add("ahp_consistent", **words)
        return
    notes.add(
        "ahp_inconsistent",
        first=indicators[worst.row].label_zh,
        second=indicators[worst.column].label_zh,
        judged=f"{worst.judged:.2f}",
        implied=f"{worst.implied:.2f}",
        **words,
    )


def read_judgements(
    pairs: Path | None, budget: Path | None, indicators: Sequence[Indicator], problems: Problems
) -> tuple[Judgements, tuple[Table, ...]]:
    """Read the tables of judgements that the study names; faults go to `problems`."""
    found, tables = Judgements(), []
    dimension_of = {indicator.code: indicator.dimension for indicator in indicators}
    if pairs:
        tables.append(read_table(pairs, PAIR_COLUMNS, problems))
        for row in tables[-1]:
            value = _value(row, "value", tables[-1].name, problems)
            known = _known(row, ("first", "second"), dimension_of, tables[-1].name, problems)
            if known and value:
                expert = found.pairs.setdefault((row["dimension"], row["expert"]), {})
                expert[row["first"], row["second"]] = value
    if budget:
        tables.append(read_table(budget, BUDGET_COLUMNS, problems))
        for row in tables[-1]:
            value = _value(row, "points", tables[-1].name, problems, zero=True)
            known = _known(row, ("indicator",), dimension_of, tables[-1].name, problems)
            if known and value is not None:
                expert_points = found.points.setdefault((row["dimension"], row["expert"]), {})
                expert_points[row["indicator"]] = value
    return found, tuple(tables)


def _value(
    row: Row, column: str, file: str, problems: Problems, *, zero: bool = False
) -> float | None:
    """A positive number, written as such or as 1/3; zero only where it makes sense."""
    numerator, _, denominator = row[column].partition("/")
    try:
        value = float(numerator) / float(denominator or 1)
    except (ValueError, ZeroDivisionError):
        value = -1.0
    if value > 0 or (zero and value == 0):
        return value
    problems.add_study("number_invalid", file, row.number, column, seen=row[column])
    return None


def _known(
    row: Row, columns: Sequence[str], dimension_of: Mapping[str, str], file: str, found: Problems
) -> bool:
    """Whether the indicators named belong to the dimension of the row."""
    good = True
    for column in columns:
        if dimension_of.get(row[column]) != row["dimension"]:
            members = [code for code, d in dimension_of.items() if d == row["dimension"]]
            allowed = "、".join(members) or "（该维度没有指标）"
            found.add_study(
                "value_not_allowed", file, row.number, column, seen=row[column], allowed=allowed
            )
            good = False
    return good
