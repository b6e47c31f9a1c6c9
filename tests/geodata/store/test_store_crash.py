"""A writer that is killed – really, by SIGKILL – leaves the old state or the new, never another.

Only the process dies here, not the machine: that what was synchronised outlives a power cut is
the promise of the operating system and is not tried.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import geodata
from geodata.store import Store
from tests.geodata.store.samples import NAMES, cells, figures, large, load, regions

pytestmark = pytest.mark.skipif(os.name != "posix", reason="SIGKILL and fork are POSIX")
ROOT = Path(geodata.__file__).parent.parent
OLD, NEW = ["2024-06-30"], ["2024-06-30", "2024-06-30-r2"]


@pytest.fixture(scope="module")
def victim():
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.geodata.store.victim"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def attempt(folder, how, value):
        process.stdin.write(f"{folder} {how} {value}\n")
        process.stdin.flush()
        signalled, steps, seconds = process.stdout.readline().split()
        assert int(signalled) in (signal.SIGKILL, 0)
        return int(signalled) == signal.SIGKILL, int(steps), float(seconds)

    yield attempt
    process.communicate()


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    folder = tmp_path_factory.mktemp("before") / "store"
    Store(folder).add(load("first"), cells(1), figures(1.5), regions())
    return folder


def copied(before, folder):
    return Store(Path(shutil.copytree(before, folder)))


def read(store):
    """All that a reader sees: vintages, newest figures, newest cells."""
    found, one = store.cells("jiangsu")
    known = store.figures("jiangsu")
    assert known.region_name.to_list() == NAMES
    return store.loads().vintage.to_list(), known.value.to_list(), found, one


def check(store, second):
    """The state is old or new, and doing it again completes it. Returns whether it was new."""
    vintages, values, found, one = read(store)
    assert vintages in (OLD, NEW)
    new = vintages == NEW
    assert values == ([2.5, 3.5] if new else [1.5, 2.5])
    same(found, second if new else cells(1))
    assert one.key == load("second" if new else "first").key
    again = store.add(load("second"), second, figures(2.5), regions())
    assert again.vintage == NEW[1]
    vintages, values, found, one = read(store)
    assert (vintages, values) == (NEW, [2.5, 3.5])
    same(found, second)
    assert sorted(path.name for path in (store.folder / "loads").iterdir()) == sorted(
        f"load={load(name).key[:16]}" for name in ("first", "second")
    )
    return new


def same(found, expected):
    for name, table in expected.tables().items():
        pd.testing.assert_frame_equal(found.tables()[name], table)


def test_killed_at_every_step(victim, before, tmp_path):
    killed, steps, _ = victim(copied(before, tmp_path / "whole").folder, "at", 0)
    assert not killed
    assert steps > 50
    # writing aside repeats itself table by table; renaming and entering do not
    numbers = [*range(1, steps - 20, 7), *range(steps - 20, steps + 1)]
    states = []
    for number in numbers:
        store = copied(before, tmp_path / f"{number}")
        assert victim(store.folder, "at", number)[0]
        states.append(check(store, cells(2)))
    assert states == sorted(states), "once new, always new"
    assert not states[0]
    assert states[-1]


def test_killed_at_the_very_first_load(victim, tmp_path):
    for number in (1, 2, 3, 4, 5, 6, 7, 8, 30, 45, 60):
        store = Store(tmp_path / f"{number}")
        assert victim(store.folder, "at", number)[0]
        store.add(load("second"), cells(2), figures(2.5), regions())
        assert store.figures("jiangsu").value.to_list() == [2.5, 3.5]
        assert store.loads().vintage.to_list() == OLD
        assert {path.name for path in store.folder.iterdir()} == {"catalogue.duckdb", "loads"}


def test_killed_at_random_moments(victim, before, tmp_path):
    second = large()
    *_, whole = victim(copied(before, tmp_path / "whole").folder, "after", 60)
    some = random.Random(20)
    states = []
    for number in range(20):
        store = copied(before, tmp_path / f"{number}")
        victim(store.folder, "after", some.uniform(0, 1.1) * whole)
        states.append(check(store, second))
        shutil.rmtree(store.folder)
    assert not all(states)
