import numpy as np
import pandas as pd
import pytest

from layout.industries import industries
from layout.industries.specialisation import IP_BASES
from layout.notes import Notes
from tests.layout.industries import made

Q39 = 70 / 304
"""Share of 39 in all inventions of the study at the end of 2022."""


def run(cells=None, benchmarks=None, **registers):
    notes = Notes()
    found = industries(
        cells or made.cells(),
        made.TABLE,
        made.settings(**registers),
        made.REGIONS,
        None,
        benchmarks,
        notes,
    )
    return found.tables["industry_specialisation"], notes.frame()


@pytest.fixture(scope="module")
def table(found):
    return found.tables["industry_specialisation"]


def cell(table, region, industry, year=2022):
    keys = (table.region_code == region) & (table.industry == industry) & (table.year == year)
    return table[keys].iloc[0]


def test_quotients_by_hand(table):
    row = cell(table, "320100", "39")
    assert (row.ip_basis, row.ec_basis, row.ip_year) == (IP_BASES[0], "value_added", 2022)
    assert row.rta_plain == pytest.approx((50 / 100) / Q39, abs=1e-6)
    smoothed = ((50 + 20 * Q39) / (100 + 20)) / Q39
    assert row.rta == pytest.approx(smoothed, abs=1e-6)
    assert row.rsca == pytest.approx((smoothed - 1) / (smoothed + 1), abs=1e-6)
    assert row.lq == pytest.approx((60 / 100) / (80 / 400)) and row.lq_rsca == pytest.approx(0.5)
    assert row.expected == pytest.approx(100 * Q39, abs=1e-6)


def test_gaps_by_hand(table):
    row = cell(table, "320100", "39")
    share = (50 + 20 * Q39) / 120
    assert row.gap == pytest.approx(np.log(share / 0.6), abs=1e-6)
    assert row.relative_gap == pytest.approx(np.log(row.rta / row.lq), abs=1e-6)
    # the two differ by what is usual of the industry in the whole study area
    assert row.gap - row.relative_gap == pytest.approx(np.log(Q39 / 0.2), abs=1e-6)


def test_each_quadrant_by_hand(table):
    found = {
        key: cell(table, *key).quadrant_label
        for key in [
            ("320100", "39"),
            ("320100", "13"),
            ("320200", "13"),
            ("320100", "26"),
            ("320400", "13"),
        ]
    }
    assert [*found.values()] == ["匹配优势", "技术储备", "引进补强", "非重点", "数据不足"]


def test_a_region_with_few_rights_has_no_index_and_the_counts_behind_it(table):
    rows = table[(table.region_code == "320400") & (table.industry != "01") & (table.year == 2022)]
    assert (rows.insufficient == 1).all() and rows[
        ["rta", "rsca", "gap", "relative_gap"]
    ].isna().all(axis=None)
    assert rows.rights.to_list() == [2, 1, 1, 0] and rows.rta_plain.notna().all()
    assert set(rows.remark) == {"insufficient"} and rows.lq.notna().all()


def test_an_industry_without_any_rights_and_a_cell_without_economy_say_so(table):
    assert set(table[table.industry == "01"].remark) == {"no_rights_anywhere"}
    row = cell(table, "320200", "39")
    assert row.remark == "no_economy" and np.isnan(row.gap) and row.lq == 0


def test_without_smoothing_a_cell_without_rights_has_no_gap_and_says_so():
    row = cell(run(smoothing=0)[0], "320100", "27")
    assert row.rta == 0 and np.isnan(row.gap) and row.remark == "no_rights"


def test_the_indexes_of_a_region_weighted_by_the_reference_have_the_mean_one(table):
    rows = table[table.year == 2022].copy()
    rows["q"] = rows.groupby("industry").rights.transform("sum") / rows.rights.sum()
    rows["w"] = rows.industry.map({"01": 60, "13": 60, "26": 130, "27": 70, "39": 80}) / 400
    for _, own in rows.groupby("region_code"):
        assert (own.q * own.rta_plain).sum() == pytest.approx(1, abs=1e-5)
        assert (own.w * own.lq).sum() == pytest.approx(1, abs=1e-5)


