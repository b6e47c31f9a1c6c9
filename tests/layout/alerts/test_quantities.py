"""Each measure by hand."""

import math

import pytest

from geodata.monitoring.periods import Period
from layout.alerts.quantities import change, deviations, falls, of_mean, quantity

Y = {year: Period("year", year, 1) for year in range(2018, 2025)}


def yearly(**values):
    return {Y[int(key[1:])]: value for key, value in values.items()}


def test_change_is_on_the_year_before():
    assert change(yearly(y2022=80.0, y2023=60.0), Y[2023]) == -0.25


@pytest.mark.parametrize("own", [yearly(y2023=5.0), yearly(y2022=0.0, y2023=5.0)])
def test_change_without_a_positive_year_before_is_undefined(own):
    assert math.isnan(change(own, Y[2023]))


def test_a_quarter_is_compared_with_the_same_quarter_of_the_year_before():
    own = {Period("quarter", 2022, 1): 10.0, Period("quarter", 2022, 4): 50.0}
    own[Period("quarter", 2023, 1)] = 12.0
    assert change(own, Period("quarter", 2023, 1)) == pytest.approx(0.2)


def test_ratio_to_the_mean():
    assert of_mean([2.0, 4.0, 12.0], 12.0) == 2.0  # mean 6


@pytest.mark.parametrize("others", [[1.0, 2.0], [0.0, 0.0, 0.0]])
def test_ratio_to_a_mean_of_few_regions_or_of_nothing_is_undefined(others):
    assert math.isnan(of_mean(others, 1.0))


def test_robust_deviations_of_leys_et_al():
    # Leys et al. (2013): 1, 3, 3, 6, 8, 10, 10, 1000 has median 7 and MAD 1.4826 × 3.5 = 5.19
    sample = [1.0, 3.0, 3.0, 6.0, 8.0, 10.0, 10.0, 1000.0]
    assert deviations(sample, 1000.0) == pytest.approx(993 / (1.4826 * 3.5))


def test_deviations_without_spread_are_undefined():
    assert math.isnan(deviations([5.0, 5.0, 5.0, 9.0], 9.0))


def test_falls_end_at_the_first_rise():
    own = yearly(y2020=5.0, y2021=9.0, y2022=8.0, y2023=7.0)
    assert falls(own, Y[2023]) == 2
    assert falls(own, Y[2021]) == 0


def test_a_gap_ends_the_falls():
    own = yearly(y2019=9.0, y2020=8.0, y2022=6.0, y2023=5.0)
    assert falls(own, Y[2023]) == 1
    assert math.isnan(falls(own, Y[2022]))


def test_the_season_is_no_fall():
    # every year first quarter 10, others 20, all rising slowly: Q1 after Q4 is no fall
    own = {
        Period("quarter", year, n): (10.0 if n == 1 else 20.0) + year - 2022
        for year in (2022, 2023)
        for n in range(1, 5)
    }
    assert falls(own, Period("quarter", 2023, 1)) == 0


def test_an_unknown_measure_is_refused():
    with pytest.raises(ValueError, match="no such measure"):
        quantity("sum", yearly(y2023=1.0), [1.0], Y[2023])
