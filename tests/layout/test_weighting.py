"""Weights, normalisation, imputation and means that a study may choose, through whole studies."""

import numpy as np
import pytest

import layout
import run_eval
from geodata.errors import EvaluationError

QUIET = "[robustness]\ndraws = 0\n\n[catalogue]"
INDUSTRY = (
    "ec_gdp",
    "ec_secondary",
    "ec_secondary_per_person",
    "ec_hightech_enterprises_per_gdp",
    "ec_hightech_output_share",
    "ec_trade_openness",
)
INNOVATION = (
    "in_science_budget",
    "in_universities",
    "in_rd_intensity",
    "in_science_budget_per_person",
    "in_university_students",
    "in_papers_per_10k",
)


def evaluated(studies, name="jiangsu"):
    studies.change(f"{name}.toml", "[catalogue]", QUIET)
    return layout.evaluate(*run_eval.load(studies.path(f"{name}.toml")))


def with_table(studies, name, header, lines, weighting):
    studies.path(f"jiangsu/{name}.csv").write_text(
        "\n".join([header, *lines]), encoding="utf-8-sig"
    )
    studies.change("jiangsu.toml", 'weighting = "equal"', f'weighting = "{weighting}"')
    studies.change("jiangsu.toml", "[tables]", f'[tables]\n{name} = "jiangsu/{name}.csv"')


def pairs(expert, dimension, codes, importance):
    """Consistent judgements: each indicator's importance is a number."""
    return [
        f"{dimension},{expert},{first},{second},{importance[first] / importance[second]:.12g}"
        for i, first in enumerate(codes)
        for second in codes[i + 1 :]
    ]


def test_consistent_judgements_give_back_the_importance_behind_them(studies):
    importance = dict(zip(INDUSTRY, (6, 5, 4, 3, 2, 1), strict=True))
    lines = pairs("甲", "industry", INDUSTRY, importance)
    lines += pairs("甲", "innovation", INNOVATION, dict.fromkeys(INNOVATION, 1))
    with_table(studies, "judgements", "dimension,expert,first,second,value", lines, "ahp")
    one = evaluated(studies)
    weights = one.weights.set_index("indicator").weight
    np.testing.assert_allclose(weights[[*INDUSTRY]], np.array([6, 5, 4, 3, 2, 1]) / 21, atol=1e-6)
    np.testing.assert_allclose(weights[[*INNOVATION]], 1 / 6, atol=1e-6)
    assert weights["ip_inventions_per_10k"] == 1
    assert (one.notes.message_code == "ahp_consistent").sum() == 2


def test_two_experts_are_merged_and_a_contradiction_names_the_judgement_to_check(studies):
    lines = pairs("甲", "industry", INDUSTRY, dict.fromkeys(INDUSTRY, 1))
    # the second expert holds everything equal but one pair, and that strongly both ways round
    lines += [line.replace("甲", "乙") for line in lines]
    lines[15] = "industry,乙,ec_gdp,ec_secondary,9"
    lines[16] = "industry,乙,ec_gdp,ec_secondary_per_person,1/9"
    lines += pairs("甲", "innovation", INNOVATION, dict.fromkeys(INNOVATION, 1))
    with_table(studies, "judgements", "dimension,expert,first,second,value", lines, "ahp")
    notes = evaluated(studies).notes.set_index("message_code").detail
    assert "专家 乙" in notes["ahp_inconsistent"]
    assert "地区生产总值" in notes["ahp_inconsistent"]


def test_a_pair_that_nobody_judged_falls_back_to_equal_weights_with_a_note(studies):
    lines = pairs("甲", "industry", INDUSTRY[:5], dict.fromkeys(INDUSTRY, 1))
    lines += pairs("甲", "innovation", INNOVATION, dict.fromkeys(INNOVATION, 1))
    with_table(studies, "judgements", "dimension,expert,first,second,value", lines, "ahp")
    one = evaluated(studies)
    assert "没有比较" in one.notes.set_index("message_code").detail["weights_fallback"]
    np.testing.assert_allclose(
        one.weights.query("dimension == 'industry'").weight, 1 / 6, atol=1e-6
    )


def test_points_of_experts_are_shares(studies):
    lines = [
        f"industry,甲,{code},{points}"
        for code, points in zip(INDUSTRY, (50, 10, 10, 10, 10, 10), strict=True)
    ]
    lines += [
        f"industry,乙,{code},{points}"
        for code, points in zip(INDUSTRY, (10, 10, 10, 10, 10, 50), strict=True)
    ]
    lines += [f"innovation,甲,{code},10" for code in INNOVATION]
    with_table(studies, "budget", "dimension,expert,indicator,points", lines, "budget")
    weights = evaluated(studies).weights.set_index("indicator").weight
    np.testing.assert_allclose(weights[[*INDUSTRY]], [0.3, 0.1, 0.1, 0.1, 0.1, 0.3], atol=1e-6)


