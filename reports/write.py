"""Write all products of one study and publish them together."""

from datetime import datetime
from pathlib import Path

from layout.evaluation import Evaluation
from reports import files
from reports.audit_page import write_audit_page
from reports.figures import draw_figures, write_figures
from reports.page import write_page
from reports.publish import published
from reports.word import write_word
from reports.workbook import write_workbook

BRIEFS = {"auto": None, "yes": True, "no": False}
"""Setting → what `write_word` is asked for."""


def write(
    evaluation: Evaluation, target: Path, study_sha256: str, commit: str, now: datetime
) -> None:
    """Write pages, documents, tables, catalogue, geometry and manifest into `target`, whole.

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
        pictures = draw_figures(evaluation)
        write_figures(evaluation, folder / "figures", pictures)
        write_word(evaluation, folder, pictures, BRIEFS[evaluation.study.settings.reports.briefs])
        write_workbook(evaluation, folder / "tables.xlsx")
        files.write_geopackage(evaluation, folder / "regions.gpkg")
        content = files.manifest(evaluation, study_sha256, commit, now)
        files.write_manifest(content, folder / "manifest.json")
