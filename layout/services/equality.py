"""How equal services are: between regions, inside zones, between town and country."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.services.records import SETTINGS
from layout.labels import label
from layout.notes import Notes
from layout.services import spread
from layout.services.access import Access
from layout.services.places import KINDS, Array, Ground
from layout.services.supply import PER, groups, per_10k
from layout.services.words import table_of
from layout.views import published, remark
from models.inequality import theil_t

EQUALITY_TABLE = (
    "measure",
    "quantity",
    "grouping",
    "group",
    "group_label",
    "service",
    "value",
    "n",
    "remark",
)
EQUALITY_KINDS = {
    "measure": "service_measure",
    "quantity": "service_quantity",
    "grouping": "service_grouping",
    "service": "service",
    "remark": "remark",
}
FEW = 5
"""Of fewer regions or points, one decides the measure."""

Measure = Callable[[Array, Array], float]
MEASURES: Mapping[str, Measure] = {
    "cv": spread.variation,
    "gini": spread.gini,
    "theil_t": lambda levels, demand: _theil(levels, demand, np.zeros(len(levels)))[0],
    "palma": spread.palma,
    "mad": spread.deviation,
}
"""Those that suit the equality of facilities best are CV, Gini, MAD and Palma (陶卓霖 2023)."""

Row = dict[str, object]
Names = npt.NDArray[Any]


def equality_table(ground: Ground, found: list[Access], notes: Notes) -> pd.DataFrame:
    """Measures of the capacity per demand of regions and of the access of points.

    Every measure is weighted by demand; regions and points without demand are left out. Rows of
    ``theil_between`` and ``theil_within`` divide the Theil index of the whole by zones, or by
    urban and rural points: their group is blank.
    """
    rows = [*_regions(ground), *_points(ground, found)]
    if rows:
        notes.add("service_weighted", few=FEW)
    return table_of(rows, EQUALITY_TABLE, EQUALITY_KINDS)


def _regions(ground: Ground) -> Iterator[Row]:
    rates, demand = per_10k(ground), ground.demand()
    zones = np.array([zone or "—" for zone in ground.zones], dtype=object)
    for k, service in enumerate(KINDS):
        known = ~np.isnan(rates[k])
        for grouping, group, inside in groups(ground):
            own = known & inside
            about: Row = {"quantity": "per_demand", "grouping": grouping, "group": group}
            about |= {"group_label": group, "service": service}
            yield from _measured(rates[k, own], demand[k, own], about)
        if any(ground.zones):
            by: Row = {"quantity": "per_demand", "grouping": "zone", "service": service}
            yield from _divided(rates[k, known], demand[k, known], zones[known], by)


def _points(ground: Ground, found: list[Access]) -> Iterator[Row]:
    setting = ground.points.setting.to_numpy(dtype=object)
    for one in found:
        levels, asks = PER * one.chosen.values, one.demand > 0
        about: Row = {"quantity": "access", "service": one.service}
        whole: Row = {"grouping": "all", "group": "", "group_label": ""}
        yield from _measured(levels[asks], one.demand[asks], about | whole)
        told = asks & (setting != "")
        if not told.any():
            continue
        for code in SETTINGS:
            own = asks & (setting == code)
            words = label("service_setting", code)
            part: Row = {"grouping": "setting", "group": code, "group_label": words}
            yield from _measured(levels[own], one.demand[own], about | part)
        by = about | {"grouping": "setting"}
        yield from _divided(levels[told], one.demand[told], setting[told], by)


def _measured(levels: Array, demand: Array, about: Row) -> Iterator[Row]:
    """One row for each measure; blank with a reason where it is undefined."""
    reason = _reason(levels)
    for code, measure in MEASURES.items():
        value = np.nan if reason else measure(levels, demand)
        codes = remark(
            reason,
            "service_palma_zero" if not reason and np.isnan(value) else "",
            "service_few" if not reason and len(levels) < FEW else "",
        )
        yield (
            about
            | {"measure": code, "value": published(value), "n": len(levels)}
            | {"remark": codes}
        )


def _divided(levels: Array, demand: Array, members: Names, about: Row) -> Iterator[Row]:
    """The Theil index of the whole, between and within groups."""
    reason = _reason(levels) or ("one_group" if len(set(members)) < 2 else "")
    parts = (np.nan, np.nan, np.nan)
    if not reason:
        parts = _theil(levels, demand, np.unique(members.astype(str), return_inverse=True)[1])
    for code, value in zip(("theil_between", "theil_within"), parts[1:], strict=True):
        yield (
            about
            | {"group": "", "group_label": "", "measure": code, "n": len(levels)}
            | {
                "value": published(value),
                "remark": remark(reason, "service_few" if not reason and len(levels) < FEW else ""),
            }
        )


def _reason(levels: Array) -> str:
    """Why no measure is defined; blank where there is one."""
    if len(levels) < 2:
        return "service_one"
    return "" if levels.any() else "all_zero"


def _theil(levels: Array, demand: Array, members: Names) -> tuple[float, float, float]:
    """Theil's T of the amounts by demand: total, between and within groups."""
    found = theil_t(levels * demand, demand, members)
    # rounding alone may leave an equal spread a hair below 0
    total, between, within = (
        max(float(part), 0.0) for part in (found.total, found.between, found.within)
    )
    return total, between, within