@pytest.mark.parametrize(
    ("line", "column", "code"),
    [
        ("industry,甲,ec_gdp,ec_secondary,0", "value", "number_invalid"),
        ("industry,甲,ec_gdp,ec_secondary,多", "value", "number_invalid"),
        ("industry,甲,ec_gdp,in_rd_intensity,3", "second", "value_not_allowed"),
        ("industy,甲,ec_gdp,ec_secondary,3", "first", "value_not_allowed"),
    ],
)
def test_a_faulty_judgement_is_named(studies, line, column, code):
    with_table(studies, "judgements", "dimension,expert,first,second,value", [line], "ahp")
    with pytest.raises(EvaluationError) as caught:
        run_eval.load(studies.path("jiangsu.toml"))
    found = {(p.code, p.file, p.row, p.column) for p in caught.value.failures}
    assert (code, "judgements.csv", 2, column) in found


@pytest.mark.parametrize("name", ["linear", "multiplicative", "geometric", "game_theory"])
def test_weights_may_be_combined(studies, name):
    studies.change(
        "china.toml",
        'weighting = "equal"',
        f'weighting = "combine_{name}"\ncombine = ["entropy", "critic"]',
    )
    one = evaluated(studies, "china")
    table = one.weights
    np.testing.assert_allclose(table.groupby("dimension").weight.sum(), 1, atol=1e-5)
    entropy, critic = table.weight_entropy, table.weight_critic
    expected = {
        "linear": (entropy + critic) / 2,
        "multiplicative": entropy * critic,
        "geometric": np.sqrt(entropy * critic),
    }
    if name in expected:
        shares = expected[name] / expected[name].groupby(table.dimension).transform("sum")
        np.testing.assert_allclose(table.weight, shares, atol=1e-5)
    else:
        low, high = np.minimum(entropy, critic), np.maximum(entropy, critic)
        assert ((table.weight >= low - 1e-6) & (table.weight <= high + 1e-6)).all()


def test_a_combination_needs_two_basic_methods(studies):
    studies.change(
        "china.toml", 'weighting = "equal"', 'weighting = "combine_linear"\ncombine = ["entropy"]'
    )
    with pytest.raises(EvaluationError, match="两种以上"):
        run_eval.load(studies.path("china.toml"))


@pytest.mark.parametrize("weighting", ["entropy_capped", "standard_deviation", "pca", "spread"])
def test_every_data_driven_weighting_runs(studies, weighting):
    studies.change("china.toml", 'weighting = "equal"', f'weighting = "{weighting}"')
    one = evaluated(studies, "china")
    assert set(one.weights.method) == {weighting}
    np.testing.assert_allclose(one.weights.groupby("dimension").weight.sum(), 1, atol=1e-5)


@pytest.mark.parametrize("method", ["minmax", "zscore", "rank", "percentile", "borda"])
def test_every_normalisation_keeps_scores_in_range_and_order(studies, china, method):
    studies.change("china.toml", 'weighting = "equal"', f'normalisation = "{method}"')
    one = evaluated(studies, "china")
    assert one.scores.score.between(0.01, 1).all()
    ours, theirs = (
        e.indicators.query("indicator == 'ip_inventions' and year == 2023").score
        for e in (one, china)
    )
    assert (ours.rank() == theirs.rank()).all()


def test_an_imputed_cell_is_marked_and_told(studies):
    studies.change("china.toml", 'weighting = "equal"', 'imputation = "group_mean"')
    one = evaluated(studies, "china")
    cell = one.indicators.query(
        "region_code == '540000' and year == 2014 and indicator == 'ip_contracts_sold_per_gdp'"
    ).iloc[0]
    assert cell.status == "imputed"
    assert np.isnan(cell.value)
    west = one.indicators.query("year == 2014 and indicator == 'ip_contracts_sold_per_gdp'").merge(
        one.zones.query("year == 2014")[["region_code", "reference_zone"]], on="region_code"
    )
    known = west[(west.reference_zone == "西部") & (west.status != "imputed")]
    logs = np.log(known.value).mean()  # the indicator is scored by its logarithm
    score = (logs - np.log(0.05)) / (np.log(20) - np.log(0.05))
    assert cell.score == pytest.approx(score, abs=1e-4)
    assert "西藏自治区" in one.notes.set_index("message_code").detail["imputed"]


def test_each_dimension_may_have_its_own_mean(studies, china):
    studies.change("china.toml", 'weighting = "equal"', 'aggregation = { ip = "geometric" }')
    other = evaluated(studies, "china")
    ours, theirs = (
        e.scores.pivot_table(index=["year", "region_code"], columns="dimension", values="score")
        for e in (other, china)
    )
    assert (ours.ip < theirs.ip + 1e-9).all()
    np.testing.assert_allclose(ours[["innovation", "industry"]], theirs[["innovation", "industry"]])
