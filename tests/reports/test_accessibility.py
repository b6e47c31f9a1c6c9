"""Every page against axe-core's rules, those of WCAG 2.1 AA among them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from geodata.errors import Problems
from reports.archive import publish
from reports.overview import write_overview
from reports.write import write

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
STUDIES = ["china", "jiangsu"]
WIDE, PHONE = (1440, 900), (390, 844)
TABS = [
    *((name, tab) for name in STUDIES for tab in ("zones", "catalogue", "alerts", "audit")),
    *((name, tab) for name in STUDIES for tab in ("space", "background")),
    ("china", "targets"),
    ("china", "services"),
]

pytestmark = pytest.mark.skipif(
    not AXE.is_file(), reason="axe-core is not installed: npm install --no-package-lock"
)


@pytest.fixture(scope="module")
def site(evaluations, tmp_path_factory):
    """Everything that is written: the studies' pages, the overview of all, and the archive."""
    made = tmp_path_factory.mktemp("site")
    run = made / "out"
    for name, evaluation in evaluations.items():
        write(evaluation, run / name, "0" * 64, "", datetime(2026, 11, 22, tzinfo=UTC))
        publish(run / name, made / "archive", Problems())
    write_overview(list(evaluations.values()), run)
    return made


def violations(page):
    """Serious and critical ones: the rule, and the elements that break it."""
    # evaluated by the debugger, whom the page's policy does not concern
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations'], preload: false})")
    return [
        (one["id"], one["help"], [node["html"][:160] for node in one["nodes"]][:5])
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]


def test_axe_finds_what_is_wrong(tmp_path, opened):
    file = tmp_path / "wrong.html"
    file.write_text('<html lang="zh"><title>x</title><button></button></html>', encoding="utf-8")
    with opened(file) as page:
        assert [rule for rule, *_ in violations(page)] == ["button-name"]


@pytest.mark.parametrize("size", [WIDE, PHONE])
@pytest.mark.parametrize("name", STUDIES)
def test_map_page(name, size, site, opened):
    with opened(site / "out" / name / "index.html", size) as page:
        page.wait_for_selector('html[data-ready="1"]')
        assert violations(page) == []


@pytest.mark.parametrize(("name", "tab"), TABS)
def test_every_tab(name, tab, site, opened):
    with opened(site / "out" / name / "index.html") as page:
        page.click(f'[data-tab="{tab}"]')
        assert page.locator(f"#tab-{tab}").is_visible()
        assert violations(page) == []


@pytest.mark.parametrize("layer", ["zone", "zone_type", "lag_type", "u_ip"])
@pytest.mark.parametrize("name", STUDIES)
def test_every_kind_of_layer(name, layer, site, opened):
    with opened(site / "out" / name / "index.html") as page:
        page.click(f'[data-layer="{layer}"]')
        assert violations(page) == []


@pytest.mark.parametrize("name", STUDIES)
def test_audit_page(name, site, opened):
    with opened(site / "out" / name / "audit.html") as page:
        assert violations(page) == []


def test_overview(site, opened):
    with opened(site / "out" / "index.html") as page:
        assert violations(page) == []


def test_archive(site, opened):
    for index in sorted((site / "archive").rglob("index.html")):
        if (index.parent / "manifest.json").is_file():
            continue  # a published run, whose pages are tested above
        with opened(index) as page:
            assert violations(page) == []
