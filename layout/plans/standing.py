"""Where an indicator stands: what counts against its target, on which light, and why not."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from geodata.plans.records import CUMULATIVE, GROWTH, MILESTONE
from layout.plans.figures import Case, Point
from layout.settings.plans import Plans as Settings
from models.plan_progress import PATHS, Array, Path, Track, elapsed, grade, track

MET, ON_TRACK, NEAR, BEHIND, UNKNOWN = "met", "on_track", "near", "behind", "unknown"
LIGHTS = (MET, ON_TRACK, NEAR, BEHIND, UNKNOWN)

HELD = ("at_target", "beyond_target")
"""Reasons why there is no way to go: the baseline is as good as the target already."""


class Number(NamedTuple):
    """A number, or the reason of the models why there is none."""

    value: float
    reason: str


@dataclass(frozen=True)
class Standing:
    """What is known of one indicator at its latest figure.

    Attributes
    ----------
    date, time
        Of the latest figure that counts; blank and NaN where there is none.
    value
        What counts against the target, in the unit of the indicator: of a cumulative flow the
        sum, of growth rates their mean.
    reached
        1, 0 or NaN.
    time_share
        Share of the plan's time that has passed at `time`.
    progress, pace
        By path, linear and geometric.
    remarks
        Codes, in order.
    """

    date: str
    time: float
    value: float
    reached: float
    attainment: Number
    time_share: float
    progress: dict[Path, Number]
    pace: dict[Path, Number]
    light: str
    remarks: tuple[str, ...]


def scale(case: Case) -> float:
    """Factor from the unit of the indicator to that of the models: growth rates are shares."""
    return case.unit.factor if case.kind == GROWTH else 1.0


def yearly(case: Case, points: tuple[Point, ...]) -> Array:
    """Values of the years after the baseline as the models want them, (years,).

    Of a flow or rate every year has its place, NaN where its figure is missing; of a level only
    the latest counts. A single growth rate at the end of the plan is its mean, as plans report it.
    """
    if case.kind not in (CUMULATIVE, GROWTH) or mean_stated(case, points):
        return np.array([points[-1].value]) * scale(case)
    values = {point.time: point.value for point in points}
    last = int(np.floor(points[-1].time))
    whole = [values.get(float(year), np.nan) for year in range(case.baseline_year + 1, last + 1)]
    part = [] if points[-1].whole else [points[-1].value]
    return np.array([*whole, *part]) * scale(case)


def mean_stated(case: Case, points: tuple[Point, ...]) -> bool:
    """Whether the only growth rate is one of several years, told at their end."""
    alone = len(points) == 1 and points[0].time == case.target_year
    return case.kind == GROWTH and alone and case.target_year - case.baseline_year > 1


def tracks(case: Case, points: tuple[Point, ...]) -> dict[Path, Track]:
    """The indicator tracked up to the last of some points, by path."""
    times = elapsed(points[-1].time, case.baseline_year, case.target_year)
    values = yearly(case, points)[None, :]
    return {
        path: track(
            case.kind,
            [case.baseline],
            values,
            [case.target * scale(case)],
            times,
            case.direction,
            path,
        )
        for path in PATHS
    }


def standing(case: Case, settings: Settings) -> Standing:
    """Judge one indicator by its latest figure."""
    points = case.counted
    if not points:
        nothing = Number(np.nan, "missing")
        none = dict.fromkeys(PATHS, nothing)
        why = _unknown(case, points)
        return Standing("", np.nan, np.nan, np.nan, nothing, np.nan, none, none, UNKNOWN, why)
    found = tracks(case, points)
    chosen = found[settings.path]
    time = float(elapsed(points[-1].time, case.baseline_year, case.target_year))
    progress = {path: _number(one.progress) for path, one in found.items()}
    pace = {path: _number(one.pace) for path, one in found.items()}
    reached = float(chosen.reached[0])
    light = _light(case, reached, pace[settings.path], time, settings)
    return Standing(
        date=points[-1].date,
        time=points[-1].time,
        value=float(chosen.value[0]) / scale(case),
        reached=reached,
        attainment=_number(chosen.attainment),
        time_share=time,
        progress=progress,
        pace=pace,
        light=light,
        remarks=_remarks(case, points, found, settings.path, time),
    )


def _number(one: tuple[Array, np.ndarray]) -> Number:
    values, reasons = one
    return Number(float(np.ravel(values)[0]), str(np.ravel(reasons)[0]))


def _open_cap(case: Case, time: float) -> bool:
    """Whether a sum that must stay below a limit can still pass it."""
    return case.kind == CUMULATIVE and case.direction < 0 and time < 1


def _light(case: Case, reached: float, pace: Number, time: float, settings: Settings) -> str:
    if case.masked or case.suspect or np.isnan(reached):
        return UNKNOWN
    if _open_cap(case, time):
        return UNKNOWN if reached else BEHIND
    if reached:
        return MET
    if time >= 1 or pace.reason in HELD:
        return BEHIND
    if np.isnan(pace.value):
        return UNKNOWN
    passed = sum(int(grade(pace.value, [bound])) for bound in (settings.near, settings.on_track))
    return (BEHIND, NEAR, ON_TRACK)[passed]


def _unknown(case: Case, points: tuple[Point, ...]) -> tuple[str, ...]:
    """Why an indicator cannot be judged at all, first of all what the plan itself leaves out."""
    codes = (
        "plan_masked" if case.masked else "",
        "plan_unit_suspect" if case.suspect else "",
        "plan_draft" if case.row["status"] == "draft" else "",
        "plan_no_baseline" if _unbased(case) else "",
        "plan_no_figure" if not points else "",
        "plan_part_year" if not points and case.points and not case.points[-1].whole else "",
        "plan_end_unseen" if case.ended and not _seen(case, points) else "",
    )
    return tuple(code for code in codes if code)


def _seen(case: Case, points: tuple[Point, ...]) -> bool:
    return bool(points) and points[-1].time == case.target_year


def _unbased(case: Case) -> bool:
    """Whether a level has a target and nothing to start from."""
    levels = case.kind not in (CUMULATIVE, GROWTH, MILESTONE)
    return levels and bool(np.isnan(case.baseline)) and not case.masked


def _remarks(
    case: Case, points: tuple[Point, ...], found: dict[Path, Track], path: Path, time: float
) -> tuple[str, ...]:
    chosen = found[path]
    pace = _number(chosen.pace)
    reasons = [_number(one).reason for way in found.values() for one in (way.attainment, way.pace)]
    waiting = pace.reason == "no_path" and chosen.reached[0] == 0 and time < 1
    codes = (
        *_unknown(case, points),
        "plan_mean_stated" if mean_stated(case, points) else "",
        "plan_years_missing" if np.isnan(yearly(case, points)).any() else "",
        "plan_milestone" if waiting else "",
        "plan_held" if pace.reason in HELD else "",
        "plan_not_positive" if "not_positive" in reasons else "",
        "plan_cap_open" if _open_cap(case, time) else "",
        *sorted({remark for point in case.points for remark in point.remarks}),
    )
    return tuple(code for code in codes if code)
