"""Documents become tasks and roles in one table each."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.policies.corpus import DOCUMENT_COLUMNS, ROLE_COLUMNS, ROLES, TASK_COLUMNS
from geodata.policies.parsing import parsed
from tests.geodata.policies.founding_plan import names, plan

TABLE = "\t主要措施\n\t牵头单位\n\t配合单位\n\t完成时限\n\n"


def divided(document, level="province", date="2016-02-17"):
    row = dict.fromkeys(DOCUMENT_COLUMNS, "") | {"policy_id": "P", "level": level, "date": date}
    return parsed(pd.DataFrame([row]), {"P": document}, names())


def task(words, **options):
    made = divided(f"一、重点任务\n（一）{words}\n", **options)
    assert len(made.tasks) == 1
    return made.tasks.iloc[0]


def test_the_plan_has_32_tasks_of_which_each_role_is_one():
    assert plan().tasks.columns.to_list() == [*TASK_COLUMNS]
    assert plan().roles.columns.to_list() == [*ROLE_COLUMNS]
    assert len(plan().tasks) == plan().tasks.task_id.nunique() == 32
    assert set(plan().roles.task_id) <= set(plan().tasks.task_id)
    assert not plan().roles.duplicated(["task_id", "department", "role"]).any()


def test_the_plan_names_no_body_by_a_name_of_later_years_nor_an_unknown_one():
    assert plan().outdated == plan().unknown == []


@pytest.mark.parametrize(
    ("words", "end"),
    [
        ("到2020年，建成平台。", "2020-12-31"),
        ("2018年底前建成平台。", "2018-12-31"),
        ("2017-2019年建设平台。", ""),  # when it is worked on, not by when it is done
        ("截至2015年底，已有平台。", ""),  # before the document's date: its history
        ("建设平台。", ""),
    ],
)
def test_a_sentence_of_the_body_tells_a_deadline_or_none(words, end):
    row = task(words)
    assert (row.start, row.end) == ("", end)


def test_a_name_of_other_years_is_told_once_and_not_without_a_date():
    document = "一、任务\n（一）甲。（省工信厅、农业农村厅）\n（二）乙。（省农业农村厅）\n"
    assert divided(document).outdated == [("P", "农业农村厅")]
    assert divided(document, date="").outdated == []


def test_an_unknown_body_is_told_with_its_task_and_has_no_role():
    made = divided("一、任务\n（一）甲。（省科技厅牵头，省大数据局配合）\n")
    assert made.unknown == [("P-B1", "省大数据局")]
    assert made.roles.department.to_list() == ["STD"]


def test_bodies_of_the_state_have_a_part_in_national_documents_only():
    document = "一、任务\n（一）甲。（责任单位：国家知识产权局、教育部）\n"
    assert divided(document).roles.empty
    assert divided(document, level="nation").roles.department.to_list() == ["IPO", "EDU"]


def test_a_department_of_two_columns_leads_and_is_named_once_per_part():
    made = divided(TABLE + "\t甲\n\t省科技厅\n\t省财政厅、财政厅\n\t2017年\n\n")
    assert made.tasks.assignment_text.to_list() == ["省科技厅；省财政厅、财政厅"]
    assert made.roles[["department", "role"]].to_numpy().tolist() == [
        ["STD", "lead"], ["FIN", "participant"],
    ]  # fmt: skip


def test_the_body_ends_where_the_table_of_measures_begins():
    table = TABLE + "\t（一）甲\n\t省科技厅\n\t省财政厅\n\t2017年\n\n"
    made = divided(f"一、重点任务\n（一）乙。（省科技厅）\n\n附件\n{table}")
    assert made.tasks.task_id.to_list() == ["P-B1", "P-A01"]


def test_a_document_without_tasks_gives_tables_with_all_columns():
    made = divided("通知。\n")
    assert made.tasks.empty and made.tasks.columns.to_list() == [*TASK_COLUMNS]
    assert made.roles.empty and made.roles.columns.to_list() == [*ROLE_COLUMNS]


PIECES = st.sampled_from(
    [
        "一、重点任务\n", "（一）", "1.", "（责任单位：", "省科技厅", "、财政厅", "牵头", "，", "）\n",
        "\t主要措施\n\t任务分工\n\t时序进度\n\n", "\t", "\n", "\n\n", "2016年", "2-5月", "各市", "会同", "。",
    ]
)  # fmt: skip


@settings(derandomize=True, deadline=None, max_examples=200)
@given(st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=60))
def test_any_text_can_be_divided_and_everything_quoted_stands_there(document):
    made = divided(document)
    for row in made.tasks.itertuples():
        assert row.text in "".join(document[row.start_char : row.end_char].split())
        assert not (row.start and row.end) or row.start <= row.end
    for row in made.roles.itertuples():
        assert "".join(document[row.start_char : row.end_char].split()) == row.name_in_text
        assert row.role in ROLES
