"""``export``: write the results of a run and their boundaries to a PostGIS database."""

import argparse
from pathlib import Path

from commands.outcome import GOOD, told
from geodata.errors import EvaluationError, Problems
from geodata.published import read_published
from reports.dictionary import comments


def add(commands: argparse._SubParsersAction) -> None:
    """Add the command."""
    command = commands.add_parser("export", help="把一次输出写入 PostGIS 数据库")
    command.add_argument("results", type=Path, help="一个研究的输出目录，如 out/jiangsu")
    command.add_argument("--to", required=True, help="postgresql://用户@主机:端口/数据库")
    command.add_argument("--schema", help="模式名，默认为研究代号")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Export, replacing what an earlier export of the study left."""
    # the database's driver is an optional extra
    from geodata.store.postgis import export  # noqa: PLC0415

    problems = Problems(str(options.results))
    found = read_published(options.results, problems)
    if found is None:
        return told(problems)
    schema = options.schema or options.results.resolve().name.replace("-", "_")
    try:
        export(options.to, found.tables, found.regions, schema, problems, comments())
        problems.raise_if_any()
    except EvaluationError as error:
        return told(error)
    print(f"{options.results}：已写入模式 {schema}，共 {len(found.tables)} 张表")
    return GOOD
