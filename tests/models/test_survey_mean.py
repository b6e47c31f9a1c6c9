"""Means of surveys: SciPy's interval, Kish's number of answers, and what is undefined."""

import numpy as np
import pytest
from scipy import stats

from models.survey_mean import survey_mean


def test_the_interval_is_that_of_student():
    scores = [72.0, 85.0, 90.0, 64.0, 78.0, 81.0]
    found = survey_mean(scores, level=0.9)
    known = stats.ttest_1samp(scores, 0.0).confidence_interval(0.9)
    np.testing.assert_allclose([found.low, found.high], [known.low, known.high], rtol=1e-12)
    assert found.mean == pytest.approx(np.mean(scores))


def test_a_published_example():
    # Student's sleep data (1908), increase under hyoscine: mean 2.33, s 2.002, t(0.975, 9) = 2.262
    hours = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    found = survey_mean(hours)
    assert found.mean == pytest.approx(2.33)
    assert found.high - found.mean == pytest.approx(2.262 * 2.002 / np.sqrt(10), abs=0.002)


def test_weights_make_fewer_answers_of_more():
    # Kish: (1 + 1 + 2)^2 / (1 + 1 + 4) = 16 / 6
    found = survey_mean([60.0, 80.0, 90.0], [1.0, 1.0, 2.0])
    assert found.effective == pytest.approx(16 / 6)
    assert found.mean == pytest.approx(80.0)
    variance = (400 + 0 + 2 * 100) / 4 * (16 / 6) / (16 / 6 - 1)
    half = stats.t.ppf(0.975, 16 / 6 - 1) * np.sqrt(variance / (16 / 6))
    assert found.high == pytest.approx(80.0 + half)


def test_equal_weights_change_nothing_whatever_their_scale():
    scores = [50.0, 70.0, 100.0, 90.0]
    np.testing.assert_allclose(survey_mean(scores, [7.0] * 4), survey_mean(scores), rtol=1e-12)


def test_the_interval_holds_the_mean_as_often_as_it_says():
    draws = np.random.default_rng(4).normal(75.0, 10.0, (2000, 12))
    held = [one.low <= 75.0 <= one.high for one in map(survey_mean, draws)]
    assert np.mean(held) == pytest.approx(0.95, abs=0.015)


def test_it_is_cut_at_what_a_score_can_be():
    found = survey_mean([100.0, 99.0, 60.0], bounds=(0.0, 100.0))
    assert (found.high, found.mean) == (100.0, pytest.approx(86.333, abs=1e-3))


def test_one_answer_has_no_interval_and_none_no_mean():
    one, none = survey_mean([80.0]), survey_mean([])
    assert (one.mean, one.answers) == (80.0, 1)
    assert np.isnan([one.low, one.high, none.mean]).all()
    assert none.effective == 0.0


@pytest.mark.parametrize("weight", [1e9, 1e17, 1e300])
def test_where_one_answer_outweighs_all_there_is_no_interval(weight):
    found = survey_mean([60.0, 80.0], [weight, 1.0])
    assert (found.mean, found.effective) == (pytest.approx(60.0), pytest.approx(1.0))
    assert np.isnan([found.low, found.high]).all()


@pytest.mark.parametrize(
    ("scores", "weights", "level"),
    [
        ([np.nan, 1.0], None, 0.95),
        ([101.0, 1.0], None, 0.95),
        ([1.0, 2.0], [0.0, 1.0], 0.95),
        ([1.0, 2.0], [1.0], 0.95),
        ([1.0, 2.0], None, 1.0),
    ],
)
def test_what_is_no_survey_is_refused(scores, weights, level):
    with pytest.raises(ValueError, match=r"scores|weight|level"):
        survey_mean(scores, weights, level, bounds=(0.0, 100.0))
