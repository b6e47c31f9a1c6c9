"""Comparisons of a rule in words that an official understands, with the values of a region."""

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from layout.expressions import Expression
from layout.indicators import DIMENSIONS, SUB_DIMENSIONS, Indicator
from layout.labels import label
from layout.matching import PAIRS, SYNCHRONOUS
from layout.metrics import LEVELS, PERCENTILE
from layout.zones.conditions import COMPARE, MIRRORED, Comparison, side

Array = npt.NDArray[np.float64]

DECIMALS = {"percentile": 0, "ratio": 2, "level": 3, "growth": 3, "number": 3, "flag": 0}
"""Of a value in a sentence, by kind of metric."""

SIGNIFICANT = 4
"""Digits of an indicator in a sentence."""

MOST_DECIMALS = 6
"""No more are shown, however near a value lies to its bound."""

OPERATORS = {ast.Add: "+", ast.Sub: "−", ast.Mult: "×", ast.Div: "÷"}


class Words(NamedTuple):
    """A metric in words.

    `tail` is what several metrics may have in common, so that it need be said only once.
    """

    subject: str
    tail: str
    kind: str
    unit: str = ""

    @property
    def text(self) -> str:
        """The whole name."""
        return self.subject + self.tail


def vocabulary(indicators: Sequence[Indicator]) -> dict[str, Words]:
    """Words for every metric of `layout.metrics.names`.

    Examples
    --------
    >>> vocabulary([])["p_growth_ip"].text
    '知识产权得分年均变化位次百分位'
    """
    level, growth, percentile, ratio, relative, between = (
        label("metric_part", code)
        for code in ("level", "growth", "percentile", "ratio", "relative", "and")
    )
    subjects = {code: label("dimension", code) for code in (*DIMENSIONS, "composite")}
    ranked = {name: Words(label("metric", name), "", "level") for name in LEVELS}
    ranked["composite"] = Words(subjects["composite"], level, "level")
    for d in DIMENSIONS:
        ranked[f"u_{d}"] = Words(subjects[d], level, "level")
        for s in SUB_DIMENSIONS:
            part = subjects[d] + label("sub_dimension", s)
            ranked[f"u_{d}_{s}"] = Words(part, level, "level")
    ranked |= {f"growth_{d}": Words(words, growth, "growth") for d, words in subjects.items()}
    ranked |= {i.code: Words(i.label_zh, "", "indicator", _unit(i.unit.name)) for i in indicators}
    found = dict(ranked)
    for name, words in ranked.items():
        found[PERCENTILE + name] = Words(words.subject, words.tail + percentile, "percentile")
    for name in ("max_level", "min_level"):
        found[name] = Words(label("metric", name), "", "level")
    for a, b in PAIRS:
        found[f"ratio_{a}_{b}"] = Words(subjects[a] + between + subjects[b], ratio, "ratio")
    for lag in (*DIMENSIONS, SYNCHRONOUS):
        found[f"lag_{lag}"] = Words(label("lag", lag), "", "flag")
        found[f"relative_lag_{lag}"] = Words(label("lag", lag), relative, "flag")
    return found


def _unit(name: str) -> str:
    """The unit to write after a value; none if it begins with a figure and is a scale (0-1分)."""
    return "" if name[:1].isdigit() else name


@dataclass(frozen=True, eq=False)
class Reading:
    """A comparison ready to be read.

    Attributes
    ----------
    value, bound
        Both sides, in one shape; NaN where undefined.
    bound_words
        The other side in words, blank where it is a plain number.
    """

    words: Words
    sign: str
    value: Array
    bound: Array
    bound_words: str


def read(
    comparison: Comparison, known: Mapping[str, Words], arrays: Mapping[str, Array]
) -> Reading:
    """Bring a comparison into the form that is read: the metric first, then what is asked of it.

    A level compared with a multiple of another level is read as their ratio; both are above zero.
    """
    if not comparison.left.names or (
        _metric(comparison.right.tree) and not _metric(comparison.left.tree)
    ):
        comparison = Comparison(comparison.right, MIRRORED[comparison.sign], comparison.left)
    left, right = side(comparison.left, arrays), side(comparison.right, arrays)
    words = _words(comparison.left, known)
    multiple = _multiple(comparison.right.tree)
    if multiple and words.kind == known[multiple[1]].kind == "level":
        factor, other = multiple
        words = _ratio(words, known[other])
        divisor = np.asarray(arrays[other])
        shape = np.broadcast_shapes(left.shape, divisor.shape)
        return Reading(words, comparison.sign, left / divisor, np.full(shape, factor), "")
    left, right = np.broadcast_arrays(left, right)
    said = in_words(comparison.right.tree, known) if comparison.right.names else ""
    return Reading(words, comparison.sign, left, right, said)


def _metric(node: ast.expr) -> bool:
    return isinstance(node, ast.Name)


