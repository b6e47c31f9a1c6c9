"""A SYNTHETIC provincial plan for the demonstration: targets, figures, divisions, projects.

Nothing of it is any province's plan. It has every kind of indicator, one of which less is better,
a target that is divided among the cities by every rule, and projects in every state.
"""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

PLAN = "YS"
MARK = "演示数据（合成），不代表任何地区的实际情况，不得引用"
SOURCE = "demo_plans"
"""Id of the one source of all tables, in the demonstration's table of sources."""

FIRST, LAST = 2021, 2026
YEARS = (2021, 2022, 2023, 2024)
IN_FORCE = "YS-03"
"""The indicator that is divided by the rules that need a baseline; it follows the registers."""

PER_ROW = 0.2
"""Target of `IN_FORCE` for each row of the patents' register: about twice what is in force."""

Rows = Iterable[Sequence[object]]

PLANS = (
    "plan_id", "title", "region", "issuer", "start_year", "end_year", "status", "report",
    "source_id", "url", "file", "note",
)  # fmt: skip
INDICATORS = (
    "plan_id", "indicator_id", "number", "label_zh", "kind", "direction", "binding", "unit",
    "baseline_year", "baseline", "target_year", "target", "status", "definition", "statistic",
    "quote", "source_id", "note",
)  # fmt: skip
FIGURES = ("plan_id", "indicator_id", "date", "value", "unit", "source_id", "note")
STATEMENTS = (
    "check_id", "plan_id", "indicator_id", "against", "relation", "value", "unit", "years",
    "quote", "source_id", "note",
)  # fmt: skip
ALLOCATIONS = (
    "scheme", "plan_id", "indicator_id", "rule", "weights", "baseline", "closing", "step",
    "floor", "cap", "note",
)  # fmt: skip
PROJECTS = (
    "project_id", "plan_id", "category", "number", "title", "text", "lead", "participants",
    "start", "end", "indicators", "quote", "note",
)  # fmt: skip
PROGRESS = (
    "task_id", "reported_on", "status", "progress_pct", "evidence", "evidence_source", "plan",
    "do", "check", "act", "note",
)  # fmt: skip

GRANTED, DEALS = (20000, 21500, 24000, 26500), (30000, 33000, 36000, 41000)
MADE_UP = (
    ("发明专利年授权量", "年度流量", "more", "约束性", "件", 20000, 30000, GRANTED),
    ("转让许可累计件数", "累计流量", "more", "预期性", "件", 30000, 200000, DEALS),
    ("有效发明专利量", "存量", "more", "约束性", "件", "", "", ()),
    ("县级服务机构覆盖率", "比率", "more", "约束性", "%", 40, 80, (40, 45, 51, 60)),
    ("服务业营业收入年均增长率", "增长率", "more", "预期性", "%", "", 12, ("", 14, 11, 10)),
    ("公共服务满意度", "满意度", "more", "预期性", "分", 70, 80, (70, 72, 73, 76)),
    ("综合服务平台建成", "里程碑", "more", "约束性", "个", "", "", ("", "", 0, 1)),
    ("积压投诉件数", "存量", "less", "预期性", "件", 400, 100, (400, 350, 330, 290)),
    ("公共服务网点数量", "存量", "more", "预期性", "家", 60, 180, (60, 75, 90, 118)),
)  # fmt: skip
"""Label, kind, direction, binding, unit, baseline, target, figures of `YEARS`; the third one's
follow the size of the registers."""

BEFORE = (("YS-01", 2018, 15500, "件"), ("YS-06", 2019, 66, "分"), ("YS-09", 2018, 30, "家"))
"""Figures before the plan, from which the ambition of a target is told: code, year, value, unit."""

SHARES = (0.5, 0.55, 0.63, 0.7)
"""Of its target that `IN_FORCE` reached in each of `YEARS`."""

RULES = (
    ("演示：等增长率", IN_FORCE, "same_rate", "", "invention_patents_in_force", "", 1, ""),
    ("演示：等增量", IN_FORCE, "same_step", "", "invention_patents_in_force", "", 1, ""),
    ("演示：按地区生产总值", "YS-09", "weights", "gdp", "", "", 1, 2),
    ("演示：缩小差距", IN_FORCE, "catch_up", "gdp", "invention_patents_in_force", 0.5, 1, ""),
)
"""Scheme, indicator, rule, weights, baseline, closing, step, floor."""

