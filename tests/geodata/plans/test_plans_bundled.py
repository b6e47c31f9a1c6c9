"""The tables of the founding documents: transcribed exactly, each number from its quote."""

import re
from pathlib import Path

import pytest

from geodata.errors import Problems
from geodata.plans.read import Asked, read_plans
from geodata.regions import Register
from geodata.statistics import read_sources, read_statistics

STUDIES = Path(__file__).resolve().parents[3] / "studies"
TABLES = ("indicators", "figures", "statements", "allocations", "projects")

# Zhejiang's plan 2021–2025, table 1: targets and what was reached by 2020
REVIEW = [
    (40000, 49888),
    (17, 34.1),
    (1600, 4307),
    (82, 100.1),
    (600, 646),
    (1.8, 2.5),
    (150, 671),
    (220, 1400),
    (5, 7.1),
    (150, 602),
    (15, 22),
]
# table 2: 2020 and 2025
NEXT = [
    (11.1, 17),
    (3000, 5000),
    (20, 30),
    (9, 15),
    (300, 400),
    (5900, 7500),
    (2.5, 4.2),
    (376, 450),
    (602, 1000),
    (3.5, 10),
    (5, 15),
    (250, 500),
    (77.5, 90),
    (455, 1000),
    (13, 30),
    (204, 500),
]


@pytest.fixture(scope="module")
def plans():
    problems = Problems()
    statistics, _ = read_statistics(STUDIES / "common" / "statistics.csv", problems)
    sources, _ = read_sources(STUDIES / "common" / "sources.csv", problems)
    tables = {name: STUDIES / "china" / f"plan_{name}.csv" for name in TABLES}
    tables["plans"] = STUDIES / "china" / "plans.csv"
    tables["plausibility"] = STUDIES / "common" / "plan_plausibility.csv"
    found = read_plans(
        Asked("china.toml", tables),
        Register.load(),
        statistics,
        frozenset(sources.source_id),
        problems,
    )
    assert not problems.found, [str(problem) for problem in problems.found]
    return found


def of(frame, plan):
    return frame[frame.plan_id == plan]


def text(plans, plan):
    (name,) = of(plans.plans, plan).file
    return (STUDIES / "china" / name).read_text(encoding="utf-8")


def said(plans, indicator, against):
    chosen = plans.statements[
        (plans.statements.indicator_id == indicator) & (plans.statements.against == against)
    ]
    return list(zip(chosen.relation, chosen.value, strict=True))


def test_the_past_plan_has_the_eleven_targets_and_results_of_table_1(plans):
    reached = of(plans.figures, "ZJ-13")
    targets = of(plans.indicators, "ZJ-13")
    assert [*zip(targets.target, reached.value, strict=True)] == REVIEW
    assert set(reached.time) == {2020.0}
    assert targets.baseline.isna().all()  # the table does not tell them


def test_the_next_plan_has_the_sixteen_indicators_of_table_2(plans):
    own = of(plans.indicators, "ZJ-14")
    assert [*zip(own.baseline, own.target, strict=True)] == NEXT
    assert set(own.binding) == {"expected"}


def test_the_draft_shows_three_of_eight_indicators(plans):
    own = of(plans.indicators, "CN-PS-D")
    given = own[own.status == "draft"]
    assert [*zip(given.baseline, given.target, strict=True)] == [(60, 180), (15, 30), (70, 80)]
    masked = own[own.status == "masked"]
    assert len(masked) == 5 and masked[["baseline", "target"]].isna().all(axis=None)


def test_the_final_plan_has_the_targets_that_were_reported(plans):
    own = of(plans.indicators, "CN-PS")
    assert own.target.to_list() == [100, 50, 200, 150, 200]
    assert own.baseline.to_list()[1:] == [33, 101, 80, 88]
    assert set(own.baseline_year) == {2021} and set(own["quote"]) == {""}


