"""Accessibility, siting, lagging regions, satisfaction and efficiency, by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layout.services.lagging import lowest
from tests.layout.services import service_rows as rows

NODES = [
    rows.node("a", "1", "filing", 6.0),
    rows.node("b", "2", "filing", 2.0),
    rows.node("far", "3", "search", 5.0, kind="library"),
]
POINTS = [
    rows.point("p", 1.0, "1", setting="urban"),
    rows.point("q", 2.0, "2", setting="rural"),
    rows.point("lost", 1.0, "3"),
    rows.point("nobody", 0.0, "1"),
]
# the example of models.accessibility.two_step: p reaches a alone, q both, the last two nothing
WAYS = {("p", "a"): 5.0, ("p", "b"): 40.0, ("q", "a"): 20.0, ("q", "b"): 10.0}
TRAVEL = rows.ways(WAYS | {("nobody", "a"): 31.0, ("lost", "far"): 90.0})
SITES = [rows.site("s", 3.0, "3"), rows.site("t", 2.0, "1"), rows.site("u", 1.0, "3")]
TO_SITES = rows.ways({("p", "t"): 1.0, ("lost", "s"): 10.0, ("lost", "u"): 25.0, ("q", "u"): 100.0})
ASKED = {"reach": 30.0, "decay": "none", "demand": "x", "travel": "x"}


def made(travel=TRAVEL, nodes=NODES, points=POINTS, survey=(), sites=(), **asked):
    inputs = rows.services(
        nodes=nodes, demand=points, travel=travel, survey=[*survey], candidates=[*sites]
    )
    return rows.tables(inputs, **ASKED, **asked)


@pytest.fixture(scope="module")
def reached():
    return made()


def test_two_step_by_hand(reached):
    found = reached[0]["service_access"]
    # a: 6 / (1 + 2) = 2, b: 2 / 2 = 1; p gets 2, q gets 3
    for point, access in (("p", 2), ("q", 3), ("lost", 0)):
        row = rows.pick(found, point_id=point, service="")
        assert row.access_2sfca == pytest.approx(access * 10_000)
    # mean (1 * 2 + 2 * 3 + 1 * 0) / 4 = 2
    assert rows.pick(found, point_id="q", service="").relative == pytest.approx(1.5)
    assert rows.pick(found, point_id="q", service="").nearest_node == "机构b"


def test_unreached_supply_and_demand_are_told(reached):
    notes = reached[1].set_index("message_code").detail
    assert "机构far" in notes["service_unreached_supply"]
    assert "能力合计 5" in notes["service_unreached_supply"]
    assert "25.0%" in notes["service_unreached_demand"]  # of 4, 1 has no node in reach


def test_point_without_way_or_demand_says_so(reached):
    found = reached[0]["service_access"]
    assert "service_beyond" in rows.pick(found, point_id="lost", service="").remark
    lost = rows.pick(found, point_id="lost", service="filing")
    assert np.isnan(lost.nearest) and "service_no_way" in lost.remark
    bare = rows.pick(found, point_id="nobody", service="")
    assert "service_zero_demand" in bare.remark and "service_beyond" in bare.remark


def test_access_of_regions_by_hand(reached):
    found = reached[0]["service_access_regions"]
    row = rows.pick(found, region_code="3", service="")
    assert (row.unreached_demand, row.access, row.relative, row.low_points) == (1, 0, 0, 1)
    row = rows.pick(found, region_code="1", service="")
    assert (row.points, row.demand, row.access) == (2, 1, 20_000)


def test_town_and_country_are_compared(reached):
    found = reached[0]["service_equality"]
    about = {"quantity": "access", "service": "", "grouping": "setting", "group": ""}
    between = rows.pick(found, measure="theil_between", **about)
    # shares 2 and 6 of 8 against demand 1 and 2 of 3; a point each, nothing within
    value = 0.25 * np.log(0.25 * 3) + 0.75 * np.log(0.75 * 3 / 2)
    assert between.value == pytest.approx(value, abs=1e-6)
    assert rows.pick(found, measure="theil_within", **about).value == pytest.approx(0, abs=1e-6)


@settings(derandomize=True, deadline=None, max_examples=25)
@given(
    times=st.lists(st.floats(0, 60), min_size=12, max_size=12),
    demand=st.lists(st.integers(0, 50), min_size=4, max_size=4).filter(any),
    decay=st.sampled_from(["none", "steps", "gaussian"]),
)
def test_demand_times_access_is_the_supply_reached(times, demand, decay):
    points = [rows.point(f"p{n}", float(d)) for n, d in enumerate(demand)]
    nodes = [rows.node(f"n{n}", "1", "filing", 1.0 + n) for n in range(3)]
    pairs = [(f"p{p}", f"n{n}") for p in range(4) for n in range(3)]
    inputs = rows.services(
        nodes=nodes, demand=points, travel=rows.ways(dict(zip(pairs, times, strict=True)))
    )
    found, _ = rows.tables(inputs, demand="x", travel="x", reach=30.0, decay=decay)
    table = found["service_access"]
    table = table[table.service == ""]
    ways, asks = np.array(times).reshape(4, 3), (np.array(demand) > 0)[:, None]
    supply = np.arange(1.0, 4.0)
    at_end = (ways <= 30) if decay == "steps" else (ways < 30)  # a Gaussian is 0 at its reach
    for column, near in (
        ("access_2sfca", ways <= 30),
        ("access_e2sfca", at_end),
        ("access_3sfca", ways <= 30),
    ):
        total = table.demand @ table[column] / 10_000
        assert total == pytest.approx((near & asks).any(axis=0) @ supply, rel=1e-6, abs=1e-6)


def test_demand_by_service_is_not_added_up():
    points = [
        rows.point("p", 5.0, service="filing"),
        rows.point("p", 3.0, service="search"),
        rows.point("q", 4.0, "2"),
    ]
    found, _ = made(points=points)
    supply = found["service_supply"]
    wanted = {"": 5, "filing": 5, "search": 3, "finance": 0}
    for service, demand in wanted.items():
        assert rows.pick(supply, region_code="1", service=service).demand == demand
        assert rows.pick(supply, region_code="2", service=service).demand == 4


@pytest.fixture(scope="module")
def sited():
    return made(travel=TRAVEL + TO_SITES, sites=SITES, new_sites=1, candidates="x")


def test_full_cover_is_the_cheapest(sited):
    # only `lost` is out of reach: u costs 1, s costs 3
    row = rows.pick(sited[0]["service_siting"], objective="cover_all")
    assert (row.status, row.sites, row.cost, row.covered_demand) == ("optimal", 1, 1, 4)
    chosen = rows.pick(sited[0]["service_sites"], objective="cover_all")
    assert (chosen.site_id, chosen.serves_demand) == ("u", 1)


def test_most_cover_tells_before_and_after(sited):
    row = rows.pick(sited[0]["service_siting"], objective="cover_most")
    assert (row.before, row.objective_value, row.bound, row.gap) == (3, 4, 4, 0)
    assert "75.0%" in row.explanation and "100.0%" in row.explanation


def test_median_by_hand(sited):
    # before 1*5 + 2*10 + 1*90 = 115; s takes 80 off, u 65, t 4
    row = rows.pick(sited[0]["service_siting"], objective="median")
    assert (row.status, row.before, row.objective_value) == ("optimal", 115, 35)
    assert (row.mean_travel, row.worst_travel) == (35 / 4, 10)
    assert rows.pick(sited[0]["service_sites"], objective="median").site_id == "s"


def test_equity_by_hand(sited):
    # floor 2: `lost` is short of 1 * 2; s or u give it 1, t gives p nothing that is short
    row = rows.pick(sited[0]["service_siting"], objective="equity")
    assert (row.status, row.before, row.objective_value) == ("optimal", 2, 1)
    # then 2, 3 and 1: mean (2 + 6 + 1) / 4, deviations .25, .75 twice, 1.25
    assert row.equity == pytest.approx(10_000 * (0.25 + 1.5 + 1.25) / 4)


def test_impossible_cover_names_who_is_out_and_gives_the_most():
    found, notes = made(
        sites=[SITES[1]],
        travel=TRAVEL + TO_SITES[:1],
        new_sites=1,
        candidates="x",
        objectives=["cover_all"],
    )
    siting = found["service_siting"]
    row = rows.pick(siting, objective="cover_all")
    assert row.status == "infeasible" and "点lost" in row.explanation
    assert np.isnan(row.objective_value) and np.isnan(row.cost)
    assert rows.pick(siting, objective="cover_most").covered_demand == 3
    assert "service_cover_impossible" in set(notes.message_code)


def test_points_without_any_way_are_left_out_of_the_median():
    travel = [way for way in TRAVEL if way["from_id"] != "lost"]
    found, _ = made(sites=[SITES[1]], travel=travel + TO_SITES[:1], budget=2.0, candidates="x")
    row = rows.pick(found["service_siting"], objective="median")
    assert (row.before, row.objective_value) == (25, 21)
    assert "service_points_left_out" in row.remark and "1 个需求点" in row.explanation


def test_limits_too_tight_are_no_solution():
    found, _ = made(
        nodes=[NODES[2]],
        travel=TO_SITES,
        sites=SITES,
        new_sites=1,
        candidates="x",
        points=[POINTS[0], POINTS[2]],
    )
    row = rows.pick(found["service_siting"], objective="median")
    assert row.status == "infeasible" and np.isnan(row.objective_value)


def test_nobody_knows_less_than_all_about_full_cover_over_the_limits():
    found, _ = made(travel=TRAVEL + TO_SITES, sites=SITES, budget=0.5, candidates="x")
    row = rows.pick(found["service_siting"], objective="cover_all")
    assert row.remark == "service_over_limits"
    assert rows.pick(found["service_siting"], objective="cover_most").sites == 0


def test_lagging_regions_with_their_reasons():
    survey = rows.answers([50.0, 60.0] * 20, "2")
    found, _ = made(
        travel=TRAVEL + TO_SITES,
        nodes=NODES[:2],
        sites=SITES,
        survey=survey,
        new_sites=1,
        candidates="x",
        satisfaction_target=80.0,
    )
    table = found["service_lagging"]
    assert table.region_code.tolist() == ["3", "2"]
    first, second = table.iloc[0], table.iloc[1]
    assert first.reasons == "no_node;low_access"
    assert (first.covered, first.access_relative) == (0, 0)
    assert first.nearest_candidate == "备选s" and "备选s" in first.advice
    assert second.reasons == "low_satisfaction" and second.satisfaction == 55


def test_lowest_quarter_takes_ties_but_not_everybody():
    assert lowest(np.array([0.0, 0.0, 1.0, 2.0])).tolist() == [True, True, False, False]
    assert not lowest(np.ones(8)).any()
    assert not lowest(np.array([1.0, 2.0, 3.0, np.nan])).any()


@pytest.mark.parametrize(
    ("scores", "verdict"),
    [
        ([90.0, 92.0] * 15, "met"),
        ([70.0, 72.0] * 15, "missed"),
        ([60.0, 100.0] * 15, "undecided"),
        ([90.0, 92.0], "too_few"),
    ],
)
def test_verdict_needs_the_whole_interval_and_enough_answers(scores, verdict):
    survey = rows.answers(scores) + rows.answers([0.0] * 9, date="2025-01-01", first=100)
    found, notes = rows.tables(
        rows.services(survey=survey), nodes="", survey="x", satisfaction_target=80.0
    )
    row = rows.pick(found["service_satisfaction"], grouping="region")
    assert (row.verdict, row.responses) == (verdict, len(scores))
    assert "service_survey_later" in set(notes.message_code)


def test_mean_of_answers_by_hand():
    # 70, 80, 90: s = 10, t(2, .975) = 4.302653, half 4.302653 * 10 / sqrt(3) = 24.8414
    found, _ = rows.tables(rows.services(survey=rows.answers([70.0, 80.0, 90.0])), survey="x")
    row = rows.pick(found["service_satisfaction"], grouping="year", group="2024")
    assert (row["mean"], row.verdict) == (80, "")
    assert row.low == pytest.approx(80 - 24.8414, abs=1e-4)
    assert row.high == 100  # cut at the full score
    assert "service_no_target" in row.remark


def measure(code, weight, worst, best, dimension="质量"):
    row = {"code": code, "label_zh": code, "dimension": dimension, "weight": weight}
    direction = "benefit" if best > worst else "cost"
    return row | {"worst": worst, "best": best, "direction": direction, "unit": "件"}


SYSTEM = [
    measure("cases", 3.0, 0.0, 200.0),
    measure("days", 1.0, 30.0, 10.0),
    measure("score", 1.0, 0.0, 100.0, "评价"),
]


def values(node, **seen):
    return [
        {"node_id": node, "year": 2024, "code": code, "value": value, "source_id": "s1"}
        for code, value in seen.items()
    ]


def test_efficiency_by_hand():
    seen = values("a", cases=100.0, days=15.0, score=90.0)
    seen += values("b", cases=300.0) + values("far", days=40.0)
    inputs = rows.services(nodes=NODES, efficiency=SYSTEM, efficiency_figures=seen)
    found, notes = rows.tables(inputs, efficiency="x", efficiency_figures="x")
    table = found["service_efficiency"]
    # 质量 of a: (3 * 50 + 1 * 75) / 4 = 56.25; total (4 * 56.25 + 1 * 90) / 5 = 63
    assert rows.pick(table, node_id="a", dimension="质量").score == 56.25
    total = rows.pick(table, node_id="a", dimension="")
    assert (total.score, total.known_weight, total.dimension_label) == (63, 1, "总分")
    # b is beyond the best, and 3 of 5 parts of the weights are known: ranked
    best = rows.pick(table, node_id="b", dimension="")
    assert (best.score, best["rank"], best.known_weight, best.remark) == (100, 1, 0.6, "")
    few = rows.pick(table, node_id="far", dimension="")
    assert (few.score, few.known_weight, few.remark) == (0, 0.2, "service_known_part")
    assert table["rank"].isna()[few.name]
    nothing = rows.pick(table, node_id="b", dimension="评价")
    assert np.isnan(nothing.score) and nothing.remark == "service_no_figures"
    assert "service_efficiency_partial" in set(notes.message_code)
