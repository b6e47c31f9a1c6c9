import csv
from pathlib import Path

import pytest

from geodata.errors import Problems
from geodata.resource_sources import read_resource_sources
from geodata.units import parse_unit

STUDIES = Path(__file__).resolve().parents[2] / "studies"
HEAD = "holder,place,region,resource_type,industry_code,metric,value,unit,year,channel,source\n"
TYPES = ("专利", "人才", "平台", "资金")
REGIONS = {"320100": "320100", "南京市": "320100", "南京": "320100"}


def read(tmp_path, *lines):
    path = tmp_path / "resource_sources.csv"
    path.write_text(HEAD + "".join(line + "\n" for line in lines), encoding="utf-8-sig")
    problems = Problems()
    return read_resource_sources(path, TYPES, REGIONS, problems)[0], problems


def lines(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_holder_is_read_with_its_region_and_figure(tmp_path):
    found, problems = read(tmp_path, "某中心,local,南京,平台,,检索平台,2,个,2024,来函,年报")
    assert not problems
    (one,) = found
    assert (one.holder, one.region_code, one.value, one.row) == ("某中心", "320100", "2", 2)


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        (",nation,,专利,,,,,,,年报", ["cell_empty"]),
        ("甲,near,,专利,,,,,,,年报", ["value_not_allowed"]),
        ("甲,nation,,房产,,,,,,,年报", ["value_not_allowed"]),
        ("甲,nation,,专利,,,,,,,", ["cell_empty"]),
        ("甲,nation,,专利,,有效量,很多,件,2023,,年报", ["number_invalid"]),
        ("甲,nation,,专利,,有效量,5,件,2323,,年报", ["year_invalid"]),
        ("甲,nation,,专利,,,5,,,,年报", ["cell_empty"] * 3),
        ("甲,local,,专利,,,,,,,年报", ["cell_empty"]),
        ("甲,local,上海,专利,,,,,,,年报", ["region_not_in_study"]),
    ],
)
def test_every_fault_is_a_problem_with_its_row(tmp_path, line, codes):
    found, problems = read(tmp_path, line)
    assert [problem.code for problem in problems] == codes
    assert not found and all(problem.row == 2 for problem in problems)


def test_faults_are_told_all_at_once_and_sound_rows_are_kept(tmp_path):
    found, problems = read(
        tmp_path,
        "甲,near,,专利,,,,,,,年报",
        "乙,nation,,专利,,,,,,,年报",
        "乙,nation,,专利,,,,,,,年报",
    )
    assert [problem.code for problem in problems] == ["value_not_allowed", "cell_repeated"]
    assert [one.holder for one in found] == ["乙"]


def test_the_shipped_holders_are_named_in_the_plan_or_counted_in_the_figures():
    """Provinces are the first three beside 江苏 in the figures of 2023, recomputed here."""
    rows = lines(STUDIES / "jiangsu" / "resource_sources.csv")
    plan = (STUDIES / "jiangsu" / "policies" / "JS-2016-plan.txt").read_text(encoding="utf-8-sig")
    figures = lines(STUDIES / "china" / "figures.csv")
    statistics = lines(STUDIES / "common" / "statistics.csv")
    sources = {row["source_id"]: row for row in lines(STUDIES / "common" / "sources.csv")}
    codes = {row["label_zh"]: row["statistic"] for row in statistics}
    named = [row for row in rows if not row["value"]]
    assert [row["holder"] for row in named] == [
        "国家专利导航试点工程（江苏）研究基地",
        "区域专利信息服务（南京）中心",
    ]
    assert all(row["holder"] in plan for row in named)
    counted = [row for row in rows if row["value"]]
    assert {row["resource_type"] for row in counted} == {"专利", "人才", "平台", "资金"}
    for metric in dict.fromkeys(row["metric"] for row in counted):
        own = [row for row in counted if row["metric"] == metric]
        cells = [
            cell
            for cell in figures
            if (cell["statistic"], cell["year"]) == (codes[metric], "2023")
            and cell["region_code"] != "320000"
        ]
        assert len(cells) == 30
        cells = sorted(cells, key=lambda cell: -float(cell["value"]))[:3]
        for row, cell in zip(own, cells, strict=True):
            factor = parse_unit(cell["unit"]).to(parse_unit(row["unit"]))
            assert float(row["value"]) == pytest.approx(float(cell["value"]) * factor, rel=1e-12)
            assert row["holder"].startswith(cell["region_name"]) and row["year"] == "2023"
            assert sources[cell["source_id"]]["title"] in row["source"]
            assert cell["source_id"] in row["note"]


def test_no_contact_is_invented():
    assert {row["channel"] for row in lines(STUDIES / "jiangsu" / "resource_sources.csv")} == {""}
