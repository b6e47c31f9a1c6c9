import numpy as np
import pytest
from scipy import stats

from models import outliers, treat

RNG = np.random.default_rng(21)
TAILS = np.stack(
    [
        RNG.normal(size=(4, 50)),  # needs nothing
        np.exp(RNG.normal(scale=1.5, size=(4, 50))),  # a logarithm would do
        np.where(RNG.uniform(size=(4, 50)) < 0.3, 0, np.exp(RNG.normal(scale=2, size=(4, 50)))),
        10 - np.exp(RNG.normal(scale=0.2, size=(4, 50))),
    ],
    axis=-1,
)
TAILS[2, 7, 3] = -40.0  # one cell far below
TAILS[1, 3, 1] = np.nan


def column(*values):
    return np.array(values, dtype=float)[:, None]


def test_winsorising_gives_the_example_of_coinr():
    # COINr tests/testthat/test-treat.R: c(1:10, 100) becomes c(1:10, 10)
    treated, moved = outliers.winsorise(column(*range(1, 11), 100))
    np.testing.assert_array_equal(treated, column(*range(1, 11), 10))
    np.testing.assert_array_equal(np.flatnonzero(moved), [10])


def test_winsorising_stops_at_the_limit_as_in_the_example_of_coinr():
    # the same file: c(1:20, 100, 200) with winmax = 1 still fails
    treated, moved = outliers.winsorise(column(*range(1, 21), 100, 200), most=1)
    np.testing.assert_array_equal(treated, column(*range(1, 21), 100, 100))
    assert moved.sum() == 1
    assert treat.needs_treatment(treated).item()


def test_winsorising_follows_the_direction_of_the_skew():
    up, _ = outliers.winsorise(column(*range(1, 11), 100))
    down, _ = outliers.winsorise(-column(*range(1, 11), 100))
    np.testing.assert_array_equal(down, -up)


def test_winsorising_moves_cells_of_any_year_and_counts_them():
    panel = np.arange(40.0).reshape(2, 20, 1)
    panel[0, 3], panel[1, 5] = 900.0, 1000.0
    treated, moved = outliers.winsorise(panel)
    np.testing.assert_array_equal(np.argwhere(moved), [[0, 3, 0], [1, 5, 0]])
    assert treated.max() == 39
    assert not treat.needs_treatment(treated).item()


def test_winsorising_never_moves_more_than_the_limit_though_values_tie():
    values = column(*range(1, 41), 500, 500, 500, 400, 300)
    for most in range(6):
        _, moved = outliers.winsorise(values, most)
        assert moved.sum() in {0, 3, 4, 5}
        assert moved.sum() <= most


def test_winsorising_leaves_alone_what_needs_nothing_and_what_is_missing():
    values = np.stack([np.arange(8.0), np.ones(8), np.full(8, np.nan)], axis=-1)
    values[2, 0] = np.nan
    treated, moved = outliers.winsorise(values)
    np.testing.assert_array_equal(treated, values)
    assert not moved.any()


def test_winsorising_does_not_make_a_rare_feature_constant():
    # COINr would: one region of twenty has it, its 1 becomes 0
    rare = column(*[0] * 19, 1)
    assert treat.needs_treatment(rare).item()
    np.testing.assert_array_equal(outliers.winsorise(rare)[0], rare)


def test_winsorising_leaves_its_argument_alone():
    values = column(*range(1, 11), 100)
    outliers.winsorise(values)
    assert values.max() == 100


@pytest.mark.parametrize("function", [outliers.winsorise, outliers.treat_by_rule])
def test_bad_limits_infinities_and_too_few_values_are_refused(function):
    with pytest.raises(ValueError, match="cannot move"):
        function(column(1, 2, 3, 4), most=-1)
    with pytest.raises(ValueError, match="infinity"):
        function(column(1, 2, 3, np.inf))
    with pytest.raises(ValueError, match="fewer than 4"):
        function(column(1, 2, 3))


@pytest.mark.parametrize("unit", [1e-6, 1.0, 1e9])
def test_boxcox_agrees_with_scipy(unit):
    values = unit * np.stack(
        [RNG.gamma(2, size=60), RNG.lognormal(size=60), RNG.normal(9, 1, 60), RNG.beta(5, 1, 60)],
        axis=-1,
    )
    found = outliers.boxcox(values)
    for j in range(4):
        expected, exponent = stats.boxcox(values[:, j] / stats.gmean(values[:, j]))
        np.testing.assert_allclose(found.exponents[j], exponent, atol=1e-6)
        np.testing.assert_allclose(found.values[:, j], expected, atol=1e-6)
    np.testing.assert_allclose(found.scales, stats.gmean(values))


def test_boxcox_pools_the_years_and_leaves_out_the_missing():
    values = RNG.gamma(2, size=(3, 20, 1))
    values[1, 4] = np.nan
    found = outliers.boxcox(values)
    known = values[~np.isnan(values)]
    np.testing.assert_allclose(found.exponents, stats.boxcox(known)[1], atol=1e-6)
    np.testing.assert_array_equal(np.isnan(found.values), np.isnan(values))


