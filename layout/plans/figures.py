"""What is known of each indicator over time: stated baseline, reported figures, statistics."""

import calendar
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from geodata.plans.records import ANNUAL, CUMULATIVE, GROWTH, MASKED, SUSPECT, Plans
from geodata.statistics import Statistic
from geodata.units import Unit, parse_unit
from layout.notes import Notes
from layout.plans.printed import amount, same

PLAN, TABLE, STATISTIC = "plan", "table", "statistic"
"""Where a value comes from: the plan's own baseline, the table of figures, a linked statistic."""

WHOLE_YEARS = (ANNUAL, GROWTH)
"""Kinds of which part of a year says nothing: half a year's flow is not comparable."""


class Point(NamedTuple):
    """One value of an indicator, in its unit.

    `time` is in years, the end of 2020 being 2020.0; `remarks` are codes.
    """

    date: str
    time: float
    value: float
    origin: str
    source_id: str
    remarks: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether the value is of the end of a year, or of a whole one."""
        return float(self.time).is_integer()


@dataclass(frozen=True)
class Case:
    """One indicator of a plan with what is known of it.

    Attributes
    ----------
    row
        Its row of the table of indicators.
    direction
        1 if more is better, -1 if less is.
    baseline, target
        In the unit of the indicator, NaN where unknown or masked.
    points
        By time, one for each: from as many years before the baseline as the plan has years, up to
        the target year and to the day of the tracking.
    implausible
        Why the numbers of the plan can hardly be meant; blank where they can.
    ended
        Whether the target year is over on the day of the tracking.
    """

    row: Mapping[str, Any]
    plan_id: str
    label: str
    kind: str
    direction: int
    unit: Unit
    baseline_year: int
    baseline: float
    target_year: int
    target: float
    points: tuple[Point, ...]
    implausible: str
    ended: bool

    @property
    def key(self) -> tuple[str, str]:
        """Plan and indicator."""
        return self.plan_id, str(self.row["indicator_id"])

    @property
    def masked(self) -> bool:
        """Whether the plan gives no target that could be reached."""
        return bool(np.isnan(self.target)) or self.row["status"] == MASKED

    @property
    def suspect(self) -> bool:
        """Whether the unit of the plan's numbers is in doubt."""
        return bool(self.implausible) or self.row["status"] == SUSPECT

    @property
    def counted(self) -> tuple[Point, ...]:
        """Values after the baseline that count against the target.

        A part of a year counts for levels; of a cumulative flow, only after the last whole year.
        """
        after = [point for point in self.points if point.time > self.baseline_year]
        if self.kind in WHOLE_YEARS:
            return tuple(point for point in after if point.whole)
        if self.kind == CUMULATIVE:
            return tuple(point for point in after if point.whole or point is after[-1])
        return tuple(after)


def moment(day: dt.date) -> float:
    """The end of a day in years, the end of 2020 being 2020.0.

    Examples
    --------
    >>> moment(dt.date(2020, 12, 31)), moment(dt.date(2025, 6, 30))
    (2020.0, 2024.5)
    """
    length = calendar.monthrange(day.year, day.month)[1]
    return day.year - 1 + (day.month - 1 + day.day / length) / 12


def level_of(region_code: str) -> str:
    """Level of government by the zeros of its code (GB/T 2260).

    Examples
    --------
    >>> [level_of(code) for code in ("100000", "330000", "330100", "330106")]
    ['nation', 'province', 'city', 'county']
    """
    if region_code in ("000000", "100000"):
        return "nation"
    return (
        "province" if region_code[2:] == "0000" else "city" if region_code[4:] == "00" else "county"
    )


def cases(
    plans: Plans,
    figures: pd.DataFrame,
    statistics: Mapping[str, Statistic],
    as_of: dt.date,
    notes: Notes,
) -> list[Case]:
    """Every indicator of every plan, in the order of the tables.

    Notes
    -----
    Of one time the stated baseline is kept before the table of figures, and that before the
    statistic; where the others say something else, within the rounding of the printed digits,
    the value is remarked and a note tells both.
    """
    of_plan = {plan["plan_id"]: plan for plan in plans.plans.to_dict("records")}
    return [
        _case(row, of_plan[row["plan_id"]], plans, figures, statistics, moment(as_of), notes)
        for row in plans.indicators.to_dict("records")
    ]


