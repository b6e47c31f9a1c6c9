"""What is counted: the tables that leave the engine, and the parts in which rights are shared.

A right that falls into several classes, and a class that belongs to several industries, are
shared out in whole parts, so that totals reconcile exactly and do not depend on the order in
which an engine adds them up.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType

import pandas as pd

CLASS_UNIT = 2520
"""Parts of one right among its classes: the least number that 1 to 10 divide."""

INDUSTRY_UNIT = 10_000
"""Parts of one class among its industries: four decimals of a published weight."""

RIGHT = CLASS_UNIT * INDUSTRY_UNIT
"""Parts of one right among industries. 50 million rights are 1.3e15 parts, exact in a float."""

EVENTS = ("filed", "granted", "ended")
"""What happens to a right in a year. In force at the end of year t is what was granted up to t
less what ended up to t; registered rights without examination are filed and granted at once."""

BASES = ("filed", "granted", "in_force")
"""What a concentration is taken of: those of the year, or those in force at its end."""

STRATEGIC, OVERSEAS, PLEDGED, AWARDED = 1, 2, 8, 16
"""Bits of `flags`, by the place of the class in `models.high_value.CLASSES`; bit 4, long
maintained, follows from the years."""

WHOLE = ""
"""Region code of the whole study area; industry code of what belongs to no known industry."""

SCHEMAS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        # rights by the years of their life: stock, flow, age and the abnormal filter follow
        "rights": {
            "region_code": "str",
            "kind": "str",
            "type": "str",
            "filed_year": "int64",  # 0 = not known or not applicable, also below
            "granted_year": "int64",
            "ended_year": "int64",
            "flags": "int64",
            "abnormal": "int64",
            "records": "int64",
        },
        # in parts of RIGHT; abnormal filings as the study's setting has it, also below
        "industries": {
            "region_code": "str",
            "kind": "str",
            "type": "str",
            "industry": "str",
            "year": "int64",
            "event": "str",
            "parts": "int64",
        },
        # in parts of CLASS_UNIT; class is the IPC subclass, the Nice class or as registered
        "classes": {
            "region_code": "str",
            "kind": "str",
            "type": "str",
            "class": "str",
            "year": "int64",
            "event": "str",
            "parts": "int64",
        },
        # sums over holders in each region and in the whole study area (WHOLE)
        "holders": {
            "region_code": "str",
            "kind": "str",
            "type": "str",
            "year": "int64",
            "basis": "str",
            "holders": "int64",
            "records": "int64",
            "squares": "int64",
            "top5": "int64",
        },
        # transfers, licences and pledges; regions outside the study by province, blank unknown
        "flows": {
            "deal": "str",
            "kind": "str",
            "year": "int64",
            "from_region": "str",
            "to_region": "str",
            "records": "int64",
            "amount": "int64",  # yuan; 0 where no row has one
            "with_amount": "int64",  # rows that have one
        },
        # enterprises and R&D statistics; value in the measure's unit of `MEASURES`
        "activities": {
            "kind": "str",
            "region_code": "str",
            "industry": "str",
            "year": "int64",
            "measure": "str",
            "value": "int64",
            "records": "int64",  # rows that have the measure
        },
        # every row of every register is in one stage only; doubts are counted beside them
        "account": {
            "register": "str",
            "kind": "str",
            "stage": "str",
            "reason": "str",
            "records": "int64",
        },
        "samples": {
            "register": "str",
            "reason": "str",
            "file": "str",
            "row": "int64",
            "content": "str",
        },
    }
)
"""Columns of each table with their types, in order; rows are sorted by all columns."""

STAGES = ("read", "malformed", "dropped", "duplicate", "outside", "counted", "doubtful")
"""read = malformed + dropped + duplicate + outside + counted; doubtful rows are counted ones."""

MEASURES: Mapping[str, str] = MappingProxyType(
    {
        "enterprises": "家",
        "employment": "人",
        "revenue": "元",
        "value_added": "元",
        "exports": "元",
        "rd_expenditure": "元",
        "rd_personnel": "人",
    }
)
"""Measures of `activities` with their units; amounts are whole yuan."""


@dataclass(frozen=True)
class Cells:
    """All tables of one load, as `SCHEMAS` describes them."""

    rights: pd.DataFrame
    industries: pd.DataFrame
    classes: pd.DataFrame
    holders: pd.DataFrame
    flows: pd.DataFrame
    activities: pd.DataFrame
    account: pd.DataFrame
    samples: pd.DataFrame

    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def empty(name: str) -> pd.DataFrame:
    """A table without rows."""
    return pd.DataFrame({c: pd.Series(dtype=t) for c, t in SCHEMAS[name].items()})


def arranged(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """The table's columns in their order and types, rows sorted by all of them."""
    schema = SCHEMAS[name]
    ordered = frame[[*schema]].astype(dict(schema))
    return ordered.sort_values([*schema], ignore_index=True)
