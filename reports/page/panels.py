"""What the tabs of services and of alerts list: tables packed with the names of their columns."""

from collections.abc import Collection

import pandas as pd

from layout.evaluation import Evaluation
from reports.nested import Field
from reports.packed import packed
from reports.page.tabs import Listing, fields

SHARE_DECIMALS = 1
"""Of a percentage."""

AMOUNTS = frozenset(("capacity", "cost", "budget", "demand", "serves_demand", "value", "threshold"))
"""Columns whose rows have units of their own: told as they are."""


def texts(*keys: str) -> tuple[Field, ...]:
    """Columns of text."""
    return tuple((key, None) for key in keys)


def numbers(decimals: int, *keys: str) -> tuple[Field, ...]:
    """Columns of numbers with so many decimals."""
    return tuple((key, decimals) for key in keys)


def listed(listing: Listing, rows: pd.DataFrame, flags: Collection[str] = ()) -> dict[str, object]:
    """A table with its columns, rounded to the decimals that it shows.

    Parameters
    ----------
    flags
        Columns that are 1 for yes and 0 for no.
    """
    told, decimals = fields(listing), {}
    for field, (key, places) in zip(told, listing.fields, strict=True):
        if key not in AMOUNTS:
            field.pop("plain", None)
        if key in flags:
            field["flag"] = True
        if field.get("saved") or not field["meaning"]:
            field.pop("meaning")
        if places is not None:
            field["decimals"] = SHARE_DECIMALS if field.get("share") else places
            decimals[key] = SHARE_DECIMALS + 2 if field.get("share") else places
    return {"fields": told, **packed(rows.round(decimals), listing.fields)}


def told_notes(evaluation: Evaluation, stage: str) -> list[str]:
    """What is said of a stage, warnings first."""
    notes = evaluation.notes
    own = notes[notes.stage == stage]
    ordered = own.iloc[(own.severity != "warning").argsort(kind="stable")]
    return ordered.detail.to_list()
