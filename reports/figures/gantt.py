"""The schedule of a plan: a bar for every task from its first day to its last, by its state."""

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import pandas as pd

from layout.evaluation import Evaluation
from layout.labels import label
from reports import results
from reports.figures.canvas import EDGE, FAINT, INK, MARKED, SIZES, Lettering, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

T = TypeVar("T")

LANDSCAPE = 10.1
"""Inches: the text block of an A4 page laid across, 257 mm."""

ROW, HEAD, FOOT = 0.212, 0.50, 0.46
"""Inches of one task, of legend and headings above and of the time axis below."""

PHASE_AT, SECTION_AT, TASK_AT, LEAD_AT, BARS_AT = 0.02, 0.72, 1.78, 4.3, 5.36
"""Inches from the left at which the columns begin."""

HEADINGS = {
    "gantt_phase": PHASE_AT,
    "gantt_section": SECTION_AT,
    "gantt_task": TASK_AT,
    "gantt_lead": LEAD_AT,
}
"""Text above a column → where the column begins."""

SECTION_LETTERS, TASK_LETTERS = 10, 23
"""Letters of a section's name in one line, and of a task's text; longer ones are cut."""

BAR = 0.62
"""Share of a row that its bar fills."""


class _Fill(NamedTuple):
    """Colour of a state, and hatching: colour must not be the only difference."""

    colour: str
    hatch: str


FILLS = {
    "done": _Fill("#44aa99", ""),
    "on_time": _Fill("#77aadd", ""),
    "due": _Fill("#eedd88", "..."),
    "late": _Fill("#ee8866", "///"),
    "overdue": _Fill("#cc6677", "xxx"),
    "unreported": _Fill("#dddddd", "\\\\\\"),
    "upcoming": _Fill("#ffffff", ""),
}
"""State → how its bars are filled, in the order of the legend."""

EDGE_DAYS = 4
"""Past the last year, so that bars that end with it keep their outline."""

QUARTERS_UP_TO = 6
"""Years up to which the quarters have ticks of their own."""


def gantt(evaluation: Evaluation, letters: Lettering) -> "Figure | None":
    """Tasks in the order of the plan under phase and section, with owner, bar and today's line.

    None where the evaluation tracks no plan, or no task of it has a last day.
    """
    from matplotlib.figure import Figure  # noqa: PLC0415  (heavy: only for pictures)

    table = results.table(evaluation, "plan_tasks")
    if table.empty or (table.end == "").all():
        return None
    height = ROW * len(table) + HEAD + FOOT
    figure = Figure(figsize=(LANDSCAPE, height))
    left, bottom = BARS_AT / LANDSCAPE, FOOT / height
    axes = figure.add_axes((left, bottom, 0.99 - left, ROW * len(table) / height))
    axes.set_ylim(len(table) - 0.5, -0.5)
    _time_axis(axes, table, letters)
    _bars(axes, table, letters)
    _columns(axes, table, letters)
    _today(axes, evaluation, letters)
    _legend(axes, table, letters)
    return figure


def _day(text: str) -> float:
    """A day as the drawing library counts: from 1970."""
    return float((dt.date.fromisoformat(text) - dt.date(1970, 1, 1)).days)


def _time_axis(axes: "Axes", table: pd.DataFrame, letters: Lettering) -> None:
    """Whole years, told apart by lines; quarters by the number of their first month."""
    days = [text for text in (*table.start, *table.end) if text]
    first, last = int(min(days)[:4]), int(max(days)[:4])
    years = range(first, last + 1)
    axes.set_xlim(_day(f"{first}-01-01"), _day(f"{last + 1}-01-01") + EDGE_DAYS)
    starts = [_day(f"{year}-01-01") for year in (*years, last + 1)]
    for start in starts[1:-1]:
        axes.axvline(start, color="#aaaaaa", linewidth=0.6, zorder=1)
    few = len(years) <= QUARTERS_UP_TO
    months = [(year, month) for year in years for month in ((1, 4, 7, 10) if few else ())]
    axes.set_xticks([_day(f"{year}-{month:02}-01") for year, month in months])
    axes.set_xticklabels([str(month) for _, month in months], fontsize=SIZES["small"], color=FAINT)
    axes.grid(axis="x", color="#e6e6e6", linewidth=0.4, zorder=0)
    axes.tick_params(axis="x", length=2, width=0.5, pad=1.5)
    axes.tick_params(axis="y", length=0, labelleft=False)
    for year, (start, end) in zip(years, itertools.pairwise(starts), strict=True):
        axes.annotate(
            letters(say("gantt_year", year=year)),
            ((start + end) / 2, 0),
            xycoords=("data", "axes fraction"),
            xytext=(0, -13),
            textcoords="offset points",
            ha="center",
            va="top",
            fontsize=SIZES["text"],
        )
    axes.spines[["top", "left", "right"]].set_visible(False)


def _bars(axes: "Axes", table: pd.DataFrame, letters: Lettering) -> None:
    for place, task in enumerate(table.itertuples()):
        if not task.end:
            axes.annotate(
                letters(label("plan_state", "none")),
                (0.005, place),
                xycoords=("axes fraction", "data"),
                va="center",
                fontsize=SIZES["small"],
                color=FAINT,
            )
            continue
        fill = FILLS[str(task.state)]
        end = _day(str(task.end)) + 1  # its last day belongs to it
        start = _day(str(task.start)) if task.start else end - 1
        axes.barh(
            place, end - start, BAR, start, color=fill.colour, hatch=fill.hatch,
            edgecolor=EDGE, linewidth=0.5, zorder=3,
        )  # fmt: skip


