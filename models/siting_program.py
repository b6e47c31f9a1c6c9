"""The one integer program behind the covering models of siting, solved by HiGHS."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Sparse = Any  # scipy.sparse.csr_array; SciPy is imported where it is used

LARGEST = 1e3
"""HiGHS ends at an absolute gap of 1e-6 and lets rows fail by 1e-6: prices and costs are scaled to
this largest number first, so that both are some 1e-9 of what matters."""

TIE = 1e-9
"""Solutions whose prices differ by less than this share are equally good: rounding does as much."""

MOST_TIED = 20_000
"""Entries of a program up to which equally good solutions are told apart, in a second run."""

INFEASIBLE, OPTIMAL = 2, 0
"""What SciPy calls these ends."""


@dataclass(frozen=True, eq=False)
class Limits:
    """What may be opened: the sum of each row of ``costs`` over the new sites is limited."""

    costs: Array
    """(limits, sites) such as money, or ones for a number of sites; not negative."""

    most: Array
    """(limits,)"""

    def allow(self, new: Mask) -> bool:
        """Tell whether new sites (sites,) stay within every limit."""
        spent = self.costs @ new.astype(np.float64)
        return bool(np.all(spent <= self.most * (1 + TIE)))

    def among(self, sites: Mask) -> "Limits":
        """Tell the same limits for some of the sites (sites,) only."""
        return Limits(self.costs[:, sites], self.most)


@dataclass(frozen=True, eq=False)
class Program:
    """Open sites so that the price of opening and of what is left wanting is least.

    ``min opening @ x + prices @ max(0, wanted - gains @ x)`` over ``x`` of zeros and ones within
    the limits. Covering all, covering most and the most equal siting differ in these numbers only.
    """

    gains: Sparse
    """(rows, sites) what each site adds to what each row wants; not negative."""

    wanted: Array
    """(rows,) above 0."""

    prices: Array
    """(rows,) of a unit that is wanting; **infinite where nothing may be wanting**."""

    opening: Array
    """(sites,) price of opening; not negative."""

    limits: Limits

    def price(self, new: Mask) -> float:
        """Price of a solution; infinite where a row wants what it must have."""
        wanting = np.maximum(self.wanted - self.gains @ new.astype(np.float64), 0.0)
        wanting[wanting < TIE * self.wanted] = 0.0
        short = wanting > 0
        return float(self.opening[new].sum() + (self.prices[short] * wanting[short]).sum())


@dataclass(frozen=True, eq=False)
class Solution:
    """Sites to open, and what is proven about them."""

    new: Mask
    """(sites,)"""

    price: float
    """Of these sites."""

    bound: float
    """No solution has a lower price."""

    proven: bool
    """No solution is better by more than rounding."""


def entries(values: Array) -> Sparse:
    """Matrix of the entries other than 0."""
    from scipy import sparse  # noqa: PLC0415  slow import, few callers

    return sparse.csr_array(values)


def solve(program: Program, start: Mask, nodes: int) -> Solution:
    """Find the best sites, or good ones with a bound.

    Parameters
    ----------
    program : Program
        Prices may be of any size.
    start : (sites,)
        A solution within the limits; it is returned if no better one is found.
    nodes : int
        Most nodes of the search tree. A count, not a time: runs repeat.

    Returns
    -------
    Solution
        If proven and the program is small, of equally good ones that whose places 1, 2, 3 ... add
        up to least. What is still tied is decided by HiGHS: always alike for the same numbers and
        version.

    Raises
    ------
    ValueError
        If nothing satisfies the rows that must be, within the limits.
    """
    found = _highs(program, nodes)
    if found.status == INFEASIBLE:
        raise ValueError("no sites satisfy all that is asked for within the limits")
    best, price = start, program.price(start)
    if found.x is not None:
        candidate = found.x[: len(start)] > 0.5
        if program.limits.allow(candidate) and program.price(candidate) <= price:
            best, price = candidate, program.price(candidate)
    scale = _scale(program)
    bound = 0.0 if found.mip_dual_bound is None else max(found.mip_dual_bound / scale, 0.0)
    proven = found.status == OPTIMAL and price <= bound + _slack(price, scale)
    if proven and program.gains.nnz <= MOST_TIED:
        best, price = _first_of_equals(program, best, price, nodes)
    return Solution(best, price, min(bound, price), proven)


def _first_of_equals(program: Program, best: Mask, price: float, nodes: int) -> tuple[Mask, float]:
    """Sites that are as good, their places adding up to least; with their price."""
    limit = price + _slack(price, _scale(program))
    found = _highs(program, nodes, limit)
    if found.status != OPTIMAL:
        return best, price
    candidate = found.x[: len(best)] > 0.5
    again = program.price(candidate)
    return (
        (candidate, again) if program.limits.allow(candidate) and again <= limit else (best, price)
    )


def _scale(program: Program) -> float:
    """What prices are multiplied by for HiGHS."""
    soft = program.prices[np.isfinite(program.prices)]
    largest = max(program.opening.max(initial=0.0), soft.max(initial=0.0))
    return LARGEST / largest if largest > 0 else 1.0


def _slack(price: float, scale: float) -> float:
    """Difference of prices that means nothing: rounding of the price or the gap of HiGHS."""
    return TIE * abs(price) + 2e-6 / scale


def _highs(program: Program, nodes: int, limit: float | None = None) -> Any:
    """What HiGHS answers; with a ``limit`` on the price, the places of the sites are minimised."""
    from scipy import optimize, sparse  # noqa: PLC0415  slow imports, few callers

    rows, sites = program.gains.shape
    soft = np.flatnonzero(np.isfinite(program.prices))
    short = sparse.csr_array(
        (np.ones(len(soft)), (soft, np.arange(len(soft)))), shape=(rows, len(soft))
    )
    # what a row gets beyond its want is worth nothing: cutting it off makes the relaxation tighter
    gains = program.gains.minimum(_spread(program.gains, program.wanted))
    scale = _scale(program)
    price = np.r_[program.opening, program.prices[soft]] * scale
    constraints = [optimize.LinearConstraint(sparse.hstack([gains, short]), program.wanted, np.inf)]
    for costs, most in zip(program.limits.costs, program.limits.most, strict=True):
        unit = LARGEST / max(costs.max(initial=0.0), TIE)
        spent = sparse.csr_array(np.r_[costs * unit, np.zeros(len(soft))][None])
        constraints.append(optimize.LinearConstraint(spent, -np.inf, most * unit))
    objective = price
    if limit is not None:
        constraints.append(
            optimize.LinearConstraint(sparse.csr_array(price[None]), -np.inf, limit * scale)
        )
        objective = np.r_[np.arange(1.0, sites + 1), np.zeros(len(soft))]
    with _silent():
        return optimize.milp(
            objective,
            integrality=np.r_[np.ones(sites), np.zeros(len(soft))],
            bounds=optimize.Bounds(0.0, np.r_[np.ones(sites), np.full(len(soft), np.inf)]),
            constraints=constraints,
            options={"mip_rel_gap": 0.0, "node_limit": nodes},
        )


@contextmanager
def _silent() -> Iterator[None]:
    """Keep from standard output what HiGHS prints there past Python, whatever it is told.

    Others read that output as JSON lines.
    """
    kept = os.dup(1)
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123  a device, not a path of ours
        os.dup2(nowhere.fileno(), 1)
        try:
            yield
        finally:
            os.dup2(kept, 1)
            os.close(kept)


def _spread(gains: Sparse, wanted: Array) -> Sparse:
    """What each row wants, at the places where a site adds to it."""
    spread = gains.copy()
    spread.data = np.repeat(wanted, np.diff(gains.indptr))
    return spread
