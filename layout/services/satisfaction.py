"""Satisfaction: means of answers with intervals, and verdicts only where chance allows one."""

import datetime as dt
from collections.abc import Iterator

import numpy as np
import pandas as pd

from geodata.services.records import SERVICES, SETTINGS
from layout.labels import label
from layout.notes import Notes
from layout.services.places import Array
from layout.services.words import table_of
from layout.settings.services import Services as Settings
from layout.views import published, remark
from models.survey_mean import SurveyMean, survey_mean

SATISFACTION_TABLE = (
    "grouping",
    "group",
    "group_label",
    "responses",
    "mean",
    "low",
    "high",
    "target",
    "verdict",
    "remark",
)
SATISFACTION_KINDS = {
    "grouping": "service_grouping",
    "verdict": "service_verdict",
    "remark": "remark",
}
FULL = (0.0, 100.0)
"""Bounds of a score."""

Group = tuple[str, str, str, pd.DataFrame]


def satisfaction_table(
    settings: Settings,
    survey: pd.DataFrame,
    regions: dict[str, str],
    nodes: dict[str, str],
    as_of: dt.date,
    notes: Notes,
) -> pd.DataFrame:
    """Means of all answers and of groups of them, ``service_satisfaction``.

    A target is met or missed only if the whole interval lies on one side of it and there are
    enough answers. Answers that do not tell a group are in none of its kind.

    Parameters
    ----------
    regions, nodes
        Code → name, in the order of the rows.
    """
    later = survey.date > as_of.isoformat()
    if later.any():
        notes.add("service_survey_later", n=int(later.sum()), as_of=as_of)
    notes.add("service_survey_chance", level=f"{100 * settings.level:g}")
    rows = [
        _row(settings, grouping, group, words, answers)
        for grouping, group, words, answers in _groups(survey[~later], regions, nodes)
    ]
    return table_of(rows, SATISFACTION_TABLE, SATISFACTION_KINDS)


def verdict_of(mean: SurveyMean, settings: Settings) -> str:
    """``met``, ``missed``, ``undecided``, ``too_few``, or blank where there is no target."""
    target = settings.satisfaction_target
    if target is None:
        return ""
    if mean.answers < settings.least_responses:
        return "too_few"
    if mean.low >= target:
        return "met"
    return "missed" if mean.high < target else "undecided"


def mean_of(answers: pd.DataFrame, level: float) -> SurveyMean:
    """Weighted mean of answers with its interval."""
    scores: Array = answers.score.to_numpy(float)
    return survey_mean(scores, answers.weight.to_numpy(float), level, FULL)


def _groups(
    survey: pd.DataFrame, regions: dict[str, str], nodes: dict[str, str]
) -> Iterator[Group]:
    """Grouping, group, its name and its answers; groups without answers are left out."""
    yield "all", "", label("service_grouping", "all"), survey
    kinds: list[tuple[str, str, dict[str, str]]] = [
        ("region", "region_code", regions),
        ("service", "service", {code: label("service", code) for code in SERVICES}),
        ("setting", "setting", {code: label("service_setting", code) for code in SETTINGS}),
        ("node", "node_id", nodes),
    ]
    for grouping, column, names in kinds:
        for code, words in names.items():
            own = survey[survey[column] == code]
            if len(own):
                yield grouping, code, words, own
    years = survey.date.str[:4]
    for year in sorted(set(years) - {""}):
        yield "year", year, year, survey[years == year]


def _row(
    settings: Settings, grouping: str, group: str, words: str, answers: pd.DataFrame
) -> dict[str, object]:
    mean = mean_of(answers, settings.level)
    target = settings.satisfaction_target
    few = mean.answers < settings.least_responses
    alike = mean.answers > 1 and mean.low == mean.high
    return {
        "grouping": grouping,
        "group": group,
        "group_label": words,
        "responses": mean.answers,
        "mean": published(mean.mean),
        "low": published(mean.low),
        "high": published(mean.high),
        "target": np.nan if target is None else target,
        "verdict": verdict_of(mean, settings),
        "remark": remark(
            "service_few_answers" if few else "",
            "service_one_answer" if mean.answers < 2 else "",
            "service_alike" if alike else "",
            "service_no_target" if target is None else "",
        ),
    }
