"""The plan's task table; every expected number is counted by hand in its text."""

from collections import Counter

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.errors import Problems
from geodata.policies.annex import EMPTY, measures
from geodata.policies.corpus import ANNEX, LEAD, LISTED, PARTICIPANT
from geodata.policies.files import read_text
from geodata.policies.parsing import parsed
from tests.geodata.policies.founding_plan import documents, names, plan, roles_of, text

HEAD = "\t阶段\n\t重点任务\n\t主要措施\n\t任务分工\n\t时序进度\n\n"


def annex():
    return plan().tasks.query("part == 'annex'").reset_index(drop=True)


def leads(task_id):
    return [department for department, role in roles_of(task_id) if role == LEAD]


def test_the_plan_has_26_measures_in_the_order_of_its_table():
    tasks = annex()
    assert tasks.task_id.to_list() == [f"JS-2016-A{n:02d}" for n in range(1, 27)]
    assert tasks.number.to_list() == list(range(1, 27))
    assert tasks.text.iloc[0] == "组建试点工作专家组"
    assert tasks.text.iloc[25] == "向国家知识产权局汇报试点工作情况，提请国家知识产权局考核验收"


def test_phases_and_sections_are_carried_down_and_a_merged_page_break_keeps_the_section():
    tasks = annex().set_index("task_id")
    assert Counter(annex().phase) == {
        "试点启动": 2, "试点推进": 7, "阶段总结": 1, "重点推进": 14, "总结验收": 2,
    }  # fmt: skip
    # the phase is printed again at the top of a page, the section is not
    assert tasks.section["JS-2016-A08"] == tasks.section["JS-2016-A07"] == "知识产权布局综合评价"
    assert tasks.section["JS-2016-A24"] == "推进重点区域知识产权布局"


def test_rows_with_fewer_cells_are_told_apart_by_what_their_cells_say():
    tasks = annex().set_index("task_id")
    for code, phase, section, schedule in (
        ("A10", "阶段总结", "阶段总结", "2016年11-12月"),
        ("A25", "总结验收", "自评总结", "2018年1-6月"),
        ("A26", "总结验收", "检查验收", "2018年7-12月"),
    ):
        row = tasks.loc[f"JS-2016-{code}"]
        assert (row.phase, row.section, row.schedule_text) == (phase, section, schedule)
        assert row.assignment_text == ""


def test_leads_are_19_one_3_several_1_nobody_among_ten_3_nobody_at_all():
    # METHODS 1.6 and 6.2, counted again in the text
    kinds = Counter()
    for task_id in annex().task_id:
        named = [department for department, _ in roles_of(task_id)]
        kinds["none" if not named else min(len(leads(task_id)), 2)] += 1
    assert kinds == {1: 19, 2: 3, 0: 1, "none": 3}


def test_18_leads_are_told_by_organising_and_one_by_the_word_lead():
    one = [task for task in annex().task_id if len(leads(task)) == 1]
    rows = plan().roles.query("role == 'lead'").set_index("task_id").clause
    words = Counter("牵头" if "牵头" in rows[task] else "组织实施" for task in one)
    assert words == {"组织实施": 18, "牵头": 1}


def test_the_measure_without_a_lead_has_ten_equal_participants():
    assert {role for _, role in roles_of("JS-2016-A14")} == {PARTICIPANT}
    assert len(roles_of("JS-2016-A14")) == 10


def test_three_clauses_organise_the_survey_of_innovation():
    found = dict.fromkeys(("lead", "participant", "data"), "")
    for department, role in roles_of("JS-2016-A05"):
        found[role] += department + " "
    assert found == {
        "lead": "DRC EIC STA ", "participant": "IPO EDU STD ", "data": "AGR AIC CPR STA ",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "start", "end"),
    [
        ("A01", "2016-02-01", "2016-02-29"),
        ("A05", "2016-02-01", "2016-05-31"),
        ("A12", "2017-01-01", "2017-02-28"),
        ("A16", "2017-11-01", "2018-06-30"),
        ("A18", "2016-03-01", "2017-12-31"),
        ("A26", "2018-07-01", "2018-12-31"),
    ],
)
def test_schedules_become_first_and_last_day(code, start, end):
    row = annex().set_index("task_id").loc[f"JS-2016-{code}"]
    assert (row.start, row.end) == (start, end)


def test_every_measure_has_a_period():
    tasks = annex()
    assert (tasks.start != "").all() and (tasks.start <= tasks.end).all()


def test_spans_quote_the_measure_and_the_names():
    document = text()
    for row in plan().tasks.itertuples():
        quote = "".join(document[row.start_char : row.end_char].split())
        assert row.text in quote and row.assignment_text in quote
    for row in plan().roles.itertuples():
        quote = "".join(document[row.start_char : row.end_char].split())
        assert quote == row.name_in_text


def test_the_list_of_copies_behind_the_table_is_no_measure():
    assert not annex().text.str.contains("抄送").any()


