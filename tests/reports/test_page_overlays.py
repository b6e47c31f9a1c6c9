import dataclasses
import json
import re

import pandas as pd
import pytest
import shapely

from layout.labels import label
from reports import page as pages
from reports.offline_map import words
from reports.overlay_layers import OVERLAY_FIELDS

STUDIES = ["china", "jiangsu"]
SIZES = [(1440, 900), (1024, 768), (390, 844)]
PHONE = (390, 844)


def data_of(file):
    page = file.read_text("utf-8")
    return json.loads(page.split('id="data">')[1].split("</script>")[0])


def box(page, key):
    return page.locator(f'[data-show="{key}"]')


def line_of(page, number):
    """Path of the nth thing that is drawn over the map, and its attributes."""
    return page.locator(".leaflet-overlays-pane path").nth(number)


def names(page, kind):
    """Names that can be read: those without room are hidden."""
    return list(filter(None, page.locator(f".{kind}-name b").all_inner_texts()))


def figure(page, key):
    return page.inner_text(f'[data-figure="{key}"] b')


def row(table, code, year):
    return table[(table.region_code == code) & (table.year == year)].iloc[0]


# --- borders ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", STUDIES)
def test_borders_of_zones_are_drawn_on_demand_and_always_with_their_layer(
    name, evaluations, files, opened
):
    profiles = evaluations[name].zone_profiles
    year = evaluations[name].study.settings.years[-1]
    zones = profiles[(profiles.kind == "zone") & (profiles.year == year)]
    with opened(files[name]) as page:
        assert line_of(page, 0).get_attribute("d") == "M0 0"
        box(page, "zones").check()
        assert line_of(page, 0).get_attribute("d").count("M") > 1
        assert sorted(names(page, "zone")) == sorted(zones.zone_label)
        box(page, "zones").uncheck()
        assert names(page, "zone") == []
        page.click('[data-layer="zone"]')
        assert box(page, "zones").is_checked()
        assert box(page, "zones").is_disabled()
        assert line_of(page, 0).get_attribute("d").count("M") > 1
        page.click('[data-layer="composite"]')
        assert line_of(page, 0).get_attribute("d") == "M0 0"
        assert not box(page, "zones").is_checked()


@pytest.mark.parametrize("name", STUDIES)
def test_borders_of_official_zones_are_dashed_and_named(name, evaluations, files, opened):
    official = set(evaluations[name].evidence.reference_zones.values())
    with opened(files[name]) as page:
        box(page, "reference").focus()
        page.keyboard.press("Space")
        assert line_of(page, 1).get_attribute("d").count("M") > 1
        assert line_of(page, 1).get_attribute("stroke-dasharray")
        assert set(names(page, "reference")) == official


# --- overlay zones ------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", STUDIES)
def test_every_control_works_and_every_overlay_is_named(name, size, evaluations, files, opened):
    overlays = evaluations[name].evidence.overlays
    assert len(overlays) > 1
    with opened(files[name], size) as page:
        if size == PHONE:
            assert not box(page, "zones").is_visible()
            page.locator("#overlays summary").focus()
            page.keyboard.press("Enter")
        for control in page.locator("[data-show]").all():
            control.focus()
            page.keyboard.press("Space")
            assert control.is_checked()
        assert sorted(names(page, "overlay")) == sorted(overlays.name)
        frame = page.locator("#map").bounding_box()
        for name_box in [one.bounding_box() for one in page.locator(".overlay-name b").all()]:
            assert (
                frame["x"] <= name_box["x"] + name_box["width"] / 2 <= frame["x"] + frame["width"]
            )
            assert frame["y"] <= name_box["y"] <= frame["y"] + frame["height"]
        for number in range(2, 2 + len(overlays)):
            assert len(line_of(page, number).get_attribute("d")) > 20
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
        for control in page.locator("[data-show]").all():
            control.uncheck()
        assert names(page, "overlay") == []
        assert line_of(page, 2).get_attribute("d") == "M0 0"


@pytest.mark.parametrize("name", STUDIES)
def test_overlays_differ_in_colour_dashes_and_width(name, files):
    overlays = data_of(files[name])["overlays"]
    for key in ("colour", "dash", "weight"):
        assert len({overlay[key] for overlay in overlays}) == len(overlays)
    widths = [overlay["weight"] for overlay in overlays]
    assert widths == sorted(widths, reverse=True)  # the later, smaller one lies on top


@pytest.mark.parametrize("name", STUDIES)
def test_overlay_is_drawn_where_it_lies(name, evaluations, files):
    """Of drawn areas by their codes, any other by its own shape, also beyond the study."""
    evidence = evaluations[name].evidence
    drawn = {*evidence.regions.region_code, *evidence.basemap.backdrop.region_code}
    table = evidence.overlays.set_index("overlay")
    for overlay in data_of(files[name])["overlays"]:
        members = set(table.member_codes[overlay["code"]])
        if members and members <= drawn:
            assert set(overlay["codes"]) == members
            assert overlay["shape"] is None
            continue
        shape = shapely.geometry.shape(overlay["shape"])
        expected = table.geometry[overlay["code"]]
        assert overlay["codes"] is None
        assert shape.area == pytest.approx(expected.area, rel=0.02)
        assert shape.intersection(expected).area == pytest.approx(expected.area, rel=0.02)


def test_an_overlay_beyond_the_study_is_among_them(files):
    """The corridor of nine cities of which Jiangsu has one; the bay area with 香港 and 澳门."""
    for name, code in (("jiangsu", "G60"), ("china", "GBA")):
        found = {overlay["code"]: overlay for overlay in data_of(files[name])["overlays"]}
        assert found[code]["shape"]


