import numpy as np
import pytest

from models import ranking, sampling, sensitivity

# Ishigami & Homma (1990) with a = 7, b = .1. Variances: V1 = (1 + b pi^4/5)^2 / 2, V2 = a^2/8,
# V13 = b^2 pi^8 (1/18 - 1/50) = 8 b^2 pi^8 / 225; BASELINES: S1 .314 .442 0, ST .558 .442 .244
V1, V2, V13 = (1 + 0.1 * np.pi**4 / 5) ** 2 / 2, 49 / 8, 8 * 0.01 * np.pi**8 / 225
ISHIGAMI_FIRST = np.array([V1, V2, 0]) / (V1 + V2 + V13)
ISHIGAMI_TOTAL = np.array([V1 + V13, V2, V13]) / (V1 + V2 + V13)


def ishigami(points):
    x, y, z = np.moveaxis((2 * points - 1) * np.pi, -1, 0)
    return np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x)


def outputs(function, factors, points, seed=1):
    return function(sensitivity.design(sampling.uniform(seed, 2 * factors, 0, points)))


def test_theory_of_ishigami_is_what_the_baselines_say():
    np.testing.assert_allclose(ISHIGAMI_FIRST, [0.314, 0.442, 0], atol=5e-4)
    np.testing.assert_allclose(ISHIGAMI_TOTAL, [0.558, 0.442, 0.244], atol=5e-4)


def test_indices_of_ishigami_come_close_to_theory():
    found = sensitivity.indices(outputs(ishigami, 3, 100_000), resamples=10)
    np.testing.assert_allclose(found.first, ISHIGAMI_FIRST, atol=0.01)
    np.testing.assert_allclose(found.total, ISHIGAMI_TOTAL, atol=0.01)
    assert found.variance == pytest.approx(V1 + V2 + V13, rel=0.01)


def test_estimates_get_better_with_the_root_of_the_number_of_points():
    # ten samples each of 500 and of 8,000 points: the error must fall to about a quarter
    def error(points):
        found = [
            sensitivity.indices(outputs(ishigami, 3, points, seed), 1).total for seed in range(10)
        ]
        return np.sqrt(np.mean((np.array(found) - ISHIGAMI_TOTAL) ** 2))

    assert 0.15 < error(8000) / error(500) < 0.4


def test_indices_agree_with_salib_on_the_same_sample():
    sobol = pytest.importorskip("SALib.analyze.sobol")
    results = outputs(ishigami, 3, 1024)
    found = sensitivity.indices(results, resamples=1)
    one, other, mixed = results[0], results[1], results[2:].T
    # its rows: A, A_B^1, ..., A_B^d, B for each point
    rows = np.column_stack([one, mixed, other]).ravel()
    problem = {"num_vars": 3, "names": list("abc"), "bounds": [[0, 1]] * 3}
    theirs = sobol.analyze(problem, rows, calc_second_order=False, num_resamples=2, seed=1)
    np.testing.assert_allclose(found.total, theirs["ST"], atol=1e-6)
    # SALib has Jansen for the total index alone; with A and B exchanged that estimator gives the
    # complement of Jansen's first-order index
    exchanged = [1 - sobol.total_order(other, mixed[:, factor], one) for factor in range(3)]
    np.testing.assert_allclose(found.first, np.ravel(exchanged), atol=1e-6)
    np.testing.assert_allclose(found.first, theirs["S1"], atol=0.1)  # another estimator


def test_factors_of_an_additive_function_have_no_interactions():
    # V_i = c_i^2 / 12
    found = sensitivity.indices(outputs(lambda x: x @ [3.0, 2.0, 1.0, 0.0], 4, 50_000), 10)
    expected = np.array([9, 4, 1, 0]) / 14
    np.testing.assert_allclose(found.first, expected, atol=0.01)
    np.testing.assert_allclose(found.total, expected, atol=0.01)
    assert found.total[3] == 0


def test_factors_that_act_only_together_have_total_indices_alone():
    # (x - 1/2)(y - 1/2): no main effect, all variance in the interaction
    found = sensitivity.indices(outputs(lambda x: (x - 0.5).prod(axis=-1), 2, 50_000), 10)
    np.testing.assert_allclose(found.first, 0, atol=0.02)
    np.testing.assert_allclose(found.total, 1, atol=0.02)


def test_intervals_hold_the_truth_about_as_often_as_they_promise():
    inside = np.zeros(6)
    for seed in range(100):
        found = sensitivity.indices(outputs(ishigami, 3, 256, seed), 300, 0.9, seed)
        for place, (truth, interval) in enumerate(
            [(ISHIGAMI_FIRST, found.first_interval), (ISHIGAMI_TOTAL, found.total_interval)]
        ):
            held = (interval[0] <= truth) & (truth <= interval[1])
            inside[3 * place : 3 * place + 3] += held
    assert np.all(inside >= 80)


def test_indices_do_not_depend_on_the_unit_or_the_origin_of_the_result():
    results = outputs(ishigami, 3, 512)
    found, moved = sensitivity.indices(results), sensitivity.indices(1e3 * results + 1e9)
    np.testing.assert_allclose(moved.first, found.first, atol=1e-8)
    np.testing.assert_allclose(moved.total_interval, found.total_interval, atol=1e-8)


def test_same_seed_same_intervals():
    results = outputs(ishigami, 3, 128)
    np.testing.assert_array_equal(
        sensitivity.indices(results, 50).first_interval,
        sensitivity.indices(results, 50).first_interval,
    )


