"""Whatever came back is known by its content, and what cannot be read stops nobody."""

import shutil
import zipfile

import pytest

from geodata.errors import Problems
from geodata.forms import OUTPUTS, collect
from geodata.forms.form import COVER, META, TABLE
from tests.geodata.forms.filled import (
    NANJING,
    OFFICE,
    WUXI,
    columns_of,
    converted,
    figure,
    rows_of,
    state,
    told,
)


def test_who_has_not_reported_is_named(returned):
    found = returned.collect()
    assert found.missing == (NANJING,) and not found.complete
    assert state(found) == "missing" and state(found, WUXI) == "good"
    assert found.faults.empty


def test_a_form_is_known_by_its_content_not_by_its_name(returned):
    returned.fill({}, name="无锡.xlsx")  # Nanjing's form
    found = returned.collect()
    assert found.complete
    assert found.received.files.to_list() == ["无锡.xlsx", "320200.xlsx"]


def test_two_forms_of_one_region_are_used_only_if_they_say_the_same(returned):
    returned.fill({"gdp@2024": figure(18500)})
    returned.fill({"gdp@2024": figure(18500)}, name="南京（副本）.xlsx")
    found = returned.collect()
    assert found.complete and found.faults.severity.to_list() == ["warning"]
    assert found.figures.value.to_list() == [18500]
    returned.fill({"gdp@2024": figure(18600)}, name="南京（改）.xlsx")
    found = returned.collect()
    assert found.figures.empty and state(found) == "conflict" and found.missing == ()
    assert any("南京（改）.xlsx" in seen and "320100.xlsx" in seen for seen in told(found, "seen"))


def test_a_conflict_is_an_error(returned):
    returned.fill({"gdp@2024": figure(18500)})
    returned.fill({"gdp@2024": figure(18600)}, name="b.xlsx")
    assert not returned.collect().complete


IDENTITIES = [
    ("study", "china", "另一项研究"),
    ("version", "0", "不是同一版本"),
    ("layout_sha256", "0" * 64, "不是同一版本"),
    ("region_code", "330100", "不在本研究的地区名单内"),
    ("region_code", WUXI, "不是同一版本"),
]


@pytest.mark.parametrize(("line", "text", "what"), IDENTITIES)
def test_forms_of_another_study_version_or_region_are_not_used(returned, line, text, what):
    def change(book):
        row = next(cell.row for cell in book[META]["A"] if cell.value == line)
        book[META].cell(row, 3).value = text

    returned.fill({"gdp@2024": figure(18500)}, change=change)
    found = returned.collect()
    assert len(found.faults) == 1 and what in told(found)[0]
    assert found.figures.empty and NANJING in found.missing


def test_a_cover_that_names_another_region_is_told(returned):
    def change(book):
        row = next(cell.row for cell in book[COVER]["A"] if cell.value == "region_name")
        book[COVER].cell(row, 3).value = "扬州市"

    returned.fill({}, change=change)
    found = returned.collect()
    assert "扬州市" in told(found)[0] and found.faults.sheet[0] == COVER
    assert state(found) == "unusable" and found.missing == (NANJING,)


def test_rows_are_known_by_their_key_when_others_are_put_in_or_sorted(returned):
    def change(book):
        page = book[TABLE]
        page.insert_rows(8)
        page.cell(8, columns_of(page)["value"]).value = 77
        page.insert_cols(4)

    returned.fill({"gdp@2024": figure(18500)}, change=change)
    found = returned.collect()
    assert found.figures.value.to_list() == [18500]
    assert found.faults.cell.to_list() == ["L8"] and "77" in told(found)[0]


def test_a_deleted_row_is_told(returned):
    def change(book):
        page = book[TABLE]
        page.delete_rows(rows_of(page)["gdp@2024"])

    returned.fill({"universities@2024": figure(51)}, change=change)
    found = returned.collect()
    assert told(found) == ["表中这一行已被删除"]
    assert (found.faults.statistic[0], found.faults.year[0]) == ("gdp", 2024)
    assert found.figures.value.to_list() == [51]


def test_a_repeated_row_is_used_only_if_both_say_the_same(returned):
    def repeat(value):
        def change(book):
            page = book[TABLE]
            last = page.max_row + 1
            for cell in page[rows_of(page)["gdp@2024"]]:
                page.cell(last, cell.column).value = cell.value
            page.cell(last, columns_of(page)["value"]).value = value

        return change

    returned.fill({"gdp@2024": figure(18500)}, change=repeat(18500))
    assert returned.collect().figures.value.to_list() == [18500]
    returned.fill({"gdp@2024": figure(18500)}, change=repeat(18600))
    found = returned.collect()
    assert found.figures.empty and "不止一次" in told(found)[0]


