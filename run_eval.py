"""Evaluate IP layout studies: ``python run_eval.py [evaluate | check | compare | publish …]``.

Without arguments every study under ``studies/`` is evaluated into ``out/<study>/``.
Exit codes: 0 all good, 1 a bug, 2 the study or its data need attention.
"""

import argparse
import hashlib
import subprocess
import sys
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent
# installed, the folders live beside this file in one package; a foreign "models" must not win
if sys.path[0] != str(ROOT):
    sys.path.insert(0, str(ROOT))

import layout  # noqa: E402
import reports  # noqa: E402
import reports.comparison  # noqa: E402
from geodata.errors import EvaluationError, Problems  # noqa: E402
from geodata.evidence import Evidence  # noqa: E402
from geodata.gather import gather  # noqa: E402
from geodata.outputs import read_run  # noqa: E402
from layout.comparison import compare  # noqa: E402
from reports.archive import publish  # noqa: E402

GOOD, BUG, USER = 0, 1, 2
STATUS = {GOOD: "ok", BUG: "bug", USER: "problems"}
STAGES = ("检查研究与数据", "评价", "输出")


@dataclass(frozen=True)
class Outcome:
    """How one study ended; `evaluation` is there when it was evaluated."""

    study: str
    code: int
    message: str
    evaluation: "layout.Evaluation | None" = None
    folder: Path | None = None


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    for stream in (sys.stdout, sys.stderr):  # a console that lacks a character must not stop a run
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    options = _parser().parse_args(arguments)
    if options.command == "compare":
        return _compare(options.a, options.b, options.out)
    if options.command == "publish":
        return _publish(options.run, options.to)
    progress = reports.Progress(options.log_json)
    problems = Problems(options.study or "studies")
    studies = _studies(options.study, problems)
    if problems:
        progress.done("", STATUS[USER], str(_raised(problems)))
        return USER
    out = None if options.command == "check" else options.out
    outcomes = [_run(path, out, progress) for path in studies]
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


def _parser() -> argparse.ArgumentParser:
    def shared(out: object, log_json: object) -> argparse.ArgumentParser:
        parent = argparse.ArgumentParser(add_help=False)
        parent.add_argument("--out", type=Path, default=out, help="输出目录，默认 out")
        parent.add_argument(
            "--log-json", action="store_true", default=log_json, help="每个阶段输出一行 JSON"
        )
        return parent

    parser = argparse.ArgumentParser(
        prog="ip-layout",
        description="区域知识产权布局评价。不带命令时评价 studies 目录下的全部研究。",
        parents=[shared(Path("out"), False)],
    )
    parser.set_defaults(study=None)
    commands = parser.add_subparsers(dest="command", metavar="{evaluate,check,compare,publish}")
    unset = shared(argparse.SUPPRESS, argparse.SUPPRESS)
    for name, words in (("evaluate", "评价一个研究"), ("check", "只检查研究与数据，不输出")):
        command = commands.add_parser(name, help=words, parents=[unset])
        command.add_argument("study", help="研究文件 .toml，或内置研究的名称")
    command = commands.add_parser("compare", help="解释两次输出的得分与位次为何不同")
    for name in ("a", "b"):
        command.add_argument(name, type=Path, help="一个研究的输出目录，如 out/jiangsu")
    command.add_argument("--out", type=Path, default=None, help="另存为 CSV 文件")
    command = commands.add_parser("publish", help="把输出存入发布网站目录，成为一期")
    command.add_argument("run", type=Path, help="输出目录，如 out 或 out/jiangsu")
    command.add_argument("--to", type=Path, required=True, help="网站目录，没有则新建")
    return parser


def _studies(named: str | None, problems: Problems) -> list[Path]:
    """Study files to run: the one named, else all under ``studies/`` here or beside this file."""
    bundled = sorted((ROOT / "studies").glob("*.toml"))
    if named is None:
        return sorted(Path("studies").glob("*.toml")) or bundled
    for path in (Path(named), *(path for path in bundled if path.stem == named)):
        if path.is_file():
            return [path]
    problems.add_study("study_not_found", seen=named, bundled="、".join(p.stem for p in bundled))
    return []


def _run(path: Path, out: Path | None, progress: "reports.Progress") -> Outcome:
    """Check and, unless `out` is None, evaluate one study; nothing it does stops the others."""
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
        outcome = Outcome(name, USER, str(_raised(problems)))
    except Exception:
        outcome = Outcome(name, BUG, f"{path}：程序错误\n{traceback.format_exc()}")
    progress.done(name, STATUS[outcome.code], outcome.message)
    return outcome


def _compare(a: Path, b: Path, out: Path | None) -> int:
    """Say why scores and ranks differ between two output folders; a table goes to `out`."""
    problems = Problems(f"{a} / {b}")
    before, after = (read_run(folder, problems) for folder in (a, b))
    try:
        problems.raise_if_any()
        table = compare(before, after)
        if out:
            told = reports.comparison.explained(table, before, after)
            reports.comparison.write_comparison(told, out)
    except OSError as error:
        problems.add("output_busy", str(out), detail=error)
        sys.stderr.write(f"{_raised(problems)}\n")
        return USER
    except EvaluationError as error:
        sys.stderr.write(f"{error}\n")
        return USER
    print(reports.comparison.comparison_text(table, before, after))
    return GOOD


def _publish(run: Path, site: Path) -> int:
    """Add a run to the publication archive."""
    problems = Problems(str(run))
    try:
        told = publish(run, site, problems)
    except reports.OutputBusyError as error:
        problems.add("output_busy", str(site), detail=error)
        sys.stderr.write(f"{_raised(problems)}\n")
        return USER
    except EvaluationError as error:
        sys.stderr.write(f"{error}\n")
        return USER
    for release, new in told:
        message = "已发布" if new else "内容与已发布的一期相同"
        print(f"{release.study}：{message} {site / release.path}")
    return GOOD


def load(path: Path) -> tuple[layout.Study, Evidence]:
    """Read a study and its evidence, or raise everything that is wrong with either."""
    problems = Problems(path.name)
    settings = layout.read_settings(path, problems)
    if settings is None:
        problems.raise_all()
    evidence = gather(layout.request(settings, path), problems)
    study = layout.read_study(settings, path, evidence, problems)
    layout.check_coverage(study, evidence, path, problems)
    reports.read_custom(study.settings, path, problems)
    problems.raise_if_any()
    return study, evidence


def _raised(problems: Problems) -> EvaluationError:
    """The error that the problems amount to."""
    try:
        problems.raise_all()
    except EvaluationError as error:
        return error


def _commit() -> str:
    """Commit of the checkout that ran, blank where it is none."""
    command = ["git", "-C", str(ROOT), "rev-parse", "HEAD"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout.strip() if (ROOT / ".git").exists() and done.returncode == 0 else ""


if __name__ == "__main__":
    sys.exit(main())
