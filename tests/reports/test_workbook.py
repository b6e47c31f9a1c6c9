"""The workbook holds every figure of every table, and nothing in it runs."""

import csv
import dataclasses
import io
import warnings

import numpy as np
import openpyxl
import pandas as pd
import pytest
from openpyxl.utils import get_column_letter

from reports import files
from reports.dictionary import DICTIONARY, entry
from reports.workbook import sheets, write_workbook

HOSTILE = '=HYPERLINK("http://x","点")'


def tables(evaluation):
    return {**files.tables(evaluation), "catalogue": evaluation.catalogue}


@pytest.fixture(scope="module")
def books(jiangsu, china, tmp_path_factory):
    """Both studies as written and read back, row after row."""
    found = {}
    for evaluation in (jiangsu, china):
        path = tmp_path_factory.mktemp("book") / "tables.xlsx"
        write_workbook(evaluation, path)
        found[evaluation.study.settings.name] = read_back(path)
    return found


def read_back(path):
    with warnings.catch_warnings():  # it cannot read solid bars, and says so
        warnings.filterwarnings("ignore", message=".*extension is not supported")
        return openpyxl.load_workbook(io.BytesIO(path.read_bytes()))  # nothing stays open


def rows_of(page):
    return [[cell.value for cell in row] for row in page.iter_rows(min_row=3)]


def expected_rows(frame):
    rows = frame.astype(object).where(frame.notna() & (frame != ""), None)
    return rows.to_numpy().tolist()


@pytest.mark.parametrize("study", ["jiangsu", "china"])
def test_every_cell_of_every_table_is_read_back_as_it_was(study, request, books):
    evaluation, book = request.getfixturevalue(study), books[study]
    for name, frame in tables(evaluation).items():
        page = book[entry(name).label]
        assert [cell.value for cell in page[2]] == list(frame.columns), name
        if len(frame):
            assert rows_of(page) == expected_rows(frame), name
        for column, cell in zip(frame.columns, page[3], strict=True):
            if cell.value is not None:
                text = isinstance(frame[column].iloc[0], str)
                assert cell.data_type == ("s" if text else "n"), (name, column)


RATES = ("attainment", "attainment_median", "progress", "_rate", "change", "price_of_contiguity")
"""Ends of columns told in per cent that are no shares: growth, and what is reached of a target."""


@pytest.mark.parametrize("study", ["jiangsu", "china", "demo_evaluation"])
def test_the_dictionary_explains_every_column_of_every_table(study, request):
    for name, frame in tables(request.getfixturevalue(study)).items():
        assert entry(name) and entry(name).meaning, name
        columns = [entry(name, column) for column in frame.columns]
        unknown = [c for c, e in zip(frame.columns, columns, strict=True) if not e or not e.meaning]
        assert not unknown, (name, unknown)
        labels = [e.label for e in columns]
        assert len(set(labels)) == len(labels), (name, labels)
        for column, e in zip(frame.columns, columns, strict=True):
            if e.display in ("bar", "percent"):  # what is shown as a share is one
                values = frame[column].dropna()
                if column.endswith(RATES):
                    assert (values >= -1).all(), (name, column)
                    continue
                assert values.between(0, 1 if e.display == "bar" else 2).all(), (name, column)


def test_the_dictionary_speaks_of_no_table_that_is_not_there(china, jiangsu, demo_evaluation):
    with DICTIONARY.open(encoding="utf-8-sig", newline="") as file:
        named = {row["table"] for row in csv.DictReader(file)}
    known = [set(tables(evaluation)) for evaluation in (china, jiangsu, demo_evaluation)]
    assert named - {""} == set.union(*known)


def test_names_of_sheets_are_such_as_excel_takes():
    frame = pd.DataFrame({"a": [1]})
    planned = sheets.plan({"x" * 40: frame, "scores": frame})
    assert [len(sheet.name) for sheet in planned] == [31, 2]
    assert not set("[]:*?/\\") & set("".join(sheet.name for sheet in planned))


