"""After how many years innovation shows in IP, and IP in industry: lagged correlations."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from layout.indicators import DIMENSIONS
from layout.labels import label
from layout.views import Array, Note, Panel, View, pair_code, pair_label, published, rounded
from models.convergence import SMALL

COLUMNS = (
    "relation",
    "relation_label",
    "basis",
    "lag_years",
    "pairs",
    "regions",
    "pearson",
    "pearson_low",
    "pearson_high",
    "spearman",
    "spearman_low",
    "spearman_high",
    "pairs_common",
    "pearson_common",
    "highest",
    "small_sample",
    "remark",
)
RELATIONS = (("innovation", "ip"), ("ip", "industry"))
"""Who leads, who follows: the chain from R&D through IP to industry."""

BASES = ("levels", "changes")
NORMAL_95 = 1.6448536269514722
"""95 % point of the standard normal distribution."""

RANK_FACTOR = 1.06
"""Variance of Fisher's z of a rank correlation, times n - 3: Fieller, Hartley & Pearson (1957)."""

TOO_FEW, FLAT = "too_few", "no_variation"
ByYear = Mapping[int, Array]


class Lagged(NamedTuple):
    """One lag of one relation: leader's and follower's values, and the regions they come from."""

    lead: Array
    follow: Array
    regions: int


def lags(levels: Array, panel: Panel, *, tested: Sequence[int] = (0, 1, 2)) -> View:
    """Correlation of a leading dimension with a following one, some years later.

    Parameters
    ----------
    levels : (Y, R, 3)
        Dimension scores, NaN where a dimension has none.
    tested
        Lags in calendar years, from the shortest.

    Returns
    -------
    View
        One row per relation, basis and lag; none for a study of one year. Basis ``levels`` pools
        region-years as they are, ``changes`` takes each region's change since the year before
        less the mean change of all regions. The 5-95 % intervals are Fisher's, with the number
        of regions for n: years of one region are not independent. The highest lag is found on
        ``pearson_common``: the follower years that all lags share.
    """
    if len(panel.years) < 2:
        return View(pd.DataFrame(columns=[*COLUMNS]), [("dynamics_one_year", {})])
    rows: list[dict[str, object]] = []
    notes: list[Note] = [("lags_caution", {})]
    for lead, follow in RELATIONS:
        for basis in BASES:
            leader, follower = (_by_year(levels, panel, name, basis) for name in (lead, follow))
            found = _relation((lead, follow), basis, leader, follower, tested)
            rows += found
            notes += _note((lead, follow), basis, found)
    return View(pd.DataFrame(rows, columns=[*COLUMNS]), notes)


def _by_year(levels: Array, panel: Panel, dimension: str, basis: str) -> ByYear:
    """Calendar year → (R,) level, or change since the year before less the year's mean change."""
    values = dict(zip(panel.years, levels[..., DIMENSIONS.index(dimension)], strict=True))
    if basis == "levels":
        return values
    changes = {year: now - values[year - 1] for year, now in values.items() if year - 1 in values}
    return {year: change - _mean(change) for year, change in changes.items()}


def _mean(values: Array) -> float:
    """Mean of what is known; NaN where nothing is."""
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else float("nan")


def _lagged(leader: ByYear, follower: ByYear, lag: int, years: Sequence[int]) -> Lagged:
    """Pairs of the leader's value and the follower's `lag` years later, in follower years."""
    shared = [year for year in years if year in follower and year - lag in leader]
    if not shared:
        return Lagged(np.empty(0), np.empty(0), 0)
    lead = np.array([leader[year - lag] for year in shared])
    follow = np.array([follower[year] for year in shared])
    known = ~np.isnan(lead) & ~np.isnan(follow)
    return Lagged(lead[known], follow[known], int(known.any(axis=0).sum()))


