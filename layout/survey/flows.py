"""Transfers, licences and pledges between regions: from where to where, and the balance."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from layout.labels import label
from layout.survey.areas import AREA, KEYS, REGION, Counts, ratio
from layout.survey.background import Context
from layout.survey.lives import ALL, positions
from layout.views import Array, Mask, rounded

COLUMNS = (
    "deal",
    "kind",
    "year",
    "from_region",
    "from_name",
    "to_region",
    "to_name",
    "records",
    "with_amount",
    "amount_cny_10k",
)
PLACES = ("inside", "outside", "unknown")
"""Where the other side of a deal is: in another region of the study, beyond it, not known."""

BALANCE_COLUMNS = (
    *KEYS,
    "deal",
    "kind",
    "year",
    "within",
    "inward",
    "outward",
    "net",
    *(f"inward_{place}" for place in PLACES),
    *(f"outward_{place}" for place in PLACES),
    "amount_within_cny_10k",
    "amount_inward_cny_10k",
    "amount_outward_cny_10k",
)
DEALS = ("transfer", "licence", "pledge")
ORDER = ["deal_place", "kind_place"]
YUAN = 10_000
"""Yuan in the unit of amounts, 万元."""


def flows(deals: pd.DataFrame, where: Context) -> pd.DataFrame:
    """Deals of the evaluation years by both places.

    Parameters
    ----------
    deals
        As in `Cells.flows`: places outside the study are provinces, blank is unknown.

    Returns
    -------
    DataFrame
        `COLUMNS`. The amount is of the deals that state one; blank where none does.
    """
    rows = deals[deals.year.isin(where.years)]
    names = _names(where)
    table = _placed(rows).assign(
        from_name=rows.from_region.map(lambda code: names.get(code, code)),
        to_name=rows.to_region.map(lambda code: names.get(code, code)),
        amount_cny_10k=_amounts(rows.amount, rows.with_amount),
    )
    keys = [*ORDER, "year", "from_region", "to_region"]
    return table.sort_values(keys, ignore_index=True)[[*COLUMNS]]


def balance(deals: pd.DataFrame, where: Context) -> pd.DataFrame:
    """What each region takes in, gives and keeps, and the whole study area.

    Parameters
    ----------
    deals
        As for `flows`.

    Returns
    -------
    DataFrame
        `BALANCE_COLUMNS`. ``inward`` and ``outward`` are the deals whose other side is known to
        be elsewhere, ``net`` their difference; those whose other side is unknown are told beside
        them. Inward and outward deals between regions of the study cancel out over all regions.
    """
    rows = deals[deals.year.isin(where.years)]
    parts = [
        _balance(of, where).assign(deal=of.deal.iloc[0], kind=of.kind.iloc[0], year=of.year.iloc[0])
        for _, of in _placed(rows).groupby([*ORDER, "year"])
    ]
    if not parts:
        return pd.DataFrame(columns=[*BALANCE_COLUMNS])
    return pd.concat(parts, ignore_index=True)[[*BALANCE_COLUMNS]]


def _balance(rows: pd.DataFrame, where: Context) -> pd.DataFrame:
    """Rows of one deal, kind and year."""
    at = where.areas
    own = [n for n, layer in enumerate(at.layers) if layer in (REGION, AREA)]
    keys = at.keys().iloc[: len(at.codes)].iloc[own].reset_index(drop=True)
    source, target = (_places(rows[side], at.panel.codes) for side in ("from_region", "to_region"))
    count, amount, stated = (
        _sides(rows[column].to_numpy(), source, target, len(at.panel.codes))
        for column in ("records", "amount", "with_amount")
    )
    inward = count["inward_inside"] + count["inward_outside"]
    outward = count["outward_inside"] + count["outward_outside"]

    def money(*sides: str) -> Array:
        """Amount of some sides; NaN where no deal states one."""
        found = [np.sum([of[side] for side in sides], axis=0) for of in (amount, stated)]
        return _amounts(*found)

    return keys[[*KEYS]].assign(
        **count,
        inward=inward,
        outward=outward,
        net=inward - outward,
        amount_within_cny_10k=money("within"),
        amount_inward_cny_10k=money("inward_inside", "inward_outside"),
        amount_outward_cny_10k=money("outward_inside", "outward_outside"),
    )


def _places(sides: pd.Series, codes: Sequence[str]) -> Counts:
    """Number of each place: of a region from 0, then outside the study, then unknown."""
    place = pd.Index(codes).get_indexer(pd.Index(sides))
    elsewhere = np.where(sides == "", len(codes) + 1, len(codes))
    return np.where(place >= 0, place, elsewhere)


def _sides(numbers: Counts, source: Counts, target: Counts, count: int) -> dict[str, Counts]:
    """Within, inward and outward of each region and, last, of the study area."""
    gives, takes, same = source < count, target < count, source == target
    between = gives & takes & ~same

    def held(place: Counts, which: Mask, whole: Mask) -> Counts:
        found = np.zeros(count + 1, dtype=np.int64)
        np.add.at(found, place[which], numbers[which])
        found[-1] = numbers[whole].sum()
        return found

    nowhere = np.zeros(len(numbers), dtype=bool)
    sides = {
        "within": held(source, gives & same, gives & takes),
        "inward_inside": held(target, between, nowhere),
        "outward_inside": held(source, between, nowhere),
    }
    for place, number in (("outside", count), ("unknown", count + 1)):
        into, out = takes & (source == number), gives & (target == number)
        sides[f"inward_{place}"] = held(target, into, into)
        sides[f"outward_{place}"] = held(source, out, out)
    return sides


def _amounts(yuan: pd.Series | Counts, stated: pd.Series | Counts) -> Array:
    """Amounts in 万元; NaN where no deal states one."""
    return rounded(ratio(np.asarray(yuan) / YUAN, 1) * np.where(np.asarray(stated) > 0, 1, np.nan))


def _names(where: Context) -> Mapping[str, str]:
    """Names of the places of deals."""
    panel = where.areas.panel
    own = dict(zip(panel.codes, panel.names, strict=True))
    return {**where.provinces, **own, "": label("place", "unknown")}


def _placed(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with their place in the order of tables: the usual deals first, then kinds."""
    deals = [*DEALS, *sorted(set(rows.deal) - set(DEALS))]
    return rows.assign(
        deal_place=pd.Index(deals).get_indexer(pd.Index(rows.deal)),
        kind_place=positions((kind, ALL) for kind in rows.kind),
    )
