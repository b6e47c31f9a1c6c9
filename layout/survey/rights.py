"""Stock, flow, share, growth and density of every kind of right, region by region."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from layout.amounts import Amount
from layout.survey.areas import KEYS, REGION, Areas, Counts, ratio, remarks
from layout.survey.background import Context
from layout.survey.lives import ALL, INVENTION, PATENT, Lives
from layout.views import Array, Mask, figure_years, rounded, whole

COLUMNS = (
    *KEYS,
    "kind",
    "type",
    "year",
    "filed",
    "granted",
    "ended",
    "in_force",
    "rank",
    "share_pct",
    "share_filed_pct",
    "growth_pct",
    "growth_filed_pct",
    "per_10k",
    "per_gdp",
    "valid_share_pct",
    "invention_share_pct",
    "population_year",
    "gdp_year",
    "remark",
)
PEOPLE, PRODUCT = 1e4, 1e8
"""Persons and yuan to which densities refer: 10,000 people and 100 million yuan (亿元)."""

OUTSIDE_SPAN = "outside_span"
NONE_BEFORE, NONE_FILED_BEFORE = "none_before", "none_filed_before"
NONE_IN_AREA, NONE_FILED_IN_AREA = "none_in_area", "none_filed_in_area"
NONE_GRANTED, NONE_IN_FORCE = "none_granted", "none_in_force"
TYPE_UNKNOWN = "type_unknown"
NO_POPULATION, NO_GDP = "no_population", "no_gdp"


def rights(found: Lives, where: Context) -> pd.DataFrame:
    """One row per kind, type, year and area: regions, reference zones, the whole study area.

    Parameters
    ----------
    found
        Counts by region; abnormal filings as the study has it.

    Returns
    -------
    DataFrame
        `COLUMNS`. Growth is over the calendar year before. What has no value is blank, and
        `remark` says why; the share of inventions is of all patents only.
    """
    at = where.areas
    filed, granted, ended = (
        at.totals(found.flow(counts)) for counts in (found.filed, found.granted, found.ended)
    )
    in_force, ever = (at.totals(found.stock(counts)) for counts in (found.in_force, found.ever))
    before = at.totals(found.stock(found.in_force, before=1))
    filed_before = at.totals(found.flow(found.filed, before=1))
    people = density(in_force, where.population, PEOPLE, at)
    product = density(in_force, where.gdp, PRODUCT, at)
    inventions, without_patents, untyped = _inventions(found, in_force)
    whole_area = in_force[..., -1:], filed[..., -1:]
    groups = len(found.groups)
    table = keys_of(found, where).assign(
        filed=whole(filed),
        granted=whole(granted),
        ended=whole(ended),
        in_force=whole(in_force),
        rank=whole(at.ranks(in_force)),
        share_pct=rounded(100 * ratio(in_force, whole_area[0])),
        share_filed_pct=rounded(100 * ratio(filed, whole_area[1])),
        growth_pct=rounded(growth(in_force, before)),
        growth_filed_pct=rounded(growth(filed, filed_before)),
        per_10k=rounded(people),
        per_gdp=rounded(product),
        valid_share_pct=rounded(100 * ratio(in_force, ever)),
        invention_share_pct=rounded(inventions),
        population_year=_years(where.population, at, groups),
        gdp_year=_years(where.gdp, at, groups),
        remark=remarks(
            {
                OUTSIDE_SPAN: np.isnan(filed + filed_before + in_force + before),
                NONE_BEFORE: before == 0,
                NONE_FILED_BEFORE: filed_before == 0,
                NONE_IN_AREA: np.broadcast_to(whole_area[0] == 0, in_force.shape),
                NONE_FILED_IN_AREA: np.broadcast_to(whole_area[1] == 0, filed.shape),
                NONE_GRANTED: ever == 0,
                NONE_IN_FORCE: without_patents,
                TYPE_UNKNOWN: untyped,
                NO_POPULATION: _lacks(where.population, in_force, at),
                NO_GDP: _lacks(where.gdp, in_force, at),
            }
        ),
    )
    return table[[*COLUMNS]]


def keys_of(found: Lives, where: Context) -> pd.DataFrame:
    """Kind, type, area and year of every row."""
    cells = len(where.years) * len(where.areas.codes)
    groups = pd.DataFrame(found.groups, columns=["kind", "type"])
    return where.areas.keys(len(found.groups)).assign(
        kind=np.repeat(groups.kind.to_numpy(), cells), type=np.repeat(groups.type.to_numpy(), cells)
    )


def growth(now: Array, before: Array) -> Array:
    """Change over the year before in percent; NaN where there was nothing before.

    Examples
    --------
    >>> growth(np.array([6, 4, 2]), np.array([4, 4, 0]))
    array([50.,  0., nan])
    """
    return 100 * (ratio(now, before) - 1)


def density(counts: npt.ArrayLike, amount: Amount | None, unit: float, at: Areas) -> Array:
    """Counts (…, Y, areas) per so many units of an amount; NaN where there is no figure."""
    if amount is None:
        return np.full(np.shape(counts), np.nan)
    return ratio(counts, at.totals(amount.values) / unit)


def density_years(amount: Amount | None, at: Areas) -> Counts:
    """(Y, areas) oldest year of the figures to which counts refer, 0 where there is none."""
    if amount is None:
        return np.zeros((len(at.panel.years), len(at.codes)), dtype=np.int64)
    return at.oldest(amount.years)


def small(table: pd.DataFrame, least: float) -> pd.DataFrame:
    """Rows of regions that have some rights in force but fewer than a statistic can bear."""
    few = (table.in_force > 0) & (table.in_force < least)
    return table[few & (table.layer == REGION) & (table.type == ALL)]


def _years(amount: Amount | None, at: Areas, groups: int) -> pd.Series:
    """Years of the figures in every row."""
    return figure_years(np.tile(density_years(amount, at).ravel(), groups))


def _lacks(amount: Amount | None, in_force: Array, at: Areas) -> Mask:
    """Where a density is asked and there is no figure for it."""
    lacking = np.isnan(density(np.ones_like(in_force), amount, 1.0, at))
    return lacking & ~np.isnan(in_force)


def _inventions(found: Lives, in_force: Array) -> tuple[Array, Mask, Mask]:
    """Percent of patents in force that are inventions, and why a row of all patents has none.

    Returns
    -------
    shares, none_in_force, type_unknown : (groups, Y, areas)
    """
    shares = np.full(in_force.shape, np.nan)
    asked, untyped = np.zeros((2, *in_force.shape), dtype=bool)
    types = [type_ for kind, type_ in found.groups if kind == PATENT]
    if types:
        every = found.groups.index((PATENT, ALL))
        asked[every] = True
        untyped[every] = types == [ALL]
    if types and types != [ALL]:
        own = np.zeros_like(in_force[every])
        if INVENTION in types:
            own = in_force[found.groups.index((PATENT, INVENTION))]
        shares[every] = 100 * ratio(own, in_force[every])
    return shares, asked & (in_force == 0), untyped