def _relation(
    relation: tuple[str, str],
    basis: str,
    leader: ByYear,
    follower: ByYear,
    tested: Sequence[int],
) -> list[dict[str, object]]:
    """Rows of one relation on one basis, one per lag."""
    years = sorted(follower)
    common = [year for year in years if all(year - lag in leader for lag in tested)]
    shared = [_lagged(leader, follower, lag, common) for lag in tested]
    on_common = [correlation(pairs.lead, pairs.follow) for pairs in shared]
    defined = not np.isnan(on_common).any()
    best = int(np.argmax(np.round(on_common, 6))) if defined else -1
    rows = []
    for n, lag in enumerate(tested):
        pairs = _lagged(leader, follower, lag, years)
        pearson = correlation(pairs.lead, pairs.follow)
        spearman = correlation(_ranked(pairs.lead), _ranked(pairs.follow))
        rows.append(
            {
                "relation": pair_code(relation),
                "relation_label": pair_label(relation),
                "basis": basis,
                "lag_years": lag,
                "pairs": len(pairs.lead),
                "regions": pairs.regions,
                **_measured("pearson", pearson, pairs.regions, 1.0),
                **_measured("spearman", spearman, pairs.regions, RANK_FACTOR),
                "pairs_common": len(shared[n].lead),
                "pearson_common": published(on_common[n]),
                "highest": int(n == best),
                "small_sample": int(pairs.regions < SMALL),
                "remark": _why(pairs, pearson),
            }
        )
    return rows


def _measured(name: str, value: float, regions: int, factor: float) -> dict[str, float]:
    """A correlation with its interval, as published."""
    low, high = interval(value, regions, factor)
    numbers = rounded([value, low, high])
    names = (name, f"{name}_low", f"{name}_high")
    return dict(zip(names, numbers.tolist(), strict=True))


def correlation(one: Array, other: Array) -> float:
    """Pearson's correlation; NaN, that is undefined, for fewer than two pairs or no variation.

    Examples
    --------
    >>> round(correlation(np.array([1.0, 2.0, 3.0]), np.array([1.0, 3.0, 2.0])), 6)
    0.5
    """
    if len(one) < 2 or 0 in (np.ptp(one), np.ptp(other)):
        return float("nan")
    return float(np.corrcoef(one, other)[0, 1])


def interval(value: float, n: int, factor: float = 1.0) -> tuple[float, float]:
    """5 % and 95 % points of a correlation by Fisher's z; NaN for n of 3 or fewer.

    Parameters
    ----------
    n
        Independent observations.
    factor
        Variance of z times n - 3: 1 for Pearson's correlation, `RANK_FACTOR` for ranks.

    Examples
    --------
    >>> tuple(round(point, 4) for point in interval(0.5, 28))
    (0.2168, 0.7056)
    """
    if np.isnan(value) or n <= 3:
        return float("nan"), float("nan")
    z = np.arctanh(np.clip(value, -1 + 1e-15, 1 - 1e-15))  # at +-1 the interval is a point
    half = NORMAL_95 * np.sqrt(factor / (n - 3))
    return float(np.tanh(z - half)), float(np.tanh(z + half))


def _ranked(values: Array) -> Array:
    """Ranks over all pairs, equals share the mean rank."""
    return np.asarray(pd.Series(np.round(values, 12)).rank(), dtype=np.float64)


def _why(pairs: Lagged, pearson: float) -> str:
    """Why a correlation or its interval is undefined; blank where both are there."""
    if pairs.regions <= 3:
        return TOO_FEW
    return FLAT if np.isnan(pearson) else ""


def _note(
    relation: tuple[str, str], basis: str, rows: Sequence[Mapping[str, object]]
) -> Iterator[Note]:
    """The sentence on the highest lag: clear only where the others lie outside its interval."""
    table = pd.DataFrame(rows)
    words: dict[str, object] = {
        "leader": label("dimension", relation[0]),
        "follower": label("dimension", relation[1]),
    }
    if not table.highest.any():
        yield f"lags_{basis}_undefined", words
        return
    best = table[table.highest == 1].iloc[0]
    low, _ = interval(float(best.pearson_common), int(best.regions))
    others = table.pearson_common[table.highest == 0]
    clear = "clear" if (others < low).all() else "unclear"
    words |= {
        "lag": int(best.lag_years),
        "lags": " / ".join(str(lag) for lag in table.lag_years),
        "values": " / ".join(f"{value:.3f}" for value in table.pearson_common),
        "pairs": int(best.pairs_common),
    }
    yield f"lags_{basis}_{clear}", words
