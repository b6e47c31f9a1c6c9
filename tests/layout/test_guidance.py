import re

import numpy as np
import pandas as pd
import pytest

from layout import metrics
from layout.expressions import parse
from layout.guidance import COLUMNS, Place, Pool, catalogue, confidence, grade_of_draws
from layout.metrics import Metrics
from layout.notes import Notes
from layout.rules import Department, Rule
from layout.settings import Catalogue

TASK = Catalogue(
    version="1", valid_from="2026-01-01", valid_to="2026-12-31", review_date="2026-11-30"
)


@pytest.fixture(params=["china", "jiangsu"])
def one(request):
    return request.getfixturevalue(request.param)


def test_columns_are_those_of_the_catalogue_form(one):
    assert one.catalogue.columns.to_list() == [*COLUMNS, "review_state", "review_label"]
    assert one.catalogue.catalog_id.is_unique


def test_every_row_follows_from_the_published_tables(one):
    """Each piece of evidence is the number that stands in the tables for that region and year."""
    year = one.study.settings.years[-1]
    matching = pd.concat([one.matching, one.overlays.matching])
    indicators = pd.concat([one.indicators, one.overlays.indicators])
    match = matching[matching.year == year].set_index("region_code")
    values = indicators[indicators.year == year].pivot_table(
        index="region_code", columns="indicator", values="value"
    )
    known = match.join(values)
    checked = 0
    for row in one.catalogue.itertuples():
        for name, value in re.findall(r"(\w+)=([^@]+)@\d{4}", row.evidence_indicators):
            if name in known.columns:
                assert float(value) == pytest.approx(known.loc[row.region_code, name], rel=1e-3)
                checked += 1
    assert checked >= len(one.catalogue)


def test_a_rule_gives_a_row_exactly_where_its_condition_holds(one):
    year = one.study.settings.years[-1]
    match = one.matching[one.matching.year == year]
    both = match[(match.lag_type == "创新滞后") & (match.lag_type_relative == "创新滞后")]
    written = one.catalogue[(one.catalogue.rule_id == "R03") & (one.catalogue.layer == "region")]
    assert set(written.region_code) == set(both.region_code)


def test_no_region_is_called_in_step_against_its_published_lag_type(one):
    year = one.study.settings.years[-1]
    matching = pd.concat([one.matching, one.overlays.matching])
    lag = matching[matching.year == year].set_index("region_code").lag_type
    called = one.catalogue[one.catalogue.reason.str.contains("同步")]
    assert len(called)
    assert set(lag[called.region_code]) == {"同步"}


def test_departments_carry_their_names_of_today(one):
    names = {department.label_zh for department in one.study.departments.values()}
    assert set(one.catalogue.lead_department) <= names
    assert {
        p for cell in one.catalogue.participating_departments for p in cell.split("；")
    } <= names


def own_values(one):
    """Metric → value by region or overlay code, of the tables of the last year."""
    year = one.study.settings.years[-1]
    matching = pd.concat([one.matching, one.overlays.matching])
    indicators = pd.concat([one.indicators, one.overlays.indicators])
    values = indicators[indicators.year == year].pivot_table(
        index="region_code", columns="indicator", values="value"
    )
    return matching[matching.year == year].set_index("region_code").join(values)


def test_regions_are_sources_of_what_they_have_more_of(one):
    known = own_values(one)
    codes = dict(zip(one.evidence.regions.region_name, known.index, strict=False))
    checked = 0
    for row in one.catalogue.itertuples():
        for name, metric in re.findall(
            r"([^；（]+)（[^，（）]+，(\w+)=[^）]*）", row.candidate_sources
        ):
            assert known[metric][codes[name]] > known[metric][row.region_code]
            assert name != row.region_name
            checked += 1
    assert checked >= 10


