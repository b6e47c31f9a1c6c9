"""What departments hand in regularly: series by interface, events, and the rules of alerts."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

INTERFACE_COLUMNS = (
    "interface",
    "label_zh",
    "statistic",
    "department",
    "frequency",
    "aggregation",
    "direction",
    "note",
    "row",
)
"""One row per statistic that a department reports under an interface."""

SERIES_COLUMNS = (
    "interface",
    "region_code",
    "period",
    "statistic",
    "value",
    "source_id",
    "note",
    "file",
    "row",
)
"""`period` is ``2023``, ``2023Q2`` or ``2023-06``; `value` is in the unit of the dictionary."""

EVENT_COLUMNS = (
    "event_id",
    "entity_id",
    "entity",
    "region_code",
    "kind",
    "date",
    "authority",
    "effect_until",
    "source_id",
    "row",
)
RULE_COLUMNS = (
    "rule_id",
    "label_zh",
    "statistic",
    "per",
    "measure",
    "comparison",
    "threshold",
    "level",
    "department",
    "action",
    "basis",
    "row",
)
"""`per` is a statistic to divide by, blank for none. `threshold` is in the unit of the measure."""

FREQUENCIES = ("year", "quarter", "month")
AGGREGATIONS = ("sum", "last", "mean")
VALUE, CHANGE, OF_MEAN, DEVIATIONS, FALLS = "value", "change", "of_mean", "deviations", "falls"
MEASURES = (VALUE, CHANGE, OF_MEAN, DEVIATIONS, FALLS)
"""The value itself; its change on the same period of the year before (share); its ratio to the
mean of all regions; robust standard deviations from their median (1.4826 MAD); how many periods in
a row it has fallen."""
COMPARISONS = ("above", "below", "at_least", "at_most")
ALERT_LEVELS = ("notice", "warning", "serious")
EVENT_KINDS = (
    "dishonest",
    "penalty",
    "abnormal_filing",
    "unlicensed_agency",
    "repeated_infringement",
)


@dataclass(frozen=True)
class Monitoring:
    """Interface tables of a study and the rules by which they raise alerts.

    Attributes
    ----------
    interfaces, series, events, rules
        Columns as above, in the order of the files; empty frames where the study has none.
    annual
        Figures by year made of `series` and `events`, in the columns of `Evidence.figures`; they
        stand among these as well.
    incomplete
        ``region_code, statistic, year, periods, needed``: years of which too few periods are in,
        so that there is no figure of the year.
    files
        SHA-256 of every input file by its name.
    """

    interfaces: pd.DataFrame
    series: pd.DataFrame
    events: pd.DataFrame
    rules: pd.DataFrame
    annual: pd.DataFrame
    incomplete: pd.DataFrame
    files: Mapping[str, str]
