"""Who has which part in a task, from the words of its assignment."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.policies.corpus import DATA, FUNDS, LEAD, LISTED, PARTICIPANT, ROLES
from geodata.policies.roles import roles, unknown_bodies
from tests.geodata.policies.founding_plan import names


def found(text, **options):
    return [(r.mention.department, r.role) for r in roles(text, names(), **options)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("省知识产权局组织实施", [("IPO", LEAD)]),
        (
            "省知识产权局牵头，省商务厅、工商局参与",
            [("IPO", LEAD), ("COM", PARTICIPANT), ("AIC", PARTICIPANT)],
        ),
        ("省知识产权局牵头、省商务厅配合", [("IPO", LEAD), ("COM", PARTICIPANT)]),
        ("省统计局会同省教育厅组织调查", [("STA", LEAD), ("EDU", PARTICIPANT)]),
        ("省科技厅会同有关部门", [("STD", LEAD)]),
        ("省发展改革委、教育厅负责梳理并提供清单", [("DRC", LEAD), ("EDU", LEAD)]),
        ("省科技厅、教育厅共同参与", [("STD", PARTICIPANT), ("EDU", PARTICIPANT)]),
        ("省统计局及各省辖市提供其他支撑数据", [("STA", DATA), ("CITY", DATA)]),
        ("省财政厅给予项目立项及经费支持", [("FIN", FUNDS)]),
        (
            "责任单位：省知识产权局、科技厅，各省辖市",
            [("IPO", LISTED), ("STD", LISTED), ("CITY", LISTED)],
        ),
        ("省科技厅，省财政厅共同参与", [("STD", PARTICIPANT), ("FIN", PARTICIPANT)]),
        ("省科技厅、财政厅", [("STD", LISTED), ("FIN", LISTED)]),
        ("省委宣传部（省版权局）牵头", [("PUB", LEAD), ("CPR", LEAD)]),
    ],
)
def test_the_word_behind_the_departments_tells_their_part(text, expected):
    assert found(text) == expected


def test_headings_of_lists_tell_the_part():
    assert found("牵头单位：省知识产权局；配合单位：省科技厅、财政厅") == [
        ("IPO", LEAD), ("STD", PARTICIPANT), ("FIN", PARTICIPANT),
    ]  # fmt: skip
    assert found("牵头单位：省知识产权局 配合单位：省科技厅") == [
        ("IPO", LEAD),
        ("STD", PARTICIPANT),
    ]


def test_words_win_over_the_heading_of_responsible_units():
    assert found("责任单位：省知识产权局牵头，省科技厅配合") == [
        ("IPO", LEAD),
        ("STD", PARTICIPANT),
    ]


def test_responsible_by_duties_is_no_lead():
    assert found("省知识产权局、科技厅按职责分工负责") == [("IPO", LISTED), ("STD", LISTED)]
    assert found("省知识产权局牵头，省科技厅按职责分工负责") == [("IPO", LEAD), ("STD", LISTED)]


def test_the_object_of_a_verb_has_no_part():
    assert found("省科技厅负责报省政府") == [("STD", LEAD)]
    assert found("向国家知识产权局汇报") == []


def test_a_national_document_gives_parts_to_national_bodies():
    assert found("国家知识产权局牵头", national=True) == [("IPO", LEAD)]
    assert found("国家知识产权局牵头") == []


def test_the_column_tells_the_part_of_whom_a_cell_only_names():
    assert found("省科技厅", bare=LEAD) == [("STD", LEAD)]


def test_a_lead_is_not_listed_as_participant_but_keeps_its_other_parts():
    text = "省财政厅牵头，省财政厅参与，省财政厅给予经费支持"
    assert found(text) == [("FIN", LEAD), ("FIN", FUNDS)]


def test_a_body_that_the_register_does_not_know_is_told():
    text = "省大数据局、省科技厅牵头，省贸促会、省高新技术协会参与"
    assert unknown_bodies(text, names()) == ["省大数据局", "省高新技术协会"]
    assert unknown_bodies("省委网信办牵头", names()) == ["省委网信办"]
    assert unknown_bodies("责任单位：省知识产权局、农委，各省辖市", names()) == []


PARTS = st.text(
    "省知识产权局科技厅财政各市、，；：（）会同牵头参与责任单位经费支持按职责分工负责 \n",
    max_size=50,
)


@settings(derandomize=True, deadline=None, max_examples=200)
@given(PARTS, st.integers(0, 500))
def test_any_text_can_be_read_and_spans_quote_the_names(text, offset):
    seen = set()
    for role in roles(text, names(), offset=offset):
        mention = role.mention
        quote = "".join(text[mention.start - offset : mention.end - offset].split())
        assert quote == mention.name
        assert role.role in ROLES
        assert (mention.department, role.role) not in seen
        seen.add((mention.department, role.role))
