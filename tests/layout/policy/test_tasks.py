import pytest

from layout.policy.reading import Reading, spot, tidy
from layout.policy.tasks import tasks
from tests.layout.policy.corpora import Corpus, task

CODES = [
    ("stage", "use"),
    ("tool", "supply.funds"),
    ("deliverable", "规划"),
    ("deliverable", "报告"),
    ("target", "10家"),
    ("industry", "C39"),
]
CORPUS = (
    Corpus()
    .add(
        "P2",
        [
            task("IPO listed", part="body"),
            task("IPO lead", "STD participant", "EIC data", "FIN funds", codes=CODES),
            task("EIC lead", "IPO lead", "CITY participant", end="2018-06-30"),
            task("IPO participant", "STD participant"),
            task(),
        ],
    )
    .add("P1", [task("IPO funds", part="body")])
)


@pytest.fixture(scope="module")
def table():
    return tasks(Reading(CORPUS.policies)).set_index("task_id")


def test_tasks_stand_in_the_order_of_documents_and_text(table):
    expected = ["P2-B01", "P2-A02", "P2-A03", "P2-A04", "P2-A05", "P1-B01"]
    assert table.index.to_list() == expected


def test_who_owns_a_task_follows_from_the_roles(table):
    expected = ["listed", "one_lead", "co_lead", "all_participants", "no_owner", "all_participants"]
    assert table.ownership.to_list() == expected


def test_departments_stand_by_role_with_their_labels(table):
    row = table.loc["P2-A02"]
    roles = (row.lead, row.participants, row.data_providers, row.funders, row.listed)
    assert roles == ("IPO", "STD", "EIC", "FIN", "")
    assert table.loc["P2-A03"].lead == "EIC;IPO"
    assert table.loc["P2-A03"].lead_label == "工业和信息化厅；知识产权局"


def test_codes_stand_by_kind_with_their_labels(table):
    row = table.loc["P2-A02"]
    assert (row.stages_label, row.tools_label) == ("运用", "资金投入")
    assert (row.deliverable, row.target, row.industries) == ("规划；报告", "10家", "C39")


def test_a_draft_stays_a_draft_until_a_person_has_coded_stage_and_tool():
    corpus = Corpus().add("P1", [task(), task(codes=CODES), task()])
    for kind, code in (("stage", "use"), ("tool", "supply.funds")):
        corpus.code("P1-A01", kind, code)
        corpus.code("P1-A03", kind, "")  # a person found none
    corpus.code("P1-A02", "tool", "supply.funds")
    found = tasks(Reading(corpus.policies)).set_index("task_id")
    assert found.coding.to_list() == ["human", "draft", "human"]
    assert found.coding_label["P1-A02"] == "初编（待人工核定）"
    assert found.stages["P1-A03"] == ""


def test_a_quote_is_the_text_at_its_characters(table):
    for row in table.itertuples():
        assert row.quote == tidy(CORPUS.texts[row.policy_id][row.start_char : row.end_char])
        assert row.quote.startswith(row.text)


def test_no_tasks_give_an_empty_table_with_all_columns(table):
    empty = tasks(Reading(Corpus().add("P1").policies))
    assert empty.empty
    assert empty.columns.to_list() == ["task_id", *table.columns]


def test_words_are_found_over_the_line_breaks_of_a_cell():
    text = "\n\t知识产权\n资源调查分析"
    assert text[slice(*spot(text, "产权资源调查"))] == "产权\n资源调查"
    assert spot(text, "不在其中") is None
    assert spot(text, "") is None
