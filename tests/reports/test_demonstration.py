"""Made-up figures are called so on every page, sheet, document and picture, and never published."""

import csv
import dataclasses
import io
import json
import re
import shutil
import sqlite3
import subprocess
import zipfile
from datetime import UTC, datetime
from types import SimpleNamespace

import docx
import openpyxl
import pytest
from PIL import Image

import layout
from geodata.errors import EvaluationError, Problems
from reports import comparison, demonstration, fonts
from reports.archive import publish
from reports.figures import canvas
from reports.figures.canvas import Lettering
from reports.offline_map import words
from reports.overview import write_overview
from reports.page import write_page
from reports.pdf import write_pdf
from reports.word import form
from reports.word.template import write_custom
from reports.write import write

READER = shutil.which("pdftotext")
OPENPYXL = "ignore:.*extension is not supported:UserWarning"  # bars in cells

CLOCK = datetime(2026, 11, 22, tzinfo=UTC)
NAME = "演示数据"
SENTENCE = "演示数据：本页数字为合成数据，不代表任何地区的实际情况"
SIZES = [(1440, 900), (1024, 768), (390, 844)]


def demonstrating(evaluation):
    settings = evaluation.study.settings.model_copy(update={"demonstration": True})
    study = dataclasses.replace(evaluation.study, settings=settings)
    return dataclasses.replace(evaluation, study=study)


@pytest.fixture(scope="module")
def demo(jiangsu):
    return demonstrating(jiangsu)


@pytest.fixture(scope="module")
def run(demo, tmp_path_factory):
    out = tmp_path_factory.mktemp("demo")
    write(demo, out / "jiangsu", "0" * 64, "", CLOCK)
    write_overview([demo], out)
    return out / "jiangsu"


@pytest.fixture(scope="module")
def plain(jiangsu, tmp_path_factory):
    out = tmp_path_factory.mktemp("plain")
    write(jiangsu, out / "jiangsu", "0" * 64, "", CLOCK)
    write_overview([jiangsu], out)
    return out / "jiangsu"


def pages_of(path):
    """Text of each page of a PDF, without blanks."""
    if not READER:
        pytest.skip("poppler-utils is not installed")
    told = subprocess.run([READER, path, "-"], capture_output=True, check=True).stdout.decode()
    return ["".join(text.split()) for text in told.split("\f")[:-1]]


def book_of(run):
    return openpyxl.load_workbook(io.BytesIO((run / "tables.xlsx").read_bytes()))


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


def test_an_ordinary_study_says_nothing_of_it_anywhere(plain):
    signs = [text.encode() for key, text in words().items() if key.startswith("demonstration_")]
    signs += [NAME.encode(), b'class="demonstration"', canvas.MARK_ID.encode() + b'"']
    signs.remove(words()["demonstration_caption"].encode())  # only its braces would be found
    for path in sorted(p for p in plain.parent.rglob("*") if p.is_file()):
        assert NAME not in path.name
        told = content(path)
        if path.name == "manifest.json":
            told = told.replace(b'"demonstration": false', b"")
        for sign in signs:
            assert sign not in told, (path, sign.decode())


# --- pages ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["index.html", "audit.html"])
def test_pages_begin_with_a_line_that_says_so(name, run):
    text = (run / name).read_text(encoding="utf-8")
    assert re.search(rf'<body>\s*<p class="demonstration" role="note">{SENTENCE}</p>', text)


def test_the_overview_says_which_studies_demonstrate(demo, china, tmp_path):
    write_overview([demo, china], tmp_path)
    text = (tmp_path / "index.html").read_text(encoding="utf-8")
    titles = [text.index(one.study.settings.title + "</a>") for one in (demo, china)]
    assert text.count(f'<b class="mark">{NAME}</b>') == 1
    assert titles[0] < text.index('<b class="mark">') < titles[1]
    assert words()["demonstration_overview"] in text[: titles[0]]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["index.html", "audit.html", "../index.html"])
def test_the_line_stays_in_sight_and_covers_nothing(name, size, run, opened):
    with opened((run / name).resolve(), size) as page:
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


