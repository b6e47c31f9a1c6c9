"""The review file of the catalogue: its columns, and reading it with every fault of the editing.

One row for every row of the catalogue. What the engine had generated stands at the far right
(``generated.…``). It is in the same file, not in a second one, so that it cannot be lost or fall
behind when the file is sorted, copied or mailed; and what a spreadsheet does to a cell when it
saves (dates, long numbers, characters that GBK lacks) it does to both sides alike, so that it is
not taken for an edit.

A row is the same from year to year: its id without the year says region, rule and industry, and
codes of overlay zones are never those of regions.
"""

import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from geodata.catalogue_files import read_cells
from geodata.errors import Problems
from geodata.evidence import Evidence
from layout.labels import label
from layout.rules import DIRECTIONS, RESOURCE_TYPES, split

REGION, OVERLAY = "region", "overlay"
"""As in `layout.guidance`, which needs the study that a review belongs to."""

EDITABLE = (
    "direction",
    "resource_type",
    "path",
    "lead_department",
    "participating_departments",
    "policy_tool",
    "priority",
    "target_value",
    "review_date",
    "candidate_sources",
    "reason",
)
NUMBERS = ("priority", "target_value", "gap_value")
DATES = ("review_date", "reviewed_on")
LISTS = ("path", "participating_departments")
"""Columns whose cells are numbers, dates or lists, however a spreadsheet writes them."""

ROUTINE = ("review_date",)
"""Changes with every edition: what was reviewed is not to be reviewed again for it."""

EVIDENCE = ("gap_value", "evidence_indicators")
BASE = "generated."
SHOWN = (
    "region_code",
    "region_name",
    "layer",
    "industry_code",
    "rule_id",
    "gap_metric",
    "target_indicator",
    *EVIDENCE,
)
"""What tells a reviewer which row it is; edits here mean nothing, but in a row added by hand."""

BY_HAND = ("reviewer", "reviewed_on", "comment")
MANAGED = ("edited", "recheck")
"""Kept by the engine: columns of the row that are by hand, and why the row is to be checked."""

DRAFT, REVIEWED, PUBLISHED = "draft", "reviewed", "published"
RECHECK, WITHDRAWN = "recheck", "withdrawn"
STATES = (DRAFT, REVIEWED, PUBLISHED, RECHECK, WITHDRAWN)
FILE_COLUMNS = (
    "catalog_id",
    *SHOWN,
    "state",
    *BY_HAND,
    *MANAGED,
    *EDITABLE,
    *(BASE + column for column in (*EDITABLE, *EVIDENCE)),
)
ADDED = "H-"
"""Ids of rows that a department has added begin so; the engine never generates such."""

SEPARATOR = "；"
YEAR = re.compile(r"-\d{4}$")
DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


@dataclass(frozen=True)
class Review:
    """A review file as text: `FILE_COLUMNS`, then columns of the department's own.

    `state` holds codes of `STATES`. `found` is False where no file exists yet, `missing` then
    names the one that was asked for; `sha256` is that of its bytes.
    """

    rows: pd.DataFrame
    found: bool = True
    sha256: str = ""
    missing: str = ""

    @classmethod
    def empty(cls, missing: str = "") -> "Review":
        """A review that nobody has begun."""
        rows = pd.DataFrame(columns=[*FILE_COLUMNS], dtype="str")
        return cls(rows, found=False, missing=missing)

    @property
    def own(self) -> list[str]:
        """Columns that the department has added."""
        return [column for column in self.rows.columns if column not in FILE_COLUMNS]


def key(catalog_id: str) -> str:
    """What stays the same from year to year.

    Examples
    --------
    >>> key("320100-I03-39-2024"), key("H-2024")
    ('320100-I03-39', 'H-2024')
    """
    return catalog_id if catalog_id.startswith(ADDED) else YEAR.sub("", catalog_id)


def same(column: str, a: str, b: str) -> bool:
    """Whether two cells say the same, whatever a spreadsheet has made of a number or a date.

    Examples
    --------
    >>> same("target_value", "0.10", "0.1"), same("review_date", "2027/9/30", "2027-09-30")
    (True, True)
    >>> same("reason", "1.0", "1")
    False
    """
    return canonical(column, a) == canonical(column, b)


def canonical(column: str, text: str) -> str:
    """A cell in the one form that the catalogue uses."""
    text = text.strip().replace("\r\n", "\n")
    if column in NUMBERS:
        try:
            number = float(text)
        except ValueError:
            return text
        return str(int(number)) if number.is_integer() else repr(number)
    if column in DATES and (date := DATE.fullmatch(text)):
        return f"{date[1]}-{int(date[2]):02}-{int(date[3]):02}"
    return SEPARATOR.join(split(text)) if column in LISTS else text


def touched(row: Mapping[str, str]) -> list[str]:
    """Columns of a row that are by hand: once edited always, or other than the base."""
    known = has_base(row)
    marked = split(row["edited"])
    return [
        column
        for column in EDITABLE
        if column in marked
        or (known and not same(column, row[column], row[BASE + column]))
        or (not known and row[column] != "")  # nobody can tell any more: it is kept
    ]


def has_base(row: Mapping[str, str]) -> bool:
    """Whether the row still says what the engine had generated."""
    return any(row[BASE + column] for column in (*EDITABLE, *EVIDENCE))


