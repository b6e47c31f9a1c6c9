import numpy as np
import pandas as pd
import pytest
from sklearn.decomposition import PCA

from models import coherence

RNG = np.random.default_rng(1951)
THEME = RNG.normal(size=(5, 13, 1))
SCORES = 0.6 * THEME + RNG.normal(size=(5, 13, 6))  # draws, regions, indicators
HOLED = np.where(RNG.uniform(size=SCORES.shape) < 0.15, np.nan, SCORES)

# dataset cronbach_wide_missing of the Python package pingouin: 12 persons, 11 questions
QUESTIONS = """
1 1 1 1 1 1 1 1 1 1 1
1 1 1 1 1 1 1 1 0 1 0
- 0 1 1 - 1 1 1 1 0 0
1 1 1 0 1 1 0 1 1 0 0
1 1 1 1 1 0 0 0 1 0 0
0 1 - 0 1 1 1 1 0 0 0
1 1 1 1 0 0 1 0 0 0 0
1 1 1 1 1 0 0 0 0 0 0
0 1 0 1 1 0 0 0 0 1 0
1 0 0 1 0 1 0 0 - 0 0
1 1 1 0 0 0 0 0 0 0 0
1 0 0 1 0 0 0 0 0 0 0
"""
ANSWERS = np.array(QUESTIONS.replace("-", "nan").split(), dtype=float).reshape(12, 11)


def test_alpha_gives_the_examples_of_pingouin_and_psych():
    # documentation of pingouin.cronbach_alpha, which names psych::alpha(use="pairwise") and
    # psych::alpha of the complete cases in R for the same numbers
    complete = ANSWERS[~np.isnan(ANSWERS).any(axis=1)]
    assert coherence.cronbach_alpha(ANSWERS) == pytest.approx(0.732660835214447)
    assert coherence.cronbach_alpha(complete) == pytest.approx(0.8016949152542373)


def test_alpha_of_standardised_indicators_follows_from_their_mean_correlation():
    # Spearman-Brown: k r / (1 + (k - 1) r)
    z = (SCORES[0] - SCORES[0].mean(axis=0)) / SCORES[0].std(axis=0)
    mean = (np.corrcoef(z.T).sum() - 6) / 30
    assert coherence.cronbach_alpha(z) == pytest.approx(6 * mean / (1 + 5 * mean))


def test_alpha_of_copies_is_one_and_of_opposites_refused():
    column = RNG.normal(size=(13, 1))
    assert coherence.cronbach_alpha(np.hstack([column, column, column])) == pytest.approx(1)
    with pytest.raises(ValueError, match="does not vary"):
        coherence.cronbach_alpha(np.hstack([column, -column]))


def test_correlations_of_complete_scores_are_those_of_numpy():
    np.testing.assert_allclose(coherence.correlations(SCORES[0]), np.corrcoef(SCORES[0].T))


def test_correlations_with_missing_scores_are_those_of_pandas():
    for scores in (HOLED[0], HOLED[0] * 1e-6 + 1e3, ANSWERS):
        expected = pd.DataFrame(scores).corr(min_periods=3)
        np.testing.assert_allclose(coherence.correlations(scores), expected, atol=1e-6)


def test_a_correlation_of_two_regions_or_of_a_constant_is_undefined():
    scores = np.column_stack(
        [RNG.normal(size=6), np.full(6, 0.1), [1, 2, np.nan, np.nan, np.nan, 3]]
    )
    scores[5, 0] = np.nan
    found = coherence.correlations(scores)
    np.testing.assert_array_equal(
        np.isnan(found), ~np.eye(3, dtype=bool) | (np.arange(3) == 1) * np.eye(3, dtype=bool)
    )


@pytest.mark.parametrize("level", [0.1, 1 / 3, 0.7, 123.4])
def test_an_indicator_constant_among_the_shared_regions_has_no_correlation(level):
    others = RNG.normal(size=9)
    scores = np.column_stack([np.append(np.full(8, level), [7.3, -2.0]), np.append(others, np.nan)])
    scores[8, 1] = np.nan
    assert np.isnan(coherence.correlations(scores)[0, 1])


@pytest.mark.parametrize(
    "measure",
    [
        coherence.correlations,
        coherence.cronbach_alpha,
        coherence.item_rest,
        coherence.principal_shares,
        lambda x: coherence.importance(x, np.nanmean(x, axis=-1)).share,
    ],
)
@pytest.mark.parametrize("scores", [SCORES, HOLED])
def test_draws_are_free_axes_and_the_order_of_regions_does_not_matter(measure, scores):
    found = measure(scores)
    np.testing.assert_allclose(found, [measure(draw) for draw in scores])
    np.testing.assert_allclose(found, measure(scores[:, ::-1]))


