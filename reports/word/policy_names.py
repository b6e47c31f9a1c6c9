"""How the report on policies calls documents, tasks and who does them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

import pandas as pd

from layout.evaluation import Evaluation
from layout.views import SEPARATOR
from reports import results
from reports.dictionary import entry
from reports.word.grid import Column
from reports.word.outline import Outline
from reports.word.wording import words

LABELS = "；"
"""Between names in a cell of the evaluation's tables."""

ROLES = {
    "policy_role_lead": "lead_label",
    "policy_role_participants": "participants_label",
    "policy_role_data": "data_providers_label",
    "policy_role_funds": "funders_label",
    "policy_role_listed": "listed_label",
}
"""Words before the departments of a task → column of the departments."""

NAMED_UNITS = 4
"""Departments of a document's body that are named in a line of the list of tasks."""


@dataclass(frozen=True)
class Tasks:
    """How documents and tasks are called.

    Attributes
    ----------
    titles
        Code of a document → its title.
    names
        Code of a task → ``附件第 5 项``, where there are several documents with the title.
    texts
        Code of a task → what is to be done, in its first sentence.
    """

    titles: Mapping[str, str]
    names: Mapping[str, str]
    texts: Mapping[str, str]

    @classmethod
    def of(cls, evaluation: Evaluation) -> Self:
        """Names of the evaluation's documents and tasks."""
        documents = results.table(evaluation, "policy_documents")
        table = results.table(evaluation, "policy_tasks")
        titles = dict(zip(documents.policy_id, documents.title, strict=True))
        names, texts = {}, {}
        for row in each(table):
            name = f"{row.part_label}第{row.number}项"
            several = len(titles) > 1
            names[row.task_id] = f"《{titles[row.policy_id]}》{name}" if several else name
            texts[row.task_id] = first_sentence(str(row.text))
        return cls(titles, names, texts)

    def in_words(self, text: str) -> str:
        """The text with tasks and documents by their names; of the only document nothing.

        Examples
        --------
        >>> tasks = Tasks({"P": "方案"}, {"P-A1": "附件第1项", "P-A10": "附件第10项"}, {})
        >>> tasks.in_words("如 P-A1 「甲」；P-A10 （P 第 2–4 字）")
        '如附件第1项「甲」；附件第10项（第 2–4 字）'
        >>> tasks.in_words("没有写明有效期的（P）")
        '没有写明有效期的（《方案》）'
        """
        for code, name in self.names.items():
            text = re.sub(rf" ?{re.escape(code)}(?!\d) ?", name, text)
        for code, title in self.titles.items():
            put = f"《{title}》" if len(self.titles) > 1 else ""
            text = re.sub(rf" ?{re.escape(code)} (?=第)", put, text)
            text = re.sub(rf" ?(?<![\w-]){re.escape(code)}(?![\w-]) ?", f"《{title}》", text)
        return text

    def evidence(self, paper: Outline, codes: object) -> str:
        """What a piece of advice rests on: tasks and tables by their names."""
        told = []
        for code in [] if results.missing(codes) else str(codes).split(SEPARATOR):
            table = entry(code)
            told.append(
                self.names.get(code)
                or (f"《{table.label}》" if table else self.titles.get(code, code))
            )
        return paper.texts.join(ranges(told)) if told else words("", "nothing")


def first_sentence(text: str) -> str:
    """What a task is called: a task of a document's body is a paragraph.

    Examples
    --------
    >>> first_sentence("开展资源调查。对专利开展全面调查。"), first_sentence("组建专家组")
    ('开展资源调查', '组建专家组')
    """
    return text.partition("。")[0]


def ranges(names: list[str]) -> list[str]:
    """Numbered names that follow one another in one: ``附件第1项 附件第2项 …``.

    Examples
    --------
    >>> ranges(["附件第1项", "附件第2项", "附件第3项", "附件第5项", "《适配》"])
    ['附件第1–3项', '附件第5项', '《适配》']
    """
    groups: list[tuple[str, int, int]] = []
    for name in names:
        found = re.fullmatch(r"(.*第)(\d+)项", name)
        begin, place = (found[1], int(found[2])) if found else (name, -1)
        if found and groups and groups[-1][0] == begin and groups[-1][2] == place - 1:
            groups[-1] = (begin, groups[-1][1], place)
        else:
            groups.append((begin, place, place))
    return [
        begin if low < 0 else f"{begin}{low}项" if low == high else f"{begin}{low}–{high}项"
        for begin, low, high in groups
    ]


def each(table: pd.DataFrame) -> Iterator[Any]:
    """Rows of a table by the names of their columns, which no type checker knows."""
    return iter(table.itertuples())


def text_list(paper: Outline, cell: object) -> str:
    """Names of a cell in a row, as the reports part them."""
    return paper.texts.join([one for one in str(cell).split(LABELS) if one])


def cell_name(row: Any) -> str:
    """What a stage and a class of tools are called together."""
    return f"{row.stage_label}×{row.tool_class_label}"


def period(row: Any) -> str:
    """First and last day of a task in one cell, or a dash."""
    days = [str(day) for day in (row.start, row.end) if not results.missing(day)]
    return "至".join(days) if days else words("", "nothing")


def columns(paper: Outline, heads: Iterable[tuple[str, float, str]]) -> list[Column]:
    """Columns of a printed table from key of the heading, weight and alignment."""
    return [Column(paper.texts(key), weight, align) for key, weight, align in heads]


def roles(paper: Outline, row: Any, short: bool = False) -> str:
    """Departments of a task by what they do in it; long lists cut where `short`."""
    told = []
    for key, column in ROLES.items():
        cell = getattr(row, column)
        if results.missing(cell):
            continue
        names = str(cell).split(LABELS)
        if short and len(names) > NAMED_UNITS:
            shown = paper.texts.join(names[:NAMED_UNITS])
            joined = paper.texts("policy_units_cut", names=shown, units=len(names))
        else:
            joined = paper.texts.join(names)
        told.append(paper.texts(key, names=joined))
    return "；".join(told) if told else paper.texts("policy_no_unit")