def plan_as_word(path):
    """The plan's annex as a Word table whose blank cells are really merged with those above."""
    start = text().index("\t阶段")
    rows = text()[start : text().index("\n\n\n\t\n")].split("\n\n")
    cells = [[cell.strip("\n") for cell in row.strip("\n").split("\t")[1:]] for row in rows]
    document = docx.Document()
    document.add_paragraph("江苏省知识产权区域布局试点工作\n任务分解及时序进度表")
    table = document.add_table(len(cells), 5)
    above = [None] * 5
    for n, row in enumerate(cells):
        # 3 cells: phase, measure, schedule; 4: no assignment; the measure's cell spans the rest
        places = {5: [0, 1, 2, 3, 4], 3: [0, 1, 4], 4: [0, 1, 2, 4]}[len(row)]
        ends = [*places[1:], 5]
        for place, end, words in zip(places, ends, row, strict=True):
            cell = table.cell(n, place)
            if end - place > 1:
                cell = cell.merge(table.cell(n, end - 1))
            if words:
                cell.text = words
                above[place] = cell
            else:
                above[place] = above[place].merge(cell)
    document.add_paragraph("")
    document.save(path)


def test_a_word_table_with_merged_cells_gives_the_same_measures(tmp_path):
    path = tmp_path / "plan.docx"
    plan_as_word(path)
    problems = Problems()
    found = read_text(path, problems, file="policies.csv", row=2)
    assert not problems, list(problems)
    made = parsed(documents().table, {"JS-2016": found}, names())
    columns = ["task_id", "phase", "section", "text", "assignment_text", "start", "end"]
    expected = annex()
    assert made.tasks[columns].to_dict("list") == expected[columns].to_dict("list")
    kept = plan().roles[plan().roles.task_id.isin(expected.task_id)]
    roles = ["task_id", "department", "role"]
    assert made.roles[roles].to_numpy().tolist() == kept[roles].to_numpy().tolist()


def one(table):
    found = measures(table, names())
    assert len(found) == 1
    return found[0]


def test_an_assignment_merged_with_the_one_above_holds_for_both_measures():
    row = "\t试点\n\t任务\n\t甲\n\t省科技厅牵头\n\t2016年\n\n\t\n\t\n\t乙\n\t\n\t\n\n"
    first, second = measures(HEAD + row, names())
    assert [cell.text for cell, _ in second.assignments] == ["省科技厅牵头"]
    assert second.schedule.text == first.schedule.text == "2016年"


def test_an_empty_cell_of_a_word_table_is_nobodys():
    row = f"\t试点\n\t任务\n\t甲\n\t省科技厅牵头\n\t2016年\n\n\t\n\t\n\t乙\n\t{EMPTY}\n\t2017年\n\n"
    assert measures(HEAD + row, names())[1].assignments == ()


def test_a_table_without_schedule_and_with_two_columns_of_units_is_read():
    table = (
        "\t序号\n\t重点任务\n\t牵头单位\n\t配合单位\n\n\t1\n\t建设平台\n\t省科技厅\n\t省财政厅\n\n"
    )
    measure = one(table)
    assert measure.text.text == "建设平台"
    assert [(cell.text, role) for cell, role in measure.assignments] == [
        ("省科技厅", LEAD), ("省财政厅", PARTICIPANT),
    ]  # fmt: skip


def test_a_column_of_responsible_units_tells_no_lead():
    table = "\t工作内容\n\t责任单位\n\t完成时限\n\n\t建设平台\n\t省科技厅\n\t2018年底前\n\n"
    assert one(table).assignments[0][1] == LISTED


def test_a_table_of_indicators_behind_a_paragraph_has_no_measures():
    table = HEAD + "\t试点\n\t任务\n\t甲\n\t省科技厅牵头\n\t2016年\n\n\n"
    other = "表2 主要指标\n\t指标\n\t单位\n\t2015年\n\t2020年\n\t属性\n\n\t专利\n\t件\n\t1\n\t2\n\t预期性\n\n"
    assert one(table + other).text.text == "甲"


WORDS = st.text("甲乙丙丁戊己庚辛", min_size=1, max_size=8)
BODIES = st.lists(st.sampled_from(["知识产权局", "科技厅", "财政厅"]), min_size=1, unique=True)
ROWS = st.lists(
    st.tuples(
        st.none() | WORDS,  # None: merged with the row above
        st.none() | WORDS,
        WORDS,
        BODIES,
        st.integers(2010, 2030),
    ),
    min_size=1,
    max_size=8,
)


@settings(derandomize=True, deadline=None, max_examples=60)
@given(ROWS)
def test_a_made_up_table_is_read_back(rows):
    written = HEAD
    expected = []
    phase = section = ""
    for own, task, measure, bodies, year in rows:
        if own and own != phase:
            section = ""
        phase, section = own or phase, task or section
        assignment = f"省{'、'.join(bodies)}负责"
        written += f"\t{own or ''}\n\t{task or ''}\n\t{measure}\n\t{assignment}\n\t{year}年\n\n"
        expected.append((phase, section, measure, assignment, f"{year}年"))
    found = [
        (m.phase, m.section, m.text.text, m.assignments[0][0].text, m.schedule.text)
        for m in measures(written, names())
    ]
    assert found == expected


@settings(derandomize=True, deadline=None, max_examples=150)
@given(st.text("\t\n 　阶段重点任务主要措施分工时序进度省科技厅牵头2016年", max_size=120))
def test_any_text_can_be_parsed_and_cells_stand_where_they_say(words):
    for measure in measures(words, names()):
        cells = [measure.text, *(cell for cell, _ in measure.assignments)]
        assert all(words[cell.start : cell.end] == cell.raw for cell in cells)


def test_the_parts_of_the_document_are_kept_apart():
    assert Counter(plan().tasks.part) == {"body": 6, ANNEX: 26}
