"""A department's own Word template, filled with what the reports say; docxtpl is optional."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geodata.errors import Problems
from layout.evaluation import Evaluation
from layout.labels import label
from reports import demonstration, overview, results
from reports.word import form, regions, remarks
from reports.word.grid import clean
from reports.word.paper import repack
from reports.word.wording import fixed, span, texts, whole, words

if TYPE_CHECKING:
    from jinja2 import Environment

REGION = (
    "code", "name", "score", "score_interval", "rank", "rank_interval", "ip", "innovation",
    "industry", "coordination", "grade", "lag", "lag_relative", "zone", "type", "type_reason",
    "reference_zone", "obstacles", "summary",
)  # fmt: skip
ZONE = ("code", "members", "regions", "composite", "ip", "innovation", "industry")
CATALOGUE = {
    "region": "region_name",
    "department": "lead_department",
    "participating": "participating_departments",
    "path": "path",
    "resource": "resource_type",
    "tool": "policy_tool",
    "reason": "reason",
    "confidence": "confidence",
    "rule": "rule_id",
}
SOURCE = ("publisher", "title", "data_years", "note")
STUDY = ("title", "area", "release", "year", "years", "level", "regions")

VARIABLES: dict[str, tuple[str, ...]] = {
    "study": STUDY,
    "findings": (),
    "regions": REGION,
    "zones": ZONE,
    "catalogue": tuple(CATALOGUE),
    "warnings": (),
    "remarks": (),
    "sources": SOURCE,
}
"""What a template may use: ``study`` is one, the others are lists, those without names of texts."""


def variables(evaluation: Evaluation) -> dict[str, Any]:
    """Everything of `VARIABLES` as text, printed as in the reports."""
    settings, year = evaluation.study.settings, results.last_year(evaluation)
    found = regions.findings(evaluation, texts())
    notes, known = evaluation.notes, remarks.names(evaluation)
    told = notes[notes.year.isin(["", str(year)])]
    study = (
        settings.title, settings.area, settings.release, year,
        texts().join([str(one) for one in settings.years]),
        label("level", settings.level), len(evaluation.evidence.regions),
    )  # fmt: skip
    return _cleaned(
        {
            "study": dict(zip(STUDY, map(str, study), strict=True)),
            "findings": overview.findings(evaluation),
            "regions": [_region(found, row) for row in found.regions.to_dict("records")],
            "zones": [_zone(row) for row in results.profiles(evaluation, year).to_dict("records")],
            "catalogue": [
                {name: words(row[column], "nothing") for name, column in CATALOGUE.items()}
                for row in evaluation.catalogue.to_dict("records")
            ],
            "warnings": remarks.lines(results.rows(notes, severity="warning"), known),
            "remarks": remarks.lines(results.rows(told, severity="info"), known),
            "sources": [
                {name: words(row[name], "nothing") for name in SOURCE}
                for row in evaluation.evidence.used_sources.to_dict("records")
            ],
        }
    )


def _region(found: regions.Findings, row: Mapping[Any, Any]) -> dict[str, Any]:
    cells = (
        str(row["region_code"]),
        row["region_name"],
        fixed(row["score"]),
        span(row["score_low"], row["score_high"], 3),
        whole(row["rank"]),
        span(row["rank_low"], row["rank_high"], 0),
        *(fixed(row[name]) for name in ("u_ip", "u_innovation", "u_industry", "coordination")),
        *(words(row[name]) for name in ("grade", "lag_type", "lag_type_relative")),
        words(row["zone"], "no_zone"),
        words(row["zone_type"], "no_type"),
        words(row.get("type_reason"), "nothing"),
        words(row["reference_zone"], "no_reference"),
        found.obstacles.get(str(row["region_code"]), []),
        regions.paragraph(found, dict(row)),
    )
    return dict(zip(REGION, cells, strict=True))


def _zone(row: Mapping[Any, Any]) -> dict[str, str]:
    levels = (fixed(row[name]) for name in ("composite", "u_ip", "u_innovation", "u_industry"))
    cells = (row["zone"], words(row["members"], "nothing"), whole(row["regions"]), *levels)
    return dict(zip(ZONE, cells, strict=True))


def _cleaned(value: Any) -> Any:
    """The same without characters that no Word file may hold."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {name: _cleaned(one) for name, one in value.items()}
    return [_cleaned(one) for one in value]


def write_custom(evaluation: Evaluation, template: bytes, path: Path) -> None:
    """Fill a template that `check_template` has found sound.

    Raises
    ------
    StudyError
        If it asks for something that these results do not have, such as a seventh zone.
    """
    from jinja2.exceptions import TemplateError  # noqa: PLC0415  (only where one is filled)

    try:
        filled = _filled(template, variables(evaluation))
    except TemplateError as error:
        problems = Problems(path.name)
        problems.add_study("template_variable", path.name, detail=error)
        problems.raise_all()
    mark = demonstration.mark(evaluation.study.settings)
    repack(_marked(filled, mark) if mark else filled, path)


def _marked(filled: io.BytesIO, mark: str) -> io.BytesIO:
    """The department's document with words above every page."""
    import docx  # noqa: PLC0415  (only where Word files are read)

    document = docx.Document(filled)
    form.mark_pages(document, mark)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer


def check_template(raw: bytes, file: str, problems: Problems) -> None:
    """Fill the template with a stand-in of one region; what is wrong goes to `problems`."""
    import docx  # noqa: PLC0415  (only where Word files are read)
    from jinja2.exceptions import TemplateError, UndefinedError  # noqa: PLC0415

    try:
        docx.Document(io.BytesIO(raw))
    except Exception as error:
        problems.add_study("template_unreadable", file, detail=error)
        return
    stand_in: dict[str, Any] = {
        name: [dict.fromkeys(parts, "0") if parts else "0"] for name, parts in VARIABLES.items()
    }
    stand_in["study"] = stand_in["study"][0]
    stand_in["regions"][0]["obstacles"] = ["0"]
    try:
        _filled(raw, stand_in)
    except UndefinedError as error:
        problems.add_study("template_variable", file, detail=error)
    except TemplateError as error:
        problems.add_study("template_syntax", file, detail=error)


def _filled(template: bytes, context: Mapping[str, Any]) -> io.BytesIO:
    """The template with its variables; whatever comes from data is text and never markup."""
    from docxtpl import DocxTemplate  # noqa: PLC0415  (optional)

    document = DocxTemplate(io.BytesIO(template))
    document.render(dict(context), _environment(), autoescape=True)
    buffer = io.BytesIO()
    document.save(buffer)
    buffer.seek(0)
    return buffer


def _environment() -> "Environment":
    """A template can read the variables and nothing of this machine; an unknown name stops it."""
    from jinja2 import StrictUndefined  # noqa: PLC0415  (only where a template is filled)
    from jinja2.sandbox import SandboxedEnvironment  # noqa: PLC0415

    return SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
