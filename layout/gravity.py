"""Centres of gravity of the three resources, how they move, and whether they move alike."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from layout.amounts import Amount
from layout.indicators import DIMENSIONS
from layout.labels import label
from layout.matching import PAIRS
from layout.measures import NO_YEAR
from layout.views import (
    Array,
    Note,
    Panel,
    View,
    pair_code,
    pair_label,
    remark,
    rounded,
    whole,
)
from models import gravity as numerics

COLUMNS = (
    "year",
    "dimension",
    "dimension_label",
    "statistic",
    "regions",
    "lon",
    "lat",
    "east_km",
    "north_km",
    "moved_km",
    "figure_year",
    "since_figure_year",
    "remark",
)
PAIR_COLUMNS = (
    "year",
    "pair",
    "pair_label",
    "distance_km",
    "consistency",
    "figure_year_a",
    "figure_year_b",
    "remark",
)
NO_AMOUNT, FIRST, NO_EARLIER = "no_amount", "first_year", "no_earlier"
REPEATED, REGIONS_DIFFER = "figures_repeated", "regions_differ"
YEARS_DIFFER, SPANS_DIFFER, STILL = "years_differ", "spans_differ", "still"
UNMOVED = "no_movement"


@dataclass(frozen=True)
class Path:
    """Centre of one amount in each evaluation year.

    Attributes
    ----------
    centres
        (Y, 2) longitude and latitude; NaN in a year without any amount.
    moves
        (Y, 2) km east and north since the evaluation year before; NaN where not comparable.
    why
        (Y,) code of the reason why there is no movement, blank where there is one.
    """

    amount: Amount
    centres: Array
    moves: Array
    why: tuple[str, ...]


def label_points(regions: gpd.GeoDataFrame) -> Array:
    """A point within each region, (R, 2) longitude and latitude in degrees (EPSG:4326)."""
    points = regions.geometry.representative_point()
    return np.column_stack([points.x.to_numpy(), points.y.to_numpy()])


def paths(amounts: Mapping[str, Amount], points: Array) -> dict[str, Path]:
    """Dimension → path of the centre of its amount, from points (R, 2) of the regions."""
    return {dimension: _path(amount, points) for dimension, amount in amounts.items()}


def _path(amount: Amount, points: Array) -> Path:
    years = len(amount.values)
    centres, moves = np.full((years, 2), np.nan), np.full((years, 2), np.nan)
    why = []
    for t in range(years):
        here = ~np.isnan(amount.values[t])
        if amount.values[t, here].sum() > 0:
            centres[t] = numerics.centre(points[here], amount.values[t, here])
        why.append(_incomparable(amount, centres, t))
        if not why[t]:
            moves[t] = numerics.movement_km(centres[t - 1], centres[t])
    return Path(amount, centres, moves, tuple(why))


def _incomparable(amount: Amount, centres: Array, t: int) -> str:
    """Why a year's centre cannot be compared with that of the year before; blank if it can."""
    if np.isnan(centres[t]).any():
        return NO_AMOUNT
    if t == 0:
        return FIRST
    if np.isnan(centres[t - 1]).any():
        return NO_EARLIER
    before, now = amount.years[t - 1], amount.years[t]
    here = now != NO_YEAR
    if np.any(here != (before != NO_YEAR)):
        return REGIONS_DIFFER
    # a figure that stands for two years would be shown as a resource that does not move
    return REPEATED if np.any(now[here] <= before[here]) else ""


def _oldest(amount: Amount) -> Array:
    """(Y,) year of the oldest figure behind a centre; NaN where there is none."""
    known = np.where(amount.years == NO_YEAR, np.inf, amount.years).min(axis=-1)
    return np.where(np.isfinite(known), known, np.nan)


def centres(found: Mapping[str, Path], panel: Panel) -> View:
    """Where the centre of each amount lies and how far it has moved: one row per amount, year."""
    rows, notes = [], list[Note]()
    for dimension in DIMENSIONS:
        if dimension not in found:
            continue
        path = found[dimension]
        oldest = _oldest(path.amount)
        since = np.where(np.isnan(path.moves[:, 0]), np.nan, np.roll(oldest, 1))
        rows.append(
            pd.DataFrame(
                {
                    "year": panel.years,
                    "dimension": dimension,
                    "dimension_label": label("dimension", dimension),
                    "statistic": path.amount.statistic,
                    "regions": (path.amount.years != NO_YEAR).sum(axis=-1),
                    "lon": rounded(path.centres[:, 0]),
                    "lat": rounded(path.centres[:, 1]),
                    "east_km": rounded(path.moves[:, 0]),
                    "north_km": rounded(path.moves[:, 1]),
                    "moved_km": rounded(np.hypot(path.moves[:, 0], path.moves[:, 1])),
                    "figure_year": whole(oldest),
                    "since_figure_year": whole(since),
                    "remark": path.why,
                }
            )
        )
        notes += _on_path(dimension, path, panel)
    if rows:
        notes.insert(0, ("gravity_points", {}))
    if rows and len(panel.years) == 1:
        notes.append(("gravity_one_year", {"year": str(panel.years[0])}))
    return View(_joined(rows, COLUMNS), notes)


