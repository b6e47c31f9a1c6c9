"""What would the index have been under other defensible choices? Thousands of draws at once.

A draw chooses one of several score arrays (normalisation, imputation), a kind of mean, a form of
coupling and a weight for every indicator. All draws of a block are one matrix product.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray

from models import coupling
from models.aggregate import SUM_TOLERANCE
from models.ranking import ranks
from models.sampling import BLOCK

Array = NDArray[np.float64]
Single = NDArray[np.float32]
Index = NDArray[np.int_]

QUANTILES = (0.05, 0.5, 0.95)
"""Low, median and high: nine draws of ten lie between the first and the last."""

CELLS = 2**17
"""Draws x years x regions computed at once: calls of numpy cost little beside so many, and they
still fit a core's cache."""

BATCH = 128  # regions whose quantiles are taken at a time: copies of all need much memory

STORED_BYTES = 6
"""Of a drawn score in single precision and its rank."""

THREADS = min(4, os.cpu_count() or 1)
"""Blocks of draws computed side by side; how many changes no result."""

SYNCHRONOUS = -1
"""Lag of a region whose systems keep pace, as in `models.coupling.lagging`."""


def _same(values: Array) -> Array:
    return values


MEANS: Mapping[str, tuple[Callable[[Array], Array], Callable[[Array], Array]]] = MappingProxyType(
    {
        "arithmetic": (_same, _same),
        "geometric": (np.log, np.exp),
        "harmonic": (np.reciprocal, np.reciprocal),
    }
)
"""Each mean is a weighted sum of f(score) taken back through the inverse of f."""


@dataclass(frozen=True, eq=False)
class Model:
    """Everything that the draws have in common.

    Attributes
    ----------
    variants : (variants, years, regions, indicators)
        Normalised scores in (0, 1]; NaN where missing.
    members : tuple of (k,) arrays
        Positions of each system's indicators.
    system_weights : (systems,)
        Weights of the systems in the composite and in development, summing to 1.
    means : tuple of (str or tuple of str, str)
        Kinds of mean (`MEANS`) to choose from: of the indicators, one for all systems or one for
        each, and of the systems.
    forms : tuple of str
        Forms of coupling (`coupling.METHODS`) to choose from. Without any, every choice of a form
        is 0 and there is no coordination.
    min_coverage : float
        Least share of a system's weight that must be there for it to have a level.
    dtype : float64 or float32
        Precision of products and results; coverage is always in double precision. Single takes
        half the time and memory, but scores less than some 1e-6 apart may swap ranks.
    """

    variants: Array
    members: tuple[Index, ...]
    system_weights: Array
    means: tuple[tuple[str | tuple[str, ...], str], ...]
    forms: tuple[str, ...]
    min_coverage: float
    dtype: DTypeLike = np.float64

    def mean_of(self, option: int, system: int) -> str:
        """Kind of mean of one system's indicators under one of `means`."""
        kinds = self.means[option][0]
        return kinds if isinstance(kinds, str) else kinds[system]

    @cached_property
    def prepared(self) -> dict[tuple[int, int, int], tuple[Array, Array | None]]:
        """f(score) and presence (years, k, regions) by variant, mean and system."""
        found: dict[tuple[int, int, int], tuple[Array, Array | None]] = {}
        for v, scores in enumerate(self.variants):
            for s, members in enumerate(self.members):
                part = np.swapaxes(scores[..., members], -1, -2)
                present = ~np.isnan(part)
                shares = None if present.all() else present.astype(np.float64)
                for m in range(len(self.means)):
                    forward = MEANS[self.mean_of(m, s)][0]
                    values = np.where(present, forward(np.where(present, part, 1.0)), 0.0)
                    found[v, m, s] = np.ascontiguousarray(values, dtype=self.dtype), shares
        return found


class Choices(NamedTuple):
    """What each of n draws chose."""

    variant: Index
    """(n,) position in ``Model.variants``."""
    mean: Index
    """(n,) position in ``Model.means``."""
    form: Index
    """(n,) position in ``Model.forms``."""
    weights: Array
    """(n, indicators) non-negative; those of one system sum to 1."""
    systems: Array | None = None
    """(n, systems) weights of the systems, each row summing to 1; None for the model's."""


class Drawn(NamedTuple):
    """Results of n draws; NaN where a system has no level."""

    levels: Array
    """(systems, years, n, regions)"""
    composite: Array
    """(years, n, regions)"""
    coordination: Array
    """(years, n, regions)"""


