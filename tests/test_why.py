"""``why``: from a published folder alone, whatever has become of the study."""

import argparse
import csv
import shutil

import pytest

from commands import why
from commands.outcome import GOOD, USER
from reports import files


def run(*arguments):
    parser = argparse.ArgumentParser()
    why.add(parser.add_subparsers())
    options = parser.parse_args(["why", *map(str, arguments)])
    return options.run(options)


@pytest.fixture(scope="module")
def out(tmp_path_factory, jiangsu):
    """The tables and the catalogue of one study, as `evaluate` writes them."""
    folder = tmp_path_factory.mktemp("why")
    files.write_tables(jiangsu, folder / "jiangsu" / "tables")
    files.write_catalogue(jiangsu, folder / "jiangsu" / "catalogue")
    return folder


def test_a_row_is_told_down_to_the_cells_and_sources(out, capsys, jiangsu):
    assert run("320700-R15-2024", "--out", out) == GOOD
    told = capsys.readouterr().out
    row = jiangsu.catalogue.set_index("catalog_id").loc["320700-R15-2024"]
    assert f"位次：第 {row['rank']} 位，抽样中 90% 在第 {row.rank_low}–{row.rank_high} 位" in told
    assert "规则 R15（rules.csv 第 16 行）：p_coordination <= 20；目标值取参评地区的中位数" in told
    assert "指标 coordination = 0.474473" in told
    assert (
        "invention_patents_per_10k_score = 0.03 0-1分，2024 年，地区 320700，figures.csv 第 410 行"
        in told
    )
    assert "来源 yrdhq2024：华东师范大学，长三角高质量发展指数，2024版" in told
    assert "权重 0.333333" in told and "nan" not in told.lower()


def test_the_folder_of_one_study_will_do(out, capsys):
    assert run("320700-R15-2024", "--out", out / "jiangsu") == GOOD
    assert "连云港市" in capsys.readouterr().out


def test_without_draws_or_rank_the_row_says_so(out, capsys):
    assert run("COAST-R01-2024", "--out", out) == GOOD
    told = capsys.readouterr().out
    assert "不参加排位，没有位次区间（见备注）" in told and "成立的比例：没有抽样" in told


def test_an_unknown_id_names_the_nearest_and_fails(out, capsys):
    assert run("320700-R14-2024", "--out", out) == USER
    told = capsys.readouterr().err
    assert "没有编号“320700-R14-2024”" in told and "320700-R15-2024" in told


def test_every_folder_that_has_the_id_is_told_and_a_broken_one_stops_none(out, tmp_path, capsys):
    for name in ("a", "b", "c"):
        shutil.copytree(out / "jiangsu", tmp_path / name)
    (tmp_path / "b" / "tables" / "catalogue_trace.csv").unlink()
    assert run("320700-R15-2024", "--out", tmp_path, "--csv", tmp_path / "why.csv") == GOOD
    told = capsys.readouterr().out
    assert f"【{tmp_path / 'a'}】" in told and f"【{tmp_path / 'c'}】" in told
    with (tmp_path / "why.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    assert {line["folder"] for line in lines} == {"a", "c"}
    assert {line["catalog_id"] for line in lines} == {"320700-R15-2024"}
    assert any(line["metric"] == "u_ip" and line["cell_value"] == "0.03" for line in lines)


def test_a_folder_without_results_is_told(tmp_path, capsys):
    assert run("320700-R15-2024", "--out", tmp_path) == USER
    assert "找不到输出文件" in capsys.readouterr().err


def test_all_that_is_missing_is_told_at_once(out, tmp_path, capsys):
    shutil.copytree(out / "jiangsu", tmp_path / "a")
    (tmp_path / "a" / "tables" / "catalogue_trace.csv").unlink()
    rules = tmp_path / "a" / "tables" / "catalogue_rules.csv"
    rules.write_text(rules.read_text(encoding="utf-8-sig").replace("condition", "bedingung"))
    assert run("320700-R15-2024", "--out", tmp_path) == USER
    told = capsys.readouterr().err
    assert "共 2 处问题" in told and "condition" in told


def test_a_file_that_cannot_be_written_is_told(out, tmp_path, capsys):
    (tmp_path / "dir.csv").mkdir()
    assert run("320700-R15-2024", "--out", out, "--csv", tmp_path / "dir.csv") == USER
    assert "dir.csv" in capsys.readouterr().err
