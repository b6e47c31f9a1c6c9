import numpy as np
import pandas as pd
import pytest

from layout.amounts import Amount, amounts
from layout.measures import series
from layout.mismatch import COLUMNS, mismatch
from layout.views import Panel, panel_of

CHINA = {
    "ip": "invention_patents_in_force",
    "innovation": "rd_expenditure",
    "industry": "hightech_manufacturing_revenue",
}
JIANGSU = {
    "ip": "invention_patents_in_force",
    "innovation": "fiscal_science_expenditure",
    "industry": "gdp",
}
KEYS = ["pair", "year"]


def of(evaluation, chosen):
    study, evidence = evaluation.study, evaluation.evidence
    panel = panel_of(evidence.regions, study.settings.years)
    known = series(evidence.figures, evidence.statistics, study.derived, panel.codes)
    found = amounts(known, chosen, evidence.statistics, panel, study.settings.ages)
    return mismatch(found.found, panel)


@pytest.fixture(scope="module")
def table(china):
    return of(china, CHINA).table


def test_one_row_per_region_year_and_pair(table):
    assert table.columns.to_list() == [*COLUMNS]
    assert len(table) == 31 * 10 * 3
    assert not table.duplicated(["region_code", "year", "pair"]).any()


def test_shares_by_hand_from_the_figures(china, table):
    figures = china.evidence.figures.set_index(["statistic", "year", "region_code"]).value
    patents, rd = figures["invention_patents_in_force", 2020], figures["rd_expenditure", 2020]
    rows = table[(table.pair == "ip_innovation") & (table.year == 2020)].set_index("region_code")
    share_a, share_b = (x.reindex(rows.index) / x.sum() for x in (patents, rd))
    np.testing.assert_allclose(rows.share_a_pct, 100 * share_a, atol=1e-6)
    np.testing.assert_allclose(rows.share_b_pct, 100 * share_b, atol=1e-6)
    np.testing.assert_allclose(rows.gap, np.log(share_a / share_b), atol=1e-6)


def test_identities_hold_in_every_pair_and_year(table):
    np.testing.assert_allclose(table.smi, table.share_a_pct - table.share_b_pct, atol=2e-6)
    groups = table.groupby(KEYS)
    np.testing.assert_allclose(groups[["share_a_pct", "share_b_pct"]].sum(), 100, atol=2e-5)
    np.testing.assert_allclose(groups.contribution.sum(), 1, atol=2e-5)
    half = table.smi.abs().groupby([table[key] for key in KEYS]).sum() / 2
    np.testing.assert_allclose(groups.total.first(), half, atol=2e-5)
    assert (groups.total.nunique() == 1).all()


def test_figures_of_different_years_are_shown_and_noted(china):
    table, notes = of(china, CHINA)
    in_2017 = table[(table.year == 2017) & (table.pair == "ip_industry")]
    assert set(in_2017.figure_year_a) == {2017} and set(in_2017.figure_year_b) == {2016}
    noted = [v["year"] for code, v in notes if code == "mismatch_years_differ"]
    assert noted == ["2017", "2017"]  # both pairs with industry


def test_a_pair_without_an_amount_has_no_rows(jiangsu):
    table, _ = of(jiangsu, JIANGSU)
    assert set(table.pair) == {"innovation_industry"} and len(table) == 13
    assert of(jiangsu, {}).table.empty
    assert of(jiangsu, {}).table.columns.to_list() == [*COLUMNS]


def small(one, other):
    """One year, four regions."""
    panel = Panel(tuple("abcd"), tuple("甲乙丙丁"), (2020,))
    made = [Amount("x", "x", np.array([v]), np.where(np.isnan([v]), 0, 2020)) for v in (one, other)]
    return mismatch(dict(zip(("ip", "innovation"), made, strict=True)), panel)


def test_a_zero_share_has_no_directional_gap_and_says_why():
    rows = small([4.0, 0.0, 4.0, 0.0], [1.0, 1.0, 0.0, 0.0]).table
    assert rows.remark.to_list() == ["", "b_only", "a_only", "neither"]
    np.testing.assert_array_equal(rows.gap, [0.0, np.nan, np.nan, np.nan])
    np.testing.assert_array_equal(rows.smi, [0, -50, 50, 0])
    np.testing.assert_array_equal(rows.total, 50)


def test_a_region_that_lacks_one_amount_is_left_out_of_the_shares_and_said():
    table, notes = small([1.0, 1.0, np.nan, 2.0], [3.0, 1.0, 5.0, 0.0])
    np.testing.assert_array_equal(table.share_a_pct, [25, 25, np.nan, 50])
    np.testing.assert_array_equal(table.share_b_pct, [75, 25, np.nan, 0])
    assert table.remark.to_list() == ["", "", "missing", "a_only"]
    assert pd.isna(table.figure_year_a[2])
    values = {"a": "知识产权", "b": "创新", "year": "2020", "regions": "丙"}
    assert ("mismatch_left_out", values) in notes


@pytest.mark.parametrize("one", [[0.0, 0.0, 0.0, 0.0], [1.0, np.nan, np.nan, np.nan]])
def test_a_year_that_cannot_be_shared_out_has_no_rows_and_a_note(one):
    table, notes = small(one, [1.0, 2.0, 3.0, 4.0])
    assert table.empty
    assert notes == [("mismatch_undefined", {"a": "知识产权", "b": "创新", "year": "2020"})]
