"""All tables and notes together, and the context that a study gives."""

import csv
import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geodata.registers import reasons
from geodata.registers.cells import CLASS_UNIT, STAGES
from geodata.registers.kinds import kinds
from layout.labels import labels
from layout.notes import Notes
from layout.settings import Registers
from layout.survey import context, survey
from reports.dictionary import entry
from tests.layout.survey.made import amount, cells, random_rights, right
from tests.layout.survey.made import context as made_context

TABLES = (
    "survey_rights",
    "survey_quality",
    "survey_high_value_overlaps",
    "survey_abnormal",
    "survey_holders",
    "survey_classes",
    "survey_flows",
    "survey_flow_balance",
    "survey_account",
    "survey_samples",
)


def small(**other):
    rows = {
        "rights": [
            right("320100", 2010, 2012, flags=1, records=40),
            right("320100", 2020, 2022, records=5),
            right("320200", 2019, 2021, abnormal=1, records=8),
            right("320300", 2019, 2022, type=""),
            right("320300", 2019, 2022, kind="trademark", type="goods", records=2),
        ],
        "classes": [
            ("320100", "patent", "invention", "A61K", 2012, "granted", 40 * CLASS_UNIT),
            ("320100", "patent", "invention", "", 2022, "granted", 6 * CLASS_UNIT),
        ],
        "holders": [
            ("", "patent", "", 2022, "in_force", 3, 46, 1200, 46),
            ("", "patent", "invention", 2022, "in_force", 3, 45, 1200, 45),
        ],
        "flows": [("transfer", "patent", 2021, "320100", "", 1, 0, 0)],
        "account": [("专利库", "patent", "read", "", 60), ("专利库", "patent", "counted", "", 60)],
        "samples": [("专利库", "check_digit", "a.csv", 2, "号码=1")],
    }
    return cells(**rows | other)


def run(found, where=None, **settings):
    notes = Notes()
    tables = survey(found, where or made_context(), Registers(**settings), notes)
    return tables, notes.frame()


@pytest.fixture(scope="module")
def everything():
    return run(small())


def test_all_tables_are_there_and_codes_have_their_labels(everything):
    tables, _ = everything
    assert tuple(tables) == TABLES
    rights = tables["survey_rights"]
    assert rights.type_label.unique().tolist() == ["全部", "发明专利", "商品商标"]
    assert rights.layer_label.unique().tolist() == ["参评地区", "对照分区", "全部参评地区"]
    assert rights.region_name.iloc[-1] == "江苏省"
    assert tables["survey_samples"].reason_label.to_list() == ["校验位不符"]
    for name, frame in tables.items():
        assert len(frame), name
        texts = frame.filter(like="_label")
        assert (texts[[c for c in texts if c not in ("remark_label", "reason_label")]] != "").all(
            axis=None
        ), name


def test_every_column_is_explained_by_one_label(everything):
    for name, frame in everything[0].items():
        assert entry(name) and entry(name).meaning, name
        lines = {column: entry(name, column) for column in frame.columns}
        assert [c for c, line in lines.items() if not (line and line.meaning)] == [], name
        assert len({line.label for line in lines.values()}) == len(lines), name


def test_abnormal_filings_are_left_out_or_counted_as_the_study_says(everything):
    def in_force(tables):
        rows = tables["survey_rights"].set_index(["kind", "type", "year", "region_code"])
        return rows.in_force["patent", "", 2022, "320200"]

    assert in_force(everything[0]) == 0
    tables, notes = run(small(), abnormal="include")
    assert in_force(tables) == 8
    assert tables["survey_abnormal"].equals(everything[0]["survey_abnormal"])
    assert "survey_abnormal_include" in set(notes.message_code)


def test_notes_of_the_ordinary_case(everything):
    notes = everything[1].set_index("message_code").detail
    assert set(notes.index) == {
        "survey_register",
        "survey_address_rule",
        "survey_span",
        "survey_abnormal_exclude",
        "survey_type_unknown",
        "survey_small",
        "survey_high_value",
        "survey_unmarked",
        "survey_holders",
        "survey_holders_years",
        "survey_classes_few",
        "survey_flows_unknown",
    }
    assert "专利 2010–2022 年、商标 2019–2022 年" in notes["survey_span"]
    assert "8 件（占全部专利记录的 14.8%）" in notes["survey_abnormal_exclude"]
    assert notes["survey_unmarked"].endswith("有海外同族、质押金额较高、获奖")
    assert "超过 10 年" in notes["survey_high_value"] and "1,000 万元" in notes["survey_high_value"]
    assert "专利 100.0%" in notes["survey_holders"]
    assert notes["survey_holders_years"].startswith("2020–2021 年没有")
    assert "只占：专利 87.0%" in notes["survey_classes_few"]  # 40 of 46
    small_ones = everything[1][everything[1].message_code == "survey_small"].detail
    assert small_ones.str.contains("2022 年专利有效量不足 30 件的地区.*徐州市").any()


