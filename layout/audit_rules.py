"""The rules of the statistical audit: thresholds, their sources and all its words."""

import csv
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

RULES = Path(__file__).with_name("audit_rules.csv")

PASS, WATCH, FAIL = "pass", "watch", "fail"
NOT_APPLICABLE, SHOWN = "not_applicable", "shown"


@dataclass(frozen=True)
class Rule:
    """What one check is judged by; a limit that the rule does not have is infinite.

    A value that equals a limit is on its better side.
    """

    code: str
    section: str
    label_zh: str
    fail_below: float
    watch_below: float
    watch_above: float
    fail_above: float
    format: str
    text: str
    source: str

    @property
    def judges(self) -> bool:
        """Whether there is any limit; without one, values are only shown."""
        limits = (self.fail_below, self.watch_below, self.watch_above, self.fail_above)
        return any(map(math.isfinite, limits))

    def verdict(self, value: float) -> str:
        """Verdict on one value."""
        if not self.judges:
            return SHOWN
        if value < self.fail_below or value > self.fail_above:
            return FAIL
        return WATCH if value < self.watch_below or value > self.watch_above else PASS

    def excess(self, value: float) -> float:
        """How far a value lies beyond the nearest limit, 0 within."""
        low, high = max(self.fail_below, self.watch_below), min(self.watch_above, self.fail_above)
        return max(low - value, value - high, 0.0)


@cache
def _table() -> tuple[dict[str, str], ...]:
    with RULES.open(encoding="utf-8-sig", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def texts(kind: str, column: str = "text_zh") -> dict[str, str]:
    """Code → text of one kind of rows, in their order."""
    return {row["code"]: row[column] for row in _table() if row["kind"] == kind}


def sections() -> dict[str, str]:
    """Sections of the audit in their order, with their labels."""
    return texts("section", "label_zh")


def verdicts() -> dict[str, tuple[str, str]]:
    """Verdict code → its word and its symbol."""
    words, symbols = texts("verdict", "label_zh"), texts("verdict")
    return {code: (word, symbols[code]) for code, word in words.items()}


@cache
def rules() -> dict[str, Rule]:
    """Rules by check, in the order of the table."""
    found = {}
    for row in _table():
        if row["kind"] != "check":
            continue
        open_ended = {"below": -math.inf, "above": math.inf}
        limits = {
            f"{what}_{side}": float(row[f"{what}_{side}"] or open_ended[side])
            for what in ("fail", "watch")
            for side in ("below", "above")
        }
        told = {name: f"{limit:g}" for name, limit in limits.items()}
        if row["format"].endswith("%"):
            told = {name: f"{limit:.0%}" for name, limit in limits.items()}
        found[row["code"]] = Rule(
            code=row["code"],
            section=row["section"],
            label_zh=row["label_zh"],
            format=row["format"],
            text=row["text_zh"].format(**told),
            source=row["source"],
            **limits,
        )
    return found