def draw(model: Model, choices: Choices) -> Drawn:
    """Evaluate the index under every choice.

    Raises
    ------
    ValueError
        If the weights of a system do not sum to 1, or a choice is none of the model's.

    Notes
    -----
    The result of a draw does not depend on how many years or regions' blocks are computed with
    it: each year is a matrix product of its own.
    """
    _check(model, choices)
    shape = (model.variants.shape[1], len(choices.variant), model.variants.shape[2])
    levels = np.empty((len(model.members), *shape), dtype=model.dtype)
    composite = np.empty(shape, dtype=model.dtype)
    systems = _system_weights(model, choices).astype(model.dtype)
    pairs = choices.variant * len(model.means) + choices.mean
    for pair in np.unique(pairs):
        variant, mean = divmod(int(pair), len(model.means))
        at = np.flatnonzero(pairs == pair)
        forward, back_again = MEANS[model.means[mean][1]]
        chosen = choices.weights[at]
        sums = np.zeros((shape[0], len(at), shape[2]), dtype=model.dtype)
        for s, members in enumerate(model.members):
            values, present = model.prepared[variant, mean, s]
            back = MEANS[model.mean_of(mean, s)][1]
            level = _mean(values, present, chosen[:, members], back, model.min_coverage)
            levels[s][:, at] = level
            sums += systems[at, s, None] * forward(level)
        composite[:, at] = back_again(sums)
    return Drawn(levels, composite, _coordination(model, choices, levels, systems))


def _system_weights(model: Model, choices: Choices) -> Array:
    """Weights of the systems in every draw, (n, systems)."""
    shape = (len(choices.variant), len(model.members))
    weights = model.system_weights if choices.systems is None else choices.systems
    if not _whole(weights):
        raise ValueError("weights of the systems do not sum to 1 in every draw")
    return np.broadcast_to(weights, shape)


def _whole(weights: Array) -> bool:
    """Whether each row sums to 1, but for rounding; a missing weight fails the comparison."""
    return bool(np.all(np.abs(weights.sum(axis=-1) - 1) <= SUM_TOLERANCE))


def _check(model: Model, choices: Choices) -> None:
    for s, members in enumerate(model.members):
        if not _whole(choices.weights[:, members]):
            raise ValueError(f"weights of system {s} do not sum to 1 in every draw")
    options = (len(model.variants), len(model.means), max(1, len(model.forms)))
    for chosen, count in zip(choices[:3], options, strict=True):
        if chosen.size and not (chosen.min() >= 0 and chosen.max() < count):
            raise ValueError(f"a choice lies outside its {count} options")


def _mean(
    values: Array,
    present: Array | None,
    weights: Array,
    back: Callable[[Array], Array],
    min_coverage: float,
) -> Array:
    """Levels (years, draws, regions) of one system under one kind of mean.

    A mean of scores of at most 1 is at most 1; rounding may lift it by some 1e-16.
    """
    sums: Array = weights.astype(values.dtype) @ values
    if present is None:
        level = back(sums)
        return np.minimum(level, 1.0, out=level)
    coverage = weights @ present
    with np.errstate(divide="ignore", invalid="ignore"):
        level = np.minimum(back(sums / coverage.astype(values.dtype)), 1.0)
    return np.where(coverage >= min_coverage - 1e-12, level, np.nan)


def _coordination(model: Model, choices: Choices, levels: Array, systems: Array) -> Array:
    """D of every draw by the form that it chose."""
    if not model.forms:
        return np.broadcast_to(np.asarray(np.nan, dtype=levels.dtype), levels.shape[1:])
    result = np.empty(levels.shape[1:], dtype=levels.dtype)
    for f, form in enumerate(model.forms):
        at = np.flatnonzero(choices.form == f)
        part = np.moveaxis(levels[:, :, at], 0, -1)
        whole = ~np.isnan(part).any(axis=-1)
        known = part[whole]
        found = np.full(whole.shape, np.nan)
        if known.size:
            shares = np.broadcast_to(systems[at, None], part.shape)[whole]
            development = (known * shares).sum(axis=-1)
            found[whole] = np.sqrt(coupling.coupling(known, form) * development)
        result[:, at] = found
    return result


@dataclass(frozen=True, eq=False)
class Summary:
    """Spread of the draws. Q quantities: the systems, then composite and coordination.

    Attributes
    ----------
    scores : (Q, years, regions, 3)
        `QUANTILES` of the score; NaN where no draw gives one.
    ranks : (Q, years, regions, 3)
        The same of the rank, 1 the highest.
    grade_shares : (years, regions, grades)
        Share of the draws with each grade of D.
    lag_shares : (years, regions, systems + 1)
        Share of the draws in which each system lags, and in which none does.
    """

    scores: Array
    ranks: Array
    grade_shares: Array
    lag_shares: Array


def summarise(
    model: Model,
    choose: Callable[[int, int], Choices],
    draws: int,
    grade_uppers: Sequence[float],
    lag_threshold: float,
    memory_mb: float,
) -> Summary:
    """Make the draws, year by year or several years at once as memory allows, and sum them up.

    Parameters
    ----------
    choose : callable
        ``choose(start, stop)`` gives the choices of draws ``start`` to ``stop - 1``, the same
        whatever the range it is asked for.
    grade_uppers : (grades,)
        Upper bounds of the grades of D, ascending.
    memory_mb : float
        Budget for the stored draws; at least one year is held.

    Notes
    -----
    Draws are stored in single precision and always computed in the same `blocks`, so the result
    depends neither on the budget nor on the number of threads.
    """
    years, regions = model.variants.shape[1:3]
    quantities = len(model.members) + 2
    per_year = draws * regions * quantities * STORED_BYTES / 2**20
    step = max(1, min(years, int(memory_mb / per_year)))
    parts = [
        _summary(
            _years(model, start, start + step),
            choose,
            draws,
            years * regions,
            grade_uppers,
            lag_threshold,
        )
        for start in range(0, years, step)
    ]
    return Summary(
        np.concatenate([part.scores for part in parts], axis=1),
        np.concatenate([part.ranks for part in parts], axis=1),
        np.concatenate([part.grade_shares for part in parts]),
        np.concatenate([part.lag_shares for part in parts]),
    )


