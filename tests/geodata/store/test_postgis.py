"""Export to a real PostGIS server: values, geometries, replacement, and what failures leave."""

from types import SimpleNamespace
from zlib import crc32

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import Polygon, box

from geodata.errors import Problems
from geodata.registers.cells import SCHEMAS, arranged, empty
from geodata.store import postgis
from geodata.store.postgis import address, export
from tests.geodata.postgres_server import psql, server
from tests.geodata.store.samples import CODES, regions

SCORES = pd.DataFrame(
    {
        "region_code": [*CODES, *CODES],
        "year": [2021, 2021, 2022, 2022],
        "dimension": ["composite"] * 4,
        "score": [0.1, 1 / 3, np.nan, 0.123456],
        "rank": pd.array([1, 2, None, 1], dtype="Int64"),
        "remark": ["", "it's", "甲“乙”", 'a"b\\c'],
    }
)
OVERLAYS = pd.DataFrame(
    {"region_code": ["320100", "zone_a"], "year": [2022, 2022], "score": [1.0, 2.0]}
)
LABELS = {("scores", "score"): "得分", ("", "rank"): "位次", ("scores", ""): "各地区's 得分"}


def only(problems):
    [problem] = problems
    return problem


@pytest.fixture(scope="module")
def database():
    with server() as url:
        available = psql(url, "SELECT count(*) FROM pg_available_extensions WHERE name = 'postgis'")
        if available.strip() != "1":
            pytest.skip("PostGIS is not installed")
        yield url


@pytest.fixture
def target(database, request):
    """A schema of the test's own, and how to ask for it."""
    schema = f"t_{crc32(request.node.name.encode())}"

    def put(tables=None, shapes=None, **options):
        problems = Problems()
        tables = {"scores": SCORES} if tables is None else tables
        shapes = regions() if shapes is None else shapes
        export(database, tables, shapes, options.get("schema", schema), problems, LABELS)
        return problems

    def ask(statement):
        return [line.split("|") for line in psql(database, statement).splitlines()]

    return SimpleNamespace(schema=schema, put=put, ask=ask)


def test_values_come_back_as_they_were(target):
    cells = arranged(
        "flows",
        pd.DataFrame(
            {
                c: [2**53 + 1, 0] if t == "int64" else ["", "江苏"]
                for c, t in SCHEMAS["flows"].items()
            }
        ),
    )
    tables = {"scores": SCORES, "flows": cells, "samples": empty("samples")}
    assert not target.put(tables)
    read = pd.DataFrame(
        target.ask(
            f"SELECT region_code, year, dimension, score, rank, remark FROM {target.schema}.scores "
            "ORDER BY year, region_code"
        ),
        columns=SCORES.columns,
    )
    assert read.region_code.to_list() == SCORES.region_code.to_list()
    assert read.remark.to_list() == SCORES.remark.to_list()
    assert read.score.to_list() == ["0.1", repr(1 / 3), "", "0.123456"]
    assert read["rank"].to_list() == ["1", "2", "", "1"]
    assert target.ask(f"SELECT amount FROM {target.schema}.flows ORDER BY 1") == [
        ["0"],
        [f"{2**53 + 1}"],
    ]
    assert target.ask(f"SELECT count(*) FROM {target.schema}.samples") == [["0"]]
    types = target.ask(
        "SELECT column_name, data_type FROM information_schema.columns "
        f"WHERE table_schema = '{target.schema}' AND table_name = 'scores' ORDER BY ordinal_position"
    )
    assert [kind for _, kind in types] == [
        "text",
        "bigint",
        "text",
        "double precision",
        "bigint",
        "text",
    ]


def test_a_missing_score_is_null_and_not_a_number(target):
    target.put()
    assert target.ask(f"SELECT count(*) FROM {target.schema}.scores WHERE score IS NULL") == [["1"]]


def test_boundaries_are_valid_multipolygons_with_their_area_and_index(target):
    parts = [box(118.4, 31.2, 118.6, 31.4), box(119, 32, 119.1, 32.1)]
    shapes = regions()
    shapes.geometry = [
        shapely.MultiPolygon(parts),
        Polygon([(119.5, 31.1), (120.6, 31.1), (120.6, 32)]),
    ]
    target.put(shapes=shapes)
    found = target.ask(
        "SELECT region_code, region_name, ST_SRID(geometry), ST_GeometryType(geometry), ST_IsValid(geometry), "
        f"ST_Area(geometry) FROM {target.schema}.regions ORDER BY 1"
    )
    assert [row[:5] for row in found] == [
        ["320100", "南京市", "4326", "ST_MultiPolygon", "t"],
        ["320200", "无锡市", "4326", "ST_MultiPolygon", "t"],
    ]
    np.testing.assert_allclose([float(row[5]) for row in found], shapely.area(shapes.geometry))
    [[indexes]] = target.ask(
        f"SELECT count(*) FROM pg_indexes WHERE schemaname = '{target.schema}' AND indexdef LIKE '%USING gist%'"
    )
    assert indexes == "1"
    assert target.ask(
        f"SELECT type, srid, coord_dimension FROM geometry_columns WHERE f_table_schema = '{target.schema}'"
    ) == [["MULTIPOLYGON", "4326", "2"]]


