"""SYNTHETIC public services for the demonstration: nodes, demand, travel, candidates, answers.

Cities and their boundaries are real; every node, point, time, cost and answer is drawn by a fixed
seed. Points lie inside the city that they belong to, so that the reader finds it again.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import shapely

from geodata.boundaries import packaged
from geodata.errors import Problems
from models.accessibility import distances_km

Array = npt.NDArray[np.float64]
Rows = Iterable[Sequence[object]]

SEED = 20260802
MARK = "演示数据（合成），不代表任何地区的实际情况，不得引用"
SOURCE = "demo_services"
"""Id of the one source of all tables, in the demonstration's table of sources."""

CITIES = (
    "南京", "无锡", "徐州", "常州", "苏州", "南通", "连云港",
    "淮安", "盐城", "扬州", "镇江", "泰州", "宿迁",
)  # fmt: skip
CODES = tuple(f"32{number:02d}00" for number in range(1, len(CITIES) + 1))
NODES = (9, 7, 4, 5, 9, 6, 2, 3, 3, 4, 5, 3, 0)
"""Nodes of each city: made up, and one city has none."""

POINTS = (22, 17, 16, 13, 24, 17, 13, 13, 15, 13, 11, 13, 13)
CANDIDATES = (1, 1, 2, 1, 1, 1, 2, 2, 2, 1, 1, 1, 4)
URBAN_SHARE = 0.4
URBAN_DEGREES = 0.08
"""How far urban points lie from the middle of their city, in degrees (standard deviation)."""

TYPES = (
    ("行政部门所属公共服务机构", "市级", 6),
    ("知识产权保护中心", "市级", 8),
    ("专利代办处", "省级", 5),
    ("技术与创新支持中心（TISC）", "市级", 4),
    ("商标品牌指导服务站", "县级", 2),
    ("高校国家知识产权信息服务中心", "省级", 3),
    ("维权援助中心", "市级", 3),
    ("科技与创新园区", "县级", 2),
    ("公共图书馆", "市级", 1),
)
"""Type, level and usual capacity; a city has them in this order, and from the start again."""

OWN_SERVICES = {4: "运营转化；金融服务", 31: "金融服务；宣传培训"}
"""Place in the register → services where they are not those of the type."""

UNPOINTED, ADDRESSED, CLOSED = (7, 23, 41), (3, 17, 38), 12
"""Places in the register of nodes that give a region alone, an address alone, and of one closed."""

DETOUR, START_MINUTES, KM_PER_MINUTE, FARTHEST_MINUTES = 1.3, 5.0, 1.1, 300.0
"""Roads are so much longer than great circles; made-up speeds; beyond that nobody goes."""

UNKNOWN_SHARE = 0.03
ANSWERS = 600
EFFICIENCY = (
    ("reply_days", "咨询答复天数", "便利", "逆向", 20, 10, 1, "天"),
    ("online_share", "网上办理比例", "便利", "正向", 15, 0, 100, "%"),
    ("cases", "服务件数", "产出", "正向", 25, 0, 2000, "件"),
    ("firms", "服务企业数", "产出", "正向", 15, 0, 800, "家"),
    ("trainings", "培训场次", "产出", "正向", 10, 0, 60, "场"),
    ("complaints", "投诉件数", "质量", "逆向", 15, 30, 0, "件"),
)
YEARS = (2023, 2024)
MISSING_SHARE = 0.08


@dataclass(frozen=True)
class Sites:
    """Places of one table: city and position of each, (n,) and (n, 2) in degrees."""

    city: npt.NDArray[np.int64]
    lonlat: Array

    def __len__(self) -> int:
        return len(self.city)


