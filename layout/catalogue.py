"""The catalogue of the last evaluation year: for the study's regions, then for overlay zones."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from geodata.evidence import Evidence
from layout import guidance
from layout.guidance import OVERLAY, Place, Pool
from layout.guidance_draws import drawn_rules
from layout.indicators import DIMENSIONS
from layout.measures import Measures
from layout.metrics import PERCENTILE, Metrics
from layout.not_listed import not_listed
from layout.notes import Notes
from layout.overlays import Overlays
from layout.rules_table import rules_table
from layout.study import Study
from layout.zones.drawn_metrics import Redraw
from layout.zones.typology import Types
from layout.zones.zoning import Zoning


class Listed(NamedTuple):
    """The rows of the catalogue; regions and rules without a row, and why; the rules applied."""

    rows: pd.DataFrame
    tables: dict[str, pd.DataFrame]


def catalogue(
    study: Study,
    evidence: Evidence,
    every: Measures,
    measured: Metrics,
    zoned: Zoning,
    over: Overlays | None,
    overlay_types: Types,
    redraw: Redraw | None,
    notes: Notes,
) -> Listed:
    """Apply the rules to every region and to every overlay zone that has scores.

    Parameters
    ----------
    redraw
        What the metrics of a draw are computed from; None where the study draws nothing.
    """
    notes.add("catalogue_rules_ours")
    if evidence.registers is None:
        notes.add("catalogue_no_industry")
    settings = study.settings
    place = regions_in_last_year(study, evidence, every, zoned)
    pool = Pool.of(place, measured, costs=_costs(study))
    draws = min(settings.zones.draws, settings.robustness.draws) if redraw else 0
    drawn = drawn_rules(study.rules, redraw, draws) if redraw and draws else None
    if drawn:
        notes.add("catalogue_draws", draws=f"{drawn.draws:,}")
    else:
        notes.add("catalogue_no_draws")
    parts: list[tuple[Metrics, Place, Pool, Notes]] = [(measured, place, pool, notes)]
    if over:
        # what rules leave undecided is noted of the regions; an overlay may have no scores at all
        parts.append(
            (over.metrics, *_overlays(place, pool, evidence, over, overlay_types), Notes())
        )
    rows, rest = [], []
    for metrics, where, among, told in parts:
        rows.append(
            guidance.catalogue(
                study.rules,
                metrics,
                where,
                among,
                study.departments,
                settings.catalogue,
                told,
                drawn,
            )
        )
        rest.append(not_listed(study.rules, metrics, where, study.indicators))
    return Listed(
        pd.concat(rows, ignore_index=True),
        {
            "catalogue_not_listed": pd.concat(rest, ignore_index=True),
            "catalogue_rules": rules_table(study.rules, study.industry_rules),
        },
    )


def _costs(study: Study) -> frozenset[str]:
    """Indicators of which less is better, and their percentiles."""
    codes = [i.code for i in study.indicators if i.direction == "cost"]
    return frozenset([*codes, *(PERCENTILE + code for code in codes)])


def regions_in_last_year(study: Study, evidence: Evidence, every: Measures, zoned: Zoning) -> Place:
    """The study's regions in the last evaluation year."""
    settings, regions = study.settings, evidence.regions
    known = np.asarray(every.known().any(axis=0))
    year = settings.years[-1]
    one_province = settings.level != "province" and regions.parent_code.nunique() == 1
    return Place(
        year=year,
        position=len(settings.years) - 1,
        codes=tuple(regions.region_code),
        names=tuple(regions.region_name),
        zones=zoned.labels(len(regions))[year],
        types=zoned.types[year],
        in_province=one_province,
        completeness=min(
            np.mean([known[j] for j, i in enumerate(study.indicators) if i.dimension == dimension])
            for dimension in DIMENSIONS
        ),
        sources=study.resource_sources,
    )


def _overlays(
    regions: Place, pool: Pool, evidence: Evidence, over: Overlays, types: Types
) -> tuple[Place, Pool]:
    """Overlay zones in the same year: gaps to the regions, sources outside the overlay."""
    place = Place(
        year=regions.year,
        position=regions.position,
        codes=over.codes,
        names=over.names,
        zones=("",) * len(over.codes),
        types=types[regions.year],
        in_province=regions.in_province,
        completeness=regions.completeness,
        layer=OVERLAY,
        sources=regions.sources,
    )
    position = {code: n for n, code in enumerate(regions.codes)}
    own = tuple(tuple(position[code] for code in codes) for codes in evidence.overlays.study_codes)
    return place, replace(pool, own=own)
