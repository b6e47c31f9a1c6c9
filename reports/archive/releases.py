"""Releases: a run's folder, copied once under the study's name and release date, then left alone.

A second run of the same release date with other results becomes a revision beside the first; a
release that somebody changed stops every further publication until it is put right.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geodata.errors import Problems

FOLDER = "releases"
MANIFEST = "manifest.json"
RECORD = "release.json"
CLOCK = ("created", "commit")
"""Entries of the manifest that differ between runs with the same results."""


@dataclass(frozen=True)
class Release:
    """One published folder.

    Attributes
    ----------
    path
        Below the site, with ``/``: ``releases/jiangsu/2026-11-22``, ``…-r2`` for a revision.
    manifest
        The run's manifest.
    files
        Path below the release → SHA-256 and size in bytes.
    """

    path: str
    revision: int
    manifest: dict[str, Any]
    files: dict[str, dict[str, Any]]

    @property
    def study(self) -> str:
        """Name of the study."""
        return str(self.manifest["study"])

    @property
    def date(self) -> str:
        """Release date, ISO 8601."""
        return str(self.manifest["release"])

    @property
    def results(self) -> str:
        """One hash for everything a reader sees: equal results are published once."""
        lines = [f"{one['sha256']} {name}" for name, one in sorted(self.files.items())]
        steady = {key: value for key, value in self.manifest.items() if key not in CLOCK}
        lines = [line for line in lines if not line.endswith(f" {MANIFEST}")]
        return hashlib.sha256(json.dumps([steady, lines], sort_keys=True).encode()).hexdigest()


def inventory(folder: Path) -> dict[str, dict[str, Any]]:
    """Every file below a folder but the release's own record, with hash and size."""
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    return {
        path.relative_to(folder).as_posix(): {
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "bytes": path.stat().st_size,
        }
        for path in files
        if path.relative_to(folder).as_posix() != RECORD
    }


def releases(site: Path, problems: Problems) -> Iterator[Release]:
    """Every release of a site, as published; one that was changed since is a problem."""
    for record in sorted((site / FOLDER).glob(f"*/*/{RECORD}")):
        folder = record.parent
        try:
            told = json.loads(record.read_text(encoding="utf-8"))
            manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            problems.add("output_unreadable", str(record), detail=error)
            continue
        found = inventory(folder)
        files = told["files"]
        changed = sorted(n for n in {*found, *files} if found.get(n) != files.get(n))
        if changed:
            shown = "、".join(changed[:5]) + ("等" if len(changed) > 5 else "")
            problems.add("release_changed", str(folder), files=shown, count=len(changed))
        yield Release(folder.relative_to(site).as_posix(), told["revision"], manifest, files)
