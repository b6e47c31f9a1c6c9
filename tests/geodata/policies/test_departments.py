"""The register of departments and finding its names in texts."""

import csv

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.errors import Problems
from geodata.policies.departments import DOMAINS, NAME_COLUMNS, read_names
from tests.geodata.policies.founding_plan import REGISTER, STUDIES, names


def found(text):
    return [mention.department for mention in names().find(text)]


def rows():
    with REGISTER.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_departments_of_the_catalogue_have_the_same_codes_and_labels():
    with (STUDIES / "common" / "departments.csv").open(encoding="utf-8-sig", newline="") as file:
        labels = {row["department"]: row["label_zh"] for row in csv.DictReader(file)}
    register = names().departments
    assert len(labels) == 12
    assert {code: register[code].label_zh for code in labels} == labels


def test_every_name_has_a_source_and_stands_once():
    table = rows()
    assert all(row["source"] for row in table)
    assert len({row["name"] for row in table}) == len(table)
    assert {row["domain"] for row in table} <= set(DOMAINS)
    assert all(len(row["department"]) == 3 or row["department"] == "CITY" for row in table)


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("工商局", "市场监管局", "AIC"),
        ("质监局", "市场监管局", "AIC"),
        ("农委", "农业农村厅", "AGR"),
        ("经济和信息化委", "工信厅", "EIC"),
        ("国土厅", "自然资源厅", "NRD"),
        ("环保厅", "生态环境厅", "ENV"),
        ("文化厅", "文化和旅游厅", "CUL"),
        ("发改委", "发展改革委", "DRC"),
        ("地税局", "税务局", "TAX"),
    ],
)
def test_a_department_is_one_through_the_reform_of_2018(before, after, code):
    assert found(before) == found(after) == [code]


def test_a_name_of_another_time_is_found_and_told():
    old, new = names().find("省工商局、省市场监管局")
    assert old.department == new.department == "AIC"
    assert (old.outdated("2016"), old.outdated("2020")) == (False, True)
    assert (new.outdated("2016"), new.outdated("2020")) == (True, False)
    assert not old.outdated("")  # a document without a date


def test_the_level_of_a_list_is_told_by_its_first_name():
    mentions = names().find("省知识产权局、发展改革委、经济和信息化委，国家版权局")
    assert [m.level for m in mentions] == ["province", "province", "province", "nation"]


def test_a_national_list_stays_national():
    # the plan's last paragraph
    mentions = names().find("深化与国家知识产权局、工商总局、版权局等国家部委的合作")
    assert [m.level for m in mentions] == ["nation"] * 3


def test_a_municipality_is_of_the_level_of_a_province():
    assert [m.level for m in names().find("上海市知识产权局、南京市知识产权局")] == [
        "province",
        "city",
    ]
    assert names().find("重庆市人民政府")[0].level == "province"


@pytest.mark.parametrize(
    "text",
    [
        "各省辖市",
        "相关省辖市",
        "各设区市",
        "各县（市、区）",
        "各县(市、区)人民政府",
        "各设区市人民政府",
        "各市知识产权局",
    ],
)
def test_governments_below_are_one_and_their_offices_are_no_provincial_ones(text):
    assert found(text) == ["CITY"]


@pytest.mark.parametrize(
    "text",
    [
        "有关科技部门、财政部门",
        "财政部署",
        "由省委托机构",
        "省政府采购",
        "各市场主体",
        "各地理标志",
        "上海关于",
        "个人行为",
        "提高院校水平",
        "知识产权",
    ],
)
def test_a_department_is_not_seen_inside_another_word(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("省政府国资委牵头", ["SAC"]),
        ("省委网信办牵头", []),
        ("省委编办、省财政厅", ["FIN"]),
        ("省委、省政府批准", ["CPC", "GOV"]),
        ("省政府委托财政厅", ["GOV", "FIN"]),
        ("省政府办公厅", ["GOV"]),
    ],
)
def test_an_office_behind_the_name_of_party_or_government_is_a_body_itself(text, codes):
    assert found(text) == codes


def test_offices_of_the_party_are_no_ministries():
    mention = names().find("省委宣传部")[0]
    assert (mention.department, mention.level) == ("PUB", "province")


def test_a_name_that_a_line_break_divides_is_found_where_it_stands():
    text = "由省发展\n改革委负责"
    mention = names().find(text)[0]
    assert text[mention.start : mention.end] == "发展\n改革委"


def test_all_faults_of_the_register_are_told_at_once(tmp_path):
    path = tmp_path / "names.csv"
    lines = [
        ",".join(NAME_COLUMNS),
        "STD,科技厅,science,科技厅,,",
        "STD,科学厅,science,科技局,,",
        "ABC,某局,sciences,某局,18,",
        "ABD,某厅,other,科技厅,,",
        ",某厅,other,某厅,,",
    ]
    path.write_text("\n".join(lines), encoding="utf-8-sig")
    problems = Problems()
    read_names(path, problems)
    assert [(p.row, p.column) for p in problems] == [
        (3, "label_zh"), (4, "domain"), (4, "valid_from"), (5, "name"), (6, "department"),
    ]  # fmt: skip


@settings(derandomize=True, deadline=None, max_examples=150)
@given(st.text("省市各科技厅财政部门知识产权局委、（）() \n\tA", max_size=40), st.integers(0, 1000))
def test_a_span_always_quotes_the_name(text, offset):
    stop = offset
    for mention in names().find(text, offset):
        quote = text[mention.start - offset : mention.end - offset]
        assert "".join(quote.split()) == mention.name
        assert mention.start >= stop
        stop = mention.end
