"""The amounts that stand for the three resources where they are shared out over regions.

A score says how high a region is; shares and centres of gravity need an amount that can be
added up over regions: patents, yuan. The study names one statistic per dimension.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from geodata.statistics import Statistic
from layout.indicators import DIMENSIONS
from layout.labels import label
from layout.measures import NO_YEAR, Series, latest
from layout.settings import Ages
from layout.views import Array, Note, Panel


@dataclass(frozen=True)
class Amount:
    """One statistic for all evaluation years and regions.

    Attributes
    ----------
    values
        (Y, R) in base units, none negative; NaN where there is no usable figure.
    years
        (Y, R) year of the figure, 0 where there is none.
    """

    statistic: str
    label: str
    values: Array
    years: npt.NDArray[np.int64]


class Amounts(NamedTuple):
    """Dimension → amount, and notes on dimensions that have none."""

    found: dict[str, Amount]
    notes: list[Note]


def amounts(
    known: Series,
    chosen: Mapping[str, str],
    statistics: Mapping[str, Statistic],
    panel: Panel,
    ages: Ages,
) -> Amounts:
    """The amounts that the study names, as old as its indicators may be.

    Parameters
    ----------
    chosen
        Dimension → statistic. A dimension left out, or whose statistic has no figure in any
        evaluation year, has no amount, and a note says so.
    """
    found: dict[str, Amount] = {}
    notes: list[Note] = []
    for dimension in DIMENSIONS:
        words = {"dimension": label("dimension", dimension)}
        if not chosen.get(dimension):
            notes.append(("amount_unnamed", words))
            continue
        statistic = statistics[chosen[dimension]]
        words["statistic"] = statistic.label_zh
        values, years = np.full((2, len(panel.years), len(panel.codes)), np.nan)
        for t, year in enumerate(panel.years):
            values[t], years[t] = latest(known, statistic.code, year, ages.max_age_in(year))
        negative = values < 0
        for when, regions in panel.spells(negative):
            notes.append(("amount_negative", {**words, "year": when, "regions": regions}))
        values = np.where(negative, np.nan, values)
        if np.isnan(values).all():
            notes.append(("amount_missing", words))
            continue
        used = np.where(np.isnan(values), NO_YEAR, years).astype(np.int64)
        found[dimension] = Amount(statistic.code, statistic.label_zh, values, used)
    return Amounts(found, notes)
