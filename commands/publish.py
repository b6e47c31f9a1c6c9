"""``publish``: add a run to the archive of releases."""

import argparse
from pathlib import Path

import reports
from commands.outcome import GOOD, busy, told
from geodata.errors import EvaluationError, Problems
from reports.archive import publish


def add(commands: argparse._SubParsersAction) -> None:
    """Add the command."""
    command = commands.add_parser("publish", help="把输出存入发布网站目录，成为一期")
    command.add_argument("results", type=Path, help="输出目录，如 out 或 out/jiangsu")
    command.add_argument("--to", type=Path, required=True, help="网站目录，没有则新建")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Publish the run, or tell that it is already there."""
    problems = Problems(str(options.results))
    try:
        releases = publish(options.results, options.to, problems)
    except reports.OutputBusyError as error:
        return busy(problems, options.to, error)
    except EvaluationError as error:
        return told(error)
    for release, new in releases:
        message = "已发布" if new else "内容与已发布的一期相同"
        print(f"{release.study}：{message} {options.to / release.path}")
    return GOOD
