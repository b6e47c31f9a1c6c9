import numpy as np
import pytest
from scipy.stats import linregress, variation

from models import convergence

RNG = np.random.default_rng(1992)
PANEL = RNG.lognormal(size=(4, 7, 13))  # draws, years, regions


def test_growth_by_hand():
    # doubling in 5 years: 2^(1/5) - 1; halving in 3: (1/2)^(1/3) - 1
    np.testing.assert_allclose(convergence.growth([1.0], [2.0], 5), 0.148698, atol=1e-6)
    np.testing.assert_allclose(convergence.growth([8.0], [4.0], 3), -0.206299, atol=1e-6)


def test_growth_compounds_to_the_last_level():
    first, last = PANEL[:, 0], PANEL[:, -1]
    np.testing.assert_allclose(first * (1 + convergence.growth(first, last, 6)) ** 6, last)


def test_sigma_is_the_regression_of_scipy_on_the_variation_of_scipy():
    years = np.array([2010, 2011, 2012, 2014, 2015, 2018, 2020])
    found = convergence.sigma_convergence(PANEL, years)
    for draw, panel in enumerate(PANEL):
        expected = linregress(years, variation(panel, axis=-1))
        np.testing.assert_allclose(found.variation[draw], variation(panel, axis=-1))
        np.testing.assert_allclose(found.slope[draw], expected.slope)
        np.testing.assert_allclose(found.standard_error[draw], expected.stderr)


def test_sigma_does_not_depend_on_the_unit_or_on_common_growth():
    grown = PANEL * 1e4 * (1.08 ** np.arange(7))[:, None]
    found, expected = convergence.sigma_convergence(grown), convergence.sigma_convergence(PANEL)
    np.testing.assert_allclose(found.slope, expected.slope)


def test_few_years_and_few_regions_are_flagged_not_hidden():
    assert convergence.sigma_convergence(PANEL).small_sample
    assert not convergence.sigma_convergence(RNG.lognormal(size=(30, 3))).small_sample
    assert convergence.beta_convergence(PANEL[0, 0], PANEL[0, 1], 5).small_sample
    many = RNG.lognormal(size=(2, 30))
    assert not convergence.beta_convergence(*many, 5).small_sample


def test_beta_is_the_regression_of_scipy():
    first, last = PANEL[:, 0], PANEL[:, -1]
    found = convergence.beta_convergence(first, last, 6)
    for draw in range(4):
        expected = linregress(np.log(first[draw]), np.log(last[draw] / first[draw]) / 6)
        np.testing.assert_allclose(found.slope[draw], expected.slope)
        np.testing.assert_allclose(found.intercept[draw], expected.intercept)
        np.testing.assert_allclose(found.standard_error[draw], expected.stderr)
        np.testing.assert_allclose(found.r_squared[draw], expected.rvalue**2)


@pytest.mark.parametrize("speed", [0.02, -0.01, 0.3])
def test_beta_finds_the_speed_at_which_gaps_close(speed):
    # if gaps in logs shrink by exp(-speed) a year, that is the speed, whatever tau
    first = RNG.lognormal(size=13)
    last = np.exp(3 + np.exp(-speed * 8) * (np.log(first) - 1))
    found = convergence.beta_convergence(first, last, 8)
    np.testing.assert_allclose(found.speed, speed)
    np.testing.assert_allclose(found.slope, -(1 - np.exp(-speed * 8)) / 8)
    np.testing.assert_allclose([found.r_squared, found.standard_error], [1, 0], atol=1e-6)


def test_the_two_per_cent_of_barro_and_sala_i_martin_close_half_a_gap_in_35_years():
    # Barro & Sala-i-Martin (1992): about 2 % a year; ln 2 / .02 = 34.7 years
    first = np.array([1.0, 2.0, 4.0, 8.0])
    found = convergence.beta_convergence(first, np.sqrt(first), np.log(2) / 0.02)
    np.testing.assert_allclose(found.speed, 0.02)


def test_where_the_order_turns_round_there_is_no_speed():
    found = convergence.beta_convergence(
        [[1.0, 2.0, 4.0]] * 2, [[4.0, 2.0, 1.0], [2.0, 3.0, 4.0]], 5
    )
    assert np.isnan(found.speed[0])
    assert found.speed[1] > 0
    assert found.slope[0] == pytest.approx(-0.4)


def test_equal_growth_is_explained_by_nothing():
    first = RNG.lognormal(size=13)
    found = convergence.beta_convergence(first, first * 1.7, 5)
    np.testing.assert_allclose([found.slope, found.r_squared, found.speed], 0, atol=1e-12)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: convergence.growth([1.0], [0.0], 5), "above zero"),
        (lambda: convergence.growth([1.0], [np.nan], 5), "none missing"),
        (lambda: convergence.growth([1.0], [2.0], 0), "years"),
        (lambda: convergence.sigma_convergence([[1.0, 2.0]] * 2), r"3\+ years"),
        (lambda: convergence.sigma_convergence([[1.0]] * 3), r"2\+ regions"),
        (lambda: convergence.sigma_convergence([1.0, 2.0, 3.0]), "years, regions"),
        (lambda: convergence.sigma_convergence([[1.0, 0.0]] * 3), "above zero"),
        (lambda: convergence.sigma_convergence([[1.0, 2.0]] * 3, [2010, 2012, 2011]), "rising"),
        (lambda: convergence.sigma_convergence([[1.0, 2.0]] * 3, [2010, 2012]), "rising"),
        (lambda: convergence.beta_convergence([1.0, 2.0], [1.0, 2.0], 5), r"3\+ regions"),
        (lambda: convergence.beta_convergence([2.0] * 3, [1.0, 2.0, 3.0], 5), "start alike"),
        (lambda: convergence.beta_convergence([1.0, 2.0, -3.0], [1.0, 2.0, 3.0], 5), "above zero"),
        (lambda: convergence.beta_convergence([1.0, 2.0, 3.0], [1.0, 2.0, 3.0], np.nan), "years"),
    ],
)
def test_bad_levels_and_dates_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
