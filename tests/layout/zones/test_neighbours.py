import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geodata.boundaries import CHINA_ALBERS
from layout.notes import Notes
from layout.settings import Zones
from layout.zones.neighbours import neighbours


def squares(*corners):
    """Squares of 100 km by their lower left corner in units of 100 km, named a, b, c, …"""
    shapes = [shapely.box(x, y, x + 1, y + 1) for x, y in corners]
    frame = gpd.GeoDataFrame(geometry=shapes, crs=CHINA_ALBERS)
    frame["geometry"] = frame.geometry.affine_transform([1e5, 0, 0, 1e5, 0, 0])
    frame["region_code"] = [*"abcdefghijklmnop"[: len(corners)]]
    frame["region_name"] = frame.region_code.str.upper()
    return frame


def links(*rows):
    return pd.DataFrame(rows, columns=["code_a", "code_b", "neighbours", "reason"])


def pairs(near, regions):
    codes = regions.region_code.to_list()
    first, second = np.nonzero(np.triu(near.adjacent))
    return {f"{codes[i]}{codes[j]}" for i, j in zip(first, second, strict=True)}


def told(notes):
    return notes.frame().groupby("message_code").detail.apply(list).to_dict()


FOUR = squares((0, 0), (1, 0), (0, 1), (1, 1))
ROW = squares((0, 0), (1, 0), (2, 0), (5, 0))


def test_a_common_point_is_enough_for_queen_but_not_for_rook():
    notes = Notes()
    assert pairs(neighbours(FOUR, notes), FOUR) == {"ab", "ac", "ad", "bc", "bd", "cd"}
    assert told(notes) == {}
    rook = neighbours(FOUR, notes, Zones(adjacency="rook"))
    assert pairs(rook, FOUR) == {"ab", "ac", "bd", "cd"}
    assert "有公共边" in told(notes)["zone_adjacency"][0]


def test_neighbours_by_distance_of_centroids_in_kilometres():
    notes = Notes()
    near = neighbours(ROW, notes, Zones(adjacency="distance", distance_km=200))
    assert pairs(near, ROW) == {"ab", "ac", "bc", "cd"}  # d, 300 km from c, by a bridge
    assert told(notes)["zone_bridge"] == ["C与D不相邻，为使地区连通按最近距离（约 200 公里）连接"]
    wide = neighbours(ROW, Notes(), Zones(adjacency="distance", distance_km=300))
    assert pairs(wide, ROW) == {"ab", "ac", "bc", "cd"} and not wide.bridges


def test_nearest_neighbours_hold_both_ways_and_are_never_more_than_there_are():
    near = neighbours(ROW, Notes(), Zones(adjacency="k_nearest", nearest=1))
    assert pairs(near, ROW) == {"ab", "bc", "cd"}
    every = neighbours(ROW, Notes(), Zones(adjacency="k_nearest", nearest=9))
    assert every.adjacent.sum() == 4 * 3


def test_the_list_of_links_adds_and_removes_and_tells_only_what_it_changed():
    listed = links(
        ("d", "a", True, "轮渡"), ("b", "a", True, "多余"), ("c", "a", False, "多余"),
        ("c", "b", False, "隔江无桥"), ("c", "d", True, "大桥"),
    )  # fmt: skip
    notes = Notes()
    near = neighbours(ROW, notes, links=listed)
    assert pairs(near, ROW) == {"ab", "ad", "cd"} and not near.bridges
    assert told(notes) == {
        "zone_link_added": [
            "A与D按相邻关系修订表定为相邻：轮渡",
            "C与D按相邻关系修订表定为相邻：大桥",
        ],
        "zone_link_removed": ["B与C按相邻关系修订表定为不相邻：隔江无桥"],
    }


def test_the_list_does_not_change_what_it_is_given_and_may_be_empty():
    plain = neighbours(ROW, Notes()).adjacent
    for nothing in (None, links()):
        np.testing.assert_array_equal(neighbours(ROW, Notes(), links=nothing).adjacent, plain)


def test_a_link_that_cannot_be_removed_without_cutting_a_region_off_is_said():
    two = squares((0, 0), (1, 0))
    notes = Notes()
    near = neighbours(two, notes, links=links(("a", "b", False, "隔江")))
    assert pairs(near, two) == {"ab"}
    found = notes.frame().set_index("message_code")
    assert found.severity["zone_link_kept"] == "warning"
    assert "zone_bridge" not in found.index


@pytest.mark.parametrize("islands", [6, 7])
def test_few_bridges_are_told_one_by_one_and_many_in_one_note(islands):
    apart = squares(*((2 * n, 0) for n in range(islands + 1)))
    notes = Notes()
    near = neighbours(apart, notes)
    assert len(near.bridges) == islands
    assert {code: len(rows) for code, rows in told(notes).items()} == (
        {"zone_bridge": 6} if islands == 6 else {"zone_bridges": 1}
    )
    if islands == 7:
        assert "有 7 对地区不接壤" in told(notes)["zone_bridges"][0]
        assert "等 7 对" in told(notes)["zone_bridges"][0]


def test_two_cities_across_the_yangtze_can_be_parted(jiangsu):
    regions = jiangsu.evidence.regions
    codes = regions.region_code.to_list()
    i, j = codes.index("320500"), codes.index("321200")
    before, notes = neighbours(regions, Notes()), Notes()
    after = neighbours(regions, notes, links=links(("320500", "321200", False, "无过江通道")))
    assert before.adjacent[i, j] and not after.adjacent[i, j]
    assert (before.adjacent != after.adjacent).sum() == 2
    assert told(notes)["zone_link_removed"] == [
        "苏州市与泰州市按相邻关系修订表定为不相邻：无过江通道"
    ]
