import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import linregress
from scipy.stats import t as student

from models import plan_forecast

# Anscombe (1973), Graphs in Statistical Analysis, The American Statistician 27(1), data set 1:
# y = 3 + 0.5 x, sum of squares of x 110, residual sum of squares 13.75 with 9 degrees of freedom
ANSCOMBE_X = np.arange(4.0, 15.0)
ANSCOMBE_Y = np.array([4.26, 5.68, 7.24, 4.82, 6.95, 8.81, 8.04, 8.33, 10.84, 7.58, 9.96])
YEARS = [2019, 2020, 2021, 2022, 2023]
GROWN = np.array([1.0, 2.2, 2.9, 4.1, 5.0])
COMMON = settings(derandomize=True, deadline=None, max_examples=100)


def simulated(rows, years, seed):
    """Straight lines with normal errors of standard deviation 1."""
    rng = np.random.default_rng(seed)
    slopes = rng.normal(size=(rows, 1))
    return 10 + slopes * np.arange(years) + rng.normal(size=(rows, years)), slopes, rng


def test_the_interval_is_that_of_the_published_regression():
    found = plan_forecast.forecast(ANSCOMBE_Y, ANSCOMBE_X, [15], level=0.95)
    half = 2.262 * np.sqrt(13.75 / 9 * (1 + 1 / 11 + 6**2 / 110))  # t of 9 degrees of freedom
    np.testing.assert_allclose(found.value.value, 10.5, atol=5e-3)
    np.testing.assert_allclose([found.low, found.high], [10.5 - half, 10.5 + half], atol=0.01)


def test_the_line_is_that_of_scipy_with_gaps_in_the_years():
    values = np.array([[3.0, np.nan, 4.4, 5.1, np.nan], [np.nan, 9.0, 8.0, 8.5, 6.0]])
    found = plan_forecast.forecast(values, YEARS, [2026], level=0.8)
    np.testing.assert_array_equal(found.points, [3, 4])
    for row, cells in enumerate(values):
        known = ~np.isnan(cells)
        line = linregress(np.array(YEARS)[known], cells[known])
        np.testing.assert_allclose(found.value.value[row], line.intercept + line.slope * 2026)


def test_three_years_by_hand():
    # 1, 2, 4: slope 1.5, mean 7/3 at the middle; 3 years on 41/6; residuals 1, -2, 1 sixths
    found = plan_forecast.forecast([1.0, 2.0, 4.0], [2021, 2022, 2023], [2025], level=0.8)
    half = student.ppf(0.9, 1) * np.sqrt(6 / 36 * (1 + 1 / 3 + 3**2 / 2))
    np.testing.assert_allclose(found.value.value, 41 / 6)
    np.testing.assert_allclose([found.low, found.high], [41 / 6 - half, 41 / 6 + half])


@pytest.mark.parametrize(("years", "ahead"), [(3, 2), (5, 2), (8, 4)])
def test_the_interval_covers_as_often_as_it_says(years, ahead):
    values, slopes, rng = simulated(20_000, years, seed=years)
    found = plan_forecast.forecast(values, range(years), [years - 1 + ahead], level=0.8)
    truth = 10 + slopes[:, 0] * (years - 1 + ahead) + rng.normal(size=len(values))
    covered = np.mean((found.low <= truth) & (truth <= found.high))
    assert covered == pytest.approx(0.8, abs=0.01)  # 3.5 standard errors of 20,000 trials


def test_the_interval_of_a_sum_covers_the_sum():
    values, slopes, rng = simulated(20_000, 30, seed=11)
    coming = np.array([30, 31, 32])
    found = plan_forecast.forecast(values, range(30), coming, level=0.8)
    future = 10 + slopes * coming + rng.normal(size=(len(values), 3))
    total = future.sum(axis=1)
    assert np.mean((found.low <= total) & (total <= found.high)) == pytest.approx(0.8, abs=0.01)


def test_a_sum_ahead_is_the_sum_of_its_years():
    parts = [plan_forecast.forecast(GROWN, YEARS, [year], 0.8).value.value for year in (2024, 2025)]
    whole = plan_forecast.forecast(GROWN, YEARS, [2024, 2025], 0.8)
    np.testing.assert_allclose(whole.value.value, sum(parts))


def test_the_geometric_path_is_the_linear_one_of_logarithms():
    found = plan_forecast.forecast(GROWN, YEARS, [2025], 0.8, path="geometric")
    logs = plan_forecast.forecast(np.log(GROWN), YEARS, [2025], 0.8)
    np.testing.assert_allclose(found.value.value, np.exp(logs.value.value))
    np.testing.assert_allclose([found.low, found.high], np.exp([logs.low, logs.high]))