def test_item_rest_of_complete_scores_is_the_corrected_item_total_correlation():
    scores = SCORES[0]
    total = scores.sum(axis=1)
    expected = [np.corrcoef(x, total - x)[0, 1] for x in scores.T]
    np.testing.assert_allclose(coherence.item_rest(scores), expected)


def test_item_rest_with_missing_scores_takes_the_mean_of_what_is_there():
    scores = np.array([[1.0, 2.0, np.nan], [2.0, 5.0, 3.0], [4.0, np.nan, 6.0], [np.nan, 1.0, 1.0]])
    expected = np.corrcoef([1, 2, 4], [2, 4, 6])[0, 1]
    np.testing.assert_allclose(coherence.item_rest(scores)[0], expected)


def test_principal_shares_are_those_of_scikit_learn():
    z = (SCORES[0] - SCORES[0].mean(axis=0)) / SCORES[0].std(axis=0)
    expected = PCA().fit(z).explained_variance_ratio_
    np.testing.assert_allclose(coherence.principal_shares(SCORES[0]), expected)


def test_principal_shares_of_two_indicators_follow_from_their_correlation():
    # eigenvalues 1 + |r| and 1 - |r|
    r = np.corrcoef(SCORES[0, :, :2].T)[0, 1]
    found = coherence.principal_shares(SCORES[0, :, :2])
    np.testing.assert_allclose(found, [(1 + abs(r)) / 2, (1 - abs(r)) / 2])


def test_importance_is_the_squared_correlation_of_numpy():
    composite = SCORES[0] @ [0.3, 0.2, 0.2, 0.1, 0.1, 0.1]
    found = coherence.importance(SCORES[0], composite)
    expected = np.array([np.corrcoef(x, composite)[0, 1] ** 2 for x in SCORES[0].T])
    np.testing.assert_allclose(found.explained, expected)
    np.testing.assert_allclose(found.share, expected / expected.sum())


def test_uncorrelated_indicators_explain_the_squares_of_their_weights():
    # Paruolo et al. (2013): with equal variances and no correlation S_i = w_i^2 / sum w^2, so a
    # weight of .6 against .3 and .1 decides 78 %, not 60 %
    scores = np.array(np.meshgrid(*[[-1.0, 1.0]] * 3)).reshape(3, -1).T
    weights = np.array([0.6, 0.3, 0.1])
    found = coherence.importance(scores, scores @ weights)
    np.testing.assert_allclose(found.explained, weights**2 / (weights**2).sum())
    np.testing.assert_allclose(found.share, found.explained)
    assert found.share[0] == pytest.approx(0.36 / 0.46)


def test_an_indicator_that_does_not_vary_decides_nothing():
    scores = np.insert(SCORES[0], 1, 0.1, axis=-1)
    found = coherence.importance(scores, SCORES[0].mean(axis=-1))
    assert found.explained[1] == found.share[1] == 0
    np.testing.assert_allclose(found.share.sum(), 1)


def test_redundant_pairs_come_closest_first_and_skip_the_undefined():
    matrix = np.array(
        [
            [1, 0.93, np.nan, 0.5],
            [0.93, 1, -0.99, 0.1],
            [np.nan, -0.99, 1, 0.92],
            [0.5, 0.1, 0.92, 1],
        ]
    )
    assert coherence.redundant_pairs(matrix, 0.92) == ((1, 2, -0.99), (0, 1, 0.93))
    assert coherence.redundant_pairs(matrix, 0.995) == ()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: coherence.correlations([1.0, 2.0]), "regions, indicators"),
        (lambda: coherence.correlations([[1.0, np.inf]]), "infinity"),
        (lambda: coherence.cronbach_alpha([[1.0], [2.0], [3.0]]), r"2\+ indicators"),
        (lambda: coherence.cronbach_alpha([[1.0, 2.0], [2.0, 1.0], [3.0, np.nan]]), r"3\+ regions"),
        (lambda: coherence.item_rest([[1.0], [2.0], [3.0]]), "no rest"),
        (lambda: coherence.principal_shares([[1.0, 2.0], [1.0, 3.0], [1.0, 5.0]]), "undefined"),
        (lambda: coherence.importance(SCORES[0], np.ones(13) / 3), "does not vary"),
        (lambda: coherence.importance(SCORES[0], np.ones(5)), "per region"),
        (lambda: coherence.importance([[1.0], [2.0], [np.nan]], [1.0, 2.0, 3.0]), "fewer than 3"),
        (lambda: coherence.importance(np.ones((4, 2)), [1.0, 2.0, 3.0, 5.0]), "no indicator"),
        (lambda: coherence.redundant_pairs([[1.0, 0.5]], 0.9), "square"),
        (lambda: coherence.redundant_pairs([[1.0, 1.5], [1.5, 1.0]], 0.9), "correlations"),
        (lambda: coherence.redundant_pairs(np.eye(2), 1.0), "limit"),
    ],
)
def test_bad_arrays_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
