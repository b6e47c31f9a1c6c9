"""Projects of plans: their days, states and sums; and each plan in one row."""

import datetime as dt

import numpy as np

from tests.layout.plans import plan_rows as rows


def projects(*given, reports=(), as_of=rows.AS_OF):
    found, notes = rows.tables(
        rows.made([rows.indicator()], projects=given, reports=reports), as_of=as_of
    )
    return found, notes


def test_project_without_days_has_those_of_the_plan():
    table = projects(rows.project())[0]["plan_projects"]
    row = rows.one(table)
    assert (row.start, row.end, row.dates) == ("2021-01-01", "2025-12-31", "plan_period")
    dated = rows.one(
        projects(rows.project(start="2022-03-01", end="2023-03-01"))[0]["plan_projects"]
    )
    assert (dated.start, dated.end, dated.dates) == ("2022-03-01", "2023-03-01", "given")


def test_project_that_nobody_reported_on_is_not_overdue():
    found, notes = projects(rows.project())
    assert rows.one(found["plan_projects"]).state == "unreported"
    assert (notes.message_code == "plan_projects_unreported").sum() == 1


def test_states_follow_the_reports_up_to_the_day():
    given = [rows.project(f"G{n}") for n in range(4)]
    reports = [
        rows.progress(
            "G0",
            reported_on="2024-01-10",
            status="done",
            progress_pct=100.0,
            evidence="验收意见",
            evidence_source="s1",
        ),
        rows.progress("G1", reported_on="2023-06-30", status="ongoing", progress_pct=20.0),
        rows.progress("G1", reported_on="2024-07-01", status="done", progress_pct=100.0),
        rows.progress("G2", reported_on="2024-01-01", status="ongoing", progress_pct=90.0),
    ]
    table = projects(*given, reports=reports, as_of=dt.date(2024, 6, 30))[0]["plan_projects"]
    assert table.state.tolist() == ["done", "late", "on_time", "on_time"]
    assert table.reported_on.tolist() == ["2024-01-10", "2023-06-30", "2024-01-01", ""]
    assert rows.one(table, project_id="G0").evidence == "验收意见"
    assert "task_no_report" in rows.one(table, project_id="G3").remark


def test_projects_are_counted_by_category_and_in_all():
    given = [
        rows.project("G0"),
        rows.project("G1", category="policy"),
        rows.project("G2", category="policy"),
    ]
    reports = [rows.progress("G1", reported_on="2024-01-10", status="done", progress_pct=100.0)]
    table = projects(*given, reports=reports)[0]["plan_project_summary"]
    assert table.category.tolist() == ["reform", "policy", "all"]
    assert table.projects.tolist() == [1, 2, 3]
    assert table.done_share.tolist() == [0, 0.5, 0.333333]
    assert (table[["done", "unreported"]].sum(axis=1) == table.projects).all()


def test_plan_without_projects_has_empty_tables():
    found, _ = projects()
    assert found["plan_projects"].empty
    assert found["plan_project_summary"].empty


def test_lights_and_masked_sum_to_the_indicators():
    cells = {"baseline": 100.0, "target": 150.0}
    indicators = [rows.indicator(str(n), **cells) for n in range(5)] + [
        rows.indicator("5", status="masked")
    ]
    given = [
        row
        for n, value in enumerate((150, 131, 128, 110))
        for row in rows.figures({2023: value}, str(n))
    ]
    plan = rows.one(rows.tables(rows.made(indicators, given))[0]["plans"])
    assert (plan.met, plan.on_track, plan.near, plan.behind, plan.unknown, plan.masked) == (
        1,
        1,
        1,
        1,
        1,
        1,
    )
    assert (plan.indicators, plan.with_figures, plan.latest) == (6, 4, "2023")
    assert plan.source == "某局：某规划"
    assert {"plan_some_unknown", "plan_end_unseen"} <= set(plan.remark.split(";"))


def test_attainment_of_a_plan_is_the_median_and_soft_targets_are_counted_at_the_end():
    indicators = [rows.indicator(str(n), target=100.0) for n in range(3)]
    given = [
        row
        for n, value in enumerate((100, 120, 151))
        for row in rows.figures({2025: value}, str(n))
    ]
    plan = rows.one(rows.tables(rows.made(indicators, given))[0]["plans"])
    assert (plan.attainment_median, plan.soft, plan.report) == (1.2, 1, "final")
    running = rows.figures({2023: 151}, "0")
    assert rows.one(rows.tables(rows.made(indicators, running))[0]["plans"]).soft == 0


def test_kind_of_report_follows_the_figures_unless_the_plan_names_it():
    def report(values, **cells):
        plans = rows.made(
            [rows.indicator(target=100.0)], rows.figures(values), plans=[rows.plan(**cells)]
        )
        return rows.one(rows.tables(plans)[0]["plans"]).report

    assert report({}) == report({2022: 1}) == "annual"
    assert report({2023: 1}) == "midterm"
    assert report({2025: 1}) == "final"
    assert report({2025: 1}, report="midterm") == "midterm"


def test_plan_without_figures_says_so():
    plan = rows.one(rows.tables(rows.made([rows.indicator(target=100.0)]))[0]["plans"])
    assert plan.latest == ""
    assert np.isnan(plan.attainment_median)
    assert "plan_none_known" in plan.remark
