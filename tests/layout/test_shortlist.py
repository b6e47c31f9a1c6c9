"""The shortlist has the rows that look for something elsewhere, and loses no source."""

import dataclasses

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layout import catalogue_parts as parts
from layout.metric_labels import metric_labels, quoted
from layout.rules import DIRECTIONS, Department
from layout.shortlist import COLUMNS, PLACES, by_place, shortlist

WORDS = metric_labels([])
DEPARTMENTS = {
    code: Department(code, name, "", "")
    for code, name in {"IPO": "知识产权局", "COM": "商务厅", "CITY": "地方政府（市）"}.items()
}


def made(*rows):
    """A catalogue of made-up rows: direction, resource, priority, leader, participants, sources."""
    fixed = {
        "region_code": "1", "region_name": "甲市", "zone": "Z1", "industry_code": "39",
        "path": "引智", "gap_metric": "u_ip", "gap_value": -0.1, "target_value": 0.5,
        "confidence": "低", "version": "1",
    }  # fmt: skip
    names = (
        "direction", "resource_type", "priority", "lead_department", "participating_departments",
        "candidate_sources",
    )  # fmt: skip
    return pd.DataFrame(
        [
            fixed | dict(zip(names, row, strict=True)) | {"catalog_id": str(n)}
            for n, row in enumerate(rows)
        ]
    )


def test_only_what_is_sought_elsewhere_is_listed_investment_before_talent():
    rows = made(
        ("引进补强", "人才", 1, "知识产权局", "", ""),
        ("优化提升", "专利", 1, "知识产权局", "", ""),
        ("转移承接", "资金", 3, "知识产权局", "", ""),
        ("引进补强", "PVP", 1, "知识产权局", "", ""),
        ("引进补强", "平台", 1, "知识产权局", "", ""),
    )
    found = shortlist(rows, {"39": "计算机"}, WORDS, DEPARTMENTS)
    assert list(found.columns) == list(COLUMNS)
    assert list(found.catalog_id) == ["3", "2", "0", "4"]
    assert list(found.kind_label) == ["招商引资", "招商引资", "引智", "引智"]
    assert list(found.wanted) == ["植物新品种", "资金", "人才", "平台"]
    assert set(found.industry_label) == {"计算机"}
    assert set(found.gap_label) == {"知识产权得分"}


def test_the_roles_of_commerce_and_cities_are_told():
    rows = made(
        ("引进补强", "专利", 1, "商务厅", "地方政府（市）；知识产权局", ""),
        ("引进补强", "专利", 1, "知识产权局", "商务厅", ""),
        ("引进补强", "专利", 1, "知识产权局", "", ""),
    )
    found = shortlist(rows, {}, WORDS, DEPARTMENTS)
    assert list(found.commerce_role) == ["牵头", "参与", ""]
    assert list(found.city_role) == ["参与", "", ""]
    without = shortlist(rows, {}, WORDS, {"IPO": DEPARTMENTS["IPO"]})
    assert set(without.commerce_role) == {""}
    assert list(found.industry_label) == ["39"] * 3  # a code whose name nobody knows


def test_sources_are_told_by_place_in_words():
    text = (
        "某中心（江苏）（本地，联系：电话；邮箱）；苏州市（省内，u_ip=0.79@2024）；"
        "无锡市（省内，lq=1.5@2024）；国内、国外：未掌握；某人"
    )
    assert by_place(text, WORDS) == {
        "local": "某中心（江苏）（联系：电话；邮箱）",
        "province": "苏州市（知识产权得分 0.79，2024 年）；无锡市（区位商 1.5，2024 年）",
        "nation": "未掌握",
        "abroad": "未掌握",
        "other": "某人",
    }
    assert by_place("", WORDS) == dict.fromkeys(PLACES, "")


NAMES = st.text(alphabet="甲乙丙丁省内本地（）ab1 ", min_size=1, max_size=8).filter(
    lambda text: text.strip() == text and text.count("（") == text.count("）") == 0
)


