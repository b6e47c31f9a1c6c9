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
"""Regions named in one note; more are counted instead."""


@cache
def templates() -> dict[str, dict[str, str]]:
    """Stage, severity and text of each message code."""
    with TEMPLATES.open(encoding="utf-8-sig", newline="") as file:
        return {row["message_code"]: row for row in csv.DictReader(file)}


def listed(names: Iterable[str], total: int | None = None) -> str:
    """Names in a row; all of `total` are called all, many are cut short with their count."""
    found = list(names)
    if total is not None and len(found) == total:
        return f"全部 {total} 个地区"
    if len(found) > MAX_LISTED:
        return "、".join(found[:MAX_LISTED]) + f" 等 {len(found)} 个地区"
    return "、".join(found)


@dataclass
class Notes:
    """Collects notes in the order in which the stages make them."""

    rows: list[dict[str, object]] = field(default_factory=list)

    def add(
        self, code: str, *, region_code: str = "", year: int | None = None, **values: object
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
