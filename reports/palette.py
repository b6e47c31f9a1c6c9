"""Colours and class breaks of the maps."""

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import mapclassify
import numpy as np

SEQUENTIAL = ("#ffffd9", "#7fcdbb", "#41b6c4", "#1d91c0", "#225ea8")
"""Low to high: of ColorBrewer's YlGnBu of nine the lightest and the fourth to the seventh.
Lightness alone tells them apart, and dark names with a halo can be read on all of them."""

QUALITATIVE = (
    "#77aadd",
    "#ee8866",
    "#eedd88",
    "#44aa99",
    "#8282ed",
    "#aaaa00",
    "#b7dba4",
    "#ebeb3b",
    "#dddddd",
)
"""Light enough for dark names on them, and apart (CIE76 of 18 or more) for deuteranopes and
protanopes too. Past the ninth class they repeat: the names must do, and they are printed."""

LAG_COLOURS = {"ip": "#ee8866", "innovation": "#eedd88", "industry": "#77aadd", "none": "#dddddd"}
"""By lag code, so that the same lag has one colour in every study."""

MAX_CLASSES = len(SEQUENTIAL)


@dataclass(frozen=True)
class Scale:
    """Classes of a score, low to high.

    Attributes
    ----------
    breaks
        Upper bounds of all classes but the highest; a bound belongs to the class below it.
    low, high
        Least and greatest value, as the legend prints them.
    """

    breaks: tuple[float, ...]
    low: float
    high: float
    colours: tuple[str, ...]

    def colour(self, value: float) -> str:
        """Colour of one value."""
        return self.colours[int(np.searchsorted(self.breaks, value))]


def scale(values: Iterable[float]) -> Scale | None:
    """Divide scores into at most five natural classes; None where there is no score at all.

    Notes
    -----
    Fisher-Jenks over all values given, so that pooled years share one legend. Fewer distinct
    values than classes give as many classes as values.

    Examples
    --------
    >>> scale([0.1, 0.12, 0.5, 0.52, float("nan")]).breaks
    (0.11, 0.3, 0.51)
    """
    known = np.array(list(values), dtype=float)
    known = known[~np.isnan(known)]
    distinct = np.unique(known)
    if not len(distinct):
        return None
    classes = min(MAX_CLASSES, len(distinct))
    tops = distinct[:-1] if classes == len(distinct) else _natural_tops(known, classes)
    above = distinct[np.searchsorted(distinct, tops) + 1]
    return Scale(
        tuple(_short_number(*pair) for pair in zip(tops, above, strict=True)),
        float(distinct[0]),
        float(distinct[-1]),
        sequential(classes),
    )


def _natural_tops(values: np.ndarray, classes: int) -> np.ndarray:
    """Greatest value of every Fisher-Jenks class but the highest."""
    with warnings.catch_warnings():  # it regrets that Numba is not installed
        warnings.filterwarnings("ignore", message="Numba not installed", category=UserWarning)
        return np.asarray(mapclassify.FisherJenks(values, k=classes).bins[:-1])


def _short_number(below: float, above: float) -> float:
    """The number with fewest decimals that separates two values, so that the legend is short.

    Examples
    --------
    >>> _short_number(0.5812, 0.6133), _short_number(0.5812, 0.5844)
    (0.6, 0.583)
    """
    middle = (below + above) / 2
    for decimals in range(1, 15):
        rounded = round(float(middle), decimals)
        if below < rounded < above:
            return rounded
    return float(below)


def sequential(classes: int) -> tuple[str, ...]:
    """Colours of so many ordered classes, as far apart as the scheme allows.

    Examples
    --------
    >>> sequential(2)
    ('#ffffd9', '#225ea8')
    """
    steps = np.linspace(0, MAX_CLASSES - 1, classes) if classes > 1 else [MAX_CLASSES // 2]
    return tuple(SEQUENTIAL[round(float(step))] for step in steps)


def qualitative(classes: Sequence[str]) -> dict[str, str]:
    """Colour of every class by its place in the list.

    Examples
    --------
    >>> qualitative(["苏南", "苏北"])
    {'苏南': '#77aadd', '苏北': '#ee8866'}
    """
    return {name: QUALITATIVE[n % len(QUALITATIVE)] for n, name in enumerate(classes)}
