"""Printed tables whose columns are columns of the evaluation's own tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

import pandas as pd

from layout.notes import listed
from layout.views import SEPARATOR
from reports import results
from reports.word.grid import Column
from reports.word.outline import Outline
from reports.word.wording import decimals_of, fixed, words

BY_SIZE = -1
"""Decimals by the largest number of the column: densities of rare rights are small."""


@dataclass(frozen=True)
class Shown:
    """A column of a printed table.

    Attributes
    ----------
    head
        Key of its heading in ``texts.csv``.
    name
        Column of the evaluation's table.
    weight
        Its share of the width, against the other columns.
    decimals
        Of a number, or `BY_SIZE`; None for words.
    """

    head: str
    name: str
    weight: float = 1.0
    decimals: int | None = None
    align: str = "center"


REGION = Shown("column_region", "region_name", 1.5)


def number(value: Any, decimals: int) -> str:
    """A figure with so many decimals, or a dash: a blank here has a reason below the table.

    Examples
    --------
    >>> number(12.345, 1), number(float("nan"), 1)
    ('12.3', '—')
    """
    return words("", "nothing") if results.missing(value) else fixed(value, decimals)


def print_table(
    paper: Outline,
    caption: str,
    shown: Sequence[Shown],
    rows: pd.DataFrame,
    /,
    **values: object,
) -> None:
    """Print the rows under a caption; `values` fill the caption and the headings."""
    columns = [Column(paper.texts(c.head, **values), c.weight, c.align) for c in shown]
    told = [_cells(rows[c.name], c.decimals) for c in shown]
    paper.table(caption, columns, [list(row) for row in zip(*told, strict=True)], **values)


def _cells(values: pd.Series, decimals: int | None) -> list[str]:
    """One column of the table, from top to bottom."""
    if decimals is None:
        return [words(value, "nothing") for value in values]
    places = decimals_of(values) if decimals == BY_SIZE else decimals
    return [number(value, places) for value in values]


def why_blank(paper: Outline, rows: pd.DataFrame, codes: Sequence[str]) -> None:
    """Below a table what its dashes stand for: the remarks of these codes, and in which rows.

    Parameters
    ----------
    rows
        With ``region_name``, ``remark`` and ``remark_label``.
    codes
        Remarks on columns that the table shows; a row may have others.
    """
    told = [f"{text}（{names}）" for text, names in reasons(rows, codes).items()]
    if told:
        paper.note(paper.texts("note_blank", reasons="；".join(told)))


def reasons(rows: pd.DataFrame, codes: Sequence[str]) -> Mapping[str, str]:
    """Text of each remark → names of the rows that have it."""
    found: dict[str, list[str]] = {}
    for name, remark, texts in zip(rows.region_name, rows.remark, rows.remark_label, strict=True):
        if results.missing(remark):
            continue
        pairs = zip_longest(str(remark).split(SEPARATOR), str(texts).split("；"), fillvalue="")
        for code, text in pairs:
            if code in codes:
                found.setdefault(text, []).append(str(name))
    return {text: listed(names) for text, names in found.items()}
