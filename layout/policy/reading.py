"""Documents and tasks as objects: the tables of a corpus put together once, for all that judge."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from geodata.policies.corpus import (
    ANNEX,
    DATA,
    FUNDS,
    LEAD,
    LISTED,
    PARTICIPANT,
    PARTS,
    Policies,
)
from layout.labels import label

IP, GOVERNMENT, LOCAL, OTHER = "ip", "government", "local", "other"
"""Domains of the register with a meaning of their own. `LOCAL` are governments of
cities and counties: they may own a task, but are no departments."""

ONE_LEAD, CO_LEAD, ALL_PARTICIPANTS, ONLY_LISTED, NO_OWNER = (
    "one_lead",
    "co_lead",
    "all_participants",
    "listed",
    "no_owner",
)
OWNERSHIPS = (ONE_LEAD, CO_LEAD, ALL_PARTICIPANTS, ONLY_LISTED, NO_OWNER)


@dataclass(frozen=True)
class Role:
    """One department's part in a task, and the characters of its name."""

    department: str
    role: str
    clause: str
    start: int
    end: int


@dataclass(frozen=True)
class Task:
    """A task with the roles that the text gives."""

    task_id: str
    policy_id: str
    part: str
    text: str
    start: int
    end: int
    deadline: str
    roles: tuple[Role, ...]

    def having(self, *roles: str) -> tuple[str, ...]:
        """Departments with any of the roles, in the order of the text."""
        return tuple(dict.fromkeys(r.department for r in self.roles if r.role in roles))

    @property
    def leads(self) -> tuple[str, ...]:
        """Departments that lead, alone or jointly."""
        return self.having(LEAD)

    @property
    def divided(self) -> bool:
        """Whether the labour is divided: somebody is told a part, not only listed."""
        return any(role.role != LISTED for role in self.roles)

    @property
    def ownership(self) -> str:
        """One of `OWNERSHIPS`; without a lead, whoever is told a part is a participant."""
        if len(self.leads) == 1:
            return ONE_LEAD
        if self.leads:
            return CO_LEAD
        if self.having(PARTICIPANT, DATA, FUNDS):
            return ALL_PARTICIPANTS
        return ONLY_LISTED if self.roles else NO_OWNER


@dataclass(frozen=True)
class Document:
    """A document with its tasks by part, in the order of the text."""

    policy_id: str
    title: str
    issuers: tuple[str, ...]
    tasks: tuple[Task, ...]

    @property
    def part(self) -> str:
        """The part that is judged: the annex if it has tasks, else the body; blank for neither."""
        parts = {task.part for task in self.tasks}
        return ANNEX if ANNEX in parts else next(iter(parts), "")

    @property
    def judged(self) -> tuple[Task, ...]:
        """Tasks of the part that is judged, so that no task counts twice."""
        return self.of_part(self.part)

    def of_part(self, part: str) -> tuple[Task, ...]:
        """Tasks of one part."""
        return tuple(task for task in self.tasks if task.part == part)


