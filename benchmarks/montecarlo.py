"""Monte-Carlo: ranks of the composite under thousands of weights, normalisations and means."""

# ruff: noqa: PLC0415 - peers are imported where they run, so that nobody else carries their memory

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.index import PILLARS, pillars
from benchmarks.measure import Contestant, Results, Workload
from models import normalise, ranking, sampling, uncertainty

Array = NDArray[np.float64]

TITLE = "Monte-Carlo: weights of indicators and pillars, 2 normalisations, 2 means; ranks"
WORKLOADS: Mapping[str, Workload] = MappingProxyType(
    {
        "30 regions x 13 indicators, 300 draws": Workload(30, 13, draws=300),
        "100 regions x 40 indicators, 10,000 draws": Workload(100, 40, draws=10_000),
        "2,900 regions x 60 indicators, 10,000 draws": Workload(2900, 60, draws=10_000),
    }
)
REFERENCE = "NumPy float32"

SHARE = 0.25
"""Weights move by up to a quarter of themselves, as in the audits of the JRC."""

FLOOR = 0.01
"""Least score, so that a geometric mean is not zero for one indicator: as `normalise.goalpost`."""

BLOCK = 256
"""Draws of the reference at a time: scores and order of a block stay within a core's cache."""

ROUNDING = 2e-6
"""Scores, or their logarithms of up to 4.6, that 32-bit floats may not tell apart."""


class Data(NamedTuple):
    """Values above zero, and uniform points that everybody turns into the same draws."""

    values: Array
    """(regions, indicators)"""
    points: Array
    """(draws, 2 + pillars + indicators): normalisation, mean, weights of pillars, of indicators."""


def make(workload: Workload, draws: int | None = None) -> Data:
    """Skewed values and the first so many draws."""
    rng = np.random.default_rng(20261)
    values = np.exp(0.5 * rng.normal(size=(workload.regions, workload.indicators)))
    points = rng.random((workload.draws, 2 + PILLARS + workload.indicators))
    return Data(values, points[:draws])


def _project(data: Data, dtype: type[np.float64] | type[np.float32]) -> Results:
    members = [np.arange(data.values.shape[1])[part] for part in pillars(data.values.shape[1])]
    scores = [normalise.METHODS[name](data.values) for name in ("minmax", "zscore")]
    model = uncertainty.Model(
        variants=np.maximum(np.stack(scores)[:, None], FLOOR),
        members=tuple(members),
        system_weights=np.full(PILLARS, 1 / PILLARS),
        means=(("arithmetic", "arithmetic"), ("geometric", "geometric")),
        forms=(),
        min_coverage=1.0,
        dtype=dtype,
    )
    found = np.empty((len(data.points), len(data.values)), dtype=np.int32)
    for start, stop in uncertainty.blocks(len(found), len(data.values)):
        drawn = uncertainty.draw(model, _choices(model, data.points[start:stop]))
        found[start:stop] = ranking.ranks(drawn.composite[0])
    return {"ranks": found}


def _choices(model: uncertainty.Model, points: Array) -> uncertainty.Choices:
    spread = np.empty((len(points), points.shape[1] - 2 - PILLARS))
    for members in model.members:
        equal = np.full(len(members), 1 / len(members))
        spread[:, members] = sampling.perturbed_weights(
            points[:, 2 + PILLARS + members], equal, SHARE
        )
    return uncertainty.Choices(
        variant=sampling.choose(points[:, 0], len(model.variants)),
        mean=sampling.choose(points[:, 1], len(model.means)),
        form=np.zeros(len(points), dtype=np.int_),
        weights=spread,
        systems=sampling.perturbed_weights(points[:, 2 : 2 + PILLARS], model.system_weights, SHARE),
    )


def weights_plainly(points: Array) -> Array:
    """Product of the perturbed weights of pillar and indicator, (draws, indicators)."""
    moved = 1 + SHARE * (2 * points[:, 2:] - 1)
    spread = moved[:, PILLARS:]
    for p, part in enumerate(pillars(spread.shape[1])):
        spread[:, part] *= (moved[:, p] / spread[:, part].sum(axis=1))[:, None]
    return np.asarray(spread / moved[:, :PILLARS].sum(axis=1)[:, None])


def scores_plainly(values: Array) -> list[Array]:
    """Min-max and z-scores (3 standard deviations either side), (regions, indicators)."""
    low, high = values.min(axis=0), values.max(axis=0)
    centred = (values - values.mean(axis=0)) / values.std(axis=0, ddof=1)
    levels = [(values - low) / (high - low), np.clip(0.5 + centred / 6, 0, 1)]
    return [np.maximum(level, FLOOR) for level in levels]


