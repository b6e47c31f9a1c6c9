"""The founding plan, read and parsed from its text; what the tests of the parser share."""

from functools import cache
from pathlib import Path

import geodata
from geodata.errors import Problems
from geodata.policies.departments import read_names
from geodata.policies.documents import read_documents
from geodata.policies.parsing import parsed

STUDIES = Path(geodata.__file__).parent.parent / "studies"
REGISTER = STUDIES / "common" / "department_names.csv"
TEXT = STUDIES / "jiangsu" / "policies" / "JS-2016-plan.txt"
LIST = STUDIES / "jiangsu" / "policies.csv"


@cache
def names():
    problems = Problems()
    found, _ = read_names(REGISTER, problems)
    assert not problems, list(problems)
    return found


@cache
def text():
    return TEXT.read_text(encoding="utf-8")


@cache
def documents():
    problems = Problems()
    found = read_documents(LIST, names(), problems)
    assert not problems, list(problems)
    return found


@cache
def plan():
    found = documents()
    return parsed(found.table, found.texts, names())


def roles_of(task_id):
    """(department, role) of a task, in the order of the text."""
    rows = plan().roles
    rows = rows[rows.task_id == task_id]
    return list(zip(rows.department, rows.role, strict=True))
