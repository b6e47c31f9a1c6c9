"""The catalogue of the last evaluation year: for the study's regions, then for overlay zones."""

import numpy as np
import pandas as pd

from geodata.evidence import Evidence
from layout import guidance
from layout.guidance import OVERLAY, Place, Pool
from layout.indicators import DIMENSIONS
from layout.measures import Measures
from layout.metrics import Metrics
from layout.notes import Notes
from layout.overlays import Overlays
from layout.study import Study
from layout.zones.typology import Types
from layout.zones.zoning import Zoning


def catalogue(
    study: Study,
    evidence: Evidence,
    every: Measures,
    measured: Metrics,
    zoned: Zoning,
    over: Overlays | None,
    overlay_types: Types,
    notes: Notes,
) -> pd.DataFrame:
    """Apply the rules to every region and to every overlay zone that has scores."""
    notes.add("catalogue_rules_ours")
    if evidence.registers is None:
        notes.add("catalogue_no_industry")
    place = regions_in_last_year(study, evidence, every, zoned)
    pool = Pool.of(place, measured)
    parts = [(measured, place, pool, notes)]
    if over:
        # what rules leave undecided is noted of the regions; an overlay may have no scores at all
        parts.append(
            (over.metrics, *_overlays(place, pool, evidence, over, overlay_types), Notes())
        )
    tables = [
        guidance.catalogue(
            study.rules, metrics, where, among, study.departments, study.settings.catalogue, told
        )
        for metrics, where, among, told in parts
    ]
    return pd.concat(tables, ignore_index=True)


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
        scope="省内" if one_province else "国内",
        completeness=min(
            np.mean([known[j] for j, i in enumerate(study.indicators) if i.dimension == dimension])
            for dimension in DIMENSIONS
        ),
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
        scope=regions.scope,
        completeness=regions.completeness,
        layer=OVERLAY,
    )
    position = {code: n for n, code in enumerate(regions.codes)}
    own = tuple(tuple(position[code] for code in codes) for codes in evidence.overlays.study_codes)
    return place, Pool(pool.names, pool.values, own)
