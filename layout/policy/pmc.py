"""The PMC index: how many aspects of policy making a document covers, by a codebook of words.

Ruiz Estrada, M. A. (2011): Policy modeling: Definition, classification and evaluation. Journal of
Policy Modeling 33(4): 523–536. Binary variables in groups; the groups weigh the same. Every tick
counts the same and long texts collect more ticks: the index compares breadth, not worth.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from geodata.errors import Problems
from geodata.policies.corpus import Policies
from geodata.tables import Table, read_table
from layout.notes import Notes
from layout.policy import wordrules
from layout.policy.coded import DRAFT
from layout.rules import RuleChecker

CODEBOOK_COLUMNS = ("group", "group_label", "variable", "variable_label", "words", "source")
PMC_COLUMNS = (
    "policy_id",
    "variable",
    "variable_label",
    "group",
    "group_label",
    "value",
    "quote",
    "start_char",
    "end_char",
    "coding",
)
INDEX_COLUMNS = ("policy_id", "pmc", "pmc_normalised", "pmc_grade")
GRADES = ((0.9, "perfect"), (0.7, "excellent"), (0.5, "acceptable"), (0.0, "poor"))
"""Least normalised index of each grade: 9, 7 and 5 of ten groups, as is usual with the index."""


@dataclass(frozen=True)
class Variable:
    """A second-level variable: 1 where the text has one of the words."""

    group: str
    group_label: str
    variable: str
    variable_label: str
    words: str
    source: str


def read_pmc(path: Path, problems: Problems) -> tuple[tuple[Variable, ...], Table]:
    """Read the codebook, in its order; faults go to `problems`."""
    table = read_table(path, CODEBOOK_COLUMNS, problems)
    checker = RuleChecker(table.name, {}, problems)
    for row in table:
        checker.unique(row, "variable")
        for column in ("group", "group_label", "variable", "variable_label", "words"):
            if not row[column]:
                problems.add_study("cell_empty", table.name, row.number, column)
    return tuple(Variable(*(row[column] for column in CODEBOOK_COLUMNS)) for row in table), table


def ticks(policies: Policies, codebook: Sequence[Variable], notes: Notes) -> pd.DataFrame:
    """The table ``policy_pmc``: every variable of every document, with the words that set it.

    ``start_char`` and ``end_char`` are missing where the value is 0.
    """
    rows = []
    for policy_id in policies.documents.policy_id:
        text = policies.texts.get(policy_id, "")
        for variable in codebook:
            place = wordrules.find(text, variable.words)
            rows.append(
                {
                    "policy_id": policy_id,
                    "variable": variable.variable,
                    "variable_label": variable.variable_label,
                    "group": variable.group,
                    "group_label": variable.group_label,
                    "value": int(place is not None),
                    "quote": place.quote if place else "",
                    "start_char": place.start if place else None,
                    "end_char": place.end if place else None,
                    "coding": DRAFT,
                }
            )
    if rows:
        groups = len({variable.group for variable in codebook})
        notes.add("policy_pmc_words", variables=len(codebook), groups=groups)
    table = pd.DataFrame(rows, columns=[*PMC_COLUMNS])
    characters = ["start_char", "end_char"]
    return table.astype(dict.fromkeys(characters, "Int64") | {"value": int})


def index(found: pd.DataFrame) -> pd.DataFrame:
    """The index of each document from its ticks.

    Parameters
    ----------
    found
        ``policy_id, group, value`` at least, one row per document and variable; values 0 or 1.

    Returns
    -------
    DataFrame
        `INDEX_COLUMNS`: ``pmc = Σ over groups of the mean of the group's values`` (0 to the
        number of groups), ``pmc_normalised = pmc / number of groups`` (0–1) and its grade.

    Examples
    --------
    >>> ticked = {"policy_id": ["a"] * 3, "group": ["X1", "X1", "X2"], "value": [1, 0, 1]}
    >>> index(pd.DataFrame(ticked)).pmc_normalised.item()
    0.75
    """
    means = found.groupby(["policy_id", "group"], sort=False).value.mean()
    by_document = means.groupby("policy_id", sort=False).agg(["sum", "size"])
    share = by_document["sum"] / by_document["size"]
    return pd.DataFrame(
        {
            "policy_id": by_document.index.astype(object),
            "pmc": by_document["sum"].to_numpy(dtype=float),
            "pmc_normalised": share.to_numpy(dtype=float),
            "pmc_grade": [grade(value) for value in share],
        },
        columns=[*INDEX_COLUMNS],
    )


def grade(share: float) -> str:
    """Grade of a normalised index.

    Examples
    --------
    >>> grade(0.7), grade(0.4999)
    ('excellent', 'poor')
    """
    value = round(share, 9)  # a sum of group means may lie a rounding error below its limit
    return next(name for least, name in GRADES if value >= least)
