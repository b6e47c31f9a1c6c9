"""The schedule draws every task at its dates in the look of its state, and says which day it is."""

import dataclasses
import datetime as dt
import itertools

import pytest
from matplotlib.colors import to_hex, to_rgb

from layout.notes import Notes
from layout.settings import Policies as Asked
from layout.tracking import tracking_tables
from layout.tracking.states import STATES
from reports import figures
from reports.figures.canvas import Lettering, style
from reports.figures.gantt import FILLS, gantt
from reports.fonts import find_font
from tests.layout.tracking.founding import ANNEX, PLAN, policies, report

HALF = dt.date(2016, 6, 30)
REPORTS = (
    report("A01", "2016-02-20", "done", evidence="纪要"),
    report("A03", "2016-06-10", progress_pct="90"),
    report("A06", "2016-04-15", progress_pct="20"),
)
EPOCH = dt.date(1970, 1, 1)


def tracking(evaluation, day=HALF, progress=REPORTS, **changes):
    """The evaluation with the tables of the founding plan."""
    asked = Asked(documents="list.csv", plan=PLAN, as_of=day)
    settings = evaluation.study.settings.model_copy(update={"policies": asked})
    read = policies(progress, **changes)
    tables = tracking_tables(read, asked, day, Notes())
    study = dataclasses.replace(evaluation.study, settings=settings)
    return dataclasses.replace(evaluation, study=study, views=evaluation.views | tables)


def drawn(evaluation, font=None):
    with style(font):
        letters = Lettering(font)
        figure = gantt(evaluation, letters)
        figure.draw_without_rendering()
    return figure, letters


def test_every_task_has_a_bar_over_its_days_in_the_order_of_the_plan(jiangsu):
    figure, _ = drawn(tracking(jiangsu))
    bars = figure.axes[0].patches
    days = [
        (EPOCH + dt.timedelta(bar.get_x()), EPOCH + dt.timedelta(bar.get_x() + bar.get_width() - 1))
        for bar in bars
    ]
    assert [(start.isoformat(), end.isoformat()) for start, end in days] == [
        row[-2:] for row in ANNEX
    ]
    places = [bar.get_y() + bar.get_height() / 2 for bar in bars]
    assert places == pytest.approx(list(range(26)))


def test_bars_have_the_look_of_their_state_and_the_legend_counts_them(jiangsu):
    evaluation = tracking(jiangsu)
    figure, _ = drawn(evaluation, find_font())
    looks = [(to_hex(bar.get_facecolor()), bar.get_hatch()) for bar in figure.axes[0].patches]
    table = evaluation.views["plan_tasks"]
    assert looks == [(FILLS[one].colour, FILLS[one].hatch) for one in table.state]
    if find_font() is not None:
        texts = {text.get_text() for text in figure.legends[0].get_texts()}
        assert {"逾期未完成（1 项）", "尚未开始（14 项）"} <= texts


def test_states_differ_without_colours_too():
    assert set(FILLS) == set(STATES)
    weights = (0.2126, 0.7152, 0.0722)  # luminance, ITU-R BT.709
    grey = {
        state: sum(w * c for w, c in zip(weights, to_rgb(fill.colour), strict=True))
        for state, fill in FILLS.items()
    }
    for one, other in itertools.combinations(FILLS, 2):
        if FILLS[one].hatch == FILLS[other].hatch:
            assert abs(grey[one] - grey[other]) > 0.04, (one, other)


@pytest.mark.parametrize(
    ("day", "words", "line"),
    [
        (HALF, "截至 2016-06-30", True),
        (dt.date(2026, 11, 22), "截至 2026-11-22，在图右之外 →", False),
        (dt.date(2015, 11, 22), "← 截至 2015-11-22，在图左之外", False),
    ],
)
def test_the_day_of_the_tracking_is_a_line_or_words_at_the_edge(jiangsu, day, words, line):
    figure, letters = drawn(tracking(jiangsu, day))
    axes = figure.axes[0]
    assert words in letters.key.values()
    place = float((day - EPOCH).days)
    vertical = [one for one in axes.lines if list(one.get_xdata()) == [place, place]]
    assert len(vertical) == int(line)


def test_a_task_without_a_last_day_has_words_instead_of_a_bar(jiangsu):
    figure, letters = drawn(tracking(jiangsu, A24={"start": "", "end": ""}))
    assert len(figure.axes[0].patches) == 25
    assert "无期限" in letters.key.values()


def test_columns_do_not_run_into_each_other_or_over_the_edge(jiangsu):
    font = find_font()
    if font is None:
        pytest.skip("no Chinese font on this machine")
    figure, _ = drawn(tracking(jiangsu), font)
    boxes = [text.get_window_extent() for text in figure.axes[0].texts]
    assert not [pair for pair in itertools.combinations(boxes, 2) if pair[0].overlaps(pair[1])]
    every = [*boxes, figure.legends[0].get_window_extent()]
    assert min(box.x0 for box in every) >= 0 and max(box.x1 for box in every) <= figure.bbox.x1
    assert max(box.y1 for box in every) <= figure.bbox.y1


def test_it_is_drawn_only_where_a_plan_is_tracked(jiangsu):
    without = {name: view for name, view in jiangsu.views.items() if name != "plan_tasks"}
    with style(None):
        assert gantt(dataclasses.replace(jiangsu, views=without), Lettering(None)) is None
    pictures = {picture.name: picture for picture in figures.draw_figures(tracking(jiangsu))}
    assert "JS-2016 任务时序与状态（截至 2016-06-30" in pictures["gantt"].caption
    again = {picture.name: picture for picture in figures.draw_figures(tracking(jiangsu))}
    assert pictures["gantt"] == again["gantt"]
