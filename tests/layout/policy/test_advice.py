"""The advice ledger and all contents together; the documents are made up."""

import datetime as dt

import pandas as pd
import pytest

from geodata.errors import Problems
from geodata.policies.corpus import ELIGIBILITY_COLUMNS, LEDGER_COLUMNS
from layout.notes import Notes
from layout.policy.content import Codebooks, content_tables, read_codebooks
from layout.policy.coordination import coordination_tables
from layout.policy.pmc import Variable
from layout.policy.strength import read_strength
from layout.settings import Policies as Settings
from tests.layout.policy.made_up import A_ROW, ROLES, catalogue, clarity, corpus, documents, frame
from tests.layout.policy.test_coverage import GAPS
from tests.layout.policy.test_fit import BUNDLED, rule

BOOKS = Codebooks(
    pmc=(Variable("X1", "虚构", "X1.1", "虚构", "平台", "虚构"),),
    demand=(rule(stage="creation", kind="demand"),),
    goals=(),
    gaps=GAPS,
)
PLAN = frame(
    [
        ("P-A01", "建设信息平台", "IPO", "2020-12-31", "overdue"),
        ("P-A02", "推广质押融资", "IPO;STD", "2020-12-31", "unreported"),
        ("P-A03", "开展高价值专利培育", "", "2020-12-31", "unreported"),
    ],
    ["task_id", "text", "lead", "end", "state"],
)


def tables(policies=None, plan=None, rows=(A_ROW,), notes=None):
    policies = policies or corpus()
    coordination = {"policy_documents": documents(policies), "policy_clarity": clarity(policies)}
    day = dt.date(2021, 6, 30)
    return content_tables(
        policies, coordination, catalogue(*rows), plan or {}, BOOKS, {}, day, notes or Notes()
    )


@pytest.fixture(scope="module")
def advised():
    return tables(plan={"plan_tasks": PLAN})["policy_advice"].set_index("advice_id")


def test_a_task_without_owner_goes_to_the_coordinating_office(advised):
    row = advised.loc["owner-P-A03"]
    assert (row.severity, row.departments, row.status) == (3, "IPO", "open")
    assert "没有写明责任单位" in row.text


def test_joint_leads_are_asked_to_name_one(advised):
    row = advised.loc["lead-P-A02"]
    assert row.departments == "IPO;STD"
    assert "知识产权局、科技厅 共同负责" in row.text
    assert "lead-P-A01" not in advised.index


def test_departments_that_are_only_listed_are_asked_for_a_lead():
    policies = corpus(roles=[(*role[:2], "listed", *role[3:]) for role in ROLES])
    table = tables(policies)["policy_advice"].set_index("advice_id")
    assert "没有写明由谁牵头" in table.text["lead-P-A01"]


def test_the_largest_gaps_are_advised_on_for_all_and_for_each_zone(advised):
    # all the demand is creation × demand; supply: half use × environment, half service × supply
    row = advised.loc["unmet-all-creation.demand"]
    assert "需求有 100.0% 在“创造×需求型”，现行文件的供给只有 0.0%" in row.text
    assert "unmet-zone-甲区-creation.demand" in advised.index
    assert "oversupply-all-use.environment" in advised.index
    assert not advised.index.str.startswith("oversupply-zone").any()


def test_empty_cells_and_open_known_gaps_are_advised_on(advised):
    assert (advised.kind == "cell").sum() == 13
    assert "gap-pledge" in advised.index
    assert "gap-high_value" not in advised.index


def test_overdue_tasks_and_silence_are_told_to_their_leads(advised):
    assert advised.departments["overdue-P-A01"] == "IPO"
    assert advised.evidence["unreported-STD"] == "P-A02"
    assert advised.evidence["unreported-IPO"] == "P-A02;P-A03"  # nobody leads A03


def test_drafts_are_asked_to_be_confirmed(advised):
    row = advised.loc["coding-P"]
    assert row.evidence == "P-A01;P-A03"
    assert "初编（待人工核定）" in row.text


def test_the_worst_comes_first(advised):
    assert advised.severity.is_monotonic_decreasing
    assert advised.index.is_unique


def test_the_ledger_is_merged_and_what_no_longer_arises_stays():
    ledger = frame(
        [
            ("owner-P-A03", "adopted", "2021-01-31", "IPO", "已发文明确"),
            ("cell-gone", "declined", "", "STD", ""),
        ],
        LEDGER_COLUMNS,
    )
    table = tables(corpus(ledger=ledger))["policy_advice"].set_index("advice_id")
    kept = table.loc["owner-P-A03"]
    assert (kept.status_label, kept.decided_on, kept.note) == ("已采纳", "2021-01-31", "已发文明确")
    gone = table.loc["cell-gone"]
    assert (gone.kind, gone.departments, gone.status) == ("former", "STD", "declined")
    assert table.index.is_unique


def test_conflicts_are_advised_to_both_departments():
    blank = dict.fromkeys(ELIGIBILITY_COLUMNS, "") | {"ip_minimum": None, "ip_maximum": None}
    rows = [
        blank | {"condition_id": "c1", "benefit": "券", "department": "IPO"},
        blank | {"condition_id": "c2", "benefit": "券", "department": "STD"},
    ]
    found = tables(corpus(eligibility=pd.DataFrame(rows)))
    row = found["policy_advice"].set_index("advice_id").loc["conflict-c1-c2-duplicate"]
    assert row.departments == "IPO;STD"
    assert found["policy_doors"].departments.to_list() == [2]


def test_without_conditions_a_note_says_that_none_were_given():
    notes = Notes()
    assert tables(notes=notes)["policy_conflicts"].empty
    assert "policy_no_eligibility" in set(notes.frame().message_code)


def test_an_empty_corpus_and_an_empty_catalogue_give_all_tables_and_no_advice():
    found = tables(corpus(tasks={}, roles=(), codes=()), rows=())
    assert len(found) == 9
    assert found["policy_fit"].fit.isna().all()
    assert found["policy_advice"].empty


@pytest.mark.parametrize("policies", [corpus(), corpus(tasks={}, roles=(), codes=())])
def test_contents_take_the_tables_on_coordination_as_they_come(policies):
    problems, day = Problems(), dt.date(2021, 6, 30)
    ladder, _ = read_strength(BUNDLED.with_name("policy_strength.csv"), problems)
    coordination = coordination_tables(policies, Settings(), ladder, day, Notes())
    found = content_tables(policies, coordination, catalogue(A_ROW), {}, BOOKS, {}, day, Notes())
    assert len(found["policy_scores"]) == len(policies.documents)
    assert found["policy_fit"].fit.isna().all() == policies.documents.empty
    assert found["policy_advice"].empty == policies.documents.empty


def test_the_same_input_gives_the_same_tables():
    one, other = tables(), tables()
    for name, table in one.items():
        pd.testing.assert_frame_equal(table, other[name])


def test_the_bundled_codebooks_have_no_fault():
    problems = Problems()
    folder = BUNDLED.parent
    files = ("pmc", "policy_demand", "policy_goals", "policy_gaps")
    books, read = read_codebooks(*(folder / f"{name}.csv" for name in files), problems)
    assert not problems
    assert [table.name for table in read] == [f"{name}.csv" for name in files]
    assert {gap.stage for gap in books.gaps} == {"creation", "use"}
