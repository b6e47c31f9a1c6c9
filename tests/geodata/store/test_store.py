"""What is stored comes back as it was, every vintage can be asked for, and nothing is lost."""

import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from geopandas.testing import assert_geodataframe_equal

from geodata.errors import DataError, StudyError
from geodata.registers.cells import Cells, empty
from geodata.store import PUBLISHED, Store, load_key, published
from geodata.store.folders import folder_of, table_path
from tests.geodata.store.samples import cells, figures, load, regions

JUNE, JULY, AUGUST = date(2024, 6, 30), date(2024, 7, 31), date(2024, 8, 31)


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "数据[2024]")  # brackets: a pattern to whoever expands file names


def fill(store, name="first", day=JUNE, value=1.5, number=7, **options):
    return store.add(load(name, day, **options), cells(number), figures(value), regions())


def hashes(folder):
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_what_is_stored_comes_back_as_it_was(store):
    added = fill(store)
    assert (added.revision, added.vintage) == (1, "2024-06-30")
    found, one = store.cells("jiangsu")
    assert one == added
    for name, table in cells().tables().items():
        pd.testing.assert_frame_equal(found.tables()[name], table)
    assert_geodataframe_equal(store.regions("jiangsu"), regions())
    pd.testing.assert_frame_equal(
        store.figures("jiangsu")[[*figures().columns]], figures(), check_dtype=False
    )


def test_empty_tables_keep_their_types(store):
    nothing = Cells(**{name: empty(name) for name in cells().tables()})
    store.add(load(), nothing, figures(), regions())
    found, _ = store.cells("jiangsu")
    for name, table in nothing.tables().items():
        pd.testing.assert_frame_equal(found.tables()[name], table, check_index_type=False)


def test_whole_numbers_beyond_the_floats_are_kept(store):
    odd = replace(cells(), holders=cells(2**53 + 1).holders)
    store.add(load(), odd, figures(), regions())
    assert store.cells("jiangsu")[0].holders.squares.to_list() == [2**53 + 1]


def test_the_same_load_gives_the_same_bytes_and_is_not_stored_twice(store, tmp_path):
    first = fill(store)
    before = hashes(store.folder / "loads")
    assert fill(store) == first
    assert hashes(store.folder / "loads") == before
    assert len(store.loads()) == 1
    other = Store(tmp_path / "elsewhere")
    fill(other)
    assert hashes(other.folder / "loads") == before


def test_a_key_follows_from_all_inputs_and_nothing_else():
    parts = {"patents.csv": "a" * 64, "settings": "exclude"}
    assert load_key(parts) == load_key(dict(reversed(parts.items())))
    assert len({load_key(parts), load_key({**parts, "settings": "include"}), load_key({})}) == 3
    assert len(load_key(parts)) == 64


def test_a_load_is_known_by_its_key(store):
    assert not store.has(load().key)
    fill(store)
    assert store.has(load().key)
    assert not store.has(load("second").key)


def test_a_revised_figure_does_not_overwrite_the_earlier_one(store):
    fill(store, "first", JUNE, 10.0, 1)
    fill(store, "second", JULY, 12.0, 2)
    for vintage, value, number in (
        ("2024-06-30", 10.0, 1),
        ("2024-07-30", 10.0, 1),
        ("2024-07-31", 12.0, 2),
        ("", 12.0, 2),
    ):
        assert store.figures("jiangsu", vintage).value.to_list() == [value, value + 1]
        assert store.cells("jiangsu", vintage)[0].rights.records.to_list() == [number]
    assert store.figures("jiangsu").vintage.unique().tolist() == ["2024-07-31"]


def test_several_loads_of_one_date_are_revisions_and_each_can_be_asked_for(store):
    fill(store, "first", JUNE, 10.0, 1)
    assert fill(store, "second", JUNE, 12.0, 2).vintage == "2024-06-30-r2"
    for vintage, number in (("2024-06-30", 2), ("2024-06-30-r1", 1), ("2024-06-30-r2", 2)):
        assert store.cells("jiangsu", vintage)[0].rights.records.to_list() == [number]


def test_going_back_to_earlier_inputs_makes_them_the_newest_again(store):
    fill(store, "first", JUNE, 10.0, 1)
    fill(store, "second", JUNE, 12.0, 2)
    assert store.renew(load("third")) is None
    again = store.renew(load("first", JUNE))
    assert again.vintage == "2024-06-30-r3"
    assert store.renew(load("first", JUNE)) == again
    assert store.cells("jiangsu")[0].rights.records.to_list() == [1]
    assert store.figures("jiangsu").value.to_list() == [10.0, 11.0]
    assert fill(store, "second", AUGUST).vintage == "2024-08-31"
    assert len([*(store.folder / "loads").iterdir()]) == 2


