"""The unit register: every conversion goes through ``units.csv``, none is written by hand."""

import csv
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path

UNITS = Path(__file__).with_name("units.csv")

Powers = tuple[tuple[str, int], ...]


class UnitError(ValueError):
    """A unit is unknown, or two units do not measure the same quantity."""


@dataclass(frozen=True)
class Unit:
    """A unit as a factor to base units and powers of quantities.

    ``万元/人`` has factor 10,000 and powers ``(("money", 1), ("person", -1))``.
    """

    name: str
    factor: float
    powers: Powers

    def __mul__(self, other: "Unit") -> "Unit":
        return _combine(self, other, 1)

    def __truediv__(self, other: "Unit") -> "Unit":
        return _combine(self, other, -1)

    def __add__(self, other: "Unit") -> "Unit":
        self.to(other)  # raises where the two cannot be added
        return self

    def __sub__(self, other: "Unit") -> "Unit":
        return self + other

    def measures_same(self, other: "Unit") -> bool:
        """Whether figures in the one unit can be converted to the other."""
        return self.powers == other.powers

    def to(self, other: "Unit") -> float:
        """Factor that turns a figure in this unit into a figure in `other`.

        Raises
        ------
        UnitError
            If the two do not measure the same quantity.

        Examples
        --------
        >>> parse_unit("万元").to(parse_unit("亿元"))
        0.0001
        """
        if not self.measures_same(other):
            raise UnitError(f"{self.name} 与 {other.name} 不是同一种量，不能换算")
        return self.factor / other.factor


def _combine(left: Unit, right: Unit, sign: int) -> Unit:
    powers = dict(left.powers)
    for quantity, power in right.powers:
        powers[quantity] = powers.get(quantity, 0) + sign * power
    kept = tuple(sorted((q, p) for q, p in powers.items() if p))
    symbol = "·" if sign > 0 else "/"
    return Unit(f"{left.name}{symbol}{right.name}", left.factor * right.factor**sign, kept)


@cache
def simple_units() -> dict[str, Unit]:
    """The units of ``units.csv`` by name; a blank quantity means a pure number, such as %."""
    with UNITS.open(encoding="utf-8-sig", newline="") as file:
        return {
            row["unit"]: Unit(
                row["unit"],
                float(row["factor"]),
                ((row["quantity"], 1),) if row["quantity"] else (),
            )
            for row in csv.DictReader(file)
        }


@cache
def parse_unit(text: str) -> Unit:
    """Unit of a name such as ``亿元`` or a quotient such as ``件/万人``.

    Raises
    ------
    UnitError
        If a part is not in the register; the message names the nearest.

    Examples
    --------
    >>> parse_unit("件/万人").powers
    (('item', 1), ('person', -1))
    """
    parts = [part.strip() for part in text.split("/")]
    known = simple_units()
    for part in parts:
        if part not in known:
            near = get_close_matches(part, known, n=3, cutoff=0.3)
            hint = "；相近：" + "、".join(near) if near else ""
            raise UnitError(f"单位“{part}”不在单位登记表 geodata/units.csv 中{hint}")
    unit = known[parts[0]]
    for part in parts[1:]:
        unit = unit / known[part]
    return Unit(text, unit.factor, unit.powers)
