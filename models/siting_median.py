"""The p-median: a heuristic that adds and swaps sites, and a Lagrangian bound on what is best."""

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from models.siting_program import TIE, Array, Limits, Mask, Program, Solution, entries, solve

Indices = NDArray[np.int_]

FIRST_STEP, PATIENCE, LAST_STEP, MOST_STEPS = 1.5, 15, 1e-4, 800
"""Of the subgradient method: the first share of the gap to go, after how many steps without a
better bound it is halved, and the share and number of steps at which there is no more to win."""

KEPT = 0.7
"""Each direction keeps so much of the last one, which spares steps to and fro."""

EVERY = 10
"""Steps after which the relaxed choice is made a solution and improved."""

MIXES = tuple(np.arange(1, 10) / 10)
"""Shares of the first of two limits in the mixes of both."""

MOST_ENTRIES = 1_000_000
"""Entries of the exact program of the p-median: more of them take minutes."""


def first_choice(prices: Array, standing: Mask, limits: Limits, nodes: int) -> Mask:
    """New sites within the limits with which, beside the standing ones, every row has a way.

    Parameters
    ----------
    prices, standing, limits
        As for `solve_median`.
    nodes : int
        Most nodes of the search tree, as for `models.siting_program.solve`.

    Returns
    -------
    (sites,)
        A choice to start from, not a good one: of few sites, or the cheapest that all can reach.

    Raises
    ------
    ValueError
        If there is no such choice, or none was found in so many nodes.
    """
    start = np.zeros(len(standing), dtype=bool)
    ways = np.isfinite(prices)
    ways = ways[~ways[:, standing].any(axis=1)]
    if not len(ways):
        return start
    # a site too dear to open may have ways everywhere while several cheap ones do as well
    affordable = np.all(limits.costs <= limits.most[:, None] * (1 + TIE), axis=0)
    if (everywhere := ways.all(axis=0) & ~standing & affordable).any():
        candidates = np.flatnonzero(everywhere)
        shares = limits.costs[:, candidates] / np.maximum(limits.most, 1e-300)[:, None]
        start[candidates[int(shares.max(axis=0, initial=0.0).argmin())]] = True
        return start
    ways = np.unique(ways[:, ~standing], axis=0)
    must, sites = np.full(len(ways), np.inf), ways.shape[1]
    within = limits.among(~standing)
    program = Program(
        entries(ways.astype(np.float64)), np.ones(len(ways)), must, np.ones(sites), within
    )
    try:
        found = solve(program, np.ones(sites, dtype=bool), nodes)
    except ValueError as error:
        raise ValueError(
            "the limits are too tight for every point to have a way to some site"
        ) from error
    if not within.allow(found.new):
        raise ValueError(f"no sites that all can reach were found in {nodes} nodes of the search")
    start[np.flatnonzero(~standing)[found.new]] = True
    return start


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
    Bart (1968), Operations Research 16(5), 955-961. With several limits each alone
    gives a bound, and so does each mix of two (a surrogate constraint: Glover 1968, Operations
    Research 16(4), 741-749); the highest counts.
    """
    best, mixed = _interchanged(prices, standing, limits, start | standing), _mixed(limits)
    price, bound = _total(prices, best), 0.0
    first, second = _two_nearest(prices[:, best])
    worth = np.where(np.isfinite(second), (first + second) / 2, first)
    step, waited, direction = FIRST_STEP, 0, np.zeros(len(worth))
    for turn in range(MOST_STEPS):
        found, supplied, chosen = _relaxed(prices, standing, limits, mixed, worth)
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


def exact_median(
    prices: Array, standing: Mask, limits: Limits, known: Solution, nodes: int
) -> Solution:
    """Do the same exactly, by HiGHS, with a row for each set of nearest sites.

    Parameters
    ----------
    prices, standing, limits
        As for `solve_median`.
    known : Solution
        Of `solve_median`: returned if there is no better one.
    nodes : int
        Most nodes of the search tree.

    Returns
    -------
    Solution
        Proven unless ``nodes`` are too few.

    Notes
    -----
    A row tells what is due if none of the nearest 1, 2, 3 ... sites is open: Cornuejols,
    Nemhauser & Wolsey (1980), SIAM Journal on Algebraic and Discrete Methods 1(3), 261-272.
    """
    rest = np.flatnonzero(~standing)
    own = prices[:, standing].min(axis=1, initial=np.inf)
    near = prices[:, rest]
    order = np.argsort(near, axis=1, kind="stable")
    levels = np.minimum(np.take_along_axis(near, order, axis=1), own[:, None])
    levels = np.column_stack([levels, own])
    constant = float(levels[:, 0].sum())
    with np.errstate(invalid="ignore"):  # infinite less infinite: no row, as below
        due = np.diff(levels, axis=1)
    row, depth = np.nonzero(due > 0)
    members = np.zeros((len(row), len(rest)))
    for line, (one, last) in enumerate(zip(row, depth, strict=True)):
        members[line, order[one, : last + 1]] = 1.0
    program = Program(
        entries(members),
        np.ones(len(row)),
        due[row, depth],
        np.zeros(len(rest)),
        limits.among(~standing),
    )
    if not len(row):
        return known
    found = solve(program, known.new[rest], nodes)
    new = np.zeros(len(standing), dtype=bool)
    new[rest[found.new]] = True
    price = float(prices[:, new | standing].min(axis=1, initial=np.inf).sum())
    bound = min(max(found.bound + constant, known.bound), price)
    return Solution(new, price, bound, found.proven)


def _mixed(limits: Limits) -> Limits:
    """Each limit and, where there are several, mixes of two: what meets both meets these."""
    rows, most = [*limits.costs], [*limits.most]
    for one, other in combinations(np.flatnonzero(limits.most > 0), 2):
        for part in MIXES:
            left, right = part / limits.most[one], (1 - part) / limits.most[other]
            rows.append(left * limits.costs[one] + right * limits.costs[other])
            most.append(1.0)
    return Limits(np.stack(rows), np.array(most))


def _repaired(whole: Mask, saving: Array, standing: Mask, limits: Limits) -> Mask:
    """Those sites that save most, as far as the limits allow them."""
    kept = standing.copy()
    for site in np.argsort(saving, kind="stable"):
        kept[site] |= whole[site]
        if whole[site] and not standing[site] and not limits.allow(kept & ~standing):
            kept[site] = False
    return kept


def _relaxed(
    prices: Array, standing: Mask, limits: Limits, mixed: Limits, worth: Array
) -> tuple[float, Array, Mask]:
    """Bound of the relaxation; how often each row is supplied; the sites taken whole."""
    saved = np.minimum(prices - worth[:, None], 0.0)
    saving = saved.sum(axis=0)
    shares = [
        _knapsack(saving, costs, standing, most)
        for costs, most in zip(mixed.costs, mixed.most, strict=True)
    ]
    # each mix alone allows more than all limits together: the least saving is the tightest bound
    share = max(shares, key=lambda one: float(saving @ one))
    taken = np.flatnonzero(share > 0)
    supplied = (saved[:, taken] < 0) @ share[taken]
    whole = (share == 1.0) | standing
    if not limits.allow(whole & ~standing):
        whole = _repaired(whole, saving, standing, limits)
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
