"""What an evaluation takes from the store: counted cells, their figures, and the tables beside."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from geodata.benchmark_tables import read_benchmarks, read_intensive
from geodata.errors import EvaluationError, Problems
from geodata.industries import read_concordance, read_industries
from geodata.registers.cells import Cells
from geodata.registers.declaration import REGISTER_COLUMNS, REGISTER_OPTIONAL
from geodata.statistics import Statistic
from geodata.store import REGISTERS, Load, Store
from geodata.tables import read_table
from geodata.units import parse_unit

COUNTED_FROM = ("declaration", "columns", "values", "concordance", "industries")
"""Tables from which a load was counted: the cells are out of date once one of them is edited."""

FIGURE_COLUMNS = ("region_code", "year", "statistic", "value", "status", "source_id", "note")
KEY = ["region_code", "year", "statistic"]


@dataclass(frozen=True)
class Asked:
    """Which load of which study, and the tables of its ``[registers]`` by their setting."""

    study: str
    store: Path
    vintage: str
    tables: Mapping[str, Path]


@dataclass(frozen=True)
class Registered:
    """What is known from registers of records.

    Attributes
    ----------
    load
        Where the cells come from and as of when.
    industries
        The axis of industries: ``industry, label_zh, section, …``.
    links
        Concordance: ``kind, class, industry, parts``; None without one.
    statuses
        Whose the concordance's rows are: official, draft, ours, synthetic.
    intensive
        Codes of the official list of intensive industries; None without one.
    benchmarks
        External figures by industry; None without any.
    overridden
        Cells that the study's own table of figures has as well, which then counts:
        ``region_code, year, statistic, published, counted``.
    sources
        Kind of register → the sources of the study's registers of that kind.
    """

    cells: Cells
    load: Load
    industries: pd.DataFrame
    links: pd.DataFrame | None
    statuses: tuple[str, ...]
    intensive: tuple[str, ...] | None
    benchmarks: pd.DataFrame | None
    overridden: pd.DataFrame
    sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def read_stored(
    asked: Asked,
    published: pd.DataFrame,
    statistics: Mapping[str, Statistic],
    problems: Problems,
) -> tuple[Registered | None, pd.DataFrame, dict[str, str]]:
    """Read the load that the study asks for, and put its figures beside the published ones.

    Parameters
    ----------
    published
        Figures of the study's own table.

    Returns
    -------
    registered, figures, files
        None, `published` and whatever tables were read where a problem was added.
    """
    tables = asked.tables
    industries, axis = read_industries(tables["industries"], problems)
    read = [axis]
    links = intensive = benchmarks = None
    statuses: tuple[str, ...] = ()
    if "concordance" in tables:
        concordance, table = read_concordance(tables["concordance"], industries, problems)
        links, statuses = concordance.links, concordance.statuses
        read.append(table)
    if "intensive" in tables:
        intensive, table = read_intensive(tables["intensive"], problems)
        read.append(table)
    if "benchmarks" in tables:
        benchmarks, table = read_benchmarks(tables["benchmarks"], [*industries.industry], problems)
        read.append(table)
    files = {table.name: table.sha256 for table in read}
    store = Store(asked.store)
    try:
        cells, load = store.cells(asked.study, asked.vintage)
        counted = store.figures(asked.study, asked.vintage)
    except EvaluationError as error:
        problems.take(error)
        return None, published, files
    if not asked.vintage:
        _check_fresh(load, tables, problems)
    # figures of earlier vintages stand there too: a register that was given up must not come back
    counted = counted[(counted.kind == REGISTERS) & (counted.vintage == load.vintage)]
    figures, overridden = joined(published, counted, statistics)
    files[f"registers {load.vintage}"] = load.key
    found = Registered(
        cells,
        load,
        industries,
        links,
        statuses,
        intensive,
        benchmarks,
        overridden,
        _sources(tables["declaration"]),
    )
    return found, figures, files


def _sources(declaration: Path) -> dict[str, tuple[str, ...]]:
    """Kind of register → its sources; what is wrong with the list is told when it is ingested."""
    table = read_table(declaration, REGISTER_COLUMNS, Problems(), optional=REGISTER_OPTIONAL)
    found: dict[str, dict[str, None]] = {}
    for row in table:
        if row["source_id"]:
            found.setdefault(row["kind"], {})[row["source_id"]] = None
    return {kind: tuple(sources) for kind, sources in found.items()}


def joined(
    published: pd.DataFrame, counted: pd.DataFrame, statistics: Mapping[str, Statistic]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Counted figures below published ones; a cell that both have is taken as published.

    Returns
    -------
    figures, overridden
        Counted figures are observed ones, in the unit of the dictionary; statistics that the
        dictionary does not have are left out. `overridden` as in `Registered`.
    """
    known = counted[counted.statistic.isin([*statistics])]
    factors = [
        parse_unit(unit).to(statistics[code].unit)
        for code, unit in zip(known.statistic, known.unit, strict=True)
    ]
    own = known.assign(value=known.value * factors, status="observed", row=0)
    both = published.merge(own, on=KEY, suffixes=("_published", "_counted"))
    columns = {"value_published": "published", "value_counted": "counted"}
    overridden = both.rename(columns=columns)[[*KEY, *columns.values()]]
    cells = pd.MultiIndex.from_frame(own[KEY])
    new = own[~cells.isin(pd.MultiIndex.from_frame(published[KEY]))]
    figures = pd.concat([published, new[[*FIGURE_COLUMNS, "row"]]], ignore_index=True)
    return figures, overridden.sort_values(KEY, ignore_index=True)


def fingerprints(tables: Mapping[str, Path]) -> dict[str, str]:
    """SHA-256 of each table that cells are counted from, by its setting."""
    return {
        name: hashlib.sha256(tables[name].read_bytes()).hexdigest()
        for name in COUNTED_FROM
        if name in tables and tables[name].is_file()
    }


def _check_fresh(load: Load, tables: Mapping[str, Path], problems: Problems) -> None:
    """No table from which the cells were counted has been edited since."""
    for name, digest in fingerprints(tables).items():
        if load.inputs.get(name) != digest:
            problems.add_study("registers_stale", tables[name].name, vintage=load.vintage)
