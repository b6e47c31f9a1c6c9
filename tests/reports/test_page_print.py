"""On paper: one upright page of A4 with map, ranking and card, and without controls."""

import re
import shutil
import subprocess

import pytest

STUDIES = ["china", "jiangsu"]
A4 = (595, 842)
"""Points of 1/72 inch, rounded."""

CONTROLS = [
    "#layers",
    "#search",
    "#tabs",
    "#quadrant",
    "#compare-bar",
    "#ranking-more",
    ".leaflet-control-zoom",
    ".reset",
    ".download",
    ".year-control input",
    "#overlays input",
]


def printed(page, path):
    page.pdf(path=path, prefer_css_page_size=True, print_background=True)
    return path.read_bytes()


def in_print(page):
    """The page as the printer has it: `page.pdf` announces it, `emulate_media` does not."""
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    # the paper between its margins, in pixels of 1/96 inch
    page.set_viewport_size({"width": 710, "height": 1054})


@pytest.mark.parametrize("address", ["", "#layer=zone", "#layer=lag_type&tab=catalogue&zone=Z1"])
@pytest.mark.parametrize("name", STUDIES)
def test_print_is_one_page_of_a4(name, address, files, opened, tmp_path):
    if not shutil.which("pdfinfo"):
        pytest.skip("pdfinfo is not installed (poppler-utils)")
    with opened(files[name]) as page:
        page.evaluate("text => { window.location.hash = text; }", address)
        page.wait_for_timeout(50)
        printed(page, tmp_path / "page.pdf")
    told = subprocess.run(
        ["pdfinfo", tmp_path / "page.pdf"], capture_output=True, text=True, check=True
    ).stdout
    assert re.search(r"Pages:\s+1\n", told)
    size = re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", told)
    assert tuple(round(float(side)) for side in size.groups()) == A4


@pytest.mark.parametrize("name", STUDIES)
def test_print_with_everything_drawn_over_the_map_is_one_page(name, files, opened, tmp_path):
    with opened(files[name]) as page:
        for box in page.locator("[data-show]:enabled").all():
            box.check()
        content = printed(page, tmp_path / "page.pdf")
    assert len(re.findall(rb"/Type\s*/Page\b", content)) == 1


@pytest.mark.parametrize("name", STUDIES)
def test_print_says_what_it_is_and_has_no_controls(name, evaluations, files, opened):
    evaluation = evaluations[name]
    settings = evaluation.study.settings
    with opened(files[name]) as page:
        in_print(page)
        head = page.inner_text("header")
        assert settings.title in head
        assert str(settings.release) in head
        assert str(settings.years[-1]) in head
        assert evaluation.evidence.basemap.approval in head
        assert "数据来源" in head
        assert evaluation.evidence.basemap.credit in page.inner_text("#map-note")
        for control in CONTROLS:
            assert page.locator(f"{control}:visible").count() == 0, control
        for part in ("#map", "#legend", "#north", ".leaflet-control-scale-line", "#region-name"):
            assert page.locator(part).is_visible(), part


@pytest.mark.parametrize("name", STUDIES)
def test_nothing_is_cut_off(name, evaluations, files, opened):
    with opened(files[name]) as page:
        in_print(page)
        bottom = page.evaluate("document.body.getBoundingClientRect().bottom")
        frame = page.locator("#ranking").bounding_box()
        last = page.locator("#ranking-rows tr").last.bounding_box()
        assert page.locator("#ranking-rows tr:visible").count() == len(
            evaluations[name].evidence.regions
        )
        assert last["y"] + last["height"] <= frame["y"] + frame["height"] <= bottom
        card = page.locator("#region").bounding_box()
        obstacles = page.locator('[data-part="obstacles"]').bounding_box()
        assert obstacles["y"] + obstacles["height"] <= card["y"] + card["height"] <= bottom
        for part in page.locator("path[data-code]").all():
            box = part.bounding_box()
            assert box["x"] + box["width"] <= 710


def test_after_printing_the_page_is_as_before(files, opened):
    with opened(files["jiangsu"]) as page:
        before = page.locator("#map").bounding_box()
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        assert page.locator("#map").bounding_box() != before
        page.evaluate("window.dispatchEvent(new Event('afterprint'))")
        assert page.locator("#map").bounding_box() == before
