"""The other views of matching and time: what holds a region back, where resources lie apart, how
levels follow one another, converge and move between classes."""

from dataclasses import dataclass

import pandas as pd

from geodata.evidence import Evidence
from layout import amounts, dynamics, gravity, lags, mismatch, obstacles, similarity
from layout.core import Core
from layout.measures import series
from layout.notes import Notes
from layout.study import Study
from layout.views import labelled, panel_of, told
from layout.zones.neighbours import Neighbours

REMARK = {"remark": "remark"}


@dataclass(frozen=True)
class Perspectives:
    """Tables by their file name, and the columns that they add to the matching table."""

    tables: dict[str, pd.DataFrame]
    likeness: pd.DataFrame


def perspectives(
    study: Study, evidence: Evidence, base: Core, near: Neighbours, notes: Notes
) -> Perspectives:
    """Compute every view; what a view cannot say is a note or a remark in its table."""
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
    }
    likeness = told(similarity.likeness(levels, panel), notes)
    return Perspectives(tables, labelled(likeness, {"quadrant": "quadrant"}))
