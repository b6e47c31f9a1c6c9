"""Whether neighbouring regions have like levels: Moran's I and Getis-Ord G*, tested honestly."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from layout.frames import COMPOSITE, DECIMALS
from layout.indicators import DIMENSIONS
from layout.labels import label
from layout.notes import listed, spans
from layout.views import Array, Mask, Note, Panel, View, rounded, whole
from models import autocorrelation, permutation

COORDINATION = "coordination"
QUANTITIES = (*DIMENSIONS, COMPOSITE, COORDINATION)

COLUMNS = (
    "year",
    "quantity",
    "quantity_label",
    "scope",
    "region_code",
    "region_name",
    "regions",
    "neighbours",
    "moran_i",
    "expected",
    "quadrant",
    "p_greater",
    "p_less",
    "p",
    "exact",
    "permutations",
    "q",
    "smallest_p",
    "attainable",
    "g_star",
    "g_star_p",
    "remark",
)
COUNTS = ("regions", "neighbours", "exact", "permutations", "attainable")
TESTS = ("p_greater", "p_less", "p", "q", "smallest_p", "g_star_p")
NUMBERS = ("moran_i", "expected", "g_star", *TESTS)

NO_LEVEL, CONSTANT, NO_NEIGHBOUR = "no_level", "constant", "no_neighbour"
ALL_NEIGHBOURS, NOT_TESTED = "all_neighbours", "not_tested"
HOPELESS, FEW_PERMUTATIONS = "cannot_be_significant", "few_permutations"

ALPHA = 0.05
"""Two-sided level for all regions of a year and quantity together."""

LARGE = 500
"""Regions above which only the last evaluation year is tested: a test takes seconds there."""

Places = npt.NDArray[np.int_]
Found = dict[str, npt.NDArray[Any]]
"""Column → (Y, quantities, 1 + R) values: of the whole map, then of each region."""


@dataclass(frozen=True)
class Alike:
    """Cells (year, quantity) whose levels are known for the same regions: they share a graph."""

    years: Places
    quantities: Places
    regions: Places
    graph: Mask


@dataclass(frozen=True)
class Random:
    """How neighbours are dealt out where there are too many sets of them to count."""

    permutations: int
    seed: int


def association(
    levels: Array,
    composite: Array,
    coordination: Array,
    panel: Panel,
    adjacent: Mask,
    random: Random,
) -> View:
    """Moran's I of every level and year, and what each region and its neighbours add to it.

    Parameters
    ----------
    levels : (Y, R, 3)
        Dimension scores, NaN where a dimension has none.
    composite, coordination : (Y, R)
    adjacent : (R, R)
        Which regions touch, islands bridged.

    Returns
    -------
    View
        Per year and quantity a row of scope ``global`` and one of scope ``local`` per region.
        Regions without a level are left out of the graph. Of more than 500 regions only the last
        evaluation year is tested; earlier years then have no local rows.
    """
    every = np.stack([*np.moveaxis(levels, -1, 0), composite, coordination], axis=1)
    scores = np.round(every, DECIMALS)
    tested = np.ones(len(panel.years), dtype=np.bool_)
    if len(panel.codes) > LARGE:
        tested[:-1] = False
    cells = (*scores.shape[:2], 1 + scores.shape[2])  # the whole map first, then its regions
    found: Found = {name: np.full(cells, np.nan) for name in (*NUMBERS, *COUNTS)}
    found["quadrant"] = np.full(cells, "", dtype="<U2")
    notes = [*_left_out(scores, panel)]
    for alike in _alike(scores, adjacent):
        _measure(found, scores, alike)
        at = tested[alike.years]
        if at.any():
            _test(found, scores, _part(alike, at), random)
        notes += _lonely(alike, panel)
        if alike.years[-1] == len(panel.years) - 1:
            notes += _limits(alike, random)
    table = _table(found, scores, tested, panel)
    if not tested.all():
        words = {"regions": len(panel.codes), "large": LARGE, "year": panel.years[-1]}
        notes.append(("spatial_last_year", words))
    return View(table, [*notes, *_summary(table, panel)])


def _alike(scores: Array, adjacent: Mask) -> Iterator[Alike]:
    """Cells with variation and neighbours, by the regions that have a level."""
    known = ~np.isnan(scores)
    groups: dict[bytes, list[tuple[int, int]]] = {}
    for t, q in np.ndindex(scores.shape[:2]):
        groups.setdefault(known[t, q].tobytes(), []).append((t, q))
    for members in groups.values():
        regions = np.flatnonzero(known[members[0]])
        varied = [cell for cell in members if len(set(scores[cell][regions].tolist())) > 1]
        graph = adjacent[np.ix_(regions, regions)]
        if varied and graph.any():
            years, quantities = np.array(varied).T
            yield Alike(years, quantities, regions, graph)


def _part(alike: Alike, at: Mask) -> Alike:
    """Some of the cells."""
    return Alike(alike.years[at], alike.quantities[at], alike.regions, alike.graph)


def _put(found: Found, alike: Alike, name: str, one: npt.ArrayLike, each: npt.ArrayLike) -> None:
    """Set a column of the cells: its value for the whole map, and for each region."""
    found[name][alike.years, alike.quantities, 0] = one
    columns = 1 + alike.regions
    found[name][alike.years[:, None], alike.quantities[:, None], columns] = each


def _measure(found: Found, scores: Array, alike: Alike) -> None:
    """The statistics, which need no test."""
    graph, number = alike.graph, len(alike.regions)
    values = scores[alike.years, alike.quantities][:, alike.regions]
    local = autocorrelation.local_moran(values, graph)
    _put(found, alike, "moran_i", autocorrelation.moran(values, graph), local)
    _put(found, alike, "expected", -1 / (number - 1), np.nan)
    _put(found, alike, "g_star", np.nan, autocorrelation.getis_ord(values, graph))
    _put(found, alike, "regions", number, np.nan)
    _put(found, alike, "neighbours", np.nan, graph.sum(axis=1))
    names = np.array(["", *autocorrelation.QUADRANTS[1:]])
    _put(found, alike, "quadrant", "", names[autocorrelation.quadrants(values, graph)])


def _test(found: Found, scores: Array, alike: Alike, random: Random) -> None:
    """The permutation tests, and what they could find at best."""
    graph, dealt = alike.graph, (random.permutations, random.seed)
    values = scores[alike.years, alike.quantities][:, alike.regions]
    overall = permutation.moran_test(values, graph, *dealt)
    own = permutation.local_moran_test(values, graph, *dealt)
    # G* is dealt the same sets: its two-sided p is another only where a region is at the mean
    at_mean = np.isclose(autocorrelation.local_moran(values, graph), 0)
    spots = permutation.getis_ord_test(values, graph, *dealt) if at_mean.any() else own
    alone = ~graph.any(axis=1)
    _put(found, alike, "p_greater", overall.greater, own.greater)
    _put(found, alike, "p_less", overall.less, own.less)
    _put(found, alike, "p", overall.two_sided, own.two_sided)
    _put(found, alike, "q", np.nan, permutation.benjamini_hochberg(own.two_sided))
    flags = [overall.exact, np.where(alone, np.nan, own.exact)]
    _put(found, alike, "exact", *flags)
    drawn = [np.where(exact == 0, random.permutations, np.nan) for exact in flags]
    _put(found, alike, "permutations", *drawn)
    floors = [np.minimum(2 * tails.smallest, 1) for tails in (overall, own)]
    _put(found, alike, "smallest_p", *floors)
    able = permutation.attainable(graph, ALPHA / 2, random.permutations)
    _put(found, alike, "attainable", np.nan, np.where(alone, np.nan, able))
    _put(found, alike, "g_star_p", np.nan, spots.two_sided)


def _table(found: Found, scores: Array, tested: Mask, panel: Panel) -> pd.DataFrame:
    """Long form: year by year, quantity by quantity, the whole map before its regions."""
    years, quantities, places = found["moran_i"].shape
    table = pd.DataFrame(
        {
            "year": np.repeat(panel.years, quantities * places),
            "quantity": np.tile(np.repeat(QUANTITIES, places), years),
            "quantity_label": np.tile(np.repeat([_label(q) for q in QUANTITIES], places), years),
            "scope": np.tile(["global", *["local"] * (places - 1)], years * quantities),
            "region_code": np.tile(["", *panel.codes], years * quantities),
            "region_name": np.tile(["", *panel.names], years * quantities),
            "quadrant": found["quadrant"].ravel(),
            "remark": _remarks(found, scores, tested).ravel(),
        }
    )
    table = table.assign(**{name: rounded(found[name]) for name in NUMBERS})
    table = table.assign(**{name: whole(found[name]) for name in COUNTS})
    kept = np.repeat(tested, quantities * places) | (table.scope == "global").to_numpy()
    return table.loc[kept, [*COLUMNS]].reset_index(drop=True)


def _remarks(found: Found, scores: Array, tested: Mask) -> npt.NDArray[np.str_]:
    """Why a row has blanks, or can never be significant."""
    known = ~np.isnan(scores)
    present = np.concatenate([known.any(axis=-1, keepdims=True), known], axis=-1)
    highest = np.max(scores, axis=-1, where=known, initial=-np.inf)
    lowest = np.min(scores, axis=-1, where=known, initial=np.inf)
    constant = np.broadcast_to((highest <= lowest)[..., None], present.shape)
    regions = found["regions"][..., :1]
    subjects = np.sum(found["neighbours"] > 0, axis=-1, keepdims=True)
    hard = found["smallest_p"] > ALPHA / np.maximum(subjects, 1)  # NaN, not tested, is not
    local = np.arange(present.shape[-1]) > 0
    late = ~tested[:, None, None] & ~local & ~np.isnan(regions)
    return np.select(
        [
            ~present,
            constant,
            np.isnan(found["moran_i"]),
            late,
            local & (found["neighbours"] == regions - 1),
            local & hard & (found["exact"] == 1),
            local & hard,
        ],
        [
            NO_LEVEL,
            CONSTANT,
            NO_NEIGHBOUR,
            NOT_TESTED,
            ALL_NEIGHBOURS,
            HOPELESS,
            FEW_PERMUTATIONS,
        ],
        default="",
    )


def _label(quantity: str) -> str:
    """Label of a dimension, the composite or D."""
    return label("metric" if quantity == COORDINATION else "dimension", quantity)


def _left_out(scores: Array, panel: Panel) -> Iterator[Note]:
    """Regions that have no level, told once for all quantities that lack it."""
    together: dict[tuple[str, str], list[str]] = {}
    for q, quantity in enumerate(QUANTITIES):
        for spell in panel.spells(np.isnan(scores[:, q])):
            together.setdefault(spell, []).append(_label(quantity))
    for (years, regions), names in together.items():
        words = {"quantity": "、".join(names), "year": years, "regions": regions}
        yield "spatial_left_out", words


def _lonely(alike: Alike, panel: Panel) -> Iterator[Note]:
    """Regions whose neighbours all lack a level."""
    alone = alike.regions[~alike.graph.any(axis=1)]
    if len(alone):
        years = spans({panel.years[t] for t in alike.years})
        yield "spatial_lonely", {"year": years, "regions": panel.listed(tuple(alone.tolist()))}


def _limits(alike: Alike, random: Random) -> Iterator[Note]:
    """What the local tests of the last year cannot find, whatever the values."""
    graph, degrees = alike.graph, alike.graph.sum(axis=1)
    tested = degrees > 0
    never = tested & ~permutation.attainable(graph, ALPHA / 2)
    rarely = tested & ~permutation.attainable(graph, ALPHA)
    last = alike.quantities[alike.years == alike.years[-1]]
    number = int(tested.sum())
    words: dict[str, Any] = {
        "quantity": "、".join(_label(QUANTITIES[q]) for q in last),
        "regions": number,
        "level": f"{ALPHA / number:.2g}",
    }
    if never.any():
        floors = np.minimum(2 * permutation.smallest_p(graph), 1)
        steps = [
            f"{k} 个邻居 {floors[degrees == k][0]:.2g}（{np.sum(degrees == k)} 个地区）"
            for k in np.unique(degrees[tested])
            if (degrees[never] >= k).any()
        ]
        counts = {"never": int(never.sum()), "one_sided": int(rarely.sum())}
        yield "spatial_cannot", {**words, **counts, "steps": "、".join(steps)}
    drawn_short = tested & ~never & ~permutation.attainable(graph, ALPHA / 2, random.permutations)
    if drawn_short.any():
        needed = {"permutations": random.permutations, "needed": round(2 * number / ALPHA) - 1}
        yield "spatial_permutations", {**words, **needed, "short": int(drawn_short.sum())}


def _summary(table: pd.DataFrame, panel: Panel) -> Iterator[Note]:
    """Moran's I of the first and last tested year; regions that stand out in the last."""
    for quantity, rows in table[table.p.notna()].groupby("quantity_label", sort=False):
        overall = rows[rows.scope == "global"]
        ends = overall.iloc[[0, -1]].drop_duplicates("year")
        seen = [
            f"{row.year} 年 I = {row.moran_i:.3f}（p = {row.p:.4f}）" for row in ends.itertuples()
        ]
        expected = f"{ends.expected.iloc[-1]:.4f}"
        words = {"quantity": quantity, "seen": "，".join(seen), "expected": expected}
        yield "spatial_moran", words
        local = rows[(rows.scope == "local") & (rows.year == panel.years[-1])]
        # where most regions can never pass, "none passed" would be taken for a finding
        if local.remark.isin([HOPELESS, ALL_NEIGHBOURS]).mean() < 1 / 2:
            yield _standing_out({"quantity": quantity, "year": panel.years[-1]}, local)


def _standing_out(words: dict[str, Any], local: pd.DataFrame) -> Note:
    """Regions of each quadrant that pass after correction."""
    passed = local[local.q <= ALPHA]
    if passed.empty:
        return "spatial_none", words
    names = {
        quadrant: listed(passed.region_name[passed.quadrant == quadrant]) or "无"
        for quadrant in autocorrelation.QUADRANTS[1:]
    }
    return "spatial_clusters", {**words, **names}
