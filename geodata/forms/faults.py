"""What is wrong with returned forms, place by place; texts stand in ``geodata/messages.csv``."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace

import pandas as pd

from geodata.errors import messages

COLUMNS = (
    "severity",
    "file",
    "sheet",
    "cell",
    "region_code",
    "region_name",
    "statistic",
    "label_zh",
    "year",
    "seen",
    "what",
    "todo",
)

WARNINGS = frozenset(
    {
        "form_text_number",
        "form_off_scale",
        "form_zero",
        "form_below_zero",
        "form_outside",
        "form_sheet_unread",
        "form_same",
    }
)
"""Codes of what must be looked at although nothing was left out for it."""


@dataclass(frozen=True)
class Place:
    """Where a fault is; blank or 0 where that says nothing."""

    file: str
    region_code: str = ""
    region_name: str = ""
    sheet: str = ""
    cell: str = ""
    statistic: str = ""
    label_zh: str = ""
    year: int = 0

    def at(self, cell: str) -> "Place":
        """The same place, in one cell."""
        return replace(self, cell=cell)


@dataclass
class Faults:
    """Gathers faults; nothing stops at the first.

    Attributes
    ----------
    counts
        Number of faults by region code and severity.
    files
        Files in which a region has faults, by its code.
    """

    rows: list[dict[str, object]] = field(default_factory=list)
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    files: defaultdict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))

    def add(self, code: str, place: Place, seen: str = "", **values: object) -> None:
        """Note one fault; `values` fill the message's template, as `seen` does."""
        what, todo = messages()[code]
        severity = "warning" if code in WARNINGS else "error"
        self.counts[place.region_code, severity] += 1
        self.files[place.region_code][place.file] = None
        self.rows.append(
            {
                "severity": severity,
                **{name: getattr(place, name) for name in COLUMNS if hasattr(place, name)},
                "seen": seen,
                "what": what.format(seen=seen, **values),
                "todo": todo.format(seen=seen, **values),
            }
        )

    def frame(self) -> pd.DataFrame:
        """All faults in the order in which they were met, errors and warnings together."""
        return pd.DataFrame(self.rows, columns=[*COLUMNS])


def cell_name(row: int, column: int) -> str:
    """Address of a cell as Excel writes it, from positions that begin at 0.

    Examples
    --------
    >>> cell_name(11, 3), cell_name(0, 26)
    ('D12', 'AA1')
    """
    letters, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"