def test_sources_come_from_the_nearest_to_the_farthest_and_the_unknown_is_told(jiangsu):
    row = jiangsu.catalogue.set_index("catalog_id").loc["320700-R02-2024"]
    places = re.findall(r"（(本地|省内|国内|国外)", row.candidate_sources)
    assert places == ["省内"] * 3 + ["国内"] * 3
    assert row.candidate_sources.startswith("南京市（省内，u_ip=0.9274@2024）；")
    assert row.candidate_sources.endswith(
        "；浙江省（国内，有效发明专利量 364913 件，2023 年）；本地、国外：未掌握"
    )


def test_a_warning_names_no_sources(china):
    warned = china.catalogue[china.catalogue.direction == "预警管控"]
    assert len(warned) and set(warned.candidate_sources) == {""}


def test_thin_data_make_little_confidence(jiangsu):
    assert set(jiangsu.catalogue.confidence) == {"低"}  # IP has 1 of 6 indicators


def test_confidence_is_the_worse_of_data_and_draws(china):
    rows = china.catalogue
    # IP lacks trademarks and copyrights: nothing is above the middle
    expected = np.where(rows.held_share < 0.5, "低", "中")
    assert rows.confidence.to_list() == expected.tolist()
    assert {"低", "中"} == set(rows.confidence)


@pytest.mark.parametrize(
    ("held", "word"), [(1.0, "高"), (0.8, "高"), (0.79, "中"), (0.5, "中"), (0.49, "低"), (0, "低")]
)
def test_confidence_falls_with_the_share_of_draws_in_which_the_condition_holds(held, word):
    assert grade_of_draws(held, TASK) == word


@pytest.mark.parametrize(
    ("age", "completeness", "word"),
    [(1, 1.0, "高"), (2, 1.0, "中"), (1, 0.7, "中"), (4, 1.0, "低"), (0, 0.5, "低")],
)
def test_confidence_needs_fresh_and_complete_data(age, completeness, word):
    assert confidence(age, completeness, TASK) == word


def test_rules_that_lack_their_figures_are_undecided_not_false(jiangsu):
    notes = jiangsu.notes[jiangsu.notes.message_code == "rule_undecided"]
    assert notes.detail.str.contains("R12").any()
    assert not (jiangsu.catalogue.rule_id == "R12").any()


def test_every_region_has_a_type(one):
    assert (one.zones.zone_type != "").all()


def test_every_metric_that_rules_may_name_is_computed(one):
    named = metrics.names(one.study.indicators)
    used = {name for rule in one.study.rules for name in rule.condition.names}
    assert used <= set(named)


def test_a_lagging_dimension_is_to_reach_the_mean_of_the_other_two(one):
    known = own_values(one)
    levels = ["u_ip", "u_innovation", "u_industry"]
    rows = one.catalogue[one.catalogue.rule_id.isin(["R01", "R02", "R03", "R04", "R05"])]
    assert len(rows)
    for row in rows.itertuples():
        own = known.loc[row.region_code]
        others = [own[name] for name in levels if name != row.gap_metric]
        assert row.target_value == pytest.approx(np.mean(others), abs=1e-4)
        assert row.gap_value == pytest.approx(own[row.gap_metric] - np.mean(others), abs=2e-4)
        assert row.gap_value < 0


def test_the_other_gaps_are_to_the_median_or_to_the_best_of_the_regions(china):
    known = own_values(china).loc[china.evidence.regions.region_code]
    composite = china.scores.query("dimension == 'composite' and year == 2023").score
    targets = china.catalogue.drop_duplicates("rule_id").set_index("rule_id").target_value
    assert targets["R15"] == pytest.approx(known.coordination.median(), abs=1e-4)
    assert targets["R07"] == pytest.approx(known.in_rd_intensity.median(), abs=1e-4)
    assert targets["R06"] == pytest.approx(composite.max(), abs=1e-4)


def test_a_row_is_short_of_its_target_or_says_that_it_is_not(one):
    told = one.catalogue.remark.str.split(";").map(lambda codes: "no_gap" in codes)
    assert ((one.catalogue.gap_value < 0) == ~told).all()


