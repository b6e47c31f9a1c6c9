"""The codes of tasks: the draft that words give, and what persons have coded instead.

A draft (初编，待人工核定) is a suggestion by rule. As soon as one person has coded a task for a
kind, the draft of that task and kind no longer counts.
"""

import re
from collections.abc import Hashable, Iterator, Mapping
from typing import Any

import pandas as pd

from geodata.policies.corpus import CODE_COLUMNS, KINDS, RULES, TARGET
from geodata.policies.vocabulary import LISTS, PHRASES, WORDED, Hit, Span, Vocabulary

DRAFT, HUMAN = "draft", "human"
MONEY = "supply.funds"
NO_CODE = ""
"""The code of a person's verdict that a task has none of a kind."""

BOUND = re.compile(r"[，。；：！？;!?]|,(?!\d)")
"""What ends a clause; the clause around a number is the target. 1,000 is one number."""

TASK_HEADING, TEXT_HEADING, ASSIGNMENT_HEADING = "任务代号", "任务", "分工"
CODER_HEADING, NOTE_HEADING = "编码员", "备注"
KIND_HEADINGS: Mapping[str, str] = dict(
    zip(KINDS, ("环节", "工具", "成果", "目标", "行业", "上级任务"), strict=True)
)
DRAFT_HEADING = "{}（初编，待人工核定）"
SHEET_SEPARATOR = "；"

Squeezed = tuple[str, list[int]]
"""A text without white space, and the place of each of its characters in the document."""


def codes_frame(rows: list[list[object]]) -> pd.DataFrame:
    """Codes in their one order: by task, kind, list of codes, place in the text, code, coder."""
    frame = pd.DataFrame(rows, columns=[*CODE_COLUMNS])
    for column in ("start_char", "end_char"):
        frame[column] = frame[column].astype("int64")
    ranks = {(kind, code): n for kind, codes in LISTS.items() for n, code in enumerate(codes)}
    keys = pd.DataFrame(
        {
            "task": frame["task_id"],
            "kind": frame["kind"].map(KINDS.index),
            "rank": [ranks.get(pair, 0) for pair in zip(frame["kind"], frame["code"], strict=True)],
            "start": frame["start_char"],
            "code": frame["code"],
            "coder": frame["coder"],
        }
    )
    order = keys.sort_values([*keys.columns], kind="stable").index
    return frame.loc[order].reset_index(drop=True)


def draft_codes(
    tasks: pd.DataFrame, texts: Mapping[str, str], vocabulary: Vocabulary
) -> pd.DataFrame:
    """Codes of all tasks by the words of the vocabulary.

    Words are looked for in the task's text, those of `MONEY` in its assignment too, which says
    who gives it. What a department only hands over (名录, 清单) is no deliverable of the task.

    Parameters
    ----------
    tasks
        Columns `TASK_COLUMNS`.
    texts
        Document → text, in which the spans of tasks lie.

    Returns
    -------
    DataFrame
        `CODE_COLUMNS`, each code of a task and kind once, at the place of its first word. The
        code of a deliverable is what follows the verb, that of a target is its clause.
    """
    rows: list[list[object]] = []
    for task in tasks.to_dict("records"):
        text, assignment = searched(task, texts[str(task["policy_id"])])
        for kind in WORDED:
            given: dict[str, Span] = {}
            for (squeezed, places), only in ((text, None), (assignment, MONEY)):
                for hit in vocabulary.find(kind, squeezed):
                    code, (start, end) = _code(hit, squeezed)
                    if only in (None, code):
                        given.setdefault(code, (places[start], places[end - 1] + 1))
            rows += [[task["task_id"], kind, code, RULES, DRAFT, *s] for code, s in given.items()]
    return codes_frame(rows)


