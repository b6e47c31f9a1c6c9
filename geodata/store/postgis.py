"""Results and boundaries to a PostGIS database, all at once or not at all.

Everything is written into a schema aside, and takes the place of the earlier export's tables in
the same transaction: readers see the old tables until the new ones are whole, and a failure at
any point leaves the old. Only tables that an export made are ever dropped.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote

import geopandas as gpd
import pandas as pd
import pyarrow as pa

from geodata.errors import Problems
from geodata.store.meaning import comment

if TYPE_CHECKING:
    from adbc_driver_postgresql.dbapi import Connection, Cursor

ADDRESS = re.compile(
    r"postgres(?:ql)?://(?:[^:@/?#]+(?::(?P<password>[^:@/?#]*))?@)?"
    r"(?P<place>[^@?#]+)(?:\?(?P<options>[^#]*))?"
)
SCHEMA = re.compile(r"(?!public$|pg_|information_schema$)[a-z][a-z0-9_]{0,49}")
ASIDE = "{schema}_new"
MARK = "区域知识产权布局评价引擎导出："
"""Begins the comment of a schema that an export made; the names of its tables follow."""

SEPARATOR = "、"
REGIONS, REGION, WKB = "regions", "region_code", "wkb"
DEPENDENT_OBJECTS = "2BP01"
"""SQLSTATE of what cannot be dropped because something else rests on it."""


@dataclass(frozen=True)
class Address:
    """Where a database is. `str` of it and everything that is told has no password."""

    url: str
    place: str
    secrets: tuple[str, ...]

    def told(self, error: Exception) -> str:
        """What the server or its client says, without what nobody may read."""
        text = " ".join(str(error).partition("[libpq] ")[2].split()) or str(error)
        for secret in self.secrets:
            text = text.replace(secret, "***")
        return text


def address(url: str) -> Address | None:
    """Parts of an address; None where it is none.

    Examples
    --------
    >>> address("postgresql://analyst:secret@10.0.0.5:5432/results").place
    '10.0.0.5:5432/results'
    """
    found = ADDRESS.fullmatch(url)
    if not found:
        return None
    options = parse_qsl(found["options"] or "")
    hidden = [found["password"], *(value for key, value in options if "password" in key)]
    secrets = {form for text in hidden if text for form in (text, unquote(text))}
    return Address(url, found["place"], tuple(sorted(secrets, key=len, reverse=True)))


def export(
    url: str,
    tables: Mapping[str, pd.DataFrame],
    regions: gpd.GeoDataFrame,
    schema: str,
    problems: Problems,
    comments: Mapping[tuple[str, str], str] | None = None,
) -> None:
    """Write tables and regions into a schema, in place of what was exported there before.

    Parameters
    ----------
    url
        ``postgresql://user@host:port/database``; the password may also come from PGPASSWORD or
        the pgpass file.
    tables
        Name → table. One whose ``region_code`` are all regions refers to them by a foreign key.
    regions
        With ``region_code`` and polygons; they become multipolygons in EPSG:4326 under
        ``regions``, with a spatial index.
    schema
        Made where it is not there; one that is there must come from an export.
    comments
        Meaning of a column by table and name, of a table by its name and a blank, of a column of
        any table by a blank and its name; what is not there is looked up in the dictionary of
        the store.

    Raises
    ------
    ValueError
        If a table is called as that of the regions.
    """
    if REGIONS in tables:
        raise ValueError(f"{REGIONS!r} is the table of the boundaries")
    place = address(url)
    if place is None:
        problems.add_study("postgis_address", column="to")
    if not SCHEMA.fullmatch(schema):
        problems.add_study("postgis_schema", column="schema", seen=schema)
    if place is None or not SCHEMA.fullmatch(schema):
        return
    # the driver is needed only where somebody exports
    from adbc_driver_manager import Error  # noqa: PLC0415
    from adbc_driver_postgresql import dbapi  # noqa: PLC0415

    try:
        connection = dbapi.connect(url)
    except Error as error:
        problems.add_study("postgis_connection", place=place.place, detail=place.told(error))
        return
    target = Target(connection, place, schema, problems, comments or {})
    try:
        with connection, connection.cursor() as cursor:
            if target.write(cursor, tables, regions):
                connection.commit()
            else:
                connection.rollback()
    except Error as error:
        problems.add("postgis_failed", place=place.place, detail=place.told(error))


@dataclass(frozen=True)
class Target:
    """One export under way."""

    connection: "Connection"
    place: Address
    schema: str
    problems: Problems
    comments: Mapping[tuple[str, str], str]

    @property
    def aside(self) -> str:
        """Schema in which the new tables are made."""
        return ASIDE.format(schema=self.schema)

    def write(
        self, cursor: "Cursor", tables: Mapping[str, pd.DataFrame], regions: gpd.GeoDataFrame
    ) -> bool:
        """Do it all but the commit; False where a problem was added."""
        _run(cursor, f"SELECT pg_advisory_xact_lock(hashtext({_text(MARK + self.schema)}))")
        postgis = self._postgis(cursor)
        if postgis is None:
            return False
        earlier = self._earlier(cursor)
        if earlier is None:
            return False
        _run(cursor, f"CREATE SCHEMA {_name(self.aside)}")
        self._regions(cursor, regions, postgis)
        codes = set(regions[REGION])
        for name, table in tables.items():
            self._table(cursor, name, table, codes)
        return self._swap(cursor, earlier, [REGIONS, *tables])

    def _postgis(self, cursor: "Cursor") -> str | None:
        """Schema in which PostGIS is, installed where it may be; None with a problem."""
        with self._or_problem("postgis_extension"):
            _run(cursor, "CREATE EXTENSION IF NOT EXISTS postgis")
            found = _run(
                cursor,
                "SELECT nspname FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace "
                "WHERE extname = 'postgis'",
            )
            return str(found[0][0])
        return None

    def _earlier(self, cursor: "Cursor") -> list[str] | None:
        """Tables of the earlier export; none where the schema is new, None with a problem."""
        found = _run(
            cursor,
            "SELECT coalesce(obj_description(oid, 'pg_namespace'), '') FROM pg_namespace "
            f"WHERE nspname = {_text(self.schema)}",
        )
        if not found:
            return []
        note = str(found[0][0])
        if not note.startswith(MARK):
            self.problems.add_study("postgis_foreign", column="schema", schema=self.schema)
            return None
        return note.removeprefix(MARK).split(SEPARATOR)

    def _regions(self, cursor: "Cursor", regions: gpd.GeoDataFrame, postgis: str) -> None:
        """The regions with their boundaries, key and spatial index."""
        frame = regions.to_crs(4326)
        plain = pd.DataFrame(frame.drop(columns=frame.geometry.name))
        self._ingest(cursor, WKB, plain.assign(**{WKB: frame.geometry.to_wkb()}))
        kept = ", ".join(_name(column) for column in plain.columns)
        kind = f"{_name(postgis)}.geometry"
        shape = f"{_name(postgis)}.ST_Multi({_name(postgis)}.ST_GeomFromWKB({WKB}, 4326))"
        aside = _name(self.aside)
        for statement in (
            f"CREATE TABLE {aside}.{REGIONS} AS SELECT {kept}, "
            f"{shape}::{kind}(MultiPolygon, 4326) AS geometry FROM {aside}.{WKB}",
            f"DROP TABLE {aside}.{WKB}",
            f"ALTER TABLE {aside}.{REGIONS} ADD PRIMARY KEY ({REGION})",
            f"CREATE INDEX ON {aside}.{REGIONS} USING gist (geometry)",
        ):
            _run(cursor, statement)
        self._comment(cursor, REGIONS, [*plain.columns, "geometry"])

    def _table(
        self, cursor: "Cursor", name: str, table: pd.DataFrame, regions: set[object]
    ) -> None:
        """One table with its reference to the regions, index and comments."""
        self._ingest(cursor, name, table)
        here = f"{_name(self.aside)}.{_name(name)}"
        if REGION in table.columns:
            keys = [column for column in (REGION, "year") if column in table.columns]
            _run(cursor, f"CREATE INDEX ON {here} ({', '.join(keys)})")
            if set(table[REGION]) <= regions:  # overlays and the whole study area are no regions
                _run(
                    cursor,
                    f"ALTER TABLE {here} ADD FOREIGN KEY ({REGION}) "
                    f"REFERENCES {_name(self.aside)}.{REGIONS}",
                )
        self._comment(cursor, name, [*table.columns])

    def _ingest(self, cursor: "Cursor", name: str, table: pd.DataFrame) -> None:
        rows = pa.Table.from_pandas(table, preserve_index=False).replace_schema_metadata(None)
        cursor.adbc_ingest(name, rows, mode="create", db_schema_name=self.aside)

    def _comment(self, cursor: "Cursor", table: str, columns: list[str]) -> None:
        here = f"{_name(self.aside)}.{_name(table)}"
        if meaning := self.comments.get((table, "")) or comment(table):
            _run(cursor, f"COMMENT ON TABLE {here} IS {_text(meaning)}")
        for column in columns:
            known = self.comments.get((table, column)) or self.comments.get(("", column))
            if meaning := known or comment(table, column):
                _run(cursor, f"COMMENT ON COLUMN {here}.{_name(column)} IS {_text(meaning)}")

    def _swap(self, cursor: "Cursor", earlier: list[str], names: list[str]) -> bool:
        """Put the new tables in the place of the earlier ones."""
        schema, aside = _name(self.schema), _name(self.aside)
        with self._or_problem("postgis_dependents", DEPENDENT_OBJECTS):
            if earlier:
                gone = ", ".join(f"{schema}.{_name(name)}" for name in earlier)
                _run(cursor, f"DROP TABLE IF EXISTS {gone}")
            _run(cursor, f"CREATE SCHEMA IF NOT EXISTS {schema}")
            for name in names:
                _run(cursor, f"ALTER TABLE {aside}.{_name(name)} SET SCHEMA {schema}")
            _run(cursor, f"DROP SCHEMA {aside}")
            note = MARK + SEPARATOR.join(names)
            _run(cursor, f"COMMENT ON SCHEMA {schema} IS {_text(note)}")
            return True
        return False

    @contextmanager
    def _or_problem(self, code: str, state: str | None = None) -> Iterator[None]:
        """Turn an error of the server, or that of one SQLSTATE, into a problem of the request."""
        from adbc_driver_manager import Error  # noqa: PLC0415  (see `export`)

        try:
            yield
        except Error as error:
            if state and error.sqlstate != state:
                raise
            detail = self.place.told(error)
            self.problems.add_study(
                code,
                column="schema" if state else "to",
                schema=self.schema,
                place=self.place.place,
                detail=detail,
            )


def _run(cursor: "Cursor", statement: str) -> list[tuple[object, ...]]:
    """Execute one statement; its rows, where it has any."""
    cursor.execute(statement)
    return [tuple(row) for row in cursor.fetchall()] if cursor.description else []


def _name(name: str) -> str:
    """An identifier as PostgreSQL reads it whatever it holds.

    Examples
    --------
    >>> _name('a"b')
    '"a""b"'
    """
    return '"' + name.replace('"', '""') + '"'


def _text(text: str) -> str:
    """A literal as PostgreSQL reads it whatever it holds.

    Examples
    --------
    >>> _text("it's")
    "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"
