"""``compare``: why scores and ranks differ between two output folders."""

import argparse
from pathlib import Path

import reports.comparison
from commands.outcome import GOOD, busy, told
from geodata.errors import EvaluationError, Problems
from geodata.outputs import read_run
from layout.comparison import compare


def add(commands: argparse._SubParsersAction) -> None:
    """Add the command."""
    command = commands.add_parser("compare", help="解释两次输出的得分与位次为何不同")
    for name in ("a", "b"):
        command.add_argument(name, type=Path, help="一个研究的输出目录，如 out/jiangsu")
    command.add_argument("--out", type=Path, default=None, help="另存为 CSV 文件")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the comparison; a table goes to ``--out``."""
    problems = Problems(f"{options.a} / {options.b}")
    before, after = (read_run(folder, problems) for folder in (options.a, options.b))
    if before is None or after is None:
        return told(problems)
    try:
        table = compare(before, after)
        if options.out:
            explained = reports.comparison.explained(table, before, after)
            reports.comparison.write_comparison(explained, options.out)
    except OSError as error:
        return busy(problems, options.out, error)
    except EvaluationError as error:
        return told(error)
    print(reports.comparison.comparison_text(table, before, after))
    return GOOD
