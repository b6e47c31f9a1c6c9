"""What one load is: where it came from, as of when, and the key that its content follows from."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from geodata.statistics import Statistic

FORMAT = 1
"""Of the folders and the catalogue; another number makes another key for the same inputs."""

REGISTERS, PUBLISHED = "registers", "published"
"""Kinds of loads: counted from registers, or the study's own table of published figures."""

FIGURE_COLUMNS = (
    "region_code",
    "year",
    "statistic",
    "value",
    "unit",
    "status",
    "source_id",
    "note",
)
FIGURE_KEY = ["region_code", "year", "statistic"]


@dataclass(frozen=True)
class Load:
    """One load of one study.

    Attributes
    ----------
    key
        From `load_key`: the same content has the same key, whenever it is loaded.
    kind
        `REGISTERS` or `PUBLISHED`; figures of one never replace those of the other.
    level
        Level of the regions, such as ``city``.
    as_of
        Release date of the study; the vintage of everything in the load.
    inputs
        SHA-256 of every input by its name.
    settings
        What the numbers depend on besides, such as the treatment of abnormal filings.
    revision
        Given by the store: 1, and more where a date is loaded again with other content.
    """

    key: str
    study: str
    kind: str
    level: str
    as_of: date
    inputs: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, object] = field(default_factory=dict)
    revision: int = 0

    @property
    def vintage(self) -> str:
        """The load's date, with its revision from the second one on.

        Examples
        --------
        >>> Load("", "jiangsu", REGISTERS, "city", date(2024, 6, 30), revision=2).vintage
        '2024-06-30-r2'
        """
        return f"{self.as_of}-r{self.revision}" if self.revision > 1 else f"{self.as_of}"


def load_key(parts: Mapping[str, str]) -> str:
    """SHA-256 over named parts – hashes of inputs, settings – and the format of the store.

    Examples
    --------
    >>> load_key({"a": "1", "b": "2"}) == load_key({"b": "2", "a": "1"})
    True
    >>> load_key({"a": "1"}) == load_key({"a": "1", "b": ""})
    False
    """
    text = json.dumps([FORMAT, sorted(parts.items())], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def published(figures: pd.DataFrame, statistics: Mapping[str, Statistic]) -> pd.DataFrame:
    """The figures of `Evidence` as the store keeps them: with their unit, without their line."""
    units = [statistics[code].unit.name for code in figures.statistic]
    return figures.assign(unit=units)[[*FIGURE_COLUMNS]]


def checked(figures: pd.DataFrame) -> pd.DataFrame:
    """Figures in the order and types of the store.

    Raises
    ------
    ValueError
        If a value is missing or a cell stands twice: no later correction could mend a load.
    """
    types = dict.fromkeys(FIGURE_COLUMNS, "str") | {"year": "int64", "value": "float64"}
    ordered = figures[[*FIGURE_COLUMNS]].astype(types).sort_values(FIGURE_KEY, ignore_index=True)
    if ordered["value"].isna().any() or ordered.duplicated(FIGURE_KEY).any():
        raise ValueError("figures of a load must have values and stand once by region and year")
    return ordered
