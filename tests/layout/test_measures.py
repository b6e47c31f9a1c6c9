"""Which figure stands for which year, on hand-made figures."""

import numpy as np
import pandas as pd
import pytest

from geodata.statistics import Statistic
from geodata.units import parse_unit
from layout.expressions import parse
from layout.indicators import Indicator
from layout.measures import measure, series
from layout.settings import Ages


def statistic(code, unit, formula=""):
    return Statistic(code, code, code, parse_unit(unit), formula, True, "", "statistics.csv", 2)


STATISTICS = {
    s.code: s
    for s in (
        statistic("patents", "件"),
        statistic("people", "人"),
        statistic("rd", "亿元"),
        statistic("intensity", "%"),
        statistic("gdp", "亿元", "rd / intensity"),
    )
}
DERIVED = ((STATISTICS["gdp"], parse("rd / intensity")),)
REGIONS = ["A", "B"]


def indicator(numerator, denominator, unit):
    return Indicator(
        code="x",
        label_zh="x",
        label_en="x",
        dimension="ip",
        sub_dimension="scale",
        direction="benefit",
        numerator=numerator,
        denominator=denominator,
        unit=parse_unit(unit),
        transform="none",
        goalpost_low=0,
        goalpost_high=1,
        goalpost_basis="",
        weight=1,
        required=True,
        source=(),
        fill_from="",
        note="",
        row=2,
    )


def measured(rows, what, years, **ages):
    columns = ["region_code", "year", "statistic", "value", "status"]
    figures = pd.DataFrame([(*row, "observed")[:5] for row in rows], columns=columns)
    return measure(series(figures, STATISTICS, DERIVED, REGIONS), [what], years, Ages(**ages))


def test_a_figure_stands_for_later_years_up_to_its_age():
    found = measured(
        [("A", 2016, "patents", 5)], indicator("patents", "", "件"), [2016, 2017, 2018], max_age=1
    )
    np.testing.assert_array_equal(found.values[:, 0, 0], [5, 5, np.nan])
    assert found.numerator_years[:, 0, 0].tolist() == [2016, 2016, 0]


def test_a_later_figure_never_stands_for_an_earlier_year():
    found = measured([("A", 2018, "patents", 5)], indicator("patents", "", "件"), [2017], max_age=9)
    assert np.isnan(found.values).all()


def test_the_newest_usable_figure_wins_region_by_region():
    rows = [("A", 2016, "patents", 5), ("A", 2017, "patents", 6), ("B", 2016, "patents", 7)]
    found = measured(rows, indicator("patents", "", "件"), [2017], max_age={2017: 3})
    np.testing.assert_array_equal(found.values[0, :, 0], [6, 7])
    assert found.numerator_years[0, :, 0].tolist() == [2017, 2016]


def test_an_evaluation_year_without_stated_age_takes_its_own_figures_only():
    found = measured(
        [("A", 2016, "patents", 5)], indicator("patents", "", "件"), [2017], max_age={2018: 3}
    )
    assert np.isnan(found.values).all()


@pytest.mark.parametrize(("gap", "expected"), [(5, np.nan), (6, 2.0)])
def test_a_denominator_may_come_from_another_year_within_its_gap(gap, expected):
    # 20 patents in 2014 per 100,000 people counted in 2020 are 2 per 10,000
    rows = [("A", 2014, "patents", 20), ("A", 2020, "people", 100_000)]
    found = measured(
        rows, indicator("patents", "people", "件/万人"), [2014], denominator_max_gap=gap
    )
    np.testing.assert_array_equal(found.values[0, 0, 0], expected)


def test_of_two_denominators_equally_near_the_earlier_is_taken():
    rows = [("A", 2015, "patents", 6), ("A", 2014, "people", 2), ("A", 2016, "people", 3)]
    found = measured(rows, indicator("patents", "people", "件/人"), [2015], denominator_max_gap=1)
    assert found.values[0, 0, 0] == 3
    assert found.denominator_years[0, 0, 0] == 2014


def test_a_derived_statistic_keeps_its_units_and_needs_all_parts_in_one_year():
    # R&D of 3 亿元 at 1.5 % of GDP is a GDP of 200 亿元; 2016 lacks the intensity
    rows = [("A", 2015, "rd", 3), ("A", 2015, "intensity", 1.5), ("A", 2016, "rd", 4)]
    found = measured(rows, indicator("gdp", "", "亿元"), [2015, 2016])
    np.testing.assert_allclose(found.values[:, 0, 0], [200, np.nan])


def test_a_zero_denominator_leaves_the_cell_missing():
    rows = [("A", 2015, "patents", 6), ("A", 2015, "people", 0)]
    assert np.isnan(measured(rows, indicator("patents", "people", "件/人"), [2015]).values).all()


def test_suspect_figures_are_left_out():
    rows = [("A", 2016, "patents", 5), ("A", 2017, "patents", 99, "suspect")]
    columns = ["region_code", "year", "statistic", "value", "status"]
    figures = pd.DataFrame([(*row, "observed")[:5] for row in rows], columns=columns)
    known = series(figures, STATISTICS, DERIVED, REGIONS)
    found = measure(known, [indicator("patents", "", "件")], [2017], Ages(max_age=1))
    assert found.values[0, 0, 0] == 5
