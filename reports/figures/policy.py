"""Pictures of the policies: who works with whom, and which tools the tasks use at which stage."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from layout.evaluation import Evaluation
from layout.labels import label
from reports import palette, results
from reports.figures.canvas import BLANK, EDGE, FAINT, INK, SIZES, WIDTH, Lettering, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NETWORKS = ("issue", "work")
"""Networks in the order of their panels; one without a single tie has no panel."""

PANEL = 4.3
"""Inches of a network's panel from top to bottom."""

TIE, SAME_DOMAIN = "#4477aa", "#999999"
"""Ties between departments of two domains, and of one; the latter are dashed too."""

CORE, OTHER = "#77aadd", "#ffffff"
"""Members of the core and the others; the latter have the thinner outline."""

THICKEST = 3.6
"""Points of the line of the largest weight; the others in proportion."""

NODE = 9.0
"""Points across of a department's mark."""

CELL = 0.36
"""Inches of a row of the heat map."""

HEADING_LETTERS = 3
"""Letters of a tool's name in one line above its column."""

Drawn = tuple["Figure", str]
"""A picture and its caption."""


def network(evaluation: Evaluation, letters: Lettering) -> Drawn | None:
    """Departments on a circle, tied by joint documents or shared tasks; None without a tie.

    Places are those of ``policy_centrality``, so that page and report show the same picture.
    """
    from matplotlib.figure import Figure  # noqa: PLC0415  (heavy: only for pictures)

    ties = results.table(evaluation, "policy_network")
    shown = [one for one in NETWORKS if len(ties) and (ties.network == one).any()]
    if not shown:
        return None
    members = results.table(evaluation, "policy_centrality")
    figure = Figure(figsize=(WIDTH, PANEL * len(shown)))
    panels = np.atleast_1d(figure.subplots(len(shown), 1)).ravel()
    figure.subplots_adjust(0.02, 0.02, 0.98, 0.99, hspace=0.04)
    told = []
    for axes, one in zip(panels, shown, strict=True):
        own = results.rows(ties, network=one)
        told.append(str(own.network_label.iloc[0]))
        _ties(axes, own, results.rows(members, network=one))
        _members(axes, results.rows(members, network=one), letters)
        _weights(axes, own, letters, str(own.network_label.iloc[0]))
    return figure, say("policy_network", networks=say("list_stop").join(told))


def _ties(axes: "Axes", ties: pd.DataFrame, members: pd.DataFrame) -> None:
    """Lines as thick as their weights, the weak ones first and paler."""
    at = zip(members.x, members.y, strict=True)
    places = dict(zip(members.department, at, strict=True))
    most = float(ties.weight.max())
    tie: Any  # no type checker knows the columns of a table
    for tie in ties.sort_values(["weight", "department_a", "department_b"]).itertuples():
        (x0, y0), (x1, y1) = places[tie.department_a], places[tie.department_b]
        share = float(tie.weight) / most
        axes.plot(
            [x0, x1], [y0, y1], "-" if tie.cross_domain else "--",
            color=TIE if tie.cross_domain else SAME_DOMAIN,
            linewidth=THICKEST * share, alpha=0.25 + 0.6 * share, zorder=1,
        )  # fmt: skip


def _members(axes: "Axes", members: pd.DataFrame, letters: Lettering) -> None:
    """Marks on the circle with name and number of partners outside it."""
    axes.set(xlim=(-1.75, 1.75), ylim=(-1.38, 1.22), aspect="equal")
    axes.axis("off")
    one: Any
    for one in members.itertuples():
        core = bool(one.core)
        axes.plot(
            one.x, one.y, "o", markersize=NODE, color=CORE if core else OTHER,
            markeredgecolor=EDGE, markeredgewidth=1.2 if core else 0.7, zorder=3,
        )  # fmt: skip
        side = "center" if abs(one.x) < 0.2 else "left" if one.x > 0 else "right"
        text = say("policy_member", name=one.department_label, partners=one.degree)
        axes.annotate(
            letters(text),
            (one.x, one.y),
            xytext=(9 * one.x, 9 * one.y),
            textcoords="offset points",
            ha=side,
            va="center" if side != "center" else "bottom" if one.y > 0 else "top",
            fontsize=SIZES["text"],
        )


