"""The schedule of a plan as the page draws it: where bars, months and the day of tracking lie."""

import datetime as dt

from layout.evaluation import Evaluation
from layout.labels import label
from reports.figures.gantt import FILLS
from reports.offline_map import words
from reports.results import table

QUARTERS_UP_TO = 6
"""Years up to which the first months of quarters are written."""

DECIMALS = 2
"""Of places in per cent of the axis: a tenth of a pixel."""


class Axis:
    """Whole years in which all tasks lie.

    Examples
    --------
    >>> axis = Axis(dt.date(2016, 3, 1), dt.date(2016, 11, 30))
    >>> axis.place(dt.date(2016, 1, 1)), axis.place(dt.date(2016, 7, 2)), axis.years
    (0.0, 50.0, [2016])
    """

    def __init__(self, first: dt.date, last: dt.date) -> None:
        self.years = list(range(first.year, last.year + 1))
        self._start = dt.date(first.year, 1, 1)
        self._days = (dt.date(last.year + 1, 1, 1) - self._start).days

    def place(self, day: dt.date) -> float:
        """Where a day begins, in per cent of the axis; below 0 or above 100 beyond it."""
        return round(100 * (day - self._start).days / self._days, DECIMALS)

    def holds(self, day: dt.date) -> bool:
        """Whether a day lies on the axis."""
        return self.years[0] <= day.year <= self.years[-1]


def schedule(evaluation: Evaluation) -> dict[str, object]:
    """What a chart of bars needs beside the table of tasks.

    Returns
    -------
    dict
        ``states``: every state with its name and colour; ``as_of``: the day in words; where any
        task has a last day also ``years`` and ``months`` with their places, ``bars`` (left and
        width by task, None without a last day) and ``today`` (the place of the day; None beyond
        the axis). Places in per cent.
    """
    tasks = table(evaluation, "plan_tasks")
    settings = evaluation.study.settings
    today = settings.policies.as_of or settings.release
    dated = tasks[tasks.end != ""]
    found: dict[str, object] = {"states": _states()}
    if dated.empty:
        return found | {"as_of": words()["plan_as_of"].format(day=today)}
    days = [dt.date.fromisoformat(text) for text in (*dated.start, *dated.end) if text]
    axis = Axis(min(days), max(days))
    key = "plan_as_of"
    if not axis.holds(today):
        key = "plan_as_of_after" if today > max(days) else "plan_as_of_before"
    months = (1, 4, 7, 10) if len(axis.years) <= QUARTERS_UP_TO else ()
    return found | {
        "as_of": words()[key].format(
            day=today, first=min(days).isoformat()[:7], last=max(days).isoformat()[:7]
        ),
        "today": axis.place(today) if axis.holds(today) else None,
        "years": [[year, axis.place(dt.date(year, 1, 1))] for year in axis.years],
        "months": [[m, axis.place(dt.date(year, m, 1))] for year in axis.years for m in months],
        "bars": [_bar(axis, *span) for span in zip(tasks.start, tasks.end, strict=True)],
    }


def _bar(axis: Axis, start: str, end: str) -> list[float] | None:
    """Left edge and width; a task without a first day is its last day alone."""
    if not end:
        return None
    left = axis.place(dt.date.fromisoformat(start or end))
    after = axis.place(dt.date.fromisoformat(end) + dt.timedelta(days=1))
    return [left, round(after - left, DECIMALS)]


def _states() -> list[dict[str, str]]:
    return [
        {"state": state, "label": label("plan_state", state), "colour": fill.colour}
        for state, fill in FILLS.items()
    ]
