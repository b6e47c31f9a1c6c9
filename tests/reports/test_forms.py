"""The form guides whoever fills it in, and what came back can be read by the office that asked."""

import dataclasses
import re
import shutil
import subprocess

import openpyxl
import pandas as pd
import pytest

from commands.loading import ROOT, load
from geodata.errors import Problems
from geodata.forms import collect
from geodata.forms.form import COLUMNS, COVER, INPUTS, LISTS, META, TABLE
from layout.reporting import forms
from reports.forms import summary, write_collected, write_form
from reports.publish import OutputBusyError

OFFICE, COUNTER = shutil.which("soffice"), shutil.which("pdfinfo")
NANJING = "320100"
RESULTS = ["figures.csv", "faults.csv", "sources.csv", "审核结果.xlsx"]


@pytest.fixture(scope="module")
def studied():
    return load(ROOT / "studies" / "jiangsu.toml")


@pytest.fixture(scope="module")
def demonstration(studied):
    study, evidence = studied
    settings = study.settings.model_copy(update={"demonstration": True})
    return dataclasses.replace(study, settings=settings), evidence


@pytest.fixture(scope="module")
def form(studied):
    return forms(*studied)[NANJING]


@pytest.fixture(scope="module")
def file(studied, form, tmp_path_factory):
    path = tmp_path_factory.mktemp("form") / "form.xlsx"
    write_form(form, studied[0].settings, path, "2026年12月31日")
    return path


@pytest.fixture
def book(file):
    return openpyxl.load_workbook(file)


def place(column):
    return COLUMNS.index(column) + 1


def data(page):
    return [row for row in page.iter_rows() if row[0].value and "@" in str(row[0].value)]


def test_only_cells_to_fill_in_are_unlocked_and_there_is_no_password(book):
    for name in (COVER, TABLE, LISTS, META):
        assert book[name].protection.sheet and not book[name].protection.password
    for row in data(book[TABLE]):
        unlocked = [COLUMNS[cell.column - 1] for cell in row if not cell.protection.locked]
        assert tuple(unlocked) == INPUTS
    below = [cell for row in book[LISTS].iter_rows() for cell in row]
    assert all(cell.protection.locked for cell in below)


def test_every_row_shows_what_it_asks_and_what_is_known(book, form):
    rows = data(book[TABLE])
    assert [row[0].value for row in rows] == [one.key for one in form.rows]
    for row, one in zip(rows, form.rows, strict=True):
        shown = {code: row[n].value for n, code in enumerate(COLUMNS)}
        assert (shown["label"], shown["unit"], shown["year"]) == (
            one.label,
            one.unit.name,
            one.year,
        )
        known = (one.known.value, one.known.year, one.known.source) if one.known else (None,) * 3
        assert (shown["known"], shown["known_year"], shown["known_source"]) == known
        assert (shown["asked"] == "必填") == one.required
        assert [shown[code] for code in INPUTS] == [None] * 5


def test_cells_take_numbers_not_below_zero_and_choices_from_lists(book, form):
    rules = book[TABLE].data_validations.dataValidation
    decimals = [rule for rule in rules if rule.type == "decimal"]
    assert len(decimals) == len(form.rows)
    assert {(rule.operator, rule.formula1) for rule in decimals} == {("greaterThanOrEqual", "0")}
    by_cell = {str(rule.sqref): rule for rule in decimals}
    for row, one in zip(data(book[TABLE]), form.rows, strict=True):
        rule = by_cell[row[place("value") - 1].coordinate]
        # nobody counts fewer than none; money may be a loss, and a person decides
        assert (rule.errorStyle or "stop") == ("stop" if one.is_count else "warning")
        assert one.unit.name in rule.prompt
    lists = {rule.formula1: str(rule.sqref) for rule in rules if rule.type == "list"}
    for source, cells in lists.items():
        letter, last = re.fullmatch(rf"'{LISTS}'!\$(\w)\$2:\$\w\$(\d+)", source).groups()
        offered = [cell.value for cell in book[LISTS][letter][1:] if cell.value]
        assert len(offered) == int(last) - 1
        column = COLUMNS[ord(cells[0]) - ord("A")]
        if column == "source":
            assert offered == list(form.sources)
        elif column == "status":
            assert offered == ["正常", "存疑"]
        else:
            assert column == "reason" and len(offered) == 4
    assert len(lists) == 3