@pytest.mark.parametrize(
    ("as_of", "codes"),
    [
        (dt.date(2024, 6, 30), {"survey_unpublished": "2022 年的专利申请量"}),
        (dt.date(2024, 7, 1), {}),
        (dt.date(2022, 12, 30), {"survey_year_open": "2022 年尚未结束"}),
    ],
)
def test_years_that_are_not_over_or_not_published_are_noted(as_of, codes):
    _, notes = run(small(), made_context(as_of=as_of))
    found = notes.set_index("message_code").detail
    partial = {"survey_year_open", "survey_unpublished"} & set(found.index)
    assert partial >= set(codes) and (codes or not partial)
    for code, text in codes.items():
        assert text in found[code]
    assert ("survey_unpublished" in found) == (as_of < dt.date(2024, 7, 1))


def test_figures_of_another_year_and_missing_ones_are_noted():
    used = np.tile([2020, 2020, 2010, 0], (3, 1))
    where = made_context(population=amount([1, 1, 1, np.nan], used), gdp=None)
    _, notes = run(small(), where)
    found = notes[notes.message_code == "survey_population_year"].detail.to_list()
    assert found == [
        "2020–2022 年的每万人口件数用 2010 年人口，其间的人口变动未反映：徐州市",
        "2021–2022 年的每万人口件数用 2020 年人口，其间的人口变动未反映：南京市、无锡市",
    ]
    assert {"survey_no_gdp", "survey_without_population"} <= set(notes.message_code)


def test_registers_that_end_before_the_last_year_are_noted():
    _, notes = run(cells(rights=[right("320100", 2018, 2020)]))
    found = notes.set_index("message_code").detail
    assert "没有 2022 年的申请或授权记录" in found["survey_behind"]
    assert {"survey_no_holders", "survey_no_flows", "survey_abnormal_unknown"} <= set(found.index)


def test_nothing_counted_gives_empty_tables_and_says_so():
    tables, notes = run(cells())
    assert tuple(tables) == TABLES
    assert all(frame.empty for name, frame in tables.items() if name != "survey_quality")
    assert "survey_no_rights" in set(notes.message_code)


def test_the_same_cells_give_the_same_tables_in_any_order_of_rows():
    frame = random_rights(9)
    shuffled = frame.sample(frac=1, random_state=1).reset_index(drop=True)
    one, other = (
        survey(
            type(small())(**{**small().tables(), "rights": rights}),
            made_context(),
            Registers(),
            Notes(),
        )
        for rights in (frame, shuffled)
    )
    for name in TABLES:
        pd.testing.assert_frame_equal(one[name], other[name])


def test_codes_of_the_engine_have_labels():
    known = labels()
    assert {("register_stage", stage) for stage in STAGES} <= set(known)
    assert {("register_kind", kind) for kind in kinds()} <= set(known)
    named = (*reasons.DROPPED, *reasons.DOUBTFUL, *reasons.PLACES.values())
    named += (reasons.DUPLICATE, reasons.OTHER_REGION)
    assert {("register_reason", reason) for reason in named} <= set(known)
    with Path(reasons.__file__).with_name("values.csv").open(encoding="utf-8-sig") as file:
        types = {(r["kind"], r["value"]) for r in csv.DictReader(file) if r["field"] == "type"}
    assert {("register_type", f"{kind}.{type_}") for kind, type_ in types} <= set(known)


def test_the_context_of_a_study_holds_its_own_figures(china, jiangsu):
    where = context(china.study.settings, china.evidence, china.study.derived)
    assert where.areas.names[-1] == china.study.settings.area
    assert where.as_of == china.study.settings.release
    figures = china.evidence.figures.set_index(["statistic", "year", "region_code"]).value
    years, codes = china.study.settings.years, where.areas.panel.codes
    census = figures["resident_population", 2020]
    place = (years.index(2020), codes.index("320000"))
    assert where.population.values[place] == census["320000"]
    assert where.population.years[place] == 2020
    own = context(
        jiangsu.study.settings, jiangsu.evidence, jiangsu.study.derived, dt.date(2025, 1, 1)
    )
    assert own.as_of == dt.date(2025, 1, 1) and own.provinces["310000"] == "上海市"
    assert own.areas.codes[-4:] == ("苏南", "苏北", "苏中", "")  # by their first region
    assert (own.gdp.values > 1e10).all()  # yuan
