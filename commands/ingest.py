"""``ingest``: read and count the registers that a study declares, into its database."""

import argparse
import sys
from pathlib import Path

import pandas as pd

import layout
from commands.loading import studies_meant
from commands.outcome import GOOD, busy, told
from geodata.errors import EvaluationError, Problems
from geodata.gather import gather
from geodata.registers.cells import STAGES
from layout.labels import label


def add(commands: argparse._SubParsersAction) -> None:
    """Add the command."""
    command = commands.add_parser("ingest", help="读入研究声明的登记簿，统计后存入数据库")
    command.add_argument("study", help="研究文件 .toml，或内置研究的名称")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Ingest the registers of one study and say what became of their rows."""
    problems = Problems(options.study)
    studies = studies_meant(options.study, problems)
    if problems:
        return told(problems)
    try:
        _ingest(studies[0])
    except EvaluationError as error:
        return told(error)
    except OSError as error:
        return busy(problems, options.study, error)
    return GOOD


def _ingest(path: Path) -> None:
    # reads engines and tables that only this command needs
    from geodata.registers.ingest import ingest  # noqa: PLC0415

    problems = Problems(path.name)
    settings = layout.read_settings(path, problems)
    if settings is None:
        problems.raise_all()
    if not settings.registers.declared:
        problems.add_study("registers_none", path.name, column="registers.declaration")
    evidence = gather(layout.request(settings, path, registers=False), problems)
    problems.raise_if_any()
    found = ingest(
        layout.job(settings, path, evidence),
        settings.name,
        settings.release,
        settings.registers.maintained_years,
        evidence,
        problems,
        lambda step: print(f"{settings.name}：{step}", file=sys.stderr),
    )
    state = "已载入" if found.counted else "内容与已载入的相同"
    print(f"{settings.name}：{state} {found.load.vintage}")
    for register, rows in found.cells.account.groupby("register", sort=True):
        print(f"  {register}：{_told(rows)}")


def _told(rows: pd.DataFrame) -> str:
    """What became of the rows of one register, stage by stage."""
    sums = rows.groupby("stage").records.sum()
    counted = [f"{label('register_stage', s)} {sums[s]:,} 行" for s in STAGES if s in sums]
    return "，".join(counted)
