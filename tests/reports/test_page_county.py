"""A study of many small regions: the page stays usable, and says less where it cannot say all."""

import re

import pytest

import layout
import run_eval
from benchmarks import county_study
from reports import page as pages

PROVINCE = "510000"
"""With more counties than the page names on sight."""

CHARACTER_WIDTH = 13


@pytest.fixture(scope="module")
def counties(tmp_path_factory):
    file = county_study.write_study(tmp_path_factory.mktemp("study"), PROVINCE)
    text = file.read_text(encoding="utf-8")
    for old in ("draws = 1000", "draws = 100\n", "sensitivity_points = 64"):
        assert old in text
        text = text.replace(old, old.split("=")[0] + "= 0\n")
    file.write_text(text, encoding="utf-8")
    return layout.evaluate(*run_eval.load(file))


@pytest.fixture(scope="module")
def county_page(counties, tmp_path_factory):
    file = tmp_path_factory.mktemp("page") / "index.html"
    pages.write_page(counties, file)
    return file


def visible_names(page):
    script = """names => names
        .filter(n => n.parentNode.classList.contains("region-name") && !n.classList.contains("hidden"))
        .map(n => n.querySelector("b").textContent)"""
    return page.locator(".name span").evaluate_all(script)


def test_only_names_that_fit_their_county_are_shown(counties, county_page, opened):
    with opened(county_page) as page:
        shown = visible_names(page)
        regions = counties.evidence.regions.set_index("short_name")
        assert 0 < len(shown) < len(regions)
        code = regions.region_code
        width = "p => p.getBoundingClientRect().width"
        for name in shown:
            if isinstance(code[name], str):  # names of two counties tell nothing here
                drawn = page.locator(f'path[data-code="{code[name]}"]').evaluate(width)
                assert drawn >= CHARACTER_WIDTH * len(name)


def test_zooming_in_shows_other_names_and_dragging_those_of_the_new_view(county_page, opened):
    with opened(county_page) as page:
        first = set(visible_names(page))
        page.evaluate("map_main.setZoom(map_main.getZoom() + 2, {animate: false})")
        zoomed = set(visible_names(page))
        assert zoomed - first
        page.evaluate("map_main.panBy([500, 0], {animate: false})")
        assert set(visible_names(page)) - zoomed


def test_outlines_are_thin(county_page, opened):
    with opened(county_page) as page:
        path = page.locator("path[data-code]").first
        assert path.get_attribute("stroke-width") == "0.25"


def test_keyboard_does_not_have_to_pass_every_county(county_page, opened):
    with opened(county_page) as page:
        assert page.locator("path[data-code][tabindex]").count() == 0
        assert page.locator("#ranking-rows tr").count() <= 101


def test_every_layer_can_be_shown_and_a_county_chosen_on_the_map(counties, county_page, opened):
    code = counties.evidence.regions.region_code.iloc[50]
    name = counties.evidence.regions.region_name.iloc[50]
    with opened(county_page) as page:
        for layer in page.locator("[data-layer]").all():
            layer.click()
            fills = page.locator("path[data-code]").evaluate_all(
                "p => p.map(one => one.getAttribute('fill'))"
            )
            assert len(set(fills)) > 1
        page.locator(f'path[data-code="{code}"]').dispatch_event("click")
        assert page.inner_text("#region-name") == name


def test_page_says_that_its_figures_are_generated(county_page):
    text = county_page.read_text(encoding="utf-8")
    assert "生成数据" in re.search(r"<title>(.*?)</title>", text)[1]
