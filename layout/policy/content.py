"""What the policy documents contain: coverage, scores, conflicts, fit, advice, duties."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from geodata.errors import Problems
from geodata.policies.corpus import Policies
from geodata.tables import Table
from layout.notes import Notes
from layout.policy import advice, coded, conflicts, coverage, doors, duties, fit, pmc, scores


@dataclass(frozen=True)
class Codebooks:
    """The tables by which contents are judged.

    Attributes
    ----------
    pmc
        Variables of the PMC index.
    demand
        What rows of the catalogue ask for.
    goals
        Rules that score goal and measure.
    gaps
        Measures that the literature misses.
    """

    pmc: tuple[pmc.Variable, ...]
    demand: tuple[fit.DemandRule, ...]
    goals: tuple[scores.ScoreRule, ...]
    gaps: tuple[coverage.KnownGap, ...]


def read_codebooks(
    pmc_path: Path, demand_path: Path, goals_path: Path, gaps_path: Path, problems: Problems
) -> tuple[Codebooks, list[Table]]:
    """Read the four codebooks; faults go to `problems`."""
    variables, of_pmc = pmc.read_pmc(pmc_path, problems)
    demand, of_demand = fit.read_demand(demand_path, problems)
    goals, of_goals = scores.read_goals(goals_path, problems)
    gaps, of_gaps = coverage.read_gaps(gaps_path, problems)
    return Codebooks(variables, demand, goals, gaps), [of_pmc, of_demand, of_goals, of_gaps]


def content_tables(
    policies: Policies,
    coordination: Mapping[str, pd.DataFrame],
    catalogue: pd.DataFrame,
    plan: Mapping[str, pd.DataFrame],
    codebooks: Codebooks,
    industries: Mapping[str, str],
    as_of: dt.date,
    notes: Notes,
) -> dict[str, pd.DataFrame]:
    """Every table on the contents of the policies.

    Parameters
    ----------
    coordination
        ``policy_documents`` and ``policy_clarity`` of `layout.policy.coordination_tables`.
    catalogue
        The guidance catalogue, whose gaps are the demand.
    plan
        ``plan_tasks`` of the tracker; empty where no plan is tracked.
    industries
        Labels of industries by code.
    as_of
        Day on which conditions are looked at.

    Returns
    -------
    dict
        ``policy_coverage, policy_pattern, policy_scores, policy_pmc, policy_conflicts,
        policy_doors, policy_fit, policy_advice, policy_duties``.
    """
    documents = coordination["policy_documents"]
    tasks = coded.judged_tasks(policies, documents)
    cells = coded.cells(tasks)
    gaps = coverage.known_gaps(codebooks.gaps, policies, documents)
    covered = coverage.coverage(cells, documents)
    pattern = coverage.pattern(cells, tasks, documents, gaps, notes)
    ticked = pmc.ticks(policies, codebooks.pmc, notes)
    scored = scores.scores(
        policies,
        documents,
        coordination["policy_clarity"],
        tasks,
        codebooks.goals,
        pmc.index(ticked),
        notes,
    )
    differing, open_doors, granting = _eligibility(policies, as_of, notes)
    wanted = fit.demand(catalogue, codebooks.demand, notes)
    fitted = fit.policy_fit(wanted, cells, industries, notes)
    found = [
        *advice.on_tasks(tasks, policies),
        *advice.on_plan(plan),
        *advice.on_fit(fitted),
        *advice.on_coverage(covered, gaps[coverage.CORPUS]),
        *advice.on_conflicts(differing, granting),
        *advice.on_coding(tasks),
    ]
    return {
        "policy_coverage": covered,
        "policy_pattern": pattern,
        "policy_scores": scored,
        "policy_pmc": ticked,
        "policy_conflicts": differing,
        "policy_doors": open_doors,
        "policy_fit": fitted,
        "policy_advice": advice.ledger(found, policies),
        "policy_duties": duties.duties(policies, documents, notes),
    }


def _eligibility(
    policies: Policies, as_of: dt.date, notes: Notes
) -> tuple[pd.DataFrame, pd.DataFrame, dict[str, str]]:
    """Conflicts, doors, and the department that grants the benefit of each condition."""
    current = conflicts.conditions(policies.eligibility, as_of.isoformat())
    names = {code: department.label_zh for code, department in policies.departments.items()}
    if policies.eligibility.empty:
        notes.add("policy_no_eligibility")
    elif len(current) < len(policies.eligibility):
        number = len(policies.eligibility) - len(current)
        notes.add("policy_eligibility_over", number=number, as_of=as_of.isoformat())
    granting = {condition.condition_id: condition.department for condition in current}
    return conflicts.conflicts(current), doors.doors(current, names, notes), granting
