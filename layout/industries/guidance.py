"""Rows of the guidance catalogue by region and industry, and why the others have none."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from geodata.errors import Problems
from geodata.tables import Table
from layout import guidance
from layout.guidance import COLUMNS, Place, Pool
from layout.industries.metrics import DOUBTFUL, PARITY, IndustryMetrics, names
from layout.industries.panel import IndustryPanel, positions, share_unclassified
from layout.industries.specialisation import INSUFFICIENT, NOWHERE, Specialisation
from layout.metrics import Metrics
from layout.notes import Notes
from layout.rules import Department, Rule, read_rules
from layout.settings import Catalogue
from layout.views import labelled, rounded
from models.specialisation import QUADRANTS

ROWS_PER_RULE = 3
"""Industries that one rule lists for a region: those with the largest share of its economy
times the distance between rights and economy."""

ROWS_PER_REGION = 12
"""Rows of a region in all, by priority of the rule. A catalogue that lists all lists nothing."""

SMALL_PCT = 1.0
"""Share of a region's economy below which an industry without a row is called too small."""

NEITHER, SMALL, LIMIT, NO_RULE = "neither", "too_small", "over_limit", "no_rule"
NOT_LISTED_COLUMNS = (
    "region_code",
    "region_name",
    "industry",
    "industry_zh",
    "year",
    "reason",
    "quadrant",
    "rights",
    "share_economy_pct",
    "rules_met",
)


class Listed(NamedTuple):
    """The rows of the catalogue, and the industries without a row with the reason."""

    rows: pd.DataFrame
    not_listed: pd.DataFrame


def read_industry_rules(
    path: Path, departments: Mapping[str, Department], problems: Problems
) -> tuple[tuple[Rule, ...], Table]:
    """Read the rules on industries; faults go to `problems`."""
    return read_rules(path, names(), departments, problems)


def rows(
    found: IndustryPanel,
    spec: Specialisation,
    measured: IndustryMetrics,
    rules: Sequence[Rule],
    place: Place,
    departments: dict[str, Department],
    settings: Catalogue,
    fields: Mapping[tuple[str, str], str],
    notes: Notes,
) -> Listed:
    """Write one row for every region, industry and rule whose condition holds, within limits.

    Parameters
    ----------
    place
        The regions as the catalogue of regions has them. Its completeness is replaced by the part
        of rights and economy whose industry is known.
    fields
        (Region code, industry) → technologies, from `technologies`; what it lacks stays blank.
    """
    completeness = _completeness(found, spec)
    here = replace(place, position=0, completeness=completeness)
    parts = [guidance.as_table([])]
    for j in range(len(found.axes.industries)):
        part = _of_industry(j, found, measured, rules, here, departments, settings, fields)
        if len(part):
            parts.append(part)
    every = pd.concat(parts[1:], ignore_index=True) if len(parts) > 1 else parts[0]
    every = _with_confidence(every, found, spec)
    kept = _limited(every, found, spec, measured)
    dropped = every[~every.catalog_id.isin(kept.catalog_id)]
    notes.add(
        "catalogue_industry_rules",
        rows=len(kept),
        dropped=len(dropped),
        per_rule=ROWS_PER_RULE,
        per_region=ROWS_PER_REGION,
    )
    return Listed(kept, _not_listed(found, spec, measured, kept, dropped))


def _completeness(found: IndustryPanel, spec: Specialisation) -> float:
    """Least part of rights and of economy whose industry is known; 0 where there is none."""
    shares = [
        1 - share_unclassified(found, basis)[-1] if basis else 0.0
        for basis in (spec.ip_basis, spec.ec_basis)
    ]
    return float(np.nan_to_num(min(shares)))


def _of_industry(
    j: int,
    found: IndustryPanel,
    measured: IndustryMetrics,
    rules: Sequence[Rule],
    place: Place,
    departments: dict[str, Department],
    settings: Catalogue,
    fields: Mapping[tuple[str, str], str],
) -> pd.DataFrame:
    """Rows of one industry: the catalogue of regions over the metrics of that industry."""
    name = found.axes.labels[j]
    place = replace(place, industry=found.axes.industries[j])
    here = {metric: values[:, j][None] for metric, values in measured.arrays.items()}
    shape = (1, len(place.codes))
    years = {metric: np.full(shape, year) for metric, year in measured.years.items()}
    among = Metrics(here, years)
    # a gap that no region has cannot be told of any
    usable = [rule for rule in rules if not np.isnan(here[rule.gap_metric]).all()]
    pool = Pool.of(place, among, natural=PARITY)
    # what an industry leaves undecided stands in the table of those not listed, not in the notes
    table = guidance.catalogue(usable, among, place, pool, departments, settings, Notes())
    table = table[table.gap_value.notna()].reset_index(drop=True)
    return table.assign(
        tech_field=[fields.get((code, place.industry), "") for code in table.region_code],
        reason=f"{name}：" + table.reason,
    )


