"""``export``: a published folder in a real PostGIS database."""

import pandas as pd
import pytest

import run_eval
from geodata.errors import Problems
from geodata.published import read_published
from tests.geodata.postgres_server import psql, server


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    out = tmp_path_factory.mktemp("out")
    assert run_eval.main(["evaluate", "jiangsu", "--out", str(out)]) == run_eval.GOOD
    return out / "jiangsu"


def test_codes_stay_text_and_figures_become_numbers(results):
    tables = read_published(results, Problems()).tables
    scores = tables["scores"]
    assert scores.region_code.str.fullmatch(r"\d{6}|\w+").all()
    assert scores.score.dtype == "float64"
    assert scores.year.dtype == "int64"
    # 2026.1 is the name of a version, and the industry of a catalogue row a code
    assert tables["catalogue"].version.unique().tolist() == ["2026.1"]
    assert pd.api.types.is_string_dtype(tables["catalogue"].industry_code)
    assert len(tables["catalogue"]) == len(pd.read_csv(results / "catalogue" / "all.csv"))


def test_a_folder_without_results_names_what_is_missing(tmp_path, capsys):
    code = run_eval.main(["export", str(tmp_path), "--to", "postgresql://x@127.0.0.1:1/y"])
    assert code == run_eval.USER
    told = capsys.readouterr().err
    assert "manifest.json" in told
    assert "regions.gpkg" in told


def test_results_stand_in_postgis_as_they_were_published(results, capsys):
    with server() as address:
        assert run_eval.main(["export", str(results), "--to", address]) == run_eval.GOOD
        assert "jiangsu" in capsys.readouterr().out
        ask = (
            "SELECT r.region_name, s.score FROM jiangsu.regions r JOIN jiangsu.scores s "
            "USING (region_code) WHERE s.dimension = 'composite' AND s.rank = 1"
        )
        name, score = psql(address, ask).strip().split("|")
        valid = "SELECT count(*), bool_and(ST_IsValid(geometry)) FROM jiangsu.regions"
        assert psql(address, valid).strip() == "13|t"
        comment = "SELECT col_description('jiangsu.scores'::regclass, 5)"
        assert psql(address, comment).strip()
        # once more takes the place of what is there
        assert run_eval.main(["export", str(results), "--to", address]) == run_eval.GOOD
        count = psql(address, "SELECT count(*) FROM jiangsu.scores").strip()
    scores = pd.read_csv(results / "tables" / "scores.csv", dtype={"region_code": str})
    first = scores[(scores.dimension == "composite") & (scores["rank"] == 1)].iloc[0]
    assert (name, float(score)) == (first.region_name, first.score)
    assert int(count) == len(scores)


def test_a_server_that_is_not_there_is_a_problem(results, capsys):
    address = "postgresql://nobody:secret@127.0.0.1:1/none"
    assert run_eval.main(["export", str(results), "--to", address]) == run_eval.USER
    told = capsys.readouterr().err
    assert "连不上" in told
    assert "secret" not in told
