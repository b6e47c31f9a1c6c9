"""Word documents of one study: reports for the department, and a page for every region.

Every department and every zone has a sheet of the catalogue.

A study with registers has a report on industries too, and a page for each key industry. A study
with policies has a report on them, and one that tracks a plan a bulletin of its tasks. Plans with
targets have a report each, public services and alerts one.
"""

from pathlib import Path

from layout.evaluation import Evaluation
from reports import demonstration
from reports.figures import Picture, draw_figures
from reports.word import form
from reports.word.alerts import has_alerts, write_alerts
from reports.word.assessment import write_assessment
from reports.word.briefs import write_briefs
from reports.word.bulletin import has_plan, write_bulletin
from reports.word.guidance import write_guidance
from reports.word.industries import has_industries, write_industries
from reports.word.industry_reports import write_industry_reports
from reports.word.paper import Paper
from reports.word.plans import write_plans
from reports.word.policy import has_policies, write_policies
from reports.word.resources import write_resources
from reports.word.services import has_services, write_services
from reports.word.wording import texts

__all__ = ["BRIEFS_UP_TO", "write_word"]

BRIEFS_UP_TO = 100
"""Regions; more briefs than that are written only if asked for."""


def write_word(
    evaluation: Evaluation,
    folder: Path,
    pictures: tuple[Picture, ...] | None = None,
    briefs: bool | None = None,
) -> None:
    """Write ``report_resources.docx``, ``report_evaluation.docx`` and ``briefs/<code>.docx``.

    Also the sheets of the catalogue, ``departments/<code>_<name>.docx`` and ``zones/<zone>.docx``;
    with registers ``report_industries.docx`` and ``industries/<code>_<name>.docx``; with policies
    ``report_policy.docx``, and with a plan ``bulletin.docx``; with plans of targets
    ``plans/<plan>_<title>.docx``, with services ``report_services.docx``, with alerts or figures
    of departments ``report_alerts.docx``.

    Parameters
    ----------
    pictures
        From `reports.figures.draw_figures`, where they are drawn already.
    briefs
        None for briefs where there are at most `BRIEFS_UP_TO` regions; key industries are few.
    """
    drawn = draw_figures(evaluation) if pictures is None else pictures
    named = {picture.name: picture for picture in drawn}
    mark = demonstration.mark(evaluation.study.settings)
    folder.mkdir(parents=True, exist_ok=True)
    write_resources(evaluation, named, Paper(texts(), mark=mark), folder / "report_resources.docx")
    write_assessment(
        evaluation, named, Paper(texts(), mark=mark), folder / "report_evaluation.docx"
    )
    if len(evaluation.evidence.regions) <= BRIEFS_UP_TO if briefs is None else briefs:
        write_briefs(evaluation, folder / "briefs")
    write_guidance(evaluation, folder, lambda: Paper(texts(), form.BRIEF, mark), ".docx")
    if has_industries(evaluation):
        write_industries(evaluation, Paper(texts(), mark=mark), folder / "report_industries.docx")
        if briefs is not False:
            write_industry_reports(evaluation, folder / "industries")
    if has_policies(evaluation):
        write_policies(evaluation, named, Paper(texts(), mark=mark), folder / "report_policy.docx")
    if has_plan(evaluation):
        sheet = Paper(texts(), form.BRIEF, mark)
        write_bulletin(evaluation, named, sheet, folder / "bulletin.docx")
    write_plans(evaluation, lambda: Paper(texts(), mark=mark), folder / "plans")
    if has_services(evaluation):
        paper = Paper(texts(), mark=mark)
        write_services(evaluation, paper, folder / "report_services.docx")
    if has_alerts(evaluation):
        write_alerts(evaluation, Paper(texts(), mark=mark), folder / "report_alerts.docx")
