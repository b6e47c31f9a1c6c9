"""Where new sites are to stand: covering all, covering most, the p-median, and the most equal."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.siting_median import MOST_ENTRIES, exact_median, first_choice, solve_median
from models.siting_program import Array, Limits, Mask, Program, Solution, entries, solve

NODES = 2_000
"""Most nodes of the search tree of HiGHS."""


class UnreachableError(ValueError):
    """Some points are out of the reach of every site."""

    def __init__(self, points: NDArray[np.int_]) -> None:
        super().__init__(f"out of reach of every site: points {points.tolist()}")
        self.points = points
        """Their places among the demand points."""


@dataclass(frozen=True, eq=False)
class Siting:
    """Which sites to open, and what is proven about the choice."""

    new: Mask
    """(sites,) sites to open; those that stand already are not among them."""

    value: float
    """What the objective comes to, in the unit of its function."""

    bound: float
    """No choice has a better value."""

    proven: bool
    """No choice is better by more than rounding."""

    @property
    def gap(self) -> float:
        """At most by this share of the value a better choice exists; 0 where there is none."""
        apart = abs(self.value - self.bound)
        return 0.0 if self.proven or apart == 0 else apart / max(abs(self.value), abs(self.bound))


def limits(costs: ArrayLike, budget: float | None = None, number: int | None = None) -> Limits:
    """What may be opened.

    Parameters
    ----------
    costs : (sites,)
        Of opening each site, in any unit; finite, not negative.
    budget : float, optional
        Most that all new sites may cost, in the unit of ``costs``.
    number : int, optional
        Most new sites.

    Raises
    ------
    ValueError
        If a cost is negative or missing, or neither limit is given.
    """
    each = np.asarray(costs, dtype=np.float64)
    if each.ndim != 1 or not np.all((each >= 0) & np.isfinite(each)):
        raise ValueError("costs must be (sites,), finite and not negative")
    rows = [(each, budget)] if budget is not None else []
    rows += [(np.ones_like(each), float(number))] if number is not None else []
    if not rows:
        raise ValueError("need a budget or a number of sites")
    return Limits(np.stack([row for row, _ in rows]), np.array([most for _, most in rows]))


def cover_all(
    reach: ArrayLike, costs: ArrayLike, standing: ArrayLike, nodes: int = NODES
) -> Siting:
    """Reach every point at the least cost.

    Parameters
    ----------
    reach : (demand, sites)
        True where a site is within reach of a point.
    costs : (sites,)
        Of opening each site; ones count sites. Finite, above 0.
    standing : (sites,)
        True for sites that stand already: they cost nothing.
    nodes : int
        Most nodes of the search tree.

    Returns
    -------
    Siting
        ``value`` is the cost of the new sites.

    Raises
    ------
    UnreachableError
        If a point is out of the reach of every site.
    ValueError
        If the shapes do not fit, or a cost is not above 0.

    Notes
    -----
    Location set covering: Toregas, Swain, ReVelle & Bergman (1971), Operations Research 19(6),
    1363-1373.
    """
    within, stand = _reach(reach, standing)
    price = np.asarray(costs, dtype=np.float64)
    if price.shape != stand.shape or not np.all((price > 0) & np.isfinite(price)):
        raise ValueError("costs must be (sites,), finite and above 0")
    lost: Mask = np.asarray(~within.any(axis=1))
    if not lost.any():
        open_rows = np.asarray(~within[:, stand].any(axis=1))
        free = Limits(np.empty((0, int((~stand).sum()))), np.empty(0))
        return _covered(within, stand, open_rows, np.full(len(within), np.inf), price, free, nodes)
    raise UnreachableError(np.flatnonzero(lost))


def cover_most(
    reach: ArrayLike, demand: ArrayLike, allowed: Limits, standing: ArrayLike, nodes: int = NODES
) -> Siting:
    """Reach as much demand as the limits allow.

    Parameters
    ----------
    reach, standing, nodes
        As for `cover_all`.
    demand : (demand,)
        Finite, not negative.
    allowed : Limits
        From `limits`.

    Returns
    -------
    Siting
        ``value`` is the demand within reach of a standing or a new site.

    Raises
    ------
    ValueError
        If the shapes do not fit, or a demand is negative or missing.

    Notes
    -----
    Maximal covering: Church & ReVelle (1974), Papers of the Regional Science Association 32(1),
    101-118.
    """
    within, stand = _reach(reach, standing)
    needed = _demand(demand, len(within))
    open_rows = np.asarray(~within[:, stand].any(axis=1) & within.any(axis=1) & (needed > 0))
    opening = np.zeros(len(stand))
    found = _covered(within, stand, open_rows, needed, opening, allowed.among(~stand), nodes)
    reachable = float(needed[open_rows].sum())
    served = float(needed[within[:, stand].any(axis=1)].sum())
    return Siting(
        found.new, served + reachable - found.value, served + reachable - found.bound, found.proven
    )


def median(
    travel: ArrayLike, demand: ArrayLike, allowed: Limits, standing: ArrayLike, nodes: int = NODES
) -> Siting:
    """Make the way to the nearest site as short as possible, summed over all demand (p-median).

    Parameters
    ----------
    travel : (demand, sites)
        Travel time or distance, not negative; NaN or infinite where there is no way.
    demand, allowed, standing, nodes
        As for `cover_most`.

    Returns
    -------
    Siting
        ``value`` is demand times travel, summed. Small problems are solved by HiGHS, larger ones
        by interchange with a Lagrangian bound, and ``proven`` tells whether that meets the value.

    Raises
    ------
    UnreachableError
        If a point with demand has no way to any site.
    ValueError
        If the shapes do not fit, a travel or demand is negative, or the limits are too tight for
        every point to have a way to some site.

    Notes
    -----
    Hakimi (1964), Operations Research 12(3), 450-459; ReVelle & Swain (1970), Geographical
    Analysis 2(1), 30-42. The exact program has a row for each set of nearest sites in place of
    assignments: Cornuejols, Nemhauser & Wolsey (1980), SIAM Journal on Algebraic and Discrete
    Methods 1(3), 261-272.
    """
    times = np.asarray(travel, dtype=np.float64)
    if times.ndim != 2 or np.any(times < 0):
        raise ValueError("travel must be (demand, sites), none negative")
    times = np.where(np.isnan(times), np.inf, times)
    needed = _demand(demand, len(times))
    stand = _standing(standing, times.shape[1])
    rows = needed > 0
    if (lost := rows & ~np.isfinite(times).any(axis=1)).any():
        raise UnreachableError(np.flatnonzero(lost))
    with np.errstate(invalid="ignore"):
        prices = np.where(np.isfinite(times[rows]), needed[rows, None] * times[rows], np.inf)
    start = first_choice(prices, stand, allowed, nodes)
    found = solve_median(prices, stand, allowed, start)
    if not found.proven and prices.shape[1] * prices.size / 2 <= MOST_ENTRIES:
        found = exact_median(prices, stand, allowed, found, nodes)
    return Siting(found.new, found.price, found.bound, found.proven)


def most_equal(
    parts: ArrayLike,
    demand: ArrayLike,
    floor: float,
    allowed: Limits,
    standing: ArrayLike,
    nodes: int = NODES,
) -> Siting:
    """Lift those who can reach least: the shortfall below a floor is to be smallest.

    Parameters
    ----------
    parts : (demand, sites)
        What each site adds to the accessibility of each point, were it open; from
        `models.accessibility.Accessibility.parts` of a two-step method with all sites open, whose
        ratios do not depend on which others are. Finite, not negative.
    floor : float
        Accessibility that every point should have, above 0, such as the present mean.
    demand, allowed, standing, nodes
        As for `cover_most`.

    Returns
    -------
    Siting
        ``value`` is demand times shortfall, summed: the units of supply that are missing.

    Raises
    ------
    ValueError
        If the shapes do not fit, or a part, demand or floor is out of range.

    Notes
    -----
    ``min sum_i D_i max(0, a - A_i)``. Of the objectives of equity, the mean absolute deviation is
    the one that stays linear (Marsh & Schilling 1994, European Journal of Operational Research
    74(1), 1-17); its upper half is left out, because with it closing sites in ample places, or
    opening none at all, would count as fair. Where the floor is the mean, the shortfall is half
    the deviation.
    """
    added = np.asarray(parts, dtype=np.float64)
    if added.ndim != 2 or not np.all((added >= 0) & np.isfinite(added)):
        raise ValueError("parts must be (demand, sites), finite and not negative")
    if not (np.isfinite(floor) and floor > 0):
        raise ValueError(f"the floor must be above 0, got {floor}")
    needed, stand = _demand(demand, len(added)), _standing(standing, added.shape[1])
    has = added[:, stand].sum(axis=1)
    rows = (needed > 0) & (has < floor)
    program = Program(
        entries(added[rows][:, ~stand]),
        floor - has[rows],
        needed[rows],
        np.zeros(int((~stand).sum())),
        allowed.among(~stand),
    )
    return _placed(_solved(program, nodes), stand)


def _covered(
    within: Mask,
    stand: Mask,
    rows: Mask,
    prices: Array,
    opening: Array,
    allowed: Limits,
    nodes: int,
) -> Siting:
    """Either covering model: each open row wants one new site within reach."""
    gains = entries(within[rows][:, ~stand].astype(np.float64))
    wanted = np.ones(int(rows.sum()))
    program = Program(gains, wanted, prices[rows], opening[~stand], allowed)
    return _placed(_solved(program, nodes), stand)


def _solved(program: Program, nodes: int) -> Solution:
    """The best choice, starting from what adding the site that helps most, again and again, gives.

    Where rows must be satisfied, from all sites.
    """
    sites = program.gains.shape[1]
    if not program.gains.shape[0]:
        return Solution(np.zeros(sites, dtype=bool), 0.0, 0.0, True)
    if np.isinf(program.prices).any():
        return solve(program, np.ones(sites, dtype=bool), nodes)
    return solve(program, _added(program), nodes)


def _added(program: Program) -> Mask:
    """Sites added one by one, each the one that lowers the price most within the limits."""
    new = np.zeros(program.gains.shape[1], dtype=bool)
    dense = program.gains.toarray()
    while True:
        left = np.maximum(program.wanted - dense[:, new].sum(axis=1), 0.0)
        lower = program.prices @ np.minimum(dense, left[:, None])
        for site in np.argsort(-lower, kind="stable"):
            candidate = new.copy()
            candidate[site] = True
            if lower[site] > 0 and not new[site] and program.limits.allow(candidate):
                new = candidate
                break
        else:
            return new


def _placed(found: Solution, stand: Mask) -> Siting:
    """A solution over the sites that do not stand yet, told over all sites."""
    new = np.zeros(len(stand), dtype=bool)
    new[np.flatnonzero(~stand)[found.new]] = True
    return Siting(new, found.price, found.bound, found.proven)


def _reach(reach: ArrayLike, standing: ArrayLike) -> tuple[Mask, Mask]:
    within = np.asarray(reach, dtype=bool)
    if within.ndim != 2:
        raise ValueError(f"reach must be (demand, sites), got {within.shape}")
    return within, _standing(standing, within.shape[1])


def _standing(standing: ArrayLike, sites: int) -> Mask:
    stand = np.asarray(standing, dtype=bool)
    if stand.shape != (sites,):
        raise ValueError(f"standing must be ({sites},), got {stand.shape}")
    return stand


def _demand(demand: ArrayLike, points: int) -> Array:
    needed = np.asarray(demand, dtype=np.float64)
    if needed.shape != (points,) or not np.all((needed >= 0) & np.isfinite(needed)):
        raise ValueError(f"demand must be ({points},), finite and not negative")
    return needed
