"""Registers that lie in a PostgreSQL database.

The password comes from PGPASSWORD or the pgpass file, as for any client; none is ever in a file
of the study. The session is read-only.
"""

import re
from collections.abc import Iterator

from geodata.errors import Problems
from geodata.registers.declaration import Declared
from geodata.registers.sources import SOURCE_ROW, Batch

SELECT = re.compile(r"\s*(select|with)\b", re.IGNORECASE)

SESSION = ("SET TRANSACTION READ ONLY", "SET LOCAL datestyle TO 'ISO, YMD'")


def quoted(name: str) -> str:
    """An identifier as PostgreSQL reads it whatever it holds.

    Examples
    --------
    >>> quoted('专利"表')
    '"专利""表"'
    """
    return '"' + name.replace('"', '""') + '"'


def query(declared: Declared) -> str:
    """Statement that reads the register's fields as text, in an order that is always the same.

    `table` is a name, perhaps with its schema before a point, or a SELECT.
    """
    if SELECT.match(declared.table):
        source = f"({declared.table.strip().rstrip(';')}) AS source"
    else:
        source = ".".join(quoted(part.strip()) for part in declared.table.split("."))
    cells = ", ".join(
        f"CAST({quoted(column)} AS text) AS {quoted(name)}"
        for name, column in declared.columns.items()
    )
    order = ", ".join(f'{quoted(name)} COLLATE "C"' for name in declared.columns)
    return f"SELECT * FROM (SELECT {cells} FROM {source}) AS register ORDER BY {order}"


def read_database(declared: Declared, problems: Problems) -> Iterator[Batch]:
    """Batches of a table; what is wrong with it is added to `problems`."""
    # needed only where a register lies in a database
    from adbc_driver_manager import Error  # noqa: PLC0415
    from adbc_driver_postgresql import dbapi  # noqa: PLC0415
    from pyarrow import ArrowException  # noqa: PLC0415

    try:
        connection = dbapi.connect(declared.database)
    except Error as error:
        problems.add(
            "register_server", declared.file, declared.row, "source", detail=_reason(error)
        )
        return
    with connection, connection.cursor() as cursor:
        try:
            for statement in SESSION:
                cursor.execute(statement)
            cursor.execute(query(declared))
            first = 1
            for batch in cursor.fetch_record_batch():
                yield _texts(batch, first)
                first += batch.num_rows
        except (Error, ArrowException) as error:  # the latter while rows arrive
            problems.add(
                "register_query", declared.file, declared.row, "table", detail=_reason(error)
            )


def _texts(batch: Batch, first: int) -> Batch:
    import pyarrow as pa  # noqa: PLC0415  0.2 s, and only where registers are read
    from pyarrow import compute  # noqa: PLC0415

    texts = {
        name: compute.utf8_trim_whitespace(compute.fill_null(batch.column(name), ""))
        for name in batch.schema.names
    }
    numbers = pa.array(range(first, first + batch.num_rows), pa.int64())
    return pa.table({**texts, SOURCE_ROW: numbers})


def _reason(error: Exception) -> str:
    """The server's own words, without the driver's details of where it noticed."""
    text = str(error)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    told = [line for line in lines if "ERROR:" in line or "error:" in line.lower()]
    return (told or lines or [text])[0]
