"""The rules of the catalogue as a table, so that what was published tells its own conditions."""

from collections.abc import Sequence

import pandas as pd

from layout.rules import Rule
from layout.views import labelled

COLUMNS = (
    "rule_id",
    "applies_to",
    "applies_to_label",
    "rule_file",
    "rule_row",
    "condition",
    "direction",
    "resource_type",
    "gap_metric",
    "target",
    "target_label",
    "source_metric",
    "priority",
)
REGIONS, INDUSTRIES = "regions", "industries"
NATURAL = "natural"


def rules_table(rules: Sequence[Rule], industry_rules: Sequence[Rule]) -> pd.DataFrame:
    """All rules in the order of their ids, those on regions first."""
    found = [
        (
            rule.rule_id,
            about,
            rule.file,
            rule.row,
            rule.condition.text,
            rule.direction,
            rule.resource_type,
            rule.gap_metric,
            rule.target or NATURAL,
            rule.source_metric,
            rule.priority,
        )
        for about, some in ((REGIONS, rules), (INDUSTRIES, industry_rules))
        for rule in some
    ]
    columns = [column for column in COLUMNS if not column.endswith("_label")]
    table = pd.DataFrame(found, columns=columns)
    return labelled(table, {"applies_to": "rules_about", "target": "rule_target"})[[*COLUMNS]]
