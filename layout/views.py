"""What the views on matching and time share: where and when they look, and how they answer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from layout.frames import DECIMALS
from layout.labels import label
from layout.measures import NO_YEAR
from layout.notes import Notes, listed, spans

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

Note = tuple[str, dict[str, Any]]
"""Message code of ``notes.csv`` and the values that fill its template."""

SEPARATOR = ";"
"""Between the codes of a cell that holds several remarks."""


class View(NamedTuple):
    """A tidy table and what the reader must be told about it."""

    table: pd.DataFrame
    notes: list[Note]


@dataclass(frozen=True)
class Panel:
    """Regions and evaluation years, in the order of the axes of every (Y, R) array."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    years: tuple[int, ...]

    def keys(self) -> pd.DataFrame:
        """Region and year of every cell, year by year."""
        return pd.DataFrame(
            {
                "region_code": np.tile(self.codes, len(self.years)),
                "region_name": np.tile(self.names, len(self.years)),
                "year": np.repeat(self.years, len(self.codes)),
            }
        )

    def spells(self, cells: Mask) -> Iterator[tuple[str, str]]:
        """Years and regions of the cells (Y, R), years with the same regions told together."""
        together: dict[tuple[int, ...], list[int]] = {}
        for year, row in zip(self.years, cells, strict=True):
            if row.any():
                together.setdefault(tuple(np.flatnonzero(row).tolist()), []).append(year)
        for regions, years in together.items():
            yield spans(years), self.listed(regions)

    def listed(self, regions: tuple[int, ...]) -> str:
        """Names of some regions for a note."""
        return listed([self.names[r] for r in regions], len(self.names))


def panel_of(regions: pd.DataFrame, years: Sequence[int]) -> Panel:
    """The panel of a study's regions and evaluation years."""
    return Panel(tuple(regions.region_code), tuple(regions.region_name), tuple(years))


def told(view: View, notes: Notes) -> pd.DataFrame:
    """The table of a view, after its notes have joined the others."""
    for code, values in view.notes:
        notes.add(code, **values)
    return view.table


def labelled(table: pd.DataFrame, kinds: Mapping[str, str]) -> pd.DataFrame:
    """The table with a Chinese ``<column>_label`` after each column of codes.

    Parameters
    ----------
    kinds
        Column → kind of label in ``labels.csv``. A blank or missing code has a blank label; of
        several codes in one cell each is labelled.
    """
    result = table.copy()
    for column, kind in kinds.items():
        codes = ["" if pd.isna(code) else str(code) for code in table[column]]
        words = ["；".join(label(kind, c) for c in code.split(SEPARATOR) if c) for code in codes]
        result.insert(list(result.columns).index(column) + 1, f"{column}_label", words)
    return result


def pair_code(pair: tuple[str, str]) -> str:
    """Code of a pair of dimensions.

    Examples
    --------
    >>> pair_code(("ip", "industry"))
    'ip_industry'
    """
    return "_".join(pair)


def pair_label(pair: tuple[str, str]) -> str:
    """Label of a pair of dimensions.

    Examples
    --------
    >>> pair_label(("ip", "industry"))
    '知识产权–产业'
    """
    return "–".join(label("dimension", dimension) for dimension in pair)


def remark(*codes: str) -> str:
    """Codes of the remarks that apply, in one cell.

    Examples
    --------
    >>> remark("first_year", "", "years_differ")
    'first_year;years_differ'
    """
    return SEPARATOR.join(code for code in codes if code)


def rounded(values: npt.ArrayLike) -> Array:
    """Values as published, in one row; never -0.0, which a CSV file would show."""
    return np.round(np.asarray(values, dtype=np.float64).ravel(), DECIMALS) + 0.0


def published(value: npt.ArrayLike) -> float:
    """One value as published."""
    return float(rounded(value)[0])


def whole(values: npt.ArrayLike) -> pd.Series:
    """Whole numbers that may be missing (NaN)."""
    return pd.Series(np.asarray(values, dtype=np.float64).ravel()).astype("Int64")


def figure_years(years: npt.NDArray[np.int64]) -> pd.Series:
    """Years of figures, missing where there is none."""
    return whole(np.where(years == NO_YEAR, np.nan, years))
