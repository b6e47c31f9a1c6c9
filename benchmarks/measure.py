"""What a workload and a contestant are; CPU seconds and peak memory of one of them."""

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Results = Mapping[str, NDArray[Any]]

ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1"
)
"""Environment of every contestant: CPU seconds of several threads would add up their waiting."""

ROUNDS = 3
"""Each contestant gets a process of its own in each round, so that a busy minute hits all alike."""

REPEATS = 5
"""Most timed runs to a process, after one that is not timed."""

ENOUGH_S = 2.0
"""CPU seconds after which a process makes no further run."""


@dataclass(frozen=True)
class Workload:
    """Size of the synthetic data; ``years`` or ``draws`` is 1 where a part has none."""

    regions: int
    indicators: int
    years: int = 1
    draws: int = 1


@dataclass(frozen=True)
class Contestant:
    """Somebody's way to do the work.

    Attributes
    ----------
    run : callable
        From the data to results; all of it is timed.
    draws : int or None
        Make the first so many draws only and multiply the time: for loops that would take hours.
    """

    run: Callable[[Any], Results]
    draws: int | None = None

    def does(self, workload: Workload) -> int:
        """Draws that are really made."""
        return min(workload.draws, self.draws or workload.draws)


@dataclass(frozen=True)
class Timing:
    """One line of the table: medians over all rounds."""

    cpu_s: float
    least_s: float
    runs: int
    extrapolated_from: int | None
    peak_mb: float


def time_here(part: Any, workload: Workload, contestant: Contestant, keep: Path) -> dict[str, Any]:
    """Run one contestant in this process; its results go to ``keep``."""
    data = part.make(workload, contestant.does(workload))
    results = contestant.run(data)
    seconds: list[float] = []
    while len(seconds) < REPEATS and sum(seconds) < ENOUGH_S:
        start = time.process_time()
        contestant.run(data)
        seconds.append(time.process_time() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # kilobytes on Linux
    arrays: dict[str, Any] = dict(results)
    np.savez(keep, **arrays)
    return {"seconds": seconds, "peak_mb": peak / 1024}


def child(*arguments: str) -> Any:
    """What ``python -m benchmarks.child`` prints, in a fresh process with one thread."""
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks.child", *arguments],
        env=os.environ | ONE_THREAD,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(run.stdout)


def timing(rounds: list[dict[str, Any]], workload: Workload, contestant: Contestant) -> Timing:
    """Rounds of one contestant summed up, for the whole workload."""
    seconds = [second for one in rounds for second in one["seconds"]]
    done = contestant.does(workload)
    factor = workload.draws / done
    return Timing(
        cpu_s=statistics.median(seconds) * factor,
        least_s=min(seconds) * factor,
        runs=len(seconds),
        extrapolated_from=done if done < workload.draws else None,
        peak_mb=max(one["peak_mb"] for one in rounds),
    )
