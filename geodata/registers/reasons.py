"""Why a row is dropped or doubtful, and the account of all rows by stage and reason."""

from collections.abc import Sequence

import pandas as pd

from geodata.registers.engine import Column, Engine, Table, constant, frame, place_in
from geodata.registers.places import AMBIGUOUS, OUTSIDE, UNKNOWN, UNREAD

DROPPED = ("number_invalid", "date_invalid", "deal_unknown")
"""What a row cannot be counted without."""

DOUBTFUL = (
    "type_disagrees",
    "check_digit",
    "credit_code",
    "date_unreadable",
    "granted_before_filed",
    "ended_before_granted",
    "status_disagrees",
    "end_assumed",
    "word_unknown",
    "figure_unreadable",
    "figure_negative",
    "industry_unknown",
    "address_unclear",
)
"""What is counted, but may be wrong."""

BITS = {reason: 1 << place for place, reason in enumerate((*DROPPED, *DOUBTFUL))}
LOST = sum(BITS[reason] for reason in DROPPED)

PLACES = {
    UNKNOWN: "address_unknown",
    AMBIGUOUS: "address_ambiguous",
    UNREAD: "region_unknown",
}
"""Why a row has no region."""

DUPLICATE = "later_record"
OTHER_REGION = "other_region"

FILES = ["file", "row", "number", "content"]


def bits(**conditions: Column) -> Column:
    """One number for all reasons that hold, named as in `BITS`."""
    found = constant(0, "int32")
    for reason, condition in conditions.items():
        found += condition.ifelse(BITS[reason], 0)
    return found.cast("int32")


def latest(
    engine: Engine, rows: Table, keys: Sequence[str], order: Sequence[str]
) -> tuple[Table, Table]:
    """Rows of which each key has one, the last in this order; and the rows that gave way.

    Of rows that agree in `order` the one that stands further down in the files is the last, and
    where that is not known all other columns tell them apart: the choice never depends on the
    order in which an engine meets the rows. Most keys have one row: only the others are sorted.
    """
    repeated = rows.group_by(list(keys)).agg(copies=rows.count())
    again = engine.keep(repeated.filter(repeated.copies > 1).select(*keys))
    order = [*order, "register", "file", "row"]
    rest = sorted(set(rows.columns) - {*keys, *order})
    several = rows.semi_join(again, list(keys))
    last_first = [several[name].desc() for name in (*order, *rest)]
    ranked = several.mutate(rank=place_in(last_first, [several[key] for key in keys]))
    ranked = engine.keep(ranked)
    first = ranked.filter(ranked.rank == 0).drop("rank")
    single = rows.anti_join(again, list(keys))
    columns = rows.columns
    unique = single.select(*columns).union(first.select(*columns))
    return unique, ranked.filter(ranked.rank > 0).select(*columns)


def ledger(
    engine: Engine, rows: Table, unique: Table, beaten: Table, sample: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows by register, stage and reason; and samples of those that were not simply counted.

    Parameters
    ----------
    rows
        All rows, with `register`, `bits`, `place` and `FILES`.
    unique, beaten
        The rows without a reason in `DROPPED`, as `latest` divides them.

    Returns
    -------
    account
        `register`, `stage`, `reason`, `records`; the register by its number.
    samples
        `register`, `reason` and `FILES` but the number.
    """
    lost = rows.filter((rows.bits & LOST) != 0)
    parts = [_marked(lost, "lost"), _marked(beaten, "duplicate"), _marked(unique, "")]
    marked = parts[0].union(*parts[1:])
    keys = ["register", "mark", "bits", "spot"]
    counted = frame(engine, marked.group_by(keys).agg(records=marked.count()))
    listed = marked.filter((marked.mark != "") | (marked.bits != 0) | (marked.spot != 0))
    order = [listed[name] for name in FILES]
    ranked = listed.mutate(rank=place_in(order, [listed[key] for key in keys]))
    return _account(counted), _samples(
        frame(engine, ranked.filter(ranked["rank"] < sample)), sample
    )


def _marked(rows: Table, mark: str) -> Table:
    spot = (rows.place >= 0).ifelse(0, (rows.place <= OUTSIDE).ifelse(OUTSIDE, rows.place))
    return rows.select(
        "register",
        "bits",
        *FILES,
        mark=constant(mark, "string"),
        spot=spot.cast("int32"),
    )


def _stage(mark: str, found: int, spot: int) -> tuple[str, str]:
    if mark == "lost":
        return "dropped", next(reason for reason in DROPPED if found & BITS[reason])
    if mark:
        return "duplicate", DUPLICATE
    if spot <= OUTSIDE:
        return "outside", OTHER_REGION
    return ("dropped", PLACES[spot]) if spot < 0 else ("counted", "")


def _doubts(found: int) -> list[str]:
    return [reason for reason in DOUBTFUL if found & BITS[reason]]


def _account(counted: pd.DataFrame) -> pd.DataFrame:
    rows = []
    columns = ["register", "mark", "bits", "spot", "records"]
    for register, mark, found, spot, records in counted[columns].itertuples(index=False):
        stage, reason = _stage(mark, found, spot)
        rows.append((register, stage, reason, records))
        rows.append((register, "read", "", records))
        if stage == "counted":
            rows += [(register, "doubtful", doubt, records) for doubt in _doubts(found)]
    table = pd.DataFrame(rows, columns=["register", "stage", "reason", "records"])
    return table.groupby(["register", "stage", "reason"], as_index=False)[["records"]].sum()


def _samples(listed: pd.DataFrame, sample: int) -> pd.DataFrame:
    rows = []
    ordered = listed.sort_values(["register", *FILES, "mark"])
    columns = ["register", "mark", "bits", "spot", *FILES]
    for register, mark, found, spot, file, row, number, text in ordered[columns].itertuples(
        index=False, name=None
    ):
        stage, reason = _stage(mark, found, spot)
        reasons = _doubts(found) if stage == "counted" else [reason]
        shown = text or f"号码={number}"
        rows += [(register, one, file, row, shown) for one in reasons]
    table = pd.DataFrame(rows, columns=["register", "reason", "file", "row", "content"])
    return table.groupby(["register", "reason"]).head(sample)
