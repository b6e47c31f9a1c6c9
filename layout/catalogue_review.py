"""The review of the catalogue: hand edits merged with what the engine generates anew.

A three-way merge, cell by cell: what the engine had generated when the review file was last
written (the base), what it generates now, and what stands in the file. The base is in the same
row of the same file (columns ``generated.…``): rows may be sorted, copied and mailed without
losing it, and what a spreadsheet does to a text (a date, a rare character) it does to both.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from layout.labels import label
from layout.notes import listed
from layout.review_file import (
    ADDED,
    BASE,
    BY_HAND,
    DRAFT,
    EDITABLE,
    EVIDENCE,
    FILE_COLUMNS,
    PUBLISHED,
    RECHECK,
    REGION,
    REVIEWED,
    ROUTINE,
    SEPARATOR,
    SHOWN,
    STATES,
    WITHDRAWN,
    Review,
    has_base,
    key,
    same,
    touched,
)
from layout.views import Note

KEPT, BOTH_CHANGED, EVIDENCE_CHANGED = "kept", "both_changed", "evidence_changed"
CONTENT_CHANGED, NEW_YEAR, REAPPEARED = "content_changed", "new_year", "reappeared"
BASE_MISSING, UNRESOLVED = "base_missing", "unresolved"
EDITION = ("version", "valid_from", "valid_to")
EDIT_COLUMNS = (
    "catalog_id",
    "region_code",
    "region_name",
    "rule_id",
    "column",
    "before",
    "generated",
    "hand",
    "reason",
    "reason_label",
    "detail",
)


@dataclass(frozen=True)
class Merged:
    """The catalogue with the review applied.

    Attributes
    ----------
    catalogue
        Columns of the catalogue, then ``review_state, review_label``: the generated rows in their
        order, then those withdrawn, then those added by hand.
    edits
        `EDIT_COLUMNS`: one row for every cell by hand, and for everything that makes a row one to
        be checked again, with what was generated before, what is now, and what stands by hand.
    """

    catalogue: pd.DataFrame
    edits: pd.DataFrame
    notes: list[Note]


@dataclass
class Outcome:
    """What becomes of one row: `values` of `EDITABLE`, `events` (reason, column) about it."""

    catalog_id: str
    state: str
    generated: Mapping[str, str] | None
    row: Mapping[str, str]
    values: dict[str, str]
    edited: list[str] = field(default_factory=list)
    events: list[tuple[str, str]] = field(default_factory=list)

    @property
    def told(self) -> str:
        """Why the row is to be checked, as the file has it: old reasons stay until it is."""
        if self.state == WITHDRAWN:
            return label("review_reason", WITHDRAWN)
        if self.state != RECHECK:
            return ""
        fresh = [self.sentence(r, c) for r, c in self.events if r not in (KEPT, UNRESOLVED)]
        # of a row that had been withdrawn it said just that
        old = self.row["recheck"].split("\n") if self.row["state"] == RECHECK else []
        return "\n".join(dict.fromkeys(filter(None, [*old, *fresh])))

    def sentence(self, reason: str, column: str) -> str:
        """One reason in words, with the values where it is about a cell."""
        words = label("review_reason", reason)
        if not column:
            return words
        before, now = self.row.get(BASE + column, ""), (self.generated or {}).get(column, "")
        return f"{words}（{column}：{before or '空'} → {now or '空'}）"


def merged(generated: pd.DataFrame, review: Review) -> Merged:
    """Apply the review to what the engine generates.

    A cell that nobody touched takes the new value, one by hand keeps its own. A row is to be
    checked again (``recheck``) where both have changed, where a reviewed row's evidence or content
    changed, where the base is gone, or where it is of another year than the review. A row that
    the rules no longer give is kept as ``withdrawn`` if anything in it is by hand or it was
    beyond draft. Nothing by hand is lost.
    """
    outcomes = list(_outcomes(generated, review))
    more = [_whole_row(o, generated) for o in outcomes if o.generated is None]
    table = generated.copy()
    if more or any(o.edited for o in outcomes):
        cells = {
            str(column): _cells(str(column), generated, outcomes, more) for column in generated
        }
        table = pd.DataFrame(cells)
    table["review_state"] = [o.state for o in outcomes]
    table["review_label"] = [label("review_state", o.state) for o in outcomes]
    return Merged(table, _edits(outcomes), _notes(outcomes, review))


def refreshed(generated: pd.DataFrame, review: Review) -> pd.DataFrame:
    """The review file anew: edits and states kept, the base set to what is generated now."""
    rows = []
    for outcome in _outcomes(generated, review):
        now = outcome.generated
        row = {column: outcome.row.get(column, "") for column in (*FILE_COLUMNS, *review.own)}
        row |= {"catalog_id": outcome.catalog_id, "recheck": outcome.told}
        row["state"] = label("review_state", outcome.state)
        row["edited"] = SEPARATOR.join(outcome.edited)
        row |= outcome.values
        if now is not None:
            row |= {column: now.get(column, "") for column in SHOWN}
            row |= {BASE + column: now.get(column, "") for column in (*EDITABLE, *EVIDENCE)}
        rows.append(row)
    return pd.DataFrame(rows, columns=[*FILE_COLUMNS, *review.own], dtype="str")


def as_generated(catalogue: pd.DataFrame, edits: pd.DataFrame) -> pd.DataFrame:
    """A published catalogue (text) with the review taken out again: what the engine gave."""
    if "review_state" not in catalogue.columns:
        return catalogue
    by_hand = catalogue.catalog_id.str.startswith(ADDED)
    given = catalogue[~by_hand & (catalogue.review_state != WITHDRAWN)].reset_index(drop=True)
    given = given.drop(columns=["review_state", "review_label"], errors="ignore")
    position = {code: n for n, code in enumerate(given.catalog_id)}
    cells = edits[edits.column.isin(EDITABLE) & edits.reason.isin([KEPT, BOTH_CHANGED])]
    for code, column, text in zip(cells.catalog_id, cells.column, cells.generated, strict=True):
        if code in position:
            given.loc[position[code], column] = text
    return given


def _outcomes(generated: pd.DataFrame, review: Review) -> Iterator[Outcome]:
    rows = [{str(k): str(v) for k, v in r.items()} for r in review.rows.to_dict("records")]
    hand = {key(row["catalog_id"]): row for row in rows}
    for record in generated.to_dict("records"):
        now = {str(column): text_of(value) for column, value in record.items()}
        row = hand.pop(key(now["catalog_id"]), None)
        if row is None:
            values = {column: now.get(column, "") for column in EDITABLE}
            yield Outcome(now["catalog_id"], DRAFT, now, {}, values)
        else:
            yield _both(now, row, review.own)
    left = sorted(hand.values(), key=lambda row: row["catalog_id"].startswith(ADDED))
    for row in left:
        values = {column: row[column] for column in EDITABLE}
        if row["catalog_id"].startswith(ADDED):
            state = DRAFT if row["state"] == WITHDRAWN else row["state"]
            yield Outcome(row["catalog_id"], state, None, row, values)
        elif row["state"] != DRAFT or _by_hand(row, review.own):
            yield Outcome(row["catalog_id"], WITHDRAWN, None, row, values, touched(row))


def _by_hand(row: Mapping[str, str], own: list[str]) -> bool:
    """Whether anybody has written anything into the row."""
    return bool(touched(row)) or any(row[column] for column in (*BY_HAND, *own))


def _both(now: Mapping[str, str], row: Mapping[str, str], own: list[str]) -> Outcome:
    """A row that is generated and stands in the file."""
    known = has_base(row)
    # what the file no longer tells apart is by hand only where it differs
    edited = [c for c in touched(row) if known or not same(c, row[c], now.get(c, ""))]
    changed = [
        column
        for column in (*EDITABLE, *EVIDENCE)
        if known and not same(column, now.get(column, ""), row[BASE + column])
    ]
    values, events = {}, []
    for column in EDITABLE:
        values[column] = row[column] if column in edited else now.get(column, "")
        if column in edited:
            clash = column in changed and not same(column, row[column], now.get(column, ""))
            events.append((BOTH_CHANGED if clash else KEPT, column))
    state = row["state"]
    if state in (REVIEWED, PUBLISHED):
        events += [(EVIDENCE_CHANGED, column) for column in EVIDENCE if column in changed]
        calm = {*EVIDENCE, *edited, *ROUTINE}
        events += [(CONTENT_CHANGED, column) for column in changed if column not in calm]
        events += [] if known else [(BASE_MISSING, "")]
    if row["catalog_id"] != now["catalog_id"] and (state != DRAFT or _by_hand(row, own)):
        events.append((NEW_YEAR, ""))
    if state == WITHDRAWN:
        events.append((REAPPEARED, ""))
    if state == RECHECK:
        events.append((UNRESOLVED, ""))
    state = RECHECK if any(reason != KEPT for reason, _ in events) else state
    return Outcome(now["catalog_id"], state, now, row, values, edited, events)


def _cells(
    column: str, generated: pd.DataFrame, outcomes: list[Outcome], more: list[dict[str, object]]
) -> pd.Series:
    """One column of the catalogue with what is by hand, of the type that it had."""
    kind = generated[column].dtype
    numeric = pd.api.types.is_numeric_dtype(kind)
    cells = generated[column].to_list()
    for n, outcome in enumerate(o for o in outcomes if o.generated is not None):
        if column in outcome.edited:
            cells[n] = outcome.values[column]
    cells += [row[column] for row in more]
    if not numeric:
        return pd.Series(cells, dtype=kind)
    numbers = [math.nan if pd.isna(cell) or cell == "" else float(cell) for cell in cells]
    if pd.api.types.is_extension_array_dtype(kind):
        return pd.Series([pd.NA if math.isnan(n) else n for n in numbers], dtype=kind)
    gaps = any(math.isnan(n) for n in numbers)
    return pd.Series(numbers, dtype="float64" if gaps else kind)


def _whole_row(outcome: Outcome, generated: pd.DataFrame) -> dict[str, object]:
    """A row of the catalogue that is not generated, from what the file has of it."""
    found: dict[str, object] = dict.fromkeys(map(str, generated.columns), "")
    found |= {c: outcome.row[c] for c in FILE_COLUMNS if c in found}
    found |= outcome.values
    found |= {"catalog_id": outcome.catalog_id, "layer": outcome.row["layer"] or REGION}
    if outcome.state != WITHDRAWN:  # it belongs to the edition that all others are of
        for column in EDITION:
            known = generated[column].unique()
            found[column] = known[0] if len(known) == 1 else ""
    return found


def text_of(value: Any) -> str:
    """A cell of a table as text, blank where it is missing.

    Examples
    --------
    >>> text_of(0.445), text_of(2), text_of(float("nan")), text_of("南京")
    ('0.445', '2', '', '南京')
    """
    if isinstance(value, str):
        return value
    return "" if pd.isna(value) else str(value)


def _edits(outcomes: list[Outcome]) -> pd.DataFrame:
    rows = []
    for o in outcomes:
        where = o.generated or o.row
        withdrawn = [(WITHDRAWN, "")] if o.state == WITHDRAWN else []
        for reason, column in [*o.events, *withdrawn, *((KEPT, c) for c in _left_over(o))]:
            shown = bool(column)
            rows.append(
                {
                    "catalog_id": o.catalog_id,
                    "region_code": where.get("region_code", ""),
                    "region_name": where.get("region_name", ""),
                    "rule_id": where.get("rule_id", ""),
                    "column": column,
                    "before": o.row.get(BASE + column, "") if shown else "",
                    "generated": (o.generated or {}).get(column, "") if shown else "",
                    "hand": o.values.get(column, "") if column in o.edited else "",
                    "reason": reason,
                    "reason_label": label("review_reason", reason),
                    "detail": o.row.get("recheck", "") if reason == UNRESOLVED else "",
                }
            )
    return pd.DataFrame(rows, columns=[*EDIT_COLUMNS], dtype="str")


def _left_over(outcome: Outcome) -> list[str]:
    """Columns by hand of a row that is no longer generated."""
    return outcome.edited if outcome.state == WITHDRAWN else []


def _notes(outcomes: list[Outcome], review: Review) -> list[Note]:
    """How far the review has come and what waits for somebody."""
    if not review.found:
        missing = review.missing
        return [("review_missing", {"file": missing})] if missing else [("review_none", {})]
    counts = {s: sum(o.state == s for o in outcomes) for s in STATES}
    told = "、".join(f"{label('review_state', s)} {n} 条" for s, n in counts.items() if n)
    cells = sum(len(o.edited) for o in outcomes)
    added = sum(o.catalog_id.startswith(ADDED) for o in outcomes)
    notes: list[Note] = [("review_merged", {"counts": told, "cells": cells, "added": added})]
    for state in (RECHECK, WITHDRAWN):
        ids = [o.catalog_id for o in outcomes if o.state == state]
        if ids:
            notes.append((f"review_{state}", {"rows": listed(ids, noun="条"), "count": len(ids)}))
    return notes
