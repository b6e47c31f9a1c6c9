"""What an assignment gives each department to do: to lead, take part, provide data or funds."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from geodata.policies.corpus import DATA, FUNDS, LEAD, LISTED, PARTICIPANT
from geodata.policies.departments import JOINED, LEVEL_OF, NATION, Mention, Names
from geodata.policies.squeezed import Squeezed

VERBS: tuple[tuple[str, str], ...] = (
    (FUNDS, r"(?:立项|经费|资金).{0,8}(?:支持|保障)"),
    (LISTED, r"按照?(?:各自)?(?:职责|职能)|按照?分工|分工负责|分别负责|各负其责"),
    (LEAD, r"牵头|组织|主办|负责|会同"),
    (PARTICIPANT, r"参与|参加|配合|协助|协办|推进|实施|落实"),
    (DATA, r"提供"),
    (PARTICIPANT, r"支持"),
)
"""Role → words that give it. Behind the departments the first word decides; money is looked for
first, because it is “given support” with the words of others. Who is “responsible by his duties”
(按职责分工负责) is named together with others and told no part: that is no lead."""

HEADED = r"(?P<head>牵头|主办|责任|配合|参与|参加|协办)(?:单位|部门)[：:]"
HEADS = {"牵头": LEAD, "主办": LEAD, "责任": LISTED}
"""Headings of lists of departments; those not here are of participants."""

CLAUSE_END = re.compile(rf"[，,；;。]|(?={HEADED})")
JOINTLY = "会同"
"""Whoever stands before it leads, whoever stands behind it takes part."""

ALIAS = re.compile(r"[（(]?")
"""Between two names of one body: 省委宣传部（省版权局）."""

BODY_NAME = re.compile(
    r"(?:^|[、，,；;：:由和及与，])"
    r"([^、，,；;：:。（）()由□]{2,14}?(?:局|厅|委|委员会|办|办公室|院|行|集团|协会|总队|中心|部))"
    r"(?=[、，,；;。）)和及与]|牵头|组织|负责|主办|参与|参加|配合|协助|提供|按|等|$)"
)
"""What looks like the name of a body, known departments being blotted out by □."""


@dataclass(frozen=True)
class Role:
    """The part of one department in a task, and the words that give it."""

    mention: Mention
    role: str
    clause: str


def roles(
    text: str, names: Names, *, national: bool = False, offset: int = 0, bare: str = LISTED
) -> list[Role]:
    """Parts of every department that an assignment names, in its order, each once.

    Parameters
    ----------
    national
        Whether the document is national: else a body of the state is nobody's task.
    offset
        Where the text begins in its document.
    bare
        Role of departments of which nothing is said: `LISTED`, or what the table's column tells.

    Notes
    -----
    Departments of a clause without a verb belong to the next verb (“科技厅，财政厅参与”); where no
    verb follows they have the role `bare`. Who is named as the object of a verb (“报省政府”) has no
    part.
    """
    squeezed = Squeezed.of(text, offset)
    mentions = [m for m in names.find_in(squeezed) if national or m.level != LEVEL_OF[NATION]]
    found: list[Role] = []
    waiting: list[tuple[Mention, str]] = []
    headed = bare
    for start, end in _clauses(squeezed.text, mentions):
        clause = squeezed.text[start:end]
        begin = start
        if head := re.match(HEADED, clause):
            found += [Role(m, headed, told) for m, told in waiting]
            waiting, headed = [], HEADS.get(head["head"], PARTICIPANT)
            begin += head.end()
        here = [m for m in mentions if begin <= m.place < end]
        if here and JOINTLY in squeezed.text[begin : here[-1].place]:
            found += _jointly(squeezed.text, begin, clause, here)
            continue
        for group, verb in _parts(squeezed.text, begin, end, here):
            if verb:
                found += [Role(m, verb, told) for m, told in waiting]
                found += [Role(m, verb, clause) for m in group]
                waiting = []
            else:
                waiting += [(m, clause) for m in group]
    found += [Role(m, headed, clause) for m, clause in waiting]
    return _once(found)


def _parts(
    text: str, start: int, end: int, here: list[Mention]
) -> Iterator[tuple[list[Mention], str]]:
    """Departments of a clause by groups, each with the role that the words behind it give.

    Blank where no verb follows; objects of a verb are left out.
    """
    before = start
    groups = _groups(here, text)
    for n, group in enumerate(groups):
        first, last = group[0].place, group[-1].stop
        stop = groups[n + 1][0].place if n + 1 < len(groups) else end
        verb = _verb(text[last:stop])
        listed = text[before:first].rstrip("省市县").endswith("、")
        if verb or listed or not _verb(text[before:first]):
            yield group, verb
        before = last


def unknown_bodies(text: str, names: Names) -> list[str]:
    """What an assignment names like a body but the register does not know.

    Examples
    --------
    >>> unknown_bodies("省大数据局牵头，各有关单位配合", Names({}, ()))
    ['省大数据局']
    """
    plain = Squeezed.of(text).text
    for mention in names.find_in(Squeezed.of(text)):
        size = mention.stop - mention.place
        plain = plain[: mention.place] + "□" * size + plain[mention.stop :]
    return [found[1] for found in BODY_NAME.finditer(plain)]


def _clauses(text: str, mentions: list[Mention]) -> list[tuple[int, int]]:
    """Places of the clauses; a comma within a name (县（市、区）) ends none."""
    inside = [(m.place, m.stop) for m in mentions]
    ends = [
        found.span()
        for found in CLAUSE_END.finditer(text)
        if not any(start < found.start() < stop for start, stop in inside)
    ]
    starts = [0, *(end for _, end in ends)]
    stops = [*(start for start, _ in ends), len(text)]
    return [(a, b) for a, b in zip(starts, stops, strict=True) if a < b]


def _groups(here: list[Mention], text: str) -> list[list[Mention]]:
    """Departments between which nothing stands but “、” and the like, and the level's word."""
    groups: list[list[Mention]] = []
    for mention in here:
        between = text[groups[-1][-1].stop : mention.place].rstrip("省市县") if groups else ""
        if groups and (JOINED.fullmatch(between) or ALIAS.fullmatch(between)):
            groups[-1].append(mention)
        else:
            groups.append([mention])
    return groups


def _verb(text: str) -> str:
    """Role that the words behind the departments give; blank for none."""
    if re.search(VERBS[0][1], text):
        return FUNDS
    told = [
        (match.start(), n)
        for n, (_, words) in enumerate(VERBS)
        if (match := re.search(words, text))
    ]
    return VERBS[min(told)[1]][0] if told else ""


def _jointly(text: str, start: int, clause: str, here: list[Mention]) -> list[Role]:
    """“A 会同 B、C 组织”: A leads, B and C take part."""
    place = text.index(JOINTLY, start)
    return [Role(m, LEAD if m.place < place else PARTICIPANT, clause) for m in here]


def _once(found: list[Role]) -> list[Role]:
    """One row per department and role; who leads is not listed as taking part as well."""
    leads = {role.mention.department for role in found if role.role == LEAD}
    told = {role.mention.department for role in found if role.role != LISTED}
    kept: dict[tuple[str, str], Role] = {}
    for role in found:
        department = role.mention.department
        if (role.role == PARTICIPANT and department in leads) or (
            role.role == LISTED and department in told
        ):
            continue
        kept.setdefault((department, role.role), role)
    return list(kept.values())
