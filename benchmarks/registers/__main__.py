"""``python -m benchmarks.registers FOLDER [--kind KIND] [--rows N]``: write one register."""

import argparse
from pathlib import Path

from benchmarks.registers import KINDS, write


def main() -> None:
    """Write what is asked for; prints the files."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.registers", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kind", choices=KINDS, default="patent")
    parser.add_argument("--rows", type=int, default=1_000_000)
    asked = parser.parse_args()
    for path in write(asked.kind, asked.rows, asked.folder):
        print(path)


if __name__ == "__main__":
    main()
