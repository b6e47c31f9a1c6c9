"""Pictures show the tables' figures, can be read without colours, and never show empty boxes."""

import dataclasses
import itertools
import struct

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.patheffects import withStroke
from sklearn.isotonic import IsotonicRegression

from layout.labels import label
from reports import figures, palette, results
from reports.figures import charts, maps
from reports.figures.canvas import EDGE, Lettering, style
from reports.fonts import find_font

EVERY_STUDY = {
    "map_composite", "map_coordination", "map_u_ip", "map_u_innovation", "map_u_industry",
    "map_lag", "map_zones", "ranking", "zone_levels", "matching",
}  # fmt: skip
OF_POLICIES = {"gantt", "policy_network", "policy_heatmap"}
LANDSCAPE = {"gantt"}


@pytest.fixture(scope="module")
def drawn(jiangsu):
    return {picture.name: picture for picture in figures.draw_figures(jiangsu)}


def figure_of(draw, *arguments):
    """A figure as the library's object, drawn in our style, with what the function adds to it."""
    with style(find_font()):
        found = draw(*arguments, Lettering(find_font()))
        figure = found[0] if isinstance(found, tuple) else found
        figure.draw_without_rendering()
    return figure


def composite(evaluation):
    return results.rows(
        evaluation.scores, year=results.last_year(evaluation), dimension="composite"
    ).set_index("region_code")


def test_every_study_has_its_maps_and_charts_and_several_years_have_trends(drawn, china):
    assert set(drawn) == EVERY_STUDY | OF_POLICIES
    with style(find_font()):
        assert charts.trends(china, Lettering(None)) is not None


def test_pictures_are_a_printed_page_wide_at_200_dots_an_inch(drawn):
    for name, picture in drawn.items():
        width, _ = struct.unpack(">II", picture.png[16:24])
        assert width == (2020 if name in LANDSCAPE else 1228)  # 257 mm, 156 mm


def test_the_same_evaluation_gives_the_same_bytes(jiangsu, drawn, tmp_path):
    again = figures.draw_figures(jiangsu)
    assert {p.name: (p.png, p.svg) for p in again} == {
        p.name: (p.png, p.svg) for p in drawn.values()
    }
    figures.write_figures(jiangsu, tmp_path, again)
    assert len(list(tmp_path.iterdir())) == 2 * len(EVERY_STUDY | OF_POLICIES)
    assert b"2026-" not in drawn["ranking"].svg  # no clock


def test_without_a_font_pictures_have_numbers_and_a_key(jiangsu, monkeypatch):
    monkeypatch.setattr(figures, "find_font", lambda: None)
    # a letter that cannot be drawn would be a warning, which is an error here
    found = {picture.name: picture for picture in figures.draw_figures(jiangsu)}
    assert set(found) == EVERY_STUDY | OF_POLICIES
    for name in ("map_composite", "ranking", "matching"):
        assert set(jiangsu.evidence.regions.short_name) <= set(found[name].key.values())
    key = found["map_lag"].key
    assert list(key) == [f"({n})" for n in range(1, len(key) + 1)]
    assert len(set(key.values())) == len(key)


@pytest.mark.parametrize("study", ["jiangsu", "china"])
def test_every_region_has_the_colour_of_its_score(study, request):
    evaluation = request.getfixturevalue(study)
    base = maps.ground(evaluation)
    layer = maps.score_layer(evaluation, "composite", results.last_year(evaluation))
    figure = figure_of(maps.draw_map, evaluation, base, layer)
    fills = [to_hex(colour) for colour in figure.axes[0].collections[0].get_facecolor()]
    every = results.rows(evaluation.scores, dimension="composite").score
    scale, scores = palette.scale(every), composite(evaluation).score
    shown = dict(zip(base.areas.region_code, fills, strict=True))
    assert {code: shown[code] for code in scores.index} == {
        code: scale.colour(score) for code, score in scores.items()
    }


@pytest.mark.parametrize("study", ["jiangsu", "china"])
def test_names_have_a_halo_and_do_not_cover_each_other_and_areas_have_outlines(study, request):
    evaluation = request.getfixturevalue(study)
    layer = maps.zone_layer(evaluation, results.last_year(evaluation))
    figure = figure_of(maps.draw_map, evaluation, maps.ground(evaluation), layer)
    axes = figure.axes[0]
    names = set(evaluation.evidence.regions.short_name)
    assert names <= {text.get_text() for text in axes.texts}
    assert all(isinstance(text.get_path_effects()[0], withStroke) for text in axes.texts)
    boxes = [text.get_window_extent() for text in axes.texts]
    assert not [pair for pair in itertools.combinations(boxes, 2) if pair[0].overlaps(pair[1])]
    outlines = axes.collections[0]
    assert {to_hex(colour) for colour in outlines.get_edgecolor()} == {EDGE}
    assert min(outlines.get_linewidth()) > 0


