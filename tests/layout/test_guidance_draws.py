from types import SimpleNamespace

import numpy as np
import pytest

from layout import robustness
from layout.evaluation import core
from layout.expressions import parse
from layout.guidance_draws import drawn_rules
from layout.metrics import metrics
from layout.notes import Notes
from layout.study import measures
from layout.zones.drawn_metrics import Redraw, drawn_metrics
from models.ranking import ranks

DRAWS = 40


@pytest.fixture(scope="module")
def redraw(jiangsu):
    study, evidence = jiangsu.study, jiangsu.evidence
    every = measures(study, evidence)
    base = core(study, evidence, every, Notes())
    known = metrics(base.scores, base.match, every, study.indicators, study.settings.years)
    values = base.values.values
    choices = robustness.alternatives(
        values, base.indicators, base.scores, study.settings, evidence.official, Notes()
    )
    return Redraw(study, choices, base, known)


def rule(name, condition, gap="u_innovation"):
    return SimpleNamespace(rule_id=name, condition=parse(condition), gap_metric=gap)


RULES = [
    rule("A", "lag_ip == 1 and p_u_industry >= 50"),
    rule("B", "p_in_rd_intensity <= 30", gap="in_rd_intensity"),
    rule("C", "p_ip_trademarks <= 40 or u_ip > 0.5"),
    rule("D", "p_ip_trademarks <= 40"),
]


@pytest.fixture(scope="module")
def drawn(redraw):
    return drawn_rules(RULES, redraw, DRAWS)


def test_shares_are_counts_of_draws_made_one_by_one(redraw, drawn):
    expected, placed = np.zeros(13), np.zeros((DRAWS, 13))
    for n in range(DRAWS):
        names = ["lag_ip", "p_u_industry", "u_innovation"]
        one = drawn_metrics(names, redraw, redraw.choices.draw(n, n + 1))
        lag, place, level = (one[name][-1, 0] for name in names)
        expected += (lag == 1) & (place >= 50)
        placed[n] = ranks(np.round(level, 6))
    np.testing.assert_allclose(drawn.held["A"], expected / DRAWS)
    ordered = np.sort(placed, axis=0)
    # positions ceil(0.05 x 40) = 2 and ceil(0.95 x 40) = 38
    np.testing.assert_array_equal(drawn.ranks["u_innovation"], ordered[[1, 37]])


def test_what_does_not_vary_has_no_interval_and_holds_in_all_draws_or_none(drawn):
    assert "in_rd_intensity" not in drawn.ranks
    assert drawn.fixed == {"B", "D"}
    assert set(drawn.held["B"]) == {0.0, 1.0}


def test_an_undecided_draw_does_not_count_as_held(drawn):
    assert not drawn.held["D"].any()  # no figures of trademarks
    # either part is enough where it holds whatever the other would be: 南京, 苏州
    assert drawn.held["C"][0] == drawn.held["C"][4] == 1 and drawn.held["C"][12] == 0


def test_blocks_change_nothing(redraw, drawn, monkeypatch):
    monkeypatch.setattr("models.uncertainty.CELLS", 7 * 13)
    again = drawn_rules(RULES, redraw, DRAWS)
    for name, shares in drawn.held.items():
        np.testing.assert_array_equal(shares, again.held[name])
    np.testing.assert_array_equal(drawn.ranks["u_innovation"], again.ranks["u_innovation"])


def test_no_draws_are_refused(redraw):
    with pytest.raises(ValueError, match="no draws"):
        drawn_rules(RULES, redraw, 0)


def test_the_catalogue_agrees_with_the_intervals_of_the_scores(china):
    """Ten times as many draws lie behind the scores: ends of the intervals are one rank apart."""
    rows = china.catalogue[china.catalogue.gap_metric == "coordination"]
    table = china.uncertainty.query("quantity == 'coordination' and year == 2023")
    scores = table.set_index("region_code").loc[rows.region_code]
    assert len(rows) >= 5
    for end in ("rank_low", "rank_high"):
        apart = np.abs(rows[end].to_numpy(float) - scores[end].to_numpy(float))
        assert apart.max() <= 1
    assert (rows["rank"].to_numpy() == scores["rank"].to_numpy()).all()


def test_a_rule_on_a_lag_holds_no_more_often_than_the_lag_itself(china):
    table = china.probabilities.query("kind == 'lag_type' and value == '创新滞后' and year == 2023")
    lag = table.set_index("region_code").probability
    rows = china.catalogue[china.catalogue.rule_id == "R03"]
    assert len(rows)
    for row in rows.itertuples():
        assert row.held_share <= lag[row.region_code] + 0.05  # 1,000 of 10,000 draws
