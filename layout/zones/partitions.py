"""The table of all numbers of zones that were tried, and of what was chosen."""

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from layout.views import labelled, published, remark
from layout.zones.division import Division
from layout.zones.solutions import Solution

COLUMNS = (
    "year",
    "k",
    "within_bounds",
    "chosen",
    "method",
    "within",
    "runner_up",
    "runner_up_gap",
    "examined",
    "between_share",
    "fall_from_fewer_pct",
    "fall_to_more_pct",
    "silhouette",
    "calinski_harabasz",
    "free_method",
    "free_within",
    "free_silhouette",
    "price_of_contiguity",
    "rand_free",
    "rand_reference",
    "homogeneity",
    "completeness",
    "v_measure",
    "percentile",
    "share_as_good",
    "remark",
)
HEURISTIC, FEWER_UNTRIED, MORE_UNTRIED = "heuristic", "fewer_untried", "more_untried"
NO_SPREAD, FREE_PERFECT = "no_spread", "free_perfect"
NO_REFERENCE, NOT_ENUMERATED = "no_reference", "not_enumerated"


def partitions(divisions: Mapping[int, Division | None]) -> pd.DataFrame:
    """One row per year and number of zones; a year without division has none.

    Notes
    -----
    Shares and gaps are fractions, ``_pct`` percent of the total sum of squares. What has no value
    is blank and says why in `remark`.
    """
    rows = [
        _row(year, one, one.k == division.k)
        for year, division in divisions.items()
        if division
        for one in division.solutions
    ]
    table = pd.DataFrame(rows, columns=[*COLUMNS])
    table["examined"] = table.examined.astype("Int64")
    return labelled(table, {"method": "zoning", "free_method": "zoning", "remark": "remark"})


def ratio(top: float | None, bottom: float) -> float:
    """A ratio, NaN where the bottom is 0 or the top is not known."""
    return float("nan") if top is None or not bottom else top / bottom


def price(one: Solution) -> float:
    """By what fraction contiguity (and floors) raise the within-zone sum of squares."""
    if one.best.sse == one.free.sse:
        return 0.0
    return ratio(one.best.sse, one.free.sse) - 1


def _row(year: int, one: Solution, chosen: bool) -> dict[str, object]:
    """One number of zones."""
    within, total = one.best.sse, one.total
    fewer = None if one.fewer is None else one.fewer - within
    more = None if one.more is None else within - one.more
    return {
        "year": year,
        "k": one.k,
        "within_bounds": int(one.within_bounds),
        "chosen": int(chosen),
        "method": one.best.method,
        "within": published(within),
        "runner_up": _value(one.best.runner_up_sse),
        "runner_up_gap": published(ratio(one.best.runner_up_sse, within) - 1),
        "examined": one.best.examined,
        "between_share": published(1 - ratio(within, total)),
        "fall_from_fewer_pct": published(100 * ratio(fewer, total)),
        "fall_to_more_pct": published(100 * ratio(more, total)),
        "silhouette": published(one.silhouette),
        "calinski_harabasz": published(one.calinski_harabasz),
        "free_method": one.free.method,
        "free_within": published(one.free.sse),
        "free_silhouette": published(one.free_silhouette),
        "price_of_contiguity": published(price(one)),
        "rand_free": published(one.likeness),
        **_beside_reference(one),
        "remark": remark(*_remarks(one)),
    }


def _beside_reference(one: Solution) -> dict[str, float]:
    """Likeness to the reference zones and its place; what is not there is left blank."""
    found: dict[str, float] = {}
    if one.agreement is not None:
        found = {
            "rand_reference": published(one.agreement.adjusted_rand),
            "homogeneity": published(one.agreement.homogeneity),
            "completeness": published(one.agreement.completeness),
            "v_measure": published(one.agreement.v_measure),
        }
    if one.standing is not None:
        found["percentile"] = published(one.standing.percentile)
        found["share_as_good"] = published(one.standing.share_as_good)
    return found


def _value(value: float | None) -> float:
    """A value as published, blank where there is none."""
    return published(np.nan if value is None else value)


def _remarks(one: Solution) -> Iterator[str]:
    """Why cells are blank."""
    if one.best.runner_up_sse is None:
        yield HEURISTIC
    if one.fewer is None:
        yield FEWER_UNTRIED
    if one.more is None:
        yield MORE_UNTRIED
    if not one.best.sse:
        yield NO_SPREAD
    elif not one.free.sse:
        yield FREE_PERFECT
    if one.agreement is None:
        yield NO_REFERENCE
    elif one.standing is None:
        yield NOT_ENUMERATED
