"""The catalogue: one DuckDB file that knows the loads, their vintages and all figures.

The only file of the store that imports DuckDB. It is opened for as long as one question or one
load takes; DuckDB's own lock lets one writer in and no reader beside it.
"""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa

from geodata.store.faults import refuse
from geodata.store.folders import ASIDE, sync
from geodata.store.load import FORMAT, Load
from geodata.store.meaning import dictionary

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FILE = "catalogue.duckdb"

TABLES = """
CREATE TABLE format (format INTEGER NOT NULL);
CREATE TABLE loads (
    load VARCHAR PRIMARY KEY, kind VARCHAR NOT NULL, level VARCHAR NOT NULL,
    settings VARCHAR NOT NULL);
CREATE TABLE inputs (
    load VARCHAR NOT NULL REFERENCES loads, name VARCHAR NOT NULL, sha256 VARCHAR NOT NULL,
    PRIMARY KEY (load, name));
CREATE TABLE vintages (
    study VARCHAR NOT NULL, kind VARCHAR NOT NULL, as_of DATE NOT NULL,
    revision INTEGER NOT NULL, vintage VARCHAR NOT NULL, load VARCHAR NOT NULL REFERENCES loads,
    PRIMARY KEY (study, kind, as_of, revision));
CREATE TABLE regions (
    load VARCHAR NOT NULL REFERENCES loads, region_code VARCHAR NOT NULL,
    region_name VARCHAR NOT NULL, parent_code VARCHAR NOT NULL,
    PRIMARY KEY (load, region_code));
CREATE TABLE figures (
    load VARCHAR NOT NULL REFERENCES loads, region_code VARCHAR NOT NULL,
    year BIGINT NOT NULL, statistic VARCHAR NOT NULL, value DOUBLE NOT NULL,
    unit VARCHAR NOT NULL, status VARCHAR NOT NULL, source_id VARCHAR NOT NULL,
    note VARCHAR NOT NULL, PRIMARY KEY (load, region_code, year, statistic));
CREATE TABLE dictionary (
    table_name VARCHAR NOT NULL, column_name VARCHAR NOT NULL, type VARCHAR NOT NULL,
    unit VARCHAR NOT NULL, label_zh VARCHAR NOT NULL, description VARCHAR NOT NULL,
    PRIMARY KEY (table_name, column_name));
CREATE VIEW figure_vintages AS
    SELECT v.study, v.kind, v.vintage, v.as_of, v.revision, f.region_code,
        coalesce(r.region_name, '') AS region_name, f.year, f.statistic,
        f.value, f.unit, f.status, f.source_id, f.note
    FROM vintages v JOIN figures f USING (load)
    LEFT JOIN regions r ON r.load = f.load AND r.region_code = f.region_code;
CREATE VIEW region_year AS
    SELECT * EXCLUDE (as_of, revision) FROM figure_vintages
    QUALIFY row_number() OVER (
        PARTITION BY study, kind, region_code, year, statistic
        ORDER BY as_of DESC, revision DESC) = 1;
"""

FIGURES = """
SELECT * EXCLUDE (study, as_of, revision) FROM figure_vintages
WHERE study = $study AND (as_of, revision) <= ($as_of, $revision)
    AND (len($statistics) = 0 OR list_contains($statistics, statistic))
QUALIFY row_number() OVER (
    PARTITION BY kind, region_code, year, statistic ORDER BY as_of DESC, revision DESC) = 1
ORDER BY region_code, year, statistic, kind
"""

REVISIONS = """
WITH steps AS (
    SELECT study, kind, region_code, region_name, year, statistic, unit,
        lag(vintage) OVER one AS vintage_a, lag(value) OVER one AS value_a,
        vintage AS vintage_b, value AS value_b, as_of, revision
    FROM figure_vintages WHERE $study IN ('', study)
    WINDOW one AS (
        PARTITION BY study, kind, region_code, year, statistic ORDER BY as_of, revision))
SELECT * EXCLUDE (as_of, revision) FROM steps
WHERE vintage_a IS NOT NULL AND value_a <> value_b
ORDER BY study, kind, region_code, year, statistic, as_of, revision
"""

LOADS = """
SELECT v.study, v.kind, v.vintage, v.as_of, v.revision, l.level, v.load, l.settings
FROM vintages v JOIN loads l USING (load) WHERE $study IN ('', v.study)
ORDER BY v.study, v.kind, v.as_of, v.revision
"""


@contextmanager
def reading(folder: Path) -> Iterator["Catalogue"]:
    """Open the catalogue to ask, not to change; several readers may be in at once.

    Raises
    ------
    DataError
        If there is none, a writer is in, or the file is spoilt.
    """
    if not (folder / FILE).exists():
        refuse("store_missing", folder)
    with _opened(folder, read_only=True) as found:
        yield found


@contextmanager
def writing(folder: Path) -> Iterator["Catalogue"]:
    """Open the catalogue as its only writer; made where it is not there.

    Raises
    ------
    DataError
        If anybody else is in, or the file is spoilt.
    """
    if not (folder / FILE).exists():
        _create(folder)
    with _opened(folder, read_only=False) as found:
        yield found


def _create(folder: Path) -> None:
    """Make an empty catalogue aside and give it its name at once.

    Of two first writers at the same moment one may lose its rows; its folder is there, and the
    next writer enters it again.
    """
    import duckdb  # noqa: PLC0415  (68 MB: only where a store is used)

    folder.mkdir(parents=True, exist_ok=True)
    aside = folder / f"{ASIDE}{os.getpid()}.duckdb"
    aside.unlink(missing_ok=True)
    with duckdb.connect(aside) as connection:
        connection.execute(TABLES)
        connection.execute("INSERT INTO format VALUES ($1)", [FORMAT])
    sync(aside)
    with suppress(FileNotFoundError):  # swept away by a writer that was faster
        aside.replace(folder / FILE)
    sync(folder)


