"""Whether the tools on offer are those that the catalogue's gaps ask for: demand against supply."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from geodata.errors import Problems
from geodata.policies.corpus import STAGES, TOOLS
from geodata.tables import Table, read_table
from layout.guidance import REGION
from layout.notes import Notes, listed
from layout.policy.coded import each
from layout.policy.coverage import CELLS, by_cell
from layout.rules import DIRECTIONS, RESOURCE_TYPES, RuleChecker
from layout.views import Array, labelled, remark, rounded

DEMAND_COLUMNS = (
    "direction",
    "resource_type",
    "policy_tool",
    "stage",
    "tool_class",
    "weight",
    "reason",
    "source",
)
FIT_COLUMNS = (
    "grouping",
    "group",
    "group_label",
    "stage",
    "tool_class",
    "rows",
    "demand_share",
    "supply_share",
    "gap",
    "fit",
    "remark",
)
LABELS = {
    "grouping": "policy_grouping",
    "stage": "policy_stage",
    "tool_class": "policy_tool_class",
    "remark": "remark",
}
ALL, ZONE, REGIONS, INDUSTRIES = "all", "zone", "region", "industry"
FIRST_PRIORITY = 3
"""Weight of a catalogue row of priority 1; each further priority weighs one less, at least 1."""

EVERYWHERE = ("nation", "province")
"""Levels whose documents hold in every region of the study."""


@dataclass(frozen=True)
class DemandRule:
    """What a row of the catalogue asks for; a blank criterion admits all."""

    direction: str
    resource_type: str
    policy_tool: str
    stage: str
    tool_class: str
    weight: float
    reason: str
    source: str

    def matches(self, direction: str, resource_type: str, policy_tool: str) -> bool:
        """Whether the rule speaks of such a row; its tool is a word within the row's."""
        return (
            self.direction in ("", direction)
            and self.resource_type in ("", resource_type)
            and self.policy_tool in policy_tool
        )

    @property
    def criteria(self) -> int:
        """Number of criteria: the rule with the most speaks for a row."""
        return sum(map(bool, (self.direction, self.resource_type, self.policy_tool)))


def read_demand(path: Path, problems: Problems) -> tuple[tuple[DemandRule, ...], Table]:
    """Read what the catalogue's rows ask for; faults go to `problems`."""
    table = read_table(path, DEMAND_COLUMNS, problems)
    checker = RuleChecker(table.name, {}, problems)
    rules = []
    for row in table:
        checker.allowed(row, "direction", ("", *DIRECTIONS))
        checker.allowed(row, "resource_type", ("", *RESOURCE_TYPES))
        checker.allowed(row, "stage", STAGES)
        checker.allowed(row, "tool_class", tuple(TOOLS))
        weight = _positive(row["weight"])
        if weight is None:
            problems.add_study(
                "policy_demand_weight", table.name, row.number, "weight", seen=row["weight"]
            )
        else:
            cells = {name: row[name] for name in DEMAND_COLUMNS if name != "weight"}
            rules.append(DemandRule(weight=weight, **cells))
    return tuple(rules), table


