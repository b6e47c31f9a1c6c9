"""The catalogue in parts: what concerns one department, and what concerns one zone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from layout.evaluation import Evaluation
from layout.labels import label
from layout.rules import DIRECTIONS, Department
from layout.zones.profiles import KINDS

LEAD, PARTICIPATES = "lead", "participates"
"""Roles of a department in a row of the catalogue."""

BETWEEN = "；"
"""Between the departments that take part in a row."""

ZONE, REFERENCE = "zone", "reference"
"""Kinds of zones that have a sheet: the functional zones, and those that guidance goes by."""


def role_of(rows: pd.DataFrame, department: str) -> list[str]:
    """`LEAD`, `PARTICIPATES` or blank for every row of the catalogue.

    Parameters
    ----------
    department
        Its name as the catalogue writes it. Who leads a row does not take part in it, too.
    """
    takes_part = [
        department in [one.strip() for one in str(names).split(BETWEEN)]
        for names in rows.participating_departments.fillna("")
    ]
    return [
        LEAD if leads else PARTICIPATES if part else ""
        for leads, part in zip(rows.lead_department == department, takes_part, strict=True)
    ]


def of_department(rows: pd.DataFrame, department: Department) -> pd.DataFrame:
    """Rows in which a department has a part, with its ``role`` in words, as the last column."""
    roles = role_of(rows, department.label_zh)
    own = rows[np.array([role != "" for role in roles], dtype=np.bool_)]
    return own.assign(role=[label("catalogue_role", role) for role in roles if role])


def by_department(evaluation: Evaluation) -> pd.DataFrame:
    """What every department of the register has to do, by number.

    Returns
    -------
    DataFrame
        ``department`` (its name), ``leads``, ``takes_part``, ``regions`` concerned; 0 for a
        department that the catalogue does not name.
    """
    rows = evaluation.catalogue
    found = []
    for one in evaluation.study.departments.values():
        roles = role_of(rows, one.label_zh)
        named = np.array([role != "" for role in roles], dtype=np.bool_)
        concerned = rows.region_code[named].nunique()
        counts = (roles.count(role) for role in (LEAD, PARTICIPATES))
        found.append((one.label_zh, *counts, concerned))
    return pd.DataFrame(found, columns=["department", "leads", "takes_part", "regions"])


@dataclass(frozen=True)
class ZonePart:
    """A zone of the last evaluation year.

    Attributes
    ----------
    kind
        `ZONE` or `REFERENCE`.
    codes
        Its regions.
    profile
        Its row of the zone profiles.
    """

    kind: str
    name: str
    codes: tuple[str, ...]
    profile: Mapping[str, object]


def zone_parts(evaluation: Evaluation) -> list[ZonePart]:
    """Functional zones, then reference zones, each in the order of their profiles."""
    year = evaluation.study.settings.years[-1]
    zones = evaluation.zones[evaluation.zones.year == year]
    profiles = evaluation.zone_profiles
    profiles = profiles[profiles.year == year]
    return [
        ZonePart(
            kind,
            str(row["zone"]),
            tuple(zones.region_code[zones[KINDS[kind]] == row["zone"]]),
            {str(name): value for name, value in row.items()},
        )
        for kind in (ZONE, REFERENCE)
        for row in profiles[profiles.kind == kind].to_dict("records")
    ]


def of_zone(rows: pd.DataFrame, zone: ZonePart) -> pd.DataFrame:
    """Rows on the regions of a zone."""
    return rows[rows.region_code.isin(zone.codes)]


def industry_names(evaluation: Evaluation) -> dict[str, str]:
    """Industry code → name; none where the study has no registers."""
    table = evaluation.views.get("industry_specialisation")
    if table is None or table.empty:
        return {}
    return dict(zip(table.industry, table.industry_zh, strict=True))


def by_direction(rows: pd.DataFrame, key: str, order: Sequence[str]) -> pd.DataFrame:
    """Number of rows for every value of a column, by direction and in all.

    Returns
    -------
    DataFrame
        ``key``, one column for each direction that any row has, ``total``; one row for each
        value in `order`, also for those without rows.
    """
    used = [direction for direction in DIRECTIONS if (rows.direction == direction).any()]
    counts = rows.groupby([key, "direction"]).size().unstack(fill_value=0)
    counts = counts.reindex(index=[*order], columns=used, fill_value=0)
    return counts.assign(total=counts.sum(axis=1)).rename_axis(key).reset_index()


def place_among(profiles: pd.DataFrame, zone: str, quantity: str) -> int | None:
    """Place of a zone among the zones of its kind by a mean, the highest first.

    None where the zone has no value.
    """
    values = profiles.set_index("zone")[quantity].astype(float)
    if pd.isna(values[zone]):
        return None
    return int((values > values[zone]).sum()) + 1
