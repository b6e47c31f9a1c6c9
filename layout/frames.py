"""The evaluation's arrays as tidy tables, one row per region and year; see ``docs/tables.md``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.evidence import Evidence
from layout.index import Scores, ranks
from layout.indicators import DIMENSIONS, Indicator
from layout.labels import label
from layout.matching import PAIRS, Match
from layout.measures import NO_YEAR, Measures
from layout.metrics import Metrics
from layout.study import Study
from layout.zones.division import Division
from models import treat

DECIMALS = 6
"""Of published scores: far below what the figures support, far above rounding differences."""

COMPOSITE = "composite"


@dataclass(frozen=True)
class Frame:
    """Builds the tables of one evaluation."""

    study: Study
    evidence: Evidence

    @property
    def years(self) -> Sequence[int]:
        """Evaluation years."""
        return self.study.settings.years

    def keys(self) -> pd.DataFrame:
        """Region and year of every row, year by year in the study's order of regions."""
        regions = self.evidence.regions
        return pd.DataFrame(
            {
                "region_code": np.tile(regions.region_code, len(self.years)),
                "region_name": np.tile(regions.region_name, len(self.years)),
                "year": np.repeat(self.years, len(regions)),
            }
        )

    def scores(self, scores: Scores, metrics: Metrics) -> pd.DataFrame:
        """Dimension scores and composite with ranks, coverage and the years really used."""
        parts = []
        for d, dimension in enumerate((COMPOSITE, *DIMENSIONS)):
            one = d > 0
            values = scores.levels[..., d - 1] if one else scores.composite
            equal = scores.levels_equal[..., d - 1] if one else scores.composite_equal
            covered = scores.coverage[..., d - 1] if one else scores.coverage.min(axis=-1)
            oldest = metrics.years[f"u_{dimension}" if one else COMPOSITE]
            parts.append(
                self.keys().assign(
                    dimension=dimension,
                    score=flat(values),
                    rank=whole(ranks(np.round(values, DECIMALS))),
                    score_equal=flat(equal),
                    rank_equal=whole(ranks(np.round(equal, DECIMALS))),
                    coverage=flat(covered),
                    oldest_figure=whole(np.where(oldest == NO_YEAR, np.nan, oldest)),
                )
            )
        return pd.concat(parts, ignore_index=True)

    def matching(self, match: Match, scores: Scores) -> pd.DataFrame:
        """Levels, C, T, D in their forms, grade, lag and relative development."""
        frame = self.keys()
        for d, dimension in enumerate(DIMENSIONS):
            frame[f"u_{dimension}"] = flat(scores.levels[..., d])
        grade_labels = np.array(["", *self.study.grades.labels])
        frame = frame.assign(
            coupling=flat(match.coupling),
            development=flat(match.development),
            coordination=flat(match.coordination),
            coupling_standard=flat(match.coupling_by_form["standard"]),
            coordination_standard=flat(match.coordination_by_form["standard"]),
            grade=grade_labels[match.grade.ravel()],
            lag_type=[label("lag", code) for code in match.lag.ravel()],
            coupling_fan=flat(match.coupling_by_form["fan"]),
            coordination_fan=flat(match.coordination_by_form["fan"]),
            lag_type_relative=[label("lag", code) for code in match.lag_relative.ravel()],
            grade_level=match.grade.ravel(),
            rank_coordination=whole(ranks(np.round(match.coordination, DECIMALS))),
        )
        for a, b in PAIRS:
            frame[f"ratio_{a}_{b}"] = flat(match.relative[a, b])
        return frame

    def zones(
        self, divisions: Mapping[int, Division | None], types: Mapping[int, tuple[str, ...]]
    ) -> pd.DataFrame:
        """Zone, type and reference zone of every region and year."""
        blank = ("",) * len(self.evidence.regions)
        made = [divisions[year] for year in self.years]
        return self.keys().assign(
            zone=[zone for one in made for zone in (one.zones if one else blank)],
            zone_type=[kind for year in self.years for kind in types[year]],
            reference_zone=[*self.evidence.official] * len(self.years),
        )

    def weights(
        self, scores: Scores, indicators: Sequence[Indicator], measures: Measures
    ) -> pd.DataFrame:
        """Weight of every scored indicator by every method, and its shape before and after."""
        method = self.study.settings.index.weighting
        rows = []
        for j, indicator in enumerate(indicators):
            before = shape(measures.values[..., j])
            after = shape(scores.normalised[..., j])
            rows.append(
                {
                    "dimension": indicator.dimension,
                    "sub_dimension": indicator.sub_dimension,
                    "indicator": indicator.code,
                    "label": indicator.label_zh,
                    "unit": indicator.unit.name,
                    "method": method,
                    "weight": rounded(scores.weights[method][j]),
                    **{
                        f"weight_{name}": rounded(scores.weights[name][j])
                        for name in ("equal", "entropy", "critic")
                    },
                    "transform": indicator.transform,
                    "skewness_before": rounded(before[0]),
                    "skewness_after": rounded(after[0]),
                    "kurtosis_after": rounded(after[1]),
                    "direction": indicator.direction,
                    "goalpost_low": indicator.goalpost_low,
                    "goalpost_high": indicator.goalpost_high,
                    "goalpost_basis": indicator.goalpost_basis,
                    "clipped": int(scores.clipped[..., j].sum()),
                    "missing": int(np.isnan(measures.values[..., j]).sum()),
                    "source": ";".join(indicator.source),
                }
            )
        return pd.DataFrame(rows)

    def indicators(
        self, measures: Measures, used: Sequence[Indicator], scores: Scores
    ) -> pd.DataFrame:
        """Every value with the years it comes from, its score, and whether it was clipped."""
        position = {indicator.code: n for n, indicator in enumerate(used)}
        derived = {statistic.code for statistic, _ in self.study.derived}
        parts = []
        for j, indicator in enumerate(self.study.indicators):
            n = position.get(indicator.code)
            tops = measures.numerator_years[..., j]
            status = np.where(tops == np.array(self.years)[:, None], "observed", "earlier")
            if {indicator.numerator, indicator.denominator} & derived:
                status = np.full(status.shape, "derived")
            status = np.where(tops == NO_YEAR, "missing", status)
            if n is not None:
                status = np.where(scores.imputed[..., n], "imputed", status)
            nothing = np.full(tops.shape, np.nan)
            parts.append(
                self.keys().assign(
                    dimension=indicator.dimension,
                    indicator=indicator.code,
                    label=indicator.label_zh,
                    value=flat(measures.values[..., j]),
                    unit=indicator.unit.name,
                    figure_year=whole(np.where(tops == NO_YEAR, np.nan, tops)),
                    denominator_year=whole(
                        np.where(
                            measures.denominator_years[..., j] == NO_YEAR,
                            np.nan,
                            measures.denominator_years[..., j],
                        )
                    ),
                    status=status.ravel(),
                    score=flat(scores.normalised[..., n] if n is not None else nothing),
                    clipped=whole(
                        scores.clipped[..., n].astype(float) if n is not None else nothing
                    ),
                )
            )
        return pd.concat(parts, ignore_index=True)


def shape(values: npt.NDArray[np.float64]) -> tuple[float, float]:
    """Skewness and excess kurtosis over all years and regions; NaN where they do not exist."""
    cells = values.ravel()[:, None]
    try:
        return float(treat.skewness(cells)[0]), float(treat.kurtosis(cells)[0])
    except ValueError:
        return float("nan"), float("nan")


def flat(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Values one after another, as published."""
    return np.round(values.ravel(), DECIMALS)


def rounded(value: float) -> float:
    """One value as published."""
    return round(float(value), DECIMALS)


def whole(values: npt.NDArray[np.float64]) -> pd.Series:
    """Whole numbers that may be missing, one after another."""
    return pd.Series(values.ravel()).astype("Int64")
