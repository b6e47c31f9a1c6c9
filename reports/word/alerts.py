"""监测预警清单: what the departments' figures warn of, on what basis, and what is to be done."""

from pathlib import Path

import pandas as pd

from layout.evaluation import Evaluation
from reports import results
from reports.word.columns import amount, notes, printed, share
from reports.word.outline import Outline

ALERTS = (
    ("level_label", 0.8, "text"), ("region_name", 1.1, "text"), ("rule_label", 1.8, "left"),
    ("period", 0.9, "text"), ("value", 1.1, "text"), ("threshold", 1.4, "text"),
    ("remark_label", 2.4, "left"),
)  # fmt: skip
RULES = (
    ("rule_label", 1.8, "left"), ("measure_label", 1.6, "left"), ("action", 3.2, "left"),
    ("basis", 3.2, "left"),
)  # fmt: skip
INTERFACES = (
    ("interface_label", 1.4, "text"), ("statistic_label", 2.2, "left"),
    ("department_label", 1.3, "text"), ("frequency_label", 0.7, "text"),
    ("regions", 0.8, "amount"), ("of", 0.8, "amount"), ("first", 1.0, "text"),
    ("last", 1.0, "text"), ("remark_label", 1.6, "left"),
)  # fmt: skip
CREDIT = (
    ("entity", 2.6, "left"), ("region_name", 1.1, "text"), ("events", 0.7, "amount"),
    ("kinds_label", 2.2, "left"), ("first", 1.1, "text"), ("last", 1.1, "text"),
    ("in_effect", 0.9, "yes"), ("repeated", 0.9, "yes"), ("remark_label", 1.4, "left"),
)  # fmt: skip

LEVELS = ("serious", "warning", "notice")
"""The most pressing first."""


def has_alerts(evaluation: Evaluation) -> bool:
    """Whether there are alerts or figures of departments to report on."""
    names = "alerts", "monitoring_coverage", "credit_entities"
    return any(len(results.table(evaluation, name)) for name in names)


def write_alerts(evaluation: Evaluation, paper: Outline, path: Path) -> None:
    """Write the list of alerts into an empty `paper`."""
    settings = evaluation.study.settings
    title = paper.texts("alert_title", area=settings.area)
    paper.title(title, paper.texts("below_title", title=settings.title, day=settings.release))
    _alerts(paper, evaluation)
    coverage = results.table(evaluation, "monitoring_coverage")
    if len(coverage):
        paper.chapter("alert_chapter_interfaces")
        paper.say("alert_interfaces_reading")
        printed(paper, "alert_table_interfaces", "monitoring_coverage", coverage, INTERFACES)
    credit = results.table(evaluation, "credit_entities")
    if len(credit):
        paper.chapter("alert_chapter_credit")
        paper.say("alert_credit_reading")
        printed(paper, "alert_table_credit", "credit_entities", credit, CREDIT)
    notes(paper, evaluation, "alert", evaluation.notes)
    paper.save(path, title, settings.title, settings.release)


def _alerts(paper: Outline, evaluation: Evaluation) -> None:
    """Counts, then one department after the other, the most pressing alerts first."""
    table = results.table(evaluation, "alerts")
    paper.chapter("alert_chapter_points")
    if table.empty:
        paper.say("alert_none")
        return
    counts = [
        paper.texts("plan_light_count", light=own.level_label.iloc[0], count=len(own))
        for level in LEVELS
        if len(own := results.rows(table, level=level))
    ]
    paper.say("alert_counts", alerts=len(table), counts=paper.texts.join(counts))
    order = table.level.map({level: n for n, level in enumerate(LEVELS)})
    table = table.assign(order=order).sort_values("order", kind="stable")
    for department, own in table.groupby("department_label", sort=False, dropna=False):
        name = department if not results.missing(department) else paper.texts("alert_nobody")
        paper.chapter("alert_chapter_department", department=name, alerts=len(own))
        printed(paper, "alert_table_alerts", "alerts", _measured(own), ALERTS)
        rules = own.drop_duplicates("rule_id")
        printed(paper, "alert_table_rules", "alerts", rules, RULES)


def _measured(alerts: pd.DataFrame) -> pd.DataFrame:
    """The alerts with values and thresholds as they are said: changes in per cent, with units."""
    values, thresholds = [], []
    for row in alerts.itertuples():
        # of the measures, changes alone are shares
        told = share if row.measure == "change" else amount
        unit = "" if row.measure == "change" else str(row.unit)
        values.append(f"{told(row.value)}{unit}")
        thresholds.append(f"{row.comparison_label} {told(row.threshold)}{unit}")
    return alerts.assign(value=values, threshold=thresholds)