def test_a_figure_that_a_later_vintage_lacks_keeps_its_value_and_tells_its_vintage(store):
    store.add(load("first", JUNE), cells(), figures(5.0, (2021, 2022)), regions())
    store.add(load("second", JULY), cells(), figures(6.0, (2022, 2023)), regions())
    found = store.figures("jiangsu").query("region_code == '320100'")
    assert found[["year", "value", "vintage"]].to_numpy().tolist() == [
        [2021, 5.0, "2024-06-30"],
        [2022, 6.0, "2024-07-31"],
        [2023, 6.0, "2024-07-31"],
    ]


def test_revisions_list_every_step_from_one_value_to_the_next(store):
    fill(store, "first", JUNE, 10.0)
    fill(store, "second", JULY, 10.0)
    fill(store, "third", AUGUST, 12.5)
    fill(store, "other", AUGUST, 99.0, study="elsewhere")
    columns = ["region_code", "year", "vintage_a", "value_a", "vintage_b", "value_b"]
    assert store.revisions("jiangsu")[columns].to_numpy().tolist() == [
        ["320100", 2022, "2024-07-31", 10.0, "2024-08-31", 12.5],
        ["320200", 2022, "2024-07-31", 11.0, "2024-08-31", 13.5],
    ]
    assert store.revisions("elsewhere").empty


def test_counted_and_published_values_of_a_statistic_stand_beside_each_other(store, jiangsu):
    evidence = jiangsu.evidence
    known = published(evidence.figures, evidence.statistics)
    known = known[known.region_code.isin(["320100", "320200"])]
    store.add(load(), cells(), figures(4.0, (2022,), "gdp"), regions())
    store.add(load("yearbook", kind=PUBLISHED), None, known, regions())
    found = store.figures("jiangsu", statistics=["gdp"]).query("region_code == '320100'")
    of2022 = found[found.year == 2022].set_index("kind")
    assert of2022.value["registers"] == 4.0
    figures_2022 = evidence.figures.query(
        "region_code == '320100' and year == 2022 and statistic == 'gdp'"
    )
    assert of2022.value["published"] == figures_2022.value.item()
    assert of2022.unit["published"] == "亿元"
    assert of2022.source_id["published"] == figures_2022.source_id.item()
    assert store.revisions().empty
    assert len(store.figures("jiangsu")) == len(known) + 2
    assert store.cells("jiangsu")[1].key == load().key  # published figures have no cells


def test_studies_are_kept_apart(store):
    fill(store, "first", JUNE, 1.0)
    fill(store, "other", JULY, 2.0, study="zhejiang")
    assert store.figures("jiangsu").value.to_list() == [1.0, 2.0]
    assert store.loads("zhejiang").vintage.to_list() == ["2024-07-31"]
    assert store.loads().study.to_list() == ["jiangsu", "zhejiang"]


@pytest.mark.parametrize("vintage", ["2024", "2024-02-30", "2024-06-30-r0", "最新"])
def test_a_vintage_that_is_no_date_is_refused(store, vintage):
    fill(store)
    with pytest.raises(StudyError) as error:
        store.cells("jiangsu", vintage)
    assert [problem.code for problem in error.value.failures] == ["vintage_invalid"]


def test_a_vintage_before_the_first_load_is_refused_with_what_there_is(store):
    fill(store)
    with pytest.raises(StudyError, match="2024-06-30") as error:
        store.cells("jiangsu", "2023-12-31")
    assert [problem.code for problem in error.value.failures] == ["store_no_load"]
    assert store.figures("jiangsu", "2023-12-31").empty


def test_a_store_that_is_not_there_is_a_problem_of_its_own(store):
    with pytest.raises(DataError, match="ingest"):
        store.cells("jiangsu")
    assert not store.folder.exists()


@pytest.mark.parametrize("spoil", ["missing", "twice"])
def test_figures_that_could_never_be_mended_are_refused_before_anything_is_written(store, spoil):
    rows = figures()
    bad = rows.assign(value=np.nan) if spoil == "missing" else pd.concat([rows, rows])
    with pytest.raises(ValueError, match="stand once"):
        store.add(load(), cells(), bad, regions())
    assert not store.folder.exists()


def test_a_lost_catalogue_is_made_anew_from_the_loads(store):
    fill(store, "first", JUNE, 10.0, 1)
    fill(store, "second", JUNE, 12.0, 2)
    before, values = store.loads(), store.figures("jiangsu")
    (store.folder / "catalogue.duckdb").unlink()
    fill(store, "third", JULY, 13.0, 3)
    pd.testing.assert_frame_equal(store.loads()[:2], before)
    pd.testing.assert_frame_equal(store.figures("jiangsu", "2024-06-30"), values)


