"""The names an address may hold, and what each may mean: register units and gazetteer places.

A name has *meanings*, not a meaning: 鼓楼区 stands for several districts, 淮安市 for a county-level
city until 1999 and a prefecture since. Which is meant is for the rule (`geodata.addresses.rule`).

``gazetteer.csv`` is edited by hand. `name` is matched as it stands; several rows with one name are
several candidates (a park in two districts). `region_code` is a unit of **today's** division.
`valid_from` and `valid_to` are the years in which the name was in use, blank = open.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from geodata.division_history import LEVELS
from geodata.errors import Problems
from geodata.regions import Region, Register, normalise
from geodata.tables import Row, read_table

GAZETTEER = Path(__file__).with_name("gazetteer.csv")
GAZETTEER_COLUMNS = ("name", "region_code", "kind", "valid_from", "valid_to", "source")

COUNTRY = "100000"
KINDS = ("园区", "高校", "镇街", "地标")
LOCAL_KINDS = ("镇街", "地标")
"""Kinds whose names recur all over the country; they need a province to mean anything."""

SUFFIXES = (
    "自治县",
    "自治旗",
    "自治州",
    "新区",
    "林区",
    "地区",
    "区",
    "县",
    "市",
    "旗",
    "盟",
    "州",
)
"""Endings that a short form drops; the longest that fits goes first."""

GENERIC = ("城区", "郊区", "东区", "西区", "矿区")
"""Names that are common words, too: they count only in years in which the unit stood."""

Meanings = Mapping[str, tuple["Meaning", ...]]


@dataclass(frozen=True)
class Meaning:
    """One thing that a name may stand for."""

    region: Region
    """The unit that bears the name; for a place, today's unit in which it lies."""
    form: str
    """``full``, ``short`` (province or city without its ending), ``stem`` (county without it),
    ``place`` (a row of the gazetteer)."""
    line: tuple[Region, ...]
    """The unit and those above it, nearest first."""
    province: str
    """Code; that of the unit itself if it is a province."""
    city: str
    """Code; blank for a province and for a county that answers to its province directly."""
    heirs: tuple[str, ...]
    """Codes of today's units that hold its land, the main heir first."""
    valid_from: int | None
    valid_to: int | None
    kind: str = ""
    """One of `KINDS` for a place."""
    generic: bool = False

    @property
    def level(self) -> str:
        """Level of the unit."""
        return self.region.level

    def age(self, year: int | None) -> int:
        """0 if the name was in use in `year` (None = today), 1 if before, 2 if only later."""
        if year is None:
            return 0 if self.valid_to is None else 1
        if self.valid_from is not None and year < self.valid_from:
            return 2
        return 0 if self.valid_to is None or year <= self.valid_to else 1


@cache
def names(register: Register, gazetteer: Path = GAZETTEER) -> Meanings:
    """Return every name of the register and the gazetteer with its meanings.

    Raises
    ------
    DataError
        With every faulty row of the gazetteer.

    Examples
    --------
    >>> found = names(Register.load())
    >>> [meaning.region.code for meaning in found["清浦区"]], found["清浦区"][0].heirs
    (['320811'], ('320812',))
    >>> sorted({meaning.region.code for meaning in found["苏州工业园区"]})
    ['320505', '320506']
    """
    meanings: dict[str, list[Meaning]] = {}
    for region in _units(register):
        heirs = tuple(heir.code for heir in register.successors(region))
        above = [one.short_name for one in register.ancestors(region)]
        for name, form in _forms(region, above):
            meaning = _meaning(
                region,
                form,
                register,
                heirs=heirs,
                valid_from=region.valid_from,
                valid_to=region.valid_to,
                generic=region.name in GENERIC,
            )
            meanings.setdefault(name, []).append(meaning)
    for name, meaning in _places(gazetteer, register):
        meanings.setdefault(name, []).append(meaning)
    return {name: tuple(found) for name, found in meanings.items()}


def _units(register: Register) -> Iterable[Region]:
    """Today's units of all levels and, through the recorded changes, all that came before them."""
    waiting = [unit for level in LEVELS[1:] for unit in register.children(COUNTRY, level=level)]
    found = dict.fromkeys(waiting)
    while waiting:
        for change in register.changes(waiting.pop()):
            old = register.resolve(change.old_code, year=change.year - 1)
            if old not in found:
                found[old] = None
                waiting.append(old)
    return sorted(found, key=lambda unit: (unit.code, unit.valid_from or 0))


def _forms(region: Region, above: list[str]) -> Iterable[tuple[str, str]]:
    """Names of a unit in addresses, each with its form; one letter (苏) is never a name."""
    forms = {region.name: "full"}
    if region.level != "county":
        for name in (region.short_name, *region.aliases):
            if len(name) > 1 and not name.isascii():
                forms.setdefault(name, "short")
        return forms.items()
    # 济南市中区 reads 济南市 and a rest, 南京路南 reads 路南: they need their city before them
    if region.name.startswith("市"):
        forms[above[0] + region.name] = "full"
        return forms.items()
    ending = next((e for e in SUFFIXES if region.name.endswith(e)), "")
    for name in (region.short_name, region.name.removesuffix(ending)):
        if name.startswith("路"):
            forms[above[0] + name] = "full"
        elif len(name) > 1:
            forms.setdefault(name, "stem")
    return forms.items()


def _meaning(region: Region, form: str, register: Register, **rest: Any) -> Meaning:
    line = (region, *register.ancestors(region))
    return Meaning(
        region=region,
        form=form,
        line=line,
        province=next((one.code for one in line if one.level == "province"), ""),
        city=next((one.code for one in line if one.level == "city"), ""),
        **rest,
    )


def _places(path: Path, register: Register) -> list[tuple[str, Meaning]]:
    problems = Problems("地名录")
    table = read_table(path, GAZETTEER_COLUMNS, problems)
    places = []
    seen: dict[tuple[str, str, str], int] = {}
    for row in table:
        place = _place(row, table.name, register, problems)
        key = (row["name"], row["region_code"], row["valid_from"])
        if key in seen:
            problems.add(
                "cell_repeated", table.name, row.number, key="、".join(key), first=seen[key]
            )
        seen.setdefault(key, row.number)
        if place is not None:
            places.append((normalise(row["name"]), place))
    problems.raise_if_any()
    return places


def _place(row: Row, file: str, register: Register, problems: Problems) -> Meaning | None:
    if len(row["name"]) < 2:
        problems.add("name_too_short", file, row.number, "name", seen=row["name"])
    if row["kind"] not in KINDS:
        problems.add(
            "value_not_allowed",
            file,
            row.number,
            "kind",
            seen=row["kind"],
            allowed="、".join(KINDS),
        )
    if not row["source"]:
        problems.add("cell_empty", file, row.number, "source")
    years = [_year(row, column, file, problems) for column in ("valid_from", "valid_to")]
    found = register.candidates(row["region_code"]) if row["region_code"].isdigit() else []
    if not found:
        detail = f"现行区划中没有代码“{row['region_code']}”"
        problems.add("region_unknown", file, row.number, "region_code", detail=detail)
        return None
    return _meaning(
        found[0],
        "place",
        register,
        heirs=(found[0].code,),
        valid_from=years[0],
        valid_to=years[1],
        kind=row["kind"],
    )


def _year(row: Row, column: str, file: str, problems: Problems) -> int | None:
    text = row[column]
    if not text:
        return None
    if text.isascii() and text.isdecimal() and len(text) == 4:
        return int(text)
    problems.add("year_invalid", file, row.number, column, seen=text)
    return None