def test_what_stands_outside_the_table_is_told(returned):
    def change(book):
        book[TABLE]["Z9"] = "另有 3 件"
        book.create_sheet("补充")["A1"] = 5

    returned.fill({}, change=change)
    found = returned.collect()
    assert set(found.faults.severity) == {"warning"}
    assert found.faults.cell.to_list() == ["", "Z9"]
    assert found.faults.seen.to_list() == ["补充", "另有 3 件"]


def test_a_form_without_its_hidden_sheet_is_nobodys(returned):
    returned.fill({}, change=lambda book: book.remove(book[META]))
    found = returned.collect()
    assert "没有识别信息" in told(found)[0] and found.faults.file.to_list() == ["320100.xlsx"]
    assert state(found) == "missing" and found.missing == (NANJING,)


def test_a_form_without_its_table_is_unusable(returned):
    returned.fill({}, change=lambda book: book.remove(book[TABLE]))
    found = returned.collect()
    assert f"缺少工作表“{TABLE}”" in told(found)[0]
    assert state(found) == "unusable" and found.missing == (NANJING,)


def test_a_destroyed_head_is_told(returned):
    returned.fill({}, change=lambda book: book[TABLE].delete_rows(1))
    assert told(returned.collect()) == ["表头被改动，找不到各列"]


def encrypted():
    return bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le")


FILES = {
    "notes.docx": (b"x", "不是报送表"),
    "scan.pdf": (b"%PDF", "不是报送表"),
    "empty.xlsx": (b"", "文件打不开"),
    "damaged.xlsx": (b"PK\x03\x04 damaged", "文件打不开"),
    "old.et": (b"not a workbook", "文件打不开"),
    "locked.xlsx": (encrypted(), "打开密码"),
}


@pytest.mark.parametrize("name", FILES)
def test_files_that_cannot_be_read_are_told_and_stop_nobody(returned, name):
    raw, what = FILES[name]
    (returned.path / name).write_bytes(raw)
    returned.fill({})
    found = returned.collect()
    assert found.faults.file.to_list() == [name] and what in told(found)[0]
    assert found.missing == () and not found.complete


def test_a_form_cut_short_is_damaged(returned):
    returned.fill({})
    path = returned.path / "320100.xlsx"
    raw = path.read_bytes()
    for part in (0.2, 0.5, 0.9, 0.99):
        path.write_bytes(raw[: int(len(raw) * part)])
        assert "文件打不开" in told(returned.collect())[0]


@pytest.mark.parametrize("spoil", [
    lambda raw: raw[: len(raw) // 2],
    lambda raw: raw.replace(b"<sheetData>", b'<sheetData a="1" a="2">'),  # some readers bear it
])  # fmt: skip
def test_a_workbook_with_a_broken_part_is_damaged(returned, spoil):
    returned.fill({})
    source, target = returned.path / "320100.xlsx", returned.path / "broken.xlsx"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            raw = old.read(name)
            new.writestr(name, spoil(raw) if "sheet2" in name else raw)
    source.unlink()
    assert "文件打不开" in told(returned.collect())[0]


def test_traces_of_programs_and_our_own_results_are_passed_over(returned):
    returned.fill({})
    for name in ("~$320100.xlsx", ".DS_Store", "Thumbs.db", "desktop.ini", *OUTPUTS):
        (returned.path / name).write_bytes(b"x")
    assert returned.collect().complete


def test_forms_in_folders_below_are_found(returned):
    (returned.path / "第一批").mkdir()
    returned.fill({}, name="第一批/南京.xlsx")
    found = returned.collect()
    assert found.complete and found.received.files[0] == "第一批/南京.xlsx"


def test_a_folder_that_is_not_there_is_a_problem(asked, tmp_path):
    problems = Problems()
    collect(tmp_path / "nowhere", asked, problems)
    assert [problem.code for problem in problems] == ["folder_missing"]


@pytest.mark.skipif(not OFFICE, reason="LibreOffice is not installed")
@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_forms_saved_by_an_office_program_are_read_as_before(returned, tmp_path, kind):
    cells = {
        "gdp@2024": figure("=18000+500.5"),
        "universities@2024": figure(51, note="含民办"),
        "trademarks_registered@2024": figure("约1200"),
    }
    returned.fill(cells)
    source = returned.path / "320100.xlsx"
    saved = converted(source, tmp_path, kind)
    source.unlink()
    shutil.copy(saved, returned.path)
    found = returned.collect()
    assert found.figures.value.to_list() == [18500.5, 51]
    assert found.faults.cell.to_list() == ["K11"]
    assert found.figures.note.to_list() == ["", "含民办"]
