"""Stocks, flows and sums counted by hand, by an oracle row by row, and what is not invented."""

import csv
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import geodata
from geodata.errors import Problems
from geodata.registers import figures
from geodata.registers.cells import SCHEMAS, Cells, arranged, empty
from geodata.statistics import read_statistics
from models import high_value

REGIONS = ["320100", "320200", "320300"]
YEARS = [2020, 2021, 2022]
SOURCES = {
    kind: f"register_{kind}"
    for kind in ("patent", "trademark", "geographical_indication", "transaction", "enterprise")
}
RNG = np.random.default_rng(6)


def cells(**tables):
    """Cells of the rows given, each a tuple in the order of the schema."""
    filled = {
        name: arranged(name, pd.DataFrame(tables[name], columns=[*schema]))
        if name in tables
        else empty(name)
        for name, schema in SCHEMAS.items()
    }
    return Cells(**filled)


def patent(region, filed, granted, ended=0, *, kind="invention", flags=0, abnormal=0, records=1):
    return (region, "patent", kind, filed, granted, ended, flags, abnormal, records)


def wide(rows, statistic, **options):
    """Values of a statistic, regions down and years across; NaN where there is no figure."""
    found = figures.figures_of(cells(**rows), REGIONS, YEARS, SOURCES, **options)
    one = found[found.statistic == statistic]
    table = one.pivot_table(index="region_code", columns="year", values="value")
    return table.reindex(index=REGIONS, columns=YEARS).to_numpy()


def test_a_stock_is_what_was_granted_less_what_ended_by_the_end_of_the_year():
    # granted 2019: five in force; two of them end in 2021; three more are granted in 2022
    rows = [
        patent("320100", 2017, 2019, records=3),
        patent("320100", 2017, 2019, 2021, records=2),
        patent("320100", 2020, 2022, records=3),
        patent("320200", 2020, 0, records=9),  # pending
    ]
    assert wide({"rights": rows}, "invention_patents_in_force").tolist() == [
        [5, 3, 6],
        [0, 0, 0],
        [0, 0, 0],
    ]
    assert wide({"rights": rows}, "invention_patents_granted")[0].tolist() == [0, 0, 3]
    assert wide({"rights": rows}, "invention_patent_applications").tolist() == [
        [3, 0, 0],
        [9, 0, 0],
        [0, 0, 0],
    ]


def test_figures_begin_with_the_first_record_and_flows_end_with_the_last():
    rows = [patent("320100", 2021, 2022), patent("320200", 2021, 0)]
    nothing = np.nan
    np.testing.assert_array_equal(
        wide({"rights": rows}, "invention_patents_in_force"),
        [[nothing, 0, 1], [nothing, 0, 0], [nothing, 0, 0]],
    )
    early = [patent("320100", 2019, 2021)]
    np.testing.assert_array_equal(
        wide({"rights": early}, "patents_granted"),
        [[0, 1, nothing], [0, 0, nothing], [0, 0, nothing]],
    )


def test_a_stock_past_the_last_record_says_so():
    found = figures.figures_of(
        cells(rights=[patent("320100", 2020, 2021)]), REGIONS, YEARS, SOURCES
    )
    stock = found[found.statistic == "invention_patents_in_force"].set_index("year").note
    assert set(stock[2021]) == {""}
    assert set(stock[2022]) == {"登记簿中最后一条申请或授权在 2021 年，其后的变动未知"}


def test_a_right_that_ended_before_its_grant_is_never_in_force():
    rows = [patent("320100", 2015, 2021, 2019), patent("320100", 2015, 2020)]
    assert wide({"rights": rows}, "invention_patents_in_force")[0].tolist() == [1, 1, 1]


def test_types_and_kinds_are_kept_apart():
    rows = [
        patent("320100", 2019, 2020, kind="design", records=4),
        patent("320100", 2019, 2020, kind="", records=7),  # type not known
        ("320100", "trademark", "", 2019, 2020, 0, 0, 0, 5),
    ]
    assert wide({"rights": rows}, "designs_in_force")[0].tolist() == [4, 4, 4]
    assert wide({"rights": rows}, "invention_patents_in_force")[0].tolist() == [0, 0, 0]
    assert wide({"rights": rows}, "patents_granted")[0, 0] == 11
    assert wide({"rights": rows}, "trademarks_registered")[0].tolist() == [5, 5, 5]