def test_a_national_map_shows_taiwan_beside_the_inset_of_the_south_china_sea(china):
    base = maps.ground(china)
    layer = maps.lag_layer(china, results.last_year(china))
    figure = figure_of(maps.draw_map, china, base, layer)
    main, inset = figure.axes
    assert {"台湾", "香港", "澳门"} <= {text.get_text() for text in main.texts}
    taiwan = base.areas.set_index("region_code").geometry["710000"].bounds
    low, high = main.transData.transform([taiwan[:2], taiwan[2:]])
    frame = inset.get_window_extent()
    assert high[0] < frame.x0 or low[1] > frame.y1
    assert len(inset.collections[-1].get_segments()) >= 9  # the dashes
    texts = [text.get_text() for text in figure.texts]
    assert china.evidence.basemap.approval in texts
    assert any(china.evidence.basemap.credit in text for text in texts)


def test_a_map_of_many_regions_names_zones_and_provinces_not_evaluated(china, monkeypatch):
    monkeypatch.setattr(maps, "MOST_NAMES", 30)
    year = results.last_year(china)
    figure = figure_of(maps.draw_map, china, maps.ground(china), maps.zone_layer(china, year))
    names = {text.get_text() for text in figure.axes[0].texts}
    assert names == {"台湾", "香港", "澳门", *results.profiles(china, year).zone}


def test_regions_that_do_not_hold_their_zone_are_hatched(jiangsu):
    flags = jiangsu.zones.region_code.isin(["320300", "321000"]).astype(int)
    weak = dataclasses.replace(jiangsu, zones=jiangsu.zones.assign(weak=flags))
    layer = maps.zone_layer(weak, 2024)
    figure = figure_of(maps.draw_map, weak, maps.ground(weak), layer)
    hatched = [c for c in figure.axes[0].collections if c.get_hatch()]
    assert [len(collection.get_paths()) for collection in hatched] == [2]
    texts = [text.get_text() for text in figure.legends[0].get_texts()]
    assert "归属不稳（2 个地区）" in texts


def test_the_ranking_draws_scores_and_bounds_of_the_table(jiangsu):
    axes = figure_of(charts.ranking, jiangsu).axes[0]
    table = composite(jiangsu).sort_values("rank")
    np.testing.assert_array_equal(axes.lines[0].get_xdata(), table.score)
    ends = [segment[:, 0] for segment in axes.collections[0].get_segments()]
    np.testing.assert_array_equal(ends, table[["score_low", "score_high"]])
    short = jiangsu.evidence.regions.set_index("region_code").short_name
    names = [text.get_text() for text in axes.get_yticklabels()]
    assert names == [short[code] for code in table.index]


def test_bars_are_the_zones_mean_levels(jiangsu):
    axes = figure_of(charts.zone_levels, jiangsu).axes[0]
    zones = results.profiles(jiangsu, 2024)
    heights = np.reshape([bar.get_height() for bar in axes.patches], (3, -1))
    np.testing.assert_array_equal(heights.T, zones[["u_ip", "u_innovation", "u_industry"]])
    assert len({bar.get_hatch() for bar in axes.patches}) == 3  # without colours too


def test_trend_lines_are_the_composite_of_all_years(china):
    figure = figure_of(charts.trends, china)
    years = china.study.settings.years
    lines = [line for axes in figure.axes for line in axes.lines if len(line.get_xdata()) > 2]
    series = results.rows(china.scores, dimension="composite").pivot(
        index="year", columns="region_code", values="score"
    )
    assert all(list(line.get_xdata()) == years for line in lines)
    shown = sorted(tuple(line.get_ydata()) for line in lines)
    assert shown == sorted(tuple(series[code]) for code in series)


def test_the_scatter_draws_every_region_in_the_mark_of_its_lag(china):
    axes = figure_of(charts.matching, china).axes[0]
    year = results.last_year(china)
    table = results.rows(china.matching, year=year)
    shown = {
        (x, y, line.get_marker())
        for line in axes.lines[1:]
        if line.get_marker() != "None"
        for x, y in zip(line.get_xdata(), line.get_ydata(), strict=True)
    }
    marks = {label("lag", code): mark for code, mark in charts.MARKS.items()}
    expected = zip(table.u_ip, table.u_industry, table.lag_type.map(marks), strict=True)
    assert shown == set(expected)


def test_labels_are_moved_apart_as_isotonic_regression_would():
    # places less the gaps below them are the isotonic regression of the values so reduced:
    # scikit-learn's is another program for it
    gap, values = 0.05, np.sort(np.random.default_rng(7).uniform(0.3, 0.7, 12))
    steps = gap * np.arange(12)
    fitted = IsotonicRegression().fit_transform(np.arange(12), values - steps)
    np.testing.assert_allclose(charts.apart(values, gap), fitted + steps, atol=1e-12)


def test_a_score_that_nobody_has_gets_no_map(jiangsu):
    blank = dataclasses.replace(jiangsu, matching=jiangsu.matching.assign(u_ip=np.nan, lag_type=""))
    assert maps.score_layer(blank, "u_ip", 2024) is None
    assert maps.lag_layer(blank, 2024) is None


def test_a_name_of_dollar_signs_is_drawn_as_it_is(jiangsu):
    regions = jiangsu.evidence.regions.copy()
    regions.loc[0, "short_name"] = "$x^2$ <b>"
    evidence = dataclasses.replace(jiangsu.evidence, regions=regions)
    odd = dataclasses.replace(jiangsu, evidence=evidence)
    names = [text.get_text() for text in figure_of(charts.ranking, odd).axes[0].get_yticklabels()]
    assert "$x^2$ <b>" in names
