"""How figures and missing figures are worded in Word documents."""

from pathlib import Path
from typing import Any

import pandas as pd

from reports import results
from reports.texts import Texts, read_texts

TEXTS = Path(__file__).with_name("texts.csv")
"""Every fixed wording of the Word reports; a department may edit it in Excel."""


def texts() -> Texts:
    """The wordings of the Word reports."""
    return read_texts(TEXTS)


def fixed(value: Any, decimals: int = 3) -> str:
    """A figure with so many decimals, or that there is none.

    Examples
    --------
    >>> fixed(0.8614), fixed(float("nan")), fixed(-0.0001, 2)
    ('0.861', '缺数据', '0.00')
    """
    if value is None or pd.isna(value):
        return texts()("missing")
    text = f"{float(value):.{decimals}f}"
    return text.lstrip("-") if float(text) == 0 else text


def whole(value: Any) -> str:
    """A rank or a year."""
    return fixed(value, 0)


def signed(value: Any, decimals: int = 3) -> str:
    """A change with its sign, or that there is none to tell.

    Examples
    --------
    >>> signed(0.0123), signed(-0.2), signed(0.0)
    ('+0.012', '-0.200', '0.000')
    """
    text = fixed(value, decimals)
    return text if results.missing(value) or float(text) <= 0 else f"+{text}"


def percent(share: Any) -> str:
    """A share as percent with one decimal.

    Examples
    --------
    >>> percent(0.1747)
    '17.5%'
    """
    return fixed(share) if share is None or pd.isna(share) else f"{100 * float(share):.1f}%"


def span(low: Any, high: Any, decimals: int) -> str:
    """Bounds of an interval, or that nothing was drawn.

    Examples
    --------
    >>> span(0.839, 0.9021, 2), span(3, 3, 0), span(None, None, 0)
    ('0.84–0.90', '3', '无区间')
    """
    if results.missing(low) or results.missing(high):
        return texts()("no_interval")
    first, second = fixed(low, decimals), fixed(high, decimals)
    return first if first == second else f"{first}–{second}"


def words(value: object, instead: str = "missing") -> str:
    """A text of a table, or the wording for a blank one."""
    return texts()(instead) if results.missing(value) else str(value)


def decimals_of(values: pd.Series) -> int:
    """Decimals that a column of raw figures is printed with, from its largest.

    Examples
    --------
    >>> [decimals_of(pd.Series(v)) for v in ([103638.0, 5], [190.0], [7.25], [0.61])]
    [0, 1, 2, 3]
    """
    largest = float(values.abs().max()) if values.notna().any() else 0.0
    return 0 if largest >= 1000 else 1 if largest >= 100 else 2 if largest >= 1 else 3


def years_of(values: pd.Series) -> str:
    """Years of a column's figures, or that there is none.

    Examples
    --------
    >>> years_of(pd.Series([2018, 2019])), years_of(pd.Series([2019])), years_of(pd.Series([]))
    ('2018–2019', '2019', '缺数据')
    """
    known = values.dropna()
    if known.empty:
        return texts()("missing")
    first, last = int(known.min()), int(known.max())
    return str(last) if first == last else f"{first}–{last}"
