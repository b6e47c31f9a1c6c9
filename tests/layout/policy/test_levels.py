import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.errors import Problems
from layout.notes import Notes
from layout.policy.documents import documents, in_force
from layout.policy.levels import LEVELS, Facts, judge, level, measurable
from layout.policy.reading import Reading
from layout.policy.strength import StrengthLadder, read_strength
from tests.layout.policy.corpora import AS_OF, Corpus, task

ROOT = Path(__file__).resolve().parents[3]
LADDER = ROOT / "studies" / "common" / "policy_strength.csv"
DEPARTMENTS_TITLE = "省知识产权局关于印发推进方案的通知"


@pytest.fixture(scope="module")
def ladder():
    problems = Problems()
    found, _ = read_strength(LADDER, problems)
    problems.raise_if_any()
    return found


def judged(corpus, policy="P1"):
    reading = Reading(corpus.policies)
    return judge(reading, reading.documents[policy], 0.5)


def test_one_issuer_without_other_departments_is_a_single_department():
    corpus = Corpus().add("P1", [task("IPO lead")], DEPARTMENTS_TITLE, "IPO")
    assert judged(corpus).level == "single"


def test_tasks_that_only_list_departments_are_cooperation():
    tasks = [task("IPO listed", "STD listed", part="body")]
    assert judged(Corpus().add("P1", tasks, issuers="IPO")).level == "cooperation"


def test_two_issuers_without_tasks_are_cooperation():
    found = judged(Corpus().add("P1", issuers="IPO;FIN"))
    assert found.level == "cooperation"
    assert "没有读到任务" in found.evidence


def test_divided_labour_of_departments_is_coordination():
    tasks = [task("IPO lead", "STD participant"), task("STD listed")]
    assert judged(Corpus().add("P1", tasks, DEPARTMENTS_TITLE, "IPO")).level == "coordination"


def test_a_named_coordination_body_is_coordination_and_is_quoted():
    tasks = [task("IPO listed", "STD listed")]
    found = judged(Corpus().add("P1", tasks, issuers="IPO", closing="强化联席会议职能。"))
    assert found.level == "coordination"
    assert "「联席会议」" in found.evidence


def test_government_with_divided_labour_is_outer_integration():
    assert judged(Corpus().add("P1", [task("IPO lead", "STD participant")])).level == "outer"


def test_the_government_of_a_city_is_a_government():
    tasks = [task("IPO lead", "STD participant")]
    assert judged(Corpus().add("P1", tasks, issuers="CITY", level="city")).level == "outer"


def test_three_issuers_of_two_domains_with_divided_labour_are_outer_integration():
    tasks = [task("IPO lead", "STD participant")]
    two, one_domain = (
        judged(Corpus().add("P1", tasks, issuers=issuers)) for issuers in ("IPO;STD", "IPO;CPR;TMO")
    )
    assert two.level == one_domain.level == "coordination"
    assert judged(Corpus().add("P1", tasks, issuers="IPO;CPR;STD")).level == "outer"


def test_local_governments_are_no_department():
    corpus = Corpus().add("P1", [task("IPO lead", "CITY participant")], DEPARTMENTS_TITLE, "IPO")
    assert judged(corpus).level == "single"


TARGET = task(
    "IPO lead", "STD participant", text="发明专利达到12件", codes=[("target", "达到12件")]
)
BUDGET = task("IPO lead", "FIN funds")
TOGETHER = task("IPO lead", "STD participant", text="联合开展年度考核")


@pytest.mark.parametrize(
    ("tasks", "expected"),
    [
        ([TARGET], "outer"),
        ([BUDGET], "outer"),
        ([TOGETHER], "outer"),
        ([TARGET, BUDGET], "inner"),
        ([BUDGET, TOGETHER], "inner"),
        ([TARGET, TOGETHER], "inner"),
    ],
)
def test_inner_integration_takes_two_criteria(tasks, expected):
    assert judged(Corpus().add("P1", tasks)).level == expected


