"""How well the three resources match: level, coupling, coordination, grade and lag."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from geodata.errors import Problems
from geodata.tables import Table, read_table
from layout.indicators import DIMENSIONS
from layout.measures import missing_any
from layout.settings import Matching
from models import coupling

Array = npt.NDArray[np.float64]

GRADE_COLUMNS = ("scale", "level", "upper", "label_zh", "label_en", "source")
SYNCHRONOUS = "none"
"""Lag type of a region where no dimension lags behind."""

PAIRS = (("ip", "innovation"), ("ip", "industry"), ("innovation", "industry"))


@dataclass(frozen=True)
class GradeScale:
    """Grades of D: intervals (previous upper, upper], the last one ends at 1."""

    uppers: tuple[float, ...]
    labels: tuple[str, ...]

    def levels(self, degrees: Array) -> npt.NDArray[np.int_]:
        """Grade of each degree, 1 the lowest; 0 where the degree is missing."""
        grades = np.searchsorted(self.uppers, degrees, side="left") + 1
        return np.where(np.isnan(degrees), 0, np.minimum(grades, len(self.uppers)))


@dataclass(frozen=True)
class Match:
    """Matching of every evaluation year and region; NaN where a dimension has no score.

    Attributes
    ----------
    coupling, development, coordination
        (Y, R) by the form and weights of the study.
    coupling_by_form, coordination_by_form
        Form → (Y, R), for all three forms.
    grade
        (Y, R) level on the grade scale, 0 where undefined.
    lag
        (Y, R) dimension that lags, ``none`` where they keep pace, blank where undefined.
    lag_relative
        (Y, R) the same, of levels divided by their mean over the regions of the year: it tells
        what a region lacks beside the others, whatever the goalposts of a dimension.
    relative
        Pair of dimensions → (Y, R) ratio of the first level to the second.
    """

    coupling: Array
    development: Array
    coordination: Array
    coupling_by_form: dict[str, Array]
    coordination_by_form: dict[str, Array]
    grade: npt.NDArray[np.int_]
    lag: npt.NDArray[np.str_]
    lag_relative: npt.NDArray[np.str_]
    relative: dict[tuple[str, str], Array]


def read_grades(path: Path, scale: str, problems: Problems) -> tuple[GradeScale, Table]:
    """Read one scale of the grade table; its intervals must rise and end at 1."""
    table = read_table(path, GRADE_COLUMNS, problems)
    rows = [row for row in table if row["scale"] == scale]
    uppers: list[float] = []
    for row in rows:
        try:
            uppers.append(float(row["upper"]))
        except ValueError:
            problems.add_study("number_invalid", table.name, row.number, "upper", seen=row["upper"])
    if table.rows and not rows:
        scales = "、".join(dict.fromkeys(row["scale"] for row in table))
        problems.add_study(
            "value_not_allowed", table.name, column="scale", seen=scale, allowed=scales
        )
    elif uppers and (sorted(set(uppers)) != uppers or uppers[0] <= 0 or uppers[-1] != 1):
        detail = "、".join(f"{upper:g}" for upper in uppers)
        at = next((n for n in range(1, len(uppers)) if uppers[n] <= uppers[n - 1]), -1)
        problems.add_study(
            "grade_gap", table.name, rows[at].number, "upper", scale=scale, detail=detail
        )
    return GradeScale(tuple(uppers), tuple(row["label_zh"] for row in rows)), table


def match(levels: Array, dimension_weights: Array, scale: GradeScale, settings: Matching) -> Match:
    """Match the three dimension scores.

    Parameters
    ----------
    levels : (Y, R, 3)
        Dimension scores in [0, 1], NaN where a dimension has none.
    dimension_weights : (3,)
        Weights of the dimensions in T.
    """
    whole = ~missing_any(levels)
    known = levels[whole]

    def spread(values: Array) -> Array:
        result = np.full(whole.shape, np.nan)
        result[whole] = values
        return result

    by_form = {form: spread(coupling.coupling(known, form)) for form in coupling.METHODS}
    both_by_form = {
        form: spread(coupling.coordination(known, dimension_weights, form))
        for form in coupling.METHODS
    }
    coordination = both_by_form[settings.form]
    means = np.nanmean(np.where(whole[..., None], levels, np.nan), axis=1, keepdims=True)
    # brought back into [0, 1]: a common factor changes no ratio of lowest to mean
    beside = levels / means / np.nanmax(levels / means)
    ratios = coupling.relative_development(known)
    return Match(
        coupling=by_form[settings.form],
        development=spread(coupling.development(known, dimension_weights)),
        coordination=coordination,
        coupling_by_form=by_form,
        coordination_by_form=both_by_form,
        grade=scale.levels(coordination),
        lag=_lag(levels, whole, settings.lag_threshold),
        lag_relative=_lag(beside, whole, settings.lag_threshold),
        relative={
            (a, b): spread(ratios[:, DIMENSIONS.index(a), DIMENSIONS.index(b)]) for a, b in PAIRS
        },
    )


def _lag(levels: Array, whole: npt.NDArray[np.bool_], threshold: float) -> npt.NDArray[np.str_]:
    """Dimension that lags in each complete row, blank elsewhere."""
    lag = np.full(whole.shape, "", dtype="<U16")
    lag[whole] = np.array([*DIMENSIONS, SYNCHRONOUS])[coupling.lagging(levels[whole], threshold)]
    return lag
