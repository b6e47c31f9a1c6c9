import pandas as pd
import pytest

from layout.industries import catalogue_rows, industries
from layout.notes import Notes
from tests.layout.industries import made
from tests.layout.industries.test_guidance import LINKS, PLACE, SETTINGS, read

TABLES = ["rights", "industries", "classes", "holders", "flows", "activities"]


def run(cells):
    notes = Notes()
    found = industries(cells, made.TABLE, made.settings(), made.REGIONS, ["39"], None, notes)
    rules, departments, _ = read()
    listed = catalogue_rows(found, cells, rules, PLACE, departments, SETTINGS, LINKS, notes)
    return found.tables | {"industry_not_listed": listed.not_listed}, listed.rows


@pytest.mark.parametrize(
    "missing",
    [
        TABLES,
        ["industries", "activities"],
        ["industries"],
        ["activities"],
        ["rights"],
        ["holders"],
    ],
)
def test_registers_that_are_not_there_leave_tables_with_the_same_columns(missing):
    whole, rows = run(made.cells())
    tables, few = run(made.cells(**{name: [] for name in missing}))
    for name, table in tables.items():
        assert table.columns.to_list() == whole[name].columns.to_list(), name
    assert few.columns.to_list() == rows.columns.to_list()


def test_the_same_input_gives_the_same_tables_and_leaves_it_as_it_was():
    cells = made.cells()
    before = {name: table.copy() for name, table in cells.tables().items()}
    first, second = run(cells), run(cells)
    for name, table in first[0].items():
        pd.testing.assert_frame_equal(table, second[0][name])
    pd.testing.assert_frame_equal(first[1], second[1])
    for name, table in cells.tables().items():
        pd.testing.assert_frame_equal(table, before[name])


def test_codes_stay_text():
    for name, table in run(made.cells())[0].items():
        for column in {"region_code", "industry"} & {*table.columns}:
            assert all(isinstance(code, str) for code in table[column]), (name, column)