def test_an_ip_clause_in_an_instrument_of_industry_is_a_cross_domain_tool():
    tasks = [task("EIC lead", "FIN funds", text="支持企业购买专利")]
    title = "省政府办公厅关于印发制造业行动方案的通知"
    assert judged(Corpus().add("P1", tasks, title)).level == "inner"
    about_rights = "省政府办公厅关于印发制造业专利行动方案的通知"
    assert judged(Corpus().add("P1", tasks, about_rights)).level == "outer"


@pytest.mark.parametrize(
    "tasks",
    [
        [task("IPO lead", text="发明专利达到12件", codes=[("target", "达到12件")]), BUDGET],
        [task("IPO lead", "STD participant", codes=[("target", "到2018年")]), BUDGET],
        [task("FIN lead", "FIN funds", "IPO participant"), TOGETHER],
        [task("IPO lead", "CITY funds", "STD participant"), TOGETHER],
        [task("IPO lead", "STD participant", text="共同参与，综合评估质量"), BUDGET],
    ],
)
def test_what_only_looks_like_a_criterion_does_not_count(tasks):
    """A target of one department or without number, own or local money, words of two clauses."""
    assert judged(Corpus().add("P1", tasks)).facts.criteria == 1


def test_without_issuers_at_most_coordination():
    tasks = [task("IPO lead", "STD participant")]
    assert judged(Corpus().add("P1", tasks, issuers="")).level == "coordination"
    nothing = judged(Corpus().add("P1", issuers=""))
    assert nothing.level == ""
    assert nothing.score != nothing.score  # NaN


def test_the_annex_is_judged_before_the_body():
    body = [task("IPO listed", "STD listed", part="body")] * 3
    corpus = Corpus().add("P1", [*body, task("IPO lead", "STD participant")])
    assert judged(corpus).document.part == "annex"
    assert judged(corpus).level == "outer"


def test_evidence_quotes_the_text_at_its_characters():
    corpus = Corpus().add("P1", [BUDGET], closing="强化联席会议职能。")
    text, evidence = corpus.texts["P1"], judged(corpus).evidence
    for words in ("省政府办公厅", "知识产权局牵头", "财政厅给予经费支持", "联席会议"):
        at = text.index(words)
        assert f"「{words}」（第 {at + 1}–{at + len(words)} 字）" in evidence


def test_evidence_names_the_tasks_without_division():
    found = judged(Corpus().add("P1", [BUDGET, BUDGET, task()]))
    assert "3 项任务中有 2 项写明分工，占 66.7%" in found.evidence
    assert "没有写明的有 1 项：P1-A03" in found.evidence


FACTS = st.builds(
    Facts,
    issuers=st.integers(0, 4),
    bodies=st.integers(0, 12),
    government=st.booleans(),
    cross_domain=st.booleans(),
    division=st.floats(0, 1),
    body=st.booleans(),
    criteria=st.integers(0, 4),
)


@given(facts=FACTS, more=st.sampled_from(["government", "cross_domain", "body"]))
@settings(derandomize=True, deadline=None, max_examples=300)
def test_more_coordination_never_lowers_the_level(facts, more):
    found = level(facts, 0.5)
    for better in (
        replace(facts, **{more: True}),
        replace(facts, division=1.0),
        replace(facts, criteria=4),
    ):
        if found:
            assert LEVELS.index(level(better, 0.5)) >= LEVELS.index(found)


@pytest.mark.parametrize(
    ("words", "number"), [("增长10%", True), ("翻一番", True), ("到2018年", False), ("一批", False)]
)
def test_a_measurable_target_has_a_number_other_than_a_year(words, number):
    assert measurable(words) is number