@pytest.mark.parametrize("name", STUDIES)
def test_name_of_an_overlay_shows_its_own_figures(name, evaluations, files, opened):
    evaluation = evaluations[name]
    year = evaluation.study.settings.years[-1]
    composite = evaluation.overlays.scores
    composite = composite[composite.dimension == "composite"]
    levels = ("u_ip", "u_innovation", "u_industry", "coupling", "development", "coordination")
    with opened(files[name]) as page:
        for overlay in evaluation.evidence.overlays.itertuples():
            page.click(f'[data-overlay="{overlay.overlay}"]')
            assert page.inner_text("#region-name") == overlay.name
            assert box(page, f"overlay:{overlay.overlay}").is_checked()
            assert page.locator("#region-figures > div").count() == len(OVERLAY_FIELDS)
            score = row(composite, overlay.overlay, year)
            matching = row(evaluation.overlays.matching, overlay.overlay, year)
            for key, value in [("composite", score.score), *((k, matching[k]) for k in levels)]:
                assert figure(page, key) == ("—" if pd.isna(value) else f"{value:.3f}")
            told = page.inner_text("#region-standing")
            assert overlay.note in told
            assert words()["overlay_rank"] in told
            assert all(outside in told for outside in overlay.outside_names)
            assert page.locator("tr[aria-current]").count() == 0
        code = evaluation.evidence.regions.region_code.iloc[0]
        page.locator(f'path[data-code="{code}"]').dispatch_event("click")
        assert page.inner_text("#region-name") == evaluation.evidence.regions.region_name.iloc[0]
        assert page.locator("tr[aria-current]").get_attribute("data-row") == code
        assert page.locator('[data-overlay][aria-pressed="true"]').count() == 0


def test_figures_of_an_overlay_follow_the_year(china, files, opened):
    scores = china.overlays.matching
    with opened(files["china"]) as page:
        page.click('[data-overlay="JJJ"]')
        page.locator("#year").fill("0")
        expected = row(scores, "JJJ", china.study.settings.years[0])
        assert figure(page, "coordination") == f"{expected.coordination:.3f}"
        box(page, "overlay:JJJ").uncheck()  # what is not drawn is not shown either
        assert page.inner_text("#region-name") != "京津冀"


# --- centres of gravity --------------------------------------------------------------------------


@pytest.mark.parametrize("name", STUDIES)
def test_centres_are_drawn_for_every_year_and_linked_where_comparable(
    name, evaluations, files, opened
):
    gravity = evaluations[name].views["gravity"].dropna(subset=["lon", "lat"])
    last = evaluations[name].study.settings.years[-1]
    with opened(files[name]) as page:
        box(page, "centres").check()
        paths = page.locator(".leaflet-centres-pane path").evaluate_all(
            "paths => paths.map(p => p.getAttribute('fill'))"
        )
        points = [fill for fill in paths if fill != "none"]
        assert len(points) == len(gravity)
        assert len(paths) - len(points) == 2 * gravity.moved_km.notna().sum()  # line and casing
        told = page.inner_text("#centres")
        for here in gravity[gravity.year == last].itertuples():
            assert label("dimension", here.dimension) in told
            assert f"{here.lon:.2f}°E，{here.lat:.2f}°N" in told
            assert here.figure_year == last or f"（{here.figure_year} 年数据）" in told
        named = names(page, "centre")
        for dimension in gravity.dimension.unique():
            assert any(label("dimension", dimension) in text for text in named)
        box(page, "centres").uncheck()
        assert page.locator(".leaflet-centres-pane path").count() == 0
        assert not page.locator("#centres").is_visible()


def test_chosen_year_is_named_on_the_paths(files, opened):
    with opened(files["china"]) as page:
        box(page, "centres").check()
        page.locator("#year").fill("4")
        written = page.locator(".centre-name b").all_text_contents()
        assert {text.split()[-1] for text in written} == {"2014", "2018", "2023"}
        before = page.evaluate("map_main.getZoom()")
        page.click("#zoom-centres")
        assert page.evaluate("map_main.getZoom()") > before
        page.click(".reset button")
        assert page.evaluate("map_main.getZoom()") == before


# --- studies with less -----------------------------------------------------------------------------


def test_a_study_without_any_of_it_offers_none(jiangsu, write, opened):
    evidence = dataclasses.replace(
        jiangsu.evidence, overlays=jiangsu.evidence.overlays[:0], reference_zones={}
    )
    bare = dataclasses.replace(
        jiangsu,
        evidence=evidence,
        overlays=dataclasses.replace(
            jiangsu.overlays,
            scores=jiangsu.overlays.scores[:0],
            matching=jiangsu.overlays.matching[:0],
        ),
        views={**jiangsu.views, "gravity": jiangsu.views["gravity"][:0]},
        zones=jiangsu.zones.assign(reference_zone="", departs=0),
    )
    with opened(write(bare)) as page:
        assert page.locator("[data-show]").count() == 1
        box(page, "zones").check()
        assert len(names(page, "zone")) > 1


def test_print_keeps_the_key_of_what_is_drawn_and_nothing_else(files, opened):
    with opened(files["jiangsu"]) as page:
        page.emulate_media(media="print")
        assert not page.locator("#overlays").is_visible()
        page.emulate_media(media="screen")
        box(page, "reference").check()
        page.emulate_media(media="print")
        shown = [
            item.inner_text() for item in page.locator("#overlays li").all() if item.is_visible()
        ]
        assert shown == [words()["show_reference"]]


def test_texts_of_the_control_are_those_of_the_words(jiangsu):
    text = pages.page(jiangsu)
    for key in ("overlay_title", "show_zones", "show_reference", "show_centres"):
        assert re.search(rf">\s*{words()[key]}\s*<", text)
