"""The other views of matching and time: what holds a region back, where resources lie apart, how
levels follow one another, converge and move between classes, whether neighbours are alike, and how
unevenly resources are spread."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.evidence import Evidence
from layout import (
    amounts,
    dynamics,
    gravity,
    inequality,
    lags,
    mismatch,
    obstacles,
    similarity,
    space,
)
from layout.core import Core
from layout.measures import Series, series
from layout.notes import Notes
from layout.settings import Settings
from layout.study import Study
from layout.views import Panel, View, labelled, panel_of, told
from layout.zones.neighbours import Neighbours

REMARK = {"remark": "remark"}
INEQUALITY = {
    "grouping": "grouping",
    "basis": "inequality_basis",
    "measure": "inequality_measure",
}


@dataclass(frozen=True)
class Perspectives:
    """Tables by their file name, and what other tables take from them.

    Attributes
    ----------
    likeness
        Columns for the matching table.
    amounts
        Dimension → (Y, R) amount that is shared out over regions.
    """

    tables: dict[str, pd.DataFrame]
    likeness: pd.DataFrame
    amounts: dict[str, npt.NDArray[np.float64]]


def perspectives(
    study: Study,
    evidence: Evidence,
    base: Core,
    near: Neighbours,
    notes: Notes,
    zones: Mapping[int, tuple[str, ...]],
) -> Perspectives:
    """Compute every view; what a view cannot say is a note or a remark in its table.

    Parameters
    ----------
    zones
        Evaluation year → (R,) zone of each region, blank where none.
    """
    settings = study.settings
    panel = panel_of(evidence.regions, settings.years)
    known = series(evidence.figures, evidence.statistics, study.derived, panel.codes)
    chosen = {str(dimension): code for dimension, code in settings.views.amounts.items()}
    sums = amounts.amounts(known, chosen, evidence.statistics, panel, settings.ages)
    for code, values in sums.notes:
        notes.add(code, **values)
    paths = gravity.paths(sums.found, gravity.label_points(evidence.regions))
    levels, composite = base.scores.levels, base.scores.composite
    obstacle = obstacles.obstacles(panel, base.indicators, base.scores, settings.index)
    moves = dynamics.transitions(levels, composite, panel, near.adjacent)
    groupings = _groupings(zones, evidence.official, panel)
    unequal = _unequal(base, sums, known, groupings, panel, settings)
    tables = {
        "obstacles": labelled(told(obstacle, notes), REMARK),
        "mismatch": labelled(told(mismatch.mismatch(sums.found, panel), notes), REMARK),
        "gravity": labelled(told(gravity.centres(paths, panel), notes), REMARK),
        "gravity_pairs": labelled(told(gravity.centre_pairs(paths, panel), notes), REMARK),
        "lags": labelled(
            told(lags.lags(levels, panel, tested=tuple(settings.views.lags)), notes),
            {"basis": "basis", **REMARK},
        ),
        "convergence": labelled(
            told(dynamics.convergence(levels, composite, panel), notes),
            {"measure": "convergence", **REMARK},
        ),
        "transitions": labelled(
            told(moves, notes), {"neighbour_class": "neighbour_class", **REMARK}
        ),
        "spatial": labelled(
            told(_alike(base, near, panel, settings), notes),
            {"scope": "scope", "quadrant": "moran_quadrant", **REMARK},
        ),
        "inequality": labelled(told(unequal, notes), INEQUALITY | REMARK),
    }
    likeness = told(similarity.likeness(levels, panel), notes)
    return Perspectives(
        tables,
        labelled(likeness, {"quadrant": "quadrant"}),
        {dimension: amount.values for dimension, amount in sums.found.items()},
    )


def _alike(base: Core, near: Neighbours, panel: Panel, settings: Settings) -> View:
    """Whether neighbours have like levels."""
    scores, random = base.scores, space.Random(settings.views.permutations, settings.seed)
    coordination = base.match.coordination
    return space.association(
        scores.levels, scores.composite, coordination, panel, near.adjacent, random
    )


def _unequal(
    base: Core,
    sums: amounts.Amounts,
    known: Series,
    groupings: Mapping[str, list[tuple[str, ...]]],
    panel: Panel,
    settings: Settings,
) -> View:
    """How unequal scores and amounts are, within and between the groups."""
    people = inequality.populations(
        known, settings.views.population, sums.found, settings.ages.denominator_max_gap
    )
    spread = inequality.subjects(base.scores.levels, base.scores.composite, sums.found, people)
    return inequality.inequality(spread, groupings, panel)


def _groupings(
    zones: Mapping[int, tuple[str, ...]], official: tuple[str, ...], panel: Panel
) -> dict[str, list[tuple[str, ...]]]:
    """Group of each region in each year, blank where none: the zones, the reference zones."""
    blank = ("",) * len(panel.codes)
    return {
        inequality.ZONE: [zones.get(year, blank) for year in panel.years],
        inequality.REFERENCE: [official] * len(panel.years),
    }
