"""The advice ledger: what the findings suggest, for whom, and what became of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from geodata.policies.corpus import LEAD, Policies
from layout.labels import label
from layout.policy.coded import HUMAN, each
from layout.policy.coverage import CELLS, CORPUS, GapFound, cell_label
from layout.policy.fit import ALL, ZONE
from layout.rules import split
from layout.views import SEPARATOR, labelled

ADVICE_COLUMNS = (
    "advice_id",
    "kind",
    "subject",
    "text",
    "departments",
    "departments_label",
    "evidence",
    "severity",
    "status",
    "decided_on",
    "note",
)
OFFICE = "IPO"
"""Who acts where the texts name nobody: the office that coordinates the work."""

OWNER, SINGLE_LEAD, UNMET, OVERSUPPLY, CELL, GAP, CONFLICT, OVERDUE, UNREPORTED, CODING, FORMER = (
    "owner",
    "lead",
    "unmet",
    "oversupply",
    "cell",
    "gap",
    "conflict",
    "overdue",
    "unreported",
    "coding",
    "former",
)
SEVERITY: Mapping[str, int] = {
    OWNER: 3,
    OVERDUE: 3,
    SINGLE_LEAD: 2,
    UNMET: 2,
    GAP: 2,
    CONFLICT: 2,
    UNREPORTED: 2,
    OVERSUPPLY: 1,
    CELL: 1,
    CODING: 1,
    FORMER: 1,
}
"""3: a task may fail of it; 2: policies work less well; 1: to be looked at."""

OPEN = "open"
LEAST_GAP = 0.05
"""Difference of shares from which a cell is advised on: 5 of 100 parts of the demand."""

MOST = {ALL: 3, ZONE: 1}
"""Cells advised on in each group, the largest gaps first: advice that lists all lists nothing."""


LONGEST = 60
"""Characters of a task's text that a piece of advice quotes."""


@dataclass(frozen=True)
class Advice:
    """One piece of advice; its id is made of kind and subject, so that it stays the same."""

    kind: str
    subject: str
    text: str
    departments: tuple[str, ...]
    evidence: tuple[str, ...]

    @property
    def advice_id(self) -> str:
        """Kind and subject."""
        return f"{self.kind}-{self.subject}"


