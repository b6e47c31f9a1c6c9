"""Strength, goal, measure and effect; documents are made up."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import run_eval
from geodata.errors import Problems
from layout.notes import Notes
from layout.policy import coded, scores
from layout.policy.pmc import INDEX_COLUMNS
from tests.layout.policy.made_up import CODES, clarity, corpus, documents

BUNDLED = Path(run_eval.__file__).parent / "studies" / "common" / "policy_goals.csv"
NO_PMC = pd.DataFrame([["P", 1.5, 0.75, "excellent"]], columns=[*INDEX_COLUMNS])


@pytest.fixture(scope="module")
def rules():
    problems = Problems()
    found, _ = scores.read_goals(BUNDLED, problems)
    assert not problems
    return found


def scored(policies, rules, **changed):
    table = documents(policies, **changed)
    tasks = coded.judged_tasks(policies, table)
    return scores.scores(policies, table, clarity(policies), tasks, rules, NO_PMC, Notes()).iloc[0]


def test_scores_of_the_made_up_document_by_hand(rules):
    # no target, deadlines and deliverables 1/3 → goal 1; tool and owner 2/3, one lead 1/3 → 3
    row = scored(corpus(), rules)
    assert (row.goal, row.measure) == (1, 3)
    assert row.effect == (1 + 3) * 3
    assert row.goal_reason.startswith(
        "3 项任务中，有数量目标的占 0%，有期限的占 33.33%，有成果形式的占 33.33%"
    )
    assert "既有政策工具又有责任部门的占 66.67%，只有一个牵头部门的占 33.33%" in row.measure_reason
    assert "《虚构方案》" in row.strength_reason
    assert row.coding_label == "初编（待人工核定）"


def test_a_numeric_target_raises_the_goal(rules):
    row = scored(corpus(codes=[*CODES, ("P-A01", "target", "达到 80%", "human")]), rules)
    assert row.goal == 3  # a third of the tasks has a target, but only a third a deadline


def test_without_tasks_there_is_no_score(rules):
    whole = corpus(codes=(), roles=())
    row = scored(replace(whole, tasks=whole.tasks.iloc[:0]), rules)
    assert np.isnan([row.goal, row.measure, row.effect]).all()
    assert row.goal_reason == "没有识别出任务，不评分"


def test_without_strength_there_is_no_effect(rules):
    row = scored(corpus(), rules, strength=pd.NA)
    assert np.isnan(row.effect)
    assert "没有适用的规则" in row.strength_reason


@pytest.mark.parametrize("kind", ["goal", "measure"])
def test_the_bundled_rules_have_all_five_scores_and_the_highest_comes_first(rules, kind):
    assert [rule.score for rule in rules if rule.kind == kind] == [5, 4, 3, 2, 1]


@pytest.mark.parametrize("kind", ["goal", "measure"])
def test_perfect_facts_score_five_and_bare_tasks_one(rules, kind):
    perfect = dict.fromkeys(scores.FACTS, 100.0)
    bare = dict.fromkeys(scores.FACTS, 0.0) | {"tasks": 4.0}
    assert scores.judged(rules, kind, perfect)[0] == 5
    assert scores.judged(rules, kind, bare)[0] == 1


def test_faults_of_the_codebook_are_all_told(tmp_path):
    path = tmp_path / "goals.csv"
    path.write_text(
        "kind,score,condition,reason,source\ngoal,9,tasks > 0,{nothing},x\nwish,1,wishes > 0,,x\n",
        encoding="utf-8",
    )
    problems = Problems()
    scores.read_goals(path, problems)
    assert [p.code for p in problems].count("value_not_allowed") == 2
    assert [p.code for p in problems].count("metric_unknown") == 2