@settings(derandomize=True, deadline=None, max_examples=200)
@given(
    st.lists(st.tuples(NAMES, st.sampled_from(["本地", "省内", "国内", "国外", ""])), max_size=6)
)
def test_no_source_is_lost(sources):
    text = "；".join(f"{name}（{place}）" if place else name for name, place in sources)
    found = by_place(text, WORDS)
    names = ["本地", "省内", "国内", "国外", ""]
    for word, place in zip(names, PLACES, strict=True):
        assert found[place] == "；".join(name for name, where in sources if where == word)


def test_the_bundled_studies_name_their_sources_without_codes(jiangsu, china):
    for evaluation in (jiangsu, china):
        words = metric_labels(evaluation.study.indicators)
        rows = evaluation.catalogue
        found = shortlist(rows, {}, words, evaluation.study.departments)
        listed = rows[rows.direction.isin(("引进补强", "转移承接"))]
        assert sorted(found.catalog_id) == sorted(listed.catalog_id)
        for place in PLACES:
            assert not quoted("；".join(found[f"source_{place}"]))
        assert set(found.gap_label).isdisjoint(found.gap_metric)


# --- parts of the catalogue -------------------------------------------------------------------


def test_a_department_has_the_rows_that_it_leads_or_takes_part_in():
    rows = made(
        ("引进补强", "专利", 1, "商务厅", "知识产权局", ""),
        ("优化提升", "专利", 1, "知识产权局", "商务厅（局）；地方政府（市）", ""),
        ("优化提升", "专利", 1, "商务厅", "商务厅", ""),
    )
    own = parts.of_department(rows, DEPARTMENTS["COM"])
    assert list(own.catalog_id) == ["0", "2"]  # a name that begins alike is another department
    assert list(own.role) == ["牵头", "牵头"]
    assert own.columns[-1] == "role"
    assert list(parts.of_department(rows, DEPARTMENTS["IPO"]).role) == ["参与", "牵头"]
    assert parts.of_department(rows.iloc[:0], DEPARTMENTS["IPO"]).empty


def test_counts_by_direction_add_up(jiangsu):
    rows = jiangsu.catalogue
    names = sorted(set(rows.region_name))
    counts = parts.by_direction(rows, "region_name", [*names, "无事项市"])
    directions = [name for name in counts.columns if name in DIRECTIONS]
    assert set(directions) == set(rows.direction)
    assert counts.total.sum() == len(rows)
    assert (counts[directions].sum(axis=1) == counts.total).all()
    assert counts.total.iloc[-1] == 0


def test_departments_without_rows_count_none(jiangsu):
    table = parts.by_department(jiangsu).set_index("department")
    assert list(table.index) == [d.label_zh for d in jiangsu.study.departments.values()]
    assert table.leads.sum() == len(jiangsu.catalogue)
    assert table.loc["统计局"].to_list() == [0, 0, 0]


def test_zones_are_those_of_the_last_year_with_their_members(china):
    zones = parts.zone_parts(china)
    last = china.zones[china.zones.year == 2023]
    assert [z.name for z in zones if z.kind == "zone"] == sorted(set(last.zone))
    for zone in zones:
        column = "zone" if zone.kind == "zone" else "reference_zone"
        assert set(zone.codes) == set(last.region_code[last[column] == zone.name])
        assert len(zone.codes) == zone.profile["regions"]
    own = parts.of_zone(china.catalogue, zones[0])
    assert set(own.region_code) <= set(zones[0].codes)


def test_places_of_zones_share_a_tie_and_know_no_value():
    profiles = pd.DataFrame({"zone": ["a", "b", "c", "d"], "composite": [0.2, 0.5, 0.5, None]})
    places = [parts.place_among(profiles, zone, "composite") for zone in "abcd"]
    assert places == [3, 1, 1, None]


@pytest.mark.parametrize("views", [{}, {"industry_specialisation": pd.DataFrame()}])
def test_a_study_without_registers_has_no_industry_names(jiangsu, views):
    assert parts.industry_names(dataclasses.replace(jiangsu, views=views)) == {}
