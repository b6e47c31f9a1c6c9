import numpy as np
import pytest

from layout.index import percentiles, ranks
from layout.indicators import DIMENSIONS
from layout.metrics import growth


def test_equals_share_the_better_rank_and_the_missing_have_none():
    values = np.array([[3.0, 5.0, 5.0, np.nan, 1.0]])
    np.testing.assert_array_equal(ranks(values), [[3, 1, 1, np.nan, 4]])


def test_percentiles_run_from_0_to_100_and_ties_count_half():
    values = np.array([10.0, 20.0, 20.0, 40.0, np.nan])
    np.testing.assert_allclose(percentiles(values), [0, 50, 50, 100, np.nan])


def test_a_single_region_has_no_percentile():
    assert np.isnan(percentiles(np.array([5.0, np.nan]))).all()


def test_growth_is_per_year_over_three_years_or_what_there_is():
    levels = np.array([[0.1], [0.2], [0.4], [0.7], [1.1]])
    grown = growth(levels, [2014, 2015, 2016, 2017, 2018])[:, 0]
    np.testing.assert_allclose(grown, [np.nan, 0.1, 0.15, 0.2, 0.3])


def test_growth_over_a_gap_longer_than_three_years_uses_the_year_before():
    np.testing.assert_allclose(growth(np.array([[0.1], [0.6]]), [2014, 2019])[1], [0.1])


@pytest.fixture(scope="module")
def table(china):
    return china.indicators[china.indicators.dimension != "context"]


def test_dimension_scores_are_the_weighted_means_of_their_indicators(china, table):
    # recomputed from the published tables alone, as an auditor would
    weights = china.weights.set_index("indicator").weight
    scored = table.dropna(subset="score").assign(weight=lambda t: t.indicator.map(weights))
    sums = scored.assign(part=scored.score * scored.weight).groupby(
        ["region_code", "year", "dimension"]
    )
    expected = (sums.part.sum() / sums.weight.sum()).rename("expected").reset_index()
    published = china.scores.merge(expected, on=["region_code", "year", "dimension"])
    assert len(published) == 31 * 10 * 3
    np.testing.assert_allclose(published.score, published.expected, atol=5e-6)


def test_composite_is_the_mean_of_the_three_dimensions(china):
    wide = china.scores.pivot_table(
        index=["region_code", "year"], columns="dimension", values="score"
    )
    np.testing.assert_allclose(wide.composite, wide[[*DIMENSIONS]].mean(axis=1), atol=1e-6)


def test_weights_of_each_method_sum_to_one_in_each_dimension(china, jiangsu):
    for one in (china, jiangsu):
        sums = one.weights.groupby("dimension")[
            ["weight", "weight_equal", "weight_entropy", "weight_critic"]
        ].sum()
        np.testing.assert_allclose(sums, 1, atol=1e-5)


def test_a_rise_over_time_stays_visible(china):
    # invention patents in force grew in every province from 2014 to 2023: so must their scores
    scores = china.indicators[china.indicators.indicator == "ip_inventions"]
    wide = scores.pivot_table(index="region_code", columns="year", values="score")
    assert (wide[2023] > wide[2014]).all()


def test_each_score_says_which_year_it_rests_on(china, jiangsu):
    # high-tech manufacturing of 2017 was not published: 2016 stands in, and is named
    industry = china.scores[(china.scores.dimension == "industry") & (china.scores.year == 2017)]
    assert set(industry.oldest_figure) == {2016}
    oldest = jiangsu.scores.groupby("dimension").oldest_figure.unique().map(list).to_dict()
    assert oldest == {"composite": [2019], "ip": [2024], "innovation": [2019], "industry": [2022]}


def test_a_missing_cell_stays_missing(china):
    row = china.indicators.query(
        "region_code == '540000' and year == 2014 and indicator == 'ip_contracts_sold_per_gdp'"
    ).iloc[0]
    assert row.status == "missing"
    assert np.isnan(row.value)
    assert np.isnan(row.score)
    tibet = china.scores.query("region_code == '540000' and year == 2014 and dimension == 'ip'")
    assert tibet.coverage.item() == pytest.approx(5 / 6, abs=1e-6)


def test_the_leading_provinces_are_those_that_everybody_knows(china):
    # face validity: Guangdong, Jiangsu, Zhejiang, Beijing and Shanghai hold most patents and R&D
    last = china.scores[(china.scores.year == 2023) & (china.scores.dimension == "composite")]
    assert set(last.nsmallest(5, "rank").region_code) == {
        "440000",
        "320000",
        "330000",
        "110000",
        "310000",
    }
    assert last.nlargest(1, "rank").region_name.item() == "西藏自治区"


def test_suzhou_and_nanjing_lead_jiangsu_and_suqian_is_last(jiangsu):
    # 江苏专利实力指数 2014: top 南京、苏州、无锡; bottom 连云港、盐城、宿迁
    composite = jiangsu.scores[jiangsu.scores.dimension == "composite"].sort_values("rank")
    assert set(composite.region_name.head(3)) == {"南京市", "苏州市", "无锡市"}
    assert composite.region_name.tail(1).item() == "宿迁市"
