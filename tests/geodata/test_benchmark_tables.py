import pytest

from geodata.benchmark_tables import UNITS, read_benchmarks, read_intensive
from geodata.errors import Problems

HEAD = "benchmark,benchmark_zh,industry,year,measure,value,unit,source\n"


def benchmarks(tmp_path, *rows):
    path = tmp_path / "benchmarks.csv"
    path.write_text(HEAD + "".join(f"{row}\n" for row in rows), encoding="utf-8-sig")
    problems = Problems()
    figures, table = read_benchmarks(path, ["13", "39"], problems)
    return figures, table, [(p.code, p.row, p.column) for p in problems.found], problems


def test_figures_come_in_the_unit_of_their_measure(tmp_path):
    figures, table, problems, _ = benchmarks(
        tmp_path,
        'national,全国,13,2022,value_added,"12,345",万元,年鉴',
        "national,全国,39,2022,inventions_in_force,2.5,万件,年鉴",
        "national,全国,39,2022,employment,3,万人,年鉴",
    )
    assert not problems
    assert figures.value.to_list() == pytest.approx([1.2345, 25_000, 30_000])
    assert figures.unit.to_list() == ["亿元", "件", "人"] == [UNITS[m] for m in figures.measure]
    assert figures.year.dtype.kind == "i" and figures.industry.to_list() == ["13", "39", "39"]
    assert len(table.sha256) == 64


def test_every_fault_is_told_at_once_with_its_place(tmp_path):
    figures, _, problems, _ = benchmarks(
        tmp_path,
        "national,全国,13,2022,value_added,1,亿元,年鉴",
        "national,全国,13,2022,value_added,2,亿元,年鉴",
        "national,中国,39,2022,value_added,2,亿元,年鉴",
        "national,全国,99,2022,value_added,2,亿元,年鉴",
        "national,全国,39,22,value_added,2,亿元,年鉴",
        "national,全国,39,2021,output,2,亿元,年鉴",
        "national,全国,39,2020,value_added,2,件,年鉴",
        "national,全国,39,2019,value_added,-2,亿元,年鉴",
        "national,全国,39,2018,value_added,很多,亿元,年鉴",
        "national,全国,39,2017,value_added,nan,亿元,年鉴",
        "national,全国,39,2016,value_added,,亿元,年鉴",
    )
    assert problems == [
        ("cell_repeated", 3, ""),
        ("benchmark_name_differs", 4, "benchmark_zh"),
        ("benchmark_industry", 5, "industry"),
        ("year_invalid", 6, "year"),
        ("value_not_allowed", 7, "measure"),
        ("unit_wrong", 8, "unit"),
        ("benchmark_value", 9, "value"),
        ("benchmark_value", 10, "value"),
        ("benchmark_value", 11, "value"),
        ("cell_empty", 12, "value"),
    ]
    assert len(figures) == 1


def test_messages_say_what_was_seen(tmp_path):
    *_, problems = benchmarks(tmp_path, "national,全国,99,2022,value_added,x,亿元,年鉴")
    texts = [str(problem) for problem in problems]
    assert "99" in texts[0] and "“x”" in texts[1]


def test_a_table_without_a_column_is_one_problem(tmp_path):
    path = tmp_path / "benchmarks.csv"
    path.write_text(HEAD.replace(",unit", ""), encoding="utf-8-sig")
    problems = Problems()
    figures, _ = read_benchmarks(path, ["13"], problems)
    assert figures.empty and [p.code for p in problems.found] == ["column_missing"]


def test_the_official_list_keeps_its_order_and_refuses_repeats(tmp_path):
    path = tmp_path / "list.csv"
    lines = ["industry,label_zh,source", "3911,计算机整机制造,目录", "2710,化学药品原料药制造,目录"]
    lines += ["3911,计算机整机制造,目录", ",无代码,目录", "13,农副食品加工业,"]
    path.write_bytes("\r\n".join(lines).encode("gb18030"))
    problems = Problems()
    codes, table = read_intensive(path, problems)
    assert codes == ("3911", "2710") and len(table) == 5
    assert [(p.code, p.row) for p in problems.found] == [
        ("code_repeated", 4),
        ("cell_empty", 5),
        ("cell_empty", 6),
    ]
