"""The plan of 2016 from its text to the tables: METHODS 6.2 counts who leads in it."""

import re
from pathlib import Path

import pytest

from geodata.errors import Problems
from geodata.policies.read import Asked, read_policies
from layout.notes import Notes
from layout.policy import coordination_tables
from layout.policy.reading import tidy
from layout.policy.strength import read_strength
from layout.settings import Policies as Settings
from tests.layout.policy.corpora import AS_OF

STUDIES = Path(__file__).resolve().parents[3] / "studies"
SETTINGS = Settings(documents="jiangsu/policies.csv")


@pytest.fixture(scope="module")
def policies():
    tables = {
        name: STUDIES / getattr(SETTINGS, name) for name in ("documents", "names", "vocabulary")
    }
    problems = Problems()
    found = read_policies(Asked("jiangsu.toml", tables), problems)
    problems.raise_if_any()
    return found


@pytest.fixture(scope="module")
def tables(policies):
    problems = Problems()
    ladder, _ = read_strength(STUDIES / SETTINGS.strength, problems)
    problems.raise_if_any()
    return coordination_tables(policies, SETTINGS, ladder, AS_OF, Notes())


@pytest.fixture(scope="module")
def plan(tables):
    (row,) = tables["policy_documents"].itertuples()
    return row


def test_the_body_names_a_lead_for_none_of_six_tasks(tables):
    body = tables["policy_clarity"].set_index("part").loc["body"]
    assert (body.tasks, body.one_lead, body.co_lead, body.lead_clarity) == (6, 0, 0, 0)
    assert body.departments_per_task == "10；9；5；10；4；6"


def test_the_annex_names_one_lead_for_19_of_26_measures(tables):
    annex = tables["policy_clarity"].set_index("part").loc["annex"]
    assert annex.tasks == 26
    assert (annex.one_lead, annex.co_lead, annex.all_participants, annex.no_owner) == (19, 3, 1, 3)
    assert annex.lead_clarity == pytest.approx(0.731, abs=5e-4)
    assert annex.deadline_coverage == 1
    assert annex.listed == 0


def test_the_plan_is_outer_integration(plan):
    assert (plan.issuers, plan.level, plan.part) == ("GOV", "province", "annex")
    assert plan.division_share == pytest.approx(23 / 26, abs=1e-6)
    assert (plan.coordination, plan.coordination_label) == (3, "外式整合")
    assert plan.strength == 3  # 省政府办公厅's 方案


def test_the_only_criterion_of_inner_integration_is_the_budget(plan):
    assert "内在整合的四项标志中有 1 项" in plan.evidence
    assert "牵头部门以外的部门出资：有，「省科技厅、财政厅给予项目立项及经费支持」" in plan.evidence
    assert plan.evidence.count("未见") == 3


def test_evidence_stands_in_the_text_at_its_characters(plan, policies):
    quotes = re.findall(r"「([^」]+)」（第 (\d+)–(\d+) 字）", plan.evidence)
    assert len(quotes) >= 4  # issuer, division, coordination body, budget
    for words, start, end in quotes:
        assert tidy(policies.quote("JS-2016", int(start) - 1, int(end))) == words


def test_every_task_is_quoted_from_the_text(tables, policies):
    for row in tables["policy_tasks"].itertuples():
        assert row.quote == tidy(policies.quote(row.policy_id, row.start_char, row.end_char))
        assert tidy(row.text) in row.quote


def test_the_measure_with_joint_leads_and_the_one_without_owner(tables):
    tasks = tables["policy_tasks"].set_index("task_id")
    assert tasks.lead["JS-2016-A05"] == "DRC;EIC;STA"
    assert tasks.ownership["JS-2016-A14"] == "all_participants"
    without = tasks.index[tasks.ownership == "no_owner"].to_list()
    assert without == ["JS-2016-A10", "JS-2016-A25", "JS-2016-A26"]


def test_the_office_of_intellectual_property_leads_17_measures_alone(tables):
    # of the 18 "组织实施" and one "牵头", 工商局 and 版权局 organise one each
    load = tables["policy_load"].query("part == 'annex'").set_index("department")
    assert load.leads[load.leads > 0].to_dict() == {"IPO": 17, "AIC": 1, "CPR": 1}


def test_departments_that_share_measures(tables):
    ties = tables["policy_network"].query("network == 'work'")
    # the ten that take part in JS-2016-A14 are all tied; 商务厅 shares one measure with four
    assert len(ties) == 10 * 9 / 2 + 4
    core = tables["policy_centrality"].query("network == 'work'").set_index("department").core
    assert core.to_dict() == dict.fromkeys(core.index, 1) | {"COM": 0}


def test_one_issuer_and_no_lower_documents_are_said_to_be_so(tables):
    quantities = tables["policy_coordination"].set_index("quantity")
    assert quantities.remark["issue_ties"] == "policy_no_ties"
    assert tables["policy_cascade"].share.isna().all()
    assert quantities.value["sci"] == 3 / 4