def test_high_value_inventions_are_the_union_of_the_five_classes_as_the_model_counts_them():
    rows, rights = [], []
    for _ in range(400):
        region = int(RNG.integers(3))
        filed = int(RNG.integers(2005, 2021))
        granted = filed + int(RNG.integers(1, 4))
        ended = granted + int(RNG.integers(0, 15)) if RNG.random() < 0.4 else 0
        flags = int(RNG.choice([0, 0, 1, 2, 8, 16, 3, 27]))
        rights.append((region, filed, granted, ended, flags))
        rows.append(patent(REGIONS[region], filed, granted, ended, flags=flags))
    expected = np.zeros((3, 3))
    for column, year in enumerate(YEARS):
        held = [r for r in rights if r[2] <= year and not 0 < r[3] <= year]
        bits = np.array([[r[4] >> bit & 1 for bit in range(5)] for r in held], dtype=bool)
        bits[:, high_value.CLASSES.index("long_maintained")] = [year - r[1] >= 10 for r in held]
        counts = high_value.combinations(bits, np.array([r[0] for r in held]), 3)
        expected[:, column] = high_value.union(counts)
    np.testing.assert_array_equal(wide({"rights": rows}, "high_value_inventions"), expected)


def test_the_threshold_of_long_maintenance_is_the_studys():
    rows = {"rights": [patent("320100", 2010, 2012)]}
    assert wide(rows, "high_value_inventions")[0].tolist() == [1, 1, 1]
    long = wide(rows, "high_value_inventions", maintained_years=12)
    assert long[0].tolist() == [0, 0, 1]


def test_abnormal_filings_are_left_out_unless_the_study_counts_them():
    rows = {"rights": [patent("320100", 2019, 2020), patent("320100", 2019, 2020, abnormal=1)]}
    assert wide(rows, "patents_granted")[0, 0] == 1
    assert wide(rows, "patents_granted", abnormal="include")[0, 0] == 2


def test_stocks_and_flows_agree_with_counting_rights_one_by_one():
    rows = []
    for _ in range(300):
        filed = int(RNG.integers(2010, 2023))
        granted = int(RNG.choice([0, filed + RNG.integers(0, 4)]))
        ended = int(RNG.choice([0, RNG.integers(2010, 2024)]))
        region, number = str(RNG.choice([*REGIONS, "330100"])), int(RNG.integers(1, 5))
        rows.append(patent(region, filed, granted, ended, records=number))
    stock, granted_in = np.zeros((3, 3)), np.zeros((3, 3))
    for region, *_, granted, ended, _, _, number in rows:
        for column, year in enumerate(YEARS):
            if region in REGIONS and granted:
                place = REGIONS.index(region)
                stock[place, column] += number * (granted <= year and not 0 < ended <= year)
                granted_in[place, column] += number * (granted == year)
    np.testing.assert_array_equal(wide({"rights": rows}, "invention_patents_in_force"), stock)
    np.testing.assert_array_equal(wide({"rights": rows}, "patents_granted"), granted_in)


def test_deals_count_at_the_end_that_the_figure_names():
    rows = [
        ("transfer", "patent", 2021, "320100", "320200", 4, 0, 0),
        ("transfer", "patent", 2021, "320100", "320100", 2, 0, 0),
        ("transfer", "patent", 2022, "110000", "320100", 1, 0, 0),
        ("transfer", "trademark", 2021, "320100", "320200", 9, 0, 0),
        ("licence", "patent", 2021, "320200", "", 3, 0, 0),
    ]
    np.testing.assert_array_equal(
        wide({"flows": rows}, "patent_transfers_in"),
        [[np.nan, 2, 1], [np.nan, 4, 0], [np.nan, 0, 0]],
    )
    np.testing.assert_array_equal(wide({"flows": rows}, "patent_transfers_out")[0], [np.nan, 6, 0])
    np.testing.assert_array_equal(
        wide({"flows": rows}, "patent_licences_out")[1], [np.nan, 3, np.nan]
    )


