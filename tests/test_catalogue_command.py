"""The command ``catalogue`` end to end: compare, review and check, with every kind of fault."""

import argparse

import pandas as pd
import pytest

from commands import catalogue
from commands.outcome import GOOD, USER
from layout.catalogue_review import merged
from layout.labels import label
from layout.review_file import Review
from reports import catalogue_changes
from reports.csv_file import write_csv


def run(*arguments):
    parser = argparse.ArgumentParser()
    catalogue.add(parser.add_subparsers())
    options = parser.parse_args(["catalogue", *map(str, arguments)])
    return options.run(options)


def generated(evaluation):
    return evaluation.catalogue.drop(columns=["review_state", "review_label"], errors="ignore")


def publish(table, folder, review=None):
    """What an evaluation with a review puts out of its catalogue."""
    result = merged(table, review or Review.empty())
    write_csv(result.catalogue, folder / "catalogue/all.csv")
    write_csv(result.edits, folder / "tables/catalogue_edits.csv")
    return result


@pytest.fixture
def out(jiangsu, tmp_path):
    publish(generated(jiangsu), tmp_path / "out/jiangsu")
    return tmp_path / "out"


def read(path):
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")


def save(rows, path):
    catalogue_changes.write_review(rows, path)


def test_a_review_is_begun_edited_and_kept(out, tmp_path, jiangsu, capsys):
    path = tmp_path / "review.csv"
    given = generated(jiangsu)
    assert run("review", "jiangsu", "--out", out, "--to", path) == GOOD
    rows = read(path)
    assert rows.catalog_id.to_list() == given.catalog_id.to_list()
    assert set(rows.state) == {"草稿"}
    rows.loc[0, ["policy_tool", "state", "reviewer"]] = ["人工定的工具", "已审", "张三"]
    save(rows, path)
    capsys.readouterr()
    assert run("review", "jiangsu", "--out", out, "--to", path) == GOOD
    assert "人工修改 1 格，均已保留" in capsys.readouterr().out
    after = read(path)
    assert after.policy_tool[0] == "人工定的工具"
    assert after["generated.policy_tool"][0] == given.policy_tool.iloc[0]
    assert (after.state[0], after.reviewer[0], after.edited[0]) == ("已审", "张三", "policy_tool")


def test_a_catalogue_published_with_the_review_gives_the_same_review(out, tmp_path, jiangsu):
    """What is published has the edits in it; they must not be taken for what is generated."""
    path = tmp_path / "review.csv"
    given = generated(jiangsu)
    run("review", "jiangsu", "--out", out, "--to", path)
    rows = read(path)
    rows.loc[0, "policy_tool"] = "人工"
    added = rows.iloc[[1]].assign(catalog_id="H-1", region_code="320500", comment="新增")
    save(pd.concat([rows, added]), path)
    run("review", "jiangsu", "--out", out, "--to", path)
    states = {label("review_state", code): code for code in ("draft", "reviewed")}
    before = path.read_bytes()
    review = read(path)
    publish(given, out / "jiangsu", Review(review.assign(state=review.state.map(states))))
    assert run("review", "jiangsu", "--out", out, "--to", path) == GOOD
    assert path.read_bytes() == before


def test_faults_of_the_editing_leave_the_file_alone(out, tmp_path, capsys):
    path = tmp_path / "review.csv"
    run("review", "jiangsu", "--out", out, "--to", path)
    rows = read(path)
    rows.loc[0, "direction"] = "引进"
    rows.loc[1, "state"] = "通过"
    save(rows, path)
    before = path.read_bytes()
    assert run("review", "jiangsu", "--out", out, "--to", path) == USER
    told = capsys.readouterr().err
    assert "共 2 处问题" in told
    assert "优化提升、重点培育、引进补强" in told
    assert path.read_bytes() == before


def test_a_file_that_cannot_be_replaced_keeps_what_it_had(out, tmp_path, monkeypatch, capsys):
    path = tmp_path / "review.csv"
    run("review", "jiangsu", "--out", out, "--to", path)
    before = path.read_bytes()

    def refused(self, target):
        raise PermissionError(13, "used by another process", str(target))

    monkeypatch.setattr(type(path), "replace", refused)  # as Windows does while Excel has it open
    assert run("review", "jiangsu", "--out", out, "--to", path) == USER
    assert "请关闭正在打开其中文件的 Excel/WPS" in capsys.readouterr().err
    assert path.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out", "review.csv"]


def test_a_file_saved_while_it_is_merged_is_not_overwritten(out, tmp_path, monkeypatch, capsys):
    path = tmp_path / "review.csv"
    run("review", "jiangsu", "--out", out, "--to", path)
    monkeypatch.setattr(catalogue, "digest", lambda path: "another")
    before = path.read_bytes()
    assert run("review", "jiangsu", "--out", out, "--to", path) == USER
    assert "合并期间被改动" in capsys.readouterr().err
    assert path.read_bytes() == before


def test_without_a_place_for_the_review_the_study_is_told(out, studies, capsys):
    assert run("review", studies.path("jiangsu.toml"), "--out", out) == USER
    assert "没有指明审核表写到哪里" in capsys.readouterr().err


def test_the_study_names_the_place_of_its_review(out, studies):
    file = studies.path("jiangsu.toml")
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("[catalogue]\n", '[catalogue]\nreview = "审核.csv"\n'), "utf-8")
    assert run("review", file, "--out", out) == GOOD
    assert (studies.folder / "审核.csv").is_file()


def test_two_runs_are_compared_and_the_table_saved(out, tmp_path, jiangsu, capsys):
    given = generated(jiangsu)
    other = given.iloc[1:].copy()
    other.iloc[0, other.columns.get_loc("priority")] = 9
    publish(other, tmp_path / "other")
    saved = tmp_path / "changes.csv"
    assert run("diff", out / "jiangsu", tmp_path / "other", "--out", saved) == GOOD
    told = capsys.readouterr().out
    assert f"新增 0 条，减少 1 条，变动 1 条，相同 {len(given) - 2} 条" in told
    assert "优先级" in told
    assert read(saved).change.to_list() == ["removed", "changed"]
    assert run("diff", out / "jiangsu/catalogue/all.csv", tmp_path / "other") == GOOD


def test_a_place_without_a_catalogue_is_a_problem(out, tmp_path, capsys):
    (tmp_path / "text.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert run("diff", tmp_path / "none", tmp_path / "text.csv") == USER
    told = capsys.readouterr().err
    assert "找不到目录文件" in told
    assert "缺少列 catalog_id" in told


def test_rules_without_serious_faults_pass_the_check(capsys):
    assert run("check", "jiangsu") == GOOD
    told = capsys.readouterr().out
    assert "[重叠] R04 与 R09" in told
    assert "没有考虑指标之间的数量关系" in told


def test_a_dead_rule_fails_the_check(studies, capsys):
    studies.change(
        "common/rules.csv", "p_coordination <= 20,", "p_coordination <= 20 and lag_none > 1,"
    )
    assert run("check", studies.path("jiangsu.toml")) == USER
    assert "规则 R15 的条件" in capsys.readouterr().out
