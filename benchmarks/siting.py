"""Maximal covering on a generated plane: how long the best choice takes, beside a plain program."""

# ruff: noqa: PLC0415 - SciPy's solver is imported where it runs

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from benchmarks.measure import Contestant, Results, Workload
from models import siting
from models.siting_program import Limits

Array = NDArray[np.float64]

SIDE_KM = 300.0
REACH_KM = 40.0
NEW, STANDING = 20, 10
TITLE = (
    f"Siting: most demand within {REACH_KM:g} km of {NEW} new sites and {STANDING} standing ones"
)
WORKLOADS: Mapping[str, Workload] = MappingProxyType(
    {
        "200 points x 40 sites": Workload(200, 40),
        "3,000 points x 300 sites": Workload(3000, 300),
    }
)
"""`regions` are demand points, `indicators` sites."""
REFERENCE = "textbook program"


@dataclass(frozen=True, eq=False)
class Data:
    """Where everybody is."""

    travel: Array
    demand: Array
    standing: NDArray[np.bool_]
    limits: Limits


@cache
def make(workload: Workload, draws: int = 1) -> Data:
    """Points and sites at random places; demand of 1 to 99."""
    rng = np.random.default_rng(300)
    points = SIDE_KM * rng.random((workload.regions, 2))
    sites = SIDE_KM * rng.random((workload.indicators, 2))
    travel = np.hypot(*(points[:, None] - sites).transpose(2, 0, 1))
    demand = rng.integers(1, 100, workload.regions).astype(float)
    limits = siting.limits(np.ones(workload.indicators), number=NEW)
    return Data(travel, demand, np.arange(workload.indicators) < STANDING, limits)


def _cover(data: Data) -> Results:
    reach = data.travel <= REACH_KM
    return {"new": siting.cover_most(reach, data.demand, data.limits, data.standing).new}


def _textbook(data: Data) -> Results:
    """Church & ReVelle's program as it is printed: a variable for every point, whoever stands."""
    from scipy import optimize, sparse

    points, sites = data.travel.shape
    reach = sparse.csr_array((data.travel <= REACH_KM).astype(float))
    served = optimize.LinearConstraint(sparse.hstack([reach, -sparse.eye_array(points)]), 0, np.inf)
    number = np.r_[np.ones(sites), np.zeros(points)][None]
    limit = optimize.LinearConstraint(number, -np.inf, NEW + STANDING)
    found = optimize.milp(
        np.r_[np.zeros(sites), -data.demand],
        integrality=np.ones(sites + points),
        bounds=optimize.Bounds(np.r_[data.standing.astype(float), np.zeros(points)], 1.0),
        constraints=[served, limit],
    )
    return {"new": (found.x[:sites] > 0.5) & ~data.standing}


CONTESTANTS: Mapping[str, Contestant] = MappingProxyType(
    {
        "textbook program": Contestant(_textbook),
        "this project": Contestant(_cover),
    }
)
"""The textbook's stops within 1e-4 of the best by itself; ours goes on to the best."""


def check(workload: Workload, results: Mapping[str, Results]) -> list[str]:
    """Everybody keeps to the number of sites, and none reaches less than the textbook program."""
    data = make(workload)
    reach = data.travel <= REACH_KM
    served = {}
    for name, found in results.items():
        new = found["new"]
        if (new & data.standing).any() or not data.limits.allow(new):
            raise AssertionError(f"{name}: sites that stand already, or too many")
        served[name] = float(data.demand[reach[:, new | data.standing].any(axis=1)].sum())
    for name, demand in served.items():
        if demand < served[REFERENCE] * (1 - 1e-9):
            raise AssertionError(f"{name}: reaches {demand:,.0f}, less than {REFERENCE}")
    of = f"of {data.demand.sum():,.0f} within reach"
    return [f"{name}: {demand:,.0f} {of}" for name, demand in served.items()]
