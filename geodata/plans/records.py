"""What is read of plans: their indicators, what was reached, and what else is said of them."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

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
    "source_id",
    "url",
    "file",
    "sha256",
    "note",
)
"""`start_year` is the baseline's: its last day is time 0. `file` is the plan's text, in which
quotes are looked up; blank where the study has none."""

INDICATOR_COLUMNS = (
    "plan_id",
    "indicator_id",
    "number",
    "label_zh",
    "kind",
    "direction",
    "binding",
    "unit",
    "baseline_year",
    "baseline",
    "target_year",
    "target",
    "status",
    "definition",
    "statistic",
    "quote",
    "start_char",
    "end_char",
    "source_id",
    "note",
    "row",
)
"""`baseline` and `target` are in `unit`, NaN where masked or not given. Where the plan states
neither, as for a milestone, `baseline` is 0 and `target` 1."""

FIGURE_COLUMNS = (
    "plan_id",
    "indicator_id",
    "date",
    "time",
    "value",
    "source_id",
    "note",
    "row",
)
"""`date` is a year or a month (``2023``, ``2025-06``); `time` is in years, the end of 2020 being
2020.0 and the end of June 2025 being 2024.5. `value` is in the unit of the indicator."""

STATEMENT_COLUMNS = (
    "check_id",
    "plan_id",
    "indicator_id",
    "against",
    "relation",
    "value",
    "years",
    "quote",
    "start_char",
    "end_char",
    "source_id",
    "note",
    "row",
)
"""`value` is in the unit of the indicator. Statements of one `check_id` are judged together."""

ALLOCATION_COLUMNS = (
    "scheme",
    "plan_id",
    "indicator_id",
    "rule",
    "weights",
    "baseline",
    "closing",
    "step",
    "floor",
    "cap",
    "note",
    "row",
)
"""`weights` and `baseline` name statistics; `step` is the smallest unit that is given out, in the
unit of the indicator; `floor` and `cap` are for every region, NaN where there is none."""

PROJECT_COLUMNS = (
    "project_id",
    "plan_id",
    "category",
    "number",
    "title",
    "text",
    "lead",
    "participants",
    "start",
    "end",
    "indicators",
    "quote",
    "start_char",
    "end_char",
    "note",
    "row",
)
"""`indicators` are ids of the plan's, ``;`` between. Days are ISO, blank where none is given."""

ANNUAL, CUMULATIVE, STOCK, RATIO, GROWTH, SATISFACTION, MILESTONE = (
    "annual_flow",
    "cumulative_flow",
    "stock",
    "ratio",
    "growth_rate",
    "satisfaction",
    "milestone",
)
KINDS = (ANNUAL, CUMULATIVE, STOCK, RATIO, GROWTH, SATISFACTION, MILESTONE)
DIRECTIONS = ("more", "less")
BINDINGS = ("binding", "expected")
FINAL, DRAFT, MASKED, SUSPECT = "final", "draft", "masked", "suspect"
STATUSES = (FINAL, DRAFT, MASKED, SUSPECT)
REPORTS = ("annual", "midterm", "final")
AGAINST = ("baseline", "target", "actual")
SAME, SUM, PART, CUMULATED, AT_LEAST, GROWS, SUPERSEDED = (
    "same",
    "sum",
    "part",
    "cumulated",
    "at_least",
    "grows",
    "superseded",
)
RELATIONS = (SAME, SUM, PART, CUMULATED, AT_LEAST, GROWS, SUPERSEDED)
"""How a statement relates to the indicator: the same quantity; one of several parts that make up
the whole; a part of wider or narrower scope; the sum over `years` years of an annual flow; a lower
bound; a mean yearly growth rate (as a share) over `years` years; a later edition's value."""


@dataclass(frozen=True)
class Plans:
    """The plans of a study.

    Attributes
    ----------
    plans, indicators, figures, statements, allocations, projects
        Columns as above, in the order of the files; empty frames where the study has none.
    progress
        Reports on projects; columns as `geodata.policies.corpus.PROGRESS_COLUMNS`, `task_id`
        being the project's.
    plausibility
        Columns ``level, quantity, least, most, reason, row``: amounts in the base unit of
        the quantity (``units.csv``) that a plan of that level can have; NaN where unbounded.
    files
        SHA-256 of every input file by its name.
    """

    plans: pd.DataFrame
    indicators: pd.DataFrame
    figures: pd.DataFrame
    statements: pd.DataFrame
    allocations: pd.DataFrame
    projects: pd.DataFrame
    progress: pd.DataFrame
    plausibility: pd.DataFrame
    files: Mapping[str, str]
