import dataclasses
import itertools
import math
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

import layout
import run_eval
from geodata.errors import DataError, Problems
from geodata.outputs import read_run
from layout.comparison import PARTS, compare, composite, parts_of, shapley
from reports import files

NANTONG = "320600"
CHANGES = {
    "data": (
        "jiangsu/figures.csv",
        "320600,南通市,2024,invention_patents_per_10k_score,0.19",
        "320600,南通市,2024,invention_patents_per_10k_score,0.01",
    ),
    "goalposts": ("jiangsu/indicators.csv", ",log,7.4,190,", ",log,7.4,250,"),
    "weights": ("jiangsu.toml", "[index]\nweighting", '[index]\nweighting = "entropy" # '),
    "method": ("jiangsu.toml", "[matching]", 'aggregation = "geometric"\n[matching]'),
}


def published(evaluation, folder):
    files.write_tables(evaluation, folder / "tables")
    content = files.manifest(evaluation, "0" * 64, "", datetime(2026, 1, 1, tzinfo=UTC))
    files.write_manifest(content, folder / "manifest.json")
    problems = Problems()
    run = read_run(folder, problems)
    assert not problems
    return run


@pytest.fixture(scope="module")
def before(jiangsu, tmp_path_factory):
    return published(jiangsu, tmp_path_factory.mktemp("before"))


@pytest.fixture
def changed(studies, tmp_path):
    """Evaluate Jiangsu with some of `CHANGES`, and read back what that publishes."""

    def run(*parts):
        for part in parts:
            studies.change(*CHANGES[part])
        studies.append("jiangsu.toml", "[robustness]\ndraws = 0")
        study, evidence = run_eval.load(studies.path("jiangsu.toml"))
        return published(layout.evaluate(study, evidence), tmp_path / "after")

    return run


def shares(table, what):
    return table[[f"{what}_{part}" for part in PARTS]]


@pytest.mark.parametrize("part", PARTS)
def test_what_changed_alone_explains_everything(before, changed, part):
    table = compare(before, changed(part))
    for what in ("score", "rank"):
        others = shares(table, what).drop(columns=f"{what}_{part}")
        assert (others == 0).all(axis=None)
        np.testing.assert_allclose(
            table[f"{what}_{part}"], table[f"{what}_b"] - table[f"{what}_a"], rtol=0, atol=1e-12
        )
    assert set(table.main_cause) <= {part, "none"}
    assert (table[f"score_{part}"] != 0).any()


def test_a_changed_figure_by_hand(before, changed):
    # the one indicator of the IP dimension: sqrt, goalposts 0 and 1, a third of the composite
    table = compare(before, changed("data")).set_index("region_code")
    own = table.loc[NANTONG]
    drop = (math.sqrt(0.01) - math.sqrt(0.19)) / 3
    assert own.score_data == pytest.approx(drop, abs=1e-6)
    assert own.indicators_changed.startswith("ip_inventions_per_10k=-0.1119")
    assert (own.rank_a, own.rank_b, own.rank_data) == (5, 8, 3)
    overtaking = table[(table.rank_b < table.rank_a)]
    assert len(overtaking) == 3
    assert (overtaking.rank_data == -1).all()
    assert (shares(overtaking, "score") == 0).all(axis=None)
    assert set(overtaking.indicators_changed) == {""}
    assert set(overtaking.main_cause) == {"data"}


def test_all_at_once_adds_up_exactly(before, changed):
    table = compare(before, changed(*PARTS))
    for what in ("score", "rank"):
        total = shares(table, what).sum(axis=1)
        change = (table[f"{what}_b"] - table[f"{what}_a"]).astype(float)
        np.testing.assert_allclose(total, change, rtol=0, atol=1e-12)
    assert (shares(table, "score") != 0).any().all()
    np.testing.assert_array_equal(table.score_a, before.scores.score)
    np.testing.assert_array_equal(table.rank_a, before.scores["rank"])


def test_the_other_way_round_is_the_negative(before, changed):
    after = changed(*PARTS)
    there, back = compare(before, after), compare(after, before)
    for what in ("score", "rank"):
        np.testing.assert_allclose(shares(there, what), -shares(back, what), atol=1e-12)
    assert there.main_cause.to_list() == back.main_cause.to_list()


def test_a_run_does_not_differ_from_itself(before):
    table = compare(before, before)
    assert (shares(table, "score") == 0).all(axis=None)
    assert (shares(table, "rank") == 0).all(axis=None)
    assert set(table.main_cause) == {"none"}


def test_every_province_is_reproduced_from_the_tables(china, tmp_path):
    run = published(china, tmp_path)
    assert len(compare(run, run)) == 31


def spoilt(run, name, place, factor):
    table = getattr(run, name).copy()
    table.loc[place] *= factor
    return dataclasses.replace(run, **{name: table})


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("scores", (NANTONG, "score")),
        ("scores", (NANTONG, "rank")),
        ("values", (("ip_inventions_per_10k", "0-1分"), NANTONG)),
    ],
)
def test_a_tampered_table_is_told_with_its_region(before, name, place):
    with pytest.raises(DataError, match="南通市") as caught:
        compare(before, spoilt(before, name, place, 1.0001))
    assert "苏州市" not in str(caught.value)


def test_names_that_nobody_knows_are_problems(before):
    table = before.indicators.assign(transform="cube")
    index = {**before.index, "composite": "median", "normalisation": "minmax"}
    other = dataclasses.replace(
        before, indicators=table, settings={**before.settings, "index": index}
    )
    with pytest.raises(DataError) as caught:
        compare(before, other)
    for seen in ("cube", "median", "minmax"):
        assert f"“{seen}”" in str(caught.value)


