"""What the synthetic registers are made of: places, addresses, names, dates and codes.

Places are those of the register of regions; streets, house numbers, companies and everything that
is said of them are made up. An applicant is a number: its address, name and trade follow from it
alone, so that 50 million rows need no table of applicants.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

import numpy as np
import polars as pl
from numpy.typing import NDArray

from geodata.regions import Register

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

PROVINCE = "320000"
CLASSES = Path(__file__).with_name("classes.csv")
"""Concordance of real class symbols and industries; which belong together is made up."""

SIZES: Mapping[str, float] = MappingProxyType(
    {"320100": 0.19, "320200": 0.12, "320300": 0.05, "320400": 0.09, "320500": 0.27}
    | {"320600": 0.08, "320700": 0.02, "320800": 0.025, "320900": 0.035, "321000": 0.045}
    | {"321100": 0.035, "321200": 0.03, "321300": 0.02}
)
"""Share of each city in the records: made up, the south of the province the largest."""

STREETS = (
    "中山路",
    "人民南路",
    "北京西路",
    "上海路",
    "创新大道",
    "建设路",
    "解放街",
    "科技园纬三路",
)
TAILS = ("", "", "", "科技园3栋", "创业大厦1203室", "二期厂房", "（原化工厂内）")
TRADES = ("精密机械", "新材料", "电子科技", "生物医药", "纺织", "食品", "汽车部件", "智能装备")
ELSEWHERE = (
    "上海市黄浦区",
    "北京市海淀区",
    "安徽省合肥市蜀山区",
    "浙江省杭州市西湖区",
    "广东省深圳市南山区",
)
FORMS = (
    (0.42, "江苏省{city}{county}"),
    (0.22, "{city}{county}"),
    (0.08, "江苏省{county}"),
    (0.05, "{county}"),
    (0.07, "{city}"),
    (0.06, "{stem}{county}"),
    (0.04, "210000 江苏省{city}{county}"),
    (0.03, "江苏省　{city}　{county}　"),
    (0.02, "江蘇省{city}{county}"),
    (0.01, "{park}"),
)
"""Share of each way to begin an address of the province."""

PARKS: Mapping[str, str] = MappingProxyType(
    {"320500": "苏州工业园区", "320100": "南京江宁开发区", "320583": "昆山花桥"}
)
"""Known to the gazetteer; the cities that have none begin with their name alone."""

OLDEST = 2005
"""First year of the filings; units that were gone before cannot be in an address."""

SALTS = MappingProxyType({"city": 1, "county": 2, "form": 3, "street": 4, "trade": 5, "old": 6})
"""One independent chance for each thing that follows from the number of an applicant."""


def chance(holders: Ints, salt: int) -> Floats:
    """Even chances between 0 and 1, the same for the same number at every call (SplitMix64)."""
    with np.errstate(over="ignore"):
        mixed = holders.astype(np.uint64) * np.uint64(64) + np.uint64(salt)
        mixed = mixed * np.uint64(0x9E3779B97F4A7C15)
        for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB), (31, 1)):
            mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    return np.asarray((mixed >> np.uint64(11)).astype(np.float64) / 2.0**53)


def choose(even: Floats, weights: Sequence[float] | Floats) -> Ints:
    """Number of the share into which each even chance falls."""
    edges = np.cumsum(weights)
    found: Ints = np.searchsorted(edges / edges[-1], even, side="right").astype(np.int64)
    return found


def choose_in(groups: Ints, even: Floats, weights: Floats) -> Ints:
    """As `choose`, each from the row of ``weights`` that its group names."""
    edges = np.cumsum(weights, axis=1)
    edges = edges / edges[:, -1:] + np.arange(len(weights))[:, None]
    found: Ints = np.searchsorted(edges.ravel(), groups + even, side="right").astype(np.int64)
    member: Ints = np.minimum(found - groups * weights.shape[1], weights.shape[1] - 1)
    return member


@dataclass(frozen=True)
class Places:
    """Cities and counties of the province as numbers, in the order of their codes.

    Attributes
    ----------
    cities, names
        Codes and short names of the cities.
    codes
        Codes of the counties, city by city.
    beginnings
        Ways to begin an address, (county, form, now or formerly) flattened.
    counties
        (n_cities, most counties) weights of the counties of a city, zero where there is none.
    first
        (n_cities,) number of the first county of a city.
    until
        (n_counties,) last year of the county's former name; 0 = it has none.
    """

    cities: tuple[str, ...]
    names: tuple[str, ...]
    codes: tuple[str, ...]
    counties: Floats
    first: Ints
    until: Ints
    beginnings: pl.Series


@cache
def places() -> Places:
    """Return the places of the register of regions, with a former name of each county."""
    register = Register.load()
    cities = register.children(PROVINCE, level="city")
    below = [register.children(city.code, level="county") for city in cities]
    former = _former(register)
    weights = np.zeros((len(cities), max(map(len, below))))
    beginnings, until = [], []
    for row, (city, counties) in enumerate(zip(cities, below, strict=True)):
        weights[row, : len(counties)] = 1 / np.sqrt(1 + np.arange(len(counties)))
        for county in counties:
            name, year = former.get(county.code, ("", 0))
            until.append(year)
            stem = city.name.removesuffix("市")
            for _, form in FORMS:
                park = PARKS.get(county.code, PARKS.get(city.code, city.name))
                for named in (county.name, name or county.name):
                    words = {"city": city.name, "county": named, "stem": stem, "park": park}
                    beginnings.append(form.format(**words))
    return Places(
        tuple(city.code for city in cities),
        tuple(city.name.removesuffix("市") for city in cities),
        tuple(county.code for counties in below for county in counties),
        weights,
        np.cumsum([0, *map(len, below[:-1])]),
        np.array(until),
        pl.Series(beginnings),
    )


def _former(register: Register) -> dict[str, tuple[str, int]]:
    """Name and last year of a unit that today's county has wholly taken over, by its code."""
    found = {}
    for unit in register.children(PROVINCE, OLDEST, "county"):
        heirs = register.successors(unit)
        if unit.valid_to and len(heirs) == 1 and heirs[0].name != unit.name:
            found[heirs[0].code] = (unit.name, unit.valid_to)
    return found


