"""What lies ahead of an indicator: forecast, growth still required, ambition of the target."""

from dataclasses import dataclass, replace

import numpy as np

from geodata.plans.records import ANNUAL, CUMULATIVE, GROWTH, MILESTONE, RATIO, SATISFACTION, STOCK
from layout.plans.figures import Case, Point
from layout.plans.standing import MET, Standing, scale, yearly
from layout.settings.plans import Plans as Settings
from models.plan_forecast import chance, forecast
from models.plan_growth import ambition, yearly_rate, yearly_step
from models.plan_progress import TIE, attainment

LEVELS = (ANNUAL, STOCK, RATIO, SATISFACTION)
"""Kinds whose target is a level that is reached by growing from the baseline."""

SOFT, MODERATE, STRETCH, UNKNOWN = "soft", "moderate", "stretch", "unknown"
AMBITIONS = (SOFT, MODERATE, STRETCH, UNKNOWN)

STREAM = 30
"""Of the study's seed, for the chances of plans."""
FEW = 4
"""Years up to which the chance is remarked as too sure; see `models.plan_forecast.chance`."""


@dataclass(frozen=True)
class Outlook:
    """See the columns of ``plan_indicators``; NaN where undefined, for which `remarks` tell why."""

    forecast: float = np.nan
    low: float = np.nan
    high: float = np.nan
    chance: float = np.nan
    planned_rate: float = np.nan
    planned_step: float = np.nan
    required_rate: float = np.nan
    required_step: float = np.nan
    past_rate: float = np.nan
    ambition: str = UNKNOWN
    remarks: tuple[str, ...] = ()


def outlook(case: Case, now: Standing, settings: Settings, seed: int) -> Outlook:
    """Look ahead from where an indicator stands."""
    found = Outlook()
    for step in (_planned, _required, _ambition):
        found = step(found, case, now, settings)
    return _forecast(found, case, now, settings, seed)


def _planned(found: Outlook, case: Case, _now: Standing, _settings: Settings) -> Outlook:
    """Growth that the plan itself asks for, from its baseline to its target."""
    years = case.target_year - case.baseline_year
    if case.kind in LEVELS:
        rate = yearly_rate(case.baseline, case.target, years)
        step = yearly_step(case.baseline, case.target, years).value
        codes = ("plan_not_positive",) if rate.reason == "not_positive" else ()
        return replace(
            found, planned_rate=float(rate.value), planned_step=float(step), remarks=codes
        )
    if case.kind == CUMULATIVE:
        step = yearly_step(0, case.target, years).value
        return replace(found, planned_step=float(step))
    return replace(found, remarks=(*found.remarks, "plan_no_path"))


def _required(found: Outlook, case: Case, now: Standing, _settings: Settings) -> Outlook:
    """Growth that is still needed from the latest figure on."""
    left = case.target_year - now.time
    if np.isnan(now.reached) or case.kind == MILESTONE:
        return found  # remarked with the standing, or as a kind without a path
    if left <= 0:
        return replace(found, remarks=(*found.remarks, "plan_ended"))
    if now.light == MET:
        return replace(found, remarks=(*found.remarks, "plan_already_met"))
    if case.kind == GROWTH:
        rates = yearly(case, case.counted)
        whole = (1 + case.target * scale(case)) ** (len(rates) + left)
        rate = yearly_rate(np.prod(1 + rates), whole, left).value
        return replace(found, required_rate=float(rate))
    step = float(yearly_step(now.value, case.target, left).value)
    if case.kind == CUMULATIVE:
        return replace(found, required_step=step)
    rate = yearly_rate(now.value, case.target, left).value
    return replace(found, required_rate=float(rate), required_step=step)