def test_a_spatial_join_finds_the_score_of_a_place(target):
    target.put()
    found = target.ask(
        f"SELECT s.region_code, s.score FROM {target.schema}.scores s JOIN {target.schema}.regions r "
        "USING (region_code) WHERE s.year = 2021 AND "
        "ST_Contains(r.geometry, ST_SetSRID(ST_MakePoint(118.8, 32.0), 4326))"
    )
    assert found == [["320100", "0.1"]]


def test_other_coordinates_are_brought_to_degrees(target):
    shapes = regions()
    target.put(shapes=shapes.to_crs("EPSG:3857"))
    found = target.ask(
        f"SELECT ST_AsText(geometry) FROM {target.schema}.regions ORDER BY region_code"
    )
    read = gpd.GeoSeries(shapely.from_wkt([row[0] for row in found]), crs=4326)
    assert read.geom_equals_exact(
        gpd.GeoSeries([shapely.MultiPolygon([g]) for g in shapes.geometry], crs=4326), 1e-9
    ).all()


def test_keys_refer_to_regions_where_all_are_regions(target):
    target.put({"scores": SCORES, "overlays": OVERLAYS})
    found = target.ask(
        "SELECT conrelid::regclass::text, contype FROM pg_constraint c JOIN pg_namespace n ON n.oid = connamespace "
        f"WHERE nspname = '{target.schema}' ORDER BY 1, 2"
    )
    assert found == [[f"{target.schema}.regions", "p"], [f"{target.schema}.scores", "f"]]


def test_tables_and_columns_carry_their_meaning(target):
    target.put({"scores": SCORES, "flows": empty("flows")})
    found = target.ask(
        "SELECT c.relname, coalesce(a.attname, ''), d.description FROM pg_description d "
        "JOIN pg_class c ON c.oid = d.objoid JOIN pg_namespace n ON n.oid = c.relnamespace "
        "LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid AND d.objsubid > 0 "
        f"WHERE n.nspname = '{target.schema}'"
    )
    meaning = {(table, column): text for table, column, text in found}
    assert meaning["scores", ""] == "各地区's 得分"
    assert meaning["scores", "score"] == "得分"
    assert meaning["scores", "rank"] == "位次"
    assert meaning["flows", "amount"].startswith("金额合计（单位：元")
    assert meaning["regions", "geometry"].startswith("边界")
    assert {column for table, column in meaning if table == "flows"} == {"", *SCHEMAS["flows"]}


def test_a_second_export_replaces_the_first_and_leaves_what_others_put_there(target):
    target.put({"scores": SCORES, "obsolete": OVERLAYS})
    target.ask(
        f"CREATE TABLE {target.schema}.mine (a int); GRANT USAGE ON SCHEMA {target.schema} TO PUBLIC"
    )
    assert not target.put({"scores": SCORES[:1]})
    assert target.ask(f"SELECT count(*) FROM {target.schema}.scores") == [["1"]]
    assert target.ask(f"SELECT tablename FROM pg_tables WHERE schemaname = '{target.schema}' ORDER BY 1") == [
        ["mine"], ["regions"], ["scores"],
    ]  # fmt: skip
    assert target.ask(
        f"SELECT count(*) FROM pg_namespace WHERE nspname = '{target.schema}_new'"
    ) == [["0"]]
    assert target.ask(f"SELECT has_schema_privilege('public', '{target.schema}', 'USAGE')") == [
        ["t"]
    ]


def test_default_privileges_reach_the_new_tables_as_the_manual_says(target):
    target.ask("CREATE ROLE reader; ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO reader")
    target.put()
    target.put()
    assert target.ask(
        f"SELECT has_table_privilege('reader', '{target.schema}.scores', 'SELECT')"
    ) == [["t"]]


