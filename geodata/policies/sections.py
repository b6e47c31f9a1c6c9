"""The body of a document: its numbered paragraphs, and the tasks among them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from geodata.policies.departments import Names
from geodata.policies.squeezed import Squeezed

MARK = re.compile(r"\[[a-z]+: [^\]\n]*\]")
"""What text converters leave in headings."""

BEFORE_NUMBER = re.compile(rf"{MARK.pattern}|[“”‘’ ]+")
"""What may stand before a number. A PDF gives quotation marks of another font at the beginning of
the line."""

LEVELS = (
    re.compile(r"([一二三四五六七八九十]{1,3})、"),
    re.compile(r"[（(]([一二三四五六七八九十]{1,3})[）)]"),
    re.compile(r"([0-9]{1,2})[.．、](?![0-9])"),
)
"""Numbers of sections, of their parts and of the parts' items."""

CONTENTS_LINE = re.compile(r"[.．…·\t ][0-9]{1,3}$")
"""A line of a table of contents ends with its page."""

BRACKETED = re.compile(
    r"[（(\[【]([^（）()]*(?:[（(][^（）()]*[）)][^（）()]*)*)[）)\]】][。；;]?[ \t\u3000]*$", re.M
)
"""What stands in brackets at the end of a paragraph, one pair within it allowed."""

BEFORE_NAME = re.compile(r"由?(?:[^含包如即以及附由]{2,3}(?:省|市|自治区)|省|市|县|区)?")
"""What may stand before the first name in brackets of responsible units: 由, 省, 江苏省."""

LABEL = r"(?:责任|牵头|主办|负责|配合|参与)(?:单位|部门)[：:]"
LABELLED = re.compile(LABEL)
LABEL_LINE = re.compile(rf"^[ \t\u3000]*({LABEL}[^\n]*)$", re.M)

TASKS = re.compile(r"任务|措施|举措|重点工作|重点工程")
"""Words of the heading of a section that lists tasks."""

ACTS = re.compile(
    r"^(?:强化|加强|加快|构建|推进|推动|提升|完善|健全|实施|建设|聚焦|打造|优化|深化|促进|培育|大力|全面)"
)
"""First words of the heading of a section that is a field of tasks."""

SAFEGUARDS = re.compile(r"保障|背景|形势|总体要求|指导思想|目标|成效|附则")
"""Words of the heading of a section whose paragraphs are no tasks, whatever else it says."""

BREAK = re.compile(r"[ \t\u3000]*(?:附件|附[：:]|专栏)")
SENTENCE_END = ("。", "；", ";", "：", ":", "！", "）", ")", "”")


@dataclass(frozen=True)
class Task:
    """A numbered paragraph that is a task.

    Attributes
    ----------
    section
        Section, number and name, such as “三（一）开展知识产权资源调查分析”.
    text
        Its words without number, brackets of responsible units and white space.
    assignment
        What stands in the brackets of the responsible units, with its first character's place;
        blank where there are none.
    start, end
        Characters of the paragraph in the document.
    """

    section: str
    text: str
    assignment: str
    assignment_start: int
    start: int
    end: int


@dataclass(frozen=True)
class Unit:
    """A numbered paragraph and what belongs to it; `own` ends where its first part begins."""

    level: int
    number: str
    title: str
    start: int
    words: int
    own: int
    end: int
    parts: tuple["Unit", ...]


def tasks(text: str, names: Names, stop: int | None = None) -> list[Task]:
    """Tasks of a body: the numbered paragraphs of the sections that name responsible units.

    Where no section does, they are those of the sections whose heading speaks of tasks or
    measures; where none does either, of those whose heading begins with what is to be done.

    Parameters
    ----------
    stop
        Where the body ends and an annex begins; None for the whole text.
    """
    body = text[:stop]
    sections = _sections(body)
    owned = [s for s in sections if _owned(body, s, names)]
    headed = [s for s in sections if not SAFEGUARDS.search(s.title)]
    for chosen in (
        owned,
        [s for s in headed if s.parts and TASKS.search(s.title)],
        [s for s in headed if s.parts and ACTS.search(s.title)],
    ):
        if chosen:
            return [
                _task(body, unit, above, names)
                for section in chosen
                for unit, above in _leaves(body, section, _named(section), names)
            ]
    return []


def _named(section: Unit) -> str:
    return f"{section.number}、{section.title}" if section.level == 0 else ""


def _sections(body: str) -> list[Unit]:
    """Sections; in a text without any each part of the highest level is one."""
    marks = list(_marks(body))
    return _tree(body, marks, 0, len(marks))


