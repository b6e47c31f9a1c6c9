"""The table of checks: what was stated, and what is doubtful without any statement."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from geodata.plans.records import DRAFT, FINAL, Plans
from layout.labels import label
from layout.plans.checks import CONTRADICTION, stated_checks
from layout.plans.figures import Case, level_of
from layout.plans.indicators import Judged
from layout.plans.printed import amount, same
from layout.views import labelled, published

CHECK_COLUMNS = (
    "check_id",
    "plan_id",
    "indicator_id",
    "label_zh",
    "relation",
    "against",
    "stated",
    "indicator_value",
    "difference",
    "unit",
    "verdict",
    "explanation",
    "quote",
    "start_char",
    "end_char",
    "source_id",
)
CHECK_KINDS: Mapping[str, str] = {
    "relation": "plan_relation",
    "against": "plan_against",
    "verdict": "plan_verdict",
}

UNIT_SUSPECT, MASKED, SUPERSEDED = "unit_suspect", "masked", "superseded"
PLAUSIBLE, GIVEN, FORWARD, EDITION = "plausible", "given", "forward", "edition"
"""Relations of checks that rest on no statement: a plausible amount, a given number, a target
better than the baseline, and draft and final plan."""


def check_table(plans: Plans, found: Sequence[Judged]) -> pd.DataFrame:
    """Every check, ``plan_checks``: first the statements, then the doubts."""
    levels = {
        str(plan): level_of(str(region))
        for plan, region in zip(plans.plans.plan_id, plans.plans.region_code, strict=True)
    }
    statuses = dict(zip(plans.plans.plan_id, plans.plans.status, strict=True))
    regions = dict(zip(plans.plans.plan_id, plans.plans.region_code, strict=True))
    cases = [one.case for one in found]
    rows = [
        *stated_checks(plans, found),
        *(_suspect(case, levels[case.plan_id]) for case in cases if case.suspect),
        *(_masked(case) for case in cases if case.masked),
        *(_backward(case) for case in cases if _is_backward(case)),
        *_editions(cases, statuses, regions),
    ]
    table = pd.DataFrame(rows, columns=[*CHECK_COLUMNS])
    for column in ("start_char", "end_char"):
        table[column] = pd.to_numeric(table[column]).astype("Int64")
    return labelled(table, CHECK_KINDS)


def _suspect(case: Case, level: str) -> dict[str, object]:
    reason = case.implausible or str(case.row["note"]) or label("plan_explanation", "by_hand")
    values = {"level": label("level", level), "reason": reason.rstrip("。")}
    return _row(case, PLAUSIBLE, UNIT_SUSPECT, "unit_suspect", values)


def _masked(case: Case) -> dict[str, object]:
    return _row(case, GIVEN, MASKED, "masked", {})


def _is_backward(case: Case) -> bool:
    return case.direction * (case.target - case.baseline) < 0  # NaN is not


def _backward(case: Case) -> dict[str, object]:
    toward = label("plan_direction", str(case.row["direction"]))
    return _row(case, FORWARD, CONTRADICTION, "backward", {"direction": toward})


def _editions(
    cases: Sequence[Case], statuses: Mapping[str, str], regions: Mapping[str, str]
) -> list[dict[str, object]]:
    """Targets of drafts that the final plan of the region sets otherwise, by statistic and year."""
    rows = []
    for draft in cases:
        for final in cases:
            alike = (
                statuses[draft.plan_id] == DRAFT
                and statuses[final.plan_id] == FINAL
                and regions[draft.plan_id] == regions[final.plan_id]
                and draft.row["statistic"]
                and draft.row["statistic"] == final.row["statistic"]
                and draft.target_year == final.target_year
                and draft.unit.measures_same(final.unit)
            )
            if not alike or np.isnan(draft.target + final.target):
                continue
            later = final.target * final.unit.to(draft.unit)
            if not same(later, draft.target):
                values = {"later": _number(later, draft), "final": final.plan_id}
                rows.append(_row(draft, EDITION, SUPERSEDED, "edition", values, later))
    return rows


def _row(
    case: Case,
    relation: str,
    verdict: str,
    text: str,
    values: Mapping[str, str],
    stated: float = np.nan,
) -> dict[str, object]:
    """A check of the target that rests on no statement; its id tells what it is about."""
    words = {
        "label": case.label,
        "baseline": _number(case.baseline, case),
        "target": _number(case.target, case),
        **values,
    }
    return {
        "check_id": f"{relation}-{case.plan_id}-{case.key[1]}",
        "plan_id": case.plan_id,
        "indicator_id": case.key[1],
        "label_zh": case.label,
        "relation": relation,
        "against": "target",
        "stated": published(stated),
        "indicator_value": published(case.target),
        "difference": published(stated - case.target),
        "unit": case.row["unit"],
        "verdict": verdict,
        "explanation": label("plan_explanation", text).format(**words),
        "quote": case.row["quote"],
        "start_char": case.row["start_char"],
        "end_char": case.row["end_char"],
        "source_id": case.row["source_id"],
    }


def _number(value: float, case: Case) -> str:
    if np.isnan(value):
        return label("plan_explanation", "no_number")
    return amount(value, str(case.row["unit"]))
