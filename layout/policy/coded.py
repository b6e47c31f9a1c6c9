"""Tasks with their codes and the strength of their document: what coverage and supply count."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from geodata.policies.corpus import INDUSTRY, STAGE, TOOL, Policies
from layout.views import SEPARATOR, Array

DRAFT, HUMAN, MIXED = "draft", "human", "mixed"
"""Who coded: the vocabulary (to be confirmed by a person), a person, or partly either."""

TASK_COLUMNS = (
    "task_id",
    "policy_id",
    "text",
    "level",
    "area",
    "in_force",
    "strength",
    "stages",
    "tools",
    "industries",
    "coding",
)
CELL_COLUMNS = (
    "task_id",
    "policy_id",
    "level",
    "area",
    "in_force",
    "industries",
    "coding",
    "stage",
    "tool",
    "tool_class",
    "share",
    "weight",
)


def coding(statuses: set[str]) -> str:
    """Who coded, of all the codes that a result rests on; blank for none.

    Examples
    --------
    >>> coding({"draft", "human"})
    'mixed'
    """
    return MIXED if len(statuses) > 1 else next(iter(statuses), "")


def mixed_coding(codings: pd.Series) -> str:
    """Who coded, of results that have been told already."""
    return coding(set(codings) - {""})


def judged_tasks(policies: Policies, documents: pd.DataFrame) -> pd.DataFrame:
    """Tasks of the part by which each document is judged, so that no task counts twice.

    Parameters
    ----------
    documents
        The table ``policy_documents``: ``part`` names the part judged.

    Returns
    -------
    DataFrame
        `TASK_COLUMNS`; ``stages``, ``tools`` and ``industries`` are tuples of codes in force,
        ``coding`` tells who coded stage and tool.
    """
    codes = policies.codes
    used = codes[codes.kind.isin((STAGE, TOOL))]
    who = {task: coding(set(found)) for task, found in used.groupby("task_id").status}
    of = documents[["policy_id", "part", "level", "area", "in_force", "strength"]]
    text = {"policy_id": str, "part": str}  # a column of an empty table has any type
    tasks = policies.tasks.astype(text).merge(of.astype(text), on=[*text], validate="many_to_one")
    for column, kind in (("stages", STAGE), ("tools", TOOL), ("industries", INDUSTRY)):
        by_task = codes[codes.kind == kind].groupby("task_id").code
        known = {task: tuple(sorted(set(found))) for task, found in by_task}
        tasks[column] = [known.get(task, ()) for task in tasks.task_id]
    tasks["coding"] = [who.get(task, "") for task in tasks.task_id]
    tasks["strength"] = numbers(tasks.strength)
    return tasks[[*TASK_COLUMNS]]


def numbers(values: pd.Series) -> Array:
    """Whole numbers that may be missing as floats with NaN."""
    return values.to_numpy(dtype=np.float64, na_value=np.nan)


def cells(tasks: pd.DataFrame) -> pd.DataFrame:
    """One row per task, stage and tool.

    A task with several stages and tools is spread evenly over their combinations, so that the
    weights of a task add up to the strength of its document. A task without stage or without
    tool has no row.

    Returns
    -------
    DataFrame
        `CELL_COLUMNS`: ``share`` of the task (0–1), ``weight`` = share × strength.
    """
    table = tasks.explode("stages").explode("tools").dropna(subset=["stages", "tools"])
    table = table.rename(columns={"stages": "stage", "tools": "tool"})
    table["tool_class"] = [str(tool).partition(".")[0] for tool in table.tool]
    table["share"] = 1.0 / table.groupby("task_id").task_id.transform("size").astype(float)
    table["weight"] = table.share * table.strength
    return table[[*CELL_COLUMNS]].reset_index(drop=True)


def each(table: pd.DataFrame) -> Iterator[Any]:
    """Rows of a table whose columns are named here, not by the type checker."""
    yield from table.itertuples(index=False)


def joined(values: pd.Series) -> str:
    """Distinct values in one cell, in their order."""
    return SEPARATOR.join(dict.fromkeys(map(str, values)))
