"""A process that loads into stores and is killed at it; started by ``test_store_crash.py``.

Each line of its input is ``FOLDER after SECONDS`` or ``FOLDER at NUMBER``. It forks, because
importing takes longer than loading, and answers with the signal that ended the child, or 0, the
number of steps of one that was not killed, and the seconds that it took.
"""

import functools
import os
import signal
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq

from geodata.store import Store
from geodata.store.catalogue import Catalogue
from tests.geodata.store import samples

STEPS = [
    (os, "fsync"),
    (Path, "mkdir"),
    (Path, "rename"),
    (Path, "replace"),
    (Path, "write_text"),
    (pq, "write_table"),
    (Catalogue, "_insert"),
    (Catalogue, "_date"),  # the last statement before the commit
    (Catalogue, "enter"),  # ends with the commit
]
"""What changes the disk. A child dies before or after the n-th of these calls."""


seen = [0]


def die_at(number):
    def deadly(step):
        @functools.wraps(step)
        def called(*args, **options):
            _count(number)
            found = step(*args, **options)
            _count(number)
            return found

        return called

    for owner, name in STEPS:
        setattr(owner, name, deadly(getattr(owner, name)))


def _count(number):
    seen[0] += 1
    if seen[0] == number:
        os.kill(os.getpid(), signal.SIGKILL)


def attempt(folder, how, value, cells):
    child = os.fork()
    if not child:
        if how == "at":
            die_at(int(value))
        Store(Path(folder)).add(
            samples.load("second"), cells, samples.figures(2.5), samples.regions()
        )
        os._exit(seen[0])
    until = time.monotonic() + (float(value) if how == "after" else float("inf"))
    while time.monotonic() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return status
        time.sleep(0.001)
    os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1]


if __name__ == "__main__":
    sizes = {"at": samples.cells(2), "after": samples.large()}
    for line in sys.stdin:
        folder, how, value = line.rstrip("\n").rsplit(" ", 2)
        start = time.monotonic()
        status = attempt(folder, how, value, sizes[how])
        print(os.WTERMSIG(status), os.WEXITSTATUS(status), time.monotonic() - start, flush=True)
