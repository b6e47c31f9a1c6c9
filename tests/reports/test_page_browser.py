"""The page keeps to what Chromium 78 understands, and no text of data becomes markup."""

import dataclasses
import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parents[2] / "reports" / "templates"
STYLES = ["base.css", "page.css", "tabs.css", "print.css", "audit.css", "overview.css"]
HOSTILE = "<img src=x onerror=alert(1)>"
CODE = "320500"

NEWER_SCRIPT = {
    "optional chaining, 80": r"\?\.[a-zA-Z\[(]",
    "nullish coalescing, 80": r"\?\?",
    "logical assignment, 85": r"(\|\||&&)=",
    "replaceChildren, 86": r"\.replaceChildren\b",
    "replaceAll, 85": r"\.replaceAll\b",
    "at, 92": r"\.at\(",
    "structuredClone, 98": r"\bstructuredClone\b",
    "hasOwn, 93": r"Object\.hasOwn\b",
    "findLast, 97": r"\.findLast\b",
    "private fields, 84": r"\bthis\.#",
    "markup from text": r"\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval)\b",
}
NEWER_STYLE = {
    "inset, 87": r"(?<![-\w])inset\s*:",
    ":has, 105": r":has\(",
    ":is, :where, 88": r":(is|where)\(",
    "min, max, clamp, 79": r"(?<![-\w])(min|max|clamp)\(",
    "aspect-ratio, 88": r"aspect-ratio\s*:",
    "overflow-wrap: anywhere, 80": r"anywhere",
    "container queries, 105": r"@container|@layer",
}


@pytest.mark.parametrize("name", sorted(path.name for path in TEMPLATES.glob("*.js")))
def test_script_uses_nothing_newer(name):
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    assert [what for what, pattern in NEWER_SCRIPT.items() if re.search(pattern, text)] == []


@pytest.mark.parametrize("name", STYLES)
def test_style_uses_nothing_newer(name):
    text = re.sub(r"/\*.*?\*/", "", (TEMPLATES / name).read_text(encoding="utf-8"), flags=re.S)
    assert [what for what, pattern in NEWER_STYLE.items() if re.search(pattern, text)] == []
    for rule in re.findall(r"\{([^{}]*)\}", text):
        flexible = re.search(r"display:\s*(inline-)?flex", rule)
        assert not (flexible and re.search(r"(?<!-)gap\s*:", rule)), rule  # flexible gaps: 84


def test_hostile_name_is_text_wherever_a_region_is_named(jiangsu, write, opened):
    def renamed(table):
        columns = [c for c in ("region_name", "short_name") if c in table]
        changed = table.copy()
        changed.loc[changed.region_code == CODE, columns] = HOSTILE
        return changed

    hostile = dataclasses.replace(
        jiangsu,
        evidence=dataclasses.replace(jiangsu.evidence, regions=renamed(jiangsu.evidence.regions)),
        **{
            key: renamed(getattr(jiangsu, key))
            for key in ("scores", "matching", "zones", "catalogue", "indicators")
        },
    )
    with opened(write(hostile)) as page:
        page.evaluate("window.location.hash = '#region=320500&compare=320100&tab=catalogue'")
        page.wait_for_function("document.querySelector('#tab-catalogue').hidden === false")
        assert page.inner_text("#region-name") == HOSTILE
        assert page.inner_text(f'tr[data-row="{CODE}"] button') == HOSTILE
        page.locator(f'path[data-code="{CODE}"]').focus()
        assert HOSTILE in page.inner_text("#tip")
        names = page.locator(".region-name b").all_text_contents()
        assert HOSTILE in names
        options = page.locator('[data-filter="region"] option').all_text_contents()
        assert any(HOSTILE in text for text in options)
        for tab in page.locator("[data-tab]").all():
            tab.click()
        assert HOSTILE in page.inner_text("#indicators-region")
        with page.expect_download() as waiting:
            page.click("#region .download")
        assert not set('<>:"/\\|?*') & set(waiting.value.suggested_filename)
        assert HOSTILE in waiting.value.path().read_text(encoding="utf-8-sig")
        assert page.locator("img").count() == 0
