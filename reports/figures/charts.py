"""Charts: ranking with intervals, levels of the zones, trends, and IP against industry."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from layout.evaluation import Evaluation
from layout.indicators import DIMENSIONS
from layout.labels import label
from reports import palette, results
from reports.figures.canvas import EDGE, FAINT, INK, SIZES, WIDTH, Lettering, say
from reports.figures.names import Name, write_names

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

RANKED = 40
"""Regions in the ranking chart: what a page holds; the caption says where there are more."""

LINE = "#225ea8"
DIMENSION_COLOURS = {"ip": "#ee8866", "innovation": "#ddcc66", "industry": "#77aadd"}
"""As the lag types of the same resources on the maps, yellow a little darker for thin bars."""

MARKS = {"ip": "o", "innovation": "s", "industry": "^", "none": "D"}
"""Shape of the mark by lag type: colour must not be the only difference."""


NAME_GAP = 0.056
"""Share of a panel's height that a name needs."""

TREND_COLOURS = ("#4477aa", "#cc6677", "#228833", "#aa3377", "#997700", "#004488")
"""Dark enough for thin lines on white; names stand at their ends."""


def ranking(evaluation: Evaluation, letters: Lettering) -> "Figure | None":
    """Composite of every region, best first, with the bounds over the draws."""
    from matplotlib.figure import Figure  # noqa: PLC0415  (heavy: only for pictures)

    table = results.regions(evaluation, results.last_year(evaluation)).dropna(subset="score")
    table = table.head(RANKED)
    if table.empty:
        return None
    height = 0.185 * len(table) + 0.55
    figure = Figure(figsize=(WIDTH, height))
    axes = figure.add_axes((0.13, 0.42 / height, 0.84, 1 - 0.47 / height))
    place = np.arange(len(table))
    axes.hlines(place, table.score_low, table.score_high, color=LINE, linewidth=2.2, alpha=0.45)
    axes.plot(table.score, place, "o", color=LINE, markersize=4.2)
    axes.set_yticks(place, [letters(name) for name in table.short_name])
    axes.set_ylim(len(table) - 0.4, -0.6)
    axes.set_xlabel(letters(say("axis_composite")))
    axes.grid(axis="x", color="#dddddd", linewidth=0.5)
    _plain(axes)
    return figure


def zone_levels(evaluation: Evaluation, letters: Lettering) -> "Figure | None":
    """Mean level of the three resources in every zone."""
    from matplotlib.figure import Figure  # noqa: PLC0415

    found = results.profiles(evaluation, results.last_year(evaluation))
    if found.empty:
        return None
    figure = Figure(figsize=(WIDTH, 2.4))
    axes = figure.add_axes((0.08, 0.11, 0.90, 0.77))
    width = 0.26
    for n, dimension in enumerate(DIMENSIONS):
        place = np.arange(len(found)) + (n - 1) * width
        bars = axes.bar(
            place,
            found[f"u_{dimension}"],
            width,
            color=DIMENSION_COLOURS[dimension],
            edgecolor=EDGE,
            linewidth=0.5,
            hatch=("", "...", "///")[n],
            label=letters(label("dimension", dimension)),
        )
        axes.bar_label(bars, fmt="%.2f", fontsize=SIZES["small"], padding=1)
    axes.set_xticks(np.arange(len(found)), [letters(text) for text in found.zone_label])
    axes.set_ylim(0, 1.0)
    axes.set_ylabel(letters(say("axis_level")))
    axes.legend(ncols=3, loc="lower center", bbox_to_anchor=(0.5, 1.0), borderpad=0.1)
    axes.tick_params(axis="x", length=0)
    _plain(axes)
    return figure


