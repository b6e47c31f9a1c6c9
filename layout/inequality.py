"""How unevenly levels and amounts lie over regions, and how much of it lies between zones."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from layout.amounts import Amount
from layout.frames import COMPOSITE, DECIMALS
from layout.indicators import DIMENSIONS
from layout.labels import label
from layout.measures import NO_YEAR, Series, nearest
from layout.notes import spans
from layout.views import Array, Mask, Note, Panel, View, published, remark, whole
from models import inequality as numerics

COLUMNS = (
    "year",
    "grouping",
    "basis",
    "quantity",
    "quantity_label",
    "statistic",
    "measure",
    "group",
    "regions",
    "total",
    "between",
    "within",
    "overlap",
    "between_share_pct",
    "within_share_pct",
    "overlap_share_pct",
    "amount_share_pct",
    "population_share_pct",
    "oldest_figure",
    "oldest_population",
    "remark",
)
ZONE, REFERENCE = "zone", "reference"
SCORE, AMOUNT, PER_HEAD = "score", "amount", "per_head"
THEIL_T, THEIL_L, GINI = "theil_t", "theil_l", "gini"
MEASURES = {SCORE: (GINI,), AMOUNT: (THEIL_T, THEIL_L), PER_HEAD: (GINI,)}

TOO_FEW, NEGATIVE, ALL_ZERO, ZERO = "few_regions", "negative", "all_zero", "zero_amount"
ONE_GROUP, ONE_REGION, EQUAL = "one_group", "one_region", "equal"
FEWEST = 2
"""Regions that must have a figure: a single one cannot be unequal."""

Years = npt.NDArray[np.int64]
Labels = npt.NDArray[np.str_]
Row = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Subject:
    """What is spread over the regions.

    Attributes
    ----------
    values
        (Y, R) scores, amounts, or amounts per head; NaN where there is none.
    people
        (Y, R) population beside amounts; ones beside scores, where every region counts the same.
    years, people_years
        (Y, R) years of the figures, 0 where there is none.
    """

    basis: str
    quantity: str
    statistic: str
    values: Array
    people: Array
    years: Years
    people_years: Years

    @property
    def name(self) -> str:
        """What notes call it."""
        basis = label("inequality_basis", self.basis)
        return f"{label('dimension', self.quantity)}{basis}"


def populations(
    known: Series, code: str, sums: Mapping[str, Amount], max_gap: int
) -> dict[str, Amount]:
    """The population to hold beside each amount.

    As of a denominator of the study's indicators: the figure nearest to the year of the amount's
    own figure, at most `max_gap` years away, of two equally near the earlier.

    Parameters
    ----------
    code
        Statistic; blank for none, then there is no population for any amount.

    Returns
    -------
    dict
        Dimension → population (Y, R); NaN where there is none or the figure is not positive.
    """
    found: dict[str, Amount] = {}
    for dimension, amount in sums.items() if code else ():
        both = [nearest(known, code, wanted, max_gap) for wanted in amount.years]
        values, years = (np.stack(part) for part in zip(*both, strict=True))
        usable = values > 0
        found[dimension] = Amount(
            code, "", np.where(usable, values, np.nan), np.where(usable, years, NO_YEAR)
        )
    return found


def subjects(
    levels: Array, composite: Array, sums: Mapping[str, Amount], people: Mapping[str, Amount]
) -> tuple[Subject, ...]:
    """Composite and dimension scores, then each amount that has a population, also per head."""
    found = []
    scores = [composite, *np.moveaxis(levels, -1, 0)]
    no_year = np.full(composite.shape, NO_YEAR, dtype=np.int64)
    for quantity, values in zip((COMPOSITE, *DIMENSIONS), scores, strict=True):
        rounded = np.round(values, DECIMALS)
        ones = np.ones_like(rounded)
        found.append(Subject(SCORE, quantity, "", rounded, ones, no_year, no_year))
    for basis in (AMOUNT, PER_HEAD):
        for dimension, beside in people.items():
            amount = sums[dimension]
            both = ~np.isnan(amount.values) & ~np.isnan(beside.values)
            values = amount.values if basis == AMOUNT else amount.values / beside.values
            years = (np.where(both, a.years, NO_YEAR) for a in (amount, beside))
            kept = np.where(both, values, np.nan)
            statistic = amount.statistic
            found.append(Subject(basis, dimension, statistic, kept, beside.values, *years))
    return tuple(found)


def inequality(
    subjects: Sequence[Subject], groupings: Mapping[str, Sequence[Sequence[str]]], panel: Panel
) -> View:
    """Theil indices of amounts against population and Gini coefficients, by groups of regions.

    Parameters
    ----------
    groupings
        ``zone``, ``reference`` → (Y, R) label of each region's group, blank where none.

    Returns
    -------
    View
        Per year, grouping, subject and measure one row for all regions, with a blank group, and
        one per group: its own index as ``total`` and what it adds to the index as ``within``.
        Regions without a group or a figure are left out. A grouping that has no labels at all
        has no rows.
    """
    rows: list[Row] = []
    notes: list[Note] = [("inequality_reading", {})]
    if not any(subject.basis == AMOUNT for subject in subjects):
        notes.append(("inequality_no_theil", {}))
    for grouping, given in groupings.items():
        labels = np.array([list(row) for row in given], dtype=np.str_)
        words = {"grouping": label("grouping", grouping)}
        if not (labels != "").any():
            notes.append(("inequality_no_groups", words))
            continue
        for t, year in enumerate(panel.years):
            key = {"year": year, "grouping": grouping}
            for subject in subjects:
                rows += [key | row for row in _of_year(subject, t, labels[t])]
        notes += _left_out(words, subjects, labels != "", panel)
    table = pd.DataFrame(rows, columns=[*COLUMNS])
    for column in ("oldest_figure", "oldest_population"):
        table[column] = whole(table[column])
    return View(table, [*notes, *_years_differ(subjects, panel), *_shares(table)])


def _of_year(subject: Subject, t: int, labels: Labels) -> Iterator[Row]:
    """Rows of one subject in one year under one grouping."""
    counted = ~np.isnan(subject.values[t]) & (labels != "")
    values, people = subject.values[t, counted], subject.people[t, counted]
    groups = labels[counted]
    key = {
        "basis": subject.basis,
        "quantity": subject.quantity,
        "quantity_label": label("dimension", subject.quantity),
        "statistic": subject.statistic,
    }
    oldest = {
        "oldest_figure": _oldest(subject.years[t, counted]),
        "oldest_population": _oldest(subject.people_years[t, counted]),
    }
    for measure in MEASURES[subject.basis]:
        reason = _undefined(measure, values)
        if reason:
            blank = {"group": "", "regions": len(values), "remark": reason}
            yield key | oldest | {"measure": measure} | blank
            continue
        parts = (
            _gini(values, groups) if measure == GINI else _theil(measure, values, people, groups)
        )
        for row in parts:
            yield key | oldest | {"measure": measure} | row


def _oldest(years: Years) -> float:
    """Oldest year of a figure; NaN where there are none, as of scores."""
    used = years[years != NO_YEAR]
    return float(used.min()) if len(used) else np.nan


def _undefined(measure: str, values: Array) -> str:
    """Why a measure is undefined for these regions, blank where it is not."""
    if len(values) < FEWEST:
        return TOO_FEW
    if values.min() < 0:
        return NEGATIVE
    if not values.any():
        return ALL_ZERO
    return ZERO if measure == THEIL_L and values.min() == 0 else ""


def _theil(measure: str, values: Array, people: Array, groups: Labels) -> Iterator[Row]:
    """Theil's index of all regions, and of each group."""
    of = numerics.theil_t if measure == THEIL_T else numerics.theil_l
    found = of(values, people, groups)
    parts = {"between": float(found.between), "within": float(found.within)}
    yield _whole(float(found.total), parts, groups)
    for g, name in enumerate(found.groups):
        inside = groups == name
        row = _group(name, inside, found.inside[g], found.contributions[g], float(found.total))
        yield row | {
            "amount_share_pct": published(100 * values[inside].sum() / values.sum()),
            "population_share_pct": published(100 * people[inside].sum() / people.sum()),
        }


