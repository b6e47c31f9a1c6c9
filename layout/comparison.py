"""Why scores and ranks differ between two published runs: data, goalposts, weights or method.

Everything is computed anew from what the runs published, and must give the published scores.
The change from run A to run B is then shared out by the Shapley value, which is exactly additive
and prefers no order in which the parts are changed. Words are in ``comparison_labels.csv``.
"""

import csv
import math
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.errors import Problems
from geodata.outputs import MANIFEST, SCORES, WEIGHTS, Run
from layout.frames import DECIMALS
from layout.indicators import ALLOWED, DIMENSIONS
from models import aggregate, normalise, ranking, treat

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
LABELS = Path(__file__).with_name("comparison_labels.csv")

PARTS = ("data", "goalposts", "weights", "method")
TOLERANCE = 5e-6
"""What six published decimals of values, weights and scores may move a composite."""

NOISE = 12
"""Decimals of a recomputed score; beyond them is floating-point noise, which explains nothing."""

SHOWN_INDICATORS = 3
"""Indicators named for a region: enough to look into, few enough to read."""

SEPARATOR = ";"  # between the codes of a cell that holds several
COLUMNS = [
    "region_code",
    "region_name",
    *(f"{what}_{side}" for what in ("year", "score", "rank") for side in "ab"),
    *(f"{what}_{part}" for what in ("score", "rank") for part in PARTS),
    "main_cause",
    "indicators_changed",
    "published_rank_a",
    "published_rank_b",
]
COMPUTABLE = {"normalisation": "goalpost", "imputation": "none"}
"""What the index must be for a score to follow from the region's own figures of the year."""

SMALLEST = {"log": np.nextafter(0, 1), "log1p": np.nextafter(-1, 0), "sqrt": 0.0}
"""Least value that each transformation takes; one run's data may not suit the other's."""


class Goalposts(NamedTuple):
    """How values are scored: (J,) transformations, and the values that score 0 and 1."""

    transforms: tuple[str, ...]
    worst: Array
    best: Array


class Weights(NamedTuple):
    """(3, J) weights within each dimension, each row summing to 1, and (3,) of the dimensions."""

    indicators: Array
    dimensions: Array


class Method(NamedTuple):
    """Mean of each dimension and of the composite, least score, least coverage."""

    aggregations: tuple[str, ...]
    composite: str
    floor: float
    min_coverage: float


class Parts(NamedTuple):
    """All that a composite follows from, in the order of `PARTS`; `data` is (R, J)."""

    data: Array
    goalposts: Goalposts
    weights: Weights
    method: Method


class Attribution(NamedTuple):
    """Changes of score and rank by part (4, R); by indicator about that of data (R, J)."""

    scores: Array
    ranks: Array
    effects: Array
    changed: Mask


@cache
def _texts() -> dict[tuple[str, str], str]:
    with LABELS.open(encoding="utf-8-sig", newline="") as file:
        return {(row["kind"], row["code"]): row["text_zh"] for row in csv.DictReader(file)}


def text(kind: str, code: str, **values: object) -> str:
    """A text of this comparison, with its template filled."""
    return _texts()[kind, code].format(**values)


def compare(a: Run, b: Run) -> pd.DataFrame:
    """Explain the change of every region's composite and rank from run A to run B.

    Ranks are those among the regions that can be compared: scored in both runs and in every
    mixture of their parts. Of an indicator that only one run scores, the other has weight 0 and
    takes data and goalposts from the first; its whole effect is therefore one of weights. So is
    that of weights which are computed from data, where new data change them.

    Returns
    -------
    One row per region, see ``docs/tables.md``; contributions are blank where `main_cause` says
    why a region is not compared. ``score_b - score_a`` is the sum of the four score columns, and
    so for ranks, where a positive number is a fall.

    Raises
    ------
    DataError
        If a run's tables do not give its published scores and ranks, or no region is in both.
    """
    problems = Problems(f"{a.folder} / {b.folder}")
    for run in (a, b):
        check_reproduced(run, problems)
    common = [code for code in a.scores.index if code in b.scores.index]
    if not common:
        problems.add("runs_without_common_regions")
    problems.raise_if_any()
    keys = a.indicators.index.append(b.indicators.index.difference(a.indicators.index, sort=False))
    parts_a, parts_b = parts_of(a, b, keys, common), parts_of(b, a, keys, common)
    mixed = mixtures(parts_a, parts_b)
    whole = np.flatnonzero(~np.isnan(mixed).any(axis=0))
    codes = [common[r] for r in whole]
    parts_a, parts_b = (p._replace(data=p.data[whole]) for p in (parts_a, parts_b))
    scores = [run.scores.score.loc[codes].to_numpy() for run in (a, b)]
    found = _attribute(parts_a, parts_b, mixed[:, whole], scores[0], scores[1])
    ranks = np.array([_ranks(score) for score in scores], dtype=int)
    indicators = keys.get_level_values("indicator")
    rows = {code: _row(r, found, ranks[:, r], indicators) for r, code in enumerate(codes)}
    return _frame(rows, a, b)


