"""Level of coordination of a document (制定主体协同层次), each decision with quoted evidence.

The literature names the levels without thresholds; the rules here are ours and cumulative: a
level asks for everything that the one below asks for.
"""

import re
from collections import Counter
from dataclasses import dataclass

from geodata.policies.corpus import FUNDS, LISTED, TARGET
from layout.labels import label
from layout.policy.reading import (
    GOVERNMENT,
    IP,
    LOCAL,
    OTHER,
    Document,
    Reading,
    Task,
    division_share,
    tidy,
)

LEVELS = ("single", "cooperation", "coordination", "outer", "inner")
"""单部门, 合作, 协调, 外式整合, 内在整合; the score is the position."""
HIGHEST = len(LEVELS) - 1

CRITERIA = ("shared_target", "shared_budget", "cross_domain_tool", "joint_evaluation")
LEAST_CRITERIA = 2
"""Of `CRITERIA`, for inner integration."""

LEAST_BODIES = 2
"""Issuers and tasked departments together, for anything above a single department."""
LEAST_ISSUERS, LEAST_DOMAINS = 3, 2
"""Of a document that departments issue across domains."""

BODY = re.compile("联席会议|领导小组|协调机制")
RIGHTS = re.compile("知识产权|专利|商标|版权")
NUMBER = re.compile(r"[0-9０-９]|百分之|翻.?番")
YEAR = re.compile(r"[0-9０-９]{4}\s*年?")
JOINT = re.compile(r"(?:联合|共同)[^。；;，,！!？?]{0,20}?(?:考核|评估|评价)")
"""Within one clause: 共同 of one clause says nothing about an evaluation in the next."""


@dataclass(frozen=True)
class Facts:
    """What the level of a document is decided by.

    Attributes
    ----------
    issuers, bodies
        Number of issuers (0 where unknown), and of issuers and tasked departments together.
    government, cross_domain
        Issued by a government; by three or more departments of two or more domains.
    division
        Share of judged tasks whose labour is divided, NaN without tasks.
    body
        Whether the text names a coordination body.
    criteria
        How many of `CRITERIA` are met.
    """

    issuers: int
    bodies: int
    government: bool
    cross_domain: bool
    division: float
    body: bool
    criteria: int


def level(facts: Facts, least_division: float) -> str:
    """One of `LEVELS`; blank where no issuer is known and fewer than two departments have tasks.

    Examples
    --------
    >>> level(Facts(1, 12, True, False, 23 / 26, True, 1), 0.5)
    'outer'
    >>> level(Facts(1, 1, False, False, 1.0, True, 0), 0.5)
    'single'
    """
    single, cooperation, coordination, outer, inner = LEVELS
    if facts.bodies < LEAST_BODIES:
        return single if facts.issuers else ""
    divided = facts.division >= least_division  # NaN fails
    if not divided and not facts.body:
        return cooperation
    if not divided or not (facts.government or facts.cross_domain):
        return coordination
    return inner if facts.criteria >= LEAST_CRITERIA else outer


@dataclass(frozen=True)
class Judgement:
    """Level of one document, the facts, and the evidence in sentences."""

    document: Document
    facts: Facts
    level: str
    evidence: str

    @property
    def score(self) -> float:
        """0 (single department) to 4 (inner integration); NaN where it cannot be told."""
        return float(LEVELS.index(self.level)) if self.level else float("nan")


def judge(reading: Reading, document: Document, least_division: float) -> Judgement:
    """Judge one document by its annex's tasks, or its body's where the annex has none."""
    met = {
        "shared_target": _shared_target(reading, document),
        "shared_budget": _shared_budget(reading, document),
        "cross_domain_tool": _cross_domain_tool(reading, document),
        "joint_evaluation": _joint_evaluation(reading, document),
    }
    body = BODY.search(reading.policies.texts.get(document.policy_id, ""))
    facts = Facts(
        issuers=len(document.issuers),
        bodies=len(reading.bodies(document)),
        government=reading.by_government(document),
        cross_domain=len(document.issuers) >= LEAST_ISSUERS
        and len(reading.domains(document.issuers)) >= LEAST_DOMAINS,
        division=division_share(document.judged),
        body=body is not None,
        criteria=sum(map(bool, met.values())),
    )
    found = level(facts, least_division)
    sentences = [
        label("policy_rule", found or "unknown"),
        _issuers(reading, document),
        _bodies(reading, document),
        _division(reading, document, facts.division, least_division),
        _say("body", quote=reading.quote(document.policy_id, *body.span()))
        if body
        else _say("no_body"),
        _criteria(met),
    ]
    return Judgement(document, facts, found, "".join(sentences))


def _say(code: str, **values: object) -> str:
    return label("policy_evidence", code).format(**values)