def write_services(folder: Path) -> None:
    """Write the tables ``services_*.csv`` below ``folder/tables``; the same bytes every time."""
    tables = folder / "tables"
    tables.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(SEED)
    polygons = _polygons()
    nodes, candidates = (_sites(rng, polygons, counts, 0.6) for counts in (NODES, CANDIDATES))
    points = _sites(rng, polygons, POINTS, URBAN_SHARE)
    urban = _urban(points)
    node_ids, node_rows = _nodes(rng, nodes)
    site_ids = [f"SX{n:02d}" for n in range(1, len(candidates) + 1)]
    point_ids = [f"XQ{n:03d}" for n in range(1, len(points) + 1)]
    _write(tables / "services_nodes.csv", NODE_HEADER, node_rows)
    _write(tables / "services_coverage.csv", COVERAGE_HEADER, _coverage())
    _write(tables / "services_demand.csv", DEMAND_HEADER, _demand(rng, points, urban, point_ids))
    to = np.concatenate([nodes.lonlat, candidates.lonlat])
    pairs = _travel(rng, points, to, point_ids, [*node_ids, *site_ids])
    _write(tables / "services_travel.csv", ("from_id", "to_id", "minutes", "mode"), pairs)
    _write(tables / "services_candidates.csv", SITE_HEADER, _candidates(rng, candidates, site_ids))
    _write(tables / "services_survey.csv", SURVEY_HEADER, _survey(rng, nodes, node_ids))
    indicators = ((*row, MARK) for row in EFFICIENCY)
    _write(tables / "services_efficiency.csv", EFFICIENCY_HEADER, indicators)
    figures = _efficiency(rng, node_ids)
    header = ("node_id", "year", "code", "value", "source_id")
    _write(tables / "services_efficiency_figures.csv", header, figures)


def _polygons() -> list[shapely.Geometry]:
    """Boundaries of the cities, in their order."""
    problems = Problems("demo")
    frame = packaged(CODES, "city", problems)
    problems.raise_if_any()
    return [*frame.geometry]


def _sites(
    rng: np.random.Generator,
    polygons: Sequence[shapely.Geometry],
    counts: Sequence[int],
    near: float,
) -> Sites:
    """So many places inside each city, a share of them `near` its middle, to four decimals."""
    cities, places = [], []
    for city, (polygon, count) in enumerate(zip(polygons, counts, strict=True)):
        west, south, east, north = polygon.bounds
        middle = polygon.representative_point()
        found = 0
        while found < count:
            if found < round(near * count):
                lon, lat = rng.normal((middle.x, middle.y), URBAN_DEGREES)
            else:
                lon, lat = rng.uniform((west, south), (east, north))
            lon, lat = round(float(lon), 4), round(float(lat), 4)
            if polygon.contains(shapely.Point(lon, lat)):
                cities.append(city)
                places.append((lon, lat))
                found += 1
    return Sites(np.array(cities), np.array(places, dtype=np.float64).reshape(-1, 2))


def _urban(points: Sites) -> npt.NDArray[np.bool_]:
    """The first points of each city are the urban ones, as `_sites` makes them."""
    urban = np.zeros(len(points), dtype=bool)
    for city, count in enumerate(POINTS):
        urban[np.flatnonzero(points.city == city)[: round(URBAN_SHARE * count)]] = True
    return urban


NODE_HEADER = (
    "node_id", "name", "type", "level", "region", "address", "lon", "lat", "datum", "services",
    "capacity", "opened", "closed", "parent", "source_id", "note",
)  # fmt: skip


def _nodes(rng: np.random.Generator, nodes: Sites) -> tuple[list[str], Rows]:
    """Ids and rows of the register; the first node of a city is above its others."""
    ids = [f"JD{number:02d}" for number in range(1, len(nodes) + 1)]
    rows = []
    for place, city in enumerate(nodes.city):
        first = int(np.flatnonzero(nodes.city == city)[0])
        kind, level, usual = TYPES[(place - first) % len(TYPES)]
        name = f"演示{CITIES[city]}{kind.split('（')[0]}{place - first + 1:02d}"
        region, address = CITIES[city], f"江苏省{CITIES[city]}市演示路{place + 1}号"
        lon, lat = (f"{value:.4f}" for value in nodes.lonlat[place])
        datum = "CGCS2000"
        if place in UNPOINTED:
            address = lon = lat = datum = ""
        elif place in ADDRESSED:
            region = lon = lat = datum = ""
        capacity = max(1, round(usual * rng.uniform(0.6, 1.6)))
        opened = f"{int(rng.integers(2012, 2024))}-{int(rng.integers(1, 13)):02d}-01"
        closed = "2025-06-30" if place == CLOSED else ""
        parent = ids[first] if place > first else ""
        services = OWN_SERVICES.get(place, "")
        where = (region, address, lon, lat, datum)
        since = (opened, closed, parent, SOURCE, MARK)
        rows.append((ids[place], name, kind, level, *where, services, capacity, *since))
    return ids, rows


COVERAGE_HEADER = (
    "coverage_id", "label_zh", "date", "covered", "eligible", "definition", "official_share",
    "source_id", "note",
)  # fmt: skip


