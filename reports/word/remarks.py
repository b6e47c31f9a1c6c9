"""Notes of the evaluation as a report tells them: names in words, what is alike told once."""

import re
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import pandas as pd

from layout.evaluation import Evaluation
from layout.notes import templates
from layout.zones.wording import vocabulary
from reports import files
from reports.dictionary import entry

NAME = re.compile(r"(?<![\w./=])[a-z][a-z0-9_]*(?![\w.(])", re.ASCII)
"""A name of a column, a metric or a statistic; not part of a file's name or of a setting."""

CHINESE = r"[\u3400-\u9fff]"

LONGEST_JOINED = 40
"""Letters of a value that may stand in a row with others; longer ones are told by themselves."""


def names(evaluation: Evaluation) -> dict[str, str]:
    """What the names that programs use are called: columns, metrics, statistics and sources."""
    evidence = evaluation.evidence
    tables = files.tables(evaluation) | {"catalogue": evaluation.catalogue}
    columns = [(table, name) for table, frame in tables.items() for name in frame.columns]
    entries = {name: entry(table, name) for table, name in columns if "_" in name}
    found = {name: written.label for name, written in entries.items() if written}
    found |= {code: statistic.label_zh for code, statistic in evidence.statistics.items()}
    found |= {name: words.text for name, words in vocabulary(evaluation.study.indicators).items()}
    sources = zip(evidence.sources.source_id, evidence.sources.title, strict=True)
    return found | {code: f"《{title}》" for code, title in sources}


def in_words(text: str, known: Mapping[str, str]) -> str:
    """The text with the names that programs use put into words.

    Examples
    --------
    >>> in_words("规则缺 p_ip，无法判定", {"p_ip": "知识产权得分位次百分位"})
    '规则缺知识产权得分位次百分位，无法判定'
    >>> in_words("公式 a_x + b_x 推算；见 a_x.csv", {"a_x": "甲", "b_x": "乙"})
    '公式甲 + 乙推算；见 a_x.csv'
    """
    mark = "\ue000"  # keeps what was put in apart until the blanks around it are gone
    told = NAME.sub(lambda m: f"{mark}{known[m[0]]}{mark}" if m[0] in known else m[0], text)
    told = re.sub(f"(?<={CHINESE}) {mark}", mark, told)
    return re.sub(f"{mark} (?={CHINESE})", mark, told).replace(mark, "")


def lines(notes: pd.DataFrame, known: Mapping[str, str]) -> list[str]:
    """Texts of notes in their order; those that differ in one value only become one."""
    told: list[str] = []
    for code, own in notes.groupby("message_code", sort=False):
        text = templates().get(str(code), {}).get("text", "{text}")
        told += [in_words(line, known) for line in merged(text, own.detail.to_list())]
    return told


def merged(template: str, details: Sequence[str]) -> list[str]:
    """Texts made from one template, with those that differ in one value only joined.

    Examples
    --------
    >>> merged("“{name}” {year} 年缺数据", ["“甲” 2020 年缺数据", "“乙” 2020 年缺数据"])
    ['“甲”、“乙” 2020 年缺数据']
    >>> merged("{year} 年 {rate}", ["2019 年 0.1", "2020 年 0.2"])
    ['2019 年 0.1', '2020 年 0.2']
    """
    if len(details) < 2:
        return list(details)
    form = _form(template)
    read = [form.pattern.fullmatch(detail) for detail in details]
    values = [found.groupdict() for found in read if found]
    if len(values) < len(details):
        return list(dict.fromkeys(details))
    groups = min((_groups(values, name) for name in form.joins), key=len, default=[])
    if not groups or len(groups) == len(values):
        return list(dict.fromkeys(details))
    return ["".join(form.told(group)) for group in groups]


@dataclass(frozen=True)
class _Form:
    """A template taken apart: its pattern, and for each field what stands between two values."""

    pattern: re.Pattern[str]
    parts: tuple[tuple[str, str], ...]
    joins: dict[str, str]

    def told(self, group: Sequence[Mapping[str, str]]) -> list[str]:
        """The template with the values of every member of the group."""
        said = []
        for literal, name in self.parts:
            said.append(literal)
            if name:
                said.append(self.joins[name].join(dict.fromkeys(one[name] for one in group)))
        return said


@cache
def _form(template: str) -> _Form:
    pieces = [(literal, name or "") for literal, name, _, _ in string.Formatter().parse(template)]
    following = [literal for literal, _ in pieces[1:]] + [""]
    pattern, joins = "", {}
    for (literal, name), after in zip(pieces, following, strict=True):
        pattern += re.escape(literal)
        if not name:
            continue
        pattern += f"(?P={name})" if name in joins else f"(?P<{name}>.*?)"
        quoted = literal.endswith("“") and after.startswith("”")
        joins[name] = "”、“" if quoted else "、"
    return _Form(re.compile(pattern, re.DOTALL), tuple(pieces), joins)


def _groups(values: Sequence[dict[str, str]], name: str) -> list[list[dict[str, str]]]:
    """Values in groups that agree in all but `name`; each alone where it is too long to join."""
    if any(len(one[name]) > LONGEST_JOINED for one in values):
        return [[one] for one in values]
    found: dict[tuple[str, ...], list[dict[str, str]]] = {}
    for one in values:
        key = tuple(text for field, text in one.items() if field != name)
        found.setdefault(key, []).append(one)
    return list(found.values())
