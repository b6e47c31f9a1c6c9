"""The one pure function: a study and its evidence go in, the evaluation comes out."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.evidence import Evidence
from layout import (
    choice_frames,
    data_remarks,
    frames,
    guidance,
    index,
    matching,
    result_remarks,
    robustness,
)
from layout.audit import audit
from layout.core import Core
from layout.indicators import CONTEXT, DIMENSIONS
from layout.measures import Measures
from layout.metrics import Metrics, metrics
from layout.notes import Notes
from layout.perspectives import Perspectives, perspectives
from layout.study import Study, measures
from layout.zones.division import Division, divide
from layout.zones.neighbours import Neighbours, neighbours


@dataclass(frozen=True)
class Evaluation:
    """The answer, as tables; reports print them and compute nothing.

    Attributes
    ----------
    scores, matching, zones, weights, indicators, catalogue, uncertainty, probabilities, \
    sensitivity, removals, scenarios, audit, notes
        See ``docs/tables.md`` for the columns.
    zone_summary
        One row per year and zone: members, mean levels.
    views
        Further tables by file name: obstacles, mismatch, gravity, lags, convergence, transitions.
    divisions
        Evaluation year → division, None where none was possible.
    """

    study: Study
    evidence: Evidence
    scores: pd.DataFrame
    matching: pd.DataFrame
    zones: pd.DataFrame
    zone_summary: pd.DataFrame
    weights: pd.DataFrame
    indicators: pd.DataFrame
    catalogue: pd.DataFrame
    uncertainty: pd.DataFrame
    probabilities: pd.DataFrame
    sensitivity: pd.DataFrame
    removals: pd.DataFrame
    scenarios: pd.DataFrame
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
    near = neighbours(evidence.regions, notes)
    seen = perspectives(study, evidence, base, near, notes)
    divisions, types = _zones(study, evidence, base.scores, measured, near, notes)
    known = np.asarray(every.known().any(axis=0))
    catalogue = _catalogue(study, evidence, measured, known, divisions, types, notes)
    result_remarks.on_map(evidence, notes)
    at = frames.Frame(study, evidence)
    drawn = _robustness(study, evidence, base, at, notes)
    result_remarks.on_robustness(study, evidence, every, drawn, notes)
    zone_table = at.zones(divisions, types)
    return Evaluation(
        study=study,
        evidence=evidence,
        scores=with_intervals(at.scores(base.scores, measured), drawn.uncertainty, "dimension"),
        matching=_matching(at.matching(base.match, base.scores), drawn, seen),
        zones=zone_table,
        zone_summary=at.zone_summary(zone_table, base.scores),
        weights=at.weights(base.scores, base.indicators, base.values),
        indicators=at.indicators(every, base.indicators, base.scores),
        catalogue=catalogue,
        uncertainty=drawn.uncertainty,
        probabilities=drawn.probabilities,
        sensitivity=drawn.sensitivity,
        removals=drawn.removals,
        scenarios=choice_frames.scenarios(at, base, _scenarios(study, evidence, every)),
        views=seen.tables,
        audit=audit(study, base.indicators, base.values, base.scores, base.match),
        notes=notes.frame(),
        divisions=divisions,
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


def _robustness(
    study: Study, evidence: Evidence, base: Core, at: frames.Frame, notes: Notes
) -> robustness.Tables:
    """Intervals, probabilities and drivers; empty tables where the study draws nothing."""
    settings, scores, match = study.settings, base.scores, base.match
    if not settings.robustness.draws:
        return robustness.Tables.empty()
    choices = robustness.alternatives(
        base.values.values, base.indicators, scores, settings, evidence.official, notes
    )
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


def _zones(
    study: Study,
    evidence: Evidence,
    scores: index.Scores,
    measured: Metrics,
    near: Neighbours,
    notes: Notes,
) -> tuple[dict[int, Division | None], dict[int, tuple[str, ...]]]:
    """Division and types of every evaluation year."""
    regions = evidence.regions
    names = regions.region_name.to_list()
    divisions, types = {}, {}
    for t, year in enumerate(study.settings.years):
        divisions[year] = divide(
            scores.levels[t],
            scores.composite[t],
            near,
            evidence.official,
            names,
            study.settings.zones,
            year,
            notes,
        )
        types[year] = guidance.classify(study.types, measured, t, year, names, notes)
    result_remarks.on_zones(study, divisions, len(names), notes)
    return divisions, types


def _catalogue(
    study: Study,
    evidence: Evidence,
    measured: Metrics,
    known: npt.NDArray[np.bool_],
    divisions: dict[int, Division | None],
    types: dict[int, tuple[str, ...]],
    notes: Notes,
) -> pd.DataFrame:
    """The catalogue of the last evaluation year."""
    settings, regions = study.settings, evidence.regions
    year = settings.years[-1]
    division = divisions[year]
    one_province = settings.level != "province" and regions.parent_code.nunique() == 1
    place = guidance.Place(
        year=year,
        position=len(settings.years) - 1,
        codes=tuple(regions.region_code),
        names=tuple(regions.region_name),
        zones=division.zones if division else ("",) * len(regions),
        types=types[year],
        scope="省内" if one_province else "国内",
        completeness=min(
            np.mean([known[j] for j, i in enumerate(study.indicators) if i.dimension == dimension])
            for dimension in DIMENSIONS
        ),
    )
    notes.add("catalogue_rules_ours")
    notes.add("catalogue_no_industry")
    return guidance.catalogue(
        study.rules, measured, place, study.departments, settings.catalogue, notes
    )
