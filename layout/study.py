"""A study: its settings and the tables that departments edit, parsed and checked."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from geodata.boundaries import BoundaryFile
from geodata.errors import Problems
from geodata.evidence import Evidence
from geodata.gather import Request
from geodata.monitoring.read import Asked as AskedMonitoring
from geodata.plans.read import Asked as AskedPlans
from geodata.policies.read import Asked as AskedPolicies
from geodata.registers.job import Job
from geodata.registers.stored import Asked
from geodata.resource_sources import ResourceSource, read_resource_sources
from geodata.services.read import Asked as AskedServices
from geodata.statistics import Statistic
from layout import metrics
from layout.expressions import Expression
from layout.indicators import DIMENSIONS, Indicator, derivation_order, read_indicators
from layout.judgements import Judgements, read_judgements
from layout.labels import label
from layout.matching import GradeScale, read_grades
from layout.measures import Measures, measure, series
from layout.review_file import Review, places, read_review
from layout.rules import (
    RESOURCE_TYPES,
    Department,
    Rule,
    ZoneType,
    read_departments,
    read_rules,
    read_types,
)
from layout.settings import Section, Settings
from layout.study_file import STAND_INS, line_of

if TYPE_CHECKING:
    from layout.policies import PolicyRules


@dataclass(frozen=True)
class Study:
    """What is asked.

    Attributes
    ----------
    indicators
        The whole indicator system, also the indicators for which no figure is published yet.
    derived
        Statistics computed from others, in the order in which they can be computed.
    industry_rules
        Rules on the industries of each region; none where the study has no registers.
    files
        SHA-256 of every table by its name.
    resource_sources
        Holders of resources that the catalogue may name besides the regions.
    policy_rules
        What policy documents are judged by; None where the study has none.
    review
        What departments have changed in the catalogue by hand.
    """

    settings: Settings
    indicators: tuple[Indicator, ...]
    derived: tuple[tuple[Statistic, Expression], ...]
    grades: GradeScale
    types: tuple[ZoneType, ...]
    rules: tuple[Rule, ...]
    industry_rules: tuple[Rule, ...]
    departments: dict[str, Department]
    judged: Judgements
    files: dict[str, str]
    resource_sources: tuple[ResourceSource, ...] = ()
    policy_rules: "PolicyRules | None" = None
    review: Review = field(default_factory=Review.empty)


def read_study(settings: Settings, path: Path, evidence: Evidence, problems: Problems) -> Study:
    """Read the tables that `settings` names, relative to its file; faults go to `problems`."""
    folder = path.parent
    # the output folder has the study's name: two files of one name would overwrite each other
    if settings.name not in (path.stem, STAND_INS["", "name"]):
        problems.add_study("name_differs", path.name, column="name", seen=settings.name)
    tables, statistics = settings.tables, evidence.statistics
    indicators, indicator_table = read_indicators(folder / tables.indicators, statistics, problems)
    derived = derivation_order(statistics, problems)
    scale = settings.matching.grade_scale
    grades, grade_table = read_grades(folder / tables.grades, scale, problems)
    departments, department_table = read_departments(folder / tables.departments, problems)
    known = metrics.names(indicators)
    types, type_table = read_types(folder / tables.typology, known, problems)
    rules, rule_table = read_rules(folder / tables.rules, known, departments, problems)
    read = [indicator_table, grade_table, department_table, type_table, rule_table]
    industry_rules: tuple[Rule, ...] = ()
    if settings.registers.declared:
        # tables of industries look at studies themselves
        from layout.industries import read_industry_rules  # noqa: PLC0415

        file = folder / settings.registers.rules
        industry_rules, table = read_industry_rules(file, departments, problems)
        read.append(table)
    _check_amounts(settings, evidence, path, problems)
    _check_sources(indicators, evidence, indicator_table.name, problems)
    regions = len(settings.regions)
    if settings.zones.k and settings.zones.k >= regions:
        problems.add_study("zones_k", column="zones.k", k=settings.zones.k, regions=regions)
    judged, judged_tables = read_judgements(
        folder / tables.judgements if tables.judgements else None,
        folder / tables.budget if tables.budget else None,
        indicators,
        problems,
    )
    read += judged_tables
    sources: tuple[ResourceSource, ...] = ()
    if settings.catalogue.sources:
        file, names = folder / settings.catalogue.sources, _names(evidence)
        sources, table = read_resource_sources(file, RESOURCE_TYPES, names, problems)
        read.append(table)
    review = Review.empty()
    if settings.catalogue.review:
        labels = [department.label_zh for department in departments.values()]
        file = folder / settings.catalogue.review
        review = read_review(file, problems, labels, places(evidence))
    policy_rules = None
    if settings.policies.declared:
        # tables of policies look at studies themselves
        from layout.policies import read_policy_rules  # noqa: PLC0415

        policy_rules, found = read_policy_rules(settings.policies, folder, problems)
        read += found
    return Study(
        settings,
        indicators,
        derived,
        grades,
        types,
        rules,
        industry_rules,
        departments,
        judged,
        {table.name: table.sha256 for table in read}
        | ({Path(settings.catalogue.review).name: review.sha256} if review.found else {}),
        sources,
        policy_rules,
        review,
    )


def _names(evidence: Evidence) -> dict[str, str]:
    """Code, full and short name of every region of the study → its code."""
    regions = evidence.regions
    columns = (regions.region_code, regions.region_name, regions.short_name)
    return {name: code for c in columns for name, code in zip(c, regions.region_code, strict=True)}


def _check_amounts(settings: Settings, evidence: Evidence, path: Path, problems: Problems) -> None:
    """The statistics named for views and for floors of zones can be added up over regions."""
    text = path.read_text(encoding="utf-8-sig")
    named = [("views.amounts", code) for code in settings.views.amounts.values()]
    optional = {
        "views.population": settings.views.population,
        "zones.floor_statistic": settings.zones.floor_statistic,
    }
    named += [(column, code) for column, code in optional.items() if code]
    for column, code in named:
        row = line_of(text, column.split("."))
        statistic = evidence.statistics.get(code)
        if statistic is None:
            near = "、".join(get_close_matches(code, evidence.statistics, n=3)) or "无"
            problems.add_study("statistic_unknown", path.name, row, column, seen=code, near=near)
        elif not statistic.is_amount:
            problems.add_study("not_an_amount", path.name, row, column, seen=code)


def _check_sources(
    indicators: Sequence[Indicator], evidence: Evidence, file: str, problems: Problems
) -> None:
    """Every source that an indicator names is registered."""
    registered = set(evidence.sources.source_id)
    for indicator in indicators:
        for source in indicator.source:
            if source not in registered:
                problems.add_study("source_unknown", file, indicator.row, "source", seen=source)


REGISTER_TABLES = (
    "declaration",
    "columns",
    "values",
    "concordance",
    "industries",
    "intensive",
    "benchmarks",
)
"""Settings of ``[registers]`` that name tables."""

POLICY_TABLES = (
    "documents",
    "names",
    "vocabulary",
    "codes",
    "progress",
    "eligibility",
    "ledger",
)
"""Settings of ``[policies]`` that name what is evidence; the others name rules."""


PLAN_TABLES = (
    "plans",
    "indicators",
    "figures",
    "statements",
    "allocations",
    "projects",
    "progress",
    "plausibility",
)
"""Settings of ``[plans]`` that name tables."""

SERVICE_TABLES = (
    "types",
    "nodes",
    "coverage",
    "demand",
    "travel",
    "candidates",
    "survey",
    "efficiency",
    "efficiency_figures",
)
"""Settings of ``[services]`` that name tables."""


def _named(section: Section, names: Sequence[str], study: Path) -> dict[str, Path]:
    """Tables of a section by their setting, those that are named."""
    named = {name: getattr(section, name) for name in names}
    return {name: study.parent / file for name, file in named.items() if file}


def register_tables(settings: Settings, study: Path) -> dict[str, Path]:
    """Tables of ``[registers]`` by their setting, those that are named."""
    return _named(settings.registers, REGISTER_TABLES, study)


def job(settings: Settings, study: Path, evidence: Evidence) -> Job:
    """What `settings` asks of an ingest, for the regions of the evidence."""
    registers, tables = settings.registers, register_tables(settings, study)
    codes = tuple(evidence.regions.region_code)
    provinces = {code[:2] for code in codes}
    return Job(
        study=study,
        store=study.parent / registers.store,
        declaration=tables["declaration"],
        columns=tables["columns"],
        values=tables.get("values"),
        industries=tables["industries"],
        concordance=tables.get("concordance"),
        level=settings.level,
        regions=codes,
        province=f"{provinces.pop()}0000" if len(provinces) == 1 else "",
        years=tuple(settings.years),
        engine=registers.engine,
        memory_gb=registers.memory_gb,
        sample=registers.sample,
        abnormal=registers.abnormal,
        pledge_threshold_yuan=round(registers.pledge_threshold * 10_000),
    )


def request(settings: Settings, study: Path, *, registers: bool = True) -> Request:
    """What `settings` asks of the readers, with paths relative to the study file resolved.

    `registers` False leaves out what is counted from registers: it is still to be counted.
    """
    folder, boundaries = study.parent, settings.boundaries
    text = study.read_text(encoding="utf-8-sig")
    file = None
    if boundaries.file:
        file = BoundaryFile(
            folder / boundaries.file,
            boundaries.code_column,
            boundaries.crs,
            boundaries.datum,
            boundaries.credit,
        )
    tables = settings.tables
    optional = [name for name in ("links", "overlays") if getattr(tables, name)]
    names = ["figures", "statistics", "sources", "reference_zones", *optional]
    return Request(
        study=study,
        level=settings.level,
        regions=settings.regions,
        rows={name: line_of(text, [name]) for name in ("regions", "within")},
        within=settings.within,
        tables={name: folder / getattr(tables, name) for name in names},
        boundary_file=file,
        boundary_credit=boundaries.credit,
        approval_number=boundaries.approval_number,
        registers=_stored(settings, study) if registers and settings.registers.declared else None,
        policies=_documents(settings, study, text) if settings.policies.declared else None,
        plans=_plans(settings, study) if settings.plans.declared else None,
        services=_services(settings, study) if settings.services.declared else None,
        monitoring=_monitoring(settings, study),
        departments=folder / tables.departments,
    )


def _stored(settings: Settings, study: Path) -> Asked:
    own = settings.registers
    tables = register_tables(settings, study)
    return Asked(settings.name, study.parent / own.store, own.vintage, tables)


def _documents(settings: Settings, study: Path, text: str) -> AskedPolicies:
    own = settings.policies
    tables = _named(own, POLICY_TABLES, study)
    return AskedPolicies(study.name, tables, own.plan, line_of(text, ["policies", "plan"]))


def _plans(settings: Settings, study: Path) -> AskedPlans:
    return AskedPlans(study.name, _named(settings.plans, PLAN_TABLES, study))


def _services(settings: Settings, study: Path) -> AskedServices:
    return AskedServices(study.name, _named(settings.services, SERVICE_TABLES, study))


def _monitoring(settings: Settings, study: Path) -> AskedMonitoring:
    own = settings.monitoring
    tables = _named(own, ("interfaces", "rules", "events"), study)
    series = tuple(study.parent / file for file in own.tables)
    return AskedMonitoring(study.name, tables, series, own.as_of or settings.release)


def measures(study: Study, evidence: Evidence) -> Measures:
    """Indicator values of the study for all its years, regions and indicators."""
    codes = evidence.regions.region_code.to_list()
    known = series(evidence.figures, evidence.statistics, study.derived, codes)
    return measure(known, study.indicators, study.settings.years, study.settings.ages)


def check_coverage(study: Study, evidence: Evidence, path: Path, problems: Problems) -> None:
    """Add to `problems` every year for which a whole dimension or a required indicator is empty.

    Where the years asked for are in doubt, or figures or indicators could not be read at all,
    emptiness would only repeat that fault: nothing is added.
    """
    file, tables = path.name, Path(study.settings.tables.indicators).name
    doubtful = any(p.file == file and p.column.startswith(("years", "ages")) for p in problems)
    if doubtful or evidence.figures.empty or not study.indicators:
        return
    years = study.settings.years
    row = line_of(path.read_text(encoding="utf-8-sig"), ["years"])
    known = measures(study, evidence).known()
    for dimension in DIMENSIONS:
        members = [j for j, i in enumerate(study.indicators) if i.dimension == dimension]
        for t, year in enumerate(years):
            if members and not known[t, members].any():
                problems.add_study(
                    "year_without_data",
                    file,
                    row,
                    "years",
                    year=year,
                    dimension=label("dimension", dimension),
                    max_age=study.settings.ages.max_age_in(year),
                )
    for j, indicator in enumerate(study.indicators):
        if known[:, j].any() and np.isnan([indicator.worst, indicator.best]).any():
            problems.add_study(
                "goalpost_missing",
                tables,
                indicator.row,
                "goalpost_low",
                indicator=f"{indicator.label_zh}（{indicator.code}）",
            )
        # a year in which the whole dimension is empty was named above
        peers = [n for n, i in enumerate(study.indicators) if i.dimension == indicator.dimension]
        empty = [
            str(year) for t, year in enumerate(years) if not known[t, j] and known[t, peers].any()
        ]
        if indicator.required and empty:
            problems.add(
                "indicator_without_data",
                tables,
                indicator.row,
                "required",
                indicator=f"{indicator.label_zh}（{indicator.code}）",
                years="、".join(empty),
            )
