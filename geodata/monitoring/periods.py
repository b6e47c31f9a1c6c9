"""Periods for which departments report: years, quarters and months."""

import datetime as dt
import re
import unicodedata
from calendar import monthrange
from typing import NamedTuple

PER_YEAR = {"year": 1, "quarter": 4, "month": 12}
"""Periods of each frequency in a year."""

YEAR = re.compile(r"(\d{4})年?度?")
QUARTER = re.compile(r"(\d{4})(?:年?-?Q([1-4])|年第?([一二三四1-4])季度?)")
MONTH = re.compile(r"(\d{4})(?:[-/.](\d{1,2})|年(\d{1,2})月份?)")
NUMERALS = {"一": 1, "二": 2, "三": 3, "四": 4}


class Period(NamedTuple):
    """A year, a quarter or a month; of one frequency they sort by time.

    Attributes
    ----------
    frequency
        ``year``, ``quarter`` or ``month``.
    number
        1 to 4 or 1 to 12; 1 for a year.
    """

    frequency: str
    year: int
    number: int

    def __str__(self) -> str:
        """As it stands in tables: ``2023``, ``2023Q2`` or ``2023-06``."""
        shown = {"year": "", "quarter": f"Q{self.number}", "month": f"-{self.number:02d}"}
        return f"{self.year}{shown[self.frequency]}"

    @property
    def year_before(self) -> "Period":
        """The same period of the year before."""
        return self._replace(year=self.year - 1)

    @property
    def previous(self) -> "Period":
        """The period just before."""
        if self.number > 1:
            return self._replace(number=self.number - 1)
        return Period(self.frequency, self.year - 1, PER_YEAR[self.frequency])

    @property
    def closes_year(self) -> bool:
        """Whether it is the last of its year."""
        return self.number == PER_YEAR[self.frequency]

    @property
    def end(self) -> dt.date:
        """Its last day."""
        month = self.number * 12 // PER_YEAR[self.frequency]
        return dt.date(self.year, month, monthrange(self.year, month)[1])


def parse_period(text: str) -> Period | None:
    """The period that a cell names; None where it names none.

    Examples
    --------
    >>> [str(parse_period(text)) for text in ("2023", "2023年第二季度", "2023q2", "2023年6月")]
    ['2023', '2023Q2', '2023Q2', '2023-06']
    >>> print(parse_period("2023-13"), parse_period("上半年"))
    None None
    """
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()
    if found := YEAR.fullmatch(plain):
        period = Period("year", int(found[1]), 1)
    elif found := QUARTER.fullmatch(plain):
        named = found[2] or found[3]
        period = Period("quarter", int(found[1]), NUMERALS.get(named) or int(named))
    elif found := MONTH.fullmatch(plain):
        period = Period("month", int(found[1]), int(found[2] or found[3]))
    else:
        return None
    sound = 1 <= period.number <= PER_YEAR[period.frequency] and 1949 <= period.year <= 2100
    return period if sound else None