def _marks(body: str) -> Iterator[tuple[int, str, str, int, int]]:
    """Numbered lines outside of tables: level, number, title, start, place of the words."""
    place, table = 0, False
    for line in body.splitlines(keepends=True):
        start, place = place, place + len(line)
        bare = line.strip()
        table = bool(bare) and (table or line.lstrip(" \u3000").startswith("\t"))
        if table or not bare or CONTENTS_LINE.search(bare):
            continue
        words = start + len(line) - len(line.lstrip())
        while mark := BEFORE_NUMBER.match(body, words, place):
            words = mark.end()
        for level, pattern in enumerate(LEVELS):
            if found := pattern.match(body, words, place):
                head = re.split(
                    r"[。，；（\n]", MARK.sub("", body[found.end() : place]), maxsplit=1
                )[0]
                yield level, found[1], "".join(head.split()), words, found.end()
                break


def _tree(
    body: str, marks: list[tuple[int, str, str, int, int]], first: int, last: int
) -> list[Unit]:
    """Units that the marks from `first` to before `last` begin, each with those under it."""
    units = []
    here = first
    while here < last:
        level, number, title, start, words = marks[here]
        after = next((n for n in range(here + 1, last) if marks[n][0] <= level), last)
        limit = marks[after][3] if after < len(marks) else len(body)
        own = marks[here + 1][3] if here + 1 < len(marks) else len(body)
        parts = tuple(_tree(body, marks, here + 1, after))
        units.append(Unit(level, number, title, start, words, own, limit, parts))
        here = after
    return units


def _owners(body: str, start: int, end: int, names: Names) -> tuple[int, int, int] | None:
    """Where the responsible units of a stretch stand, and where their brackets begin.

    Brackets are theirs when labelled so, or when they begin with the name of a department.
    """
    for found in BRACKETED.finditer(body, start, end):
        if LABELLED.match(found[1].lstrip()) or _begins_with_name(found[1], names):
            return found.start(1), found.end(1), found.start()
    line = LABEL_LINE.search(body, start, end)
    return (line.start(1), line.end(1), line.start(1)) if line else None


def _begins_with_name(words: str, names: Names) -> bool:
    squeezed = Squeezed.of(words)
    first = next(names.find_in(squeezed), None)
    return first is not None and BEFORE_NAME.fullmatch(squeezed.text[: first.place]) is not None


def _owned(body: str, unit: Unit, names: Names) -> bool:
    return _owners(body, unit.start, unit.end, names) is not None


def _leaves(body: str, unit: Unit, above: str, names: Names) -> Iterator[tuple[Unit, str]]:
    """Units that are tasks, with the name of the section they stand in.

    A part with items is one task where its responsible units stand once, before or behind them.
    """
    named = above if unit.level != 1 else f"{above}（{unit.number}）{unit.title}"
    owned = [part for part in unit.parts if _owned(body, part, names)]
    once = unit.level > 0 and (
        (not owned and _owners(body, unit.start, unit.own, names) is not None)
        or (len(unit.parts) > 1 and len(owned) == 1 and owned[0] is unit.parts[-1])
    )
    if once or not unit.parts:
        yield unit, named
        return
    for part in unit.parts:
        # the section's number tells it: 三（一）…
        head = unit.number if unit.level == 0 and part.level == 1 else named
        yield from _leaves(body, part, head, names)


def _task(body: str, unit: Unit, section: str, names: Names) -> Task:
    owners = _owners(body, unit.start, unit.end, names)
    if owners:
        start, end, opens = owners
        words = body[unit.words : opens]
        line = body.find("\n", end)
        stop = len(body) if line < 0 else line
        return Task(section, _plain(words), body[start:end], start, unit.start, stop)
    stop = _paragraphs(body, unit)
    return Task(section, _plain(body[unit.words : stop]), "", 0, unit.start, stop)


def _paragraphs(body: str, unit: Unit) -> int:
    """End of a unit's sentences: a signature, a list of annexes or a box is none of them."""
    stop = unit.words
    place = unit.words
    for n, line in enumerate(body[unit.words : unit.end].splitlines(keepends=True)):
        bare = BEFORE_NUMBER.sub("", line).strip() and line.strip()
        if n and (BREAK.match(line) or (bare and not bare.endswith(SENTENCE_END)) or "\t" in line):
            break
        place += len(line)
        if bare:
            stop = place - len(line) + len(line.rstrip())
    return stop


def _plain(words: str) -> str:
    return "".join(MARK.sub("", words).split())
