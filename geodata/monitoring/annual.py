"""Yearly figures from what departments hand in by quarter or month."""

from collections.abc import Mapping
from math import fsum
from statistics import fmean
from typing import Any

import pandas as pd

from geodata.errors import Problems
from geodata.monitoring.cells import origin
from geodata.monitoring.periods import PER_YEAR, Period, parse_period
from geodata.statistics import Statistic

COLUMNS = ("region_code", "year", "statistic", "value", "status", "source_id", "note", "row")
INCOMPLETE_COLUMNS = ("region_code", "statistic", "year", "periods", "needed")
SAME = 1e-9
"""Relative difference up to which two figures are one: units were converted by multiplication."""


def yearly(series: pd.DataFrame, interfaces: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make figures of years from `series`.

    Parameters
    ----------
    series, interfaces
        As `SERIES_COLUMNS` and `INTERFACE_COLUMNS`.

    Returns
    -------
    annual, incomplete
        Columns `COLUMNS` and `INCOMPLETE_COLUMNS`. A flow is the sum of all its 4 or 12 periods, a
        ratio their plain mean, a stock the figure of the period that closes the year (the only
        one that it needs). Years that lack a period have no figure and are listed in `incomplete`.
        A year that was handed in as a year stands as it is.
    """
    how = dict(zip(interfaces.statistic, interfaces.aggregation, strict=True))
    groups: dict[tuple[str, str, int], dict[Period, Any]] = {}
    row: Any
    for row in series.itertuples():
        at = _period(row.period)
        groups.setdefault((row.statistic, row.region_code, at.year), {})[at] = row
    figures, missing = [], []
    for (statistic, region, year), whole in sorted(groups.items(), key=lambda item: item[0]):
        frequency = next(iter(whole)).frequency
        aggregation = "year" if frequency == "year" else how[statistic]
        closing = aggregation == "last"
        group = [whole[at] for at in sorted(whole) if at.closes_year or not closing]
        needed = 1 if closing else PER_YEAR[frequency]
        cell = {"region_code": region, "statistic": statistic, "year": year}
        if len(group) < needed:
            missing.append({**cell, "periods": len(group), "needed": needed})
            continue
        values = [float(one.value) for one in group]
        figures.append(
            {
                **cell,
                "value": fmean(values) if aggregation == "mean" else fsum(values),
                "status": "observed",
                "source_id": ";".join(sorted({one.source_id for one in group})),
                "note": origin(aggregation),
                "row": group[-1].row,
            }
        )
    return (
        pd.DataFrame(figures, columns=[*COLUMNS]),
        pd.DataFrame(missing, columns=[*INCOMPLETE_COLUMNS]),
    )


def _period(text: str) -> Period:
    period = parse_period(text)
    if period is None:
        raise ValueError(f"not a period of a series that was read: {text}")
    return period


def merged(
    annual: pd.DataFrame,
    counted: pd.DataFrame,
    figures: pd.DataFrame,
    statistics: Mapping[str, Statistic],
    problems: Problems,
) -> pd.DataFrame:
    """Yearly figures of departments that no other table has; contradictions go to `problems`.

    Parameters
    ----------
    annual, counted
        From series and from events, columns `COLUMNS`.
    figures
        Figures of the study's own table, columns of `Evidence.figures`.
    """
    row: Any
    known: dict[tuple[str, int, str], tuple[float, str]] = {}
    for row in figures.itertuples():
        known[row.region_code, row.year, row.statistic] = (row.value, _place(row, "统计数据表"))
    kept = []
    for table, name in ((annual, "部门数据表"), (counted, "信用事件表")):
        for row in table.itertuples():
            key = (row.region_code, row.year, row.statistic)
            if key not in known:
                known[key] = (row.value, _place(row, name))
                kept.append(row)
                continue
            value, place = known[key]
            if abs(row.value - value) > SAME * max(abs(row.value), abs(value)):
                label = statistics[row.statistic].label_zh
                problems.add(
                    "monitoring_contradiction",
                    cell=f"{row.region_code}、{row.year} 年、{label}",
                    seen=f"{row.value:.10g} {statistics[row.statistic].unit.name}",
                    place=_place(row, name),
                    known=f"{value:.10g}",
                    first=place,
                )
    return pd.DataFrame(kept, columns=["Index", *COLUMNS])[[*COLUMNS]]


def _place(row: Any, name: str) -> str:
    return f"{name}{f'第 {row.row} 行' if row.row else ''}（来源 {row.source_id}）"
