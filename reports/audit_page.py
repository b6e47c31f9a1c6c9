"""The audit page of one study: verdict, rules and every audited figure in one offline file.

It draws the audit's table and computes nothing: also the matrices are read off its rows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Protocol

import pandas as pd

from layout.audit import PAIR
from layout.audit_rules import FAIL, SHOWN, WATCH, Rule, rules, sections, verdicts
from layout.audit_verdict import verdict
from layout.frames import COMPOSITE
from layout.indicators import DIMENSIONS
from layout.labels import label
from layout.settings import Settings
from layout.study import Study
from reports import demonstration
from reports.offline_map import render

WITHIN = "correlation_within"
WEIGHED = ("indicator", "dimension")
"""Kinds of subjects whose importance stands beside a nominal weight."""

POSITIVE, NEGATIVE = "29, 145, 192", "238, 136, 102"
"""Red, green, blue of a correlation's shade; numbers stay readable on the strongest."""

STRONGEST = 0.65
"""Opacity of the shade of a correlation of 1."""


class Audited(Protocol):
    """What the page needs of an evaluation."""

    @property
    def study(self) -> Study:
        """What was asked."""

    @property
    def audit(self) -> pd.DataFrame:
        """Rows of `layout.audit.audit`."""

    @property
    def notes(self) -> pd.DataFrame:
        """What the reader must be told."""


@dataclass(frozen=True)
class Cell:
    """One value as printed, with its verdict."""

    text: str
    verdict: str
    shade: str = ""

    @property
    def word(self) -> str:
        """Verdict in words; none where a value is only shown."""
        return "" if self.verdict == SHOWN else verdicts()[self.verdict][0]

    @property
    def symbol(self) -> str:
        """Verdict as a symbol; none where a value is only shown."""
        return "" if self.verdict == SHOWN else verdicts()[self.verdict][1]


@dataclass(frozen=True)
class Line:
    """One line of a table: a subject, or a subject in a year."""

    label: str
    dimension: str
    year: str
    cells: tuple[Cell, ...]
    remark: str


@dataclass(frozen=True)
class Table:
    """Checks of the same subjects side by side."""

    rules: tuple[Rule, ...]
    lines: tuple[Line, ...]

    @property
    def by_year(self) -> bool:
        """Whether lines are years of one subject."""
        return any(line.year for line in self.lines)

    @property
    def judged(self) -> tuple[bool, ...]:
        """Per check, whether any of its values is judged."""
        columns = zip(*(line.cells for line in self.lines), strict=True)
        return tuple(any(cell.word for cell in column) for column in columns)

    @property
    def of_parts(self) -> bool:
        """Whether the subjects are parts of dimensions, not dimensions themselves."""
        return any(line.dimension not in ("", line.label) for line in self.lines)

    @property
    def groups(self) -> tuple[tuple[str, tuple[Line, ...]], ...]:
        """Lines of each dimension; all under no name where dimensions come in no order."""
        found = groupby(self.lines, lambda line: line.dimension)
        grouped = tuple((dimension, tuple(lines)) for dimension, lines in found)
        names = {dimension for dimension, _ in grouped}
        ordered = self.of_parts and len(names) == len(grouped) and "" not in names
        return grouped if ordered else (("", self.lines),)

    @property
    def remarks(self) -> bool:
        """Whether any line has a remark."""
        return any(line.remark for line in self.lines)


@dataclass(frozen=True)
class Matrix:
    """Correlations within one dimension: lower triangle, row by row."""

    dimension: str
    labels: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    remark: str


@dataclass(frozen=True)
class Bar:
    """Effective importance beside a nominal weight; widths in per cent of the chart."""

    label: str
    nominal: Cell
    effective: Cell
    nominal_width: float
    effective_width: float
    remark: str


@dataclass(frozen=True)
class Section:
    """One section of the page."""

    code: str
    label: str
    rules: tuple[Rule, ...]
    counts: tuple[tuple[str, Cell], ...]
    tables: tuple[Table, ...]
    matrices: tuple[Matrix, ...]
    charts: tuple[tuple[str, tuple[Bar, ...]], ...]


def write_audit_page(evaluation: Audited, path: Path) -> None:
    """Write the page; the same evaluation gives the same bytes."""
    text = audit_page(evaluation.study.settings, evaluation.audit, evaluation.notes)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def audit_page(settings: Settings, audit: pd.DataFrame, notes: pd.DataFrame) -> str:
    """The whole page as text."""
    return render(
        "audit.html.j2",
        settings=settings,
        banner=demonstration.mark(settings),
        verdict=verdict(audit),
        counts=_counts(audit),
        verdicts=verdicts(),
        sections=[_section(code, name, audit) for code, name in sections().items()],
        limits=notes[notes.stage == "study"].detail.to_list(),
    )


