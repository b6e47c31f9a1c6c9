"""Why a region has its type, or none: one sentence for every region and year, built from the
parsed rules and the values that they met."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from layout.expressions import Expression
from layout.indicators import Indicator
from layout.labels import label
from layout.metrics import Metrics
from layout.rules import ZoneType
from layout.zones.conditions import (
    Comparison,
    Condition,
    Truth,
    comparisons,
    shortfall,
    take_apart,
    truth,
)
from layout.zones.wording import Reading, Said, Words, read, said, told, vocabulary

Array = npt.NDArray[np.float64]
Cell = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Applied:
    """A condition applied to every year and region.

    Attributes
    ----------
    truth
        (Y, R) where the condition holds, and where it does not.
    single
        Comparison → its truth and reading.
    """

    condition: Condition
    truth: Truth
    single: dict[Comparison, tuple[Truth, Reading]]


def applied(
    expression: Expression, arrays: Mapping[str, Array], known: dict[str, Words]
) -> Applied:
    """Apply a condition, each comparison by itself."""
    shape = next(iter(arrays.values())).shape
    condition = take_apart(expression)
    single = {}
    for one in comparisons(condition):
        truth_of = Truth(*(np.broadcast_to(mask, shape) for mask in truth(one, arrays)))
        single[one] = truth_of, _spread(read(one, known, arrays), shape)
    whole = Truth(*(np.broadcast_to(mask, shape) for mask in truth(condition, arrays)))
    return Applied(condition, whole, single)


@dataclass(frozen=True, eq=False)
class Judged(Applied):
    """The rule of a type applied to every year and region.

    Attributes
    ----------
    missed
        (Y, R) `shortfall` of the condition.
    """

    kind: ZoneType
    missed: Array

    @cached_property
    def always(self) -> npt.NDArray[np.bool_]:
        """(Y,) whether the condition holds for every region that it can be decided for."""
        return np.asarray(~self.truth.false.any(axis=1))


def judge(
    types: Iterable[ZoneType], metrics: Metrics, known: dict[str, Words]
) -> tuple[Judged, ...]:
    """Apply the rules of all types."""
    found = []
    for kind in types:
        one = applied(kind.condition, metrics.arrays, known)
        missed = shortfall(one.condition, metrics.arrays)
        found.append(Judged(one.condition, one.truth, one.single, kind, missed))
    return tuple(found)


def _spread(reading: Reading, shape: tuple[int, ...]) -> Reading:
    """The reading with both sides in the shape of the metrics: some rules compare numbers."""
    value, bound = (np.broadcast_to(part, shape) for part in (reading.value, reading.bound))
    return Reading(reading.words, reading.sign, value, bound, reading.bound_words)


def reasons(
    given: npt.NDArray[np.int_],
    types: Sequence[ZoneType],
    metrics: Metrics,
    indicators: Sequence[Indicator],
) -> npt.NDArray[np.object_]:
    """Write the sentence of every region and year.

    Parameters
    ----------
    given : (Y, R)
        Position of each region's type in `types`, their number where it has none.

    Returns
    -------
    (Y, R) of str
        Type, the conditions that gave it with their values; where there is no type, or its rule
        holds for every region, the rule missed by the fewest comparisons and, of those, by the
        smallest relative gap; and the rules of higher priority that missing figures leave
        undecided.
    """
    known = vocabulary(indicators)
    judged = judge(types, metrics, known)
    text = np.empty(given.shape, dtype=object)
    for cell in np.ndindex(*given.shape):
        text[cell] = _Place((cell[0], cell[1]), metrics, known, judged, int(given[cell])).sentence()
    return text


@dataclass(frozen=True, eq=False)
class Wording:
    """What one region has in one year, set against conditions."""

    cell: Cell
    metrics: Metrics
    known: dict[str, Words]

    def met(self, one: Applied, condition: Condition) -> str:
        """The comparisons by which a condition holds."""
        if isinstance(condition, Comparison):
            return told([self._said(one, condition)])
        held = [part for part in condition.parts if self._holds(one, part)]
        if condition.every:
            plain = [self._said(one, part) for part in held if isinstance(part, Comparison)]
            others = [self.met(one, part) for part in held if not isinstance(part, Comparison)]
            return label("reason", "next").join(filter(None, [told(plain), *others]))
        held_words = "、".join(self.met(one, part) for part in held)
        count = len(condition.parts)
        return label("reason", "any").format(count=count, conditions=held_words)

    def lacking(self, one: Applied, condition: Condition) -> str:
        """The comparisons by which a condition fails; those of missing figures are named."""
        if isinstance(condition, Comparison):
            if self._holds(one, condition) is None:
                names = self.missing(condition.names)
                return label("reason", "unknown").format(metrics=names)
            return told([self._said(one, condition)])
        failed = [part for part in condition.parts if not self._holds(one, part)]
        if condition.every:
            between, missed, rest = label("reason", "and_also"), [], []
            for part in failed:
                if isinstance(part, Comparison) and self._holds(one, part) is False:
                    missed.append(self._said(one, part))
                else:
                    rest.append(self.lacking(one, part))
            return between.join(filter(None, [told(missed, between), *rest]))
        failed_words = "、".join(self.lacking(one, part) for part in failed)
        return label("reason", "none_of").format(count=len(failed), conditions=failed_words)

    def missing(self, names: Iterable[str]) -> str:
        """Words for those of the metrics that the region lacks."""
        arrays = self.metrics.arrays
        gone = [name for name in names if np.isnan(arrays[name][self.cell])]
        words = "、".join(f"“{self.known[name].text}”" for name in gone)
        return words or label("reason", "not_computable")  # a divisor is zero

    def _said(self, one: Applied, comparison: Comparison) -> Said:
        return said(one.single[comparison][1], self.cell)

    def _holds(self, one: Applied, condition: Condition) -> bool | None:
        """Whether a part of the rule holds at this place, None where that is undecided."""
        if isinstance(condition, Comparison):
            found = one.single[condition][0]
            if found.undecided[self.cell]:
                return None
            return bool(found.true[self.cell])
        parts = [self._holds(one, part) for part in condition.parts]
        decisive = not condition.every  # one false part decides "and", one true part "or"
        if decisive in parts:
            return decisive
        return None if None in parts else not decisive


@dataclass(frozen=True, eq=False)
class _Place(Wording):
    """One region in one year; `given` is the position of its type."""

    judged: tuple[Judged, ...]
    given: int

    def sentence(self) -> str:
        parts = []
        if self.given < len(self.judged):
            one = self.judged[self.given]
            met = self.met(one, one.condition)
            parts.append(label("reason", "typed").format(type=one.kind.label_zh, conditions=met))
            if one.always[self.cell[0]]:
                nearest = self._nearest("nearest_beside")
                parts += [label("reason", "always"), *nearest]
        elif any(one.truth.false[self.cell] for one in self.judged):
            parts += self._nearest("nearest")
        else:
            parts.append(label("reason", "none_decided"))
        return label("reason", "next").join([*parts, *self._open()])

    def _nearest(self, code: str) -> Iterator[str]:
        """The type that the region misses by least, or several that are equally near."""
        false = [one for one in self.judged if one.truth.false[self.cell]]
        least = min((one.missed[self.cell] for one in false), default=0.0)
        near = [
            label("reason", "missed").format(
                type=one.kind.label_zh, conditions=self.lacking(one, one.condition)
            )
            for one in false
            if one.missed[self.cell] == least
        ]
        if near:
            yield label("reason", code).format(types=label("reason", "or").join(near))

    def _open(self) -> Iterator[str]:
        """Rules of higher priority than the type's own that cannot be decided."""
        for one in self.judged[: self.given]:
            if one.truth.undecided[self.cell]:
                names = [name for part in one.single for name in part.names]
                yield label("reason", "undecided").format(
                    type=one.kind.label_zh, metrics=self.missing(dict.fromkeys(names))
                )
