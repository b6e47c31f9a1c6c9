"""Everything that a study says of policies, read together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from geodata.errors import Problems
from geodata.policies.coding import codes_frame, coding_sheet, draft_codes, in_force
from geodata.policies.corpus import Policies
from geodata.policies.departments import read_names
from geodata.policies.documents import read_documents
from geodata.policies.human_codes import read_codes
from geodata.policies.kept import (
    no_eligibility,
    no_ledger,
    no_progress,
    read_eligibility,
    read_ledger,
    read_progress,
)
from geodata.policies.parsing import parsed
from geodata.policies.vocabulary import read_vocabulary


@dataclass(frozen=True)
class Asked:
    """What a study asks to be read of policies.

    Attributes
    ----------
    study
        Name of the study file, for messages.
    tables
        ``documents, names, vocabulary`` → path, and ``codes, progress, eligibility, ledger``
        where the study has them.
    plan
        Document whose tasks are tracked; blank for none.
    row
        Line of ``plan`` in the study file.
    """

    study: str
    tables: Mapping[str, Path]
    plan: str = ""
    row: int | None = None


def read_policies(asked: Asked, problems: Problems) -> Policies:
    """Read, divide and code the documents; whatever is wrong is added to `problems`."""
    tables = asked.tables
    names, name_table = read_names(tables["names"], problems)
    vocabulary, word_table = read_vocabulary(tables["vocabulary"], problems)
    documents = read_documents(tables["documents"], names, problems)
    made = parsed(documents.table, documents.texts, names)
    known = frozenset(made.tasks.task_id)
    read = [name_table, word_table, documents.listed]
    codings = codes_frame([])
    if "codes" in tables:
        codings, table = read_codes(tables["codes"], made.tasks, vocabulary, problems)
        read.append(table)
    progress, eligibility, ledger = no_progress(), no_eligibility(), no_ledger()
    if "progress" in tables:
        progress, table = read_progress(tables["progress"], known, problems)
        read.append(table)
    if "eligibility" in tables:
        policies = frozenset(documents.table.policy_id)
        eligibility, table = read_eligibility(
            tables["eligibility"], policies, frozenset(names.departments), problems
        )
        read.append(table)
    if "ledger" in tables:
        ledger, table = read_ledger(tables["ledger"], frozenset(names.departments), problems)
        read.append(table)
    _check_plan(asked, [*documents.table.policy_id], frozenset(made.tasks.policy_id), problems)
    drafts = draft_codes(made.tasks, documents.texts, vocabulary)
    return Policies(
        documents=documents.table,
        tasks=made.tasks,
        roles=made.roles,
        codes=in_force(drafts, codings),
        codings=codings,
        eligibility=eligibility,
        progress=progress,
        ledger=ledger,
        texts=documents.texts,
        departments=names.departments,
        sheet=coding_sheet(made.tasks, drafts, vocabulary),
        outdated=tuple(made.outdated),
        unknown=tuple(made.unknown),
        files={**{table.name: table.sha256 for table in read}, **documents.files},
    )


def _check_plan(
    asked: Asked, policies: Sequence[str], divided: frozenset[str], problems: Problems
) -> None:
    """The plan that is tracked is a document of the list, and has tasks."""
    if asked.plan and asked.plan not in policies:
        values = {"seen": asked.plan, "known": "、".join(policies)}
        problems.add_study("policy_plan_unknown", asked.study, asked.row, "policies.plan", **values)
    elif asked.plan and asked.plan not in divided:
        problems.add_study(
            "policy_plan_empty", asked.study, asked.row, "policies.plan", seen=asked.plan
        )
