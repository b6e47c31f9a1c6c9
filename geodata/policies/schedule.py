"""Periods as policy documents write them: “2016年2-5月”, “2016年3月-2017年12月”, “2018年底前”."""

import calendar
import datetime as dt
import re
from typing import NamedTuple

YEAR = r"(?P<{0}>(?:19|20)[0-9]{{2}})年"
SPAN = re.compile(
    YEAR.format("y1")
    + r"(?:(?P<m1>[0-9]{1,2})月?)?(?:(?P<d1>[0-9]{1,2})日)?"
    + r"(?:(?:[-—–－~～]|至|到)+"
    + r"(?:(?:(?P<y2>(?:19|20)[0-9]{2})年)(?:(?P<m2>[0-9]{1,2})月)?|(?P<m3>[0-9]{1,2})月)"
    + r"(?:(?P<d2>[0-9]{1,2})日)?)?"
    + r"(?P<before>年?[底末]|[底末]?[之以]?前)?"
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

    Examples
    --------
    >>> period("2016年\\n2-5月")
    Period(start='2016-02-01', end='2016-05-31')
    >>> period("2016年3月\\n-2017年12月")
    Period(start='2016-03-01', end='2017-12-31')
    >>> period("2018年底前"), period("适时")
    (Period(start='', end='2018-12-31'), Period(start='', end=''))
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
        If a day does not exist, or the end lies before the start.
    """
    year = int(found["y1"])
    first = _number(found["m1"]), _number(found["d1"])
    last_year = int(found["y2"] or year)
    if found["y2"] or found["m3"]:
        last = _number(found["m2"] or found["m3"]), _number(found["d2"])
    else:
        last = first
    start = dt.date(year, first[0] or 1, first[1] or 1)
    end = _last_day(last_year, *last)
    if end < start:
        raise ValueError(found[0])
    open_start = (until or found["before"]) and not (found["y2"] or found["m3"])
    return Period("" if open_start else start.isoformat(), end.isoformat())


def _number(text: str | None) -> int:
    return int(text) if text else 0


def _last_day(year: int, month: int, day: int) -> dt.date:
    month = month or 12
    if not 1 <= month <= 12:  # monthrange takes any number
        raise ValueError(month)
    return dt.date(year, month, day or calendar.monthrange(year, month)[1])
