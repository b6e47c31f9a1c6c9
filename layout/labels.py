"""Chinese labels of the engine's own codes, from ``labels.csv``: code compares codes only."""

import csv
from functools import cache
from pathlib import Path

LABELS = Path(__file__).with_name("labels.csv")


@cache
def labels() -> dict[tuple[str, str], str]:
    """(Kind, code) → Chinese label."""
    with LABELS.open(encoding="utf-8-sig", newline="") as file:
        return {(row["kind"], row["code"]): row["label_zh"] for row in csv.DictReader(file)}


def label(kind: str, code: str) -> str:
    """Label of one code.

    Raises
    ------
    KeyError
        If ``labels.csv`` has none: a bug, not a fault of the user's.

    Examples
    --------
    >>> label("dimension", "ip")
    '知识产权'
    """
    return labels()[kind, code]
