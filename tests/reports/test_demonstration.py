"""Made-up figures are called so on every page and sheet, and never published."""

import csv
import io
import json
import re
import sqlite3
import zipfile
from types import SimpleNamespace

import docx
import openpyxl
import pytest

import layout
from geodata.errors import EvaluationError, Problems
from reports import comparison, demonstration
from reports.archive import publish
from reports.figures import canvas
from reports.offline_map import words
from reports.overview import write_overview
from reports.page import write_page
from reports.word import form
from tests.reports.changed_evaluations import NAME, SENTENCE, demonstrating
from tests.reports.printed import pages_of

OPENPYXL = "ignore:.*extension is not supported:UserWarning"  # bars in cells
SIZES = [(1440, 900), (1024, 768), (390, 844)]


def book_of(folder):
    return openpyxl.load_workbook(io.BytesIO((folder / "tables.xlsx").read_bytes()))


def content(path):
    """The bytes of a file; of an archive, those of all its parts."""
    if path.suffix in (".docx", ".xlsx"):
        with zipfile.ZipFile(path) as file:
            return b"".join(file.read(name) for name in file.namelist())
    return path.read_bytes()


def test_the_study_file_says_that_it_is_a_demonstration(studies):
    studies.change("jiangsu.toml", 'level = "city"', 'level = "city"\ndemonstration = true')
    problems = Problems("jiangsu.toml")
    settings = layout.read_settings(studies.path("jiangsu.toml"), problems)
    assert not problems
    assert settings.demonstration
    assert demonstration.mark(settings) == SENTENCE


def test_an_ordinary_study_says_nothing_of_it_anywhere(ordinary_run):
    signs = [text.encode() for key, text in words().items() if key.startswith("demonstration_")]
    signs += [NAME.encode(), b'class="demonstration"', canvas.MARK_ID.encode() + b'"']
    signs.remove(words()["demonstration_caption"].encode())  # only its braces would be found
    for path in sorted(p for p in ordinary_run.parent.rglob("*") if p.is_file()):
        assert NAME not in path.name
        told = content(path)
        if path.name == "manifest.json":
            told = told.replace(b'"demonstration": false', b"")
        for sign in signs:
            assert sign not in told, (path, sign.decode())


# --- pages ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["index.html", "audit.html"])
def test_pages_begin_with_a_line_that_says_so(name, demonstration_run):
    text = (demonstration_run / name).read_text(encoding="utf-8")
    assert re.search(rf'<body>\s*<p class="demonstration" role="note">{SENTENCE}</p>', text)


def test_the_overview_says_which_studies_demonstrate(jiangsu_demonstration, china, tmp_path):
    write_overview([jiangsu_demonstration, china], tmp_path)
    text = (tmp_path / "index.html").read_text(encoding="utf-8")
    titles = [
        text.index(one.study.settings.title + "</a>") for one in (jiangsu_demonstration, china)
    ]
    assert text.count(f'<b class="mark">{NAME}</b>') == 1
    assert titles[0] < text.index('<b class="mark">') < titles[1]
    assert words()["demonstration_overview"] in text[: titles[0]]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["index.html", "audit.html", "../index.html"])
def test_the_line_stays_in_sight_and_covers_nothing(name, size, demonstration_run, opened):
    with opened((demonstration_run / name).resolve(), size) as page:
        line = page.locator("p.demonstration")
        box, below = line.bounding_box(), page.locator("header").bounding_box()
        assert box["y"] == 0
        assert box["width"] == size[0]
        assert box["y"] + box["height"] <= below["y"]
        page.mouse.wheel(0, 5000)
        page.wait_for_timeout(100)
        assert line.bounding_box()["y"] == 0
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0


def test_no_control_of_the_map_page_lies_under_the_line(demonstration_run, opened):
    with opened(demonstration_run / "index.html", (390, 844)) as page:
        tabs = page.locator("#tabs [role='tab']")
        for place in range(tabs.count()):
            tabs.nth(place).focus()
            line = page.locator("p.demonstration").bounding_box()
            assert tabs.nth(place).bounding_box()["y"] >= line["y"] + line["height"]


@pytest.mark.parametrize(("name", "more"), [("index.html", False), ("audit.html", True)])
def test_every_printed_page_says_so(name, more, demonstration_run, opened, tmp_path):
    with opened(demonstration_run / name) as page:
        page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True, print_background=True)
    pages = pages_of(tmp_path / "page.pdf")
    assert (len(pages) > 1) is more
    for text in pages:
        assert SENTENCE in text


def test_the_line_takes_nothing_from_the_printed_page(china, tmp_path, opened):
    file = tmp_path / "index.html"
    write_page(demonstrating(china), file)
    with opened(file) as page:
        page.emulate_media(media="print")
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        page.set_viewport_size({"width": 710, "height": 1054})
        body, row, part = (
            page.locator(one).last.bounding_box()
            for one in ("body", "#ranking-rows tr", '[data-part="obstacles"]')
        )
        page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True, print_background=True)
    for box in (row, part):
        assert box["y"] + box["height"] <= body["y"] + body["height"]
    assert len(pages_of(tmp_path / "page.pdf")) == 1


def test_the_page_names_its_downloads_so(demonstration_run, opened):
    with opened(demonstration_run / "index.html") as page:
        assert page.title().startswith(f"{NAME}_")