def _ambition(found: Outlook, case: Case, now: Standing, settings: Settings) -> Outlook:
    """How far the target lies from what was to be expected, and after the end from what came.

    At the end the attainment itself tells: above ``1 + soft`` the target was soft. Before, it is
    the attainment that the growth before the baseline would end at: below 1 the plan must go
    faster than before (stretch), above ``1 + soft`` it may go much slower (soft).
    """
    years = case.target_year - case.baseline_year
    before = next((one for one in case.points if one.time < case.baseline_year), None)
    if before is not None and case.kind in LEVELS:
        past = float(case.baseline_year - before.time)
        speeds = ambition(before.value, case.baseline, case.target, past, years, case.direction)
        found = replace(found, past_rate=float(speeds.past.value))
        expected = case.baseline * (1 + found.past_rate) ** years
        reach = float(attainment(expected, case.target, case.direction).value)
        found = replace(found, ambition=_class(reach, settings.soft))
    if now.time == case.target_year and now.attainment.value >= 1:
        soft = now.attainment.value > 1 + settings.soft
        remarks = (*found.remarks, "plan_soft") if soft else found.remarks
        found = replace(
            found, ambition=_class(now.attainment.value, settings.soft), remarks=remarks
        )
    based = case.kind == CUMULATIVE or (case.kind in LEVELS and not np.isnan(case.baseline))
    if based and np.isnan(found.past_rate) and not case.masked:
        found = replace(found, remarks=(*found.remarks, "plan_no_past"))
    return found


def _class(reach: float, soft: float) -> str:
    if np.isnan(reach):
        return UNKNOWN
    return STRETCH if reach < 1 - TIE else SOFT if reach > 1 + soft + TIE else MODERATE


def _trend(case: Case, settings: Settings) -> tuple[Point, ...]:
    """The values that a trend rests on: of the last years, the baseline among them."""
    flow = case.kind in (ANNUAL, CUMULATIVE)
    points = [point for point in case.points if point.whole or not flow]
    if case.kind == CUMULATIVE:
        points = [point for point in points if point.time > case.baseline_year]
    parts = [point for point in points[:-1] if not point.whole]  # a year's end replaces its months
    return tuple(point for point in points if point not in parts)[-settings.trend_years :]


def _forecast(found: Outlook, case: Case, now: Standing, settings: Settings, seed: int) -> Outlook:
    """Carry the last years on to the target year."""
    points = _trend(case, settings)
    cumulative = case.kind == CUMULATIVE
    if case.kind in (GROWTH, MILESTONE) or np.isnan(now.value) or now.time >= case.target_year:
        return found  # no path, figures missing, or the end is known: remarked already
    values, times = [[one.value for one in points]], [one.time for one in points]
    path = "linear" if cumulative else settings.path
    ahead = _ahead(case, points)
    if not points or not ahead:
        return replace(found, remarks=(*found.remarks, "plan_too_few"))
    sofar = sum(one.value for one in points_of_years(case)) if cumulative else 0.0
    line = forecast(values, times, ahead, settings.level, path, _bounds(case))
    odds = chance(
        values,
        times,
        ahead,
        case.target - sofar,
        settings.draws,
        seed,
        case.direction,
        path,
        STREAM,
    )
    value, likely = float(line.value.value[0]), float(odds.value[0])
    reasons = dict.fromkeys((str(line.value.reason[0]), str(line.interval[0])))
    codes = (
        *(f"plan_{reason}" for reason in reasons if reason),
        "plan_chance_sure" if not np.isnan(likely) and len(points) <= FEW else "",
    )
    return replace(
        found,
        forecast=value + sofar,
        low=float(line.low[0]) + sofar,
        high=float(line.high[0]) + sofar,
        chance=likely,
        remarks=(*found.remarks, *(code for code in codes if code)),
    )


def points_of_years(case: Case) -> list[Point]:
    """Whole years after the baseline."""
    return [one for one in case.counted if one.whole]


def _ahead(case: Case, points: tuple[Point, ...]) -> list[float]:
    """The target year; of a cumulative flow every year after the last known one."""
    if not points:
        return []
    if case.kind != CUMULATIVE:
        return [float(case.target_year)]
    return [float(year) for year in range(int(points[-1].time) + 1, case.target_year + 1)]


def _bounds(case: Case) -> tuple[float, float]:
    """What the indicator cannot leave: counts and money below 0, a share outside 0 to 100 %."""
    whole = 1 / case.unit.factor
    share = case.kind in (RATIO, SATISFACTION) and not case.unit.powers
    inside = all(one.value <= whole for one in case.points) and not case.target > whole
    return 0.0, whole if share and inside else np.inf