def test_hidden_sheets_and_the_cover_say_whose_form_it_is(book, form):
    assert book.sheetnames == [COVER, TABLE, LISTS, META]
    assert [book[name].sheet_state for name in book.sheetnames] == ["visible"] * 2 + ["hidden"] * 2
    lines = {row[0].value: row[2].value for row in book[META].iter_rows()}
    assert lines == form.identity() and len(lines["layout_sha256"]) == 64
    cover = {row[0].value: row[2].value for row in book[COVER].iter_rows() if row[0].value}
    assert (cover["region_name"], cover["region_code"]) == ("南京市", NANJING)
    assert cover["deadline"] == "2026年12月31日"


def test_it_is_printed_one_page_wide_with_its_head_on_every_page(book):
    page = book[TABLE]
    assert page.page_setup.orientation == "landscape"
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert (page.page_setup.fitToWidth or 1, page.page_setup.fitToHeight) == (1, 0)
    head = next(cell.row for cell in page["A"] if cell.value == "head")
    assert page.print_title_rows == f"${head}:${head}"
    assert page.freeze_panes == f"D{head + 1}"
    assert page.row_dimensions[1].hidden and page.column_dimensions["A"].hidden


def test_no_text_of_the_study_is_ever_a_formula(studied, tmp_path):
    study, evidence = studied
    hostile = '=HYPERLINK("http://x","点")'
    statistics = {
        code: dataclasses.replace(statistic, label_zh=hostile, note=hostile)
        for code, statistic in evidence.statistics.items()
    }
    sources = evidence.sources.assign(title=hostile)
    evidence = dataclasses.replace(evidence, statistics=statistics, sources=sources)
    form = forms(study, evidence)[NANJING]
    write_form(form, study.settings, tmp_path / "form.xlsx")
    page = openpyxl.load_workbook(tmp_path / "form.xlsx")[TABLE]
    for row in data(page):
        cells = [cell for cell in row if cell.data_type == "f"]
        assert [COLUMNS[cell.column - 1] for cell in cells] == ["check"]
        assert not any(cell.hyperlink for cell in row)


def test_the_same_study_gives_the_same_bytes(studied, form, file, tmp_path):
    write_form(form, studied[0].settings, tmp_path / "again.xlsx", "2026年12月31日")
    assert (tmp_path / "again.xlsx").read_bytes() == file.read_bytes()


def test_a_demonstration_says_so_on_every_sheet(demonstration, tmp_path):
    path = tmp_path / f"{NANJING}.xlsx"
    asked = forms(*demonstration)
    write_form(asked[NANJING], demonstration[0].settings, path)
    found = collect(tmp_path, asked, Problems())
    assert found.received.state[0] == "faulty"  # still read as a form
    write_collected(found, tmp_path / "out", demonstration[0].settings)
    for one in (path, tmp_path / "out" / "审核结果.xlsx"):
        book = openpyxl.load_workbook(one)
        for page in book:
            texts = [str(cell.value) for row in page.iter_rows() for cell in row if cell.value]
            assert any("演示数据" in text for text in texts), (one.name, page.title)
            assert "演示数据" in page.oddHeader.center.text


def test_an_ordinary_form_does_not_speak_of_a_demonstration(book):
    texts = [str(cell.value) for page in book for row in page.iter_rows() for cell in row]
    assert not any("演示" in text for text in texts)


def test_a_form_that_is_open_elsewhere_keeps_what_it_has(studied, form, tmp_path):
    target = tmp_path / "form.xlsx"
    target.mkdir()  # cannot be replaced by a file
    with pytest.raises(OutputBusyError):
        write_form(form, studied[0].settings, target)
    assert list(tmp_path.iterdir()) == [target]


@pytest.fixture(scope="module")
def collected(studied, file, tmp_path_factory):
    """Nanjing reports four figures, one of them wrong and one doubtful, and signs; nobody else."""
    folder = tmp_path_factory.mktemp("returned")
    book = openpyxl.load_workbook(file)
    page = book[TABLE]
    filled = {
        "gdp@2024": (185_008_100, None, "江苏统计年鉴2023", None, None),
        "gdp@2022": (16900, None, "江苏统计年鉴2023", None, "年鉴订正数"),
        "trademarks_registered@2024": ("约1200", None, "江苏统计年鉴2023", None, None),
        "universities@2024": (51, None, "本地区资料（出处写于备注）", None, "=市教育局"),
        "copyright_registrations@2024": (None, None, None, "尚未公布", None),
    }
    for row in data(page):
        for column, value in zip(INPUTS, filled.get(row[0].value, ()), strict=False):
            page.cell(row[0].row, place(column)).value = value
            if isinstance(value, str) and value.startswith("="):
                page.cell(row[0].row, place(column)).data_type = "s"
    book.save(folder / "南京.xlsx")
    return collect(folder, forms(*studied), Problems())


def sheet(path, name):
    """A sheet as texts by row."""
    page = openpyxl.load_workbook(path)[name]
    return [[cell.value for cell in row] for row in page.iter_rows()]


