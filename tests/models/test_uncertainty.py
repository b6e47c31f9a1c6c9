import numpy as np
import pytest
from scipy import stats

from models import aggregate, coupling, sampling, uncertainty
from models.uncertainty import Choices, Model, draw, summarise

RNG = np.random.default_rng(11)
SCORES = RNG.uniform(0.05, 1, (2, 3, 8, 7))
MEMBERS = (np.array([0, 1, 2]), np.array([3, 4]), np.array([5, 6]))
NOMINAL = np.array([1 / 3] * 3 + [0.5] * 4)
MEANS = (("arithmetic", "arithmetic"), ("geometric", "geometric"), ("harmonic", "arithmetic"))
GRADES = (0.2, 0.4, 0.6, 0.8, 1.0)


def model(scores=SCORES, min_coverage=0.6):
    return Model(
        scores, MEMBERS, np.array([0.5, 0.3, 0.2]), MEANS, tuple(coupling.METHODS), min_coverage
    )


def choose(start, stop):
    points = sampling.uniform(3, 3 + len(NOMINAL), start, stop)
    weights = np.empty((stop - start, len(NOMINAL)))
    for members in MEMBERS:
        weights[:, members] = sampling.perturbed_weights(
            points[:, 3 + members], NOMINAL[members], 0.3
        )
    options = (2, len(MEANS), 3)
    return Choices(*(sampling.choose(points[:, n], k) for n, k in enumerate(options)), weights)


def one_by_one(scores, choices, n):
    """The same draw by the plain functions of the index, one at a time."""
    inner, outer = MEANS[choices.mean[n]]
    variant = scores[choices.variant[n]]
    levels = np.stack(
        [aggregate.METHODS[inner](variant[..., m], choices.weights[n, m]) for m in MEMBERS], axis=-1
    )
    shares = np.array([0.5, 0.3, 0.2])
    form = [*coupling.METHODS][choices.form[n]]
    return (
        levels,
        aggregate.METHODS[outer](levels, shares),
        coupling.coordination(levels, shares, form),
    )


def test_a_draw_is_the_index_under_its_choices():
    choices = choose(0, 40)
    drawn = draw(model(), choices)
    for n in range(40):
        levels, composite, coordination = one_by_one(SCORES, choices, n)
        np.testing.assert_allclose(drawn.levels[:, :, n], np.moveaxis(levels, -1, 0))
        np.testing.assert_allclose(drawn.composite[:, n], composite)
        np.testing.assert_allclose(drawn.coordination[:, n], coordination)


def test_a_missing_score_spreads_its_weight_and_too_little_coverage_leaves_no_level():
    scores = SCORES.copy()
    scores[:, 0, 0, 0] = np.nan  # one of three: two thirds of the weight are there
    scores[:, 1, 1, 3] = np.nan  # one of two: half
    zero = np.zeros(1, dtype=int)
    drawn = draw(model(scores), Choices(zero, zero, zero, NOMINAL[None]))
    assert drawn.levels[0, 0, 0, 0] == pytest.approx(scores[0, 0, 0, 1:3].mean())
    assert np.isnan(drawn.levels[1, 1, 0, 1])
    assert np.isnan(drawn.composite[1, 0, 1])
    assert np.isnan(drawn.coordination[1, 0, 1])
    assert np.isfinite(drawn.composite).sum() == drawn.composite.size - 1


def test_weights_that_do_not_sum_to_one_are_refused():
    zero = np.zeros(1, dtype=int)
    with pytest.raises(ValueError, match="system 1 do not sum to 1"):
        draw(model(), Choices(zero, zero, zero, np.where(np.arange(7) == 3, 0.2, NOMINAL)[None]))


def test_a_choice_outside_its_options_is_refused():
    zero = np.zeros(1, dtype=int)
    with pytest.raises(ValueError, match="outside its 2 options"):
        draw(model(), Choices(zero + 2, zero, zero, NOMINAL[None]))


