"""What the inventions in force are like: the five classes of high value, and their age."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.registers.cells import AWARDED, OVERSEAS, PLEDGED, STRATEGIC
from layout.survey.areas import KEYS, Counts, ratio, remarks
from layout.survey.background import Context
from layout.survey.lives import INVENTION, PATENT, ending_years, filing_years
from layout.survey.rights import NO_POPULATION, PEOPLE, density, density_years
from layout.views import SEPARATOR, Array, figure_years, rounded
from models import high_value

COUNTED = ("strategic", "overseas", "long_maintained", "pledged", "awarded")
"""Columns of the overlapping classes, in the order of `high_value.CLASSES`."""

COLUMNS = (
    *KEYS,
    "year",
    "in_force",
    "high_value",
    "high_value_pct",
    "high_value_per_10k",
    *COUNTED,
    "in_several",
    "mean_age",
    "median_age",
    "over_5",
    "over_5_pct",
    "over_10",
    "over_10_pct",
    "population_year",
    "remark",
)
OVERLAP_COLUMNS = (*KEYS, "year", "combination", "classes", "records", "share_pct")

LONG = 1 << high_value.CLASSES.index("long_maintained")
FLAGS = STRATEGIC | OVERSEAS | PLEDGED | AWARDED
COMBINATIONS = 1 << len(high_value.CLASSES)
NO_CLASS, NO_INVENTIONS = "none", "no_inventions"
AGES = (5, 10)
"""Years beyond which inventions are counted as maintained in every survey."""


class Stock(NamedTuple):
    """Inventions in force at the end of each evaluation year.

    Attributes
    ----------
    combined
        (Y, areas, 32) by combination of classes, as of `high_value.combinations`.
    aged
        (Y, areas, ages) by completed years since filing.
    """

    combined: Counts
    aged: Counts


def stock(rights: pd.DataFrame, where: Context, maintained_years: int) -> Stock:
    """Count the inventions in force by class and by age.

    Parameters
    ----------
    rights
        As in `Cells.rights`; abnormal filings as the study has it.
    maintained_years
        More than so many years since filing are a long time. Days are not known: an invention
        filed in year f is older than n years at the end of year f + n, unless it was filed on
        its last day.
    """
    own = rights[(rights.kind == PATENT) & (rights.type == INVENTION) & (rights.granted_year > 0)]
    places = pd.Index(where.areas.panel.codes).get_indexer(pd.Index(own.region_code))
    regions = len(where.areas.panel.codes)
    filed, ended = filing_years(own), ending_years(own)
    granted, records = own.granted_year.to_numpy(), own.records.to_numpy()
    flags = own["flags"].to_numpy() & FLAGS  # not own.flags: pandas has one of its own
    oldest = max(where.years[-1] - int(filed.min()), 0) if len(own) else 0
    combined: list[Counts] = []
    aged: list[Counts] = []
    for year in where.years:
        alive = (granted > 0) & (granted <= year) & ((ended == 0) | (ended > year))
        # filed after the grant is a contradiction in the register, not a negative age
        age = np.clip(year - filed, 0, oldest)
        classes = flags | np.where(age >= maintained_years, LONG, 0)
        for into, which, size in (
            (combined, classes, COMBINATIONS),
            (aged, age, oldest + 1),
        ):
            found = np.zeros((regions, size), dtype=np.int64)
            np.add.at(found, (places[alive], which[alive]), records[alive])
            into.append(where.areas.sums(found.T).T)
    return Stock(np.stack(combined), np.stack(aged))


def quality(found: Stock, where: Context) -> pd.DataFrame:
    """One row per year and area.

    Returns
    -------
    DataFrame
        `COLUMNS`. The five classes overlap: their sum exceeds `high_value`, which counts each
        invention once, by what belongs to several. Ages are completed years since filing.
    """
    in_force = found.combined.sum(axis=-1)
    union = high_value.union(found.combined)
    classes = np.diagonal(high_value.overlaps(found.combined), axis1=-2, axis2=-1)
    several = high_value.by_number(found.combined)[..., 2:].sum(axis=-1)
    mean, median = ages(found.aged)
    per_10k = density(union, where.population, PEOPLE, where.areas)
    over = [found.aged[..., age:].sum(axis=-1) for age in AGES]
    table = where.areas.keys().assign(
        in_force=in_force.ravel(),
        high_value=union.ravel(),
        high_value_pct=rounded(100 * ratio(union, in_force)),
        high_value_per_10k=rounded(per_10k),
        **{name: classes[..., n].ravel() for n, name in enumerate(COUNTED)},
        in_several=several.ravel(),
        mean_age=rounded(mean),
        median_age=rounded(median),
        over_5=over[0].ravel(),
        over_5_pct=rounded(100 * ratio(over[0], in_force)),
        over_10=over[1].ravel(),
        over_10_pct=rounded(100 * ratio(over[1], in_force)),
        population_year=figure_years(density_years(where.population, where.areas)),
        remark=remarks({NO_INVENTIONS: in_force == 0, NO_POPULATION: np.isnan(per_10k)}),
    )
    return table[[*COLUMNS]]


def ages(counts: Counts) -> tuple[Array, Array]:
    """Mean and median age.

    Parameters
    ----------
    counts : (…, ages)
        Rights by age from 0.

    Returns
    -------
    mean, median : (…)
        NaN where there are none. Of an even number the median is midway between the two in the
        middle.

    Examples
    --------
    >>> ages(np.array([[2, 0, 0, 1], [0, 1, 0, 1], [0, 0, 0, 0]]))
    (array([ 1.,  2., nan]), array([ 0.,  2., nan]))
    """
    number = counts.sum(axis=-1)
    mean = ratio(counts @ np.arange(counts.shape[-1]), number)
    reached = counts.cumsum(axis=-1)
    lower, upper = (
        (reached >= middle[..., None]).argmax(axis=-1)
        for middle in ((number + 1) // 2, number // 2 + 1)
    )
    return mean, np.where(number > 0, (lower + upper) / 2, np.nan)


def combinations(found: Stock, where: Context) -> pd.DataFrame:
    """How many inventions belong to exactly which classes at the end of the last year.

    Returns
    -------
    DataFrame
        `OVERLAP_COLUMNS`, one row per area and combination that occurs; `combination` is ``none``
        for inventions in no class. The rows of an area add up to its inventions in force.
    """
    counts = found.combined[-1]
    area, which = np.nonzero(counts)
    keys = where.areas.keys().tail(len(where.areas.codes)).reset_index(drop=True)
    codes = np.array([_combination(n) for n in range(COMBINATIONS)], dtype=object)
    number = np.array([n.bit_count() for n in range(COMBINATIONS)])
    table = keys.loc[area].reset_index(drop=True)
    return table.assign(
        combination=codes[which],
        classes=number[which],
        records=counts[area, which],
        share_pct=rounded(100 * ratio(counts, counts.sum(axis=-1)[:, None])[area, which]),
    )[[*OVERLAP_COLUMNS]]


def _combination(number: int) -> str:
    """Classes whose bits are set, such as ``overseas_family;awarded``."""
    held = [name for n, name in enumerate(high_value.CLASSES) if number >> n & 1]
    return SEPARATOR.join(held) or NO_CLASS


def any_flag(rights: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """(4,) whether any invention is marked strategic, overseas, pledged, awarded."""
    flags = rights[(rights.kind == PATENT) & (rights.type == INVENTION)]["flags"].to_numpy()
    return np.array([(flags & bit).any() for bit in (STRATEGIC, OVERSEAS, PLEDGED, AWARDED)])
