"""What each region is asked to report: the published inputs of the study's indicators."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd

from geodata.errors import Problems
from geodata.evidence import Evidence
from geodata.forms.form import Asked, Form, Known, choices
from geodata.registers.declaration import (
    MAPPING_COLUMNS,
    MAPPING_OPTIONAL,
    REGISTER_COLUMNS,
    REGISTER_OPTIONAL,
)
from geodata.registers.figures import ENTERPRISES, TRANSACTION, Definition, definitions
from geodata.statistics import Statistic
from geodata.tables import read_table
from layout.settings import Settings
from layout.study import Study, register_tables


def forms(
    study: Study,
    evidence: Evidence,
    only: Sequence[str] | None = None,
    counted: Collection[str] = (),
) -> dict[str, Form]:
    """The form of every region, or of some, by its code, in the study's order.

    Parameters
    ----------
    counted
        Statistics that need no report, such as those that `counted_statistics` gives.
    """
    asked = asked_statistics(study, evidence.statistics)
    statistics = [statistic for statistic in asked if statistic.code not in counted]
    years = asked_years(study)
    sources = source_choices(evidence.sources)
    titles = dict(zip(evidence.sources.source_id, evidence.sources.title, strict=True))
    observed = evidence.figures[evidence.figures.status == "observed"]
    signed = set(observed.statistic[observed.value < 0])
    published: dict[tuple[str, str], list[Known]] = defaultdict(list)
    wanted = evidence.regions.region_code.to_list() if only is None else only
    mine = observed[observed.region_code.isin(wanted)].sort_values("year")
    columns = (mine[c] for c in ("region_code", "statistic", "value", "year", "source_id"))
    for code, statistic_code, value, year, source in zip(*columns, strict=True):
        known = Known(float(value), int(year), titles.get(source, source))
        published[code, statistic_code].append(known)
    found = {}
    names = dict(zip(evidence.regions.region_code, evidence.regions.region_name, strict=True))
    for code in filter(set(wanted).__contains__, names):
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
        found[code] = Form(study.settings.name, code, names[code], rows, sources)
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


def counted_statistics(settings: Settings, path: Path, problems: Problems) -> frozenset[str]:
    """Statistics that the study's registers give; only what is declared counts, no record is read.

    Parameters
    ----------
    path
        The study file, from which the tables are named.
    """
    if not settings.registers.declared:
        return frozenset()
    tables = register_tables(settings, path)
    registers = read_table(
        tables["declaration"], REGISTER_COLUMNS, problems, optional=REGISTER_OPTIONAL
    )
    mapping = read_table(tables["columns"], MAPPING_COLUMNS, problems, optional=MAPPING_OPTIONAL)
    fields: dict[str, set[str]] = defaultdict(set)
    kinds = {row["register"]: row["kind"] for row in registers}
    for row in mapping:
        if row["register"] in kinds:
            fields[kinds[row["register"]]].add(row["field"])
    return frozenset(one.statistic for one in definitions() if _is_given(one, fields))


def _is_given(definition: Definition, fields: Mapping[str, Collection[str]]) -> bool:
    """Whether registers with these fields, by their kind, give a figure."""
    if definition.table == "flows":
        given = fields.get(TRANSACTION, ())
        return bool(given) and (definition.take != "amount" or "amount" in given)
    own = [fields[kind] for kind in definition.kinds if kind in fields]
    if definition.table == "activities" and definition.take != ENTERPRISES:
        return any(definition.take in given for given in own)
    return bool(own)


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
