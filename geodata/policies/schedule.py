"""Periods as policy documents write them: “2016年2-5月”, “2016年3月-2017年12月”, “2018年底前”."""

import calendar
import datetime as dt
import re
from typing import NamedTuple

DASH = r"(?:[-—–－~～]|至|到)"
YEAR = r"(?P<{0}>(?:19|20)[0-9]{{2}})"
QUARTER = r"第?(?P<{0}>[一二三四1-4])"
SPAN = re.compile(
    # "2016-2018年": of a range of years the first may do without its 年
    YEAR.format("y1")
    + rf"(?:年|(?={DASH}(?:19|20)[0-9]{{2}}年))"
    + r"(?:(?P<half>[上下])半年|"
    + QUARTER.format("q1")
    # "第一至第三季度": of a range the first may do without 季度
    + rf"(?:季度|(?={DASH}第?[一二三四1-4]季度))(?:{DASH}{QUARTER.format('q2')}季度)?"
    + r"|(?:(?P<m1>[0-9]{1,2})月?)?(?:(?P<d1>[0-9]{1,2})日)?"
    + rf"(?:起?{DASH}+(?:{YEAR.format('y2')}年(?:(?P<m2>[0-9]{{1,2}})月)?|(?P<m3>[0-9]{{1,2}})月)"
    + r"(?:(?P<d2>[0-9]{1,2})日)?)?)"
    + r"(?P<vague>初|[上中下]旬|[、和及][0-9]{1,2}月|起(?!草)|[之以]?后|以来"
    + rf"|{DASH}+(?:[次翌]年|今|长期))?"
    + r"(?P<before>年?[底末][之以]?前?|[之以]?前)?"
)
UNTIL = re.compile(r"(?:到|至|截至|截止)$")
"""Words in front of a date that is an end without a beginning."""


class Period(NamedTuple):
    """First and last day (ISO); blank where the text does not tell."""

    start: str
    end: str


NOTHING = Period("", "")


def period(text: str) -> Period:
    """First period in a text; white space within it does not matter.

    A day or month before which something must be done is counted in. What is told vaguely
    (“2016年初”, “3月上旬”, “2-5月、8月”) or has no end (“2016年起”) is no period.

    Examples
    --------
    >>> period("2016年\\n2-5月")
    Period(start='2016-02-01', end='2016-05-31')
    >>> period("2016年3月\\n-2017年12月")
    Period(start='2016-03-01', end='2017-12-31')
    >>> period("2018年底前"), period("适时")
    (Period(start='', end='2018-12-31'), Period(start='', end=''))
    >>> period("2016-2018年"), period("2017年上半年")
    (Period(start='2016-01-01', end='2018-12-31'), Period(start='2017-01-01', end='2017-06-30'))
    """
    plain = re.sub(r"\s+", "", text)
    for found in SPAN.finditer(plain):
        try:
            return _period(found, UNTIL.search(plain[: found.start()]) is not None)
        except ValueError:  # a thirteenth month: no period, the next one may be
            continue
    return NOTHING


def _period(found: re.Match[str], until: bool) -> Period:
    """The period of a match.

    Raises
    ------
    ValueError
        If a day does not exist, the end lies before the start, or the words are vague.
    """
    if found["vague"]:
        raise ValueError(found[0])
    year = int(found["y1"])
    last_year = int(found["y2"] or year)
    ranged = bool(found["y2"] or found["m3"] or found["q2"])
    if found["half"] or found["q1"]:
        first_month, last_month = _part_of_year(found)
        first, last = (first_month, 0), (last_month, 0)
    else:
        first = _number(found["m1"]), _number(found["d1"])
        last = (_number(found["m2"] or found["m3"]), _number(found["d2"])) if ranged else first
    start = dt.date(year, first[0] or 1, first[1] or 1)
    end = _last_day(last_year, *last)
    if end < start:
        raise ValueError(found[0])
    open_start = (until or found["before"]) and not ranged
    return Period("" if open_start else start.isoformat(), end.isoformat())


def _part_of_year(found: re.Match[str]) -> tuple[int, int]:
    """First and last month of a half year or of quarters."""
    if found["half"]:
        return (1, 6) if found["half"] == "上" else (7, 12)
    first, last = (_quarter(found[name] or found["q1"]) for name in ("q1", "q2"))
    return 3 * first - 2, 3 * last


def _quarter(text: str) -> int:
    return int(text) if text.isdecimal() else "一二三四".index(text) + 1


def _number(text: str | None) -> int:
    return int(text) if text else 0


def _last_day(year: int, month: int, day: int) -> dt.date:
    month = month or 12
    if not 1 <= month <= 12:  # monthrange takes any number
        raise ValueError(month)
    return dt.date(year, month, day or calendar.monthrange(year, month)[1])
