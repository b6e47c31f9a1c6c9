import numpy as np
import pytest

from layout import cards
from layout.views import Panel

PANEL = Panel(("A", "B", "C", "D"), ("甲", "乙", "丙", "丁"), (2020, 2022))
LEVELS = np.array(
    [
        [[0.1, 0.2, 0.3], [0.1, 0.2, 0.3], [0.4, 0.5, 0.6], [0.9, np.nan, 0.9]],
        [[0.2, 0.2, 0.2], [0.5, 0.2, 0.3], [0.4, 0.5, 0.6], [0.9, 0.9, 0.9]],
    ]
)
COMPOSITE = LEVELS.mean(axis=-1)
SCORES = cards.stacked(LEVELS, COMPOSITE, COMPOSITE)


def test_mean_is_over_the_regions_that_have_all_scores():
    table = cards.study_means(SCORES, PANEL).set_index(["year", "quantity"])
    assert table.regions.xs(2020, level=0).unique() == [3]
    assert table["mean"][2020, "ip"] == pytest.approx(0.2)  # (0.1 + 0.1 + 0.4) / 3, without 丁
    assert table["mean"][2022, "innovation"] == pytest.approx(0.45)


def test_terciles_are_those_of_all_years_together():
    table = cards.study_means(SCORES, PANEL).set_index(["year", "quantity"])
    # sorted 0.1 0.1 0.2 0.4 0.4 0.5 0.9: thirds of six steps (Hyndman & Fan 1996, type 7)
    for year in PANEL.years:
        assert table.lower_tercile[year, "ip"] == pytest.approx(0.2)
        assert table.upper_tercile[year, "ip"] == pytest.approx(0.4)


def test_a_year_without_a_complete_region_has_no_mean():
    scores = SCORES.copy()
    scores[0] = np.nan
    table = cards.study_means(scores, PANEL)
    assert table[table.year == 2020]["mean"].isna().all()
    assert table[table.year == 2022]["mean"].notna().all()
    assert cards.study_means(np.full(SCORES.shape, np.nan), PANEL).upper_tercile.isna().all()


def test_changes_are_differences_to_the_year_before_and_the_first():
    panel = Panel(("A", "B"), ("甲", "乙"), (2019, 2020, 2023))
    composite = np.array([[0.3, 0.5], [0.6, 0.5], [0.4, np.nan]])
    levels = np.repeat(composite[..., None], 3, axis=-1)
    table = cards.changes(cards.stacked(levels, composite, composite), panel)
    rows = table[(table.region_code == "A") & (table.quantity == "composite")].set_index("year")
    assert rows.change.fillna(9).to_list() == pytest.approx([9, 0.3, -0.2])
    assert rows.change_first.fillna(9).to_list() == pytest.approx([9, 0.3, 0.1])
    assert rows.rank_change.fillna(9).to_list() == [9, 1, 0]  # from 2nd to 1st, and there it stays
    assert rows.since_year.fillna(0).to_list() == [0, 2019, 2020]
    other = table[(table.region_code == "B") & (table.year == 2023)]
    assert other[["change", "rank_change", "change_first"]].isna().all(axis=None)


def test_similar_regions_come_nearest_first_and_equals_in_the_order_of_the_study():
    table = cards.similar(LEVELS, PANEL, count=2)
    of = table[(table.year == 2020) & (table.region_code == "C")]
    # 甲 and 乙 lie 0.3 apart in each level: so does their root mean square
    assert of.other_code.to_list() == ["A", "B"]
    assert of.distance.to_list() == pytest.approx([0.3, 0.3])
    assert "D" not in set(table[table.year == 2020].other_code)
    assert table[(table.year == 2020) & (table.region_code == "D")].empty


def test_nearest_regions_are_those_of_a_tree():
    """Peer: scipy's k-d tree."""
    spatial = pytest.importorskip("scipy.spatial")
    levels = np.random.default_rng(1).uniform(size=(1, 40, 3))
    codes = tuple(f"{n:02d}" for n in range(40))
    table = cards.similar(levels, Panel(codes, codes, (2020,)), count=4)
    distances, places = spatial.cKDTree(levels[0]).query(levels[0], k=5)
    np.testing.assert_allclose(
        table.distance.to_numpy().reshape(40, 4), distances[:, 1:] / np.sqrt(3), atol=1e-6
    )
    assert table.other_code.astype(int).to_list() == places[:, 1:].ravel().tolist()


def test_no_scores_give_no_similar_regions():
    table = cards.similar(np.full(LEVELS.shape, np.nan), PANEL)
    assert table.empty
    assert list(table.columns) == list(cards.SIMILAR_COLUMNS)


def test_mean_agrees_with_the_quadrants(china):
    """The lines of the quadrant map part the regions as the matching table says."""
    means = china.views["study_means"].pivot(index="year", columns="quantity", values="mean")
    table = china.matching.join(means[["ip", "industry"]], on="year")
    high_ip, high_industry = table.u_ip >= table.ip, table.u_industry >= table.industry
    expected = np.select([high_ip & high_industry, high_industry, ~high_ip], [1, 2, 3], default=4)
    assert (table.quadrant == expected).all()
