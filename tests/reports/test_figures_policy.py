"""The pictures of the policies draw every tie and every cell of their tables."""

import dataclasses
import itertools

import pandas as pd
import pytest
from matplotlib.colors import to_hex

from layout.labels import label
from reports import figures
from reports.figures import policy
from reports.figures.canvas import BLANK, WIDTH, Lettering, style
from reports.fonts import find_font


def drawn(draw, evaluation, font=None):
    with style(font):
        letters = Lettering(font)
        found = draw(evaluation, letters)
        if found is None:
            return None
        figure, caption = found
        figure.draw_without_rendering()
    return figure, caption, letters


def changed(evaluation, **views):
    return dataclasses.replace(evaluation, views=evaluation.views | views)


def members_of(axes):
    return {tuple(line.get_xydata()[0]) for line in axes.lines if line.get_marker() == "o"}


def ties_of(axes):
    return [line for line in axes.lines if line.get_marker() == "None"]


# --- network --------------------------------------------------------------------------------------


def test_every_tie_is_a_line_as_thick_as_its_weight(jiangsu):
    figure, _, _ = drawn(policy.network, jiangsu)
    ties = jiangsu.views["policy_network"]
    members = jiangsu.views["policy_centrality"]
    work = members[members.network == "work"].set_index("department")
    lines = {frozenset(map(tuple, line.get_xydata())): line for line in ties_of(figure.axes[0])}
    assert len(lines) == len(ties) == 49
    for tie in ties.itertuples():
        ends = [tuple(work.loc[one, ["x", "y"]]) for one in (tie.department_a, tie.department_b)]
        line = lines[frozenset(ends)]
        assert line.get_linewidth() == pytest.approx(policy.THICKEST * tie.weight / 8)
        assert line.get_linestyle() == ("-" if tie.cross_domain else "--")


def test_departments_stand_where_the_table_places_them_with_their_partners(jiangsu):
    figure, _, _ = drawn(policy.network, jiangsu, find_font())
    members = jiangsu.views["policy_centrality"]
    work = members[members.network == "work"]
    assert members_of(figure.axes[0]) == set(zip(work.x, work.y, strict=True))
    if find_font() is not None:
        texts = {text.get_text() for text in figure.axes[0].texts}
        expected = zip(work.department_label, work.degree, strict=True)
        assert texts == {f"{name}（{degree}）" for name, degree in expected}


def test_names_stay_inside_the_picture_and_apart(jiangsu):
    if find_font() is None:
        pytest.skip("no Chinese font on this machine")
    figure, _, _ = drawn(policy.network, jiangsu, find_font())
    boxes = [text.get_window_extent() for text in figure.axes[0].texts]
    assert all(box.x0 >= 0 and box.x1 <= WIDTH * figure.dpi for box in boxes)
    for n, one in enumerate(boxes):
        assert not any(one.overlaps(other) for other in boxes[n + 1 :])


def test_each_network_with_ties_has_its_panel(jiangsu):
    ties = jiangsu.views["policy_network"]
    members = jiangsu.views["policy_centrality"]
    issued = ties.head(3).assign(network="issue", network_label="联合发文")
    placed = members[members.network == "work"].assign(network="issue", network_label="联合发文")
    both = changed(
        jiangsu,
        policy_network=pd.concat([issued, ties]),
        policy_centrality=pd.concat([placed, members[members.network == "work"]]),
    )
    figure, caption, _ = drawn(policy.network, both)
    assert [len(ties_of(axes)) for axes in figure.axes] == [3, 49]
    assert "联合发文、任务合作" in caption


def test_without_ties_there_is_no_picture(jiangsu, china):
    assert drawn(policy.network, changed(jiangsu, policy_network=pd.DataFrame())) is None
    assert drawn(policy.network, china) is None and drawn(policy.heat_map, china) is None


# --- heat map -------------------------------------------------------------------------------------


def test_every_cell_has_its_number_of_tasks(jiangsu):
    figure, _, _ = drawn(policy.heat_map, jiangsu)
    table = jiangsu.views["policy_coverage"]
    own = table[table.policy_id == ""]
    stages, tools = list(dict.fromkeys(own.stage)), list(dict.fromkeys(own.tool))
    found = {text.get_position(): text.get_text() for text in figure.axes[0].texts}
    for row in own.itertuples():
        place = (tools.index(row.tool) + 0.5, stages.index(row.stage) + 0.5)
        assert found[place] == str(row.tasks)


def test_cells_without_tasks_are_blank_and_more_tasks_are_darker(jiangsu):
    figure, _, _ = drawn(policy.heat_map, jiangsu)
    counts = {text.get_position(): text.get_text() for text in figure.axes[0].texts}
    looks: dict[int, set[str]] = {}
    for cell in figure.axes[0].patches:
        tasks = int(counts[cell.get_x() + 0.5, cell.get_y() + 0.5])
        looks.setdefault(tasks, set()).add(to_hex(cell.get_facecolor()))
    assert looks[0] == {BLANK}
    assert all(len(colours) == 1 for colours in looks.values())
    assert len({frozenset(colours) for tasks, colours in looks.items() if tasks}) > 2


def test_headings_stay_in_their_columns(jiangsu):
    if find_font() is None:
        pytest.skip("no Chinese font on this machine")
    figure, _, _ = drawn(policy.heat_map, jiangsu, find_font())
    axes = figure.axes[0]
    boxes = [tick.get_window_extent() for tick in axes.get_xticklabels()]
    assert all(one.x1 < other.x0 for one, other in itertools.pairwise(boxes))
    assert all(box.x1 <= WIDTH * figure.dpi for box in boxes)


def test_the_caption_says_who_coded(jiangsu):
    assert label("policy_coding", "draft") in drawn(policy.heat_map, jiangsu)[1]
    table = jiangsu.views["policy_coverage"]
    human = changed(jiangsu, policy_coverage=table.replace({"coding": {"draft": "human"}}))
    caption = drawn(policy.heat_map, human)[1]
    assert "已经人工编码" in caption and label("policy_coding", "draft") not in caption


def test_pictures_are_drawn_alike_twice_and_only_with_policies(jiangsu):
    font = find_font()
    with style(font):
        first, second = (figures._policies(jiangsu, font) for _ in range(2))
    assert [one.name for one in first] == ["policy_network", "policy_heatmap"]
    assert first == second