def _issuers(reading: Reading, document: Document) -> str:
    if not document.issuers:
        return _say("issuers_unknown")
    values = {
        "issuers": reading.named(document.issuers, "、"),
        "domains": "、".join(label("policy_domain", d) for d in reading.domains(document.issuers)),
    }
    # a title begins with who issues it: the evidence, if the text has the title
    issuer = document.title.partition("关于")[0]
    quote = reading.find(document.policy_id, issuer) if issuer != document.title else ""
    return _say("issuers", quote=quote, **values) if quote else _say("issuers_listed", **values)


def _bodies(reading: Reading, document: Document) -> str:
    bodies = reading.bodies(document)
    if not bodies:
        return _say("no_bodies")
    return _say(
        "bodies",
        number=len(bodies),
        domains=len(reading.domains(bodies)),
        names=reading.named(bodies, "、"),
    )


def _division(reading: Reading, document: Document, share: float, least: float) -> str:
    tasks = document.judged
    if not tasks:
        return _say("no_tasks")
    part, divided = label("policy_part", document.part), [task for task in tasks if task.divided]
    if not divided:
        return _say("not_divided", part=part, tasks=len(tasks), least=f"{least:.0%}")
    role = next(role for role in divided[0].roles if role.role != LISTED)
    rest = [task.task_id for task in tasks if not task.divided]
    return _say(
        "divided",
        part=part,
        tasks=len(tasks),
        divided=len(divided),
        share=f"{share:.1%}",
        least=f"{least:.0%}",
        task=divided[0].task_id,
        quote=clause(reading, divided[0], role.clause, role.start, role.end),
        rest=_say("rest", number=len(rest), tasks="、".join(rest)) if rest else "",
    )


def clause(reading: Reading, task: Task, words: str, start: int, end: int) -> str:
    """Quote of a role's clause; of the department's name where the clause is not in the text."""
    found = reading.find(task.policy_id, words, task.start, task.end) if words else ""
    return found or reading.quote(task.policy_id, start, end)


def _criteria(met: dict[str, str]) -> str:
    parts = [
        _say("met" if quote else "not_met", criterion=label("policy_criterion", name), quote=quote)
        for name, quote in met.items()
    ]
    number = sum(map(bool, met.values()))
    return _say("criteria", number=number, least=LEAST_CRITERIA, criteria="；".join(parts))


def _shared_target(reading: Reading, document: Document) -> str:
    """Quote of the first measurable target of a task on which several departments work."""
    targets = reading.codes(TARGET)
    for task in document.judged:
        for words in targets.get(task.task_id, ()):
            if len(reading.working(task)) >= LEAST_BODIES and measurable(words):
                return _within(reading, task, words)
    return ""


def measurable(target: str) -> bool:
    """Whether a target has a number other than a year.

    Examples
    --------
    >>> measurable("2018年底前达到12件/万人"), measurable("到2018年明显提高")
    (True, False)
    """
    return bool(NUMBER.search(YEAR.sub("", target)))


def _shared_budget(reading: Reading, document: Document) -> str:
    """Quote of the first funds that somebody other than the lead gives; local money is not it."""
    for task in document.judged:
        for role in task.roles:
            other = task.leads and role.department not in task.leads
            if role.role == FUNDS and other and reading.domain(role.department) != LOCAL:
                return clause(reading, task, role.clause, role.start, role.end)
    return ""


def _cross_domain_tool(reading: Reading, document: Document) -> str:
    """Quote of the first IP clause in an instrument of another domain; its title names no right."""
    domains = _own_domains(reading, document)
    if not domains or IP in domains or RIGHTS.search(tidy(document.title)):
        return ""
    return _first(reading, document, RIGHTS)


def _own_domains(reading: Reading, document: Document) -> set[str]:
    """Domains whose instrument a document is: the issuers', or that of most leads.

    A government stands above domains; its document belongs to the domain that leads most tasks,
    to none where two lead equally many.
    """
    issued = set(reading.domains(document.issuers))
    if reading.by_government(document):
        leads = Counter(reading.domain(code) for task in document.judged for code in task.leads)
        most = [domain for domain, number in leads.items() if number == max(leads.values())]
        issued = set(most) if len(most) == 1 else set()
    return issued - {GOVERNMENT, LOCAL, OTHER}


def _joint_evaluation(reading: Reading, document: Document) -> str:
    """Quote of the first task that several evaluate together."""
    return _first(reading, document, JOINT)


def _first(reading: Reading, document: Document, pattern: re.Pattern[str]) -> str:
    for task in document.judged:
        found = pattern.search(task.text)
        if found:
            return _within(reading, task, found[0])
    return ""


def _within(reading: Reading, task: Task, words: str) -> str:
    """Quote of words of a task; of the whole task where its text was put together differently."""
    found = reading.find(task.policy_id, words, task.start, task.end)
    return found or reading.quote(task.policy_id, task.start, task.end)
