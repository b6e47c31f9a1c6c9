"""Detectors of wrong coupling formulas: try a formula on chosen levels and say what is wrong."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models import coupling

Array = NDArray[np.float64]
Formula = Callable[[Array], Any]

# A formula may round differently from ours; the errors looked for are of the order of 0.01 to 1.
TOLERANCE = 1e-8

# Levels at which all systems are tried equal, and random levels, well away from zero.
EQUAL_LEVELS = (0.1, 0.3, 0.5, 0.7, 0.9, 1.0)
RANDOM_ROWS = 64
SEED = 2021


CODES: Mapping[str, str] = MappingProxyType(
    {
        "undefined": "no number, or an error, on ordinary levels; nothing else is tried",
        "scale_dependent": "C of equal levels depends on the level",
        "lost_coefficient": "C of equal levels is 1/n, or (1/n)^n: the factor n is left out",
        "half_maximum": "C is 1/2 at most, the mark of sums of pairs below the line",
        "not_one_at_equal": "C of equal levels is another number than 1",
        "outside_range": "C below 0 or above 1",
        "forgotten_root": "C is the n-th power of the standard form, or a multiple of it",
        "other_exponent": "the same with another power, such as the k of Liao (1999)",
        "asymmetric": "C depends on the order of the systems: weights inside C, not in T",
        "undefined_at_zero": "NaN, infinity or an unplanned error where one or all levels are 0",
    }
)


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong with a formula, with a case that shows it."""

    code: str
    """A key of `CODES`, which says what it means."""

    levels: tuple[float, ...]
    """The levels that were tried."""

    value: float
    """What the formula gave; NaN if it gave no number."""

    expected: float
    """What a right formula gives; NaN where it refuses with a ValueError."""


def check_formula(formula: Formula, systems: int = 3) -> tuple[Finding, ...]:
    """Look for the known errors in a formula of the degree of coupling C.

    Parameters
    ----------
    formula : callable
        Takes the levels of one row, an array (systems,) in [0, 1], and gives C, a number.
    systems : int
        Number of systems, 2 to 6.

    Returns
    -------
    tuple of Finding
        At most one of each of `CODES`, in that order; empty if nothing was found.

    Raises
    ------
    ValueError
        If the number of systems is not 2 to 6.

    Notes
    -----
    Wang Shujia et al., J. Natural Resources 36(3), 2021, 793-810; Liu Chunlin (2017) found C wrong
    in half of 379 papers. An empty result proves no formula right. At all levels zero a number
    in [0, 1] passes as well as a ValueError.

    Examples
    --------
    >>> found, zero = check_formula(lambda u: 4 * u[0] * u[1] / (u[0] + u[1]) ** 2, systems=2)
    >>> found.code, found.levels, round(found.value, 4), round(found.expected, 4)
    ('forgotten_root', (0.6, 0.4), 0.96, 0.9798)
    >>> zero.code
    'undefined_at_zero'
    """
    if not 2 <= systems <= 6:
        raise ValueError(f"systems must be 2 to 6, got {systems}")
    rows, equal = _rows(systems), np.tile(np.array(EQUAL_LEVELS)[:, None], systems)
    values = np.array([_tried(formula, row) for row in rows])
    at_equal = np.array([_tried(formula, row) for row in equal])
    if not (np.isfinite(values).all() and np.isfinite(at_equal).all()):
        every, given = np.vstack([rows, equal]), np.append(values, at_equal)
        bad = every[~np.isfinite(given)][0]
        return (_finding("undefined", bad, np.nan, float(coupling.standard(bad))),)
    return (
        *_at_equal_levels(equal, at_equal, values.max()),
        *_range(np.vstack([equal, rows]), np.append(at_equal, values)),
        *_exponent(rows, values, at_equal),
        *_symmetry(formula, rows, values),
        *_zero(formula, systems),
    )


def _finding(code: str, levels: Array, value: float, expected: float) -> Finding:
    """A finding of plain numbers."""
    return Finding(code, tuple(levels.tolist()), float(value), float(expected))


