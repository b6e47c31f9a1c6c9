"""What persons have coded, from the long or the wide form of the coding file.

Kinds and codes may be written as such or by their Chinese labels, several codes in a cell with
``；`` between. A blank cell says nothing; 无 says that the task has no code of the kind.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import pandas as pd

from geodata.errors import Problems
from geodata.policies.coding import (
    CODER_HEADING,
    HUMAN,
    KIND_HEADINGS,
    NO_CODE,
    TASK_HEADING,
    codes_frame,
)
from geodata.policies.coding_file import read_file
from geodata.policies.corpus import KINDS, PARENT
from geodata.policies.vocabulary import NOTHING, PHRASES, Vocabulary
from geodata.tables import Row, Table

NO_CODES = ("无", NOTHING)
SEPARATORS = re.compile(r"[；;\n]")

Given = dict[tuple[str, str, str], dict[str, int]]
"""Task, kind and coder → the codes given, each with its row in the file."""


@dataclass(frozen=True)
class _Written:
    """Codes of one kind as a person wrote them, and where; `columns` are those of the file."""

    row: int
    columns: Mapping[str, str]
    task: str
    kind: str
    codes: tuple[str, ...]
    coder: str


def read_codes(
    path: Path, tasks: pd.DataFrame, vocabulary: Vocabulary, problems: Problems
) -> tuple[pd.DataFrame, Table]:
    """Read persons' codes; faults go to `problems`, faulty cells are left out.

    Parameters
    ----------
    tasks
        Column ``task_id``: the tasks that there are. A parent task must be one of them too.

    Returns
    -------
    codings, table
        `CODE_COLUMNS` with ``human`` as status, every coder's codes. A blank code says that the
        coder found none.
    """
    table = read_file(path, problems)
    known = frozenset(tasks["task_id"])
    given: Given = {}
    for row in table:
        for written in _wide(row) if TASK_HEADING in row.cells else [_long(row)]:
            before = len(problems.found)
            _check(written, known, table.name, problems)
            codes = [_code(text, written, known, vocabulary) for text in written.codes]
            for text, code in zip(written.codes, codes, strict=True):
                if code is None:
                    _unknown(text, written, known, vocabulary, table.name, problems)
            if len(problems.found) == before:
                _take(written, [code or NO_CODE for code in codes], given, table.name, problems)
    rows: list[list[object]] = [
        [task, kind, code, coder, HUMAN, 0, 0]
        for (task, kind, coder), codes in given.items()
        for code in codes
    ]
    return codes_frame(rows), table


def no_codes() -> pd.DataFrame:
    """The codings of a study that nobody has coded."""
    return codes_frame([])


def _long(row: Row) -> _Written:
    names = {"task": "task_id", "kind": "kind", "code": "code", "coder": "coder"}
    kinds = {heading: kind for kind, heading in KIND_HEADINGS.items()}
    kind = kinds.get(row["kind"], row["kind"])
    return _Written(row.number, names, row["task_id"], kind, (row["code"],), row["coder"])


def _wide(row: Row) -> Iterator[_Written]:
    """The kinds that have an entry; a row without any is not coded yet."""
    for kind, heading in KIND_HEADINGS.items():
        names = {"task": TASK_HEADING, "kind": heading, "code": heading, "coder": CODER_HEADING}
        parts = [part.strip() for part in SEPARATORS.split(row.cells.get(heading, ""))]
        codes = tuple(part for part in parts if part)
        if codes:
            yield _Written(row.number, names, row[TASK_HEADING], kind, codes, row[CODER_HEADING])


def _check(written: _Written, known: Collection[str], file: str, problems: Problems) -> None:
    """Task, kind and coder of an entry."""
    if written.task not in known:
        column = written.columns["task"]
        values = {"seen": written.task, "hint": _hint(written.task, known)}
        problems.add("policy_task_unknown", file, written.row, column, **values)
    if written.kind not in KINDS:
        allowed = "、".join([*KINDS, *KIND_HEADINGS.values()])
        values = {"seen": written.kind, "allowed": allowed}
        problems.add("value_not_allowed", file, written.row, written.columns["kind"], **values)
    if not written.coder:
        problems.add("cell_empty", file, written.row, written.columns["coder"])
    if not all(written.codes):
        problems.add("cell_empty", file, written.row, written.columns["code"])


def _code(
    text: str, written: _Written, known: Collection[str], vocabulary: Vocabulary
) -> str | None:
    """The code that is meant; `NO_CODE` for none, None where it is unknown."""
    if text in NO_CODES or written.kind in PHRASES or written.kind not in KINDS:
        return NO_CODE if text in NO_CODES else text
    if written.kind == PARENT:
        return text if text in known and text != written.task else None
    return vocabulary.code(written.kind, text) or None


def _unknown(
    text: str,
    written: _Written,
    known: Collection[str],
    vocabulary: Vocabulary,
    file: str,
    problems: Problems,
) -> None:
    if not text:
        return  # told as an empty cell
    column = written.columns["code"]
    if written.kind == PARENT:
        values = {"seen": text, "hint": _hint(text, known)}
        problems.add("policy_task_unknown", file, written.row, column, **values)
        return
    near = "、".join(vocabulary.near(written.kind, text)) or "无"
    values = {"kind": KIND_HEADINGS[written.kind], "seen": text, "near": near}
    problems.add("policy_code_unknown", file, written.row, column, **values)


def _hint(text: str, known: Collection[str]) -> str:
    near = get_close_matches(text, [*known], n=3)
    return f"；相近：{'、'.join(near)}" if near else ""


def _take(
    written: _Written, codes: Collection[str], given: Given, file: str, problems: Problems
) -> None:
    """Keep the codes of an entry, unless they are there or contradict what is."""
    row, column, heading = written.row, written.columns["code"], KIND_HEADINGS[written.kind]
    said = given.setdefault((written.task, written.kind, written.coder), {})
    for code in codes:
        if code in said:
            shown = "、".join([written.task, heading, code or NO_CODES[0], written.coder])
            problems.add("cell_repeated", file, row, column, key=shown, first=said[code])
        said.setdefault(code, row)
    if NO_CODE in said and len(said) > 1:
        values = {"kind": heading, "task": written.task, "coder": written.coder}
        problems.add("policy_none_and_codes", file, row, column, **values)