def searched(task: Mapping[Hashable, Any], document: str) -> tuple[Squeezed, Squeezed]:
    """Text and assignment of a task without white space, and where each character stands.

    Lines break anywhere in the cells of a table. A text that the span does not hold in one piece
    gives way to all that the span holds, an assignment to nothing.
    """
    span = range(int(task["start_char"]), int(task["end_char"]))
    places = [place for place in span if not document[place].isspace()]
    whole = "".join(document[place] for place in places)
    text, assignment = ("".join(str(task[c]).split()) for c in ("text", "assignment_text"))
    at = whole.find(text)
    found = (text, places[at : at + len(text)]) if at >= 0 else (whole, places)
    at = whole.rfind(assignment)
    return found, (assignment, places[at : at + len(assignment)]) if at >= 0 else ("", [])


def _code(hit: Hit, text: str) -> tuple[str, Span]:
    """Code of a hit, and the place of the words that stand for it."""
    if hit.term.kind == TARGET:
        start, end = hit.span
        before, after = [*BOUND.finditer(text, 0, start)], BOUND.search(text, end)
        span = before[-1].end() if before else 0, after.start() if after else len(text)
        return text[slice(*span)], span
    if hit.term.kind in PHRASES and len(hit.pieces) > 1:
        return text[hit.pieces[0][1] : hit.span[1]], hit.span
    if hit.term.kind in PHRASES:
        return text[slice(*hit.span)], hit.span
    return hit.term.code, hit.span


def in_force(draft: pd.DataFrame, human: pd.DataFrame) -> pd.DataFrame:
    """The codes that count: a person's coding of a task and kind replaces the draft's.

    Of several coders of a task and kind a code counts where at least half of them gave it; so
    of two coders either is enough, and their disagreement shows in the agreement. Where all
    found none, the task has none.

    Parameters
    ----------
    draft, human
        `CODE_COLUMNS`; a blank code in `human` says that the coder found none.

    Returns
    -------
    DataFrame
        `CODE_COLUMNS`; `coder` names those who gave the code, with ``;`` between.
    """
    rows: list[list[object]] = []
    coded: set[tuple[str, str]] = set()
    for (task, kind), group in human.groupby(["task_id", "kind"]):
        coded.add((str(task), str(kind)))
        coders = group["coder"].nunique()
        for code, given in group[group["code"] != NO_CODE].groupby("code"):
            names = sorted(set(given["coder"]))
            if 2 * len(names) >= coders:
                rows.append([task, kind, code, ";".join(names), HUMAN, 0, 0])
    pairs = zip(draft["task_id"], draft["kind"], strict=True)
    left = draft[[pair not in coded for pair in pairs]]
    return codes_frame([*left[[*CODE_COLUMNS]].to_numpy(dtype=object).tolist(), *rows])


def coding_sheet(tasks: pd.DataFrame, codes: pd.DataFrame, vocabulary: Vocabulary) -> pd.DataFrame:
    """The sheet that a coder fills: a task per row, its draft beside a blank cell for each kind.

    `geodata.policies.human_codes.read_codes` reads it back. A cell left blank leaves the draft;
    无 says that there is none. Several coders each fill a copy, and the rows are put together.
    """
    columns: dict[str, list[str]] = {
        TASK_HEADING: tasks["task_id"].to_list(),
        TEXT_HEADING: tasks["text"].to_list(),
        ASSIGNMENT_HEADING: tasks["assignment_text"].to_list(),
    }
    drafts = dict(_by_task(codes[codes["status"] == DRAFT], vocabulary))
    for kind, heading in KIND_HEADINGS.items():
        if kind in WORDED:
            cells = [drafts.get((task, kind), "") for task in tasks["task_id"]]
            columns[DRAFT_HEADING.format(heading)] = cells
        columns[heading] = [""] * len(tasks)
    columns[CODER_HEADING] = [""] * len(tasks)
    columns[NOTE_HEADING] = [""] * len(tasks)
    return pd.DataFrame(columns, dtype="str")


def _by_task(codes: pd.DataFrame, vocabulary: Vocabulary) -> Iterator[tuple[tuple[str, str], str]]:
    """Labels of the codes of each task and kind, in one cell."""
    for (task, kind), group in codes.groupby(["task_id", "kind"], sort=False):
        labels = [vocabulary.label(str(kind), code) for code in group["code"]]
        yield (str(task), str(kind)), SHEET_SEPARATOR.join(labels)
