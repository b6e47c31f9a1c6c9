"""The indicators of all plans as tables: where each stands, and every value behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geodata.plans.records import CUMULATIVE, GROWTH, MILESTONE
from layout.plans.figures import Case, Point
from layout.plans.outlook import Outlook, outlook
from layout.plans.standing import Standing, standing, tracks
from layout.settings.plans import Plans as Settings
from layout.views import labelled, published, remark
from models.plan_growth import planned
from models.plan_progress import PATHS, Path, elapsed

INDICATOR_COLUMNS = (
    "plan_id",
    "indicator_id",
    "number",
    "label_zh",
    "kind",
    "direction",
    "binding",
    "unit",
    "status",
    "baseline_year",
    "baseline",
    "target_year",
    "target",
    "latest_date",
    "latest",
    "attainment",
    "progress",
    "time_share",
    "pace_linear",
    "pace_geometric",
    "light",
    "forecast",
    "forecast_low",
    "forecast_high",
    "chance",
    "planned_rate",
    "planned_step",
    "required_rate",
    "required_step",
    "past_rate",
    "ambition",
    "statistic",
    "definition",
    "source_id",
    "quote",
    "start_char",
    "end_char",
    "remark",
)
INDICATOR_KINDS: Mapping[str, str] = {
    "kind": "plan_kind",
    "direction": "plan_direction",
    "binding": "plan_binding",
    "status": "plan_status",
    "light": "plan_light",
    "ambition": "plan_ambition",
    "remark": "remark",
}
"""Column → kind of its labels."""

FIGURE_COLUMNS = (
    "plan_id",
    "indicator_id",
    "label_zh",
    "unit",
    "date",
    "time",
    "value",
    "planned_linear",
    "planned_geometric",
    "pace_linear",
    "pace_geometric",
    "origin",
    "source_id",
    "remark",
)
FIGURE_KINDS: Mapping[str, str] = {"origin": "plan_origin", "remark": "remark"}

PASSED = (
    "number",
    "label_zh",
    "direction",
    "binding",
    "unit",
    "status",
    "statistic",
    "definition",
    "source_id",
    "quote",
    "start_char",
    "end_char",
)
"""Columns that are told as they were read."""
WHOLE = ("baseline_year", "target_year", "start_char", "end_char")


@dataclass(frozen=True)
class Judged:
    """An indicator with all that is said of it."""

    case: Case
    now: Standing
    ahead: Outlook


def judged(cases: Sequence[Case], settings: Settings, seed: int) -> list[Judged]:
    """Judge every indicator."""
    found = []
    for case in cases:
        now = standing(case, settings)
        found.append(Judged(case, now, outlook(case, now, settings, seed)))
    return found


def indicator_table(found: Sequence[Judged], settings: Settings) -> pd.DataFrame:
    """One row for each indicator, ``plan_indicators``."""
    rows = [_row(one, settings) for one in found]
    table = pd.DataFrame(rows, columns=[*INDICATOR_COLUMNS])
    for column in WHOLE:
        table[column] = pd.to_numeric(table[column]).astype("Int64")
    return labelled(table, INDICATOR_KINDS)


def _row(one: Judged, settings: Settings) -> dict[str, object]:
    case, now, ahead = one.case, one.now, one.ahead
    codes = dict.fromkeys([*now.remarks, *ahead.remarks])
    return {
        "plan_id": case.plan_id,
        "indicator_id": case.key[1],
        "kind": case.kind,
        **{column: case.row[column] for column in PASSED},
        "baseline_year": case.baseline_year,
        "baseline": published(case.baseline),
        "target_year": case.target_year,
        "target": published(case.target),
        "latest_date": now.date,
        "latest": published(now.value),
        "attainment": published(now.attainment.value),
        "progress": published(now.progress[settings.path].value),
        "time_share": published(now.time_share),
        "pace_linear": published(now.pace["linear"].value),
        "pace_geometric": published(now.pace["geometric"].value),
        "light": now.light,
        "forecast": published(ahead.forecast),
        "forecast_low": published(ahead.low),
        "forecast_high": published(ahead.high),
        "chance": published(ahead.chance),
        "planned_rate": published(ahead.planned_rate),
        "planned_step": published(ahead.planned_step),
        "required_rate": published(ahead.required_rate),
        "required_step": published(ahead.required_step),
        "past_rate": published(ahead.past_rate),
        "ambition": ahead.ambition,
        "remark": remark(*codes),
    }


def figure_table(found: Sequence[Judged]) -> pd.DataFrame:
    """Every value of every indicator with what was planned for its time, ``plan_figures``."""
    rows = [_figure(one.case, point) for one in found for point in one.case.points]
    return labelled(pd.DataFrame(rows, columns=[*FIGURE_COLUMNS]), FIGURE_KINDS)


def _figure(case: Case, point: Point) -> dict[str, object]:
    """One value; planned values and paces from the baseline on, of a cumulative flow of its sum."""
    codes = list(point.remarks)
    wanted = dict.fromkeys(PATHS, np.nan)
    pace = dict.fromkeys(PATHS, np.nan)
    if point.time < case.baseline_year:
        codes.append("plan_before_baseline")
    elif case.kind in (GROWTH, MILESTONE):
        codes.append("plan_no_path")
    elif case.masked or (np.isnan(case.baseline) and case.kind != CUMULATIVE):
        codes.append("plan_masked" if case.masked else "plan_no_baseline")
    else:
        start = 0.0 if case.kind == CUMULATIVE else case.baseline
        share = elapsed(point.time, case.baseline_year, case.target_year)
        for path in PATHS:
            way: Path = "linear" if case.kind == CUMULATIVE else path  # as the model tracks it
            wanted[path] = float(planned(start, case.target, share, way).value)
        codes += ["plan_cumulated"] if case.kind == CUMULATIVE else []
        until = tuple(one for one in case.counted if one.time <= point.time)
        if point in until:
            found = tracks(case, until)
            pace = {path: float(one.pace.value[0]) for path, one in found.items()}
        elif point.time > case.baseline_year:
            codes.append("plan_part_year")
        if np.isnan([*wanted.values()]).any():
            codes.append("plan_not_positive")
    return {
        "plan_id": case.plan_id,
        "indicator_id": case.key[1],
        "label_zh": case.label,
        "unit": case.row["unit"],
        "date": point.date,
        "time": published(point.time),
        "value": published(point.value),
        **{f"planned_{path}": published(value) for path, value in wanted.items()},
        **{f"pace_{path}": published(value) for path, value in pace.items()},
        "origin": point.origin,
        "source_id": point.source_id,
        "remark": remark(*dict.fromkeys(codes)),
    }
