"""What every printed map must carry, at every size of window: none of it hidden or covered."""

import pytest

SIZES = [(1440, 900), (1024, 768), (390, 844)]
STUDIES = ["china", "jiangsu"]
DUTIES = ["#north", ".leaflet-control-scale-line", "#legend", "#map-note"]


def box(page, selector):
    found = page.locator(selector).bounding_box()
    return found["x"], found["y"], found["x"] + found["width"], found["y"] + found["height"]


def overlap(a, b):
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", STUDIES)
def test_map_has_all_that_it_must_have(name, size, evaluations, files, opened):
    basemap = evaluations[name].evidence.basemap
    duties = [*DUTIES, "#inset"] if name == "china" else DUTIES
    with opened(files[name], size) as page:
        frame = box(page, "#map-panel")
        for duty in duties:
            assert page.locator(duty).is_visible(), duty
            own = box(page, duty)
            assert frame[0] <= own[0] < own[2] <= frame[2], duty
            assert frame[1] <= own[1] < own[3] <= frame[3], duty
        boxes = [box(page, duty) for duty in duties]
        covering = [
            (duties[n], duties[m])
            for n, a in enumerate(boxes)
            for m, b in enumerate(boxes[:n])
            if overlap(a, b)
        ]
        assert covering == []
        note = page.inner_text("#map-note")
        assert basemap.approval in note
        assert basemap.credit in note
        assert page.locator("#legend .row em").count() > 3


@pytest.mark.parametrize("size", SIZES)
def test_inset_has_the_south_china_sea_and_its_line(size, files, opened):
    with opened(files["china"], size) as page:
        inset = box(page, "#inset")
        for path in page.locator("#inset path.line").all():
            own = path.bounding_box()
            assert own["y"] + own["height"] <= inset[3] + 1


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", STUDIES)
def test_open_tabs_do_not_reach_into_the_map(name, size, files, opened):
    with opened(files[name], size) as page:
        for tab in page.locator("[data-tab]").all():
            tab.click()
            assert not overlap(box(page, "#map-panel"), box(page, "#tabs"))
            assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


@pytest.mark.parametrize("size", SIZES)
def test_the_inset_covers_no_land_that_the_map_shows(size, files, opened):
    with opened(files["china"], size) as page:
        inset = box(page, "#inset")
        # Taiwan, Hong Kong, Macao are the backdrop; Hainan and Fujian are regions
        shapes = page.locator("path.leaflet-interactive:not([data-code])").all()
        assert len(shapes) == 3
        shapes += [page.locator(f'path[data-code="{code}"]') for code in ("350000", "440000")]
        for shape in shapes:
            own = shape.bounding_box()
            corners = own["x"], own["y"], own["x"] + own["width"], own["y"] + own["height"]
            assert not overlap(inset, corners)