def trends(evaluation: Evaluation, letters: Lettering) -> "Figure | None":
    """Composite over the years, one panel per reference zone; None with one year only."""
    from matplotlib.figure import Figure  # noqa: PLC0415

    years = evaluation.study.settings.years
    regions = evaluation.evidence.regions
    if len(years) < 2 or len(regions) > 5 * RANKED:
        return None
    scores = results.rows(evaluation.scores, dimension="composite")
    series = scores.pivot(index="year", columns="region_code", values="score")
    official = pd.Series(evaluation.evidence.official, index=regions.region_code)
    groups = [group for group in dict.fromkeys(official) if group] or [""]
    columns = min(2, len(groups))
    rows = -(-len(groups) // columns)
    figure = Figure(figsize=(WIDTH, 2.75 * rows))
    panels = np.atleast_1d(figure.subplots(rows, columns, sharey=True, sharex=True)).ravel()
    figure.subplots_adjust(0.075, 0.05, 0.995, 1 - 0.1 / rows, wspace=0.06, hspace=0.16)
    short = regions.set_index("region_code").short_name
    for axes, group in zip(panels, groups, strict=False):
        codes = [c for c in regions.region_code if official[c] == group and c in series]
        for n, code in enumerate(codes):
            colour = TREND_COLOURS[n % len(TREND_COLOURS)]
            dashes = ("-", "--", ":")[n // len(TREND_COLOURS) % 3]
            axes.plot(series.index, series[code], dashes, color=colour, linewidth=1.1)
        _ends(axes, series[codes], [letters(short[code]) for code in codes])
        axes.set_title(letters(group), fontsize=SIZES["text"], pad=3)
        axes.set_xlim(years[0], years[-1] + 0.24 * (years[-1] - years[0]))
        axes.set_xticks(years[:: max(1, len(years) // 4)])
        axes.set_ylim(0, 1)
        axes.grid(axis="y", color="#dddddd", linewidth=0.5)
        _plain(axes)
    for axes in panels[len(groups) :]:
        axes.set_visible(False)
    return figure


def _ends(axes: "Axes", series: pd.DataFrame, names: Sequence[str]) -> None:
    """Names at the ends of the lines, moved apart where ends are close; a thread leads there."""
    last = series.ffill().iloc[-1].to_numpy(dtype=float)
    order = [n for n in np.argsort(last, kind="stable") if not np.isnan(last[n])]
    places = dict(zip(order, apart(last[order], NAME_GAP), strict=True))
    end, step = series.index[-1], 0.05 * (series.index[-1] - series.index[0])
    for n in order:
        colour = TREND_COLOURS[n % len(TREND_COLOURS)]
        axes.plot([end, end + step], [last[n], places[n]], color="#bbbbbb", linewidth=0.5)
        axes.text(
            end + 1.2 * step, places[n], names[n], va="center", fontsize=SIZES["small"],
            color=colour,
        )  # fmt: skip


def apart(values: npt.NDArray[np.float64], gap: float) -> npt.NDArray[np.float64]:
    """Places of labels in [0, 1], at least `gap` apart and as near to their values as can be.

    Parameters
    ----------
    values : (n,)
        Ascending.

    Notes
    -----
    Less ``gap`` for every label below it, the places must not decrease: pool adjacent violators
    (isotonic regression, Barlow et al. 1972) finds the nearest such places.

    Examples
    --------
    >>> apart(np.array([0.2, 0.5, 0.5]), 0.1)
    array([0.2 , 0.45, 0.55])
    """
    steps = gap * np.arange(len(values))
    pools: list[tuple[float, int]] = []
    for value in values - steps:
        mean, size = float(value), 1
        while pools and pools[-1][0] > mean:
            other, count = pools.pop()
            mean, size = (mean * size + other * count) / (size + count), size + count
        pools.append((mean, size))
    fitted = np.repeat([mean for mean, _ in pools], [size for _, size in pools])
    top = max(1 - gap / 2 - steps[-1], gap / 2) if len(values) else 1.0
    return np.clip(fitted, gap / 2, top) + steps


def matching(evaluation: Evaluation, letters: Lettering) -> tuple["Figure", list[str]] | None:
    """IP against industry: above the diagonal industry leads, below it IP does."""
    from matplotlib.figure import Figure  # noqa: PLC0415

    table = results.regions(evaluation, results.last_year(evaluation))
    table = table.dropna(subset=["u_ip", "u_industry"])
    if table.empty:
        return None
    figure = Figure(figsize=(WIDTH, 4.1))
    axes = figure.add_axes((0.09, 0.115, 0.89, 0.80))
    axes.plot([0, 1], [0, 1], color="#bbbbbb", linewidth=0.8, zorder=1)
    for code, colour in palette.LAG_COLOURS.items():
        own = table[table.lag_type == label("lag", code)]
        if len(own):
            axes.plot(
                own.u_ip, own.u_industry, MARKS[code], color=colour, markersize=5.5,
                markeredgecolor=EDGE, markeredgewidth=0.6, linestyle="none",
                label=letters(say("class_size", name=label("lag", code), regions=len(own))),
            )  # fmt: skip
    axes.set(xlim=(0, 1), ylim=(0, 1))
    axes.set_xlabel(letters(say("axis_of", dimension=label("dimension", "ip"))))
    axes.set_ylabel(letters(say("axis_of", dimension=label("dimension", "industry"))))
    axes.legend(ncols=4, loc="lower left", bbox_to_anchor=(0, 1.0), borderpad=0.1)
    for text, x, y in (("industry_leads", 0.02, 0.96), ("ip_leads", 0.80, 0.03)):
        axes.text(x, y, letters(say(text)), color=FAINT, fontsize=SIZES["text"])
    axes.grid(color="#eeeeee", linewidth=0.5)
    _plain(axes)
    left_out: list[str] = []
    if len(table) <= 2 * RANKED:
        figure.draw_without_rendering()
        names = [
            Name(letters(name), x, y, SIZES["name"])
            for name, x, y in zip(table.short_name, table.u_ip, table.u_industry, strict=True)
        ]
        left_out = write_names(axes, names, mark=5.0)
    return figure, left_out


def _plain(axes: "Axes") -> None:
    """Axes at the left and below only, thin."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(width=0.5, length=2.5)
    axes.yaxis.label.set_color(INK)
