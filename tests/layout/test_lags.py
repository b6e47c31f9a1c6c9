import numpy as np
import pandas as pd
import pytest
from scipy import stats

from layout.lags import COLUMNS, interval, lags
from layout.views import Panel, panel_of

LEVELS = ["u_ip", "u_innovation", "u_industry"]


def levels_of(evaluation):
    panel = panel_of(evaluation.evidence.regions, evaluation.study.settings.years)
    levels = evaluation.matching[LEVELS].to_numpy()
    return levels.reshape(len(panel.years), len(panel.codes), 3), panel


@pytest.fixture(scope="module")
def view(china):
    return lags(*levels_of(china))


def pairs(matching, lead, follow, lag, basis):
    """Leader and follower of each region-year, joined by pandas."""
    table = matching[["region_code", "year", *LEVELS]].copy()
    if basis == "changes":
        table[LEVELS] = table.groupby("region_code")[LEVELS].diff()
        table[LEVELS] -= table.groupby("year")[LEVELS].transform("mean")
        table = table.dropna()
    early = table.assign(year=table.year + lag)
    return table.merge(early, on=["region_code", "year"], suffixes=("", "_early"))[
        ["year", f"u_{lead}_early", f"u_{follow}"]
    ].set_axis(["year", "lead", "follow"], axis=1)


def test_correlations_by_pandas_and_scipy(china, view):
    assert view.table.columns.to_list() == [*COLUMNS]
    assert len(view.table) == 2 * 2 * 3
    for row in view.table.itertuples():
        lead, follow = row.relation.split("_")
        joined = pairs(china.matching, lead, follow, row.lag_years, row.basis)
        assert row.pairs == len(joined)
        assert row.pearson == pytest.approx(stats.pearsonr(joined.lead, joined.follow)[0], abs=2e-6)
        expected = stats.spearmanr(joined.lead, joined.follow)[0]
        # changes of equal published levels may differ in the last binary digit
        assert row.spearman == pytest.approx(expected, abs=1e-4)
        first = 2016 if row.basis == "levels" else 2017
        common = joined[joined.year >= first]
        assert row.pairs_common == len(common)
        assert row.pearson_common == pytest.approx(
            stats.pearsonr(common.lead, common.follow)[0], abs=2e-6
        )


def test_lag_zero_of_the_levels_has_all_region_years(view):
    levels = view.table[view.table.basis == "levels"]
    assert levels.pairs.to_list() == [310, 279, 248] * 2


def test_the_highest_lag_is_that_of_the_shared_years(view):
    for _, group in view.table.groupby(["relation", "basis"]):
        assert group.highest.sum() == 1
        assert group.pearson_common[group.highest == 1].item() == group.pearson_common.max()


def test_intervals_take_regions_not_region_years_for_n(view):
    for row in view.table.itertuples():
        half = stats.norm.ppf(0.95) / np.sqrt(31 - 3)
        expected = np.tanh(np.arctanh(row.pearson) + np.array([-half, half]))
        np.testing.assert_allclose([row.pearson_low, row.pearson_high], expected, atol=2e-6)
        wider = half * np.sqrt(1.06)
        expected = np.tanh(np.arctanh(row.spearman) + np.array([-wider, wider]))
        np.testing.assert_allclose([row.spearman_low, row.spearman_high], expected, atol=2e-6)


def test_interval_as_scipy_gives_it():
    x = np.random.default_rng(1).normal(size=20)
    y = x + np.random.default_rng(2).normal(size=20)
    found = stats.pearsonr(x, y)
    expected = found.confidence_interval(0.9)
    np.testing.assert_allclose(interval(found.statistic, 20), [expected.low, expected.high])


def test_a_sentence_for_each_relation_and_basis(view):
    codes = [code for code, _ in view.notes]
    assert codes[0] == "lags_caution" and len(codes) == 5
    values = next(v for code, v in view.notes if code.startswith("lags_levels"))
    assert values["leader"] == "创新" and values["follower"] == "知识产权"
    assert values["lags"] == "0 / 1 / 2" and values["pairs"] == 248


def test_one_year_supports_no_lag(jiangsu):
    table, notes = lags(*levels_of(jiangsu))
    assert table.empty and table.columns.to_list() == [*COLUMNS]
    assert notes == [("dynamics_one_year", {})]


def panel(regions, years):
    names = tuple(f"r{n}" for n in range(regions))
    return Panel(names, names, tuple(years))


def test_a_lag_that_is_built_in_is_found_and_clear():
    random = np.random.default_rng(7)
    innovation = random.uniform(size=(8, 40))
    levels = np.stack([np.roll(innovation, 1, axis=0), innovation, random.uniform(size=(8, 40))])
    view = lags(np.moveaxis(levels, 0, -1)[1:], panel(40, range(2001, 2008)))
    found = view.table[(view.table.relation == "innovation_ip") & (view.table.basis == "levels")]
    assert found.highest.to_list() == [0, 1, 0]
    assert found.pearson.to_list()[1] == 1 and found.pearson_low.to_list()[1] == 1
    assert "lags_levels_clear" in [code for code, _ in view.notes]
    assert not found.small_sample.any()


def test_levels_that_do_not_vary_have_no_correlation_and_say_so():
    view = lags(np.full((4, 5, 3), 0.5), panel(5, range(2001, 2005)))
    assert view.table.pearson.isna().all() and (view.table.remark == "no_variation").all()
    assert not view.table.highest.any() and view.table.small_sample.all()
    undefined = [code for code, _ in view.notes if code.endswith("_undefined")]
    assert len(undefined) == 4


def test_three_regions_are_too_few_for_an_interval():
    levels = np.random.default_rng(3).uniform(size=(5, 3, 3))
    table = lags(levels, panel(3, range(2001, 2006))).table
    assert (table.remark == "too_few").all() and table.pearson_low.isna().all()


def test_a_lag_longer_than_the_years_has_no_pairs():
    levels = np.random.default_rng(3).uniform(size=(2, 9, 3))
    table = lags(levels, panel(9, (2001, 2002))).table
    longest = table[table.lag_years == 2]
    assert (longest.pairs == 0).all() and (longest.remark == "too_few").all()


def test_missing_levels_leave_their_pairs_out():
    levels = np.random.default_rng(3).uniform(size=(5, 9, 3))
    levels[2, 4, 0] = np.nan
    table = lags(levels, panel(9, range(2001, 2006))).table
    first = table[(table.basis == "levels") & (table.lag_years == 0)]
    assert first.pairs.to_list() == [44, 44]
    # the change into that year and the one out of it are gone
    changes = table[(table.basis == "changes") & (table.lag_years == 0)]
    assert changes.pairs.to_list() == [34, 34]
    assert pd.notna(table.pearson[:1]).all()