def test_design_differs_from_the_first_sample_in_one_factor_at_a_time():
    base = sampling.uniform(1, 10, 0, 7)
    points = sensitivity.design(base)
    assert points.shape == (7, 7, 5)
    assert points.size // 5 == sensitivity.cost(7, 5)
    np.testing.assert_array_equal(points[0], base[:, :5])
    np.testing.assert_array_equal(points[1], base[:, 5:])
    for factor in range(5):
        changed = points[2 + factor] != points[0]
        np.testing.assert_array_equal(changed.any(axis=0), np.arange(5) == factor)
        np.testing.assert_array_equal(points[2 + factor, :, factor], points[1, :, factor])


def test_design_may_be_made_in_chunks():
    whole = sensitivity.design(sampling.uniform(1, 6, 0, 500))
    parts = [sensitivity.design(sampling.uniform(1, 6, a, a + 100)) for a in range(0, 500, 100)]
    np.testing.assert_array_equal(np.concatenate(parts, axis=1), whole)


@pytest.mark.parametrize(
    ("base", "message"),
    [
        (np.ones((3, 5)) / 2, "2 \\* factors"),
        (np.ones((0, 4)), "2 \\* factors"),
        (np.ones(4), "2 \\* factors"),
        ([[0.5, 1.5]], r"\[0, 1\]"),
        ([[0.5, np.nan]], r"\[0, 1\]"),
    ],
)
def test_a_bad_base_is_refused(base, message):
    with pytest.raises(ValueError, match=message):
        sensitivity.design(base)


@pytest.mark.parametrize("level", [0.0, 0.1, 1e9 / 3])
def test_a_result_that_does_not_vary_is_refused(level):
    with pytest.raises(ValueError, match="does not vary"):
        sensitivity.indices(np.full((5, 64), level))


def test_a_result_that_varies_in_one_point_alone_is_refused():
    results = np.zeros((5, 64))
    results[:, 3] = 1
    with pytest.raises(ValueError, match="too rarely"):
        sensitivity.indices(results)


@pytest.mark.parametrize(
    ("results", "options", "message"),
    [
        (np.ones((2, 8)), {}, "factors"),
        (np.ones((5, 1)), {}, "points"),
        (np.full((5, 8), np.nan), {}, "none missing"),
        (np.eye(5), {"confidence": 1.0}, "confidence"),
        (np.eye(5), {"resamples": 0}, "resamples"),
    ],
)
def test_bad_outputs_and_options_are_refused(results, options, message):
    with pytest.raises(ValueError, match=message):
        sensitivity.indices(results, **options)


def test_mean_rank_shift_by_hand():
    # shifts 1 1 0 2 over four, then reversed: 3 1 1 3
    found = sensitivity.mean_rank_shift([[2, 1, 3, 2], [4, 3, 2, 1]], [1, 2, 3, 4])
    np.testing.assert_allclose(found, [1.0, 2.0])


def test_regions_without_a_rank_do_not_count_in_the_shift():
    found = sensitivity.mean_rank_shift([[1, 0, 2, 3]], [2, 1, 3, 0])
    np.testing.assert_allclose(found, [1.0])


def test_ranks_of_draws_shift_as_numpy_says():
    scores = np.random.default_rng(3).uniform(size=(20, 4, 13)).astype(np.float32)
    nominal = ranking.ranks(scores[0, 0])
    found = sensitivity.mean_rank_shift(ranking.ranks(scores), nominal)
    np.testing.assert_allclose(found, np.abs(ranking.ranks(scores) - nominal).mean(axis=-1))
    assert found[0, 0] == 0


@pytest.mark.parametrize(
    ("ranks", "nominal", "message"),
    [
        ([[1, 2]], [1, 2, 3], "per region"),
        ([[1, -2]], [1, 2], "0 \\(none\\) or more"),
        ([[0, 1]], [1, 0], "no region"),
    ],
)
def test_bad_ranks_are_refused(ranks, nominal, message):
    with pytest.raises(ValueError, match=message):
        sensitivity.mean_rank_shift(ranks, nominal)


def test_columns_of_one_factor_are_exchanged_together():
    base = np.arange(12).reshape(2, 6) / 12
    grouped = sensitivity.design(base, [0, 1, 1])
    assert grouped.shape == (4, 2, 3)
    np.testing.assert_array_equal(grouped[0], base[:, :3])
    np.testing.assert_array_equal(grouped[3][:, 0], base[:, 0])
    np.testing.assert_array_equal(grouped[3][:, 1:], base[:, 4:])


def test_indices_of_a_group_are_those_of_its_sum():
    # f = x1 + (x2 + x3): variances 1/12 and 2/12, additive, so S = ST = 1/3 and 2/3
    base = sampling.uniform(5, 6, 0, 4096)
    points = sensitivity.design(base, [0, 1, 1])
    found = sensitivity.indices(points.sum(axis=-1))
    np.testing.assert_allclose(found.first, [1 / 3, 2 / 3], atol=0.03)
    np.testing.assert_allclose(found.total, [1 / 3, 2 / 3], atol=0.03)


@pytest.mark.parametrize("groups", [[0, 1], [0, 2, 2], [0, 0, -1]])
def test_groups_that_do_not_cover_the_columns_are_refused(groups):
    with pytest.raises(ValueError, match="factor_of"):
        sensitivity.design(np.zeros((2, 6)), groups)
