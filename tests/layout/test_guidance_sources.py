import numpy as np
import pytest

from geodata.resource_sources import ResourceSource
from layout.guidance_sources import Regions, Wanted, candidates

NAMES = ("甲市", "乙市", "丙市", "丁市", "戊市")
VALUES = np.array([5.0, 3.0, np.nan, 4.0, 1.0])
UNKNOWN = "本地、省内、国内、国外：未掌握"


def source(holder, place, kind="专利", **more):
    fields = dict.fromkeys(ResourceSource.__dataclass_fields__, "")
    return ResourceSource(
        **(fields | {"holder": holder, "place": place, "resource_type": kind, "row": 2} | more)
    )


def among(own, least, values=VALUES):
    return Regions("u_ip", NAMES, values, np.full(5, 2024), own, least)


def found(regions, listed=(), *, code="2", industry="", in_province=True):
    return candidates(Wanted(code, "专利", industry), regions, listed, in_province=in_province)


def test_only_regions_with_more_are_named_the_highest_first():
    assert found(among([1], 3.0)) == (
        "甲市（省内，u_ip=5@2024）；丁市（省内，u_ip=4@2024）；本地、国内、国外：未掌握"
    )
    assert found(among([0], 5.0)) == UNKNOWN


def test_an_equal_region_is_no_source():
    values = np.array([3.0, 3.0, 3.0, 3.0, 1.0])
    assert found(among([1], 3.0, values)) == UNKNOWN


def test_places_come_from_near_to_far_whatever_the_order_of_the_table():
    listed = [source("外", "abroad"), source("国", "nation"), source("省", "province")]
    assert found(None, listed) == "省（省内）；国（国内）；外（国外）；本地：未掌握"


def test_a_holder_of_the_province_is_local_where_it_is():
    listed = [source("中心", "province", region_code="2")]
    assert found(None, listed).startswith("中心（本地）")
    assert found(None, listed, code="3").startswith("中心（省内）")


def test_what_is_local_elsewhere_is_not_named():
    assert found(None, [source("所", "local", region_code="1")]) == ""


def test_figure_year_and_channel_are_told_where_they_are_known():
    one = source(
        "广东省",
        "nation",
        metric="有效发明专利量",
        value="665592",
        unit="件",
        year="2023",
        channel="来函",
    )
    assert found(None, [one]).startswith(
        "广东省（国内，有效发明专利量 665592 件，2023 年，联系：来函）；"
    )


@pytest.mark.parametrize(("industry", "named"), [("", False), ("26", True), ("27", False)])
def test_a_source_for_one_industry_is_named_for_that_industry_alone(industry, named):
    one = source("所", "province", industry_code="26")
    assert ("所" in found(None, [one], industry=industry)) == named


def test_other_types_of_resource_are_passed_over_and_three_of_a_place_are_enough():
    listed = [source("人", "nation", "人才"), *(source(f"国{n}", "nation") for n in range(5))]
    assert found(None, listed) == "国0（国内）；国1（国内）；国2（国内）；本地、省内、国外：未掌握"


def test_in_a_national_study_regions_are_of_the_nation():
    text = found(among([1], 3.0), in_province=False)
    assert text == "甲市（国内，u_ip=5@2024）；丁市（国内，u_ip=4@2024）；本地、国外：未掌握"
