"""The plans of the founding documents, read and judged: METHODS 7.3 and the words of the plans."""

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geodata.errors import Problems
from geodata.plans.read import Asked, read_plans
from geodata.regions import Register, Scope
from geodata.statistics import FigureReader, read_sources, read_statistics
from layout import settings
from layout.notes import Notes
from layout.plans import plan_tables
from tests.layout.plans.plan_rows import one

STUDIES = Path(__file__).resolve().parents[3] / "studies"
TABLES = ("indicators", "figures", "statements", "allocations", "projects")


@pytest.fixture(scope="module")
def found():
    """Tables of the plans of the bundled study, and its notes under ``notes``."""
    problems = Problems()
    statistics, _ = read_statistics(STUDIES / "common/statistics.csv", problems)
    sources, _ = read_sources(STUDIES / "common/sources.csv", problems)
    ids = frozenset(sources.source_id)
    register = Register.load()
    scope = Scope(register, "province", None)
    figures, _ = FigureReader(scope, statistics, ids, problems).read(STUDIES / "china/figures.csv")
    paths = {name: STUDIES / f"china/plan_{name}.csv" for name in TABLES}
    paths |= {
        "plans": STUDIES / "china/plans.csv",
        "plausibility": STUDIES / "common/plan_plausibility.csv",
    }
    plans = read_plans(Asked("china.toml", paths), register, statistics, ids, problems)
    assert not problems.found
    codes = sorted(figures.region_code.unique())
    regions = pd.DataFrame({"region_code": codes, "region_name": codes, "parent_code": "100000"})
    notes = Notes()
    asked = settings.Plans(plans="plans.csv", indicators="plan_indicators.csv", draws=500)
    tables = plan_tables(
        asked, plans, figures, statistics, regions, range(2014, 2024), sources,
        dt.date(2026, 11, 22), 7, notes,
    )  # fmt: skip
    return tables | {"notes": notes.frame()}


def test_attainments_of_the_past_plan(found):
    table = found["plan_indicators"]
    past = table[table.plan_id == "ZJ-13"]
    percent = [round(100 * value) for value in past.attainment]
    assert percent == [125, 201, 269, 122, 108, 139, 447, 636, 142, 401, 147]
    assert set(past.light) == {"met"}
    assert one(found["plans"], plan_id="ZJ-13").soft == 5  # 201, 269, 447, 636, 401


def test_growth_that_the_next_plan_asks_for(found):
    table = found["plan_indicators"]
    growth = (100 * table[table.plan_id == "ZJ-14"].planned_rate).round(1)
    assert growth.tolist() == [
        8.9, 10.8, 8.4, 10.8, 5.9, 4.9, 10.9, 3.7, 10.7, 23.4, 24.6, 14.9, 3.0, 17.1, 18.2, 19.6,
    ]  # fmt: skip


def test_patents_in_force_passed_their_target(found):
    # 45.1 (10 000) at the end of June 2025 against a target of 30; from 20, time share 0.9
    row = one(found["plan_indicators"], indicator_id="ZJ-14-03")
    assert (row.light, row.latest_date, row.time_share) == ("met", "2025-06", 0.9)
    assert row.attainment == pytest.approx(45.1 / 30, abs=1e-6)
    assert row.pace_linear == pytest.approx(25.1 / 10 / 0.9, abs=1e-6)
    # 70 981 in 2015: growth before of 23.0 % a year, more than the target asks for
    assert row.past_rate == pytest.approx((20 / 7.0981) ** 0.2 - 1, abs=1e-6)
    assert "plan_baseline_differs" not in row.remark  # 199 572 and 20 (10 000) are one number


def test_indicators_without_figures_are_unknown_not_behind(found):
    plan = one(found["plans"], plan_id="ZJ-14")
    assert (plan.indicators, plan.met, plan.behind) == (16, 1, 0)
    assert plan.unknown == 15


@pytest.mark.parametrize(
    ("plan", "label", "stated", "value", "verdict"),
    [
        ("ZJ-14", "三大重大产业有效发明专利数量", 15, 15, "agrees"),
        ("ZJ-13", "有效植物新品种量", 671, 671, "agrees"),
        ("ZJ-14", "知识产权示范县（市、区）覆盖率", 76.4, 77.5, "contradiction"),
        ("ZJ-13", "质押贷款额", 1250, 602, "flow_trap"),
        ("ZJ-14", "专利权转让、许可数量", 15, 3.5, "flow_trap"),
        ("ZJ-14", "知识产权示范优势企业", 230, 455, "scope"),
        ("ZJ-14", "国家级知识产权保护平台数量", 5, 5, "agrees"),
        ("CN-PS-D", "技术与创新支持中心数量", 200, 180, "superseded"),
    ],
)
def test_checks_of_the_documents(found, plan, label, stated, value, verdict):
    table = found["plan_checks"]
    row = one(
        table[np.isclose(table.stated, stated)], plan_id=plan, label_zh=label, indicator_value=value
    )
    assert row.verdict == verdict


def test_only_contradiction_is_the_one_of_the_documents(found):
    table = found["plan_checks"]
    assert table[table.verdict == "contradiction"].label_zh.tolist() == [
        "知识产权示范县（市、区）覆盖率"
    ]


def test_only_money_of_the_draft_is_in_doubt(found):
    row = one(found["plan_checks"], verdict="unit_suspect")
    assert row.label_zh == "知识产权公共服务资金投入数量"
    assert "30万元" in row.explanation
    assert one(found["plan_indicators"], indicator_id=row.indicator_id).light == "unknown"


def test_five_numbers_of_the_draft_are_masked(found):
    assert (found["plan_checks"].verdict == "masked").sum() == 5
    assert one(found["plans"], plan_id="CN-PS-D").masked == 5


def test_growth_of_patents_before_the_plan_is_as_stated(found):
    # "15 % 以上": 70 981 in 2015 to 20 (10 000) in 2020 are 23.0 % a year
    table = found["plan_checks"]
    row = one(table, indicator_id="ZJ-14-03", relation="grows")
    assert (row.verdict, round(row.indicator_value, 1)) == ("agrees", 23.0)
    # of trademarks no figure of 2015 is at hand
    assert one(table, indicator_id="ZJ-14-05", relation="grows").verdict == "undecided"


def test_target_of_support_centres_is_divided_exactly(found):
    table = found["plan_allocation"]
    assert len(table.scheme.unique()) == 2
    for _, own in table.groupby("scheme"):
        assert len(own) == 31
        assert own.target.sum() == 200
        assert (own.target == own.target.round()).all()


def test_twenty_projects_are_listed_and_nobody_reported(found):
    summary = one(found["plan_project_summary"], category="all")
    assert (summary.projects, summary.unreported) == (20, 20)
    counts = dict(
        zip(
            found["plan_project_summary"].category,
            found["plan_project_summary"].projects,
            strict=True,
        )
    )
    assert counts == {"reform": 2, "project": 11, "platform": 3, "policy": 4, "all": 20}
    assert set(found["plan_projects"].dates) == {"plan_period"}


def test_what_is_not_known_is_told(found):
    codes = set(found["notes"].message_code)
    assert {
        "plan_indicators_silent", "plan_targets_masked", "plan_units_suspect", "plan_without_baseline",
        "plan_contradictions", "plan_projects_unreported", "plan_allocation_years",
    } <= codes  # fmt: skip
