"""The two errors a user can cause, and the list in which all problems are gathered first.

A reader or check never stops at the first fault: it adds a `Problem` and goes on, and whoever
called it raises once. Texts live in ``messages.csv``; code names a problem by its code only.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NoReturn

MESSAGES = Path(__file__).with_name("messages.csv")


@cache
def messages() -> dict[str, tuple[str, str]]:
    """Code → (what is wrong, what to do), as ``str.format`` templates."""
    with MESSAGES.open(encoding="utf-8-sig", newline="") as file:
        return {row["code"]: (row["what"], row["todo"]) for row in csv.DictReader(file)}


@dataclass(frozen=True)
class Problem:
    """One thing the user must put right: where it stands, what was seen, what to do."""

    code: str
    what: str
    todo: str
    file: str = ""
    row: int | None = None
    column: str = ""

    def __str__(self) -> str:
        row = f" 第 {self.row} 行" if self.row else ""
        column = f" [{self.column}]" if self.column else ""
        place = f"{self.file}{row}{column}".strip()
        return "".join([f"{place}：" if place else "", self.what, f" → {self.todo}"])


class EvaluationError(ValueError):
    """All problems of one run; ``failures`` holds them in the order in which they were met."""

    def __init__(self, failures: tuple[Problem, ...], subject: str = "") -> None:
        self.failures = failures
        lines = "\n".join(f"  {n}. {failure}" for n, failure in enumerate(failures, 1))
        super().__init__(f"{subject}：共 {len(failures)} 处问题\n{lines}")


class StudyError(EvaluationError):
    """The request is at fault: the study file or a table of rules."""


class DataError(EvaluationError):
    """The data are at fault: a figure, a unit, a region, a boundary."""


@dataclass
class Problems:
    """Gathers problems; falsy while there are none."""

    subject: str = ""
    found: list[Problem] = field(default_factory=list)
    at_study: bool = False
    _told: set[Problem] = field(default_factory=set, repr=False)

    def add(
        self, code: str, file: str = "", row: int | None = None, column: str = "", **values: object
    ) -> None:
        """Note one fault of the data; `values` fill the message's template."""
        what, todo = messages()[code]
        problem = Problem(code, what.format(**values), todo.format(**values), file, row, column)
        if problem not in self._told:  # a wrong unit repeats in tens of thousands of rows
            self._told.add(problem)
            self.found.append(problem)

    def add_study(
        self, code: str, file: str = "", row: int | None = None, column: str = "", **values: object
    ) -> None:
        """Note one fault of the request itself."""
        self.at_study = True
        self.add(code, file, row, column, **values)

    def take(self, error: EvaluationError) -> None:
        """Note everything that somebody else has raised."""
        self.at_study = self.at_study or isinstance(error, StudyError)
        for problem in error.failures:
            if problem not in self._told:
                self._told.add(problem)
                self.found.append(problem)

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.found)

    def __bool__(self) -> bool:
        return bool(self.found)

    def raise_all(self) -> NoReturn:
        """Raise everything found: `StudyError` where the request has a part in it."""
        kind = StudyError if self.at_study else DataError
        raise kind(tuple(self.found), self.subject)

    def raise_if_any(self) -> None:
        """Raise everything found, if there is anything."""
        if self.found:
            self.raise_all()
