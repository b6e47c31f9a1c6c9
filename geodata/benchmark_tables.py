"""Tables beside the registers: the official list of intensive industries, external benchmarks."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from geodata.errors import Problems
from geodata.registers.cells import MEASURES
from geodata.tables import Row, Table, read_table
from geodata.units import UnitError, parse_unit

INTENSIVE_COLUMNS = ("industry", "label_zh", "source")
INTENSIVE_OPTIONAL = ("note",)

BENCHMARK_COLUMNS = (
    "benchmark",
    "benchmark_zh",
    "industry",
    "year",
    "measure",
    "value",
    "unit",
    "source",
)
BENCHMARK_OPTIONAL = ("note",)

RIGHTS_MEASURES = (
    "patents_in_force",
    "inventions_in_force",
    "patents_filed",
    "trademarks_in_force",
    "copyrights",
)
"""Counts of rights that a benchmark may tell besides the measures of activity, in 件."""

UNITS = dict.fromkeys(RIGHTS_MEASURES, "件") | {
    measure: "亿元" if unit == "元" else unit for measure, unit in MEASURES.items()
}
"""Measures that a benchmark may tell, with the unit to which their figures are converted."""

YEARS = range(1949, 2101)


def read_intensive(path: Path, problems: Problems) -> tuple[tuple[str, ...], Table]:
    """Read the official list of intellectual-property-intensive industries.

    Columns ``industry`` (code of any level of GB/T 4754, each once), ``label_zh``, ``source`` and,
    if wanted, ``note``. Faults go to `problems`.

    Returns
    -------
    codes, table
        In the order of the file.
    """
    table = read_table(path, INTENSIVE_COLUMNS, problems, optional=INTENSIVE_OPTIONAL)
    first: dict[str, int] = {}
    for row in table:
        if _filled(row, ("industry", "source"), table.name, problems):
            code = row["industry"]
            if code in first:
                problems.add(
                    "code_repeated",
                    table.name,
                    row.number,
                    "industry",
                    seen=code,
                    first=first[code],
                )
            first.setdefault(code, row.number)
    return tuple(first), table


def read_benchmarks(
    path: Path, industries: Sequence[str], problems: Problems
) -> tuple[pd.DataFrame, Table]:
    """Read figures of areas outside the study, by industry.

    Columns ``benchmark`` (code), ``benchmark_zh``, ``industry``, ``year``, ``measure`` (one of
    `UNITS`), ``value``, ``unit``, ``source`` and, if wanted, ``note``. The first benchmark of the
    file is the one to which regions are compared. Faults go to `problems`; faulty rows are left
    out.

    Parameters
    ----------
    industries
        Codes of the study's industry table.

    Returns
    -------
    figures, table
        ``benchmark, benchmark_zh, industry, year, measure, value, unit, source`` in the order of
        the file, values in the unit of `UNITS`.
    """
    table = read_table(path, BENCHMARK_COLUMNS, problems, optional=BENCHMARK_OPTIONAL)
    known, first, rows = set(industries), dict[tuple[str, ...], int](), list[list[object]]()
    names: dict[str, str] = {}
    for row in table:
        faults = len(problems.found)
        if not _filled(row, BENCHMARK_COLUMNS, table.name, problems):
            continue
        key = tuple(row[column] for column in ("benchmark", "industry", "year", "measure"))
        if key in first:
            problems.add(
                "cell_repeated", table.name, row.number, key="、".join(key), first=first[key]
            )
        first.setdefault(key, row.number)
        name = names.setdefault(row["benchmark"], row["benchmark_zh"])
        if name != row["benchmark_zh"]:
            problems.add(
                "benchmark_name_differs",
                table.name,
                row.number,
                "benchmark_zh",
                benchmark=row["benchmark"],
                seen=row["benchmark_zh"],
                first=name,
            )
        if row["industry"] not in known:
            problems.add(
                "benchmark_industry", table.name, row.number, "industry", seen=row["industry"]
            )
        figure = _figure(row, table.name, problems)
        if len(problems.found) == faults and figure is not None:
            labels = [row[column] for column in ("benchmark", "benchmark_zh", "industry")]
            unit = UNITS[row["measure"]]
            rows.append([*labels, int(row["year"]), row["measure"], figure, unit, row["source"]])
    return pd.DataFrame(rows, columns=[*BENCHMARK_COLUMNS]), table


def _filled(row: Row, columns: Sequence[str], file: str, problems: Problems) -> bool:
    """Whether no cell of the columns is empty; each that is, is a problem."""
    empty = [column for column in columns if not row[column]]
    for column in empty:
        problems.add("cell_empty", file, row.number, column)
    return not empty


def _figure(row: Row, file: str, problems: Problems) -> float | None:
    """The row's figure in the unit of its measure, None where a part of it is at fault."""
    measure, year = row["measure"], row["year"]
    if not (year.isdecimal() and int(year) in YEARS):
        problems.add("year_invalid", file, row.number, "year", seen=year)
    if measure not in UNITS:
        allowed = "、".join(UNITS)
        problems.add(
            "value_not_allowed", file, row.number, "measure", seen=measure, allowed=allowed
        )
        return None
    try:
        factor = parse_unit(row["unit"]).to(parse_unit(UNITS[measure]))
    except UnitError as error:
        problems.add("unit_wrong", file, row.number, "unit", detail=error)
        return None
    try:
        value = float(row["value"].replace(",", ""))
    except ValueError:
        value = float("nan")
    if not 0 <= value < float("inf"):  # NaN fails the comparison
        problems.add("benchmark_value", file, row.number, "value", seen=row["value"])
        return None
    return value * factor
