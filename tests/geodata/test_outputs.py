import json

import numpy as np
import pytest

from geodata.errors import Problems
from geodata.outputs import INDICATORS, MANIFEST, SCORES, WEIGHTS, read_run

TABLES = {
    SCORES: """region_code,region_name,year,dimension,score,rank,coverage
110000,北京市,2021,composite,0.1,1,1
110000,北京市,2022,ip,0.9,1,1
110000,北京市,2022,composite,0.75,1,1
540000,西藏自治区,2022,composite,,,0.5
""",
    WEIGHTS: """dimension,indicator,label,unit,weight,transform,direction,goalpost_low,goalpost_high
ip,patents,专利,件,1.0,none,benefit,0,100
innovation,spend,经费,亿元,0.666667,log,benefit,1,100
innovation,delay,时长,天,0.333333,none,cost,0,10
industry,output,产值,亿元,1.0,none,benefit,0,10
""",
    INDICATORS: """region_code,region_name,year,indicator,value,unit,status
110000,北京市,2022,patents,50,件,observed
540000,西藏自治区,2022,patents,5,件,observed
110000,北京市,2022,spend,10,亿元,observed
540000,西藏自治区,2022,spend,,亿元,missing
110000,北京市,2022,delay,2,天,observed
540000,西藏自治区,2022,delay,4,天,observed
110000,北京市,2022,output,5,亿元,observed
540000,西藏自治区,2022,output,1,亿元,observed
110000,北京市,2021,output,4,亿元,observed
110000,北京市,2022,context_only,4,亿元,observed
""",
}
CONTENT = {
    "settings": {
        "name": "test",
        "years": [2021, 2022],
        "index": {
            "aggregation": "arithmetic",
            "composite": "arithmetic",
            "floor": 0.01,
            "min_coverage": 0.6,
            "dimension_weights": {"ip": 0.5, "innovation": 0.25, "industry": 0.25},
        },
    },
    "inputs_sha256": {"study": "ab", "figures.csv": "cd"},
}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "tables").mkdir()
    for name, text in TABLES.items():
        (tmp_path / name).write_text(text, encoding="utf-8-sig")
    (tmp_path / MANIFEST).write_text(json.dumps(CONTENT), encoding="utf-8")
    return tmp_path


def change(folder, name, old, new):
    text = (folder / name).read_text(encoding="utf-8-sig")
    assert text.count(old) == 1
    (folder / name).write_text(text.replace(old, new), encoding="utf-8-sig")


def faults(folder):
    problems = Problems()
    assert read_run(folder, problems) is None
    return [str(problem) for problem in problems]


def test_the_last_year_is_read(folder):
    problems = Problems()
    run = read_run(folder, problems)
    assert not problems
    assert (run.name, run.year, run.inputs["study"]) == ("test", 2022, "ab")
    assert run.codes == ["patents", "spend", "delay", "output"]
    np.testing.assert_array_equal(
        run.values, [[50, 5], [10, np.nan], [2, 4], [5, 1]]
    )  # neither 2021 nor indicators that are not scored
    assert run.scores.loc["110000"].to_list() == ["北京市", 0.75, 1]
    assert run.scores.loc["540000", ["score", "rank"]].isna().all()


def test_a_folder_that_is_not_there_lacks_every_file(tmp_path):
    found = faults(tmp_path / "nowhere")
    assert len(found) == 4
    for name in (MANIFEST, SCORES, WEIGHTS, INDICATORS):
        assert any(str(tmp_path / "nowhere" / name) in one for one in found)


def test_an_output_of_an_older_version_says_what_it_lacks(folder):
    change(folder, WEIGHTS, "transform,direction", "transform,towards")
    old = {**CONTENT, "settings": {**CONTENT["settings"], "index": {"floor": "0.01"}}}
    (folder / MANIFEST).write_text(json.dumps(old), encoding="utf-8")
    manifest, weights = faults(folder)
    assert "settings.index.aggregation" in manifest
    assert "settings.index.floor" in manifest  # a text is no number
    assert "direction" in weights
    assert str(folder / WEIGHTS) in weights


@pytest.mark.parametrize("text", ["", "{", "[1, 2]", '{"settings": {"years": []}}'])
def test_an_unusable_manifest_is_a_problem(folder, text):
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    assert str(folder / MANIFEST) in faults(folder)[0]


@pytest.mark.parametrize(
    ("name", "old", "new", "place"),
    [
        (WEIGHTS, "1.0,none,benefit,0,100", "x,none,benefit,0,100", "第 2 行 [weight]"),
        (WEIGHTS, "0.666667,log,benefit,1,100", "0.666667,log,benefit,,100", "[goalpost_low]"),
        (WEIGHTS, "log,benefit,1,100", "log,benefit,100,1", "第 3 行 [goalpost_low]"),
        (WEIGHTS, "0.666667", "0.766667", "合计为 1.1"),
        (WEIGHTS, "innovation,delay,时长,天", "innovation,spend,时长,天", "第 4 行"),
        (INDICATORS, "540000,西藏自治区,2022,delay", "110000,北京市,2022,delay", "第 7 行"),
        (INDICATORS, "2022,patents,50", "2022,patents,inf", "第 2 行 [value]"),
        (SCORES, "composite,0.75", "composite,0..75", "第 4 行 [score]"),
        (SCORES, "540000,西藏自治区", "110000,北京市", "第 5 行"),
        (SCORES, "540000,西藏自治区,2022", '"540000,西藏自治区,2022', "无法使用"),
    ],
)
def test_a_spoilt_table_is_named_with_its_place(folder, name, old, new, place):
    change(folder, name, old, new)
    found = faults(folder)
    assert any(str(folder / name) in one and place in one for one in found), found


def test_a_year_that_the_tables_lack_is_a_problem(folder):
    text = json.dumps(CONTENT).replace("[2021, 2022]", "[2021, 2022, 2023]")
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    assert "2023 年的综合得分" in faults(folder)[0]
