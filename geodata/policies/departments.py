"""Departments by whatever name a document gives them: full, short, or that of before a reform."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from geodata.errors import Problems
from geodata.policies.corpus import Department
from geodata.policies.squeezed import Squeezed
from geodata.tables import Row, Table, read_table

NAME_COLUMNS = ("department", "label_zh", "domain", "name", "valid_from", "valid_to")
NAME_OPTIONAL = ("note", "source")
DOMAINS = (
    "government",
    "ip",
    "science",
    "industry",
    "finance",
    "education",
    "agriculture",
    "market",
    "culture",
    "statistics",
    "commerce",
    "local",
    "other",
)
LOCAL = "local"
"""Domain of the governments below, which are no departments."""

GOVERNMENT = "government"

NATION, PROVINCE, CITY, COUNTY = "国家", "省", "市", "县"
LEVEL_OF = {NATION: "nation", PROVINCE: "province", CITY: "city", COUNTY: "county"}
NATIONAL_ENDINGS = ("总局", "总署", "部", "国务院", "国务院办公厅", "中共中央")
PARTY_ENDINGS = ("宣传部", "组织部")
"""Names with 部 that are those of a province or city, too."""

PROVINCES = ("北京市", "天津市", "上海市", "重庆市", "自治区")
"""What is of the level of a province without being called one."""

GOES_ON: tuple[tuple[str, str], ...] = (
    ("部", "[门分署队]"),
    ("委", "[托员派]"),
    ("政府", "采购|投资|引导|购买|性|间"),
    ("市", "[场民值]"),
    ("地", "[理块铁]"),
    ("海关", "于"),
)
"""End of a name → what makes another word of it: 科技部门 are whatever bodies of the field there
are; 省委托, 财政部署, 省政府采购, 各市场主体, 各地理标志, 上海关于 name nobody."""

HEADQUARTERS = ("委", "政府")
OFFICE = re.compile(
    r"(?!办公[厅室])(?:(?!关于|牵头|组织|负责|会同|参与|配合|批准|印发|转发|委托|授权|同意|决定|统筹)"
    r"[^、，,；;：:。（）()□和及与由向报各]){1,8}?(?:办|办公室|委|局|厅|室|校|院)"
    r"(?=[、，,；;。）)和及与]|牵头|组织|负责|会同|参与|参加|配合|协助|提供|按|等|关于|$)"
)
"""An office behind the party's or the government's name is a body itself: 省委网信办,
省政府国资委."""

WIDE = str.maketrans("()", "（）")
JOINED = re.compile(r"[、和及与]|以及")
"""What may stand between departments of one list; what is said of the first holds for the next."""


@dataclass(frozen=True)
class Name:
    """One name of a department and the years in which it was in use; blank is open."""

    department: str
    name: str
    valid_from: str
    valid_to: str


@dataclass(frozen=True)
class Mention:
    """A department named in a text.

    Attributes
    ----------
    level
        ``nation``, ``province``, ``city`` or ``county`` where the words tell it, else blank.
    start, end
        Characters of the name in the document, white space within it included.
    place, stop
        The same in the squeezed text.
    """

    department: str
    name: str
    level: str
    start: int
    end: int
    place: int
    stop: int
    known: Name

    def outdated(self, year: str) -> bool:
        """Whether the name was not in use in the year, as far as the register tells."""
        first, last = self.known.valid_from, self.known.valid_to
        return bool(year) and ((bool(first) and year < first) or (bool(last) and year > last))


@dataclass(frozen=True)
class Names:
    """The register of departments and of their names."""

    departments: dict[str, Department]
    names: tuple[Name, ...]

    @cached_property
    def _by_name(self) -> dict[str, Name]:
        return {name.name.translate(WIDE): name for name in self.names}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        longest = sorted(self._by_name, key=lambda name: (-len(name), name))
        return re.compile("|".join(re.escape(n) + _goes_on(n) for n in longest) or r"(?!)")

    def find(self, text: str, offset: int = 0) -> list[Mention]:
        """Departments named in a text, in its order; longer names before shorter ones.

        Parameters
        ----------
        offset
            Where the text begins in its document.
        """
        return list(self.find_in(Squeezed.of(text, offset)))

    def find_in(self, text: Squeezed) -> Iterator[Mention]:
        """Departments named in a squeezed text."""
        level, stop = "", 0
        plain = text.text.translate(WIDE)
        for start, end, known in self._matches(plain):
            own = _level(plain[:start], known.name)
            # "省发展改革委、科技厅": of a list only the first tells the level
            joined = stop > 0 and JOINED.fullmatch(plain[stop:start]) is not None
            level = own or (level if joined else "")
            stop = end
            first, last = text.span(start, end)
            name = text.text[start:end]
            yield Mention(known.department, name, level, first, last, start, end, known)

    def _matches(self, plain: str) -> Iterator[tuple[int, int, Name]]:
        """Places of names; “各市知识产权局” is the cities', not the department of the province."""
        waiting: tuple[int, int, Name] | None = None
        for found in self._pattern.finditer(plain):
            start, end = found.span()
            if waiting and start == waiting[1]:
                waiting = waiting[0], end, waiting[2]
                continue
            if waiting:
                yield waiting
                waiting = None
            known = self._by_name[found[0]]
            domain = self.departments[known.department].domain
            if domain == LOCAL:
                waiting = start, end, known
            elif not (
                domain == GOVERNMENT
                and known.name.endswith(HEADQUARTERS)
                and OFFICE.match(plain, end)
            ):
                yield start, end, known
        if waiting:
            yield waiting


