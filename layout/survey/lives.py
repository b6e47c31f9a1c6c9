"""Stocks and flows of rights by region and year, from the years of their lives."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from layout.survey.areas import Counts
from layout.views import Array

ALL = ""
"""Type that stands for all types of a kind."""

KINDS = (
    "patent",
    "trademark",
    "copyright",
    "software_copyright",
    "geographical_indication",
    "plant_variety",
)
PATENT, INVENTION = "patent", "invention"
TYPES = (ALL, INVENTION, "utility_model", "design")
"""Order of kinds and types in tables; others follow by their codes."""


@dataclass(frozen=True)
class Lives:
    """What happened to rights in every calendar year, and what was in force at its end.

    Attributes
    ----------
    groups
        (kind, type) in the order of the first axis; type `ALL` is the sum of a kind's types.
    years
        Evaluation years, ascending.
    filed, granted, ended, in_force, ever
        (groups, calendar years, regions) from the year before the first evaluation year to the
        last one. `ever` is all that was granted up to the year.
    first, last
        (groups,) first and last year with a filing or grant of the kind in any region.
    """

    groups: tuple[tuple[str, str], ...]
    years: tuple[int, ...]
    filed: Counts
    granted: Counts
    ended: Counts
    in_force: Counts
    ever: Counts
    first: Counts
    last: Counts

    def flow(self, counts: Counts, before: int = 0) -> Array:
        """What happened in each evaluation year, or so many years before, as a float array.

        NaN beyond the first and last year of the register: there, nothing means not recorded.
        """
        years = np.array(self.years) - before
        known = (years >= self.first[:, None]) & (years <= self.last[:, None])
        return np.where(known[..., None], self._at(counts, years), np.nan)

    def stock(self, counts: Counts, before: int = 0) -> Array:
        """What was there at the end of each evaluation year; NaN before the first year."""
        years = np.array(self.years) - before
        known = np.broadcast_to(years >= self.first[:, None], (len(self.groups), len(years)))
        return np.where(known[..., None], self._at(counts, years), np.nan)

    def _at(self, counts: Counts, years: Counts) -> Counts:
        return counts[:, years - self.years[0] + 1]


def filing_years(rights: pd.DataFrame) -> Counts:
    """Year of filing; of rights registered without examination, that of the registration."""
    filed = rights.filed_year.to_numpy()
    return np.where(filed > 0, filed, rights.granted_year.to_numpy())


def ending_years(rights: pd.DataFrame) -> Counts:
    """Year in which the right ended, 0 where it has not, or was never granted.

    An end before the grant – the engine counted it as doubtful – is one on the day of the grant:
    otherwise fewer than none would be in force in between.
    """
    granted, ended = rights.granted_year.to_numpy(), rights.ended_year.to_numpy()
    return np.where((granted > 0) & (ended > 0), np.maximum(granted, ended), 0)


def lives(rights: pd.DataFrame, codes: Sequence[str], years: Sequence[int]) -> Lives:
    """Count events and stocks of every kind and type.

    Parameters
    ----------
    rights
        As in `Cells.rights`, of these regions only.
    codes
        (R,) regions.
    years
        Evaluation years, ascending.

    Raises
    ------
    ValueError
        If a right belongs to none of the regions: the cells are of another study.

    Notes
    -----
    ``in_force(t) = in_force(t − 1) + granted(t) − ended(t)``.
    """
    places = pd.Index(codes).get_indexer(pd.Index(rights.region_code))
    if (places < 0).any():
        other = sorted(set(rights.region_code[places < 0]))
        raise ValueError(f"cells hold regions outside the study, such as {other[:3]}")
    groups, at = _groups(rights)
    span = np.arange(years[0] - 1, years[-1] + 1)
    records = rights.records.to_numpy()

    def counted(when: Counts) -> Counts:
        """(groups, 1 + span, regions): what came before, then year by year."""
        known = (when > 0) & (when <= span[-1])
        column = np.maximum(when - span[0] + 1, 0)
        found = np.zeros((len(groups), len(span) + 1, len(codes)), dtype=np.int64)
        np.add.at(found, (at[known], column[known], places[known]), records[known])
        return _with_totals(found, groups)

    filed = counted(filing_years(rights))
    granted = counted(rights.granted_year.to_numpy())
    ended = counted(ending_years(rights))
    ever = granted.cumsum(axis=1)
    in_force = ever - ended.cumsum(axis=1)
    filed, granted, ended, in_force, ever = (
        array[:, 1:] for array in (filed, granted, ended, in_force, ever)
    )
    first, last = _spans(rights, groups)
    return Lives(
        groups, tuple(years), filed, granted, ended, in_force, ever, first=first, last=last
    )


def _groups(rights: pd.DataFrame) -> tuple[tuple[tuple[str, str], ...], npt.NDArray[np.intp]]:
    """Kinds and types in the order of tables, and the place of each row among them.

    A row without a type stands at its kind's total.
    """
    pairs = pd.MultiIndex.from_arrays([rights.kind.astype(object), rights.type.astype(object)])
    found = {*pairs.unique(), *((kind, ALL) for kind in rights.kind.unique())}
    groups = tuple(sorted(found, key=order))
    every = pd.MultiIndex.from_tuples(groups) if groups else pairs
    return groups, every.get_indexer(pairs)


def _spans(rights: pd.DataFrame, groups: Sequence[tuple[str, str]]) -> tuple[Counts, Counts]:
    """First and last year with a filing or grant, of each group's kind."""
    filed, granted = filing_years(rights), rights.granted_year.to_numpy()
    years = pd.DataFrame(
        {
            "kind": rights.kind.to_numpy(),
            "first": np.where(filed > 0, filed, np.iinfo(np.int64).max),
            "last": np.maximum(filed, granted),
        }
    )
    spans = years.groupby("kind").agg({"first": "min", "last": "max"})
    kinds = [kind for kind, _ in groups]
    return spans["first"].reindex(kinds).to_numpy(), spans["last"].reindex(kinds).to_numpy()


def order(pair: tuple[str, str]) -> tuple[int, str, int, str]:
    """Sorting key of a kind and type: the usual ones in their order, then others by code."""
    kind, type_ = pair
    return (
        KINDS.index(kind) if kind in KINDS else len(KINDS),
        kind,
        TYPES.index(type_) if type_ in TYPES else len(TYPES),
        type_,
    )


def positions(pairs: Iterable[tuple[str, str]]) -> Counts:
    """Place of each pair of kind and type in the order of tables.

    Examples
    --------
    >>> positions([("trademark", ""), ("patent", "design"), ("patent", ""), ("trademark", "")])
    array([2, 1, 0, 2])
    """
    found = [*pairs]
    place = {pair: n for n, pair in enumerate(sorted(set(found), key=order))}
    return np.array([place[pair] for pair in found], dtype=np.int64)


def _with_totals(counts: Counts, groups: Sequence[tuple[str, str]]) -> Counts:
    """Counts in which a kind's total holds its types as well as what has no type."""
    summed = counts.copy()
    for n, (kind, type_) in enumerate(groups):
        if type_ == ALL:
            summed[n] = counts[[m for m, (other, _) in enumerate(groups) if other == kind]].sum(0)
    return summed