def check_reproduced(run: Run, problems: Problems) -> None:
    """Add a problem unless the published tables give the published scores and ranks."""
    if not _known_names(run, problems):
        return
    try:
        recomputed = composite(parts_of(run, run, run.indicators.index, [*run.scores.index]))
    except (TypeError, ValueError) as error:
        problems.add("output_unreadable", str(run.folder), detail=error)
        return
    published = run.scores.score.to_numpy()
    near = np.isclose(recomputed, published, rtol=0, atol=TOLERANCE, equal_nan=True)
    right = np.where(np.isnan(published), np.nan, _ranks(published))
    same = np.isclose(right, run.scores["rank"], equal_nan=True)
    for fine, code in ((near, "output_not_reproduced"), (same, "output_ranks")):
        names = run.scores.region_name[~fine]
        if len(names):
            file = str(run.folder / SCORES)
            problems.add(code, file, count=len(names), regions="、".join(names))


def _known_names(run: Run, problems: Problems) -> bool:
    """Whether every name that stands for a method or a dimension is one that we have."""
    before = len(problems.found)
    manifest, weights = str(run.folder / MANIFEST), str(run.folder / WEIGHTS)

    def check(seen: object, allowed: Sequence[str], file: str, column: str) -> None:
        if seen not in allowed:
            names = "、".join(allowed)
            problems.add("value_not_allowed", file, column=column, seen=seen, allowed=names)

    means = run.index["aggregation"]
    for mean in [*(means.values() if isinstance(means, dict) else [means]), run.index["composite"]]:
        check(mean, [*aggregate.METHODS], manifest, "settings.index")
    for key, needed in COMPUTABLE.items():
        check(run.index.get(key, needed), [needed], manifest, f"settings.index.{key}")
    weighed = set(run.index["dimension_weights"]) & set(run.indicators.dimension)
    lacking = [dimension for dimension in DIMENSIONS if dimension not in weighed]
    if lacking:
        problems.add("output_outdated", weights, column="dimension", names="、".join(lacking))
    for column in ("dimension", "transform", "direction"):
        for seen in run.indicators[column].unique():
            check(seen, {**ALLOWED, "dimension": DIMENSIONS}[column], weights, column)
    return len(problems.found) == before


def parts_of(own: Run, other: Run, keys: pd.Index, codes: list[str]) -> Parts:
    """What the run's scores follow from; what it does not have of an indicator, the other gives."""
    absent = keys.difference(own.indicators.index, sort=False)
    table = pd.concat([own.indicators, other.indicators.loc[absent]]).loc[keys]
    values = pd.concat([own.values, other.values.loc[absent]]).loc[keys, codes]
    low, high = table.goalpost_low.to_numpy(float), table.goalpost_high.to_numpy(float)
    benefit = (table.direction == "benefit").to_numpy()
    mine = table.weight.where(~keys.isin(absent), 0.0).to_numpy(float)
    rows = np.array([np.where(table.dimension == d, mine, 0.0) for d in DIMENSIONS])
    settings, means = own.index, own.index["aggregation"]
    means = means if isinstance(means, dict) else dict.fromkeys(DIMENSIONS, means)
    return Parts(
        values.to_numpy(float).T,
        Goalposts(
            tuple(table["transform"]), np.where(benefit, low, high), np.where(benefit, high, low)
        ),
        Weights(
            rows / rows.sum(axis=1, keepdims=True),  # six decimals may miss 1
            np.array([float(settings["dimension_weights"][d]) for d in DIMENSIONS]),
        ),
        Method(
            tuple(means.get(d, "arithmetic") for d in DIMENSIONS),
            str(settings["composite"]),
            float(settings["floor"]),
            float(settings["min_coverage"]),
        ),
    )


