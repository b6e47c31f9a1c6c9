"""What other choices would have given, as tidy tables: intervals, probabilities, drivers,
removals and scenarios; see ``docs/tables.md``."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from layout.core import Core
from layout.frames import COMPOSITE, DECIMALS, Frame, flat, rounded, whole
from layout.index import ranks
from layout.indicators import DIMENSIONS, Indicator
from layout.labels import label
from layout.matching import SYNCHRONOUS
from models.sensitivity import Indices
from models.uncertainty import Summary

QUANTITIES = (*DIMENSIONS, COMPOSITE, "coordination")
"""What is drawn anew, in the order of `models.uncertainty.Summary`."""

SENSITIVITY_COLUMNS = [
    "year",
    "target",
    "factor",
    "factor_label",
    "options",
    "first_order",
    "first_low",
    "first_high",
    "total",
    "total_low",
    "total_high",
]
REMOVAL_COLUMNS = [
    "year",
    "target",
    "indicator",
    "label",
    "mean_rank_shift",
    "largest_rank_shift",
    "region_most_moved",
]
INTERVAL_COLUMNS = ["score_low", "score_high", "rank_low", "rank_high"]


def uncertainty(
    at: Frame, spread: Summary, nominal: Sequence[npt.NDArray[np.float64]]
) -> pd.DataFrame:
    """Published score and rank of each quantity with the median and 5–95 % interval.

    Parameters
    ----------
    nominal : (Y, R) per quantity, in the order of `QUANTITIES`
        Published scores.
    """
    parts = []
    for q, quantity in enumerate(QUANTITIES):
        low, median, high = np.moveaxis(spread.scores[q], -1, 0)
        rank_low, rank_median, rank_high = np.moveaxis(spread.ranks[q], -1, 0)
        parts.append(
            at.keys().assign(
                quantity=quantity,
                score=flat(nominal[q]),
                score_low=flat(low),
                score_median=flat(median),
                score_high=flat(high),
                rank=whole(ranks(np.round(nominal[q], DECIMALS))),
                rank_low=whole(rank_low),
                rank_median=whole(rank_median),
                rank_high=whole(rank_high),
                overlapping=whole(overlapping(rank_low, rank_high)),
            )
        )
    return pd.concat(parts, ignore_index=True)


def probabilities(at: Frame, spread: Summary) -> pd.DataFrame:
    """Share of the draws with each grade of D and with each lag type, zeros left out."""
    lags = [label("lag", code) for code in (*DIMENSIONS, SYNCHRONOUS)]
    kinds = (
        ("grade", at.study.grades.labels, spread.grade_shares),
        ("lag_type", lags, spread.lag_shares),
    )
    parts = [
        at.keys().assign(kind=kind, value=name, probability=flat(shares[..., n]))
        for kind, names, shares in kinds
        for n, name in enumerate(names)
    ]
    table = pd.concat(parts, ignore_index=True)
    return table[table.probability > 0].reset_index(drop=True)


def sensitivity(
    at: Frame, drivers: Mapping[str, Indices], options: Mapping[str, int]
) -> pd.DataFrame:
    """Sobol indices of the mean rank shift of the last year, by target and factor."""
    rows = [
        {
            "year": at.years[-1],
            "target": target,
            "factor": factor,
            "factor_label": label("factor", factor),
            "options": options[factor],
            "first_order": rounded(found.first[f]),
            "first_low": rounded(found.first_interval[0, f]),
            "first_high": rounded(found.first_interval[1, f]),
            "total": rounded(found.total[f]),
            "total_low": rounded(found.total_interval[0, f]),
            "total_high": rounded(found.total_interval[1, f]),
        }
        for target, found in drivers.items()
        for f, factor in enumerate(options)
    ]
    return pd.DataFrame(rows, columns=SENSITIVITY_COLUMNS)


def scenarios(at: Frame, base: Core, others: Mapping[str, tuple[Core, str]]) -> pd.DataFrame:
    """Scores and ranks of the last year under every scenario, and how far ranks move.

    A positive shift is a fall against the published rank.
    """
    regions = at.evidence.regions
    titles = {one.name: one.title for one in at.study.settings.scenario}
    published = _last_ranks(base)
    parts = []
    for name, (other, remark) in others.items():
        placed = _last_ranks(other)
        columns: dict[str, object] = {
            "scenario": name,
            "title": titles[name],
            "region_code": regions.region_code,
            "region_name": regions.region_name,
            "year": at.years[-1],
            "composite": flat(other.scores.composite[-1]),
            "coordination": flat(other.match.coordination[-1]),
        }
        for target in ("composite", "coordination"):
            columns[f"rank_{target}"] = whole(placed[target])
            columns[f"shift_{target}"] = whole(placed[target] - published[target])
        parts.append(pd.DataFrame({**columns, "remark": remark}))
    empty = pd.DataFrame(columns=["scenario", "title", "region_code", "region_name", "year"])
    return pd.concat(parts, ignore_index=True) if parts else empty


def removals(
    at: Frame,
    shifts: Mapping[str, npt.NDArray[np.float64]],
    removed: Sequence[Indicator],
) -> pd.DataFrame:
    """What leaving one indicator out does to the ranks of the last year."""
    names = at.evidence.regions.region_name.to_numpy()
    rows = []
    for target, moved in shifts.items():
        for indicator, shift in zip(removed, moved, strict=True):
            most = int(np.nanargmax(np.abs(shift)))
            rows.append(
                {
                    "year": at.years[-1],
                    "target": target,
                    "indicator": indicator.code,
                    "label": indicator.label_zh,
                    "mean_rank_shift": rounded(np.nanmean(np.abs(shift))),
                    "largest_rank_shift": int(shift[most]),
                    "region_most_moved": names[most] if shift[most] else "",
                }
            )
    return pd.DataFrame(rows, columns=REMOVAL_COLUMNS)


def _last_ranks(core: Core) -> dict[str, npt.NDArray[np.float64]]:
    """Ranks of the last year by composite and by coordination."""
    return {
        "composite": ranks(np.round(core.scores.composite[-1], DECIMALS)),
        "coordination": ranks(np.round(core.match.coordination[-1], DECIMALS)),
    }


def overlapping(
    low: npt.NDArray[np.float64], high: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Number of other regions of the year whose rank interval meets a region's own.

    Parameters
    ----------
    low, high : (…, regions)
        Bounds of the rank intervals, NaN where a region has none.
    """
    meet = (low[..., None, :] <= high[..., :, None]) & (high[..., None, :] >= low[..., :, None])
    return np.where(np.isnan(low), np.nan, meet.sum(axis=-1) - 1.0)
