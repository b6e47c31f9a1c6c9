"""Tables as the page's script unpacks them: by column, repeated texts once."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from reports.nested import Field, number, text


def packed(table: pd.DataFrame, fields: Sequence[Field]) -> dict[str, object]:
    """A table by column; what is missing is None.

    A column whose texts repeat is a list of the texts (``kinds``) and places in it (``values``);
    a column of one value holds that value.

    Examples
    --------
    >>> table = pd.DataFrame({"year": [2024, 2024], "u": [0.5, 0.7], "type": ["A", "A"]})
    >>> packed(table, [("year", 0), ("u", 3), ("type", None)])["columns"]
    {'year': 2024, 'u': [0.5, 0.7], 'type': 'A'}
    """
    columns = {
        key: column([(text if decimals is None else number)(value) for value in table[key]])
        for key, decimals in fields
    }
    return {"rows": len(table), "columns": columns}


def column(values: list) -> object:
    """One column as it is packed.

    Examples
    --------
    >>> column([1, 1]), column([1, 2]), column(["A", "B", "A", "B", "A", "B"])
    (1, [1, 2], {'kinds': ['A', 'B'], 'values': [0, 1, 0, 1, 0, 1]})
    """
    # pandas hands out its own integers where some are missing; JSON knows Python's only
    values = [value.item() if isinstance(value, np.generic) else value for value in values]
    kinds = list(dict.fromkeys(values))
    if len(kinds) == 1:
        return kinds[0]
    if not all(isinstance(value, str) or value is None for value in kinds):
        return values
    if 2 * len(kinds) > len(values):
        return values
    places = {kind: place for place, kind in enumerate(kinds)}
    return {"kinds": kinds, "values": [places[value] for value in values]}
