"""What the head of a document tells: title, number, issuers, level, date, and how long it holds."""

import datetime as dt
import re
from dataclasses import dataclass, field
from itertools import zip_longest

from geodata.policies.departments import LOCAL, Names
from geodata.policies.sections import MARK

INSTRUMENT = re.compile(
    r"(?:通知|意见|决定|决议|方案|规划|办法|纲要|公告|通告|条例|规定|细则|计划|要点|清单|函|令)"
    r"(?:[（(][^（）()]{1,20}[）)])?$"
)
"""Words that a title ends with, perhaps with a remark in brackets such as （试行）."""

NUMBER = re.compile(
    r"^[ \u3000]*([\u4e00-\u9fff]{1,12}[〔\[【（(] ?(?:19|20)[0-9]{2} ?[〕\]】）)]"
    r" ?(?:第 ?)?[0-9]{1,5} ?号)(?=[ \u3000]*$|[ \u3000]+签发人)",
    re.M,
)
"""The document's own number stands on a line of its own; numbers of others stand in sentences."""

DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
DAY = re.compile(
    r"^[ \u3000]*(?:"
    r"((?:19|20)[0-9]{2})[ \u3000]*年[ \u3000]*([0-9]{1,2})[ \u3000]*月[ \u3000]*([0-9]{1,2})"
    r"|([一二][〇○零一二三四五六七八九]{3})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})"
    r")[ \u3000]*日[ \u3000]*$",
    re.M,
)
"""A line that is a date, in figures or in Chinese numerals: the one of the signature."""

IN_FORCE = re.compile(r"自((?:19|20)[0-9]{2})年([0-9]{1,2})月([0-9]{1,2})日起(?:施行|实施|执行)")
IN_FORCE_ISSUED = re.compile(r"自(?:发布|印发|公布)之日起(?:施行|实施|执行)")
ENDS = re.compile(r"有效期(?:为|限)?至((?:19|20)[0-9]{2})年([0-9]{1,2})月([0-9]{1,2})日")
LASTS = re.compile(r"有效期(?:为|限)?([0-9]{1,2}|[一二三四五六七八九十])年")
HEAD_LINES = 6
"""Lines of text within which the title ends."""

SIGNATURE_LINES = 8
"""Lines above the date that may name issuers."""


@dataclass(frozen=True)
class Head:
    """What was found, blank where nothing was, with the characters that it was found in.

    Attributes
    ----------
    issuers
        Codes of departments.
    spans
        Field → (start, end) in the document.
    """

    title: str = ""
    issue_no: str = ""
    issuers: tuple[str, ...] = ()
    level: str = ""
    date: str = ""
    valid_from: str = ""
    valid_to: str = ""
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)


def head(text: str, names: Names) -> Head:
    """Read the head of a document; nothing is taken that does not stand there."""
    spans: dict[str, tuple[int, int]] = {}
    title = _title(text, spans)
    number = NUMBER.search(text)
    if number:
        spans["issue_no"] = number.span(1)
    signed = DAY.search(text)
    date = _day(signed) if signed else ""
    if signed and date:
        spans["date"] = signed.span()
    issuers, level = _issuers(text, title, signed, names, spans)
    first, last = _validity(text, date, spans)
    told = "".join(number[1].split()) if number else ""
    return Head(title, told, issuers, level, date, first, last, spans)


def _title(text: str, spans: dict[str, tuple[int, int]]) -> str:
    """The first lines up to the one that ends with the name of an instrument."""
    lines = [m for m in re.finditer(r"[^\n]+", text) if m[0].strip()][: HEAD_LINES + 2]
    lines = [line for line in lines if not NUMBER.match(line[0])][:HEAD_LINES]
    joined = ""
    for line, following in zip_longest(lines, lines[1:]):
        joined += "".join(MARK.sub("", line[0]).split())
        # “…推进方案 / 的通知”: a line may break behind the instrument that is issued
        goes_on = following is not None and following[0].lstrip().startswith("的")
        if INSTRUMENT.search(joined) and not goes_on:
            first = lines[0]
            lead = len(first[0]) - len(first[0].lstrip())
            spans["title"] = first.start() + lead, line.end()
            return joined
    return ""


def _issuers(
    text: str,
    title: str,
    signed: re.Match[str] | None,
    names: Names,
    spans: dict[str, tuple[int, int]],
) -> tuple[tuple[str, ...], str]:
    """Departments that stand in front of “关于” in the title, or else above the date."""
    before, about, _ = title.partition("关于")
    found = [m for m in names.find(before) if about]
    if found:
        spans["issuers"] = spans["title"]
    elif signed:
        above = list(re.finditer(r"[^\n]+", text[: signed.start()]))[-SIGNATURE_LINES:]
        for line in reversed(above):
            here = names.find(line[0], line.start())
            rest = "".join(line[0].split())
            # a line of the signature holds names and nothing else
            if not here or len(rest) > sum(len(m.name) + 8 for m in here):
                break
            found = here + found
            spans["issuers"] = line.start(), spans.get("issuers", line.span())[1]
    kept = [m for m in found if names.departments[m.department].domain != LOCAL]
    level = next((m.level for m in kept if m.level), "")
    return tuple(dict.fromkeys(m.department for m in kept)), level


def _validity(text: str, date: str, spans: dict[str, tuple[int, int]]) -> tuple[str, str]:
    first, last = IN_FORCE.search(text), ENDS.search(text)
    start = _day(first) if first else ""
    if first and start:
        spans["valid_from"] = first.span()
    elif date and (issued := IN_FORCE_ISSUED.search(text)):
        start, spans["valid_from"] = date, issued.span()
    end = _day(last) if last else ""
    if last and end:
        spans["valid_to"] = last.span()
    elif start and (lasts := LASTS.search(text)):
        end, spans["valid_to"] = _after(start, lasts[1]), lasts.span()
    return start, end


def _day(found: re.Match[str]) -> str:
    """ISO day of a match with year, month and day; blank where there is no such day."""
    if found[1]:
        numbers = [int(found[1]), int(found[2]), int(found[3])]
    else:
        numbers = [int(found[4].translate(DIGITS)), _ten(found[5]), _ten(found[6])]
    try:
        return dt.date(*numbers).isoformat()
    except ValueError:
        return ""


def _ten(numeral: str) -> int:
    """A number below 100 in Chinese numerals; 0 for what is none."""
    tens, ten, ones = numeral.rpartition("十")
    if len(tens) > 1 or len(ones) > 1:
        return 0
    first = int((tens or "一").translate(DIGITS)) if ten else 0
    return 10 * first + (int(ones.translate(DIGITS)) if ones else 0)


def _after(start: str, years: str) -> str:
    """The last day of a number of years from a day on."""
    count = int(years) if years.isdecimal() else "一二三四五六七八九十".index(years) + 1
    day = dt.date.fromisoformat(start)
    try:
        return (day.replace(year=day.year + count) - dt.timedelta(days=1)).isoformat()
    except ValueError:  # 29 February
        return day.replace(year=day.year + count, day=28).isoformat()
