"""Location quotients, smoothed for small counts, of every county, industry and year."""

# ruff: noqa: PLC0415 - pandas is imported where it runs, so that nobody else carries its memory

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from benchmarks.measure import Contestant, Results, Workload
from models import specialisation

Counts = NDArray[np.int64]

TITLE = "Specialisation: smoothed location quotients (RTA) of regions, industries and years"
WORKLOADS: Mapping[str, Workload] = MappingProxyType(
    {
        "300 regions x 20 industries x 5 years": Workload(300, 20, years=5),
        "2,900 regions x 100 industries x 25 years": Workload(2900, 100, years=25),
    }
)
REFERENCE = "plain NumPy"
PRIOR = 20.0


@cache
def make(workload: Workload, draws: int = 1) -> Counts:
    """Patents (years, regions, industries), many of the cells empty."""
    rng = np.random.default_rng(2900)
    size = workload.years, workload.regions, workload.indicators
    return rng.poisson(rng.lognormal(0, 2, size=size[1:]) * 0.5, size=size)


def _numpy(counts: Counts) -> Results:
    shares = counts.sum(axis=1) / counts.sum(axis=(1, 2))[:, None]
    shares = shares[:, None, :]
    smoothed = (counts + PRIOR * shares) / (counts.sum(axis=2, keepdims=True) + PRIOR)
    return {"quotients": smoothed / shares}


def _project(counts: Counts) -> Results:
    return {"quotients": specialisation.location_quotient(counts, prior=PRIOR)}


def _pandas(counts: Counts) -> Results:
    """The same from a long table, as it leaves a warehouse."""
    import pandas as pd

    year, region, industry = np.indices(counts.shape).reshape(3, -1)
    table = pd.DataFrame(
        {"year": year, "region": region, "industry": industry, "n": counts.ravel()}
    )
    of_region = table.groupby(["year", "region"])["n"].transform("sum")
    of_industry = table.groupby(["year", "industry"])["n"].transform("sum")
    shares = of_industry / table.groupby("year")["n"].transform("sum")
    found = (table["n"] + PRIOR * shares) / (of_region + PRIOR) / shares
    return {"quotients": found.to_numpy().reshape(counts.shape)}


CONTESTANTS: Mapping[str, Contestant] = MappingProxyType(
    {
        "plain NumPy": Contestant(_numpy),
        "this project": Contestant(_project),
        "pandas": Contestant(_pandas),
    }
)


def check(workload: Workload, results: Mapping[str, Results]) -> list[str]:
    """Everybody finds the same quotients, to rounding."""
    expected = results[REFERENCE]["quotients"]
    for name, found in results.items():
        np.testing.assert_allclose(found["quotients"], expected, rtol=1e-12, err_msg=name)
    return [f"all find the same {expected.size:,} quotients to 1e-12"]
