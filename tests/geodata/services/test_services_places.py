"""In which region a node stands: by coordinates, by address, as written, and when these differ."""

import math

import pytest

from tests.geodata.services.tables import CANDIDATE, DEMAND, NANJING, NODE, SQUARES, WUXI

NOWHERE = {"lon": "", "lat": "", "datum": ""}


def only(read, **changed):
    services, problems = read(nodes=[NODE | changed])
    assert not list(problems)
    node = services.nodes.iloc[0]
    return node["region_code"], node["located_by"]


# squares: 118-119 and 119-120 degrees of longitude, 31-32 of latitude


@pytest.mark.parametrize(
    ("lon", "lat", "code"),
    [("118.01", "31.99", NANJING), ("118.999", "31.5", NANJING), ("119.001", "31.5", WUXI)],
)
def test_a_point_lies_in_its_polygon(read, lon, lat, code):
    assert only(read, lon=lon, lat=lat) == (code, "coordinates")


def test_a_point_on_a_common_border_goes_to_the_first_region(read):
    assert only(read, lon="119") == (NANJING, "coordinates")


def test_without_coordinates_the_address_tells(read):
    found = only(read, **NOWHERE, address="江苏省无锡市滨湖区某路1号")
    assert found == (WUXI, "address")


def test_a_district_of_the_address_is_folded_into_its_city(read):
    assert only(read, **NOWHERE, address="江阴市澄江街道某路1号") == (WUXI, "address")


def test_without_both_the_region_stands_as_written(read):
    assert only(read, **NOWHERE, region="无锡市") == (WUXI, "region")
    services, _ = read(nodes=[NODE | NOWHERE | {"region": "无锡市"}])
    assert math.isnan(services.nodes.loc[0, "lon"])


def test_an_address_that_tells_nothing_leaves_it_to_the_region(read):
    assert only(read, **NOWHERE, address="某路1号", region="320100") == (NANJING, "region")


def test_what_agrees_is_no_problem(read):
    found = only(read, region="南京", address="南京市玄武区某路1号")
    assert found == (NANJING, "coordinates")


FAULTS = [
    ({"region": "无锡"}, ("service_places_differ", "region")),
    ({"address": "江苏省无锡市滨湖区某路1号"}, ("service_places_differ", "address")),
    (
        NOWHERE | {"region": "南京", "address": "江苏省无锡市滨湖区某路1号"},
        ("service_places_differ", "region"),
    ),
    ({"lon": "121.5"}, ("service_point_outside", "lon")),
    ({"lon": "31.5", "lat": "118.5"}, ("service_swapped", "lon")),
    ({"lon": "2.35", "lat": "48.85"}, ("service_degrees", "lon")),
    ({"lon": "530000", "lat": "3500000"}, ("service_degrees", "lon")),
    ({"lat": ""}, ("cell_empty", "lat")),
    ({"lon": ""}, ("cell_empty", "lon")),
    ({"lon": "118°30′"}, ("number_invalid", "lon")),
    ({"datum": ""}, ("cell_empty", "datum")),
    ({"datum": "GCJ-02"}, ("service_datum", "datum")),
    ({"datum": "BD09"}, ("service_datum", "datum")),
    (NOWHERE, ("service_place_unknown", "region")),
    (NOWHERE | {"address": "某路1号"}, ("service_place_unknown", "region")),
    (NOWHERE | {"region": "某地"}, ("region_unknown", "region")),
    (NOWHERE | {"region": "徐州"}, ("region_not_in_study", "region")),
    (NOWHERE | {"address": "上海市浦东新区某路1号"}, ("region_not_in_study", "address")),
]


@pytest.mark.parametrize(("changed", "expected"), FAULTS)
def test_each_fault_of_a_place_is_told_once(faults, changed, expected):
    assert faults(nodes=[NODE | changed]) == [expected]


@pytest.mark.parametrize("datum", ["WGS84", "wgs 84", "WGS-84", "cgcs2000"])
def test_datums_may_be_written_loosely(read, datum):
    assert only(read, datum=datum)[0] == NANJING


def test_demand_and_candidates_are_placed_in_the_same_way(read, faults):
    services, problems = read()
    assert not problems
    assert services.demand.loc[0, "region_code"] == WUXI
    assert services.candidates.loc[0, "region_code"] == WUXI
    told = faults(
        demand=[DEMAND | {"region": "南京"}],
        candidates=[CANDIDATE | {"lon": "118.5", "lat": "31.5", "datum": "BD-09"}],
    )
    assert told == [
        ("service_places_differ", "region"),
        ("service_datum", "datum"),
        ("service_places_differ", "region"),
    ]


def test_the_message_names_both_places(read):
    _, problems = read(nodes=[NODE | {"region": "无锡"}])
    [problem] = problems
    assert "按坐标在南京市，而所填地区为无锡市" in str(problem)
    assert "nodes.csv 第 2 行 [region]" in str(problem)


def test_without_boundaries_no_point_is_blamed(read):
    # that they could not be read has been told already
    _, problems = read(regions=SQUARES.iloc[:0], nodes=[NODE | {"region": "南京"}])
    assert [problem.code for problem in problems] == []
