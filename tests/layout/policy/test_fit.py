"""Demand of the catalogue against supply of the policies; all rows are made up."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import run_eval
from geodata.errors import Problems
from layout.notes import Notes
from layout.policy import coded, fit
from layout.rules import DIRECTIONS, RESOURCE_TYPES
from tests.layout.policy.made_up import A_ROW, catalogue, corpus, documents

BUNDLED = Path(run_eval.__file__).parent / "studies" / "common" / "policy_demand.csv"
WEIGHTS = st.lists(st.tuples(st.floats(0, 100), st.floats(0, 100)), min_size=1, max_size=15)


def rule(direction="", resource="", tool="", stage="use", kind="supply", weight=1.0):
    return fit.DemandRule(direction, resource, tool, stage, kind, weight, "", "")


def fitted(rows, rules, policies=None, notes=None, **changed):
    policies = policies or corpus()
    notes = notes or Notes()
    cells = coded.cells(coded.judged_tasks(policies, documents(policies, **changed)))
    wanted = fit.demand(catalogue(*rows), rules, notes)
    return fit.policy_fit(wanted, cells, {"39": "电子设备"}, notes)


@settings(derandomize=True, deadline=None, max_examples=100)
@given(WEIGHTS)
def test_fit_lies_between_0_and_1_and_is_symmetric_and_blind_to_order_and_scale(weights):
    demand, supply = np.array(weights).T
    value = fit.fit(demand, supply)
    if not (demand.sum() > 0 and supply.sum() > 0):
        assert np.isnan(value)
        return
    assert 0 <= value <= 1
    assert fit.fit(supply, demand) == pytest.approx(value)
    assert fit.fit(demand[::-1], supply[::-1]) == pytest.approx(value)
    assert fit.fit(demand * 7, supply) == pytest.approx(value)


def test_the_same_shares_fit_fully_and_disjoint_cells_not_at_all():
    assert fit.fit(np.array([1.0, 3.0]), np.array([2.0, 6.0])) == 1
    assert fit.fit(np.array([1.0, 0.0]), np.array([0.0, 5.0])) == 0


def test_the_fit_is_what_demand_and_supply_have_in_common():
    # total variation: 1 − ½ Σ|d − s| = Σ min(d, s) = .2 + .3 + .1
    assert fit.fit(np.array([2.0, 3.0, 5.0]), np.array([6.0, 3.0, 1.0])) == pytest.approx(0.6)


def test_supply_and_demand_by_hand():
    # supply: half use × environment, half service × supply; demand: all use × environment
    table = fitted([A_ROW], [rule(stage="use", kind="environment")])
    whole = table[table.grouping == "all"].set_index(["stage", "tool_class"])
    assert len(whole) == 15
    assert whole.gap["use", "environment"] == 0.5
    assert whole.gap["service", "supply"] == -0.5
    assert set(whole.fit) == {0.5}
    assert whole["rows"].sum() == 1


def test_the_rule_with_the_most_criteria_speaks_and_rules_alike_share_the_row():
    rules = [
        rule(),
        rule("引进补强", "人才", stage="creation", weight=2.0),
        rule("引进补强", "人才", stage="service"),
        rule("引进补强", "专利", stage="management"),
    ]
    wanted = fit.demand(catalogue(A_ROW), rules, Notes())
    assert dict(zip(wanted.stage, wanted.weight, strict=True)) == {"creation": 2, "service": 1}


def test_priorities_weigh_3_2_1_and_never_less_and_overlays_do_not_count():
    rows = [(*A_ROW[:8], priority, "region") for priority in (1, 2, 3, 4)]
    wanted = fit.demand(catalogue(*rows, (*A_ROW[:9], "overlay")), [rule()], Notes())
    assert wanted.weight.to_list() == [3, 2, 1, 1]


def test_a_row_that_no_rule_matches_is_counted_in_a_note():
    notes = Notes()
    assert fit.demand(catalogue(A_ROW), [rule("预警管控")], notes).empty
    assert "1 条目录中有 1 条" in notes.frame().detail[0]


def test_a_city_document_supplies_its_own_region_and_zone_only():
    other = ("r2", "320500", "苏州市", "乙区", *A_ROW[4:])
    notes = Notes()
    table = fitted([A_ROW, other], [rule()], notes=notes, level="city", area="320100")
    remarks = table.drop_duplicates(["grouping", "group"]).set_index(["grouping", "group"]).remark
    assert remarks["region", "320100"] == remarks["zone", "甲区"] == remarks["all", ""] == ""
    assert remarks["region", "320500"] == remarks["zone", "乙区"] == "policy_no_supply"
    assert "苏州市没有适用的现行措施" in notes.frame().detail.iloc[-1]


def test_a_task_coded_with_an_industry_counts_for_this_industry_alone():
    codes = [
        ("P-A01", "stage", "use", "draft"),
        ("P-A01", "tool", "supply.funds", "draft"),
        ("P-A01", "industry", "13", "draft"),
        ("P-A02", "stage", "service", "draft"),
        ("P-A02", "tool", "demand.trade", "draft"),
    ]
    rows = [(*A_ROW[:4], industry, *A_ROW[5:]) for industry in ("39", "13")]
    table = fitted(rows, [rule()], corpus(codes=codes))
    share = table[table.grouping == "industry"].set_index(["group", "stage", "tool_class"])
    assert share.supply_share["39", "use", "supply"] == 0
    assert share.supply_share["13", "use", "supply"] == 0.5
    assert share.supply_share["39", "service", "demand"] == 1
    assert set(share.group_label["39"]) == {"电子设备"}


@pytest.mark.parametrize("rows", [[], [A_ROW]])
def test_without_demand_or_supply_the_fit_is_blank_with_a_remark_and_a_note(rows):
    notes = Notes()
    policies = corpus(codes=()) if rows else corpus()
    table = fitted(rows, [rule()], policies, notes)
    assert table.fit.isna().all()
    assert set(table.remark) == {"policy_no_supply" if rows else "policy_no_demand"}
    assert "policy_fit_undefined" in set(notes.frame().message_code)


def test_the_bundled_table_speaks_of_every_direction_and_resource():
    problems = Problems()
    rules, _ = fit.read_demand(BUNDLED, problems)
    assert not problems
    for direction in DIRECTIONS:
        for resource in RESOURCE_TYPES:
            assert any(r.matches(direction, resource, "") for r in rules), (direction, resource)


def test_faults_of_the_table_are_all_told(tmp_path):
    path = tmp_path / "demand.csv"
    header = ",".join(fit.DEMAND_COLUMNS)
    path.write_text(f"{header}\n引进,人才,,use,supply,0,,x\n", encoding="utf-8")
    problems = Problems()
    fit.read_demand(path, problems)
    assert {p.code for p in problems} == {"value_not_allowed", "policy_demand_weight"}
