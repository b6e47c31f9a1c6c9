"""The dictionary describes what there is, all of it and nothing else; the manual's SQL runs."""

import re
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

import geodata
from geodata.registers.cells import MEASURES, SCHEMAS, Cells, arranged
from geodata.store import PUBLISHED, Store, dictionary
from geodata.store.folders import FIGURE_TYPES, folder_of, read_table, table_path
from geodata.store.meaning import comment
from tests.geodata.store.samples import cells, figures, load, regions

ROOT = Path(geodata.__file__).parent.parent
TYPES = {
    "VARCHAR": "str",
    "BIGINT": "int64",
    "INTEGER": "int64",
    "DOUBLE": "float64",
    "DATE": "date",
}
VIEWS = {"figure_vintages", "region_year"}
ONLY_PARQUET = {("regions", "short_name"), ("regions", "geometry")}


@pytest.fixture(scope="module")
def described():
    rows = dictionary()
    assert not rows.duplicated(["table", "column"]).any()
    assert (rows.label_zh != "").all()
    return {(row.table, row.column): row.type for row in rows.itertuples() if row.column}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    made = Store(tmp_path_factory.mktemp("dictionary") / "store")
    made.add(load(), cells(), figures(4.0), regions())
    return made


def catalogue(store):
    duckdb = pytest.importorskip("duckdb")
    return duckdb.connect(store.folder / "catalogue.duckdb", read_only=True)


def columns_of(store):
    with catalogue(store) as connection:
        found = connection.execute(
            "SELECT table_name, column_name, data_type FROM information_schema.columns"
        ).fetchall()
    return {(table, column): TYPES[kind] for table, column, kind in found}


def test_every_counted_column_is_described_with_its_type(described):
    expected = {
        (table, column): kind
        for table, schema in SCHEMAS.items()
        for column, kind in schema.items()
    }
    assert {key: kind for key, kind in described.items() if key[0] in SCHEMAS} == expected


def test_every_column_of_the_catalogue_is_described_with_its_type(described, store):
    found = columns_of(store)
    tables = {key: kind for key, kind in found.items() if key[0] not in VIEWS}
    expected = {key: kind for key, kind in described.items() if key[0] not in SCHEMAS}
    assert tables == {key: kind for key, kind in expected.items() if key not in ONLY_PARQUET}


def test_every_column_of_the_files_is_described(described, store):
    folder = folder_of(store.folder, load().key)
    names = {path.parent.name.removeprefix("table=") for path in folder.glob("*/part.parquet")}
    assert names == {*SCHEMAS, "figures", "regions"}
    for column in gpd.read_parquet(table_path(folder, "regions"), partitioning=None).columns:
        assert ("regions", column) in described
    assert {*read_table(folder, "figures").column_names} == {*FIGURE_TYPES}
    assert {("figures", column) for column in FIGURE_TYPES} <= {*described}


def test_views_show_columns_that_are_described_where_they_come_from(described, store):
    names = {column for table, column in columns_of(store) if table in VIEWS}
    assert names <= {
        column for table, column in described if table in ("figures", "vintages", "regions")
    }
    assert all(comment(view) for view in VIEWS)


def test_every_table_has_a_line_of_its_own(described):
    rows = dictionary()
    alone = {row.table for row in rows.itertuples() if not row.column}
    assert alone == {table for table, _ in described} | VIEWS


def test_the_catalogue_carries_the_dictionary(store):
    with catalogue(store) as connection:
        found = connection.execute("SELECT * FROM dictionary").fetchall()
    assert found == [tuple(row) for row in dictionary().itertuples(index=False)]


def test_codes_named_in_the_dictionary_are_those_of_the_schemas():
    text = dictionary().set_index(["table", "column"]).description
    assert set(re.findall(r"[a-z_]+", text["activities", "measure"])) == {*MEASURES} - {""}
    for stage in ("read", "malformed", "dropped", "duplicate", "outside", "counted", "doubtful"):
        assert stage in text["account", "stage"]


def test_the_queries_of_the_manual_run_and_find_something(tmp_path, monkeypatch):
    study = Store(tmp_path / "store")
    granted = pd.DataFrame(
        {
            "region_code": ["320100", "320100"],
            "kind": ["patent", "patent"],
            "type": ["invention", "design"],
            "industry": ["39", "39"],
            "year": [2022, 2022],
            "event": ["granted", "granted"],
            "parts": [25_200_000, 12_600_000],
        }
    )
    counted = Cells(**{**cells().tables(), "industries": arranged("industries", granted)})
    study.add(load("first"), counted, figures(4.0), regions())
    study.add(load("book", kind=PUBLISHED), None, figures(8.0, statistic="gdp"), regions())
    study.add(load("second"), cells(), figures(6.0), regions())
    queries = re.findall(
        r"```sql\n(.*?)```", (ROOT / "docs" / "database.md").read_text(encoding="utf-8"), re.DOTALL
    )
    monkeypatch.chdir(tmp_path)
    with catalogue(study) as connection:
        newest, joined, as_known, changed, industries, inputs = (
            connection.execute(query).fetchall() for query in queries
        )
    assert newest[0] == ("南京市", 2022, 6.0, "件", "2024-06-30-r2")
    assert joined[0] == ("南京市", 2022, 0.75)
    assert len(as_known) == 2
    assert sorted(row[-1] for row in changed) == [2.0, 2.0]
    assert industries == [("2024-06-30", "320100", "39", 2022, 1.5)]
    assert len(inputs) == 3
