"""What a department brings along for its reports: wordings, a template, and PDF if it wants it."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from geodata.errors import Problems
from layout.settings import Settings
from layout.study_file import line_of
from reports.pdf import check_pdf
from reports.texts import Wordings, read_wordings
from reports.word.template import check_template


@dataclass(frozen=True)
class Custom:
    """A department's own files, read and found sound.

    Attributes
    ----------
    wordings
        Texts in place of the packaged ones.
    template
        A Word template; None where there is none.
    files
        SHA-256 of each file by its name.
    """

    wordings: Wordings = field(default_factory=dict)
    template: bytes | None = None
    files: dict[str, str] = field(default_factory=dict)


def read_custom(settings: Settings, study: Path, problems: Problems) -> Custom:
    """Read what ``[reports]`` names, relative to the study file; faults go to `problems`."""
    asked, files = settings.reports, {}
    text = study.read_text(encoding="utf-8-sig")
    wordings: Wordings = {}
    if asked.texts:
        path = study.parent / asked.texts
        wordings = read_wordings(path, problems)
        files[path.name] = _sha256(path)
    template = None
    if asked.template:
        path = study.parent / asked.template
        template = _read_template(path, _place(text, study, "template"), problems)
        files[path.name] = _sha256(path)
    if asked.pdf:
        check_pdf(*_place(text, study, "pdf"), problems)
    return Custom(wordings, template, files)


def _place(text: str, study: Path, key: str) -> tuple[str, int | None, str]:
    """File, row and column of a setting, as problems name them."""
    return study.name, line_of(text, ["reports", key]), f"reports.{key}"


def _read_template(
    path: Path, place: tuple[str, int | None, str], problems: Problems
) -> bytes | None:
    if not path.is_file():
        problems.add("file_missing", str(path))
        return None
    raw = path.read_bytes()
    try:
        import docxtpl  # noqa: F401, PLC0415  (optional)
    except ImportError:
        problems.add_study("package_missing", *place, package="docxtpl")
        return raw
    check_template(raw, path.name, problems)
    return raw


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