# --- tables -----------------------------------------------------------------------------------


@pytest.mark.filterwarnings(OPENPYXL)
def test_every_sheet_begins_with_it_and_prints_it(demonstration_run):
    book = book_of(demonstration_run)
    for sheet in book:
        assert sheet["A1"].value == words()["demonstration_sheet"], sheet.title
        assert words()["demonstration_sheet"] in sheet.oddHeader.center.text, sheet.title
        assert sheet.freeze_panes is not None, sheet.title
        assert int(re.search(r"\d+", sheet.freeze_panes)[0]) > 1, sheet.title


@pytest.mark.filterwarnings(OPENPYXL)
def test_sheets_are_otherwise_those_of_an_ordinary_study_one_row_lower(
    demonstration_run, ordinary_run
):
    book = book_of(demonstration_run)
    other = book_of(ordinary_run)
    assert book.sheetnames == other.sheetnames
    for sheet in book:
        rows = list(sheet.iter_rows(min_row=2, values_only=True))
        own = list(other[sheet.title].iter_rows(values_only=True))
        if "version" in own[1]:
            at = own[1].index("version")
            own[2:] = [(*r[:at], f"演示-{r[at]}", *r[at + 1 :]) for r in own[2:]]
        assert rows == own, sheet.title
        first, last = sheet.auto_filter.ref.split(":") if sheet.auto_filter.ref else ("", "")
        if last:
            below = [int(re.search(r"\d+", end)[0]) for end in (first, last)]
            ordinary = other[sheet.title].auto_filter.ref.split(":")
            assert below == [int(re.search(r"\d+", end)[0]) + 1 for end in ordinary]


@pytest.mark.parametrize("folder", demonstration.TOLD_IN)
def test_a_text_file_stands_beside_the_tables(folder, demonstration_run):
    raw = (demonstration_run / folder / f"{NAME}.txt").read_bytes()
    text = raw.decode("utf-8-sig")
    assert raw.startswith(b"\xef\xbb\xbf")  # Notepad takes it for Chinese
    assert "合成数据" in text
    assert "不代表任何地区的实际情况" in text


def test_tables_stay_tables_and_are_those_of_an_ordinary_study(demonstration_run, ordinary_run):
    names = sorted(path.name for path in (ordinary_run / "tables").iterdir())
    assert sorted(path.name for path in (demonstration_run / "tables").glob("*.csv")) == names
    for name in names:
        assert (demonstration_run / "tables" / name).read_bytes() == (
            ordinary_run / "tables" / name
        ).read_bytes()


def test_the_catalogue_tells_it_in_its_version(demonstration_run, ordinary_run):
    def rows(folder):
        with (folder / "catalogue" / "all.csv").open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    told, own = rows(demonstration_run), rows(ordinary_run)
    assert len(told) == len(own) > 0
    for one, other in zip(told, own, strict=True):
        assert one == other | {"version": f"演示-{other['version']}"}
    report = "\n".join(
        p.text for p in docx.Document(demonstration_run / "report_evaluation.docx").paragraphs
    )
    assert f"演示-{own[0]['version']}" in report


def test_gis_and_manifest_tell_it(demonstration_run, ordinary_run):
    with sqlite3.connect(demonstration_run / "regions.gpkg") as base:
        [(text,)] = base.execute("SELECT description FROM gpkg_contents").fetchall()
    assert text == SENTENCE
    marked, own = (
        json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        for folder in (demonstration_run, ordinary_run)
    )
    assert marked["demonstration"] is True
    assert "demonstration" not in own


# --- what is done with a run ------------------------------------------------------------------


def test_a_demonstration_is_not_published(demonstration_run, ordinary_run, tmp_path):
    for folder in (demonstration_run, demonstration_run.parent):
        with pytest.raises(EvaluationError, match="演示") as raised:
            publish(folder, tmp_path / "site", Problems())
        assert [one.code for one in raised.value.failures] == ["demonstration_unpublished"]
    assert not (tmp_path / "site").exists()
    publish(ordinary_run, tmp_path / "site", Problems())
    assert (tmp_path / "site" / "index.html").is_file()


def test_a_comparison_with_a_demonstration_begins_with_it(demonstration_run, ordinary_run):
    from geodata.outputs import read_run  # noqa: PLC0415
    from layout.comparison import compare  # noqa: PLC0415

    told = []
    for folder in (ordinary_run, demonstration_run):
        problems = Problems("runs")
        a, b = read_run(ordinary_run, problems), read_run(folder, problems)
        problems.raise_if_any()
        told.append(comparison.comparison_text(compare(a, b), a, b))
    assert NAME not in told[0]
    assert told[1].startswith(words()["demonstration_runs"])


def test_a_study_cannot_reword_it():
    assert not any(
        key.startswith("demonstration")
        for section in ("word", "figures", "workbook")
        for key in texts_of(section)
    )


def texts_of(section):
    path = canvas.TEXTS.parents[1] / section / "texts.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [row["key"] for row in csv.DictReader(file)]


def test_marks_are_blank_for_ordinary_settings():
    assert demonstration.mark(SimpleNamespace(demonstration=False)) == ""
    assert form.MARK == "Report Mark"
