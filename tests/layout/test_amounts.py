import numpy as np
import pytest

from layout.amounts import amounts
from layout.measures import Series, series
from layout.settings import Ages
from layout.views import Panel, panel_of


def of(evaluation, chosen):
    study, evidence = evaluation.study, evaluation.evidence
    panel = panel_of(evidence.regions, study.settings.years)
    known = series(evidence.figures, evidence.statistics, study.derived, panel.codes)
    return amounts(known, chosen, evidence.statistics, panel, study.settings.ages)


def test_amounts_are_the_newest_figures_that_are_not_too_old(china):
    found, notes = of(china, {"ip": "rd_expenditure", "industry": "hightech_manufacturing_revenue"})
    industry = found["industry"]
    position = china.study.settings.years.index(2017)
    assert set(industry.years[position]) == {2016}  # 2017 was not published
    np.testing.assert_array_equal(industry.values[position], industry.values[position - 1])
    assert notes == [("amount_unnamed", {"dimension": "创新"})]


def test_values_are_the_figures_in_base_units(china):
    found, _ = of(china, {"ip": "invention_patents_in_force"})
    figures = china.evidence.figures
    figures = figures[figures.statistic == "invention_patents_in_force"]
    table = figures.pivot(index="year", columns="region_code", values="value")
    expected = table[china.evidence.regions.region_code].to_numpy()
    np.testing.assert_allclose(found["ip"].values, expected)
    assert found["ip"].label == "有效发明专利量"


def test_a_statistic_without_figures_gives_no_amount_and_a_note(jiangsu):
    found, notes = of(
        jiangsu,
        {"ip": "invention_patents_in_force", "innovation": "universities", "industry": "gdp"},
    )
    assert set(found) == {"innovation", "industry"}
    words = {"dimension": "知识产权", "statistic": "有效发明专利量"}
    assert notes == [("amount_missing", words)]


def test_a_negative_figure_is_no_amount(china):
    known = Series(np.array([2020]), {"gdp": np.array([[3.0, -1.0]])})
    panel = Panel(("a", "b"), ("甲", "乙"), (2020,))
    found, notes = amounts(known, {"ip": "gdp"}, china.evidence.statistics, panel, Ages())
    np.testing.assert_array_equal(found["ip"].values, [[3.0, np.nan]])
    assert found["ip"].years.tolist() == [[2020, 0]]
    assert notes[0][0] == "amount_negative" and notes[0][1]["regions"] == "乙"


def test_an_unknown_statistic_is_a_bug_here(china):
    with pytest.raises(KeyError):  # the study file is checked before
        of(china, {"ip": "unheard_of"})
