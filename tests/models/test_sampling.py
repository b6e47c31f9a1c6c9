from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
import pytest
from scipy import stats

from models import sampling

# uniform(20160217, 2, 0, 2) with NumPy 2.4.6
GOLDEN = [[0.23463759821670682, 0.9396868042951123], [0.7331597156721228, 0.1323098587885776]]

NOMINAL = np.array([0.4, 0.3, 0.2, 0.1, 0.0])


def uniform(start, stop):
    return sampling.uniform(7, 3, start, stop)


def dirichlet(start, stop):
    return sampling.dirichlet_weights(7, NOMINAL, 50, start, stop)


@pytest.mark.parametrize("draws", [uniform, dirichlet])
@pytest.mark.parametrize("chunk", [1, 7, 255, 256, 257, 1000])
def test_draws_do_not_depend_on_how_they_are_cut_into_chunks(draws, chunk):
    bounds = [*range(0, 1000, chunk), 1000]
    parts = [draws(a, b) for a, b in pairwise(bounds)]
    np.testing.assert_array_equal(np.concatenate(parts), draws(0, 1000))


@pytest.mark.parametrize("draws", [uniform, dirichlet])
def test_draws_do_not_depend_on_how_many_threads_make_them_or_in_which_order(draws):
    bounds = [(a, a + 100) for a in range(0, 2000, 100)]
    with ThreadPoolExecutor(4) as pool:
        parts = dict(zip(bounds[::-1], pool.map(lambda b: draws(*b), bounds[::-1]), strict=True))
    np.testing.assert_array_equal(np.concatenate([parts[b] for b in bounds]), draws(0, 2000))


def test_the_numbers_are_those_of_philox_keyed_by_seed_stream_and_block():
    # also the golden test: it fails if NumPy ever changes the stream
    sequence = np.random.SeedSequence(7, spawn_key=(2, 1))
    block = np.random.Generator(np.random.Philox(sequence)).random((3, 256))
    np.testing.assert_array_equal(sampling.uniform(7, 3, 256, 512, stream=2), block.T)
    np.testing.assert_allclose(sampling.uniform(20160217, 2, 0, 2), GOLDEN, rtol=0, atol=1e-15)


def test_more_factors_leave_the_first_as_they_are():
    np.testing.assert_array_equal(sampling.uniform(7, 5, 10, 600)[:, :3], uniform(10, 600))


def test_seeds_and_streams_differ():
    draws = [sampling.uniform(seed, 3, 0, 9, stream) for seed in (7, 8) for stream in (0, 1)]
    assert len({d.tobytes() for d in draws}) == 4


def test_uniform_draws_are_uniform_and_the_factors_independent():
    draws = sampling.uniform(3, 4, 0, 20_000)
    assert np.all((draws >= 0) & (draws < 1))
    for column in draws.T:
        assert stats.kstest(column, "uniform").pvalue > 1e-3
    assert np.abs(np.corrcoef(draws.T) - np.eye(4)).max() < 0.03
    assert np.abs(np.corrcoef(draws[:-256, 0], draws[256:, 0])[0, 1]) < 0.03  # block to block


def test_no_draws_are_no_error():
    assert uniform(5, 5).shape == (0, 3)
    assert uniform(256, 256).shape == (0, 3)


@pytest.mark.parametrize(("start", "stop"), [(-1, 3), (5, 4)])
def test_a_range_that_runs_backwards_is_refused(start, stop):
    with pytest.raises(ValueError, match="start <= stop"):
        uniform(start, stop)


def test_negative_seeds_are_refused():
    with pytest.raises(ValueError, match="seed"):
        sampling.uniform(-1, 3, 0, 1)


