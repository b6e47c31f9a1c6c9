"""What is known of one task on one day: its state and the step of its PDCA loop."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from layout.views import remark

DONE, ON_TIME, LATE, DUE, OVERDUE, UNREPORTED, UPCOMING = (
    "done",
    "on_time",
    "late",
    "due",
    "overdue",
    "unreported",
    "upcoming",
)
STATES = (DONE, ON_TIME, LATE, DUE, OVERDUE, UNREPORTED, UPCOMING)
UNKNOWN = ""
"""State of a task that has no last day: nothing can be said of it by dates."""

REPORTED_DONE, NOT_STARTED, BLOCKED = "done", "not_started", "blocked"
"""What a report may say, besides that the task is under way."""

STEPS = ("plan", "do", "check", "act")
"""Of Deming's loop, in order."""
NO_STEP = "none"


@dataclass(frozen=True)
class Span:
    """First and last day of a task; None where the plan names none."""

    start: dt.date | None
    end: dt.date | None

    def elapsed(self, day: dt.date) -> float | None:
        """Share of the days that have passed at the end of a day, 0 to 1.

        Returns
        -------
        float or None
            None where the first or the last day is not known.

        Examples
        --------
        >>> span = Span(dt.date(2016, 2, 1), dt.date(2016, 2, 10))
        >>> span.elapsed(dt.date(2016, 2, 1)), span.elapsed(dt.date(2016, 3, 1))
        (0.1, 1.0)
        """
        if self.start is None or self.end is None:
            return None
        days = (self.end - self.start).days + 1
        return min(max(((day - self.start).days + 1) / days, 0.0), 1.0)


@dataclass(frozen=True)
class Report:
    """What a department said of a task on one day.

    Attributes
    ----------
    progress_pct
        0 to 100; None where it was not told.
    steps
        Whether each of `STEPS` has been taken; None where it was not told.
    """

    reported_on: dt.date
    status: str
    progress_pct: float | None
    evidence: str
    evidence_source: str
    steps: tuple[bool | None, ...] = (None,) * len(STEPS)

    def behind(self, span: Span) -> bool:
        """Whether less was done on the day of the report than days of the task had passed."""
        done = 0.0 if self.status == NOT_STARTED else self.progress_pct
        elapsed = span.elapsed(self.reported_on)
        return done is not None and elapsed is not None and done / 100 < elapsed


def state(span: Span, reports: Sequence[Report], as_of: dt.date, due_within: int) -> str:
    """State of a task on a day, from its dates and its latest report.

    Parameters
    ----------
    reports
        Up to `as_of`, in the order of their days.
    due_within
        Days before the last one in which a task is called due.

    Returns
    -------
    str
        One of `STATES`, or `UNKNOWN`.

    Notes
    -----
    The first that applies: done, as reported; upcoming, the first day is not yet and no work is
    reported; unknown, no last day; past the last day overdue where a report *after* that day
    says that the task is not done, else unreported (a report from before the last day does not
    tell what became of the task); late, less done than time passed on the day of the report;
    due; on time. A task that is late and due is late: the list of what is due next names it.
    """
    last = reports[-1] if reports else None
    if last is not None and last.status == REPORTED_DONE:
        return DONE
    begun = last is not None and last.status != NOT_STARTED
    if span.start is not None and span.start > as_of and not begun:
        return UPCOMING
    if span.end is None:
        return UNKNOWN
    if span.end < as_of:
        return OVERDUE if last is not None and last.reported_on > span.end else UNREPORTED
    if last is not None and last.behind(span):
        return LATE
    return DUE if is_next(span, as_of, due_within) else ON_TIME


def is_next(span: Span, as_of: dt.date, due_within: int) -> bool:
    """Whether the last day is today or within so many days."""
    return span.end is not None and 0 <= (span.end - as_of).days <= due_within


def steps(reports: Sequence[Report]) -> tuple[bool | None, ...]:
    """What was said last of every step."""
    said = [[report.steps[n] for report in reports] for n in range(len(STEPS))]
    return tuple(next((one for one in reversed(told) if one is not None), None) for told in said)


def pdca(reports: Sequence[Report]) -> str:
    """The furthest step that is reported as taken with evidence, or `NO_STEP`.

    Examples
    --------
    >>> day = dt.date(2016, 3, 1)
    >>> said = Report(day, "ongoing", None, "合同", "", (True, True, None, None))
    >>> pdca([said]), pdca([])
    ('do', 'none')
    """
    taken = steps(reports)
    proven = {
        name
        for n, name in enumerate(STEPS)
        if taken[n] and any(report.steps[n] and report.evidence for report in reports)
    }
    return next((name for name in reversed(STEPS) if name in proven), NO_STEP)


def remarks(span: Span, reports: Sequence[Report], found: str) -> str:
    """What the reader must know of a state, as codes of remarks."""
    last = reports[-1] if reports else None
    taken = steps(reports)
    furthest = max((n for n, yes in enumerate(taken) if yes), default=-1)
    reached = pdca(reports)
    finished = [report.reported_on for report in reports if report.status == REPORTED_DONE]
    after = found == DONE and span.end is not None and finished[0] > span.end
    return remark(
        "task_late_done" if after else "",
        "task_done_unproven" if found == DONE and last is not None and not last.evidence else "",
        "task_blocked" if last is not None and last.status == BLOCKED else "",
        "task_no_report" if last is None and found in (ON_TIME, DUE) else "",
        "task_report_before_end" if last is not None and found == UNREPORTED else "",
        "task_no_deadline" if span.end is None else "",
        "task_step_unproven" if furthest >= 0 and reached != STEPS[furthest] else "",
        "task_step_skipped" if any(yes is not True for yes in taken[: max(furthest, 0)]) else "",
    )
