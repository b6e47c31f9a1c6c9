"""One contestant, or the comparison of all results, in a process of its own; prints JSON.

``python -m benchmarks.child time PART WORKLOAD CONTESTANT FILE`` or ``... check PART WORKLOAD
FILE...``, a file for each contestant.
"""

import importlib
import json
import sys
from pathlib import Path

import numpy as np

from benchmarks import measure


def main(task: str, part_name: str, workload_name: str, *rest: str) -> None:
    """Do one task: ``time`` a contestant into a file, or ``check`` the files of a folder."""
    part = importlib.import_module(f"benchmarks.{part_name}")
    workload = part.WORKLOADS[workload_name]
    if task == "time":
        contestant, file = rest
        found = measure.time_here(part, workload, part.CONTESTANTS[contestant], Path(file))
        print(json.dumps(found))
    else:
        results = {name: np.load(file) for name, file in zip(part.CONTESTANTS, rest, strict=True)}
        print(json.dumps(part.check(workload, results)))


if __name__ == "__main__":
    main(*sys.argv[1:])
