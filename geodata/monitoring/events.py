"""Credit events one by one, and how many of each kind a region had in a year."""

import datetime as dt
from collections.abc import Collection, Mapping
from pathlib import Path

import pandas as pd

from geodata.errors import Problems
from geodata.monitoring.cells import Cells, origin
from geodata.monitoring.records import EVENT_COLUMNS, EVENT_KINDS
from geodata.regions import Scope
from geodata.statistics import Statistic
from geodata.tables import Table, read_table

INPUT_COLUMNS = (
    "event_id",
    "entity_id",
    "entity",
    "region",
    "kind",
    "date",
    "authority",
    "effect_until",
    "source_id",
)


def statistic_of(kind: str) -> str:
    """Code of the statistic that counts events of a kind.

    Examples
    --------
    >>> statistic_of("penalty")
    'credit_penalty_events'
    """
    return f"credit_{kind}_events"


def read_events(
    path: Path, scope: Scope, source_ids: Collection[str], problems: Problems
) -> tuple[pd.DataFrame, Table]:
    """Read the events; a faulty row is told and left out. A blank id of the entity is its name."""
    table = read_table(path, INPUT_COLUMNS, problems)
    first: dict[str, int] = {}
    rows = []
    for row in table:
        cells = Cells(row, table.name, problems, source_ids)
        cells.unique("event_id", row["event_id"], first)
        entity = cells.filled("entity")
        cells.filled("date")
        start, end = cells.day("date"), cells.day("effect_until")
        record = {
            "event_id": row["event_id"],
            "entity_id": row["entity_id"] or entity,
            "entity": entity,
            "region_code": cells.region("region", scope),
            "kind": cells.choice("kind", kind="event"),
            "date": start,
            "authority": row["authority"],
            "effect_until": end,
            "source_id": cells.source(),
            "row": row.number,
        }
        if start and end and end < start:
            cells.tell("policy_days_reversed", "effect_until", start=start, end=end)
        if cells.sound:
            rows.append(record)
    return pd.DataFrame(rows, columns=[*EVENT_COLUMNS]), table


def yearly_counts(
    events: pd.DataFrame, statistics: Mapping[str, Statistic], as_of: dt.date
) -> pd.DataFrame:
    """Events by region, year and kind, in the columns of `annual.COLUMNS`.

    Parameters
    ----------
    as_of
        Day of the evaluation; later events do not count.

    Notes
    -----
    The years from the first to the last event of the file are taken as covered; the year in which
    `as_of` lies is not over, and is left out unless `as_of` is its last day. In a covered year a
    region that the file names elsewhere and a kind that it names elsewhere have 0 where it has no
    event; a region that it never names may never have reported and gets no figure at all.
    """
    known = events[events.date <= as_of.isoformat()]
    known = known.assign(year=known.date.str[:4].astype(int))
    rows = []
    whole = as_of.year if (as_of.month, as_of.day) == (12, 31) else as_of.year - 1
    years = (
        range(int(known.year.min()), min(int(known.year.max()), whole) + 1) if len(known) else ()
    )
    kinds = [kind for kind in EVENT_KINDS if kind in set(known.kind)]
    for kind in kinds:
        if statistic_of(kind) not in statistics:
            continue
        for region in sorted(known.region_code.unique()):
            own = known[(known.kind == kind) & (known.region_code == region)]
            for year in years:
                found = own[own.year == year]
                sources = found if len(found) else known
                rows.append(
                    {
                        "region_code": region,
                        "year": year,
                        "statistic": statistic_of(kind),
                        "value": float(len(found)),
                        "status": "observed",
                        "source_id": ";".join(sorted(sources.source_id.unique())),
                        "note": origin("events"),
                        "row": 0,
                    }
                )
    return pd.DataFrame(rows)