def test_no_control_of_the_map_page_lies_under_the_line(run, opened):
    with opened(run / "index.html", (390, 844)) as page:
        tabs = page.locator("#tabs [role='tab']")
        for place in range(tabs.count()):
            tabs.nth(place).focus()
            line = page.locator("p.demonstration").bounding_box()
            assert tabs.nth(place).bounding_box()["y"] >= line["y"] + line["height"]


@pytest.mark.parametrize(("name", "more"), [("index.html", False), ("audit.html", True)])
def test_every_printed_page_says_so(name, more, run, opened, tmp_path):
    with opened(run / name) as page:
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


def test_the_page_names_its_downloads_so(run, opened):
    with opened(run / "index.html") as page:
        assert page.title().startswith(f"{NAME}_")


# --- tables -----------------------------------------------------------------------------------


@pytest.mark.filterwarnings(OPENPYXL)
def test_every_sheet_begins_with_it_and_prints_it(run):
    book = book_of(run)
    for sheet in book:
        assert sheet["A1"].value == words()["demonstration_sheet"], sheet.title
        assert words()["demonstration_sheet"] in sheet.oddHeader.center.text, sheet.title
        assert sheet.freeze_panes is not None, sheet.title
        assert int(re.search(r"\d+", sheet.freeze_panes)[0]) > 1, sheet.title


@pytest.mark.filterwarnings(OPENPYXL)
def test_sheets_are_otherwise_those_of_an_ordinary_study_one_row_lower(run, plain):
    book = book_of(run)
    other = book_of(plain)
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
def test_a_text_file_stands_beside_the_tables(folder, run):
    raw = (run / folder / f"{NAME}.txt").read_bytes()
    text = raw.decode("utf-8-sig")
    assert raw.startswith(b"\xef\xbb\xbf")  # Notepad takes it for Chinese
    assert "合成数据" in text
    assert "不代表任何地区的实际情况" in text


def test_tables_stay_tables_and_are_those_of_an_ordinary_study(run, plain):
    names = sorted(path.name for path in (plain / "tables").iterdir())
    assert sorted(path.name for path in (run / "tables").glob("*.csv")) == names
    for name in names:
        assert (run / "tables" / name).read_bytes() == (plain / "tables" / name).read_bytes()


def test_the_catalogue_tells_it_in_its_version(run, plain):
    def rows(folder):
        with (folder / "catalogue" / "all.csv").open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    told, own = rows(run), rows(plain)
    assert len(told) == len(own) > 0
    for one, other in zip(told, own, strict=True):
        assert one == other | {"version": f"演示-{other['version']}"}
    report = "\n".join(p.text for p in docx.Document(run / "report_evaluation.docx").paragraphs)
    assert f"演示-{own[0]['version']}" in report


def test_gis_and_manifest_tell_it(run, plain):
    with sqlite3.connect(run / "regions.gpkg") as base:
        [(text,)] = base.execute("SELECT description FROM gpkg_contents").fetchall()
    assert text == SENTENCE
    assert json.loads((run / "manifest.json").read_text(encoding="utf-8"))["demonstration"] is True
    assert "demonstration" not in json.loads((plain / "manifest.json").read_text(encoding="utf-8"))


# --- documents --------------------------------------------------------------------------------


def headers(document):
    for section in document.sections:
        for header in (section.header, section.even_page_header, section.first_page_header):
            yield [paragraph.text for paragraph in header.paragraphs]


@pytest.mark.parametrize(
    "name", ["report_resources.docx", "report_evaluation.docx", "briefs/320100.docx"]
)
def test_documents_say_it_above_the_title_and_on_every_page(name, run):
    document = docx.Document(run / name)
    assert document.paragraphs[0].text == SENTENCE
    assert document.paragraphs[1].style.name == "Title"
    told = list(headers(document))
    assert told
    assert all(SENTENCE in texts for texts in told)


def test_a_departments_own_template_gets_it_too(demo, tmp_path):
    pytest.importorskip("docxtpl")
    template = docx.Document()
    template.sections[0].header.paragraphs[0].text = "某局"
    template.add_paragraph("{{ study.title }}")
    template.add_section().different_first_page_header_footer = True
    template.sections[1].header.is_linked_to_previous = False
    template.save(tmp_path / "template.docx")
    path = tmp_path / "report_custom.docx"
    write_custom(demo, (tmp_path / "template.docx").read_bytes(), path)
    document = docx.Document(path)
    assert all(SENTENCE in texts for texts in headers(document))
    assert document.sections[0].header.paragraphs[1].text == "某局"
    assert document.paragraphs[0].text == demo.study.settings.title


