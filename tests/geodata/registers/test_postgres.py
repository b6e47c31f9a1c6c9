import os

import pyarrow.parquet as pq
import pytest

from geodata.errors import Problems
from geodata.registers.declaration import Declared
from geodata.registers.postgres import query
from geodata.registers.staging import stage
from tests.geodata.postgres_server import psql, server

TABLES = """
CREATE SCHEMA "省 库";
CREATE TABLE "省 库"."专利""表" (
    "申请号" text, "申请日" date, "金额(万元)" numeric(20, 4), "更新" timestamp, "件数" bigint,
    "比率" double precision, "有效" boolean);
INSERT INTO "省 库"."专利""表" VALUES
    (' 2012103456789　', '2012-03-05', 1200.5000, '2020-01-02 03:04:05', 9007199254740993, 0.1, true),
    ('2012103456788', NULL, NULL, NULL, NULL, NULL, NULL),
    (NULL, '0500-01-01', -1, '2020-01-01', 0, 1e20, false);
CREATE TABLE empty (a text);
"""

COLUMNS = {
    "number": "申请号",
    "filed": "申请日",
    "amount": "金额(万元)",
    "updated": "更新",
    "employment": "件数",
    "rate": "比率",
    "strategic": "有效",
}


def declared(address, table, columns=COLUMNS):
    return Declared(
        "db", "patent", (), address, table, "", "", "", "jsip", "", "registers.csv", 7, columns, {}, {}
    )  # fmt: skip


@pytest.fixture(scope="module")
def address():
    with server() as url:
        psql(url, TABLES)
        yield url


@pytest.fixture
def staged(tmp_path):
    def run(address, table, **changes):
        problems = Problems()
        found = stage(declared(address, table, **changes), tmp_path, problems, 5)
        rows = [] if problems else pq.read_table(found.paths[0]).to_pylist()
        return found, rows, problems

    return run


def test_a_table_is_read_as_text_in_an_order_of_its_own(staged, address):
    found, rows, problems = staged(address, '省 库.专利"表')
    assert not problems
    cells = [[row[name] for name in [*COLUMNS, "source_row"]] for row in rows]
    assert cells == [
        # the server orders by its own cells, a leading space first and null last
        ["2012103456789", "2012-03-05", "1200.5000", "2020-01-02 03:04:05", "9007199254740993", "0.1", "true", 1],
        ["2012103456788", "", "", "", "", "", "", 2],
        ["", "0500-01-01", "-1.0000", "2020-01-01 00:00:00", "0", "1e+20", "false", 3],
    ]  # fmt: skip
    assert rows[0]["source_file"] == '省 库.专利"表'
    assert found.columns == {name: name for name in COLUMNS} and found.rows_malformed == 0


def test_a_select_is_read_and_the_hash_follows_the_content(staged, address):
    table = "SELECT n::text AS a FROM generate_series(1, 3) AS n;"
    found, rows, problems = staged(address, table, columns={"number": "a"})
    assert not problems and [row["number"] for row in rows] == ["1", "2", "3"]
    assert rows[0]["source_file"] == "db"
    reversed_ = "WITH s AS (SELECT n::text AS a FROM generate_series(1, 3) AS n) SELECT * FROM s ORDER BY a DESC"
    other, again, _ = staged(address, reversed_, columns={"number": "a"})
    assert again[0]["number"] == "1" and other.sha256 != found.sha256  # another statement
    psql(address, "CREATE TABLE changing AS SELECT 1::text AS a")
    first = staged(address, "changing", columns={"number": "a"})[0].sha256
    assert staged(address, "changing", columns={"number": "a"})[0].sha256 == first
    psql(address, "UPDATE changing SET a = NULL")
    assert staged(address, "changing", columns={"number": "a"})[0].sha256 != first


def test_many_rows_come_in_order(staged, address):
    table = "SELECT lpad(n::text, 6, '0') AS a FROM generate_series(1, 200000) AS n"
    _, rows, problems = staged(address, table, columns={"number": "a"})
    assert not problems and len(rows) == 200_000
    assert all(int(row["number"]) == row["source_row"] for row in rows[::1000])


def test_an_empty_table_is_no_fault(staged, address):
    _, rows, problems = staged(address, "empty", columns={"number": "a"})
    assert not problems and rows == []


@pytest.mark.parametrize(
    ("table", "columns", "said"),
    [
        ("nowhere", {"number": "a"}, "nowhere"),
        ("empty", {"number": "b"}, "b"),
        ("SELECT a FRM empty", {"number": "a"}, "syntax error"),
        ('empty"; DROP TABLE empty; --', {"number": "a"}, "does not exist"),
        ("SELECT 1/0 AS a", {"number": "a"}, "division by zero"),
        ("WITH gone AS (DELETE FROM empty RETURNING a) SELECT a FROM gone", {"number": "a"}, ""),
    ],
)
def test_what_the_server_refuses_is_told(staged, address, table, columns, said):
    _, _, problems = staged(address, table, columns=columns)
    assert [(p.code, p.file, p.row, p.column) for p in problems] == [
        ("register_query", "registers.csv", 7, "table")
    ]
    assert said in str(problems.found[0])
    assert psql(address, "SELECT count(*) FROM empty") == "0\n"  # still there


def test_the_session_is_read_only(staged, address):
    psql(address, "CREATE SEQUENCE counter")
    _, _, problems = staged(
        address, "SELECT nextval('counter')::text AS a", columns={"number": "a"}
    )
    assert "read-only" in str(problems.found[0])


def test_a_server_that_is_not_there_and_a_wrong_password_are_told(staged, address, monkeypatch):
    _, _, problems = staged("postgresql://me@127.0.0.1:1/db", "t", columns={"number": "a"})
    assert [(p.code, p.column) for p in problems] == [("register_server", "source")]
    secret = os.environ["PGPASSWORD"]
    monkeypatch.setenv("PGPASSWORD", "wrong")
    _, _, problems = staged(address, "empty", columns={"number": "a"})
    assert [p.code for p in problems] == ["register_server"]
    assert "password" in str(problems.found[0]) and secret not in str(problems.found[0])


def test_a_point_parts_schema_and_table():
    found = query(declared("", 'a"b.c', {"number": "n"}))
    assert found == (
        'SELECT * FROM (SELECT CAST("n" AS text) AS "number" FROM "a""b"."c") AS register '
        'ORDER BY "number" COLLATE "C"'
    )
