"""How fast registers are counted: ``python -m benchmarks.register_scale [--rows N ...]``.

SYNTHETIC patents from a fixed seed, as Parquet, are counted by this project and by a careful
pandas user (`benchmarks.registers.rival`), each in a process of its own. Both have the same
addresses looked up, which is timed apart, too; their tables must agree to the last byte.
"""

# ruff: noqa: PLC0415 - each contestant imports what it needs, so that nobody carries the others'

import argparse
import hashlib
import json
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROWS = 1_000_000
PANDAS_ROWS = 2_000_000
"""Most rows that the pandas contestant is given: it holds them all in memory, several times."""

WARM_ROWS = 2_000
"""Rows of the first run, which is told apart: libraries and names of places are loaded in it."""

PACKAGES = ("duckdb", "ibis-framework", "pandas", "polars", "numpy")
PROVINCE = "320000"
YEARS = (2022, 2023, 2024)
"""Evaluation years, as those of the demonstration."""
COMMON = Path(__file__).resolve().parent.parent / "studies" / "common"
COMPARED = ("rights", "classes", "industries", "holders")
"""Tables that both contestants make."""

HEADING = """\
SYNTHETIC patents from a fixed seed: no real register is behind them, and the share of distinct
addresses (0.19) is an assumption of the generator. One run each, on a machine that others may use:
compare CPU seconds and ratios, not seconds by the clock. CPU s of all threads, reading included,
after a run with {rows:,} rows that loads libraries and names (start s); peak MB of the whole
process (ru_maxrss)."""

Tables = Mapping[str, Any]


def ours(paths: Sequence[Path], scratch: Path) -> Tables:
    """Count as an ingest does."""
    import pandas as pd

    from benchmarks.registers.words import CLASSES, SIZES
    from geodata.errors import Problems
    from geodata.industries import read_concordance, read_industries
    from geodata.registers.counts import count
    from geodata.registers.job import Job
    from geodata.registers.staging import Staged
    from geodata.registers.words import usual_words

    study = scratch / "benchmark.toml"
    job = Job(
        study=study,
        store=scratch,
        declaration=study,
        columns=study,
        values=None,
        industries=COMMON / "industries.csv",
        concordance=CLASSES,
        level="city",
        regions=tuple(SIZES),
        province=PROVINCE,
        years=YEARS,
    )
    problems = Problems(study.name)
    industries, _ = read_industries(job.industries, problems)
    concordance, _ = read_concordance(CLASSES, industries, problems)
    import pyarrow.parquet as pq

    names = pq.read_schema(paths[0]).names
    staged = Staged(
        "patent",
        "patent",
        PROVINCE,
        tuple(paths),
        {name: name for name in names},
        {},
        {field: words for (kind, field), words in usual_words().items() if kind == "patent"},
        0,
        pd.DataFrame({"file": [], "row": [], "content": []}),
        "",
        "",
    )
    cells = count(job, [staged], industries, concordance, scratch, problems)
    problems.raise_if_any()
    return cells.tables()


def by_pandas(paths: Sequence[Path], scratch: Path) -> Tables:
    """Count with pandas alone, but for the addresses."""
    from benchmarks.registers.rival import count
    from benchmarks.registers.words import CLASSES, SIZES

    return count(paths, list(SIZES), CLASSES, PROVINCE, YEARS)


def addresses(paths: Sequence[Path], scratch: Path) -> Tables:
    """Look up all addresses of the register, each in the year of its filing."""
    import polars as pl

    from geodata.addresses import locate

    filed = pl.col("filed").str.slice(0, 4).cast(pl.Int32, strict=False)
    rows = pl.read_parquet(list(paths)).select("address", year=filed)
    locate(rows["address"], rows["year"], PROVINCE)
    return {}


CONTESTANTS: Mapping[str, Callable[[Sequence[Path], Path], Tables]] = {
    "ours": ours,
    "pandas": by_pandas,
    "addresses": addresses,
}
TITLES = {
    "ours": "this project (DuckDB, 2 GB limit)",
    "pandas": "pandas",
    "addresses": "addresses alone",
}


def _digest(table: Any) -> str:
    """Hash of a sorted table as text."""
    text = table.to_csv(index=False, lineterminator="\n")
    return hashlib.sha256(text.encode()).hexdigest()


