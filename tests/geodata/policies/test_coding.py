import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.policies.coding import DRAFT, HUMAN, in_force
from geodata.policies.corpus import (
    DELIVERABLE,
    INDUSTRY,
    RULES,
    STAGE,
    STAGES,
    TARGET,
    TOOL,
)
from geodata.policies.human_codes import no_codes
from geodata.policies.vocabulary import TOOL_CODES
from tests.geodata.policies.coded_tasks import (
    MEASURES,
    PHRASES,
    PLAN,
    VOCABULARY,
    alone,
    coded,
    codes,
    frame,
    human,
    plan_tasks,
)


@pytest.fixture(scope="module")
def plan():
    return plan_tasks()


@pytest.fixture(scope="module")
def drafts(plan):
    return coded(plan, {"JS-2016": PLAN})


@pytest.mark.parametrize("number", range(len(MEASURES)), ids=[m[0][:12] for m in MEASURES])
def test_the_draft_of_the_founding_plan_agrees_with_a_coding_by_hand(plan, drafts, number):
    own = drafts[drafts.task_id == plan.task_id[number]]
    _, _, stages, tools = MEASURES[number]
    assert set(codes(own, STAGE)) == stages and set(codes(own, TOOL)) == tools


def test_deliverables_are_the_words_of_the_plan_and_it_has_no_numeric_target(drafts):
    found = codes(drafts, DELIVERABLE)
    assert "知识产权配置导向目录" in found and "试点工作专家组" in found
    assert "知识产权资源、创新资源和产业基础信息综合数据库" in found
    assert not any("培育计划" in words for words in found)  # to carry one out yields no document
    assert codes(drafts, TARGET) == []


def test_a_task_may_have_several_deliverables():
    found = coded(*alone("对专利开展调查，形成分布状况报告。开展研究，形成相应的政策建议。"))
    assert codes(found, DELIVERABLE) == ["分布状况报告", "相应的政策建议"]


def test_a_target_is_its_clause():
    found = coded(*alone("到2025年，每万人发明专利拥有量达到17件，质押融资额达1,250亿元。"))
    assert codes(found, TARGET) == ["每万人发明专利拥有量达到17件", "质押融资额达1,250亿元"]


def test_a_line_break_inside_a_word_hides_nothing_and_the_span_holds_it():
    tasks, texts = alone("建设知识\n产权数据\n库")
    found = coded(tasks, texts)
    row = found[found.kind == STAGE].iloc[0]
    assert row.code == "service"
    assert texts["P"][row.start_char : row.end_char] == "数据\n库"


def test_the_assignment_tells_of_money_and_of_nothing_else():
    found = coded(*alone("组建专家组", "省统计局开展调查，财政厅给予经费支持"))
    assert codes(found, TOOL) == ["supply.talent", "supply.funds"]
    assert codes(found, STAGE) == ["management"]


def test_industries_are_coded_where_the_name_is_certain():
    assert codes(coded(*alone("发展新能源汽车和高端装备")), INDUSTRY) == ["36"]


def test_a_task_of_another_document_is_read_in_its_own_text():
    tasks = frame(("A", "P", "开展执法", "", 0, 4), ("B", "Q", "开展培训", "", 2, 6))
    found = coded(tasks, {"P": "开展执法。", "Q": "一、开展培训。"})
    assert found[found.kind == TOOL][["task_id", "start_char"]].to_numpy().tolist() == [
        ["A", 2],
        ["B", 4],
    ]


@settings(derandomize=True, deadline=None, max_examples=150)
@given(PHRASES, PHRASES)
def test_every_draft_quotes_a_word_of_its_code_within_its_task(text, assignment):
    tasks, texts = alone(text, assignment)
    found = coded(tasks, texts)
    assert (found.start_char >= tasks.start_char[0]).all()
    assert (found.end_char <= tasks.end_char[0]).all()
    assert not found.duplicated(["task_id", "kind", "code"]).any()
    assert (found.coder == RULES).all() and (found.status == DRAFT).all()
    for row in found.itertuples():
        quote = re.sub(r"\s", "", texts["P"][row.start_char : row.end_char])
        terms = [t for t in VOCABULARY.terms if t.kind == row.kind]
        if row.kind in (DELIVERABLE, TARGET):
            assert row.code in quote and any(t.pattern.search(quote) for t in terms)
        else:
            assert any(t.pattern.fullmatch(quote) for t in terms if t.code == row.code)


@settings(derandomize=True, deadline=None, max_examples=25)
@given(st.permutations(range(len(MEASURES))))
def test_the_order_of_tasks_does_not_matter(order):
    rows = [(f"T{n:02}", f"P{n}", MEASURES[n][0], "", 0, len(MEASURES[n][0])) for n in order]
    texts = {f"P{n}": measure[0] for n, measure in enumerate(MEASURES)}
    expected = coded(frame(*sorted(rows)), texts)
    pd.testing.assert_frame_equal(coded(frame(*rows), texts), expected)


def test_a_code_counts_that_half_of_the_coders_gave(drafts):
    first = drafts.task_id[0]
    said = human(
        (first, STAGE, "use", "甲"),
        (first, STAGE, "use", "乙"),
        (first, STAGE, "service", "丙"),
        (first, STAGE, "creation", "甲"),
        (first, STAGE, "creation", "丁"),
    )
    own = in_force(drafts, said).query("task_id == @first and kind == @STAGE")
    assert own[["code", "coder"]].to_numpy().tolist() == [["creation", "丁;甲"], ["use", "乙;甲"]]


def test_who_found_none_empties_the_draft_of_that_kind_only(drafts):
    first = drafts.task_id[0]
    own = in_force(drafts, human((first, STAGE, "", "甲"))).query("task_id == @first")
    assert codes(own, STAGE) == [] and codes(own, TOOL) == ["supply.talent"]


def test_without_persons_the_drafts_stand(drafts):
    pd.testing.assert_frame_equal(in_force(drafts, no_codes()), drafts)


CODES = {STAGE: STAGES, TOOL: TOOL_CODES, DELIVERABLE: ("报告", "目录")}
GIVEN = st.lists(
    st.sampled_from([*CODES]).flatmap(
        lambda kind: st.tuples(
            st.sampled_from([f"JS-2016-A{n:02}" for n in range(1, 6)]),
            st.just(kind),
            st.sampled_from(["", *CODES[kind]]),
            st.sampled_from("甲乙丙"),
        )
    ),
    unique=True,
    max_size=30,
)


@settings(derandomize=True, deadline=None, max_examples=100)
@given(GIVEN, st.randoms())
def test_persons_always_win_and_the_order_of_rows_does_not_matter(drafts, rows, random):
    said = human(*rows)
    found = in_force(drafts, said)
    pairs = set(zip(said.task_id, said.kind, strict=True))
    for row in found.itertuples():
        assert (row.status == HUMAN) == ((row.task_id, row.kind) in pairs)
    mixed = rows.copy()
    random.shuffle(mixed)
    shuffled = in_force(drafts.sample(frac=1, random_state=1), human(*mixed))
    pd.testing.assert_frame_equal(shuffled, found)