def table_of(path, name, first):
    """The table on a sheet whose head begins with a text."""
    rows = sheet(path, name)
    head = next(n for n, row in enumerate(rows) if row[0] == first)
    return pd.DataFrame(rows[head + 1 :], columns=rows[head])


def test_the_office_reads_who_reported_what_is_wrong_and_who_is_missing(
    collected, studied, tmp_path
):
    write_collected(collected, tmp_path, studied[0].settings)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(RESULTS)
    path = tmp_path / "审核结果.xlsx"
    received = table_of(path, "各地区报送情况", "地区")
    assert received["报送情况"].value_counts().to_dict() == {"未报": 12, "已报，有错误": 1}
    assert summary(collected) in {row[0] for row in sheet(path, "各地区报送情况")}
    faults = table_of(path, "问题清单", "类别")
    assert len(faults) == len(collected.faults) == 12  # one wrong, one doubtful, ten blanks
    wrong = faults[faults["所填内容"] == "约1200"].iloc[0]
    assert (wrong["单元格"], wrong["类别"], wrong["地区"]) == ("K11", "错误", "南京市")
    assert wrong["问题"] == "“约1200”不是数字，未采用"
    answers = table_of(path, "收到的数", "地区").set_index(["统计项代码", "年份"])
    assert answers["与已有数相比"].to_dict() == {
        ("gdp", 2024): "新增",
        ("gdp", 2022): "与已公布数不同",
        ("universities", 2024): "新增",
    }
    assert answers["数据状态"]["gdp", 2024] == "存疑，评价时不用"
    reasons = table_of(path, "未填及原因", "地区")
    assert reasons["未填原因"].to_list() == ["尚未公布"]
    own = table_of(path, "须补登的来源", "来源代码")
    assert own["来源代码"].to_list() == ["report_320100"]


def test_the_summary_counts_what_the_tables_hold(collected):
    told = summary(collected)
    for part in ("应报 13 个地区", "未报 12 个", "采用 3 个数", "错误 11 处", "需核对 1 处"):
        assert part in told


def test_tables_open_in_excel_and_hold_no_formula(collected, studied, tmp_path):
    write_collected(collected, tmp_path, studied[0].settings)
    for name in RESULTS[:3]:
        raw = (tmp_path / name).read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf") and raw.count(b"\r\n") == raw.count(b"\n")
    figures = pd.read_csv(tmp_path / "figures.csv", dtype=str)
    assert figures.region_code.to_list() == [NANJING] * 3
    assert "'=市教育局" in figures.note.to_list()
    for page in openpyxl.load_workbook(tmp_path / "审核结果.xlsx"):
        assert not any(cell.data_type == "f" for row in page.iter_rows() for cell in row)


def test_other_files_of_the_folder_stay_and_the_same_forms_give_the_same_bytes(
    collected, studied, tmp_path
):
    other = tmp_path / "南京.xlsx"
    other.write_bytes(b"returned")
    contents = []
    for _ in range(2):
        write_collected(collected, tmp_path, studied[0].settings)
        contents.append([(tmp_path / name).read_bytes() for name in RESULTS])
    assert contents[0] == contents[1]
    assert other.read_bytes() == b"returned"


def test_a_workbook_that_is_open_stops_the_writing_before_any_table_changes(
    collected, studied, tmp_path
):
    (tmp_path / "审核结果.xlsx").mkdir()
    (tmp_path / "figures.csv").write_text("old")
    with pytest.raises(OutputBusyError):
        write_collected(collected, tmp_path, studied[0].settings)
    assert (tmp_path / "figures.csv").read_text() == "old"


def test_nothing_returned_is_said_in_words(studied, tmp_path):
    (tmp_path / "in").mkdir()
    found = collect(tmp_path / "in", forms(*studied), Problems())
    write_collected(found, tmp_path, studied[0].settings)
    texts = {
        row[0]
        for name in ("问题清单", "收到的数")
        for row in sheet(tmp_path / "审核结果.xlsx", name)
    }
    assert {"没有发现问题", "没有收到可采用的数"} <= texts
    assert len(found.missing) == 13


@pytest.mark.skipif(
    not (OFFICE and COUNTER), reason="LibreOffice or poppler-utils is not installed"
)
def test_the_form_is_printed_on_few_pages(file, tmp_path):
    command = [
        OFFICE, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
        "--convert-to", "pdf", "--outdir", str(tmp_path), str(file),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    done = subprocess.run([COUNTER, tmp_path / "form.pdf"], check=True, capture_output=True)
    pages = int(done.stdout.decode().partition("Pages:")[2].split()[0])
    assert 3 <= pages <= 5  # the cover, and 84 rows one page wide
