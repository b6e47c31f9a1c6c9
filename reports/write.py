"""Write all products of one study and publish them together."""

from datetime import datetime
from pathlib import Path

from layout.evaluation import Evaluation
from reports import files
from reports.audit_page import write_audit_page
from reports.page import write_page
from reports.publish import published


def write(
    evaluation: Evaluation, target: Path, study_sha256: str, commit: str, now: datetime
) -> None:
    """Write page, tables, catalogue, geometry and manifest into `target`, replacing it whole.

    Raises
    ------
    OutputBusyError
        If `target` cannot be replaced; it then keeps what it had.
    """
    with published(target) as folder:
        write_page(evaluation, folder / "index.html")
        write_audit_page(evaluation, folder / "audit.html")
        files.write_tables(evaluation, folder / "tables")
        files.write_catalogue(evaluation, folder / "catalogue")
        files.write_geopackage(evaluation, folder / "regions.gpkg")
        content = files.manifest(evaluation, study_sha256, commit, now)
        files.write_manifest(content, folder / "manifest.json")
