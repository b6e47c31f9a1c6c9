"""The list of documents and the files it names."""

import hashlib
import io

import docx
import pytest
from pypdf import PdfWriter

from geodata.errors import Problems
from geodata.policies.corpus import DOCUMENT_COLUMNS
from geodata.policies.documents import read_documents
from geodata.policies.files import read_text
from tests.geodata.policies.founding_plan import TEXT, documents, names, text

TITLE = "江苏省知识产权局关于甲的通知"
WORDS = f"{TITLE}\n一、重点任务\n（一）乙。（省科技厅牵头）\n2016年2月17日\n"


def listed(tmp_path, *lines, header="policy_id,file,source"):
    (tmp_path / "a.txt").write_text(WORDS, encoding="utf-8")
    path = tmp_path / "policies.csv"
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8-sig")
    problems = Problems()
    return read_documents(path, names(), problems), problems


def seen(problems):
    return [(p.code, p.row, p.column) for p in problems]


def text_of(path):
    problems = Problems()
    return read_text(path, problems, file="policies.csv", row=2), problems


def test_the_plan_is_read_as_it_is():
    found = documents()
    assert found.table.columns.to_list() == [*DOCUMENT_COLUMNS]
    row = found.table.iloc[0]
    assert found.texts == {"JS-2016": text()}
    assert (row.policy_id, row.issuers, row.level, row.issue_no) == (
        "JS-2016",
        "GOV",
        "province",
        "",
    )
    assert row.sha256 == hashlib.sha256(TEXT.read_bytes()).hexdigest()
    assert row.characters == len(text())
    assert row.drafted == "title;issuers;level;date"


def test_what_the_list_tells_wins_over_the_text(tmp_path):
    header = "policy_id,file,source,title,date,issuers"
    found, problems = listed(tmp_path, "P1,a.txt,来源,乙,2017/3/1,STD;FIN", header=header)
    row = found.table.iloc[0]
    assert not problems, list(problems)
    assert (row.title, row.date, row.issuers) == ("乙", "2017-03-01", "STD;FIN")
    assert row.drafted == "level"


def test_all_faults_of_the_list_are_told_at_once(tmp_path):
    header = "policy_id,file,source,issuers,level,date,valid_from,valid_to,status,parent"
    found, problems = listed(
        tmp_path,
        "P1,a.txt,来源,,,,,,,",
        "P1,a.txt,,XXX,village,2016-02-30,,,odd,",
        "P2,b.txt,来源,,,,2018-01-01,2017-01-01,,",
        "P3,a.doc,来源,,,,,,,P9",
        header=header,
    )
    assert found.table.policy_id.to_list() == ["P1"]
    assert sorted(seen(problems)) == sorted([
        ("cell_empty", 3, "source"), ("code_repeated", 3, "policy_id"),
        ("policy_department_unknown", 3, "issuers"), ("value_not_allowed", 3, "level"),
        ("value_not_allowed", 3, "status"), ("policy_day_invalid", 3, "date"),
        ("policy_days_reversed", 4, "valid_to"), ("policy_file_missing", 4, "file"),
        ("policy_format", 5, "file"), ("policy_unknown", 5, "parent"),
    ])  # fmt: skip


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