def _years(model: Model, start: int, stop: int) -> Model:
    """The model of some years only."""
    return replace(model, variants=model.variants[:, start:stop])


def blocks(draws: int, cells: int = CELLS) -> Iterator[tuple[int, int]]:
    """Ranges of draws in which they are always computed: one or more whole `sampling.BLOCK`.

    Parameters
    ----------
    cells : int
        Years times regions of one draw: the fewer, the more draws at a time.
    """
    step = BLOCK * max(1, CELLS // (BLOCK * max(1, cells)))
    for start in range(0, draws, step):
        yield start, min(start + step, draws)


def _summary(
    model: Model,
    choose: Callable[[int, int], Choices],
    draws: int,
    cells: int,
    grade_uppers: Sequence[float],
    lag_threshold: float,
) -> Summary:
    years, regions = model.variants.shape[1:3]
    systems = len(model.members)
    stored = np.empty((systems + 2, years, regions, draws), dtype=np.float32)
    placed = np.empty(stored.shape, dtype=np.int16)

    def fill(block: tuple[int, int]) -> Array:
        """Store one block of draws; its counts of lags come back."""
        start, stop = block
        drawn = draw(model, choose(start, stop))
        together = np.concatenate([drawn.levels, drawn.composite[None], drawn.coordination[None]])
        single = together.astype(np.float32, copy=False)
        stored[..., start:stop] = np.swapaxes(single, -1, -2)
        placed[..., start:stop] = np.swapaxes(ranks(single), -1, -2)
        return _lag_counts(drawn.levels, lag_threshold)

    _ = model.prepared  # made once, before the threads ask for it
    with ThreadPoolExecutor(THREADS) as pool:
        lags = sum(pool.map(fill, blocks(draws, cells)), np.zeros((years, regions, systems + 1)))
        scores, places = (list(pool.map(_quantiles, one, placed)) for one in (stored, placed))
    known = np.maximum((placed[-1] > 0).sum(axis=-1), 1)[..., None]
    grades = _grade_counts(stored[-1], grade_uppers)
    return Summary(np.stack(scores), np.stack(places), grades / known, lags / known)


def _quantiles(drawn: NDArray[Any], placed: NDArray[np.int16]) -> Array:
    """`QUANTILES` along the last axis over what is known; NaN where nothing is.

    The value at position ``ceil(q n)``: a quantile is a value that was drawn, a rank a whole
    number (inverted distribution function, definition 1 of Hyndman & Fan 1996).
    """
    regions, draws = drawn.shape[1:]
    if regions > BATCH:
        parts = [slice(start, start + BATCH) for start in range(0, regions, BATCH)]
        found = [_quantiles(drawn[:, part], placed[:, part]) for part in parts]
        return np.concatenate(found, axis=1)
    known = placed > 0
    values = drawn.astype(np.float32, copy=False)  # exact for ranks, and partitioned faster
    if known.all():
        at = [int(np.ceil(q * draws)) - 1 for q in QUANTILES]
        return np.partition(values, at, axis=-1)[..., at].astype(np.float64)
    counts = known.sum(axis=-1)
    ordered = np.sort(np.where(known, values, np.inf), axis=-1)
    result = np.full((*values.shape[:-1], len(QUANTILES)), np.nan)
    for n, q in enumerate(QUANTILES):
        at_each = np.maximum(np.ceil(q * counts).astype(int) - 1, 0)
        chosen = np.take_along_axis(ordered, at_each[..., None], axis=-1)[..., 0]
        result[..., n] = np.where(counts > 0, chosen, np.nan)
    return result


def _grade_counts(degrees: Single, uppers: Sequence[float]) -> Array:
    """(years, regions, grades) number of draws in each grade, bounds belonging to the lower."""
    below = [(degrees <= np.float32(upper)).sum(axis=-1) for upper in uppers[:-1]]
    below.append((~np.isnan(degrees)).sum(axis=-1))
    counts = np.stack(below, axis=-1)
    return np.diff(counts, axis=-1, prepend=0).astype(np.float64)


def _lag_counts(levels: Array, threshold: float) -> Array:
    """(years, regions, systems + 1) number of draws with each lag, the last: none."""
    lowest, mean = levels.min(axis=0), levels.mean(axis=0)
    behind = lowest < threshold * mean  # NaN compares false, so it is left out below
    first = levels.argmin(axis=0)
    counts = [(behind & (first == s)).sum(axis=1) for s in range(len(levels))]
    counts.append((~behind & ~np.isnan(lowest)).sum(axis=1))
    return np.stack(counts, axis=-1).astype(np.float64)