@dataclass(frozen=True)
class Reading:
    """The documents of a corpus with their tasks, and what is known of departments."""

    policies: Policies

    @cached_property
    def tasks(self) -> tuple[Task, ...]:
        """All tasks: by document, body before annex, in the order of the text."""
        by_task: dict[str, list[Role]] = {}
        for row in self.policies.roles.sort_values("start_char", kind="stable").to_dict("records"):
            words = (row["department"], row["role"], row["clause"])
            role = Role(*words, int(row["start_char"]), int(row["end_char"]))
            by_task.setdefault(row["task_id"], []).append(role)
        order = {policy: n for n, policy in enumerate(self.policies.documents.policy_id)}
        found = [
            Task(
                row["task_id"],
                row["policy_id"],
                row["part"],
                row["text"],
                int(row["start_char"]),
                int(row["end_char"]),
                row["end"],
                tuple(by_task.get(row["task_id"], ())),
            )
            for row in self.policies.tasks.to_dict("records")
        ]
        return tuple(
            sorted(found, key=lambda t: (order[t.policy_id], PARTS.index(t.part), t.start))
        )

    @cached_property
    def documents(self) -> dict[str, Document]:
        """Documents by id, in the order of their list."""
        by_policy: dict[str, list[Task]] = {}
        for task in self.tasks:
            by_policy.setdefault(task.policy_id, []).append(task)
        return {
            row["policy_id"]: Document(
                row["policy_id"],
                row["title"],
                tuple(dict.fromkeys(filter(None, row["issuers"].split(";")))),
                tuple(by_policy.get(row["policy_id"], ())),
            )
            for row in self.policies.documents.to_dict("records")
        }

    def domain(self, department: str) -> str:
        """Domain of a department."""
        return self.policies.departments[department].domain

    def domains(self, departments: Iterable[str]) -> tuple[str, ...]:
        """Distinct domains, sorted."""
        return tuple(sorted({self.domain(code) for code in departments}))

    def by_government(self, document: Document) -> bool:
        """Whether a government issued the document, be it that of a city or a county."""
        return bool({GOVERNMENT, LOCAL} & set(self.domains(document.issuers)))

    def named(self, departments: Iterable[str], separator: str = "；") -> str:
        """Labels of departments in one cell."""
        return separator.join(self.policies.departments[code].label_zh for code in departments)

    def working(self, task: Task) -> tuple[str, ...]:
        """Departments with any role in a task, local governments left out."""
        codes = dict.fromkeys(role.department for role in task.roles)
        return tuple(code for code in codes if self.domain(code) != LOCAL)

    def bodies(self, document: Document) -> tuple[str, ...]:
        """Who issues the document or works on a judged task, sorted."""
        tasked = {code for task in document.judged for code in self.working(task)}
        return tuple(sorted(tasked | set(document.issuers)))

    def codes(self, kind: str) -> dict[str, tuple[str, ...]]:
        """Task → codes in force of one kind, in their order."""
        rows = self.policies.codes[self.policies.codes.kind == kind]
        return {
            str(task): tuple(dict.fromkeys(of.code))
            for task, of in rows.groupby("task_id", sort=False)
        }

    def coded(self, kind: str) -> set[str]:
        """Tasks of which a person has coded one kind, be it that there is none."""
        codings = self.policies.codings
        return set(codings.task_id[codings.kind == kind])

    def quote(self, policy_id: str, start: int, end: int) -> str:
        """A place of a document in a sentence: the words and which characters they are.

        Characters count from 1 and include the last. A place without characters is no quote.
        """
        words = tidy(self.policies.quote(policy_id, start, end))
        return label("policy_evidence", "quote").format(quote=words, start=start + 1, end=end)

    def find(self, policy_id: str, words: str, start: int = 0, end: int | None = None) -> str:
        """Quote of the first place where the words stand, line breaks aside; blank for none."""
        place = spot(self.policies.texts.get(policy_id, ""), words, start, end)
        return self.quote(policy_id, *place) if place else ""


def spot(text: str, words: str, start: int = 0, end: int | None = None) -> tuple[int, int] | None:
    r"""Where words stand in a text, white space aside.

    Examples
    --------
    >>> spot("关于知识产\n权布局", "知识产权")
    (2, 7)
    """
    letters = [re.escape(letter) for letter in words if not letter.isspace()]
    if not letters:
        return None
    pattern = re.compile(r"\s*".join(letters))
    found = pattern.search(text, start, len(text) if end is None else end)
    return found.span() if found else None


def tidy(words: str) -> str:
    r"""Words in one line: line breaks go, a bar stands where one cell of a table ends.

    Examples
    --------
    >>> tidy("试点\n启动\n\t专家组\n\t2016年 2月\n")
    '试点启动｜专家组｜2016年 2月'
    """
    cells = (re.sub(r"\s*[\n\t\r\f\v]\s*", "", cell).strip() for cell in words.split("\n\t"))
    return "｜".join(filter(None, cells))


def division_share(tasks: tuple[Task, ...]) -> float:
    """Share of tasks whose labour is divided; NaN without tasks."""
    return sum(task.divided for task in tasks) / len(tasks) if tasks else float("nan")
