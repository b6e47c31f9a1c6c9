import numpy as np
import pytest

from layout.industries import industries
from layout.notes import Notes
from tests.layout.industries import made

JOBS = np.array([4500, 5300, 9500, 2800, 5900])
GRANTED = np.array([0, 82, 81, 71, 75])
"""Inventions of 2018 to 2022 in the whole study area: of 39 also the five that ended."""


def run(official=None, cells=None):
    notes = Notes()
    found = industries(
        cells or made.cells(), made.TABLE, made.settings(), made.REGIONS, official, None, notes
    )
    return found.tables, {row["message_code"]: row["detail"] for row in notes.rows}


def of(table, right_type):
    return table[table.right_type == right_type].set_index("industry")


def test_intensity_and_both_thresholds_by_hand(found):
    rows = of(found.tables["industry_intensive"], "invention")
    levels = 1000 * GRANTED / JOBS
    np.testing.assert_allclose(rows.per_1000_employed, levels, atol=1e-6)
    # those that own the right at all form the mean, as in EPO & OHIM (2013)
    weighted = 1000 * GRANTED.sum() / JOBS[1:].sum()
    np.testing.assert_allclose(rows.threshold, weighted, atol=1e-6)
    np.testing.assert_allclose(rows.threshold_simple, levels[1:].mean(), atol=1e-6)
    assert rows.member.to_list() == [0, 1, 0, 1, 0]
    assert rows.member_simple.to_list() == [0, 0, 0, 1, 0]
    np.testing.assert_allclose(rows.margin, levels / weighted - 1, atol=1e-6)


def test_a_threshold_a_fifth_lower_and_higher(found):
    rows = of(found.tables["industry_intensive"], "invention")
    assert rows.if_lower.to_list() == [0, 1, 0, 1, 1]  # 12.7 > 10.5
    assert rows.if_higher.to_list() == [0, 0, 0, 1, 0]  # 15.5 < 15.8


def test_only_types_that_are_registered_have_rows(found):
    assert set(found.tables["industry_intensive"].right_type) == {"invention", "trademark"}
    assert found.tables["industry_intensive"].on_official_list.isna().all()


def test_rights_before_the_window_do_not_count():
    old = [made.event("320100", "01", 2017, "granted", 900)]
    rows = of(
        run(cells=made.cells(industries=made.rights_by_industry() + old))[0]["industry_intensive"],
        "invention",
    )
    assert rows.loc["01"].rights_granted == 0


def test_shares_by_hand_of_regions_and_the_whole(found):
    table = found.tables["industry_intensive_share"]
    rows = table[(table.definition == "invention") & (table.year == 2022)].set_index("region_code")
    # 13 and 27 are intensive: of 甲市's 100 they are 20, of all 400 they are 130
    assert rows.share_pct.to_list() == pytest.approx([20, 30, 50, 30, 32.5])
    assert rows.loc[""].region_name == "江东省" and rows.loc[""].economy == 130
    assert rows.loc["320100"].employment_share_pct == pytest.approx(100 * 1500 / 8500, abs=1e-6)
    assert set(rows.industries) == {2}


def test_the_union_counts_an_industry_once(found):
    table = found.tables["industry_intensive_share"]
    rows = table[table.year == 2022].set_index(["definition", "region_code"])
    # by trade marks 13 alone is intensive, which patents have already
    assert rows.loc[("any_right", ""), "industries"] == 2
    assert rows.loc[("any_right", ""), "share_pct"] == rows.loc[("invention", ""), "share_pct"]


def test_the_official_list_is_looked_up_and_what_it_has_in_vain_is_told():
    tables, notes = run(official=["39", "2671", "2"])
    rows = of(tables["industry_intensive"], "invention")
    assert rows.on_official_list.to_list() == [0, 0, 1, 1, 1]  # "2" covers 26 and 27
    assert (
        "2671" in notes["intensive_list_unmet"] and "有 1 个代码" in notes["intensive_list_unmet"]
    )
    shares = tables["industry_intensive_share"]
    rows = shares[(shares.definition == "official") & (shares.year == 2022)].set_index(
        "region_code"
    )
    assert rows.loc["320100"].share_pct == pytest.approx(90)


def test_definitions_side_by_side_are_warned_of():
    assert "不能互相比较" in run()[1]["intensive_definitions"]
    nothing = run(cells=made.cells(industries=[]))
    assert nothing[0]["industry_intensive_share"].empty
    assert "intensive_definitions" not in nothing[1] and "intensive_no_measure" in nothing[1]


def test_a_share_of_revenue_is_not_called_one_of_value_added():
    rows = [
        (*row[:4], "revenue", *row[5:]) if row[4] == "value_added" else row
        for row in made.activities()
    ]
    tables, notes = run(cells=made.cells(activities=rows))
    assert set(tables["industry_intensive_share"].ec_basis) == {"revenue"}
    assert "不是增加值占比" in notes["intensive_not_value_added"]


def test_years_of_employment_are_told():
    assert "2021–2022" in run()[1]["intensive_employment_years"]
