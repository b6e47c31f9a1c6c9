"""Printed tables whose headings are the names that the dictionary gives to the columns."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from layout.evaluation import Evaluation
from reports import results
from reports.dictionary import entry
from reports.word import remarks
from reports.word.grid import Column
from reports.word.outline import Outline
from reports.word.wording import percent, texts, words

Spec = tuple[str, float, str]
"""Column of the table, share of the width, and how it is shown: a key of `FORMS`."""

MOST_DECIMALS = 3


def amount(value: Any) -> str:
    """A figure with as many decimals as it needs, three at most, or a dash.

    Examples
    --------
    >>> amount(49888.0), amount(7.1), amount(0.5611111), amount(None)
    ('49888', '7.1', '0.561', '—')
    """
    if results.missing(value):
        return words("", "nothing")
    text = f"{float(value):.{MOST_DECIMALS}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def share(value: Any) -> str:
    """A share as percent, or a dash.

    Examples
    --------
    >>> share(1.2472), share(float("nan"))
    ('124.7%', '—')
    """
    return words("", "nothing") if results.missing(value) else percent(value)


def _text(value: Any) -> str:
    return words(value, "nothing")


def chance(value: Any) -> str:
    """A chance as percent; what comes out as certain is never told as certain."""
    if results.missing(value) or 0.01 <= value <= 0.99:
        return share(value)
    return texts()("plan_chance_high" if value > 0.5 else "plan_chance_low")


def _yes(value: Any) -> str:
    if results.missing(value):
        return words("", "nothing")
    return texts()("policy_yes" if value == 1 else "policy_no")


FORMS = {
    "text": _text,
    "left": _text,
    "amount": amount,
    "share": share,
    "chance": chance,
    "yes": _yes,
}
"""How a cell is shown; ``left`` is a sentence."""


def printed(
    paper: Outline, caption: str, table: str, rows: pd.DataFrame, spec: Sequence[Spec]
) -> None:
    """Print these columns of a table under a caption; nothing where there are no rows.

    A column that is blank in all rows is left out, so that no empty columns take the width.
    """
    if rows.empty:
        return
    kept = [one for one in spec if not results.column(rows, one[0]).map(results.missing).all()]
    heads = [
        Column(_head(table, name), weight, "left" if form == "left" else "center")
        for name, weight, form in kept
    ]
    cells = [[FORMS[form](value) for value in rows[name]] for name, _, form in kept]
    paper.table(caption, heads, [list(row) for row in zip(*cells, strict=True)])


def _head(table: str, column: str) -> str:
    """Chinese name of a column; that of the codes where the labels have no line of their own."""
    known = entry(table, column) or entry(table, column.removesuffix("_label"))
    return known.label if known else column


def notes(paper: Outline, evaluation: Evaluation, stage: str, told: pd.DataFrame) -> None:
    """Appendix of these notes of a stage, warnings before explanations; none without notes."""
    own = told[told.stage == stage]
    if own.empty:
        return
    known = remarks.names(evaluation)
    for severity, key in (("warning", "chapter_warnings"), ("info", "chapter_remarks")):
        lines = remarks.lines(own[own.severity == severity], known)
        if lines:
            paper.appendix(key)
            paper.points(lines)
