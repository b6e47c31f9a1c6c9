"""What the reader of a survey must be told: which rows count, and what their counts cannot bear."""

import datetime as dt
from collections.abc import Iterator

import numpy as np
import pandas as pd

from geodata.registers.cells import WHOLE
from layout.amounts import Amount
from layout.frames import DECIMALS
from layout.measures import NO_YEAR
from layout.notes import listed, spans
from layout.settings import Registers
from layout.survey.account import stage_sums
from layout.survey.areas import Areas
from layout.survey.background import Context
from layout.survey.lives import ALL, INVENTION, PATENT, Lives
from layout.survey.quality import any_flag
from layout.survey.rights import small
from layout.survey.wording import flag_words, kind_word, reason_word
from layout.views import Note

LARGE_SHARE = 0.05
"""Share of rows lost, or of rights without a class or holder, above which a note is a warning."""

UNPLACED = ("address_unknown", "address_ambiguous", "region_unknown")
"""Reasons of the account for which a row has no region."""

LOST = ("malformed", "dropped")
"""Stages of rows that should have counted and could not."""

PUBLISHED_AFTER = 2
"""Years: an application is published 18 months after filing, those of December in June of the
second year after."""


def of_account(account: pd.DataFrame) -> Iterator[Note]:
    """What became of the rows of each register, and warnings where many were lost."""
    sums = stage_sums(account).set_index(["register", "kind"])
    for (register, kind), row in zip(sums.index, sums.to_dict("records"), strict=True):
        words = {"register": register, "kind": kind_word(kind)}
        number = {str(stage): int(records) for stage, records in row.items()}
        read = number["read"]
        share = _percent(number["counted"] / read if read else float("nan"))
        numbers = {stage: f"{records:,}" for stage, records in number.items()}
        yield "survey_register", {**words, **numbers, "share": share}
        lost = account[(account.register == register) & account.stage.isin(LOST)]
        lost = lost.sort_values(["records", "reason"], ascending=[False, True])
        if lost.records.sum() > LARGE_SHARE * read:
            reasons = "、".join(
                f"{reason_word(reason or stage)} {records:,} 行"
                for stage, reason, records in zip(
                    lost.stage, lost.reason, lost.records, strict=True
                )
            )
            share = _percent(lost.records.sum() / read)
            yield "survey_rows_lost", {**words, "share": share, "reasons": reasons}
        unplaced = lost.records[lost.reason.isin(UNPLACED)].sum()
        if unplaced > LARGE_SHARE * read:
            yield "survey_unplaced", {**words, "share": _percent(unplaced / read)}


def of_rights(
    rights: pd.DataFrame, found: Lives, table: pd.DataFrame, where: Context, settings: Registers
) -> Iterator[Note]:
    """Readings of the counts of rights: years, abnormal filings, densities, small numbers."""
    if not len(rights):
        yield "survey_no_rights", {}
        return
    yield "survey_address_rule", {}
    kinds = [n for n, (_, type_) in enumerate(found.groups) if type_ == ALL]
    seen = [f"{kind_word(found.groups[n][0])} {found.first[n]}–{found.last[n]} 年" for n in kinds]
    yield "survey_span", {"kinds": "、".join(seen)}
    last = where.years[-1]
    behind = [kind_word(found.groups[n][0]) for n in kinds if found.last[n] < last]
    if behind:
        yield "survey_behind", {"kinds": "、".join(behind), "year": str(last)}
    yield from _publication(rights, where)
    yield from _abnormal(rights, settings)
    typed = rights.kind[rights.type != ALL].unique()
    untyped = rights[(rights.type == ALL) & rights.kind.isin(typed)]
    for kind, number in untyped.groupby("kind").records.sum().items():
        yield "survey_type_unknown", {"kind": kind_word(str(kind)), "records": f"{number:,}"}
    yield from _densities(where)
    few = small(table[table.year == last], settings.least_in_region)
    for kind, rows in few.groupby("kind", sort=False):
        words = {"kind": kind_word(str(kind)), "least": f"{settings.least_in_region:g}"}
        regions = listed(rows.region_name, where.areas.regions)
        yield "survey_small", {**words, "year": str(last), "regions": regions}


def _publication(rights: pd.DataFrame, where: Context) -> Iterator[Note]:
    """Years that were not over at the data's date, or not all published."""
    date = where.as_of
    day = f"{date:%Y-%m-%d}"
    opened = [year for year in where.years if date < dt.date(year, 12, 31)]
    if opened:
        yield "survey_year_open", {"years": spans(opened), "date": day}
    late = [year for year in where.years if date < dt.date(year + PUBLISHED_AFTER, 7, 1)]
    if late and (rights.kind == PATENT).any():
        yield "survey_unpublished", {"years": spans(late), "date": day}


