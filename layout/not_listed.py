"""Why a region has no row in the catalogue: what of a rule's condition it misses."""

from collections.abc import Sequence

import pandas as pd

from layout.guidance import Place
from layout.indicators import Indicator
from layout.metrics import Metrics
from layout.rules import Rule
from layout.views import labelled
from layout.zones.reasons import Wording, applied
from layout.zones.wording import vocabulary

COLUMNS = (
    "region_code",
    "region_name",
    "layer",
    "rule_id",
    "year",
    "reason",
    "reason_label",
    "missed",
)
NOT_MET, UNDECIDED = "not_met", "undecided"


def not_listed(
    rules: Sequence[Rule], metrics: Metrics, place: Place, indicators: Sequence[Indicator]
) -> pd.DataFrame:
    """Every place and rule without a row, place by place in the order of the rules.

    Returns
    -------
    pandas.DataFrame
        `COLUMNS`; `missed` tells the comparisons that fail with their values, and the metrics
        for want of which the rest cannot be decided.
    """
    known = vocabulary(indicators)
    judged = [(rule, applied(rule.condition, metrics.arrays, known)) for rule in rules]
    found = []
    for r, (code, name) in enumerate(zip(place.codes, place.names, strict=True)):
        cell = place.position, r
        wording = Wording(cell, metrics, known)
        for rule, one in judged:
            if one.truth.true[cell]:
                continue
            reason = NOT_MET if one.truth.false[cell] else UNDECIDED
            missed = wording.lacking(one, one.condition)
            found.append((code, name, place.layer, rule.rule_id, place.year, reason, missed))
    columns = [column for column in COLUMNS if column != "reason_label"]
    table = pd.DataFrame(found, columns=columns)
    return labelled(table, {"reason": "catalogue_reason"})[[*COLUMNS]]
