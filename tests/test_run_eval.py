"""The command line end to end: the bundled studies, and studies with every kind of fault."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

import layout
import run_eval

ROOT = Path(run_eval.__file__).parent

FIXED_COLUMNS = {
    "matching": [
        "region_code",
        "region_name",
        "year",
        "u_ip",
        "u_innovation",
        "u_industry",
        "coupling",
        "development",
        "coordination",
        "coupling_standard",
        "coordination_standard",
        "grade",
        "lag_type",
    ],
    "scores": ["region_code", "region_name", "year", "dimension", "score", "rank"],
    "zones": ["region_code", "region_name", "year", "zone", "zone_type", "reference_zone"],
}


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("out")
    assert run_eval.main(["--out", str(folder)]) == run_eval.GOOD
    return folder


def read(path):
    return pd.read_csv(path, dtype={"region_code": str})


def hashes(folder):
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "manifest.json"
    }


@pytest.mark.parametrize("study", ["china", "jiangsu"])
@pytest.mark.parametrize("table", FIXED_COLUMNS)
def test_columns_that_others_rely_on_come_first(out, study, table):
    columns = read(out / study / "tables" / f"{table}.csv").columns.to_list()
    assert columns[: len(FIXED_COLUMNS[table])] == FIXED_COLUMNS[table]


@pytest.mark.parametrize(("study", "regions", "years"), [("china", 31, 10), ("jiangsu", 13, 1)])
def test_every_region_and_year_has_its_row(out, study, regions, years):
    tables = out / study / "tables"
    overlays = {"china": 5, "jiangsu": 3}[study]
    for name, rows in (("matching", 1), ("zones", 1), ("scores", 4)):
        counts = read(tables / f"{name}.csv").layer.value_counts()
        assert counts["region"] == rows * regions * years
        assert counts["overlay"] == rows * overlays * years
    scores = read(tables / "scores.csv")
    assert set(scores.dimension) == {"composite", "ip", "innovation", "industry"}


@pytest.mark.parametrize("study", ["china", "jiangsu"])
def test_all_products_are_there(out, study):
    folder = out / study
    for name in ("index.html", "manifest.json", "regions.gpkg", "catalogue/all.csv"):
        assert (folder / name).stat().st_size > 0
    rows = read(folder / "catalogue" / "all.csv")
    named = rows.lead_department + "；" + rows.participating_departments.fillna("")
    files = {path.stem.partition("_")[2] for path in (folder / "catalogue").glob("[A-Z]*_*.csv")}
    assert files == set("；".join(named).strip("；").split("；")) - {""}
    assert (out / "index.html").stat().st_size > 0
    assert read(out / "batch.csv").status.to_list() == ["ok", "ok"]


def test_csv_opens_in_excel_as_it_is(out):
    raw = (out / "jiangsu" / "catalogue" / "all.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\r\n") == raw.count(b"\n")


def test_each_department_gets_the_rows_in_which_it_has_a_part(out):
    folder = out / "jiangsu" / "catalogue"
    whole = read(folder / "all.csv")
    finance = read(folder / "FIN_财政厅.csv")
    part = whole.lead_department.eq("财政厅") | whole.participating_departments.str.contains(
        "财政厅"
    )
    assert set(finance.catalog_id) == set(whole.catalog_id[part])
    assert set(finance.role) == {"参与"}


def test_geopackage_reads_back_with_codes_as_text(out):
    frame = gpd.read_file(out / "jiangsu" / "regions.gpkg")
    assert frame.region_code.to_list()[0] == "320100"
    assert frame.crs.to_epsg() == 4326
    assert frame.geometry.is_valid.all()


def test_manifest_names_inputs_versions_seed_and_commit(out):
    manifest = json.loads((out / "china" / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest["inputs_sha256"]) >= {"study", "figures.csv", "indicators.csv", "rules.csv"}
    assert manifest["seed"] == 20160217
    assert {"versions", "commit", "created", "fingerprint"} <= set(manifest)


def test_same_input_gives_the_same_bytes(out, tmp_path):
    assert run_eval.main(["--out", str(tmp_path)]) == run_eval.GOOD
    assert hashes(tmp_path) == hashes(out)


def test_one_study_by_path_or_by_name(tmp_path):
    path = str(ROOT / "studies" / "jiangsu.toml")
    assert run_eval.main(["evaluate", path, "--out", str(tmp_path / "a")]) == run_eval.GOOD
    assert run_eval.main(["evaluate", "jiangsu", "--out", str(tmp_path / "b")]) == run_eval.GOOD
    assert hashes(tmp_path / "a") == hashes(tmp_path / "b")


def test_check_writes_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run_eval.main(["check", "china"]) == run_eval.GOOD
    assert list(tmp_path.iterdir()) == []


def test_a_pipe_stays_quiet_and_json_has_a_line_per_stage(tmp_path):
    def run(*extra):
        command = [sys.executable, str(ROOT / "run_eval.py"), "evaluate", "jiangsu"]
        return subprocess.run(
            [*command, "--out", str(tmp_path), *extra], capture_output=True, check=True
        )

    assert run().stderr == b""
    lines = [json.loads(line) for line in run("--log-json").stderr.splitlines()]
    assert [line["event"] for line in lines] == ["stage", "stage", "stage", "done"]
    assert lines[-1]["status"] == "ok"


def test_all_faults_of_a_study_come_in_one_message(studies, tmp_path, capsys):
    """Wrong unit, unknown region, duplicate cell, missing column, unknown key, a year without
    data and a rule on an unknown metric: each with its file and row, and nothing is written."""
    figures = "jiangsu/figures.csv"
    unit = studies.change(
        figures, "320100,南京市,2022,gdp,16907.85,亿元", "320100,南京市,2022,gdp,16907.85,公里"
    )
    region = studies.append(figures, "329999,无名市,2022,gdp,1,亿元,jssy2023,observed,")
    repeated = studies.append(figures, "320200,无锡市,2022,gdp,1,亿元,jssy2023,observed,")
    key = studies.change("jiangsu.toml", "lag_threshold = 0.9", "lag_treshold = 0.9")
    rule = studies.change("common/rules.csv", "R15,p_coordination <= 20", "R15,p_cordination <= 20")
    studies.change("jiangsu/reference_zones.csv", "region,zone,source", "region,belt,source")
    year = studies.change("jiangsu.toml", "years = [2024]", "years = [2010, 2024]")
    code = run_eval.main(
        ["evaluate", str(studies.path("jiangsu.toml")), "--out", str(tmp_path / "o")]
    )
    message = capsys.readouterr().err
    assert code == run_eval.USER
    for file, row, words in [
        ("figures.csv", unit, "公里"),
        ("figures.csv", region, "329999"),
        ("figures.csv", repeated, "重复的单元格"),
        ("jiangsu.toml", key, "lag_treshold"),
        ("jiangsu.toml", year, "2010 年：产业维度没有任何可用数据"),
        ("rules.csv", rule, "p_cordination"),
        ("reference_zones.csv", 1, "缺少列 zone"),
    ]:
        line = next(line for line in message.splitlines() if words in line)
        assert f"{file} 第 {row} 行" in line, line
    assert not (tmp_path / "o" / "jiangsu").exists()


def test_a_year_without_data_is_refused(studies, tmp_path, capsys):
    studies.change("jiangsu.toml", "years = [2024]", "years = [2010, 2024]")
    code = run_eval.main(["evaluate", str(studies.path("jiangsu.toml")), "--out", str(tmp_path)])
    message = capsys.readouterr().err
    assert code == run_eval.USER
    for dimension in ("知识产权", "创新", "产业"):
        assert f"2010 年：{dimension}维度没有任何可用数据" in message


def test_one_bad_study_does_not_stop_the_rest(studies, tmp_path, monkeypatch, capsys):
    studies.change("china.toml", 'level = "province"', 'level = "provinz"')
    monkeypatch.chdir(tmp_path)
    assert run_eval.main(["--out", "results"]) == run_eval.USER
    batch = read(tmp_path / "results" / "batch.csv").set_index("study")
    assert batch.status.to_dict() == {"china": "problems", "jiangsu": "ok"}
    assert "level" in batch.message["china"]
    assert not (tmp_path / "results" / "china").exists()
    assert (tmp_path / "results" / "jiangsu" / "tables" / "matching.csv").exists()
    assert "provinz" in capsys.readouterr().err


def test_a_failed_run_leaves_the_old_results(studies, tmp_path):
    path = str(studies.path("jiangsu.toml"))
    assert run_eval.main(["evaluate", path, "--out", str(tmp_path / "o")]) == run_eval.GOOD
    before = hashes(tmp_path / "o" / "jiangsu")
    studies.append("jiangsu/figures.csv", "320100,南京市,2022,gdp,1,亿元,jssy2023,observed,")
    assert run_eval.main(["evaluate", path, "--out", str(tmp_path / "o")]) == run_eval.USER
    assert hashes(tmp_path / "o" / "jiangsu") == before


def test_a_bug_is_told_apart_from_a_fault_of_the_data(tmp_path, monkeypatch, capsys):
    def broken(*_):
        raise ZeroDivisionError("planted")

    monkeypatch.setattr(layout, "evaluate", broken)
    assert run_eval.main(["evaluate", "jiangsu", "--out", str(tmp_path)]) == run_eval.BUG
    assert "Traceback" in capsys.readouterr().err
    assert read(tmp_path / "batch.csv").status.to_list() == ["bug"]
    assert not (tmp_path / "jiangsu").exists()


def test_two_runs_are_compared_and_the_change_explained(out, studies, tmp_path, capsys):
    studies.change("jiangsu.toml", 'weighting = "equal"', 'weighting = "critic"')
    other = tmp_path / "o"
    run_eval.main(["evaluate", str(studies.path("jiangsu.toml")), "--out", str(other)])
    file = tmp_path / "why.csv"
    a, b = str(out / "jiangsu"), str(other / "jiangsu")
    assert run_eval.main(["compare", a, b, "--out", str(file)]) == run_eval.GOOD
    assert "index.weighting" in capsys.readouterr().out
    table = read(file)
    parts = table[["score_data", "score_goalposts", "score_weights", "score_method"]]
    assert (parts.sum(axis=1) - (table.score_b - table.score_a)).abs().max() < 1e-9
    assert (parts[["score_data", "score_goalposts", "score_method"]] == 0).all().all()


def test_a_folder_that_is_no_output_is_refused(out, tmp_path, capsys):
    assert run_eval.main(["compare", str(out / "jiangsu"), str(tmp_path)]) == run_eval.USER
    assert "manifest.json" in capsys.readouterr().err


def test_an_unknown_study_names_the_bundled_ones(tmp_path, capsys):
    assert run_eval.main(["evaluate", "henan", "--out", str(tmp_path)]) == run_eval.USER
    assert "china、jiangsu" in capsys.readouterr().err
