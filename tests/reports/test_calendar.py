"""The calendar holds every task that has a last day, repeats to the byte, and reads back."""

import datetime as dt

import icalendar
import pytest

from layout.notes import Notes
from layout.settings import Policies as Asked
from layout.tracking import tracking_tables
from reports.calendar import write_calendar
from tests.layout.tracking.founding import PLAN, policies, report


def tracked(settings, progress=(), **changes):
    day = settings.policies.as_of or settings.release
    read = policies(progress, **changes)
    return tracking_tables(read, settings.policies, day, Notes())["plan_tasks"]


@pytest.fixture
def settings(jiangsu):
    asked = Asked(documents="list.csv", plan=PLAN, as_of=dt.date(2016, 6, 30))
    return jiangsu.study.settings.model_copy(update={"policies": asked})


def events(path):
    calendar = icalendar.Calendar.from_ical(path.read_bytes())
    return {str(event["uid"]).split("@")[0]: event for event in calendar.walk("VEVENT")}, calendar


def test_every_task_is_an_event_of_whole_days_from_the_first_to_the_last(settings, tmp_path):
    table = tracked(settings)
    assert write_calendar(table, settings, tmp_path / "plan.ics") == []
    found, calendar = events(tmp_path / "plan.ics")
    assert list(found) == table.task_id.to_list() and len(found) == 26
    database = found["JS-2016-A15"]
    assert database.decoded("dtstart") == dt.date(2016, 5, 1)
    assert database.decoded("dtend") == dt.date(2017, 11, 1)  # the day after, RFC 5545 3.6.1
    assert str(database["summary"]) == "15. 建设知识产权资源、创新资源和产业基础信息综合数据库"
    assert str(database["uid"]) == "JS-2016-A15@jiangsu"
    assert (str(calendar["method"]), str(calendar["version"])) == ("PUBLISH", "2.0")


def test_the_description_tells_owners_dates_and_state(settings, tmp_path):
    write_calendar(tracked(settings), settings, tmp_path / "plan.ics")
    found, _ = events(tmp_path / "plan.ics")
    assert str(found["JS-2016-A15"]["description"]).split("\n") == [
        "任务：建设知识产权资源、创新资源和产业基础信息综合数据库",
        "重点推进 · 知识产权区域布局支撑条件建设",
        "牵头单位：知识产权局",
        "参与单位：发展改革委（提供数据）；工业和信息化厅（提供数据）；"
        "科技厅（立项及经费支持）；财政厅（立项及经费支持）",
        "起止：2016-05-01 至 2017-10-31",
        "状态（截至 2016-06-30）：期限未到",
        "说明：未见报告，只按期限判断",
    ]
    assert "牵头单位：方案没有写明" in str(found["JS-2016-A10"]["description"])


def test_the_same_tasks_give_the_same_bytes_without_the_clock_in_short_lines(settings, tmp_path):
    for name in ("a.ics", "b.ics"):
        write_calendar(tracked(settings), settings, tmp_path / name)
    raw = (tmp_path / "a.ics").read_bytes()
    assert raw == (tmp_path / "b.ics").read_bytes()
    lines = raw.split(b"\r\n")
    assert raw.count(b"\n") == len(lines) - 1  # every line ends in CRLF
    assert max(map(len, lines)) <= 75  # octets, RFC 5545 3.1
    stamps = {line for line in lines if line.startswith(b"DTSTAMP")}
    assert stamps == {f"DTSTAMP:{settings.release:%Y%m%d}T000000Z".encode()}


def test_reminders_ring_30_days_before_the_last_day_and_only_of_what_is_still_to_come(
    settings, tmp_path
):
    done = [report("A16", "2016-06-01", "done", evidence="验收意见")]
    write_calendar(tracked(settings, done), settings, tmp_path / "plan.ics")
    found, _ = events(tmp_path / "plan.ics")
    alarms = {code: event.walk("VALARM") for code, event in found.items()}
    (alarm,) = alarms["JS-2016-A15"]
    ring = found["JS-2016-A15"].decoded("dtstart") + alarm.decoded("trigger")
    assert ring == dt.date(2017, 10, 1)
    assert alarms["JS-2016-A16"] == []  # done
    assert alarms["JS-2016-A06"] == []  # its 30 days began before the day of the tracking
    assert len(alarms["JS-2016-A08"]) == 1


def test_a_task_without_a_last_day_is_named_and_one_without_a_first_day_is_its_last(
    settings, tmp_path
):
    table = tracked(settings, A01={"start": "", "end": ""}, A02={"start": ""})
    assert write_calendar(table, settings, tmp_path / "plan.ics") == ["JS-2016-A01"]
    found, calendar = events(tmp_path / "plan.ics")
    assert "没有期限、未列入的任务：JS-2016-A01" in str(calendar["x-wr-caldesc"])
    assert len(found) == 25
    only = found["JS-2016-A02"]
    assert only.decoded("dtend") - only.decoded("dtstart") == dt.timedelta(days=1)
    assert only.decoded("dtstart") == dt.date(2016, 2, 29)


def test_signs_that_the_format_uses_itself_come_back_as_they_were(settings, tmp_path):
    text = "甲;乙,丙\\丁 “戊”: 己\n庚"
    write_calendar(tracked(settings, A01={"text": text}), settings, tmp_path / "plan.ics")
    found, _ = events(tmp_path / "plan.ics")
    assert str(found["JS-2016-A01"]["summary"]) == f"1. {text}"