def _joined(parts: list[pd.DataFrame], columns: tuple[str, ...]) -> pd.DataFrame:
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=[*columns])


def _on_path(dimension: str, path: Path, panel: Panel) -> Iterator[Note]:
    """Regions without the amount, and the movement from the first year to the last."""
    words = {"dimension": label("dimension", dimension), "statistic": path.amount.label}
    for years, regions in panel.spells(path.amount.years == NO_YEAR):
        yield "gravity_left_out", {**words, "year": years, "regions": regions}
    if len(panel.years) == 1:
        return
    move = _whole_way(path)
    if move is None:
        yield "gravity_not_followed", {**words, "first": panel.years[0], "last": panel.years[-1]}
        return
    values = {
        "first": panel.years[0],
        "last": panel.years[-1],
        "east": f"{move[0]:+.0f}",
        "north": f"{move[1]:+.0f}",
    }
    yield "gravity_moved", {**words, **values}


def _whole_way(path: Path) -> Array | None:
    """Movement from the first evaluation year to the last; None where they do not compare."""
    years = path.amount.years[[0, -1]]
    same = np.array_equal(years[0] != NO_YEAR, years[1] != NO_YEAR)
    if not same or np.isnan(path.centres[[0, -1]]).any():
        return None
    return numerics.movement_km(path.centres[0], path.centres[-1])


def centre_pairs(found: Mapping[str, Path], panel: Panel) -> View:
    """How far apart the centres of two amounts lie and whether they move the same way.

    Returns
    -------
    View
        One row per pair and year. The consistency is the cosine of the angle between the two
        movements; it has no value, and a remark, where one of them is not known, both do not
        cover the same years of figures, or one centre does not move.
    """
    rows, notes = [], list[Note]()
    for pair in PAIRS:
        if not set(pair) <= set(found):
            continue
        a, b = (found[dimension] for dimension in pair)
        apart, alike, remarks = zip(
            *(_apart(a, b, t) for t in range(len(panel.years))), strict=True
        )
        rows.append(
            pd.DataFrame(
                {
                    "year": panel.years,
                    "pair": pair_code(pair),
                    "pair_label": pair_label(pair),
                    "distance_km": rounded(apart),
                    "consistency": rounded(alike),
                    "figure_year_a": whole(_oldest(a.amount)),
                    "figure_year_b": whole(_oldest(b.amount)),
                    "remark": remarks,
                }
            )
        )
        notes += _on_pair(pair, a, b, apart, panel)
    return View(_joined(rows, PAIR_COLUMNS), notes)


def _apart(a: Path, b: Path, t: int) -> tuple[float, float, str]:
    """Distance, consistency and remarks of one pair in one year; NaN where undefined."""
    nan = float("nan")
    if NO_AMOUNT in (a.why[t], b.why[t]):
        return nan, nan, NO_AMOUNT
    one, other = a.amount.years[t], b.amount.years[t]
    if np.any((one != NO_YEAR) != (other != NO_YEAR)):
        return nan, nan, REGIONS_DIFFER
    distance = float(numerics.distance_km(a.centres[t], b.centres[t]))
    differ = YEARS_DIFFER if np.any(one != other) else ""
    if t == 0:
        return distance, nan, remark(differ, FIRST)
    if a.why[t] or b.why[t]:
        return distance, nan, remark(differ, UNMOVED)
    if differ or np.any(a.amount.years[t - 1] != b.amount.years[t - 1]):
        return distance, nan, remark(differ, SPANS_DIFFER)
    alike = float(numerics.consistency(a.moves[t], b.moves[t]))
    return distance, alike, STILL if np.isnan(alike) else ""


def _on_pair(
    pair: tuple[str, str], a: Path, b: Path, apart: tuple[float, ...], panel: Panel
) -> Iterator[Note]:
    """Distance in the first and last year, and consistency over the whole way."""
    moves = [_whole_way(path) for path in (a, b)]
    if len(panel.years) == 1 or moves[0] is None or moves[1] is None or np.isnan(apart[0]):
        return
    alike = float(numerics.consistency(moves[0], moves[1]))
    if np.isnan(alike) or np.isnan(apart[-1]):
        return
    values = {
        "a": label("dimension", pair[0]),
        "b": label("dimension", pair[1]),
        "first": panel.years[0],
        "last": panel.years[-1],
        "distance_first": f"{apart[0]:.0f}",
        "distance_last": f"{apart[-1]:.0f}",
        "consistency": f"{alike:.2f}",
    }
    yield "gravity_pair", values
