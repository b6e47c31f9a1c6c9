"""The head of a document: what is found stands there, and nothing is made up."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.policies.head import Head, head
from tests.geodata.policies.founding_plan import names, text

JOINT = """江苏省知识产权局 江苏省科学技术厅
关于印发《江苏省某某办法（试行）》的通知
苏知发〔2019〕 12号
各设区市：
根据苏政发〔2018〕3号文件，制定本办法。
本办法自2019年6月1日起施行，有效期三年。
江苏省知识产权局
江苏省科学技术厅
2019年5月6日
"""


def read(document):
    return head(document, names())


def test_the_plans_head_is_read_and_its_missing_number_stays_blank():
    found = read(text())
    assert found.title == "省政府办公厅关于印发江苏省知识产权区域布局试点工作推进方案的通知"
    assert (found.issuers, found.level, found.date) == (("GOV",), "province", "2016-02-17")
    assert (found.issue_no, found.valid_from, found.valid_to) == ("", "", "")
    quotes = {name: text()[a:b] for name, (a, b) in found.spans.items()}
    assert "".join(quotes["title"].split()) == found.title
    assert quotes["date"].strip() == "2016年2月17日"
    assert set(quotes) == {"title", "date", "issuers"}


def test_joint_issuers_number_and_validity_are_read():
    found = read(JOINT)
    assert found.issuers == ("IPO", "STD")
    assert found.issue_no == "苏知发〔2019〕12号"
    assert (found.valid_from, found.valid_to) == ("2019-06-01", "2022-05-31")
    assert JOINT[slice(*found.spans["valid_to"])] == "有效期三年"


@pytest.mark.parametrize(
    "number",
    ["苏政办发〔2016〕9号", "苏政办发[2016]9号", "苏政办发【2016】9号", "苏政办发（2016）9号"],
)
def test_the_number_may_stand_in_any_brackets(number):
    assert read(f"{number}\n省政府关于甲的意见\n").issue_no == number


def test_a_number_within_a_sentence_is_that_of_another_document():
    assert read("省政府关于甲的意见\n根据国发〔2015〕71号，制定本意见。\n").issue_no == ""


def test_a_title_may_break_behind_the_instrument_that_is_issued():
    document = "省政府关于印发某某方案\n的通知\n各市：\n"
    assert read(document).title == "省政府关于印发某某方案的通知"


def test_issuers_of_a_title_without_them_are_those_of_the_signature():
    document = (
        "关于加强甲工作的意见\n一、任务\n请执行。\n江苏省知识产权局\n江苏省财政厅\n2020年3月1日\n"
    )
    found = read(document)
    assert (found.issuers, found.level) == (("IPO", "FIN"), "province")


@pytest.mark.parametrize(
    ("issuer", "level"),
    [
        ("国家知识产权局", "nation"),
        ("江苏省知识产权局", "province"),
        ("南京市知识产权局", "city"),
        ("上海市知识产权局", "province"),
        ("沛县人民政府", "county"),
    ],
)
def test_the_level_is_that_of_the_issuer(issuer, level):
    assert read(f"{issuer}关于甲的通知\n").level == level


def test_a_date_in_chinese_numerals_is_read():
    assert read("省政府关于甲的意见\n二〇一六年二月十七日\n").date == "2016-02-17"
    assert read("省政府关于甲的意见\n二○一六年十二月三十日\n").date == "2016-12-30"


def test_a_day_that_does_not_exist_is_none():
    assert read("省政府关于甲的意见\n2016年2月30日\n").date == ""


def test_a_validity_counted_from_the_issue_needs_the_date():
    words = "省政府关于甲的意见\n自印发之日起施行，有效期至2021年12月31日。\n"
    assert (read(words).valid_from, read(words).valid_to) == ("", "2021-12-31")
    assert read(words + "2017年1月2日\n").valid_from == "2017-01-02"


@settings(derandomize=True, deadline=None, max_examples=150)
@given(
    st.text("省政府关于印发方案的通知〔2016〕9号年月日二十有效期自起施行\n 市科技厅", max_size=80)
)
def test_any_text_has_a_head_and_spans_lie_in_it(words):
    found = read(words)
    assert isinstance(found, Head)
    for start, end in found.spans.values():
        assert 0 <= start < end <= len(words)
