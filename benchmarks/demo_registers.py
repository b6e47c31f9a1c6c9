"""A whole study from SYNTHETIC registers: ``python -m benchmarks.demo_registers FOLDER``.

It shows the path from registers to results to those who have no register yet. Regions, boundaries
and population are real; every record, and with them every score, is made up (`registers`), and
file names, labels, sources and the study itself say so. What it writes is a study like any other;
then it is ingested and evaluated, as ``run_eval.py`` would.
"""

import argparse
import csv
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

import run_eval
from benchmarks import demo_monitoring, demo_plans, demo_services
from benchmarks.demo_files import FORMS, write_registers
from benchmarks.registers import words
from geodata.benchmark_tables import BENCHMARK_COLUMNS, INTENSIVE_COLUMNS
from geodata.statistics import FIGURE_COLUMNS, SOURCE_COLUMNS
from layout.indicators import COLUMNS as INDICATOR_COLUMNS

NAME = "demo"
MARK = "演示数据"
"""Stands in every title, label, note and file name."""

MADE_UP = "演示数据（合成），不代表任何地区的实际情况，不得引用"
ROWS = 100_000
"""Rows of the patent register; the goalposts are made for so many."""

STUDIES = Path(__file__).resolve().parent.parent / "studies"
CENSUS = 2020
"""Year of the population; nothing older is needed."""

YEARS = (2022, 2023, 2024)
INTENSIVE = ("27", "34", "35", "39", "65")
"""Industries of the made-up list of intensive ones."""

TABLES = {
    demo_plans.SOURCE: "规划指标与项目",
    demo_services.SOURCE: "公共服务机构、需求与问卷",
    demo_monitoring.SOURCE: "部门报送数据与信用事件",
}
"""Made-up tables that are no registers: id of the source, title."""

REAL = ("resident_population", "gdp")
"""Statistics taken from the bundled study, for there is no register of people."""

INDICATORS = Path(__file__).with_name("demo_indicators.csv")
"""Indicators with goalposts for registers of the usual size; `grows` says which follow the size."""

SETTINGS = """\
# {made_up}
# 由 python -m benchmarks.demo_registers 写出；登记簿全部由程序按固定种子生成
name = "{name}"
title = "{mark}：由登记簿评价江苏 13 市（合成数据）"
area = "江苏省（{mark}）"
release = 2026-11-22
level = "city"
within = "江苏"
years = {years}
demonstration = true
regions = [
    "南京", "无锡", "徐州", "常州", "苏州", "南通", "连云港",
    "淮安", "盐城", "扬州", "镇江", "泰州", "宿迁",
]
limits = [
    "{made_up}：登记簿全部由程序生成，各市、各行业的差别是编造的",
    "人口（2020 年普查）、地区生产总值、区划和 2016 年试点方案的文本是真实的，其余各项一概不是",
    "专利分类与行业的对照表是为演示编造的，不是国家知识产权局的参照关系表",
    "规划、服务机构、部门报送数据与信用事件全部由程序生成；城市边界和地区生产总值是真实的",
]

[tables]
indicators = "tables/indicators.csv"
figures = "tables/figures.csv"
reference_zones = "tables/reference_zones.csv"
links = "tables/links.csv"
sources = "tables/sources.csv"

[registers]
declaration = "tables/registers.csv"
columns = "tables/columns.csv"
values = "tables/values.csv"
concordance = "tables/concordance.csv"
intensive = "tables/intensive.csv"
benchmarks = "tables/benchmarks.csv"
store = "store"

[ages]
denominator_max_gap = 4     # 人口只有 2020 年普查数

[boundaries]
simplify_m = 300

[views]
population = "resident_population"

[views.amounts]
ip = "invention_patents_in_force"
innovation = "rd_expenditure"
industry = "value_added"

[zones]
k_min = 3
k_max = 5

[policies]
documents = "tables/policies.csv"   # 真实文件：江苏 2016 年试点方案
plan = "JS-2016"

[plans]
plans = "tables/plans.csv"
indicators = "tables/plan_indicators.csv"
figures = "tables/plan_figures.csv"
statements = "tables/plan_statements.csv"
allocations = "tables/plan_allocations.csv"
projects = "tables/plan_projects.csv"
progress = "tables/plan_progress.csv"

[services]
nodes = "tables/services_nodes.csv"
coverage = "tables/services_coverage.csv"
demand = "tables/services_demand.csv"
travel = "tables/services_travel.csv"
candidates = "tables/services_candidates.csv"
survey = "tables/services_survey.csv"
efficiency = "tables/services_efficiency.csv"
efficiency_figures = "tables/services_efficiency_figures.csv"
reach = 60                  # 分钟
budget = 1200               # 万元
satisfaction_target = 80    # 分

[monitoring]
tables = ["tables/monitoring_enforcement.csv", "tables/monitoring_finance.csv"]
events = "tables/monitoring_credit.csv"

[catalogue]
version = "2026.1"
valid_from = 2026-12-01
valid_to = 2027-11-30
review_date = 2027-09-30
"""

VALUES = (("software_copyright", "type", "演示软件", "other"),)
"""kind, field, text, value: a word that this software does not know by itself."""


