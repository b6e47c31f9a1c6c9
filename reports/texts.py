"""Chinese texts of the reports from CSV files, and a study's own wordings in their place."""

import csv
import string
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from geodata.errors import Problems
from geodata.tables import Row, read_table

SECTIONS = ("word", "figures", "workbook")
"""Folders beside this file whose ``texts.csv`` a study may override."""

Wordings = Mapping[tuple[str, str], str]
"""(Section, key) → the study's own text."""

_own: ContextVar[Wordings | None] = ContextVar("own_wordings", default=None)


@dataclass(frozen=True)
class Texts:
    """Templates by key, with the name of the file they come from."""

    file: str
    templates: dict[str, str]

    def __call__(self, key: str, /, **values: object) -> str:
        """The text with its placeholders filled.

        Raises
        ------
        ValueError
            If the file lacks the key, or the text names a placeholder that does not exist.

        Examples
        --------
        >>> Texts("texts.csv", {"year": "{year} 年"})("year", year=2024)
        '2024 年'
        """
        if key not in self.templates:
            raise ValueError(f"{self.file}：缺少键“{key}”的文字，请补一行")
        try:
            return self.templates[key].format(**values)
        except (KeyError, IndexError, ValueError) as error:
            known = "、".join(values) or "无"
            raise ValueError(
                f"{self.file}：键“{key}”的占位符有误（{error}）；此处可用的占位符：{known}"
            ) from error

    def join(self, parts: list[str]) -> str:
        """Parts of a list in a row, as the file's ``list_stop`` parts them."""
        return self("list_stop").join(parts)


def read_texts(path: Path) -> Texts:
    """Texts of one CSV file with the columns ``key, text_zh``; within `worded`, the study's own."""
    packaged, own = _packaged(path), _own.get()
    if not own:
        return packaged
    section = path.parent.name
    mine = {key: text for (where, key), text in own.items() if where == section}
    return Texts(packaged.file, packaged.templates | mine)


@cache
def _packaged(path: Path) -> Texts:
    with path.open(encoding="utf-8-sig", newline="") as file:
        found = {row["key"]: row["text_zh"] for row in csv.DictReader(file)}
    return Texts(path.name, found)


@contextmanager
def worded(own: Wordings) -> Iterator[None]:
    """Whatever is written inside takes the study's own wordings where it has them.

    Every writer of every product asks for texts; a study's wordings would otherwise have to be
    handed through all of them.
    """
    token = _own.set(own)
    try:
        yield
    finally:
        _own.reset(token)


def read_wordings(path: Path, problems: Problems) -> Wordings:
    """A study's own texts: columns ``section, key, text_zh``, each for one that there is.

    A section or key that does not exist, a key twice, an empty text and a placeholder that the
    text it replaces does not have are added to `problems` with their row.
    """
    table = read_table(path, ["section", "key", "text_zh"], problems)
    found: dict[tuple[str, str], str] = {}
    lines: dict[tuple[str, str], int] = {}
    for row in table:
        place = row["section"], row["key"]
        if place in found:
            problems.add_study(
                "code_repeated", table.name, row.number, "key", seen=row["key"], first=lines[place]
            )
        elif _is_sound(row, table.name, problems):
            found[place], lines[place] = row["text_zh"], row.number
    return found


def _is_sound(row: Row, file: str, problems: Problems) -> bool:
    """Whether a row replaces a text that there is, with placeholders that it has."""
    section, key, text = row["section"], row["key"], row["text_zh"]
    if section not in SECTIONS:
        known_sections = "、".join(SECTIONS)
        problems.add_study(
            "text_section", file, row.number, "section", seen=section, allowed=known_sections
        )
        return False
    known = _packaged(Path(__file__).parent / section / "texts.csv").templates
    if key not in known:
        near = "、".join(get_close_matches(key, known, n=3)) or "无"
        problems.add_study(
            "text_key", file, row.number, "key", seen=key, section=section, near=near
        )
        return False
    if not text:
        problems.add_study("text_empty", file, row.number, "text_zh", seen=key)
        return False
    allowed = sorted(placeholders(known[key]))
    try:
        wrong = sorted(placeholders(text) - set(allowed))
    except ValueError:  # a brace without its partner
        wrong = ["{ }"]
    for name in wrong:
        listed = "、".join(f"{{{one}}}" for one in allowed) or "无"
        problems.add_study(
            "text_placeholder", file, row.number, "text_zh", seen=name, allowed=listed
        )
    return not wrong


def placeholders(text: str) -> set[str]:
    """Names in braces, each with whatever else stands there.

    Raises
    ------
    ValueError
        If a brace has no partner.

    Examples
    --------
    >>> sorted(placeholders("{year} 年 {rank:d} {{x}}"))
    ['rank:d', 'year']
    """
    found = set()
    for _, name, form, conversion in string.Formatter().parse(text):
        if name is not None:
            end = f"!{conversion}" if conversion else ""
            found.add(name + end + (f":{form}" if form else ""))
    return found
