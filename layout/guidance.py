"""The guidance catalogue (资源配置导向目录): rules applied to metrics."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from geodata.resource_sources import ResourceSource
from layout.frames import DECIMALS
from layout.guidance_draws import Drawn
from layout.guidance_sources import Regions, Wanted, candidates, number
from layout.index import ranks
from layout.labels import label
from layout.metrics import Metrics
from layout.notes import Notes, listed
from layout.rules import BALANCE, BALANCED, LEADER, PLACEHOLDER, UPPER, WARNING, Department, Rule
from layout.settings import Catalogue
from layout.views import Array, labelled, published, remark, whole
from layout.zones.conditions import take_apart, truth

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
    "rank",
    "rank_low",
    "rank_high",
    "held_share",
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
    "remark",
    "remark_label",
    "layer",
)
REGION, OVERLAY = "region", "overlay"
"""What a row is about: a region of the study, or an overlay zone across them."""

GRADES = ("低", "中", "高")
"""Confidence, from the least."""

NO_GAP, NO_FIGURE = "no_gap", "gap_missing"
NOT_DRAWN, NOT_VARIED, CONDITION_FIXED = "not_drawn", "not_varied", "condition_fixed"


@dataclass(frozen=True)
class Place:
    """What the catalogue is written for: regions or overlay zones in one evaluation year.

    Attributes
    ----------
    layer
        `REGION` or `OVERLAY`.
    in_province
        Whether the study's regions lie in one province.
    completeness
        Least share, over the dimensions, of the wanted indicators that have any figure.
    sources
        Holders of resources that the study lists besides its regions.
    industry
        Code of the industry that the metrics are of; blank where they are of all.
    """

    year: int
    position: int
    codes: tuple[str, ...]
    names: tuple[str, ...]
    zones: tuple[str, ...]
    types: tuple[str, ...]
    in_province: bool
    completeness: float
    layer: str = REGION
    sources: tuple[ResourceSource, ...] = ()
    industry: str = ""


@dataclass(frozen=True)
class Pool:
    """The study's regions: targets are set by them, sources looked for among them.

    Attributes
    ----------
    values
        Metric → (R,).
    years
        Metric → (R,) year of the oldest figure behind it.
    own
        Positions of the regions that each place consists of: they are no source for it.
    natural
        Metric → target that needs no comparison, such as 1 for a quotient.
    costs
        Metrics of which less is better.
    """

    names: tuple[str, ...]
    values: dict[str, Array]
    years: dict[str, np.ndarray]
    own: tuple[tuple[int, ...], ...]
    natural: Mapping[str, float] = field(default_factory=dict)
    costs: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls,
        place: Place,
        metrics: Metrics,
        natural: Mapping[str, float] | None = None,
        costs: frozenset[str] = frozenset(),
    ) -> "Pool":
        """The pool of regions for themselves."""
        values = {name: array[place.position] for name, array in metrics.arrays.items()}
        years = {name: array[place.position] for name, array in metrics.years.items()}
        own = tuple((r,) for r in range(len(place.names)))
        return cls(place.names, values, years, own, natural or {}, costs)


def catalogue(
    rules: Sequence[Rule],
    metrics: Metrics,
    place: Place,
    pool: Pool,
    departments: dict[str, Department],
    settings: Catalogue,
    notes: Notes,
    drawn: Drawn | None = None,
) -> pd.DataFrame:
    """Write one row for every region and rule whose condition holds, by priority in a region.

    Parameters
    ----------
    drawn
        How the draws turn out for the regions; None where nothing is drawn.
    """
    here = {name: values[place.position] for name, values in metrics.arrays.items()}
    years = {name: values[place.position] for name, values in metrics.years.items()}
    written = _Writer(here, years, place, pool, departments, settings, drawn)
    rows = []
    for rule in rules:
        held = truth(take_apart(rule.condition), here)
        undecided = np.broadcast_to(held.undecided, len(place.codes))
        if undecided.any():
            missing = [m for m in rule.condition.names if np.isnan(here[m][undecided]).any()]
            notes.add(
                "rule_undecided",
                year=place.year,
                rule=rule.rule_id,
                metrics="、".join(missing),
                regions=listed(np.array(place.names)[undecided], len(place.names)),
            )
        rows += [written.row(rule, int(r)) for r in np.flatnonzero(held.true)]
    return as_table(rows).sort_values(["region_code", "priority", "rule_id"], ignore_index=True)


def as_table(rows: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    """The rows as a table whose columns have their types even where there is none."""
    frame = pd.DataFrame(rows, columns=[c for c in COLUMNS if c != "remark_label"])
    numbers = ("gap_value", "held_share", "target_value")
    frame = frame.assign(
        **{name: frame[name].astype(np.float64) for name in numbers},
        **{name: whole(frame[name]) for name in ("rank", "rank_low", "rank_high")},
    )
    return labelled(frame, {"remark": "catalogue_remark"})[[*COLUMNS]]


@dataclass(frozen=True, eq=False)
class _Writer:
    """Writes rows; `here` and `years` are the metrics of the place's year, (places,)."""

    here: dict[str, Array]
    years: dict[str, np.ndarray]
    place: Place
    pool: Pool
    departments: dict[str, Department]
    settings: Catalogue
    drawn: Drawn | None

    def row(self, rule: Rule, r: int) -> dict[str, object]:
        """The row of one place and rule."""
        here, place, settings = self.here, self.place, self.settings
        used = list(dict.fromkeys([*rule.evidence, *rule.condition.names, rule.gap_metric]))
        years = {m: int(self.years[m][r]) for m in used}
        quoted = [f"{m}={number(here[m][r])}@{years[m]}" for m in used if not np.isnan(here[m][r])]
        oldest = min((year for year in years.values() if year), default=place.year)
        target = self.target(rule, r)
        gap = float(here[rule.gap_metric][r]) - target
        firm, told = self.firmness(rule, r)
        grades = [confidence(place.year - oldest, place.completeness, settings)]
        if not np.isnan(firm["held_share"]):
            grades.append(grade_of_draws(firm["held_share"], settings))
        key = (place.codes[r], rule.rule_id, place.industry, str(place.year))
        return {
            "catalog_id": "-".join(filter(None, key)),
            "version": settings.version,
            "valid_from": settings.valid_from.isoformat(),
            "valid_to": settings.valid_to.isoformat(),
            "region_code": place.codes[r],
            "region_name": place.names[r],
            "zone": place.zones[r],
            "functional_zone": place.types[r],
            "industry_code": place.industry,
            "sei_code": "",
            "tech_field": "",
            "direction": rule.direction,
            "resource_type": rule.resource_type,
            "gap_metric": rule.gap_metric,
            "gap_value": round(gap, 4) + 0.0,  # no -0.0
            **firm,
            "evidence_indicators": "；".join(quoted),
            "evidence_year": str(oldest),
            "confidence": min(grades, key=GRADES.index),
            "candidate_sources": self.sources(rule, r),
            "path": rule.path,
            "lead_department": self.departments[rule.lead_department].label_zh,
            "participating_departments": "；".join(
                self.departments[code].label_zh for code in rule.participating_departments
            ),
            "policy_tool": rule.policy_tool,
            "priority": rule.priority,
            "target_indicator": rule.gap_metric,
            "target_value": round(target, 4),
            "review_date": settings.review_date.isoformat(),
            "reason": PLACEHOLDER.sub(lambda found: _told(here[found[1]][r]), rule.reason),
            "rule_id": rule.rule_id,
            "plan_basis": rule.plan_basis,
            "remark": remark(self._of_gap(rule.gap_metric, gap), told),
            "layer": place.layer,
        }

    def target(self, rule: Rule, r: int) -> float:
        """What the rule asks the place to reach; NaN where no region has a figure.

        Notes
        -----
        A dimension that lags is the lowest of three, so the mean of the other two lies above it
        in any case; the median of the regions need not.
        """
        metric = rule.gap_metric
        if rule.target == BALANCE:
            return float(np.mean([self.here[other][r] for other in BALANCED if other != metric]))
        if not rule.target and metric in self.pool.natural:
            return self.pool.natural[metric]
        values = self.pool.values[metric]
        known = values[~np.isnan(values)]
        if not known.size:
            return float("nan")
        share = {UPPER: 0.75, LEADER: 1.0}.get(rule.target, 0.5)
        return float(np.quantile(known, 1 - share if metric in self.pool.costs else share))

    def _of_gap(self, metric: str, gap: float) -> str:
        """Remark on a gap that is none: the place is at its target or beyond, or unknown."""
        if np.isnan(gap):
            return NO_FIGURE
        beyond = -gap if metric in self.pool.costs else gap
        return NO_GAP if round(beyond, 4) >= 0 else ""

    def firmness(self, rule: Rule, r: int) -> tuple[dict[str, float], str]:
        """Rank with its interval and share of draws in which the condition holds; remarks."""
        nothing = float("nan")
        found = {"rank": nothing, "rank_low": nothing, "rank_high": nothing, "held_share": nothing}
        metric = rule.gap_metric
        remarks: list[str] = []
        if self.place.layer == REGION:
            places = ranks(np.round(self.pool.values[metric], DECIMALS))
            found["rank"] = float(places[r])
        if self.drawn is None or self.place.layer != REGION:
            return found, NOT_DRAWN
        found["held_share"] = published(self.drawn.held[rule.rule_id][r])
        if metric in self.drawn.ranks:
            found["rank_low"], found["rank_high"] = map(float, self.drawn.ranks[metric][:, r])
        else:
            remarks.append(NOT_VARIED)
        if rule.rule_id in self.drawn.fixed:
            remarks.append(CONDITION_FIXED)
        return found, remark(*remarks)

    def sources(self, rule: Rule, r: int) -> str:
        """Who has the resource; a warning asks for none."""
        if rule.direction == WARNING:
            return ""
        place, pool, metric = self.place, self.pool, rule.source_metric
        among = None
        if metric:
            own = float(np.nan_to_num(self.here[metric][r], nan=-np.inf))
            least = max(pool.natural.get(metric, -np.inf), own)
            values, years = pool.values[metric], pool.years[metric]
            among = Regions(metric, pool.names, values, years, pool.own[r], least)
        wanted = Wanted(place.codes[r], rule.resource_type, place.industry)
        return candidates(wanted, among, place.sources, in_province=place.in_province)


def _told(value: float) -> str:
    return label("catalogue_part", "missing") if np.isnan(value) else number(value)


def confidence(age: int, completeness: float, settings: Catalogue) -> str:
    """高, 中 or 低: by the age of the oldest figure used and the completeness of the indicators."""
    if age <= settings.high_max_age and completeness >= settings.high_completeness:
        return "高"
    if age <= settings.medium_max_age and completeness >= settings.medium_completeness:
        return "中"
    return "低"


def grade_of_draws(held: float, settings: Catalogue) -> str:
    """高, 中 or 低: by the share of the draws in which the condition holds."""
    if held >= settings.high_held:
        return "高"
    return "中" if held >= settings.medium_held else "低"
