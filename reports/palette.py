"""Colours and class breaks of the maps."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

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

BIVARIATE = (
    ("#e8e8e8", "#ace4e4", "#5ac8c8"),
    ("#dfb0d6", "#a5add3", "#5698b9"),
    ("#be64ac", "#8c62aa", "#3b4994"),
)
"""Two scores in thirds, the first from low to high by row, the second by column: Joshua Stevens's
pink and blue (2015)."""

OUTLINES = (
    ("#0077bb", "16 9"),
    ("#cc3311", "7 7"),
    ("#e69f00", "14 5 3 5"),
    ("#882255", "3 6"),
    ("#332288", "22 8"),
    ("#ee6677", "10 4 3 4 3 4"),
)
"""Colour and dashes of overlay zones, from the schemes of Tol and of Okabe and Ito. Apart (CIE76 of
25) for deuteranopes and protanopes too; past the sixth they repeat. Every name is printed."""

ZONE_BORDER = ("#1f2937", "")
REFERENCE_BORDER = ("#7e22ce", "7 6")

CENTRE_COLOURS = {"ip": "#d55e00", "innovation": "#0072b2", "industry": "#009e73"}
"""Of the centres of gravity by dimension: Okabe and Ito's colours."""

MAX_CLASSES = len(SEQUENTIAL)

Within = Callable[[np.ndarray, np.ndarray], np.ndarray]


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
    """Greatest value of every Fisher-Jenks class but the highest.

    Notes
    -----
    Exact, as `mapclassify.FisherJenks`, but in ``O(k n log n)`` instead of ``O(k n^2)``: the
    thousands of scores of all counties would take it minutes. The best start of the last class
    never falls as values are added, so halves of the range can be searched apart.
    """
    distinct, counts = np.unique(values, return_counts=True)
    within = _within(distinct - values.mean(), counts)
    least = within(np.zeros(len(distinct) + 1, dtype=int), np.arange(len(distinct) + 1))
    starts = []
    for _ in range(1, classes):
        least, start = _one_class_more(least, within)
        starts.append(start)
    tops = []
    stop = len(distinct)
    for start in reversed(starts):
        stop = start[stop]
        tops.append(distinct[stop - 1])
    return np.array(tops[::-1])


def _within(distinct: np.ndarray, counts: np.ndarray) -> Within:
    """Sum of squares around their mean of the values from one position up to another."""
    sums = [np.concatenate([[0], np.cumsum(counts * distinct**power)]) for power in range(3)]

    def within(start: np.ndarray, stop: np.ndarray) -> np.ndarray:
        number, total, squares = (one[stop] - one[start] for one in sums)
        return squares - np.divide(total**2, number, out=np.zeros_like(squares), where=number > 0)

    return within


def _one_class_more(least: np.ndarray, within: Within) -> tuple[np.ndarray, np.ndarray]:
    """Least sum of squares up to each position with one more class, and where that one starts."""
    sums, starts = np.zeros_like(least), np.zeros(len(least), dtype=int)
    halves = [(1, len(least) - 1, 0, len(least) - 2)]
    while halves:
        first, last, low, high = halves.pop()
        stop = (first + last) // 2
        candidates = np.arange(low, min(high, stop - 1) + 1)
        costs = least[candidates] + within(candidates, np.full_like(candidates, stop))
        best = int(costs.argmin())
        sums[stop], starts[stop] = costs[best], candidates[best]
        if first < stop:
            halves.append((first, stop - 1, low, starts[stop]))
        if stop < last:
            halves.append((stop + 1, last, starts[stop], high))
    return sums, starts


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
