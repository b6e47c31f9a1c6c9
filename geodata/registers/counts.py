"""Counting: registers in, whole numbers by region, industry, year and type out.

The same expression runs on DuckDB and on Spark. Records stay in the engine; addresses, words and
the concordance are worked on outside it, on what is distinct.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from geodata.errors import Problems
from geodata.industries import Concordance
from geodata.registers import activities as activity
from geodata.registers import classes, deals, holders
from geodata.registers.cells import BASES, EVENTS, PLEDGED, SCHEMAS, WHOLE, Cells, arranged, empty
from geodata.registers.clean import year_of
from geodata.registers.columns import Workshop
from geodata.registers.engine import Table, frame, open_engine
from geodata.registers.job import Job
from geodata.registers.kinds import kinds
from geodata.registers.places import OUTSIDE, Locator
from geodata.registers.reasons import ledger
from geodata.registers.rights import Rights, rights
from geodata.registers.staging import Staged

RECORDS = ("enterprise", "research")
DEALS = "transaction"

Parts = dict[str, list[pd.DataFrame]]


def count(
    job: Job,
    staged: Sequence[Staged],
    industries: pd.DataFrame,
    concordance: Concordance | None,
    folder: Path,
    problems: Problems,
) -> Cells:
    """Count the registers of a study.

    Parameters
    ----------
    job
        What is asked.
    staged
        The registers, as `geodata.registers.staging` leaves them.
    industries
        The study's industries; column ``industry``.
    concordance
        From classes to industries; without one no right has an industry.
    folder
        For intermediate files; on Spark, one that all workers see.
    problems
        Told if the engine is not installed.

    Returns
    -------
    Cells
        The same to the byte whatever the engine, its threads and the order of the rows. For
        every register, read = malformed + dropped + duplicate + outside + counted.

    Notes
    -----
    A right is counted where its first applicant's address lies, in the year of each event. One
    that ended without having been granted never was a right, and has no end. Holders
    are counted for the evaluation years only.
    """
    scratch = folder / "counting"
    scratch.mkdir(parents=True, exist_ok=True)
    try:
        engine = open_engine(job, scratch)
    except ModuleNotFoundError as missing:
        problems.add_study("engine_missing", job.study.name, seen=job.engine, module=missing.name)
        return Cells(**{name: empty(name) for name in SCHEMAS})
    try:
        shop = Workshop(engine, scratch, Locator(job.regions))
        return _counted(shop, job, staged, [*industries["industry"]], concordance)
    finally:
        engine.close()


def _counted(
    shop: Workshop,
    job: Job,
    staged: Sequence[Staged],
    industries: Sequence[str],
    concordance: Concordance | None,
) -> Cells:
    numbered = dict(enumerate(staged))
    parts: Parts = {name: [] for name in SCHEMAS}
    of_kind = {
        kind: {n: one for n, one in numbered.items() if one.kind == kind} for kind in kinds()
    }
    pledges = None
    # first, because they tell which patents are pledged
    if of_kind[DEALS]:
        found = deals.deals(shop, of_kind[DEALS])
        pledges = deals.pledged(shop, found, job.pledge_threshold_yuan)
        parts["flows"].append(_flows(shop, found))
        _ledger(shop, job, numbered, found, parts)
    for kind, registers in of_kind.items():
        if not registers or kind == DEALS:
            continue
        if kind in RECORDS:
            read = activity.activities(shop, kind, registers, industries)
            table = activity.figures(shop, read).assign(kind=kind)
            parts["activities"].append(_with_regions(shop, table))
            _ledger(shop, job, numbered, read, parts)
        else:
            held = rights(shop, kind, registers)
            _count_rights(shop, job, held, pledges, concordance, parts)
            _ledger(shop, job, numbered, held, parts)
    _add_malformed(staged, parts)
    return Cells(
        **{
            name: arranged(name, pd.concat(tables)) if tables else empty(name)
            for name, tables in parts.items()
        }
    )


def _count_rights(
    shop: Workshop,
    job: Job,
    found: Rights,
    pledges: Table | None,
    concordance: Concordance | None,
    parts: Parts,
) -> None:
    counted = found.unique.filter(found.unique.place >= 0)
    parts["rights"].append(_named(shop, found, _lives(shop, found.kind, counted, pledges)))
    usual = counted if job.abnormal == "include" else counted.filter(counted.abnormal == 0)
    fine = found.kind == "patent" and classes.is_fine(concordance)
    sums = classes.sums(shop.engine, found.kind, usual, fine)
    for name, table in (
        ("classes", classes.by_class(sums, found.kind)),
        ("industries", classes.by_industry(sums, found.kind, concordance)),
    ):
        table["event"] = pd.Series(EVENTS).reindex(table["event"]).to_numpy()
        parts[name].append(_named(shop, found, table))
    spread = holders.concentration(shop.engine, usual, job.years, len(found.types))
    spread["basis"] = pd.Series(BASES).reindex(spread["basis"]).to_numpy()
    parts["holders"].append(_named(shop, found, spread))


def _lives(shop: Workshop, kind: str, rows: Table, pledges: Table | None) -> pd.DataFrame:
    """Rights by the years of their life, their flags, and whether they are abnormal."""
    flags = rows.flags
    if kind == "patent" and pledges is not None:
        rows = rows.left_join(pledges, rows.number == pledges.pledged_number)
        flags = rows.flags + rows.pledged_number.notnull().ifelse(PLEDGED, 0)
    narrow = rows.select(
        "place",
        "type",
        "abnormal",
        flags=flags.cast("int16"),
        **{f"{event}_year": year_of(rows[event]) for event in EVENTS},
    )
    keys = narrow.columns
    return frame(shop.engine, narrow.group_by(keys).agg(records=narrow.count()))


def _named(shop: Workshop, found: Rights, table: pd.DataFrame) -> pd.DataFrame:
    """Codes instead of the numbers of regions and types."""
    types = {holders.ALL: "", **dict(enumerate(found.types))}
    table = table.assign(kind=found.kind, type=table["type"].map(types))
    return _with_regions(shop, table)


def _with_regions(shop: Workshop, table: pd.DataFrame) -> pd.DataFrame:
    regions = {holders.ALL: WHOLE, **dict(enumerate(shop.locator.regions))}
    return table.assign(region_code=table["place"].map(regions))


def _flows(shop: Workshop, found: deals.Deals) -> pd.DataFrame:
    table = deals.flows(shop, found)
    locator = shop.locator
    codes = dict(enumerate(locator.regions))
    codes |= {OUTSIDE - place: code for place, code in enumerate(locator.provinces)}
    for end in deals.ENDS:
        table[f"{end}_region"] = table[f"{end}_place"].map(codes).fillna("")
    table["kind"] = table["right"].map(dict(enumerate(found.rights)))
    table["deal"] = table["deal"].map(dict(enumerate(found.deals)))
    # provinces that are not known from several addresses are one cell
    keys = ["deal", "kind", "year", "from_region", "to_region"]
    return table.groupby(keys, as_index=False)[["records", "amount", "with_amount"]].sum()


def _ledger(
    shop: Workshop,
    job: Job,
    staged: Mapping[int, Staged],
    found: Rights | deals.Deals | activity.Activities,
    parts: Parts,
) -> None:
    tables = ledger(shop.engine, found.rows, found.unique, found.beaten, job.sample)
    for name, table in zip(("account", "samples"), tables, strict=True):
        register = table["register"].map({n: one.register for n, one in staged.items()})
        kind = table["register"].map({n: one.kind for n, one in staged.items()})
        parts[name].append(table.assign(register=register, kind=kind))


def _add_malformed(staged: Sequence[Staged], parts: Parts) -> None:
    """Rows that were no rows of the table: read, and left out before the engine."""
    lines = [
        (one.register, one.kind, stage, one.rows_malformed)
        for one in staged
        for stage in ("read", "malformed")
        if one.rows_malformed
    ]
    table = pd.DataFrame(lines, columns=["register", "kind", "stage", "records"])
    counted = pd.concat([*parts["account"], table.assign(reason="")])
    keys = ["register", "kind", "stage", "reason"]
    parts["account"] = [counted.groupby(keys, as_index=False)[["records"]].sum()]
    parts["samples"] += [
        one.malformed.assign(register=one.register, reason="malformed") for one in staged
    ]
