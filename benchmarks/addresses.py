"""Addresses to regions: GENERATED addresses of a provincial register, traps included.

No real register is behind them. How often each trap occurs, and that 18 % of the rows are
distinct, are assumptions; accuracy here says that the rule does what it promises, not how real
registers fare.
"""

# ruff: noqa: PLC0415 - polars is imported where it runs, as everywhere else

import random
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import numpy as np

from benchmarks.measure import Contestant, Results, Workload
from geodata.addresses import locate
from geodata.addresses.names import names
from geodata.addresses.rule import Answer, decide
from geodata.addresses.text import (
    BUILDING,
    CLOSE,
    HOUSE,
    OPEN,
    OTHER,
    ROAD,
    STREET,
    hits,
    spelled,
)
from geodata.regions import Region, Register

TITLE = "Addresses: GENERATED addresses of a Jiangsu register (18 % distinct) to regions"
WORKLOADS: Mapping[str, Workload] = MappingProxyType(
    {
        "2,000 addresses": Workload(95, 1, draws=2_000),
        "1,000,000 addresses": Workload(95, 1, draws=1_000_000),
    }
)
REFERENCE = "plain Python, one by one"
PROVINCE = "320000"
DISTINCT = 0.18
STATUSES = ("none", "ambiguous", "ok")
STREETS = ("中山路", "人民南路", "北京西路", "上海路", "南京东路", "建设大道", "解放街", "苏州街")


@dataclass(frozen=True)
class Data:
    """Rows of a register with what is true of each."""

    addresses: list[str]
    years: list[int]
    kinds: list[str]
    truths: list[tuple[str, str]]
    """Status; today's code where it is ok."""


Case = tuple[str, int, str, str]
"""Address, year, status, today's code."""


def make(workload: Workload, draws: int = 1) -> Data:
    """Generated addresses; the first `draws` of the workload's, the same at every call."""
    chance = random.Random(20260)
    pool = list(_pool(max(1, int(workload.draws * DISTINCT)), chance))
    # few applicants file most: the k-th address has a weight of 1 / k
    weights = [1 / (rank + 1) for rank in range(len(pool))]
    rows = pool + chance.choices(pool, weights, k=workload.draws - len(pool))
    chance.shuffle(rows)
    rows = rows[:draws]
    return Data(
        [row[1][0] for row in rows],
        [row[1][1] for row in rows],
        [row[0] for row in rows],
        [(row[1][2], row[1][3]) for row in rows],
    )


def _pool(size: int, chance: random.Random) -> Iterable[tuple[str, Case]]:
    kinds = list(KINDS)
    shares = [KINDS[kind][0] for kind in kinds]
    for number, kind in enumerate(chance.choices(kinds, shares, k=size)):
        text, year, status, code = KINDS[kind][1](chance)
        yield kind, (f"{text}{number}号" if text.strip() else text, year, status, code)


@cache
def _units() -> tuple[list[Region], dict[str, str], list[tuple[Region, tuple[str, ...]]]]:
    """Today's counties of the province, names of cities by code, and units that are gone."""
    register = Register.load()
    today = register.children(PROVINCE, level="county")
    cities = {unit.code: unit.name for unit in register.children(PROVINCE, level="city")}
    gone = {
        unit: tuple(heir.code for heir in register.successors(unit))
        for year in range(2000, 2020)
        for unit in register.children(PROVINCE, year, "county")
        if unit.valid_to is not None and unit.name not in {one.name for one in today}
    }
    return today, cities, list(gone.items())


def _street(chance: random.Random) -> str:
    return chance.choice(STREETS)


def _plain(form: str) -> Callable[[random.Random], Case]:
    def case(chance: random.Random) -> Case:
        today, cities, _ = _units()
        unit = chance.choice(today)
        while unit.name == "鼓楼区":  # two of them: a kind of its own
            unit = chance.choice(today)
        city = cities[unit.parent_code]
        text = form.format(city=city, city_short=city[:-1], county=unit.name, stem=unit.name[:-1])
        short = "{stem}" in form and len(unit.name) == 2
        return text + _street(chance), 2024, "ok", unit.parent_code if short else unit.code

    return case


def _old(chance: random.Random) -> Case:
    _, cities, gone = _units()
    unit, heirs = chance.choice(gone)
    text = f"江苏省{cities[unit.parent_code]}{unit.name}{_street(chance)}"
    ok = len(heirs) == 1
    return text, unit.valid_to or 0, "ok" if ok else "ambiguous", heirs[0] if ok else ""


def _fixed(*cases: Case) -> Callable[[random.Random], Case]:
    def case(chance: random.Random) -> Case:
        text, year, status, code = chance.choice(cases)
        return (text + _street(chance) if text.strip() else text), year, status, code

    return case


def _foreign(chance: random.Random) -> Case:
    return f"No. {chance.randrange(10**6)}, Zhongshan Road, Nanjing, ", 2024, "none", ""


def _padded(chance: random.Random) -> Case:
    text, year, status, code = _plain("江苏省{city}{county}")(chance)
    wide = "　".join(text).replace("区", "區").replace("苏", "蘇")
    return wide, year, status, code


