"""Whether conditions of rules can hold, alone or together, decided and not sampled.

A comparison of one metric with a number is constant between the numbers that it is compared with:
every metric has finitely many cells, and one value stands for each. Conditions become a
disjunction of terms (disjunctive normal form), a term being one set of cells for every metric.
A comparison of anything else (two metrics, a sum, a quotient) is only a proposition that may be
true or false; what depends on it stays undecided.
"""

import ast
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from layout.expressions import COMPARISON, Expression

MOST_TERMS = 500
"""Terms of one condition; a longer one is left undecided. Real conditions have fewer than ten."""

Cells = Mapping[str, int]
"""Metric → bits of the cells that are left to it; a metric not named has all of them."""


class Domain(NamedTuple):
    """Values that a metric can have: from `low` to `high`, or 0 and 1 alone where `binary`."""

    low: float = -math.inf
    high: float = math.inf
    low_open: bool = False
    binary: bool = False


class Term(NamedTuple):
    """A conjunction: the cells left, and which propositions must be true or false."""

    cells: Cells
    unknown: frozenset[tuple[str, bool]]


class Decision(NamedTuple):
    """The answer, None where it is not decided; `example` is one assignment where it is yes."""

    answer: bool | None
    example: dict[str, float]


class _TooManyTermsError(Exception):
    """The condition has more than `MOST_TERMS` terms."""


