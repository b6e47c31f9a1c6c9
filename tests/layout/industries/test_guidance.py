import datetime as dt
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geodata.errors import Problems
from layout.expressions import parse
from layout.guidance import COLUMNS, Place
from layout.industries import catalogue_rows, industries, read_industry_rules
from layout.industries.metrics import names
from layout.notes import Notes
from layout.rules import read_departments
from layout.settings import Catalogue
from tests.layout.industries import made

COMMON = Path(__file__).resolve().parents[3] / "studies" / "common"
PLACE = Place(
    2022, 1, made.CODES, made.NAMES, ("Z1", "Z1", "Z2", "Z2"), ("甲型", "乙型", "", ""), True, 1.0
)
LINKS = pd.DataFrame(
    {"class": ["H04", "G06F1/00", "C12N", "C07D"], "industry": ["39", "39", "39", "26"]}
)
SETTINGS = Catalogue(
    version="1",
    valid_from=dt.date(2023, 1, 1),
    valid_to=dt.date(2025, 1, 1),
    review_date=dt.date(2024, 1, 1),
)


def read(path=COMMON / "industry_rules.csv"):
    problems = Problems()
    departments, _ = read_departments(COMMON / "departments.csv", problems)
    rules, _ = read_industry_rules(path, departments, problems)
    return rules, departments, problems


def run(cells=None, links=LINKS, rules=None, **registers):
    cells, notes = cells or made.cells(), Notes()
    found = industries(
        cells, made.TABLE, made.settings(**registers), made.REGIONS, None, None, notes
    )
    shipped, departments, problems = read()
    problems.raise_if_any()
    listed = catalogue_rows(
        found, cells, rules or shipped, PLACE, departments, SETTINGS, links, notes
    )
    return listed, found, notes.frame()


@pytest.fixture(scope="module")
def listed():
    return run()[0]


def test_the_catalogue_of_the_example_row_by_row(listed):
    assert listed.rows.columns.to_list() == [*COLUMNS]
    # 甲市: 13 technology without industry, 39 both; 乙市: 13 industry without technology, 26 both
    # (and without trade marks), 27 next to 26; 丙市: 26 and 27 likewise, 13 technology and next
    assert listed.rows.catalog_id.to_list() == [
        "320100-I02-13-2022",
        "320100-I03-39-2022",
        "320200-I01-13-2022",
        "320200-I03-26-2022",
        "320200-I05-27-2022",
        "320200-I07-26-2022",
        "320300-I01-26-2022",
        "320300-I03-27-2022",
        "320300-I04-13-2022",
    ]


def test_a_row_says_what_it_rests_on(listed):
    row = listed.rows.set_index("catalog_id").loc["320200-I01-13-2022"]
    rta = ((10 + 20 * 82 / 304) / 120) / (82 / 304)
    assert (row.industry_code, row.direction, row.gap_metric) == ("13", "引进补强", "rta")
    assert (row.target_value, row.gap_value) == (1, pytest.approx(rta - 1, abs=1e-4))
    assert f"rta={rta:.4g}@2022；lq=1.333@2022" in row.evidence_indicators
    assert row.reason.startswith("食品：产业已有优势（区位商 1.333，占本地区产业 20%）")
    # 甲市 1.402 and 丙市 1.093 exceed parity; 丁市 has too few rights to tell
    assert row.candidate_sources == (
        "甲市（省内，rta=1.402@2022）；丙市（省内，rta=1.093@2022）；本地、国内、国外：未掌握"
    )
    # its rank in the industry is known, nothing is drawn
    assert (row["rank"], row.remark) == (3, "not_drawn") and np.isnan(row.held_share)
    assert (row.zone, row.functional_zone, row.layer) == ("Z1", "乙型", "region")
    assert (row.lead_department, row.confidence) == ("知识产权局", "高")


def test_two_advantages_are_held_against_the_best_of_the_regions(listed):
    row = listed.rows.set_index("catalog_id").loc["320300-I03-27-2022"]
    assert (row.gap_metric, row.target_value, row.gap_value) == ("invention_share", 1, 0)
    # none has a larger share than all
    assert row.candidate_sources == "本地、省内、国内、国外：未掌握"
    assert row.remark == "no_gap;not_drawn"


def test_technologies_are_those_in_force_that_serve_the_industry(listed):
    fields = listed.rows.set_index("catalog_id").tech_field
    assert fields["320100-I03-39-2022"] == "G06F；H04L"  # C12N has ended
    assert fields["320200-I03-26-2022"] == "C07D" and fields["320200-I01-13-2022"] == ""
    assert set(run(links=None)[0].rows.tech_field) == {""}


def test_every_industry_of_every_region_is_listed_or_has_a_reason(listed):
    pairs = {*zip(listed.rows.region_code, listed.rows.industry_code, strict=True)}
    rest = {*zip(listed.not_listed.region_code, listed.not_listed.industry, strict=True)}
    assert not pairs & rest and len(pairs | rest) == 4 * 5
    reasons = listed.not_listed.set_index(["region_code", "industry"]).reason
    assert reasons["320100", "01"] == "no_rights_anywhere"
    assert reasons["320400", "13"] == "insufficient"
    assert reasons["320200", "39"] == "too_small"
    assert reasons["320100", "26"] == "neither"
    assert listed.not_listed.reason_label.notna().all()


