"""Write all products of one study and publish them together."""

from datetime import datetime
from pathlib import Path

from layout.evaluation import Evaluation
from reports import demonstration, files
from reports.audit_page import write_audit_page
from reports.custom import Custom
from reports.figures import draw_figures, write_figures
from reports.page import write_page
from reports.pdf import write_pdf
from reports.policy_files import write_policy_files
from reports.publish import published
from reports.texts import worded
from reports.word import write_word
from reports.word.template import write_custom
from reports.workbook import write_workbook

BRIEFS = {"auto": None, "yes": True, "no": False}
"""Setting → what `write_word` is asked for."""


def write(
    evaluation: Evaluation,
    target: Path,
    study_sha256: str,
    commit: str,
    now: datetime,
    custom: Custom | None = None,
) -> None:
    """Write pages, documents, tables, catalogue, geometry and manifest into `target`, whole.

    Parameters
    ----------
    custom
        What `reports.read_custom` has read of the department's own files.

    Raises
    ------
    OutputBusyError
        If `target` cannot be replaced; it then keeps what it had.
    StudyError
        If the department's template asks for something that these results do not have.
    """
    evaluation = demonstration.marked(evaluation)
    own, settings = custom or Custom(), evaluation.study.settings
    with published(target) as folder, worded(own.wordings):
        write_page(evaluation, folder / "index.html")
        write_audit_page(evaluation, folder / "audit.html")
        files.write_tables(evaluation, folder / "tables")
        files.write_catalogue(evaluation, folder / "catalogue")
        write_policy_files(evaluation, folder)
        pictures = draw_figures(evaluation)
        write_figures(evaluation, folder / "figures", pictures)
        write_word(evaluation, folder, pictures, BRIEFS[settings.reports.briefs])
        if settings.reports.pdf:
            write_pdf(evaluation, folder, pictures)
        if own.template is not None:
            write_custom(evaluation, own.template, folder / "report_custom.docx")
        write_workbook(evaluation, folder / "tables.xlsx")
        files.write_geopackage(evaluation, folder / "regions.gpkg")
        demonstration.tell_in(settings, folder)
        content = files.manifest(evaluation, study_sha256, commit, now)
        if own.files:
            content["reports_sha256"] = own.files
        files.write_manifest(content, folder / "manifest.json")
