"""What each region is asked to report: the published inputs of the study's indicators."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from geodata.errors import Problems
from geodata.evidence import Evidence
from geodata.forms.form import Asked, Form, Known, choices
from geodata.statistics import Statistic
from layout.study import Study


def forms(study: Study, evidence: Evidence) -> dict[str, Form]:
    """The form of every region by its code, in the study's order."""
    statistics = asked_statistics(study, evidence.statistics)
    years = asked_years(study)
    sources = source_choices(evidence.sources)
    titles = dict(zip(evidence.sources.source_id, evidence.sources.title, strict=True))
    observed = evidence.figures[evidence.figures.status == "observed"]
    signed = set(observed.statistic[observed.value < 0])
    published: dict[tuple[str, str], list[Known]] = defaultdict(list)
    for row in observed.sort_values("year").itertuples():
        known = Known(float(row.value), int(row.year), titles.get(row.source_id, row.source_id))
        published[row.region_code, row.statistic].append(known)
    found = {}
    for code, name in zip(evidence.regions.region_code, evidence.regions.region_name, strict=True):
        rows = tuple(
            Asked(
                statistic.code,
                statistic.label_zh,
                statistic.note,
                statistic.unit,
                year,
                year in study.settings.years and not (known and known.year == year),
                statistic.code in signed,
                known,
            )
            for statistic in statistics
            for year in years
            for known in (_last_known(published[code, statistic.code], year),)
        )
        found[code] = Form(study.settings.name, code, name, rows, sources)
    return found


def asked_statistics(study: Study, statistics: Mapping[str, Statistic]) -> list[Statistic]:
    """Observed statistics behind the indicators, in the order in which these need them.

    A derived statistic stands for the parts of its formula. Figures that their publisher scales
    anew over all regions (`comparable` is false) are left out: no region can report them.
    """
    formulas = {statistic.code: formula.names for statistic, formula in study.derived}

    def parts(code: str) -> Iterator[str]:
        if code not in formulas:
            yield code
        for part in formulas.get(code, ()):
            yield from parts(part)

    named = [c for i in study.indicators for c in (i.numerator, i.denominator) if c]
    codes = dict.fromkeys(part for code in named for part in parts(code))
    return [statistics[code] for code in codes if statistics[code].comparable]


def asked_years(study: Study) -> list[int]:
    """Years whose figures may stand for an evaluation year, the latest first."""
    ages, years = study.settings.ages, study.settings.years
    usable = {year - age for year in years for age in range(ages.max_age_in(year) + 1)}
    return sorted(usable, reverse=True)


def source_choices(sources: pd.DataFrame) -> dict[str, str]:
    """Label → source id of what a form offers; titles that are not unique get their id."""
    repeated = sources.title.duplicated(keep=False)
    labels = sources.title.where(~repeated, sources.title + "（" + sources.source_id + "）")
    return choices("source") | dict(zip(labels, sources.source_id, strict=True))


def resolve(evidence: Evidence, text: str, problems: Problems) -> str:
    """Code of the study's region that is meant; one that is none is added to `problems`."""
    regions = evidence.regions
    for column in ("region_code", "region_name", "short_name"):
        codes = regions.region_code[regions[column] == text.strip()].to_list()
        if len(codes) == 1:
            return str(codes[0])
    problems.add_study("form_region_unknown", seen=text, names="、".join(regions.region_name))
    return ""


def _last_known(published: Sequence[Known], year: int) -> Known | None:
    """The latest published figure not after a year, else the first after it."""
    before = [known for known in published if known.year <= year]
    return before[-1] if before else next(iter(published), None)