def _columns(axes: "Axes", table: pd.DataFrame, letters: Lettering) -> None:
    """Phase, section, text and lead to the left of the bars; lines where groups change."""
    for n, task in enumerate(table.itertuples()):
        text = f"{task.number}. {_cut(str(task.text), TASK_LETTERS)}"
        _write(axes, TASK_AT, n, letters(text), SIZES["name"], INK)
        _write(axes, LEAD_AT, n, letters(_lead(str(task.lead_label))), SIZES["small"], FAINT)
    for key, inches in HEADINGS.items():
        _write(axes, inches, -0.95, letters(say(key)), SIZES["small"], FAINT)
    for first, last, phase in _runs(table.phase):
        _write(axes, PHASE_AT, (first + last) / 2, letters(phase), SIZES["text"], INK)
        _rule(axes, PHASE_AT, first, EDGE)
    for first, last, (phase, section) in _runs(zip(table.phase, table.section, strict=True)):
        lines = _lines(section, last - first + 1)
        if section and section != phase:
            drawn = "\n".join(letters(line) for line in lines)
            _write(axes, SECTION_AT, (first + last) / 2, drawn, SIZES["small"], INK)
        if first and table.phase.iloc[first] == table.phase.iloc[first - 1]:
            _rule(axes, SECTION_AT, first, "#cccccc")


def _lead(names: str) -> str:
    """The one who leads; of several the first and their number.

    Examples
    --------
    >>> _lead("知识产权局"), _lead("发展改革委；教育厅"), _lead("")
    ('知识产权局', '发展改革委等 2 家', '—')
    """
    several = names.split("；")
    if len(several) > 1:
        return say("gantt_leads", first=several[0], leads=len(several))
    return names or say("gantt_no_lead")


def _runs(values: Iterable[T]) -> Iterator[tuple[int, int, T]]:
    """First and last place of every run of equal values, with the value."""
    first = 0
    for value, run in itertools.groupby(values):
        length = len(list(run))
        yield first, first + length - 1, value
        first += length


def _lines(text: str, rows: int) -> list[str]:
    """A name in as many lines as its rows have room for, of about the same length.

    Lines hold an even number of letters: most Chinese words are of two or four.

    Examples
    --------
    >>> _lines("知识产权区域布局支撑条件建设", 4)
    ['知识产权区域布局', '支撑条件建设']
    >>> _lines("知识产权区域布局支撑条件建设", 1)
    ['知识产权区域布局支…']
    """
    wanted = min(-(-len(text) // SECTION_LETTERS), rows)
    text = _cut(text, wanted * SECTION_LETTERS)
    size = -(-len(text) // max(wanted, 1))
    size += size % 2
    return [text[n : n + size] for n in range(0, len(text), size)] if text else []


def _cut(text: str, letters: int) -> str:
    return text if len(text) <= letters else f"{text[: letters - 1]}…"


def _write(axes: "Axes", inches: float, row: float, text: str, size: float, colour: str) -> None:
    axes.annotate(
        text,
        (0, row),
        xycoords=("axes fraction", "data"),
        xytext=((inches - BARS_AT) * 72, 0),
        textcoords="offset points",
        va="center",
        fontsize=size,
        color=colour,
        linespacing=1.15,
    )


def _rule(axes: "Axes", inches: float, row: int, colour: str) -> None:
    """A thin line above a row, from a column to the right edge."""
    width = axes.get_position().width * LANDSCAPE
    axes.plot(
        [(inches - BARS_AT) / width, 1],
        [row - 0.5] * 2,
        color=colour,
        linewidth=0.5,
        transform=axes.get_yaxis_transform(),
        clip_on=False,
        zorder=2,
    )


def _today(axes: "Axes", evaluation: Evaluation, letters: Lettering) -> None:
    """The day of the tracking as a line; where it lies past the axis, as words at that edge."""
    settings = evaluation.study.settings
    day = settings.policies.as_of or settings.release
    place, (low, high) = _day(day.isoformat()), axes.get_xlim()
    if low <= place <= high:
        axes.axvline(place, color=MARKED, linewidth=1.1, zorder=4)
        key, at = "gantt_today", (place - low) / (high - low)
    else:
        key, at = ("gantt_after", 1.0) if place > high else ("gantt_before", 0.0)
    axes.annotate(
        letters(say(key, day=day)),
        (at, 1),
        xycoords="axes fraction",
        xytext=(0, 3),
        textcoords="offset points",
        ha="right" if at > 0.85 else "left" if at < 0.15 else "center",
        va="bottom",
        fontsize=SIZES["small"],
        color=MARKED,
    )


def _legend(axes: "Axes", table: pd.DataFrame, letters: Lettering) -> None:
    """The states that occur, with their numbers of tasks, above the columns of text."""
    from matplotlib.patches import Patch  # noqa: PLC0415

    counts = table.state.value_counts()
    marks = [
        Patch(
            facecolor=fill.colour,
            hatch=fill.hatch,
            edgecolor=EDGE,
            linewidth=0.5,
            label=letters(
                say("gantt_state", state=label("plan_state", state), tasks=counts[state])
            ),
        )
        for state, fill in FILLS.items()
        if state in counts
    ]
    axes.figure.legend(
        handles=marks,
        loc="upper left",
        bbox_to_anchor=(PHASE_AT / LANDSCAPE, 1.0),
        ncols=len(marks),
        fontsize=SIZES["text"],
        borderaxespad=0.25,
        borderpad=0.1,
        handlelength=2.2,
        columnspacing=1.3,
    )
