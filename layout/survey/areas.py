"""Where a survey looks: regions, reference zones and the study area, and how their sums come about.

A count of a zone is the sum of its regions', so that every table adds up by construction.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.registers.cells import WHOLE
from layout.index import ranks
from layout.labels import labels
from layout.views import SEPARATOR, Array, Mask, Panel

Counts = npt.NDArray[np.int64]
Text = npt.NDArray[np.object_]

REGION, REFERENCE, AREA = "region", "reference", "whole"
"""Layers of rows; the whole study area has the code `WHOLE`, a reference zone its own name."""

KEYS = ("layer", "region_code", "region_name")


@dataclass(frozen=True)
class Areas:
    """Regions first, then reference zones in the order of their first region, then the whole.

    Attributes
    ----------
    members
        (areas after the regions, regions) 1 where the region belongs to the area, 0 elsewhere.
        Regions are left out of it: they may be thousands.
    """

    panel: Panel
    layers: tuple[str, ...]
    codes: tuple[str, ...]
    names: tuple[str, ...]
    members: Counts

    @property
    def regions(self) -> int:
        """How many of the areas are regions."""
        return len(self.panel.codes)

    def sums(self, counts: npt.ArrayLike) -> Counts:
        """Counts of regions summed by area, (…, regions) → (…, areas)."""
        own = np.asarray(counts)
        return np.concatenate([own, own @ self.members.T], axis=-1)

    def totals(self, amounts: Array) -> Array:
        """Amounts of regions summed by area; NaN where a member has none."""
        missing = np.isnan(amounts)
        summed = np.where(missing, 0.0, amounts) @ self.members.T.astype(np.float64)
        lacking = missing.astype(np.int64) @ self.members.T > 0
        return np.concatenate([amounts, np.where(lacking, np.nan, summed)], axis=-1)

    def oldest(self, years: Counts) -> Counts:
        """Oldest year of the members' figures, (…, regions) → (…, areas); 0 if one has none."""
        joint = [years[..., inside].min(axis=-1) for inside in self.members.astype(bool)]
        return np.concatenate([years, np.stack(joint, axis=-1)], axis=-1)

    def ranks(self, counts: Array) -> Array:
        """Place of each region among the regions, 1 the most; NaN for other areas."""
        places = np.full(counts.shape, np.nan)
        places[..., : self.regions] = ranks(counts[..., : self.regions])
        return places

    def keys(self, groups: int = 1) -> pd.DataFrame:
        """Area and year of every cell of (groups, years, areas)."""
        years = self.panel.years
        repeats = groups * len(years)
        return pd.DataFrame(
            {
                "layer": np.tile(self.layers, repeats),
                "region_code": np.tile(self.codes, repeats),
                "region_name": np.tile(self.names, repeats),
                "year": np.tile(np.repeat(years, len(self.codes)), groups),
            }
        )


def areas(panel: Panel, groups: tuple[str, ...], name: str) -> Areas:
    """The areas of a study.

    Parameters
    ----------
    groups
        (R,) reference zone of each region, blank where it has none.
    name
        Of the study area, such as 江苏省.
    """
    zones = tuple(dict.fromkeys(group for group in groups if group))
    count = len(panel.codes)
    inside = [[group == zone for group in groups] for zone in zones]
    members = [*inside, [True] * count]
    return Areas(
        panel,
        (REGION,) * count + (REFERENCE,) * len(zones) + (AREA,),
        (*panel.codes, *zones, WHOLE),
        (*panel.names, *zones, name),
        np.array(members, dtype=np.int64),
    )


def ratio(top: npt.ArrayLike, bottom: npt.ArrayLike) -> Array:
    """Quotient of two arrays; NaN, that is undefined, where the divisor is 0 or missing."""
    above, below = np.broadcast_arrays(
        np.asarray(top, dtype=np.float64), np.asarray(bottom, dtype=np.float64)
    )
    blank = np.full(above.shape, np.nan)
    return np.asarray(np.divide(above, below, out=blank, where=below > 0))


def remarks(reasons: Mapping[str, Mask]) -> Text:
    """Codes of the reasons that hold in each cell, in one row, separated as in every table.

    Examples
    --------
    >>> remarks({"none": np.array([True, False, True]), "few": np.array([True, True, False])})
    array(['none;few', 'few', 'none'], dtype=object)
    """
    found: Text = np.full(np.broadcast_shapes(*(m.shape for m in reasons.values())), "", object)
    for code, holds in reasons.items():
        found = np.where(holds, np.where(found == "", code, found + (SEPARATOR + code)), found)
    return found.ravel()


def worded(table: pd.DataFrame, kinds: Mapping[str, str]) -> pd.DataFrame:
    """The table with a ``<column>_label`` after each column of codes.

    Parameters
    ----------
    kinds
        Column → kind of label in ``labels.csv``. A code of the study's own tables, such as a
        type of works, that has no label is its own; of several codes in a cell each is labelled.
    """
    known = labels()
    result = table.copy()
    for column, kind in kinds.items():
        codes = table[column].astype(object)
        words = {code: _words(known, kind, str(code)) for code in codes.unique()}
        result.insert(list(result.columns).index(column) + 1, f"{column}_label", codes.map(words))
    return result


def _words(known: Mapping[tuple[str, str], str], kind: str, codes: str) -> str:
    """Labels of the codes in one cell."""
    return "；".join(known.get((kind, code), code) for code in codes.split(SEPARATOR) if code)