WORK = (
    ("重大改革", "数据监管改革", "2022-01-01", "2024-12-31", "", "已完成", 100),
    ("重大改革", "集成服务改革", "2022-01-01", "2026-12-31", "YS-06", "进行中", 80),
    ("重大项目", "高价值专利培育", "2022-06-01", "2026-12-31", "YS-01;YS-03", "进行中", 55),
    ("重大项目", "基层网点建设", "2022-01-01", "2026-10-31", "YS-04;YS-09", "进行中", 65),
    ("重大平台", "综合服务平台", "2022-03-01", "2026-12-31", "YS-07", "已完成", 100),
    ("重大平台", "运营交易平台", "2023-01-01", "2027-01-31", "YS-02", "受阻", 20),
    ("重大政策", "质押融资政策", "2027-01-01", "2027-12-31", "", "", ""),
    ("重大政策", "服务业扶持政策", "", "", "YS-05", "", ""),
)
"""Category, title, first and last day, indicators, state, per cent done; no state: no report."""

SAID = (
    ("YS-C1", "YS-09", "baseline", "same", 60, "家", "", "演示：与指标表一致"),
    ("YS-C2", "YS-04", "target", "same", 75, "%", "", "演示：与指标表的80%不一致"),
    ("YS-C3", "YS-01", "target", "cumulated", 130000, "件", 5, "演示：五年累计，与年度量口径不同"),
)


def write_plans(folder: Path, rows: int) -> None:
    """Write the tables ``plans*.csv`` below ``folder/tables``; the same bytes every time.

    Parameters
    ----------
    rows
        Rows of the patents' register, which the target that is divided follows.
    """
    tables = folder / "tables"
    tables.mkdir(parents=True, exist_ok=True)
    target = round(PER_ROW * rows)
    title = "演示省知识产权规划（合成）"
    plan = (PLAN, title, "江苏", "演示机关（合成）", FIRST, LAST, "正式", "中期评估")
    _write(tables / "plans.csv", PLANS, [(*plan, SOURCE, "", "", MARK)])
    _write(tables / "plan_indicators.csv", INDICATORS, _indicators(target))
    _write(tables / "plan_figures.csv", FIGURES, _figures(target))
    _write(tables / "plan_statements.csv", STATEMENTS, _statements())
    _write(tables / "plan_allocations.csv", ALLOCATIONS, _allocations())
    _write(tables / "plan_projects.csv", PROJECTS, _projects())
    _write(tables / "plan_progress.csv", PROGRESS, _progress())


def _indicators(target: int) -> Rows:
    for number, row in enumerate(MADE_UP, 1):
        label, kind, direction, binding, unit, *ends, _ = row
        code = f"{PLAN}-{number:02d}"
        start, end = (round(SHARES[0] * target), target) if code == IN_FORCE else ends
        what = (PLAN, code, number, f"演示{label}", kind, direction, binding, unit)
        years = (FIRST, start, LAST, end, "正式", f"演示口径：{label}", "", "", SOURCE, MARK)
        yield *what, *years


def _figures(target: int) -> Rows:
    for before in BEFORE:
        yield PLAN, *before, SOURCE, MARK
    for number, row in enumerate(MADE_UP, 1):
        code, unit = f"{PLAN}-{number:02d}", row[4]
        values = [round(share * target) for share in SHARES] if code == IN_FORCE else row[-1]
        for year, value in zip(YEARS, values, strict=True):
            yield PLAN, code, year, value, unit, SOURCE, MARK


def _statements() -> Rows:
    for check, code, against, relation, value, unit, years, note in SAID:
        said = (check, PLAN, code, against, relation, value, unit, years, "")
        yield *said, SOURCE, f"{note}；{MARK}"


def _allocations() -> Rows:
    for scheme, code, rule, weights, baseline, closing, step, floor in RULES:
        yield scheme, PLAN, code, rule, weights, baseline, closing, step, floor, "", MARK


def _projects() -> Rows:
    for number, (category, title, start, end, indicators, _, _) in enumerate(WORK, 1):
        what = (f"{PLAN}-X{number}", PLAN, category, number, f"演示{title}（合成）")
        text = f"演示项目内容：{title}"
        who = ("演示牵头单位（合成）", "演示参与单位（合成）")
        yield *what, text, *who, start, end, indicators, "", MARK


def _progress() -> Rows:
    for number, (*_, state, percent) in enumerate(WORK, 1):
        if state:
            told = ("演示进展报告（合成）", "演示机关（合成）", "是", "是", "", "")
            yield f"{PLAN}-X{number}", "2026-06-30", state, percent, *told, MARK


def _write(path: Path, header: Sequence[str], rows: Rows) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(header)
        writer.writerows(rows)
