"""Whether what is said of an indicator agrees with its table, statement by statement."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from geodata.plans.records import (
    AT_LEAST,
    CUMULATED,
    CUMULATIVE,
    GROWS,
    PART,
    SAME,
    SUM,
    SUPERSEDED,
    Plans,
)
from layout.labels import label
from layout.plans.figures import Case
from layout.plans.indicators import Judged
from layout.plans.printed import SLACK, amount, last_digit, same, written
from layout.views import published
from models.plan_growth import yearly_rate

AGREES, CONTRADICTION, FLOW_TRAP, SCOPE = "agrees", "contradiction", "flow_trap", "scope"
UNDECIDED = "undecided"
PERCENT = 100.0


class Finding(NamedTuple):
    """What a check found: its verdict, and the code and numbers of the sentence that explains it.

    `comparable` tells whether the difference of the two numbers has a meaning; `rate` is the growth
    that was found, where growth is stated.
    """

    verdict: str
    text: str
    values: dict[str, str]
    comparable: bool
    rate: float = np.nan


@dataclass(frozen=True)
class Claim:
    """Statements of one check, and the number of the indicator that they are compared with.

    `time` is that of the number, in years.
    """

    case: Case
    against: str
    stated: float
    value: float
    time: float
    parts: int
    years: float

    @property
    def values(self) -> dict[str, str]:
        """Numbers for the sentence."""
        return {
            "label": self.case.label,
            "stated": self.amount(self.stated),
            "value": self.amount(self.value),
        }

    def amount(self, value: float) -> str:
        """A number with the unit of the indicator."""
        return amount(value, str(self.case.row["unit"]))

    @property
    def gap(self) -> dict[str, str]:
        """How far the two numbers are apart, for the sentence."""
        apart = abs(self.stated - self.value)
        if self.case.row["unit"] == "%":
            points = label("plan_explanation", "points").format(gap=written(apart))
            return {"gap": points}
        return {"gap": self.amount(apart)}


def stated_checks(plans: Plans, found: Sequence[Judged]) -> list[dict[str, object]]:
    """One row for each check of the table of statements.

    Quotes of statements that are judged together stand in one cell; their place is that of all.
    """
    by_key = {one.case.key: one for one in found}
    rows = []
    for check, given in plans.statements.groupby("check_id", sort=False):
        first = given.iloc[0]
        one = by_key[first.plan_id, first.indicator_id]
        against = str(first.against)
        value, time = _against(one, against)
        stated = float(given.value.sum())
        claim = Claim(one.case, against, stated, value, time, len(given), float(first.years))
        rows.append(
            {
                "check_id": check,
                "plan_id": first.plan_id,
                "indicator_id": first.indicator_id,
                "label_zh": one.case.label,
                "relation": first.relation,
                "against": against,
                **_numbers(str(first.relation), claim),
                "quote": "；".join(dict.fromkeys(quote for quote in given["quote"] if quote)),
                "start_char": given.start_char.min(),
                "end_char": given.end_char.max(),
                "source_id": first.source_id,
            }
        )
    return rows


def _numbers(relation: str, claim: Claim) -> dict[str, object]:
    """The columns that say what was found; growth in per cent."""
    finding = judge(relation, claim)
    stated, value, unit = claim.stated, claim.value, claim.case.row["unit"]
    if relation == GROWS:
        stated, value, unit = stated * PERCENT, finding.rate * PERCENT, "%"
    return {
        "stated": published(stated),
        "indicator_value": published(value),
        "difference": published(stated - value if finding.comparable else np.nan),
        "unit": unit,
        "verdict": finding.verdict,
        "explanation": label("plan_explanation", finding.text).format(**finding.values),
    }


def _against(one: Judged, against: str) -> tuple[float, float]:
    """The number of the indicator that a statement is about, and its time."""
    case = one.case
    return {
        "baseline": (case.baseline, float(case.baseline_year)),
        "target": (case.target, float(case.target_year)),
        "actual": (one.now.value, one.now.time),
    }[against]


def judge(relation: str, claim: Claim) -> Finding:
    """Judge one check by how its statements relate to the indicator."""
    if relation == GROWS:
        return _grows(claim)
    if np.isnan(claim.value):
        return Finding(UNDECIDED, "no_value", claim.values, False)
    return RELATED[relation](claim)


def _equal(claim: Claim) -> Finding:
    equal = same(claim.stated, claim.value, claim.parts)
    return Finding(
        AGREES if equal else CONTRADICTION,
        "same_agrees" if equal else "same_contradiction",
        claim.values | claim.gap,
        True,
    )


def _sum(claim: Claim) -> Finding:
    # counts are whole and add up exactly; 万件 are rounded, each part by half a digit
    parts = 1 if claim.case.unit.factor == 1 and claim.case.unit.powers else claim.parts
    equal = same(claim.stated, claim.value, parts)
    return Finding(
        AGREES if equal else CONTRADICTION,
        "sum_agrees" if equal else "sum_contradiction",
        claim.values | claim.gap | {"parts": str(claim.parts)},
        True,
    )


def _part(claim: Claim) -> Finding:
    return Finding(SCOPE, "scope", claim.values, False)


def _cumulated(claim: Claim) -> Finding:
    """A sum over years beside a flow of one year, which cannot exceed it."""
    if claim.case.kind == CUMULATIVE:
        return _equal(claim)
    if not claim.years > 0:
        return Finding(UNDECIDED, "no_years", claim.values, False)
    mean = claim.stated / claim.years
    values = claim.values | {"years": written(claim.years), "mean": claim.amount(round(mean, 4))}
    if claim.stated < claim.value - last_digit(claim.stated) / 2:
        return Finding(CONTRADICTION, "flow_impossible", values, False)
    return Finding(FLOW_TRAP, "flow_trap", values, False)


def _at_least(claim: Claim) -> Finding:
    allowed = last_digit(claim.stated) / 2 * (1 + SLACK)
    reached = claim.value >= claim.stated or abs(claim.value - claim.stated) <= allowed
    return Finding(
        AGREES if reached else CONTRADICTION,
        "least_agrees" if reached else "least_contradiction",
        claim.values,
        True,
    )


def _superseded(claim: Claim) -> Finding:
    if same(claim.stated, claim.value):
        return Finding(AGREES, "edition_agrees", claim.values, True)
    text = "superseded" if claim.against == "target" else "outdated"
    return Finding(SUPERSEDED, text, claim.values, True)


RELATED: Mapping[str, Callable[[Claim], Finding]] = MappingProxyType(
    {
        SAME: _equal,
        SUM: _sum,
        PART: _part,
        CUMULATED: _cumulated,
        AT_LEAST: _at_least,
        SUPERSEDED: _superseded,
    }
)
"""How a check is judged, by relation."""


def _grows(claim: Claim) -> Finding:
    """Yearly growth up to a value; more than stated agrees: plans say "15 % and more"."""
    case = claim.case
    values = {"label": case.label, "stated": written(claim.stated * PERCENT)}
    begin = claim.time - claim.years
    before = next((point.value for point in case.points if point.time == begin), np.nan)
    rate = float(yearly_rate(before, claim.value, claim.years).value)
    if np.isnan(rate):
        return Finding(UNDECIDED, "no_past", values, False)
    values |= {
        "rate": f"{rate * PERCENT:.1f}",
        "first": written(begin),
        "last": written(claim.time),
    }
    reached = rate >= claim.stated - last_digit(claim.stated * PERCENT) / PERCENT / 2
    return Finding(
        AGREES if reached else CONTRADICTION,
        "grows_agrees" if reached else "grows_contradiction",
        values,
        True,
        rate,
    )
