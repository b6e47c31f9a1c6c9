"""Each plan in one row: how many of its indicators stand where."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from geodata.plans.records import REPORTS
from layout.plans.indicators import Judged
from layout.plans.standing import LIGHTS
from layout.settings.plans import Plans as Settings
from layout.views import labelled, published, remark

PLAN_COLUMNS = (
    "plan_id",
    "title",
    "region_code",
    "region_name",
    "issuer",
    "start_year",
    "end_year",
    "status",
    "report",
    "latest",
    "indicators",
    "with_figures",
    *LIGHTS,
    "masked",
    "attainment_median",
    "soft",
    "source_id",
    "source",
    "remark",
)
PLAN_KINDS: Mapping[str, str] = {
    "status": "plan_status",
    "report": "plan_report",
    "remark": "remark",
}
ANNUAL, MIDTERM, FINAL = REPORTS


def plan_table(
    plans: pd.DataFrame, found: Sequence[Judged], sources: pd.DataFrame, settings: Settings
) -> pd.DataFrame:
    """One row for each plan, ``plans``.

    Lights are those of indicators with a target; masked ones are counted apart, so that all sum to
    the number of indicators. The kind of report is the plan's own choice, or else final once a
    figure of the end is there, mid-term once half of the time has passed, else annual.
    """
    titles = {
        row["source_id"]: "：".join(part for part in (row["publisher"], row["title"]) if part)
        for row in sources.to_dict("records")
    }
    rows = []
    for plan in plans.to_dict("records"):
        own = [one for one in found if one.case.plan_id == plan["plan_id"]]
        rows.append(
            {
                **{str(column): value for column, value in plan.items()},
                "report": plan["report"] or _report(own),
                **_counts(own, settings),
                "source": titles.get(plan["source_id"], ""),
                "remark": _remark(str(plan["status"]), own),
            }
        )
    return labelled(pd.DataFrame(rows, columns=[*PLAN_COLUMNS]), PLAN_KINDS)


def _counts(own: Sequence[Judged], settings: Settings) -> dict[str, object]:
    plain = [one for one in own if not one.case.masked]
    known = [one.now.attainment.value for one in own if not np.isnan(one.now.attainment.value)]
    ended = [one for one in own if one.now.time == one.case.target_year]
    latest = max((one.now for one in own if one.now.date), key=lambda now: now.time, default=None)
    return {
        "latest": "" if latest is None else latest.date,
        "indicators": len(own),
        "with_figures": sum(bool(one.now.date) for one in own),
        **{light: sum(one.now.light == light for one in plain) for light in LIGHTS},
        "masked": len(own) - len(plain),
        "attainment_median": published(np.median(known) if known else np.nan),
        "soft": sum(one.now.attainment.value > 1 + settings.soft for one in ended),
    }


def _report(own: Sequence[Judged]) -> str:
    shares = [one.now.time_share for one in own if one.now.date]
    if not shares:
        return ANNUAL
    return FINAL if max(shares) >= 1 else MIDTERM if max(shares) >= 0.5 else ANNUAL


def _remark(status: str, own: Sequence[Judged]) -> str:
    without = sum(not one.now.date for one in own)
    unseen = any(one.case.ended and one.now.time != one.case.target_year for one in own)
    return remark(
        "plan_draft" if status == "draft" else "",
        "plan_none_known" if own and without == len(own) else "",
        "plan_some_unknown" if 0 < without < len(own) else "",
        "plan_end_unseen" if unseen else "",
    )
