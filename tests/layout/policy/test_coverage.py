"""Coverage, pattern and known gaps; figures and documents are made up."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import run_eval
from geodata.errors import Problems
from geodata.policies.corpus import STAGES, TOOLS
from layout.notes import Notes
from layout.policy import coded, coverage, wordrules
from tests.layout.policy.made_up import corpus, documents

STUDIES = Path(run_eval.__file__).parent / "studies"
GAPS = (
    coverage.KnownGap("high_value", "高价值培育", "creation", "高价值…培育；培育…高价值", "虚构"),
    coverage.KnownGap("pledge", "质押融资担保", "use", "质押…担保；担保…质押", "虚构"),
)
ALL_TOOLS = [f"{kind}.{name}" for kind, names in TOOLS.items() for name in names]


def found(policies, notes=None, **changed):
    table = documents(policies, **changed)
    tasks = coded.judged_tasks(policies, table)
    cells = coded.cells(tasks)
    gaps = coverage.known_gaps(GAPS, policies, table)
    pattern = coverage.pattern(cells, tasks, table, gaps, notes or Notes())
    return coverage.coverage(cells, table), pattern.set_index("policy_id")


def test_a_task_with_two_tools_is_shared_between_them():
    covered, _ = found(corpus())
    one = covered[(covered.policy_id == "P") & (covered.tasks > 0)].set_index(["stage", "tool"])
    assert one.weight.to_dict() == {
        ("use", "environment.finance"): 3,
        ("service", "supply.information"): 1.5,
        ("service", "supply.platform"): 1.5,
    }
    assert one.coding["use", "environment.finance"] == "human"
    assert one.coding["service", "supply.platform"] == "draft"


def test_every_cell_is_listed_for_the_corpus_and_for_each_document():
    covered, _ = found(corpus())
    assert covered.groupby("policy_id").size().to_dict() == {"": 70, "P": 70}


def test_coverage_and_evenness_by_hand():
    # two cells of 15 with weights 3 and 3: H = ln 2
    _, pattern = found(corpus())
    assert pattern.coverage["P"] == pytest.approx(2 / 15, abs=1e-6)
    assert pattern.evenness["P"] == pytest.approx(np.log(2) / np.log(15), abs=1e-6)
    assert pattern.tasks_coded["P"] == 2
    assert pattern.coding["P"] == "mixed"
    assert pattern.remark["P"] == "policy_some_uncoded"


@pytest.mark.parametrize(
    ("stages", "kind", "longest"),
    [
        (["use"], "point", 1),
        (["creation", "use"], "partial", 2),
        (["creation", "protection", "service"], "partial", 1),
        (["use", "protection", "management"], "chain", 3),
    ],
)
def test_a_chain_is_three_stages_in_a_row_and_a_point_is_one(stages, kind, longest):
    codes = [("P-A01", "stage", stage, "draft") for stage in stages]
    codes.append(("P-A01", "tool", "supply.funds", "draft"))
    _, pattern = found(corpus(codes=codes))
    assert pattern.pattern["P"] == kind
    assert pattern.longest_chain["P"] == longest


def test_a_known_gap_is_filled_with_its_quote_or_said_to_be_open():
    _, pattern = found(corpus())
    for policy in ("P", ""):
        filled, still_open = pattern.known_gaps[policy].split("；")
        assert "“高价值专利培育”" in filled
        assert still_open == "质押融资担保：未见相应措施"


def test_a_document_out_of_force_leaves_the_corpus_and_keeps_its_own_rows():
    covered, pattern = found(corpus(), in_force=0)
    assert covered.groupby("policy_id").tasks.sum().to_dict() == {"": 0, "P": 3}
    assert pattern.pattern[""] == ""
    assert np.isnan(pattern.coverage[""])
    assert pattern.known_gaps[""] == ""
    assert "高价值专利培育" in pattern.known_gaps["P"]


def test_no_code_gives_a_remark_and_no_number():
    notes = Notes()
    _, pattern = found(corpus(codes=()), notes)
    assert pattern.remark["P"] == "policy_no_coded_task"
    assert pattern[["coverage", "evenness"]].isna().all(axis=None)
    assert notes.frame().message_code.to_list() == ["policy_uncoded"]


def test_without_strength_there_is_coverage_but_no_evenness():
    _, pattern = found(corpus(), strength=pd.NA)
    assert pattern.coverage["P"] == pytest.approx(2 / 15, abs=1e-6)
    assert np.isnan(pattern.evenness["P"])
    assert "policy_no_strength" in pattern.remark["P"]


def test_an_empty_corpus_gives_empty_tables():
    covered, pattern = found(corpus(tasks={}, roles=(), codes=()))
    assert covered.empty
    assert pattern.empty


@settings(derandomize=True, deadline=None, max_examples=30)
@given(st.lists(st.tuples(st.sampled_from(STAGES), st.sampled_from(ALL_TOOLS)), min_size=1))
def test_weights_add_up_to_the_strength_of_the_tasks_coded(pairs):
    codes = [("P-A01", "stage", stage, "draft") for stage, _ in pairs]
    codes += [("P-A01", "tool", tool, "draft") for _, tool in pairs]
    codes += [("P-A02", "stage", "use", "draft"), ("P-A02", "tool", "supply.funds", "draft")]
    covered, _ = found(corpus(codes=codes))
    assert covered.groupby("policy_id").weight.sum()["P"] == pytest.approx(6, abs=1e-4)


@settings(derandomize=True, deadline=None, max_examples=50)
@given(st.lists(st.floats(0, 100), min_size=2, max_size=15))
def test_evenness_lies_between_0_and_1_whatever_the_order(weights):
    value = coverage.evenness(np.array(weights))
    if sum(weights) > 0:
        assert 0 <= value <= 1 + 1e-12
        assert coverage.evenness(np.array(weights[::-1])) == pytest.approx(value)
    else:
        assert np.isnan(value)


def test_a_wildcard_stays_within_one_sentence():
    assert wordrules.find("质押融资。担保", "质押…担保") is None
    assert wordrules.find("一质押并担保", "质押…担保") == (1, 6, "质押并担保")


def test_the_founding_plan_fills_one_of_the_two_gaps_that_the_paper_names():
    """三（五） fosters 高价值知识产权培育计划; no word on pledge finance or guarantees anywhere."""
    gaps, _ = coverage.read_gaps(STUDIES / "common" / "policy_gaps.csv", Problems())
    plan = (STUDIES / "jiangsu" / "policies" / "JS-2016-plan.txt").read_text(encoding="utf-8")
    policies = corpus(text=plan)
    creation, pledge = coverage.known_gaps(gaps, policies, documents(policies))["P"]
    assert creation.place.quote == "高价值知识产权培育"
    assert plan[creation.place.start : creation.place.end] == creation.place.quote
    assert pledge.place is None


def test_faulty_gaps_are_all_told(tmp_path):
    path = tmp_path / "gaps.csv"
    path.write_text(
        "gap,label_zh,stage,words,source\na,甲,use,,x\na,乙,elsewhere,词,x\n", encoding="utf-8"
    )
    problems = Problems()
    coverage.read_gaps(path, problems)
    assert {p.code for p in problems} == {"cell_empty", "code_repeated", "value_not_allowed"}
