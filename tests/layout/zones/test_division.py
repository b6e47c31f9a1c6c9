import numpy as np
import pytest

from layout.notes import Notes
from layout.settings import Zones
from layout.zones.division import Totals, divide
from layout.zones.neighbours import Neighbours, neighbours


def last_year(one, table):
    frame = getattr(one, table)
    return frame[frame.year == one.study.settings.years[-1]]


@pytest.mark.parametrize("name", ["china", "jiangsu"])
def test_every_zone_hangs_together(name, request):
    one = request.getfixturevalue(name)
    evidence, settings = one.evidence, one.study.settings.zones
    adjacent = neighbours(evidence.regions, Notes(), settings, evidence.links).adjacent
    for year, division in one.divisions.items():
        zones = np.array(division.zones)
        for zone in set(zones):
            members = np.flatnonzero(zones == zone)
            reached = {members[0]}
            while grown := {m for m in members if adjacent[m, list(reached)].any()} - reached:
                reached |= grown
            assert reached == set(members), (year, zone)


def test_thirteen_cities_are_divided_by_the_proven_optimum(jiangsu):
    division = jiangsu.divisions[2024]
    assert division.method == "exact"
    assert division.runner_up_within >= division.within
    # recomputed from the published tables
    table = last_year(jiangsu, "matching").merge(last_year(jiangsu, "zones"), on="region_code")
    levels = table[["u_ip", "u_innovation", "u_industry"]]
    within = ((levels - levels.groupby(table.zone).transform("mean")) ** 2).to_numpy().sum()
    assert division.within == pytest.approx(within, abs=1e-4)


def test_thirty_one_provinces_are_divided_by_ward(china):
    assert {division.method for division in china.divisions.values()} == {"ward"}


def test_zones_are_ordered_by_their_mean_composite(china):
    profiles = china.zone_profiles
    for _, year in profiles[profiles.kind == "zone"].groupby("year"):
        assert year.sort_values("zone").composite.is_monotonic_decreasing


def test_hainan_is_bridged_to_guangdong_and_the_reader_is_told(china):
    bridges = china.notes[china.notes.message_code == "zone_bridge"]
    assert len(bridges) == 1
    assert "广东省与海南省不接壤" in bridges.detail.item()


@pytest.mark.parametrize("name", ["china", "jiangsu"])
def test_zones_are_compared_with_the_official_ones_but_carry_their_own_names(name, request):
    one = request.getfixturevalue(name)
    official = set(one.zones.reference_zone)
    assert official in ({"东部", "中部", "西部", "东北"}, {"苏南", "苏中", "苏北"})
    assert not official & set(one.zones.zone)
    assert (one.notes.message_code == "zone_agreement").sum() == len(one.study.settings.years)


def test_a_region_without_scores_stays_outside_and_the_rest_is_divided(jiangsu):
    levels = last_year(jiangsu, "matching")[["u_ip", "u_innovation", "u_industry"]].to_numpy()
    levels[0, 1] = np.nan
    notes = Notes()
    near = neighbours(jiangsu.evidence.regions, notes)
    names = jiangsu.evidence.regions.region_name.to_list()
    division = divide(levels, levels.mean(axis=1), near, [""] * 13, names, Zones(k=3), 2024, notes)
    assert division.zones[0] == ""
    assert set(division.zones[1:]) == {"Z1", "Z2", "Z3"}
    assert division.agreement is None
    assert "南京市" in notes.frame().set_index("message_code").detail["zone_left_out"]


def test_too_few_regions_are_a_note_not_a_crash(jiangsu):
    levels = np.full((13, 3), np.nan)
    levels[:2] = 0.5
    notes = Notes()
    near = neighbours(jiangsu.evidence.regions, notes)
    names = jiangsu.evidence.regions.region_name.to_list()
    assert divide(levels, levels[:, 0], near, [""] * 13, names, Zones(), 2024, notes) is None
    assert "zone_impossible" in set(notes.frame().message_code)


def line(values, settings, totals=None, reference=None):
    """Division of regions in a row, whose three levels are all the same number."""
    levels = np.tile(np.array(values, dtype=float)[:, None], 3)
    regions = len(levels)
    touching = np.eye(regions, k=1, dtype=bool) | np.eye(regions, k=-1, dtype=bool)
    notes = Notes()
    division = divide(
        levels,
        levels.mean(axis=1),
        Neighbours(touching, ()),
        reference or [""] * regions,
        [f"地区{n}" for n in range(1, regions + 1)],
        settings,
        2024,
        notes,
        Totals("常住人口", np.array(totals, dtype=float)) if totals else None,
    )
    return division, notes.frame().set_index("message_code").detail


SIX = [0.0, 0.1, 0.2, 0.9, 0.9, 1.0]
FLOOR = {"floor_statistic": "resident_population", "floor": 3.0}


def test_zones_and_the_free_division_by_hand():
    division, _ = line([0.1, 0.9, 0.1, 0.9], Zones(k=2))
    # free: {1, 3} and {2, 4} without any spread; contiguous: best is to cut off an end
    assert division.free_zones == ("F2", "F1", "F2", "F1")
    assert division.chosen.free.sse == 0
    assert division.within == pytest.approx(3 * 2 * 0.8**2 / 3)  # of 1, 3 and 2 or of 2, 4 and 3
    assert division.chosen.total == pytest.approx(3 * 4 * 0.4**2)


