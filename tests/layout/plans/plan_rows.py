"""Plans made by hand, one row at a time, with what a study would know beside them."""

import datetime as dt

import numpy as np
import pandas as pd

from geodata.plans import records
from geodata.policies.corpus import PROGRESS_COLUMNS
from geodata.statistics import Statistic
from geodata.units import parse_unit
from layout import settings
from layout.notes import Notes
from layout.plans import plan_tables

BOUNDS = ("level", "quantity", "least", "most", "reason", "row")
AS_OF = dt.date(2026, 11, 22)
REGIONS = pd.DataFrame(
    {
        "region_code": ["330100", "330200", "330300"],
        "region_name": ["甲市", "乙市", "丙市"],
        "parent_code": ["330000"] * 3,
    }
)
SOURCES = pd.DataFrame({"source_id": ["s1"], "publisher": ["某局"], "title": ["某规划"]})
STATISTICS = {
    code: Statistic(code, label, "", parse_unit(unit), "", True, "", "", 0)
    for code, label, unit in (
        ("in_force", "有效发明专利量", "件"),
        ("firms", "企业数", "家"),
    )
}


def plan(plan_id="P", **cells):
    given = {"plan_id": plan_id, "title": "规划", "region_code": "330000", "region_name": "浙江"}
    return (
        given | {"start_year": 2020, "end_year": 2025, "status": "final", "source_id": "s1"} | cells
    )


def indicator(indicator_id="1", plan_id="P", **cells):
    given = {"plan_id": plan_id, "indicator_id": indicator_id, "number": indicator_id}
    given |= {"label_zh": f"指标{indicator_id}", "kind": "stock", "direction": "more"}
    given |= {"binding": "expected", "unit": "件", "baseline_year": 2020, "target_year": 2025}
    given |= {
        "baseline": np.nan,
        "target": np.nan,
        "status": "final",
        "start_char": 0,
        "end_char": 1,
    }
    return given | {"source_id": "s1"} | cells


def figures(values, indicator_id="1", plan_id="P"):
    """Rows of {date: value}."""
    return [
        {
            "plan_id": plan_id,
            "indicator_id": indicator_id,
            "date": str(date),
            "time": time_of(str(date)),
            "value": value,
            "source_id": "s1",
        }
        for date, value in values.items()
    ]


def time_of(date):
    year, _, month = date.partition("-")
    return int(year) - 1 + int(month) / 12 if month else float(year)


def statement(check_id="C", indicator_id="1", plan_id="P", **cells):
    given = {"check_id": check_id, "plan_id": plan_id, "indicator_id": indicator_id}
    given |= {"against": "target", "relation": "same", "value": np.nan, "years": np.nan}
    return given | {"start_char": 10, "end_char": 20, "quote": "原文", "source_id": "s1"} | cells


def allocation(**cells):
    given = {"scheme": "试算", "plan_id": "P", "indicator_id": "1", "rule": "weights"}
    given |= {"closing": np.nan, "step": 1.0, "floor": np.nan, "cap": np.nan}
    return given | cells


def project(project_id="G1", **cells):
    given = {"project_id": project_id, "plan_id": "P", "category": "reform", "number": "1"}
    return given | {"title": "改革", "start_char": 0, "end_char": 1} | cells


def progress(project_id="G1", **cells):
    return {"task_id": project_id, "progress_pct": np.nan} | cells


def frame(rows, columns):
    table = pd.DataFrame(list(rows), columns=[*columns])
    numbers = {"baseline", "target", "value", "years", "time", "step", "floor", "cap", "closing"}
    numbers |= {"progress_pct", "least", "most", "start_year", "end_year", "start_char", "end_char"}
    if "scheme" in columns:
        numbers -= {"baseline"}  # there the name of a statistic
    return table.astype({c: "float64" if c in numbers else "object" for c in columns}).fillna(
        {c: "" for c in columns if c not in numbers}
    )


def made(
    indicators=(),
    given=(),
    statements=(),
    allocations=(),
    projects=(),
    reports=(),
    bounds=(),
    plans=None,
):
    return records.Plans(
        frame(plans or [plan()], records.PLAN_COLUMNS),
        frame(indicators, records.INDICATOR_COLUMNS),
        frame(given, records.FIGURE_COLUMNS),
        frame(statements, records.STATEMENT_COLUMNS),
        frame(allocations, records.ALLOCATION_COLUMNS),
        frame(projects, records.PROJECT_COLUMNS),
        frame(reports, PROGRESS_COLUMNS),
        frame(bounds, BOUNDS),
        {},
    )


def observed(statistic, by_region):
    """Figures of a statistic: {(region, year): value}."""
    rows = [
        {
            "region_code": region,
            "year": year,
            "statistic": statistic,
            "value": float(value),
            "status": "observed",
            "source_id": "s2",
        }
        for (region, year), value in by_region.items()
    ]
    return pd.DataFrame(
        rows, columns=["region_code", "year", "statistic", "value", "status", "source_id"]
    )


def tables(plans, known=None, as_of=AS_OF, years=range(2014, 2026), **cells):
    """Tables and notes of plans made by hand."""
    notes = Notes()
    asked = settings.Plans(plans="p.csv", indicators="i.csv", draws=500, **cells)
    known = observed("in_force", {}) if known is None else known
    found = plan_tables(
        asked, plans, known, STATISTICS, REGIONS, [*years], SOURCES, as_of, 7, notes
    )
    return found, notes.frame()


def one(table, **where):
    """The only row of a table with some cells."""
    for column, value in where.items():
        table = table[table[column] == value]
    assert len(table) == 1, f"{len(table)} rows"
    return table.iloc[0]


def judged(values, as_of=AS_OF, known=None, settings=None, **cells):
    """The row of one indicator with figures {date: value}."""
    found, _ = tables(made([indicator(**cells)], figures(values)), known, as_of, **settings or {})
    return one(found["plan_indicators"], indicator_id="1")