def test_even_growth_is_carried_on_but_gives_no_interval():
    # 10, 20, 30 and 100 % three times: a width of nothing would claim to know the future
    for values, expected in (([10.0, 20.0, 30.0], 50), ([100.0] * 3, 100), ([0.0] * 3, 0)):
        found = plan_forecast.forecast(values, [1, 2, 3], [5], 0.8)
        np.testing.assert_allclose(found.value.value, expected, atol=1e-12)
        assert (str(found.value.reason), str(found.interval)) == ("", "no_scatter")
        assert np.isnan([found.low, found.high]).all()
    doubled = plan_forecast.forecast([1.0, 2.0, 4.0], [1, 2, 3], [4], 0.8, path="geometric")
    np.testing.assert_allclose(doubled.value.value, 8)
    assert str(doubled.interval) == "no_scatter"
    assert (
        str(plan_forecast.chance([10.0, 20, 30], [1, 2, 3], [5], 40, 9, 1).reason) == "no_scatter"
    )


def test_fewer_than_three_years_are_undefined():
    values = np.full((3, 5), np.nan)
    values[1, 4] = 500_000
    values[2, [0, 4]] = [1, 2]
    for path in ("linear", "geometric"):
        found = plan_forecast.forecast(values, YEARS, [2025], 0.8, path=path)
        assert found.value.reason.tolist() == ["missing", "too_few", "too_few"]
        assert found.interval.tolist() == ["missing", "too_few", "too_few"]
        odds = plan_forecast.chance(values, YEARS, [2025], 1.0, 9, 1, path=path)
        assert odds.reason.tolist() == ["missing", "too_few", "too_few"]
        for numbers in (found.value.value, found.low, found.high, odds.value):
            assert np.isnan(numbers).all()


def test_logarithms_of_nothing_are_undefined_and_of_the_others_are_not():
    values = [[0.0, 1.0, 3.0], [1.0, 2.0, 3.0]]
    found = plan_forecast.forecast(values, [1, 2, 3], [4], 0.8, path="geometric")
    assert found.value.reason.tolist() == ["not_positive", ""]
    odds = plan_forecast.chance(values, [1, 2, 3], [4], 3, 9, 1, path="geometric")
    assert odds.reason.tolist() == ["not_positive", ""]
    aim = plan_forecast.chance(values[1], [1, 2, 3], [4], [0, np.nan], 9, 1, path="geometric")
    assert aim.reason.tolist() == ["not_positive", "missing"]


def test_a_coverage_is_not_forecast_above_a_hundred():
    found = plan_forecast.forecast([85.0, 95.0, 97.0], [1, 2, 3], [5], 0.8, bounds=(0, 100))
    assert found.value.value == 100
    assert found.high == 100
    assert 0 <= found.low < 100


def test_three_years_at_high_levels_say_anything_may_happen():
    found = plan_forecast.forecast([1.0, 90, 2], [1, 2, 3], [9], 0.999, path="geometric")
    assert found.high == np.inf
    assert found.low == 0


def test_chance_is_that_of_students_t_where_there_are_years_enough():
    values, _, _ = simulated(1, 400, seed=3)
    line = plan_forecast.forecast(values, range(400), [410], level=0.8)
    middle, half = line.value.value[0], (line.high - line.low)[0] / 2
    aims = middle + half * np.array([-1.0, -0.4, 0.0, 0.4, 1.0])
    found = plan_forecast.chance(values[0], range(400), [410], aims, 20_000, seed=5)
    scale = student.ppf(0.9, 398)
    expected = student.sf((aims - middle) / half * scale, 398)
    np.testing.assert_allclose(found.value, expected, atol=0.03)


def test_chance_is_that_of_all_resamples_refitted():
    # at the forecast itself the scale does not matter: 3^3 samples and 3 errors ahead, all counted
    x, y, ahead = np.array([1.0, 2.0, 4.0]), np.array([1.0, 2.0, 5.0]), 6.0
    slope, intercept = np.polyfit(x, y, 1)
    fitted, forecast = intercept + slope * x, intercept + slope * ahead
    leverage = 1 / 3 + (x - x.mean()) ** 2 / ((x - x.mean()) ** 2).sum()
    errors = (y - fitted) / np.sqrt(1 - leverage)
    errors -= errors.mean()
    aim = forecast - 1e-6  # three equal errors cancel out to the last bit: they reach it
    reached = [
        forecast - (np.polyval(np.polyfit(x, fitted + sample, 1), ahead) - forecast) + error >= aim
        for sample in itertools.product(errors, repeat=3)
        for error in errors
    ]
    found = plan_forecast.chance(y, x, [ahead], aim, 20_000, seed=7)
    assert found.value == pytest.approx(np.mean(reached), abs=0.012)


@pytest.mark.parametrize("years", [4, 5, 10])
def test_targets_come_true_about_as_often_as_said(years):
    values, slopes, rng = simulated(4_000, years, seed=years)
    truth = 10 + slopes[:, 0] * (years + 1) + rng.normal(size=len(values))
    aims = 10 + slopes[:, 0] * (years + 1) + 2.5 * rng.normal(size=len(values))
    found = plan_forecast.chance(values, range(years), [years + 1], aims, 300, seed=2).value
    for low, high in ((0, 0.2), (0.2, 0.4), (0.4, 0.6), (0.6, 0.8), (0.8, 1.01)):
        here = (low <= found) & (found < high)
        assert np.mean(truth[here] >= aims[here]) == pytest.approx(found[here].mean(), abs=0.07)


