from dataclasses import replace

import numpy as np
import pytest

from layout import metrics
from layout.zones.drawn_metrics import drawn_metrics
from models.uncertainty import Choices


@pytest.fixture(scope="module", params=["china", "jiangsu"])
def evaluated(request):
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="module")
def one(evaluated, redraw_of):
    return redraw_of(evaluated.study, evaluated.evidence)


@pytest.fixture(scope="module")
def names(one):
    return metrics.names(one.study.indicators)


def chosen(redraw, *, variant=0, mean=0, form=0, weights=None):
    """The same choice in three draws."""
    weights = redraw.choices.weights if weights is None else weights
    options = (np.full(3, n) for n in (variant, mean, form))
    return Choices(*options, np.tile(weights, (3, 1)))


def assert_same(drawn, expected, names):
    for name in names:
        years, _, regions = drawn[name].shape
        values = np.broadcast_to(drawn[name], (years, 3, regions))
        for n in range(3):
            np.testing.assert_allclose(
                values[:, n], expected[name], rtol=1e-9, atol=1e-9, err_msg=name
            )


def test_the_published_choices_give_the_published_metrics(one, names):
    drawn = drawn_metrics(names, one, chosen(one))
    assert_same(drawn, one.published.arrays, names)


@pytest.mark.parametrize("number", range(3))
def test_the_choices_of_a_scenario_give_the_metrics_of_its_evaluation(
    one, names, evaluated, redraw_of, number
):
    scenario = one.study.settings.scenario[number]
    study = replace(one.study, settings=one.study.settings.under(scenario))
    other, model = redraw_of(study, evaluated.evidence), one.choices.model
    mean = model.means.index(("geometric", "geometric")) if scenario.name == "geometric" else 0
    form = model.forms.index("standard") if scenario.name == "standard" else 0
    own = chosen(one, mean=mean, form=form, weights=other.choices.weights)
    assert_same(drawn_metrics(names, one, own), other.published.arrays, names)


def test_indicators_do_not_vary(one):
    code = one.base.indicators[0].code
    drawn = drawn_metrics([code, f"p_{code}"], one, one.choices.draw(0, 5))
    assert {values.shape[1] for values in drawn.values()} == {1}


def test_a_draw_does_not_depend_on_the_draws_beside_it(one):
    names = ["p_composite", "coupling", "p_u_innovation_scale", "lag_ip", "growth_ip"]
    together = drawn_metrics(names, one, one.choices.draw(0, 40))
    alone = drawn_metrics(names, one, one.choices.draw(39, 40))
    for name in names:
        np.testing.assert_allclose(together[name][:, 39:], alone[name], rtol=1e-9, atol=1e-9)


def test_a_sub_dimension_whose_only_indicator_is_left_out_has_no_level(one):
    indicators, weights = one.base.indicators, one.choices.weights.copy()
    dimension = "industry"
    same = [j for j, i in enumerate(indicators) if i.dimension == dimension]
    members = one.groups[f"u_{dimension}_quality"]
    weights[members] = 0
    weights[same] /= weights[same].sum()
    names = [f"u_{dimension}_quality", f"u_{dimension}"]
    drawn = drawn_metrics(names, one, chosen(one, weights=weights))
    assert np.isnan(drawn[names[0]]).all()
    assert not np.isnan(drawn[names[1]]).any()


def test_equal_scores_share_their_percentile_in_whatever_order_they_are_summed(one):
    # every region has the same scores of innovation, each in another order; weights are equal
    model, rng = one.choices.model, np.random.default_rng(3)
    variants, members = model.variants.copy(), model.members[1]
    scores = rng.uniform(0.1, 0.9, len(members))
    for t, r in np.ndindex(*variants.shape[1:3]):
        variants[:, t, r, members] = rng.permutation(scores)
    choices = replace(one.choices, model=replace(model, variants=variants))
    drawn = drawn_metrics(["p_u_innovation"], replace(one, choices=choices), chosen(one))
    np.testing.assert_array_equal(drawn["p_u_innovation"], 50)


def test_blocks_are_all_draws_in_their_order(one):
    found = list(one.blocks(700))
    weights = np.concatenate([block.weights for block in found])
    np.testing.assert_array_equal(weights, one.choices.draw(0, 700).weights)
