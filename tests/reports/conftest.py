"""A browser without a network for the pages; tests that need it are skipped where there is none."""

import os
import shutil
from contextlib import contextmanager

import pytest

from reports import page as pages

NAMES = ("chromium", "chromium-browser", "google-chrome", "msedge", "chrome")
SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESKTOP = (1440, 900)


@pytest.fixture(scope="session")
def browser():
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not path:
        pytest.skip("no Chromium found: install one or set CHROMIUM to its path")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=[*SWITCHES])
        yield chromium
        chromium.close()


@pytest.fixture
def opened(browser):
    """Open a file in a page; when it is closed, it must have asked for nothing and failed nowhere."""

    @contextmanager
    def open_page(file, size=DESKTOP):
        width, height = size
        context = browser.new_context(viewport={"width": width, "height": height}, offline=True)
        page = context.new_page()
        wrong = []
        page.on("request", lambda r: wrong.append(r.url) if not is_local(r.url) else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "console", lambda m: wrong.append(m.text) if m.type in ("error", "warning") else None
        )
        page.on("dialog", lambda dialog: wrong.append(dialog.message))
        page.goto(file.as_uri())
        yield page
        context.close()
        assert wrong == []

    return open_page


def is_local(url):
    return url.startswith(("file:", "data:"))


@pytest.fixture(scope="session")
def evaluations(china, jiangsu):
    return {"china": china, "jiangsu": jiangsu}


@pytest.fixture(scope="session")
def files(evaluations, tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    written = {name: folder / name / "index.html" for name in evaluations}
    for name, file in written.items():
        pages.write_page(evaluations[name], file)
    return written


@pytest.fixture
def write(tmp_path):
    def write_changed(evaluation):
        file = tmp_path / "index.html"
        pages.write_page(evaluation, file)
        return file

    return write_changed
