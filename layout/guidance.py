"""Zone types and the guidance catalogue (资源配置导向目录): rules applied to metrics."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from layout.index import ranks
from layout.metrics import Metrics
from layout.notes import Notes, listed
from layout.rules import PLACEHOLDER, Department, Rule, ZoneType
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
)


@dataclass(frozen=True)
class Place:
    """Where the catalogue is written: the regions of one evaluation year.

    Attributes
    ----------
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


def classify(
    types: Sequence[ZoneType],
    metrics: Metrics,
    position: int,
    year: int,
    names: Sequence[str],
    notes: Notes,
) -> tuple[str, ...]:
    """Type of each region: the first rule, by priority, whose condition holds.

    Returns
    -------
    (R,)
        Labels; blank where no rule holds. Rules that a region's missing figures leave undecided
        are passed over and noted.
    """
    here = {name: values[position] for name, values in metrics.arrays.items()}
    given = np.full(len(names), "", dtype=object)
    for kind in types:
        open_ = given == ""
        undecided = kind.condition.undecidable(here) & open_
        if undecided.any():
            missing = [m for m in kind.condition.names if np.isnan(here[m][undecided]).any()]
            notes.add(
                "rule_undecided",
                year=year,
                rule=kind.label_zh,
                metrics="、".join(missing),
                regions=listed(np.array(names)[undecided], len(names)),
            )
        given[open_ & kind.condition.holds(here)] = kind.label_zh
    untyped = [name for name, label in zip(names, given, strict=True) if not label]
    if untyped:
        notes.add("type_none", year=year, regions=listed(untyped, len(names)))
    return tuple(map(str, given))


def catalogue(
    rules: Sequence[Rule],
    metrics: Metrics,
    place: Place,
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
            _row(rule, int(r), here, metrics, place, departments, settings)
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
    departments: dict[str, Department],
    settings: Catalogue,
) -> dict[str, object]:
    used = list(dict.fromkeys([*rule.evidence, *rule.condition.names, rule.gap_metric]))
    years = {m: int(metrics.years[m][place.position, r]) for m in used}
    target = float(np.nanmedian(here[rule.gap_metric]))
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
        "gap_value": round(float(here[rule.gap_metric][r]) - target, 4),
        "evidence_indicators": "；".join(quoted),
        "evidence_year": str(oldest),
        "confidence": confidence(place.year - oldest, place.completeness, settings),
        "candidate_sources": _sources(rule, r, here, place),
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


def _sources(rule: Rule, r: int, here: dict[str, np.ndarray], place: Place) -> str:
    """The three regions highest in the metric of the resource wanted, other than this one."""
    if not rule.source_metric:
        return ""
    place_of = ranks(here[rule.source_metric])
    order = [
        n for n in np.argsort(place_of, kind="stable") if n != r and place_of[n] == place_of[n]
    ]
    return "；".join(
        f"{place.names[n]}（{place.scope}，{rule.source_metric}={number(here[rule.source_metric][n])}）"
        for n in order[:3]
    )