def _multiple(node: ast.expr) -> tuple[float, str] | None:
    """Factor and metric of a multiple of one metric, None for anything else."""
    match node:
        case ast.Name(id=name):
            return 1.0, name
        case (
            ast.BinOp(left=ast.Constant(value=factor), op=ast.Mult(), right=ast.Name(id=name))
            | ast.BinOp(left=ast.Name(id=name), op=ast.Mult(), right=ast.Constant(value=factor))
        ) if isinstance(factor, int | float):
            return float(factor), name
    return None


def _words(expression: Expression, known: Mapping[str, Words]) -> Words:
    if isinstance(expression.tree, ast.Name):
        return known[expression.tree.id]
    return Words(in_words(expression.tree, known), "", "number")


def _ratio(one: Words, other: Words) -> Words:
    """Ratio of two levels; what both are called alike is said once."""
    between, ratio = label("metric_part", "and"), label("metric_part", "over")
    if one.tail == other.tail:
        return Words(one.subject + between + other.subject, one.tail + ratio, "ratio")
    return Words(one.text + between + other.text, ratio, "ratio")


def in_words(node: ast.expr, known: Mapping[str, Words]) -> str:
    """An arithmetic expression with the names of its metrics; other parts as they are written."""
    match node:
        case ast.Name(id=name):
            return known[name].text
        case ast.BinOp(left=left, op=op, right=right):
            sides = [in_words(part, known) for part in (left, right)]
            sides = [
                f"（{words}）" if isinstance(part, ast.BinOp) else words
                for part, words in zip((left, right), sides, strict=True)
            ]
            return OPERATORS[type(op)].join(sides)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return f"−{in_words(operand, known)}"
    return ast.unparse(node)


class Said(NamedTuple):
    """One region's value and what is asked of it."""

    words: Words
    value: str
    requirement: str


def said(reading: Reading, cell: tuple[int, ...]) -> Said:
    """Value and requirement of one cell."""
    value, bound = float(reading.value[cell]), float(reading.bound[cell])
    words = reading.words
    if words.kind == "flag" and bound in (0, 1):
        no_yes = [label("metric_part", code) for code in ("no", "yes")]
        must = label("metric_part", "is" if COMPARE[reading.sign](bound, bound) else "is_not")
        return Said(words, no_yes[int(value)], must + no_yes[int(bound)])
    shown, limit = number(value, bound, reading.sign, words.kind), f"{bound:g}"
    if reading.bound_words:
        shown_bound = f"{bound:.{_decimals(shown)}f}"
        limit = label("reason", "namely").format(words=reading.bound_words, value=shown_bound)
    return Said(words, f"{shown}{words.unit}", f" {reading.sign}{limit}{words.unit}")


def number(value: float, bound: float, sign: str, kind: str) -> str:
    """A value for reading, with the decimals it takes to lie on its own side of the bound.

    Examples
    --------
    >>> number(69.6, 70, "≥", "percentile"), number(92.3, 70, "≥", "percentile")
    ('69.6', '92')
    """
    holds = bool(COMPARE[sign](value, bound))
    first = DECIMALS.get(kind)
    if first is None:
        short = np.format_float_positional(
            value, precision=SIGNIFICANT, fractional=False, unique=False, trim="-"
        )
        first = _decimals(short)
    for decimals in range(first, max(first, MOST_DECIMALS) + 1):
        text = f"{value:.{decimals}f}"
        if bool(COMPARE[sign](float(text), bound)) == holds:
            break
    return text if float(text) else text.removeprefix("-")


def _decimals(text: str) -> int:
    return len(text.partition(".")[2])


def told(parts: Iterable[Said], between: str | None = None) -> str:
    """Several comparisons in a row; alike ones are told together.

    Comparisons of one metric are joined; metrics with the same tail of which the same is asked
    follow one another with the requirement said once.
    """
    asked: dict[Words, tuple[str, list[str]]] = {}
    for words, value, requirement in parts:
        shown, requirements = asked.get(words, ("", []))
        # near one of its bounds a value is shown with more decimals
        asked[words] = max(shown, value, key=len), [*requirements, requirement]
    alike: dict[tuple[str, str, str, str], list[tuple[Words, str]]] = {}
    for words, (value, requirements) in asked.items():
        own = "" if words.tail else words.subject
        key = (own, words.tail, words.unit, label("reason", "also").join(requirements))
        alike.setdefault(key, []).append((words, value))
    return (between or label("reason", "next")).join(
        _together(members, requirement) for (*_, requirement), members in alike.items()
    )


def _together(members: list[tuple[Words, str]], requirement: str) -> str:
    """One metric with what is asked of it, or several of which the same is asked."""
    subjects = "、".join(words.subject for words, _ in members)
    values = "、".join(value for _, value in members)
    code = "single" if len(members) == 1 else "several"
    tail = members[0][0].tail
    return label("reason", code).format(
        subjects=subjects + tail, value=values, requirement=requirement
    )
