import numpy as np
import pytest

from models import weights_judged


def reciprocal(*upper):
    """Pairwise comparisons from the entries above the diagonal, row by row."""
    n = round((1 + np.sqrt(1 + 8 * len(upper))) / 2)
    matrix = np.eye(n)
    rows, columns = np.triu_indices(n, k=1)
    matrix[rows, columns] = upper
    matrix[columns, rows] = 1 / np.array(upper)
    return matrix


# Saaty (2008), Int. J. Services Sciences 1(1), table 2: which drink is consumed more in the US,
# coffee, wine, tea, beer, sodas, milk, water
DRINKS = reciprocal(
    *[9, 5, 2, 1, 1, 1 / 2],
    *[1 / 3, 1 / 9, 1 / 9, 1 / 9, 1 / 9],
    *[1 / 3, 1 / 4, 1 / 3, 1 / 9],
    *[1 / 2, 1, 1 / 3],
    *[2, 1 / 2],
    *[1 / 3],
)

# Saaty (1990), European J. Operational Research 48(1), 9-26: buying a house, by size,
# transportation, neighbourhood, age, yard, facilities, condition, financing
HOUSE = reciprocal(
    *[5, 3, 7, 6, 6, 1 / 3, 1 / 4],
    *[1 / 3, 5, 3, 3, 1 / 5, 1 / 7],
    *[6, 3, 4, 6, 1 / 5],
    *[1 / 3, 1 / 4, 1 / 7, 1 / 8],
    *[1 / 2, 1 / 5, 1 / 6],
    *[1 / 5, 1 / 6],
    *[1 / 2],
)
WEIGHTS = np.array([0.1, 0.2, 0.3, 0.4])
CONSISTENT = WEIGHTS[:, None] / WEIGHTS


def test_ahp_gives_what_saaty_says_of_drinks():
    expected = [0.177, 0.019, 0.042, 0.116, 0.190, 0.129, 0.327]
    np.testing.assert_allclose(weights_judged.ahp(DRINKS), expected, atol=5.1e-4)
    np.testing.assert_allclose(weights_judged.consistency(DRINKS).ratio, 0.022, atol=5e-4)


def test_ahp_gives_what_saaty_says_of_houses():
    expected = [0.173, 0.054, 0.188, 0.018, 0.031, 0.036, 0.167, 0.333]
    np.testing.assert_allclose(weights_judged.ahp(HOUSE), expected, atol=5.1e-4)
    found = weights_judged.consistency(HOUSE)
    np.testing.assert_allclose(found.eigenvalue, 9.669, atol=5e-4)
    np.testing.assert_allclose(found.index, 0.238, atol=1.1e-3)
    np.testing.assert_allclose(found.ratio, 0.169, atol=5e-4)


def test_the_worst_judgement_on_houses_is_the_one_saaty_names():
    # Saaty (2003), EJOR 145(1): neighbourhood against condition, judged 6; he then takes 1/2
    # and gets an eigenvalue of 8.811 and a ratio below 0.1
    worst = weights_judged.worst_judgement(HOUSE)
    assert (worst.row, worst.column, worst.judged) == (2, 6, 6)
    np.testing.assert_allclose(worst.implied, 0.188 / 0.167, atol=5e-3)
    assert worst.ratio < weights_judged.ACCEPTED_RATIO
    mended = HOUSE.copy()
    mended[2, 6], mended[6, 2] = 1 / 2, 2
    np.testing.assert_allclose(weights_judged.consistency(mended).eigenvalue, 8.811, atol=1e-3)


def test_the_worst_judgement_leaves_the_ratio_that_it_says():
    worst = weights_judged.worst_judgement(HOUSE)
    mended = HOUSE.copy()
    mended[worst.row, worst.column] = worst.implied
    mended[worst.column, worst.row] = 1 / worst.implied
    np.testing.assert_allclose(weights_judged.consistency(mended).ratio, worst.ratio)


def test_ahp_agrees_with_pymcdm():
    theirs = pytest.importorskip("pymcdm.weights.subjective")
    for matrix in (DRINKS, HOUSE):
        expected = theirs.AHP(matrix=matrix)()
        np.testing.assert_allclose(weights_judged.ahp(matrix), expected, atol=1e-6)


def test_consistent_judgements_give_their_weights_back():
    np.testing.assert_allclose(weights_judged.ahp(CONSISTENT), WEIGHTS)
    found = weights_judged.consistency(CONSISTENT)
    np.testing.assert_allclose([found.eigenvalue, found.index, found.ratio], [4, 0, 0], atol=1e-12)
    assert found.index >= 0
    assert weights_judged.worst_judgement(CONSISTENT) is None


