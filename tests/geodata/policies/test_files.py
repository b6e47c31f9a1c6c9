"""Texts of plain, Word and PDF files."""

import io
import os
import shutil
import subprocess

import docx
import pytest
from pypdf import PdfWriter

from geodata.errors import Problems
from geodata.policies.corpus import DOCUMENT_COLUMNS
from geodata.policies.files import read_text
from geodata.policies.parsing import parsed
from tests.geodata.policies.founding_plan import documents, names, plan, text

WORDS = "江苏省知识产权局关于甲的通知\n一、重点任务\n（一）乙。（省科技厅牵头）\n2016年2月17日\n"


def seen(problems):
    return [(p.code, p.row, p.column) for p in problems]


def text_of(path):
    problems = Problems()
    return read_text(path, problems, file="policies.csv", row=2), problems


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_text_may_be_of_any_usual_encoding_and_line_ends(tmp_path, encoding):
    path = tmp_path / "a.txt"
    path.write_bytes(WORDS.replace("\n", "\r\n").encode(encoding))
    found, problems = text_of(path)
    assert found == WORDS and not problems


def test_paragraphs_and_tables_of_a_word_file_keep_their_order(tmp_path):
    document = docx.Document()
    document.add_paragraph("甲\t乙")
    table = document.add_table(2, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "一\n\n二", "三"
    table.cell(1, 1).text = "四"
    document.add_paragraph("丙")
    document.save(tmp_path / "a.docx")
    found, problems = text_of(tmp_path / "a.docx")
    assert not problems
    # a tab in a paragraph begins no cell, a blank line in a cell ends no row, empty is not merged
    assert found == "甲\u3000乙\n\t一\n二\n\t三\n\n\t\u3000\n\t四\n\n\n丙"


def test_a_pdf_without_text_is_told_to_be_a_scan(tmp_path):
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    with (tmp_path / "a.pdf").open("wb") as file:
        writer.write(file)
    found, problems = text_of(tmp_path / "a.pdf")
    assert found is None and seen(problems) == [("policy_no_text", 2, "file")]


def test_the_text_of_a_pdf_is_read(tmp_path):
    from matplotlib.figure import Figure  # noqa: PLC0415  a PDF with words, written at hand

    stream = io.BytesIO()
    figure = Figure()
    figure.text(0.1, 0.5, "Notice 2016")
    figure.savefig(stream, format="pdf")
    (tmp_path / "a.pdf").write_bytes(stream.getvalue())
    found, problems = text_of(tmp_path / "a.pdf")
    assert not problems and "Notice 2016" in found


@pytest.mark.parametrize("name", ["a.docx", "a.pdf"])
def test_a_damaged_file_is_a_problem_and_no_crash(tmp_path, name):
    (tmp_path / name).write_bytes(b"no document")
    found, problems = text_of(tmp_path / name)
    assert found is None and [p.code for p in problems] == ["policy_unreadable"]


@pytest.mark.parametrize("name", ["a.txt", "a.docx", "a.pdf"])
def test_an_empty_document_is_told(tmp_path, name):
    path = tmp_path / name
    if name.endswith("docx"):
        docx.Document().save(path)
    elif name.endswith("pdf"):
        PdfWriter().write(path)
    else:
        path.write_text(" \n", encoding="utf-8")
    found, problems = text_of(path)
    assert found is None and seen(problems) == [("policy_no_text", 2, "file")]


@pytest.mark.parametrize(
    ("name", "code"), [("a.doc", "policy_format"), ("a.txt", "policy_file_missing")]
)
def test_a_file_that_cannot_be_opened_is_told(tmp_path, name, code):
    found, problems = text_of(tmp_path / name)
    assert found is None and seen(problems) == [(code, 2, "file")]


def test_bytes_that_are_no_text_are_told(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"\xff\xff\x00\x81")
    found, problems = text_of(tmp_path / "a.txt")
    assert found is None and [p.code for p in problems] == ["file_encoding"]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice writes the PDF")
def test_the_body_of_a_printed_plan_gives_the_same_tasks_and_departments(tmp_path):
    body = text()[: text().index("\t阶段")]
    document = docx.Document()
    for line in body.splitlines():
        document.add_paragraph(line)
    document.save(tmp_path / "a.docx")
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    command = ["soffice", home, "--headless", "--convert-to", "pdf", "a.docx"]
    environment = {**os.environ, "HOME": str(tmp_path)}
    subprocess.run(
        command, cwd=tmp_path, env=environment, check=True, capture_output=True, timeout=180
    )
    found, problems = text_of(tmp_path / "a.pdf")
    assert not problems, list(problems)
    made = parsed(documents().table[[*DOCUMENT_COLUMNS]], {"JS-2016": found}, names())
    expected = plan().tasks.query("part == 'body'")
    columns = ["task_id", "section", "assignment_text"]
    assert made.tasks[columns].to_dict("list") == expected[columns].to_dict("list")
    # quotation marks of another font are given at the beginning of the line
    words = [frame.text.str.replace("[“”]", "", regex=True) for frame in (made.tasks, expected)]
    assert words[0].to_list() == words[1].to_list()
