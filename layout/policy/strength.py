"""Strength of a policy document (政策力度): 1–5 by who issued it and what kind of paper it is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from geodata.errors import Problems
from geodata.policies.corpus import LEVELS
from geodata.tables import Row, Table, read_table
from layout.rules import split

COLUMNS = ("level", "issuer", "words", "issue_words", "strength", "reason", "source")
BY_GOVERNMENT, BY_DEPARTMENT = "government", "department"
ISSUERS = (BY_GOVERNMENT, BY_DEPARTMENT)
STRENGTHS = ("1", "2", "3", "4", "5")

CARRIER = re.compile(r"(?:印发|转发|批转|公布|发布)(.+?)的?(?:通知|公告|通告|令)$")
"""A paper that only hands on another: what it prints is judged."""

TAIL = re.compile(r"(?:[（(][^（()）]*[）)]|[》”〉\s])+$")
"""What may stand after the kind of paper: （试行）, a closing bracket."""


@dataclass(frozen=True)
class Rung:
    """A rule of the ladder; blank conditions hold for any document."""

    levels: tuple[str, ...]
    issuer: str
    words: tuple[str, ...]
    issue_words: tuple[str, ...]
    strength: int
    reason: str
    source: str

    def holds(self, level: str, issuer: str, kind: str, issue_no: str) -> bool:
        """Whether the rule is about such a document."""
        return (
            kind in self.words
            and (not self.levels or level in self.levels)
            and (not self.issuer or issuer == self.issuer)
            and (not self.issue_words or any(word in issue_no for word in self.issue_words))
        )


@dataclass(frozen=True)
class StrengthLadder:
    """Rules in their order; the first that holds gives the strength."""

    rungs: tuple[Rung, ...]

    def kind(self, title: str) -> str:
        """Word for the kind of paper in which a title ends; blank where the ladder has none.

        What is printed, handed on or announced counts, if the ladder knows its kind.

        Examples
        --------
        >>> rung = Rung((), "", ("方案", "通知"), (), 3, "", "")
        >>> StrengthLadder((rung,)).kind("省政府办公厅关于印发试点工作推进方案（试行）的通知")
        '方案'
        """
        words = sorted({word for rung in self.rungs for word in rung.words}, key=len)
        found = ""
        for name in _names(title):
            found = next((word for word in reversed(words) if name.endswith(word)), found)
        return found

    def rung(self, title: str, level: str, issuer: str, issue_no: str = "") -> Rung | None:
        """The rule for a document, None where none is about it.

        Parameters
        ----------
        issuer
            One of `ISSUERS`, blank where unknown.
        """
        kind = self.kind(title)
        return next((r for r in self.rungs if r.holds(level, issuer, kind, issue_no)), None)


def _names(title: str) -> Iterator[str]:
    """The title, then what it hands on, then what that hands on."""
    name: str | None = "".join(title.split())
    while name:
        name = TAIL.sub("", name)
        yield name
        carried = CARRIER.search(name)
        name = carried[1] if carried else None


def read_strength(path: Path, problems: Problems) -> tuple[StrengthLadder, Table]:
    """Read the ladder; faults go to `problems`, and the rows without faults are kept."""
    table = read_table(path, COLUMNS, problems)
    found = (_rung(row, table.name, problems) for row in table)
    return StrengthLadder(tuple(rung for rung in found if rung)), table


def _rung(row: Row, file: str, problems: Problems) -> Rung | None:
    levels, words = split(row["level"]), split(row["words"])
    good = True
    for column, seen, allowed in (
        ("level", levels, LEVELS),
        ("issuer", split(row["issuer"]), ISSUERS),
        ("strength", (row["strength"],), STRENGTHS),
    ):
        for value in seen:
            if value not in allowed:
                good = False
                problems.add_study(
                    "value_not_allowed", file, row.number, column,
                    seen=value, allowed="、".join(allowed),
                )  # fmt: skip
    for column in ("words", "reason"):
        if not row[column]:
            good = False
            problems.add_study("cell_empty", file, row.number, column)
    if not good:
        return None
    return Rung(
        levels,
        row["issuer"],
        words,
        split(row["issue_words"]),
        int(row["strength"]),
        row["reason"],
        row["source"],
    )
