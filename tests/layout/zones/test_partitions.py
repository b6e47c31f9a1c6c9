import numpy as np
import pandas as pd
import pytest
from sklearn import metrics

from layout.notes import Notes
from layout.settings import Zones
from layout.zones.division import divide
from layout.zones.neighbours import Neighbours
from layout.zones.partitions import COLUMNS, partitions
from layout.zones.remarks import on_zones
from models import division_space

LEVELS = ["u_ip", "u_innovation", "u_industry"]


@pytest.fixture(scope="module")
def table(jiangsu_division):
    return partitions({2024: jiangsu_division})


@pytest.fixture(scope="module")
def chosen(table):
    (row,) = table[table.chosen == 1].to_dict("records")
    return row


@pytest.fixture(scope="module")
def regions(jiangsu, jiangsu_division):
    """Levels, zone and free zone of the 13 cities."""
    division = jiangsu_division
    levels = jiangsu.matching[["region_code", *LEVELS]]
    zones = jiangsu.zones[["region_code", "reference_zone"]].assign(
        zone=division.zones, free=division.free_zones
    )
    return levels.merge(zones, on="region_code")


def within(regions, column):
    means = regions.groupby(column)[LEVELS].transform("mean")
    return ((regions[LEVELS] - means) ** 2).to_numpy().sum()


def test_one_row_per_number_of_zones_and_one_is_chosen(table):
    labels = [c for c in table.columns if c not in COLUMNS]
    assert labels == ["method_label", "free_method_label", "remark_label"]
    assert table.k.to_list() == [2, 3, 4, 5, 6]
    assert table.within_bounds.to_list() == [0, 1, 1, 1, 0]
    assert table.chosen.sum() == 1
    assert set(table.method_label) == {"精确最优解"}


def test_fit_is_that_of_scikit_learn_on_the_published_levels(chosen, regions):
    values = regions[LEVELS]
    assert chosen["within"] == pytest.approx(within(regions, "zone"), abs=1e-5)
    assert chosen["free_within"] == pytest.approx(within(regions, "free"), abs=1e-5)
    total = ((values - values.mean()) ** 2).to_numpy().sum()
    assert chosen["between_share"] == pytest.approx(1 - chosen["within"] / total, abs=1e-5)
    for prefix, column in (("", "zone"), ("free_", "free")):
        expected = metrics.silhouette_score(values, regions[column])
        assert chosen[f"{prefix}silhouette"] == pytest.approx(expected, abs=1e-4)
    expected = metrics.calinski_harabasz_score(values, regions.zone)
    assert chosen["calinski_harabasz"] == pytest.approx(expected, rel=1e-4)


def test_likeness_is_that_of_scikit_learn(chosen, regions):
    rand = metrics.adjusted_rand_score
    assert chosen["rand_free"] == pytest.approx(rand(regions.zone, regions.free), abs=1e-6)
    assert chosen["rand_reference"] == pytest.approx(
        rand(regions.reference_zone, regions.zone), abs=1e-6
    )
    expected = metrics.homogeneity_completeness_v_measure(regions.reference_zone, regions.zone)
    found = [chosen[c] for c in ("homogeneity", "completeness", "v_measure")]
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_percentile_among_all_contiguous_divisions_counted_one_by_one(
    jiangsu_near, chosen, regions
):
    every = np.concatenate(list(division_space.divisions(jiangsu_near.adjacent, 3)))
    rand = np.array([metrics.adjusted_rand_score(regions.reference_zone, one) for one in every])
    own = chosen["rand_reference"]
    equal = np.isclose(rand, own, atol=1e-6)
    better, worse = ((rand > own) & ~equal).sum(), ((rand < own) & ~equal).sum()
    assert chosen["percentile"] == pytest.approx(100 * (worse + equal.sum() / 2) / 2210, abs=1e-4)
    assert chosen["share_as_good"] == pytest.approx((better + equal.sum()) / 2210, abs=1e-6)


def test_gaps_between_numbers_of_zones_fit_together(table):
    falls = table.fall_from_fewer_pct.to_numpy()
    np.testing.assert_allclose(table.fall_to_more_pct[:-1], falls[1:], atol=2e-6)
    np.testing.assert_allclose(falls.cumsum(), 100 * table.between_share, atol=1e-4)
    assert np.isnan(table.fall_to_more_pct.iloc[-1])
    assert table.remark.to_list() == ["", "", "", "", "more_untried"]


def test_contiguity_costs_something_or_nothing_but_never_less(table, china):
    for one in (table, partitions(china.divisions)):
        assert (one.price_of_contiguity >= 0).all()
        expected = one.within / one.free_within - 1
        np.testing.assert_allclose(one.price_of_contiguity, expected, atol=1e-3)
        assert ((one.price_of_contiguity == 0) == (one.rand_free == 1)).all()