def test_a_spoilt_catalogue_is_told_and_left_as_it_is(store):
    fill(store)
    path = store.folder / "catalogue.duckdb"
    path.write_bytes(b"not a database")
    for act in (store.loads, lambda: fill(store, "second")):
        with pytest.raises(DataError) as error:
            act()
        assert [problem.code for problem in error.value.failures] == ["store_damaged"]
    assert path.read_bytes() == b"not a database"


def test_another_programs_database_is_refused(store):
    duckdb = pytest.importorskip("duckdb")
    store.folder.mkdir()
    with duckdb.connect(store.folder / "catalogue.duckdb") as other:
        other.execute("CREATE TABLE mine (a INTEGER)")
    with pytest.raises(DataError) as error:
        fill(store)
    assert [problem.code for problem in error.value.failures] == ["store_format"]


def test_a_spoilt_load_is_told_with_its_folder(store):
    fill(store)
    path = table_path(folder_of(store.folder, load().key), "rights")
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(DataError) as error:
        store.cells("jiangsu")
    assert [problem.code for problem in error.value.failures] == ["load_damaged"]
    assert "load=" in error.value.failures[0].file


def test_a_folder_that_no_store_wrote_is_told(store):
    fill(store)
    (store.folder / "loads" / "load=0000").mkdir()
    with pytest.raises(DataError) as error:
        fill(store, "second")
    assert [problem.code for problem in error.value.failures] == ["load_damaged"]


def test_a_writer_in_another_process_keeps_everybody_out_until_it_ends(store):
    fill(store)
    code = (
        "import sys, pathlib; from geodata.store.catalogue import writing\n"
        "with writing(pathlib.Path(sys.argv[1])): print('in', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code, store.folder],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert holder.stdout.readline() == "in\n"
        for act in (store.loads, lambda: fill(store, "second")):
            with pytest.raises(DataError, match="另一个程序") as error:
                act()
            assert [problem.code for problem in error.value.failures] == ["store_locked"]
    finally:
        holder.communicate("")
    assert fill(store, "second").vintage == "2024-06-30-r2"


def test_a_copy_that_nobody_may_write_can_be_read(store, tmp_path):
    fill(store)
    copy = tmp_path / "copy"
    shutil.copytree(store.folder, copy)
    before = hashes(copy)
    for path in [copy, *copy.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    read = Store(copy)
    assert read.figures("jiangsu").value.to_list() == [1.5, 2.5]
    read.cells("jiangsu")
    read.regions("jiangsu")
    assert hashes(copy) == before
    for path in [copy, *copy.rglob("*")]:
        path.chmod(0o755)


def test_what_the_store_keeps_can_be_read_without_it(store):
    # what docs/database.md shows: DuckDB over the folders, GeoPandas with a window
    duckdb = pytest.importorskip("duckdb")
    fill(store)
    fill(store, "second", JULY, number=9)
    pattern = str(store.folder).replace("[", "[[]") + "/loads/load=*/table=rights/*.parquet"
    with duckdb.connect() as connection:
        query = "SELECT records FROM read_parquet($1, hive_types_autocast = false) ORDER BY ALL"
        assert connection.execute(query, [pattern]).fetchall() == [(7,), (9,)]
    path = table_path(folder_of(store.folder, load().key), "regions")
    west = gpd.read_parquet(path, bbox=(118.5, 31.5, 118.6, 31.6), partitioning=None)
    assert west.region_code.to_list() == ["320100"]


def test_the_views_join_what_is_counted_with_what_is_published(store):
    duckdb = pytest.importorskip("duckdb")
    fill(store, "first", JUNE, 10.0)
    fill(store, "second", JULY, 12.0)
    store.add(load("book", JULY, kind=PUBLISHED), None, figures(3.0, statistic="gdp"), regions())
    query = (
        "SELECT region_name, a.value / b.value FROM region_year a JOIN region_year b "
        "USING (study, region_code, region_name, year) "
        "WHERE a.statistic = 'patents_granted' AND b.statistic = 'gdp' ORDER BY region_code"
    )
    with duckdb.connect(store.folder / "catalogue.duckdb", read_only=True) as connection:
        assert connection.execute(query).fetchall() == [("南京市", 4.0), ("无锡市", 3.25)]
        number = connection.execute("SELECT count(*) FROM figure_vintages").fetchone()
    assert number == (6,)


def test_duckdb_is_loaded_only_where_a_store_is_opened():
    code = "import sys, geodata.store; print('duckdb' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ
    )
    assert done.stdout == "False\n"