def _gini(values: Array, groups: Labels) -> Iterator[Row]:
    """Gini coefficient with Dagum's parts, and of each group by itself."""
    found = numerics.dagum(values, groups)
    parts = {
        "between": float(found.between),
        "within": float(found.within),
        "overlap": float(found.transvariation),
    }
    yield _whole(float(found.total), parts, groups)
    for g, name in enumerate(found.groups):
        inside = groups == name
        own = found.across[g, g]
        held = inside.mean() * values[inside].sum() / values.sum()
        part = own * held if held else 0.0  # the index of a group that has nothing is undefined
        yield _group(name, inside, own, part, float(found.total))


def _whole(total: float, parts: dict[str, float], groups: Labels) -> Row:
    """Row of all regions together; of an index that is 0 as published, shares say nothing."""
    equal = published(total) == 0
    shares = {f"{name}_share_pct": 100 * part / total for name, part in parts.items() if not equal}
    return {
        "group": "",
        "regions": len(groups),
        "remark": remark(ONE_GROUP if len(set(groups.tolist())) == 1 else "", EQUAL * equal),
        **{name: published(v) for name, v in ({"total": total} | parts | shares).items()},
    }


def _group(name: str, inside: Mask, own: float, part: float, total: float) -> Row:
    """Row of one group: its own index, and what it adds to that of all."""
    equal = published(total) == 0
    reason = ONE_REGION if inside.sum() == 1 else ""
    return {
        "group": str(name),
        "regions": int(inside.sum()),
        "total": published(own),
        "within": published(part),
        "within_share_pct": np.nan if equal else published(100 * part / total),
        "remark": remark(reason, ALL_ZERO if np.isnan(own) else "", EQUAL * equal),
    }


