"""``catalogue``: two editions compared, the review file of a study, and its rules checked."""

import argparse
from pathlib import Path

import pandas as pd

import layout
import reports.catalogue_changes
from commands.loading import load, studies_meant
from commands.outcome import GOOD, USER, busy, told
from geodata.catalogue_files import EDITS, digest, read_catalogue, read_cells
from geodata.errors import EvaluationError, Problems
from geodata.evidence import Evidence
from geodata.gather import gather
from layout.catalogue_changes import changes
from layout.catalogue_review import as_generated, merged, refreshed
from layout.review_file import Review, places, read_review
from layout.rule_check import SERIOUS
from layout.rules import read_departments
from layout.settings import Settings
from layout.study import Study
from reports.publish import OutputBusyError


def add(commands: argparse._SubParsersAction) -> None:
    """Add the command with its three parts."""
    parent = commands.add_parser("catalogue", help="目录：两版对照、审核表、规则检查")
    parts = parent.add_subparsers(dest="part", metavar="PART", required=True)
    command = parts.add_parser("diff", help="逐条逐格对照两版目录")
    for name in ("a", "b"):
        command.add_argument(name, type=Path, help="一个研究的输出目录，或目录的 CSV 文件")
    command.add_argument("--out", type=Path, default=None, help="另存为 CSV 文件")
    command.set_defaults(run=diff)
    command = parts.add_parser("review", help="建立或更新审核表，保留全部人工修改")
    command.add_argument("study", help="研究文件 .toml，或内置研究的名称")
    command.add_argument("--out", type=Path, default=Path("out"), help="输出目录，默认 out")
    command.add_argument("--to", type=Path, default=None, help="审核表，默认为研究文件所写")
    command.set_defaults(run=review)
    command = parts.add_parser("check", help="检查目录规则：永不成立、重复、矛盾")
    command.add_argument("study", help="研究文件 .toml，或内置研究的名称")
    command.set_defaults(run=check)


def diff(options: argparse.Namespace) -> int:
    """Print what differs between two catalogues; a table goes to ``--out``."""
    problems = Problems(f"{options.a} / {options.b}")
    before, after = (read_catalogue(place, problems) for place in (options.a, options.b))
    if before is None or after is None:
        return told(problems)
    found = changes(before, after)
    try:
        if options.out:
            reports.catalogue_changes.write_changes(found, options.out)
    except OSError as error:
        return busy(problems, options.out, error)
    print(reports.catalogue_changes.changes_text(found, options.a, options.b))
    return GOOD


def review(options: argparse.Namespace) -> int:
    """Merge the review of a study with its published catalogue and write it anew."""
    problems = Problems(options.study)
    try:
        path, found, generated = _reviewed(options, problems)
        result, rows = merged(generated, found), refreshed(generated, found)
        if digest(path) != found.sha256:  # somebody has saved it meanwhile
            problems.add("review_changed", str(path))
        problems.raise_if_any()
        reports.catalogue_changes.write_review(rows, path)
    except EvaluationError as error:
        return told(error)
    except OutputBusyError as error:
        return busy(problems, options.to or options.study, error)
    print(reports.catalogue_changes.review_text(result, len(found.rows), path))
    return GOOD


def check(options: argparse.Namespace) -> int:
    """Print the faults of the study's rules; 0 where none is dead or contradictory."""
    problems = Problems(options.study)
    try:
        studies = studies_meant(options.study, problems)
        problems.raise_if_any()
        table = checked(*load(studies[0]))
    except EvaluationError as error:
        return told(error)
    print(reports.catalogue_changes.check_text(table, studies[0].stem))
    return USER if table.finding.isin(SERIOUS).any() else GOOD


def checked(study: Study, evidence: Evidence) -> pd.DataFrame:
    """Faults of the rules on regions and on industries, as an evaluation finds them."""
    return layout.evaluate(study, evidence).views["rule_check"]


def _reviewed(options: argparse.Namespace, problems: Problems) -> tuple[Path, Review, pd.DataFrame]:
    """The review's file, what stands in it, and what the engine generates without it."""
    studies = studies_meant(options.study, problems)
    problems.raise_if_any()
    study = studies[0]
    settings = layout.read_settings(study, problems)
    if settings is None:
        problems.raise_all()
    path = options.to
    if path is None and settings.catalogue.review:
        path = study.parent / settings.catalogue.review
    if path is None:
        problems.add_study("review_not_named", study.name, column="catalogue.review")
    folder = options.out / settings.name
    catalogue = read_catalogue(folder, problems)
    edits = folder / EDITS
    by_hand = read_cells(edits, ["catalog_id"], problems) if edits.is_file() else None
    found = _found(path, study, settings, problems) if path else Review.empty()
    problems.raise_if_any()
    if path is None or catalogue is None:  # for the types: both were told above
        problems.raise_all()
    rows = by_hand.rows if by_hand else pd.DataFrame(columns=["column", "reason"])
    return path, found, as_generated(catalogue, rows)


def _found(path: Path, study: Path, settings: Settings, problems: Problems) -> Review:
    """The review file, checked against the study's departments and places."""
    evidence = gather(layout.request(settings, study, registers=False), problems)
    register, _ = read_departments(study.parent / settings.tables.departments, problems)
    departments = [department.label_zh for department in register.values()]
    return read_review(path, problems, departments, places(evidence))