def _weights(axes: "Axes", ties: pd.DataFrame, letters: Lettering, name: str) -> None:
    """What lines and marks mean."""
    from matplotlib.lines import Line2D  # noqa: PLC0415

    low, high = int(ties.weight.min()), int(ties.weight.max())
    marks = [
        Line2D([], [], color=TIE, linewidth=THICKEST * weight / high,
               label=letters(say("policy_weight", weight=weight)))
        for weight in sorted({low, (low + high) // 2, high})
    ]  # fmt: skip
    if not ties.cross_domain.all():
        text = letters(say("policy_same_domain"))
        marks.append(Line2D([], [], color=SAME_DOMAIN, linestyle="--", label=text))
    for colour, key in ((CORE, "policy_core"), (OTHER, "policy_not_core")):
        marks.append(
            Line2D([], [], marker="o", linestyle="none", color=colour, markeredgecolor=EDGE,
                   markersize=6, label=letters(say(key)))
        )  # fmt: skip
    axes.legend(
        handles=marks, loc="lower center", ncols=len(marks), fontsize=SIZES["small"],
        bbox_to_anchor=(0.5, -0.01), columnspacing=1.1, handlelength=1.8, borderpad=0.1,
        title=letters(name), title_fontsize=SIZES["text"],
    )  # fmt: skip


def heat_map(evaluation: Evaluation, letters: Lettering) -> Drawn | None:
    """Tasks by stage of the chain and by tool, over all documents in force; None without tasks."""
    from matplotlib.figure import Figure  # noqa: PLC0415  (heavy: only for pictures)

    table = results.rows(results.table(evaluation, "policy_coverage"), policy_id="")
    if table.empty or not table.tasks.sum():
        return None
    stages = list(dict.fromkeys(table.stage))
    tools = table.drop_duplicates("tool")
    above, below = 0.72, 0.08
    height = CELL * len(stages) + above + below
    figure = Figure(figsize=(WIDTH, height))
    axes = figure.add_axes((0.085, below / height, 0.905, CELL * len(stages) / height))
    axes.set(xlim=(0, len(tools)), ylim=(len(stages), 0))
    axes.tick_params(length=0)
    scale = palette.scale(table.tasks[table.tasks > 0].astype(float))
    assert scale is not None, "there is a task"
    keys = zip(table.stage, table.tool, strict=True)
    counts = dict(zip(keys, table.tasks.astype(int), strict=True))
    for y, stage in enumerate(stages):
        for x, tool in enumerate(tools.tool):
            _cell(axes, x, y, counts[stage, tool], scale, letters)
    names = table.drop_duplicates("stage").stage_label
    axes.set_yticks(np.arange(len(stages)) + 0.5, [letters(name) for name in names])
    _headings(axes, tools, letters)
    draft = (table.coding == "draft").any()
    coding = label("policy_coding", "draft") if draft else say("policy_coded")
    return figure, say("policy_heatmap", coding=coding)


def _cell(
    axes: "Axes", x: int, y: int, tasks: int, scale: palette.Scale, letters: Lettering
) -> None:
    from matplotlib.patches import Rectangle  # noqa: PLC0415

    colour = scale.colour(float(tasks)) if tasks else BLANK
    axes.add_patch(Rectangle((x, y), 1, 1, facecolor=colour, edgecolor="white", linewidth=1.0))
    dark = bool(tasks) and colour == palette.SEQUENTIAL[-1]
    axes.text(
        x + 0.5, y + 0.5, letters(str(tasks)), ha="center", va="center",
        fontsize=SIZES["text"], color="white" if dark else INK if tasks else FAINT,
    )  # fmt: skip


def _headings(axes: "Axes", tools: pd.DataFrame, letters: Lettering) -> None:
    """Tools above their columns, and above these their class with lines between classes."""
    axes.xaxis.tick_top()
    short = [_lines(str(name)) for name in tools.tool_label]
    labels = ["\n".join(letters(line) for line in lines) for lines in short]
    axes.set_xticks(np.arange(len(tools)) + 0.5, labels, fontsize=SIZES["small"])
    axes.tick_params(axis="x", pad=2)
    axes.spines[:].set_visible(False)
    classes = tools.tool_class_label.to_list()
    for name in dict.fromkeys(classes):
        places = [n for n, one in enumerate(classes) if one == name]
        first, last = places[0], places[-1] + 1
        if first:
            axes.plot(
                [first] * 2, [0, 1.3], color=EDGE, linewidth=1.0, clip_on=False,
                transform=axes.get_xaxis_transform(),
            )  # fmt: skip
        axes.annotate(
            letters(name),
            ((first + last) / 2, 1),
            xycoords=("data", "axes fraction"),
            xytext=(0, 30),
            textcoords="offset points",
            ha="center",
            va="bottom",
            fontsize=SIZES["text"],
        )


def _lines(name: str) -> list[str]:
    """A tool's name in lines that its column has room for; four letters make two and two.

    Examples
    --------
    >>> _lines("资金投入"), _lines("法规管制"), _lines("海外机构管理"), _lines("外包")
    (['资金', '投入'], ['法规', '管制'], ['海外机', '构管理'], ['外包'])
    """
    rows = -(-len(name) // HEADING_LETTERS)
    size = -(-len(name) // rows)
    return [name[n : n + size] for n in range(0, len(name), size)]