def test_pledges_are_summed_in_hundred_millions_of_all_kinds_and_without_amount_not_at_all():
    rows = [
        ("pledge", "patent", 2020, "320100", "", 2, 150_000_000, 2),
        ("pledge", "trademark", 2020, "320100", "", 1, 25_000_000, 1),
        ("pledge", "patent", 2021, "320100", "", 1, 0, 0),
    ]
    np.testing.assert_array_equal(
        wide({"flows": rows}, "pledge_amount"),
        [[1.75, np.nan, np.nan], [0, np.nan, np.nan], [0, np.nan, np.nan]],
    )


def test_a_measure_that_no_row_has_is_absent_and_no_enterprise_is_a_count():
    rows = [
        ("enterprise", "320100", "39", 2020, "enterprises", 8, 8),
        ("enterprise", "320100", "", 2020, "enterprises", 2, 2),
        ("enterprise", "320100", "39", 2020, "revenue", 1_250_000_000, 5),
        ("enterprise", "320100", "39", 2020, "value_added", -50_000_000, 5),
        ("enterprise", "320200", "39", 2020, "enterprises", 1, 1),
        ("enterprise", "320200", "39", 2020, "revenue", 0, 0),
    ]
    nothing = [np.nan, np.nan]
    assert wide({"activities": rows}, "enterprises")[:, 0].tolist() == [10, 1, 0]
    np.testing.assert_array_equal(wide({"activities": rows}, "revenue")[0], [12.5, *nothing])
    np.testing.assert_array_equal(wide({"activities": rows}, "value_added")[0], [-0.5, *nothing])
    assert np.isnan(wide({"activities": rows}, "revenue")[1:]).all()
    assert np.isnan(wide({"activities": rows}, "exports")).all()


def test_research_spending_names_every_register_that_it_comes_from():
    rows = [
        ("enterprise", "320100", "39", 2020, "rd_expenditure", 300_000_000, 3),
        ("research", "320100", "73", 2020, "rd_expenditure", 100_000_000, 1),
    ]
    both = {"enterprise": "firms", "research": "institutes"}
    found = figures.figures_of(cells(activities=rows), REGIONS, YEARS, both)
    assert found[["statistic", "value", "unit", "source_id", "status"]].to_numpy().tolist() == [
        ["rd_expenditure", 4.0, "亿元", "firms;institutes", "counted"]
    ]
    alone = figures.figures_of(cells(activities=rows[:1]), REGIONS, YEARS, both)
    assert alone.source_id.to_list() == ["firms"]


def test_a_register_that_is_not_declared_gives_no_figures():
    rows = [patent("320100", 2019, 2020)]
    found = figures.figures_of(cells(rights=rows), REGIONS, YEARS, {"trademark": "marks"})
    assert found.empty
    assert [*found.columns] == [*figures.COLUMNS]
    assert str(found.year.dtype) == "int64"


def test_the_order_of_rows_does_not_matter_and_years_must_ascend():
    rows = [
        patent("320200", 2019, 2020),
        patent("320100", 2018, 2021),
        patent("320100", 2018, 2020),
    ]
    one = figures.figures_of(cells(rights=rows), REGIONS, YEARS, SOURCES)
    other = figures.figures_of(cells(rights=rows[::-1]), REGIONS, YEARS, SOURCES)
    pd.testing.assert_frame_equal(one, other)
    assert not one.duplicated(["region_code", "year", "statistic"]).any()
    with pytest.raises(ValueError, match="ascend"):
        figures.figures_of(cells(rights=rows), REGIONS, [2021, 2020], SOURCES)


def test_every_figure_is_in_the_dictionary_of_statistics_with_its_unit_and_name():
    path = Path(geodata.__file__).parent.parent / "studies" / "common" / "statistics.csv"
    problems = Problems()
    dictionary, _ = read_statistics(path, problems)
    assert not problems
    for one in figures.definitions():
        known = dictionary[one.statistic]
        assert (known.unit.name, known.label_zh, known.label_en) == (
            one.unit,
            one.label_zh,
            one.label_en,
        )
        assert not known.formula, "a figure that is computed cannot be counted too"


def test_every_kind_in_the_definitions_is_a_kind_of_register():
    path = Path(figures.__file__).with_name("fields.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        kinds = {row["kind"] for row in csv.DictReader(file)}
    assert {kind for one in figures.definitions() for kind in one.kinds} <= kinds
    assert figures.TRANSACTION in kinds
