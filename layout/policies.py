"""What policy documents say: coordination, contents, fit with the catalogue, and progress."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from geodata.errors import Problems
from geodata.evidence import Evidence
from geodata.policies.corpus import Policies
from geodata.policies.files import PDF
from geodata.tables import Table
from layout.notes import Notes, listed
from layout.policy import coordination_tables
from layout.policy.agreement import agreement
from layout.policy.content import Codebooks, content_tables, read_codebooks
from layout.policy.strength import StrengthLadder, read_strength
from layout.settings import Policies as Asked
from layout.study import Study
from layout.tracking import (
    Checklist,
    plan_acceptance,
    produced,
    read_checklist,
    tracking_tables,
)

MAP = "product:map"
"""Product of every run that no table is."""


@dataclass(frozen=True)
class PolicyRules:
    """The tables by which documents are judged."""

    strength: StrengthLadder
    codebooks: Codebooks
    checklist: Checklist


def read_policy_rules(
    settings: Asked, folder: Path, problems: Problems
) -> tuple[PolicyRules, list[Table]]:
    """Read what ``[policies]`` names, relative to `folder`; faults go to `problems`."""
    strength, ladder = read_strength(folder / settings.strength, problems)
    codebooks, tables = read_codebooks(
        folder / settings.pmc,
        folder / settings.demand,
        folder / settings.goals,
        folder / settings.gaps,
        problems,
    )
    checklist, items = read_checklist(folder / settings.acceptance, problems)
    return PolicyRules(strength, codebooks, checklist), [ladder, *tables, items]


def policy_tables(
    study: Study,
    evidence: Evidence,
    catalogue: pd.DataFrame,
    made: Mapping[str, pd.DataFrame],
    notes: Notes,
) -> dict[str, pd.DataFrame]:
    """Everything that follows from policy documents; nothing where the study has none.

    Parameters
    ----------
    made
        Further tables that the evaluation has produced, by file name: what the plan's acceptance
        may rest on.
    """
    policies, rules, settings = evidence.policies, study.policy_rules, study.settings
    if policies is None or rules is None:
        return {}
    own, as_of = settings.policies, settings.policies.as_of or settings.release
    _on_reading(policies, notes)
    tables = coordination_tables(policies, own, rules.strength, as_of, notes)
    plan = tracking_tables(policies, own, as_of, notes)
    registers = evidence.registers
    known = registers.industries if registers else None
    industries = {} if known is None else dict(zip(known.industry, known.label_zh, strict=True))
    content = content_tables(
        policies, tables, catalogue, plan, rules.codebooks, industries, as_of, notes
    )
    agreed = agreement(policies.codings, own.least_agreement, notes)
    tables |= content | {"policy_agreement": agreed} | plan
    if plan and rules.checklist.items:
        notes.add("plan_acceptance_scope")
        there = produced({**made, **tables, "catalogue": catalogue}) | {MAP: "index.html"}
        accepted = plan_acceptance(rules.checklist, own.plan, plan["plan_tasks"], there)
        tables["plan_acceptance"] = accepted
    return tables


def _on_reading(policies: Policies, notes: Notes) -> None:
    """What the reader of the tables must know of how the documents were read."""
    for code, pairs in (
        ("policy_names_outdated", policies.outdated),
        ("policy_names_unknown", policies.unknown),
    ):
        for subject in dict.fromkeys(subject for subject, _ in pairs):
            names = [name for other, name in pairs if other == subject]
            notes.add(code, subject=subject, names=listed(names, noun="个名称"))
    for row in policies.documents.itertuples():
        if str(row.file).lower().endswith(PDF):
            notes.add("policy_from_pdf", policy=row.policy_id)
