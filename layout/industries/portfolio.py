"""What a region's patents are like, and what they return: the parts of 布局质量 and 布局价值."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.registers.cells import OVERSEAS, Cells
from layout.industries.intensive import ANY, OFFICIAL, PATENTS, Intensive
from layout.industries.panel import IndustryPanel, positions
from layout.industries.specialisation import Specialisation
from layout.settings import Registers
from layout.views import Array, Panel
from models import ip_intensity

QUALITY = (
    "invention_share",
    "maintained_5_share",
    "maintained_long_share",
    "high_value_share",
    "overseas_share",
    "normal_share",
    "technology_coverage",
    "holder_dispersion",
)
"""Parts of 布局质量, shares from 0 to 1, 1 the best."""

VALUE = ("pledge_per_invention", "deals_per_1000", "intensive_share")
"""Parts of 布局价值: 万元 an invention in force, deals per 1,000 patents in force, a share."""

MAINTAINED = 5
"""Years from filing after which an invention counts as maintained."""

YUAN_PER_10K = 1e4
DEALS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"pledge": ("pledge",), "use": ("licence", "transfer")}
)
"""Codes of `cells.flows.deal` by what they tell."""

Ints = npt.NDArray[np.int64]


def quality(
    cells: Cells, found: IndustryPanel, spec: Specialisation, settings: Registers
) -> dict[str, Array]:
    """Parts of 布局质量: name → (Y, R).

    NaN where a region has nothing of which to take a share. A part is NaN throughout where no
    right of the study has the flag that it counts: a column that was not declared looks the same.
    """
    panel = found.axes.panel
    patents = _patents(cells, panel)
    held = patents if settings.abnormal == "include" else patents[patents.abnormal == 0]
    inventions = held[held.type == "invention"]
    long = settings.maintained_years
    stock = _in_force(held, panel)
    own = _in_force(inventions, panel)
    flagged = _flagged(inventions)
    parts = {
        "invention_share": _ratio(own, stock),
        "maintained_5_share": _ratio(_in_force(inventions, panel, MAINTAINED), own),
        "maintained_long_share": _ratio(_in_force(inventions, panel, long), own),
        "high_value_share": _ratio(_high_value(inventions, panel, long), own),
        "overseas_share": _ratio(_in_force(_flagged(inventions, OVERSEAS), panel), own),
        "normal_share": 1
        - _ratio(_filed(patents[patents.abnormal > 0], panel), _filed(patents, panel)),
        "technology_coverage": _coverage(found, spec, settings),
        "holder_dispersion": 1 - _concentration(cells, panel),
    }
    told = {
        "invention_share": len(inventions) > 0,
        "high_value_share": len(flagged) > 0,
        "overseas_share": len(_flagged(inventions, OVERSEAS)) > 0,
        "normal_share": bool((patents.abnormal > 0).any()),
    }
    nothing = np.full((len(panel.years), len(panel.codes)), np.nan)
    return {name: parts[name] if told.get(name, True) else nothing for name in QUALITY}


def value(
    cells: Cells, found: IndustryPanel, spec: Specialisation, seen: Intensive
) -> dict[str, Array]:
    """Parts of 布局价值: name → (Y, R), each in its own unit.

    Money is that of the pledges whose amount is registered, deals are transfers and licences
    **out of the region or within it**, both of patents in the year.
    """
    panel = found.axes.panel
    patents = _total(found, "patents_in_force")
    inventions = _total(found, "inventions_in_force")
    flows = cells.flows[cells.flows.kind == "patent"]
    region = positions(panel.codes, flows.from_region)
    flows = flows.assign(region=region)[region >= 0]
    pledges = flows[flows.deal.isin(DEALS["pledge"])]
    uses = flows[flows.deal.isin(DEALS["use"])]
    money = _by_year(pledges, pledges.amount, panel) / YUAN_PER_10K
    priced, some = (_by_year(pledges, pledges[name], panel) for name in ("with_amount", "records"))
    money[(priced == 0) & (some > 0)] = np.nan
    deals = _by_year(uses, uses.records, panel)
    definition = definition_of(seen)
    nothing = np.full((len(panel.years), len(panel.codes)), np.nan)
    share = nothing
    if definition and spec.ec_basis:
        share = ip_intensity.value_share(seen.members[definition], np.nan_to_num(spec.ec))
    return {
        "pledge_per_invention": _ratio(money, inventions) if pledges.amount.any() else nothing,
        "deals_per_1000": 1000 * _ratio(deals, patents) if len(uses) else nothing,
        "intensive_share": share,
    }


def unpriced(cells: Cells, panel: Panel) -> int:
    """Pledges of patents in the last year whose amount is not registered."""
    flows = cells.flows[(cells.flows.kind == "patent") & cells.flows.deal.isin(DEALS["pledge"])]
    flows = flows[(flows.year == panel.years[-1]) & flows.from_region.isin(panel.codes)]
    return int((flows.records - flows.with_amount).sum())


def definition_of(seen: Intensive) -> str:
    """The set whose share is taken: the official list, else patents, else any right."""
    return next((name for name in (OFFICIAL, PATENTS, ANY) if name in seen.members), "")


def _patents(cells: Cells, panel: Panel) -> pd.DataFrame:
    """Patents of the study's regions with the position of their region."""
    rows = cells.rights[cells.rights.kind == "patent"]
    region = positions(panel.codes, rows.region_code)
    return rows.assign(region=region)[region >= 0]


