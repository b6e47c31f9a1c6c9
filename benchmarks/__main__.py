"""``python -m benchmarks [--json FILE] [PART ...]``: time everybody, compare, print a table."""

import argparse
import importlib
import json
import platform
import tempfile
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks import PARTS, measure
from benchmarks.table import table

PACKAGES = ("numpy", "scikit-criteria", "pymcdm", "scikit-learn", "libpysal", "spopt")

HEADING = """\
SYNTHETIC data from a fixed seed. CPU s: seconds of one thread (time.process_time), the median of
up to {runs} runs in {rounds} processes of each contestant, in turn, on a machine that others may
use. x: as a multiple of the reference, which stands first. Peak MB: of the whole process, libraries
and data included (ru_maxrss)."""


def compete(part_name: str, workload_name: str) -> dict[str, Any]:
    """Timings of every contestant on one workload, and the claims that were checked."""
    part = importlib.import_module(f"benchmarks.{part_name}")
    workload = part.WORKLOADS[workload_name]
    rounds: dict[str, list[dict[str, Any]]] = {name: [] for name in part.CONTESTANTS}
    with tempfile.TemporaryDirectory() as folder:
        files = [str(Path(folder) / f"{n}.npz") for n in range(len(rounds))]
        for _ in range(measure.ROUNDS):
            for name, file in zip(rounds, files, strict=True):
                found = measure.child("time", part_name, workload_name, name, file)
                rounds[name].append(found)
        claims = measure.child("check", part_name, workload_name, *files)
    timings = {
        name: asdict(measure.timing(found, workload, part.CONTESTANTS[name]))
        for name, found in rounds.items()
    }
    return {
        "part": part_name,
        "title": part.TITLE,
        "workload": workload_name,
        "reference": part.REFERENCE,
        "timings": timings,
        "checked": claims,
    }


def main() -> None:
    """Run the parts that are asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; all")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    chosen = parser.parse_args()
    if unknown := set(chosen.parts) - set(PARTS):
        parser.error(f"no part {', '.join(sorted(unknown))}; choose from {', '.join(PARTS)}")
    machine = {name: version(name) for name in PACKAGES} | {"Python": platform.python_version()}
    print(HEADING.format(runs=measure.ROUNDS * measure.REPEATS, rounds=measure.ROUNDS))
    print(", ".join(f"{name} {number}" for name, number in machine.items()))
    found = []
    for part_name in chosen.parts or PARTS:
        for workload_name in importlib.import_module(f"benchmarks.{part_name}").WORKLOADS:
            found.append(compete(part_name, workload_name))
            print("\n" + table(found[-1]), flush=True)
    if chosen.json:
        text = json.dumps({"synthetic": True, "machine": machine, "results": found}, indent=2)
        chosen.json.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
