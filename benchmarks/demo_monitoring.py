"""SYNTHETIC tables of departments for the demonstration: enforcement, finance, credit events."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from geodata.monitoring.events import INPUT_COLUMNS as EVENT_COLUMNS
from geodata.monitoring.series import INPUT_COLUMNS as SERIES_COLUMNS

SEED = 20260801
MARK = "演示数据（合成），不代表任何地区的实际情况，不得引用"
SOURCE = "demo_monitoring"
"""Id of the one source of all three tables, in the demonstration's table of sources."""

CITIES = (
    "南京", "无锡", "徐州", "常州", "苏州", "南通", "连云港",
    "淮安", "盐城", "扬州", "镇江", "泰州", "宿迁",
)  # fmt: skip
YEARS = (2023, 2024)
FILES = ("monitoring_enforcement.csv", "monitoring_finance.csv", "monitoring_credit.csv")
"""Written below ``tables/``: quarterly figures, monthly figures, credit events."""

QUARTERLY = {
    "patent_infringement_cases_filed": (12, "件"),
    "patent_infringement_cases_closed": (11, "件"),
    "patent_case_days": (70, "天/件"),
    "trademark_violation_cases": (25, "件"),
    "ip_penalties_amount": (30, "万元"),
    "ip_first_instance_filed": (60, "件"),
    "ip_first_instance_closed": (55, "件"),
}
MONTHLY = {
    "pledge_amount": (8000, "万元"),
    "pledge_deals": (15, "笔"),
    "ip_insurance_coverage": (900, "万元"),
    "pledge_risk_compensation": (40, "万元"),
}
"""Statistic → average of a period in a city of middle size, unit as departments write it."""

KINDS = ("失信", "行政处罚", "非正常专利申请", "无资质专利代理", "重复侵权")
EVENTS = 60


def write_monitoring(folder: Path) -> None:
    """Write the three tables below ``folder/tables``; the same bytes every time."""
    tables = folder / "tables"
    tables.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(SEED)
    sizes = rng.uniform(0.4, 1.8, len(CITIES))
    quarters = [f"{year}Q{number}" for year in YEARS for number in range(1, 5)]
    months = [f"{year}-{number:02d}" for year in YEARS for number in range(1, 13)]
    enforcement, finance, credit = (tables / name for name in FILES)
    _write(enforcement, SERIES_COLUMNS, _series(rng, sizes, QUARTERLY, quarters))
    _write(finance, SERIES_COLUMNS, _series(rng, sizes, MONTHLY, months))
    _write(credit, EVENT_COLUMNS, _events(rng))


def _series(
    rng: np.random.Generator,
    sizes: Sequence[float] | np.ndarray,
    averages: dict[str, tuple[int, str]],
    periods: Sequence[str],
) -> Iterable[tuple[str, ...]]:
    for statistic, (average, unit) in averages.items():
        for city, size in zip(CITIES, sizes, strict=True):
            expected = average if "/" in unit else average * size  # a ratio has no size
            for period in periods:
                value = int(rng.poisson(expected))
                yield city, period, statistic, str(value), unit, SOURCE, MARK


def _events(rng: np.random.Generator) -> Iterable[tuple[str, ...]]:
    for number in range(1, EVENTS + 1):
        entity = int(rng.integers(1, 41))  # fewer than events, so that some have several
        year, month = int(rng.choice(YEARS)), int(rng.integers(1, 13))
        day = f"{year}-{month:02d}-{int(rng.integers(1, 29)):02d}"
        until = f"{year + 3}{day[4:]}" if rng.random() < 0.8 else ""
        kind = KINDS[int(rng.integers(len(KINDS)))]
        yield (
            f"YS{number:03d}",
            f"DEMO{entity:04d}",
            f"演示企业{entity:02d}（合成）",
            CITIES[entity % len(CITIES)],
            kind,
            day,
            "演示机关（合成）",
            until,
            SOURCE,
        )


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(header)
        writer.writerows(rows)
