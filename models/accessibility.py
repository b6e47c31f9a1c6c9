"""How much of a service people can reach: floating catchments around sites and demand points."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.gravity import distance_km

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Catchment:
    """How far people go, and how much less a far site is worth to them.

    Attributes
    ----------
    ends : (bands,)
        Upper ends of travel bands, each end included; above 0, ascending, in the unit of travel.
    weights : (bands,)
        Worth of a site in each band against one next door; above 0, at most 1, not rising.

    Raises
    ------
    ValueError
        If there is no band, the two differ in number, or a rule above is broken.

    Notes
    -----
    One band of weight 1 is the catchment of the two-step method. PySAL's ``access`` has 1, 0.68
    and 0.22 in three equal bands as its example of steps (``weights.step_fn``).

    Examples
    --------
    >>> Catchment((10.0, 20.0, 30.0), (1.0, 0.68, 0.22)).reach
    30.0
    """

    ends: tuple[float, ...]
    weights: tuple[float, ...] = (1.0,)

    def __post_init__(self) -> None:
        """Refuse bands out of order."""
        ends, weights = np.array(self.ends), np.array(self.weights)
        if not ends.size or ends.shape != weights.shape:
            raise ValueError(f"need one weight per band, got {weights.size} for {ends.size} ends")
        if not (np.all(np.diff(ends, prepend=0.0) > 0) and np.isfinite(ends).all()):
            raise ValueError(f"ends of bands must be finite, above 0 and ascending: {self.ends}")
        if not (np.all(weights > 0) and np.all(np.diff(weights, prepend=1.0) <= 0)):
            raise ValueError(f"weights must be in (0, 1] and must not rise: {self.weights}")

    @property
    def reach(self) -> float:
        """End of the last band: nobody goes farther."""
        return self.ends[-1]


@dataclass(frozen=True, eq=False)
class Accessibility:
    """Supply per unit of demand, at the sites and where the demand is.

    ``sum(demand * values) == sum(supply) - sum(unreached)``: nothing is lost.
    """

    values: Array
    """(..., demand) units of supply per unit of demand that a point can reach; 0 where none."""

    ratios: Array
    """(..., sites) supply of a site to the demand in its catchment; **NaN where there is none**."""

    unreached: Array
    """(..., sites) supply of the sites that no demand reaches, in its unit; 0 for the others."""

    parts: Array
    """(..., demand, sites) what each site adds to the value of each point."""


Method = Callable[[ArrayLike, ArrayLike, ArrayLike, Catchment], Accessibility]
Decay = Callable[[ArrayLike, Catchment], Array]


def distances_km(points: ArrayLike, sites: ArrayLike) -> Array:
    """Great-circle distances between demand points and sites, where no travel times are known.

    Parameters
    ----------
    points : (..., demand, 2)
        Longitude and latitude in degrees.
    sites : (..., sites, 2)
        The same for sites.

    Returns
    -------
    (..., demand, sites)
        Kilometres, see `models.gravity.distance_km`. Roads are longer, and not everywhere by as
        much: mountains and water between two places are not seen.

    Raises
    ------
    ValueError
        If a point is not in degrees, or missing.

    Examples
    --------
    >>> distances_km([[118.8, 32.0]], [[120.6, 31.3], [118.8, 32.0]]).round(1)
    array([[187.3,   0. ]])
    """
    demand, places = np.asarray(points, dtype=np.float64), np.asarray(sites, dtype=np.float64)
    if demand.ndim < 2 or places.ndim < 2:
        raise ValueError(f"need (..., n, 2) on both sides, got {demand.shape} and {places.shape}")
    return distance_km(demand[..., :, None, :], places[..., None, :, :])


def within(travel: ArrayLike, catchment: Catchment) -> Array:
    """Weigh every site within reach alike.

    Parameters
    ----------
    travel : (..., demand, sites)
        Travel time or distance, not negative; NaN or infinite where there is no way.
    catchment : Catchment
        Its ``reach`` alone counts, in the unit of ``travel``.

    Returns
    -------
    (..., demand, sites)
        1 within reach, its end included; 0 beyond.

    Raises
    ------
    ValueError
        If ``travel`` has fewer than two axes or is negative somewhere.

    Examples
    --------
    >>> within([[0.0, 30.0, 31.0, np.nan]], Catchment((30.0,)))
    array([[1., 1., 0., 0.]])
    """
    return np.where(_travel(travel) <= catchment.reach, 1.0, 0.0)


def steps(travel: ArrayLike, catchment: Catchment) -> Array:
    """Weigh sites by the band of travel that they lie in.

    Parameters
    ----------
    travel : (..., demand, sites)
        As in `within`.
    catchment : Catchment
        Ends and weights of the bands.

    Returns
    -------
    (..., demand, sites)
        Weight of the band; 0 beyond the last.

    Raises
    ------
    ValueError
        As `within`.

    Examples
    --------
    >>> steps([[5.0, 10.0, 10.5, 30.5]], Catchment((10.0, 20.0, 30.0), (1.0, 0.68, 0.22)))
    array([[1.  , 1.  , 0.68, 0.  ]])
    """
    band = np.searchsorted(np.array(catchment.ends), _travel(travel), side="left")
    return np.asarray(np.array([*catchment.weights, 0.0])[band])


def gaussian(travel: ArrayLike, catchment: Catchment) -> Array:
    """Weigh sites by a Gaussian curve that falls to 0 at the end of the catchment.

    Parameters
    ----------
    travel : (..., demand, sites)
        As in `within`.
    catchment : Catchment
        Its ``reach`` t0 alone counts.

    Returns
    -------
    (..., demand, sites)
        1 next door, 0 at the reach and beyond: **a site exactly at the reach is out of it**.

    Raises
    ------
    ValueError
        As `within`.

    Notes
    -----
    ``(exp(-(t/t0)^2 / 2) - exp(-1/2)) / (1 - exp(-1/2))``, Dai (2010), Health & Place 16(5),
    1038-1052. There is no other parameter: half the reach is worth 0.70.

    Examples
    --------
    >>> gaussian([[0.0, 15.0, 30.0, 45.0]], Catchment((30.0,))).round(4)
    array([[1.    , 0.7014, 0.    , 0.    ]])
    """
    share = _travel(travel) / catchment.reach
    # expm1 keeps what two nearly equal exponentials would lose just below the reach
    share = np.minimum(share, 1.0)
    return np.asarray(np.expm1((1.0 - share**2) / 2) * np.exp(-0.5) / -np.expm1(-0.5))


DECAYS: Mapping[str, Decay] = MappingProxyType(
    {"within": within, "steps": steps, "gaussian": gaussian}
)


def two_step(
    travel: ArrayLike, supply: ArrayLike, demand: ArrayLike, catchment: Catchment
) -> Accessibility:
    """Two-step floating catchment area (2SFCA): all sites within reach count alike.

    Parameters
    ----------
    travel : (..., demand, sites)
        Travel time or distance, not negative; NaN or infinite where there is no way.
    supply : (..., sites)
        What a site offers, any unit, such as staff or cases a year; finite, not negative.
    demand : (..., demand)
        What a point needs, any unit, such as firms; finite, not negative.
    catchment : Catchment
        Its ``reach`` alone counts, in the unit of ``travel``.

    Returns
    -------
    Accessibility
        Leading axes (years, kinds of service) are those of the three arrays, broadcast.

    Raises
    ------
    ValueError
        If travel is negative, or a supply or demand is negative, missing or infinite, or the
        shapes do not fit.

    Notes
    -----
    ``R_j = S_j / sum_{i: t_ij <= t0} D_i``, ``A_i = sum_{j: t_ij <= t0} R_j``; Luo & Wang (2003),
    Environment and Planning B 30(6), 865-884. A site that only points without demand reach is
    unreached: its ratio is undefined, and it adds nothing to those points.

    Examples
    --------
    >>> found = two_step([[5.0, 40.0], [20.0, 10.0]], [6.0, 2.0], [1.0, 2.0], Catchment((30.0,)))
    >>> found.ratios, found.values
    (array([2., 1.]), array([2., 3.]))
    """
    return _floating(within(travel, catchment), supply, demand)


def enhanced(
    travel: ArrayLike, supply: ArrayLike, demand: ArrayLike, catchment: Catchment
) -> Accessibility:
    """Enhanced two-step floating catchment area (E2SFCA): bands of travel with falling weights.

    Parameters, returns and errors as `two_step`; all bands of ``catchment`` count.

    Notes
    -----
    ``R_j = S_j / sum_i W_ij D_i``, ``A_i = sum_j W_ij R_j``, with W from `steps`; Luo & Qi
    (2009), Health & Place 15(4), 1100-1107.
    """
    return _floating(steps(travel, catchment), supply, demand)


def enhanced_gaussian(
    travel: ArrayLike, supply: ArrayLike, demand: ArrayLike, catchment: Catchment
) -> Accessibility:
    """Enhanced two-step floating catchment area (E2SFCA) with Gaussian decay.

    Parameters, returns and errors as `two_step`; the ``reach`` of ``catchment`` alone counts.

    Notes
    -----
    As `enhanced` with W from `gaussian`; Dai (2010).
    """
    return _floating(gaussian(travel, catchment), supply, demand)


def three_step(
    travel: ArrayLike, supply: ArrayLike, demand: ArrayLike, catchment: Catchment
) -> Accessibility:
    """Three-step floating catchment area (3SFCA): a point spreads its demand over its sites.

    Parameters, returns and errors as `two_step`; all bands of ``catchment`` count.

    Notes
    -----
    ``G_ij = W_ij / sum_k W_ik`` over the sites in reach of point i (selection weights), then
    ``R_j = S_j / sum_i G_ij W_ij D_i`` and ``A_i = sum_j G_ij W_ij R_j``, with W from `steps`;
    Wan, Zou & Sternberg (2012), International Journal of Geographical Information Science 26(6),
    1073-1089. Demand that may choose is not counted in full at each site, as the two-step
    methods do. What a site adds depends here on which others are open.
    """
    weights = steps(travel, catchment)
    all_sites = weights.sum(axis=-1, keepdims=True)
    chosen = np.divide(weights, all_sites, out=np.zeros_like(weights), where=all_sites > 0)
    return _floating(chosen * weights, supply, demand)


METHODS: Mapping[str, Method] = MappingProxyType(
    {
        "2sfca": two_step,
        "e2sfca": enhanced,
        "e2sfca_gaussian": enhanced_gaussian,
        "3sfca": three_step,
    }
)


def _travel(travel: ArrayLike) -> Array:
    """Travel with infinity where there is no way."""
    times = np.asarray(travel, dtype=np.float64)
    if times.ndim < 2 or np.any(times < 0):
        raise ValueError(f"travel must be (..., demand, sites), none negative; got {times.shape}")
    return np.where(np.isnan(times), np.inf, times)


def _floating(weights: Array, supply: ArrayLike, demand: ArrayLike) -> Accessibility:
    """Both steps for any weights (..., demand, sites)."""
    points, sites = weights.shape[-2:]
    offered, needed = _amounts(supply, sites, "supply"), _amounts(demand, points, "demand")
    # einsum, not matmul: its sums do not depend on the number of threads
    competing = np.einsum("...ij,...i->...j", weights, needed)
    offered, competing = np.broadcast_arrays(offered, competing)
    reached = competing > 0
    ratios = np.divide(offered, competing, out=np.full(competing.shape, np.nan), where=reached)
    parts = weights * np.where(reached, ratios, 0.0)[..., None, :]
    return Accessibility(parts.sum(axis=-1), ratios, np.where(reached, 0.0, offered), parts)


def _amounts(values: ArrayLike, number: int, name: str) -> Array:
    """Supply or demand as a checked array (..., number)."""
    amounts = np.asarray(values, dtype=np.float64)
    if amounts.ndim < 1 or amounts.shape[-1] != number:
        raise ValueError(f"need {number} values of {name} on the last axis, got {amounts.shape}")
    if not np.all((amounts >= 0) & np.isfinite(amounts)):  # NaN fails the comparison
        raise ValueError(f"{name} must be finite and not negative, none missing")
    return amounts
