"""Made-up figures are called so in every document and picture."""

import shutil
import subprocess

import docx
import pytest
from PIL import Image

from reports import fonts
from reports.figures import canvas
from reports.figures.canvas import Lettering
from reports.offline_map import words
from reports.pdf import write_pdf
from reports.word.template import write_custom
from tests.reports.changed_evaluations import NAME, SENTENCE
from tests.reports.printed import pages_of

# --- documents --------------------------------------------------------------------------------


def headers(document):
    for section in document.sections:
        for header in (section.header, section.even_page_header, section.first_page_header):
            yield [paragraph.text for paragraph in header.paragraphs]


@pytest.mark.parametrize(
    "name", ["report_resources.docx", "report_evaluation.docx", "briefs/320100.docx"]
)
def test_documents_say_it_above_the_title_and_on_every_page(name, demonstration_run):
    document = docx.Document(demonstration_run / name)
    assert document.paragraphs[0].text == SENTENCE
    assert document.paragraphs[1].style.name == "Title"
    told = list(headers(document))
    assert told
    assert all(SENTENCE in texts for texts in told)


def test_a_departments_own_template_gets_it_too(jiangsu_demonstration, tmp_path):
    pytest.importorskip("docxtpl")
    template = docx.Document()
    template.sections[0].header.paragraphs[0].text = "某局"
    template.add_paragraph("{{ study.title }}")
    template.add_section().different_first_page_header_footer = True
    template.sections[1].header.is_linked_to_previous = False
    template.save(tmp_path / "template.docx")
    path = tmp_path / "report_custom.docx"
    write_custom(jiangsu_demonstration, (tmp_path / "template.docx").read_bytes(), path)
    document = docx.Document(path)
    assert all(SENTENCE in texts for texts in headers(document))
    assert document.sections[0].header.paragraphs[1].text == "某局"
    assert document.paragraphs[0].text == jiangsu_demonstration.study.settings.title


def test_an_office_program_prints_it_on_every_page(demonstration_run, tmp_path):
    office = shutil.which("soffice")
    if not office:
        pytest.skip("LibreOffice is not installed")
    command = [
        office, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
        "--convert-to", "pdf", "--outdir", str(tmp_path),
        str(demonstration_run / "report_resources.docx"), str(demonstration_run / "briefs" / "320700.docx"),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    counts = {}
    for name in ("report_resources", "320700"):
        pages = pages_of(tmp_path / f"{name}.pdf")
        assert all(SENTENCE in text for text in pages)
        counts[name] = len(pages)
    assert counts["320700"] == 1  # a brief stays one page
    assert counts["report_resources"] > 1


def test_pdf_reports_say_it_on_every_page(jiangsu_demonstration, tmp_path):
    try:
        import weasyprint  # noqa: F401, PLC0415  (optional)
    except (ImportError, OSError):
        pytest.skip("weasyprint or its Pango is not installed")
    if fonts.find_font() is None:
        pytest.skip("there is no Chinese font")
    write_pdf(jiangsu_demonstration, tmp_path, ())
    pages = pages_of(tmp_path / "report_evaluation.pdf")
    assert len(pages) > 1
    assert all(SENTENCE in text for text in pages)
    assert pages[0].count(SENTENCE) == 2  # above the page and above the title


# --- pictures ---------------------------------------------------------------------------------


def test_every_picture_has_it_across_and_in_its_properties(demonstration_run):
    pictures = sorted((demonstration_run / "figures").glob("*.svg"))
    assert pictures
    for path in pictures:
        text = path.read_text(encoding="utf-8")
        assert text.count(f'id="{canvas.MARK_ID}"') == 1, path.name
        assert f"<dc:title>{NAME}</dc:title>" in text, path.name
        with Image.open(path.with_suffix(".png")) as png:
            assert png.info["Title"] == NAME, path.name


def test_pictures_differ_from_those_of_an_ordinary_study_in_pale_red_only(
    demonstration_run, ordinary_run
):
    name = "figures/ranking.png"
    with Image.open(demonstration_run / name) as one, Image.open(ordinary_run / name) as other:
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


def test_captions_in_the_reports_tell_it(demonstration_run):
    captions = [
        p.text
        for p in docx.Document(demonstration_run / "report_evaluation.docx").paragraphs
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
