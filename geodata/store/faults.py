"""Faults because of which the store can give or take nothing: told at once, in the user's words."""

from pathlib import Path
from typing import NoReturn

from geodata.errors import Problems


def refuse(code: str, folder: Path, **values: object) -> NoReturn:
    """Raise `DataError` with the one problem that a file or folder has."""
    problems = Problems(subject=folder.name)
    problems.add(code, str(folder), None, "", **values)
    problems.raise_all()


def refuse_request(code: str, folder: Path, **values: object) -> NoReturn:
    """Raise `StudyError` with what was asked for and is not there."""
    problems = Problems(subject=folder.name)
    problems.add_study(code, str(folder), None, "", **values)
    problems.raise_all()


def damaged(folder: Path, error: Exception) -> NoReturn:
    """Raise `DataError`: a load cannot be read."""
    refuse("load_damaged", folder, detail=(str(error).splitlines() or [type(error).__name__])[0])
