"""Reading back what a run published: its tables and manifest, and nothing else.

Whoever compares two runs must be able to do it from the published folders alone.
"""

import io
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from geodata.errors import Problems
from geodata.tables import decode

SCORES = "tables/scores.csv"
WEIGHTS = "tables/weights.csv"
INDICATORS = "tables/indicators.csv"
MANIFEST = "manifest.json"

COLUMNS = {
    SCORES: ("region_code", "region_name", "year", "dimension", "score", "rank"),
    WEIGHTS: (
        "dimension",
        "indicator",
        "label",
        "unit",
        "weight",
        "transform",
        "direction",
        "goalpost_low",
        "goalpost_high",
    ),
    INDICATORS: ("region_code", "year", "indicator", "value"),
}
"""What is read of each table; further columns are left alone."""

SETTINGS: dict[str, type | tuple[type, ...]] = {
    "name": str,
    "years": list,
    "index.aggregation": (str, dict),
    "index.composite": str,
    "index.floor": (int, float),
    "index.min_coverage": (int, float),
    "index.dimension_weights": dict,
}
"""Settings without which a score cannot be recomputed, with their types."""

COMPOSITE = "composite"
LAYER, REGION = "layer", "region"
WEIGHT_ROUNDING = 5e-7
"""Half a unit of the last published decimal of a weight."""


@dataclass(frozen=True)
class Run:
    """One published folder, of its last evaluation year.

    Attributes
    ----------
    indicators
        One row per scored indicator, index ``(indicator, unit)``: a figure in another unit is
        not comparable. Columns ``dimension, label, weight, transform, direction, goalpost_low,
        goalpost_high``.
    values
        The same rows; one column per region, NaN where missing.
    scores
        Index region_code; published ``region_name, score, rank`` of the composite.
    settings
        The whole study as the manifest holds it.
    inputs
        SHA-256 of every input file by its name.
    """

    folder: Path
    year: int
    indicators: pd.DataFrame
    values: pd.DataFrame
    scores: pd.DataFrame
    settings: dict[str, Any]
    inputs: dict[str, str]

    @property
    def name(self) -> str:
        """Name of the study."""
        return str(self.settings["name"])

    @property
    def codes(self) -> list[str]:
        """Code of each scored indicator."""
        return [*self.indicators.index.get_level_values("indicator")]

    @property
    def index(self) -> dict[str, Any]:
        """Settings of the index."""
        return dict(self.settings["index"])


def read_run(folder: Path, problems: Problems) -> Run | None:
    """Read a published folder; None where a problem was added."""
    before = len(problems.found)
    manifest = _manifest(folder / MANIFEST, problems)
    tables = {name: _table(folder / name, COLUMNS[name], problems) for name in COLUMNS}
    if len(problems.found) > before:
        return None
    settings = manifest["settings"]
    year = settings["years"][-1]
    indicators = _weights(tables[WEIGHTS], folder / WEIGHTS, problems)
    scores = _scores(tables[SCORES], year, folder / SCORES, problems)
    values = _values(tables[INDICATORS], indicators, year, folder / INDICATORS, problems)
    if len(problems.found) > before:
        return None
    values = values.reindex(columns=scores.index)
    inputs = dict(manifest["inputs_sha256"])
    return Run(folder, year, indicators, values, scores, settings, inputs)


def _manifest(path: Path, problems: Problems) -> dict[str, Any]:
    """The manifest, with everything that a comparison needs, or problems."""
    text = _text(path, problems)
    if text is None:
        return {}
    try:
        content = json.loads(text)
    except ValueError as error:
        problems.add("output_unreadable", str(path), detail=error)
        return {}
    content = content if isinstance(content, dict) else {}
    needed = {f"settings.{key}": kind for key, kind in SETTINGS.items()}
    needed["inputs_sha256"] = dict
    lacking = [key for key, kind in needed.items() if not isinstance(_at(content, key), kind)]
    if not lacking and not all(isinstance(y, int) for y in content["settings"]["years"] or "?"):
        lacking = ["settings.years"]
    if lacking:
        problems.add("output_outdated", str(path), names="、".join(lacking))
    return content


def _at(content: Any, key: str) -> Any:
    """What stands at a dotted key, None where there is nothing."""
    for name in key.split("."):
        content = content.get(name) if isinstance(content, dict) else None
    return content


