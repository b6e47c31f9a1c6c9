"""Small loads made by hand, for the tests of the store and for the processes that they kill."""

from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import box

from geodata.registers.cells import SCHEMAS, Cells, arranged
from geodata.store import REGISTERS, Load, load_key

CODES = ["320100", "320200"]
NAMES = ["南京市", "无锡市"]


def cells(number=7):
    """One row in every table; `number` tells one load from another."""
    return Cells(
        **{
            name: arranged(
                name,
                pd.DataFrame(
                    {c: [number if t == "int64" else f"{c}甲"] for c, t in schema.items()}
                ),
            )
            for name, schema in SCHEMAS.items()
        }
    )


def figures(value=1.5, years=(2022,), statistic="patents_granted"):
    rows = [
        {
            "region_code": code,
            "year": year,
            "statistic": statistic,
            "value": value + place,
            "unit": "件",
            "status": "counted",
            "source_id": "register",
            "note": "",
        }
        for place, code in enumerate(CODES)
        for year in years
    ]
    return pd.DataFrame(rows)


def regions():
    return gpd.GeoDataFrame(
        {
            "region_code": CODES,
            "region_name": NAMES,
            "short_name": [name[:2] for name in NAMES],
            "parent_code": ["320000", "320000"],
        },
        geometry=[box(118.4, 31.2, 119.2, 32.6), box(119.5, 31.1, 120.6, 32.0)],
        crs="EPSG:4326",
    )


def load(name="first", day=date(2024, 6, 30), study="jiangsu", kind=REGISTERS):
    inputs = {"patents.csv": name}
    settings = {"abnormal": "exclude", "maintained_years": 10}
    return Load(load_key({"study": study, **inputs}), study, kind, "city", day, inputs, settings)


def large(rows=100_000):
    """Cells that take long enough to write for a kill to fall into it."""
    some = np.random.default_rng(3)
    column = {
        "str": lambda: some.integers(0, 10**6, rows).astype(str),
        "int64": lambda: some.integers(0, 10**9, rows),
    }
    many = pd.DataFrame({c: column[t]() for c, t in SCHEMAS["industries"].items()})
    return Cells(**{**cells().tables(), "industries": arranged("industries", many)})
