"""How far rights lie with few holders."""

import numpy as np
import pandas as pd

from geodata.registers.cells import BASES
from layout.survey.areas import AREA, KEYS, REGION, Counts, ratio, remarks
from layout.survey.background import Context
from layout.survey.lives import Lives, positions
from layout.views import Array, Mask, rounded

COLUMNS = (
    *KEYS,
    "kind",
    "type",
    "year",
    "basis",
    "holders",
    "records",
    "known_pct",
    "hhi",
    "hhi_normalised",
    "cr5_pct",
    "remark",
)
ONE_HOLDER = "one_holder"
IN_FORCE = "in_force"


def holders(sums: pd.DataFrame, found: Lives, where: Context) -> pd.DataFrame:
    """One row per kind, type, year, basis and area in which a holder is known.

    Parameters
    ----------
    sums
        As in `Cells.holders`; type `ALL` is a kind as a whole.
    found
        All rights by region, to tell for which share of them the holder is known.

    Returns
    -------
    DataFrame
        `COLUMNS`; regions and the whole study area, whose holders are not the sum of the
        regions' because one may hold rights in several.
    """
    at = where.areas
    own = [n for n, layer in enumerate(at.layers) if layer in (REGION, AREA)]
    place = pd.Index([at.codes[n] for n in own]).get_indexer(pd.Index(sums.region_code))
    rows = sums[(place >= 0) & sums.year.isin(where.years) & (sums.holders > 0)]
    area = np.array(own)[place[rows.index]] if len(rows) else np.zeros(0, dtype=np.int64)
    index, normalised, top = concentration(rows)
    table = pd.DataFrame(
        {
            "layer": np.array(at.layers, dtype=object)[area],
            "region_code": np.array(at.codes, dtype=object)[area],
            "region_name": np.array(at.names, dtype=object)[area],
            **{c: rows[c].to_numpy() for c in ("kind", "type", "year", "basis")},
            "holders": rows.holders.to_numpy(),
            "records": rows.records.to_numpy(),
            "known_pct": rounded(100 * ratio(rows.records, _every(rows, area, found, where))),
            "hhi": rounded(index),
            "hhi_normalised": rounded(normalised),
            "cr5_pct": rounded(100 * top),
            "remark": remarks({ONE_HOLDER: np.asarray(rows.holders == 1)}),
        }
    )[[*COLUMNS]]
    ranked = table.assign(
        place=area,
        group=positions(zip(rows.kind, rows.type, strict=True)),
        base=rows.basis.map({basis: n for n, basis in enumerate(BASES)}).to_numpy(),
    )
    ordered = ranked.sort_values(["group", "year", "base", "place"], kind="stable")
    return ordered[[*COLUMNS]].reset_index(drop=True)


def concentration(sums: pd.DataFrame) -> tuple[Array, Array, Array]:
    """Herfindahl–Hirschman index, the same freed from the number of holders, and CR5.

    Parameters
    ----------
    sums
        Columns ``holders, records, squares, top5``: number of holders, sum of their rights, of
        the squares of these, and of the five largest.

    Returns
    -------
    tuple of (rows,)
        ``Σ n² / (Σ n)²``; ``(H − 1/N) / (1 − 1/N)``, NaN for a single holder; share of the five
        largest. All in [0, 1].

    Examples
    --------
    >>> sums = {"holders": [4], "records": [100], "squares": [2600], "top5": [100]}
    >>> [float(found[0].round(4)) for found in concentration(pd.DataFrame(sums))]
    [0.26, 0.0133, 1.0]
    """
    records = sums.records.to_numpy(float)
    number = np.where(sums.holders > 1, sums.holders, np.nan).astype(float)
    index = ratio(sums.squares, records**2)
    normalised = np.clip((index * number - 1) / (number - 1), 0.0, 1.0)
    return index, normalised, ratio(sums.top5, records)


def _every(rows: pd.DataFrame, area: Counts, found: Lives, where: Context) -> Array:
    """All rights of each row, with or without a known holder; NaN where there are none."""
    if rows.empty or not found.groups:
        return np.full(len(rows), np.nan)
    groups = pd.MultiIndex.from_tuples(found.groups)
    group = groups.get_indexer(pd.MultiIndex.from_arrays([rows.kind, rows.type]))
    year = pd.Index(where.years).get_indexer(pd.Index(rows.year))
    every = np.full(len(rows), np.nan)
    for basis in BASES:
        taken = found.stock if basis == IN_FORCE else found.flow
        counts = where.areas.totals(taken(getattr(found, basis)))
        at: Mask = np.asarray(rows.basis == basis) & (group >= 0)
        every[at] = counts[group[at], year[at], area[at]]
    return every
