"""Every good figure of a returned form is taken, every wrong cell is told with its address."""

import datetime as dt
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest

from geodata.errors import Problems
from geodata.forms.answers import own_source
from geodata.forms.form import COVER, TABLE
from geodata.regions import Register, Scope
from geodata.statistics import FIGURE_COLUMNS, FigureReader
from reports.forms import write_collected
from tests.geodata.forms.filled import (
    NANJING,
    OFFICE,
    OWN,
    YEARBOOK,
    columns_of,
    converted,
    figure,
    opened,
    rows_of,
    state,
    told,
)


def test_good_figures_become_a_table_that_the_study_reads(returned, jiangsu_study, tmp_path):
    cells = {
        "gdp@2024": figure(18500.81, status="正常"),
        "universities@2024": figure(51, note="含民办"),
        "trademarks_registered@2024": {"value": 480000, "source": OWN, "note": "市知识产权局年报"},
        "gdp@2022": figure(16907.85),
        "gdp@2021": figure(16355.32, status="存疑"),
    }
    returned.fill(cells)
    found = returned.collect()
    assert found.complete and found.missing == () and found.faults.empty
    rows = found.figures.set_index(["statistic", "year"])
    assert list(found.figures.columns) == list(FIGURE_COLUMNS)
    assert rows.value.to_dict() == {
        ("gdp", 2024): 18500.81,
        ("universities", 2024): 51,
        ("trademarks_registered", 2024): 480000,
        ("gdp", 2022): 16907.85,
        ("gdp", 2021): 16355.32,
    }
    assert rows.status["gdp", 2021] == "suspect"
    mine = found.answers[found.answers.region_code == NANJING]
    kinds = mine.set_index(["statistic", "year"]).answer
    assert kinds["gdp", 2024] == "new" and kinds["gdp", 2022] == "same"
    write_collected(found, tmp_path / "out", jiangsu_study[0].settings)
    evidence, problems = jiangsu_study[1], Problems()
    known = {*evidence.sources.source_id, *found.sources.source_id}
    scope = Scope(Register.load(), "city", "320000")
    reader = FigureReader(scope, evidence.statistics, frozenset(known), problems)
    figures, _ = reader.read(tmp_path / "out" / "figures.csv")
    assert not problems.found
    assert figures.value.to_list() == found.figures.value.to_list()
    assert found.sources.source_id.to_list() == [own_source(NANJING)]
    assert found.sources.data_years.to_list() == ["2024"]


def test_what_the_reporter_wrote_on_the_cover_is_kept(returned):
    def sign(book):
        lines = {cell.value: cell.row for cell in book[COVER]["A"] if cell.value}
        book[COVER].cell(lines["reporter"], 3).value = "南京市知识产权局"
        book[COVER].cell(lines["date"], 3).value = dt.date(2026, 12, 1)

    returned.fill({"gdp@2024": {"value": 18500, "source": OWN, "note": "公报"}}, change=sign)
    found = returned.collect()
    receipt = found.received.iloc[0]
    assert (receipt.reporter, receipt.date) == ("南京市知识产权局", "2026-12-01")
    assert found.sources.publisher.to_list() == ["南京市知识产权局"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,200", 1200), ("１２００", 1200), ("１，２００．５", 1200.5), (" 1200 ", 1200),
        ("约1200", None), ("1200件", None), ("12%", None), ("1.2万", None), ("12,00", None),
        ("1e999", None), ("—", None), (True, None), (dt.date(2024, 1, 2), None),
    ],
)  # fmt: skip
def test_text_in_a_number_cell_is_read_only_where_it_is_plainly_a_number(returned, text, value):
    returned.fill({"trademarks_registered@2024": figure(text)})
    found = returned.collect()
    fault = found.faults.iloc[0]
    assert len(found.faults) == 1
    assert fault.statistic == "trademarks_registered" and fault.year == 2024
    assert (fault.sheet, fault.cell) == (TABLE, "K11")  # the seventh row asked for
    assert fault.severity == ("error" if value is None else "warning")
    assert found.figures.value.to_list() == ([] if value is None else [value])
    assert state(found) == ("faulty" if value is None else "good")


def test_what_was_seen_is_told(returned):
    returned.fill({"trademarks_registered@2024": figure("约1200")})
    found = returned.collect()
    assert told(found, "seen") == ["约1200"]
    assert told(found) == ["“约1200”不是数字，未采用"]
    returned.fill({"trademarks_registered@2024": figure(1200, status="好")})
    found = returned.collect()
    assert told(found, "seen") == ["好"] and "1200" in told(found)[0]
    # a remark is no reason, but nobody shall have written it for nothing
    returned.fill({"trademarks_registered@2024": {"note": "明年起统计"}})
    assert told(returned.collect(), "seen") == ["明年起统计"]


def test_a_blank_needs_a_reason_only_where_a_figure_is_asked_for(returned):
    returned.fill({"gdp@2024": {}})
    found = returned.collect()
    assert found.faults.cell.to_list() == ["K41"]
    assert told(found) == ["必填项没有填数，也没有选未填原因"]
    assert (found.answers.reason == "unpublished").sum() == 27  # 14 of each city but this one


def test_a_source_that_is_registered_is_not_to_be_registered_again(returned):
    own = {"trademarks_registered@2024": {"value": 5, "source": OWN, "note": "年报"}}
    returned.fill(own)
    assert returned.collect().sources.source_id.to_list() == [own_source(NANJING)]
    form = returned.asked[NANJING]
    known = form.sources | {"南京市数据报送表": own_source(NANJING)}
    returned.asked = returned.asked | {NANJING: replace(form, sources=known)}
    found = returned.collect()
    assert found.sources.empty
    assert found.figures.source_id.to_list() == [own_source(NANJING)]


