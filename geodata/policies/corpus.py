"""What is read of policy documents: documents, their tasks, who has which part, and the coding."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

DOCUMENT_COLUMNS = (
    "policy_id",
    "title",
    "issue_no",
    "issuers",
    "level",
    "area",
    "date",
    "valid_from",
    "valid_to",
    "status",
    "parent",
    "source",
    "file",
    "sha256",
    "characters",
    "drafted",
)
"""`issuers` are codes of departments with ``;`` between; `drafted` names the columns that were
filled from the text by rule, ``;`` between: nobody has confirmed them."""

TASK_COLUMNS = (
    "task_id",
    "policy_id",
    "part",
    "number",
    "phase",
    "section",
    "text",
    "assignment_text",
    "schedule_text",
    "start",
    "end",
    "start_char",
    "end_char",
)
"""`part` is one of `PARTS`; `start` and `end` are days (ISO), blank where the text has none; the
task stands at ``text[start_char:end_char]`` of its document."""

ROLE_COLUMNS = (
    "task_id",
    "department",
    "role",
    "name_in_text",
    "clause",
    "start_char",
    "end_char",
)
"""One row per task, department and role; the characters are those of `name_in_text`."""

CODE_COLUMNS = ("task_id", "kind", "code", "coder", "status", "start_char", "end_char")
"""One row per task, kind and code. `status` is ``draft`` (by rule) or ``human``; the characters
are those of the words that made the rule speak, 0 and 0 where a person coded."""

ELIGIBILITY_COLUMNS = (
    "condition_id",
    "policy_id",
    "benefit",
    "department",
    "portal",
    "subject",
    "size",
    "region",
    "industry",
    "ip_minimum",
    "ip_maximum",
    "valid_from",
    "valid_to",
    "stacking",
    "source",
)
PROGRESS_COLUMNS = (
    "task_id",
    "reported_on",
    "status",
    "progress_pct",
    "evidence",
    "evidence_source",
    "plan",
    "do",
    "check",
    "act",
    "note",
)
LEDGER_COLUMNS = ("advice_id", "status", "decided_on", "department", "note")

BODY, ANNEX = "body", "annex"
PARTS = (BODY, ANNEX)
LEVELS = ("nation", "province", "city", "county")
LEAD, PARTICIPANT, DATA, FUNDS, LISTED = "lead", "participant", "data", "funds", "listed"
ROLES = (LEAD, PARTICIPANT, DATA, FUNDS, LISTED)
"""`LISTED`: named as responsible without any part being told. Several `LEAD` rows of one task are
joint leads."""

STAGE, TOOL, DELIVERABLE, TARGET, INDUSTRY, PARENT = (
    "stage",
    "tool",
    "deliverable",
    "target",
    "industry",
    "parent_task",
)
"""Kinds of codes. `DELIVERABLE` and `TARGET` hold words of the text, the others codes."""
KINDS = (STAGE, TOOL, DELIVERABLE, TARGET, INDUSTRY, PARENT)
STAGES = ("creation", "use", "protection", "management", "service")
TOOLS: Mapping[str, tuple[str, ...]] = {
    "supply": ("talent", "funds", "information", "platform", "service"),
    "environment": ("goals", "finance", "tax", "regulation", "strategy"),
    "demand": ("procurement", "outsourcing", "trade", "demonstration"),
}
"""Sub-types of tools by class, after Rothwell & Zegveld; a code is ``class.sub-type``."""

RULES = "rules"
"""The coder of drafts."""


@dataclass(frozen=True)
class Department:
    """A department of the register, whatever it was called when."""

    code: str
    label_zh: str
    domain: str


@dataclass(frozen=True)
class Policies:
    """The policy documents of a study, read and coded.

    Attributes
    ----------
    documents, tasks, roles, codes
        Columns as above. `codes` are those in force: a person's coding of a task and kind
        replaces the draft's.
    codings
        Every coder's codes, for the agreement: `CODE_COLUMNS`, drafts left out.
    eligibility, progress, ledger
        What departments keep in tables; empty where there is none.
    texts
        Document → its text.
    departments
        Register of departments by code.
    sheet
        For a coder to fill: a task per row with its draft, see `geodata.policies.coding`.
    outdated
        (Document, name of a department) where the register knows the name of other years only.
    unknown
        (Task, name) of bodies in assignments that the register does not know: nobody's task.
    files
        SHA-256 of every file read, by its name.
    """

    documents: pd.DataFrame
    tasks: pd.DataFrame
    roles: pd.DataFrame
    codes: pd.DataFrame
    codings: pd.DataFrame
    eligibility: pd.DataFrame
    progress: pd.DataFrame
    ledger: pd.DataFrame
    texts: dict[str, str]
    departments: dict[str, Department]
    sheet: pd.DataFrame = field(default_factory=pd.DataFrame)
    outdated: tuple[tuple[str, str], ...] = ()
    unknown: tuple[tuple[str, str], ...] = ()
    files: dict[str, str] = field(default_factory=dict)

    def quote(self, policy_id: str, start: int, end: int) -> str:
        """The words at a place of a document."""
        return self.texts[policy_id][start:end]
