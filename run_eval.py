"""Evaluate IP layout studies: ``python run_eval.py [COMMAND …]``; ``--help`` lists the commands.

Without a command every study under ``studies/`` is evaluated into ``out/<study>/``.
Exit codes: 0 all good, 1 a bug, 2 the study or its data need attention.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
# installed, the folders live beside this file in one package; a foreign "models" must not win
if sys.path[0] != str(ROOT):
    sys.path.insert(0, str(ROOT))

from commands import (  # noqa: E402
    catalogue,
    compare,
    evaluate,
    export,
    forms,
    ingest,
    publish,
    why,
)
from commands.loading import load  # noqa: E402
from commands.outcome import BUG, GOOD, USER  # noqa: E402

__all__ = ["BUG", "GOOD", "USER", "load", "main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    for stream in (sys.stdout, sys.stderr):  # a console that lacks a character must not stop a run
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    options = _parser().parse_args(arguments)
    code: int = options.run(options)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="ip-layout",
        description="区域知识产权布局评价。不带命令时评价 studies 目录下的全部研究。",
        parents=[_shared(Path("out"), False)],
    )
    parser.set_defaults(study=None, run=evaluate.run)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    evaluate.add(commands, _shared(argparse.SUPPRESS, argparse.SUPPRESS))
    for command in (compare, catalogue, why, publish, ingest, export, forms):
        command.add(commands)
    return parser


def _shared(out: object, log_json: object) -> argparse.ArgumentParser:
    """Options that may stand before or behind ``evaluate`` and ``check``."""
    parent = argparse.ArgumentParser(add_help=False)
    parent.add_argument("--out", type=Path, default=out, help="输出目录，默认 out")
    parent.add_argument(
        "--log-json", action="store_true", default=log_json, help="每个阶段输出一行 JSON"
    )
    return parent


if __name__ == "__main__":
    sys.exit(main())
