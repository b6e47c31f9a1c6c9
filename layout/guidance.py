"""The guidance catalogue (资源配置导向目录): rules applied to metrics."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from layout.index import ranks
from layout.metrics import Metrics
from layout.notes import Notes, listed
from layout.rules import PLACEHOLDER, Department, Rule
from layout.settings import Catalogue

COLUMNS = (
    "catalog_id",
    "version",
    "valid_from",
    "valid_to",
    "region_code",
    "region_name",
    "zone",
    "functional_zone",
    "industry_code",
    "sei_code",
    "tech_field",
    "direction",
    "resource_type",
    "gap_metric",
    "gap_value",
    "evidence_indicators",
    "evidence_year",
    "confidence",
    "candidate_sources",
    "path",
    "lead_department",
    "participating_departments",
    "policy_tool",
    "priority",
    "target_indicator",
    "target_value",
    "review_date",
    "reason",
    "rule_id",
    "plan_basis",
    "layer",
)
REGION, OVERLAY = "region", "overlay"
"""What a row is about: a region of the study, or an overlay zone across them."""


@dataclass(frozen=True)
class Place:
    """What the catalogue is written for: regions or overlay zones in one evaluation year.

    Attributes
    ----------
    layer
        `REGION` or `OVERLAY`.
    scope
        Word for sources within the study's area: 省内 for cities of one province, else 国内.
    completeness
        Least share, over the dimensions, of the wanted indicators that have any figure.
    """

    year: int
    position: int
    codes: tuple[str, ...]
    names: tuple[str, ...]
    zones: tuple[str, ...]
    types: tuple[str, ...]
    scope: str
    completeness: float
    layer: str = REGION


@dataclass(frozen=True)
class Pool:
    """The study's regions: gaps are measured to their median, sources looked for among them.

    Attributes
    ----------
    values
        Metric → (R,).
    own
        Positions of the regions that each place consists of: they are no source for it.
    """

    names: tuple[str, ...]
    values: dict[str, np.ndarray]
    own: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, place: Place, metrics: Metrics) -> "Pool":
        """The pool of regions for themselves."""
        values = {name: array[place.position] for name, array in metrics.arrays.items()}
        return cls(place.names, values, tuple((r,) for r in range(len(place.names))))


def catalogue(
    rules: Sequence[Rule],
    metrics: Metrics,
    place: Place,
    pool: Pool,
    departments: dict[str, Department],
    settings: Catalogue,
    notes: Notes,
) -> pd.DataFrame:
    """Write one row for every region and rule whose condition holds, by priority in a region."""
    here = {name: values[place.position] for name, values in metrics.arrays.items()}
    rows = []
    for rule in rules:
        undecided = rule.condition.undecidable(here)
        if undecided.any():
            missing = [m for m in rule.condition.names if np.isnan(here[m]).any()]
            notes.add(
                "rule_undecided",
                year=place.year,
                rule=rule.rule_id,
                metrics="、".join(missing),
                regions=listed(np.array(place.names)[undecided], len(place.names)),
            )
        rows += [
            _row(rule, int(r), here, metrics, place, pool, departments, settings)
            for r in np.flatnonzero(rule.condition.holds(here))
        ]
    frame = pd.DataFrame(rows, columns=[*COLUMNS])
    return frame.sort_values(["region_code", "priority", "rule_id"], ignore_index=True)


def _row(
    rule: Rule,
    r: int,
    here: dict[str, np.ndarray],
    metrics: Metrics,
    place: Place,
    pool: Pool,
    departments: dict[str, Department],
    settings: Catalogue,
) -> dict[str, object]:
    used = list(dict.fromkeys([*rule.evidence, *rule.condition.names, rule.gap_metric]))
    years = {m: int(metrics.years[m][place.position, r]) for m in used}
    target = float(np.nanmedian(pool.values[rule.gap_metric]))
    quoted = [f"{m}={number(here[m][r])}@{years[m]}" for m in used if not np.isnan(here[m][r])]
    oldest = min(year for year in years.values() if year) if any(years.values()) else place.year
    return {
        "catalog_id": f"{place.codes[r]}-{rule.rule_id}-{place.year}",
        "version": settings.version,
        "valid_from": settings.valid_from.isoformat(),
        "valid_to": settings.valid_to.isoformat(),
        "region_code": place.codes[r],
        "region_name": place.names[r],
        "zone": place.zones[r],
        "functional_zone": place.types[r],
        "industry_code": "",
        "sei_code": "",
        "tech_field": "",
        "direction": rule.direction,
        "resource_type": rule.resource_type,
        "gap_metric": rule.gap_metric,
        "gap_value": round(float(here[rule.gap_metric][r]) - target, 4) + 0.0,  # no -0.0
        "evidence_indicators": "；".join(quoted),
        "evidence_year": str(oldest),
        "confidence": confidence(place.year - oldest, place.completeness, settings),
        "candidate_sources": _sources(rule, pool, pool.own[r], place.scope),
        "path": rule.path,
        "lead_department": departments[rule.lead_department].label_zh,
        "participating_departments": "；".join(
            departments[code].label_zh for code in rule.participating_departments
        ),
        "policy_tool": rule.policy_tool,
        "priority": rule.priority,
        "target_indicator": rule.gap_metric,
        "target_value": round(target, 4),
        "review_date": settings.review_date.isoformat(),
        "reason": PLACEHOLDER.sub(lambda found: number(here[found[1]][r]), rule.reason),
        "rule_id": rule.rule_id,
        "plan_basis": rule.plan_basis,
        "layer": place.layer,
    }


def number(value: float) -> str:
    """A metric as short text: four significant digits."""
    return f"{float(value):.4g}"


def confidence(age: int, completeness: float, settings: Catalogue) -> str:
    """高, 中 or 低: by the age of the oldest figure used and the completeness of the indicators."""
    if age <= settings.high_max_age and completeness >= settings.high_completeness:
        return "高"
    if age <= settings.medium_max_age and completeness >= settings.medium_completeness:
        return "中"
    return "低"


def _sources(rule: Rule, pool: Pool, own: Sequence[int], scope: str) -> str:
    """The three regions highest in the metric of the resource wanted, other than its own."""
    if not rule.source_metric:
        return ""
    values = pool.values[rule.source_metric]
    place_of = ranks(values)
    order = [
        n
        for n in np.argsort(place_of, kind="stable").tolist()
        if n not in own and not np.isnan(place_of[n])
    ]
    return "；".join(
        f"{pool.names[n]}（{scope}，{rule.source_metric}={number(values[n])}）" for n in order[:3]
    )
