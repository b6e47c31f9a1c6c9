"""The tab of alerts: what triggered a rule, which department has handed in what."""

import pandas as pd

from layout.evaluation import Evaluation
from layout.labels import label
from reports.page.panels import listed, numbers, texts, told_notes
from reports.page.tabs import Listing
from reports.results import table

ALERTS = "alerts"
"""The tab, by the name that the page's script knows it by."""

LEVELS = ("serious", "warning", "notice")
"""The gravest first."""

RAISED = Listing(
    "alerts",
    (
        *texts("level_label", "region_name", "statistic_label", "period", "rule_label"),
        *numbers(4, "value", "threshold"),
        *texts("department_label", "action", "basis", "remark_label"),
    ),
    texts(
        "alert_id", "level", "region_code", "statistic", "rule_id", "measure", "measure_label",
        "comparison_label", "unit", "department", "source_id",
    ),
)  # fmt: skip
"""Value and threshold are in the unit of the rule's measure."""

COVERAGE = Listing(
    "monitoring_coverage",
    (
        *texts("interface_label", "statistic_label", "department_label", "frequency_label"),
        *numbers(0, "regions", "of"),
        *texts("first", "last"),
        *numbers(0, "incomplete"),
        *texts("used_by", "remark_label"),
    ),
)

CREDIT = Listing(
    "credit_entities",
    (
        *texts("entity", "region_name"),
        *numbers(0, "events"),
        *texts("kinds_label", "first", "last"),
        *numbers(0, "in_effect", "repeated"),
        *texts("remark_label"),
    ),
    texts("entity_id", "region_code"),
)

FLAGS = frozenset(("in_effect", "repeated"))


def tables(evaluation: Evaluation) -> dict[str, dict[str, object]]:
    """What the tab lists; nothing where a study has neither rules nor figures of departments."""
    raised, coverage, credit = (
        table(evaluation, name.table) for name in (RAISED, COVERAGE, CREDIT)
    )
    if raised.empty and coverage.empty and credit.empty:
        return {}
    found: dict[str, object] = {
        "levels": [[code, label("alert_level", code)] for code in LEVELS],
        "notes": told_notes(evaluation, "alert"),
    }
    if len(raised):
        found[RAISED.table] = listed(RAISED, _gravest_first(raised))
    if len(coverage):
        found[COVERAGE.table] = listed(COVERAGE, coverage)
    if len(credit):
        repeated = credit.sort_values("repeated", ascending=False, kind="stable")
        found[CREDIT.table] = listed(CREDIT, repeated, FLAGS)
    return {ALERTS: found}


def _gravest_first(raised: pd.DataFrame) -> pd.DataFrame:
    order = raised.level.map({code: place for place, code in enumerate(LEVELS)})
    return raised.iloc[order.argsort(kind="stable")]
