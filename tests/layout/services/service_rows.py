"""Services made by hand: few nodes and points on a line, so that numbers can be worked out."""

import datetime as dt

import geopandas as gpd
import pandas as pd
from shapely.geometry import box

from geodata.cells import frame
from geodata.services import records
from geodata.statistics import Statistic
from geodata.units import parse_unit
from layout.notes import Notes
from layout.services import service_tables
from layout.settings.services import Services as Settings

AS_OF = dt.date(2024, 12, 31)
YEARS = [2023, 2024]
REGIONS = gpd.GeoDataFrame(
    {"region_code": ["1", "2", "3"], "region_name": ["甲市", "乙市", "丙市"]},
    geometry=[box(n, 30, n + 1, 31) for n in (110, 111, 112)],
    crs="EPSG:4326",
)
ZONES = {"1": "东", "2": "东", "3": "西"}
STATISTICS = {"firms": Statistic("firms", "企业数", "", parse_unit("家"), "", True, "", "", 0)}
TYPES = [
    {"type": "centre", "label_zh": "保护中心", "tier": "backbone", "services": "fast_track"},
    {"type": "window", "label_zh": "受理窗口", "tier": "backbone", "services": "filing"},
    {"type": "library", "label_zh": "图书馆", "tier": "outlet", "services": "search"},
]
NUMBERS = ("lon", "lat", "capacity", "covered", "eligible", "official_share", "demand", "cost")
NUMBERS = (*NUMBERS, "minutes", "score", "weight", "worst", "best", "value")


def table(rows, columns):
    blank = {c: None if c in (*NUMBERS, "row", "year") else "" for c in columns}
    rows = [blank | row for row in rows]
    return frame(
        rows,
        columns,
        *(tuple(n for n in names if n in columns) for names in (NUMBERS, ("row", "year"))),
    )


def node(node_id, region_code="1", services="filing", capacity=1.0, kind="window", **cells):
    given = {"node_id": node_id, "name": f"机构{node_id}", "type": kind, "level": "city"}
    given |= {"region_code": region_code, "services": services, "capacity": capacity}
    return given | {"located_by": "region", "source_id": "s1", "lon": None, "lat": None} | cells


def point(point_id, demand, region_code="1", **cells):
    given = {"point_id": point_id, "name": f"点{point_id}", "region_code": region_code}
    return given | {"demand": demand, "source_id": "s1", "lon": None, "lat": None} | cells


def site(site_id, cost=1.0, region_code="1", capacity=1.0, **cells):
    given = {"site_id": site_id, "name": f"备选{site_id}", "region_code": region_code}
    return given | {"cost": cost, "capacity": capacity, "lon": None, "lat": None} | cells


def ways(minutes):
    """Rows of {(from, to): minutes}."""
    return [
        {"from_id": start, "to_id": end, "minutes": time} for (start, end), time in minutes.items()
    ]


def answers(scores, region_code="1", date="2024-06-01", first=0, **cells):
    return [
        {"response_id": f"{first + n}{region_code}", "region_code": region_code, "score": score}
        | {"weight": 1.0, "date": date, "node_id": "", "service": "", "setting": ""}
        | cells
        for n, score in enumerate(scores)
    ]


def services(**tables):
    """Services with some tables, each a list of rows."""
    columns = {
        "nodes": records.NODE_COLUMNS,
        "coverage": records.COVERAGE_COLUMNS,
        "demand": records.DEMAND_COLUMNS,
        "travel": records.TRAVEL_COLUMNS,
        "candidates": records.CANDIDATE_COLUMNS,
        "survey": records.SURVEY_COLUMNS,
        "efficiency": records.EFFICIENCY_COLUMNS,
        "efficiency_figures": records.EFFICIENCY_FIGURE_COLUMNS,
    }
    made = {name: table(tables.get(name, []), names) for name, names in columns.items()}
    return records.Services(types=table(TYPES, records.TYPE_COLUMNS), files={}, **made)


def figures(values, statistic="firms", year=2024):
    columns = ["region_code", "year", "statistic", "value", "status"]
    rows = [(code, year, statistic, value, "observed") for code, value in values.items()]
    return pd.DataFrame(rows, columns=columns)


def tables(given, known=None, **settings):
    """Tables and notes of services."""
    notes = Notes()
    figure_table = figures({}) if known is None else known
    asked = Settings.model_validate({"nodes": "x", "candidates": "", **settings})
    found = service_tables(
        asked, given, figure_table, STATISTICS, REGIONS, ZONES, YEARS, AS_OF, notes
    )
    return found, notes.frame()


def pick(table, **cells):
    """The only row with these cells."""
    for column, value in cells.items():
        table = table[table[column] == value]
    assert len(table) == 1, table
    return table.iloc[0]
