"""The best contiguous division of few regions, proven, for every number of zones."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.measure import Contestant, Results, Workload
from models import zoning

Array = NDArray[np.float64]

TITLE = "Exact zones: the best division into every number of contiguous zones, proven"
WORKLOADS: Mapping[str, Workload] = MappingProxyType(
    {
        "9 regions x 3 levels": Workload(9, 3),
        "13 regions x 3 levels": Workload(13, 3),
        "16 regions x 3 levels": Workload(16, 3),
    }
)
REFERENCE = "plain Python"
COLUMNS = 4


class Data(NamedTuple):
    """Levels (regions, indicators), and which regions touch."""

    features: Array
    adjacent: NDArray[np.bool_]


def make(workload: Workload, draws: int = 1) -> Data:
    """Random levels on a lattice of four columns, the last row perhaps shorter."""
    place = np.arange(workload.regions)
    rows, columns = place // COLUMNS, place % COLUMNS
    steps = abs(rows[:, None] - rows) + abs(columns[:, None] - columns)
    features = np.random.default_rng(16).normal(size=(workload.regions, workload.indicators))
    return Data(features, steps == 1)


def _project(data: Data) -> Results:
    ks = range(1, len(data.features) + 1)
    found = zoning.exact_divisions(data.features, data.adjacent, ks)
    return {
        "squares": np.array([one.sse for one in found]),
        "divisions": np.array([one.examined for one in found]),
    }


def _plain(data: Data) -> Results:
    """The same recursion over bitmasks, in loops; without labels and runners-up."""
    regions = len(data.features)
    near = [sum(1 << int(j) for j in np.flatnonzero(row)) for row in data.adjacent]
    spread = {
        mask: _spread(data.features, mask)
        for mask in range(1, 1 << regions)
        if _holds_together(mask, near)
    }
    inf = float("inf")
    best, ways = {0: [0.0] + [inf] * regions}, {0: [1] + [0] * regions}
    for subset in (*range(2, 1 << regions, 2), (1 << regions) - 1):
        first = subset & -subset
        others = part = subset ^ first
        least, count = [inf] * (regions + 1), [0] * (regions + 1)
        while True:  # every part of the subset that holds its first region
            zone = part | first
            if zone in spread:
                own, rest = spread[zone], subset ^ zone
                for k, cost in enumerate(best[rest][:-1], 1):
                    least[k] = min(least[k], own + cost)
                    count[k] += ways[rest][k - 1]
            if not part:
                break
            part = (part - 1) & others
        best[subset], ways[subset] = least, count
    return {"squares": np.array(best[subset][1:]), "divisions": np.array(ways[subset][1:])}


def _holds_together(mask: int, near: list[int]) -> bool:
    """Flood a subset from its first region."""
    reached, fresh = 0, mask & -mask
    while fresh:
        reached |= fresh
        around = 0
        for region, bits in enumerate(near):
            if fresh >> region & 1:
                around |= bits
        fresh = around & mask & ~reached
    return reached == mask


def _spread(features: Array, mask: int) -> float:
    """Sum of squares within a subset."""
    own = features[[region for region in range(len(features)) if mask >> region & 1]]
    return float(((own - own.mean(axis=0)) ** 2).sum())


CONTESTANTS: Mapping[str, Contestant] = MappingProxyType(
    {"plain Python": Contestant(_plain), "this project": Contestant(_project)}
)


def check(workload: Workload, results: Mapping[str, Results]) -> list[str]:
    """The same least sums of squares, and as many divisions."""
    expected = results[REFERENCE]
    for name, found in results.items():
        np.testing.assert_array_equal(found["divisions"], expected["divisions"], err_msg=name)
        np.testing.assert_allclose(found["squares"], expected["squares"], atol=1e-9, err_msg=name)
    number = int(expected["divisions"].sum())
    return [f"least sums of squares agree, of {number:,} contiguous divisions in all"]