@cache
def trades() -> tuple[tuple[str, ...], Floats, Floats]:
    """Industries, their weights by city (n_cities, n_industries), of industries over classes."""
    _, members = classes("ipc")
    industries = tuple(sorted({industry for one in members for industry in one}))
    rng = np.random.default_rng(2016)
    common = rng.lognormal(0, 0.8, size=len(industries))
    mixes = common * rng.lognormal(0, 0.7, size=(len(SIZES), len(industries)))
    over = np.array([[float(industry in one) for one in members] for industry in industries])
    return industries, mixes, over * rng.lognormal(0, 0.8, size=over.shape)


@cache
def classes(classification: str) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Class symbols of full depth with the industries of each, in the table's order."""
    found: dict[str, list[str]] = {}
    depth = {"ipc": 4, "nice": 2}[classification]
    for row in concordance():
        if row["classification"] == classification and len(row["class"]) == depth:
            found.setdefault(row["class"], []).append(row["industry"])
    return tuple(found), tuple(map(tuple, found.values()))


@cache
def concordance() -> tuple[dict[str, str], ...]:
    """Rows of the made-up concordance, as a study's table has them."""
    with CLASSES.open(encoding="utf-8-sig", newline="") as file:
        return tuple(csv.DictReader(file))


def cities_of(holders: Ints) -> Ints:
    """Number of the city in which each applicant sits."""
    return choose(chance(holders, SALTS["city"]), [SIZES[code] for code in places().cities])


def counties_of(holders: Ints) -> Ints:
    """Number of the county in which each applicant sits."""
    known = places()
    cities = cities_of(holders)
    return known.first[cities] + choose_in(cities, chance(holders, SALTS["county"]), known.counties)


def trades_of(holders: Ints) -> Ints:
    """Number of the industry of each applicant, by the mix of its city."""
    return choose_in(cities_of(holders), chance(holders, SALTS["trade"]), trades()[1])