def test_three_years_rarely_make_a_target_sure():
    values, slopes, rng = simulated(2_000, 3, seed=21)
    aims = 10 + slopes[:, 0] * 4 + 2.5 * rng.normal(size=len(values))
    found = plan_forecast.chance(values, range(3), [4], aims, 300, seed=2).value
    assert np.mean((found < 0.02) | (found > 0.98)) < 0.1


def test_chance_and_interval_agree():
    # the ends of an 80 % interval are missed in one case of ten each
    for path in ("linear", "geometric"):
        line = plan_forecast.forecast(GROWN, YEARS, [2025], 0.8, path)
        ends = np.array([line.low, line.value.value, line.high])
        found = plan_forecast.chance(GROWN, YEARS, [2025], ends, 4_000, seed=3, path=path)
        np.testing.assert_allclose(found.value, [0.9, 0.5, 0.1], atol=0.04)


def test_chances_repeat_and_do_not_depend_on_other_rows():
    values = np.stack([GROWN, GROWN[::-1], GROWN**2])
    values[2, 0] = np.nan
    whole = plan_forecast.chance(values, YEARS, [2025], [7.0, 0.5, 40.0], 500, seed=4)
    again = plan_forecast.chance(values, YEARS, [2025], [7.0, 0.5, 40.0], 500, seed=4)
    np.testing.assert_array_equal(whole.value, again.value)
    for row, target in enumerate([7.0, 0.5, 40.0]):
        one = plan_forecast.chance(values[row], YEARS, [2025], target, 500, seed=4)
        np.testing.assert_array_equal(whole.value[row], one.value)
    other = plan_forecast.chance(values, YEARS, [2025], [7.0, 0.5, 40.0], 500, seed=5)
    assert np.any(whole.value != other.value)


def test_more_and_less_share_the_draws():
    more = plan_forecast.chance(GROWN, YEARS, [2025], 7.3, 500, seed=1)
    less = plan_forecast.chance(GROWN, YEARS, [2025], 7.3, 500, seed=1, direction=-1)
    np.testing.assert_allclose(more.value + less.value, 1)


@COMMON
@given(
    st.lists(st.floats(1, 100), min_size=4, max_size=6),
    st.floats(1e-3, 1e3),
    st.floats(0.1, 300),
    st.floats(0.1, 300),
)
def test_chance_falls_with_the_target_and_does_not_know_units(values, unit, one, other):
    years, series = range(len(values)), np.array(values)
    aims = np.sort([one, other])
    found = plan_forecast.chance(series, years, [len(values) + 1], aims, 64, seed=6)
    if not found.reason[0]:
        assert 1 >= found.value[0] >= found.value[1] >= 0
    scaled = plan_forecast.forecast(unit * series, years, [len(values) + 1], 0.8)
    plain = plan_forecast.forecast(series, years, [len(values) + 1], 0.8)
    np.testing.assert_allclose(scaled.value.value, unit * plain.value.value, atol=1e-6 * unit)
    if not (plain.interval or scaled.interval):
        np.testing.assert_allclose(scaled.high, unit * plain.high, atol=1e-6 * unit)


@COMMON
@given(st.lists(st.floats(1, 100), min_size=3, max_size=6), st.floats(0.1, 0.9))
def test_a_surer_interval_holds_a_less_sure_one(values, level):
    years = range(len(values))
    one = plan_forecast.forecast(values, years, [9], level)
    other = plan_forecast.forecast(values, years, [9], (1 + level) / 2)
    if not one.interval:
        assert other.low < one.low < one.value.value < one.high < other.high


def test_bad_requests_are_refused():
    for call, message in (
        (lambda: plan_forecast.forecast([1, 2, 3], [1, 2], [4], 0.8), "one year each"),
        (lambda: plan_forecast.forecast([1, 2, 3], [1, 3, 2], [4], 0.8), "increasing"),
        (lambda: plan_forecast.forecast([1, 2, 3], [1, 2, 3], [3], 0.8), "ahead"),
        (lambda: plan_forecast.forecast([1, 2, 3], [1, 2, 3], [], 0.8), "ahead"),
        (lambda: plan_forecast.forecast([1, 2, 3], [1, 2, 3], [np.inf], 0.8), "finite"),
        (lambda: plan_forecast.forecast([1, 2, 3], [1, 2, 3], [4], 1), "level"),
        (lambda: plan_forecast.forecast([1, 2, 3], [1, 2, 3], [4], 0.8, "log"), "path"),
        (
            lambda: plan_forecast.forecast([1, 2, 3], [1, 2, 3], [4, 5], 0.8, "geometric"),
            "one year ahead",
        ),
        (lambda: plan_forecast.forecast([1, np.inf, 3], [1, 2, 3], [4], 0.8), "infinity"),
        (lambda: plan_forecast.chance([1, 2, 3], [1, 2, 3], [4], 5, 0, 1), "1 draw"),
        (lambda: plan_forecast.chance([1, 2, 3], [1, 2, 3], [4], 5, 9, 1, 0), "direction"),
    ):
        with pytest.raises(ValueError, match=message):
            call()
