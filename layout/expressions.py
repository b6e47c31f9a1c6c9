"""Formulas and conditions written in tables: parsed against a whitelist, never evaluated as code.

Allowed are names, numbers, ``+ - * /``, comparisons (also chained), ``and or not`` and
parentheses. A name stands for an array; everything broadcasts.
"""

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
import numpy.typing as npt

ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
COMPARISON: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
MAX_LENGTH = 500
"""Longest formula accepted, in characters; real ones have a tenth of it."""


class ExpressionError(ValueError):
    """The text is no formula of the allowed kind; the message quotes the part at fault."""


@dataclass(frozen=True)
class Expression:
    """A parsed formula. `names` are the arrays it needs, in order of first use."""

    text: str
    names: tuple[str, ...]
    tree: ast.expr

    def value(self, arrays: Mapping[str, Any]) -> Any:
        """Value for the arrays named; NumPy rules of broadcasting and NaN apply."""
        return _value(self.tree, arrays)

    def holds(self, arrays: Mapping[str, npt.NDArray[np.float64]]) -> npt.NDArray[np.bool_]:
        """Where the condition is true. Where a needed value is missing it does not hold."""
        shape = np.broadcast_shapes(*(arrays[name].shape for name in self.names))
        true = np.broadcast_to(np.asarray(self.value(arrays), dtype=bool), shape)
        return np.asarray(true & ~self.undecidable(arrays))

    def undecidable(self, arrays: Mapping[str, npt.NDArray[np.float64]]) -> npt.NDArray[np.bool_]:
        """Where a value that the formula needs is missing."""
        missing = [np.isnan(arrays[name]) for name in self.names]
        return np.asarray(np.logical_or.reduce(np.broadcast_arrays(*missing)))


def parse(text: str) -> Expression:
    """Parse a formula or condition.

    Raises
    ------
    ExpressionError
        If the text is too long, not an expression, uses anything but the allowed parts, or
        names nothing.

    Examples
    --------
    >>> parse("a >= 2 * b and not c > 0").names
    ('a', 'b', 'c')
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"超过 {MAX_LENGTH} 个字符")
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ExpressionError(f"“{text}”不是完整的式子") from error
    names: list[str] = []
    _check(tree, text, names)
    if not names:
        raise ExpressionError(f"“{text}”没有用到任何指标")
    return Expression(text, tuple(dict.fromkeys(names)), tree)


def _check(node: ast.expr, text: str, names: list[str]) -> None:
    """Refuse every node that is not on the whitelist, and collect the names."""
    match node:
        case ast.Name(id=name):
            names.append(name)
            parts: list[ast.expr] = []
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            parts = []
        case ast.BinOp(left=left, op=op, right=right) if type(op) in ARITHMETIC:
            parts = [left, right]
        case ast.UnaryOp(op=ast.USub() | ast.Not(), operand=operand):
            parts = [operand]
        case ast.BoolOp(values=values):
            parts = values
        case ast.Compare(left=left, ops=ops, comparators=others) if all(
            type(op) in COMPARISON for op in ops
        ):
            parts = [left, *others]
        case _:
            raise ExpressionError(f"“{ast.get_source_segment(text.strip(), node) or text}”不被允许")
    for part in parts:
        _check(part, text, names)


def _value(node: ast.expr, arrays: Mapping[str, Any]) -> Any:
    match node:
        case ast.Name(id=name):
            return arrays[name]
        case ast.Constant(value=number):
            return number
        case ast.BinOp(left=left, op=op, right=right):
            return ARITHMETIC[type(op)](_value(left, arrays), _value(right, arrays))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand, arrays)
        case ast.UnaryOp(operand=operand):
            return np.logical_not(_value(operand, arrays))
        case ast.BoolOp(op=ast.And(), values=values):
            return reduce(np.logical_and, (_value(part, arrays) for part in values))
        case ast.BoolOp(values=values):
            return reduce(np.logical_or, (_value(part, arrays) for part in values))
        case ast.Compare(left=left, ops=ops, comparators=others):
            sides = [_value(side, arrays) for side in (left, *others)]
            pairs = zip(ops, sides[:-1], sides[1:], strict=True)
            return reduce(np.logical_and, (COMPARISON[type(op)](a, b) for op, a, b in pairs))
        case _:  # parse() lets nothing else through
            raise AssertionError(ast.dump(node))
