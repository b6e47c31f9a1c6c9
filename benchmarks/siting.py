"""Siting new places on a generated plane: how long the best choice takes, beside plain programs."""

# ruff: noqa: PLC0415 - SciPy's solver is imported where it runs

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from benchmarks.measure import Contestant, Results, Workload
from models import siting
from models.accessibility import Catchment, enhanced_gaussian
from models.siting_program import Limits

Array = NDArray[np.float64]

SIDE_KM = 300.0
REACH_KM = 40.0
NEW, STANDING = 20, 10
TITLE = f"Siting: {NEW} new sites beside {STANDING} standing ones on a plane of {SIDE_KM:g} km"
WORKLOADS: Mapping[str, Workload] = MappingProxyType(
    {
        "200 points x 40 sites": Workload(200, 40),
        "3,000 points x 300 sites": Workload(3000, 300),
    }
)
"""`regions` are demand points, `indicators` sites."""
REFERENCE = "textbook program, covering"


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


def _told(found: siting.Siting) -> Results:
    return {"value": np.array([found.value]), "gap": np.array([found.gap]), "new": found.new}


def _cover(data: Data) -> Results:
    reach = data.travel <= REACH_KM
    return _told(siting.cover_most(reach, data.demand, data.limits, data.standing))


def _median(data: Data) -> Results:
    return _told(siting.median(data.travel, data.demand, data.limits, data.standing))


def _equal(data: Data) -> Results:
    supply = np.ones(data.travel.shape[1])
    parts = enhanced_gaussian(data.travel, supply, data.demand, Catchment((REACH_KM,))).parts
    now = parts[:, data.standing].sum(axis=1)
    floor = float(data.demand @ now / data.demand.sum())
    return _told(siting.most_equal(parts, data.demand, floor, data.limits, data.standing))


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
    return {"value": np.array([-found.fun])}


CONTESTANTS: Mapping[str, Contestant] = MappingProxyType(
    {
        "textbook program, covering": Contestant(_textbook),
        "this project, covering": Contestant(_cover),
        "this project, p-median": Contestant(_median),
        "this project, most equal": Contestant(_equal),
    }
)
"""The textbook program of the p-median is left out: 900,000 variables take minutes."""


def check(workload: Workload, results: Mapping[str, Results]) -> list[str]:
    """Both coverings reach the same demand; what is left unproven is told."""
    theirs = float(results["textbook program, covering"]["value"][0])
    ours = float(results["this project, covering"]["value"][0])
    if abs(ours - theirs) > 1e-4 * theirs:  # HiGHS stops at that gap by itself
        raise AssertionError(f"coverings differ: {ours} and {theirs}")
    claims = [f"covering: {ours:,.0f} of {make(workload).demand.sum():,.0f} within reach, by both"]
    for name, found in results.items():
        if "gap" in found:
            gap = float(found["gap"][0])
            claims.append(f"{name}: {'proven best' if not gap else f'at most {gap:.3%} from best'}")
    return claims
