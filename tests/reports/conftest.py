"""A browser without a network, and what is written of an evaluation, once for all tests.

Tests that need the browser are skipped where there is none.
"""

import os
import shutil
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from reports import page as pages
from reports import word
from reports.overview import write_overview
from reports.write import write as write_all
from tests.reports.changed_evaluations import demonstrating, with_registers

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
CLOCK = datetime(2026, 11, 22, tzinfo=UTC)


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


@pytest.fixture(scope="session")
def jiangsu_demonstration(jiangsu):
    return demonstrating(jiangsu)


def run_of(evaluation, out):
    write_all(evaluation, out / "jiangsu", "0" * 64, "", CLOCK)
    write_overview([evaluation], out)
    return out / "jiangsu"


@pytest.fixture(scope="session")
def demonstration_run(jiangsu_demonstration, tmp_path_factory):
    """The folder of a run that calls its figures made up; the overview stands above it."""
    return run_of(jiangsu_demonstration, tmp_path_factory.mktemp("demonstration"))


@pytest.fixture(scope="session")
def ordinary_run(jiangsu, tmp_path_factory):
    """The folder of the same run by an ordinary study."""
    return run_of(jiangsu, tmp_path_factory.mktemp("ordinary"))


@pytest.fixture(scope="session")
def jiangsu_registered(jiangsu):
    return with_registers(jiangsu)


@pytest.fixture(scope="session")
def china_registered(china):
    return with_registers(china)


@pytest.fixture(scope="session")
def registered_pages(jiangsu_registered, china_registered, tmp_path_factory):
    """The pages of both studies with registers."""
    folder = tmp_path_factory.mktemp("registered_pages")
    written = {}
    for name, one in (("jiangsu", jiangsu_registered), ("china", china_registered)):
        written[name] = folder / name / "index.html"
        pages.write_page(one, written[name])
    return written


def documents_of(evaluation, folder):
    word.write_word(evaluation, folder, pictures=(), briefs=True)
    return evaluation, folder


@pytest.fixture(scope="session")
def jiangsu_documents(jiangsu_registered, tmp_path_factory):
    """An evaluation with registers and the folder of its documents, without pictures."""
    return documents_of(jiangsu_registered, tmp_path_factory.mktemp("jiangsu_documents"))


@pytest.fixture(scope="session")
def china_documents(china_registered, tmp_path_factory):
    return documents_of(china_registered, tmp_path_factory.mktemp("china_documents"))


@pytest.fixture(params=["jiangsu", "china"])
def registered_documents(request):
    """Each study with registers and the folder of its documents, which are written once."""
    return request.getfixturevalue(f"{request.param}_documents")
