"""Every judgement the reader must see, as a row of a table that stands in the report."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pandas as pd

TEMPLATES = Path(__file__).with_name("notes.csv")
COLUMNS = ("stage", "severity", "region_code", "year", "message_code", "detail")
MAX_LISTED = 6
"""Names in one note; more are counted instead."""


@cache
def templates() -> dict[str, dict[str, str]]:
    """Stage, severity and text of each message code."""
    with TEMPLATES.open(encoding="utf-8-sig", newline="") as file:
        return {row["message_code"]: row for row in csv.DictReader(file)}


def listed(names: Iterable[str], total: int | None = None, noun: str = "个地区") -> str:
    """Names in a row; all of `total` are called all, many are cut short with their count."""
    found = list(names)
    if total is not None and len(found) == total:
        return f"全部 {total} {noun}"
    if len(found) > MAX_LISTED:
        return "、".join(found[:MAX_LISTED]) + f" 等 {len(found)} {noun}"
    return "、".join(found)


def spans(years: Iterable[int]) -> str:
    """Years in a row as spans.

    Examples
    --------
    >>> spans([2014, 2015, 2016, 2019])
    '2014–2016、2019'
    """
    parts: list[list[int]] = []
    for year in sorted(years):
        if parts and year == parts[-1][-1] + 1:
            parts[-1].append(year)
        else:
            parts.append([year])
    return "、".join(f"{p[0]}–{p[-1]}" if len(p) > 1 else str(p[0]) for p in parts)


@dataclass
class Notes:
    """Collects notes in the order in which the stages make them."""

    rows: list[dict[str, object]] = field(default_factory=list)

    def add(
        self, code: str, *, region_code: str = "", year: int | str | None = None, **values: object
    ) -> None:
        """Add one note; `values` fill the template of `code` in ``notes.csv``."""
        template = templates()[code]
        self.rows.append(
            {
                "stage": template["stage"],
                "severity": template["severity"],
                "region_code": region_code,
                "year": "" if year is None else str(year),
                "message_code": code,
                "detail": template["text"].format(year=year, **values),
            }
        )

    def frame(self) -> pd.DataFrame:
        """All notes as text columns, without repeats."""
        return pd.DataFrame(self.rows, columns=[*COLUMNS], dtype=str).drop_duplicates(
            ignore_index=True
        )
