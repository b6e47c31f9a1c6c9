"""How the tables of services name what they tell."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from layout.labels import label
from layout.views import labelled

ANY_SERVICE = "any"
"""Code under which ``labels.csv`` names all services together."""


def label_of(kind: str, code: str, **values: object) -> str:
    """Label of a code, its places filled."""
    return label(kind, code).format(**values)


def table_of(
    rows: Sequence[Mapping[Any, object]], columns: Sequence[str], kinds: Mapping[str, str]
) -> pd.DataFrame:
    """Rows as a table with labels; a blank service is called all services."""
    table = labelled(pd.DataFrame([*rows], columns=[*columns]), kinds)
    if "service" in kinds:
        blank = table.service == ""
        table["service_label"] = table.service_label.mask(blank, label("service", ANY_SERVICE))
    return table


def names_of(codes: str) -> str:
    """Labels of services, one after the other."""
    return "、".join(label("service", code) for code in codes.split(";") if code)