def test_a_failing_export_leaves_the_old_tables(target):
    target.put()
    twice = pd.concat([regions(), regions()])  # breaks the primary key
    problems = target.put({"scores": SCORES[:1]}, twice)
    assert [problem.code for problem in problems] == ["postgis_failed"]
    assert target.ask(f"SELECT count(*) FROM {target.schema}.scores") == [["4"]]
    assert target.ask(f"SELECT count(*) FROM {target.schema}.regions") == [["2"]]
    assert target.ask(
        f"SELECT count(*) FROM pg_namespace WHERE nspname = '{target.schema}_new'"
    ) == [["0"]]


def test_a_view_on_an_earlier_table_is_not_dropped(target):
    target.put()
    target.ask(f"CREATE VIEW view_{target.schema} AS SELECT score FROM {target.schema}.scores")
    problems = target.put({"scores": SCORES[:1]})
    assert [problem.code for problem in problems] == ["postgis_dependents"]
    assert f"view_{target.schema}" in str(only(problems))
    assert target.ask(f"SELECT count(*) FROM view_{target.schema}") == [["4"]]


def test_a_schema_of_somebody_else_is_not_touched(target):
    target.ask(f"CREATE SCHEMA {target.schema}; CREATE TABLE {target.schema}.scores (a int)")
    problems = target.put()
    assert [problem.code for problem in problems] == ["postgis_foreign"]
    assert target.ask(f"SELECT count(*) FROM {target.schema}.scores") == [["0"]]


def test_a_user_who_may_not_install_postgis_is_told(target, database):
    target.ask("CREATE DATABASE plain")
    target.ask("CREATE ROLE guest LOGIN PASSWORD 'guest-secret'")
    place = database.rpartition("@")[2].rpartition("/")[0]
    problems = Problems()
    url = f"postgresql://guest:guest-secret@{place}/plain"
    export(url, {"scores": SCORES}, regions(), target.schema, problems)
    assert [problem.code for problem in problems] == ["postgis_extension"]
    assert "guest-secret" not in str(only(problems))


def test_postgis_outside_the_search_path_is_found(target, database):
    target.ask("CREATE DATABASE elsewhere")
    url = database.rpartition("/")[0] + "/elsewhere"
    psql(url, "CREATE SCHEMA gis; CREATE EXTENSION postgis SCHEMA gis")
    problems = Problems()
    export(url, {"scores": SCORES}, regions(), "results", problems)
    assert not problems
    assert psql(url, "SELECT count(gis.ST_Area(geometry)) FROM results.regions").strip() == "2"


def test_a_wrong_password_is_told_without_it(database):
    problems = Problems()
    place = database.rpartition("@")[2]
    export(f"postgresql://survey:hush%2Fhush@{place}", {}, regions(), "results", problems)
    assert [problem.code for problem in problems] == ["postgis_connection"]
    text = str(only(problems))
    assert "hush" not in text
    assert place in text


@pytest.mark.parametrize(
    "url",
    [
        "mysql://a@b/c",
        "postgresql://a:se@cret@host/db",
        "host=x password=secret",
        "postgresql://a:s/e@host/db",
        "",
    ],
)
def test_what_is_no_address_is_refused_and_not_repeated(url):
    problems = Problems()
    export(url, {}, regions(), "results", problems)
    assert [problem.code for problem in problems] == ["postgis_address"]
    assert "cret" not in str(only(problems))


@pytest.mark.parametrize(
    "schema", ["public", "pg_mine", "Results", "a-b", "a b", "", "x" * 51, "1a"]
)
def test_schemas_that_are_not_ours_to_name_are_refused(schema):
    problems = Problems()
    export("postgresql://a@127.0.0.1:1/db", {}, regions(), schema, problems)
    assert [problem.code for problem in problems] == ["postgis_schema"]


def test_no_server_is_told_with_its_place():
    problems = Problems()
    export("postgresql://a:secret@127.0.0.1:1/db", {}, regions(), "results", problems)
    assert [problem.code for problem in problems] == ["postgis_connection"]
    assert "127.0.0.1:1/db" in str(only(problems))
    assert "secret" not in str(only(problems))


def test_every_form_of_a_password_is_hidden():
    one = address("postgresql://a:p%40ss@host/db?sslpassword=other&sslmode=require")
    assert set(one.secrets) == {"p%40ss", "p@ss", "other"}
    assert one.told(ValueError("p@ss p%40ss other")) == "*** *** ***"
    assert one.place == "host/db"


def test_a_table_may_not_be_called_as_that_of_the_regions():
    with pytest.raises(ValueError, match="regions"):
        export("postgresql://a@b/c", {postgis.REGIONS: SCORES}, regions(), "results", Problems())
