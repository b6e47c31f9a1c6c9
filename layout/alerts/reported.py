"""What departments have handed in: every figure, how complete it is, and who has credit events."""

import datetime as dt
import math
from calendar import monthrange
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import pandas as pd

from geodata.monitoring.periods import Period, parse_period
from geodata.monitoring.records import EVENT_KINDS, Monitoring
from geodata.statistics import Statistic
from layout.alerts.quantities import change
from layout.indicators import Indicator
from layout.notes import Notes, spans
from layout.views import SEPARATOR, labelled, published, remark

SERIES_COLUMNS = (
    "interface",
    "interface_label",
    "region_code",
    "region_name",
    "period",
    "statistic",
    "statistic_label",
    "value",
    "unit",
    "change",
    "source_id",
    "remark",
)
COVERAGE_COLUMNS = (
    "interface",
    "interface_label",
    "statistic",
    "statistic_label",
    "department",
    "department_label",
    "frequency",
    "regions",
    "of",
    "first",
    "last",
    "incomplete",
    "used_by",
    "remark",
)
ENTITY_COLUMNS = (
    "entity_id",
    "entity",
    "region_code",
    "region_name",
    "events",
    "kinds",
    "first",
    "last",
    "in_effect",
    "repeated",
    "remark",
)


def series_table(
    monitoring: Monitoring,
    statistics: Mapping[str, Statistic],
    names: Mapping[str, str],
    as_of: dt.date,
    notes: Notes,
) -> pd.DataFrame:
    """All figures of the study's regions by interface, statistic, region and period.

    Periods that end after `as_of` are shown with a remark: no alert looks at them.
    """
    order = {code: n for n, code in enumerate(monitoring.interfaces.statistic)}
    title = dict(zip(monitoring.interfaces.interface, monitoring.interfaces.label_zh, strict=True))
    region_order = {code: n for n, code in enumerate(names)}
    groups: dict[tuple[int, int], list[tuple[Period, Any]]] = {}
    row: Any
    for row in monitoring.series.itertuples():
        period = parse_period(row.period)
        if period and row.region_code in names:
            key = order[row.statistic], region_order[row.region_code]
            groups.setdefault(key, []).append((period, row))
    rows, later = [], 0
    for key in sorted(groups):
        group = sorted(groups[key], key=lambda pair: (pair[0].end, pair[0].frequency))
        own = {period: float(row.value) for period, row in group}
        for period, row in group:
            changed = change(own, period)
            absent = period.year_before not in own
            nothing = "monitoring_no_before" if absent else "monitoring_zero_before"
            is_later = period.end > as_of
            later += is_later
            rows.append(
                {
                    "interface": row.interface,
                    "interface_label": title[row.interface],
                    "region_code": row.region_code,
                    "region_name": names[row.region_code],
                    "period": str(period),
                    "statistic": row.statistic,
                    "statistic_label": statistics[row.statistic].label_zh,
                    "value": published(row.value),
                    "unit": statistics[row.statistic].unit.name,
                    "change": published(changed),
                    "source_id": row.source_id,
                    "remark": remark(
                        nothing if math.isnan(changed) else "",
                        "monitoring_later" if is_later else "",
                    ),
                }
            )
    if later:
        notes.add("monitoring_later", count=later, as_of=as_of.isoformat())
    return labelled(pd.DataFrame(rows, columns=[*SERIES_COLUMNS]), {"remark": "remark"})