@pytest.mark.parametrize(
    ("title", "level", "issuer", "issue_no", "strength"),
    [
        ("江苏省专利促进条例", "province", "", "", 5),
        ("江苏省知识产权战略纲要", "province", "government", "", 4),
        ("江苏省专利奖励办法", "province", "government", "江苏省人民政府令第1号", 4),
        ("江苏省专利奖励办法", "province", "government", "苏政发〔2020〕1号", 3),
        ("省政府办公厅关于印发试点工作推进方案的通知", "province", "government", "", 3),
        ("省政府关于加快建设知识产权强省的若干意见", "province", "government", "", 3),
        ("省知识产权局关于印发《资助办法（试行）》的通知", "province", "department", "", 2),
        ("省政府办公厅转发省科技厅关于成果转化意见的通知", "province", "government", "", 3),
        ("关于转发省局关于印发资助办法的通知的通知", "city", "department", "", 2),
        ("关于做好申报工作的通知", "province", "department", "", 1),
        ("关于公布2020年示范企业名单的通知", "province", "department", "", 1),
        ("中华人民共和国专利法", "nation", "", "", 5),
        ("中华人民共和国专利法实施细则", "nation", "government", "", 3),
    ],
)
def test_strength_is_that_of_the_paper_that_is_printed(
    ladder, title, level, issuer, issue_no, strength
):
    assert ladder.rung(title, level, issuer, issue_no).strength == strength


@pytest.mark.parametrize("title", ["", "关于某事的纪要"])
def test_a_kind_of_paper_that_the_ladder_lacks_has_no_strength(ladder, title):
    assert ladder.rung(title, "province", "government") is None


def test_all_faults_of_the_ladder_are_told_at_once(tmp_path):
    path = tmp_path / "policy_strength.csv"
    path.write_text(
        "level,issuer,words,issue_words,strength,reason,source\n"
        "town,,条例,,5,法规,\n"
        "province,party,,,9,,\n"
        "province,,方案,,3,方案,\n",
        encoding="utf-8",
    )
    problems = Problems()
    found, _ = read_strength(path, problems)
    places = [(p.code, p.row, p.column) for p in problems]
    assert places == [
        ("value_not_allowed", 2, "level"),
        ("value_not_allowed", 3, "issuer"),
        ("value_not_allowed", 3, "strength"),
        ("cell_empty", 3, "words"),
        ("cell_empty", 3, "reason"),
    ]
    assert len(found.rungs) == 1


@pytest.mark.parametrize(
    ("status", "begin", "end", "holds"),
    [
        ("", "", "", True),
        ("", "2021-01-01", "", False),
        ("", "2020-12-31", "2020-12-31", True),
        ("", "", "2020-12-30", False),
        ("revised", "", "", False),
    ],
)
def test_a_document_holds_from_its_first_to_its_last_day(status, begin, end, holds):
    assert in_force(status, "2016-02-17", begin, end, AS_OF) is holds


def test_the_reader_is_told_what_is_not_known_of_documents(ladder):
    corpus = (
        Corpus()
        .add("P1", [BUDGET], valid_to="2018-12-31")
        .add("P2", issuers="", date="", title="关于某事的纪要", level="")
    )
    notes = Notes()
    table = documents(Reading(corpus.policies), ladder, AS_OF, 0.5, notes)
    assert table.in_force.to_list() == [0, 1]
    assert table.strength.isna().to_list() == [False, True]
    told = {row["message_code"]: row["detail"] for row in notes.rows}
    assert "P1" in told.pop("policy_not_in_force")
    del told["policy_levels_ours"]
    assert {*told} == {
        "policy_open_ended",
        "policy_undated",
        "policy_issuers_unknown",
        "policy_strength_unknown",
        "policy_level_unknown",
        "policy_no_tasks",
    }
    assert all("P2" in detail for detail in told.values())


def test_what_becomes_of_a_document_depends_on_the_day(ladder):
    reading = Reading(Corpus().add("P1", [BUDGET], valid_to="2018-12-31").policies)
    holds = [
        documents(reading, ladder, day, 0.5, Notes()).in_force.item()
        for day in (dt.date(2016, 2, 16), dt.date(2017, 1, 1), dt.date(2019, 1, 1))
    ]
    assert holds == [0, 1, 0]


def test_an_empty_ladder_gives_no_strength():
    reading = Reading(Corpus().add("P1", [BUDGET]).policies)
    assert documents(reading, StrengthLadder(()), AS_OF, 0.5, Notes()).strength.isna().all()
