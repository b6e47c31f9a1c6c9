"""The one pure function: a study and its evidence go in, the evaluation comes out."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from geodata.evidence import Evidence
from layout import (
    cards,
    choice_frames,
    data_remarks,
    frames,
    index,
    matching,
    result_remarks,
    robustness,
)
from layout.alerts import alert_tables
from layout.audit import audit
from layout.catalogue_tables import catalogue_tables
from layout.core import Core
from layout.indicators import CONTEXT
from layout.measures import Measures
from layout.metrics import metrics
from layout.notes import Notes
from layout.overlay_tables import OverlayTables, overlay_tables
from layout.overlays import overlays
from layout.perspectives import Perspectives, perspectives
from layout.plans import plan_tables
from layout.policies import policy_tables
from layout.services import service_tables
from layout.study import Study, measures
from layout.views import panel_of
from layout.zones.division import Division
from layout.zones.drawn_metrics import Redraw
from layout.zones.neighbours import neighbours
from layout.zones.profiles import profiles
from layout.zones.zoning import Zoning, zoning


@dataclass(frozen=True)
class Evaluation:
    """The answer, as tables; reports print them and compute nothing.

    Attributes
    ----------
    scores, matching, zones, zone_profiles, weights, indicators, catalogue, uncertainty, \
    probabilities, sensitivity, removals, scenarios, audit, notes
        See ``docs/tables.md`` for the columns.
    overlays
        The overlay zones' own rows of scores, matching, indicators and zones.
    views
        Further tables by file name: partitions, stability, types, obstacles, mismatch, gravity,
        lags, convergence, transitions, spatial, inequality, study_means, changes, similar, and
        those that explain the catalogue, and alerts; of a study with registers also those of the
        resource survey and of industries, of one with policy documents those of policies and the
        plan's tasks, of one with plans those of their indicators, and those of public services.
    divisions
        Evaluation year → division, None where none was possible.
    """

    study: Study
    evidence: Evidence
    scores: pd.DataFrame
    matching: pd.DataFrame
    zones: pd.DataFrame
    zone_profiles: pd.DataFrame
    weights: pd.DataFrame
    indicators: pd.DataFrame
    catalogue: pd.DataFrame
    uncertainty: pd.DataFrame
    probabilities: pd.DataFrame
    sensitivity: pd.DataFrame
    removals: pd.DataFrame
    scenarios: pd.DataFrame
    overlays: OverlayTables
    views: dict[str, pd.DataFrame]
    audit: pd.DataFrame
    notes: pd.DataFrame
    divisions: dict[int, Division | None]


def evaluate(study: Study, evidence: Evidence) -> Evaluation:
    """Evaluate a study.

    Pure: no clock, no files; the same study and evidence give the same tables to the last byte.
    """
    notes = Notes()
    data_remarks.on_study(study, notes)
    every = measures(study, evidence)
    data_remarks.on_data(study, evidence, every, notes)
    base = core(study, evidence, every, notes)
    data_remarks.on_index(study, evidence, base.indicators, base.values, base.scores, notes)
    result_remarks.on_matching(study, base.match, notes)
    # metrics of indicators without any figure stay known to the rules, as missing values
    measured = metrics(base.scores, base.match, every, study.indicators, study.settings.years)
    near = neighbours(evidence.regions, notes, study.settings.zones, evidence.links)
    choices = _choices(study, evidence, base, notes)
    zoned = zoning(study, evidence, base, measured, choices, near, notes)
    seen = perspectives(study, evidence, base, near, notes, zoned.labels(len(evidence.regions)))
    over = overlays(study, evidence, base, every, measured)
    extra = overlay_tables(over, study, evidence, seen.amounts, notes)
    redraw = Redraw(study, choices, base, measured) if choices else None
    listed = catalogue_tables(
        study, evidence, base, every, measured, zoned, over, extra.types, redraw, notes
    )
    views = zoned.tables | seen.tables | _cards(study, evidence, base) | listed.tables
    result_remarks.on_map(evidence, notes)
    at = frames.Frame(study, evidence)
    drawn = _robustness(study, base, choices, at)
    result_remarks.on_robustness(study, evidence, every, drawn, notes)
    scores = at.scores(base.scores, measured)
    match = _matching(at.matching(base.match, base.scores), drawn, seen)
    tables = {
        "scores": with_intervals(scores, drawn.uncertainty, "dimension"),
        "matching": match,
        "zones": zoned.table,
        "zone_profiles": _profiles(evidence, study, zoned, match, base, seen, extra),
        "weights": at.weights(base.scores, base.indicators, base.values),
        "indicators": at.indicators(every, base.indicators, base.scores),
    }
    policies = policy_tables(study, evidence, listed.rows, views | tables, notes)
    return Evaluation(
        study=study,
        evidence=evidence,
        **tables,
        catalogue=listed.rows,
        uncertainty=drawn.uncertainty,
        probabilities=drawn.probabilities,
        sensitivity=drawn.sensitivity,
        removals=drawn.removals,
        scenarios=choice_frames.scenarios(at, base, _scenarios(study, evidence, every)),
        overlays=extra,
        views=views | policies | _further(study, evidence, notes),
        audit=audit(study, base.indicators, base.values, base.scores, base.match),
        notes=notes.frame(),
        divisions=zoned.divisions,
    )


def core(study: Study, evidence: Evidence, every: Measures, notes: Notes) -> Core:
    """Index and matching of the indicators that have figures and are scored."""
    settings = study.settings
    known = np.asarray(every.known().any(axis=0))
    scored = known & np.array([i.dimension != CONTEXT for i in study.indicators])
    kept = tuple(i for i, yes in zip(study.indicators, scored, strict=True) if yes)
    values = every.of(scored)
    around = index.Around(evidence.official, tuple(settings.years), study.judged)
    scores = index.score(values.values, kept, settings.index, around, notes)
    weights = settings.index.weights_of_dimensions()
    match = matching.match(scores.levels, weights, study.grades, settings.matching)
    return Core(kept, values, scores, match)


def _further(study: Study, evidence: Evidence, notes: Notes) -> dict[str, pd.DataFrame]:
    """Indicators of plans, public services and alerts, each where the study has them."""
    settings, regions = study.settings, evidence.regions
    figures, statistics = evidence.figures, evidence.statistics
    found: dict[str, pd.DataFrame] = {}
    if evidence.plans:
        found |= plan_tables(
            settings.plans,
            evidence.plans,
            figures,
            statistics,
            regions,
            settings.years,
            evidence.sources,
            settings.plans.as_of or settings.release,
            settings.seed,
            notes,
        )
    if evidence.services:
        found |= service_tables(
            settings.services,
            evidence.services,
            figures,
            statistics,
            regions,
            evidence.reference_zones,
            settings.years,
            settings.release,
            notes,
        )
    if evidence.monitoring:
        found |= alert_tables(
            settings.monitoring,
            evidence.monitoring,
            figures,
            statistics,
            study.derived,
            regions,
            {code: one.label_zh for code, one in study.departments.items()},
            study.indicators,
            settings.monitoring.as_of or settings.release,
            notes,
        )
    return found


def _scenarios(study: Study, evidence: Evidence, every: Measures) -> dict[str, tuple[Core, str]]:
    """Index and matching under every scenario of the study, and where a method did not apply."""
    found = {}
    for scenario in study.settings.scenario:
        other = replace(study, settings=study.settings.under(scenario))
        measured = measures(other, evidence) if scenario.ages else every
        notes = Notes()
        result = core(other, evidence, measured, notes)
        table = notes.frame()
        fallbacks = table[table.message_code.str.endswith("_fallback")].detail
        found[scenario.name] = result, "；".join(fallbacks)
    return found


def _choices(
    study: Study, evidence: Evidence, base: Core, notes: Notes
) -> robustness.Alternatives | None:
    """What the draws choose from; None where the study draws nothing."""
    settings = study.settings
    if not settings.robustness.draws:
        return None
    return robustness.alternatives(
        base.values.values, base.indicators, base.scores, settings, evidence.official, notes
    )


def _robustness(
    study: Study, base: Core, choices: robustness.Alternatives | None, at: frames.Frame
) -> robustness.Tables:
    """Intervals, probabilities and drivers; empty tables where the study draws nothing."""
    if choices is None:
        return robustness.Tables.empty()
    settings, scores, match = study.settings, base.scores, base.match
    spread = robustness.spread(choices, study.grades, settings.matching.lag_threshold)
    nominal = [*np.moveaxis(scores.levels, -1, 0), scores.composite, match.coordination]
    last = {"composite": scores.composite[-1], "coordination": match.coordination[-1]}
    points = settings.robustness.sensitivity_points
    drivers = robustness.drivers(choices, last) if points else {}
    removed = [base.indicators[j] for j in choices.removable]
    return robustness.Tables(
        choice_frames.uncertainty(at, spread, nominal),
        choice_frames.probabilities(at, spread),
        choice_frames.sensitivity(at, drivers, robustness.options(choices)),
        choice_frames.removals(at, robustness.removals(choices, last), removed),
    )


def _matching(table: pd.DataFrame, drawn: robustness.Tables, seen: Perspectives) -> pd.DataFrame:
    """The matching table with the intervals of D and the likeness of the three resources."""
    table = with_intervals(
        table.assign(quantity="coordination"), drawn.uncertainty, "quantity"
    ).drop(columns="quantity")
    keys = ["region_code", "year"]
    return table.merge(seen.likeness, on=keys, how="left", validate="one_to_one")


def with_intervals(table: pd.DataFrame, uncertainty: pd.DataFrame, key: str) -> pd.DataFrame:
    """The table with the intervals of the quantity that its column `key` names."""
    keys = ["region_code", "year", "quantity"]
    intervals = uncertainty[[*keys, *choice_frames.INTERVAL_COLUMNS]].rename(
        columns={"quantity": key}
    )
    return table.merge(intervals, on=["region_code", "year", key], how="left")


def _cards(study: Study, evidence: Evidence, base: Core) -> dict[str, pd.DataFrame]:
    """What each region's figures are set against."""
    panel = panel_of(evidence.regions, study.settings.years)
    scores = base.scores
    return cards.tables(scores.levels, scores.composite, base.match.coordination, panel)


def _profiles(
    evidence: Evidence,
    study: Study,
    zoned: Zoning,
    match: pd.DataFrame,
    base: Core,
    seen: Perspectives,
    extra: OverlayTables,
) -> pd.DataFrame:
    """Profiles of zones, types, reference zones and, last, of overlay zones."""
    regions = evidence.regions
    short = dict(zip(regions.region_code, regions.short_name, strict=True))
    made = profiles(
        zoned.table,
        match.assign(composite=frames.flat(base.scores.composite)),
        short,
        panel_of(regions, study.settings.years),
        seen.amounts,
        zoned.tables["zone_stability"],
    )
    return pd.concat([made, extra.profiles], ignore_index=True) if len(extra.profiles) else made