@contextmanager
def _opened(folder: Path, *, read_only: bool) -> Iterator["Catalogue"]:
    import duckdb  # noqa: PLC0415  (68 MB: only where a store is used)

    try:
        connection = duckdb.connect(folder / FILE, read_only=read_only)
    except duckdb.ConnectionException:  # open in this very process
        refuse("store_locked", folder)
    except duckdb.IOException as error:
        if "lock" in str(error):
            refuse("store_locked", folder)
        refuse("store_damaged", folder, name=FILE, detail=str(error).splitlines()[0])
    with connection:
        try:
            seen = connection.execute("SELECT format FROM format").fetchall()
        except duckdb.CatalogException:
            seen = []
        if seen != [(FORMAT,)]:
            refuse("store_format", folder, name=FILE)
        yield Catalogue(connection)


@dataclass(frozen=True)
class Catalogue:
    """An open catalogue. Loads are named by their whole key."""

    connection: "DuckDBPyConnection"

    def has(self, key: str) -> bool:
        """Whether the content of that key is entered."""
        found = self.connection.execute("SELECT 1 FROM loads WHERE load = $1", [key])
        return found.fetchone() is not None

    def entered(self) -> set[str]:
        """Keys of everything that is entered."""
        return {key for (key,) in self.connection.execute("SELECT load FROM loads").fetchall()}

    def enter(self, load: Load, figures: pa.Table, regions: pa.Table) -> None:
        """Enter a load with its first vintage, all or nothing."""
        with self._transaction() as connection:
            settings = json.dumps(dict(load.settings), ensure_ascii=False, sort_keys=True)
            connection.execute(
                "INSERT INTO loads VALUES ($1, $2, $3, $4)",
                [load.key, load.kind, load.level, settings],
            )
            for name, digest in sorted(load.inputs.items()):
                connection.execute(
                    "INSERT INTO inputs VALUES ($1, $2, $3)", [load.key, name, digest]
                )
            self._insert("figures", load.key, figures)
            self._insert("regions", load.key, regions)
            self._date(load)
            connection.execute("DELETE FROM dictionary")
            connection.executemany(
                "INSERT INTO dictionary VALUES ($1, $2, $3, $4, $5, $6)",
                dictionary().to_numpy().tolist(),
            )

    def dated(self, load: Load) -> None:
        """Give content that is entered already one more vintage."""
        with self._transaction():
            self._date(load)

    def _insert(self, table: str, key: str, rows: pa.Table) -> None:
        self.connection.register("incoming", rows)
        columns = ", ".join(rows.column_names)
        self.connection.execute(f"INSERT INTO {table} SELECT $1, {columns} FROM incoming", [key])
        self.connection.unregister("incoming")

    def _date(self, load: Load) -> None:
        self.connection.execute(
            "INSERT INTO vintages VALUES ($1, $2, $3, $4, $5, $6)",
            [load.study, load.kind, load.as_of, load.revision, load.vintage, load.key],
        )

    @contextmanager
    def _transaction(self) -> Iterator["DuckDBPyConnection"]:
        self.connection.begin()
        try:
            yield self.connection
        except BaseException:
            self.connection.rollback()
            raise
        self.connection.commit()

    def newest(self, load: Load) -> tuple[str, int]:
        """Key and revision of what the study has of that kind and date; blank and 0 if nothing."""
        found = self.connection.execute(
            "SELECT load, revision FROM vintages WHERE study = $1 AND kind = $2 AND as_of = $3 "
            "ORDER BY revision DESC",
            [load.study, load.kind, load.as_of],
        ).fetchone()
        return found or ("", 0)

    def load(self, study: str, kind: str, until: tuple[date, int]) -> Load | None:
        """The newest load of a study and kind among the vintages up to one."""
        found = self.connection.execute(
            "SELECT load, level, as_of, revision, settings FROM vintages JOIN loads USING (load) "
            "WHERE study = $1 AND vintages.kind = $2 AND (as_of, revision) <= ($3, $4) "
            "ORDER BY as_of DESC, revision DESC",
            [study, kind, *until],
        ).fetchone()
        if not found:
            return None
        key, level, as_of, revision, settings = found
        inputs = self.connection.execute("SELECT name, sha256 FROM inputs WHERE load = $1", [key])
        entries = dict(sorted(inputs.fetchall()))
        return Load(key, study, kind, level, as_of, entries, json.loads(settings), revision)

    def loads(self, study: str) -> pd.DataFrame:
        """All vintages, of one study or, where blank, of all."""
        return self._frame(LOADS, study=study)

    def figures(
        self, study: str, until: tuple[date, int], statistics: Sequence[str]
    ) -> pd.DataFrame:
        """The newest value of each figure among the vintages up to one; of all if none is named."""
        return self._frame(
            FIGURES, study=study, as_of=until[0], revision=until[1], statistics=[*statistics]
        )

    def revisions(self, study: str) -> pd.DataFrame:
        """Figures that a later vintage has otherwise, each step from one to the next."""
        return self._frame(REVISIONS, study=study)

    def _frame(self, query: str, **values: object) -> pd.DataFrame:
        """Rows of a query, texts as text and not as objects."""
        rows = self.connection.sql(query, params=values).to_arrow_table()
        text = [f.name for f in rows.schema if pa.types.is_string(f.type)]
        return rows.to_pandas().astype(dict.fromkeys(text, "str"))
