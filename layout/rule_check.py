"""Faults of a table of rules that no single row shows: dead, repeated, contradictory rules.

What is proved is proved for every value that the metrics can have, whatever the figures of the
year. That two rules can both hold is proved of values within the metrics' ranges only: metrics
are treated as independent, and whether a real region meets both is said beside it.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import pandas as pd

from layout.indicators import DIMENSIONS
from layout.industries.metrics import FLAGS, IndustryMetrics
from layout.labels import label
from layout.matching import SYNCHRONOUS
from layout.metrics import Metrics
from layout.rules import Rule
from layout.satisfiable import Decision, Domain, Space, Term
from layout.views import Array, Note, labelled

UNREACHABLE, ALWAYS, OVERLAP = "unreachable", "always", "overlap"
DUPLICATE, CONTRADICTION, IMPLIED = "duplicate", "contradiction", "implied"
UNDECIDED = "undecided"
SERIOUS = (UNREACHABLE, CONTRADICTION)
"""Findings that somebody must settle: a rule without effect, or two that cannot both be right."""

COLUMNS = ("rule_a", "rule_b", "finding", "detail", "example", "regions")

KINDS: Mapping[str, Domain] = MappingProxyType(
    {
        "level": Domain(0, 1),
        "percentile": Domain(0, 100),
        "flag": Domain(0, 1, binary=True),
        "ratio": Domain(0, low_open=True),  # of two levels, neither of which is 0
        "growth": Domain(),
        "indicator": Domain(),
    }
)
"""Values that metrics of a kind can have, see `layout.metrics.names`."""

_QUOTIENT, _SYMMETRIC, _SHARE = Domain(0), Domain(-1, 1), Domain(0, 100)
INDUSTRY_DOMAINS: Mapping[str, Domain] = MappingProxyType(
    {
        **dict.fromkeys(("rta", "lq", "trademark_quotient", "copyright_quotient"), _QUOTIENT),
        **dict.fromkeys(("rsca", "lq_rsca"), _SYMMETRIC),
        **dict.fromkeys(("gap", "relative_gap"), Domain()),  # logarithms of quotients
        **dict.fromkeys(("share_ip_pct", "share_economy_pct"), _SHARE),
        **dict.fromkeys(("rights", "patents", "inventions"), Domain(0)),
    }
)
"""Metrics of industries whose values their kind does not tell."""

_LAGS = (*DIMENSIONS, SYNCHRONOUS)
GROUPS = (
    tuple(f"lag_{one}" for one in _LAGS),
    tuple(f"relative_lag_{one}" for one in _LAGS),
)
"""Flags exactly one of which is 1: every region has one lag type (or none, and no rule holds)."""

INDUSTRY_GROUPS = (FLAGS,)
"""The same of industries: every cell lies in one quadrant."""

EXCLUSIVE = frozenset(
    frozenset(pair)
    for pair in (
        ("优化提升", "重点培育"),
        ("优化提升", "引进补强"),
        ("优化提升", "转移承接"),
        ("预警管控", "重点培育"),
        ("预警管控", "引进补强"),
        ("预警管控", "转移承接"),
    )
)
"""Directions that cannot both be right of the same resource and the same gap.

优化提升 says that there is enough and quality counts; 重点培育, 引进补强 and 转移承接 say that
there is too little, and where more is to come from (grown, brought in, taken over), so these three
go together. 预警管控 holds back what the three would enlarge, but goes with 优化提升: fewer and
better.
"""


class Here(NamedTuple):
    """Where rules are applied: metric → (cells,) values of the last year, and the cells' names."""

    values: Mapping[str, Array]
    names: tuple[str, ...]


class _Checked(NamedTuple):
    """A rule with the terms of its condition and of the negation, and where it holds."""

    rule: Rule
    terms: tuple[Term, ...] | None
    negated: tuple[Term, ...] | None
    where: np.ndarray


def domains_of(
    kinds: Mapping[str, str], known: Mapping[str, Domain] = MappingProxyType({})
) -> dict[str, Domain]:
    """Values that each metric can have: those `known` of it, else those of its kind."""
    return {name: known.get(name, KINDS[kind]) for name, kind in kinds.items()}


def here_of(measured: Metrics, position: int, names: Sequence[str]) -> Here:
    """The study's regions in the evaluation year at `position`."""
    return Here({m: values[position] for m, values in measured.arrays.items()}, tuple(names))


def industries_here(
    measured: IndustryMetrics, regions: Sequence[str], industries: Sequence[str]
) -> Here:
    """Every industry of every region in the last evaluation year."""
    names = tuple(f"{region}·{industry}" for region in regions for industry in industries)
    return Here({m: values.ravel() for m, values in measured.arrays.items()}, names)


