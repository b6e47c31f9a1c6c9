"""Tasks of the body, on the plan's own text and on small made-up documents."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.policies.corpus import LISTED
from geodata.policies.sections import tasks
from tests.geodata.policies.founding_plan import names, plan, roles_of, text


def found(document):
    return [(task.section, task.text, task.assignment) for task in tasks(document, names())]


def body():
    return plan().tasks.query("part == 'body'")


def test_the_plan_has_six_tasks():
    assert body().task_id.to_list() == [f"JS-2016-B{n}" for n in range(1, 7)]
    assert body().section.iloc[0] == "三（一）开展知识产权资源调查分析"
    assert body().text.iloc[5].startswith("推进重点区域知识产权布局。")


def test_the_plan_names_10_9_5_10_4_and_6_departments_and_no_lead():
    # METHODS 1.6; the cities are no department
    counts = []
    for task_id in body().task_id:
        named = roles_of(task_id)
        assert {role for _, role in named} == {LISTED}
        assert ("CITY", LISTED) in named
        counts.append(len({code for code, _ in named} - {"CITY"}))
    assert counts == [10, 9, 5, 10, 4, 6]


def test_a_task_stands_at_its_span():
    for row in body().itertuples():
        quote = text()[row.start_char : row.end_char]
        assert quote.startswith("（")
        assert quote.endswith("各省辖市）")
        assert row.text in quote


def test_brackets_that_begin_with_a_department_need_no_heading():
    document = "一、重点任务\n（一）加强保护。推进甲。（省知识产权局牵头，各县（市、区）配合）\n"
    assert found(document) == [
        ("一（一）加强保护", "加强保护。推进甲。", "省知识产权局牵头，各县（市、区）配合")
    ]


def test_other_brackets_are_words_of_the_task():
    document = "一、重点任务\n（一）建设平台（含省财政厅资金）。\n"
    assert found(document) == [("一（一）建设平台", "建设平台（含省财政厅资金）。", "")]


def test_items_with_units_of_their_own_are_the_tasks():
    document = "二、措施\n（一）促进运用。\n1.推进乙。（省科技厅）\n2.推进丙。（省财政厅）\n"
    assert found(document) == [
        ("二（一）促进运用", "推进乙。", "省科技厅"),
        ("二（一）促进运用", "推进丙。", "省财政厅"),
    ]


def test_units_behind_the_last_item_are_those_of_the_whole_part():
    document = "二、措施\n（一）促进运用。\n1.推进乙。\n2.推进丙。\n（责任单位：省财政厅）\n"
    assert found(document) == [
        ("二（一）促进运用", "促进运用。1.推进乙。2.推进丙。", "责任单位：省财政厅")
    ]


def test_a_line_of_responsible_units_needs_no_brackets():
    document = "一、重点任务\n（一）加强保护。\n责任单位：省科技厅、财政厅\n"
    assert found(document)[0][2] == "责任单位：省科技厅、财政厅"


def test_a_task_without_units_among_others_is_kept():
    document = "一、任务\n（一）甲。（责任单位：省科技厅）\n（二）乙。\n二、附则\n（一）丙。\n"
    assert [assignment for *_, assignment in found(document)] == ["责任单位：省科技厅", ""]


def test_without_units_the_sections_of_tasks_are_taken_but_not_safeguards():
    document = (
        "一、指导思想\n（一）甲。\n二、主要任务\n（一）乙。\n第二段。\n三、保障措施\n（一）丙。\n"
    )
    assert found(document) == [("二（一）乙", "乙。第二段。", "")]


def test_without_headings_of_tasks_those_that_begin_with_an_action_are_taken():
    document = "一、发展背景\n（一）甲。\n二、完善服务体系\n（一）乙。\n1.丁。\n2.戊。\n三、强化实施保障，统筹重点任务\n（一）丙。\n"
    assert found(document) == [("二（一）乙", "丁。", ""), ("二（一）乙", "戊。", "")]


def test_marks_of_converters_contents_and_tables_are_no_headings():
    document = (
        "二、重点任务 3\n（一）甲 4\n[bookmark: _Toc1]二、重点任务\n[bookmark: _Toc2]（一）乙。\n"
        "\t专栏1\n（二）格内文字。\n\n（二）丙。\n"
    )
    assert [task for _, task, _ in found(document)] == ["乙。", "丙。"]


def test_quotation_marks_that_a_pdf_moves_to_the_front_hide_no_number():
    document = "一、重点任务\n（一）甲。\n“ ”（二）根据行动推进乙。\n"
    assert [task for _, task, _ in found(document)] == ["甲。", "根据行动推进乙。"]


def test_a_signature_behind_the_last_task_is_no_part_of_it():
    document = "一、重点任务\n（一）甲。\n江苏省知识产权局\n2020年1月2日\n"
    assert found(document)[0][1] == "甲。"


@pytest.mark.parametrize("words", ["", "\n", "没有编号的文字。", "（" * 50, "一、" * 30])
def test_a_text_without_tasks_has_none(words):
    assert tasks(words, names()) == []


@settings(derandomize=True, deadline=None, max_examples=200)
@given(st.text("一二（）、1.。\n\t 任务责任单位：省科技厅各市", max_size=80))
def test_any_text_can_be_divided_and_tasks_stand_where_they_say(words):
    stop = 0
    for task in tasks(words, names()):
        assert stop <= task.start <= task.end <= len(words)
        stop = task.end
        quote = "".join(words[task.start : task.end].split())
        assert task.text in quote
        start = task.assignment_start
        assert words[start : start + len(task.assignment)] == task.assignment
