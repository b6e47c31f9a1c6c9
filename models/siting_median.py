"""The p-median: a heuristic that adds and swaps sites, and a Lagrangian bound on what is best."""

import numpy as np
from numpy.typing import NDArray

from models.siting_program import TIE, Array, Limits, Mask, Solution

Indices = NDArray[np.int_]

FIRST_STEP, PATIENCE, LAST_STEP, MOST_STEPS = 1.5, 15, 1e-4, 800
"""Of the subgradient method: the first share of the gap to go, after how many steps without a
better bound it is halved, and the share and number of steps at which there is no more to win."""

KEPT = 0.7
"""Each direction keeps so much of the last one, which spares steps to and fro."""

EVERY = 10
"""Steps after which the relaxed choice is made a solution and improved."""


def solve_median(prices: Array, standing: Mask, limits: Limits, start: Mask) -> Solution:
    """Open sites so that the prices of reaching the nearest one add up to least.

    Parameters
    ----------
    prices : (rows, sites)
        Demand times travel, not negative; infinite where there is no way.
    standing : (sites,)
        Sites that stand already; they count in no limit.
    limits : Limits
        On the new sites.
    start : (sites,)
        New sites within the limits with which, beside the standing ones, every row has a way.

    Returns
    -------
    Solution
        The best solution found and the Lagrangian bound; proven where the two meet.

    Notes
    -----
    Lagrangian relaxation of the assignment with subgradient steps: Cornuejols, Fisher & Nemhauser
    (1977), Management Science 23(8), 789-810. Good solutions by adding and swapping sites: Teitz &
    Bart (1968), Operations Research 16(5), 955-961. With several limits each alone gives a bound,
    and the highest counts.
    """
    best = _interchanged(prices, standing, limits, start | standing)
    price, bound = _total(prices, best), 0.0
    first, second = _two_nearest(prices[:, best])
    worth = np.where(np.isfinite(second), (first + second) / 2, first)
    step, waited, direction = FIRST_STEP, 0, np.zeros(len(worth))
    for turn in range(MOST_STEPS):
        found, supplied, chosen = _relaxed(prices, standing, limits, worth)
        waited += 1
        if found > bound:
            waited = 0 if found > bound + 1e-5 * price else waited
            bound = found
        if turn % EVERY == 0 and np.isfinite(_total(prices, chosen)):
            improved = _interchanged(prices, standing, limits, chosen)
            if _total(prices, improved) < price:
                best, price = improved, _total(prices, improved)
        if waited >= PATIENCE:
            step, waited = step / 2, 0
        direction = 1.0 - supplied + KEPT * direction
        length = float(direction @ direction)
        if step < LAST_STEP or length == 0 or price - bound <= TIE * price:
            break
        worth = worth + step * (price - found) / length * direction
    proven = price - bound <= TIE * price
    return Solution(best & ~standing, price, min(bound, price), proven)


def _relaxed(
    prices: Array, standing: Mask, limits: Limits, worth: Array
) -> tuple[float, Array, Mask]:
    """Bound of the relaxation; how often each row is supplied; the sites taken whole."""
    saved = np.minimum(prices - worth[:, None], 0.0)
    saving = saved.sum(axis=0)
    shares = [
        _knapsack(saving, costs, standing, most)
        for costs, most in zip(limits.costs, limits.most, strict=True)
    ]
    # each limit alone allows more than all together: the least saving is the tightest bound
    share = max(shares, key=lambda one: float(saving @ one))
    taken = np.flatnonzero(share > 0)
    supplied = (saved[:, taken] < 0) @ share[taken]
    whole = (share == 1.0) | standing
    if not limits.allow(whole & ~standing):
        whole = standing.copy()
    return float(worth.sum() + saving @ share), np.asarray(supplied), whole


def _knapsack(saving: Array, costs: Array, standing: Mask, most: float) -> Array:
    """Share of each site in the relaxed choice under one limit."""
    share = standing.astype(np.float64)
    free = ~standing & (saving < 0) & (costs <= most * TIE)
    share[free] = 1.0
    wanted = np.flatnonzero(~standing & (saving < 0) & ~free)
    order = np.argsort(saving[wanted] / costs[wanted], kind="stable")
    wanted = wanted[order]
    spent = np.cumsum(costs[wanted])
    whole = int(np.searchsorted(spent, most * (1 + TIE), side="right"))
    share[wanted[:whole]] = 1.0
    if whole < len(wanted):
        left = most - (spent[whole - 1] if whole else 0.0)
        share[wanted[whole]] = max(left, 0.0) / costs[wanted[whole]]
    return share


def _total(prices: Array, chosen: Mask) -> float:
    """Prices of reaching the nearest of the chosen sites; infinite where a row reaches none."""
    return float(prices[:, chosen].min(axis=1, initial=np.inf).sum())


def _two_nearest(prices: Array) -> tuple[Array, Array]:
    """Lowest and second lowest price of each row; infinite where there is none."""
    padded = np.column_stack([prices, np.full((len(prices), 2), np.inf)])
    lowest = np.partition(padded, 1, axis=1)
    return lowest[:, 0], lowest[:, 1]


def _interchanged(prices: Array, standing: Mask, limits: Limits, chosen: Mask) -> Mask:
    """Sites after the best additions and swaps that the limits allow, until none helps.

    `chosen` gives every row a way, so that no price is infinite before a swap.
    """
    chosen = chosen.copy()
    while True:
        inside, outside = np.flatnonzero(chosen), np.flatnonzero(~chosen)
        if not len(outside):
            return chosen
        change = _changes(prices, inside, outside)
        spent = limits.costs @ (chosen & ~standing).astype(np.float64)
        freed = np.concatenate([limits.costs[:, inside], np.zeros((len(spent), 1))], axis=1)
        after = spent[:, None, None] + limits.costs[:, None, outside] - freed[:, :, None]
        allowed = np.all(after <= limits.most[:, None, None] * (1 + TIE), axis=0)
        allowed[:-1] &= ~standing[inside][:, None]
        change[~allowed] = np.inf
        out, into = np.unravel_index(int(change.argmin()), change.shape)
        if not change[out, into] < -TIE * _total(prices, chosen):
            return chosen
        if out < len(inside):
            chosen[inside[out]] = False
        chosen[outside[into]] = True


def _changes(prices: Array, inside: Indices, outside: Indices) -> Array:
    """What the total changes by if one site closes and another opens; last row: none closes."""
    first, second = _two_nearest(prices[:, inside])
    nearest = prices[:, inside].argmin(axis=1)
    nearer = np.minimum(prices[:, outside], first[:, None])
    added = (nearer - first[:, None]).sum(axis=0)
    order = np.argsort(nearest, kind="stable")
    users, begins = np.unique(nearest[order], return_index=True)
    lost = np.minimum(prices[:, outside], second[:, None]) - nearer
    change = np.repeat(added[None], len(inside) + 1, axis=0)
    change[users] += np.add.reduceat(lost[order], begins, axis=0)
    return np.asarray(change)
