"""Tables nested by year and code, as the page's script reads them."""

from collections.abc import Sequence

import pandas as pd

Field = tuple[str, int | None]
"""Column and the decimals that it is shown with; None for text."""


def by_year_and_code(table: pd.DataFrame, fields: Sequence[Field]) -> dict[str, dict[str, dict]]:
    """Year → code → figures; what is missing is None.

    Examples
    --------
    >>> table = pd.DataFrame({"region_code": ["A"], "year": [2024], "u": [0.5], "zone": [""]})
    >>> by_year_and_code(table, [("u", 3), ("zone", None)])
    {'2024': {'A': {'u': 0.5, 'zone': None}}}
    """
    converters = [(key, text if decimals is None else number) for key, decimals in fields]
    nested: dict[str, dict[str, dict]] = {}
    for row in table.to_dict("records"):
        values = {key: convert(row[key]) for key, convert in converters}
        nested.setdefault(str(row["year"]), {})[str(row["region_code"])] = values
    return nested


def number(value: float | int | None) -> float | int | None:
    """The number, or None where it is missing."""
    return None if pd.isna(value) else value


def text(value: str | float | None) -> str | None:
    """The text, or None where it is blank or missing."""
    return None if pd.isna(value) else str(value) or None