def addresses(holders: Ints, years: Ints) -> pl.Series:
    """Address of each applicant as written in a year: half of them use the name of that time."""
    known = places()
    counties = counties_of(holders)
    forms = choose(chance(holders, SALTS["form"]), [share for share, _ in FORMS])
    old = (years <= known.until[counties]) & (chance(holders, SALTS["old"]) < 0.5)
    even = chance(holders, SALTS["street"])
    pieces = {
        "begin": known.beginnings.gather((counties * len(FORMS) + forms) * 2 + old),
        "street": pl.Series(STREETS).gather(choose(even, np.ones(len(STREETS)))),
        "house": pl.Series(holders % 9973 + 1).cast(pl.String),
        "tail": pl.Series(TAILS).gather(choose(even * 97 % 1, np.ones(len(TAILS)))),
    }
    begin, street, house, tail = map(pl.col, pieces)
    return pl.DataFrame(pieces).select(pl.concat_str(begin, street, house, pl.lit("号"), tail))[
        "begin"
    ]


def names(holders: Ints) -> pl.Series:
    """Name of each applicant, which nobody can take for a real one."""
    city = pl.Series(places().names).gather(cities_of(holders))
    trade = pl.Series(TRADES).gather(holders % len(TRADES))
    number = pl.Series(holders).cast(pl.String).str.zfill(7)
    pieces = pl.DataFrame({"city": city, "number": number, "trade": trade})
    return pieces.select(pl.format("{}演示{}号{}有限公司", "city", "number", "trade"))["city"]


def mod_11(numbers: Ints) -> Ints:
    """Check value, 0 to 10, of twelve-digit application numbers: weights 2 to 9, then 2 to 5."""
    total = np.zeros(len(numbers), dtype=np.int64)
    for place, weight in enumerate((2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)):
        total += numbers // 10 ** (11 - place) % 10 * weight
    return total % 11


CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""Characters of the unified social credit code (GB 32100—2015), by value."""


def credit_codes(holders: Ints, faulty: NDArray[np.bool_]) -> pl.Series:
    """Unified social credit codes of companies; those of ``faulty`` with a wrong last character.

    Eighteen characters: 91, six digits of the place, eight of the organisation with their check
    (GB 11714), and a check of the whole: 31 less the sum of ``value * 3**place`` modulo 31.
    """
    known = places()
    city = np.array([int(code) for code in known.cities])[cities_of(holders)]
    digits = np.empty((len(holders), 18), dtype=np.int64)
    digits[:, :2] = 9, 1
    for place in range(6):
        digits[:, 2 + place] = city // 10 ** (5 - place) % 10
    for place in range(8):
        digits[:, 8 + place] = holders // 10 ** (7 - place) % 10
    inner = (11 - digits[:, 8:16] @ np.array([3, 7, 9, 10, 5, 8, 4, 2])) % 11
    digits[:, 16] = np.where(inner == 10, CREDIT.index("X"), inner)
    powers = np.array([3**place % 31 for place in range(17)])
    digits[:, 17] = (-(digits[:, :17] @ powers) + faulty) % 31
    signs = np.frombuffer(CREDIT.encode(), dtype="S1")[digits]
    return pl.Series(np.ascontiguousarray(signs).view("S18").ravel().astype(str))


DAYS = np.arange(np.datetime64("2004-01-01"), np.datetime64("2046-01-01"))
DATE_FORMS = (
    (0.90, "%Y-%m-%d"),
    (0.04, "%Y/%m/%d"),
    (0.03, "%Y%m%d"),
    (0.02, "%Y年%-m月%-d日"),
    (0.01, "%Y.%-m.%-d"),
)
"""Share of each way to write a date."""


@cache
def _dates() -> pl.Series:
    days = pl.Series(DAYS)
    return pl.concat([pl.Series([""]), *(days.dt.strftime(form) for _, form in DATE_FORMS)])


def dates(days: Ints, forms: Ints) -> pl.Series:
    """Days since 2004-01-01 as written, each in the form that is named; negative is blank."""
    return _dates().gather(np.where(days < 0, 0, forms * len(DAYS) + days + 1))