def _with_confidence(
    table: pd.DataFrame, found: IndustryPanel, spec: Specialisation
) -> pd.DataFrame:
    """Low confidence where the rights of the cell are too few to tell a quotient."""
    region, industry = _positions(table, found)
    seen, expected = spec.ip[-1][region, industry], spec.expected[-1][region, industry]
    sure = (seen >= DOUBTFUL) | (expected >= DOUBTFUL)  # NaN fails the comparisons
    sure &= ~spec.unsure[-1][region, industry]
    return table.assign(confidence=table.confidence.where(sure, "低"))


def _positions(table: pd.DataFrame, found: IndustryPanel) -> tuple[np.ndarray, np.ndarray]:
    """Positions of the region and of the industry of every row."""
    return (
        positions(found.axes.panel.codes, table.region_code),
        positions(found.axes.industries, table.industry_code),
    )


def _limited(
    table: pd.DataFrame, found: IndustryPanel, spec: Specialisation, measured: IndustryMetrics
) -> pd.DataFrame:
    """The rows within `ROWS_PER_RULE` and `ROWS_PER_REGION`, in the order of the catalogue."""
    region, industry = _positions(table, found)
    size = np.nan_to_num(measured.arrays["share_economy_pct"][region, industry])
    apart = np.abs(np.nan_to_num(spec.relative_gap[-1][region, industry]))
    order = table.assign(weight=rounded(size * apart), size=rounded(size)).sort_values(
        ["region_code", "priority", "rule_id", "weight", "size", "industry_code"],
        ascending=[True, True, True, False, False, True],
    )
    first = order[order.groupby(["region_code", "rule_id"]).cumcount() < ROWS_PER_RULE]
    # the first industry of every rule before the second of any, so that no rule crowds out others
    turn = first.groupby(["region_code", "rule_id"]).cumcount()
    first = first.assign(turn=turn).sort_values(
        ["region_code", "turn", "priority", "rule_id"], kind="stable"
    )
    first = first[first.groupby("region_code").cumcount() < ROWS_PER_REGION]
    by = ["region_code", "priority", "rule_id", "turn"]
    return first.sort_values(by, ignore_index=True)[[*COLUMNS]]


def _not_listed(
    found: IndustryPanel,
    spec: Specialisation,
    measured: IndustryMetrics,
    kept: pd.DataFrame,
    dropped: pd.DataFrame,
) -> pd.DataFrame:
    """Regions' industries without a row, each with the first reason that applies."""
    axes = found.axes
    _, regions, industries = axes.shape
    listed, met = (np.zeros((regions, industries), dtype=np.bool_) for _ in range(2))
    listed[_positions(kept, found)] = True
    met[_positions(dropped, found)] = True
    quadrant = spec.quadrant[-1]
    share = measured.arrays["share_economy_pct"]
    reason = np.select(
        [
            met,
            np.broadcast_to(~(spec.ip[-1].sum(axis=0) > 0), quadrant.shape),
            quadrant == 0,
            ~(share >= SMALL_PCT),
            quadrant == QUADRANTS.index(NEITHER),
        ],
        [LIMIT, NOWHERE, INSUFFICIENT, SMALL, NEITHER],
        default=NO_RULE,
    )
    rules_met = np.full((regions, industries), "", dtype=object)
    pairs = zip(*_positions(dropped, found), dropped.rule_id, strict=True)
    for r, j, rule in pairs:
        rules_met[r, j] = "；".join(filter(None, [rules_met[r, j], rule]))
    table = pd.DataFrame(
        {
            "region_code": np.repeat(axes.panel.codes, industries),
            "region_name": np.repeat(axes.panel.names, industries),
            "industry": np.tile(axes.industries, regions),
            "industry_zh": np.tile(axes.labels, regions),
            "year": axes.panel.years[-1],
            "reason": reason.ravel(),
            "quadrant": np.array(QUADRANTS)[quadrant].ravel(),
            "rights": rounded(spec.ip[-1]),
            "share_economy_pct": rounded(share),
            "rules_met": rules_met.ravel(),
        },
        columns=[*NOT_LISTED_COLUMNS],
    )
    table = table[~listed.ravel()].reset_index(drop=True)
    return labelled(table, {"reason": "not_listed", "quadrant": "industry_quadrant"})