def test_an_office_program_prints_it_on_every_page(run, tmp_path):
    office = shutil.which("soffice")
    if not office:
        pytest.skip("LibreOffice is not installed")
    command = [
        office, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
        "--convert-to", "pdf", "--outdir", str(tmp_path),
        str(run / "report_resources.docx"), str(run / "briefs" / "320700.docx"),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    counts = {}
    for name in ("report_resources", "320700"):
        pages = pages_of(tmp_path / f"{name}.pdf")
        assert all(SENTENCE in text for text in pages)
        counts[name] = len(pages)
    assert counts["320700"] == 1  # a brief stays one page
    assert counts["report_resources"] > 1


def test_pdf_reports_say_it_on_every_page(demo, tmp_path):
    try:
        import weasyprint  # noqa: F401, PLC0415  (optional)
    except (ImportError, OSError):
        pytest.skip("weasyprint or its Pango is not installed")
    if fonts.find_font() is None:
        pytest.skip("there is no Chinese font")
    write_pdf(demo, tmp_path, ())
    pages = pages_of(tmp_path / "report_evaluation.pdf")
    assert len(pages) > 1
    assert all(SENTENCE in text for text in pages)
    assert pages[0].count(SENTENCE) == 2  # above the page and above the title


# --- pictures ---------------------------------------------------------------------------------


def test_every_picture_has_it_across_and_in_its_properties(run):
    pictures = sorted((run / "figures").glob("*.svg"))
    assert pictures
    for path in pictures:
        text = path.read_text(encoding="utf-8")
        assert text.count(f'id="{canvas.MARK_ID}"') == 1, path.name
        assert f"<dc:title>{NAME}</dc:title>" in text, path.name
        with Image.open(path.with_suffix(".png")) as png:
            assert png.info["Title"] == NAME, path.name


def test_pictures_differ_from_those_of_an_ordinary_study_in_pale_red_only(run, plain):
    name = "figures/ranking.png"
    with Image.open(run / name) as one, Image.open(plain / name) as other:
        assert one.size == other.size
        white = [
            a
            for a, b in zip(
                one.convert("RGB").get_flattened_data(),
                other.convert("RGB").get_flattened_data(),
                strict=True,
            )
            if a != b and b == (255, 255, 255)
        ]
    assert len(white) > 0.01 * one.size[0] * one.size[1]
    assert all(red >= green >= blue - 3 and green > 150 for red, green, blue in white)


def test_captions_in_the_reports_tell_it(run):
    captions = [
        p.text
        for p in docx.Document(run / "report_evaluation.docx").paragraphs
        if p.style.name == "Caption" and p.text.startswith("图")
    ]
    assert captions
    assert all(text.endswith(f"（{NAME}）") for text in captions)


def test_without_a_chinese_font_the_words_are_latin():
    from matplotlib.figure import Figure  # noqa: PLC0415

    figure = Figure()
    letters = Lettering(None)
    with canvas.style(None):
        drawn = canvas.picture("x", "caption", figure, letters, NAME)
    assert [text.get_text() for text in figure.texts] == [words()["demonstration_latin"]]
    assert drawn.key == {}


# --- what is done with a run ------------------------------------------------------------------


def test_a_demonstration_is_not_published(run, plain, tmp_path):
    for folder in (run, run.parent):
        with pytest.raises(EvaluationError, match="演示") as raised:
            publish(folder, tmp_path / "site", Problems())
        assert [one.code for one in raised.value.failures] == ["demonstration_unpublished"]
    assert not (tmp_path / "site").exists()
    publish(plain, tmp_path / "site", Problems())
    assert (tmp_path / "site" / "index.html").is_file()


def test_a_comparison_with_a_demonstration_begins_with_it(run, plain):
    from geodata.outputs import read_run  # noqa: PLC0415
    from layout.comparison import compare  # noqa: PLC0415

    told = []
    for folder in (plain, run):
        problems = Problems("runs")
        a, b = read_run(plain, problems), read_run(folder, problems)
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
