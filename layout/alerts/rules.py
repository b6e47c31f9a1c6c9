"""The table of alerts: every rule looked at in every region's latest period."""

import datetime as dt
import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from geodata.monitoring.periods import Period
from geodata.monitoring.records import ALERT_LEVELS, VALUE
from geodata.statistics import Statistic
from layout.alerts.figures import Known
from layout.alerts.quantities import quantity
from layout.labels import label
from layout.notes import Notes, listed
from layout.views import labelled, published, remark

ALERT_COLUMNS = (
    "alert_id",
    "level",
    "region_code",
    "region_name",
    "statistic",
    "statistic_label",
    "rule_id",
    "rule_label",
    "period",
    "measure",
    "value",
    "threshold",
    "comparison",
    "unit",
    "department",
    "department_label",
    "action",
    "basis",
    "source_id",
    "remark",
)
LABELS = {
    "level": "alert_level",
    "measure": "alert_measure",
    "comparison": "alert_comparison",
    "remark": "remark",
}
COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    "above": operator.gt,
    "below": operator.lt,
    "at_least": operator.ge,
    "at_most": operator.le,
}
STALE_YEARS = 2
"""Years after its end from which a period is called old: most yearbooks are out within two."""

NEAR = 1e-9
"""Differences below this are rounding: 80 / 100 - 1 is not below -0.2."""


@dataclass
class Outcome:
    """What came of one rule: alerts, and regions whose measure is not defined."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    looked_at: int = 0
    undefined: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Watch:
    """Looks at rules.

    Attributes
    ----------
    names
        Region code → name, in the study's order.
    departments
        Code → Chinese name.
    """

    known: Known
    statistics: Mapping[str, Statistic]
    names: Mapping[str, str]
    departments: Mapping[str, str]
    as_of: dt.date

    def rule(self, rule: Any) -> Outcome:
        """What comes of one row of `RULE_COLUMNS`."""
        outcome = Outcome()
        values, gaps = self._values(rule)
        for region, own in values.items():
            outcome.looked_at += 1
            at = max(own, key=lambda period: period.end)
            others = [row[at] for row in values.values() if at in row]
            measured = quantity(rule.measure, own, others, at)
            if math.isnan(measured):
                outcome.undefined.append(self.names[region])
            elif self._holds(rule, measured):
                remarks = remark(
                    "alert_stale" if self._stale(at) else "",
                    "alert_per_other_year" if (region, at) in gaps else "",
                    "alert_derived" if self.statistics[rule.statistic].formula else "",
                )
                outcome.rows.append(self._row(rule, region, at, measured, remarks))
        return outcome

    def _values(
        self,
        rule: Any,
    ) -> tuple[dict[str, dict[Period, float]], set[tuple[str, Period]]]:
        """Values by region and period, divided where the rule says so; and with whose divisor."""
        values: dict[str, dict[Period, float]] = {}
        other: set[tuple[str, Period]] = set()
        points = self.known.of(rule.statistic)
        for region in self.names:
            own: dict[Period, float] = {}
            for at, figure in points.get(region, {}).items():
                own[at] = figure.value
                if not rule.per:
                    continue
                found = self.known.nearest(rule.per, region, at)
                if found is None or found[1].value <= 0:
                    del own[at]
                    continue
                own[at] /= found[1].value
                if found[0] != at:
                    other.add((region, at))
            if own:
                values[region] = own
        return values, other

    def _holds(self, rule: Any, measured: float) -> bool:
        difference = measured - rule.threshold
        if abs(difference) <= NEAR * max(1.0, abs(rule.threshold)):
            return rule.comparison in ("at_least", "at_most")
        return COMPARE[rule.comparison](measured, rule.threshold)

    def _stale(self, at: Period) -> bool:
        end = at.end
        # 29 February has no anniversary; the day before does as well
        day = min(end.day, 28) if end.month == 2 else end.day
        return end.replace(year=end.year + STALE_YEARS, day=day) < self.as_of

    def _row(
        self,
        rule: Any,
        region: str,
        at: Period,
        measured: float,
        remarks: str,
    ) -> dict[str, Any]:
        return {
            "alert_id": f"{rule.rule_id}-{region}-{at}",
            "level": rule.level,
            "region_code": region,
            "region_name": self.names[region],
            "statistic": rule.statistic,
            "statistic_label": self.statistics[rule.statistic].label_zh,
            "rule_id": rule.rule_id,
            "rule_label": rule.label_zh,
            "period": str(at),
            "measure": rule.measure,
            "value": published(measured),
            "threshold": published(rule.threshold),
            "comparison": rule.comparison,
            "unit": self._unit(rule),
            "department": rule.department,
            "department_label": self.departments[rule.department],
            "action": rule.action,
            "basis": rule.basis,
            "source_id": self.known.of(rule.statistic)[region][at].source_id,
            "remark": remarks,
        }

    def _unit(self, rule: Any) -> str:
        if rule.measure != VALUE:
            return label("alert_unit", rule.measure)
        unit = self.statistics[rule.statistic].unit
        return f"{unit.name}/{self.statistics[rule.per].unit.name}" if rule.per else unit.name


def alerts(rules: pd.DataFrame, watch: Watch, notes: Notes) -> pd.DataFrame:
    """Alerts by level (serious first), then as the rules and the regions stand."""
    rows: list[dict[str, Any]] = []
    blind, undefined = [], 0
    for rule in rules.itertuples():
        outcome = watch.rule(rule)
        rows += outcome.rows
        if not outcome.looked_at:
            blind.append(str(rule.label_zh))
        elif outcome.undefined:
            undefined += len(outcome.undefined)
            names = listed(outcome.undefined, len(watch.names))
            notes.add("alert_undefined", rule=rule.label_zh, regions=names)
    if blind:
        notes.add("alert_blind", rules=listed(blind, noun="条规则"), count=len(blind))
    rank = {code: n for n, code in enumerate(reversed(ALERT_LEVELS))}
    rows.sort(key=lambda row: rank[row["level"]])  # stable: rules and regions keep their order
    stale = sum("alert_stale" in row["remark"] for row in rows)
    if rows:
        notes.add("alert_count", count=len(rows), stale=stale, as_of=watch.as_of.isoformat())
    table = pd.DataFrame(rows, columns=[*ALERT_COLUMNS])
    return labelled(table, LABELS)