def rule(**changed):
    fields = {
        "rule_id": "T1",
        "condition": parse("u_ip >= 0"),
        "direction": "引进补强",
        "resource_type": "专利",
        "path": "许可",
        "policy_tool": "工具",
        "gap_metric": "u_ip",
        "source_metric": "",
        "evidence": (),
        "lead_department": "IPO",
        "participating_departments": (),
        "priority": 1,
        "reason": "得分 {u_ip}，{late}",
        "plan_basis": "依据",
    }
    return Rule(**(fields | changed))


def small(one_rule, values, *, costs=frozenset(), **more):
    """Rows of a catalogue for three regions and one year."""
    arrays = {"u_ip": np.array([values], dtype=float), "late": np.full((1, 3), np.nan)}
    arrays |= {name: np.array([column], dtype=float) for name, column in more.items()}
    found = Metrics(arrays, {name: np.full((1, 3), 2024) for name in arrays})
    names = ("甲市", "乙市", "丙市")
    place = Place(2024, 0, ("1", "2", "3"), names, ("",) * 3, ("",) * 3, True, 1.0)
    departments = {"IPO": Department("IPO", "知识产权局", "", "")}
    notes = Notes()
    pool = Pool.of(place, found, costs=costs)
    table = catalogue([one_rule], found, place, pool, departments, TASK, notes)
    return table.set_index("region_name"), notes.frame()


@pytest.mark.parametrize(
    ("target", "value"), [("", 3.0), ("median", 3.0), ("p75", 4.0), ("leader", 5.0)]
)
def test_targets_by_hand(target, value):
    rows, _ = small(rule(target=target), [1, 3, 5])
    assert set(rows.target_value) == {value}
    assert rows.gap_value.to_list() == [1 - value, 3 - value, 5 - value]


@pytest.mark.parametrize(("target", "value"), [("p75", 2.0), ("leader", 1.0)])
def test_of_costs_the_best_is_the_least(target, value):
    rows, _ = small(rule(target=target), [1, 3, 5], costs=frozenset(["u_ip"]))
    assert set(rows.target_value) == {value}
    assert rows.remark.str.contains("no_gap").to_list() == [True, False, False]


def test_balance_by_hand():
    rows, _ = small(rule(target="balance"), [1, 3, 5], u_innovation=[2, 2, 2], u_industry=[4, 8, 2])
    assert rows.target_value.to_list() == [3, 5, 2]
    assert rows.remark.str.contains("no_gap").to_list() == [False, False, True]


def test_a_missing_figure_is_told_and_never_a_number():
    rows, notes = small(rule(condition=parse("u_ip >= 0 or late > 0")), [1, 3, np.nan])
    assert rows.index.to_list() == ["甲市", "乙市"]  # 丙市 cannot be decided
    assert set(rows.reason) == {"得分 1，缺数据", "得分 3，缺数据"}
    assert notes.detail.str.contains("无法判定：丙市").any()
    rows, _ = small(rule(gap_metric="late"), [1, 3, 5])
    assert rows.gap_value.isna().all() and set(rows.remark) == {"gap_missing;not_drawn"}


def test_without_draws_confidence_rests_on_the_data_and_says_so():
    rows, _ = small(rule(), [1, 3, 5])
    assert rows.held_share.isna().all() and rows.rank_low.isna().all()
    assert rows["rank"].to_list() == [3, 2, 1]
    assert set(rows.confidence) == {"高"} and set(rows.remark) == {"not_drawn", "no_gap;not_drawn"}


def test_overlays_have_neither_rank_nor_draws(one):
    rows = one.catalogue[one.catalogue.layer == "overlay"]
    assert len(rows) and rows[["rank", "rank_low", "held_share"]].isna().all(axis=None)
    assert rows.remark.str.contains("not_drawn").all()


def test_reasons_quote_numbers_and_leave_no_braces(one):
    assert not one.catalogue.reason.str.contains(r"[{}]").any()
    assert np.isfinite(one.catalogue.gap_value).all()