def test_contents_link_to_every_sheet_and_tell_the_limits(jiangsu, books):
    book = books["jiangsu"]
    page = book["目录"]
    links = [cell.hyperlink.location for row in page.iter_rows() for cell in row if cell.hyperlink]
    assert links == [f"'{name}'!A1" for name in book.sheetnames[1:]]
    texts = {cell.value for row in page.iter_rows() for cell in row}
    assert jiangsu.study.settings.title in texts
    for limit in jiangsu.study.settings.limits:
        assert any(isinstance(text, str) and text.endswith(limit) for text in texts)
    rows = {page.cell(n, 2).value: page.cell(n, 4).value for n in range(5, page.max_row)}
    assert rows["得分"] == len(tables(jiangsu)["scores"]) and rows["收敛"] == 0


def test_the_dictionary_sheet_has_a_line_for_every_column(jiangsu, books):
    lines = [
        [cell.value for cell in row] for row in books["jiangsu"]["数据字典"].iter_rows(min_row=2)
    ]
    columns = sum(len(frame.columns) for frame in tables(jiangsu).values())
    assert len(lines) == columns
    assert all(all(line) for line in lines)


def test_heads_stay_in_sight_and_scores_have_bars(books):
    page = books["china"]["得分"]
    assert page.freeze_panes == "C3"
    assert page.auto_filter.ref == f"A2:{get_column_letter(page.max_column)}{page.max_row}"
    assert [page.cell(1, n).value for n in (1, 2, 5)] == ["地区代码", "地区", "得分"]
    bars = [str(area.sqref) for area in page.conditional_formatting]
    assert f"E3:E{page.max_row}" in bars
    assert page["E3"].number_format == "0.000"
    assert page["A3"].value == "110000"  # a code is text


def test_text_that_looks_like_a_formula_or_a_link_is_text(jiangsu, tmp_path):
    names = [HOSTILE, "+1", "-1", "@SUM(1)", "http://x.y", "<img onerror=alert(1)>", " =1 "]
    scores = jiangsu.scores.head(len(names)).assign(region_name=names)
    path = tmp_path / "tables.xlsx"
    write_workbook(dataclasses.replace(jiangsu, scores=scores), path)
    cells = [row[1] for row in read_back(path)["得分"].iter_rows(min_row=3)]
    cells = cells[: len(names)]  # overlay zones stand below
    assert [cell.value for cell in cells] == names
    assert {cell.data_type for cell in cells} == {"s"}
    assert not [cell for cell in cells if cell.hyperlink]


def test_numbers_among_blanks_of_any_type_stay_numbers():
    mixed = pd.DataFrame(
        {"rank": pd.Series([1, None, pd.NA], dtype=object), "score": [0.5, 1, None]}
    )
    columns = sheets.plan({"scores": mixed})[0].columns
    assert [column.display for column in columns] == ["whole", "bar"]


def test_a_table_too_long_for_a_sheet_goes_on_in_the_next(jiangsu, monkeypatch, tmp_path):
    monkeypatch.setattr(sheets, "MOST_ROWS", 20)
    path = tmp_path / "tables.xlsx"
    write_workbook(jiangsu, path)
    book = read_back(path)
    parts = [name for name in book.sheetnames if name.startswith("得分（")]
    assert parts[:2] == ["得分（1）", "得分（2）"]
    found = [row for name in parts for row in rows_of(book[name])]
    assert found == expected_rows(tables(jiangsu)["scores"])


def test_a_text_too_long_for_a_cell_says_that_it_goes_on(jiangsu, tmp_path):
    notes = jiangsu.notes.head(1).assign(detail="长" * 40_000)
    path = tmp_path / "tables.xlsx"
    write_workbook(dataclasses.replace(jiangsu, notes=notes), path)
    text = read_back(path)["说明"]["F3"].value
    assert len(text) == 32_767 and text.endswith("全文见 CSV 文件）")


def test_what_is_not_known_is_blank(jiangsu, tmp_path):
    scores = jiangsu.scores.head(1).assign(score=np.nan, rank=pd.array([pd.NA], dtype="Int64"))
    path = tmp_path / "tables.xlsx"
    write_workbook(dataclasses.replace(jiangsu, scores=scores), path)
    page = read_back(path)["得分"]
    assert page["E3"].value is None and page["F3"].value is None


def test_the_same_evaluation_gives_the_same_bytes(jiangsu, tmp_path):
    for name in ("a.xlsx", "b.xlsx"):
        write_workbook(jiangsu, tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
