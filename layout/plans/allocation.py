"""A target divided among regions by a rule, in whole steps that add up exactly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.plans.records import ANNUAL, CUMULATIVE, STOCK
from geodata.statistics import Statistic
from layout.notes import Notes, listed
from layout.plans.figures import Case, level_of
from layout.plans.printed import written
from layout.views import labelled, published, remark
from models.apportionment import decompose

Array = npt.NDArray[np.float64]

ALLOCATION_COLUMNS = (
    "scheme",
    "plan_id",
    "indicator_id",
    "label_zh",
    "rule",
    "region_code",
    "region_name",
    "weight",
    "baseline",
    "increment",
    "target",
    "unit",
    "share",
    "total",
    "remark",
)
ALLOCATION_KINDS: Mapping[str, str] = {"rule": "plan_rule", "remark": "remark"}

AMOUNTS = (ANNUAL, CUMULATIVE, STOCK)
"""Kinds of which the regions add up to the whole: not shares, rates or satisfaction."""
AFTER = 1
"""Years after the baseline's from which weights may come: a plan is made in the year after it."""


class Known(NamedTuple):
    """Figures of one statistic for the regions, (regions,), and their year."""

    values: Array
    year: int


class SchemeError(Exception):
    """A scheme cannot be computed and is left out: the code of the note and what fills it."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.code, self.values = code, values


@dataclass(frozen=True)
class Ground:
    """What schemes are computed from.

    Attributes
    ----------
    regions
        ``region_code, region_name, parent_code`` of the study.
    years
        Evaluation years: figures of other years are not used.
    """

    figures: pd.DataFrame
    statistics: Mapping[str, Statistic]
    regions: pd.DataFrame
    years: Sequence[int]

    def of(self, plan_region: str) -> pd.DataFrame:
        """Regions of the study that belong to the region of a plan."""
        if level_of(plan_region) == "nation":
            return self.regions
        return self.regions[self.regions.parent_code == plan_region]

    def latest(self, code: str, regions: pd.DataFrame, until: int) -> Known:
        """Figures of the latest evaluation year in which all regions have one.

        Raises
        ------
        SchemeError
            Where there is no such year; with the regions that lack a figure in the latest one.
        """
        own = self.figures[(self.figures.statistic == code) & (self.figures.status == "observed")]
        table = own.pivot(index="year", columns="region_code", values="value")
        table = table.reindex(columns=[*regions.region_code])
        table = table[table.index.isin([year for year in self.years if year <= until])]
        whole = table.dropna()
        name = self.statistics[code].label_zh
        if len(whole):
            return Known(whole.iloc[-1].to_numpy(float), int(whole.index[-1]))
        some = table.dropna(how="all")
        if some.empty:
            raise SchemeError("plan_allocation_no_figures", statistic=name, until=str(until))
        lacking = regions.region_name[some.iloc[-1].isna().to_numpy()]
        raise SchemeError(
            "plan_allocation_gaps",
            statistic=name,
            year=str(some.index[-1]),
            regions=listed(lacking, len(regions)),
        )


def allocation_table(
    allocations: pd.DataFrame,
    cases: Mapping[tuple[str, str], Case],
    plan_regions: Mapping[str, str],
    ground: Ground,
    notes: Notes,
) -> pd.DataFrame:
    """Targets of the regions by every scheme, ``plan_allocation``.

    Notes
    -----
    Weights and baselines are of the latest evaluation year in which every region has a figure,
    not later than one year after the baseline of the plan; a note tells it. A scheme that lacks a
    figure is left out as a whole, with a note: a region without figure is not a region without
    weight.
    """
    rows: list[dict[str, object]] = []
    for scheme in allocations.to_dict("records"):
        case = cases[scheme["plan_id"], scheme["indicator_id"]]
        try:
            rows += _divided(scheme, case, plan_regions[case.plan_id], ground, notes)
        except SchemeError as refused:
            notes.add(
                refused.code,
                scheme=scheme["scheme"],
                plan=case.plan_id,
                label=case.label,
                **refused.values,
            )
    return labelled(pd.DataFrame(rows, columns=[*ALLOCATION_COLUMNS]), ALLOCATION_KINDS)


def _divided(
    scheme: Mapping[Any, Any], case: Case, plan_region: str, ground: Ground, notes: Notes
) -> list[dict[str, object]]:
    total = _units(case, scheme["step"])
    regions = ground.of(plan_region)
    if regions.empty:
        raise SchemeError("plan_allocation_no_regions")
    until = case.baseline_year + AFTER
    weights = _known(scheme["weights"], ground, regions, until)
    start = _known(scheme["baseline"], ground, regions, until)
    stand = None if start is None else start.values * _factor(scheme, case, ground)
    found = _decomposed(scheme, total, weights, stand, len(regions))
    told = {
        ground.statistics[code].label_zh: str(known.year)
        for code, known in ((scheme["weights"], weights), (scheme["baseline"], start))
        if known is not None
    }
    notes.add(
        "plan_allocation_years",
        scheme=scheme["scheme"],
        plan=case.plan_id,
        label=case.label,
        figures="、".join(f"{name} {year} 年" for name, year in told.items()) or "—",
    )
    return _rows(scheme, case, regions, found, None if weights is None else weights.values, stand)


def _rows(
    scheme: Mapping[Any, Any],
    case: Case,
    regions: pd.DataFrame,
    found: npt.NDArray[np.int64],
    weights: Array | None,
    stand: Array | None,
) -> list[dict[str, object]]:
    """One row for each region; steps are turned into amounts as decimals, which add up exactly."""
    step = Decimal(written(scheme["step"]))
    total = int(found.sum())
    nothing = np.full(len(regions), np.nan)
    weights = nothing if weights is None else weights
    codes = remark(
        "plan_trial",
        "plan_draft" if case.row["status"] == "draft" else "",
        "plan_no_start" if stand is None else "",
    )
    stand = nothing if stand is None else stand
    return [
        {
            "scheme": scheme["scheme"],
            "plan_id": case.plan_id,
            "indicator_id": case.key[1],
            "label_zh": case.label,
            "rule": scheme["rule"],
            "region_code": region["region_code"],
            "region_name": region["region_name"],
            "weight": published(weights[n]),
            "baseline": published(stand[n]),
            "increment": published(float(int(found[n]) * step) - stand[n]),
            "target": float(int(found[n]) * step),
            "unit": case.row["unit"],
            "share": published(found[n] / total),
            "total": float(total * step),
            "remark": codes,
        }
        for n, region in enumerate(regions.to_dict("records"))
    ]


def _units(case: Case, step: float) -> int:
    """The target in whole steps."""
    if case.kind not in AMOUNTS:
        raise SchemeError("plan_allocation_kind")
    if case.masked or case.suspect:
        raise SchemeError("plan_allocation_no_target")
    units = Decimal(written(case.target)) / Decimal(written(step))
    if units != int(units) or units <= 0:
        raise SchemeError("plan_allocation_step", step=written(step), target=written(case.target))
    return int(units)


def _known(code: str, ground: Ground, regions: pd.DataFrame, until: int) -> Known | None:
    return ground.latest(code, regions, until) if code else None


def _factor(scheme: Mapping[Any, Any], case: Case, ground: Ground) -> float:
    """From the unit of the baseline's statistic to that of the indicator."""
    return ground.statistics[scheme["baseline"]].unit.to(case.unit)


def _decomposed(
    scheme: Mapping[Any, Any], total: int, weights: Known | None, stand: Array | None, count: int
) -> npt.NDArray[np.int64]:
    """Steps of each region; the rule may turn out to be impossible."""
    step = float(scheme["step"])
    floor, cap = float(scheme["floor"]), float(scheme["cap"])
    closing = float(scheme["closing"])
    try:
        return decompose(
            total,
            np.zeros(count) if stand is None else stand / step,
            str(scheme["rule"]),
            np.ones(count) if weights is None else weights.values,
            0.0 if np.isnan(closing) else closing,
            0.0 if np.isnan(floor) else round(floor / step, 6),
            np.inf if np.isnan(cap) else round(cap / step, 6),
        )
    except ValueError as error:
        raise SchemeError("plan_allocation_impossible") from error
