import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layout.labels import labels
from layout.notes import Notes
from layout.policy import coordination_tables
from layout.policy.coordination import index
from layout.policy.strength import Rung, StrengthLadder
from layout.settings import Policies as Settings
from tests.layout.policy.corpora import AS_OF, Corpus, task

LADDER = StrengthLadder(
    tuple(Rung((), "", (word,), (), n, word, "") for word, n in (("方案", 3), ("通知", 1)))
)
NOTICE = "关于做好工作的通知"
DIVIDED = task("IPO lead", "STD participant")


def tables(corpus, notes=None):
    notes = Notes() if notes is None else notes
    return coordination_tables(corpus.policies, Settings(documents="x.csv"), LADDER, AS_OF, notes)


def quantity(found, code):
    return found["policy_coordination"].set_index("quantity").loc[code]


def test_the_index_by_hand():
    # outer (3) with strength 3, cooperation (1) with strength 1: (3*3 + 1*1) / (4 * (3 + 1))
    corpus = Corpus().add("P1", [DIVIDED]).add("P2", title=NOTICE, issuers="IPO;FIN")
    found = tables(corpus)
    assert quantity(found, "sci").value == 10 / 16
    assert quantity(found, "level_outer").value == 1
    assert quantity(found, "level_cooperation").value == 1


def test_documents_out_of_force_leave_the_stock():
    corpus = Corpus().add("P1", [DIVIDED])
    corpus.add("P2", title=NOTICE, issuers="IPO;FIN", valid_to="2019-01-01")
    notes = Notes()
    found = tables(corpus, notes)
    assert quantity(found, "sci").value == 3 / 4
    assert quantity(found, "documents").basis == "文件清单共 2 份，其中现行 1 份"
    assert set(found["policy_clarity"].policy_id) == {"P1"}
    assert "policy_not_in_force" in {row["message_code"] for row in notes.rows}


def test_each_area_has_its_index_where_there_are_several():
    corpus = Corpus().add("P1", [DIVIDED], area="甲省")
    corpus.add("P2", title=NOTICE, issuers="IPO;FIN", area="乙省")
    sci = quantity(tables(corpus), "sci").set_index("quantity_label").value
    assert sci.to_dict() == {
        "制定主体协同指数（SCI）": 10 / 16,
        "制定主体协同指数（SCI）（甲省）": 3 / 4,
        "制定主体协同指数（SCI）（乙省）": 1 / 4,
    }


def test_one_issuer_leaves_the_issue_network_empty_and_says_so():
    notes = Notes()
    found = tables(Corpus().add("P1", [DIVIDED]), notes)
    ties = quantity(found, "issue_ties")
    assert (ties.value, ties.remark) == (0, "policy_no_ties")
    assert pd.isna(quantity(found, "issue_density").value)
    assert quantity(found, "issue_density").remark == "policy_few_pairs"
    assert quantity(found, "work_density").value == 1
    assert "policy_no_joint_issue" in {row["message_code"] for row in notes.rows}


@pytest.mark.parametrize("corpus", [Corpus(), Corpus().add("P1", valid_to="2017-01-01")])
def test_without_documents_in_force_values_are_blank_with_a_remark(corpus):
    found = tables(corpus)["policy_coordination"]
    assert pd.isna(quantity({"policy_coordination": found}, "sci").value)
    assert (found.remark[found.value.isna()] != "").all()


def test_every_undefined_value_has_a_remark():
    for corpus in (Corpus().add("P1"), Corpus().add("P1", [task("IPO lead")], issuers="")):
        found = tables(corpus)["policy_coordination"]
        assert (found.remark[found.value.isna()] != "").all()


def test_the_same_documents_give_the_same_tables():
    corpus = Corpus().add("P1", [DIVIDED]).add("P2", [DIVIDED], issuers="IPO;FIN;STD")
    for one, other in zip(tables(corpus).values(), tables(corpus).values(), strict=True):
        pd.testing.assert_frame_equal(one, other)


def test_every_domain_of_the_register_has_a_label():
    """Else a register that a department extends would stop the evaluation."""
    domains = {code for kind, code in labels() if kind == "policy_domain"}
    assert domains >= {
        "government", "ip", "science", "industry", "finance", "education", "agriculture",
        "market", "culture", "statistics", "commerce", "local", "other",
    }  # fmt: skip


@given(
    rows=st.lists(st.tuples(st.integers(0, 4), st.integers(1, 5)), min_size=1, max_size=9),
)
@settings(derandomize=True, deadline=None, max_examples=200)
def test_the_index_lies_between_the_lowest_and_the_highest_level(rows):
    levels, strengths = (pd.Series(column) for column in zip(*rows, strict=True))
    value = index(levels, strengths)
    assert levels.min() / 4 - 1e-12 <= value <= levels.max() / 4 + 1e-12
    assert index(levels, strengths * 2) == pytest.approx(value)