def composite(parts: Parts) -> Array:
    """Composite score (R,) as the engine computes it; NaN where a dimension has none."""
    data, goalposts, weights, method = parts
    scores = normalise.goalpost(
        _treated(data, goalposts.transforms),
        _treated(goalposts.worst, goalposts.transforms),
        _treated(goalposts.best, goalposts.transforms),
        method.floor,
    )
    levels = np.full((len(data), len(DIMENSIONS)), np.nan)
    for d, mean in enumerate(method.aggregations):
        spread, coverage = aggregate.available(scores, weights.indicators[d])
        enough = coverage >= method.min_coverage - 1e-12
        levels[enough, d] = aggregate.METHODS[mean](scores[enough], spread[enough])
    result = np.full(len(data), np.nan)
    whole = ~np.isnan(levels).any(axis=1)
    result[whole] = aggregate.METHODS[method.composite](levels[whole], weights.dimensions)
    return result


def _treated(values: Array, transforms: Sequence[str]) -> Array:
    """Each indicator after its transformation; a value outside its domain becomes missing."""
    result = np.full_like(values, np.nan)
    for j, name in enumerate(transforms):
        column = values[..., j]
        inside = np.where(column >= SMALLEST.get(name, -np.inf), column, np.nan)
        result[..., j] = treat.TRANSFORMS[name](inside)
    return result


def mixtures(a: Parts, b: Parts) -> Array:
    """Composite (16, R) of every mixture: bit p of the position takes part p from B."""
    found = []
    for position in range(2 ** len(PARTS)):
        sides = [b if position >> p & 1 else a for p in range(len(PARTS))]
        mixed = Parts(sides[0].data, sides[1].goalposts, sides[2].weights, sides[3].method)
        found.append(composite(mixed))
    return np.round(found, NOISE)


def shapley(values: npt.ArrayLike) -> Array:
    """Share the value of the whole among its parts, each its mean gain over all orders.

    Parameters
    ----------
    values : (2**n, ...)
        Value of each set of parts; bit p of the position says whether part p is in it.

    Returns
    -------
    (n, ...)
        Unit of the values; sums to ``values[-1] - values[0]``. A part that never changes the
        value gets exactly 0.

    Raises
    ------
    ValueError
        If the number of values is no power of two from 2 on.

    Notes
    -----
    ``sum over S without p of |S|! (n - |S| - 1)! / n! (v(S + p) - v(S))``. Shapley (1953), A value
    for n-person games, Contributions to the Theory of Games II: 307-317.

    Examples
    --------
    >>> shapley([0.0, 1.0, 2.0, 5.0])
    array([2., 3.])
    """
    cells = np.asarray(values, dtype=np.float64)
    count = len(cells).bit_length() - 1
    if count < 1 or len(cells) != 2**count:
        raise ValueError(f"expected a value for each of 2**n sets of parts, got {len(cells)}")
    sets = np.arange(len(cells))
    sizes = np.bitwise_count(sets)
    share = np.array([1 / (count * math.comb(count - 1, size)) for size in range(count)])
    found = []
    for part in range(count):
        without = sets[sets >> part & 1 == 0]
        gains = cells[without | 1 << part] - cells[without]
        found.append(np.tensordot(share[sizes[without]], gains, axes=1))
    return np.array(found)


def _attribute(a: Parts, b: Parts, mixed: Array, score_a: Array, score_b: Array) -> Attribution:
    """Shares of the published changes.

    Published numbers are rounded, so that recomputed scores miss them by up to `TOLERANCE`. What
    they miss is spread evenly over the parts that matter to the region, else to its data.
    """
    matters = shapley(mixed) != 0
    matters[0] |= ~matters.any(axis=0)
    position = np.arange(len(mixed))[:, None] >> np.arange(len(PARTS)) & 1
    progress = position @ (matters / matters.sum(axis=0))
    missed_a, missed_b = score_a - mixed[0], score_b - mixed[-1]
    scores = mixed + missed_a + (missed_b - missed_a) * progress
    effects, changed = _effects(a, b)
    return Attribution(shapley(scores), shapley(_ranks(scores)), effects, changed)