def test_rows_beyond_the_limits_are_told(monkeypatch):
    monkeypatch.setattr("layout.industries.guidance.ROWS_PER_REGION", 2)
    listed, _, notes = run()
    assert listed.rows.region_code.value_counts().max() == 2
    over = listed.not_listed[listed.not_listed.reason == "over_limit"]
    # 乙市 keeps I01 and I03 by priority; of 丙市 13 has no row left
    assert over[["region_code", "industry", "rules_met"]].to_numpy().tolist() == [
        ["320200", "27", "I05"],
        ["320300", "13", "I04"],
    ]
    text = notes[notes.message_code == "catalogue_industry_rules"].detail.iloc[0]
    assert "列出 6 行，另有 3 行符合条件而超出篇幅" in text


def test_the_largest_times_the_furthest_apart_come_first(monkeypatch):
    monkeypatch.setattr("layout.industries.guidance.ROWS_PER_RULE", 1)
    rules, _, _ = read()
    every = replace(rules[0], condition=parse("share_economy_pct > 0 and relative_gap != 0"))
    listed, found, _ = run(rules=[every])
    share, gap = found.measured.arrays["share_economy_pct"], found.spec.relative_gap[-1]
    for r, code in enumerate(made.CODES[:3]):
        first = listed.rows.set_index("region_code").industry_code[code]
        assert first == made.INDUSTRIES[int(np.nanargmax(share[r] * np.abs(gap[r])))]


def test_confidence_is_low_where_the_rights_are_few():
    rows = [
        (*row[:6], row[6] // 20) if row[0] == "320200" else row for row in made.rights_by_industry()
    ]
    found = run(made.cells(industries=rows), least_in_region=3)[0].rows
    of = found.set_index(["region_code", "industry_code"]).confidence
    # 乙市 has five inventions left, half of one of them in 13, where one and a half are expected
    assert (of["320200", "13"], of["320100", "39"]) == ("低", "高")


def test_confidence_falls_with_what_belongs_to_no_industry():
    extra = [made.event("320400", "", 2018, "granted", 200)]
    rows = run(made.cells(industries=made.rights_by_industry() + extra))[0].rows
    assert set(rows.confidence) == {"中"}  # 304 of 504 are known: between 0.6 and 0.9


def test_the_lag_is_the_age_of_the_evidence():
    rows = run(lag=1)[0].rows
    assert rows.evidence_indicators.str.contains("rta=.*@2021").any()
    assert set(rows[rows.gap_metric == "rta"].evidence_year) == {"2021"}


def test_without_an_economy_nothing_is_listed_and_all_have_a_reason():
    listed = run(made.cells(activities=[]))[0]
    assert listed.rows.empty and listed.rows.columns.to_list() == [*COLUMNS]
    assert set(listed.not_listed.reason) == {"insufficient"}


def test_the_shipped_rules_are_sound():
    rules, _, problems = read()
    assert not problems and len(rules) == 9
    assert all(rule.plan_basis and rule.reason for rule in rules)
    for rule in rules:  # a row is written only where its gap can be told
        assert rule.gap_metric in {*rule.condition.names, *rule.evidence}


def test_a_rule_with_an_unknown_metric_is_a_problem_that_names_the_nearest(tmp_path):
    text = (COMMON / "industry_rules.csv").read_text(encoding="utf-8-sig")
    path = tmp_path / "industry_rules.csv"
    path.write_text(text.replace("relative_gap < 0", "relativ_gap < 0"), encoding="utf-8-sig")
    _, _, problems = read(path)
    assert [p.code for p in problems.found] == ["metric_unknown"]
    assert "relative_gap" in problems.found[0].what


def test_growth_is_the_mean_of_the_years_between():
    # 丁市 in 01: 10 in 2019, 80 in 2022 is a doubling every year
    rows = [row for row in made.activities() if row[1:3] != ("320400", "01") and row[3] == 2022]
    older = [(*row[:3], 2019, *row[4:]) for row in rows]
    own = [
        ("enterprise", "320400", "01", year, "value_added", value * 10**8, 1)
        for year, value in ((2018, 3), (2019, 10), (2022, 80))
    ]
    settings = made.settings()
    settings.years = [2018, 2019, 2022]
    cells = made.cells(activities=[*older, *rows, *own])
    found = industries(cells, made.TABLE, settings, made.REGIONS, None, None, Notes())
    growth = found.measured.arrays["economy_growth_pct"]
    assert growth[3, 0] == pytest.approx(100) and growth[0, 1] == pytest.approx(0)


def test_every_metric_that_a_rule_may_name_has_values():
    _, found, _ = run()
    assert {*found.measured.arrays} == {*found.measured.years} == {*names()}
    assert all(array.shape == (4, 5) for array in found.measured.arrays.values())
