"""``evaluate`` and ``check``: one study or all; nothing that one does stops the others."""

import argparse
import hashlib
import subprocess
import traceback
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import layout
import reports
from commands.loading import ROOT, load, studies_meant
from commands.outcome import BUG, GOOD, USER, raised
from geodata.errors import EvaluationError, Problems

STATUS = {GOOD: "ok", BUG: "bug", USER: "problems"}
STAGES = ("检查研究与数据", "评价", "输出")


@dataclass(frozen=True)
class Outcome:
    """How one study ended; `evaluation` is there when it was evaluated."""

    study: str
    code: int
    message: str
    evaluation: layout.Evaluation | None = None
    folder: Path | None = None


def add(commands: argparse._SubParsersAction, shared: argparse.ArgumentParser) -> None:
    """Add the two commands; `shared` has the options that also stand before them."""
    for name, words in (("evaluate", "评价一个研究"), ("check", "只检查研究与数据，不输出")):
        command = commands.add_parser(name, help=words, parents=[shared])
        command.add_argument("study", help="研究文件 .toml，或内置研究的名称")
        command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Evaluate, or only check, the study named or all of them."""
    progress = reports.Progress(options.log_json)
    problems = Problems(options.study or "studies")
    studies = studies_meant(options.study, problems)
    if problems:
        progress.done("", STATUS[USER], str(raised(problems)))
        return USER
    out = None if options.command == "check" else options.out
    outcomes = [_one(path, out, progress) for path in studies]
    if out:
        reports.write_batch(
            [(o.study, STATUS[o.code], o.code, o.message) for o in outcomes],
            [o.evaluation for o in outcomes if o.evaluation],
            out,
        )
    if not options.log_json:
        for outcome in outcomes:
            if outcome.code == GOOD:
                print(f"{outcome.study}：{outcome.message} {outcome.folder or ''}".rstrip())
    codes = {outcome.code for outcome in outcomes}
    return BUG if BUG in codes else max(codes)


def _one(path: Path, out: Path | None, progress: reports.Progress) -> Outcome:
    """Check and, unless `out` is None, evaluate one study."""
    name = path.stem
    try:
        with progress.of(name, len(STAGES) if out else 1):
            progress.stage(name, STAGES[0])
            study, evidence = load(path)
            if out is None:
                outcome = Outcome(name, GOOD, "检查通过")
            else:
                progress.stage(name, STAGES[1])
                evaluation = layout.evaluate(study, evidence)
                progress.stage(name, STAGES[2])
                folder = out / study.settings.name
                digest = hashlib.sha256(path.read_bytes()).hexdigest()
                custom = reports.read_custom(study.settings, path, Problems(path.name))
                reports.write(evaluation, folder, digest, _commit(), datetime.now(UTC), custom)
                outcome = Outcome(name, GOOD, "已输出", evaluation, folder)
    except EvaluationError as error:
        outcome = Outcome(name, USER, str(error))
    except reports.OutputBusyError as error:
        problems = Problems(path.name)
        problems.add("output_busy", detail=error)
        outcome = Outcome(name, USER, str(raised(problems)))
    except Exception:
        outcome = Outcome(name, BUG, f"{path}：程序错误\n{traceback.format_exc()}")
    progress.done(name, STATUS[outcome.code], outcome.message)
    return outcome


def _commit() -> str:
    """Commit of the checkout that ran, blank where it is none."""
    command = ["git", "-C", str(ROOT), "rev-parse", "HEAD"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout.strip() if (ROOT / ".git").exists() and done.returncode == 0 else ""