def test_the_runner_up_of_the_optimum_is_known_and_that_of_a_heuristic_is_said_not_to_be(
    table, china
):
    np.testing.assert_allclose(table.runner_up_gap, table.runner_up / table.within - 1, atol=1e-4)
    found = partitions(china.divisions)
    assert found.remark.str.startswith("heuristic").all()
    assert found[["runner_up", "runner_up_gap", "examined", "percentile"]].isna().all(axis=None)
    assert found.remark.str.contains("not_enumerated").all()


def test_every_blank_says_why(table, china):
    for one in (table, partitions(china.divisions)):
        blank = one.drop(columns=["remark", "remark_label"]).isna().any(axis=1)
        assert (one.remark[blank] != "").all()


def divided(values, reference, settings):
    levels = np.tile(np.array(values, dtype=float)[:, None], 3)
    n = len(levels)
    near = Neighbours(np.eye(n, k=1, dtype=bool) | np.eye(n, k=-1, dtype=bool), ())
    names = [*"甲乙丙丁戊己"[:n]]
    return divide(levels, levels[:, 0], near, reference, names, settings, 2024, Notes())


def test_ratios_without_a_bottom_are_blank_with_a_remark():
    one = divided([0.1, 0.9, 0.1, 0.9], [""] * 4, Zones(k=2))
    row = partitions({2024: one}).set_index("k").loc[2]
    assert np.isnan(row.price_of_contiguity) and row.remark == "free_perfect;no_reference"
    one = divided([0.1, 0.1, 0.9, 0.9], [*"东东西西"], Zones(k=2))
    row = partitions({2024: one}).set_index("k").loc[2]
    assert row.within == 0 and row.price_of_contiguity == 0
    assert row[["runner_up_gap", "calinski_harabasz"]].isna().all()
    assert row.remark == "no_spread" and row.rand_reference == 1


def test_a_region_without_reference_zone_keeps_the_likeness_but_not_its_place():
    one = divided([0.1, 0.2, 0.8, 0.9], ["东", "东", "西", ""], Zones(k=2))
    row = partitions({2024: one}).set_index("k").loc[2]
    assert row.rand_reference == 1 and np.isnan(row.percentile)
    assert row.remark == "not_enumerated"


def test_a_year_without_division_has_no_row():
    table = partitions({2023: None})
    assert table.empty and set(COLUMNS) <= set(table.columns)
    one = divided([0.1, 0.2, 0.8, 0.9], [""] * 4, Zones(k=2))
    assert set(partitions({2023: None, 2024: one}).year) == {2024}
    pd.testing.assert_frame_equal(partitions({2024: one}), partitions({2024: one}))


def remarks(settings, divisions, regions):
    notes = Notes()
    on_zones(settings, divisions, regions, notes)
    return notes.frame().set_index("message_code").detail


def test_the_reader_is_told_how_zones_were_found_and_what_likeness_is_worth(
    jiangsu_division, chosen
):
    told = remarks(Zones(k_min=3, k_max=5), {2024: jiangsu_division}, 13)
    assert "k=3 为" in told["zone_method"] and "k=5 为" in told["zone_method"]
    assert "k=2" not in told["zone_method"]  # tried, but not for the study to choose
    assert "2,210 种" in told["zone_exact"]
    assert f"高 {chosen['price_of_contiguity']:.1%}" in told["zone_price"]
    assert f"第 {chosen['percentile']:.1f} 百分位" in told["zone_standing"]
    assert "zone_small_n" in told.index and "zone_agreement" in told.index


def test_what_is_not_known_is_not_told(china):
    told = remarks(china.study.settings.zones, china.divisions, 31)
    assert not {"zone_exact", "zone_standing", "zone_small_n"} & set(told.index)
    assert "zone_price" not in remarks(
        Zones(k=2), {2024: divided([0.1, 0.9, 0.1, 0.9], [""] * 4, Zones(k=2))}, 40
    )


def test_where_the_number_of_zones_comes_from():
    one = divided([0.1, 0.2, 0.8, 0.9], [""] * 4, Zones(k=2))
    assert "由研究文件给定" in remarks(Zones(k=2), {2024: one}, 4)["zone_method"]
    perfect = divided([0.1, 0.1, 0.9, 0.9], [""] * 4, Zones(k=2))
    assert "无法以比例表示" in remarks(Zones(k=2), {2024: perfect}, 4)["zone_exact"]


def test_under_a_floor_only_the_divisions_that_reach_it_are_counted():
    asked = Zones(k=2, min_regions=2)
    one = divided([0.1, 0.2, 0.4, 0.8, 0.9], [""] * 5, asked)
    # 2 + 3 or 3 + 2 regions
    assert "达到下限的连片分法共有 2 种" in remarks(asked, {2024: one}, 5)["zone_exact_floor"]