def rule_check(
    rules: Sequence[Rule],
    domains: Mapping[str, Domain],
    metrics_here: Here | None = None,
    groups: Sequence[Sequence[str]] = GROUPS,
) -> pd.DataFrame:
    """Look for rules that cannot apply, always apply, repeat or contradict each other.

    Parameters
    ----------
    domains
        Metric → its values, from `domains_of`; every metric of the conditions must be there.
    metrics_here
        None where no figures are at hand; the column ``regions`` then says so.
    groups
        Flags exactly one of which is 1.

    Returns
    -------
    Columns ``rule_a, rule_b, finding, finding_label, detail, example, regions``. Of ``implied``,
    `rule_a` is the narrower rule. ``undecided`` says that a condition compares metrics with each
    other (or is too long), so that nothing is proved and no region shows it either.
    """
    space = Space.of([rule.condition for rule in rules], domains, groups)
    checked = [_checked(rule, space, metrics_here) for rule in rules]
    names = metrics_here.names if metrics_here else None
    rows: list[tuple[str, ...]] = []
    possible = []
    for one in checked:
        finding, decision = _alone(one, space)
        if finding:
            values = {"rule": one.rule.rule_id, "condition": one.rule.condition.text}
            rows.append(_row(finding, one, one, decision, names, space, values))
        if finding != UNREACHABLE:
            possible.append(one)
    for a, b in combinations(possible, 2):
        finding, first, second, decision = _together(a, b, space, metrics_here)
        if finding:
            values = {
                "a": first.rule.rule_id,
                "b": second.rule.rule_id,
                "resource": first.rule.resource_type,
                "direction_a": first.rule.direction,
                "direction_b": second.rule.direction,
                "gap_a": first.rule.gap_metric,
                "gap_b": second.rule.gap_metric,
            }
            rows.append(_row(finding, first, second, decision, names, space, values))
    return labelled(
        pd.DataFrame(rows, columns=[*COLUMNS], dtype="str"), {"finding": "rule_finding"}
    )


def remarks(table: pd.DataFrame) -> list[Note]:
    """What readers of the catalogue must know of the findings."""
    if table.empty:
        return []
    counts = table.finding_label.value_counts(sort=False)
    told = "、".join(f"{name} {count} 处" for name, count in counts.items())
    found: list[Note] = [("rules_checked", {"counts": told})]
    serious = table[table.finding.isin(SERIOUS)]
    pairs = zip(serious.finding, serious.detail, strict=True)
    return found + [(f"rules_{finding}", {"detail": detail}) for finding, detail in pairs]


def _checked(rule: Rule, space: Space, here: Here | None) -> _Checked:
    condition = rule.condition
    where = condition.holds(here.values) if here else np.zeros(0, dtype=np.bool_)
    return _Checked(rule, space.terms(condition), space.terms(condition, holds=False), where)


def _alone(one: _Checked, space: Space) -> tuple[str, Decision]:
    """What is to be said of one rule, blank where nothing is."""
    decision = space.decide(one.terms)
    if decision.answer is False:
        return UNREACHABLE, decision
    if decision.answer is None and not one.where.any():
        return UNDECIDED, decision
    return (ALWAYS if space.decide(one.negated).answer is False else ""), decision


def _together(
    a: _Checked, b: _Checked, space: Space, here: Here | None
) -> tuple[str, _Checked, _Checked, Decision]:
    """What is to be said of two rules and in which order they are named."""
    alike = a.rule.resource_type == b.rule.resource_type
    same = alike and a.rule.direction == b.rule.direction
    opposed = (
        alike
        and a.rule.gap_metric == b.rule.gap_metric
        and frozenset((a.rule.direction, b.rule.direction)) in EXCLUSIVE
    )
    if not (same or opposed):
        return "", a, b, Decision(None, {})
    decision = space.decide(a.terms, b.terms)
    if decision.answer is None and (a.where & b.where).any() and here:  # a region proves it
        at = int(np.flatnonzero(a.where & b.where)[0])
        used = (*a.rule.condition.names, *b.rule.condition.names)
        decision = Decision(True, {name: float(here.values[name][at]) for name in used})
    if same:
        a_in_b = space.decide(a.terms, b.negated).answer is False
        b_in_a = space.decide(b.terms, a.negated).answer is False
        if a_in_b and b_in_a:
            return DUPLICATE, a, b, decision
        if a_in_b or b_in_a:
            return (IMPLIED, a, b, decision) if a_in_b else (IMPLIED, b, a, decision)
    if decision.answer is False:
        return "", a, b, decision
    if decision.answer is None:
        return UNDECIDED, a, b, decision
    return (OVERLAP if same else CONTRADICTION), a, b, decision


def _row(
    finding: str,
    a: _Checked,
    b: _Checked,
    decision: Decision,
    names: Sequence[str] | None,
    space: Space,
    values: Mapping[str, str],
) -> tuple[str, ...]:
    alone = a is b
    kind = f"{finding}_{'one' if alone else 'two'}" if finding == UNDECIDED else finding
    used = dict.fromkeys([*a.rule.condition.names, *b.rule.condition.names])
    for group in space.groups:  # one of them is 1, whichever the conditions name
        if used.keys() & set(group):
            used |= dict.fromkeys(name for name in group if decision.example.get(name) == 1)
    shown = "" if finding == ALWAYS else _assignment(decision.example, used)
    where = label("rule_remark", "no_figures")
    if names is not None:
        both = a.where & b.where
        where = "；".join(name for name, yes in zip(names, both, strict=True) if yes)
    return (
        a.rule.rule_id,
        "" if alone else b.rule.rule_id,
        finding,
        label("rule_detail", kind).format(**values),
        shown,
        where,
    )


def _assignment(example: Mapping[str, float], used: Mapping[str, None]) -> str:
    """Metrics with their values, written so that they read back as the same numbers."""
    told = {name: f"{example[name]:g}" for name in used if name in example}
    exact = {n: t if float(t) == example[n] else repr(float(example[n])) for n, t in told.items()}
    return ";".join(f"{name}={text}" for name, text in exact.items())
