"""Conditions taken apart: comparisons under "and" and "or", each true, false or undecided."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from layout.expressions import COMPARISON, Expression

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

SIGNS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<",
    ast.LtE: "≤",
    ast.Gt: ">",
    ast.GtE: "≥",
    ast.Eq: "=",
    ast.NotEq: "≠",
}
COMPARE = {sign: COMPARISON[kind] for kind, sign in SIGNS.items()}
OPPOSITE = {"<": "≥", "≥": "<", ">": "≤", "≤": ">", "=": "≠", "≠": "="}
"""The comparison that holds where the other does not."""

MIRRORED = {"<": ">", ">": "<", "≤": "≥", "≥": "≤", "=": "=", "≠": "≠"}
"""The same comparison with its sides exchanged."""

GAP_WEIGHT = 1 / 1024
"""Of a gap beside a comparison missed: the number of comparisons always decides first."""


@dataclass(frozen=True)
class Comparison:
    """Two sides and the sign between them."""

    left: Expression
    sign: str
    right: Expression

    @property
    def names(self) -> tuple[str, ...]:
        """Metrics on either side."""
        return tuple(dict.fromkeys((*self.left.names, *self.right.names)))


@dataclass(frozen=True)
class Joined:
    """Conditions of which every one must hold, or any one."""

    every: bool
    parts: tuple["Condition", ...]


Condition = Comparison | Joined


class Truth(NamedTuple):
    """Where a condition is true and where it is false; where neither, it is undecided."""

    true: Mask
    false: Mask

    @property
    def undecided(self) -> Mask:
        """Where missing values leave the condition open."""
        return ~(self.true | self.false)


def take_apart(expression: Expression) -> Condition:
    """Comparisons of a condition, without "not" and chains.

    "not" is carried inwards by De Morgan's laws, a chain ``a < b < c`` becomes two comparisons,
    and a value that stands alone is a comparison with zero.

    Examples
    --------
    >>> from layout.expressions import parse
    >>> [c.sign for c in comparisons(take_apart(parse("not (a > 1 or 0 <= b < 2)")))]
    ['≤', '>', '≥']
    """
    return _taken(expression.tree, wanted=True)


def _taken(node: ast.expr, *, wanted: bool) -> Condition:
    match node:
        case ast.BoolOp(op=op, values=values):
            every = isinstance(op, ast.And) == wanted
            return _joined(every, [_taken(value, wanted=wanted) for value in values])
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return _taken(operand, wanted=not wanted)
        case ast.Compare(left=left, ops=ops, comparators=others):
            sides = [_part(side) for side in (left, *others)]
            signs = [SIGNS[type(op)] if wanted else OPPOSITE[SIGNS[type(op)]] for op in ops]
            triples = zip(sides[:-1], signs, sides[1:], strict=True)
            return _joined(wanted, [Comparison(*triple) for triple in triples])
        case _:
            return Comparison(_part(node), "≠" if wanted else "=", _part(ast.Constant(0)))


def _joined(every: bool, parts: list[Condition]) -> Condition:
    """The parts as one condition, nested ones of the same kind laid flat."""
    flat: list[Condition] = []
    for part in parts:
        flat += part.parts if isinstance(part, Joined) and part.every == every else (part,)
    return flat[0] if len(flat) == 1 else Joined(every, tuple(flat))


def _part(node: ast.expr) -> Expression:
    """A part of an expression that was parsed, and so checked, as a whole."""
    names = [part.id for part in ast.walk(node) if isinstance(part, ast.Name)]
    return Expression(ast.unparse(node), tuple(dict.fromkeys(names)), node)


def comparisons(condition: Condition) -> Iterator[Comparison]:
    """Every comparison, in the order of the text."""
    if isinstance(condition, Comparison):
        yield condition
    else:
        for part in condition.parts:
            yield from comparisons(part)


def side(expression: Expression, arrays: Mapping[str, Array]) -> Array:
    """Value of one side; NaN where a metric it needs is missing or a divisor is zero."""
    with np.errstate(divide="ignore", invalid="ignore"):
        value: Any = np.asarray(expression.value(arrays), dtype=np.float64)
    # a comparison within the arithmetic would count a missing value as false
    missing = [np.isnan(arrays[name]) for name in expression.names]
    gone = reduce(np.logical_or, missing, ~np.isfinite(value))
    return np.where(gone, np.nan, value)


def truth(condition: Condition, arrays: Mapping[str, Array]) -> Truth:
    """Three-valued truth of a condition.

    Parameters
    ----------
    arrays
        Metric → array; all broadcast against each other.

    Notes
    -----
    Kleene's strong logic: what is false whatever the missing value would be is false, and what
    is true in any case is true. Only the rest is undecided. Kleene (1952), Introduction to
    Metamathematics, § 64.

    Examples
    --------
    >>> from layout.expressions import parse
    >>> known = {"a": np.array([5.0, 0.0, 5.0]), "b": np.array([np.nan, np.nan, 1.0])}
    >>> truth(take_apart(parse("a > 1 and b > 0")), known).undecided
    array([ True, False, False])
    """
    if isinstance(condition, Comparison):
        left, right = side(condition.left, arrays), side(condition.right, arrays)
        known = ~np.isnan(left) & ~np.isnan(right)
        holds = np.asarray(COMPARE[condition.sign](left, right))
        return Truth(known & holds, known & ~holds)
    found = [truth(part, arrays) for part in condition.parts]
    every = reduce(np.logical_and, (one.true if condition.every else one.false for one in found))
    any_ = reduce(np.logical_or, (one.false if condition.every else one.true for one in found))
    return Truth(every, any_) if condition.every else Truth(any_, every)


def shortfall(condition: Condition, arrays: Mapping[str, Array]) -> Array:
    """How far a condition is from holding: comparisons missed, and a little for each one's gap.

    Returns
    -------
    (...)
        0 where the condition holds. Otherwise the fewest comparisons that would have to turn out
        differently, each as 1 plus `GAP_WEIGHT` times its gap. The gap of a comparison is
        relative to the larger of its sides, at most 2; of an undecided one it counts as 1.

    Examples
    --------
    >>> from layout.expressions import parse
    >>> rule = take_apart(parse("a >= 60 and b >= 60"))
    >>> shortfall(rule, {"a": np.array([30.0, 90.0]), "b": np.array([50.0, 45.0])}).round(4)
    array([2.0007, 1.0002])
    """
    if isinstance(condition, Comparison):
        left, right = side(condition.left, arrays), side(condition.right, arrays)
        larger = np.maximum(np.abs(left), np.abs(right))
        none = np.zeros(np.broadcast_shapes(left.shape, right.shape))
        gap = np.divide(np.abs(left - right), larger, out=none, where=larger > 0)
        gap = np.where(np.isnan(left) | np.isnan(right), 1.0, gap)
        return np.where(truth(condition, arrays).true, 0.0, 1 + GAP_WEIGHT * gap)
    parts = [shortfall(part, arrays) for part in condition.parts]
    return np.asarray(reduce(np.add if condition.every else np.minimum, parts))
