"""The reports as PDF, by WeasyPrint, which is optional: a study asks for it."""

from pathlib import Path

from geodata.errors import Problems
from layout.evaluation import Evaluation
from reports import demonstration
from reports.figures import Picture
from reports.fonts import find_font
from reports.pdf.paper import PdfPaper
from reports.word import form
from reports.word.alerts import has_alerts, write_alerts
from reports.word.assessment import write_assessment
from reports.word.bulletin import has_plan, write_bulletin
from reports.word.guidance import write_guidance
from reports.word.industries import has_industries, write_industries
from reports.word.plans import write_plans
from reports.word.policy import has_policies, write_policies
from reports.word.resources import write_resources
from reports.word.services import has_services, write_services
from reports.word.wording import texts

__all__ = ["check_pdf", "write_pdf"]


def write_pdf(evaluation: Evaluation, folder: Path, pictures: tuple[Picture, ...]) -> None:
    """Write ``report_resources.pdf`` and ``report_evaluation.pdf``; same input, same bytes.

    The sheets of departments and zones beside their Word files; a study with registers has
    ``report_industries.pdf`` too, one with policies ``report_policy.pdf`` and one with a plan
    ``bulletin.pdf``; plans of targets, services and alerts have theirs beside the Word files.
    """
    named = {picture.name: picture for picture in pictures}
    mark = demonstration.mark(evaluation.study.settings)
    write_resources(
        evaluation, named, PdfPaper(texts(), mark=mark), folder / "report_resources.pdf"
    )
    write_assessment(
        evaluation, named, PdfPaper(texts(), mark=mark), folder / "report_evaluation.pdf"
    )
    write_guidance(evaluation, folder, lambda: PdfPaper(texts(), form.BRIEF, mark), ".pdf")
    if has_industries(evaluation):
        write_industries(evaluation, PdfPaper(texts(), mark=mark), folder / "report_industries.pdf")
    if has_policies(evaluation):
        paper = PdfPaper(texts(), mark=mark)
        write_policies(evaluation, named, paper, folder / "report_policy.pdf")
    if has_plan(evaluation):
        sheet = PdfPaper(texts(), form.BRIEF, mark)
        write_bulletin(evaluation, named, sheet, folder / "bulletin.pdf")
    write_plans(evaluation, lambda: PdfPaper(texts(), mark=mark), folder / "plans", ".pdf")
    if has_services(evaluation):
        paper = PdfPaper(texts(), mark=mark)
        write_services(evaluation, paper, folder / "report_services.pdf")
    if has_alerts(evaluation):
        write_alerts(evaluation, PdfPaper(texts(), mark=mark), folder / "report_alerts.pdf")


def check_pdf(file: str, row: int | None, column: str, problems: Problems) -> None:
    """Add to `problems` what this machine lacks for writing a PDF in Chinese."""
    try:
        import weasyprint  # noqa: F401, PLC0415  (optional)
    except ImportError:
        problems.add_study("package_missing", file, row, column, package="weasyprint")
    except OSError as error:  # it is there, its library of text layout is not
        detail = str(error).splitlines()[0]
        problems.add_study("pdf_library", file, row, column, detail=detail)
    if find_font() is None:
        problems.add_study("pdf_font", file, row, column)