DECLARATION = (
    "register",
    "kind",
    "source",
    "table",
    "encoding",
    "delimiter",
    "province",
    "source_id",
    "note",
)
REWORDED = (
    ("ip_contracts_sold_per_gdp", "ip_pledges"),
    ("技术输出偏少", "质押融资偏少"),
    (
        "技术合同输出额相当于 GDP（含非专利技术）；许可、转让、质押没有分地区数据",
        "质押融资额与企业增加值之比",
    ),
    ("地理标志没有分地区数据，未列入；", ""),
)
"""No register has technology contracts: the rules of the bundled studies take pledges instead."""


def write_study(folder: Path, rows: int = ROWS) -> Path:
    """Write registers and tables; the path of the study file.

    Parameters
    ----------
    rows
        Rows of the patent register; the other registers follow it.
    """
    tables = folder / "tables"
    tables.mkdir(parents=True, exist_ok=True)
    shutil.copytree(STUDIES / "common", folder / "common", dirs_exist_ok=True)
    for name in ("reference_zones", "links", "policies"):
        shutil.copyfile(STUDIES / "jiangsu" / f"{name}.csv", tables / f"{name}.csv")
    shutil.copytree(STUDIES / "jiangsu" / "policies", tables / "policies", dirs_exist_ok=True)
    shutil.copyfile(words.CLASSES, tables / "concordance.csv")
    for name in ("rules", "typology"):
        _reword(folder / "common" / f"{name}.csv")
    write_registers(folder / "registers", rows)
    demo_plans.write_plans(folder, rows)
    demo_services.write_services(folder)
    demo_monitoring.write_monitoring(folder)
    written: dict[str, tuple[Iterable[str], Iterable[Iterable[object]]]] = {
        "figures": (FIGURE_COLUMNS, _figures()),
        "sources": (SOURCE_COLUMNS, _sources()),
        "indicators": (INDICATOR_COLUMNS, _indicators(rows / ROWS)),
        "registers": (
            DECLARATION,
            (form.declared() for form in FORMS.values()),
        ),
        "columns": (
            ("register", "field", "column", "unit"),
            (row for form in FORMS.values() for row in form.mapped()),
        ),
        "intensive": (INTENSIVE_COLUMNS, ((code, "演示目录", MADE_UP) for code in INTENSIVE)),
        "benchmarks": (BENCHMARK_COLUMNS, _benchmarks(rows)),
        "values": (("kind", "field", "text", "value"), VALUES),
    }
    for name, (header, lines) in written.items():
        with (tables / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([header, *lines])
    (folder / f"{MARK}.txt").write_text(MADE_UP + "\n", encoding="utf-8-sig")
    path = folder / f"{NAME}.toml"
    path.write_text(
        SETTINGS.format(name=NAME, mark=MARK, made_up=MADE_UP, years=list(YEARS)), encoding="utf-8"
    )
    return path


def _reword(path: Path) -> None:
    text = path.read_text(encoding="utf-8-sig")
    for old, new in REWORDED:
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8-sig", newline="\r\n")


def _bundled(name: str) -> Iterator[dict[str, str]]:
    with (STUDIES / name).open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def _figures() -> Iterator[list[str]]:
    for row in _bundled("jiangsu/figures.csv"):
        if row["statistic"] in REAL and int(row["year"]) >= CENSUS:
            yield [row[column] for column in FIGURE_COLUMNS]


def _indicators(size: float) -> Iterator[list[object]]:
    """Rows of the indicator table; goalposts of amounts grow with the registers."""
    with INDICATORS.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            factor = size if row.pop("grows") == "yes" else 1.0
            for end in ("goalpost_low", "goalpost_high"):
                row[end] = row[end] and f"{float(row[end]) * factor:.6g}"
            yield [row[column] for column in INDICATOR_COLUMNS]


def _benchmarks(rows: int) -> Iterator[tuple[object, ...]]:
    """An area that does not exist, four times as large as the study's."""
    industries, mixes, _ = words.trades()
    mix = mixes.mean(axis=0) * np.random.default_rng(4).lognormal(0, 0.4, size=len(industries))
    for measure, unit, each in (("patents_in_force", "件", 1.5), ("value_added", "亿元", 0.1)):
        for industry, share in zip(industries, mix / mix.sum(), strict=True):
            value = f"{share * each * rows * 4:.6g}"
            area = "fictional", "虚构对照区（演示）"
            yield (*area, industry, YEARS[-1], measure, value, unit, MADE_UP)


def _sources() -> Iterator[list[str]]:
    for row in _bundled("common/sources.csv"):
        yield [row[column] for column in SOURCE_COLUMNS]
    for form in FORMS.values():
        yield [form.source_id, MARK, form.title, "", "合成", MADE_UP, ""]
    for source, title in TABLES.items():
        yield [source, MARK, title, "", "合成", MADE_UP, ""]


def main() -> int:
    """Write the study, ingest its registers, evaluate it; the exit code of the worse."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.demo_registers", description=__doc__
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=ROWS, help="rows of the patent register")
    asked = parser.parse_args()
    study = str(write_study(asked.folder, asked.rows))
    return run_eval.main(["ingest", study]) or run_eval.main(
        ["evaluate", study, "--out", str(asked.folder)]
    )


if __name__ == "__main__":
    raise SystemExit(main())
