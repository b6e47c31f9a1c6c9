"""The Word reports have the form of an official document, and repeat byte by byte."""

import io
import re
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm

from reports import texts, word
from reports.word import (
    wording,
)


def opened(path):
    return docx.Document(io.BytesIO(path.read_bytes()))


@pytest.fixture(scope="module")
def written(jiangsu, tmp_path_factory):
    """An evaluation and the folder of its documents; without pictures, which have tests."""
    folder = tmp_path_factory.mktemp("word")
    word.write_word(jiangsu, folder, pictures=())
    return jiangsu, folder


@pytest.fixture
def report(written):
    return opened(written[1] / "report_evaluation.docx")


def test_the_page_is_that_of_gb_t_9704(report):
    section = report.sections[0]
    assert [round(side.mm) for side in (section.page_width, section.page_height)] == [210, 297]
    assert [round(side.mm) for side in (section.top_margin, section.left_margin)] == [37, 28]
    width = section.page_width - section.left_margin - section.right_margin
    height = section.page_height - section.top_margin - section.bottom_margin
    assert [round(side / Mm(1)) for side in (width, height)] == [156, 225]
    body = report.styles["Report Text"]
    assert report.styles["Normal"].font.size.pt == 16  # 三号
    assert 28 <= report.styles["Normal"].paragraph_format.line_spacing.pt <= 29
    assert body.paragraph_format.first_line_indent.pt == 32  # two characters
    fonts = {
        name: report.styles[name].element.rPr.rFonts.get(qn("w:eastAsia"))
        for name in ("Normal", "Heading 1", "Heading 2")
    }
    assert fonts == {"Normal": "仿宋_GB2312", "Heading 1": "黑体", "Heading 2": "楷体_GB2312"}


def test_the_text_is_marked_as_chinese(report):
    marks = list(report.styles.element.iter(qn("w:lang")))
    assert {mark.get(qn("w:eastAsia")) for mark in marks} == {"zh-CN"}


def test_page_numbers_stand_outside_between_dashes(written, report):
    section = report.sections[0]
    assert report.settings.odd_and_even_pages_header_footer
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    assert [str(p.alignment) for p in (odd, even)] == ["RIGHT (2)", "LEFT (0)"]
    for paragraph in (odd, even):
        assert paragraph.text == "—  —"  # the number between them is a field
        assert "PAGE" in [code.text for code in paragraph._p.iter(qn("w:instrText"))]
    part = zipfile.ZipFile(written[1] / "report_evaluation.docx").read("word/fontTable.xml")
    assert '<w:font w:name="仿宋_GB2312"><w:altName w:val="仿宋"/>' in part.decode()


def test_heads_of_tables_repeat_and_no_row_breaks(report):
    for table in report.tables:
        rows = [row._tr.trPr for row in table.rows]
        assert rows[0].find(qn("w:tblHeader")) is not None
        assert all(row.find(qn("w:cantSplit")) is not None for row in rows)


def test_tables_are_numbered_in_a_row(written):
    for name in ("report_evaluation", "report_resources"):
        document = opened(written[1] / f"{name}.docx")
        found = [re.match(r"表(\d+)　", p.text) for p in document.paragraphs]
        assert [int(m[1]) for m in found if m] == list(range(1, len(document.tables) + 1))


def test_pictures_stand_above_numbered_captions_and_tell_their_key(jiangsu, tmp_path):
    png = (  # one grey point
        "89504e470d0a1a0a0000000d4948445200000001000000010800000000"
        "3a7e9b550000000a49444154789c63680000008200819c4ec9b20000000049454e44ae426082"
    )
    picture = word.Picture(
        "map_composite", "江苏省综合得分", bytes.fromhex(png), b"", {"(1)": "南京"}
    )
    word.write_word(jiangsu, tmp_path, pictures=(picture,), briefs=False)
    document = opened(tmp_path / "report_evaluation.docx")
    texts_ = [paragraph.text for paragraph in document.paragraphs]
    place = texts_.index("图1　江苏省综合得分")
    assert texts_[place + 1] == "图中编号：(1) 南京"
    above = document.paragraphs[place - 1]
    assert above.paragraph_format.keep_with_next
    assert [p.get("descr") for p in above._p.iter(qn("wp:docPr"))] == ["江苏省综合得分"]


def test_the_same_evaluation_gives_the_same_bytes(written, tmp_path):
    evaluation, folder = written
    word.write_word(evaluation, tmp_path, pictures=())
    for path in sorted(folder.rglob("*.docx")):
        assert (tmp_path / path.relative_to(folder)).read_bytes() == path.read_bytes()


def test_dates_in_the_file_are_the_release(written, report):
    release = written[0].study.settings.release
    assert report.core_properties.created.date() == release
    assert report.core_properties.modified.date() == release


BUILT = (
    "direction_", "column_obstacle_", "column_overlay", "table_profiles_", "list_stop",
    "zone_title_", "zone_name_", "column_zone", "column_reference", "unsupported_", "column_source_",
    "policy_list_", "policy_goal", "policy_measure", "policy_strength",
)  # fmt: skip
"""Keys that are put together from parts."""


def test_every_wording_in_the_file_is_used_and_none_lacks():
    folder = Path(word.__file__).parent
    source = "".join(path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.py")))
    unused = [
        key
        for key in wording.texts().templates
        if f'"{key}"' not in source and f"'{key}'" not in source and not key.startswith(BUILT)
    ]
    assert unused == []


def test_a_faulty_placeholder_names_the_file_the_key_and_what_may_stand_there():
    say = texts.Texts("texts.csv", {"scope": "{regoins} 个地区"})
    with pytest.raises(ValueError, match=r"texts\.csv：键“scope”的占位符有误.*regoins.*regions"):
        say("scope", regions=13)
    with pytest.raises(ValueError, match="缺少键“title”"):
        say("title")