KINDS: Mapping[str, tuple[int, Callable[[random.Random], Case]]] = MappingProxyType(
    {
        "province, city, county": (35, _plain("江苏省{city}{county}")),
        "without province": (15, _plain("{city}{county}")),
        "without city": (8, _plain("江苏省{county}")),
        "county alone": (6, _plain("{county}")),
        "short forms": (8, _plain("{city_short}{stem}")),
        "padded, traditional": (3, _padded),
        "old unit": (8, _old),
        "other province": (
            5,
            _fixed(
                ("上海市黄浦区", 2024, "ok", "310101"),
                ("北京市海淀区", 2024, "ok", "110108"),
                ("安徽省合肥市蜀山区", 2024, "ok", "340104"),
                ("浙江省杭州市西湖区", 2024, "ok", "330106"),
            ),
        ),
        "park, campus, town": (
            5,
            _fixed(
                ("昆山花桥", 2024, "ok", "320583"),
                ("南京市江宁开发区", 2024, "ok", "320115"),
                ("苏州工业园区", 2024, "ambiguous", ""),
                ("南京大学仙林校区", 2024, "ok", "320113"),
            ),
        ),
        "namesakes": (
            3,
            _fixed(("鼓楼区", 2024, "ambiguous", ""), ("江苏省鼓楼区", 2024, "ambiguous", "")),
        ),
        "street only": (2, _fixed(("北京西路", 2024, "none", ""), ("南京路", 2024, "none", ""))),
        "English": (1, _foreign),
        "blank": (1, _fixed(("", 2024, "none", ""), ("　 ", 2024, "none", ""))),
    }
)
"""Kind of address: how many of a hundred distinct ones, and one of them."""


def _numbers(statuses: Iterable[str], codes: Iterable[str]) -> Results:
    return {
        "status": np.array([STATUSES.index(status) for status in statuses], dtype=np.int8),
        "code": np.array([int(code or 0) for code in codes], dtype=np.int32),
    }


def _project(data: Data) -> Results:
    import polars as pl

    found = locate(pl.Series(data.addresses), pl.Series(data.years), PROVINCE)
    order = {status: number for number, status in enumerate(STATUSES)}
    code = found["code_today"].replace("", "0").cast(pl.Int32)
    status = found["status"].replace_strict(order, return_dtype=pl.Int8)
    return {"status": status.to_numpy(), "code": code.to_numpy()}


def _plainly(data: Data) -> Results:
    """Names by trying all lengths at each character, marks by `re`; no row knows of another."""
    import polars as pl

    meanings = names(Register.load())
    longest = max(map(len, meanings))
    texts = pl.DataFrame({"text": data.addresses}).select(spelled(pl.col("text")))["text"]
    answers = []
    for text, year in zip(texts, data.years, strict=True):
        pieces, start, at = [], 0, 0
        while at < len(text):
            sizes = range(min(longest, len(text) - at), 1, -1)
            size = next((s for s in sizes if text[at : at + s] in meanings), 0)
            if size:
                pieces += [_gap(text[start:at], start), OPEN, text[at : at + size], CLOSE]
                start = at + size
            at += size or 1
        pieces.append(_gap(text[start:], start))
        found = hits("".join(pieces))
        answers.append(decide(found, meanings, year, PROVINCE) if found else Answer("none"))
    ok = [answer.candidates[0] if answer.status == "ok" else "" for answer in answers]
    return _numbers((answer.status for answer in answers), ok)


def _gap(text: str, start: int) -> str:
    if not text:
        return ""
    for pattern, mark in ((ROAD, STREET), (HOUSE, BUILDING)):
        if start and re.match(pattern, text):
            return mark
    return OTHER


CONTESTANTS: Mapping[str, Contestant] = MappingProxyType(
    {
        "plain Python, one by one": Contestant(_plainly, draws=20_000),
        "this project": Contestant(_project),
    }
)


def check(workload: Workload, results: Mapping[str, Results]) -> list[str]:
    """Both agree on every row that both did; and how often each kind is found as generated."""
    data = make(workload, workload.draws)
    plain = results[REFERENCE]
    rows = len(plain["code"])
    for name, found in results.items():
        for key in ("status", "code"):
            np.testing.assert_array_equal(found[key][:rows], plain[key], err_msg=f"{name}: {key}")
    truth = _numbers((t[0] for t in data.truths), (t[1] for t in data.truths))
    ours = results["this project"]
    right = (ours["status"] == truth["status"]) & (ours["code"] == truth["code"])
    first = {address: row for row, address in reversed(list(enumerate(data.addresses)))}
    distinct = sorted(first.values())
    claims = [f"statuses and codes are the same for the {rows:,} rows that both did"]
    kinds = np.array(data.kinds)[distinct]
    for kind in KINDS:
        chosen = right[distinct][kinds == kind]
        claims.append(f"{kind}: {chosen.mean():.4f} of {len(chosen):,} generated addresses right")
    return claims
