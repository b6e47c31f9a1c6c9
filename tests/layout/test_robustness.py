import numpy as np
import pytest

import layout
import run_eval
from geodata.errors import EvaluationError
from layout.choice_frames import QUANTITIES, overlapping
from layout.robustness import FACTORS


@pytest.fixture(params=["china", "jiangsu"])
def one(request):
    return request.getfixturevalue(request.param)


def evaluated(path):
    return layout.evaluate(*run_eval.load(path))


def test_every_published_rank_has_its_interval(one):
    for table in (one.scores, one.matching):
        known = table.dropna(subset=["score_low"])
        assert len(known) == len(table)
        assert (known.rank_low <= known.rank_high).all()
        assert (known.score_low <= known.score_high).all()


def test_most_published_scores_lie_within_their_interval(one):
    # the published choice is one of the draws: an interval that leaves it out would be odd
    table = one.uncertainty
    inside = (table.score >= table.score_low - 1e-6) & (table.score <= table.score_high + 1e-6)
    assert inside.mean() > 0.9


def test_probabilities_of_each_region_and_year_sum_to_one(one):
    sums = one.probabilities.groupby(["region_code", "year", "kind"]).probability.sum()
    np.testing.assert_allclose(sums, 1, atol=1e-4)


def test_uncertainty_covers_the_three_dimensions_composite_and_coordination(one):
    regions, years = len(one.evidence.regions), len(one.study.settings.years)
    assert one.uncertainty.quantity.value_counts().to_dict() == dict.fromkeys(
        QUANTITIES, regions * years
    )


def test_sensitivity_names_every_factor_and_its_options(one):
    for _, rows in one.sensitivity.groupby("target"):
        assert tuple(rows.factor) == FACTORS
        assert (rows.total_low <= rows.total + 1e-9).all()
        assert (rows.total <= rows.total_high + 1e-9).all()


def test_a_factor_without_options_has_no_total_effect(jiangsu):
    # no cell of Jiangsu is missing: imputation is no choice
    rows = jiangsu.sensitivity[jiangsu.sensitivity.factor == "imputation"]
    assert set(rows.options) == {1}
    assert rows.total.abs().max() == 0


def test_removing_an_indicator_is_told_for_all_that_are_not_alone(one):
    removed = one.removals[one.removals.target == "composite"]
    sizes = one.weights.groupby("dimension").indicator.transform("size")
    assert set(removed.indicator) == set(one.weights.indicator[sizes > 1])
    assert (removed.mean_rank_shift >= 0).all()


def test_the_reader_is_told_what_the_intervals_do_not_cover(jiangsu):
    notes = jiangsu.notes.set_index("message_code").detail
    assert "知识产权维度应有 6 项、只有 1 项有数据" in notes["intervals_methods_only"]
    assert "区间相交" in notes["indistinct"]


def test_overlapping_counts_the_other_intervals_that_meet():
    low, high = np.array([1.0, 1, 3, 5, np.nan]), np.array([2.0, 3, 4, 5, np.nan])
    np.testing.assert_array_equal(overlapping(low, high), [1, 2, 1, 0, np.nan])


def test_without_draws_there_are_no_intervals_and_the_reader_is_told(studies):
    studies.change("jiangsu.toml", "[catalogue]", "[robustness]\ndraws = 0\n\n[catalogue]")
    bare = evaluated(studies.path("jiangsu.toml"))
    assert "no_intervals" in set(bare.notes.message_code)
    assert bare.uncertainty.empty
    assert bare.scores.rank_low.isna().all()


@pytest.mark.parametrize(
    "change",
    [
        'weights = "dirichlet"',
        'weights = "fixed"\nleave_one_out = false',
        'normalisations = ["zscore", "rank"]\nimputations = ["interpolate"]',
        'aggregations = ["harmonic"]\nforms = ["fan"]',
    ],
)
def test_every_choice_of_what_varies_runs(studies, change):
    studies.change(
        "china.toml", "[catalogue]", f"[robustness]\ndraws = 500\n{change}\n\n[catalogue]"
    )
    drawn = evaluated(studies.path("china.toml")).uncertainty
    assert drawn[["score_low", "score_high", "rank_low", "rank_high"]].notna().all().all()


def test_another_seed_moves_the_bounds_little(studies, jiangsu):
    studies.change("jiangsu.toml", "release = 2026-11-22", "release = 2026-11-22\nseed = 7")
    other = evaluated(studies.path("jiangsu.toml")).uncertainty
    assert not other.equals(jiangsu.uncertainty)
    assert (other.score_low - jiangsu.uncertainty.score_low).abs().max() < 0.02


def test_scenarios_stand_beside_the_published_ranks(one):
    table = one.scenarios
    names = [scenario.name for scenario in one.study.settings.scenario]
    assert table.scenario.unique().tolist() == names == ["entropy", "geometric", "standard"]
    year = one.study.settings.years[-1]
    published = one.scores[(one.scores.dimension == "composite") & (one.scores.year == year)]
    ranks = published.set_index("region_code")["rank"]
    for name in names:
        rows = table[table.scenario == name].set_index("region_code")
        assert (rows.rank_composite - rows.shift_composite == ranks).all()
    same_index = table[table.scenario == "standard"]
    assert (same_index.shift_composite == 0).all()


def test_a_scenario_is_the_study_with_its_settings_changed(studies, one):
    name = one.study.settings.name
    studies.change(f"{name}.toml", 'weighting = "equal"', 'weighting = "entropy"')
    other = evaluated(studies.path(f"{name}.toml"))
    year = one.study.settings.years[-1]
    scores = other.scores[(other.scores.dimension == "composite") & (other.scores.year == year)]
    rows = one.scenarios[one.scenarios.scenario == "entropy"].set_index("region_code")
    np.testing.assert_allclose(rows.composite, scores.set_index("region_code").score)


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        (
            'index = { weighting = "entropy" }',
            'index = { weighting = "entrpy" }',
            "scenario.0.index.weighting",
        ),
        (
            'index = { weighting = "entropy" }',
            'index = { weigthing = "entropy" }',
            "scenario.0.index.weigthing",
        ),
        ('matching = { form = "standard" }', "zones = { k = 3 }", "scenario.2.zones"),
        ('name = "geometric"', 'name = "entropy"', "name"),
    ],
)
def test_scenarios_are_checked_before_anything_runs(studies, old, new, column):
    studies.change("jiangsu.toml", old, new)
    with pytest.raises(EvaluationError) as caught:
        run_eval.load(studies.path("jiangsu.toml"))
    (problem,) = caught.value.failures
    assert (problem.column, problem.file) == (column, "jiangsu.toml")
    assert problem.row
