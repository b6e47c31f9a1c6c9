"""How firmly each region belongs to its zone when the scores are drawn anew."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from layout.labels import label
from layout.notes import Notes, listed
from layout.settings import Zones
from layout.views import Array, Panel, labelled, remark, rounded
from layout.zones.division import Division, Totals
from layout.zones.neighbours import Neighbours
from models import stability as numerics
from models import zone_draws

Labels = npt.NDArray[np.int_]

COLUMNS = (
    "region_code",
    "region_name",
    "year",
    "zone",
    "kept",
    "weak",
    "alternative_zone",
    "alternative_share",
    "own_zone_association",
    "draws",
    "remark",
)
PAIR_COLUMNS = (
    "region_code_a",
    "region_name_a",
    "region_code_b",
    "region_name_b",
    "year",
    "share",
)
PAIRS_OF = 100
"""Regions up to which the table of pairs is given: 4 950 rows, more than anyone reads."""

ALONE, NO_DRAW, UNMATCHED = "alone", "no_draw", "unmatched"
"""Remarks: no other member; no draw gives a zone; some give one that matches none published."""


@dataclass(frozen=True)
class Stability:
    """Tables of the draws.

    Attributes
    ----------
    zone_stability
        One row per region and year that has a zone.
    co_association
        One row per pair of regions of the last year: share of draws that put them in one zone.
    """

    zone_stability: pd.DataFrame
    co_association: pd.DataFrame


@dataclass(frozen=True)
class _Drawn:
    """One year's divisions of the drawn scores, over the regions that have a published zone."""

    year: int
    place: Labels
    """(regions,) positions of these regions in the panel."""

    own: Labels
    """(regions,) number of the published zone: 0 is Z1."""

    labels: Labels
    """(draws, regions) zone in each draw, -1 for none."""


def stability(
    divisions: Mapping[int, Division | None],
    drawn: Array | None,
    near: Neighbours,
    panel: Panel,
    settings: Zones,
    notes: Notes,
    totals: Mapping[int, Totals] | None = None,
    seed: int = 0,
) -> Stability:
    """Divide every draw of the scores by the published method and compare with what is published.

    Parameters
    ----------
    drawn : (Y, draws, R, 3), optional
        Dimension scores of the first ``settings.draws`` draws of the robustness analysis, NaN
        where a draw gives none. None where the study draws nothing.
    totals
        Year → figures of the floor statistic, as the divisions had them.
    seed : int
        Of the method ``max_p``, as the divisions had it.

    Returns
    -------
    Stability
        The number of zones is that published in every draw (but for ``max_p``, whose floor decides
        it anew): what varies is who belongs where.
    """
    made = {year: one for year, one in divisions.items() if one}
    if drawn is None or not drawn.shape[1] or not settings.draws:
        notes.add("zone_not_drawn")
        return Stability(_joined([]), pd.DataFrame(columns=[*PAIR_COLUMNS]))
    parts, pairs = list[pd.DataFrame](), pd.DataFrame(columns=[*PAIR_COLUMNS])
    for t, year in enumerate(panel.years):
        if year not in made:
            continue
        weighed = totals[year] if totals and settings.floor else None
        one = _drawn(year, made[year], drawn[t], near, settings, weighed, seed)
        together = numerics.co_association(one.labels)
        parts.append(_rows(one, together, panel, settings))
        if year == panel.years[-1]:
            pairs = _pairs(one, together, panel, notes)
    table = _joined(parts)
    if parts:
        _tell(table, drawn.shape[1], panel, settings, notes)
    return Stability(table, pairs)


def _joined(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """All rows with the labels of their codes; the columns alone where there are none."""
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=[*COLUMNS])
    return labelled(table, {"remark": "remark"})


def _drawn(
    year: int,
    division: Division,
    levels: Array,
    near: Neighbours,
    settings: Zones,
    totals: Totals | None,
    seed: int,
) -> _Drawn:
    """Divide the draws of one year."""
    place = np.flatnonzero(np.array(division.zones) != "")
    labels = zone_draws.divide_draws(
        levels[:, place],
        near.adjacent[np.ix_(place, place)],
        division.k,
        cast(zone_draws.Method, division.method),  # contiguous: never by k-means
        totals=totals.values[place] if totals else None,
        min_regions=settings.min_regions,
        min_total=settings.floor,
        seed=seed,
    )
    own = np.array([int(division.zones[n][1:]) - 1 for n in place.tolist()])
    return _Drawn(year, place, own, labels)


