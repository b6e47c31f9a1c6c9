import numpy as np
import pytest
from scipy.optimize import nnls

from models import weights_combined

RNG = np.random.default_rng(31)
SETS = RNG.dirichlet(np.ones(5), size=(4, 3))  # years, sets, indicators
CAPPED = np.array([0.62, 0.2, 0.1, 0.05, 0.03, 0.0])


@pytest.mark.parametrize("name", weights_combined.METHODS)
def test_combinations_are_weights(name):
    found = weights_combined.METHODS[name](SETS)
    assert found.shape == (4, 5)
    assert found.min() >= 0
    np.testing.assert_allclose(found.sum(axis=-1), 1)


@pytest.mark.parametrize("name", weights_combined.METHODS)
def test_order_of_sets_and_indicators_is_followed(name):
    method = weights_combined.METHODS[name]
    np.testing.assert_allclose(method(SETS[:, ::-1]), method(SETS))
    np.testing.assert_allclose(method(SETS[..., ::-1]), method(SETS)[..., ::-1])


@pytest.mark.parametrize("name", weights_combined.METHODS)
def test_each_slice_is_combined_on_its_own(name):
    method = weights_combined.METHODS[name]
    np.testing.assert_allclose(method(SETS), [method(year) for year in SETS])


@pytest.mark.parametrize("name", weights_combined.METHODS)
def test_one_set_alone_is_the_combination(name):
    np.testing.assert_allclose(weights_combined.METHODS[name](SETS[:, :1]), SETS[:, 0])


@pytest.mark.parametrize("name", sorted({*weights_combined.METHODS} - {"multiplicative"}))
def test_sets_that_agree_stay_as_they_are(name):
    same = np.repeat(SETS[0, :1], 3, axis=0)
    np.testing.assert_allclose(weights_combined.METHODS[name](same), SETS[0, 0])


@pytest.mark.parametrize("name", weights_combined.METHODS)
@pytest.mark.parametrize(
    "bad", [[[0.5, 0.4]], [[1.5, -0.5]], [[np.nan, 1.0]], [0.5, 0.5], np.ones((0, 2))]
)
def test_sets_that_are_no_weights_are_refused(name, bad):
    with pytest.raises(ValueError, match="weights"):
        weights_combined.METHODS[name](bad)


def test_linear_is_the_average_of_numpy():
    shares = [0.5, 0.3, 0.2]
    expected = np.average(SETS, axis=1, weights=shares)
    np.testing.assert_allclose(weights_combined.linear(SETS, shares), expected)
    np.testing.assert_allclose(weights_combined.linear(SETS), SETS.mean(axis=1))


@pytest.mark.parametrize("shares", [[0.5, 0.5], [0.5, 0.6, -0.1], [1, 1, 1]])
def test_linear_refuses_shares_that_do_not_fit(shares):
    with pytest.raises(ValueError, match=r"shares|weights must"):
        weights_combined.linear(SETS, shares)


def test_multiplicative_is_ab_over_the_sum_of_ab():
    a, b = SETS[0, :2]
    found = weights_combined.multiplicative(SETS[0, :2])
    np.testing.assert_allclose(found, a * b / (a * b).sum())


def test_multiplicative_combination_of_many_sets_does_not_vanish():
    same = np.full((400, 10), 0.1)  # 0.1^400 is 0 in floating point
    np.testing.assert_allclose(weights_combined.multiplicative(same), 0.1)


def test_equal_weights_are_neutral_in_a_product():
    sets = np.stack([SETS[0, 0], np.full(5, 0.2)])
    np.testing.assert_allclose(weights_combined.multiplicative(sets), SETS[0, 0])


@pytest.mark.parametrize("name", ["multiplicative", "geometric"])
def test_sets_without_an_indicator_in_common_are_refused(name):
    with pytest.raises(ValueError, match="in common"):
        weights_combined.METHODS[name]([[1.0, 0.0], [0.0, 1.0]])


