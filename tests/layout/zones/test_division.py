import numpy as np
import pytest

from layout.notes import Notes
from layout.settings import Zones
from layout.zones.division import divide
from layout.zones.neighbours import neighbours


def last_year(one, table):
    frame = getattr(one, table)
    return frame[frame.year == one.study.settings.years[-1]]


@pytest.mark.parametrize("name", ["china", "jiangsu"])
def test_every_zone_hangs_together(name, request):
    one = request.getfixturevalue(name)
    adjacent = neighbours(one.evidence.regions, Notes()).adjacent
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
    assert division.partitions == 2210  # contiguous divisions of the 13 cities into 3 zones
    assert division.runner_up_within >= division.within
    # recomputed from the published tables
    table = last_year(jiangsu, "matching").merge(last_year(jiangsu, "zones"), on="region_code")
    levels = table[["u_ip", "u_innovation", "u_industry"]]
    within = ((levels - levels.groupby(table.zone).transform("mean")) ** 2).to_numpy().sum()
    assert division.within == pytest.approx(within, abs=1e-4)


def test_thirty_one_provinces_are_divided_by_ward(china):
    assert {division.method for division in china.divisions.values()} == {"ward"}


def test_zones_are_ordered_by_their_mean_composite(china):
    for _, year in china.zone_summary.groupby("year"):
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
