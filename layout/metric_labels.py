"""What the metrics of the catalogue are called: in words, with their units."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from layout.indicators import Indicator
from layout.labels import label, labels
from layout.metrics import PERCENTILE
from layout.zones.wording import vocabulary

INDUSTRY = "industry_metric"
"""Kind of label of the metrics that rules on industries may name."""

QUOTED = re.compile(r"(?<![\w.])([a-z][a-z0-9_]*)=([^@；，）、\s]+)(?:@(\d{4}))?", re.ASCII)
"""A metric as the catalogue quotes it: name, value and, after ``@``, the year of its figure."""


class MetricLabel(NamedTuple):
    """A metric in words; `unit` is blank for scores, quotients and what names its unit itself."""

    text: str
    unit: str


def metric_labels(indicators: Sequence[Indicator]) -> dict[str, MetricLabel]:
    """Words for every metric that a rule of the catalogue may name, on regions or industries.

    Examples
    --------
    >>> metric_labels([])["p_u_ip"].text, metric_labels([])["lq"].text
    ('知识产权得分位次百分位', '区位商')
    """
    percentile = label("metric_part", "percentile")
    found = {
        code: MetricLabel(text, "") for (kind, code), text in labels().items() if kind == INDUSTRY
    }
    found |= {
        PERCENTILE + code: MetricLabel(words.text + percentile, "") for code, words in found.items()
    }
    known = vocabulary(indicators).items()
    return found | {code: MetricLabel(words.text, words.unit) for code, words in known}


def quoted(text: str) -> dict[str, tuple[str, str]]:
    """Value and year of every metric that a text of the catalogue quotes; the first time counts.

    Examples
    --------
    >>> quoted("u_ip=0.93@2024；lag_none=1@2019")
    {'u_ip': ('0.93', '2024'), 'lag_none': ('1', '2019')}
    """
    found: dict[str, tuple[str, str]] = {}
    for name, value, year in QUOTED.findall(text):
        found.setdefault(name, (value, year))
    return found


def in_words(text: str, known: Mapping[str, MetricLabel]) -> str:
    """The text with the metrics that it quotes in words; names that nobody knows stay.

    Examples
    --------
    >>> in_words("苏州市（u_ip=0.79@2024）", {"u_ip": MetricLabel("知识产权得分", "")})
    '苏州市（知识产权得分 0.79，2024 年）'
    """

    def told(found: re.Match[str]) -> str:
        name, value, year = found.groups()
        if name not in known:
            return found[0]
        words = known[name]
        told = f"{words.text} {plain(value)}{f' {words.unit}' if words.unit else ''}"
        return f"{told}，{label('catalogue_part', 'in_year').format(year=year)}" if year else told

    return QUOTED.sub(told, text)


def plain(value: str) -> str:
    """A quoted value without a power of ten.

    Examples
    --------
    >>> plain("1.234e+04"), plain("0.8805")
    ('12340', '0.8805')
    """
    return f"{float(value):.0f}" if "e+" in value else value
