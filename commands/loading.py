"""Finding the study that is meant, and reading it with its evidence."""

from pathlib import Path

import layout
import reports
from geodata.errors import Problems
from geodata.evidence import Evidence
from geodata.gather import gather

ROOT = Path(__file__).resolve().parent.parent


def studies_meant(named: str | None, problems: Problems) -> list[Path]:
    """Study files to run: the one named, else all under ``studies/`` here or beside the program."""
    bundled = sorted((ROOT / "studies").glob("*.toml"))
    if named is None:
        return sorted(Path("studies").glob("*.toml")) or bundled
    for path in (Path(named), *(path for path in bundled if path.stem == named)):
        if path.is_file():
            return [path]
    problems.add_study("study_not_found", seen=named, bundled="、".join(p.stem for p in bundled))
    return []


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
