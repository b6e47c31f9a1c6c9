"""What each zone is like: its regions, levels and matching, what it holds, how firm it is."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

import numpy as np
import pandas as pd

from layout.indicators import DIMENSIONS
from layout.labels import label
from layout.views import Array, Panel, labelled, published, remark

KINDS: Mapping[str, str] = MappingProxyType(
    {"zone": "zone", "type": "zone_type", "reference": "reference_zone"}
)
"""Kind of zone → column of the zones table that names it."""

SCORES = ("composite", *(f"u_{dimension}" for dimension in DIMENSIONS))
MATCHING = ("coupling", "development", "coordination")
SHARES = tuple(f"share_{dimension}_pct" for dimension in DIMENSIONS)
COLUMNS = (
    "year",
    "kind",
    "zone",
    "zone_label",
    "regions",
    "scored",
    *SCORES,
    "members",
    *(f"{column}_{end}" for column in SCORES for end in ("min", "max")),
    *MATCHING,
    "lag_type",
    "lag_regions",
    *SHARES,
    "kept",
    "weakest_region",
    "weakest_kept",
    "remark",
)
BETWEEN = "、"
NO_SCORES, SCORES_MISSING, AMOUNT_MISSING = "no_scores", "scores_missing", "amount_missing"


def profiles(
    zones: pd.DataFrame,
    scored: pd.DataFrame,
    short_names: Mapping[str, str],
    panel: Panel,
    amounts: Mapping[str, Array] | None = None,
    stability: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """One row per year, kind and zone.

    Parameters
    ----------
    zones
        ``region_code, year, zone, zone_type, reference_zone``; blank where a region has none.
    scored
        ``region_code, year``, `SCORES`, `MATCHING` and ``lag_type``.
    short_names
        Region code → name by which members are listed, the highest composite first.
    amounts
        Dimension → (Y, R) amount, NaN where there is no figure.
    stability
        ``region_code, year, kept`` of the zones; of the other kinds nothing is drawn.

    Returns
    -------
    DataFrame
        `COLUMNS` with labels. Means and ranges are unweighted, of the members with scores. A
        share is that of the zone's members in the sum over all regions with a figure in the year.
    """
    keys = ["region_code", "year"]
    columns = [*keys, *SCORES, *MATCHING, "lag_type"]
    table = zones[[*keys, *KINDS.values()]].merge(scored[columns], on=keys, how="left")
    table = table.merge(_held(panel, amounts or {}), on=keys, how="left")
    if stability is None or stability.empty:
        table = table.assign(kept=np.nan)
    else:
        table = table.merge(stability[[*keys, "kept"]], on=keys, how="left")
    table["name"] = table.region_code.map(short_names)
    # members of every group come in this order; a stable sort keeps it
    table = table.sort_values(["composite", "region_code"], ascending=[False, True], kind="stable")
    rows = [
        _row(kind, int(year), zone, group)
        for kind, column in KINDS.items()
        for year, zone, group in _groups(table, column)
    ]
    made = pd.DataFrame(rows, columns=[*COLUMNS])
    return labelled(made, {"kind": "zone_kind", "remark": "remark"})


def _held(panel: Panel, amounts: Mapping[str, Array]) -> pd.DataFrame:
    """Share of every region in the sum of the year, percent, by dimension; blank where unknown."""
    table = panel.keys().drop(columns="region_name")
    for dimension, column in zip(DIMENSIONS, SHARES, strict=True):
        values = amounts.get(dimension, np.full((len(panel.years), len(panel.codes)), np.nan))
        total = np.nansum(values, axis=1, keepdims=True)
        share = np.divide(100 * values, total, out=np.full(values.shape, np.nan), where=total > 0)
        table[column] = share.ravel()
    return table


def _groups(table: pd.DataFrame, column: str) -> Iterator[tuple[int, str, pd.DataFrame]]:
    """Year, zone and members, year by year; Z10 after Z9."""
    named = table[table[column] != ""]
    found = {
        (int(str(year)), str(zone)): members
        for year, of_year in named.groupby("year")
        for zone, members in of_year.groupby(column)
    }
    for year, zone in sorted(found, key=lambda key: (key[0], len(key[1]), key[1])):
        yield year, zone, found[year, zone]


def _row(kind: str, year: int, zone: str, group: pd.DataFrame) -> dict[str, object]:
    """One zone of one year."""
    known = group[group[[*SCORES]].notna().all(axis=1)]
    row: dict[str, object] = {
        "year": year,
        "kind": kind,
        "zone": zone,
        "zone_label": _name(zone, group.name.to_list()) if kind == "zone" else zone,
        "regions": len(group),
        "scored": len(known),
        "members": BETWEEN.join(group.name),
    }
    for column in SCORES:
        row[column] = published(known[column].mean())
        row[f"{column}_min"] = published(known[column].min())
        row[f"{column}_max"] = published(known[column].max())
    for column in MATCHING:
        row[column] = published(known[column].mean())
    row["lag_type"], row["lag_regions"] = _most_frequent(group.lag_type)
    for column in SHARES:
        row[column] = published(group[column].sum(min_count=1))
    row["weakest_region"] = ""
    if kind == "zone" and group.kept.notna().any():
        weakest = group[group.kept == group.kept.min()].sort_values("region_code").iloc[0]
        row["kept"] = published(group.kept.mean())
        row["weakest_region"] = weakest["name"]
        row["weakest_kept"] = published(weakest.kept)
    row["remark"] = remark(*_remarks(group, known))
    return row


def _name(zone: str, members: list[str]) -> str:
    """What maps print: the zone and its first member."""
    form = "many" if len(members) > 1 else "one"
    return label("zone_name", form).format(zone=zone, first=members[0], regions=len(members))


def _most_frequent(types: pd.Series) -> tuple[str, int]:
    """The lag type of most members (all of them if several lead) and of how many."""
    counts = types[types.fillna("") != ""].value_counts()
    if counts.empty:
        return "", 0
    leading = sorted(counts[counts == counts.max()].index)
    return BETWEEN.join(leading), int(counts.max())


def _remarks(group: pd.DataFrame, known: pd.DataFrame) -> Iterator[str]:
    """Why cells are blank or rest on fewer regions."""
    if known.empty:
        yield NO_SCORES
    elif len(known) < len(group):
        yield SCORES_MISSING
    held = group[[*SHARES]].notna()
    if (held.any() & ~held.all()).any():
        yield AMOUNT_MISSING
