"""All that is said of zones in one evaluation: divisions, types, stability, comparison."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.evidence import Evidence
from layout.core import Core
from layout.frames import Frame
from layout.measures import nearest, series
from layout.metrics import Metrics
from layout.notes import Notes
from layout.robustness import Alternatives
from layout.study import Study
from layout.views import panel_of
from layout.zones import remarks, typology
from layout.zones.division import Division, Totals, divide
from layout.zones.drawn_metrics import Redraw
from layout.zones.neighbours import Neighbours
from layout.zones.partitions import partitions
from layout.zones.reference import beside_reference
from layout.zones.stability import stability
from models import uncertainty

Array = npt.NDArray[np.float64]

STABILITY_COLUMNS = ("kept", "weak", "alternative_zone", "alternative_share")
"""What the zones table shows of the draws."""


@dataclass(frozen=True)
class Zoning:
    """Zones and types of every evaluation year.

    Attributes
    ----------
    divisions
        Year → division, None where none was possible.
    types
        Year → (R,) type of each region, blank where none.
    table
        One row per region and year: zone, type, reference zone and how firm each is.
    tables
        Further tables by file name: partitions, zone_stability, co_association,
        type_probabilities.
    """

    divisions: dict[int, Division | None]
    types: typology.Types
    table: pd.DataFrame
    tables: dict[str, pd.DataFrame]

    def labels(self, regions: int) -> dict[int, tuple[str, ...]]:
        """Year → (R,) zone of each region, blank where none."""
        blank = ("",) * regions
        return {year: one.zones if one else blank for year, one in self.divisions.items()}


def zoning(
    study: Study,
    evidence: Evidence,
    base: Core,
    measured: Metrics,
    choices: Alternatives | None,
    near: Neighbours,
    notes: Notes,
) -> Zoning:
    """Divide, classify, and say how far either can be trusted.

    Parameters
    ----------
    choices
        What the draws choose from; None where the study draws nothing.
    """
    settings = study.settings
    panel = panel_of(evidence.regions, settings.years)
    totals = _totals(study, evidence)
    divisions = _divisions(study, evidence, base, near, totals, notes)
    remarks.on_zones(settings.zones, divisions, len(panel.codes), notes)
    draws = min(settings.zones.draws, settings.robustness.draws) if choices else 0
    firm = stability(
        divisions,
        _drawn_levels(choices, draws) if choices else None,
        near,
        panel,
        settings.zones,
        notes,
        totals,
        settings.seed,
    )
    types = typology.classify(study.types, measured, study.indicators, panel, notes)
    found = None
    if choices and draws:
        redraw = Redraw(study, choices, base, measured)
        found = typology.type_probabilities(study.types, redraw, draws)
    said = typology.describe(study.types, measured, study.indicators, found, panel, notes)
    keys = ["region_code", "year"]
    table = Frame(study, evidence).zones(divisions, types).join(said.columns)
    table = table.merge(
        beside_reference(divisions, panel, evidence.official), on=keys, validate="one_to_one"
    ).merge(firm.zone_stability[[*keys, *STABILITY_COLUMNS]], on=keys, how="left")
    table["weak"] = table.weak.astype("Int64")  # a region without a zone leaves it blank
    return Zoning(
        divisions,
        types,
        table,
        {
            "zone_stability": firm.zone_stability,
            "co_association": firm.co_association,
            "partitions": partitions(divisions),
            "type_probabilities": said.probabilities,
        },
    )


def _divisions(
    study: Study,
    evidence: Evidence,
    base: Core,
    near: Neighbours,
    totals: Mapping[int, Totals],
    notes: Notes,
) -> dict[int, Division | None]:
    """Division of every evaluation year."""
    settings = study.settings
    return {
        year: divide(
            base.scores.levels[t],
            base.scores.composite[t],
            near,
            evidence.official,
            evidence.regions.region_name.to_list(),
            settings.zones,
            year,
            notes,
            totals.get(year),
            settings.seed,
        )
        for t, year in enumerate(settings.years)
    }


def _drawn_levels(choices: Alternatives, draws: int) -> Array | None:
    """(Y, draws, R, 3) dimension scores of the first draws; None where there are none."""
    if not draws:
        return None
    drawn = uncertainty.draw(choices.model, choices.draw(0, draws))
    return np.moveaxis(drawn.levels, 0, -1)


def _totals(study: Study, evidence: Evidence) -> Mapping[int, Totals]:
    """Year → figures that the floor of zones is on, of the nearest year that may stand for it."""
    settings = study.settings
    code = settings.zones.floor_statistic
    if not code:
        return {}
    statistic = evidence.statistics[code]
    codes = evidence.regions.region_code.to_list()
    known = series(evidence.figures, evidence.statistics, study.derived, codes)
    return {
        year: Totals(
            statistic.label_zh,
            nearest(
                known,
                code,
                np.full(len(codes), year),
                max(settings.ages.denominator_max_gap, settings.ages.max_age_in(year)),
            )[0]
            / statistic.unit.factor,
        )
        for year in settings.years
    }