@dataclass(frozen=True)
class Space:
    """The metrics of some conditions with one value for each of their cells.

    Attributes
    ----------
    values
        Metric → ascending values, one for each cell.
    groups
        Metrics with the values 0 and 1, exactly one of which is 1.
    """

    values: dict[str, tuple[float, ...]]
    groups: tuple[tuple[str, ...], ...]

    @classmethod
    def of(
        cls,
        conditions: Sequence[Expression],
        domains: Mapping[str, Domain],
        groups: Sequence[Sequence[str]] = (),
    ) -> "Space":
        """The space of all `conditions`; every metric they name must have a domain."""
        breaks: dict[str, set[float]] = {}
        for condition in conditions:
            for name in condition.names:
                breaks.setdefault(name, set())
            for node in ast.walk(condition.tree):
                for name, number in _breaks(node):
                    breaks[name].add(number)
        whole = tuple(tuple(group) for group in groups if set(group) <= set(domains))
        for group in whole:
            for name in group:
                breaks.setdefault(name, set())
        return cls({name: cells_of(domains[name], at) for name, at in breaks.items()}, whole)

    def terms(self, condition: Expression, *, holds: bool = True) -> tuple[Term, ...] | None:
        """Terms of the condition or of its negation; None where there are too many."""
        try:
            return tuple(self._terms(condition.tree, holds))
        except _TooManyTermsError:
            return None

    def decide(self, *parts: tuple[Term, ...] | None) -> Decision:
        """Whether conditions, given as their terms, can all hold at once."""
        left: Iterable[Term] = (Term({}, frozenset()),)
        for part in parts:
            if part is None:
                return Decision(None, {})
            left = _product(left, part)
        open_question = False
        for term in left:
            chosen = self._example(term)
            if chosen is not None and not term.unknown:
                return Decision(True, chosen)
            open_question |= chosen is not None
        return Decision(None if open_question else False, {})

    def _terms(self, node: ast.expr, holds: bool) -> list[Term]:
        match node:
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return self._terms(operand, not holds)
            case ast.BoolOp(op=op, values=values):
                parts = [self._terms(value, holds) for value in values]
                return _joined(parts, isinstance(op, ast.And) == holds)
            case ast.Compare(left=left, ops=ops, comparators=others):
                sides = pairwise([left, *others])
                atoms = [self._atom(a, op, b, holds) for op, (a, b) in zip(ops, sides, strict=True)]
                return _joined(atoms, holds)
            case _:  # a number as a truth value: anything but 0 is true
                return self._atom(node, ast.NotEq(), ast.Constant(0), holds)

    def _atom(self, a: ast.expr, op: ast.cmpop, b: ast.expr, holds: bool) -> list[Term]:
        """Terms of one comparison."""
        compared = COMPARISON[type(op)]
        left, right = constant(a), constant(b)
        if left is not None and right is not None:
            return [Term({}, frozenset())] if bool(compared(left, right)) == holds else []
        if isinstance(a, ast.Name) and right is not None:
            kept = [bool(compared(value, right)) == holds for value in self.values[a.id]]
            return self._cells(a.id, kept)
        if isinstance(b, ast.Name) and left is not None:
            kept = [bool(compared(left, value)) == holds for value in self.values[b.id]]
            return self._cells(b.id, kept)
        proposition = f"{ast.dump(a)} {type(op).__name__} {ast.dump(b)}"
        return [Term({}, frozenset([(proposition, holds)]))]

    def _cells(self, name: str, kept: Sequence[bool]) -> list[Term]:
        if not any(kept):
            return []
        bits = sum(1 << n for n, yes in enumerate(kept) if yes)
        return [Term({} if all(kept) else {name: bits}, frozenset())]

    def _example(self, term: Term) -> dict[str, float] | None:
        """A value for every metric of the space that satisfies the cells of the term."""
        chosen = {}
        for name, values in self.values.items():
            bits = term.cells.get(name, -1)
            able = [value for n, value in enumerate(values) if bits >> n & 1]
            chosen[name] = able[len(able) // 2]
        for group in self.groups:
            allowed = {name: term.cells.get(name, 0b11) for name in group}
            one = next((name for name in group if _only(name, allowed)), None)
            if one is None:
                return None
            chosen |= {name: float(name == one) for name in group}
        return chosen


def constant(node: ast.expr) -> float | None:
    """Value of a part that names no metric; None where it has no finite value or names one."""
    if any(isinstance(part, ast.Name | ast.Compare | ast.BoolOp) for part in ast.walk(node)):
        return None
    try:
        value = float(Expression("", (), node).value({}))
    except (ZeroDivisionError, OverflowError):
        return None
    return value if math.isfinite(value) else None


def cells_of(domain: Domain, breaks: Iterable[float]) -> tuple[float, ...]:
    """One value for every cell into which numbers cut a domain: the numbers, and between them.

    Examples
    --------
    >>> cells_of(Domain(0, 100), [30])
    (0.0, 15.0, 30.0, 65.0, 100.0)
    >>> cells_of(Domain(0, low_open=True), [1]), cells_of(Domain(binary=True), [1])
    ((0.5, 1.0, 2.0), (0.0, 1.0))
    """
    if domain.binary:
        return 0.0, 1.0
    low, high = float(domain.low), float(domain.high)
    ends = [end for end in (low, high) if math.isfinite(end)]
    points = sorted({float(b) for b in breaks if low <= b <= high} | {*ends}) or [0.0]
    found = [points[0] - max(1.0, abs(points[0]))] if low == -math.inf else []
    for a, b in pairwise(points):
        found += [a, (a + b) / 2 if math.isfinite(a + b) else a / 2 + b / 2]
    found.append(points[-1])
    if high == math.inf:
        found.append(points[-1] + max(1.0, abs(points[-1])))
    if domain.low_open:
        found = [value for value in found if value > low]
    # between two neighbouring floating-point numbers there is none
    return tuple(dict.fromkeys(value + 0.0 for value in found if math.isfinite(value)))


def _breaks(node: ast.AST) -> Iterator[tuple[str, float]]:
    """Metrics and the numbers with which a comparison sets them side by side."""
    if isinstance(node, ast.Compare):
        for a, b in pairwise([node.left, *node.comparators]):
            for name, other in ((a, b), (b, a)):
                number = constant(other)
                if isinstance(name, ast.Name) and number is not None:
                    yield name.id, number
    elif isinstance(node, ast.Name):  # perhaps used as a truth value
        yield node.id, 0.0


def _joined(parts: Sequence[list[Term]], both: bool) -> list[Term]:
    """All of the parts, or any of them; each term once."""
    if both:
        found: list[Term] = [Term({}, frozenset())]
        for part in parts:
            found = _once(_product(found, part))
        return found
    return _once(term for part in parts for term in part)


def _once(terms: Iterable[Term]) -> list[Term]:
    kept: dict[object, Term] = {}
    for term in terms:
        kept.setdefault((frozenset(term.cells.items()), term.unknown), term)
        if len(kept) > MOST_TERMS:
            raise _TooManyTermsError
    return [*kept.values()]


def _product(left: Iterable[Term], right: Sequence[Term]) -> Iterator[Term]:
    """Terms of the conjunction that do not contradict themselves."""
    for a in left:
        for b in right:
            cells = dict(a.cells)
            for name, bits in b.cells.items():
                cells[name] = cells.get(name, -1) & bits
            unknown = a.unknown | b.unknown
            clash = any((what, not true) in unknown for what, true in unknown)
            if all(cells.values()) and not clash:
                yield Term(cells, unknown)


def _only(name: str, allowed: Mapping[str, int]) -> bool:
    """Whether one metric of a group can be 1 and all others 0."""
    return all(bits & (0b10 if other == name else 0b01) for other, bits in allowed.items())
