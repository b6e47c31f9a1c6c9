"""At how many doors a firm must knock: the departments and portals of each kind of firm."""

from itertools import product
from math import prod

import pandas as pd

from layout.labels import label
from layout.notes import Notes
from layout.policy.conflicts import Condition

DOOR_COLUMNS = (
    "subject",
    "size",
    "region",
    "industry",
    "benefits",
    "departments",
    "portals",
    "departments_label",
    "uncovered",
)
KEYS = ("subject", "size", "region", "industry")
MOST = 2000
"""Kinds of firm listed: more than anybody reads, and few enough to compare in a second."""


def doors(found: tuple[Condition, ...], names: dict[str, str], notes: Notes) -> pd.DataFrame:
    """The table ``policy_doors``: every kind of firm that the conditions tell apart.

    A kind is one subject, size, region and industry that some condition names; ``不限`` stands
    where no condition names any. ``benefits``, ``departments`` and ``portals`` are numbers;
    ``uncovered`` is 1 where no condition admits the kind.

    Parameters
    ----------
    names
        Labels of departments by code.
    """
    anybody = label("policy_group", "all")
    values = {
        key: sorted({value for c in found for value in getattr(c, key)}) or [anybody]
        for key in KEYS
    }
    number = prod(map(len, values.values()))
    if number > MOST:
        notes.add("policy_doors_many", number=number, most=MOST)
        return pd.DataFrame(columns=[*DOOR_COLUMNS])
    kinds = product(*values.values()) if found else ()
    rows = [_row(dict(zip(KEYS, kind, strict=True)), found, names) for kind in kinds]
    return pd.DataFrame(rows, columns=[*DOOR_COLUMNS])


def _row(
    kind: dict[str, str], found: tuple[Condition, ...], names: dict[str, str]
) -> dict[str, object]:
    open_to = [
        c for c in found if all(not getattr(c, key) or kind[key] in getattr(c, key) for key in KEYS)
    ]
    departments = sorted({c.department for c in open_to if c.department})
    return {
        **kind,
        "benefits": len({c.benefit for c in open_to}),
        "departments": len(departments),
        "portals": len({c.portal for c in open_to if c.portal}),
        "departments_label": "；".join(names.get(code, code) for code in departments),
        "uncovered": int(not open_to),
    }
