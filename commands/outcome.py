"""How a command ends: its exit code, and problems told on the error stream."""

import sys

from geodata.errors import EvaluationError, Problems

GOOD, BUG, USER = 0, 1, 2
"""All good; a bug of the software; the study or its data need attention."""


def raised(problems: Problems) -> EvaluationError:
    """The error that the problems amount to."""
    try:
        problems.raise_all()
    except EvaluationError as error:
        return error


def told(problems: Problems | EvaluationError) -> int:
    """Print what is wrong; the exit code for it."""
    error = raised(problems) if isinstance(problems, Problems) else problems
    sys.stderr.write(f"{error}\n")
    return USER


def busy(problems: Problems, place: object, error: OSError) -> int:
    """Tell that `place` cannot be written; the exit code for it."""
    problems.add("output_busy", str(place), detail=error)
    return told(problems)