def _abnormal(rights: pd.DataFrame, settings: Registers) -> Iterator[Note]:
    """Whether abnormal filings are counted."""
    patents = rights[rights.kind == PATENT]
    if not len(patents):
        return
    marked = int(patents.records[patents.abnormal != 0].sum())
    if not marked:
        yield "survey_abnormal_unknown", {}
        return
    share = _percent(marked / patents.records.sum())
    yield f"survey_abnormal_{settings.abnormal}", {"records": f"{marked:,}", "share": share}


def _densities(where: Context) -> Iterator[Note]:
    """Densities that are missing, or whose figures are of another year."""
    for name, amount in (("population", where.population), ("gdp", where.gdp)):
        if amount is None:
            yield f"survey_no_{name}", {}
            continue
        yield from _figure_years(name, amount, where.areas)


def _figure_years(name: str, amount: Amount, at: Areas) -> Iterator[Note]:
    """Regions without a figure, and those whose figure is of another year, by that year."""
    panel = at.panel
    for years, regions in panel.spells(amount.years == NO_YEAR):
        yield f"survey_without_{name}", {"years": years, "regions": regions}
    calendar = np.array(panel.years)[:, None]
    other = (amount.years != NO_YEAR) & (amount.years != calendar)
    for used in np.unique(amount.years[other]):
        for years, regions in panel.spells(other & (amount.years == used)):
            words = {"years": years, "used": str(used), "regions": regions}
            yield f"survey_{name}_year", words


def of_quality(rights: pd.DataFrame, settings: Registers) -> Iterator[Note]:
    """How the classes of high value come about, and which of them the register does not tell."""
    own = rights[(rights.kind == PATENT) & (rights.type == INVENTION)]
    if not len(own):
        return
    pledge = f"{settings.pledge_threshold:,.0f}"
    yield "survey_high_value", {"pledge": pledge, "years": str(settings.maintained_years)}
    unmarked = [word for word, seen in zip(flag_words(), any_flag(rights), strict=True) if not seen]
    if unmarked:
        yield "survey_unmarked", {"classes": "、".join(unmarked)}


def of_holders(table: pd.DataFrame, where: Context) -> Iterator[Note]:
    """For which share of the rights the holder is known."""
    if table.empty:
        yield "survey_no_holders", {}
        return
    rows = table[
        (table.region_code == WHOLE)
        & (table.type == ALL)
        & (table.basis == "in_force")
        & (table.year == where.years[-1])
    ]
    if len(rows):
        yield from _shares("survey_holders", rows.kind, rows.known_pct / 100, where)
    without = sorted(set(where.years) - set(table.year))
    if without:
        yield "survey_holders_years", {"years": spans(without)}


def of_classes(table: pd.DataFrame, where: Context) -> Iterator[Note]:
    """Which share of the rights has no class."""
    rows = table[
        (table.region_code == WHOLE) & (table.type == ALL) & (table.basis == "in_force")
    ].drop_duplicates("kind")
    if len(rows):
        yield from _shares("survey_classes", rows.kind, 1 - rows.unclassified_pct / 100, where)


def _shares(code: str, kinds: pd.Series, known: pd.Series, where: Context) -> Iterator[Note]:
    """One note on the shares of rights of each kind of which something is known."""
    seen = [
        f"{kind_word(kind)} {_percent(share)}" for kind, share in zip(kinds, known, strict=True)
    ]
    lacking = (1 - known).round(DECIMALS) > LARGE_SHARE
    words = {"year": str(where.years[-1]), "kinds": "、".join(seen)}
    yield (f"{code}_few" if lacking.any() else code), words


def of_flows(deals: pd.DataFrame, where: Context) -> Iterator[Note]:
    """How flows are to be read, and which share of them has an unknown side."""
    rows = deals[deals.year.isin(where.years)]
    if rows.empty:
        yield "survey_no_flows", {}
        return
    total = rows.records.sum()
    unknown = rows.records[(rows.from_region == "") | (rows.to_region == "")].sum()
    stated = rows.with_amount.sum()
    code = "survey_flows_unknown" if unknown > LARGE_SHARE * total else "survey_flows"
    shares = {"unknown": _percent(unknown / total), "stated": _percent(stated / total)}
    yield code, {"records": f"{total:,}", **shares}


def _percent(share: float) -> str:
    """A share in words; an undefined one is none.

    Examples
    --------
    >>> _percent(0.1234), _percent(float("nan"))
    ('12.3%', '—')
    """
    return "—" if np.isnan(share) else f"{100 * share:.1f}%"
