"""Publish a run: copy what is new, then write the site's indexes."""

import json
import shutil
from pathlib import Path
from typing import Any

from geodata.errors import Problems
from reports.archive.indexes import write_indexes
from reports.archive.releases import FOLDER, MANIFEST, RECORD, Release, inventory, releases
from reports.files import DEMONSTRATION
from reports.publish import published


def publish(run: Path, site: Path, problems: Problems) -> list[tuple[Release, bool]]:
    """Add the run's studies to the site and write its indexes anew.

    Parameters
    ----------
    run
        A study's output folder, or the folder that holds several.
    site
        Folder of the static site; made if it is not there.

    Returns
    -------
    list
        Each study's release and whether it is new: what was published before, with the same
        results, is not published again.

    Raises
    ------
    EvaluationError
        If the run cannot be read or is a demonstration, or a release of the site was changed
        since it was published; the site then stays as it was.
    OutputBusyError
        If a folder of the site cannot be written.
    """
    runs = [_run(folder, problems) for folder in _folders(run, problems)]
    known = list(releases(site, problems))
    problems.raise_if_any()
    told = []
    for folder, fresh in runs:
        release, new = _placed(fresh, known)
        if new:
            _copy(folder, site / release.path, release)
            known.append(release)
        told.append((release, new))
    write_indexes(known, site)
    return told


def _folders(run: Path, problems: Problems) -> list[Path]:
    """Output folders of the studies in a run."""
    found = (
        [run] if (run / MANIFEST).is_file() else sorted(p.parent for p in run.glob(f"*/{MANIFEST}"))
    )
    if not found:
        problems.add("output_missing", str(run / MANIFEST))
    return found


def _run(folder: Path, problems: Problems) -> tuple[Path, Release]:
    """A folder and the release that it would make."""
    manifest: dict[str, Any] = {}
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        lacking = [k for k in ("study", "title", "release", "settings") if k not in manifest]
        if lacking:
            problems.add("output_outdated", str(path), names="、".join(lacking))
        if manifest.get(DEMONSTRATION):
            problems.add("demonstration_unpublished", str(path), title=manifest.get("title"))
    except (OSError, ValueError) as error:
        problems.add("output_unreadable", str(path), detail=error)
    return folder, Release("", 1, manifest, inventory(folder))


def _placed(fresh: Release, known: list[Release]) -> tuple[Release, bool]:
    """The release with its place on the site, and whether it has to be made."""
    same = [one for one in known if (one.study, one.date) == (fresh.study, fresh.date)]
    for one in same:
        if one.results == fresh.results:
            return one, False
    revision = 1 + max((one.revision for one in same), default=0)
    name = fresh.date if revision == 1 else f"{fresh.date}-r{revision}"
    path = f"{FOLDER}/{fresh.study}/{name}"
    return Release(path, revision, fresh.manifest, fresh.files), True


def _copy(folder: Path, target: Path, release: Release) -> None:
    """Copy a run and put the record of its files beside them, in one move."""
    with published(target) as made:
        shutil.copytree(folder, made, dirs_exist_ok=True, ignore=shutil.ignore_patterns(RECORD))
        record = {"revision": release.revision, "files": release.files}
        text = json.dumps(record, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
        (made / RECORD).write_text(text, encoding="utf-8", newline="\n")
