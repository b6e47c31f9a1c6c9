"""Where the conditions of two benefits for the same firms differ or contradict each other."""

from collections.abc import Iterator
from itertools import combinations
from typing import Any, NamedTuple

import pandas as pd

from layout.labels import label
from layout.rules import split
from layout.views import labelled

CONFLICT_COLUMNS = (
    "condition_a",
    "condition_b",
    "policy_a",
    "policy_b",
    "benefit_a",
    "benefit_b",
    "conflict",
    "detail",
)
DUPLICATE, THRESHOLD, TERRITORY, STACKING, TIME = (
    "duplicate",
    "threshold",
    "territory",
    "stacking",
    "time",
)
FOREVER = "9999-12-31"
"""End of a condition that names none; ISO days compare as text."""

ALLOWED, EXCLUDED = "yes", "no"
"""What a condition says of being combined with other benefits; blank: nothing."""


class Condition(NamedTuple):
    """One row of the table of eligibility; an empty set admits all, a missing bound is open."""

    condition_id: str
    policy_id: str
    benefit: str
    benefits: frozenset[str]
    department: str
    portal: str
    subject: frozenset[str]
    size: frozenset[str]
    region: frozenset[str]
    industry: frozenset[str]
    least: float
    most: float
    begin: str
    end: str
    stacking: str


def conditions(eligibility: pd.DataFrame, as_of: str) -> tuple[Condition, ...]:
    """Conditions that are not over on the day (ISO), in order of their ids."""
    found = [_condition(row) for row in eligibility.to_dict("records")]
    return tuple(sorted((c for c in found if c.end >= as_of), key=lambda c: c.condition_id))


def _condition(row: dict[Any, Any]) -> Condition:
    parts: dict[str, Any] = {
        name: frozenset(split(row[name])) for name in ("subject", "size", "region", "industry")
    }
    plain = ("condition_id", "policy_id", "benefit", "department", "portal", "stacking")
    return Condition(
        **{name: row[name] for name in plain},
        **parts,
        benefits=frozenset(split(row["benefit"])),
        least=0.0 if pd.isna(row["ip_minimum"]) else float(row["ip_minimum"]),
        most=float("inf") if pd.isna(row["ip_maximum"]) else float(row["ip_maximum"]),
        begin=row["valid_from"],
        end=row["valid_to"] or FOREVER,
    )


def meet(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two sets of groups have any in common; an empty set is all.

    Examples
    --------
    >>> meet(frozenset({"小型"}), frozenset()), meet(frozenset({"小型"}), frozenset({"大型"}))
    (True, False)
    """
    return not one or not other or bool(one & other)


def conflicts(found: tuple[Condition, ...]) -> pd.DataFrame:
    """The table ``policy_conflicts``: pairs of conditions compared where they meet.

    Compared are conditions for the same subject, size and industry whose benefits have a kind in
    common: the cell ``benefit`` may hold the kind and the name, ``；`` between.
    """
    rows = [
        {
            "condition_a": a.condition_id,
            "condition_b": b.condition_id,
            "policy_a": a.policy_id,
            "policy_b": b.policy_id,
            "benefit_a": a.benefit,
            "benefit_b": b.benefit,
            "conflict": kind,
            "detail": detail,
        }
        for a, b in combinations(found, 2)
        if comparable(a, b)
        for kind, detail in _findings(a, b)
    ]
    table = pd.DataFrame(rows, columns=[*CONFLICT_COLUMNS])
    return labelled(table, {"conflict": "policy_conflict"})


def comparable(a: Condition, b: Condition) -> bool:
    """Whether two conditions offer the same kind of benefit to firms that they both admit."""
    same_kind = bool(a.benefits & b.benefits)
    return (
        same_kind
        and meet(a.subject, b.subject)
        and meet(a.size, b.size)
        and meet(a.industry, b.industry)
    )


def _findings(a: Condition, b: Condition) -> Iterator[tuple[str, str]]:
    """Every way in which two comparable conditions differ, in words with both values."""
    at_once = a.begin <= b.end and b.begin <= a.end
    one_place = meet(a.region, b.region)
    nobody = a.least > b.most or b.least > a.most
    if at_once and one_place and not nobody:
        yield DUPLICATE, _detail(_duplicate(a, b), a, b, lambda c: c.benefit)
    if (a.least, a.most) != (b.least, b.most):
        text = "threshold_apart" if nobody else "threshold"
        yield THRESHOLD, _detail(text, a, b, _bounds)
    if a.region != b.region:
        text = "territory" if one_place else "territory_apart"
        yield TERRITORY, _detail(text, a, b, lambda c: _set(c.region))
    if at_once and {a.stacking, b.stacking} == {ALLOWED, EXCLUDED}:
        yield STACKING, _detail("stacking", a, b, lambda c: label("policy_stacking", c.stacking))
    if (a.begin, a.end) != (b.begin, b.end):
        yield TIME, _detail("time" if at_once else "time_apart", a, b, _span)


def _duplicate(a: Condition, b: Condition) -> str:
    """Whether one firm may have both: by what the two say of being combined."""
    if EXCLUDED in (a.stacking, b.stacking):
        return "duplicate_excluded"
    return "duplicate_allowed" if a.stacking == b.stacking == ALLOWED else "duplicate_open"


def _detail(code: str, a: Condition, b: Condition, shown: Any) -> str:
    return label("policy_conflict_text", code).format(
        a=a.condition_id, b=b.condition_id, value_a=shown(a), value_b=shown(b)
    )


def _set(values: frozenset[str]) -> str:
    return "、".join(sorted(values)) or label("policy_group", "all")


def _bounds(condition: Condition) -> str:
    if condition.most == float("inf"):
        return label("policy_bounds", "least").format(least=condition.least)
    return label("policy_bounds", "both").format(least=condition.least, most=condition.most)


def _span(condition: Condition) -> str:
    begin = condition.begin or label("policy_bounds", "no_begin")
    end = label("policy_bounds", "no_end") if condition.end == FOREVER else condition.end
    return f"{begin}—{end}"