def places(evidence: Evidence) -> dict[str, tuple[str, str]]:
    """Code → (name, layer) of every region and overlay zone."""
    regions, overlays = evidence.regions, evidence.overlays
    found = {c: (n, REGION) for c, n in zip(regions.region_code, regions.region_name, strict=True)}
    pairs = zip(overlays["overlay"], overlays["name"], strict=True)
    return found | {code: (name, OVERLAY) for code, name in pairs}


def read_review(
    path: Path,
    problems: Problems,
    departments: Collection[str],
    places: Mapping[str, tuple[str, str]],
) -> Review:
    """Read a review file; faults go to `problems`, a file not yet there is an empty review.

    Parameters
    ----------
    departments
        Chinese names, as the catalogue has them.
    places
        What a row may be about, from `places`.
    """
    if not path.exists():
        return Review.empty(path.name)
    cells = read_cells(path, ["catalog_id"], problems)
    if cells is None:
        return Review.empty()
    rows = cells.rows.copy()
    for column in FILE_COLUMNS:
        if column not in rows.columns:  # deleted: as generated, if that is still there
            rows[column] = rows.get(BASE + column, "")
    for column in (*NUMBERS, *DATES, *LISTS):
        rows[column] = [canonical(column, text) for text in rows[column]]
    states = {label("review_state", state): state for state in STATES} | {"": DRAFT}
    check = _Check(path.name, problems, set(departments), places)
    check.unique(rows)
    records = []
    for number, record in zip(rows.index, rows.to_dict("records"), strict=True):
        row = {str(column): str(text) for column, text in record.items()}
        check.allowed(row, number, "state", [*filter(None, states)], blank=True)
        check.cells(row, number)
        if row["catalog_id"].startswith(ADDED):
            row["region_name"], row["layer"] = places.get(row["region_code"], ("", ""))
        else:
            row["industry_code"] = _industry(row)
        records.append(row | {"state": states.get(row["state"], DRAFT)})
    own = [column for column in rows.columns if column not in FILE_COLUMNS]
    table = pd.DataFrame(records, columns=[*FILE_COLUMNS, *own], dtype="str")
    return Review(table, sha256=cells.sha256)


def _industry(row: Mapping[str, str]) -> str:
    """Industry as the id has it: of a column of codes, a spreadsheet makes 06 a 6."""
    start = f"{row['region_code']}-{row['rule_id']}-"
    found = key(row["catalog_id"])
    return found.removeprefix(start) if found.startswith(start) else row["industry_code"]


@dataclass(frozen=True)
class _Check:
    """Checks of the cells that are by hand, with their place for the messages."""

    file: str
    problems: Problems
    departments: Collection[str]
    places: Mapping[str, tuple[str, str]]

    def unique(self, rows: pd.DataFrame) -> None:
        """Every row has an id, and no two rows are the same one, be it of different years."""
        first: dict[str, int] = {}
        for number, code in zip(rows.index, rows.catalog_id, strict=True):
            if not code:
                self.problems.add_study("cell_empty", self.file, number, "catalog_id")
                continue
            start = first.setdefault(key(code), number)
            if start != number:
                self.problems.add_study(
                    "code_repeated", self.file, number, "catalog_id", seen=code, first=start
                )

    def cells(self, row: Mapping[str, str], number: int) -> None:
        """What is by hand has a value that the catalogue may have."""
        added = row["catalog_id"].startswith(ADDED)
        if added and row["region_code"] not in self.places:
            name = row["region_code"]
            self.problems.add_study(
                "region_not_in_study", self.file, number, "region_code", name=name
            )
        by_hand = EDITABLE if added else touched(row)
        known = {"direction": DIRECTIONS, "resource_type": RESOURCE_TYPES}
        for column in [c for c in known if c in by_hand]:
            self.allowed(row, number, column, known[column])
        names = sorted(self.departments)
        if "lead_department" in by_hand:
            self.allowed(row, number, "lead_department", names)
        if "participating_departments" in by_hand:
            for name in split(row["participating_departments"]):
                if name not in self.departments:
                    self._refuse(number, "participating_departments", name, names)
        if "priority" in by_hand and not row["priority"].isdecimal():
            seen = row["priority"]
            self.problems.add_study("priority_invalid", self.file, number, "priority", seen=seen)
        for column in ("target_value", "gap_value"):
            if row[column] and not _is_number(row[column]):
                seen = row[column]
                self.problems.add_study("number_invalid", self.file, number, column, seen=seen)
        for column in DATES:
            if row[column] and not DATE.fullmatch(row[column]):
                seen = row[column]
                self.problems.add_study("review_date_invalid", self.file, number, column, seen=seen)

    def allowed(
        self,
        row: Mapping[str, str],
        number: int,
        column: str,
        values: Collection[str],
        *,
        blank: bool = False,
    ) -> None:
        """The cell is one of the values."""
        if row[column] not in values and not (blank and not row[column]):
            self._refuse(number, column, row[column], values)

    def _refuse(self, number: int, column: str, seen: str, values: Collection[str]) -> None:
        self.problems.add_study(
            "value_not_allowed", self.file, number, column, seen=seen, allowed="、".join(values)
        )


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False
