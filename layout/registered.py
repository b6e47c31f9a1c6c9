"""What registers of records say: the resource survey, industry by region, and their guidance."""

from dataclasses import dataclass

import pandas as pd

from geodata.evidence import Evidence
from geodata.registers.stored import Registered
from layout.guidance import Place
from layout.industries import Industries, catalogue_rows, industries
from layout.industries.draws import Counts, with_draws
from layout.labels import label
from layout.notes import Notes
from layout.rule_check import Here, industries_here
from layout.study import Study
from layout.survey import context, survey

PATENT = "patent"
"""Kind of right whose classes are the technologies of a catalogue row."""


@dataclass(frozen=True)
class RegisterTables:
    """Tables by file name, and the catalogue with its rows by region and industry below.

    Attributes
    ----------
    industries
        Metrics of every industry of every region in the last year; None without registers.
    """

    tables: dict[str, pd.DataFrame]
    catalogue: pd.DataFrame
    industries: Here | None = None


def register_tables(
    study: Study, evidence: Evidence, place: Place, rows: pd.DataFrame, notes: Notes
) -> RegisterTables:
    """Everything that follows from the registers; nothing where the study has none.

    Parameters
    ----------
    rows
        Of the catalogue so far.
    place
        The study's regions in the last evaluation year, as the catalogue has them.
    """
    known, settings = evidence.registers, study.settings
    if known is None:
        return RegisterTables({}, rows)
    _remark(known, notes)
    where = context(settings, evidence, study.derived, known.load.as_of)
    tables = survey(known.cells, where, settings.registers, notes)
    found = industries(
        known.cells,
        known.industries,
        settings,
        evidence.regions[["region_code", "region_name"]],
        known.intensive,
        known.benchmarks,
        notes,
    )
    links = known.links
    if links is not None:
        # designs have Locarno classes, which begin with a digit and name no technology
        links = links[(links.kind == PATENT) & links["class"].str[:1].str.isalpha()]
    listed = catalogue_rows(
        found,
        known.cells,
        study.industry_rules,
        place,
        study.departments,
        settings.catalogue,
        links,
        notes,
    )
    tables |= found.tables | {"industry_not_listed": listed.not_listed}
    here = industries_here(found.measured, place.names, found.panel.axes.labels)
    own = _drawn(study, found, listed.rows, notes)
    return RegisterTables(tables, pd.concat([rows, own], ignore_index=True), here)


def _drawn(study: Study, found: Industries, rows: pd.DataFrame, notes: Notes) -> pd.DataFrame:
    """The rows on industries with what draws of the counts say; as many as for the regions."""
    settings = study.settings
    draws = min(settings.zones.draws, settings.robustness.draws)
    counts = Counts(found.panel, found.spec, found.measured, settings.registers, settings.seed)
    if draws and len(rows) and counts.stocks:
        notes.add("catalogue_industry_draws", draws=f"{draws:,}")
    return with_draws(rows, study.industry_rules, counts, draws, settings.catalogue)


def _remark(known: Registered, notes: Notes) -> None:
    """Say which load it is, and where published figures stand in place of counted ones."""
    notes.add("registers_load", vintage=known.load.vintage, key=known.load.key[:16])
    if known.links is not None:
        statuses = "、".join(label("concordance_status", status) for status in known.statuses)
        notes.add("registers_concordance", statuses=statuses)
    both = known.overridden
    if len(both):
        apart = (both.published != both.counted).sum()
        notes.add(
            "registers_published_wins",
            cells=len(both),
            apart=int(apart),
            statistics="、".join(sorted(set(both.statistic))),
        )
