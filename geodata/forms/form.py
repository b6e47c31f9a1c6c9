"""What a form asks of a region, as its writer and its reader must agree on it."""

import csv
import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from geodata.units import Unit

VERSION = "1"
"""Of the layout; a form of another version is not read."""

COVER, TABLE, META, LISTS = "填报说明", "数据报送", "_meta", "_lists"
"""Names of the sheets; the last two are hidden."""

COLUMNS = (
    "key",
    "number",
    "label",
    "definition",
    "unit",
    "year",
    "asked",
    "known",
    "known_year",
    "known_source",
    "value",
    "status",
    "source",
    "reason",
    "note",
    "check",
)
"""Columns of the table in order; their codes stand in a hidden row, their names in the head."""

GIVEN = ("label", "unit", "year")
"""Columns that say what a row asks; they must come back as they were."""

INPUTS = ("value", "status", "source", "reason", "note")

HEAD = "head"
"""Stands in the key column of the head's row: the rows asked for are below it."""

IDENTITY = ("version", "study", "region_code", "layout_sha256")
"""Lines of the sheet `META`."""

COVER_GIVEN = ("region_name", "region_code")
COVER_INPUTS = ("reporter", "person", "phone", "date")
"""Lines of the cover by the codes in its hidden first column."""

OFF_SCALE = 10.0
"""A figure this many times above or below the last known one looks like a slip of the unit: the
nearest units of one quantity (元, 千元; 万元, 百万元) lie at least a factor of 10 apart."""

OWN = "own"
"""Choice of a source that is not registered; the note must then name it."""

CHOICES = Path(__file__).with_name("choices.csv")


@cache
def choices(field: str) -> dict[str, str]:
    """What a drop-down offers: label → code.

    Examples
    --------
    >>> choices("status")
    {'正常': 'observed', '存疑': 'suspect'}
    """
    with CHOICES.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["field"] == field]
    return {row["label_zh"]: row["code"] for row in rows}


@dataclass(frozen=True)
class Known:
    """A published figure that the reported one is compared with."""

    value: float
    year: int
    source: str
    """Title of the publication."""


@dataclass(frozen=True)
class Asked:
    """One figure asked for: a statistic in a year.

    Attributes
    ----------
    required
        Whether a blank needs a reason: an evaluation year without a published figure.
    signed
        Whether figures below zero have been published.
    known
        The published figure to compare with; None where there is none.
    """

    statistic: str
    label: str
    definition: str
    unit: Unit
    year: int
    required: bool
    signed: bool
    known: Known | None

    @property
    def key(self) -> str:
        """What the hidden column says of the row."""
        return f"{self.statistic}@{self.year}"

    @property
    def is_known(self) -> bool:
        """Whether the very figure asked for has been published."""
        return self.known is not None and self.known.year == self.year

    @property
    def is_count(self) -> bool:
        """Whether it counts things, so that it cannot fall below zero: no money, no ratio."""
        powers = self.unit.powers
        return bool(powers) and all(
            quantity not in ("money", "score") and power > 0 for quantity, power in powers
        )

    def given(self) -> dict[str, str]:
        """Text of the columns `GIVEN`."""
        return {"label": self.label, "unit": self.unit.name, "year": str(self.year)}


@dataclass(frozen=True)
class Form:
    """All that one region is asked.

    Attributes
    ----------
    sources
        What the drop-down of sources offers: label → source id, or `OWN`.
    """

    study: str
    region_code: str
    region_name: str
    rows: tuple[Asked, ...]
    sources: dict[str, str]

    def by_key(self) -> dict[str, Asked]:
        """The rows by what the hidden column says of them."""
        return {row.key: row for row in self.rows}

    def digest(self) -> str:
        """SHA-256 of what must be the same for a returned form to be read as this one.

        Neither known figures nor sources are part of it: new ones may be published while a form
        is being filled in.
        """
        rows = [[row.statistic, row.label, row.unit.name, row.year] for row in self.rows]
        content = [VERSION, self.study, self.region_code, COLUMNS, rows]
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def identity(self) -> dict[str, str]:
        """Lines of the sheet `META`."""
        return dict(
            zip(IDENTITY, (VERSION, self.study, self.region_code, self.digest()), strict=True)
        )
