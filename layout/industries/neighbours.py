"""Which industries a region could enter next: those related to what it has already."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from layout.industries.panel import IndustryPanel
from layout.industries.reference import Reference
from layout.industries.specialisation import Specialisation
from layout.views import Array, Note, View, labelled, rounded
from models import relatedness, specialisation

WEAK_BELOW = 30
"""Regions below which few co-occurrences decide how related two industries are."""

COLUMNS = (
    "region_code",
    "region_name",
    "year",
    "rank",
    "industry",
    "industry_zh",
    "density",
    "lq",
    "rta",
    "rights",
    "economy",
    "quadrant",
    "proximity_of",
)
STUDY, BENCHMARKS = "study", "benchmarks"


@dataclass(frozen=True)
class Related:
    """Nearness of industries in the last year.

    Attributes
    ----------
    density
        (R, I) how much of what is related to the industry the region has; NaN undefined.
    candidates
        (R, number) positions of the nearest industries that it lacks, -1 where there are no more.
    areas, basis
        How many areas tell the relatedness, and which: `STUDY` or `BENCHMARKS`.
    """

    density: Array
    candidates: npt.NDArray[np.int64]
    areas: int
    basis: str


def related(
    found: IndustryPanel, spec: Specialisation, others: list[Reference], number: int
) -> Related:
    """Candidates by the product space of the economy in the last year.

    Parameters
    ----------
    others
        Benchmarks: if more of them than the study has regions tell the economy by industry, they
        tell the relatedness.
    number
        Candidates of each region; 0 for none.
    """
    _, regions, industries = found.axes.shape
    own = np.nan_to_num(spec.ec[-1])
    present = specialisation.advantage(own) if own.size else own > 0
    rows = _benchmark_rows(found, spec, others)
    wider = len(rows) > regions
    source = specialisation.advantage(rows) if wider else present
    near = relatedness.density(present, relatedness.proximity(source))
    none = np.full((regions, 0), -1, dtype=np.int64)
    if not number or not spec.ec_basis:
        return Related(near, none, len(source), BENCHMARKS if wider else STUDY)
    # an industry that nothing in the region is related to is no candidate for entry
    closed = present | (near == 0)
    chosen = relatedness.entry_candidates(closed, near, min(number, industries))
    return Related(near, chosen.industry, len(source), BENCHMARKS if wider else STUDY)


def _benchmark_rows(found: IndustryPanel, spec: Specialisation, others: list[Reference]) -> Array:
    """Economies (areas, I) of the benchmarks that tell every industry of the study."""
    year = found.axes.panel.years[-1]
    rows = [reference.amounts(spec.ec_basis, year) for reference in others]
    full = [row for row in rows if not np.isnan(row).any()]
    return np.array(full) if full else np.empty((0, found.axes.shape[2]))


def table(found: IndustryPanel, spec: Specialisation, near: Related) -> View:
    """One row per region and candidate, the nearest first."""
    axes = found.axes
    region, rank = np.nonzero(near.candidates >= 0)
    place = near.candidates[region, rank]
    frame = pd.DataFrame(
        {
            "region_code": np.array(axes.panel.codes)[region],
            "region_name": np.array(axes.panel.names)[region],
            "year": axes.panel.years[-1],
            "rank": rank + 1,
            "industry": np.array(axes.industries, dtype=object)[place],
            "industry_zh": np.array(axes.labels, dtype=object)[place],
            "density": rounded(near.density[region, place]),
            "lq": rounded(spec.lq[-1][region, place]),
            "rta": rounded(spec.rta[-1][region, place]),
            "rights": rounded(spec.ip[-1][region, place]),
            "economy": rounded(spec.ec[-1][region, place]),
            "quadrant": np.array(specialisation.QUADRANTS)[spec.quadrant[-1][region, place]],
            "proximity_of": near.basis,
        },
        columns=[*COLUMNS],
    )
    kinds = {"quadrant": "industry_quadrant", "proximity_of": "proximity_of"}
    return View(labelled(frame, kinds), _notes(near, len(frame)))


def _notes(near: Related, rows: int) -> list[Note]:
    if not rows:
        return []
    if near.areas < WEAK_BELOW:
        code = "relatedness_weak" if near.basis == STUDY else "relatedness_few_benchmarks"
        return [(code, {"number": near.areas, "least": WEAK_BELOW})]
    return [("relatedness_reading", {"number": near.areas})]