def _left_out(
    words: dict[str, str], subjects: Sequence[Subject], grouped: Mask, panel: Panel
) -> Iterator[Note]:
    """Regions without a group or a figure, told once for all subjects that lack them."""
    together: dict[tuple[str, str], list[str]] = {}
    for subject in subjects:
        if subject.basis != PER_HEAD:  # the same regions as of the amount
            for spell in panel.spells(np.isnan(subject.values) | ~grouped):
                together.setdefault(spell, []).append(subject.name)
    for (years, regions), names in together.items():
        found = {"year": years, "regions": regions, "quantity": "、".join(names)}
        yield "inequality_left_out", {**words, **found}


def _years_differ(subjects: Sequence[Subject], panel: Panel) -> Iterator[Note]:
    """Amounts held beside the population of another year."""
    for subject in subjects:
        if subject.basis == AMOUNT:
            other = ~np.isnan(subject.values) & (subject.years != subject.people_years)
            used = spans(set(subject.people_years[other].tolist()))
            for years, regions in panel.spells(other):
                words = {"quantity": subject.name, "year": years, "regions": regions}
                yield "inequality_population_year", {**words, "used": used}


def _shares(table: pd.DataFrame) -> Iterator[Note]:
    """How much of the inequality lies between the groups, in the first and the last year."""
    told = table[(table.group == "") & table.between_share_pct.notna()]
    told = told[(told.measure == THEIL_T) | (told["quantity"] == COMPOSITE)]
    for (grouping, quantity, basis), rows in told.groupby(
        ["grouping", "quantity_label", "basis"], sort=False
    ):
        ends = rows.iloc[[0, -1]].drop_duplicates("year")
        seen = [
            f"{row.year} 年 {row.total:.3f}，其中组间占 {row.between_share_pct:.0f}%"
            for row in ends.itertuples()
        ]
        words = {
            "grouping": label("grouping", str(grouping)),
            "quantity": f"{quantity}{label('inequality_basis', str(basis))}",
            "measure": label("inequality_measure", rows.measure.iloc[0]),
        }
        yield "inequality_between", {**words, "seen": "；".join(seen)}
    if (told.grouping == ZONE).any():
        yield "inequality_zone_scores", {}