@pytest.mark.parametrize("table", ["indicators", "statements", "projects"])
def test_every_quote_stands_in_the_text_where_it_is_said_to(plans, table):
    quoted = getattr(plans, table)
    quoted = quoted[quoted["quote"] != ""]
    assert len(quoted)
    for row in quoted.itertuples():
        found = text(plans, row.plan_id)[row.start_char : row.end_char]
        assert re.sub(r"\s", "", found) == re.sub(r"\s", "", row.quote)


@pytest.mark.parametrize("plan", ["ZJ-13", "ZJ-14"])
def test_the_numbers_of_an_indicator_are_those_of_its_quote(plans, plan):
    reached = of(plans.figures, plan).set_index("indicator_id").value
    for row in of(plans.indicators, plan).itertuples():
        before = row.baseline if plan == "ZJ-14" else row.target
        after = row.target if plan == "ZJ-14" else reached[row.indicator_id]
        assert re.search(rf" {before:g} {after:g} (已实现|预期性)$", row.quote)


def test_statements_hold_what_the_plan_says_elsewhere(plans):
    # METHODS 7.3, checks 1 to 7, in their order
    assert said(plans, "ZJ-14-04", "target") == [("sum", 9), ("sum", 4), ("sum", 2)]
    assert said(plans, "ZJ-13-07", "actual") == [("sum", 408), ("sum", 263)]
    assert said(plans, "ZJ-14-13", "baseline") == [("same", 76.4)]
    assert said(plans, "ZJ-13-10", "actual") == [("cumulated", 1250)]
    assert said(plans, "ZJ-14-10", "baseline") == [("cumulated", 15)]
    assert said(plans, "ZJ-14-14", "baseline") == [("part", 230)]
    assert said(plans, "ZJ-14-11", "baseline") == [("sum", 2), ("sum", 3), ("part", 2)]


def test_the_draft_is_set_beside_what_came_later(plans):
    assert said(plans, "CN-PS-D-03", "target") == [("superseded", 200)]
    assert said(plans, "CN-PS-D-03", "baseline") == [("superseded", 101)]


def test_the_value_of_a_statement_stands_in_its_quote(plans):
    quoted = plans.statements[plans.statements["quote"] != ""]
    for row in quoted.itertuples():
        value = row.value * 100 if row.relation == "grows" else row.value
        assert re.search(rf"(?<![\d.]){value:g}(?![\d.])", row.quote)


def test_the_list_of_major_items_has_twenty_projects(plans):
    assert plans.projects.category.value_counts().to_dict() == {
        "project": 11,
        "policy": 4,
        "platform": 3,
        "reform": 2,
    }
    assert plans.projects.title.is_unique and plans.projects.text.is_unique
    assert (plans.projects[["lead", "participants", "start", "end"]] == "").all(axis=None)
    assert (plans.projects["quote"] == plans.projects.title + " " + plans.projects.text).all()


def test_only_the_fund_of_the_draft_is_below_what_is_plausible(plans):
    (bound,) = plans.plausibility.itertuples()
    nation = plans.plans[plans.plans.region_code == "100000"].plan_id
    own = plans.indicators[plans.indicators.plan_id.isin(nation)]
    money = own[own.unit.str.endswith("元")]
    assert (bound.level, bound.quantity) == ("nation", "money")
    assert money.indicator_id.to_list() == ["CN-PS-D-06"]
    assert money.target.iloc[0] * 10_000 < bound.least


def test_only_the_same_quantity_is_linked_to_a_statistic(plans):
    linked = plans.indicators[plans.indicators.statistic != ""]
    assert dict(zip(linked.indicator_id, linked.statistic, strict=True)) == {
        "ZJ-13-01": "invention_patents_granted",
        "ZJ-13-06": "copyright_registrations",
        "ZJ-14-03": "invention_patents_in_force",
        "ZJ-14-05": "trademarks_registered",
        "ZJ-14-07": "copyright_registrations",
    }


def test_two_schemes_divide_the_centres_among_the_provinces(plans):
    assert set(plans.allocations.indicator_id) == {"CN-PS-03"}
    assert plans.allocations.weights.to_list() == [
        "invention_patents_in_force",
        "hightech_enterprises",
    ]
