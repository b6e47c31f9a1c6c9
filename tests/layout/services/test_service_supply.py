"""Coverage, supply, match and equality of services, by hand."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from layout.services import spread
from models.inequality import gini as unweighted
from tests.layout.services import service_rows as rows

NODES = [
    rows.node("a", "1", "filing", 6.0),
    rows.node("b", "2", "search;filing", 3.0, kind="library"),
]
DEMAND = {"1": 60.0, "2": 20.0, "3": 20.0}


@pytest.fixture(scope="module")
def made():
    asked = {"demand_statistic": "firms", "reach": 200.0}
    return rows.tables(rows.services(nodes=NODES), rows.figures(DEMAND), **asked)


def test_supply_per_demand_by_hand(made):
    found = made[0]["service_supply"]
    row = rows.pick(found, region_code="1", service="")
    assert (row.nodes, row.backbone, row.outlets, row.capacity) == (1, 1, 0, 6)
    assert row.per_10k == pytest.approx(6 / 60 * 10_000)
    assert (row.demand_share, row.supply_share) == (0.6, pytest.approx(6 / 9, abs=1e-6))
    assert row.mismatch == pytest.approx(100 * (6 / 9 - 0.6), abs=1e-6)
    assert row["rank"] == 2  # region 2 has 3 / 20
    assert row.demand_unit == "企业数（家）"


def test_capacity_counts_in_full_for_each_service(made):
    found = made[0]["service_supply"]
    both = [rows.pick(found, region_code="2", service=one) for one in ("filing", "search")]
    assert [row.capacity for row in both] == [3, 3]
    assert rows.pick(found, region_code="2", service="").capacity == 3
    assert (made[1].message_code == "service_capacity").sum() == 1


def test_region_without_node_has_nothing_and_says_so(made):
    row = rows.pick(made[0]["service_supply"], region_code="3", service="")
    assert (row.nodes, row.per_10k, row.remark) == (0, 0, "service_no_node")


def test_service_nobody_gives_has_no_mismatch(made):
    row = rows.pick(made[0]["service_supply"], region_code="1", service="finance")
    assert np.isnan(row.mismatch)
    assert "service_nobody" in row.remark
    match = rows.pick(made[0]["service_match"], service="finance", level="all")
    assert np.isnan(match.match) and match.remark == "service_nobody"
    told = made[1].set_index("message_code").detail["service_nobody_gives"]
    assert "知识产权金融" in told and "受理窗口" not in told
    assert "finance" not in set(made[0]["service_access"].service)


def test_match_by_hand(made):
    # shares of supply 2/3, 1/3, 0 and of demand .6, .2, .2: half of the differences is .2
    row = rows.pick(made[0]["service_match"], service="", level="all")
    assert row.match == pytest.approx(0.8)
    assert (row.most_short, row.most_ample) == ("丙市", "乙市、甲市")
    # inside zone 东: 2/3, 1/3 against 3/4, 1/4
    assert rows.pick(made[0]["service_match"], service="", group="东").match == pytest.approx(
        1 - 1 / 12, abs=1e-6
    )
    assert rows.pick(made[0]["service_match"], service="", group="西").remark == "one_region"


def test_equality_of_regions_by_hand(made):
    # 1000, 1500 and 0 per 10 000, weights .6, .2, .2; mean 900
    levels, weights = np.array([1000.0, 1500.0, 0.0]), np.array([0.6, 0.2, 0.2])
    found = made[0]["service_equality"]
    about = {"quantity": "per_demand", "service": "", "grouping": "all"}
    value = {
        code: rows.pick(found, measure=code, **about).value
        for code in ("cv", "gini", "theil_t", "mad")
    }
    spread_squared = weights @ (levels - 900) ** 2
    assert value["cv"] == pytest.approx(np.sqrt(spread_squared) / 900, abs=1e-6)
    assert value["mad"] == pytest.approx(0.6 * 100 + 0.2 * 600 + 0.2 * 900)
    pairs = np.abs(levels[:, None] - levels) * np.outer(weights, weights)
    assert value["gini"] == pytest.approx(pairs.sum() / (2 * 900), abs=1e-6)
    # shares 2/3, 1/3, 0 against .6, .2, .2
    theil = 2 / 3 * np.log(2 / 3 / 0.6) + 1 / 3 * np.log(1 / 3 / 0.2)
    assert value["theil_t"] == pytest.approx(theil, abs=1e-6)
    assert rows.pick(found, measure="cv", **about).remark == "service_few"


def test_theil_between_and_within_zones_add_up(made):
    found = made[0]["service_equality"]
    about = {"quantity": "per_demand", "service": ""}
    parts = [
        rows.pick(found, measure=code, grouping="zone", group="", **about).value
        for code in ("theil_between", "theil_within")
    ]
    whole = rows.pick(found, measure="theil_t", grouping="all", **about).value
    assert sum(parts) == pytest.approx(whole, abs=2e-6)
    # zone 东 has all the supply and .8 of the demand
    assert parts[0] == pytest.approx(np.log(1 / 0.8), abs=1e-6)


def test_one_region_has_no_inequality(made):
    row = rows.pick(
        made[0]["service_equality"],
        measure="gini",
        quantity="per_demand",
        group="西",
        service="",
    )
    assert np.isnan(row.value) and row.remark == "service_one"


@pytest.mark.parametrize("levels", [[1.0, 3.0, 4.0], [0.0, 0.0, 7.0, 2.0]])
def test_weighted_gini_with_equal_weights_is_the_plain_one(levels):
    found = spread.gini(np.array(levels), np.full(len(levels), 3.0))
    assert found == pytest.approx(float(unweighted(levels)))


def test_palma_by_hand():
    # ten equal parts: the best has 19 of 100, the worst four 1 + 3 + 5 + 7 = 16
    assert spread.palma(np.arange(1.0, 20.0, 2.0), np.ones(10)) == pytest.approx(19 / 16)
    assert np.isnan(spread.palma(np.array([0.0, 1.0]), np.ones(2)))


def test_closed_nodes_do_not_count():
    nodes = [
        *NODES,
        rows.node("c", "3", opened="2025-01-01"),
        rows.node("d", "3", opened="2020-01-01", closed="2024-12-31"),
        rows.node("e", "3", opened="2024-12-31", closed="2025-01-01", capacity=2.0),
    ]
    found, notes = rows.tables(rows.services(nodes=nodes), rows.figures(DEMAND))
    row = rows.pick(found["service_supply"], region_code="3", service="")
    assert (row.nodes, row.capacity) == (1, 2)
    codes = dict(zip(found["service_nodes"].node_id, found["service_nodes"].remark, strict=True))
    assert {code for code, text in codes.items() if "service_not_open" in text} == {"c", "d"}
    assert "service_not_open" in set(notes.message_code)


def test_node_without_coordinates_is_not_given_any(made):
    row = rows.pick(made[0]["service_nodes"], node_id="a")
    assert np.isnan(row.lon) and row.remark == "service_at_centre"
    assert (row.type_label, row.tier_label, row.services_label) == (
        "受理窗口",
        "主干节点",
        "受理窗口",
    )
    assert "service_moved" in set(made[1].message_code)


def test_computed_coverage_states_its_denominator(made):
    found = made[0]["service_coverage"]
    whole = rows.pick(found, grouping="all")
    assert (whole.covered, whole.eligible, whole.missing) == (2, 3, "丙市")
    assert whole.share == pytest.approx(2 / 3, abs=1e-6)
    assert "3 个地区" in whole.definition
    assert rows.pick(found, group="东").share == 1
    assert rows.pick(found, group="outlet").missing == "甲市、丙市"
    assert rows.pick(found, group="finance").covered == 0
    assert "centre" not in set(found.group)  # no such node: the register may not list them


def test_published_coverage_keeps_its_own_numbers():
    given = {"coverage_id": "c", "label_zh": "机构", "date": "2021-12", "covered": 104.0}
    given |= {"definition": "地级行政区", "official_share": 0.33, "source_id": "s1"}
    coverage = [given | {"eligible": float(n)} for n in (318, 333)]
    found, notes = rows.tables(rows.services(coverage=coverage), coverage="x")
    assert [*found] == ["service_coverage"]
    table = found["service_coverage"]
    # 104/318 = 32.70 % is 33 % rounded, 104/333 = 31.23 % is not
    assert table.share.tolist() == [pytest.approx(0.327044), pytest.approx(0.312312)]
    assert table.remark.tolist() == ["", "service_share_differs"]
    assert table.official_share.tolist() == [0.33, 0.33]
    assert notes.message_code.tolist() == ["service_no_register"]


def test_region_without_figure_is_not_without_demand():
    known = rows.figures({"1": 60.0, "2": 20.0})
    found, notes = rows.tables(rows.services(nodes=NODES), known, demand_statistic="firms")
    row = rows.pick(found["service_supply"], region_code="3", service="")
    assert np.isnan(row.per_10k) and "service_demand_unknown" in row.remark
    assert "service_demand_gaps" in set(notes.message_code)


def test_latest_year_with_all_regions_is_the_demand():
    known = pd.concat([rows.figures(DEMAND, year=2023), rows.figures({"1": 999.0}, year=2024)])
    found, _ = rows.tables(rows.services(nodes=NODES), known, demand_statistic="firms")
    assert rows.pick(found["service_supply"], region_code="1", service="").demand == 60


def test_without_any_demand_nothing_is_said_on_access():
    found, notes = rows.tables(rows.services(nodes=NODES))
    assert {"service_access", "service_equality", "service_match"} & {*found} == set()
    assert "service_no_demand" in set(notes.message_code)
    assert found["service_supply"].per_10k.isna().all()


def test_all_demand_zero_is_undefined_not_infinite():
    known = rows.figures(dict.fromkeys("123", 0.0))
    found, _ = rows.tables(rows.services(nodes=NODES), known, demand_statistic="firms")
    assert found["service_supply"].per_10k.isna().all()
    assert found["service_supply"].remark.str.contains("service_zero_demand").all()


def test_no_open_node_leaves_every_region_bare():
    nodes = [rows.node("a", opened=dt.date(2030, 1, 1).isoformat())]
    found, _ = rows.tables(
        rows.services(nodes=nodes), rows.figures(DEMAND), demand_statistic="firms"
    )
    assert found["service_supply"].capacity.sum() == 0
    assert set(found["service_lagging"].region_code) == {"1", "2", "3"}