def test_goalposts_that_the_models_refuse_are_a_problem(before):
    table = before.indicators.assign(transform="log", goalpost_low=0.0)
    with pytest.raises(DataError, match="goalposts must be finite"):
        compare(before, dataclasses.replace(before, indicators=table))


def test_another_unit_changes_nothing(before):
    # all of GDP in CNY 10k: under the logarithm the goalposts move along, so that scores stay
    key = ("ec_gdp", "亿元")
    values, indicators = before.values.copy(), before.indicators.copy()
    values.loc[key] *= 1e4
    indicators.loc[key, ["goalpost_low", "goalpost_high"]] *= 1e4
    other = {key: ("ec_gdp", "万元")}
    index = pd.MultiIndex.from_tuples(
        [other.get(k, k) for k in indicators.index], names=indicators.index.names
    )
    after = dataclasses.replace(
        before, values=values.set_axis(index), indicators=indicators.set_axis(index)
    )
    assert set(compare(before, after).main_cause) == {"none"}


def test_an_indicator_of_one_run_only_is_a_matter_of_weights(before):
    code = "ec_trade_openness"
    keep = [key for key in before.indicators.index if key[0] != code]
    indicators, values = before.indicators.loc[keep].copy(), before.values.loc[keep]
    industry = indicators.dimension == "industry"
    indicators.loc[industry, "weight"] = 1 / industry.sum()
    after = rescored(dataclasses.replace(before, indicators=indicators, values=values))
    table = compare(before, after)
    assert (table.score_weights != 0).all()
    assert (shares(table, "score").drop(columns="score_weights") == 0).all(axis=None)
    assert set(table.indicators_changed) == {""}
    reverse = compare(after, before)
    np.testing.assert_allclose(reverse.score_weights, -table.score_weights, atol=1e-12)


def rescored(run):
    """The run with the scores and ranks that follow from its tables."""
    score = np.round(composite(parts_of(run, run, run.indicators.index, [*run.scores.index])), 6)
    scores = run.scores.assign(score=score, rank=pd.Series(score).rank(ascending=False).to_numpy())
    return dataclasses.replace(run, scores=scores)


def without(run, code):
    scores = run.scores.drop(code)
    scores["rank"] = scores.score.rank(ascending=False)
    return dataclasses.replace(run, scores=scores, values=run.values.drop(columns=code))


def test_a_region_of_one_run_only_is_listed_and_ranks_are_among_the_rest(before):
    suzhou = "320500"  # first: without it, everybody's published rank is one better
    table = compare(before, without(before, suzhou)).set_index("region_code")
    assert table.main_cause[suzhou] == "absent_b"
    assert table.loc[suzhou, ["rank_a", "rank_b", "score_data"]].isna().all()
    rest = table.drop(suzhou)
    assert set(rest.main_cause) == {"none"}
    assert rest.rank_a.to_list() == rest.rank_b.to_list()
    assert (rest.published_rank_a - rest.published_rank_b == 1).all()
    back = compare(without(before, suzhou), before)
    assert back.main_cause.to_list()[-1] == "absent_a"


def test_a_region_without_score_is_listed(before):
    values = before.values.copy()
    values.loc[("ip_inventions_per_10k", "0-1分"), NANTONG] = np.nan
    after = rescored(dataclasses.replace(before, values=values))
    table = compare(before, after).set_index("region_code")
    assert table.main_cause[NANTONG] == "unscored_b"
    assert set(table.main_cause.drop(NANTONG)) == {"none"}


def test_a_region_that_some_mixture_leaves_without_score_is_listed(before):
    # one of six figures is missing under a lax rule, none under a strict one
    values = before.values.copy()
    values.loc[("ec_gdp", "亿元"), NANTONG] = np.nan
    lax = rescored(dataclasses.replace(before, values=values))
    index = {**before.index, "min_coverage": 1.0}
    strict = dataclasses.replace(before, settings={**before.settings, "index": index})
    table = compare(lax, strict).set_index("region_code")
    assert table.main_cause[NANTONG] == "undefined"
    assert table.loc[NANTONG, ["score_a", "score_b"]].notna().all()
    assert table.loc[NANTONG, ["rank_a", "score_data"]].isna().all()


def test_runs_without_a_common_region_are_refused(before):
    names = {code: f"9{code}" for code in before.scores.index}
    other = dataclasses.replace(
        before, scores=before.scores.rename(index=names), values=before.values.rename(columns=names)
    )
    with pytest.raises(DataError, match="没有共同的地区"):
        compare(before, other)


def test_shapley_gives_the_power_of_the_security_council():
    # Shapley & Shubik (1954), American Political Science Review 48: 787-792: eleven members,
    # seven votes, five vetoes; the five hold 76/77 of the power
    sets = np.arange(2**11)
    passes = ((sets & 31) == 31) & (np.bitwise_count(sets) >= 7)
    power = shapley(passes.astype(float))
    np.testing.assert_allclose(power[:5], 76 / 77 / 5)
    np.testing.assert_allclose(power[5:], 1 / 77 / 6)


def test_shapley_is_the_mean_gain_over_all_orders():
    values = np.random.default_rng(7).normal(size=(16, 3))
    gains = np.zeros((4, 3))
    for order in itertools.permutations(range(4)):
        here = 0
        for part in order:
            gains[part] += (values[here | 1 << part] - values[here]) / math.factorial(4)
            here |= 1 << part
    np.testing.assert_allclose(shapley(values), gains)
    np.testing.assert_allclose(shapley(values).sum(axis=0), values[-1] - values[0])


@pytest.mark.parametrize("count", [0, 1, 3])
def test_shapley_needs_a_value_for_every_set(count):
    with pytest.raises(ValueError, match="each of"):
        shapley(np.zeros(count))