def _text(path: Path, problems: Problems) -> str | None:
    """Text of a file that must be there."""
    try:
        return decode(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        problems.add("output_missing", str(path))
    except (OSError, UnicodeDecodeError) as error:
        problems.add("output_unreadable", str(path), detail=error)
    return None


def _table(path: Path, columns: Sequence[str], problems: Problems) -> pd.DataFrame:
    """The columns asked for, as text; the index is the row as a spreadsheet counts it."""
    text = _text(path, problems)
    if text is None:
        return pd.DataFrame()
    try:
        # blank lines are kept while rows are counted; to pandas a short line ends in NaN
        frame = pd.read_csv(
            io.StringIO(text), dtype=str, keep_default_na=False, skip_blank_lines=False
        )
    except ValueError as error:  # pandas' ParserError and EmptyDataError
        problems.add("output_unreadable", str(path), detail=error)
        return pd.DataFrame()
    lacking = [column for column in columns if column not in frame.columns]
    if lacking:
        problems.add("output_outdated", str(path), 1, names="、".join(lacking))
        return pd.DataFrame()
    if LAYER in frame.columns:  # overlay zones overlap the regions and have no rank
        frame = frame[frame[LAYER] == REGION]
    cells = frame[list(columns)].fillna("").apply(lambda column: column.str.strip())
    cells.index = cells.index + 2
    return cells[(cells != "").any(axis=1)]


def _weights(table: pd.DataFrame, path: Path, problems: Problems) -> pd.DataFrame:
    """Weight, transformation and goalposts of every scored indicator."""
    found = _numbers(table, ("weight", "goalpost_low", "goalpost_high"), path, problems)
    _unique(found, ["indicator"], path, problems)
    for row, low, high in found[["goalpost_low", "goalpost_high"]].itertuples():
        if low >= high:
            problems.add(
                "goalpost_invalid",
                str(path),
                row,
                "goalpost_low",
                low=f"{low:g}",
                high=f"{high:g}",
            )
    for dimension, weights in found.groupby("dimension").weight:
        # NaN was told above
        if abs(weights.sum() - 1) > WEIGHT_ROUNDING * len(weights) + 1e-9 or (weights < 0).any():
            seen = f"{weights.sum():g}"
            problems.add(
                "output_weights", str(path), column="weight", dimension=dimension, seen=seen
            )
    return found.set_index(["indicator", "unit"])


def _scores(table: pd.DataFrame, year: int, path: Path, problems: Problems) -> pd.DataFrame:
    """Published composite and rank of the year; blank where a region has no score."""
    rows = table[(table.year == str(year)) & (table.dimension == COMPOSITE)]
    if rows.empty:
        problems.add("output_year", str(path), column="year", year=year)
    _unique(rows, ["region_code"], path, problems)
    found = _numbers(rows, ("score", "rank"), path, problems, blank=True)
    return found.set_index("region_code")[["region_name", "score", "rank"]]


def _values(
    table: pd.DataFrame, indicators: pd.DataFrame, year: int, path: Path, problems: Problems
) -> pd.DataFrame:
    """Values of the scored indicators, one column per region."""
    codes = indicators.index.get_level_values("indicator")
    rows = table[(table.year == str(year)) & table.indicator.isin(codes)]
    found = _numbers(rows, ("value",), path, problems, blank=True)
    if not _unique(found, ["indicator", "region_code"], path, problems) or codes.has_duplicates:
        return pd.DataFrame()
    wide = found.pivot(index="indicator", columns="region_code", values="value").reindex(codes)
    return wide.set_axis(indicators.index)


def _numbers(
    table: pd.DataFrame,
    columns: Sequence[str],
    path: Path,
    problems: Problems,
    *,
    blank: bool = False,
) -> pd.DataFrame:
    """The table with some columns as numbers; what is none is a problem, a blank too unless let."""
    found = table.copy()
    for column in columns:
        found[column] = table[column].map(_number).astype(float)
        wrong = found[column].isna() & ((table[column] != "") | (not blank))
        for row, seen in zip(table.index[wrong], table[column][wrong], strict=True):
            problems.add("number_invalid", str(path), int(row), column, seen=seen)
    return found


def _number(text: str) -> float:
    """A finite number, else NaN."""
    try:
        number = float(text)
    except ValueError:
        return math.nan
    return number if math.isfinite(number) else math.nan


def _unique(table: pd.DataFrame, key: list[str], path: Path, problems: Problems) -> bool:
    """Whether no key stands twice; each that does is a problem."""
    first: dict[tuple[str, ...], int] = {}
    repeated = 0
    for row, *cells in table[key].itertuples():
        start = first.setdefault(tuple(cells), row)
        if start != row:
            repeated += 1
            problems.add("cell_repeated", str(path), row, key="、".join(cells), first=start)
    return not repeated
