"""``ingest`` and what an evaluation takes from the store, on SYNTHETIC registers."""

import os
import shutil
import time

import pandas as pd
import pytest

import layout
import run_eval
from geodata.errors import Problems
from geodata.registers import ingest
from geodata.registers.cells import RIGHT
from geodata.registers.stored import joined
from geodata.statistics import read_statistics
from geodata.store import Store
from tests.conftest import ROOT


@pytest.fixture
def study(demo_study, tmp_path):
    """A copy of the study and its store."""
    folder = shutil.copytree(demo_study.parent, tmp_path / "study")
    return folder / demo_study.name


def change(path, old, new):
    text = path.read_text(encoding="utf-8-sig")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8-sig", newline="")


def test_the_same_registers_are_counted_once(study, capsys):
    before = Store(study.parent / "store").loads()
    assert run_eval.main(["ingest", str(study)]) == run_eval.GOOD
    assert "内容与已载入的相同" in capsys.readouterr().out
    assert Store(study.parent / "store").loads().equals(before)
    assert not [*(study.parent / "store").glob(".work*")]


def test_published_figures_are_stored_though_the_registers_are_the_same(study):
    store = Store(study.parent / "store")
    change(study.parent / "tables" / "figures.csv", ",16907.85,", ",16908.85,")
    assert run_eval.main(["ingest", str(study)]) == run_eval.GOOD
    assert store.loads("demo").kind.value_counts().to_dict() == {"published": 2, "registers": 1}
    changed = store.revisions("demo")
    assert changed[["value_a", "value_b"]].to_numpy().tolist() == [[16907.85, 16908.85]]


def test_another_rule_of_counting_makes_another_load(study, monkeypatch, capsys):
    monkeypatch.setattr(ingest, "_program", lambda: "another")
    assert run_eval.main(["ingest", str(study)]) == run_eval.GOOD
    assert "已载入 2026-11-22-r2" in capsys.readouterr().out


def test_what_a_killed_ingest_left_is_swept_away(study):
    store = study.parent / "store"
    for name, age in ((".work-old", 2 * ingest.STALE_S), (".work-busy", 0)):
        (store / name).mkdir()
        (store / name / "part").write_text("x", encoding="utf-8")
        for path in (store / name / "part", store / name):
            os.utime(path, (time.time() - age,) * 2)
    assert run_eval.main(["ingest", str(study)]) == run_eval.GOOD
    assert [path.name for path in store.glob(".work*")] == [".work-busy"]


def test_a_table_edited_after_the_load_stops_the_evaluation(study, capsys):
    change(study.parent / "tables" / "concordance.csv", "ipc,A01B,35,", "ipc,A01B,34,")
    assert run_eval.main(["check", str(study)]) == run_eval.USER
    told = capsys.readouterr().err
    assert "concordance.csv" in told
    assert "ingest" in told
    # the vintage of then may still be asked for
    change(study, "[registers]\n", '[registers]\nvintage = "2026-11-22"\n')
    assert run_eval.main(["check", str(study)]) == run_eval.GOOD


def test_without_a_load_the_evaluation_says_what_to_do(study, capsys):
    shutil.rmtree(study.parent / "store")
    assert run_eval.main(["check", str(study)]) == run_eval.USER
    assert "ingest" in capsys.readouterr().err


def test_a_study_without_registers_has_nothing_to_ingest(capsys):
    assert run_eval.main(["ingest", "jiangsu"]) == run_eval.USER
    assert "registers.declaration" in capsys.readouterr().err


def test_a_faulty_register_leaves_the_store_as_it_was(study, capsys):
    before = Store(study.parent / "store").loads()
    change(study.parent / "tables" / "columns.csv", "patent,number,", "patent,number,没有的列")
    assert run_eval.main(["ingest", str(study)]) == run_eval.USER
    assert "没有的列" in capsys.readouterr().err
    assert Store(study.parent / "store").loads().equals(before)
    assert not [*(study.parent / "store").glob(".work*")]


def test_a_later_load_keeps_the_earlier_vintage(study):
    store = Store(study.parent / "store")
    before = store.figures("demo")
    change(study, "[registers]\n", '[registers]\nabnormal = "include"\n')
    assert run_eval.main(["ingest", str(study)]) == run_eval.GOOD
    assert store.loads("demo").query("kind == 'registers'").revision.to_list() == [1, 2]
    first = store.figures("demo", "2026-11-22-r1")
    pd.testing.assert_frame_equal(first, before)
    changed = store.revisions("demo")
    assert (changed.value_b > changed.value_a).all()
    assert len(changed)


def test_totals_reconcile_exactly(demo_evaluation):
    cells = demo_evaluation.evidence.registers.cells
    kept = cells.rights[cells.rights.abnormal == 0]
    for event in ("filed", "granted", "ended"):
        year = f"{event}_year"
        records = kept[kept[year] > 0].groupby(["region_code", "kind", "type"]).records.sum()
        parts = cells.industries[cells.industries.event == event]
        parts = parts.groupby(["region_code", "kind", "type"]).parts.sum()
        assert (parts == records.reindex(parts.index) * RIGHT).all()
        assert parts.index.equals(records.index)
    counted = cells.account[cells.account.stage == "counted"].groupby("kind").records.sum()
    assert cells.rights.groupby("kind").records.sum().equals(counted[cells.rights.kind.unique()])


def test_a_published_figure_wins_and_the_difference_is_told():
    statistics, _ = read_statistics(ROOT / "studies" / "common" / "statistics.csv", Problems())
    columns = ["region_code", "year", "statistic", "value", "unit", "status", "source_id", "note"]
    rows = [
        ("320100", 2024, "rd_expenditure", 5e4, "万元", "counted", "r", ""),
        ("320200", 2024, "rd_expenditure", 7e4, "万元", "counted", "r", ""),
        ("320200", 2024, "unknown_statistic", 7.0, "件", "counted", "r", ""),
    ]
    counted = pd.DataFrame(rows, columns=columns)
    published = counted.iloc[[0]].assign(value=6.0, status="observed", source_id="p", row=2)
    figures, both = joined(published.drop(columns="unit"), counted, statistics)
    assert figures[["region_code", "value", "source_id", "status"]].to_numpy().tolist() == [
        ["320100", 6.0, "p", "observed"],
        ["320200", 7.0, "r", "observed"],
    ]
    assert both[["published", "counted"]].to_numpy().tolist() == [[6.0, 5.0]]


def test_the_load_is_told_to_the_reader(demo_evaluation):
    codes = set(demo_evaluation.notes.message_code)
    assert {"registers_load", "registers_concordance"} <= codes
    assert "catalogue_no_industry" not in codes
    told = demo_evaluation.notes.set_index("message_code").detail["registers_concordance"]
    assert "合成" in told


def test_the_whole_evaluation_is_the_same_twice(demo_study, demo_evaluation):
    again = layout.evaluate(*run_eval.load(demo_study))
    for name, table in demo_evaluation.views.items():
        pd.testing.assert_frame_equal(table, again.views[name])
    pd.testing.assert_frame_equal(demo_evaluation.catalogue, again.catalogue)