def _rows(systems: int) -> Array:
    """Unequal levels: first a plain row (.6, .4 for two, as in print), then random ones."""
    plain = np.linspace(0.6, 0.4, systems).round(2)
    random = np.random.default_rng(SEED).uniform(0.05, 1.0, size=(RANDOM_ROWS, systems))
    return np.vstack([plain, random])


def _tried(formula: Formula, levels: Array) -> float:
    """C of one row, or NaN if the formula gives no number there."""
    with np.errstate(all="ignore"):  # what comes of a division by zero is looked at instead
        try:
            return float(np.asarray(formula(levels.copy()), dtype=np.float64).item())
        except (ArithmeticError, ValueError):
            return float("nan")


def _at_equal_levels(equal: Array, at_equal: Array, highest: float) -> Iterator[Finding]:
    """Equal levels are fully coupled whatever the level."""
    systems, first = equal.shape[1], at_equal[0]
    off = np.abs(at_equal - first) > TOLERANCE
    if off.any():
        worst = int(np.argmax(np.abs(at_equal - first)))
        yield _finding("scale_dependent", equal[worst], at_equal[worst], 1.0)
        return
    if abs(first - 1) <= TOLERANCE:
        return
    lost = np.isclose(first, [1 / systems, (1 / systems) ** systems], rtol=0, atol=TOLERANCE)
    if lost.any():
        code = "lost_coefficient"
    elif abs(first - 0.5) <= TOLERANCE and highest <= 0.5 + TOLERANCE:
        code = "half_maximum"
    else:
        code = "not_one_at_equal"
    yield _finding(code, equal[2], at_equal[2], 1.0)


def _range(rows: Array, values: Array) -> Iterator[Finding]:
    """C lies in [0, 1]."""
    beyond = np.maximum(-values, values - 1)
    worst = int(np.argmax(beyond))
    if beyond[worst] > TOLERANCE:
        yield _finding("outside_range", rows[worst], values[worst], float(values[worst] > 0))


def _exponent(rows: Array, values: Array, at_equal: Array) -> Iterator[Finding]:
    """A multiple of a power of the standard form has lost, or gained, a root."""
    systems, factor = rows.shape[1], at_equal[0]
    if np.any(values <= 0) or np.ptp(at_equal) > TOLERANCE or factor <= 0:
        return
    standard = coupling.standard(rows)
    powers = (np.log(values) - np.log(factor)) / np.log(standard)
    if np.ptp(powers) > 1e-6 or abs(powers[0] - 1) <= 1e-6:
        return
    code = "forgotten_root" if abs(powers[0] - systems) <= 1e-6 else "other_exponent"
    yield _finding(code, rows[0], values[0], standard[0])


def _symmetry(formula: Formula, rows: Array, values: Array) -> Iterator[Finding]:
    """No system counts for more than another: the order does not matter."""
    # turning the row round and exchanging two neighbours generate every order
    for order in (np.roll(np.arange(rows.shape[1]), 1), [1, 0, *range(2, rows.shape[1])]):
        moved = np.array([_tried(formula, row[order]) for row in rows])
        off = np.flatnonzero(~(np.abs(moved - values) <= TOLERANCE))
        if off.size:
            row = int(off[0])
            yield _finding("asymmetric", rows[row][order], moved[row], values[row])
            return


def _zero(formula: Formula, systems: int) -> Iterator[Finding]:
    """A level of zero is ordinary; all at zero is refused, or given a number on purpose."""
    one = np.full(systems, 0.8)
    one[-1] = 0.0
    value = _tried(formula, one)
    if not np.isfinite(value):
        yield _finding("undefined_at_zero", one, value, float(coupling.standard(one)))
        return
    none = np.zeros(systems)
    with np.errstate(all="ignore"):
        try:
            value = float(np.asarray(formula(none.copy()), dtype=np.float64).item())
        except ValueError:  # refused, as it should be
            return
        except ArithmeticError:
            value = float("nan")
    if not -TOLERANCE <= value <= 1 + TOLERANCE:  # NaN fails the comparison
        yield _finding("undefined_at_zero", none, value, float("nan"))