def short(text: str) -> str:
    """A task's text for a sentence: cut where it is longer than `LONGEST`."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def on_tasks(tasks: pd.DataFrame, policies: Policies) -> Iterator[Advice]:
    """Tasks in force that nobody answers for, and tasks that no single department leads."""
    roles = policies.roles
    for task in each(tasks[tasks.in_force == 1]):
        own = roles[roles.task_id == task.task_id]
        leads = tuple(dict.fromkeys(own.department[own.role == LEAD]))
        if len(leads) == 1:
            continue
        kind = OWNER if own.empty else SINGLE_LEAD
        names = "、".join(_names(policies, leads or tuple(dict.fromkeys(own.department))))
        text = label("policy_advice_text", f"{kind}_several" if leads else kind).format(
            task=short(task.text), names=names
        )
        yield Advice(kind, task.task_id, text, leads, (task.task_id,))


def on_coding(tasks: pd.DataFrame) -> Iterator[Advice]:
    """Documents whose stages and tools nobody has confirmed."""
    for policy_id, own in tasks[tasks.in_force == 1].groupby("policy_id", sort=False):
        drafts = own[~own.coding.isin(("", HUMAN))]
        if len(drafts):
            text = label("policy_advice_text", CODING).format(number=len(drafts), policy=policy_id)
            yield Advice(CODING, str(policy_id), text, (), tuple(drafts.task_id))


def on_fit(fitted: pd.DataFrame) -> Iterator[Advice]:
    """The largest unmet demands of all and of each zone, and what all have too much of."""
    for grouping, most in MOST.items():
        about = fitted[(fitted.grouping == grouping) & (fitted.gap.abs() >= LEAST_GAP)]
        for _, cells in about.groupby("group", sort=False):
            yield from _cells(UNMET, cells[cells.gap > 0].nlargest(most, "gap"))
            if grouping == ALL:
                yield from _cells(OVERSUPPLY, cells[cells.gap < 0].nsmallest(most, "gap"))


def _cells(kind: str, cells: pd.DataFrame) -> Iterator[Advice]:
    for cell in each(cells):
        where = "-".join(filter(None, (cell.grouping, cell.group)))
        text = label("policy_advice_text", kind).format(
            where=cell.group_label or label("policy_grouping", ALL),
            cell=cell_label(cell.stage, cell.tool_class),
            demand=f"{cell.demand_share:.1%}",
            supply=f"{cell.supply_share:.1%}",
        )
        yield Advice(kind, f"{where}-{cell.stage}.{cell.tool_class}", text, (), ("policy_fit",))


def on_coverage(covered: pd.DataFrame, gaps: list[GapFound]) -> Iterator[Advice]:
    """Cells stage × class that no policy in force fills, and known gaps that stay open."""
    corpus = covered[(covered.policy_id == CORPUS) & (covered.tasks > 0)]
    filled = set(zip(corpus.stage, corpus.tool_class, strict=True))
    for cell in CELLS if filled else ():
        if cell not in filled:
            text = label("policy_advice_text", CELL).format(cell=cell_label(*cell))
            yield Advice(CELL, ".".join(cell), text, (), ("policy_coverage",))
    for found in gaps:
        if found.place is None:
            text = label("policy_advice_text", GAP).format(
                gap=found.gap.label_zh, source=found.gap.source
            )
            yield Advice(GAP, found.gap.code, text, (), ("policy_pattern",))


def on_conflicts(conflicts: pd.DataFrame, departments: Mapping[str, str]) -> Iterator[Advice]:
    """Conditions that differ or contradict each other.

    Parameters
    ----------
    departments
        Condition → department that grants the benefit.
    """
    for found in each(conflicts):
        pair = (str(found.condition_a), str(found.condition_b))
        who = tuple(dict.fromkeys(departments[c] for c in pair if departments.get(c)))
        text = label("policy_advice_text", CONFLICT).format(
            kind=found.conflict_label, detail=found.detail
        )
        yield Advice(CONFLICT, "-".join((*pair, str(found.conflict))), text, who, pair)


def on_plan(plan: Mapping[str, pd.DataFrame]) -> Iterator[Advice]:
    """Tasks of the plan that are overdue, and by department those without any report."""
    tasks = plan.get("plan_tasks")
    if tasks is None:
        return
    for task in each(tasks[tasks.state == OVERDUE]):
        text = label("policy_advice_text", OVERDUE).format(task=short(task.text), end=task.end)
        yield Advice(OVERDUE, str(task.task_id), text, split(task.lead), (str(task.task_id),))
    silent: dict[str, list[str]] = {}
    for task in each(tasks[tasks.state == UNREPORTED]):
        for department in split(task.lead) or (OFFICE,):
            silent.setdefault(department, []).append(str(task.task_id))
    for department, own in sorted(silent.items()):
        text = label("policy_advice_text", UNREPORTED).format(number=len(own))
        yield Advice(UNREPORTED, department, text, (department,), tuple(own))


def ledger(found: list[Advice], policies: Policies) -> pd.DataFrame:
    """The table ``policy_advice``: advice with what the kept ledger says of it.

    A line of the ledger whose advice no longer arises is listed last, as `FORMER`: decisions do
    not vanish with their reason. Of several lines on one advice the last counts.
    """
    kept = {row["advice_id"]: row for row in _records(policies.ledger)}
    rows = [_row(advice, kept.get(advice.advice_id, {}), policies) for advice in found]
    known = {advice.advice_id for advice in found}
    for advice_id in sorted(kept.keys() - known):
        text = label("policy_advice_text", FORMER)
        row = kept[advice_id]
        gone = Advice(FORMER, advice_id, text, split(row["department"]), ())
        rows.append({**_row(gone, row, policies), "advice_id": advice_id})
    table = pd.DataFrame(rows, columns=[*ADVICE_COLUMNS])
    table = table.sort_values("severity", ascending=False, kind="stable", ignore_index=True)
    return labelled(table, {"kind": "policy_advice", "status": "policy_advice_status"})


def _records(table: pd.DataFrame) -> Iterator[dict[str, str]]:
    for row in table.to_dict("records"):
        yield {str(name): str(value) for name, value in row.items()}


def _row(advice: Advice, kept: Mapping[str, str], policies: Policies) -> dict[str, object]:
    departments = advice.departments or (OFFICE,)
    return {
        "advice_id": advice.advice_id,
        "kind": advice.kind,
        "subject": advice.subject,
        "text": advice.text,
        "departments": SEPARATOR.join(departments),
        "departments_label": "；".join(_names(policies, departments)),
        "evidence": SEPARATOR.join(advice.evidence),
        "severity": SEVERITY[advice.kind],
        "status": kept.get("status") or OPEN,
        "decided_on": kept.get("decided_on") or "",
        "note": kept.get("note") or "",
    }


def _names(policies: Policies, codes: tuple[str, ...]) -> list[str]:
    known = policies.departments
    return [known[code].label_zh if code in known else code for code in codes]