def test_the_lag_compares_earlier_rights_with_the_economy_of_the_year():
    table, notes = run(lag=1)
    row = cell(table, "320100", "39", 2022)
    assert (row.rights, row.ip_year) == (30, 2021) and row.lq == pytest.approx(3)
    assert "早 1 年" in notes[notes.message_code == "industry_bases_lagged"].detail.iloc[0]


def test_without_patents_or_without_an_economy_there_is_no_match_and_a_note():
    for changed in ({"industries": []}, {"activities": []}):
        table, notes = run(made.cells(**changed))
        assert set(table.quadrant) == {"insufficient"}
        assert "industry_no_basis" in set(notes.message_code)


def test_patents_of_unknown_type_are_the_basis_where_no_invention_is_told():
    rows = [(r, k, "", *rest) for r, k, _, *rest in made.rights_by_industry()]
    assert set(run(made.cells(industries=rows))[0].ip_basis) == {"patents_in_force"}


def benchmark(measure, values, year=2021, name="national"):
    return pd.DataFrame(
        [(name, "全国", i, year, measure, v, "", "年鉴") for i, v in values.items()],
        columns=[
            "benchmark",
            "benchmark_zh",
            "industry",
            "year",
            "measure",
            "value",
            "unit",
            "source",
        ],
    )


def test_external_reference_by_hand_over_the_industries_it_tells():
    outside = pd.concat(
        [
            benchmark("inventions_in_force", {"13": 100, "26": 200, "39": 700}),
            benchmark("value_added", {"13": 50, "26": 25, "39": 25}),
            benchmark("value_added", {"13": 1, "26": 1, "39": 1}, year=2030),  # later: not used
        ]
    )
    table, notes = run(benchmarks=outside)
    row = cell(table, "320100", "39")
    # of 甲市's 100 inventions all lie in the three industries; of its 100 value added 90 do
    assert row.rta_external == pytest.approx(((50 + 20 * 0.7) / 120) / 0.7, abs=1e-6)
    assert row.lq_external == pytest.approx((60 / 90) / 0.25, abs=1e-6)
    assert row.reference_external == "national" and np.isnan(
        cell(table, "320100", "27").rta_external
    )
    assert np.isnan(cell(table, "320400", "13").rta_external)  # too few rights for any reference
    assert "industry_external" in set(notes.message_code)


def test_the_external_reference_is_lagged_like_the_rights():
    outside = pd.concat(
        [
            benchmark("inventions_in_force", {"13": 1, "39": 1}, year=2021),
            benchmark("inventions_in_force", {"13": 1, "39": 3}, year=2022),
        ]
    )
    table, _ = run(benchmarks=outside, lag=1, smoothing=0)
    # 甲市 had 40 and 30 inventions in the two industries in 2021, when the reference had 1 and 1
    assert cell(table, "320100", "39").rta_external == pytest.approx((30 / 70) / 0.5, abs=1e-6)


def test_negative_amounts_count_as_none_and_are_told():
    rows = [
        (*row[:5], -row[5], *row[6:]) if row[1:5] == ("320100", "13", 2022, "value_added") else row
        for row in made.activities()
    ]
    table, notes = run(made.cells(activities=rows))
    assert cell(table, "320100", "13").lq == 0
    assert (
        "“增加值”有 1 个单元为负" in notes[notes.message_code == "industry_negative"].detail.iloc[0]
    )


def test_the_order_of_rows_does_not_matter():
    shuffled = made.cells(
        industries=made.rights_by_industry()[::-1], activities=made.activities()[::-1]
    )
    pd.testing.assert_frame_equal(run(shuffled)[0], run()[0])
