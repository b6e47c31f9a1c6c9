import numpy as np
import pytest
from scipy.stats import rankdata

from models import ranking

RNG = np.random.default_rng(2)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("levels", [3, 50, 10**6])
def test_ranks_are_those_of_scipy_with_the_method_min(dtype, levels):
    # few levels: nearly all tie; many: hardly any
    values = (RNG.integers(-levels, levels, size=(40, 300)) / levels).astype(dtype)
    expected = rankdata(-values, method="min", axis=-1)
    np.testing.assert_array_equal(ranking.ranks(values), expected)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_missing_values_have_no_rank_and_take_none_away(dtype):
    values = RNG.normal(size=(30, 50)).astype(dtype)
    values[RNG.uniform(size=values.shape) < 0.3] = np.nan
    values[3] = np.nan
    expected = rankdata(-values, method="min", axis=-1, nan_policy="omit")
    np.testing.assert_array_equal(ranking.ranks(values), np.nan_to_num(expected))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_infinities_zeros_of_both_signs_and_missing_signs_fall_into_place(dtype):
    values = np.array([-0.0, np.inf, -np.inf, 0.0, -np.nan, np.nan, -1e-30, 1e-30], dtype=dtype)
    np.testing.assert_array_equal(ranking.ranks(values), [3, 1, 6, 3, 0, 0, 5, 2])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_draws_are_free_axes_and_blocks_leave_no_trace(dtype):
    values = RNG.integers(0, 99, size=(7, 300, 61)).astype(dtype)  # more cells than a block holds
    found = ranking.ranks(values)
    assert found.shape == values.shape
    np.testing.assert_array_equal(found, rankdata(-values, method="min", axis=-1))
    np.testing.assert_array_equal(found[5, 7], ranking.ranks(values[5, 7]))
    np.testing.assert_array_equal(
        ranking.ranks(values[..., ::2]), ranking.ranks(values[..., ::2].copy())
    )


def test_equal_values_in_neighbouring_rows_do_not_tie():
    np.testing.assert_array_equal(
        ranking.ranks([[2.0, 1.0], [1.0, 0.0], [0.0, 0.0]]), [[1, 2], [1, 2], [1, 1]]
    )


@pytest.mark.parametrize("shape", [(0,), (3, 0), (0, 3), (1,)])
def test_nothing_to_rank_is_no_error(shape):
    assert ranking.ranks(np.ones(shape)).shape == shape


def test_integers_are_ranked_too():
    np.testing.assert_array_equal(ranking.ranks([10, 30, 20, 30]), [4, 1, 3, 1])


def test_the_values_are_left_as_they_were():
    values = np.array([[0.5, np.nan, 0.1]], dtype=np.float32)
    before = values.copy()
    ranking.ranks(values)
    np.testing.assert_array_equal(values, before)


def test_a_single_number_is_refused():
    with pytest.raises(ValueError, match="regions"):
        ranking.ranks(0.5)