def test_the_least_number_of_regions_moves_the_border():
    free, _ = line([0.0, 0.9, 0.9, 1.0], Zones(k=2))
    assert free.zones == ("Z2", "Z1", "Z1", "Z1")
    floored, _ = line([0.0, 0.9, 0.9, 1.0], Zones(k=2, min_regions=2))
    assert floored.zones == ("Z2", "Z2", "Z1", "Z1") and floored.method == "exact"


def test_a_floor_that_allows_fewer_zones_narrows_the_choice():
    division, notes = line(SIX, Zones(k_min=2, k_max=5, min_regions=2))
    assert [one.k for one in division.solutions] == [2, 3]  # 6 regions, 2 to a zone
    assert notes["zone_floor_narrows"].startswith("2024 年要求每区至少有 2 个地区，")
    assert "最多能分为 3 区" in notes["zone_floor_narrows"]


@pytest.mark.parametrize("method", ["auto", "exact", "skater"])
def test_a_floor_that_cannot_be_reached_is_a_note_not_a_crash(method):
    division, notes = line(SIX, Zones(k=3, min_regions=3, method=method))
    assert division is None and "分不出 3 个" in notes["zone_floor_impossible"]
    # half of the weight lies in one region: cheap bounds do not see it, the search does
    weights = [1.0, 1.0, 4.0, 1.0, 1.0, 1.0]
    asked = Zones(k=2, floor_statistic="resident_population", floor=4.5, method=method)
    division, notes = line(SIX, asked, weights)
    assert division is None and "常住人口合计不低于 4.5" in notes["zone_floor_impossible"]


@pytest.mark.parametrize("method", ["auto", "skater"])
def test_every_zone_reaches_the_floor_on_a_total(method):
    weights = [3.0, 1.0, 1.0, 1.0, 1.0, 2.0]
    division, _ = line(SIX, Zones(k=3, method=method, **FLOOR), weights)
    assert division.zones == ("Z3", "Z2", "Z2", "Z2", "Z1", "Z1")


def test_a_region_without_a_figure_for_the_floor_stays_outside():
    division, notes = line(SIX, Zones(k=2, **FLOOR), [np.nan, 1.0, 2.0, 3.0, 1.0, 1.0])
    assert division.zones == ("", "Z2", "Z2", "Z1", "Z1", "Z1")
    assert notes["zone_no_total"].endswith("地区1") and "“常住人口”" in notes["zone_no_total"]


def test_a_region_left_out_may_part_the_others():
    division, notes = line([0.0, 0.1, np.nan, 0.9, 1.0], Zones(k=2))
    assert division is None and "互不连通" in notes["zone_impossible"]


def test_as_many_zones_as_the_floor_allows():
    division, _ = line(SIX, Zones(method="max_p", **FLOOR), [3.0, 1.0, 1.0, 1.0, 1.0, 2.0])
    assert division.method == "max_p" and division.k == 3
    assert [one.k for one in division.solutions] == [3]
    for weights in ([1.0] * 6, [3.0] * 6):  # two zones; every region its own
        one, notes = line(SIX, Zones(method="max_p", **FLOOR), weights)
        assert (one is None) == (weights[0] == 3.0) == ("zone_max_p_trivial" in notes.index)
    none, notes = line(SIX, Zones(method="max_p", **FLOOR), [0.5] * 6)
    assert none is None and "zone_floor_impossible" in notes.index


def test_a_method_that_cannot_do_what_is_asked_is_a_note():
    many = list(np.linspace(0, 1, 17))
    division, notes = line(many, Zones(method="exact"))
    assert division is None and "17 个地区，精确求解最多 16 个" in notes["zone_exact_limit"]
    division, notes = line(SIX, Zones(method="ward", k=2, min_regions=2))
    assert division is None and "zone_ward_floor" in notes.index


@pytest.mark.parametrize("regions", [6, 20])
def test_regions_that_are_all_equal_are_divided_somehow_and_nothing_breaks(regions):
    division, _ = line([0.5] * regions, Zones())
    assert division.within == 0 and len(set(division.zones)) == division.k
    assert np.isnan(division.chosen.calinski_harabasz)


def test_a_floor_needs_its_figures():
    with pytest.raises(ValueError, match="resident_population"):
        line(SIX, Zones(k=2, **FLOOR))


def test_numbers_of_zones_beside_those_of_the_study_are_tried_but_not_chosen(jiangsu_division):
    division = jiangsu_division
    assert [one.k for one in division.solutions] == [2, 3, 4, 5, 6]
    assert [one.k for one in division.k_table] == [3, 4, 5]
    best = max(division.k_table, key=lambda one: one.silhouette)
    assert division.chosen is best
    # the best of all has two zones, fewer than the study allows
    assert max(division.solutions, key=lambda one: one.silhouette).k == 2


def test_numbers_of_contiguous_divisions_of_jiangsu(jiangsu_division):
    # METHODS 4.1: 166, 2 210, 10 725 and 25 894 for 2 to 5 zones, counted independently
    counted = [one.best.examined for one in jiangsu_division.solutions]
    assert counted[:4] == [166, 2_210, 10_725, 25_894]