CONTRADICTIONS = [
    ({"reason": "尚未公布", "value": 5}, "又选了未填原因", "N"),
    ({"value": 5, "source": None}, "没有选来源", "M"),
    ({"value": 5, "source": OWN}, "没有写明出处", "O"),
    ({"value": 5, "source": "某年鉴"}, "不在下拉选项内", "M"),
    ({"value": 5, "status": "好"}, "不在下拉选项内", "L"),
    ({"value": None, "status": "正常", "source": YEARBOOK}, "没有填数", "K"),
    ({"value": None, "source": None, "reason": "其他（写明于备注）"}, "备注为空", "O"),
    ({"value": -3}, "负数 -3", "K"),
]


@pytest.mark.parametrize(("inputs", "what", "letter"), CONTRADICTIONS)
def test_contradictions_are_told_and_nothing_is_taken(returned, inputs, what, letter):
    returned.fill({"plant_varieties_granted@2024": {**figure(None), **inputs}})
    found = returned.collect()
    assert len(found.faults) == 1 and what in told(found)[0]
    assert found.faults.cell[0].startswith(letter)
    assert found.figures.empty and state(found) == "faulty"


def test_a_figure_in_the_wrong_unit_is_doubted_with_both_numbers(returned):
    returned.fill({"gdp@2024": figure(185_008_100)})  # 万元 instead of 亿元
    found = returned.collect()
    assert found.faults.severity.to_list() == ["warning"]
    what = told(found)[0]
    for part in ("185008100", "16907.85", "2022 年", "10,942 倍", "“万元”", "“亿元”"):
        assert part in what
    assert found.figures.status.to_list() == ["suspect"]  # not evaluated until somebody has asked
    assert found.complete


@pytest.mark.parametrize(("value", "doubted"), [(1691, False), (1690, True), (169078, False), (169078.5, True), (0, True)])  # fmt: skip
def test_ten_times_the_known_figure_is_where_doubt_begins(returned, value, doubted):
    returned.fill({"gdp@2024": figure(value)})  # known: 16907.85
    found = returned.collect()
    assert len(found.faults) == doubted
    returned.fill({"gdp@2024": figure(value, note="已与统计局核对")})
    assert returned.collect().figures.status.to_list() == ["observed"]


def test_a_loss_may_be_negative_but_has_to_be_explained(returned):
    key = "technology_contracts_sold@2024"
    returned.fill({key: figure(-2)})
    found = returned.collect()
    assert found.faults.severity.to_list() == ["warning"]
    assert found.figures.status.to_list() == ["suspect"]


def test_the_value_of_a_formula_is_read_and_one_without_value_is_told(returned):
    returned.fill({"gdp@2024": figure("=1/0")})  # openpyxl leaves no value behind
    found = returned.collect()
    assert told(found) == ["公式没有结果，或结果为错误值"]
    assert found.figures.empty


@pytest.mark.parametrize(("column", "text"), [("unit", "万元"), ("year", 2023), ("label", "工业增加值")])  # fmt: skip
def test_a_row_that_asks_something_else_now_is_told(returned, column, text):
    def change(book):
        page = book[TABLE]
        page.cell(rows_of(page)["gdp@2024"], columns_of(page)[column]).value = text

    returned.fill({"gdp@2024": figure(18500)}, change=change)
    found = returned.collect()
    assert len(found.faults) == 1 and str(text) in told(found)[0] and "18500" in told(found)[0]
    assert found.figures.empty


@pytest.mark.skipif(not OFFICE, reason="LibreOffice is not installed")
def test_the_office_program_computes_the_checks_as_they_are_meant(returned, tmp_path):
    cells = {
        "gdp@2024": figure(185_008_100),
        "universities@2024": {"value": 51},
        "trademarks_registered@2024": figure(5, reason="保密"),
        "copyright_registrations@2024": figure(5),
        "designs_in_force@2024": {},
        "utility_models_in_force@2024": {"value": None, "source": YEARBOOK},
        "resident_population@2024": {"value": 9_600_000, "source": OWN},
    }
    returned.fill(cells)
    page = opened(converted(returned.path / "320100.xlsx", tmp_path, "xlsx"))
    values = openpyxl.load_workbook(tmp_path / "saved" / "320100.xlsx", data_only=True)
    rows, place = rows_of(page[TABLE]), columns_of(page[TABLE])["check"]
    checks = {key: values[TABLE].cell(rows[key], place).value or "" for key in cells}
    assert checks == {
        "gdp@2024": "与已有数相差10倍以上，请核对单位",
        "universities@2024": "未选来源",
        "trademarks_registered@2024": "数与未填原因只填一项",
        "copyright_registrations@2024": "",
        "designs_in_force@2024": "未填",
        "utility_models_in_force@2024": "没有填数",
        "resident_population@2024": "备注写明出处",
    }
    lines = {cell.value: cell.row for cell in values[COVER]["A"] if cell.value}
    assert "尚有 6 处待处理" in values[COVER].cell(lines["progress"], 3).value


def test_faults_and_figures_have_a_stable_order(returned):
    returned.fill({"gdp@2024": figure("约"), "universities@2024": figure(51)})  # fmt: skip
    first, second = returned.collect(), returned.collect()
    for name in ("figures", "answers", "faults", "received", "sources"):
        pd.testing.assert_frame_equal(getattr(first, name), getattr(second, name))
