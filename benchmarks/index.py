"""The full index: min-max over all years, entropy and CRITIC weights, an index from each."""

# ruff: noqa: PLC0415 - peers are imported where they run, so that nobody else carries their memory

from collections.abc import Mapping
from itertools import pairwise
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from benchmarks.measure import Contestant, Results, Workload
from models import aggregate, normalise, ranking, weights

Array = NDArray[np.float64]

TITLE = "Index: min-max over all years, entropy and CRITIC weights, a 3-pillar index from each"
WORKLOADS: Mapping[str, Workload] = MappingProxyType(
    {
        "100 regions x 13 indicators x 3 years": Workload(100, 13, years=3),
        "2,900 regions x 60 indicators x 15 years": Workload(2900, 60, years=15),
    }
)
REFERENCE = "NumPy"
PILLARS = 3
TOLERANCE = 1e-9


def make(workload: Workload, draws: int = 1) -> Array:
    """Skewed indicators that grow over the years, (years, regions, indicators), all above zero."""
    rng = np.random.default_rng(20260)
    shape = (workload.years, workload.regions, workload.indicators)
    common = rng.normal(size=(1, workload.regions, 1))  # large regions are large in everything
    growth = 0.05 * np.arange(workload.years)[:, None, None]
    return np.asarray(np.exp(0.6 * common + growth + 0.5 * rng.normal(size=shape)))


def pillars(indicators: int) -> list[slice]:
    """Indicators of each pillar: neighbours, as equally many as can be."""
    bounds = [p * indicators // PILLARS for p in range(PILLARS + 1)]
    return [slice(start, stop) for start, stop in pairwise(bounds)]


def _project(panel: Array) -> Results:
    scores = normalise.minmax(panel)
    pooled = scores.reshape(-1, scores.shape[-1])
    found: dict[str, Array] = {}
    for name in ("entropy", "critic"):
        spread = weights.METHODS[name](pooled)
        levels = [
            aggregate.arithmetic(scores[..., part], spread[part] / spread[part].sum())
            for part in pillars(len(spread))
        ]
        found[name] = spread
        found[f"{name} index"] = aggregate.arithmetic(
            np.stack(levels, axis=-1), weights.equal(np.ones((1, PILLARS)))
        )
    return found


def entropy_plainly(scores: Array) -> Array:
    """Hwang & Yoon (1981), on (regions, indicators)."""
    shares = scores / scores.sum(axis=0)
    logs = np.log(np.where(shares > 0, shares, 1.0))
    divergence = 1 + (shares * logs).sum(axis=0) / np.log(len(scores))
    return np.asarray(divergence / divergence.sum())


def critic_plainly(scores: Array) -> Array:
    """Diakoulaki, Mavrotas & Papayannakis (1995), on (regions, indicators)."""
    amounts = scores.std(axis=0) * (1 - np.corrcoef(scores, rowvar=False)).sum(axis=0)
    return np.asarray(amounts / amounts.sum())


def _numpy(panel: Array) -> Results:
    pooled = panel.reshape(-1, panel.shape[-1])
    low, high = pooled.min(axis=0), pooled.max(axis=0)
    scores = (pooled - low) / (high - low)
    found: dict[str, Array] = {}
    for name, spread in (("entropy", entropy_plainly(scores)), ("critic", critic_plainly(scores))):
        levels = [
            scores[:, part] @ (spread[part] / spread[part].sum()) for part in pillars(len(spread))
        ]
        found[name] = spread
        found[f"{name} index"] = (sum(levels) / PILLARS).reshape(panel.shape[:-1])
    return found


def _scikit_criteria(panel: Array) -> Results:
    from skcriteria import mkdm
    from skcriteria.agg.simple import WeightedSumModel
    from skcriteria.preprocessing.scalers import MinMaxScaler
    from skcriteria.preprocessing.weighters import CRITIC, EntropyWeighter

    def weighted_sum(matrix: Array, spread: Array) -> Array:
        problem = mkdm(matrix, [max] * matrix.shape[1], weights=spread)
        return np.asarray(WeightedSumModel().evaluate(problem).e_.score)

    pooled = panel.reshape(-1, panel.shape[-1])
    scaled = MinMaxScaler(target="matrix").transform(mkdm(pooled, [max] * pooled.shape[1]))
    scores, found = scaled.matrix.to_numpy(), {}
    for name, weighter in (("entropy", EntropyWeighter()), ("critic", CRITIC(scale=False))):
        found[name] = spread = weighter.transform(scaled).weights.to_numpy()
        levels = [
            weighted_sum(scores[:, part], spread[part] / spread[part].sum())
            for part in pillars(len(spread))
        ]
        index = weighted_sum(np.stack(levels, axis=-1), np.full(PILLARS, 1 / PILLARS))
        found[f"{name} index"] = index.reshape(panel.shape[:-1])
    return found


def _pymcdm(panel: Array) -> Results:
    from pymcdm.helpers import normalize_matrix
    from pymcdm.methods import WSM
    from pymcdm.normalizations import minmax_normalization
    from pymcdm.weights import critic_weights, entropy_weights

    def weighted_sum(matrix: Array, spread: Array) -> Array:
        as_it_is = WSM(lambda column, cost: column)
        return np.asarray(as_it_is(matrix, spread, np.ones(len(spread)), validation=False))

    pooled = panel.reshape(-1, panel.shape[-1])
    scores, found = normalize_matrix(pooled, minmax_normalization, None), {}
    # its entropy takes no zeros, so it gets the raw values; its CRITIC scales by itself
    for name, weigh in (("entropy of raw values", entropy_weights), ("critic", critic_weights)):
        found[name] = spread = weigh(pooled)
        levels = [
            weighted_sum(scores[:, part], spread[part] / spread[part].sum())
            for part in pillars(len(spread))
        ]
        index = weighted_sum(np.stack(levels, axis=-1), np.full(PILLARS, 1 / PILLARS))
        found[f"{name} index"] = index.reshape(panel.shape[:-1])
    return found


CONTESTANTS: Mapping[str, Contestant] = MappingProxyType(
    {
        "NumPy": Contestant(_numpy),
        "this project": Contestant(_project),
        "scikit-criteria": Contestant(_scikit_criteria),
        "pymcdm": Contestant(_pymcdm),
    }
)


def check(workload: Workload, results: Mapping[str, Results]) -> list[str]:
    """Everybody's weights and indices are those of the reference, and rank regions alike."""
    panel = make(workload)
    expected = dict(results[REFERENCE])
    expected["entropy of raw values"] = entropy_plainly(panel.reshape(-1, panel.shape[-1]))
    for name, found in results.items():
        for key in set(found) & set(expected):
            np.testing.assert_allclose(
                found[key], expected[key], rtol=0, atol=TOLERANCE, err_msg=f"{name}: {key}"
            )
            if key.endswith("index"):
                ours, theirs = ranking.ranks(found[key]), ranking.ranks(expected[key])
                np.testing.assert_array_equal(ours, theirs, err_msg=f"{name}: ranks by {key}")
    return [
        f"weights and indices of all agree to {TOLERANCE:g}, and rank regions alike in every year",
        "pymcdm refuses zeros, so its entropy weights are of raw values, and checked against those",
    ]
