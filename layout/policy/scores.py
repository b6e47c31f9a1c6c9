"""Strength, goal and measure of each document, and the effect that the three make together.

After the scheme of 彭纪生、仲为国、孙文祥 (2008)《政策测量、政策协同演变与经济绩效》, 管理世界 (9):
each document has a strength by the rank of its instrument, and scores of 1–5 for how clear its
goal and how detailed its measures are; ``effect = (goal + measure) · strength``. There experts
score; here rules over facts that can be counted do, and the rules are ours. The synergy of two
measures, ``Σ p·m_k·m_l``, is not formed: with one measure score per document it would repeat the
coverage.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from geodata.errors import Problems
from geodata.policies.corpus import TARGET, Policies
from geodata.tables import Table, read_table
from layout.expressions import Expression
from layout.labels import label
from layout.notes import Notes
from layout.policy.coded import DRAFT, each, numbers
from layout.rules import PLACEHOLDER, RuleChecker
from layout.views import labelled, rounded

GOAL_COLUMNS = ("kind", "score", "condition", "reason", "source")
GOAL, MEASURE = "goal", "measure"
SCORES = ("1", "2", "3", "4", "5")
SCORE_COLUMNS = (
    "policy_id",
    "title",
    "date",
    "strength",
    "strength_reason",
    "goal",
    "goal_reason",
    "measure",
    "measure_reason",
    "effect",
    "pmc",
    "pmc_normalised",
    "pmc_grade",
    "coding",
)
LABELS = {"pmc_grade": "policy_pmc_grade", "coding": "policy_coding"}

FACTS: Mapping[str, str] = {
    "tasks": "任务数",
    "target_pct": "有数量目标的任务占比（%）",
    "deadline_pct": "有期限的任务占比（%）",
    "deliverable_pct": "有成果形式的任务占比（%）",
    "tool_pct": "有政策工具的任务占比（%）",
    "tool_owner_pct": "既有政策工具又有责任部门的任务占比（%）",
    "owner_pct": "有责任部门的任务占比（%）",
    "lead_pct": "只有一个牵头部门的任务占比（%）",
}
"""What rules on goal and measure may ask for: name → meaning."""


@dataclass(frozen=True)
class ScoreRule:
    """A score of goal or measure: the first rule of its kind whose condition holds gives it."""

    kind: str
    score: int
    condition: Expression
    reason: str
    source: str


def read_goals(path: Path, problems: Problems) -> tuple[tuple[ScoreRule, ...], Table]:
    """Read the rules that score goal and measure, highest score first; faults go to `problems`."""
    table = read_table(path, GOAL_COLUMNS, problems)
    checker = RuleChecker(table.name, FACTS, problems)
    rules = []
    for row in table:
        checker.allowed(row, "kind", (GOAL, MEASURE))
        checker.allowed(row, "score", SCORES)
        checker.known_metrics(row, "reason", PLACEHOLDER.findall(row["reason"]))
        condition = checker.condition(row)
        if condition and row["score"] in SCORES:
            rules.append(
                ScoreRule(row["kind"], int(row["score"]), condition, row["reason"], row["source"])
            )
    return tuple(sorted(rules, key=lambda rule: (rule.kind, -rule.score))), table


def facts(
    tasks: pd.DataFrame, clarity: Mapping[str, float], policies: Policies
) -> dict[str, float]:
    """What can be counted of one document's judged tasks, named as in `FACTS`.

    Parameters
    ----------
    tasks
        Of `layout.policy.coded.judged_tasks`, one document's.
    clarity
        The document's row of ``policy_clarity`` for the part judged; shares of 0–1.

    Returns
    -------
    dict
        Percentages 0–100; all NaN but ``tasks`` where there is no task.
    """
    number = len(tasks)
    if not number:
        return {name: float("nan") for name in FACTS} | {"tasks": 0.0}
    with_target = set(policies.codes.task_id[policies.codes.kind == TARGET])
    tooled = tasks.tools.map(len) > 0
    owned = tasks.task_id.isin(policies.roles.task_id)
    return {
        "tasks": float(number),
        "target_pct": 100.0 * tasks.task_id.isin(with_target).mean(),
        "deadline_pct": 100.0 * clarity["deadline_coverage"],
        "deliverable_pct": 100.0 * clarity["deliverable_coverage"],
        "tool_pct": 100.0 * tooled.mean(),
        "tool_owner_pct": 100.0 * (tooled & owned).mean(),
        "owner_pct": 100.0 * clarity["owner_coverage"],
        "lead_pct": 100.0 * clarity["lead_clarity"],
    }


def judged(rules: Sequence[ScoreRule], kind: str, known: Mapping[str, float]) -> tuple[float, str]:
    """Score of goal or measure and its reason with the facts; NaN where no rule holds."""
    arrays = {name: np.array([value]) for name, value in known.items()}
    for rule in rules:
        if rule.kind == kind and rule.condition.holds(arrays)[0]:
            return float(rule.score), PLACEHOLDER.sub(
                lambda found: f"{known[found[1]]:.4g}", rule.reason
            )
    return float("nan"), label("policy_score", "no_task" if not known["tasks"] else "no_rule")


def scores(
    policies: Policies,
    documents: pd.DataFrame,
    clarity: pd.DataFrame,
    tasks: pd.DataFrame,
    rules: Sequence[ScoreRule],
    pmc: pd.DataFrame,
    notes: Notes,
) -> pd.DataFrame:
    """The table ``policy_scores``: one row per document.

    Parameters
    ----------
    documents, clarity
        The tables ``policy_documents`` and ``policy_clarity``.
    tasks
        Of `layout.policy.coded.judged_tasks`.
    pmc
        ``policy_id, pmc, pmc_normalised, pmc_grade`` of `layout.policy.pmc.index`.
    """
    clear: dict[Any, Any] = clarity.set_index(["policy_id", "part"]).to_dict("index")
    rows = []
    for document in each(documents.assign(strength=numbers(documents.strength))):
        known = facts(
            tasks[tasks.policy_id == document.policy_id],
            clear.get((document.policy_id, document.part), {}),
            policies,
        )
        goal, goal_reason = judged(rules, GOAL, known)
        measure, measure_reason = judged(rules, MEASURE, known)
        rows.append(
            {
                "policy_id": document.policy_id,
                "title": document.title,
                "date": document.date,
                "strength": document.strength,
                "strength_reason": _strength_reason(document),
                "goal": goal,
                "goal_reason": goal_reason,
                "measure": measure,
                "measure_reason": measure_reason,
                "effect": (goal + measure) * document.strength,
                "coding": DRAFT,  # the word rules of the index have no human coding
            }
        )
    if rows:
        notes.add("policy_scores_ours")
    told = [column for column in SCORE_COLUMNS if not column.startswith("pmc")]
    table = pd.DataFrame(rows, columns=told).merge(pmc, on="policy_id", how="left")
    for column in ("strength", "goal", "measure", "effect", "pmc", "pmc_normalised"):
        table[column] = rounded(table[column].astype(float))
    return labelled(table[[*SCORE_COLUMNS]], LABELS)


def _strength_reason(document: Any) -> str:
    """Where the strength comes from, in words."""
    if pd.isna(document.strength):
        return label("policy_score", "no_strength")
    return label("policy_score", "strength").format(
        issuers=document.issuers_label, title=document.title, strength=f"{document.strength:.4g}"
    )
