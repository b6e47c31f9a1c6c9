from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from layout.obstacles import COLUMNS, obstacles
from layout.settings import Index
from layout.views import Panel, panel_of


def scored(evaluation):
    """Panel, scored indicators and their scores, from the published tables."""
    panel = panel_of(evaluation.evidence.regions, evaluation.study.settings.years)
    codes = evaluation.weights.indicator.to_list()
    kept = [i for i in evaluation.study.indicators if i.code in codes]
    assert [i.code for i in kept] == codes
    cells = evaluation.indicators.pivot(
        index=["year", "region_code"], columns="indicator", values="score"
    )
    shape = (len(panel.years), len(panel.codes))
    rows = pd.MultiIndex.from_product([panel.years, panel.codes])
    composite = evaluation.scores[evaluation.scores.dimension == "composite"]
    weights = evaluation.weights.weight_equal
    totals = weights.groupby(evaluation.weights.dimension).transform("sum")
    scores = SimpleNamespace(
        normalised=cells.reindex(rows)[codes].to_numpy().reshape(*shape, -1),
        # published weights are rounded; those of a dimension must sum to 1
        weights={"equal": (weights / totals).to_numpy()},
        composite=composite.set_index(["year", "region_code"])
        .score.reindex(rows)
        .to_numpy()
        .reshape(shape),
    )
    return panel, kept, scores


@pytest.fixture(scope="module", params=["china", "jiangsu"])
def found(request):
    evaluation = request.getfixturevalue(request.param)
    return evaluation, obstacles(*scored(evaluation), evaluation.study.settings.index)


def test_one_row_per_region_year_and_scored_indicator(found):
    evaluation, (table, _) = found
    assert table.columns.to_list() == [*COLUMNS]
    assert not table.duplicated(["region_code", "year", "indicator"]).any()
    used = evaluation.indicators.indicator.isin(evaluation.weights.indicator)
    assert len(table) == evaluation.indicators[used].score.notna().sum()


def test_degrees_of_a_region_sum_to_one_and_follow_weight_times_gap(found):
    _, (table, _) = found
    keys = ["region_code", "year"]
    np.testing.assert_allclose(table.groupby(keys).obstacle.sum(), 1, atol=2e-5)
    lacking = table.weight * (1 - table.score)
    expected = lacking / lacking.groupby([table[key] for key in keys]).transform("sum")
    np.testing.assert_allclose(table.obstacle, expected, atol=2e-5)


def test_weighted_gaps_are_what_the_composite_lacks(found):
    evaluation, (table, _) = found
    lacking = (table.weight * table.gap).groupby([table.region_code, table.year]).sum()
    composite = evaluation.scores[evaluation.scores.dimension == "composite"]
    composite = composite.set_index(["region_code", "year"]).score
    np.testing.assert_allclose(lacking, 1 - composite.reindex(lacking.index), atol=2e-5)


def test_ranks_run_from_the_greatest_obstacle(found):
    _, (table, _) = found
    for _, group in table.groupby(["region_code", "year"]):
        by_rank = group.sort_values("rank")
        assert by_rank["rank"].to_list() == list(range(1, len(group) + 1))
        assert by_rank.obstacle.is_monotonic_decreasing


def test_a_missing_score_has_no_row_and_its_weight_is_spread(china):
    panel, kept, scores = scored(china)
    table, notes = obstacles(panel, kept, scores, china.study.settings.index)
    tibet = table[(table.region_code == "540000") & (table.year == 2015)]
    assert "ip_contracts_sold_per_gdp" not in set(tibet.indicator)
    np.testing.assert_allclose(tibet[tibet.dimension == "ip"].weight, 1 / 15, atol=1e-6)
    values = {"year": "2014–2016", "indicator": "技术合同输出额相当于GDP", "regions": "西藏自治区"}
    assert ("obstacle_missing", values) in notes


def test_a_dimension_with_a_single_indicator_is_named(jiangsu):
    _, notes = obstacles(*scored(jiangsu), jiangsu.study.settings.index)
    assert [values["dimension"] for code, values in notes if code == "obstacle_single"] == [
        "知识产权"
    ]


def small(normalised, composites, **settings):
    """Four indicators, two of them of IP, equal weights."""
    kept = [
        SimpleNamespace(code=f"i{n}", label_zh=f"指标{n}", dimension=dimension)
        for n, dimension in enumerate(("ip", "ip", "innovation", "industry"))
    ]
    scores = SimpleNamespace(
        normalised=np.array([normalised]),
        composite=np.array([composites]),
        weights={"equal": np.array([0.5, 0.5, 1.0, 1.0])},
    )
    panel = Panel(("a", "b"), ("甲", "乙"), (2020,))
    return obstacles(panel, kept, scores, Index(**settings))


def test_a_region_at_its_best_throughout_has_no_obstacle_and_says_so():
    table, _ = small([[1.0, 1.0, 1.0, 1.0], [0.5, 1.0, 1.0, 0.0]], [1.0, 0.6])
    best, other = table[table.region_code == "a"], table[table.region_code == "b"]
    assert (best.obstacle == 0).all() and (best.remark == "no_gap").all()
    # gaps 1/2, 0, 0, 1 under weights 1/6, 1/6, 1/3, 1/3: 1/12 against 1/3
    np.testing.assert_allclose(other.obstacle, [0.2, 0, 0, 0.8], atol=1e-6)
    assert (other.remark == "").all()


def test_a_region_without_composite_has_no_rows_and_a_note():
    table, notes = small([[0.5, 0.5, np.nan, 1.0], [0.5, 1.0, 1.0, 0.0]], [np.nan, 0.6])
    assert set(table.region_code) == {"b"}
    assert ("obstacle_no_composite", {"year": "2020", "regions": "甲"}) in notes


def test_degrees_are_an_approximation_for_another_mean():
    _, notes = small([[0.5] * 4, [0.6] * 4], [0.5, 0.6], composite="geometric")
    assert ("obstacle_approximate", {"mean": "arithmetic / geometric"}) in notes