def test_nobody_gains_by_leaving_the_bargain():
    # each set l minimises |sum_k a_k w_k - w_l| over its own a_l: METHODS 3.1, S a = diag(S)
    sets = np.array([[0.6, 0.2, 0.1, 0.1], [0.1, 0.5, 0.2, 0.2], [0.1, 0.1, 0.1, 0.7]])
    found = weights_combined.bargain(sets)
    assert not found.constrained
    raw = np.linalg.solve(sets @ sets.T, np.diag(sets @ sets.T))
    np.testing.assert_allclose(found.shares, raw / raw.sum())
    for player in range(3):
        distances = [
            np.linalg.norm((raw + step * np.eye(3)[player]) @ sets - sets[player])
            for step in (-1e-3, 0, 1e-3)
        ]
        assert distances[1] == min(distances)


def test_a_negative_share_gives_way_to_non_negative_least_squares_and_is_reported():
    sets = np.array([[0.3, 0.4, 0.3], [0.1, 0.8, 0.1]])
    products = sets @ sets.T
    assert np.linalg.solve(products, np.diag(products)).min() < 0
    found = weights_combined.bargain(sets)
    expected, _ = nnls(products, np.diag(products))
    assert found.constrained
    np.testing.assert_allclose(found.shares, expected / expected.sum())


def test_only_the_slices_that_need_it_are_constrained():
    free = np.array([[0.6, 0.2, 0.2], [0.2, 0.2, 0.6]])
    bound = np.array([[0.3, 0.4, 0.3], [0.1, 0.8, 0.1]])
    found = weights_combined.bargain(np.stack([free, bound]))
    np.testing.assert_array_equal(found.constrained, [False, True])
    np.testing.assert_allclose(found.shares[0], [0.5, 0.5])


def test_equal_weights_lose_every_bargain_with_another_set():
    # S has 1/n all along their row, so a_1 + a_2 = 1 there, and the other row leaves a_1 = 0
    sets = np.stack([SETS[0, 0], np.full(5, 0.2)])
    np.testing.assert_allclose(weights_combined.game_theory(sets), SETS[0, 0])


def test_cap_by_hand():
    # cap 0.5: surplus 0.12 on 0.38, so the others grow by 0.5 / 0.38
    found = weights_combined.capped(CAPPED)
    np.testing.assert_allclose(found, [0.5, *(CAPPED[1:] * 0.5 / 0.38)])


def test_cap_goes_on_until_nobody_is_above():
    # cap 0.4: after the first cut the second one has 0.6 * 0.39 / 0.4 = 0.585
    found = weights_combined.capped([0.6, 0.39, 0.005, 0.003, 0.002], limit=2)
    np.testing.assert_allclose(found, [0.4, 0.4, 0.1, 0.06, 0.04])


def test_zero_weights_share_what_nobody_else_can_take():
    found = weights_combined.capped([0.9, 0.1, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0])
    np.testing.assert_allclose(found, [0.3, 0.3, *[0.05] * 8])


@pytest.mark.parametrize("limit", [1.0, 1.2, 2.0, 3.0, 50.0])
def test_capped_weights_stay_weights_below_the_cap(limit):
    spiky = RNG.dirichlet(np.full(20, 0.05), size=(50, 4))
    found = weights_combined.capped(spiky, limit)
    assert found.max() <= limit / 20 * (1 + 1e-12)
    assert found.min() >= 0
    np.testing.assert_allclose(found.sum(axis=-1), 1)
    order = np.argsort(spiky, axis=-1)
    assert np.all(np.diff(np.take_along_axis(found, order, axis=-1)) >= -1e-15)


def test_weights_below_the_cap_are_not_touched():
    np.testing.assert_array_equal(weights_combined.capped(SETS, limit=5), SETS)


@pytest.mark.parametrize("limit", [0.99, 0.0, np.nan])
def test_a_cap_below_the_equal_weight_is_refused(limit):
    with pytest.raises(ValueError, match="sum below 1"):
        weights_combined.capped(CAPPED, limit)


@pytest.mark.parametrize("bad", [[0.5, 0.4], [np.nan, 1.0], [-0.1, 1.1]])
def test_only_weights_are_capped(bad):
    with pytest.raises(ValueError, match="weights must"):
        weights_combined.capped(bad)
