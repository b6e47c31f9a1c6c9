from pathlib import Path

import pytest

import run_eval
from geodata.errors import Problems
from geodata.industries import read_industries
from geodata.policies.corpus import (
    DELIVERABLE,
    INDUSTRY,
    STAGE,
    STAGES,
    TARGET,
    TOOL,
)
from geodata.policies.vocabulary import (
    NOTHING,
    TOOL_CODES,
    VOCABULARY_COLUMNS,
    read_vocabulary,
)

COMMON = Path(run_eval.__file__).parent / "studies" / "common"
GIVEN = [f"{STAGE},{code},{code},,,来源" for code in STAGES] + [
    f"{TOOL},{code},{code},,,来源" for code in TOOL_CODES
]


def read(tmp_path, *lines):
    path = tmp_path / "vocabulary.csv"
    path.write_text("\n".join([",".join(VOCABULARY_COLUMNS), *lines]), encoding="utf-8-sig")
    problems = Problems()
    return read_vocabulary(path, problems)[0], problems


def codes(vocabulary, kind, text):
    return [hit.term.code for hit in vocabulary.find(kind, text)]


@pytest.fixture(scope="module")
def bundled():
    problems = Problems()
    vocabulary, table = read_vocabulary(COMMON / "policy_vocabulary.csv", problems)
    assert not problems and table.sha256
    return vocabulary


def test_the_bundled_vocabulary_names_every_stage_and_tool_and_has_words_for_it(bundled):
    for kind, known in ((STAGE, STAGES), (TOOL, TOOL_CODES)):
        worded = {term.code for term in bundled.terms if term.kind == kind}
        assert worded - {NOTHING} == set(known)
        assert len({bundled.label(kind, code) for code in known}) == len(known)


def test_industries_of_the_bundled_vocabulary_are_those_of_the_industry_table(bundled):
    industries, _ = read_industries(COMMON / "industries.csv", Problems())
    named = {code: label for (kind, code), label in bundled.labels.items() if kind == INDUSTRY}
    assert named == dict(zip(industries.industry, industries.label_zh, strict=True))


def test_a_word_inside_a_longer_word_of_the_same_kind_does_not_count(tmp_path):
    words = (f"{DELIVERABLE},x,x,平台,,来源", f"{INDUSTRY},10,甲,平台,,来源")
    longer = f"{INDUSTRY},11,乙,公共服务平台,,来源"
    vocabulary, problems = read(tmp_path, *GIVEN, *words, longer)
    assert not problems
    assert codes(vocabulary, INDUSTRY, "建设公共服务平台") == ["11"]
    assert codes(vocabulary, INDUSTRY, "建设公共服务平台和交易平台") == ["11", "10"]
    assert codes(vocabulary, DELIVERABLE, "建设公共服务平台") == ["x"]  # another kind


def test_a_word_of_two_codes_gives_both(tmp_path):
    vocabulary, _ = read(
        tmp_path, *GIVEN, f"{INDUSTRY},10,甲,导航,,来源", f"{INDUSTRY},11,乙,导航,,来源"
    )
    assert codes(vocabulary, INDUSTRY, "专利导航") == ["10", "11"]


def test_words_that_mean_nothing_hide_what_lies_in_them(bundled):
    assert codes(bundled, STAGE, "省统计局参加") == []
    assert codes(bundled, STAGE, "做好统计") == ["management"]


def test_a_word_that_means_nothing_spoils_a_word_with_a_wildcard(tmp_path):
    vocabulary, _ = read(
        tmp_path,
        *GIVEN,
        f"{INDUSTRY},10,甲,建设…中心,,来源",
        f"{INDUSTRY},none,不计,中心城市,,来源",
    )
    assert codes(vocabulary, INDUSTRY, "建设数据中心") == ["10"]
    assert codes(vocabulary, INDUSTRY, "建设区域中心城市") == []


def test_a_wildcard_stays_within_the_clause(bundled):
    assert codes(bundled, DELIVERABLE, "形成全省分布状况报告") == ["report"]
    assert codes(bundled, DELIVERABLE, "形成共识，另写报告") == []


def test_the_longest_phrase_is_meant(bundled):
    text = "建立区域布局评价模型和指标体系"
    assert [hit.span for hit in bundled.find(DELIVERABLE, text)] == [(0, len(text))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("每万人发明专利拥有量达到17件", True),
        ("质押融资增长12.5%", True),
        ("到2018年达到全国前列", False),  # no number but the year
        ("达到2018年水平", False),
        ("实现设区市全覆盖", True),
        ("实施专利申请倍增计划", False),  # a name
    ],
)
def test_a_target_is_a_number_that_is_no_year(bundled, text, found):
    assert bool(codes(bundled, TARGET, text)) is found


def test_a_code_is_found_by_its_label_and_a_wrong_one_has_neighbours(bundled):
    assert bundled.code(STAGE, "保护") == bundled.code(STAGE, "protection") == "protection"
    assert bundled.code(TOOL, "政府采够") == ""
    assert bundled.near(TOOL, "政府采够")[0] == "政府采购"


def test_all_faults_of_the_table_are_told_at_once(tmp_path):
    _, problems = read(
        tmp_path,
        *GIVEN[:-1],
        "mood,x,x,词,,来源",
        "stage,invention,发明,词,,来源",
        "industry,a b,甲,词,,来源",
        "industry,10,,词,,",
        "industry,11,乙,…词,,来源",
        "industry,11,丙,词…词…词,,来源",
    )
    assert [(p.code, p.column) for p in problems] == [
        ("value_not_allowed", "kind"),
        ("value_not_allowed", "code"),
        ("code_invalid", "code"),
        ("cell_empty", "label_zh"),
        ("cell_empty", "source"),
        ("policy_word_wildcard", "words"),
        ("policy_word_wildcard", "words"),
        ("code_repeated", "code"),
        ("policy_vocabulary_gap", "code"),
    ]
    assert "demand.demonstration" in problems.found[-1].what
