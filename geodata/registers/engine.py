"""The engines: DuckDB on this machine, or Spark on several. Nothing else imports them.

Tables are Ibis expressions, the same for both. What differs – how files are opened, how an
intermediate table is kept, how a result leaves – is here. Results leave as Parquet that the engine
writes with the expression's own types: DuckDB sums whole numbers in 128 bits, which Arrow and
Parquet would turn into floats, and Spark's way to Arrow sends nullable integers through floats.
"""

import shutil
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Protocol

import pandas as pd

from geodata.registers.job import Job

Table = Any
"""An Ibis table expression. Ibis is not imported for its types: it takes a second."""

Column = Any
"""An Ibis column expression."""


COUNTED = 0.8
"""Share of the memory that DuckDB counts itself; lists, open files and allocators need the rest. At
10 million patents a limit of 2 GB gave a process of 2.64 GB."""


class Engine(Protocol):
    """What counting asks of an engine."""

    def read(self, paths: Sequence[Path]) -> Table:
        """Parquet files of one schema as a table."""

    def keep(self, table: Table) -> Table:
        """The table computed once; it is held by the engine, on disk if it is large."""

    def export(self, table: Table) -> list[Path]:
        """Parquet files with the table's rows, in no order."""

    def close(self) -> None:
        """End the engine; its tables are gone."""


def open_engine(job: Job, scratch: Path, threads: int | None = None) -> Engine:
    """Start the engine that the job names.

    Parameters
    ----------
    job
        `engine` and `memory_gb` are read.
    scratch
        Folder for what does not fit into memory; on Spark every worker must see it under this
        path (a shared file system), as it must see the registers' own files.
    threads
        Of DuckDB; as many as there are cores, if not given.

    Raises
    ------
    ModuleNotFoundError
        If the engine is not installed.
    """
    if job.engine == "duckdb":
        return _Duck(scratch, job.memory_gb, threads)
    return _Spark(scratch, job.engine)


def frame(engine: Engine, table: Table) -> pd.DataFrame:
    """A small result as a data frame, rows in no order."""
    import pyarrow as pa  # noqa: PLC0415  0.2 s, and only counting needs it
    import pyarrow.parquet as pq  # noqa: PLC0415  see above

    parts = [pq.read_table(path) for path in engine.export(table)]
    found: pd.DataFrame = pa.concat_tables(parts).to_pandas()
    return found


def share(engine: Engine, scratch: Path, name: str, rows: pd.DataFrame) -> Table:
    """A small data frame as a table of the engine."""
    path = scratch / f"{name}.parquet"
    rows.to_parquet(path, index=False)
    return engine.read([path])


def constant(value: object, kind: str) -> Column:
    """A value as a column, of the Ibis type `kind`."""
    import ibis  # noqa: PLC0415  1 s, and only counting needs it

    return ibis.literal(value, kind)


def place_in(order: Sequence[Column], within: Sequence[Column] = ()) -> Column:
    """Position from 0 in this order, in each group of `within`."""
    import ibis  # noqa: PLC0415  see `constant`

    return ibis.row_number().over(ibis.window(group_by=list(within), order_by=list(order)))


@cache
def functions() -> SimpleNamespace:
    """Functions of lists that both engines have under one name, and Ibis has not or not plainly.

    ``regexp_extract_all(text, pattern, group)``, ``array_distinct(list)``, ``array_sort(list)``.
    """
    import ibis  # noqa: PLC0415  see `constant`

    builtin = ibis.udf.scalar.builtin
    texts = "array<string>"

    def regexp_extract_all(text: Any, pattern: Any, group: Any) -> Any: ...

    def array_distinct(items: Any) -> Any: ...

    def array_sort(items: Any) -> Any: ...

    return SimpleNamespace(
        regexp_extract_all=builtin(
            regexp_extract_all, signature=(("string", "string", "int32"), texts)
        ),
        array_distinct=builtin(array_distinct, signature=((texts,), texts)),
        array_sort=builtin(array_sort, signature=((texts,), texts)),
    )


