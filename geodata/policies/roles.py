"""What an assignment text gives each department to do: to lead, take part, provide data or funds."""

import re
from dataclasses import dataclass

from geodata.policies.corpus import DATA, FUNDS, LEAD, LISTED, PARTICIPANT
from geodata.policies.departments import LEVEL_OF, NATION, Mention, Names
from geodata.policies.squeezed import Squeezed

CLAUSE_END = re.compile(r"[，,；;。]")
JOINTLY = "会同"
"""Whoever stands before it leads, whoever stands behind it takes part."""

VERBS: tuple[tuple[str, str], ...] = (
    (FUNDS, r"(?:立项|经费|资金).{0,8}(?:支持|保障)"),
    (LEAD, r"牵头|组织|主办|负责"),
    (PARTICIPANT, r"参与|参加|配合|协助|协办|推进|实施|落实"),
    (DATA, r"提供"),
    (PARTICIPANT, r"支持"),
)
"""Role → words that give it. In a clause the first word behind the departments decides; money is
looked for first, because it is “given support” with the words of others."""

NAMED_HEAD = re.compile(
    r"^(?P<head>牵头(?:单位|部门)|责任(?:单位|部门)|配合(?:单位|部门)|参与(?:单位|部门))[：:]"
)
HEADS = {"牵头": LEAD, "责任": LISTED, "配合": PARTICIPANT, "参与": PARTICIPANT}
"""Headings of lists, by their first two characters."""


@dataclass(frozen=True)
class Role:
    """The part of one department in a task, and the words that give it."""

    mention: Mention
    role: str
    clause: str


def roles(text: str, names: Names, *, national: bool = False, offset: int = 0) -> list[Role]:
    """Parts of every department that an assignment names, in its order, each once.

    Parameters
    ----------
    national
        Whether the document is national: else a body of the state is nobody's task.
    offset
        Where the text begins in its document.

    Notes
    -----
    Departments of a clause without a verb belong to the next verb (“科技厅，财政厅参与”); where no
    verb follows they are only listed.
    """
    squeezed = Squeezed.of(text, offset)
    mentions = [m for m in names.find_in(squeezed) if national or m.level != LEVEL_OF[NATION]]
    found: list[Role] = []
    waiting: list[tuple[Mention, str]] = []
    headed = ""
    for start, end in _clauses(squeezed.text, mentions):
        clause = squeezed.text[start:end]
        head = NAMED_HEAD.match(clause)
        if head:
            headed = HEADS[head["head"][:2]]
        here = [m for m in mentions if start <= m.place < end]
        if headed:
            found += [Role(m, headed, clause) for m in here]
            continue
        if here and JOINTLY in clause[: here[-1].place - start]:
            found += _jointly(clause, start, here)
            continue
        verb = _verb(clause[here[-1].stop - start :] if here else clause)
        if verb:
            found += [Role(m, verb, c) for m, c in waiting]
            found += [Role(m, verb, clause) for m in here]
            waiting = []
        else:
            waiting += [(m, clause) for m in here]
    found += [Role(m, LISTED, clause) for m, clause in waiting]
    return _once(found)


def _clauses(text: str, mentions: list[Mention]) -> list[tuple[int, int]]:
    """Places of the clauses; a comma within a name (县（市、区）) ends none."""
    inside = [(m.place, m.stop) for m in mentions]
    ends = [
        found.start()
        for found in CLAUSE_END.finditer(text)
        if not any(start < found.start() < stop for start, stop in inside)
    ]
    starts = [0, *(end + 1 for end in ends)]
    return [(a, b) for a, b in zip(starts, [*ends, len(text)], strict=True) if a < b]


def _verb(text: str) -> str:
    """Role that the words behind the departments give; blank for none."""
    if re.search(VERBS[0][1], text):
        return FUNDS
    first = [
        (found.start(), role) for role, words in VERBS[1:] if (found := re.search(words, text))
    ]
    return min(first)[1] if first else ""


def _jointly(clause: str, start: int, here: list[Mention]) -> list[Role]:
    """“A 会同 B、C 组织”: A leads, B and C take part."""
    place = start + clause.index(JOINTLY)
    return [Role(m, LEAD if m.place < place else PARTICIPANT, clause) for m in here]


def _once(found: list[Role]) -> list[Role]:
    """One row per department and role; who leads is not listed as taking part as well."""
    leads = {role.mention.department for role in found if role.role == LEAD}
    kept: dict[tuple[str, str], Role] = {}
    for role in found:
        department = role.mention.department
        if role.role in (PARTICIPANT, LISTED) and department in leads:
            continue
        kept.setdefault((department, role.role), role)
    return list(kept.values())
