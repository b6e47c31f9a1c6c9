"""The words by which tasks are pre-coded: a table that anyone can read and change.

A word counts wherever it stands in the text of a task, whatever line breaks lie inside it. It may
hold one wildcard ``…``, which stands for words of the same clause, and, in targets, ``N`` for a
number. The code `NOTHING` collects words that must not count: 自主创新示范区 is a name, not a
demonstration.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from geodata.errors import Problems
from geodata.policies.corpus import DELIVERABLE, INDUSTRY, STAGE, STAGES, TARGET, TOOL, TOOLS
from geodata.tables import Row, Table, read_table

VOCABULARY_COLUMNS = ("kind", "code", "label_zh", "words", "note", "source")
WORDED = (STAGE, TOOL, DELIVERABLE, TARGET, INDUSTRY)
"""Kinds that the vocabulary knows: which task of a higher level a task repeats, no word tells."""
PHRASES = (DELIVERABLE, TARGET)
"""Kinds whose codes are words of the text; the vocabulary only says where such words begin."""
TOOL_CODES = tuple(f"{group}.{tool}" for group, tools in TOOLS.items() for tool in tools)
LISTS: Mapping[str, tuple[str, ...]] = {STAGE: STAGES, TOOL: TOOL_CODES}
"""Kinds whose codes are given: every one has a row."""

NOTHING = "none"
WILDCARD = "…"
SEPARATOR = "；"
GAP = r"[^。；，：！？（）;,!?()“”]{0,40}"
"""What a wildcard stands for. 40 characters are longer than any noun phrase of the plan (36)."""
NUMBER = r"\d+(?:[.,]\d+)*(?![\d.年月日])[万亿千百余多]*[%％‰]?"
"""A number that is no part of a date."""
CODE = re.compile(r"[A-Za-z0-9_]+(\.[a-z_]+)?")

Span = tuple[int, int]


@dataclass(frozen=True)
class Term:
    """One word of one code."""

    kind: str
    code: str
    word: str
    pattern: re.Pattern[str]


class Hit(NamedTuple):
    """A place where a term stands: its literal `pieces` in the text that was searched."""

    term: Term
    pieces: tuple[Span, ...]

    @property
    def span(self) -> Span:
        """From the first piece to the last."""
        return self.pieces[0][0], self.pieces[-1][1]


@dataclass(frozen=True)
class Vocabulary:
    """Terms in the order of the table, and the Chinese label of each kind and code."""

    terms: tuple[Term, ...]
    labels: Mapping[tuple[str, str], str]

    def label(self, kind: str, code: str) -> str:
        """Label of a code; a code that is words of the text is its own label."""
        return self.labels.get((kind, code), code)

    def code(self, kind: str, text: str) -> str:
        """The code that a person means by a code or its label; blank if there is none."""
        codes = [c for (k, c), label in self.labels.items() if k == kind and text in (c, label)]
        return codes[0] if codes else ""

    def near(self, kind: str, text: str) -> list[str]:
        """Labels of a kind that look like `text`, or else all labels of a short list."""
        known = [label for (k, _), label in self.labels.items() if k == kind]
        return get_close_matches(text, known, n=3) or (known if kind in LISTS else [])

    def find(self, kind: str, text: str) -> list[Hit]:
        """Where words of a kind stand in a text without white space, in its order.

        A word inside a longer word of the same kind does not count, nor does one that touches
        the inside of a word of `NOTHING`. Of words with wildcards the literal pieces are
        compared, for `PHRASES` the whole: the longest phrase is meant.
        """
        whole = kind in PHRASES
        found = [hit for term in self.terms if term.kind == kind for hit in _hits(term, text)]
        kept = [hit for hit in found if not any(_hides(other, hit, whole) for other in found)]
        kept = [hit for hit in kept if hit.term.code != NOTHING]
        return sorted(kept, key=lambda hit: (hit.span[0], -hit.span[1], hit.term.code))


def _hits(term: Term, text: str) -> Iterator[Hit]:
    for match in term.pattern.finditer(text):
        groups = range(1, (term.pattern.groups or 0) + 1)
        yield Hit(term, tuple(match.span(group) for group in groups))


def _hides(other: Hit, hit: Hit, whole: bool) -> bool:
    """Whether `hit` does not count because of `other`."""
    if whole:
        if other.span == hit.span:
            return _literal(other) > _literal(hit)
        return _inside(hit.span, other.span)
    hidden = [any(_shorter(piece, over) for over in other.pieces) for piece in hit.pieces]
    return any(hidden) if other.term.code == NOTHING else all(hidden)


def _inside(inner: Span, outer: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _shorter(inner: Span, outer: Span) -> bool:
    return inner != outer and _inside(inner, outer)


def _literal(hit: Hit) -> int:
    """Characters of a hit that the word itself names."""
    return sum(end - start for start, end in hit.pieces)


def compiled(kind: str, word: str) -> re.Pattern[str]:
    """The expression of a word; each literal piece is a group.

    Examples
    --------
    >>> compiled("deliverable", "形成…报告").search("，形成资源分布状况报告。")[0]
    '形成资源分布状况报告'
    >>> compiled("target", "达到N").search("到2018年达到20%以上")[0]
    '达到20%'
    """
    pieces = [re.escape(piece) for piece in word.split(WILDCARD)]
    if kind == TARGET:
        pieces = [piece.replace("N", NUMBER) for piece in pieces]
    return re.compile(GAP.join(f"({piece})" for piece in pieces))


def read_vocabulary(path: Path, problems: Problems) -> tuple[Vocabulary, Table]:
    """Read the vocabulary; faults go to `problems`, faulty rows are left out.

    Every stage and every tool needs a row, so that it has a name; a row without words only
    names its code.
    """
    table = read_table(path, VOCABULARY_COLUMNS, problems)
    terms: list[Term] = []
    labels: dict[tuple[str, str], str] = {}
    first: dict[tuple[str, str], int] = {}
    for row in table:
        before, key = len(problems.found), (row["kind"], row["code"])
        _check(row, table.name, problems)
        for repeated in {key, (row["kind"], row["label_zh"])} & first.keys():
            values = {"seen": repeated[1], "first": first[repeated]}
            problems.add_study("code_repeated", table.name, row.number, "code", **values)
        first |= {key: row.number, (row["kind"], row["label_zh"]): row.number}
        if len(problems.found) > before:
            continue
        if row["code"] != NOTHING:
            labels[key] = row["label_zh"]
        terms += [Term(*key, word, compiled(row["kind"], word)) for word in words(row["words"])]
    if table.rows:
        _check_lists({*first}, table.name, problems)
    return Vocabulary(tuple(terms), labels), table


def words(cell: str) -> list[str]:
    """The words of a cell, each once.

    Examples
    --------
    >>> words("培训；引进…人才；；培训")
    ['培训', '引进…人才']
    """
    return [*dict.fromkeys("".join(word.split()) for word in cell.split(SEPARATOR) if word.strip())]


def _check(row: Row, file: str, problems: Problems) -> None:
    kind, code = row["kind"], row["code"]
    if kind not in WORDED:
        values = {"seen": kind, "allowed": "、".join(WORDED)}
        problems.add_study("value_not_allowed", file, row.number, "kind", **values)
    elif code != NOTHING and code not in LISTS.get(kind, (code,)):
        values = {"seen": code, "allowed": "、".join([*LISTS[kind], NOTHING])}
        problems.add_study("value_not_allowed", file, row.number, "code", **values)
    elif not CODE.fullmatch(code):
        problems.add_study("code_invalid", file, row.number, "code", seen=code)
    for column in ("label_zh", "source"):
        if not row[column]:
            problems.add_study("cell_empty", file, row.number, column)
    for word in words(row["words"]):
        pieces = word.split(WILDCARD)
        if len(pieces) > 2 or not all(pieces):
            problems.add_study("policy_word_wildcard", file, row.number, "words", seen=word)


def _check_lists(known: set[tuple[str, str]], file: str, problems: Problems) -> None:
    """Every code of a given list has a row."""
    for kind, codes in LISTS.items():
        missing = [code for code in codes if (kind, code) not in known]
        if missing:
            seen = "、".join(missing)
            problems.add_study("policy_vocabulary_gap", file, None, "code", kind=kind, seen=seen)