def _positive(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0 < value < float("inf") else None


def fit(demand: Array, supply: Array) -> float:
    """Agreement of two distributions: 1 − total variation distance of their shares.

    Parameters
    ----------
    demand, supply : (m,)
        Non-negative weights of the same cells.

    Returns
    -------
    float
        ``1 − ½ Σ |d̂ − ŝ|``, 0 (no cell in common) to 1 (same shares); NaN where either is all
        zero.

    Examples
    --------
    >>> fit(np.array([1.0, 1.0]), np.array([3.0, 1.0]))
    0.75
    """
    apart = np.abs(shares(demand) - shares(supply)).sum() / 2
    return float(np.clip(1 - apart, 0, 1))


def shares(weights: Array) -> Array:
    """Weights as shares of their sum, (m,); NaN where they are all zero."""
    total = weights.sum()
    return weights / total if total > 0 else np.full(len(weights), np.nan)


def demand(catalogue: pd.DataFrame, rules: Sequence[DemandRule], notes: Notes) -> pd.DataFrame:
    """What the rows of the catalogue ask for.

    Returns
    -------
    DataFrame
        ``catalog_id, region_code, region_name, zone, industry_code, stage, tool_class, weight``.
        The rules with the most criteria that match a row share its weight, which is 3, 2, 1 for
        priorities 1, 2, 3; a row that no rule matches asks for nothing and is counted in a note.
        Rows on overlay zones are left out: they repeat regions.
    """
    rows: list[dict[str, object]] = []
    unmatched = 0
    about = catalogue[catalogue.layer == REGION]
    for row in each(about):
        spoken = [r for r in rules if r.matches(row.direction, row.resource_type, row.policy_tool)]
        best = max((rule.criteria for rule in spoken), default=0)
        spoken = [rule for rule in spoken if rule.criteria == best]
        unmatched += not spoken
        total = sum(rule.weight for rule in spoken)
        weight = max(FIRST_PRIORITY + 1 - int(row.priority), 1)
        rows += [
            {
                **{name: getattr(row, name) for name in _KEYS},
                "stage": rule.stage,
                "tool_class": rule.tool_class,
                "weight": weight * rule.weight / total,
            }
            for rule in spoken
        ]
    if unmatched:
        notes.add("policy_demand_unmatched", number=unmatched, total=len(about))
    return pd.DataFrame(rows, columns=[*_KEYS, "stage", "tool_class", "weight"])


_KEYS = ("catalog_id", "region_code", "region_name", "zone", "industry_code")


class Group(NamedTuple):
    """One part of the study: its demand, and the supply that holds there."""

    grouping: str
    code: str
    label: str
    demand: pd.DataFrame
    supply: pd.DataFrame


def groups(
    wanted: pd.DataFrame, offered: pd.DataFrame, industries: Mapping[str, str]
) -> Iterator[Group]:
    """All, then each zone, region and industry that the catalogue names."""
    yield Group(ALL, "", "", wanted, offered)
    for zone, part in wanted[wanted.zone != ""].groupby("zone"):
        places = {*part.region_code, *part.region_name}
        yield Group(ZONE, str(zone), str(zone), part, _holding_in(offered, places))
    for place, part in wanted.groupby(["region_code", "region_name"]):
        code, name = map(str, place)
        yield Group(REGIONS, code, name, part, _holding_in(offered, {code, name}))
    for key, part in wanted[wanted.industry_code != ""].groupby("industry_code"):
        industry = str(key)
        meant = [not of or industry in of for of in offered.industries]
        name = industries.get(industry, industry)
        yield Group(INDUSTRIES, industry, name, part, offered[meant])


def _holding_in(offered: pd.DataFrame, places: set[str]) -> pd.DataFrame:
    """Supply by documents that hold in one of the places: of a level above, or of its own."""
    return offered[offered.level.isin(EVERYWHERE) | offered.area.isin(places)]


def policy_fit(
    wanted: pd.DataFrame,
    cells: pd.DataFrame,
    industries: Mapping[str, str],
    notes: Notes,
) -> pd.DataFrame:
    """The table ``policy_fit``: 15 cells stage × class of tool for every group.

    Parameters
    ----------
    wanted
        Of `demand`.
    cells
        Of `layout.policy.coded.cells`; what is out of force or has no strength offers nothing. A
        task that is coded with industries counts for these alone, any other for all.
    industries
        Labels of industries by code.
    """
    offered = cells[(cells.in_force == 1) & (cells.weight > 0)]
    found = [_rows(group) for group in groups(wanted, offered, industries)]
    table = pd.concat(found, ignore_index=True)[[*FIT_COLUMNS]]
    if wanted.empty or offered.empty:
        notes.add("policy_fit_undefined")
    lacking = table[(table.grouping == REGIONS) & (table.remark != "")].group_label.unique()
    if len(lacking) and not offered.empty:
        notes.add("policy_fit_no_supply", regions=listed(lacking))
    return labelled(table, LABELS)


def _rows(group: Group) -> pd.DataFrame:
    ask, give = by_cell(group.demand), by_cell(group.supply)
    asked, given = shares(ask), shares(give)
    counts: dict[Any, int] = group.demand.groupby(["stage", "tool_class"]).size().to_dict()
    return pd.DataFrame(
        {
            "grouping": group.grouping,
            "group": group.code,
            "group_label": group.label,
            "stage": [stage for stage, _ in CELLS],
            "tool_class": [tool_class for _, tool_class in CELLS],
            "rows": [counts.get(cell, 0) for cell in CELLS],
            "demand_share": rounded(asked),
            "supply_share": rounded(given),
            "gap": rounded(asked - given),
            "fit": rounded(np.full(len(CELLS), fit(ask, give))),
            "remark": remark(
                "" if ask.sum() > 0 else "policy_no_demand",
                "" if give.sum() > 0 else "policy_no_supply",
            ),
        }
    )
