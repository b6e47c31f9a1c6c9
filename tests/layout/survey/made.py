"""Small cells by hand, and random ones: four regions in two zones, surveyed in 2020–2022."""

import datetime as dt

import numpy as np
import pandas as pd

from geodata.registers.cells import SCHEMAS, Cells, arranged, empty
from layout.amounts import Amount
from layout.survey.areas import areas
from layout.survey.background import Context
from layout.views import Panel

CODES = ("320100", "320200", "320300", "320400")
NAMES = ("南京市", "无锡市", "徐州市", "常州市")
YEARS = (2020, 2021, 2022)


def amount(values, years=None):
    """The same figures for all years, of those years."""
    held = np.array([values] * len(YEARS), dtype=float)
    used = np.array([[year] * len(values) for year in YEARS]) if years is None else years
    return Amount("x", "x", held, np.where(np.isnan(held), 0, used))


POPULATION = amount([1e4, 2e4, 4e4, 1e4])
PRODUCT = amount([1e8, 4e8, 2e8, 1e8])


def context(
    population=POPULATION,
    gdp=PRODUCT,
    as_of=dt.date(2026, 1, 31),
    years=YEARS,
):
    panel = Panel(CODES, NAMES, years)
    at = areas(panel, ("苏南", "苏南", "苏北", ""), "江苏省")
    return Context(at, population, gdp, {"310000": "上海市"}, as_of)


def table(name, rows):
    """A table of the cells from tuples in the order of its columns."""
    return arranged(name, pd.DataFrame(rows, columns=[*SCHEMAS[name]])) if rows else empty(name)


def cells(**rows):
    return Cells(**{name: table(name, rows.get(name, [])) for name in SCHEMAS})


def right(region, filed, granted, ended=0, records=1, **other):
    """One row of rights, an invention unless told otherwise."""
    made = {"kind": "patent", "type": "invention", "flags": 0, "abnormal": 0} | other
    return (
        region,
        made["kind"],
        made["type"],
        filed,
        granted,
        ended,
        made["flags"],
        made["abnormal"],
        records,
    )


def random_rights(seed, rows=600):
    """Rights of all kinds of lives: pending, refused, ended, contradictory, of unknown filing."""
    rng = np.random.default_rng(seed)
    filed = rng.integers(2005, 2024, rows)
    granted = np.where(rng.random(rows) < 0.7, filed + rng.integers(-1, 5, rows), 0)
    ended = np.where(rng.random(rows) < 0.4, filed + rng.integers(0, 15, rows), 0)
    kinds = np.array(
        [("patent", "invention"), ("patent", "design"), ("patent", ""), ("copyright", "art")]
    )
    kind, type_ = kinds[rng.integers(0, len(kinds), rows)].T
    filed = np.where((kind == "copyright") & (granted > 0), 0, filed)
    frame = pd.DataFrame(
        {
            "region_code": np.array(CODES)[rng.integers(0, 3, rows)],  # the last region has none
            "kind": kind,
            "type": type_,
            "filed_year": filed,
            "granted_year": granted,
            "ended_year": ended,
            "flags": np.where(type_ == "invention", rng.choice([0, 1, 2, 8, 16, 27, 3], rows), 0),
            "abnormal": (rng.random(rows) < 0.1).astype(int),
            "records": rng.integers(1, 5, rows),
        }
    )
    return arranged("rights", frame)
