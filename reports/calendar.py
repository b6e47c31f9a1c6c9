"""The schedule of a plan as an iCalendar file (RFC 5545), for Outlook and mobile calendars."""

import datetime as dt
from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from layout.settings import Settings
from reports.texts import Texts, read_texts

if TYPE_CHECKING:
    from icalendar import Event

TEXTS = Path(__file__).with_name("calendar.csv")
PRODUCT = "-//ip-layout//plan schedule//ZH"

REMIND_DAYS, REMIND_HOUR = 30, 9
"""Its reminder rings so many days before the last day of a task, at that hour."""

ALL_DAY = dt.timedelta(days=1)
DONE = "done"


def write_calendar(plan_tasks: pd.DataFrame, settings: Settings, path: Path) -> list[str]:
    """Write one all-day event for every task that has a last day.

    An event lasts from the first day of its task to the last, or is the last day alone where the
    plan names no first one. It keeps nobody's time busy. A reminder rings 30 days before the last
    day, if that is still to come on the day of the tracking and the task is not done. The time
    stamp is the release date: the same tasks, the same bytes.

    Parameters
    ----------
    plan_tasks
        The view of that name.

    Returns
    -------
    list of str
        Ids of the tasks without a last day. They cannot stand in a calendar; its description
        names them.
    """
    from icalendar import Calendar  # noqa: PLC0415  (only where a plan is tracked)

    say, as_of = read_texts(TEXTS), _as_of(settings)
    dated = plan_tasks[plan_tasks.end != ""]
    left_out = [str(task) for task in plan_tasks.task_id[plan_tasks.end == ""]]
    about = say(
        "about",
        plan=settings.policies.plan,
        as_of=as_of,
        tasks=len(plan_tasks),
        shown=len(dated),
    )
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", say("name", title=settings.title))
    calendar.add(
        "x-wr-caldesc", about + (say("left_out", ids=say.join(left_out)) if left_out else "")
    )
    for task in dated.to_dict("records"):
        calendar.add_component(_event(task, settings, as_of, say))
    path.write_bytes(calendar.to_ical())
    return left_out


def _as_of(settings: Settings) -> dt.date:
    return settings.policies.as_of or settings.release


def _event(task: Mapping[Hashable, Any], settings: Settings, as_of: dt.date, say: Texts) -> "Event":
    from icalendar import Event  # noqa: PLC0415

    end = dt.date.fromisoformat(task["end"])
    start = dt.date.fromisoformat(task["start"]) if task["start"] else end
    event = Event()
    event.add("uid", f"{task['task_id']}@{settings.name}")
    event.add("dtstamp", dt.datetime.combine(settings.release, dt.time(), dt.UTC))
    event.add("dtstart", start)
    event.add("dtend", end + ALL_DAY)  # the first day after it
    event.add("summary", say("title", number=task["number"], text=task["text"]))
    event.add("description", _description(task, as_of, say))
    event.add("categories", [task["state_label"]])
    event.add("transp", "TRANSPARENT")
    if task["state"] != DONE and end - dt.timedelta(days=REMIND_DAYS) >= as_of:
        _remind(event, task, end, start, say)
    return event


def _remind(
    event: "Event", task: Mapping[Hashable, Any], end: dt.date, start: dt.date, say: Texts
) -> None:
    """A reminder counted from the start of the event: programs that know no other are many."""
    from icalendar import Alarm  # noqa: PLC0415

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", say("alarm", text=task["text"]))
    before = end - start - dt.timedelta(days=REMIND_DAYS)
    alarm.add("trigger", before + dt.timedelta(hours=REMIND_HOUR))
    event.add_component(alarm)


def _description(task: Mapping[Hashable, Any], as_of: dt.date, say: Texts) -> str:
    """Who does it, from when to when, and what is known of it, line by line."""
    places = [text for text in (task["phase"], task["section"]) if text]
    lines = [say("task", text=task["text"])]
    if len(places) > 1:
        lines.append(say("section", phase=places[0], section=places[1]))
    named = task["lead_label"]
    lines.append(say("lead", names=named) if named else say("no_lead"))
    if task["participants_label"]:
        lines.append(say("others", names=task["participants_label"]))
    span = "span" if task["start"] else "open_start"
    lines.append(say(span, start=task["start"], end=task["end"]))
    lines.append(say("state", as_of=as_of, state=task["state_label"]))
    told = {
        "remark": task["remark_label"],
        "evidence": task["evidence"],
        "source": task["evidence_source"],
    }
    lines += [say(key, text=text) for key, text in told.items() if text]
    return "\n".join(lines)
