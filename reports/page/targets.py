"""The tab of the plans' indicators: where each stands, what contradicts, who takes how much."""

import pandas as pd
from pandas.api.types import is_numeric_dtype

from layout.evaluation import Evaluation
from layout.labels import label
from layout.tracking.states import STATES
from reports.figures.gantt import FILLS
from reports.nested import Field
from reports.offline_map import words
from reports.packed import packed
from reports.page.tabs import Listing, fields
from reports.results import table

TARGETS = "targets"
"""The tab, by the name that the page's script knows it by."""

TABLES = (
    "plans",
    "plan_indicators",
    "plan_figures",
    "plan_checks",
    "plan_allocation",
    "plan_projects",
    "plan_project_summary",
)
"""What the tab lists; the files that it saves have all columns of these."""

LIGHTS = ("met", "on_track", "near", "behind", "unknown")
"""Best first; whose target is not published is told apart."""

MASKED = "masked"

VERDICTS = (
    "contradiction", "unit_suspect", "flow_trap", "scope", "superseded", "masked", "undecided",
    "agrees",
)  # fmt: skip
"""What is to be put right first; agreements last."""

SHARE_DECIMALS, DECIMALS = 1, 0
"""Of percentages, and of counts; amounts are told as they are."""


def tables(evaluation: Evaluation) -> dict[str, dict[str, object]]:
    """What the tab lists, by its key; nothing where a study tracks no plan."""
    if table(evaluation, "plans").empty or table(evaluation, "plan_indicators").empty:
        return {}
    found = {name: table(evaluation, name) for name in TABLES}
    listed = {name: _listed(name, rows) for name, rows in found.items() if len(rows)}
    return {
        TARGETS: {
            **listed,
            "lights": _lights(),
            "verdicts": [[code, label("plan_verdict", code)] for code in VERDICTS],
            "states": [
                {"state": code, "label": label("plan_state", code), "colour": FILLS[code].colour}
                for code in STATES
            ],
            "sources": _sources(evaluation, [*found.values()]),
            "path": evaluation.study.settings.plans.path,
            "rule": _rule(evaluation),
        }
    }


def _listed(name: str, rows: pd.DataFrame) -> dict[str, object]:
    """A table with all its columns; which of them are shown, the script knows."""
    numeric = {column: is_numeric_dtype(rows[column]) for column in rows}
    shown: tuple[Field, ...] = tuple(
        (str(column), DECIMALS if number else None) for column, number in numeric.items()
    )
    listing = Listing(name, shown)
    told = fields(listing)
    for field in told:
        if field.get("share"):
            field["decimals"] = SHARE_DECIMALS
    return {"fields": told, **packed(rows, listing.fields)}


def _lights() -> list[list[str]]:
    return [
        *([code, label("plan_light", code)] for code in LIGHTS),
        [MASKED, words()["target_light_masked"]],
    ]


def _sources(evaluation: Evaluation, found: list[pd.DataFrame]) -> dict[str, str]:
    """Publisher and title of every source that the tables name."""
    named = {code for rows in found if "source_id" in rows for code in rows.source_id}
    sources = evaluation.evidence.sources
    return {
        row["source_id"]: "：".join(part for part in (row["publisher"], row["title"]) if part)
        for row in sources[sources.source_id.isin(named)].to_dict("records")
    }


def _rule(evaluation: Evaluation) -> str:
    """How lights come about, with the study's own bounds and day."""
    settings = evaluation.study.settings
    plans = settings.plans
    return words()["target_reading"].format(
        day=plans.as_of or settings.release,
        path=words()[f"target_path_{plans.path}"],
        on_track=f"{plans.on_track:g}",
        near=f"{plans.near:g}",
    )