def _flagged(rows: pd.DataFrame, bit: int = -1) -> pd.DataFrame:
    """Rows with one flag; with any, if none is named."""
    return pd.DataFrame(rows[(rows["flags"].to_numpy() & bit) != 0])


def _alive(rows: pd.DataFrame, year: int) -> npt.NDArray[np.bool_]:
    """In force at the end of the year."""
    granted, ended = rows.granted_year.to_numpy(), rows.ended_year.to_numpy()
    return np.asarray((granted > 0) & (granted <= year) & ((ended == 0) | (ended > year)))


def _aged(rows: pd.DataFrame, year: int, older_than: int) -> npt.NDArray[np.bool_]:
    """More than so many years old at the end of the year, as far as years tell: filed in year f, a
    right is more than n years old from the end of year f + n on. Not where f is unknown."""
    filed = rows.filed_year.to_numpy()
    return np.asarray((filed > 0) & (year - filed >= older_than))


def _in_force(rows: pd.DataFrame, panel: Panel, older_than: int | None = None) -> Array:
    """Rights (Y, R) in force at the end of each year, of an age if one is asked."""
    chosen = []
    for year in panel.years:
        mask = _alive(rows, year)
        chosen.append(mask if older_than is None else mask & _aged(rows, year, older_than))
    return _summed(rows, chosen, panel)


def _high_value(rows: pd.DataFrame, panel: Panel, long: int) -> Array:
    """Inventions in force that belong to one of the five classes or more, each once."""
    flagged = rows["flags"].to_numpy() != 0
    masks = [_alive(rows, y) & (flagged | _aged(rows, y, long)) for y in panel.years]
    return _summed(rows, masks, panel)


def _filed(rows: pd.DataFrame, panel: Panel) -> Array:
    """Filings (Y, R) of each year."""
    filed = rows.filed_year.to_numpy()
    return _summed(rows, [filed == year for year in panel.years], panel)


def _summed(rows: pd.DataFrame, masks: Sequence[npt.NDArray[np.bool_]], panel: Panel) -> Array:
    """Records (Y, R) where the year's mask holds."""
    region, records = rows.region.to_numpy(), rows.records.to_numpy()
    return np.array(
        [
            np.bincount(region[mask], weights=records[mask], minlength=len(panel.codes))
            for mask in masks
        ]
    )


def _by_year(rows: pd.DataFrame, amounts: pd.Series, panel: Panel) -> Array:
    """Amounts (Y, R) of the rows of each year."""
    region, values, years = rows.region.to_numpy(), amounts.to_numpy(), rows.year.to_numpy()
    return np.array(
        [
            np.bincount(region[years == y], weights=values[years == y], minlength=len(panel.codes))
            for y in panel.years
        ]
    )


def _ratio(part: Array, whole: Array) -> Array:
    """A share, NaN where there is nothing of which to take it."""
    return np.asarray(part / np.where(whole > 0, whole, np.nan))


def _total(found: IndustryPanel, column: str) -> Array:
    """Rights (Y, R), those of no known industry included."""
    return np.asarray(found.values[column].sum(axis=-1) + found.unclassified[column])


def _coverage(found: IndustryPanel, spec: Specialisation, settings: Registers) -> Array:
    """Of the industries that a region has, the share in which it holds enough inventions.

    Enough is one, or the study's least count of a cell if that is more.
    """
    held = found.values["inventions_in_force"]
    there = np.nan_to_num(spec.ec) > 0
    enough = (held >= max(1.0, settings.least_in_cell)) & there
    share = _ratio(enough.sum(axis=-1), there.sum(axis=-1))
    return np.where(np.isnan(held).any(axis=-1), np.nan, share)


def _concentration(cells: Cells, panel: Panel) -> Array:
    """HHI (Y, R) of the holders of inventions in force, NaN where no holder is known."""
    rows = cells.holders
    rows = rows[(rows.kind == "patent") & (rows.type == "invention") & (rows.basis == "in_force")]
    table = rows.assign(hhi=rows.squares / rows.records.astype(np.float64) ** 2)
    wide = table.pivot(index="year", columns="region_code", values="hhi")
    return np.asarray(wide.reindex(index=panel.years, columns=panel.codes), dtype=np.float64)