def sums_plainly(
    data: Data, dtype: type[np.floating[Any]]
) -> Iterator[tuple[NDArray[np.int_], NDArray[Any]]]:
    """Draws, and what orders their regions: sums of w s, or of w log s as exp keeps the order."""
    spread = weights_plainly(data.points).astype(dtype)
    means = (data.points[:, 1] * 2).astype(int)
    pairs = (data.points[:, 0] * 2).astype(int) * 2 + means
    for pair in range(4):
        scores = scores_plainly(data.values)[pair // 2]
        columns = np.ascontiguousarray((np.log(scores) if pair % 2 else scores).T.astype(dtype))
        chosen = np.flatnonzero(pairs == pair)
        for start in range(0, len(chosen), BLOCK):
            at = chosen[start : start + BLOCK]
            yield at, spread[at] @ columns


def _numpy(data: Data, dtype: type[np.floating[Any]]) -> Results:
    found = np.empty((len(data.points), len(data.values)), dtype=np.int32)
    places = np.arange(1, len(data.values) + 1, dtype=np.int32)[None]
    for at, sums in sums_plainly(data, dtype):
        ranks = np.empty(sums.shape, dtype=np.int32)
        np.put_along_axis(ranks, np.argsort(-sums, axis=1), places, axis=1)
        found[at] = ranks
    return {"ranks": found}


def _loop(data: Data, rank: Callable[[Array, Array, int], NDArray[Any]]) -> Results:
    """One decision problem after another; normalised scores and weights are handed over."""
    spread, scores = weights_plainly(data.points), scores_plainly(data.values)
    options = (data.points[:, :2] * 2).astype(int)
    ranks = [rank(scores[v], w, m) for (v, m), w in zip(options, spread, strict=True)]
    return {"ranks": np.array(ranks)}


def _scikit_criteria(data: Data) -> Results:
    from skcriteria import mkdm
    from skcriteria.agg.simple import WeightedProductModel, WeightedSumModel

    models, objectives = (WeightedSumModel(), WeightedProductModel()), [max] * data.values.shape[1]

    def rank(scores: Array, spread: Array, mean: int) -> NDArray[Any]:
        problem = mkdm(scores, objectives, weights=spread)
        return np.asarray(models[mean].evaluate(problem).rank_)

    return _loop(data, rank)


def _pymcdm(data: Data) -> Results:
    from pymcdm.methods import WPM, WSM

    models = [kind(lambda column, cost: column) for kind in (WSM, WPM)]
    types = np.ones(data.values.shape[1])

    def rank(scores: Array, spread: Array, mean: int) -> NDArray[Any]:
        preferences = models[mean](scores, spread, types, validation=False)
        return np.asarray(models[mean].rank(preferences))

    return _loop(data, rank)


CONTESTANTS: Mapping[str, Contestant] = MappingProxyType(
    {
        "NumPy float32": Contestant(partial(_numpy, dtype=np.float32)),
        "NumPy float64": Contestant(partial(_numpy, dtype=np.float64)),
        "this project, float32": Contestant(partial(_project, dtype=np.float32)),
        "this project, float64": Contestant(partial(_project, dtype=np.float64)),
        "pymcdm, loop": Contestant(_pymcdm, draws=50),
        "scikit-criteria, loop": Contestant(_scikit_criteria, draws=20),
    }
)


def check(workload: Workload, results: Mapping[str, Results]) -> list[str]:
    """Same ranks in double precision; in single precision, but for scores that it cannot tell."""
    exact = results["NumPy float64"]["ranks"]
    claims = [f"ranks in double precision are the same, {exact.size:,} of {exact.size:,}"]
    for name, found in results.items():
        ranks = found["ranks"]
        if name.endswith("float32"):
            _check_single(name, make(workload), ranks)
            most = np.abs(ranks - exact).max()
            claims.append(
                f"{name}: {np.mean(ranks != exact):.3%} of ranks differ, by {most} at most, "
                f"only between scores less than {2 * ROUNDING:g} apart"
            )
        else:
            np.testing.assert_array_equal(ranks, exact[: len(ranks)], err_msg=name)
    return claims


def _check_single(name: str, data: Data, ranks: NDArray[np.int32]) -> None:
    """No region passes another whose score lies more than twice the rounding away."""
    for at, sums in sums_plainly(data, np.float64):
        for score, rank in zip(sums, ranks[at], strict=True):
            ordered = np.sort(score)
            best = len(score) - np.searchsorted(ordered, score + 2 * ROUNDING, side="right") + 1
            worst = len(score) - np.searchsorted(ordered, score - 2 * ROUNDING, side="left")
            if not np.all((best <= rank) & (rank <= worst)):
                raise AssertionError(f"{name}: a rank is not explained by single precision")
