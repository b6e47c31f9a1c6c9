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
from layout.matching import PAIRS, SYNCHRONOUS, Match
from layout.measures import NO_YEAR, Measures
from layout.metrics import Metrics
from layout.study import Study
from layout.zones import Division
from models import treat
from models.sensitivity import Indices
from models.uncertainty import Summary

DECIMALS = 6
"""Of published scores: far below what the figures support, far above rounding differences."""

COMPOSITE = "composite"
QUANTITIES = (*DIMENSIONS, COMPOSITE, "coordination")
"""What is drawn anew, in the order of `models.uncertainty.Summary`."""

SENSITIVITY_COLUMNS = [
    "year",
    "target",
    "factor",
    "factor_label",
    "options",
    "first_order",
    "first_low",
    "first_high",
    "total",
    "total_low",
    "total_high",
]
REMOVAL_COLUMNS = [
    "year",
    "target",
    "indicator",
    "label",
    "mean_rank_shift",
    "largest_rank_shift",
    "region_most_moved",
]
INTERVAL_COLUMNS = ["score_low", "score_high", "rank_low", "rank_high"]


@dataclass(frozen=True)
class Frame:
    """Builds the tables of one evaluation."""

    study: Study
    evidence: Evidence

    @property
    def years(self) -> Sequence[int]:
        """Evaluation years."""
        return self.study.settings.years

    def _keys(self) -> pd.DataFrame:
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
                self._keys().assign(
                    dimension=dimension,
                    score=_flat(values),
                    rank=_whole(ranks(np.round(values, DECIMALS))),
                    score_equal=_flat(equal),
                    rank_equal=_whole(ranks(np.round(equal, DECIMALS))),
                    coverage=_flat(covered),
                    oldest_figure=_whole(np.where(oldest == NO_YEAR, np.nan, oldest)),
                )
            )
        return pd.concat(parts, ignore_index=True)

    def matching(self, match: Match, scores: Scores) -> pd.DataFrame:
        """Levels, C, T, D in their forms, grade, lag and relative development."""
        frame = self._keys()
        for d, dimension in enumerate(DIMENSIONS):
            frame[f"u_{dimension}"] = _flat(scores.levels[..., d])
        grade_labels = np.array(["", *self.study.grades.labels])
        frame = frame.assign(
            coupling=_flat(match.coupling),
            development=_flat(match.development),
            coordination=_flat(match.coordination),
            coupling_standard=_flat(match.coupling_by_form["standard"]),
            coordination_standard=_flat(match.coordination_by_form["standard"]),
            grade=grade_labels[match.grade.ravel()],
            lag_type=[label("lag", code) for code in match.lag.ravel()],
            coupling_fan=_flat(match.coupling_by_form["fan"]),
            coordination_fan=_flat(match.coordination_by_form["fan"]),
            lag_type_relative=[label("lag", code) for code in match.lag_relative.ravel()],
            grade_level=match.grade.ravel(),
            rank_coordination=_whole(ranks(np.round(match.coordination, DECIMALS))),
        )
        for a, b in PAIRS:
            frame[f"ratio_{a}_{b}"] = _flat(match.relative[a, b])
        return frame

    def zones(
        self, divisions: Mapping[int, Division | None], types: Mapping[int, tuple[str, ...]]
    ) -> pd.DataFrame:
        """Zone, type and reference zone of every region and year."""
        blank = ("",) * len(self.evidence.regions)
        made = [divisions[year] for year in self.years]
        reference = [
            self.evidence.reference_zones.get(code, "")
            for code in self.evidence.regions.region_code
        ]
        return self._keys().assign(
            zone=[zone for one in made for zone in (one.zones if one else blank)],
            zone_type=[kind for year in self.years for kind in types[year]],
            reference_zone=reference * len(self.years),
        )

    def zone_summary(self, zones: pd.DataFrame, scores: Scores) -> pd.DataFrame:
        """Members and mean levels of each zone; ``zone_label`` is what maps print."""
        regions = self.evidence.regions
        short = dict(zip(regions.region_code, regions.short_name, strict=True))
        table = zones.assign(composite=_flat(scores.composite))
        for d, dimension in enumerate(DIMENSIONS):
            table[f"u_{dimension}"] = _flat(scores.levels[..., d])
        rows = []
        for (year, zone), group in table[table.zone != ""].groupby(["year", "zone"], sort=True):
            members = group.sort_values(["composite", "region_code"], ascending=[False, True])
            names = [short[code] for code in members.region_code]
            means = {
                column: round(float(group[column].mean()), DECIMALS)
                for column in ("composite", *(f"u_{d}" for d in DIMENSIONS))
            }
            others = f"等{len(names)}地" if len(names) > 1 else ""
            rows.append(
                {
                    "year": year,
                    "zone": zone,
                    "zone_label": f"{zone} {names[0]}{others}",
                    "regions": len(names),
                    **means,
                    "members": "、".join(names),
                }
            )
        columns = ["year", "zone", "zone_label", "regions", "composite"]
        columns += [*(f"u_{d}" for d in DIMENSIONS), "members"]
        return pd.DataFrame(rows, columns=columns)

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
                    "weight": _rounded(scores.weights[method][j]),
                    **{
                        f"weight_{name}": _rounded(scores.weights[name][j])
                        for name in ("equal", "entropy", "critic")
                    },
                    "transform": indicator.transform,
                    "skewness_before": _rounded(before[0]),
                    "skewness_after": _rounded(after[0]),
                    "kurtosis_after": _rounded(after[1]),
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
            nothing = np.full(tops.shape, np.nan)
            parts.append(
                self._keys().assign(
                    dimension=indicator.dimension,
                    indicator=indicator.code,
                    label=indicator.label_zh,
                    value=_flat(measures.values[..., j]),
                    unit=indicator.unit.name,
                    figure_year=_whole(np.where(tops == NO_YEAR, np.nan, tops)),
                    denominator_year=_whole(
                        np.where(
                            measures.denominator_years[..., j] == NO_YEAR,
                            np.nan,
                            measures.denominator_years[..., j],
                        )
                    ),
                    status=status.ravel(),
                    score=_flat(scores.normalised[..., n] if n is not None else nothing),
                    clipped=_whole(
                        scores.clipped[..., n].astype(float) if n is not None else nothing
                    ),
                )
            )
        return pd.concat(parts, ignore_index=True)

    def uncertainty(
        self, spread: Summary, nominal: Sequence[npt.NDArray[np.float64]]
    ) -> pd.DataFrame:
        """Published score and rank of each quantity with the median and 5–95 % interval.

        Parameters
        ----------
        nominal : (Y, R) per quantity, in the order of `QUANTITIES`
            Published scores.
        """
        parts = []
        for q, quantity in enumerate(QUANTITIES):
            low, median, high = np.moveaxis(spread.scores[q], -1, 0)
            rank_low, rank_median, rank_high = np.moveaxis(spread.ranks[q], -1, 0)
            parts.append(
                self._keys().assign(
                    quantity=quantity,
                    score=_flat(nominal[q]),
                    score_low=_flat(low),
                    score_median=_flat(median),
                    score_high=_flat(high),
                    rank=_whole(ranks(np.round(nominal[q], DECIMALS))),
                    rank_low=_whole(rank_low),
                    rank_median=_whole(rank_median),
                    rank_high=_whole(rank_high),
                    overlapping=_whole(overlapping(rank_low, rank_high)),
                )
            )
        return pd.concat(parts, ignore_index=True)

    def probabilities(self, spread: Summary) -> pd.DataFrame:
        """Share of the draws with each grade of D and with each lag type, zeros left out."""
        lags = [label("lag", code) for code in (*DIMENSIONS, SYNCHRONOUS)]
        kinds = (
            ("grade", self.study.grades.labels, spread.grade_shares),
            ("lag_type", lags, spread.lag_shares),
        )
        parts = [
            self._keys().assign(kind=kind, value=name, probability=_flat(shares[..., n]))
            for kind, names, shares in kinds
            for n, name in enumerate(names)
        ]
        table = pd.concat(parts, ignore_index=True)
        return table[table.probability > 0].reset_index(drop=True)

    def sensitivity(
        self, drivers: Mapping[str, Indices], options: Mapping[str, int]
    ) -> pd.DataFrame:
        """Sobol indices of the mean rank shift of the last year, by target and factor."""
        rows = [
            {
                "year": self.years[-1],
                "target": target,
                "factor": factor,
                "factor_label": label("factor", factor),
                "options": options[factor],
                "first_order": _rounded(found.first[f]),
                "first_low": _rounded(found.first_interval[0, f]),
                "first_high": _rounded(found.first_interval[1, f]),
                "total": _rounded(found.total[f]),
                "total_low": _rounded(found.total_interval[0, f]),
                "total_high": _rounded(found.total_interval[1, f]),
            }
            for target, found in drivers.items()
            for f, factor in enumerate(options)
        ]
        return pd.DataFrame(rows, columns=SENSITIVITY_COLUMNS)

    def removals(
        self,
        shifts: Mapping[str, npt.NDArray[np.float64]],
        removed: Sequence[Indicator],
    ) -> pd.DataFrame:
        """What leaving one indicator out does to the ranks of the last year."""
        names = self.evidence.regions.region_name.to_numpy()
        rows = []
        for target, moved in shifts.items():
            for indicator, shift in zip(removed, moved, strict=True):
                most = int(np.nanargmax(np.abs(shift)))
                rows.append(
                    {
                        "year": self.years[-1],
                        "target": target,
                        "indicator": indicator.code,
                        "label": indicator.label_zh,
                        "mean_rank_shift": _rounded(np.nanmean(np.abs(shift))),
                        "largest_rank_shift": int(shift[most]),
                        "region_most_moved": names[most] if shift[most] else "",
                    }
                )
        return pd.DataFrame(rows, columns=REMOVAL_COLUMNS)


def overlapping(
    low: npt.NDArray[np.float64], high: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Number of other regions of the year whose rank interval meets a region's own.

    Parameters
    ----------
    low, high : (…, regions)
        Bounds of the rank intervals, NaN where a region has none.
    """
    meet = (low[..., None, :] <= high[..., :, None]) & (high[..., None, :] >= low[..., :, None])
    return np.where(np.isnan(low), np.nan, meet.sum(axis=-1) - 1.0)


def shape(values: npt.NDArray[np.float64]) -> tuple[float, float]:
    """Skewness and excess kurtosis over all years and regions; NaN where they do not exist."""
    cells = values.ravel()[:, None]
    try:
        return float(treat.skewness(cells)[0]), float(treat.kurtosis(cells)[0])
    except ValueError:
        return float("nan"), float("nan")


def _flat(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.round(values.ravel(), DECIMALS)


def _rounded(value: float) -> float:
    return round(float(value), DECIMALS)


def _whole(values: npt.NDArray[np.float64]) -> pd.Series:
    """Whole numbers that may be missing."""
    return pd.Series(values.ravel()).astype("Int64")