def _counts(audit: pd.DataFrame) -> tuple[tuple[str, Cell], ...]:
    """Verdict code and its number of rows, those that occur."""
    found = audit.verdict.value_counts()
    return tuple(
        (code, Cell(str(found[code]), code)) for code in verdicts() if found.get(code, 0) > 0
    )


def _section(code: str, name: str, audit: pd.DataFrame) -> Section:
    own = tuple(rule for rule in rules().values() if rule.section == code)
    rows = audit[audit.check.isin([rule.code for rule in own])]
    drawn = [WITHIN, *(f"{what}_{kind}" for kind in WEIGHED for what in ("nominal", "importance"))]
    # what the matrices mark stands in words below them
    told = (rows.check == WITHIN) & rows.verdict.isin([WATCH, FAIL])
    listed = rows[~rows.check.isin(drawn) | told]
    tables = tuple(_tables([rule for rule in own if rule.code not in drawn[1:]], listed))
    within = rows[rows.check == WITHIN]
    return Section(
        code,
        name,
        own,
        tuple(count for count in _counts(rows) if count[0] != SHOWN),
        tables,
        tuple(_matrices(within, audit)),
        tuple(_charts(rows)) if code == "weights" else (),
    )


def _tables(own: Sequence[Rule], rows: pd.DataFrame) -> Iterator[Table]:
    """Neighbouring checks of the same subjects and years share a table."""

    def keys(rule: Rule) -> list[tuple[object, ...]]:
        one = rows[rows.check == rule.code]
        return list(zip(one.subject, one.year.fillna(0), strict=True))

    for shared, group in groupby(own, keys):
        checks = tuple(group)
        if shared:
            columns = [rows[rows.check == rule.code].to_dict("records") for rule in checks]
            yield Table(checks, tuple(_line(cells) for cells in zip(*columns, strict=True)))


def _line(rows: Sequence[dict]) -> Line:
    first = rows[0]
    remarks = dict.fromkeys(row["remark"] for row in rows if row["remark"])
    return Line(
        first["subject_label"],
        "" if first["dimension"] == COMPOSITE else label("dimension", first["dimension"]),
        "" if pd.isna(first["year"]) else str(first["year"]),
        tuple(map(_cell, rows)),
        "；".join(remarks),
    )


def _cell(row: dict) -> Cell:
    missing = pd.isna(row["value"])
    text = "" if missing else format(row["value"], rules()[row["check"]].format)
    return Cell(text, row["verdict"])


def _matrices(within: pd.DataFrame, audit: pd.DataFrame) -> Iterator[Matrix]:
    """Correlations of each dimension as a triangle; a remark where there is none."""
    if within.empty:
        return
    names = audit.drop_duplicates("subject").set_index("subject").subject_label
    for dimension in DIMENSIONS:
        rows = within[within.dimension == dimension].to_dict("records")
        pairs = {tuple(row["subject"].split(PAIR)): row for row in rows if PAIR in row["subject"]}
        codes = list(dict.fromkeys(code for pair in pairs for code in pair))
        yield Matrix(
            label("dimension", dimension),
            tuple(names[code] for code in codes),
            tuple(
                tuple(_shaded(pairs[codes[column], codes[row]]) for column in range(row))
                for row in range(len(codes))
            ),
            "" if pairs else "；".join(row["remark"] for row in rows),
        )


def _shaded(row: dict) -> Cell:
    cell, value = _cell(row), row["value"]
    if pd.isna(value):
        return cell
    colour = POSITIVE if value >= 0 else NEGATIVE
    return Cell(cell.text, cell.verdict, f"rgba({colour}, {STRONGEST * abs(value):.2f})")


def _charts(rows: pd.DataFrame) -> Iterator[tuple[str, tuple[Bar, ...]]]:
    """Bars of each dimension's indicators, then of the dimensions themselves."""
    for kind in WEIGHED:
        parts = rows[rows.check.isin([f"nominal_{kind}", f"importance_{kind}"])]
        if kind == "dimension":
            yield label("dimension", COMPOSITE), tuple(_bars(parts, kind))
            continue
        for dimension in DIMENSIONS:
            own = parts[parts.dimension == dimension]
            yield label("dimension", dimension), tuple(_bars(own, kind))


def _bars(rows: pd.DataFrame, kind: str) -> Iterator[Bar]:
    nominal = rows[rows.check == f"nominal_{kind}"].set_index("subject")
    longest = max(rows.value.max(), 1e-9)  # no weight at all draws bars of no width
    for found in rows[rows.check == f"importance_{kind}"].to_dict("records"):
        if found["subject"] not in nominal.index:
            continue
        weight = nominal.loc[found["subject"]].to_dict()
        effective = 0.0 if pd.isna(found["value"]) else found["value"]
        yield Bar(
            found["subject_label"],
            _cell(weight),
            _cell(found),
            round(100 * weight["value"] / longest, 1),
            round(100 * effective / longest, 1),
            found["remark"],
        )
