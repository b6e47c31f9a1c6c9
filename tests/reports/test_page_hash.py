"""The choice in the address: read when the page opens and when it changes, and never believed."""

import pytest

HOSTILE = [
    "region=constructor&layer=toString&year=__proto__&tab=hasOwnProperty&zone=valueOf",
    "region=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E&tab=%3Cscript%3Ealert(1)%3C/script%3E",
    "region=%E0%A4%A&year=%&layer=%ZZ",
    "region=&year=&layer=&tab=&zone=&compare=",
    "=&&&==&region&year=2024=2024&x=1",
    "javascript:alert(1)",
    "region=320500;alert(1)&year=NaN&compare=__proto__",
    "region=" + "9" * 5000,
]


def at(file, address):
    """A file with an address's part after the hash, as `opened` takes files."""

    class Address:
        @staticmethod
        def as_uri():
            return file.as_uri() + "#" + address

    return Address


def chosen(page):
    return {
        "region": page.get_attribute("tr[aria-current]", "data-row"),
        "layer": page.get_attribute('[data-layer][aria-pressed="true"]', "data-layer"),
        "tab": page.get_attribute('[data-tab][aria-selected="true"]', "data-tab"),
        "year": page.inner_text("#year-shown"),
    }


def address(page):
    return page.evaluate("window.location.hash")


def test_page_s_own_choice_leaves_the_address_empty(files, opened):
    with opened(files["china"]) as page:
        assert address(page) == ""
        page.click('[data-layer="zone"]')
        page.click('[data-layer="composite"]')
        assert address(page) == ""
        assert "#" not in page.url


def test_what_is_chosen_stands_in_the_address(files, opened):
    with opened(files["china"]) as page:
        page.locator('path[data-code="440000"]').dispatch_event("click")
        page.locator("#year").fill("0")
        page.click('[data-layer="zone"]')
        page.click('[data-tab="catalogue"]')
        assert address(page) == "#region=440000&year=2014&layer=zone&tab=catalogue"
        entries = page.evaluate("window.history.length")
        page.click('[data-tab="audit"]')
        assert page.evaluate("window.history.length") == entries  # going back leaves the page


def test_an_address_opens_the_view_that_it_was_copied_from(china, files, opened):
    zones = china.zones.set_index(["region_code", "year"]).zone
    zone = zones["440000", 2014]
    wanted = f"region=440000&year=2014&layer=zone&zone={zone}&tab=catalogue&compare=110000"
    with opened(at(files["china"], wanted)) as page:
        page.wait_for_selector('html[data-ready="1"]')
        assert chosen(page) == {
            "region": "440000",
            "layer": "zone",
            "tab": "catalogue",
            "year": "2014",
        }
        assert page.inner_text("#region-name") == "广东省"
        assert page.locator("#tab-catalogue").is_visible()
        rows = page.locator("[data-row]").evaluate_all("rows => rows.map(r => r.dataset.row)")
        assert set(rows) == {
            code for (code, year), one in zones.items() if (year, one) == (2014, zone)
        }
        assert address(page) == "#" + wanted


def test_a_changed_address_changes_the_view_and_an_empty_one_restores_it(files, opened):
    with opened(files["jiangsu"]) as page:
        own = chosen(page)
        page.evaluate("window.location.hash = '#region=320300&layer=u_ip&tab=background'")
        page.wait_for_function("document.getElementById('region-name').textContent === '徐州市'")
        assert chosen(page) == own | {"region": "320300", "layer": "u_ip", "tab": "background"}
        page.evaluate("window.location.hash = ''")
        page.wait_for_function("document.getElementById('region-name').textContent !== '徐州市'")
        assert chosen(page) == own


@pytest.mark.parametrize("text", HOSTILE)
def test_unknown_values_are_ignored(text, files, opened):
    with opened(files["jiangsu"]) as page:
        own = chosen(page)
    with opened(at(files["jiangsu"], text)) as page:
        page.wait_for_selector('html[data-ready="1"]')
        assert chosen(page) == own
        page.evaluate("text => { window.location.hash = text; }", text + "&")
        page.wait_for_timeout(50)
        assert chosen(page) == own
        assert page.locator("img").count() == 0


def test_a_region_is_not_compared_with_itself(files, opened):
    with opened(at(files["jiangsu"], "region=320300&compare=320300")) as page:
        page.wait_for_selector('html[data-ready="1"]')
        page.click('[data-tab="audit"]')
        assert address(page) == "#region=320300&tab=audit"
