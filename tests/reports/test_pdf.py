"""The reports as PDF: the form of an official document, and the same words as in Word."""

import dataclasses
import re
import shutil
import subprocess
import sys

import docx
import pytest

import layout
from geodata.errors import Problems
from reports import custom, fonts, results, word
from reports.figures import Picture
from reports.word import form
from reports.word.grid import Column

try:
    from weasyprint.urls import FatalURLFetchingError
except (ImportError, OSError):  # OSError: it is there, its Pango is not
    pytest.skip("weasyprint or its Pango is not installed", allow_module_level=True)

from reports.pdf import write_pdf
from reports.pdf.paper import PdfPaper

TOOLS = [shutil.which(name) for name in ("pdftotext", "pdfinfo", "pdffonts", "pdftohtml")]
pytestmark = [
    pytest.mark.skipif(not all(TOOLS), reason="poppler-utils is not installed"),
    pytest.mark.skipif(fonts.find_font() is None, reason="there is no Chinese font"),
]
POINT = bytes.fromhex(  # one grey point
    "89504e470d0a1a0a0000000d4948445200000001000000010800000000"
    "3a7e9b550000000a49444154789c63680000008200819c4ec9b20000000049454e44ae426082"
)
PICTURE = Picture("map_composite", "江苏省综合得分<b>", POINT, b"", {"(1)": "南京"})


@pytest.fixture(scope="module")
def written(jiangsu, tmp_path_factory):
    folder = tmp_path_factory.mktemp("pdf")
    write_pdf(jiangsu, folder, (PICTURE,))
    word.write_word(jiangsu, folder, (PICTURE,), briefs=False)
    return jiangsu, folder


def tool(name, *arguments):
    done = subprocess.run([shutil.which(name), *arguments], check=True, capture_output=True)
    return done.stdout.decode()


def squeezed(text):
    """Without blanks and without the page numbers, which stand between the lines of a paragraph."""
    return re.sub(r"\s", "", re.sub(r"—\s*\d+\s*—", "", text))


def pages_of(path):
    return tool("pdftotext", "-layout", path, "-").split("\f")[:-1]


def test_the_page_is_that_of_gb_t_9704(written):
    info = tool("pdfinfo", written[1] / "report_evaluation.pdf")
    width, height = re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", info).groups()
    assert [round(float(side) * 25.4 / 72) for side in (width, height)] == [210, 297]
    boxes = tool(
        "pdftotext", "-bbox", "-f", "2", "-l", "2", written[1] / "report_evaluation.pdf", "-"
    )
    words = re.findall(
        r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.)', boxes
    )
    body = [tuple(float(v) * 25.4 / 72 for v in w[:4]) for w in words if w[4] != "—"]
    body = [w for w in body if w[1] < 260]  # above the page number
    # the type area of 156 × 225 mm begins 28 mm from the left and 37 mm from the top (5.2)
    assert min(w[0] for w in body) >= 28 - 0.1 and max(w[2] for w in body) <= 28 + 156 + 0.5
    assert 37 <= min(w[1] for w in body) <= 41


def test_page_numbers_stand_outside_between_dashes(written):
    path = written[1] / "report_evaluation.pdf"
    for page, side in ((1, "right"), (2, "left")):
        boxes = tool("pdftotext", "-bbox", "-f", str(page), "-l", str(page), path, "-")
        found = re.findall(rf'xMin="([\d.]+)"[^>]*>{page}</word>\s*<word[^>]*>—<', boxes)
        x = float(found[-1])
        assert x > 400 if side == "right" else x < 200


def test_the_pdf_says_what_the_word_document_says(written):
    for name in ("report_evaluation", "report_resources"):
        text = squeezed("".join(pages_of(written[1] / f"{name}.pdf")))
        document = docx.Document(written[1] / f"{name}.docx")
        told = [squeezed(p.text) for p in document.paragraphs if p.text.strip()]
        assert not [line for line in told if line not in text]
    table = results.regions(written[0], results.last_year(written[0]))
    text = "".join(pages_of(written[1] / "report_evaluation.pdf"))
    for row in table.itertuples():
        for value in (row.score, row.u_ip, row.u_innovation, row.u_industry, row.coordination):
            assert f"{value:.3f}" in text


def test_heads_of_tables_repeat_on_every_page(written):
    paper = PdfPaper(word.texts())
    paper.table("table_level", [Column("位次"), Column("得分")], [["1", "0.5"]] * 90)
    path = written[1] / "long.pdf"
    paper.save(path, "表", "表", written[0].study.settings.release)
    pages = pages_of(path)
    assert len(pages) >= 2 and all("位次" in page and "得分" in page for page in pages)


def test_chapters_are_bookmarks_and_fonts_are_embedded(written):
    path = written[1] / "report_evaluation.pdf"
    outline = tool("pdftohtml", "-xml", "-i", "-stdout", path).partition("<outline>")[2]
    marks = re.findall(r'<item page="(\d+)">([^<]+)</item>', outline)
    assert ("1", "一、要点") in marks and ("2", "二、评价范围与数据") in marks
    assert [text for _, text in marks if text.startswith("附录")][1] == "附录二　须注意的问题"
    lines = tool("pdffonts", path).splitlines()[2:]
    assert lines and all(re.search(r"\s+yes\s+yes\s+yes\s+\d", line) for line in lines)


def test_the_same_evaluation_gives_the_same_bytes(written, tmp_path):
    evaluation, folder = written
    write_pdf(evaluation, tmp_path, (PICTURE,))
    for path in sorted(tmp_path.glob("*.pdf")):
        assert path.read_bytes() == (folder / path.name).read_bytes()
    release = written[0].study.settings.release
    assert f"CreationDate:    {release:%a %b}" in tool("pdfinfo", folder / "report_evaluation.pdf")


def test_names_are_text_and_nothing_is_fetched(jiangsu, tmp_path):
    scores = jiangsu.scores.replace(
        {"region_name": {"南京市": '<img src="file:///etc/hostname">&\x00'}}
    )
    write_pdf(dataclasses.replace(jiangsu, scores=scores), tmp_path, ())
    text = squeezed("".join(pages_of(tmp_path / "report_evaluation.pdf")))
    assert 'file:///etc/hostname">&' in text

    paper = PdfPaper(word.texts())
    paper.parts.append('<img src="file:///etc/hostname">')
    with pytest.raises(FatalURLFetchingError):
        paper.save(tmp_path / "x.pdf", "x", "x", jiangsu.study.settings.release)


def test_what_the_machine_lacks_is_a_problem_of_the_setting(studies, monkeypatch):
    studies.change("jiangsu.toml", "[catalogue]", "[reports]\npdf = true\n\n[catalogue]")
    path = studies.folder / "jiangsu.toml"
    settings = layout.read_settings(path, Problems())
    assert settings.reports.pdf and not layout.settings.Reports().pdf
    line = 1 + path.read_text(encoding="utf-8").splitlines().index("pdf = true")

    def codes():
        custom.read_custom(settings, path, problems := Problems())
        return [(p.code, p.row, p.column) for p in problems]

    assert codes() == []
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    monkeypatch.setattr("reports.pdf.find_font", lambda: None)
    assert codes() == [
        ("package_missing", line, "reports.pdf"),
        ("pdf_font", line, "reports.pdf"),
    ]


def test_the_measures_of_the_page_are_those_of_the_word_document():
    css = PdfPaper(word.texts())._html("t", "a", None)
    assert f"margin: {form.TOP_MM}mm" in css and f"{form.REPORT.body}pt/{form.REPORT.line}pt" in css
