import numpy as np
import pytest

from layout.similarity import likeness
from layout.views import Panel, panel_of

LEVELS = ["u_ip", "u_innovation", "u_industry"]


def levels_of(evaluation):
    """Panel and published levels (Y, R, 3)."""
    panel = panel_of(evaluation.evidence.regions, evaluation.study.settings.years)
    levels = evaluation.matching[LEVELS].to_numpy()
    return levels.reshape(len(panel.years), len(panel.codes), 3), panel


@pytest.fixture(scope="module")
def merged(china):
    return china.matching


def test_distance_is_that_to_the_mean_of_the_others(merged):
    # x - x' = 3/2 (x - mean); the greatest distance has one level at 1 and two at 0, or the reverse
    values = merged[LEVELS].to_numpy()
    ideal = (values.sum(axis=1, keepdims=True) - values) / 2
    farthest = np.linalg.norm([1, 0, 0] - np.array([0, 0.5, 0.5]))
    expected = 1 - np.linalg.norm(values - ideal, axis=1) / farthest
    np.testing.assert_allclose(merged.distance_coordination, expected, atol=2e-6)


@pytest.mark.parametrize(
    ("a", "b"), [("ip", "innovation"), ("ip", "industry"), ("innovation", "industry")]
)
def test_rank_differences_by_pandas(merged, a, b):
    ranks = merged.groupby("year")[LEVELS].rank(method="min", ascending=False)
    expected = (ranks[f"u_{a}"] - ranks[f"u_{b}"]).abs() / 30
    np.testing.assert_allclose(merged[f"rank_difference_{a}_{b}"], expected, atol=1e-6)


def test_quadrants_by_z_scores(merged):
    groups = merged.groupby("year")[["u_ip", "u_industry"]]
    z = (merged[["u_ip", "u_industry"]] - groups.transform("mean")) / groups.transform(
        "std", ddof=0
    )
    names = {(True, True): 1, (False, True): 2, (False, False): 3, (True, False): 4}
    expected = [names[ip >= 0, industry >= 0] for ip, industry in z.to_numpy()]
    assert merged.quadrant.to_list() == expected
    deviation = (z.u_ip - z.u_industry).abs() / np.sqrt(2)
    np.testing.assert_allclose(merged.quadrant_deviation, deviation, atol=1e-5)


def test_grey_grades_by_pandas_are_one_per_region(merged):
    shapes = merged[LEVELS] / merged.groupby("region_code")[LEVELS].transform("mean")
    pairs = {"ip_innovation": (0, 1), "ip_industry": (0, 2), "innovation_industry": (1, 2)}
    apart = {name: (shapes[LEVELS[i]] - shapes[LEVELS[j]]).abs() for name, (i, j) in pairs.items()}
    least, most = min(d.min() for d in apart.values()), max(d.max() for d in apart.values())
    for name, distance in apart.items():
        points = (least + most / 2) / (distance + most / 2)
        expected = points.groupby(merged.region_code).transform("mean")
        np.testing.assert_allclose(merged[f"grey_{name}"], expected, atol=5e-6)


def test_one_year_has_no_grey_grade_and_says_so(jiangsu):
    table, notes = likeness(*levels_of(jiangsu))
    assert table.filter(like="grey_").isna().all(axis=None)
    assert table.drop(columns=table.filter(like="grey_")).notna().all(axis=None)
    assert notes == [("grey_few_years", {"years": 1, "fewest": 3})]


def small(levels):
    panel = Panel(("a", "b", "c"), ("甲", "乙", "丙"), tuple(range(2020, 2020 + len(levels))))
    return likeness(np.array(levels), panel)


def test_a_region_without_a_level_is_left_out_and_said():
    year = [[0.2, 0.4, 0.6], [np.nan, 0.5, 0.5], [0.8, 0.3, 0.1]]
    whole = [[0.2, 0.4, 0.6], [0.3, 0.5, 0.5], [0.8, 0.3, 0.1]]
    table, notes = small([year, whole, whole])
    assert table.loc[1, "distance_coordination":].isna().all()
    # among the other two, IP and industry stand in opposite order
    np.testing.assert_array_equal(table.rank_difference_ip_industry[:3], [1, np.nan, 1])
    assert table.grey_ip_industry[4:5].isna().all() and table.grey_ip_industry[3:4].notna().all()
    assert ("similarity_left_out", {"year": "2020", "regions": "乙"}) in notes
    assert ("grey_left_out", {"regions": "乙"}) in notes


def test_levels_that_do_not_vary_have_no_quadrant_and_a_note():
    table, notes = small([[[0.5, 0.4, 0.6], [0.5, 0.5, 0.5], [0.5, 0.3, 0.1]]])
    assert table.quadrant.isna().all() and table.quadrant_deviation.isna().all()
    assert ("similarity_flat", {"year": "2020"}) in notes