def test_intervals_are_those_of_the_draws_themselves():
    draws = 600
    summary = summarise(model(), choose, draws, GRADES, 0.9, memory_mb=100)
    drawn = draw(model(), choose(0, draws))
    scores = np.sort(drawn.composite.astype(np.float32), axis=1)
    np.testing.assert_allclose(
        summary.scores[3, :, :, 0], scores[:, 29], rtol=1e-6
    )  # ceil(.05*600)
    np.testing.assert_allclose(summary.scores[3, :, :, 1], scores[:, 299], rtol=1e-6)
    np.testing.assert_allclose(summary.scores[3, :, :, 2], scores[:, 569], rtol=1e-6)
    ranks = stats.rankdata(-drawn.composite, axis=-1, method="min")
    np.testing.assert_array_equal(summary.ranks[3, :, :, 1], np.sort(ranks, axis=1)[:, 299])


def test_shares_of_grades_and_lags_are_counts_over_draws():
    draws = 300
    summary = summarise(model(), choose, draws, GRADES, 0.9, memory_mb=100)
    drawn = draw(model(), choose(0, draws))
    third = (drawn.coordination > 0.4) & (drawn.coordination <= 0.6)
    np.testing.assert_allclose(summary.grade_shares[..., 2], third.mean(axis=1), atol=1e-9)
    lag = coupling.lagging(np.moveaxis(drawn.levels, 0, -1), 0.9)
    for n, code in enumerate((0, 1, 2, uncertainty.SYNCHRONOUS)):
        np.testing.assert_allclose(summary.lag_shares[..., n], (lag == code).mean(axis=1))
    np.testing.assert_allclose(summary.grade_shares.sum(axis=-1), 1)
    np.testing.assert_allclose(summary.lag_shares.sum(axis=-1), 1)


def test_a_region_without_a_level_has_no_interval_and_no_shares():
    scores = SCORES.copy()
    scores[:, :, 4, 3:5] = np.nan
    summary = summarise(model(scores), choose, 300, GRADES, 0.9, memory_mb=100)
    assert np.isnan(summary.scores[[1, 3, 4], :, 4]).all()
    assert np.isnan(summary.ranks[3, :, 4]).all()
    assert summary.grade_shares[:, 4].sum() == 0
    assert np.nanmax(summary.ranks[3]) == 7  # the others are ranked as if it were not there


def test_memory_budget_changes_no_byte():
    wide, narrow = (summarise(model(), choose, 700, GRADES, 0.9, mb) for mb in (100, 1e-6))
    for name in ("scores", "ranks", "grade_shares", "lag_shares"):
        np.testing.assert_array_equal(getattr(wide, name), getattr(narrow, name))


def test_number_of_threads_changes_no_byte(monkeypatch):
    threadpoolctl = pytest.importorskip("threadpoolctl")
    found = []
    for threads in (1, 3):
        monkeypatch.setattr(uncertainty, "THREADS", threads)
        with threadpoolctl.threadpool_limits(threads):
            found.append(summarise(model(), choose, 700, GRADES, 0.9, 100))
    np.testing.assert_array_equal(found[0].scores, found[1].scores)
    np.testing.assert_array_equal(found[0].ranks, found[1].ranks)


def test_each_system_may_have_its_own_mean():
    mixed = Model(
        SCORES,
        MEMBERS,
        np.array([0.5, 0.3, 0.2]),
        ((("geometric", "arithmetic", "harmonic"), "arithmetic"),),
        ("wang",),
        0.6,
    )
    zero = np.zeros(1, dtype=int)
    levels = draw(mixed, Choices(zero, zero, zero, NOMINAL[None])).levels[:, :, 0]
    for s, mean in enumerate(("geometric", "arithmetic", "harmonic")):
        expected = aggregate.METHODS[mean](SCORES[0][..., MEMBERS[s]], NOMINAL[MEMBERS[s]])
        np.testing.assert_allclose(levels[s], expected)
