"""``template`` and ``collect``: forms for the regions to fill in, and what came back."""

import argparse
from pathlib import Path

import layout
from commands.loading import studies_meant
from commands.outcome import GOOD, USER, busy, told
from geodata.errors import EvaluationError, Problems
from geodata.forms import Form, collect
from geodata.gather import gather
from layout.reporting import counted_statistics, forms, resolve
from layout.settings import Settings
from reports.forms import summary, write_collected, write_form

TEMPLATES = Path("templates")


def add(commands: argparse._SubParsersAction) -> None:
    """Add the two commands."""
    command = commands.add_parser("template", help="为一个地区（或全部地区）生成数据报送表")
    command.add_argument("study", help="研究文件 .toml，或内置研究的名称")
    command.add_argument("--for", dest="region", default="", help="地区名称或代码；不写则全部")
    command.add_argument("--out", type=Path, default=TEMPLATES, help="目录，默认 templates")
    command.add_argument("--deadline", default="", help="报送期限，如 2026年12月31日，印在封面")
    command.set_defaults(run=template)
    command = commands.add_parser("collect", help="汇总报回的表，逐格列出问题和未报的地区")
    command.add_argument("study", help="研究文件 .toml，或内置研究的名称")
    command.add_argument("folder", type=Path, help="存放报回表格的文件夹")
    command.add_argument("--out", type=Path, default=None, help="结果目录，默认同一文件夹")
    command.set_defaults(run=gathered)


def template(options: argparse.Namespace) -> int:
    """Write the form of one region or of all."""
    problems = Problems(options.study)
    try:
        settings, asked = _asked(options.study, problems, options.region)
        for form in asked.values():
            path = options.out / f"{form.region_code}_{form.region_name}.xlsx"
            write_form(form, settings, path, options.deadline)
            print(f"{form.region_name}：{path}")
    except EvaluationError as error:
        return told(error)
    except OSError as error:
        return busy(problems, options.out, error)
    return GOOD


def gathered(options: argparse.Namespace) -> int:
    """Collect a folder of forms; 0 only where every region has reported without an error."""
    problems = Problems(str(options.folder))
    out = options.out or options.folder
    try:
        settings, asked = _asked(options.study, problems)
        found = collect(options.folder, asked, problems)
        problems.raise_if_any()
        write_collected(found, out, settings)
    except EvaluationError as error:
        return told(error)
    except OSError as error:
        return busy(problems, out, error)
    print(f"{summary(found)}\n{out}")
    return GOOD if found.complete else USER


def _asked(named: str, problems: Problems, region: str = "") -> tuple[Settings, dict[str, Form]]:
    """The forms of one region or all, though figures may be missing: that is what they are for."""
    studies = studies_meant(named, problems)
    problems.raise_if_any()
    path = studies[0]
    settings = layout.read_settings(path, problems)
    if settings is None:
        problems.raise_all()
    evidence = gather(layout.request(settings, path, registers=False), problems)
    study = layout.read_study(settings, path, evidence, problems)
    counted = counted_statistics(settings, path, problems)
    only = [resolve(evidence, region, problems)] if region else None
    problems.raise_if_any()
    asked = forms(study, evidence, only, counted)
    if not any(form.rows for form in asked.values()):
        problems.add_study("form_nothing_asked", path.name)
    problems.raise_if_any()
    return settings, asked
