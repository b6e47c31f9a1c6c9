"""The catalogue as it is published: hand edits applied, traced, and its rules checked."""

from typing import NamedTuple

import pandas as pd

from geodata.evidence import Evidence
from layout.catalogue import catalogue, regions_in_last_year
from layout.catalogue_review import merged
from layout.core import Core
from layout.industries import metrics as industry_metrics
from layout.measures import Measures
from layout.metrics import Metrics, names
from layout.notes import Notes
from layout.overlays import Overlays
from layout.registered import RegisterTables, register_tables
from layout.rule_check import (
    INDUSTRY_DOMAINS,
    INDUSTRY_GROUPS,
    Here,
    domains_of,
    here_of,
    remarks,
    rule_check,
)
from layout.study import Study
from layout.trace import trace
from layout.zones.drawn_metrics import Redraw
from layout.zones.typology import Types
from layout.zones.zoning import Zoning


class Catalogued(NamedTuple):
    """The rows, and every table that explains them or comes from the same registers."""

    rows: pd.DataFrame
    tables: dict[str, pd.DataFrame]


def catalogue_tables(
    study: Study,
    evidence: Evidence,
    base: Core,
    every: Measures,
    measured: Metrics,
    zoned: Zoning,
    over: Overlays | None,
    types: Types,
    redraw: Redraw | None,
    notes: Notes,
) -> Catalogued:
    """Write the catalogue of regions, overlay zones and industries and apply its review.

    Parameters
    ----------
    types
        Of the overlay zones.
    redraw
        What the metrics of a draw are computed from; None where the study draws nothing.
    """
    listed = catalogue(study, evidence, every, measured, zoned, over, types, redraw, notes)
    place = regions_in_last_year(study, evidence, every, zoned)
    registered = register_tables(study, evidence, place, listed.rows, notes)
    traced = trace(study, evidence, base, every, measured, over, registered)
    checked = rule_findings(study, here_of(measured, place.position, place.names), registered)
    reviewed = merged(registered.catalogue, study.review)
    for code, values in [*remarks(checked), *reviewed.notes]:
        notes.add(code, **values)
    own = {
        "catalogue_trace": traced,
        "catalogue_edits": reviewed.edits,
        "rule_check": checked,
    }
    return Catalogued(reviewed.catalogue, registered.tables | listed.tables | own)


def rule_findings(study: Study, here: Here, registered: RegisterTables) -> pd.DataFrame:
    """Faults of the rules on regions, then of those on industries."""
    parts = [rule_check(study.rules, domains_of(names(study.indicators)), here)]
    if study.industry_rules:
        known = domains_of(industry_metrics.names(), INDUSTRY_DOMAINS)
        parts.append(
            rule_check(study.industry_rules, known, registered.industries, INDUSTRY_GROUPS)
        )
    return pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]
