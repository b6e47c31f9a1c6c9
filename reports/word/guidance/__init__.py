"""Working papers of the catalogue: a sheet for every department and one for every zone."""

from collections.abc import Callable
from pathlib import Path

from layout.catalogue_parts import zone_parts
from layout.evaluation import Evaluation
from reports.file_names import file_names
from reports.word.guidance.departments import sheets, write_department
from reports.word.guidance.zones import write_zone
from reports.word.outline import Outline

__all__ = ["write_guidance"]


def write_guidance(
    evaluation: Evaluation, folder: Path, paper: Callable[[], Outline], suffix: str
) -> None:
    """Write ``departments/<code>_<name>`` and ``zones/<zone>`` below `folder`.

    A department without a row of the catalogue and without duties has no sheet; the report on the
    evaluation names it. Every zone has one, for its profile.

    Parameters
    ----------
    paper
        Makes an empty paper; one for each sheet.
    suffix
        Ending of the files, such as ``.docx``.
    """
    departments = sheets(evaluation)
    names = file_names([f"{one.department.code}_{one.department.label_zh}" for one in departments])
    for one, name in zip(departments, names, strict=True):
        write_department(evaluation, one, paper(), folder / "departments" / f"{name}{suffix}")
    zones = zone_parts(evaluation)
    for zone, name in zip(zones, file_names([zone.name for zone in zones]), strict=True):
        write_zone(evaluation, zone, paper(), folder / "zones" / f"{name}{suffix}")