def _coverage() -> Rows:
    """One numerator over two denominators, and what is officially said of it."""
    told = "demo_county", "演示县级综合性服务机构覆盖率（合成）", "2024-12", 61
    for eligible, definition in ((90, "演示口径一"), (72, "演示口径二：不含未设部门的")):
        yield *told, eligible, definition, "85%", SOURCE, MARK


DEMAND_HEADER = (
    "point_id", "name", "region", "lon", "lat", "setting", "service", "demand", "source_id", "note",
)  # fmt: skip


def _demand(
    rng: np.random.Generator, points: Sites, urban: npt.NDArray[np.bool_], ids: Sequence[str]
) -> Rows:
    amounts = np.round(rng.lognormal(np.where(urban, 7.5, 6.2), 0.5))
    for place, point in enumerate(ids):
        name = f"演示需求点{place + 1:03d}（合成）"
        lon, lat = (f"{value:.4f}" for value in points.lonlat[place])
        setting = "城镇" if urban[place] else "乡村"
        region = CITIES[points.city[place]]
        yield point, name, region, lon, lat, setting, "", int(amounts[place]), SOURCE, MARK


def _travel(
    rng: np.random.Generator, points: Sites, to: Array, starts: Sequence[str], ends: Sequence[str]
) -> Rows:
    """Times by car; pairs that nobody travels, or of which nothing is known, have no row."""
    minutes = START_MINUTES + distances_km(points.lonlat, to) * DETOUR / KM_PER_MINUTE
    minutes = minutes * rng.uniform(0.9, 1.2, minutes.shape)
    told = (minutes <= FARTHEST_MINUTES) & (rng.random(minutes.shape) >= UNKNOWN_SHARE)
    for i, j in zip(*np.nonzero(told), strict=True):
        yield starts[i], ends[j], f"{minutes[i, j]:.1f}", "演示驾车"


SITE_HEADER = ("site_id", "name", "region", "lon", "lat", "cost", "capacity", "note")


def _candidates(rng: np.random.Generator, sites: Sites, ids: Sequence[str]) -> Rows:
    for place, site in enumerate(ids):
        lon, lat = (f"{value:.4f}" for value in sites.lonlat[place])
        cost, capacity = int(rng.integers(10, 41)) * 10, int(rng.integers(2, 9))
        name, region = f"演示备选点{place + 1:02d}（合成）", CITIES[sites.city[place]]
        yield site, name, region, lon, lat, cost, capacity, f"费用单位：万元；{MARK}"


SURVEY_HEADER = (
    "response_id", "region", "node_id", "service", "setting", "date", "score", "weight",
)  # fmt: skip
ASKED_SERVICES = ("检索分析", "业务受理", "快速审查", "维权援助", "宣传培训", "")


def _survey(rng: np.random.Generator, nodes: Sites, ids: Sequence[str]) -> Rows:
    """Answers of all cities, more from the larger ones; each city has a level of its own."""
    levels = rng.normal(80, 4, len(CITIES))
    shares = np.array(POINTS) / sum(POINTS)
    for number in range(1, ANSWERS + 1):
        city = int(rng.choice(len(CITIES), p=shares))
        own = np.flatnonzero(nodes.city == city)
        node = ids[int(rng.choice(own))] if len(own) and rng.random() < 0.7 else ""
        score = round(float(np.clip(rng.normal(levels[city], 10), 0, 100)))
        setting = "城镇" if rng.random() < 0.6 else "乡村"
        day = f"{int(rng.choice(YEARS))}-{int(rng.integers(1, 13)):02d}-15"
        service = ASKED_SERVICES[int(rng.integers(len(ASKED_SERVICES)))]
        weight = f"{rng.uniform(0.5, 2):.2f}"
        yield f"WJ{number:04d}", CITIES[city], node, service, setting, day, score, weight


EFFICIENCY_HEADER = (
    "code", "label_zh", "dimension", "direction", "weight", "worst", "best", "unit", "note",
)  # fmt: skip


def _efficiency(rng: np.random.Generator, ids: Sequence[str]) -> Rows:
    """Figures between the ends of each indicator, some of them not known."""
    for node in ids:
        for year in YEARS:
            for code, _, _, _, _, worst, best, _ in EFFICIENCY:
                value = round(worst + (best - worst) * float(rng.beta(4, 2)))
                known = rng.random() >= MISSING_SHARE
                yield node, year, code, value if known else "", SOURCE


def _write(path: Path, header: Sequence[str], rows: Rows) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(header)
        writer.writerows(rows)