def test_choices_are_equal_bins_of_zero_to_one_whatever_the_sample_spans():
    # COINr's cut() would put .6 and .7 into different bins here
    np.testing.assert_array_equal(sampling.choose([0.6, 0.7], 2), [1, 1])
    np.testing.assert_array_equal(
        sampling.choose([0, 0.2499, 0.25, 0.5, 0.75, 0.9999, 1], 4), [0, 0, 1, 2, 3, 3, 3]
    )
    counts = np.bincount(sampling.choose(sampling.uniform(1, 1, 0, 30_000), 3).ravel())
    np.testing.assert_allclose(counts, 10_000, rtol=0.03)


@pytest.mark.parametrize(
    ("points", "options"), [([1.1], 3), ([-0.1], 3), ([np.nan], 3), ([0.5], 0)]
)
def test_choices_outside_zero_to_one_or_among_nothing_are_refused(points, options):
    with pytest.raises(ValueError, match=r"\[0, 1\]|option"):
        sampling.choose(points, options)


def test_dirichlet_weights_have_the_mean_and_the_spread_of_the_distribution():
    drawn = sampling.dirichlet_weights(5, NOMINAL, 50, 0, 20_000)
    np.testing.assert_allclose(drawn.sum(axis=1), 1)
    np.testing.assert_allclose(drawn.mean(axis=0), NOMINAL, atol=2e-3)
    expected = np.sqrt(NOMINAL * (1 - NOMINAL) / 51)
    np.testing.assert_allclose(drawn.std(axis=0), expected, rtol=0.03)
    # each margin is a beta distribution
    assert stats.kstest(drawn[:, 1], stats.beta(15, 35).cdf).pvalue > 1e-3


def test_a_weight_of_zero_stays_zero():
    assert not sampling.dirichlet_weights(5, NOMINAL, 50, 0, 100)[:, 4].any()
    points = sampling.uniform(5, 5, 0, 100)
    assert not sampling.perturbed_weights(points, NOMINAL, 0.25)[:, 4].any()


def test_a_high_concentration_keeps_to_the_nominal_weights():
    drawn = sampling.dirichlet_weights(5, NOMINAL, 1e12, 0, 10)
    np.testing.assert_allclose(drawn, np.tile(NOMINAL, (10, 1)), atol=1e-5)


def test_perturbed_weights_by_hand():
    # .5 .3 .2 times 1.2, 1.0, .8: .60 .30 .16 of 1.06
    found = sampling.perturbed_weights([1.0, 0.5, 0.0], [0.5, 0.3, 0.2], 0.2)
    np.testing.assert_allclose(found, np.array([0.60, 0.30, 0.16]) / 1.06)


def test_perturbed_weights_stay_within_the_bounds_stated():
    drawn = sampling.perturbed_weights(sampling.uniform(5, 5, 0, 5000), NOMINAL, 0.25)
    np.testing.assert_allclose(drawn.sum(axis=1), 1)
    ratio = drawn[:, :4] / NOMINAL[:4]
    assert ratio.min() > 0.75 / 1.25
    assert ratio.max() < 1.25 / 0.75
    np.testing.assert_allclose(drawn.mean(axis=0), NOMINAL, atol=5e-3)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: sampling.dirichlet_weights(1, [0.5, 0.6], 50, 0, 1), "sum to 1"),
        (lambda: sampling.dirichlet_weights(1, [1.5, -0.5], 50, 0, 1), "not negative"),
        (lambda: sampling.dirichlet_weights(1, [0.5, 0.5], 0, 0, 1), "concentration"),
        (lambda: sampling.dirichlet_weights(1, [0.5, 0.5], np.nan, 0, 1), "concentration"),
        (lambda: sampling.perturbed_weights([0.5], [0.5, 0.5], 0.2), "one point"),
        (lambda: sampling.perturbed_weights([0.5, 1.5], [0.5, 0.5], 0.2), r"\[0, 1\]"),
        (lambda: sampling.perturbed_weights([0.5, 0.5], [0.5, 0.5], 1.0), "share"),
    ],
)
def test_bad_weights_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
