import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layout.notes import Notes
from layout.policy.cascade import cascade, similarity
from layout.policy.reading import Reading
from tests.layout.policy.corpora import Corpus, task

MARKS = "实施高知名度商标培育计划"
GIS = "探索建设知识产权可视化地理信息系统"


def province():
    return Corpus().add("P1", [task("IPO lead", text=MARKS), task("IPO lead", text=GIS)])


def city(corpus, policy, area, *tasks, level="city", **columns):
    return corpus.add(policy, tasks, issuers="CITY", level=level, area=area, **columns)


def found(corpus, notes=None, among=None):
    policies = corpus.policies
    among = [*policies.documents.policy_id] if among is None else among
    table = cascade(Reading(policies), among, Notes() if notes is None else notes)
    return table.set_index(["level", "task_id"])


def test_without_lower_documents_the_share_is_blank_and_said_to_be():
    notes = Notes()
    table = found(province(), notes)
    assert table.share.isna().all()
    assert table.remark.to_list() == ["policy_no_lower"] * 2
    assert [row["message_code"] for row in notes.rows] == ["policy_cascade_nothing"] * 2


def test_a_task_repeated_almost_word_for_word_is_found_as_a_draft():
    notes = Notes()
    corpus = city(province(), "C1", "甲市", task("CITY lead", text="组织实施高知名度商标培育计划"))
    city(corpus, "C2", "乙市", task("CITY lead", text="召开年度工作会议"))
    row = found(corpus, notes).loc["city", "P1-A01"]
    assert (row.regions_with_owner, row.regions, row.share) == (1, 2, 0.5)
    assert (row.matched, row.remark) == ("C1-A01", "policy_matched_draft")
    assert "policy_cascade_draft" in {note["message_code"] for note in notes.rows}


def test_a_task_of_the_same_kind_about_something_else_is_not_the_same():
    corpus = city(province(), "C1", "甲市", task("CITY lead", text="实施核心版权培育计划"))
    assert found(corpus).loc[("city", "P1-A01"), "matched"] == ""


def test_a_repeated_task_without_owner_does_not_count_for_its_region():
    row = found(city(province(), "C1", "甲市", task(text=MARKS))).loc["city", "P1-A01"]
    assert (row.matched, row.share) == ("C1-A01", 0)


def test_a_person_decides_over_likeness():
    corpus = city(province(), "C1", "甲市", task("CITY lead", text=MARKS))
    corpus.code("C1-A01", "parent_task", "P1-A02")
    table = found(corpus)
    assert table.loc[("city", "P1-A01"), "share"] == 0
    row = table.loc["city", "P1-A02"]
    assert (row.share, row.matched, row.remark) == (1, "C1-A01", "")


def test_a_person_may_say_that_a_task_has_no_parent():
    corpus = city(province(), "C1", "甲市", task("CITY lead", text=MARKS))
    corpus.code("C1-A01", "parent_task", "")
    assert found(corpus).loc[("city", "P1-A01"), "share"] == 0


def test_two_documents_of_one_region_count_once():
    corpus = city(province(), "C1", "甲市", task("CITY lead", text=MARKS))
    city(corpus, "C2", "甲市", task("CITY lead", text=MARKS))
    row = found(corpus).loc["city", "P1-A01"]
    assert (row.documents, row.regions, row.share, row.matched) == (2, 1, 1, "C1-A01;C2-A01")


def test_counties_are_a_level_of_their_own():
    corpus = city(province(), "D1", "丙县", task("CITY lead", text=GIS), level="county")
    table = found(corpus)
    assert table.loc[("county", "P1-A02"), "share"] == 1
    assert table.loc[("city", ""), "remark"] == "policy_no_lower"


def test_only_documents_in_force_count():
    corpus = city(province(), "C1", "甲市", task("CITY lead", text=MARKS))
    assert found(corpus, among=["P1"]).share.isna().all()
    assert found(corpus, among=["C1"]).empty


def test_likeness_by_hand():
    # pieces of 2-4 characters of 甲乙丙: 甲乙, 乙丙, 甲乙丙; 甲乙 shares one of them. Smoothed
    # idf, ln((1 + n) / (1 + df)) + 1 of two texts: 1 for the shared piece, else ln(3 / 2) + 1
    rare = np.log(1.5) + 1
    expected = 1 / np.sqrt(1 + 2 * rare**2)
    np.testing.assert_allclose(similarity(["甲乙丙"], ["甲乙"]), [[expected]])


@pytest.mark.parametrize("texts", [["", ""], ["甲", "乙"], ["甲乙", "丙丁"]])
def test_texts_without_a_common_piece_are_not_alike(texts):
    assert similarity(texts[:1], texts[1:]).item() == 0


TEXTS = st.lists(st.text("知识产权商标专利 \n", max_size=12), min_size=1, max_size=4)


@given(one=TEXTS, other=TEXTS)
@settings(derandomize=True, deadline=None, max_examples=100)
def test_likeness_lies_in_bounds_and_a_text_is_most_like_itself(one, other):
    values = similarity(one, other)
    assert values.shape == (len(one), len(other))
    assert values.min() >= 0
    assert values.max() <= 1 + 1e-9
    long = [text for text in one if len("".join(text.split())) > 1]
    np.testing.assert_allclose(np.diag(similarity(long, long)) if long else 1.0, 1.0)
