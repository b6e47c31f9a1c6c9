"""The body of a document: its numbered sections, and the tasks that they contain."""

import re
from dataclasses import dataclass

NUMERALS = "一二三四五六七八九十"
SECTION = re.compile(rf"^[ \u3000]*([{NUMERALS}]{{1,3}})、[ \u3000]*(\S.*)$", re.M)
PARAGRAPH = re.compile(rf"^[ \u3000]*[（(]([{NUMERALS}]{{1,3}})[）)][ \u3000]*(\S.*)$", re.M)
OWNERS_WHOLE = re.compile(
    r"[（(]((?:责任单位|责任部门|牵头单位|牵头部门)[：:].*)[）)][。；]?\s*$", re.S
)
TASKS = re.compile(r"任务|措施|举措|重点工作")
"""Words of the heading of a section that lists tasks."""

MARK = re.compile(r"\[[a-z]+: [^\]]*\]")
"""What text converters leave in headings."""


@dataclass(frozen=True)
class Task:
    """A numbered paragraph that is a task.

    Attributes
    ----------
    section
        Section, number and name, such as “三（一）开展知识产权资源调查分析”.
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


def tasks(text: str, stop: int | None = None) -> list[Task]:
    """Tasks of a body: paragraphs that name responsible units.

    Where no paragraph does, they are the numbered paragraphs of the sections whose heading speaks
    of tasks or measures.

    Parameters
    ----------
    stop
        Where the body ends and an annex begins; None for the whole text.
    """
    body = text[:stop]
    heads = [(m.start(), m[1], MARK.sub("", m[2]).strip()) for m in SECTION.finditer(body)]
    found = []
    for mark in PARAGRAPH.finditer(body):
        section = next((h for h in reversed(heads) if h[0] < mark.start()), None)
        found.append((section, _task(body, mark, section[1] if section else "")))
    owned = [task for _, task in found if task.assignment]
    if owned:
        return owned
    return [task for section, task in found if section and TASKS.search(section[2])]


def _task(body: str, mark: re.Match[str], section: str) -> Task:
    """The paragraph that a numbered line begins; it may break off before its brackets close."""
    start = mark.start() + len(mark[0]) - len(mark[0].lstrip())
    end = _end(body, mark)
    raw = body[start:end]
    owners = OWNERS_WHOLE.search(raw)
    text = raw[: owners.start()] if owners else raw
    title = re.split(r"[。，；\n]", MARK.sub("", mark[2]), maxsplit=1)[0].strip()
    return Task(
        f"{section}（{mark[1]}）{title}",
        "".join(text.split()),
        owners[1] if owners else "",
        start + owners.start(1) if owners else 0,
        start,
        end,
    )


def _end(body: str, mark: re.Match[str]) -> int:
    """End of the paragraph; lines are taken in while the brackets of the owners stand open."""
    line = body.find("\n", mark.end())
    end = len(body) if line < 0 else line
    opened = re.search(r"[（(](?:责任|牵头)(?:单位|部门)[：:]", body[mark.start() : end])
    while opened and not OWNERS_WHOLE.search(body[mark.start() : end]) and end < len(body):
        following = body.find("\n", end + 1)
        end = len(body) if following < 0 else following
        if SECTION.search(body[mark.end() : end]) or PARAGRAPH.search(body[mark.end() : end]):
            return len(body) if line < 0 else line
    return end
