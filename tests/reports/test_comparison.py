import dataclasses
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

from geodata.errors import Problems
from geodata.outputs import read_run
from layout.comparison import compare
from reports import files
from reports.comparison import comparison_text, differences, explained, width, write_comparison

NANTONG = "320600"
IP = ("ip_inventions_per_10k", "0-1分")


@pytest.fixture(scope="module")
def before(jiangsu, tmp_path_factory):
    folder = tmp_path_factory.mktemp("before")
    files.write_tables(jiangsu, folder / "tables")
    content = files.manifest(jiangsu, "0" * 64, "", datetime(2026, 1, 1, tzinfo=UTC))
    files.write_manifest(content, folder / "manifest.json")
    return read_run(folder, Problems())


@pytest.fixture(scope="module")
def after(before):
    """Nantong's patents fall from 0.19 to 0.01: its composite by (sqrt 0.01 - sqrt 0.19) / 3."""
    values, scores = before.values.copy(), before.scores.copy()
    values.loc[IP, NANTONG] = 0.01
    scores.loc[NANTONG, "score"] += (0.01**0.5 - 0.19**0.5) / 3
    scores["score"] = scores.score.round(6)
    scores["rank"] = scores.score.rank(ascending=False)
    inputs = {**before.inputs, "figures.csv": "f" * 64}
    return dataclasses.replace(before, values=values, scores=scores, inputs=inputs)


def test_a_sentence_says_where_a_region_moved_and_why(before, after):
    told = explained(compare(before, after), before, after).set_index("region_code").explanation
    assert told[NANTONG] == (
        "南通市由第 5 位降至第 8 位：得分 −0.1120（数据 −0.1120、目标值 0、权重 0、方法 0）；"
        "位次 +3（正数为后退：数据 +3、目标值 0、权重 0、方法 0）；主要由数据变化引起"
        "（本地区逐项约：万人发明专利拥有量（公布分值） −0.1120）"
    )
    assert "镇江市由第 6 位升至第 5 位" in told["321100"]
    assert told["321100"].endswith("（本地区数据未变，变的是其他地区）")
    assert told["320100"] == ""


def test_only_regions_that_changed_are_shown_in_columns_of_one_width(before, after):
    lines = comparison_text(compare(before, after), before, after).splitlines()
    start = next(n for n, line in enumerate(lines) if "有变化" in line)
    table = lines[start + 1 : lines.index("", start)]
    assert [line.split()[0] for line in table] == ["地区", "南通市", "徐州市", "扬州市", "镇江市"]
    assert len({width(line[: line.rindex("  ")]) for line in table}) == 1


def test_what_differs_is_told_key_by_key(before, after):
    assert list(differences(before, before)) == []
    table = before.indicators.copy()
    table.loc[IP, "goalpost_high"] = 2.0
    settings = {**before.settings, "years": [2025], "ages": {"max_age": 4}}
    other = dataclasses.replace(after, indicators=table, settings=settings)
    found = {(kind, key): (a, b) for kind, key, a, b in differences(before, other)}
    assert found["setting", "years"] == ("[2024]", "[2025]")
    assert found["setting", "ages.max_age"] == ("（无）", "4")
    assert found["setting", "ages.max_age.2024"] == ("5", "（无）")
    assert found["input", "figures.csv"][1] == "f" * 12
    low, high = found["goalposts", "万人发明专利拥有量（公布分值）（0-1分）"]
    assert low.startswith("0–1，")
    assert high.startswith("0–2，")


def test_the_same_run_twice_says_that_nothing_changed(before):
    text = comparison_text(compare(before, before), before, before)
    assert "都相同" in text
    assert "没有变化" in text


def test_regions_of_one_run_only_are_listed_with_the_ranks_that_are_meant(before):
    scores = before.scores.drop("320500")
    scores["rank"] = scores.score.rank(ascending=False)
    values = before.values.drop(columns="320500")
    other = dataclasses.replace(before, scores=scores, values=values)
    text = comparison_text(compare(before, other), before, other)
    assert "苏州市：仅前一次有此地区" in text
    assert "12 个地区之间排，不是公布的位次" in text


def test_an_indicator_of_one_run_only_is_said_to_be_one_of_weights(before):
    other = dataclasses.replace(before, indicators=before.indicators.drop([IP]))
    frame = compare(before, before)
    assert "影响因此全归入权重" in comparison_text(frame, before, other)


def test_the_table_adds_up_as_it_is_written(before, after, tmp_path):
    path = tmp_path / "new" / "compare.csv"
    write_comparison(explained(compare(before, after), before, after), path)
    table = pd.read_csv(path, dtype={"region_code": str})
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    parts = ["score_data", "score_goalposts", "score_weights", "score_method"]
    np.testing.assert_allclose(
        table[parts].sum(axis=1), table.score_b - table.score_a, rtol=0, atol=1e-12
    )
    assert table.rank_a.dtype == int