def run_here(contestant: str, paths: Sequence[Path]) -> dict[str, Any]:
    """Run one contestant in this process, after a few rows that make it load its libraries."""
    from benchmarks.registers import write

    run = CONTESTANTS[contestant]
    began = time.process_time()
    with tempfile.TemporaryDirectory() as scratch:
        few = write("patent", WARM_ROWS, Path(scratch) / "few")
        run(few, Path(scratch))
    start_up = time.process_time() - began
    with tempfile.TemporaryDirectory() as scratch:
        cpu, clock = time.process_time(), time.perf_counter()
        tables = run(paths, Path(scratch))
        cpu, clock = time.process_time() - cpu, time.perf_counter() - clock
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # kilobytes on Linux
    digests = {name: _digest(tables[name]) for name in COMPARED if name in tables}
    measured = {"cpu_s": cpu, "clock_s": clock, "start_up_s": start_up, "peak_mb": peak / 1024}
    return measured | {"digests": digests}


def child(contestant: str, paths: Iterable[Path]) -> dict[str, Any]:
    """Run one contestant in a fresh process."""
    command = [sys.executable, "-m", "benchmarks.register_scale", "--child", contestant]
    done = subprocess.run(
        [*command, *map(str, paths)], stdout=subprocess.PIPE, text=True, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def measured(rows: int, folder: Path) -> dict[str, dict[str, Any]]:
    """Contestants on a register of so many rows; `AssertionError` if their tables differ."""
    files = sorted(folder.glob("*.parquet")) or _generated(rows, folder)
    names = [name for name in CONTESTANTS if name != "pandas" or rows <= PANDAS_ROWS]
    found = {name: child(name, files) for name in names}
    if "pandas" in found:
        for name in COMPARED:
            pair = [found[who]["digests"][name] for who in ("ours", "pandas")]
            assert pair[0] == pair[1], f"{name}: this project and pandas differ at {rows:,} rows"
    return found


def _generated(rows: int, folder: Path) -> list[Path]:
    command = [sys.executable, "-m", "benchmarks.registers", str(folder), "--rows", str(rows)]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)  # its memory is not ours
    return sorted(folder.glob("*.parquet"))


def table(rows: int, found: Mapping[str, Mapping[str, Any]]) -> str:
    """Lines for one size.

    Examples
    --------
    >>> one = {"cpu_s": 5.0, "clock_s": 4.0, "start_up_s": 2.0, "peak_mb": 900.0}
    >>> print(table(1000, {"ours": one, "pandas": one | {"cpu_s": 20.0}}))
    1,000 rows                            CPU s     x   rows/CPU s  clock s  start s  peak MB
      this project (DuckDB, 2 GB limit)    5.00  1.00          200     4.00     2.00      900
      pandas                              20.00  4.00           50     4.00     2.00      900
    """
    head = "   CPU s     x   rows/CPU s  clock s  start s  peak MB"
    lines = [f"{rows:,} rows".ljust(35) + head]
    unit = found["ours"]["cpu_s"]
    for name, one in found.items():
        cpu = one["cpu_s"]
        line = f"  {TITLES[name]:33}{cpu:8.2f}{cpu / unit:6.2f}{rows / cpu:13,.0f}"
        lines.append(line + "{clock_s:9.2f}{start_up_s:9.2f}{peak_mb:9,.0f}".format(**one))
    return "\n".join(lines)


def main() -> None:
    """Measure each size that is asked for."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.register_scale", description=__doc__
    )
    parser.add_argument("--rows", type=int, nargs="+", default=[100_000, ROWS])
    parser.add_argument("--folder", type=Path, help="keep the registers there, and use them again")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    parser.add_argument("--child", nargs="+", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        contestant, *files = asked.child
        print(json.dumps(run_here(contestant, [Path(file) for file in files])))
        return
    print(HEADING.format(rows=WARM_ROWS))
    machine = {name: version(name) for name in PACKAGES} | {"Python": platform.python_version()}
    print(", ".join(f"{name} {number}" for name, number in machine.items()))
    results = {}
    with tempfile.TemporaryDirectory() as passing:
        for rows in asked.rows:
            found = measured(rows, (asked.folder or Path(passing)) / str(rows))
            results[rows] = found
            print("\n" + table(rows, found), flush=True)
            if "pandas" in found:
                print(f"  checked: {', '.join(COMPARED)} are the same to the last byte")
    if asked.json:
        text = json.dumps({"synthetic": True, "machine": machine, "results": results}, indent=2)
        asked.json.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
