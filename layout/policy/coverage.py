"""Which stages of the chain the policies touch with which tools, and in what pattern."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from geodata.errors import Problems
from geodata.policies.corpus import STAGES, TOOLS, Policies
from geodata.tables import Table, read_table
from layout.labels import label
from layout.notes import Notes
from layout.policy import wordrules
from layout.policy.coded import joined, mixed_coding
from layout.rules import RuleChecker
from layout.views import Array, labelled, published, remark, rounded

COVERAGE_COLUMNS = (
    "policy_id",
    "stage",
    "tool",
    "tool_class",
    "tasks",
    "weight",
    "task_ids",
    "coding",
)
PATTERN_COLUMNS = (
    "policy_id",
    "tasks_coded",
    "stages_touched",
    "longest_chain",
    "cells_filled",
    "coverage",
    "evenness",
    "pattern",
    "empty_cells",
    "known_gaps",
    "coding",
    "remark",
)
COVERAGE_LABELS = {
    "stage": "policy_stage",
    "tool": "policy_tool",
    "tool_class": "policy_tool_class",
}
PATTERN_LABELS = {"pattern": "policy_pattern", "coding": "policy_coding", "remark": "remark"}
CELLS = tuple((stage, tool_class) for stage in STAGES for tool_class in TOOLS)
"""The 15 cells stage × class of tool."""

CHAIN = 3
"""Consecutive stages from which a policy is called a chain."""

POINT, PARTIAL, CHAINED = "point", "partial", "chain"
CORPUS = ""
"""`policy_id` of what concerns all documents in force together."""

GAP_COLUMNS = ("gap", "label_zh", "stage", "words", "source")


@dataclass(frozen=True)
class KnownGap:
    """A measure that the literature misses in such policies, found by words in the text."""

    code: str
    label_zh: str
    stage: str
    words: str
    source: str


@dataclass(frozen=True)
class GapFound:
    """Whether a document, or any document of a corpus, fills a known gap, and where it does."""

    gap: KnownGap
    policy_id: str
    place: wordrules.Place | None

    @property
    def sentence(self) -> str:
        """What was found, with the quote and its characters."""
        if self.place is None:
            return label("policy_gap", "open").format(gap=self.gap.label_zh)
        return label("policy_gap", "filled").format(
            gap=self.gap.label_zh,
            quote=self.place.quote,
            policy_id=self.policy_id,
            start=self.place.start + 1,  # readers count characters from 1, the last one included
            end=self.place.end,
        )


def read_gaps(path: Path, problems: Problems) -> tuple[tuple[KnownGap, ...], Table]:
    """Read the known gaps; faults go to `problems`."""
    table = read_table(path, GAP_COLUMNS, problems)
    checker = RuleChecker(table.name, {}, problems)
    for row in table:
        checker.unique(row, "gap")
        checker.allowed(row, "stage", STAGES)
        for column in ("gap", "label_zh", "words"):
            if not row[column]:
                problems.add_study("cell_empty", table.name, row.number, column)
    return tuple(KnownGap(*(row[column] for column in GAP_COLUMNS)) for row in table), table


def coverage(cells: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """The table ``policy_coverage``: every stage × tool, of all in force and of each document.

    Parameters
    ----------
    cells
        Of `layout.policy.coded.cells`.
    documents
        The table ``policy_documents``.
    """
    scopes = [(CORPUS, cells[cells.in_force == 1])]
    scopes += [(policy, cells[cells.policy_id == policy]) for policy in documents.policy_id]
    if documents.empty:
        scopes = []
    table = pd.concat([_grid(policy, found) for policy, found in scopes] or [_no_cells()])
    return labelled(table.reset_index(drop=True), COVERAGE_LABELS)


def _no_cells() -> pd.DataFrame:
    return pd.DataFrame(columns=[*COVERAGE_COLUMNS])


def _grid(policy_id: str, cells: pd.DataFrame) -> pd.DataFrame:
    found = dict(iter(cells.groupby(["stage", "tool"])))
    nothing = cells.iloc[:0]
    rows = []
    for stage in STAGES:
        for tool in (f"{kind}.{name}" for kind, names in TOOLS.items() for name in names):
            here = found.get((stage, tool), nothing)
            rows.append(
                {
                    "policy_id": policy_id,
                    "stage": stage,
                    "tool": tool,
                    "tool_class": tool.partition(".")[0],
                    "tasks": here.task_id.nunique(),
                    "weight": published(here.weight.sum()),
                    "task_ids": joined(here.task_id),
                    "coding": mixed_coding(here.coding),
                }
            )
    return pd.DataFrame(rows, columns=[*COVERAGE_COLUMNS])


def longest_run(present: Sequence[bool]) -> int:
    """Length of the longest run of consecutive stages that are present.

    Examples
    --------
    >>> longest_run([True, True, False, True, True])
    2
    """
    longest = run = 0
    for here in present:
        run = run + 1 if here else 0
        longest = max(longest, run)
    return longest


def evenness(weights: Array) -> float:
    """Shannon evenness ``H / ln m`` of weights over ``m`` cells; NaN where all are zero.

    Parameters
    ----------
    weights : (m,)
        Non-negative; ``0 ln 0 = 0``.

    Examples
    --------
    >>> round(evenness(np.array([1.0, 1.0, 0.0, 0.0])), 3)
    0.5
    """
    total = weights.sum()
    if not total > 0:
        return float("nan")
    shares = weights / total
    shares = shares[shares > 0]
    return float(-(shares * np.log(shares)).sum() / np.log(len(weights)) + 0.0)


def by_cell(cells: pd.DataFrame) -> Array:
    """Weight of each of `CELLS`, (15,); cells of documents without strength weigh nothing."""
    sums = cells.groupby(["stage", "tool_class"]).weight.sum().to_dict()
    return np.array([sums.get(cell, 0.0) for cell in CELLS], dtype=np.float64)


def pattern(
    cells: pd.DataFrame,
    tasks: pd.DataFrame,
    documents: pd.DataFrame,
    gaps: dict[str, list[GapFound]],
    notes: Notes,
) -> pd.DataFrame:
    """The table ``policy_pattern``: point, partial or chain, of all in force and each document."""
    scopes = [(CORPUS, cells.in_force == 1, tasks.in_force == 1)]
    scopes += [(p, cells.policy_id == p, tasks.policy_id == p) for p in documents.policy_id]
    if documents.empty:
        scopes = []
    rows = [
        _pattern(policy, cells[among], tasks[of], gaps.get(policy, []))
        for policy, among, of in scopes
    ]
    uncoded = len(tasks) - tasks.task_id.isin(cells.task_id).sum()
    if uncoded:
        notes.add("policy_uncoded", number=uncoded, total=len(tasks))
    table = pd.DataFrame(rows, columns=[*PATTERN_COLUMNS])
    for column in ("coverage", "evenness"):
        table[column] = rounded(table[column].astype(float))
    return labelled(table, PATTERN_LABELS)


def _pattern(
    policy_id: str, cells: pd.DataFrame, tasks: pd.DataFrame, gaps: list[GapFound]
) -> dict[str, object]:
    filled = set(zip(cells.stage, cells.tool_class, strict=True))
    present = [stage in set(cells.stage) for stage in STAGES]
    coded = cells.task_id.nunique()
    longest = longest_run(present)
    kind = POINT if sum(present) == 1 else CHAINED if longest >= CHAIN else PARTIAL
    weightless = bool(coded) and not cells.weight.sum() > 0
    some = 0 < coded < len(tasks)
    return {
        "policy_id": policy_id,
        "tasks_coded": coded,
        "stages_touched": sum(present),
        "longest_chain": longest,
        "cells_filled": len(filled),
        "coverage": len(filled) / len(CELLS) if coded else float("nan"),
        "evenness": evenness(by_cell(cells)),
        "pattern": kind if coded else "",
        "empty_cells": "；".join(cell_label(*c) for c in CELLS if c not in filled) if coded else "",
        "known_gaps": "；".join(found.sentence for found in gaps),
        "coding": mixed_coding(cells.coding),
        "remark": remark(
            "" if coded else "policy_no_coded_task",
            "policy_some_uncoded" if some else "",
            "policy_no_strength" if weightless else "",
        ),
    }


def cell_label(stage: str, tool_class: str) -> str:
    """A cell in words.

    Examples
    --------
    >>> cell_label("use", "demand")
    '运用×需求型'
    """
    return f"{label('policy_stage', stage)}×{label('policy_tool_class', tool_class)}"


def known_gaps(
    gaps: Sequence[KnownGap], policies: Policies, documents: pd.DataFrame
) -> dict[str, list[GapFound]]:
    """Known gaps filled or not: by document, and by all in force together under `CORPUS`.

    Where no document is in force there is nothing to say of all together.
    """
    found = {
        policy: [
            GapFound(gap, policy, wordrules.find(policies.texts.get(policy, ""), gap.words))
            for gap in gaps
        ]
        for policy in documents.policy_id
    }
    current = [*documents.policy_id[documents.in_force == 1]]
    found[CORPUS] = [_filled_by(current, found, n) for n in range(len(gaps)) if current]
    return found


def _filled_by(current: list[str], found: dict[str, list[GapFound]], n: int) -> GapFound:
    """The `n`-th gap, of the first document that fills it; of the first one if none does."""
    told = [found[policy][n] for policy in current]
    return next((each for each in told if each.place), told[0])
