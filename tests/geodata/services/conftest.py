"""Reading the tables of services with one of them changed."""

import pytest

from geodata.errors import Problems
from geodata.regions import Register, Scope
from geodata.services.read import Asked, read_services
from tests.geodata.services.tables import GOOD, SQUARES, written


@pytest.fixture
def read(tmp_path):
    """Reads tables, the good ones unless others are given; services and problems."""

    def reading(*, without=(), regions=SQUARES, **changed):
        tables = {**GOOD, **changed}
        paths = {
            name: written(tmp_path / f"{name}.csv", rows)
            for name, rows in tables.items()
            if name not in without
        }
        problems = Problems("study.toml")
        scope = Scope(Register.load(), "city", "320000")
        sources = frozenset({"s1"})
        return read_services(
            Asked("study.toml", paths), scope, regions, sources, problems
        ), problems

    return reading


@pytest.fixture
def faults(read):
    """Codes and columns of the problems of changed tables."""

    def found(**changed):
        _, problems = read(**changed)
        return [(problem.code, problem.column) for problem in problems]

    return found
