"""Sheets of Excel, WPS and LibreOffice as text."""

import datetime
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from geodata.errors import Problems
from geodata.registers.declaration import Declared
from geodata.registers.sources import SOURCE_ROW, Batch, places

ROWS = 1 << 16
"""Rows of one batch."""


def cell(value: object) -> str:
    """A cell's value as text: whole numbers without a point or exponent, dates as ISO.

    Excel keeps 15 digits of a number; longer ones must be text in the sheet.

    Examples
    --------
    >>> cell(201210345678.0), cell(2.02012345678e14), cell(1234.5), cell(1e-7)
    ('201210345678', '202012345678000', '1234.5', '0.0000001')
    >>> cell(datetime.datetime(2012, 3, 5)), cell(datetime.datetime(2012, 3, 5, 9, 30))
    ('2012-03-05', '2012-03-05 09:30:00')
    >>> cell(True), cell(" 南京 ")
    ('true', '南京')
    """
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{Decimal(repr(value)):f}"
    if isinstance(value, datetime.datetime):
        whole_day = value.time() == datetime.time()
        return value.date().isoformat() if whole_day else value.isoformat(" ", "seconds")
    return str(value)


def read_sheet(path: Path, declared: Declared, problems: Problems) -> Iterator[Batch]:
    """Batches of a sheet; what is wrong with it is added to `problems`."""
    # needed only where a register is a workbook
    from python_calamine import CalamineError, PasswordError, load_workbook  # noqa: PLC0415

    try:
        workbook = load_workbook(path)
        names = workbook.sheet_names
        name = declared.table or names[0]
        if name not in names:
            problems.add("register_sheet", path.name, seen=name, sheets="、".join(names))
            return
        rows = iter(workbook.get_sheet_by_name(name).iter_rows())
    except PasswordError:
        problems.add("register_unreadable", path.name, detail="文件加了密码")
        return
    except (CalamineError, OSError) as error:
        problems.add("register_unreadable", path.name, detail=error)
        return
    header = [cell(value) for value in next(rows, [])]
    found = places(header, declared.columns, path.name, problems)
    if found is None:
        return
    held: list[list[str]] = []
    numbers: list[int] = []
    for number, values in enumerate(rows, start=2):
        texts = [cell(value) for value in values]
        if any(texts):
            held.append([texts[i] for i in found.values()])
            numbers.append(number)
        if len(held) == ROWS:
            yield _batch(held, numbers, [*found])
            held, numbers = [], []
    yield _batch(held, numbers, [*found])


def _batch(rows: Sequence[Sequence[str]], numbers: Sequence[int], fields: Sequence[str]) -> Batch:
    import pyarrow as pa  # noqa: PLC0415  0.2 s, and only where registers are read

    cells: Any = zip(*rows, strict=True) if rows else ([] for _ in fields)
    columns = {
        name: pa.array(list(column), pa.string())
        for name, column in zip(fields, cells, strict=True)
    }
    return pa.table({**columns, SOURCE_ROW: pa.array(numbers, pa.int64())})