def _case(
    row: Mapping[Any, Any],
    plan: Mapping[Any, Any],
    plans: Plans,
    figures: pd.DataFrame,
    statistics: Mapping[str, Statistic],
    last: float,
    notes: Notes,
) -> Case:
    unit = parse_unit(row["unit"])
    start = _year(row["baseline_year"], plan["start_year"])
    end = _year(row["target_year"], plan["end_year"])
    given = [
        *_stated(row, start),
        *_reported(row, plans.figures),
        *_statistical(row, plan["region_code"], unit, figures, statistics),
    ]
    window = [one for one in given if 2 * start - end <= one.time <= min(end, last)]
    late = sum(one.origin == TABLE and one.time > min(end, last) for one in given)
    if late:
        notes.add("plan_figures_outside", plan=row["plan_id"], label=row["label_zh"], n=late)
    return Case(
        row={str(column): value for column, value in row.items()},
        plan_id=row["plan_id"],
        label=row["label_zh"],
        kind=row["kind"],
        direction=-1 if row["direction"] == "less" else 1,
        unit=unit,
        baseline_year=start,
        baseline=float(row["baseline"]),
        target_year=end,
        target=float(row["target"]),
        points=_together(window, row, notes),
        implausible=implausible(row, unit, level_of(plan["region_code"]), plans.plausibility),
        ended=last >= end,
    )


def _year(value: Any, otherwise: Any) -> int:
    return int(otherwise if pd.isna(value) else value)


def _stated(row: Mapping[Any, Any], start: int) -> list[Point]:
    if np.isnan(row["baseline"]):
        return []
    return [Point(str(start), float(start), float(row["baseline"]), PLAN, str(row["source_id"]))]


def _reported(row: Mapping[Any, Any], figures: pd.DataFrame) -> list[Point]:
    own = figures[
        (figures.plan_id == row["plan_id"]) & (figures.indicator_id == row["indicator_id"])
    ]
    return [
        Point(str(one["date"]), float(one["time"]), float(one["value"]), TABLE, one["source_id"])
        for one in own.to_dict("records")
        if not np.isnan(one["value"])
    ]


def _statistical(
    row: Mapping[Any, Any],
    region: str,
    unit: Unit,
    figures: pd.DataFrame,
    statistics: Mapping[str, Statistic],
) -> list[Point]:
    """Observed figures of the linked statistic for the region of the plan, in its unit."""
    statistic = statistics.get(row["statistic"])
    if statistic is None:
        return []
    factor = statistic.unit.to(unit)
    own = figures[
        (figures.statistic == statistic.code)
        & (figures.region_code == region)
        & (figures.status == "observed")
    ]
    return [
        Point(
            str(one["year"]), float(one["year"]), one["value"] * factor, STATISTIC, one["source_id"]
        )
        for one in own.to_dict("records")
    ]


def _together(given: Sequence[Point], row: Mapping[Any, Any], notes: Notes) -> tuple[Point, ...]:
    """One point for each time: the first in order of precedence, remarked where others differ."""
    chosen: dict[float, Point] = {}
    for point in given:
        first = chosen.setdefault(point.time, point)
        if same(first.value, point.value):
            continue
        differs = "plan_baseline_differs" if first.origin == PLAN else "plan_figure_differs"
        notes.add(
            differs,
            plan=row["plan_id"],
            label=row["label_zh"],
            date=point.date,
            used=amount(first.value, row["unit"]),
            other=amount(point.value, row["unit"]),
            source=point.source_id,
        )
        chosen[point.time] = first._replace(remarks=(differs,))
    return tuple(chosen[time] for time in sorted(chosen))


def implausible(row: Mapping[Any, Any], unit: Unit, level: str, plausibility: pd.DataFrame) -> str:
    """Why the baseline or target can hardly be meant as printed; blank where it can.

    Parameters
    ----------
    plausibility
        Amounts in the base unit of a quantity that a plan of a level can have.
    """
    for bound in plausibility[plausibility.level == level].to_dict("records"):
        if unit.powers != ((bound["quantity"], 1),):
            continue
        amounts = np.array([row["baseline"], row["target"]], dtype=float) * unit.factor
        if np.any(amounts < bound["least"]) or np.any(amounts > bound["most"]):  # NaN is neither
            return str(bound["reason"])
    return ""