def coverage_table(
    monitoring: Monitoring,
    statistics: Mapping[str, Statistic],
    names: Mapping[str, str],
    departments: Mapping[str, str],
    indicators: Sequence[Indicator],
    notes: Notes,
) -> pd.DataFrame:
    """Of each statistic of an interface: who has handed it in, since when, and what it feeds."""
    rows = []
    interface: Any
    for interface in monitoring.interfaces.itertuples():
        code = interface.statistic
        own = monitoring.series[monitoring.series.statistic == code]
        yearly = monitoring.annual[monitoring.annual.statistic == code]
        # counts of events are no series: their years stand among the yearly figures alone
        texts = own.period if len(own) else yearly.year.astype(str)
        periods = [period for period in map(parse_period, texts) if period]
        periods.sort(key=lambda period: period.end)
        regions = ({*own.region_code} | {*yearly.region_code}) & set(names)
        lacking = monitoring.incomplete[monitoring.incomplete.statistic == code]
        lacking = lacking[lacking.region_code.isin([*names])]
        used = [one.code for one in indicators if code in (one.numerator, one.denominator)]
        if len(lacking):
            notes.add(
                "monitoring_incomplete",
                statistic=statistics[code].label_zh,
                count=lacking.region_code.nunique(),
                years=spans({int(year) for year in lacking.year}),
            )
        rows.append(
            {
                "interface": interface.interface,
                "interface_label": interface.label_zh,
                "statistic": code,
                "statistic_label": statistics[code].label_zh,
                "department": interface.department,
                "department_label": departments[interface.department],
                "frequency": interface.frequency,
                "regions": len(regions),
                "of": len(names),
                "first": str(periods[0]) if periods else "",
                "last": str(periods[-1]) if periods else "",
                "incomplete": len(lacking),
                "used_by": SEPARATOR.join(used),
                "remark": remark(
                    "" if regions else "monitoring_none",
                    "monitoring_some" if 0 < len(regions) < len(names) else "",
                    "monitoring_incomplete" if len(lacking) else "",
                ),
            }
        )
    table = pd.DataFrame(rows, columns=[*COVERAGE_COLUMNS])
    return labelled(table, {"frequency": "frequency", "remark": "remark"})


def entity_table(
    events: pd.DataFrame,
    names: Mapping[str, str],
    as_of: dt.date,
    repeat_months: int,
    notes: Notes,
) -> pd.DataFrame:
    """Those with credit events up to a day: the repeated ones first, then the latest.

    `in_effect` is 1 where the measures of any event last on that day, blank where their end is
    not told and none is known to last.
    """
    inside = events[events.region_code.isin([*names])]
    known = inside[inside.date <= as_of.isoformat()]
    if len(known) < len(inside):
        count = len(inside) - len(known)
        notes.add("credit_later", count=count, as_of=as_of.isoformat())
    rows = []
    for entity_id, group in known.groupby("entity_id", sort=True):
        own = group.sort_values(["date", "event_id"])
        last = own.iloc[-1]
        ends = [text for text in own.effect_until if text]
        lasting: int | None = int(any(end >= as_of.isoformat() for end in ends))
        open_end = not lasting and len(ends) < len(own)
        kinds = [kind for kind in EVENT_KINDS if kind in set(own.kind)]
        several = own.region_code.nunique() > 1 or own.entity.nunique() > 1
        rows.append(
            {
                "entity_id": str(entity_id),
                "entity": last.entity,
                "region_code": last.region_code,
                "region_name": names[last.region_code],
                "events": len(own),
                "kinds": SEPARATOR.join(kinds),
                "first": own.date.iloc[0],
                "last": last.date,
                "in_effect": None if open_end else lasting,
                "repeated": int(_repeated([*own.date], repeat_months)),
                "remark": remark(
                    "credit_no_end" if open_end else "", "credit_several" if several else ""
                ),
            }
        )
    rows.sort(key=lambda row: row["entity_id"])
    rows.sort(key=lambda row: (row["repeated"], row["last"]), reverse=True)
    table = pd.DataFrame(rows, columns=[*ENTITY_COLUMNS])
    table["in_effect"] = table["in_effect"].astype("Int64")
    return labelled(table, {"kinds": "event_kind", "remark": "remark"})


def _repeated(days: Sequence[str], months: int) -> bool:
    """Whether two of the days, in order, lie so many months apart or less.

    Examples
    --------
    >>> _repeated(["2022-01-31", "2023-01-31"], 12), _repeated(["2022-01-31", "2023-02-01"], 12)
    (True, False)
    """
    dates = [dt.date.fromisoformat(day) for day in days]
    return any(later <= _after(day, months) for day, later in pairwise(dates))


def _after(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the last day of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return dt.date(year, month, min(day.day, monthrange(year, month)[1]))