def _goes_on(name: str) -> str:
    """Pattern of what must not follow a name."""
    return next((f"(?!{more})" for end, more in GOES_ON if name.endswith(end)), "")


def _level(before: str, name: str) -> str:
    """Level that the words before a name, or the name itself, tell."""
    if before.removesuffix("人民").endswith(PROVINCES):
        return LEVEL_OF[PROVINCE]
    for word, level in LEVEL_OF.items():
        if before.endswith((word, word + "人民")):
            return level
    if name.startswith(NATION) or (
        name.endswith(NATIONAL_ENDINGS) and not name.endswith(PARTY_ENDINGS)
    ):
        return LEVEL_OF[NATION]
    return next((level for word, level in LEVEL_OF.items() if name.startswith(word)), "")


def read_names(path: Path, problems: Problems) -> tuple[Names, Table]:
    """Read the register of names; faults go to `problems`."""
    table = read_table(path, NAME_COLUMNS, problems, optional=NAME_OPTIONAL)
    departments: dict[str, Department] = {}
    seen: dict[str, int] = {}
    names = []
    for row in table:
        _check(row, seen, departments, table.name, problems)
        departments.setdefault(
            row["department"], Department(row["department"], row["label_zh"], row["domain"])
        )
        if row["name"]:
            names.append(Name(row["department"], row["name"], row["valid_from"], row["valid_to"]))
    return Names(departments, tuple(names)), table


def _check(
    row: Row, seen: dict[str, int], known: dict[str, Department], file: str, problems: Problems
) -> None:
    """Whether a row says the same of its department as those above, and a name only once."""
    for column in ("department", "label_zh", "name"):
        if not row[column]:
            problems.add_study("cell_empty", file, row.number, column)
    if row["domain"] not in DOMAINS:
        values = {"seen": row["domain"], "allowed": "、".join(DOMAINS)}
        problems.add_study("value_not_allowed", file, row.number, "domain", **values)
    for column in ("valid_from", "valid_to"):
        if row[column] and not re.fullmatch(r"(?:19|20)[0-9]{2}", row[column]):
            problems.add_study("year_invalid", file, row.number, column, seen=row[column])
    name = row["name"]
    if name in seen:
        problems.add_study("code_repeated", file, row.number, "name", seen=name, first=seen[name])
    seen.setdefault(name, row.number)
    before = known.get(row["department"])
    if before and (before.label_zh, before.domain) != (row["label_zh"], row["domain"]):
        problems.add_study("department_differs", file, row.number, "label_zh", seen=before.label_zh)