def _rows(one: _Drawn, together: Array, panel: Panel, settings: Zones) -> pd.DataFrame:
    """Rows of one year."""
    found = numerics.stability(one.labels, one.own, settings.weak_below)
    counts = _counts(one)
    elsewhere = counts.sum(axis=0) < found.drawn
    counts[one.own, np.arange(len(one.own))] = 0
    zone = np.where(counts.any(axis=0), counts.argmax(axis=0) + 1, 0)
    share = np.full(len(one.own), np.nan)
    np.divide(counts.max(axis=0), found.drawn, out=share, where=found.drawn > 0)
    codes, names = np.array(panel.codes), np.array(panel.names)
    association = _own_association(one.own, together)
    alone = np.bincount(one.own)[one.own] == 1
    remarks = [
        remark(*(code for code, yes in zip((NO_DRAW, ALONE, UNMATCHED), row, strict=True) if yes))
        for row in zip(found.drawn == 0, alone, elsewhere, strict=True)
    ]
    return pd.DataFrame(
        {
            "region_code": codes[one.place],
            "region_name": names[one.place],
            "year": one.year,
            "zone": [f"Z{number + 1}" for number in one.own.tolist()],
            "kept": rounded(found.kept),
            "weak": found.weak.astype(int),
            "alternative_zone": [f"Z{number}" if number else "" for number in zone.tolist()],
            "alternative_share": rounded(share),
            "own_zone_association": rounded(association),
            "draws": found.drawn,
            "remark": remarks,
        }
    )[[*COLUMNS]]


def _counts(one: _Drawn) -> Labels:
    """(zones, regions) number of draws that put a region into what matches a published zone."""
    rows, times = np.unique(one.labels, axis=0, return_counts=True)
    renamed = np.array([numerics.matched(row, one.own) for row in rows])
    return np.array([times @ (renamed == zone) for zone in range(int(one.own.max()) + 1)])


def _own_association(own: Labels, together: Array) -> Array:
    """(regions,) mean co-association with the other members of the own zone; NaN without any."""
    association = np.full(len(own), np.nan)
    for zone in range(int(own.max()) + 1):
        members = np.flatnonzero(own == zone)
        if len(members) > 1:
            block = together[np.ix_(members, members)]
            # a region that no draw gives a zone tells nothing of the others
            known = ~np.isnan(block) & ~np.eye(len(members), dtype=bool)
            sums, pairs = np.where(known, block, 0.0).sum(axis=1), known.sum(axis=1)
            means = np.divide(sums, pairs, out=np.full(len(members), np.nan), where=pairs > 0)
            association[members] = means
    return association


def _pairs(one: _Drawn, together: Array, panel: Panel, notes: Notes) -> pd.DataFrame:
    """Share of draws with two regions in one zone, each pair once."""
    if len(one.place) > PAIRS_OF:
        notes.add("zone_pairs_left_out", regions=len(one.place), limit=PAIRS_OF)
        return pd.DataFrame(columns=[*PAIR_COLUMNS])
    first, second = np.triu_indices(len(one.place), k=1)
    codes, names = np.array(panel.codes)[one.place], np.array(panel.names)[one.place]
    return pd.DataFrame(
        {
            "region_code_a": codes[first],
            "region_name_a": names[first],
            "region_code_b": codes[second],
            "region_name_b": names[second],
            "year": one.year,
            "share": rounded(together[first, second]),
        }
    )


def _tell(table: pd.DataFrame, draws: int, panel: Panel, settings: Zones, notes: Notes) -> None:
    """How the draws were divided, how firm zones are on the whole, and who is not."""
    choice = "draws_floor" if settings.method == "max_p" else "draws_fixed"
    notes.add("zone_draws", draws=f"{draws:,}", choice=label("zone_choice", choice))
    if draws < settings.draws:
        notes.add("zone_draws_fewer", draws=f"{draws:,}", wanted=f"{settings.draws:,}")
    for year, rows in table.groupby("year"):
        lost = rows[rows.draws < draws].region_name.to_list()
        if lost:
            notes.add("zone_draws_lost", year=int(str(year)), regions=listed(lost, len(rows)))
    last = table[table.year == panel.years[-1]]
    if last.empty:
        return
    year = panel.years[-1]
    notes.add(
        "zone_kept", year=year, last=f"{last.kept.mean():.0%}", all=f"{table.kept.mean():.0%}"
    )
    weak = last[last.weak == 1].sort_values(["kept", "region_code"], kind="stable")
    words: dict[str, Any] = {"year": year, "share": f"{settings.weak_below:.0%}"}
    if weak.empty:
        notes.add("zone_firm", **words)
        return
    named = [
        f"{name}（{kept:.0%}）" if draws else str(name)
        for name, kept, draws in zip(weak.region_name, weak.kept, weak.draws, strict=True)
    ]
    notes.add("zone_weak", **words, count=len(weak), regions=listed(named, len(last)))
