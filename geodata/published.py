"""All tables and boundaries of a published folder, typed as a database wants them."""

import re
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd

from geodata.errors import Problems

MANIFEST, BOUNDARIES = "manifest.json", "regions.gpkg"
PARTS = {"tables": "", "catalogue": "catalogue_"}
"""Folders with tables, and what the names of theirs begin with in the database."""

WHOLE_CATALOGUE = "all"
"""Its one table that holds every row; the departments' files are parts of it."""

CODES = re.compile(r"(.*_)?(code|code_a|code_b|id)|industry|class|version")
"""Names of columns that hold codes: 01 is no number."""


@dataclass(frozen=True)
class Published:
    """What a run put out: tables by name, and the regions with their boundaries (EPSG:4326)."""

    tables: dict[str, pd.DataFrame]
    regions: gpd.GeoDataFrame


def read_published(folder: Path, problems: Problems) -> Published | None:
    """Read every table of a published folder; None where a problem was added.

    A column is a number where every cell that is not blank is one and its name is not that of a
    code; everything else stays the text that it is.
    """
    needed = (MANIFEST, BOUNDARIES, "catalogue/all.csv")
    missing = [name for name in needed if not (folder / name).is_file()]
    for name in missing:
        problems.add("output_missing", str(folder / name))
    if missing:
        return None
    tables = {}
    for part, prefix in PARTS.items():
        for path in sorted((folder / part).glob("*.csv")):
            if part == "tables":
                tables[path.stem] = _typed(path)
            elif path.stem == WHOLE_CATALOGUE:
                tables[prefix.rstrip("_")] = _typed(path)
    return Published(tables, gpd.read_file(folder / BOUNDARIES, engine="pyogrio"))


def _typed(path: Path) -> pd.DataFrame:
    frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    return frame.apply(lambda column: _as_number(column) if _may_count(column) else column)


def _may_count(column: pd.Series) -> bool:
    """Whether the column may hold numbers: it is no code, and 007 is text."""
    padded = column.str.fullmatch(r"0\d+").any()
    return not CODES.fullmatch(str(column.name)) and not padded and bool((column != "").any())


def _as_number(column: pd.Series) -> pd.Series:
    numbers = pd.to_numeric(column.where(column != ""), errors="coerce")
    if (numbers.isna() & (column != "")).any():
        return column
    # next year's table must fit the same columns: only years are sure to be whole and there
    years = column.name == "year" and bool((numbers % 1 == 0).all())
    return numbers.astype("int64" if years else "float64")