def test_boxcox_keeps_order_and_does_not_depend_on_the_unit():
    # around 1e9 with a heavy right tail the plain formula gives exponent -5 and rounds all to 0.2
    values = 1e9 * (1 + 0.01 * RNG.pareto(1.5, size=(40, 1)))
    found = outliers.boxcox(values)
    order = np.argsort(values.ravel())
    assert np.all(np.diff(found.values.ravel()[order]) > 0)
    np.testing.assert_allclose(outliers.boxcox(values / 1e4).values, found.values, atol=1e-6)


def test_the_likeliest_power_of_lognormal_values_is_near_the_logarithm():
    # Box & Cox (1964): lambda 0 is the logarithm
    found = outliers.boxcox(np.random.default_rng(0).lognormal(size=(5000, 1)))
    assert abs(found.exponents.item()) < 0.05


@pytest.mark.parametrize("bad", [0.0, -1.0, np.inf])
def test_boxcox_refuses_what_has_no_power(bad):
    with pytest.raises(ValueError, match=r"above zero|infinity"):
        outliers.boxcox(column(1, 2, 3, bad))


@pytest.mark.parametrize("values", [[2.0, 2.0, 2.0], [np.nan, np.nan, np.nan], [np.nan, 1, np.nan]])
def test_boxcox_names_the_column_that_does_not_vary(values):
    with pytest.raises(ValueError, match=r"\[1\] do not vary"):
        outliers.boxcox(np.column_stack([[1.0, 2.0, 3.0], values]))


@pytest.mark.parametrize(("exponent", "scale"), [(np.nan, 1.0), (1.0, 0.0), (1.0, np.nan)])
def test_power_refuses_bad_exponents_and_scales(exponent, scale):
    with pytest.raises(ValueError, match="power transform needs"):
        outliers.power([[1.0]], exponent, scale)


def test_power_with_exponents_near_zero_runs_into_the_logarithm():
    values = np.array([[0.2], [3.0]])
    np.testing.assert_allclose(outliers.power(values, 1e-12), np.log(values))


def test_the_rule_winsorises_first_and_transforms_the_rest():
    treated, treatments = outliers.treat_by_rule(TAILS)
    assert [one.action for one in treatments] == ["none", "power", "power", "winsorised"]
    assert all(one.enough for one in treatments)
    assert not treat.needs_treatment(treated).any()
    assert [one.moved for one in treatments] == [0, 0, 0, 1]
    assert treatments[1].shift == 0
    assert treatments[2].shift == pytest.approx(0.01 * np.max(TAILS[..., 2]))  # COINr's log_CT
    assert treatments[3].low == np.sort(TAILS[..., 3], axis=None)[1]


def test_the_rule_keeps_order_and_missing_cells():
    treated, _ = outliers.treat_by_rule(TAILS)
    np.testing.assert_array_equal(np.isnan(treated), np.isnan(TAILS))
    for j in range(4):
        raw, new = TAILS[..., j].ravel(), treated[..., j].ravel()
        assert np.all(np.diff(new[np.argsort(raw)][: np.sum(~np.isnan(raw))]) >= 0)


def test_the_rule_agrees_with_scipy_where_it_takes_a_power():
    treated, treatments = outliers.treat_by_rule(TAILS)
    shifted = TAILS[..., 2].ravel() + treatments[2].shift
    expected, exponent = stats.boxcox(shifted / stats.gmean(shifted))
    np.testing.assert_allclose(treatments[2].exponent, exponent, atol=1e-6)
    np.testing.assert_allclose(treated[..., 2].ravel(), expected, atol=1e-6)


def test_the_rule_says_when_nothing_helps():
    # one region of twenty differs: no monotone transform changes that shape
    values = column(*[1] * 19, 2)
    treated, (treatment,) = outliers.treat_by_rule(values)
    assert treatment.action == "power"
    assert not treatment.enough
    assert len(np.unique(treated)) == 2


def test_repeating_the_treatments_gives_the_treated_values():
    treated, treatments = outliers.treat_by_rule(TAILS)
    np.testing.assert_allclose(outliers.repeat(TAILS, treatments), treated)


def test_goalposts_follow_their_indicator():
    values = TAILS[..., 1:2]
    treated, treatments = outliers.treat_by_rule(values)
    posts = outliers.repeat([[np.nanmin(values)], [np.nanmax(values)]], treatments)
    np.testing.assert_allclose(posts.ravel(), [np.nanmin(treated), np.nanmax(treated)])


def test_repeating_wants_one_treatment_per_indicator():
    _, treatments = outliers.treat_by_rule(TAILS)
    with pytest.raises(ValueError, match="4 treatments"):
        outliers.repeat(TAILS[..., :2], treatments)