@pytest.mark.parametrize("matrix", [[[1.0]], [[1.0, 9.0], [1 / 9, 1.0]]])
def test_one_or_two_indicators_cannot_contradict(matrix):
    assert weights_judged.consistency(matrix).ratio == 0
    assert weights_judged.worst_judgement(matrix) is None
    np.testing.assert_allclose(
        weights_judged.ahp(matrix), np.array(matrix)[:, 0] / np.sum(matrix, axis=0)[0]
    )


def test_random_index_is_that_of_methods():
    # METHODS 3.1: n = 1..15
    expected = [0, 0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.54, 1.56, 1.57, 1.59]
    assert list(weights_judged.RANDOM_INDEX) == expected


def test_no_ratio_above_fifteen_indicators():
    np.testing.assert_allclose(weights_judged.ahp(np.ones((16, 16))), 1 / 16)
    with pytest.raises(ValueError, match="no random index for 16"):
        weights_judged.consistency(np.ones((16, 16)))


def test_experts_are_weighted_one_by_one():
    stacked = np.stack([HOUSE, HOUSE.T])
    expected = [weights_judged.ahp(HOUSE), weights_judged.ahp(HOUSE.T)]
    np.testing.assert_allclose(weights_judged.ahp(stacked), expected)
    np.testing.assert_allclose(weights_judged.consistency(stacked).ratio, [0.169, 0.169], atol=5e-4)


def test_a_judgement_that_is_not_reciprocal_is_named():
    bad = CONSISTENT.copy()
    bad[3, 1] = 0.33
    with pytest.raises(ValueError, match=r"judgement \(1, 3\) is 0\.5, but \(3, 1\) is 0\.33"):
        weights_judged.ahp(bad)
    with pytest.raises(ValueError, match=r"judgement \(1, 1, 3\)"):
        weights_judged.ahp([CONSISTENT, bad])


def test_a_diagonal_that_is_not_one_is_named():
    bad = CONSISTENT.copy()
    bad[2, 2] = 2
    with pytest.raises(ValueError, match=r"judgement \(2, 2\)"):
        weights_judged.consistency(bad)


@pytest.mark.parametrize("entry", [0.0, -2.0, np.nan, np.inf])
def test_an_entry_that_is_no_judgement_is_named(entry):
    bad = CONSISTENT.copy()
    bad[0, 3] = entry
    with pytest.raises(ValueError, match=r"judgement \(0, 3\)"):
        weights_judged.worst_judgement(bad)


@pytest.mark.parametrize("shape", [(3,), (2, 3), (0, 0)])
def test_judgements_must_be_square(shape):
    with pytest.raises(ValueError, match="judgements must be"):
        weights_judged.ahp(np.ones(shape))


def test_experts_are_merged_by_their_geometric_mean():
    # Aczel & Saaty (1983): the only mean that keeps reciprocals and scale
    merged = weights_judged.agreed([HOUSE, HOUSE.T])
    np.testing.assert_allclose(merged, np.ones((8, 8)))
    merged = weights_judged.agreed([DRINKS, DRINKS, np.ones((7, 7))])
    np.testing.assert_allclose(merged, DRINKS ** (2 / 3))
    np.testing.assert_allclose(merged * merged.T, 1)


@pytest.mark.parametrize("matrices", [CONSISTENT, np.ones((0, 2, 2))])
def test_merging_wants_experts(matrices):
    with pytest.raises(ValueError, match="one matrix per expert"):
        weights_judged.agreed(matrices)


def test_the_worst_judgement_is_that_of_one_expert():
    with pytest.raises(ValueError, match="one expert"):
        weights_judged.worst_judgement([HOUSE, HOUSE])


def test_budgets_are_averaged():
    # OECD/JRC Handbook (2008), 6.5: weights are calculated as average budgets
    points = np.array([[40, 30, 30, 0], [10, 20, 30, 40], [25, 25, 25, 25]])
    np.testing.assert_allclose(weights_judged.budget(points), points.mean(axis=0) / 100)
    np.testing.assert_allclose(
        weights_judged.budget([points, points[::-1] * 0.1]), [points.mean(axis=0) / 100] * 2
    )


def test_an_expert_who_spends_another_total_is_named():
    with pytest.raises(ValueError, match=r"expert \[1\] spends 90 points, the first one 100"):
        weights_judged.budget([[50, 50], [50, 40]])
    with pytest.raises(ValueError, match=r"expert \[1, 0\] spends 0 points"):
        weights_judged.budget([[[1, 1]], [[0, 0]]])


@pytest.mark.parametrize("bad", [[[-1, 101]], [[np.nan, 100]], [[np.inf, 1]]])
def test_points_must_be_known_and_not_negative(bad):
    with pytest.raises(ValueError, match="points must"):
        weights_judged.budget(bad)


@pytest.mark.parametrize("shape", [(3,), (0, 3), (3, 0)])
def test_points_must_have_experts_and_indicators(shape):
    with pytest.raises(ValueError, match="experts, indicators"):
        weights_judged.budget(np.ones(shape))