class _Duck:
    def __init__(self, scratch: Path, memory_gb: float, threads: int | None) -> None:
        import ibis  # noqa: PLC0415  see `constant`

        spill = scratch / "spill"
        spill.mkdir(parents=True, exist_ok=True)
        settings: dict[str, Any] = {
            "memory_limit": f"{memory_gb * COUNTED:.2f}GB",
            "temp_directory": str(spill),
            "preserve_insertion_order": False,
        }
        if threads is not None:
            settings["threads"] = threads
        self._scratch = scratch
        with _quiet():
            self._backend = ibis.duckdb.connect(**settings)
        self._tables = 0

    def read(self, paths: Sequence[Path]) -> Table:
        with _quiet():
            return self._backend.read_parquet([str(path) for path in paths])

    def keep(self, table: Table) -> Table:
        name = self._name()
        self._backend.con.execute(f"CREATE TEMP TABLE {name} AS {self._sql(table)}")
        with _quiet():
            return self._backend.table(name)

    def export(self, table: Table) -> list[Path]:
        path = self._scratch / f"{self._name()}.parquet"
        quoted = str(path).replace("'", "''")
        self._backend.con.execute(f"COPY ({self._sql(table)}) TO '{quoted}' (FORMAT parquet)")
        return [path]

    def close(self) -> None:
        self._backend.disconnect()

    def _name(self) -> str:
        self._tables += 1
        return f"counted_{self._tables}"

    def _sql(self, table: Table) -> str:
        return _typed(table, _compiled(self._backend, table), '"')


class _Spark:
    def __init__(self, scratch: Path, master: str) -> None:
        import ibis  # noqa: PLC0415  see `constant`
        from pyspark.sql import SparkSession  # noqa: PLC0415  an optional extra

        # memory, cores and partitions are the cluster's: spark-defaults.conf
        self._session = (
            SparkSession.builder.master(master)
            .appName("ip-layout")
            .config("spark.sql.ansi.enabled", "true")
            .config("spark.sql.session.timeZone", "UTC")
            .getOrCreate()
        )
        self._backend = ibis.pyspark.connect(self._session)
        self._scratch = scratch
        self._tables = 0

    def read(self, paths: Sequence[Path]) -> Table:
        rows = self._session.read.parquet(*(path.resolve().as_uri() for path in paths))
        return self._viewed(rows)

    def keep(self, table: Table) -> Table:
        # a cached data frame would be computed again wherever a worker is lost
        return self.read([self._written(table)])

    def export(self, table: Table) -> list[Path]:
        return sorted(self._written(table).glob("*.parquet"))

    def close(self) -> None:
        self._session.stop()
        for number in range(1, self._tables + 1):
            shutil.rmtree(self._scratch / f"counted_{number}", ignore_errors=True)

    def _written(self, table: Table) -> Path:
        rows = self._session.sql(_typed(table, _compiled(self._backend, table), "`"))
        self._tables += 1
        folder = self._scratch / f"counted_{self._tables}"
        rows.write.parquet(folder.resolve().as_uri())
        return folder

    def _viewed(self, rows: Any) -> Table:
        self._tables += 1
        name = f"counted_{self._tables}"
        rows.createOrReplaceTempView(name)
        return self._backend.table(name)


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the warnings that DuckDB 2 has for what Ibis 12 calls."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        yield


def _compiled(backend: Any, table: Table) -> str:
    from ibis import options  # noqa: PLC0415  see `constant`

    # merged into one, each step would repeat the expressions of the steps before it
    before, options.sql.fuse_selects = options.sql.fuse_selects, False
    try:
        return str(backend.compile(table))
    finally:
        options.sql.fuse_selects = before


TYPES = {
    "string": "STRING",
    "boolean": "BOOLEAN",
    "int8": "TINYINT",
    "int16": "SMALLINT",
    "int32": "INT",
    "int64": "BIGINT",
}
"""Names of types that both engines know."""


def _typed(table: Table, query: str, quote: str) -> str:
    """The query with the types that Ibis believes its columns to have.

    Ibis leaves out the cast of a sum that it holds for an int64 already, and engines widen sums
    and literals each in its own way.
    """
    columns = []
    for name, kind in table.schema().items():
        quoted = f"{quote}{name}{quote}"
        columns.append(f"CAST({quoted} AS {TYPES[str(kind).removeprefix('!')]}) AS {quoted}")
    return f"SELECT {', '.join(columns)} FROM ({query}) AS typed"