def _ranks(scores: Array) -> Array:
    """Ranks as they are published: by the rounded score, equals sharing the better one."""
    return ranking.ranks(np.round(scores, DECIMALS)).astype(float)


def _effects(a: Parts, b: Parts) -> tuple[Array, Mask]:
    """About what each indicator's change of data did to the score (R, J), and where it changed.

    One indicator at a time: the mean of changing it first, in A, and last, on the way to B. Effects
    that act on each other are not shared out, so that they need not add up to the data part.
    """
    changed = (a.data != b.data) & ~(np.isnan(a.data) & np.isnan(b.data))
    effects = np.zeros(changed.shape)
    before, after = composite(a), composite(b)
    for j in np.flatnonzero(changed.any(axis=0)):
        first, last = a.data.copy(), b.data.copy()
        first[:, j], last[:, j] = b.data[:, j], a.data[:, j]
        steps = np.array(
            [composite(a._replace(data=first)) - before, after - composite(b._replace(data=last))]
        )
        known = ~np.isnan(steps)  # a step may lose the score for want of coverage
        total, count = np.where(known, steps, 0.0).sum(axis=0), known.sum(axis=0)
        effects[:, j] = np.divide(total, count, out=np.full(len(total), np.nan), where=count > 0)
    return np.where(changed, effects, 0.0), changed


def _row(
    r: int, found: Attribution, ranks: npt.NDArray[np.int64], indicators: pd.Index
) -> dict[str, object]:
    """What is found of one region."""
    scores, moves, effects = found.scores[:, r], found.ranks[:, r], found.effects[r]
    fall = ranks[1] - ranks[0]
    causes = _causes(moves * np.sign(fall) if fall else np.abs(scores))
    order = np.argsort(-np.abs(effects), kind="stable")  # NaN last
    own = [j for j in order if found.changed[r, j]][:SHOWN_INDICATORS]
    told = {j: "" if np.isnan(effects[j]) else f"{effects[j]:+.{DECIMALS}f}" for j in own}
    return {
        "rank_a": ranks[0],
        "rank_b": ranks[1],
        **{f"score_{part}": scores[p] for p, part in enumerate(PARTS)},
        **{f"rank_{part}": moves[p] for p, part in enumerate(PARTS)},
        "main_cause": SEPARATOR.join(causes) or "none",
        "indicators_changed": SEPARATOR.join(f"{indicators[j]}={told[j]}" for j in own),
    }


def _causes(driving: Array) -> list[str]:
    """The part that drives a change most; several if they do so equally, none without a change."""
    most = driving.max()
    near = (driving >= most - 10.0**-NOISE) & (most > 0)
    return [part for part, yes in zip(PARTS, near, strict=True) if yes]


def _frame(rows: dict[str, dict[str, object]], a: Run, b: Run) -> pd.DataFrame:
    """One row per region of either run, in the order of A."""
    found = []
    for code in dict.fromkeys([*a.scores.index, *b.scores.index]):
        row: dict[str, Any] = {"region_code": code, "year_a": a.year, "year_b": b.year}
        for side, run in (("a", a), ("b", b)):
            if code in run.scores.index:
                row["region_name"] = run.scores.region_name[code]
                row[f"score_{side}"] = run.scores.score[code]
                row[f"published_rank_{side}"] = run.scores["rank"][code]
        found.append(row | (rows[code] if code in rows else {"main_cause": _apart(row)}))
    table = pd.DataFrame(found, columns=COLUMNS)
    whole = [column for column in COLUMNS if column.endswith(("rank_a", "rank_b"))]
    return table.astype(dict.fromkeys(whole, "Int64")).fillna({"indicators_changed": ""})


def _apart(row: dict[str, Any]) -> str:
    """Why a region is not compared."""
    for side in ("a", "b"):
        if f"score_{side}" not in row:
            return f"absent_{side}"
        if pd.isna(row[f"score_{side}"]):
            return f"unscored_{side}"
    return "undefined"
